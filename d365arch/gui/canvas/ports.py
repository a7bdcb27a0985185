"""Where a connection can be taken: the ends of endpoint rows, the borders of boxes, the ends of a selected line."""

from __future__ import annotations

import math

from d365arch.edit.integration_edits import Which
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer, Port, element_of, end_of
from d365arch.layout.request import Side
from d365arch.model import End
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Layer, Shape

_ZONE = 8.0
"""Width of the border, in px of the scene, from which a connection is dragged."""

_LEAST = 5.0
_OUTSIDE = 5.0
_HANDLE = 7.0
_HANDLE_OUT = 12.0
"""In px of the screen: least width of that border, how far outside a press still counts, reach of an end's handle,
and how far from the box it is."""

_SMALLEST_BOX = 40.0


def rect_of_end(view: Canvas, end: End) -> Rect | None:
    """The row of an endpoint, else the box of a system."""
    return (view.rect_of(element_of(end)) if end.endpoint else None) or view.box_rect(end.system)


def port_at(view: Canvas, pointer: Pointer) -> Port | None:
    """The port under the pointer, if it is near a border."""
    drawing = view.editor.drawing
    if view.sheet is None or drawing is None:
        return None
    slack = _OUTSIDE / view.zoom
    point = pointer.scene
    around = Rect(point.x - slack, point.y - slack, 2 * slack, 2 * slack)
    for shape in reversed(list(view.sheet.index.inside(around))):
        if shape.layer is Layer.LABEL and shape.bounds.contains(point):
            return None
        if shape.layer is not Layer.BOX or shape.element.kind != "system":
            continue
        box = drawing.placement.boxes.get(shape.element.id)
        if box and box.width * view.zoom >= _SMALLEST_BOX and box.grown(slack).contains(point):
            return _port_of(shape, box, point, max(_ZONE, _LEAST / view.zoom))
    return None


def _port_of(shape: Shape, box: Rect, point: Point, zone: float) -> Port | None:
    zone = min(zone, box.width / 6)
    side = _side(box, point)
    if _away(box, point, side) > zone:
        return None
    row = next((hit for hit in shape.hits if hit.rect.top <= point.y <= hit.rect.bottom), None)
    if row and side in (Side.LEFT, Side.RIGHT):
        end = end_of(row.element)
        if end:
            x = box.left if side is Side.LEFT else box.right
            return Port(end, Point(x, row.rect.center.y), side, row.rect)
    return Port(End(shape.element.id), _on_border(box, point, side), side, box)


def _away(box: Rect, point: Point, side: Side) -> float:
    return abs({
        Side.LEFT: point.x - box.left, Side.RIGHT: box.right - point.x,
        Side.TOP: point.y - box.top, Side.BOTTOM: box.bottom - point.y,
    }[side])


def _side(box: Rect, point: Point) -> Side:
    return min(Side, key=lambda side: _away(box, point, side))


def _on_border(box: Rect, point: Point, side: Side) -> Point:
    x, y = min(max(point.x, box.left), box.right), min(max(point.y, box.top), box.bottom)
    return {Side.LEFT: Point(box.left, y), Side.RIGHT: Point(box.right, y),
            Side.TOP: Point(x, box.top), Side.BOTTOM: Point(x, box.bottom)}[side]


def port_towards(view: Canvas, end: End, other: Point) -> Port | None:
    """The port of an end on the left or right border, whichever faces a point."""
    box = view.box_rect(end.system)
    rect = rect_of_end(view, end)
    if box is None or rect is None:
        return None
    side = Side.RIGHT if other.x >= box.center.x else Side.LEFT
    y = rect.center.y if end.endpoint else box.top + min(20.0, box.height / 2)
    return Port(end, Point(box.right if side is Side.RIGHT else box.left, y), side, rect)


def end_handle_at(view: Canvas, pointer: Pointer) -> tuple[str, Which] | None:
    """The end of the one selected integration that is under the pointer."""
    for integration, which, at in end_handles(view):
        if math.dist(view.viewport.to_screen(at), pointer.screen) <= _HANDLE:
            return integration, which
    return None


def end_handles(view: Canvas) -> list[tuple[str, Which, Point]]:
    """Both ends of the one selected integration; nothing where another number is selected.

    They lie on the line a little outside the boxes, because the borders start new connections.
    """
    chosen = view.editor.selection.elements
    drawing = view.editor.drawing
    if len(chosen) != 1 or chosen[0].kind != "integration" or view.sheet is None or drawing is None:
        return []
    if chosen[0].id not in drawing.placement.routes:    # a line for several has no end of its own
        return []
    path = view.sheet.path(chosen[0])
    if not path:
        return []
    return [(chosen[0].id, Which.FROM, _along(path[0], path[1], _HANDLE_OUT / view.zoom)),
            (chosen[0].id, Which.TO, _along(path[-1], path[-2], _HANDLE_OUT / view.zoom))]


def _along(start: Point, end: Point, by: float) -> Point:
    """A point on a straight run, at most half way."""
    length = math.dist(start, end)
    share = min(0.5, by / length) if length else 0.0
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def facing(view: Canvas, source: End, target: End) -> tuple[Port, Port] | None:
    """The ports of two ends that suit each other: face to face or, with one box above the other, on the same side."""
    here, there = view.box_rect(source.system), view.box_rect(target.system)
    if here is None or there is None:
        return None
    if there.left >= here.right or there.right <= here.left:
        ports = port_towards(view, source, there.center), port_towards(view, target, here.center)
    else:
        side = Point(max(here.right, there.right) + 1, 0)
        ports = port_towards(view, source, side), port_towards(view, target, side)
    return (ports[0], ports[1]) if ports[0] and ports[1] else None
