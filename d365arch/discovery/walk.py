"""All files of the given paths, archives opened in memory, as one flat list that is safe to read from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from d365arch.discovery.archives import open_archive
from d365arch.discovery.limits import Limits
from d365arch.discovery.records import NotRead
from d365arch.discovery.tree import ARCHIVES, Entry, Listing, ReadingError, too_large
from d365arch.errors import FileError, printable, printable_path
from d365arch.model.progress import Progress

_SKIPPED_FOLDERS = frozenset({".git", ".svn", ".hg", ".vs", ".idea", "node_modules", "__pycache__", ".venv", ".tox"})


@contextmanager
def files_of(paths: Sequence[Path], limits: Limits,
             tell: Progress | None = None) -> Iterator[tuple[list[Entry], list[NotRead]]]:
    """Every file below the paths in a stable order, and what was refused; entries can be loaded until the end.

    Nothing is ever unpacked to disk: entries of archives are read into memory when they are asked for, against the
    limits, and by what they hold, not by what their directory says. Links inside folders are not followed.

    Raises `FileError` where a path that was named is not there.
    """
    listing = Listing(limits, tell)
    try:
        _list(paths, listing)
        yield listing.entries, listing.refused
    finally:
        listing.archives.close()


def _list(paths: Sequence[Path], listing: Listing) -> None:
    for number, path in enumerate(_distinct(paths)):
        shown = path.as_posix()
        root = (f"{number:04}", path.name.lower() or "root")
        if path.is_dir():
            for below in _below(path, listing):
                relative = below.relative_to(path)
                _take(below, f"{shown.rstrip('/')}/{relative.as_posix()}",
                      (*root, *(part.lower() for part in relative.parts)), listing)
        elif path.is_file():
            _take(path, shown, root, listing)
        else:
            what = "is no file or folder" if path.exists() else "is not there"
            raise FileError(f'"{printable_path(path)}" {what}; name files or folders that can be read.', path)


def _distinct(paths: Sequence[Path]) -> list[Path]:
    seen: dict[str, Path] = {}
    for path in paths:
        seen.setdefault(os.path.realpath(path), path)
    return list(seen.values())


def _below(folder: Path, listing: Listing) -> Iterator[Path]:
    def cannot(error: OSError) -> None:
        listing.refuse(Path(str(error.filename)).as_posix(), f"the folder cannot be read: {error.strerror}.")

    for here, folders, names in os.walk(folder, followlinks=False, onerror=cannot):
        folders[:] = sorted(name for name in folders if name.lower() not in _SKIPPED_FOLDERS)
        for name in folders:
            path = Path(here) / name
            if path.is_symlink():
                listing.refuse(path.as_posix(), "a link to a folder, which is not followed; name the folder itself.")
        for name in sorted(names):
            path = Path(here) / name
            if path.is_symlink():
                listing.refuse(path.as_posix(), "a link, which is not followed; name the file itself.")
            elif path.is_file():
                yield path
            else:
                listing.refuse(path.as_posix(), "no regular file (a pipe, a socket or a device), so it was not opened.")
        if listing.tell is not None:
            listing.tell(0.0, f"looking into {printable(Path(here).name or here)}")


def _take(path: Path, shown: str, parts: tuple[str, ...], listing: Listing) -> None:
    limits = listing.limits
    try:
        size = path.stat().st_size
    except OSError as error:
        listing.refuse(shown, f"it cannot be opened: {error.strerror or type(error).__name__}.")
        return

    def load() -> bytes:
        if size > limits.file_bytes:
            raise ReadingError(too_large(limits))
        try:
            with path.open("rb") as stream:
                data = stream.read(limits.file_bytes + 1)
        except OSError as error:
            raise ReadingError(f"it cannot be opened: {error.strerror or type(error).__name__}.") from None
        if len(data) > limits.file_bytes:
            raise ReadingError(too_large(limits))
        return data

    if path.suffix.lower() in ARCHIVES:
        open_archive(lambda: path.open("rb"), shown, parts, listing)
    else:
        listing.add(Entry(shown, parts, size, load))
