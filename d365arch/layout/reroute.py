"""After an edit: only the lines at changed boxes, and those now under one, are drawn anew; all others stay."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from d365arch.layout.finish import add_junctions, route
from d365arch.layout.keep import grow_where_free
from d365arch.layout.labels import ALWAYS, place_labels
from d365arch.layout.nearby import LINES, LINKS
from d365arch.layout.paths import find_paths, obstacles, tidy
from d365arch.layout.ports import choose_sides, place_ports
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, Route, Side
from d365arch.layout.rough import MANY, rough_lines
from d365arch.layout.settle import settle_ends
from d365arch.layout.sheet import End, Sheet, Wire
from d365arch.layout.tracks import Nudger
from d365arch.layout.zones import around
from d365arch.model.geometry import Point, Rect

WINDOW = 320.0
_CLOSE = 9.0
"""Least distance of lines at one border of a box, in px, for which it need not grow."""
NEAR_LINES = 250
"""Up to so many standing lines nearby, new ones keep their distance from them."""


def reroute(request: LayoutRequest, previous: Placement, moved: Iterable[str], *, redraw: Iterable[str] = (),
            zones: Iterable[str] = ()) -> Placement:
    """The placement after the boxes in `moved` got new places (in the request); untouched routes are the same objects.

    `redraw` are links that are drawn anew besides, or for the first time; `zones` are zones that lost or won a box.
    Lines between boxes that moved alike move along as they are. Boxes unknown to `previous` are ignored: those need a
    whole layout, or a place in `previous` that the caller gives them.
    """
    boxes = {box.id: box for box in request.boxes if box.id in previous.boxes}
    gone = {id_ for id_ in moved if id_ in boxes}
    rects = {id_: previous.boxes[id_] for id_ in boxes} if len(boxes) < len(previous.boxes) else dict(previous.boxes)
    shifts: dict[str, Point] = {}
    for id_ in sorted(gone):
        place = boxes[id_].place
        if place is not None:
            old = rects[id_]
            shifts[id_] = Point(place.x - old.x, place.y - old.y)
            rects[id_] = Rect(place.x, place.y, old.width, old.height)
    wanted = frozenset(redraw)
    LINKS.update(request.links)
    carried = _carried(previous, shifts, rects, without=wanted)
    links = _touched(request, previous, [rects[id_] for id_ in sorted(gone)], gone, wanted=wanted, carried=carried)
    routes = {**previous.routes, **carried}
    rough = frozenset(link.id for link in links) if request.rough and len(links) > MANY else frozenset()
    frames = _zones(request, previous, boxes, rects, gone=gone, more=zones)
    if links:
        drawn = _draw(request, replace(previous, routes=routes), boxes, rects, zones=frames, links=links, gone=gone)
        LINES.update(routes)
        routes = {**routes, **drawn}
        LINES.follow(routes, drawn)
        frames = _zones(request, previous, boxes, rects, gone=gone, more=zones)
    new = [routes[id_] for id_ in (*carried, *(link.id for link in links)) if id_ in routes]
    bounds = _bounds(previous.bounds, [rects[id_] for id_ in gone], frames.values(), new)
    return Placement(boxes=rects, rows=previous.rows, zones=frames, routes=routes, bounds=bounds,
                     rough=frozenset((previous.rough & routes.keys()) - {link.id for link in links} | rough))


def route_of(request: LayoutRequest, previous: Placement, link: Link) -> Route | None:
    """How a new line, or one that is led elsewhere, would run if it were added to a picture."""
    links = tuple(each for each in request.links if each.id != link.id)
    routes = {id_: route for id_, route in previous.routes.items() if id_ != link.id}
    asked = replace(request, links=(*links, link))
    return reroute(asked, replace(previous, routes=routes), (), redraw=(link.id,)).routes.get(link.id)


def label_place(request: LayoutRequest, previous: Placement, link_id: str) -> Rect | None:
    """Where the layout would put the label of a line as it runs now; none where it has none."""
    LINKS.update(request.links)
    old = previous.routes.get(link_id)
    link = next((link for link in request.links if link.id == link_id), None)
    if old is None or link is None:
        return None
    room = Rect.around(old.points).grown(WINDOW)
    boxes = {box.id: box for box in request.boxes}
    sheet = Sheet(LayoutRequest(boxes=tuple(
        replace(boxes[id_], place=Point(rect.x, rect.y)) for id_, rect in previous.boxes.items()
        if id_ in boxes and rect.overlaps(room)), zones=request.zones))
    for node in sheet.nodes:
        node.w, node.h = previous.boxes[node.box.id][2:]
    sheet.zone_rects = {zone: rect for zone, rect in previous.zones.items() if rect.overlaps(room)}
    own = Wire(replace(link, label_at=None), End(-1, None), End(-1, None), points=[(p.x, p.y) for p in old.points])
    sheet.wires = [own, *_standing(request, previous, [link], room)]
    place_labels(sheet, [own], cares=ALWAYS)
    return own.label


def _carried(previous: Placement, shifts: Mapping[str, Point], rects: Mapping[str, Rect], *,
             without: Collection[str]) -> dict[str, Route]:
    """Lines whose ends moved alike, moved with them, unless they would then run through a box that stands."""
    if len(shifts) < 2:
        return {}
    found: dict[str, Route] = {}
    for box in shifts:
        for link in LINKS.of(box):
            by = shifts[box]
            if link.source == box and shifts.get(link.target) == by and link.id in previous.routes and (
                    link.id not in without and link.target != link.source):
                found[link.id] = _shifted(previous.routes[link.id], by) if by != (0, 0) else previous.routes[link.id]
    if not found:
        return {}
    room = Rect.around(p for each in found.values() for p in each.points)
    others = [rect for id_, rect in rects.items() if id_ not in shifts and rect.overlaps(room)]
    return {id_: each for id_, each in found.items()
            if not any(_runs_through(each, r.left - 4, r.top - 4, r.right + 4, r.bottom + 4) for r in others)}


def _shifted(old: Route, by: Point) -> Route:
    return replace(old, points=tuple(p.moved(*by) for p in old.points), label=old.label and old.label.moved(*by),
                   junctions=tuple(p.moved(*by) for p in old.junctions))


def _touched(request: LayoutRequest, previous: Placement, rects: list[Rect], gone: set[str], *,
             wanted: Collection[str], carried: Mapping[str, Route]) -> list[Link]:
    """Links with an end at a changed box, or whose line runs through where one stands now."""
    routes = previous.routes
    found = {link.id: link for box in sorted(gone) for link in LINKS.of(box)
             if link.id in routes and link.id not in carried}
    under: set[str] = set(wanted)
    if rects:
        LINES.update(routes)
    for rect in rects:
        frame = rect.left - 4, rect.top - 4, rect.right + 4, rect.bottom + 4
        under.update(key for key in LINES.near(*frame)
                     if key not in found and key not in carried and _runs_through(routes[key], *frame))
    more = [link for link in request.links if link.id in under and link.id not in found] if under else []
    return [*found.values(), *more]


def _runs_through(route: Route, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a line enters the inside of a rectangle."""
    return any((p.x > left or q.x > left) and (p.x < right or q.x < right)
               and (p.y > top or q.y > top) and (p.y < bottom or q.y < bottom)
               for p, q in itertools.pairwise(route.points))


