"""Writes a drawing to its file, or sheet by sheet to numbered ones."""

from __future__ import annotations

from pathlib import Path

from d365arch.errors import FileError, printable_path
from d365arch.io.atomic import write_whole
from d365arch.render.picture import count, pictures
from d365arch.scene.build import Drawing
from d365arch.scene.page import Book


def write_picture(path: Path, drawing: Drawing, book: Book | None = None, scale: float = 2.0, *,
                  replace: bool = False) -> tuple[Path, ...]:
    """Write the drawing in the format of the file's ending, and tell which files there are now.

    Several sheets in a format of one page become `name-1.svg`, `name-2.svg` and so on; one of these that is there
    already is only overwritten with `replace`. Whether the file that is named may be overwritten is up to who names it.
    Raises `FileError` where one cannot be written, and what `pictures` raises.
    """
    ending = path.suffix.lower()
    total = count(ending, book)
    if total == 1:
        files: tuple[Path, ...] = (path,)
    else:
        files = tuple(path.with_stem(f"{path.stem}-{n:0{len(str(total))}}") for n in range(1, total + 1))
        there = next((file for file in files if file.exists()), None)
        if there and not replace:
            raise FileError(f'The drawing takes {total} sheets, each a file of its own, and "{printable_path(there)}" '
                            "is there already; choose another name, or a PDF for all of them.", there)
    for file, data in zip(files, pictures(drawing, ending, book, scale), strict=True):
        write_whole(file, data)
    return files
