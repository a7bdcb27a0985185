"""Notices when somebody else changes, removes or brings back the open file."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from d365arch.errors import FileError
from d365arch.io.files import fingerprint_of, read_bytes

SETTLE = 250
"""So many ms after the last sign it is looked what happened: programs write in several steps, or replace the file."""


class FileState(Enum):
    """How the file on disk is, beside what was read or written here."""

    KNOWN = auto()
    CHANGED = auto()
    GONE = auto()


class FileWatch(QObject):
    """Follows one file; `found` carries its `FileState` whenever that, or a changed content, is news."""

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._known: str | None = None
        self._news: tuple[FileState, str | None] = (FileState.KNOWN, None)
        self._last_stat: tuple[int, int, int] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE)
        self._later.timeout.connect(self.look)
        self._watcher.fileChanged.connect(self._later.start)
        self._watcher.directoryChanged.connect(self._later.start)

    @property
    def state(self) -> FileState:
        """What was found last."""
        return self._news[0]

    def follow(self, path: Path | None, fingerprint: str | None) -> None:
        """Watch another file, whose content has this fingerprint; with none, watch nothing."""
        self._later.stop()
        watched = [*self._watcher.files(), *self._watcher.directories()]
        wanted = [] if path is None else [str(path), str(path.parent)]
        if gone := [text for text in watched if text not in wanted]:
            self._watcher.removePaths(gone)
        self._path, self._known, self._last_stat = path, fingerprint, None
        self._news = (FileState.KNOWN, fingerprint)
        self._add_paths()

    def accept(self) -> None:
        """Say nothing more of what was found; the next change is news again."""
        self._known = self._news[1]

    def look(self) -> None:
        """Look at the file now."""
        if self._path is None:
            return
        self._add_paths()
        news = self._state_of(self._path)
        if news != self._news:
            self._news = news
            self.found.emit(news[0])

    def _state_of(self, path: Path) -> tuple[FileState, str | None]:
        try:
            stat = path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen == self._last_stat and self._news[0] is not FileState.GONE:
                return self._news
            fingerprint = fingerprint_of(read_bytes(path))
        except (OSError, FileError):
            self._last_stat = None
            return FileState.GONE, None
        self._last_stat = seen
        return (FileState.KNOWN if fingerprint == self._known else FileState.CHANGED), fingerprint

    def _add_paths(self) -> None:
        """Watch file and folder; a file that was replaced is no longer watched, because it is another one."""
        if self._path is None:
            return
        watched = {*self._watcher.files(), *self._watcher.directories()}
        wanted = [path for path in (self._path, self._path.parent) if str(path) not in watched and path.exists()]
        if wanted:
            self._watcher.addPaths([str(path) for path in wanted])
