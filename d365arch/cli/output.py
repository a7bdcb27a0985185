"""Writes what a command made: complete or not at all, and never over a file without being asked to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from d365arch.cli.common import refuse_to_overwrite
from d365arch.errors import FileError


def write_output(path: Path, data: bytes, force: bool) -> None:
    """Write a file beside its place, then move it there.

    Raises `FileError` where the file is there already and `force` is not given, and where it cannot be written.
    """
    refuse_to_overwrite(path, force)
    if path.is_dir():
        raise FileError(f'"{path}" is a folder; name a file in it.', path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except FileNotFoundError:
        raise FileError(f'There is no folder "{path.parent}"; make it first or name another one.', path) from None
    except OSError as error:
        raise FileError(f'"{path}" cannot be written: {error.strerror}.', path) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise FileError(f'"{path}" cannot be written: {error.strerror}.', path) from None
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
