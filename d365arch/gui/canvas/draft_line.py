"""The line of a connection that is being made, painted as it will look."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from d365arch.gui.canvas.draft import draft_parts, elbow, line_parts
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import prepare, rectf
from d365arch.gui.canvas.places import Port
from d365arch.gui.canvas.ports import facing, port_towards
from d365arch.gui.fonts import FAMILY
from d365arch.model import Integration
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Part


def paint_draft(view: Canvas, painter: QPainter, source: Port, target: Port | None, free_end: Point) -> None:
    """A draft line from a port to a target or, without one, to a point of the scene."""
    if target:
        source, target = facing(view, source.end, target.end) or (source, target)
        outline = QColor(view.theme.accent)
        painter.setPen(QPen(outline, 2))
        outline.setAlpha(28)
        painter.setBrush(outline)
        rect: Rect = view.viewport.rect_to_screen(target.rect).grown(1)
        painter.drawRoundedRect(rectf(rect), 5, 5)
        route = elbow(source.at, source.side, target.at, target.side)
    else:
        source = (port_towards(view, source.end, free_end) or source) if source.end.endpoint else source
        route = elbow(source.at, source.side, free_end, None)
    _paint(view, painter, draft_parts(view.editor.facts, source.end, target.end if target else None, route, view.theme))


def paint_line(view: Canvas, painter: QPainter, integration: Integration, route: tuple[Point, ...]) -> None:
    """The line of an integration as it would run."""
    _paint(view, painter, line_parts(view.editor.facts.timing(integration), route, view.theme))


def _paint(view: Canvas, painter: QPainter, parts: Iterable[Part]) -> None:
    painter.save()
    painter.translate(view.viewport.x, view.viewport.y)
    painter.scale(view.zoom, view.zoom)
    for part in parts:
        prepare(part)(painter)
    painter.restore()


def paint_words(view: Canvas, painter: QPainter, at: Point, words: str, warns: bool) -> None:
    """A small pill beside the pointer that says what would come; bordered in the color of warnings where it warns."""
    font = QFont(FAMILY)
    font.setPixelSize(12)
    width = QFontMetricsF(font).horizontalAdvance(words) + 18
    left = max(4.0, min(at.x + 16, view.width() - width - 4))
    box = QRectF(left, min(at.y + 18, view.height() - 28), width, 24)
    theme = view.theme
    painter.setPen(QPen(QColor(theme.inbound if warns else theme.accent), 1.2))
    painter.setBrush(QColor(theme.box))
    painter.drawRoundedRect(box, 12, 12)
    painter.setFont(font)
    painter.setPen(QColor(theme.ink))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
