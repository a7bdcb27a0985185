"""A place for a box in the middle of what it is linked to, in a picture that stands and of which nothing moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from d365arch.layout.free_room import FreeRoom
from d365arch.layout.newcomers import foreign_zones
from d365arch.layout.request import LayoutRequest
from d365arch.layout.sheet import Sheet, snap
from d365arch.layout.tree import ROW_GAP
from d365arch.model.geometry import Point, Rect, Size

GAPS = (160.0, 128.0, 96.0, 72.0, 48.0, ROW_GAP)
"""Free room beside a box, in px: wide first, for lines and their names; a narrower one where that is much nearer. Half
of it is free beside a zone."""
NARROW = 60.0
"""So many px further off is as good as the next wider gap."""
ZONE_GAP = 20.0
NEAREST = 60
"""So many obstacles around the wish are looked past one by one."""
TRIES = 4_000


def middle_places(
    request: LayoutRequest, wanted: Collection[str], standing: Mapping[str, Rect]
) -> dict[str, Point]:
    """Top left corners for the wanted boxes: the free place nearest to the middle of their partners, weighted by links.

    `standing` tells where all other boxes are and how large; a wanted box that is among them stays unless it has grown
    into another one, and then goes as little out of the way as it can. Boxes that the request does not have are left
    out. No box overlaps another one or a zone that it is no part of.
    """
    asked = [box.id for box in request.boxes if box.id in wanted]
    placed = replace(request, fresh=False, boxes=tuple(
        replace(box, place=Point(*standing[box.id][:2]) if box.id in standing else None) for box in request.boxes
        if box.id in standing or box.id in wanted))
    sheet = Sheet(placed)
    for node in sheet.nodes:
        if node.box.id in standing and node.box.id not in wanted:
            node.w, node.h = standing[node.box.id].width, standing[node.box.id].height
    found: dict[str, Point] = {}
    partners = _partners(sheet)
    there = {number for number, node in enumerate(sheet.nodes) if node.box.id in standing}
    for box in sorted(asked, key=lambda key: (-sum(partners[sheet.index[key]].values()), key)):
        number = sheet.index[box]
        place = _stay(sheet, number, there) or _nearest(sheet, number, there - {number}, partners[number])
        sheet.nodes[number].x, sheet.nodes[number].y = place
        there.add(number)
        found[box] = place
    return found


def _partners(sheet: Sheet) -> list[dict[int, int]]:
    """For each box the others that it is linked to, with the number of links."""
    found: list[dict[int, int]] = [{} for _ in sheet.nodes]
    for wire in sheet.wires:
        a, b = wire.source.box, wire.target.box
        if a != b:
            found[a][b] = found[a].get(b, 0) + 1
            found[b][a] = found[b].get(a, 0) + 1
    return found


def _stay(sheet: Sheet, number: int, there: Collection[int]) -> Point | None:
    """Where a box stands, if it stands and is in nobody's way."""
    if number not in there:
        return None
    node = sheet.nodes[number]
    if any(other != number and sheet.nodes[other].rect.overlaps(node.rect) for other in there):
        return None
    return Point(node.x, node.y)


def _nearest(sheet: Sheet, number: int, there: Collection[int], partners: Mapping[int, int]) -> Point:
    """The cheapest of the free places; below everything where the picture has no room."""
    node, zone = sheet.nodes[number], sheet.zone_of(number)
    standing = set(there)
    rects = [sheet.nodes[other].rect for other in sorted(standing)]
    mates = [sheet.nodes[other].rect for other in sorted(standing)
             if zone is not None and sheet.zone_of(other) is not None and zone in sheet.parents(sheet.zone_of(other))]
    foreign = foreign_zones(sheet, zone, standing)
    goal = node.rect.center if node.fixed else _middle(
        [(sheet.nodes[other].rect, weight) for other, weight in sorted(partners.items()) if other in standing]
        or [(rect, 1) for rect in mates or rects])
    room = FreeRoom(sheet, zone, mates, rects, foreign)
    best: tuple[float, float, float] | None = None
    for position, gap in enumerate(GAPS):
        obstacles = sorted(
            (*(rect.grown(gap) for rect in rects), *(rect.grown(max(ZONE_GAP, gap / 2)) for rect in foreign)),
            key=lambda r: (abs(r.center.x - goal.x) + abs(r.center.y - goal.y), r))    # the near ones say no first
        for cost, x, y in islice(_candidates(goal, Size(node.w, node.h), obstacles), TRIES):
            if best is not None and cost + position * NARROW >= best[0]:
                break
            rect = Rect(x, y, node.w, node.h)
            if not any(rect.overlaps(obstacle) for obstacle in obstacles) and room.fits(rect):
                best = (cost + position * NARROW, x, y)
                break
    if best is None:
        everything = [*rects, *foreign]
        bottom = max((rect.bottom for rect in everything), default=0.0)
        return Point(snap(goal.x - node.w / 2), snap(bottom + 64))
    return Point(best[1], best[2])


def _middle(weighted: Iterable[tuple[Rect, int]]) -> Point:
    """The weighted middle of the centers; the origin where there are none."""
    items = list(weighted)
    total = sum(weight for _, weight in items) or 1
    return Point(sum(rect.center.x * weight for rect, weight in items) / total,
                 sum(rect.center.y * weight for rect, weight in items) / total)


def _candidates(goal: Point, size: Size, obstacles: Sequence[Rect]) -> Iterator[tuple[float, float, float]]:
    """Distance and corner of places, nearest first: at the goal, and where the box just clears one of the obstacles,
    which are given nearest first.

    The free place nearest to a point always touches an obstacle, or is the point itself.
    """
    x, y = goal.x - size.width / 2, goal.y - size.height / 2
    around = [*obstacles[:NEAREST], Rect.uniting(obstacles)] if obstacles else []
    xs = {snap(x), *(_down(r.left - size.width) for r in around), *(_up(r.right) for r in around)}
    ys = {snap(y), *(_down(r.top - size.height) for r in around), *(_up(r.bottom) for r in around)}
    yield from sorted((abs(a - x) + abs(b - y), a, b) for a in xs for b in ys)


def _down(value: float) -> float:
    return snap(value - 2)


def _up(value: float) -> float:
    return snap(value + 2)
