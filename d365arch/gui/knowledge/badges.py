"""Small labels over the drawing: a gauge with its percentage, the name of a pattern."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from d365arch.gui.fonts import FAMILY

TANK = 0.62
"""How wide the room for the tank of a gauge is, as a share of the size of letters."""

LEAST, MOST = 9.5, 17.0
"""Letters are no smaller and no larger than this, in px."""


def letter_size(zoom: float) -> float:
    """The size of letters at a zoom, in px."""
    return min(MOST, max(LEAST, 11.0 * zoom))


def pill_size(text: str, size: float, lead: float = 0.0) -> tuple[float, float]:
    """Width and height of a pill with this text, and room of a width for what stands before it."""
    return _letters(size, text)[1] + size * 0.9 + lead, size * 1.5


def paint_pill(painter: QPainter, pill: QRectF, text: str, size: float, *, ink: QColor, ground: QColor,
               edge: QColor, lead: float = 0.0, strong: bool = False) -> None:
    """A pill with a text; `strong` has a wider edge."""
    painter.setPen(QPen(edge, 2.2 if strong else 1.2))
    painter.setBrush(ground)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(ink)
    painter.setFont(_letters(size, text)[0])
    painter.drawText(pill.adjusted(lead + size * 0.4, 0, -size * 0.4, 0), Qt.AlignmentFlag.AlignCenter, text)


def paint_gauge(painter: QPainter, at: QPointF, share: float, text: str, size: float, *, ink: QColor, ground: QColor,
                color: QColor, strong: bool) -> QRectF:
    """A pill whose left end is `at`, with a small upright tank that is filled so far, 0..1, and the percentage."""
    tank = size * TANK
    width, height = pill_size(text, size, tank)
    pill = QRectF(at.x(), at.y() - height / 2, width, height)
    paint_pill(painter, pill, text, size, ink=ink, ground=ground, edge=color, lead=tank, strong=strong)
    body = QRectF(pill.left() + size * 0.5, pill.top() + height * 0.2, tank * 0.8, height * 0.6)
    painter.setPen(QPen(color, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(body)
    full = body.height() * min(1.0, max(0.0, share))
    painter.fillRect(QRectF(body.left(), body.bottom() - full, body.width(), full), color)
    return pill


@lru_cache(maxsize=512)
def _letters(size: float, text: str) -> tuple[QFont, float]:
    font = QFont(FAMILY)
    font.setPixelSize(max(1, round(size)))
    font.setWeight(QFont.Weight.DemiBold)
    return font, QFontMetricsF(font).horizontalAdvance(text)
