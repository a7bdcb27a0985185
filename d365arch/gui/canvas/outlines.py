"""Marks many elements at once, quickly: thin outlines around boxes, bands along lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element

MANY = 120
"""Where more elements than this are selected, they are marked in this way."""

_LINES = 600
"""More lines than this are not marked: they would cover the drawing."""


def paint_outlines(view: Canvas, painter: QPainter, elements: Sequence[Element]) -> None:
    """Mark elements with thin outlines, and lines with a band; quick for thousands."""
    accent = QColor(view.theme.accent)
    rects: list[QRectF] = []
    lines: list[QLineF] = []
    seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
    marked = sum(e.kind == "integration" for e in elements) <= _LINES
    for element in elements:
        if element.kind == "integration":
            if marked and view.sheet:
                points = [QPointF(*view.viewport.to_screen(point)) for point in view.sheet.path(element)]
                lines += [QLineF(a, b) for a, b in pairwise(points)]
            continue
        rect = view.box_rect(element.id) if element.kind == "system" else view.rect_of(element)
        if rect and rect.overlaps(seen):
            rects.append(rectf(view.viewport.rect_to_screen(rect).grown(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(elements) <= MANY)
    if lines:
        soft = QColor(accent)
        soft.setAlpha(90)
        painter.setPen(QPen(soft, 5))
        painter.drawLines(lines)
    painter.setPen(QPen(accent, 2))
    painter.drawRects(rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
