"""Paints the guides of a drag: thin lines where edges or centers meet, measured marks where gaps are equal."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from d365arch.gui.canvas.gaps import Gap
from d365arch.gui.canvas.guides import Snap
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Point

_TICK = 4.0
_MOST = 8
"""More marks than this would say no more."""


def paint_snap(view: Canvas, painter: QPainter, snap: Snap) -> None:
    """Show why a dragged thing sits where it does."""
    accent = QColor(view.theme.accent)
    soft = QColor(accent)
    soft.setAlpha(170)
    painter.setPen(QPen(soft, 1))
    for guide in snap.guides:
        painter.drawLine(_line(view.viewport.to_screen(guide.start), view.viewport.to_screen(guide.end)))
    for gap in snap.gaps[:_MOST]:
        _paint_gap(view, painter, gap, accent)


def _paint_gap(view: Canvas, painter: QPainter, gap: Gap, accent: QColor) -> None:
    a, b = view.viewport.to_screen(gap.start), view.viewport.to_screen(gap.end)
    painter.setPen(QPen(accent, 1.4))
    painter.drawLine(_line(a, b))
    tick = Point(0, _TICK) if a.y == b.y else Point(_TICK, 0)
    for end in (a, b):
        painter.drawLine(_line(end.moved(-tick.x, -tick.y), end.moved(*tick)))
    paint_tag(view, painter, Point((a.x + b.x) / 2, (a.y + b.y) / 2), f"{gap.size:.0f}")


def paint_tag(view: Canvas, painter: QPainter, middle: Point, text: str) -> None:
    """A small filled pill with a figure, such as a distance in px."""
    font = QFont(FAMILY)
    font.setPixelSize(11)
    font.setWeight(QFont.Weight.DemiBold)
    width = QFontMetricsF(font).horizontalAdvance(text) + 10
    rect = QRectF(round(middle.x - width / 2), round(middle.y - 8), round(width), 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(view.theme.accent))
    painter.drawRoundedRect(rect, 8, 8)
    painter.setFont(font)
    painter.setPen(QColor(view.theme.ground))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _line(a: Point, b: Point) -> QLineF:
    """A line on whole px, so that it is sharp."""
    return QLineF(QPointF(round(a.x) + 0.5, round(a.y) + 0.5), QPointF(round(b.x) + 0.5, round(b.y) + 0.5))
