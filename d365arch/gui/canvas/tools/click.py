"""A click on what a feature has put over the drawing; a drag from there means nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt

from d365arch.gui.canvas.host import Canvas, Click
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool


class ClickTool(Tool):
    """Acts where the button goes up near the place of the press."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, view: Canvas, click: Click) -> None:
        super().__init__(view)
        self._click = click

    def release(self, pointer: Pointer) -> None:
        """Do it."""
        if not self.far_enough(pointer):
            self._click.act()
