"""Legend: drag the legend to another place on the drawing; a click selects it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit import SetField, Several, Target, TargetKind
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import Hit


class LegendTool(Tool):
    """Previews the legend's outline and on release stores its place in the view."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, view: Canvas, hit: Hit) -> None:
        super().__init__(view)
        self._element, self._rect = hit.element, hit.rect
        self._moved: Rect | None = None

    def press(self, pointer: Pointer) -> None:
        """Select the legend."""
        super().press(pointer)
        self._before = self.view.editor.selection.elements
        self.view.editor.selection.set((self._element,))

    def move(self, pointer: Pointer) -> None:
        """Drag its outline, with shift along one axis."""
        if self.start is None or (self._moved is None and not self.far_enough(pointer)):
            return
        dx, dy = pointer.scene.x - self.start.scene.x, pointer.scene.y - self.start.scene.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        self._moved = self._rect.moved(dx, dy)

    def release(self, pointer: Pointer) -> None:
        """Put it there."""
        if self._moved is not None:
            editor, at = self.view.editor, Point(round(self._moved.x), round(self._moved.y))
            place = SetField(Target(TargetKind.VIEW, editor.view_id), ("legend", "at"), at)
            editor.perform(Several((place,), "Move the legend"))

    def cancel(self) -> None:
        """It stays where it was, and what was selected is selected."""
        self._moved = None
        self.view.editor.selection.set(self._before)

    def paint(self, painter: QPainter) -> None:
        """The outline where it would land."""
        if self._moved is None:
            return
        view = self.view
        fill = QColor(view.theme.accent)
        fill.setAlpha(24)
        painter.setPen(QPen(QColor(view.theme.accent), 1.5))
        painter.setBrush(fill)
        radius = 10 * view.zoom
        painter.drawRoundedRect(rectf(view.viewport.rect_to_screen(self._moved)), radius, radius)
