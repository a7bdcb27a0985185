"""Turns a finished sheet into the answer: rectangles, routes with junctions, bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from d365arch.layout.paths import tidy
from d365arch.layout.request import Placement, Route
from d365arch.layout.sheet import GRID, Sheet, Wire
from d365arch.model.geometry import Point, Rect


def answer(sheet: Sheet, *, junctions: bool = True) -> Placement:
    """The placement of a sheet; a picture without kept places begins at (0, 0)."""
    for wire in sheet.wires:
        wire.points = tidy(wire.points)
    if junctions:
        add_junctions(sheet.wires)
    bounds = _bounds(sheet)
    dx = dy = 0.0
    if not any(node.fixed for node in sheet.nodes):
        dx, dy = -(bounds.x // GRID) * GRID, -(bounds.y // GRID) * GRID
    return Placement(
        boxes={node.box.id: node.rect.moved(dx, dy) for node in sheet.nodes},
        rows={node.box.id: tuple(node.rows) for node in sheet.nodes},
        zones={zone: rect.moved(dx, dy) for zone, rect in sheet.zone_rects.items()},
        routes={wire.link.id: route(wire, dx, dy) for wire in sheet.wires},
        bounds=bounds.moved(dx, dy))


def route(wire: Wire, dx: float = 0.0, dy: float = 0.0) -> Route:
    """The finished line of a wire."""
    return Route(points=tuple(Point(x + dx, y + dy) for x, y in wire.points),
                 source_side=wire.source.side, target_side=wire.target.side,
                 label=wire.label.moved(dx, dy) if wire.label else None,
                 junctions=tuple(Point(x + dx, y + dy) for x, y in wire.junctions))


def _bounds(sheet: Sheet) -> Rect:
    rects = [node.rect for node in sheet.nodes] + list(sheet.zone_rects.values())
    rects += [wire.label for wire in sheet.wires if wire.label is not None]
    spots = [(rect.left, rect.top) for rect in rects] + [(rect.right, rect.bottom) for rect in rects]
    spots += [spot for wire in sheet.wires for spot in wire.points]
    if not spots:
        return Rect(0, 0, 0, 0)
    xs, ys = zip(*spots, strict=True)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def add_junctions(wires: Iterable[Wire]) -> None:
    """Mark where lines of one trunk part: corners of one that lie inside a straight run of another."""
    trunks: dict[int, list[Wire]] = defaultdict(list)
    for wire in wires:
        wire.junctions = ()
        for end in (wire.source, wire.target):
            if end.trunk >= 0:
                trunks[end.trunk].append(wire)
    for group in trunks.values():
        for wire in group:
            spots = [spot for spot in wire.points[1:-1]
                     if any(_inside(spot, other) for other in group if other is not wire)]
            wire.junctions = tuple(dict.fromkeys((*wire.junctions, *spots)))


def _inside(spot: tuple[float, float], wire: Wire) -> bool:
    """Whether a point lies on a line of a wire, away from that segment's ends."""
    x, y = spot
    for (x1, y1), (x2, y2) in zip(wire.points, wire.points[1:], strict=False):
        if abs(y1 - y2) < 1e-6 and abs(y - y1) < 0.5 and min(x1, x2) + 1 < x < max(x1, x2) - 1:
            return True
        if abs(x1 - x2) < 1e-6 and abs(x - x1) < 0.5 and min(y1, y2) + 1 < y < max(y1, y2) - 1:
            return True
    return False
