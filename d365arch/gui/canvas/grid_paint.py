"""The dots of the grid: faint, never denser than the eye can count, and not on boxes."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.snapping import STEP
from d365arch.model.geometry import Point, Rect

_APART = 15.0
"""Least distance of two dots on the screen, in px: farther out only every second, fourth, ... line has dots."""

_DOT = 1.4
_CUT_OUT = 250
"""Where more boxes than this are in sight, they are too small for dots to matter on them."""


class GridDots:
    """Paints the dots while the grid is on."""

    def __init__(self, view: Canvas) -> None:
        self._view = view

    def paint(self, painter: QPainter) -> None:
        """Paint them, in widget coordinates."""
        view = self._view
        if not view.snapping.grid:
            return
        viewport = view.viewport
        gap = STEP * viewport.scale
        gap *= 2 ** max(0, math.ceil(math.log2(_APART / gap)))
        painter.save()
        painter.setClipRegion(self._free())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        color = QColor(view.theme.muted)
        color.setAlpha(110)
        pen = QPen(color, _DOT, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1, gap / _DOT - 1])
        painter.setPen(pen)
        origin = viewport.to_screen(Point(0, 0))
        left, top = origin.x % gap, origin.y % gap - gap - _DOT / 2
        painter.drawLines([QLineF(left + n * gap, top, left + n * gap, view.height())
                           for n in range(int(view.width() / gap) + 1)])
        painter.restore()

    def _free(self) -> QRegion:
        """The widget without the boxes."""
        view, drawing = self._view, self._view.editor.drawing
        region = QRegion(view.rect())
        if drawing is None:
            return region
        seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
        boxes = [rect for rect in drawing.placement.boxes.values() if rect.overlaps(seen)]
        if len(boxes) <= _CUT_OUT:
            for rect in boxes:
                region -= rectf(view.viewport.rect_to_screen(rect)).toAlignedRect()
        return region
