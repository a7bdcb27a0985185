"""Temporary placement until the layout engines are there."""

from __future__ import annotations

from d365arch.layout.request import LayoutRequest, Placement, Route, Side
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress


def placeholder(request: LayoutRequest, progress: Progress | None) -> Placement:
    """Boxes in four columns with straight lines."""
    boxes: dict[str, Rect] = {}
    tops = [0.0] * 4
    for i, box in enumerate(request.boxes):
        column = i % 4
        at = box.place or Point(24 + column * 420, 40 + tops[column])
        boxes[box.id] = Rect(at.x, at.y, box.width, box.height)
        tops[column] += box.height + 96
    zones = {}
    for zone in request.zones:
        inside = [boxes[b.id] for b in request.boxes if b.zone == zone.id]
        if inside:
            rect = inside[0]
            for other in inside[1:]:
                rect = rect.united(other)
            zones[zone.id] = Rect(rect.x - 24, rect.y - 40, rect.width + 48, rect.height + 64)
    routes = {}
    by_id = {b.id: b for b in request.boxes}

    def end(box_id: str, row: str | None, right: bool) -> Point:
        rect, box = boxes[box_id], by_id[box_id]
        y = rect.y + box.header + (box.rows.index(row) + 0.5) * box.row_height if row else rect.y + 20
        return Point(rect.right if right else rect.left, y)

    for link in request.links:
        ltr = boxes[link.source].x < boxes[link.target].x
        a, b = end(link.source, link.source_row, ltr), end(link.target, link.target_row, not ltr)
        middle = (a.x + b.x) / 2
        points = (a, b) if a.y == b.y else (a, Point(middle, a.y), Point(middle, b.y), b)
        label = None
        if link.label:
            x = (a.x + middle) / 2
            label = Rect(x - link.label.width / 2, a.y - link.label.height / 2, *link.label)
        side = (Side.RIGHT, Side.LEFT) if ltr else (Side.LEFT, Side.RIGHT)
        routes[link.id] = Route(points=points, source_side=side[0], target_side=side[1], label=label)
    return Placement(boxes=boxes, zones=zones, routes=routes, rows={b.id: b.rows for b in request.boxes})
