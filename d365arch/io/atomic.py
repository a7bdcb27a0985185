"""Files written whole or not at all: beside the target first, then put in its place in one step."""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from d365arch.errors import FileError, printable, printable_path

PRIVATE = 0o600
"""Permissions of files that only their owner may read."""

ABANDONED = 24 * 3600
"""A file that waits this many seconds to be put in its place belongs to a program that was ended before."""

_PREFIX, _SUFFIX = ".d365arch-", ".tmp"


def write_whole(path: Path, data: bytes, before_replacing: Callable[[], None] | None = None, *,
                mode: int = 0o666) -> None:
    """Put these bytes into a file, which keeps its permissions; a link keeps pointing to the file that is written.

    `before_replacing` may raise to leave the target alone; it is called when everything else is done. `mode` are the
    permissions of a file that is new, as far as the person's defaults allow them. Raises `FileError` where the file
    cannot be written; the target is then as it was.
    """
    name = printable_path(path)
    try:
        target = path.resolve()
        _refuse(target, name, path)
        _replace(target, data, before_replacing, mode)
    except PermissionError:
        raise FileError(f'"{name}" cannot be written: you may not create files in its folder; choose another folder.',
                        path) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise FileError(f'"{name}" cannot be written: {printable(reason)}; choose another file or folder.',
                        path) from None
    except RuntimeError:  # Path.resolve before Python 3.13
        raise FileError(f'"{name}" is a link that leads back to itself; name another file.', path) from None


def is_writable(path: Path) -> bool:
    """Whether `write_whole` would be let: the file is not protected, and its folder takes new files."""
    try:
        target = path.resolve()
        return os.access(target.parent, os.W_OK | os.X_OK) and (not target.exists() or os.access(target, os.W_OK))
    except (OSError, RuntimeError, ValueError):
        return False


def sweep(folder: Path) -> None:
    """Remove what programs that were killed while they wrote have left in a folder; younger files are left alone."""
    oldest = time.time() - ABANDONED
    with suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with suppress(OSError):
                if left.stat().st_mtime < oldest:
                    left.unlink()


def _refuse(target: Path, name: str, path: Path) -> None:
    """Raise a `FileError` where a file put in the place of the target would be wrong."""
    if target.is_dir():
        raise FileError(f'"{name}" is a folder; name a file.', path)
    if not target.parent.is_dir():
        raise FileError(f'The folder "{printable_path(target.parent)}" does not exist; create it first.', path)
    if not target.exists():
        return
    if not target.is_file():
        # Replacing it would turn /dev/null, or a pipe that others read, into an ordinary file.
        raise FileError(f'"{name}" is a device or a pipe; name an ordinary file.', path)
    if not os.access(target, os.W_OK):
        raise FileError(f'"{name}" is write-protected; remove the protection or save under another name.', path)


def _replace(target: Path, data: bytes, before_replacing: Callable[[], None] | None, mode: int) -> None:
    beside = target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")
    kept = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    try:
        # Never more open than the target, not even for the moment until it has its permissions.
        _write(beside, data, mode if kept is None else kept & 0o777)
        if kept is not None:
            beside.chmod(kept)
        if before_replacing is not None:
            before_replacing()
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(target.parent)


def _write(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest):]
        os.fsync(descriptor)
    finally:
        # Some file systems tell only now that there is no room; then the target stays as it is.
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    """Make the new name outlive a power cut, where the system lets folders be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
