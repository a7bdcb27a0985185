"""Files written whole or not at all: beside the target first, then put in its place in one step."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from d365arch.errors import FileError
from d365arch.io.yaml_text import printable


def write_whole(path: Path, data: bytes, before_replacing: Callable[[], None] | None = None) -> None:
    """Put these bytes into a file, which keeps its permissions; a link keeps pointing to the file that is written.

    `before_replacing` may raise to leave the target alone; it is called when everything else is done. Raises
    `FileError` where the file cannot be written; the target is then as it was.
    """
    name = printable(str(path), 200)
    try:
        target = path.resolve()
        if target.is_dir():
            raise FileError(f'"{name}" is a folder; name a file.', path)
        if not target.parent.is_dir():
            raise FileError(f'The folder "{printable(str(target.parent), 200)}" does not exist; create it first.', path)
        if target.exists() and not os.access(target, os.W_OK):
            raise FileError(f'"{name}" is write-protected; remove the protection or save under another name.', path)
        _replace(target, data, before_replacing)
    except PermissionError:
        raise FileError(f'"{name}" cannot be written: you may not create files in its folder; choose another folder.',
                        path) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise FileError(f'"{name}" cannot be written: {printable(reason)}.', path) from None


def _replace(target: Path, data: bytes, before_replacing: Callable[[], None] | None) -> None:
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666),
                       "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        if before_replacing is not None:
            before_replacing()
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name outlive a power cut, where the system lets folders be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
