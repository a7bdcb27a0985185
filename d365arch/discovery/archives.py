"""Zip archives read in memory: no entry is ever written anywhere, and none may be larger than the limits allow."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from d365arch.discovery.limits import Limits
from d365arch.discovery.tree import ARCHIVES, INSIDE, Entry, Listing, ReadingError, too_large
from d365arch.errors import printable

_CHUNK = 1 << 16
_LARGE = 4_000_000
"""From so many bytes on, an entry that is packed too well is suspicious; the empty picture of an app has a million."""

_END_OF_ARCHIVE = 70_000
"""Bytes at the end of an archive in which it says how large its directory is, with a comment of any length."""
_PER_ENTRY = 400
"""Bytes of the directory for one entry: its name and some fields."""

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
           OverflowError, MemoryError)
"""What zipfile and zlib raise at archives that are broken or of a kind they do not know."""


def open_archive(opened: Callable[[], IO[bytes]], shown: str, parts: tuple[str, ...], listing: Listing,
                 nesting: int = 1) -> None:
    """List what an archive holds; archives inside are opened, too, down to the limit `nesting`."""
    limits = listing.limits
    if nesting > limits.nesting:
        listing.refuse(shown, f"more than {limits.nesting} archives inside each other; raise the limit nesting to read "
                              "it.")
        return
    try:
        infos = listing.archives.get(shown, lambda: _checked(opened(), limits)).infolist()
    except ReadingError as error:
        listing.refuse(shown, error.sentence)
        return
    except _BROKEN:
        listing.refuse(shown, "a broken archive, or no zip archive at all.")
        return
    if len(infos) > limits.entries:
        listing.refuse(shown, _too_many(limits))
        return
    if listing.tell is not None:
        listing.tell(0.0, f"opening {printable(shown.rsplit('/', 1)[-1])}")
    inside = _Archive(opened=opened, shown=shown, parts=parts, listing=listing, nesting=nesting)
    for info in infos:
        # Packages of F&O are written with backslashes, which zip does not know as separators.
        name = info.filename.replace("\\", "/")
        if not name.endswith("/"):
            inside.take(info, name)


@dataclass(slots=True, kw_only=True)
class _Archive:
    """One archive while it is listed, and then what its entries are loaded from."""

    opened: Callable[[], IO[bytes]]
    shown: str
    parts: tuple[str, ...]
    listing: Listing
    nesting: int
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, info: zipfile.ZipInfo, name: str) -> None:
        """List one entry, or say why it is not read."""
        path = f"{self.shown}{INSIDE}{printable(name, 300)}"
        inside = tuple(part.lower() for part in name.split("/") if part not in {"", "."})
        reason = _refusal(info, name, self.listing.limits)
        if reason is None and (not inside or inside in self.seen):
            reason = "a second entry of the same name; the first one was read." if inside else "it has no name."
        if reason is not None:
            self.listing.refuse(path, reason)
            return
        self.seen.add(inside)
        entry = Entry(path, (*self.parts, *inside), info.file_size, lambda: self._unpacked(info, path))
        if entry.suffix in ARCHIVES:
            self._open_inner(entry)
        else:
            self.listing.add(entry)

    def _open_inner(self, entry: Entry) -> None:
        try:
            data = entry.load()
        except ReadingError as error:
            self.listing.refuse(entry.path, error.sentence)
            return
        first = [data]
        del data
        # Read again whenever it was closed meanwhile: all inner archives together may be larger than the memory.
        open_archive(lambda: io.BytesIO(first.pop() if first else entry.load()), entry.path, entry.parts, self.listing,
                     self.nesting + 1)

    def _unpacked(self, info: zipfile.ZipInfo, path: str) -> bytes:
        """What an entry really holds, counted while it is unpacked, since its directory may say anything."""
        limits = self.listing.limits
        kept: list[bytes] = []
        size = 0
        try:
            archive = self.listing.archives.get(self.shown, self.opened)
            with archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limits.file_bytes:
                        raise ReadingError(too_large(limits))
                    if size > _LARGE and size > limits.ratio * max(info.compress_size, 1):
                        raise ReadingError(_packed_too_well(limits))
                    kept.append(chunk)
        except _BROKEN:
            raise ReadingError("a broken entry of an archive.") from None
        self.listing.took(path, size)
        return b"".join(kept)


def _checked(stream: IO[bytes], limits: Limits) -> IO[bytes]:
    """The archive, whose directory is not so large that only to read it would fill the memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_OF_ARCHIVE))
    end = stream.read()
    at = end.rfind(b"PK\5\6")
    entries = int.from_bytes(end[at + 10:at + 12], "little")
    directory = int.from_bytes(end[at + 12:at + 16], "little")
    wide = end.rfind(b"PK\6\6")
    if at >= 0 and wide >= 0 and 0xFFFF in {entries, directory & 0xFFFF}:
        entries = int.from_bytes(end[wide + 32:wide + 40], "little")
        directory = int.from_bytes(end[wide + 40:wide + 48], "little")
    stream.seek(0)
    if at >= 0 and (entries > limits.entries or directory > _PER_ENTRY * limits.entries):
        stream.close()
        raise ReadingError(_too_many(limits))
    return stream


def _too_many(limits: Limits) -> str:
    return f"an archive of more than {limits.entries:,} entries; raise the limit entries to read it."


def _refusal(info: zipfile.ZipInfo, name: str, limits: Limits) -> str | None:
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "an entry whose name leads out of the archive, so it was not read."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link inside an archive, which is not followed."
    if info.flag_bits & 0x1:
        return "encrypted, so it cannot be read; unpack it with its password and name the folder."
    if info.file_size > limits.file_bytes:
        return too_large(limits)
    if info.file_size > _LARGE and info.file_size > limits.ratio * max(info.compress_size, 1):
        return _packed_too_well(limits)
    return None


def _packed_too_well(limits: Limits) -> str:
    return (f"packed more than {limits.ratio} times smaller than it is, as archives made to fill a memory are; raise "
            "the limit ratio if you trust it.")
