"""All files of the given paths, archives opened in memory, as one flat list that is safe to read from."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from d365arch.discovery.limits import Limits
from d365arch.discovery.records import NotRead
from d365arch.errors import FileError, printable, printable_path
from d365arch.model.progress import Progress

INSIDE = "!"
"""Stands between an archive and the name of its entry: `package.zip!Workflows/flow.json`."""

ARCHIVES = frozenset({".zip", ".axpp", ".axmodel"})
"""Endings of zip archives that are opened. Documents that are zips too (.xlsx, .msapp) are the business of their readers."""

_SKIPPED_FOLDERS = frozenset({".git", ".svn", ".hg", ".vs", ".idea", "node_modules", "__pycache__", ".venv", ".tox"})
_CHUNK = 1 << 16


class ReadingError(Exception):
    """One file cannot be read; the sentence says why and never holds anything of its content."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, on disk or inside an archive."""

    path: str
    """For people: the path as given, with `!` before the name inside an archive. Separators are `/`."""
    parts: tuple[str, ...]
    """Names from the root of the tree in small letters, archives counting as folders: what readers compare."""
    size: int
    """Bytes, as the directory says; what is read is counted again."""
    load: Callable[[], bytes] = field(compare=False, repr=False)
    """Reads the bytes; raises `ReadingError`."""

    @property
    def name(self) -> str:
        """The name without folders, in small letters."""
        return self.parts[-1]

    @property
    def suffix(self) -> str:
        """The last ending in small letters, such as `.json`."""
        return PurePosixPath(self.parts[-1]).suffix

    @property
    def folder(self) -> tuple[str, ...]:
        """Where it stands, in small letters."""
        return self.parts[:-1]

    @property
    def shown_name(self) -> str:
        """The name without folders, as it is written."""
        return self.path.replace(INSIDE, "/").rsplit("/", 1)[-1]


@dataclass(slots=True)
class _Walk:
    limits: Limits
    tell: Progress | None
    entries: list[Entry] = field(default_factory=list)
    refused: list[NotRead] = field(default_factory=list)
    unpacked: int = 0
    counted: set[str] = field(default_factory=set)
    full: bool = False

    def refuse(self, path: str, reason: str) -> None:
        self.refused.append(NotRead(path, reason))

    def add(self, entry: Entry) -> None:
        if len(self.entries) >= self.limits.files:
            if not self.full:
                self.full = True
                self.refuse(entry.path, f"more than {self.limits.files:,} files; the rest was left out. "
                                        "Name fewer folders, or raise the limit files.")
            return
        self.entries.append(entry)

    def took(self, path: str, size: int) -> None:
        if path in self.counted:
            return
        self.counted.add(path)
        self.unpacked += size
        if self.unpacked > self.limits.total_bytes:
            raise ReadingError(f"archives hold more than {self.limits.total_mb:,} MB together, so it was left out; "
                               "read fewer at a time, or raise the limit total_mb.")


def files_of(paths: Sequence[Path], limits: Limits, tell: Progress | None = None) -> tuple[list[Entry], list[NotRead]]:
    """Every file below the paths in a stable order, and what was refused.

    Nothing is ever unpacked to disk: entries of archives are read into memory when they are asked for, against the
    limits, and by what they hold, not by what their directory says. Links inside folders are not followed.

    Raises `FileError` where a path that was named is not there.
    """
    walk = _Walk(limits, tell)
    named = _distinct(paths)
    for path in named:
        shown = path.as_posix()
        root = (f"{named.index(path):04}", path.name.lower() or "root")
        if path.is_dir():
            for below in _below(path, walk):
                relative = below.relative_to(path)
                _take(below, f"{shown.rstrip('/')}/{relative.as_posix()}",
                      (*root, *(part.lower() for part in relative.parts)), walk)
        elif path.is_file():
            _take(path, shown, root, walk)
        else:
            what = "is no file or folder" if path.exists() else "is not there"
            raise FileError(f'"{printable_path(path)}" {what}; name files or folders that can be read.', path)
    return walk.entries, walk.refused


def _distinct(paths: Sequence[Path]) -> list[Path]:
    seen: dict[str, Path] = {}
    for path in paths:
        seen.setdefault(os.path.realpath(path), path)
    return list(seen.values())


def _below(folder: Path, walk: _Walk) -> Iterator[Path]:
    def cannot(error: OSError) -> None:
        walk.refuse(Path(str(error.filename)).as_posix(), f"the folder cannot be read: {error.strerror}.")

    for here, folders, names in os.walk(folder, followlinks=False, onerror=cannot):
        folders[:] = sorted(name for name in folders if name.lower() not in _SKIPPED_FOLDERS)
        for name in sorted(folders):
            if (Path(here) / name).is_symlink():
                walk.refuse((Path(here) / name).as_posix(), "a link to a folder, which is not followed; name the folder itself.")
        for name in sorted(names):
            path = Path(here) / name
            if path.is_symlink():
                walk.refuse(path.as_posix(), "a link, which is not followed; name the file itself.")
            elif path.is_file():
                yield path
        if walk.tell is not None:
            walk.tell(0.0, f"looking into {printable(Path(here).name or here)}")


