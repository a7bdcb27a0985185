"""Pan: the sheet follows the hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool


class PanTool(Tool):
    """Moves the sheet with the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def press(self, pointer: Pointer) -> None:
        """Remember where the sheet was taken."""
        super().press(pointer)
        self._before = self.view.viewport

    def move(self, pointer: Pointer) -> None:
        """Take the sheet along."""
        if self.start:
            self.view.set_viewport(self._before.panned(pointer.screen.x - self.start.screen.x,
                                                       pointer.screen.y - self.start.screen.y))

    def cancel(self) -> None:
        """Put the sheet back."""
        self.view.set_viewport(self._before)
