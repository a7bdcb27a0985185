"""A layout engine so plain that stored pictures do not change when the real ones get better."""

from __future__ import annotations

from d365arch.layout.request import LayoutRequest, Placement, Route, Side
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress


def plain_engine(request: LayoutRequest, progress: Progress | None) -> Placement:
    """Boxes in four columns, lines with at most two bends."""
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
        one, two = boxes[link.source], boxes[link.target]
        if one.x == two.x and link.label:    # above each other
            down = one.y < two.y
            a = Point(one.center.x, one.bottom if down else one.top)
            b = Point(one.center.x, two.top if down else two.bottom)
            label = Rect(a.x - link.label.width / 2, (a.y + b.y - link.label.height) / 2, *link.label)
            sides = (Side.BOTTOM, Side.TOP) if down else (Side.TOP, Side.BOTTOM)
            routes[link.id] = Route(points=(a, b), source_side=sides[0], target_side=sides[1], label=label)
            continue
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
