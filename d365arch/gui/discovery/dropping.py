"""Files and folders that are dragged from the desktop onto the window: artefacts are read, a landscape is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from d365arch.gui.discovery.pick_dialog import dropped
from d365arch.gui.workbench import Workbench

LANDSCAPES = frozenset((".yaml", ".yml"))
"""One file of these is a landscape to be opened, which is the window's own affair."""

_DRAGS = frozenset((QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop))


class Dropping(QObject):
    """Looks at drags before the canvas and the window do, and calls `read` with the paths of a drop."""

    def __init__(self, bench: Workbench, read: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(bench.window)
        self._bench, self._read = bench, read
        self.hint = QLabel(bench.window)
        self.hint.setObjectName("drop-hint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hint.hide()
        for target in (bench.window, bench.canvas):
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of artefacts; leave all others alone."""
        if event.type() not in _DRAGS:
            return False
        if event.type() == QEvent.Type.DragLeave:
            shown = self.hint.isVisible()
            self.hint.hide()
            return shown
        if not isinstance(event, QDropEvent):
            return False
        paths = dropped(event)
        if not are_artefacts(paths):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.hint.hide()
            self._bench.window.activateWindow()
            self._read(paths)
        else:
            self._show_hint(paths)
        return True

    def _show_hint(self, paths: Sequence[Path]) -> None:
        if self.hint.isVisible():
            return
        name = paths[0].name or str(paths[0])
        self.hint.setText(self.tr("Drop to discover what is in {name}").format(name=name) if len(paths) == 1 else
                          self.tr("Drop to discover what is in {count} files and folders").format(count=len(paths)))
        middle = self._bench.window.centralWidget()
        self.hint.setGeometry((middle or self._bench.window).geometry().adjusted(12, 12, -12, -12))
        self.hint.show()
        self.hint.raise_()


def are_artefacts(paths: Sequence[Path]) -> bool:
    """Whether a drop is for discovery: anything but one file that may be a landscape."""
    return bool(paths) and not (len(paths) == 1 and paths[0].suffix.lower() in LANDSCAPES and not paths[0].is_dir())
