"""The line that shows where the keyboard is, the same around all controls and the drawing."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

WIDTH = 2.0
"""How thick the line is, in px."""


def paint_ring(painter: QPainter, rect: QRect, color: QColor, radius: float = 5.0) -> None:
    """Paint it just inside of a rectangle."""
    half = WIDTH / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()
