"""Who works on a landscape: a lock file beside it, which a second window sees and a crash does not leave behind."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLockFile, QSysInfo

from d365arch.io import recovery

_MOMENT = 0.05
"""Seconds that a lock without a holder may be on its way to getting one."""


class Busy(NamedTuple):
    """Somebody else works on the landscape: on which machine, since when, and whether in this very program."""

    host: str
    since: datetime | None
    in_this_program: bool
    on_this_machine: bool


class Claim:
    """The right to write a recovery file at its place, which is also the sign of who works on a landscape.

    `busy` says who has it where somebody else does; then, and where no folder takes a file, `place` is none.
    """

    def __init__(self, place: Path | None = None, lock: QLockFile | None = None, busy: Busy | None = None) -> None:
        self.place = place
        self.busy = busy
        self._lock = lock

    def release(self) -> None:
        """Let others have it."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def claim_file(path: Path) -> Claim:
    """Claim a landscape file; where its folder takes no files, the sign stands in the person's own folder."""
    for place in (recovery.beside(path), recovery.apart(path)):
        if place is None or not _made(place.parent):
            continue
        claim = _claim(place)
        if claim is not None:
            return claim
    return Claim()


def claim_private(path: Path | None) -> Claim:
    """A place that nobody else has, for a landscape without a file, or one that somebody else works on."""
    place = recovery.private(path)
    return (_claim(place) if _made(place.parent) else None) or Claim()


def claim_left(place: Path) -> Claim:
    """Claim a recovery file that was found; `busy` where the window that writes it is alive."""
    return _claim(place) or Claim()


def _claim(place: Path) -> Claim | None:
    """The claim, or who has it; none where no lock file can be made there."""
    lock = QLockFile(str(recovery.lock_of(place)))
    # Work may lie open for days; whether its process still runs says enough.
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        return Claim(place, lock)
    if _is_torn(lock):
        with suppress(OSError):
            recovery.lock_of(place).unlink()
        if lock.tryLock(0):
            return Claim(place, lock)
    if lock.error() is QLockFile.LockError.LockFailedError:
        return Claim(busy=_busy(lock, recovery.lock_of(place)))
    return None


def _is_torn(lock: QLockFile) -> bool:
    """Whether a lock says nothing of who holds it: its process was killed between making the file and writing it.

    One that is just being written is given a moment.
    """
    if lock.error() is not QLockFile.LockError.LockFailedError or _info(lock)[0]:
        return False
    time.sleep(_MOMENT)
    return not _info(lock)[0]


def _busy(lock: QLockFile, file: Path) -> Busy:
    known, process, host = _info(lock)
    since = None
    with suppress(OSError):
        since = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    here = not known or host == QSysInfo.machineHostName()
    return Busy(host, since, known and here and process == os.getpid(), here)


def _info(lock: QLockFile) -> tuple[bool, int, str]:
    answer: object = lock.getLockInfo()
    # No process, where the lock file says nothing.
    if isinstance(answer, tuple) and len(answer) == 3 and answer[0]:
        return True, int(answer[0]), str(answer[1])
    return False, 0, ""


def _made(folder: Path) -> bool:
    """Whether the folder is there; only the person's own one is made."""
    if folder == recovery.state_folder():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.is_dir()
