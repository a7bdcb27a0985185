"""What every gesture is: it begins with a press, shows itself in the overlay, and ends in one edit or in nothing."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer


class Tool:
    """A gesture under way. `done` ends it; `cancel` leaves no trace of it."""

    cursor = Qt.CursorShape.ArrowCursor
    moves_selection = False
    """Whether what is selected moves with the gesture, so that outlines at its old place would be wrong."""

    def __init__(self, view: Canvas) -> None:
        self.view = view
        self.start: Pointer | None = None

    def press(self, pointer: Pointer) -> None:
        """The button went down."""
        self.start = pointer

    def move(self, pointer: Pointer) -> None:
        """The pointer moved with the button held."""

    def release(self, pointer: Pointer) -> None:
        """The button went up: apply the edit, if there is one."""

    def key(self, event: QKeyEvent) -> bool:
        """A key during the gesture; true where it was used."""
        return False

    def cancel(self) -> None:
        """Stop, with everything as it was."""

    def paint(self, painter: QPainter) -> None:
        """Show the gesture in the overlay, in widget coordinates."""

    def far_enough(self, pointer: Pointer) -> bool:
        """Whether the pointer has left the place of the press so far that a drag is meant."""
        return (self.start is not None
                and math.dist(self.start.screen, pointer.screen) >= QApplication.startDragDistance())
