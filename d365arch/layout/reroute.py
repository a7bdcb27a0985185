"""After a drag: only the lines at moved boxes, and those now under one, are drawn anew; all others stay as they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from d365arch.layout.finish import add_junctions, route
from d365arch.layout.labels import place_labels
from d365arch.layout.nearby import LINES
from d365arch.layout.paths import find_paths, obstacles, tidy
from d365arch.layout.ports import choose_sides, partner, place_ports
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, Route, Side
from d365arch.layout.sheet import End, Sheet, Wire
from d365arch.layout.tracks import Nudger
from d365arch.layout.zones import around
from d365arch.model.geometry import Point, Rect

WINDOW = 320.0
NEAR_LINES = 250
"""Up to so many standing lines nearby, new ones keep their distance from them."""


def reroute(request: LayoutRequest, previous: Placement, moved: Iterable[str]) -> Placement:
    """The placement after the boxes in `moved` got new places (in the request); untouched routes are the same objects.

    Boxes and links unknown to `previous` are ignored: those need a whole layout.
    """
    gone = {id_ for id_ in moved if id_ in previous.boxes}
    boxes = {box.id: box for box in request.boxes if box.id in previous.boxes}
    gone &= boxes.keys()
    rects = dict(previous.boxes)
    for id_ in sorted(gone):
        place = boxes[id_].place
        if place is not None:
            old = previous.boxes[id_]
            rects[id_] = Rect(place.x, place.y, old.width, old.height)
    zones = _zones(request, previous, boxes, rects, gone)
    links = _touched(request, previous, [rects[id_] for id_ in sorted(gone)], gone)
    routes = dict(previous.routes)
    if links:
        routes.update(_draw(request, previous, boxes, rects, zones=zones, links=links, gone=gone))
    bounds = _bounds(previous.bounds, [rects[id_] for id_ in gone], zones.values(), [routes[link.id] for link in links])
    return Placement(boxes=rects, rows=previous.rows, zones=zones, routes=routes, bounds=bounds)


def _touched(request: LayoutRequest, previous: Placement, rects: list[Rect], gone: set[str]) -> list[Link]:
    """Links with an end at a moved box, or whose line runs through where one stands now."""
    routes = previous.routes
    found = [link for link in request.links if (link.source in gone or link.target in gone) and link.id in routes]
    known = {link.id for link in found}
    LINES.update(routes)
    under: set[str] = set()
    for rect in rects:
        frame = rect.left - 4, rect.top - 4, rect.right + 4, rect.bottom + 4
        under.update(key for key in LINES.near(*frame) if key not in known and _runs_through(routes[key], *frame))
    return found + [link for link in request.links if link.id in under] if under else found


def _runs_through(route: Route, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a line enters the inside of a rectangle."""
    return any((p.x > left or q.x > left) and (p.x < right or q.x < right)
               and (p.y > top or q.y > top) and (p.y < bottom or q.y < bottom)
               for p, q in itertools.pairwise(route.points))


def _zones(request: LayoutRequest, previous: Placement, boxes: dict[str, Box], rects: dict[str, Rect],
           gone: set[str]) -> dict[str, Rect]:
    """Rectangles of zones, taken anew where a moved box is inside."""
    specs = {zone.id: zone for zone in request.zones}
    changed: list[str] = []
    for id_ in sorted(gone):
        zone = boxes[id_].zone
        while zone in specs and zone not in changed:
            changed.append(zone)
            zone = specs[zone].parent
    if not changed:
        return previous.zones
    sheet = Sheet(LayoutRequest(zones=request.zones))
    found = dict(previous.zones)
    for zone in sorted(changed, key=lambda zone: (-len(sheet.parents(zone)), zone)):
        inside = [rects[box.id] for box in boxes.values() if box.zone == zone]
        inside += [found[spec.id] for spec in request.zones if spec.parent == zone and spec.id in found]
        if inside:
            found[zone] = around(sheet, zone, inside)
    return found


def _draw(request: LayoutRequest, previous: Placement, boxes: dict[str, Box], rects: dict[str, Rect], *,
          zones: dict[str, Rect], links: list[Link], gone: set[str]) -> dict[str, Route]:
    """New routes of the given links."""
    ends = [rects[id_] for link in links for id_ in (link.source, link.target)]
    room = Rect.around([Point(r.left, r.top) for r in ends] + [Point(r.right, r.bottom) for r in ends]).grown(WINDOW)
    near = tuple(boxes[id_] for id_, rect in rects.items() if id_ in boxes and rect.overlaps(room))
    sheet = Sheet(LayoutRequest(boxes=near, zones=request.zones, links=tuple(links)))
    for node in sheet.nodes:
        id_ = node.box.id
        rect = rects[id_]
        node.x, node.y, node.w, node.h, node.fixed = rect.x, rect.y, rect.width, rect.height, True
        node.rows = list(previous.rows.get(id_, node.box.rows))
    sheet.zone_rects = {zone: rect for zone, rect in zones.items() if rect.overlaps(room)}
    choose_sides(sheet)
    place_ports(sheet)
    _hold(sheet, previous, gone)
    space = obstacles(sheet)
    find_paths(sheet, space, sheet.wires)
    others = _standing(request, previous, links, room)
    Nudger(sheet, space, sheet.wires + others).run()
    for wire in sheet.wires:
        wire.points = tidy(wire.points)
    fresh = list(sheet.wires)
    sheet.wires = fresh + others
    place_labels(sheet, fresh)
    add_junctions(sheet.wires)
    return {wire.link.id: route(wire) for wire in fresh}


def _hold(sheet: Sheet, previous: Placement, gone: set[str]) -> None:
    """Ends at headers of boxes that did not move stay where they were, if their side is still the same."""
    for wire in sheet.wires:
        old = previous.routes[wire.link.id]
        for end, side, spot in ((wire.source, old.source_side, old.points[0]),
                                (wire.target, old.target_side, old.points[-1])):
            node = sheet.nodes[end.box]
            if node.box.id in gone or end.row is not None or side is not end.side:
                continue
            if side in (Side.LEFT, Side.RIGHT):
                end.offset = spot.y - node.y
            elif partner(wire, end).side not in (Side.TOP, Side.BOTTOM):
                end.offset = spot.x - node.x


def _standing(request: LayoutRequest, previous: Placement, links: list[Link], room: Rect) -> list[Wire]:
    """Lines nearby that stay: they hold their place when the new ones are spaced."""
    new = {link.id for link in links}
    frame = room.left, room.top, room.right, room.bottom
    most = NEAR_LINES + len(links)
    keys = LINES.near(*frame, most=4 * most)
    if len(keys) > 4 * most:
        return []
    keys = {key for key in keys - new if _runs_through(previous.routes[key], *frame)}
    if len(keys) > NEAR_LINES:
        return []
    found = [(link, previous.routes[link.id]) for link in request.links if link.id in keys]
    wires = []
    for link, old in found:
        still = replace(link, bends=old.points[1:-1] or (old.points[0],))
        wire = Wire(still, End(-1, link.source_row, old.source_side), End(-1, link.target_row, old.target_side))
        wire.points = [(p.x, p.y) for p in old.points]
        wire.label = old.label
        wires.append(wire)
    return wires


def _bounds(before: Rect, boxes: Iterable[Rect], zones: Iterable[Rect], routes: Iterable[Route]) -> Rect:
    """The frame grown to what is new; it shrinks with the next whole layout."""
    for rect in (*boxes, *zones):
        before = before.united(rect)
    for found in routes:
        before = before.united(Rect.around(found.points))
        if found.label is not None:
            before = before.united(found.label)
    return before
