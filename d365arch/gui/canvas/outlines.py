"""Marks many elements at once, quickly: thin outlines around boxes, bands along lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.sheet import Sheet
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element

MANY = 120
"""Where more elements than this are selected, they are marked in this way."""

_THIN = 500
"""The outlines of more boxes than this are 1 px wide, which is much quicker."""

_LINES = 600
"""More lines than this are not marked: they would cover the drawing."""


class Outlines:
    """Thin outlines and bands of some elements, made once for a choice of elements and a drawing."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._made: tuple[Sequence[Element], Sheet | None] = ((), None)
        self._rects: list[QRectF] = []
        self._lines: list[QLineF] = []

    def paint(self, painter: QPainter, elements: Sequence[Element]) -> None:
        """Mark elements; quick for thousands, also frame after frame."""
        chosen, sheet = self._made
        if chosen is not elements or sheet is not self._view.sheet:
            self._make(elements)
        paint_marks(self._view, painter, self._rects, self._lines)

    def _make(self, elements: Sequence[Element]) -> None:
        view = self._view
        self._made = elements, view.sheet
        lines = [e for e in elements if e.kind == "integration"]
        paths = [view.sheet.path(e) for e in lines] if view.sheet and len(lines) <= _LINES else []
        self._lines = [QLineF(*a, *b) for path in paths for a, b in pairwise(path)]
        rects = (view.box_rect(e.id) if e.kind == "system" else view.rect_of(e)
                 for e in elements if e.kind != "integration")
        self._rects = [rectf(rect) for rect in rects if rect]


def paint_marks(view: Canvas, painter: QPainter, rects: list[QRectF], lines: list[QLineF],
                shift: tuple[float, float] = (0.0, 0.0)) -> None:
    """Outlines and bands, given in px of the scene and shifted by so many."""
    viewport, accent = view.viewport, QColor(view.theme.accent)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(rects) <= MANY)
    painter.translate(viewport.x, viewport.y)
    painter.scale(viewport.scale, viewport.scale)
    painter.translate(*shift)
    soft = QColor(accent)
    soft.setAlpha(90)
    for color, width in ((soft, 5), (accent, 1 if len(rects) > _THIN else 2)):
        pen = QPen(color, width)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        if color is soft:
            painter.drawLines(lines)
        else:
            painter.drawRects(rects)
    painter.restore()


class Standing:
    """Where boxes and zones stand, in the plainest form: which of ten thousand a rectangle holds is asked each frame.
    """

    def __init__(self, rects: Iterable[Rect]) -> None:
        self._rows = [(x, y, x + width, y + height, QRectF(x, y, width, height)) for x, y, width, height in rects]

    def held(self, band: Rect, *, touched: bool = False, others: bool = False) -> list[QRectF]:
        """Those that lie wholly in a rectangle, or also those that share an area with it; or all others."""
        left, top, right, bottom = band.x, band.y, band.x + band.width, band.y + band.height
        if touched:
            return [rect for x, y, far_x, far_y, rect in self._rows
                    if (x < right and left < far_x and y < bottom and top < far_y) != others]
        return [rect for x, y, far_x, far_y, rect in self._rows
                if (left <= x and far_x <= right and top <= y and far_y <= bottom) != others]
