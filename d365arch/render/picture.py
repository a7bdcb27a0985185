"""A drawing, or the sheets it is set on, in any format that d365arch writes; the ending of the file says which."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.errors import ExportError, printable
from d365arch.scene.build import Drawing
from d365arch.scene.page import Book

ENDINGS = (".svg", ".png", ".pdf", ".dot", ".json")
ON_PAPER = frozenset({".svg", ".png", ".pdf"})
"""Formats of pictures, which may be set on paper; the others are data."""
_ONE_PAGE = ON_PAPER - {".pdf"}


def pictures(drawing: Drawing, ending: str, book: Book | None = None, scale: float = 2.0) -> Iterator[bytes]:
    """The drawing in the format of an ending: one picture or, where only a PDF has several pages, one for each sheet.

    `scale` counts for PNG: pixels for each px of the drawing or, on paper, of the sheet at 96 to the inch. Raises
    `ExportError` for pictures of an absurd size.
    """
    for number in range(1, count(ending, book) + 1):
        yield _picture(drawing, ending, book, scale, number)


def count(ending: str, book: Book | None) -> int:
    """How many pictures there are."""
    return len(book.leaves) if book and ending in _ONE_PAGE else 1


def _picture(drawing: Drawing, ending: str, book: Book | None, scale: float, number: int) -> bytes:
    scene = book.sheet(number) if book else drawing.scene
    match ending:
        case ".svg":
            from d365arch.render.svg import to_svg

            return to_svg(scene).encode()
        case ".png":
            from d365arch.render.raster import to_png

            return to_png(scene, scale * (book.scale if book else 1.0))
        case ".pdf":
            from d365arch.render.pdf import to_pdf

            return to_pdf(drawing.scene, book)
        case ".dot":
            from d365arch.render.dot import to_dot

            return to_dot(drawing).encode()
        case ".json":
            from d365arch.render.data import to_json

            return to_json(drawing).encode()
    raise ExportError(f'"{printable(ending)}" is no format; use one of {", ".join(ENDINGS)}.')


def warning(drawing: Drawing, ending: str) -> str:
    """What a person has to know about the picture: letters for which a PDF has no font; empty where all is well."""
    if ending != ".pdf":
        return ""
    from d365arch.render.fallback import missing_letters

    missing = missing_letters(drawing.scene)
    if not missing:
        return ""
    return (f'This machine has no font for "{printable(missing, 20)}", so the PDF shows boxes in their place; '
            "install a TrueType font that has them, or export SVG.")
