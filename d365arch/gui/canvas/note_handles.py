"""The handles by which the one selected note is made wider or higher: where they are, which is at the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.model.geometry import Point, Rect

Side = tuple[int, int]
"""Which border a handle moves: -1 is left or top, 1 right or bottom, 0 neither."""

SIDES: tuple[Side, ...] = ((-1, -1), (1, 1), (1, -1), (-1, 1), (1, 0), (-1, 0), (0, 1), (0, -1))

CURSORS = {
    1: Qt.CursorShape.SizeFDiagCursor, -1: Qt.CursorShape.SizeBDiagCursor,
}

_REACH = 6.0
_HALF = 3.5
_LEAST = 34.0
"""Notes smaller than this on the screen, in px, show only the handle at the lower right."""


def cursor_of(side: Side) -> Qt.CursorShape:
    """The cursor that shows which way a handle goes."""
    if side[0] and side[1]:
        return CURSORS[side[0] * side[1]]
    return Qt.CursorShape.SizeHorCursor if side[0] else Qt.CursorShape.SizeVerCursor


def sized_note(view: Canvas) -> tuple[str, Rect] | None:
    """The note that has handles, with its rectangle in the scene: the one that alone is selected."""
    chosen = view.editor.selection.elements
    if len(chosen) != 1 or chosen[0].kind != "note" or view.notes.active:
        return None
    rect = view.rect_of(chosen[0])
    return (chosen[0].id, rect) if rect else None


def handles(view: Canvas, rect: Rect) -> dict[Side, Point]:
    """The handles of a rectangle of the scene, on the screen."""
    seen = view.viewport.rect_to_screen(rect)
    sides = SIDES if min(seen.width, seen.height) >= _LEAST else ((1, 1),)
    return {(x, y): Point(seen.center.x + x * seen.width / 2, seen.center.y + y * seen.height / 2) for x, y in sides}


def note_handle_at(view: Canvas, screen: Point) -> tuple[str, Rect, Side] | None:
    """The note and the handle at a point of the screen."""
    found = sized_note(view)
    if found is None:
        return None
    for side, at in handles(view, found[1]).items():
        if abs(at.x - screen.x) <= _REACH and abs(at.y - screen.y) <= _REACH:
            return *found, side
    return None


def paint_note_handles(view: Canvas, painter: QPainter) -> None:
    """Small squares on the border of the note."""
    found = sized_note(view)
    if found is None:
        return
    painter.setPen(QPen(QColor(view.theme.accent), 1.4))
    painter.setBrush(QColor(view.theme.ground))
    for at in handles(view, found[1]).values():
        painter.drawRect(QRectF(QPointF(at.x - _HALF, at.y - _HALF), QPointF(at.x + _HALF, at.y + _HALF)))
