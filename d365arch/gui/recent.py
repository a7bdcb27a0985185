"""The files opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from d365arch.gui.settings import Settings

MOST = 10


class RecentFiles(QObject):
    """Files opened last, latest first; those that are gone are not shown."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> tuple[Path, ...]:
        """Files that are still there, latest first."""
        return tuple(path for path in self._settings.recent if path.is_file())

    def add(self, path: Path) -> None:
        """Remember a file as the latest."""
        path = path.resolve()
        others = [known for known in self._settings.recent if known != path]
        self._settings.recent = (path, *others)[:MOST]
        self.changed.emit()

    def clear(self) -> None:
        """Forget all."""
        self._settings.recent = ()
        self.changed.emit()