def _zones(request: LayoutRequest, previous: Placement, boxes: Mapping[str, Box], rects: Mapping[str, Rect], *,
           gone: Collection[str], more: Iterable[str]) -> dict[str, Rect]:
    """Rectangles of zones, taken anew where a changed box is inside, or was."""
    specs = {zone.id: zone for zone in request.zones}
    changed: list[str] = []
    for inner in (*(boxes[id_].zone for id_ in sorted(gone)), *sorted(more)):
        zone = inner
        while zone in specs and zone not in changed:
            changed.append(zone)
            zone = specs[zone].parent
    found = {id_: rect for id_, rect in previous.zones.items() if id_ in specs}
    if not changed:
        return found if len(found) < len(previous.zones) else previous.zones
    sheet = Sheet(LayoutRequest(zones=request.zones))
    for zone in sorted(changed, key=lambda zone: (-len(sheet.parents(zone)), zone)):
        inside = [rects[box.id] for box in boxes.values() if box.zone == zone]
        inside += [found[spec.id] for spec in request.zones if spec.parent == zone and spec.id in found]
        if inside or sheet.zones[zone].least:
            found[zone] = around(sheet, zone, inside)
    return found


def _draw(request: LayoutRequest, previous: Placement, boxes: Mapping[str, Box], rects: dict[str, Rect], *,
          zones: Mapping[str, Rect], links: list[Link], gone: Collection[str]) -> dict[str, Route]:
    """New routes of the given links; changed boxes without rows may grow for them."""
    ends = [rects[id_] for link in links for id_ in (link.source, link.target)]
    room = Rect.around([Point(r.left, r.top) for r in ends] + [Point(r.right, r.bottom) for r in ends]).grown(WINDOW)
    near = tuple(boxes[id_] for id_ in _within(rects, room))
    sheet = Sheet(LayoutRequest(boxes=near, zones=request.zones, links=tuple(links)))
    for node in sheet.nodes:
        id_ = node.box.id
        rect = rects[id_]
        node.x, node.y, node.w, node.h, node.fixed = rect.x, rect.y, rect.width, rect.height, True
        node.rows = list(previous.rows.get(id_, node.box.rows))
    sheet.zone_rects = {zone: rect for zone, rect in zones.items() if rect.overlaps(room)}
    choose_sides(sheet)
    grow_where_free(sheet, [number for number, node in enumerate(sheet.nodes)
                            if node.box.id in gone and _crowded(sheet, number)], beside=range(len(sheet.nodes)))
    rects.update({node.box.id: node.rect for node in sheet.nodes if node.box.id in gone})
    place_ports(sheet)
    settle_ends(sheet, previous.routes, gone)
    if request.rough and len(links) > MANY:
        rough_lines(sheet, sheet.wires)
        return {wire.link.id: route(wire) for wire in sheet.wires}
    space = obstacles(sheet)
    find_paths(sheet, space, sheet.wires)
    others = _standing(request, previous, links, room)
    Nudger(sheet, space, sheet.wires + others).run()
    for wire in sheet.wires:
        wire.points = tidy(wire.points)
    fresh = list(sheet.wires)
    sheet.wires = fresh + others
    place_labels(sheet, fresh, cares=ALWAYS)
    add_junctions(sheet.wires)
    return {wire.link.id: route(wire) for wire in fresh}


def _crowded(sheet: Sheet, number: int) -> bool:
    """Whether the lines of a changed box lie too close at one border; else it keeps its size."""
    most = max(sum(1 for end in sheet.ends[number] if end.side is side) for side in (Side.LEFT, Side.RIGHT))
    return most > 1 and (sheet.nodes[number].h - 16) / (most - 1) < _CLOSE


def _within(rects: Mapping[str, Rect], room: Rect) -> list[str]:
    """Ids of the rectangles that share an area with a room."""
    left, top, right, bottom = room.left, room.top, room.right, room.bottom
    return [id_ for id_, (x, y, width, height) in rects.items()
            if x < right and y < bottom and x + width > left and y + height > top]


def _standing(request: LayoutRequest, previous: Placement, links: list[Link], room: Rect) -> list[Wire]:
    """Lines nearby that stay: they hold their place when the new ones are spaced."""
    new = {link.id for link in links}
    frame = room.left, room.top, room.right, room.bottom
    most = NEAR_LINES + len(links)
    LINES.update(previous.routes)
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
