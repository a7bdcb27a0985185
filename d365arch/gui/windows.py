"""Several windows in one program: another one beside this one, and quitting them all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from shiboken6 import isValid

from d365arch.gui.workbench import Workbench

STEP = 32
"""Another window stands so many px below and right of the one it came from."""

_others: list[QMainWindow] = []
"""Windows that were opened from others; the first one belongs to whoever started the program."""


class Windows(QObject):
    """New window and Quit."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        bench.on("new_window", self.open)
        bench.on("quit", QApplication.closeAllWindows)

    def open(self) -> QMainWindow:
        """Show another window on its start page."""
        return open_beside(self._bench)


def open_beside(bench: Workbench, path: Path | None = None) -> QMainWindow:
    """Show another window, on a landscape file or on its start page."""
    made = bench.another(path)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    here = bench.window
    if not here.isMaximized() and not here.isFullScreen():
        made.resize(here.size())
        made.move(here.pos() + QPoint(STEP, STEP))
    # A window that is closed is deleted soon after; what it held is freed then and not with the next window.
    made.destroyed.connect(lambda: QTimer.singleShot(0, _forget_closed))
    _others.append(made)
    made.show()
    made.activateWindow()
    return made


def others() -> tuple[QMainWindow, ...]:
    """Windows that were opened from others and are still there."""
    _forget_closed()
    return tuple(_others)


def _forget_closed() -> None:
    _others[:] = [window for window in _others if isValid(window)]


def install(bench: Workbench) -> Windows:
    """Let a window open others."""
    return Windows(bench)
