"""The handles by which the one selected system or zone is made larger: where they are, which is at the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.note_handles import Side, handles
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

_REACH = 6.0
_HALF = 3.5
_OFF = 6.0
"""In px of the screen: how near a press has to be, half of a handle, and how far outside a box its handles are, because
the border itself starts connections."""

_LEAST = 40.0
"""Boxes smaller than this on the screen, in px, show no handles."""


def sized(view: Canvas) -> tuple[Element, Rect] | None:
    """The element that has handles, with its rectangle in the scene: a system or a zone that alone is selected."""
    chosen = view.editor.selection.elements
    drawing = view.editor.drawing
    if len(chosen) != 1 or drawing is None or view.editor.view.overview:
        return None
    element = chosen[0]
    rect = (drawing.placement.boxes.get(element.id) if element.kind == "system"
            else drawing.placement.zones.get(element.id) if element.kind == "zone" else None)
    return (element, rect) if rect and min(rect.width, rect.height) * view.zoom >= _LEAST else None


def places(view: Canvas) -> dict[Side, Point]:
    """The handles of what is selected, on the screen: of a system the corners, of a zone also the borders."""
    found = sized(view)
    if found is None:
        return {}
    element, rect = found
    if element.kind == "zone":
        return handles(view, rect)
    return {side: at for side, at in handles(view, rect.grown(_OFF / view.zoom)).items() if all(side)}


def resize_handle_at(view: Canvas, screen: Point) -> tuple[Element, Rect, Side] | None:
    """What is selected, and its handle at a point of the screen."""
    found = sized(view)
    if found is None:
        return None
    for side, at in places(view).items():
        if abs(at.x - screen.x) <= _REACH and abs(at.y - screen.y) <= _REACH:
            return *found, side
    return None


def paint_resize_handles(view: Canvas, painter: QPainter) -> None:
    """Small squares around what is selected."""
    painter.setPen(QPen(QColor(view.theme.accent), 1.4))
    painter.setBrush(QColor(view.theme.ground))
    for at in places(view).values():
        painter.drawRect(QRectF(QPointF(at.x - _HALF, at.y - _HALF), QPointF(at.x + _HALF, at.y + _HALF)))