def _take(path: Path, shown: str, parts: tuple[str, ...], walk: _Walk) -> None:
    limits = walk.limits
    size = path.stat().st_size

    def load() -> bytes:
        if size > limits.file_bytes:
            raise ReadingError(_too_large(limits))
        try:
            with path.open("rb") as stream:
                data = stream.read(limits.file_bytes + 1)
        except OSError as error:
            raise ReadingError(f"it cannot be opened: {error.strerror or type(error).__name__}.") from None
        if len(data) > limits.file_bytes:
            raise ReadingError(_too_large(limits))
        return data

    entry = Entry(shown, parts, size, load)
    if path.suffix.lower() in ARCHIVES:
        _open_archive(lambda: path.open("rb"), shown, parts, 1, walk)
    else:
        walk.add(entry)


def _too_large(limits: Limits) -> str:
    return f"larger than {limits.file_mb:,} MB; raise the limit file_mb to read it."


def _open_archive(opened: Callable[[], io.BufferedIOBase], shown: str, parts: tuple[str, ...], nesting: int,
                  walk: _Walk) -> None:
    if nesting > walk.limits.nesting:
        walk.refuse(shown, f"more than {walk.limits.nesting} archives inside each other; raise the limit nesting to read it.")
        return
    try:
        archive = zipfile.ZipFile(opened())
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, OverflowError):
        walk.refuse(shown, "a broken archive, or no zip archive at all.")
        return
    if len(infos) > walk.limits.entries:
        walk.refuse(shown, f"an archive of {len(infos):,} entries, more than {walk.limits.entries:,}; raise the limit "
                           "entries to read it.")
        return
    if walk.tell is not None:
        walk.tell(0.0, f"opening {printable(shown.rsplit('/', 1)[-1])}")
    seen: set[tuple[str, ...]] = set()
    for info in infos:
        _take_entry(archive, info, shown, parts, nesting, seen, walk)


def _take_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, parts: tuple[str, ...], nesting: int,
                seen: set[tuple[str, ...]], walk: _Walk) -> None:
    name = info.filename.replace("\\", "/")
    if name.endswith("/"):
        return
    path = f"{shown}{INSIDE}{printable(name, 300)}"
    refusal = _refusal(info, name, walk.limits)
    inside = tuple(part.lower() for part in name.split("/") if part not in {"", "."})
    if refusal is None and inside in seen:
        refusal = "a second entry of the same name; the first one was read."
    if refusal is not None:
        walk.refuse(path, refusal)
        return
    seen.add(inside)

    def load() -> bytes:
        return _unpacked(archive, info, path, walk)

    entry = Entry(path, (*parts, *inside), info.file_size, load)
    if entry.suffix in ARCHIVES:
        try:
            data = load()
        except ReadingError as error:
            walk.refuse(path, error.sentence)
            return
        _open_archive(lambda: io.BytesIO(data), path, (*parts, *inside), nesting + 1, walk)
    else:
        walk.add(entry)


def _refusal(info: zipfile.ZipInfo, name: str, limits: Limits) -> str | None:
    pieces = name.split("/")
    if name.startswith("/") or ".." in pieces or (len(name) > 1 and name[1] == ":"):
        return "an entry whose name leads out of the archive, so it was not read."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link inside an archive, which is not followed."
    if info.flag_bits & 0x1:
        return "encrypted, so it cannot be read; unpack it with its password and name the folder."
    if info.file_size > limits.file_bytes:
        return _too_large(limits)
    if info.file_size > 1_000_000 and info.file_size > limits.ratio * max(info.compress_size, 1):
        return f"packed more than {limits.ratio} times smaller than it is, as archives made to fill a memory are; raise " \
               "the limit ratio if you trust it."
    return None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, walk: _Walk) -> bytes:
    """What an entry really holds, counted while it is unpacked, since its directory may say anything."""
    limits = walk.limits
    kept: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limits.file_bytes:
                    raise ReadingError(_too_large(limits))
                if size > 1_000_000 and size > limits.ratio * max(info.compress_size, 1):
                    raise ReadingError(f"packed more than {limits.ratio} times smaller than it is; raise the limit ratio "
                                       "if you trust it.")
                kept.append(chunk)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise ReadingError("a broken entry of an archive.") from None
    walk.took(path, size)
    return b"".join(kept)
