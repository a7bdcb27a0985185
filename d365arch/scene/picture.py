"""The shapes of a picture; those whose look, place and color did not change are the same objects as before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from d365arch.layout.request import Placement, Route
from d365arch.model.geometry import Point, Rect
from d365arch.model.sharing import changed_keys, same_keys
from d365arch.scene.boxes import box_shape
from d365arch.scene.lines import NOTHING, Halo, Halos, halo_of, junction_shape, label_shape, line_shape
from d365arch.scene.looks import LineLook
from d365arch.scene.marks import Pen
from d365arch.scene.parts import Shape
from d365arch.scene.perspective import Coloring
from d365arch.scene.request import Looks
from d365arch.scene.trunks import Routed, Shared, shared_runs, style_of, trunks
from d365arch.scene.zones import frames, zone_shape

Extent = tuple[float, float, float, float]
"""Left, top, right and bottom of what is drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shapes of one line with what they were made from: what the other lines of its trunk draw of it, its own halo,
    and the halos that it paints."""

    routed: Routed
    pen: Pen
    shared: Shared
    halo: Halo
    halos: Halos
    under: Shape
    over: tuple[Shape, ...]
    extent: Extent

    @property
    def id(self) -> str:
        """The line's id."""
        return self.routed[0].id


@dataclass(frozen=True, slots=True)
class Trunk:
    """Lines that share an end and so may share a run, in order."""

    lines: tuple[Drawn, ...]
    extent: Extent


@dataclass(frozen=True)
class Picture:
    """All shapes but notes, title and legend, by what they stand for: zones, boxes, and trunks by their first line."""

    looks: Looks
    placement: Placement
    coloring: Coloring
    zones: dict[str, Shape]
    boxes: dict[str, Shape]
    trunks: dict[str, Trunk]
    first: dict[str, str]
    """The first line of each line's trunk."""

    @property
    def under(self) -> list[Shape]:
        """The shapes of lines, in painting order."""
        return [line.under for trunk in self.trunks.values() for line in trunk.lines]

    @property
    def over(self) -> list[Shape]:
        """The shapes of dots and labels, in painting order."""
        return [shape for trunk in self.trunks.values() for line in trunk.lines for shape in line.over]

    def bounds(self, notes: Iterable[Shape]) -> Rect:
        """The rectangle around everything."""
        rects = [*self.placement.boxes.values(), *self.placement.zones.values(),
                 *(n.bounds.grown(-8 if n.path else -2) for n in notes)]
        extents = [trunk.extent for trunk in self.trunks.values()]
        if rects:
            lefts, tops, widths, heights = zip(*rects, strict=True)
            extents.append((min(lefts), min(tops), max(map(float.__add__, map(float, lefts), map(float, widths))),
                            max(map(float.__add__, map(float, tops), map(float, heights)))))
        if not extents:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = _around(extents)
        return Rect(left, top, right - left, bottom - top)


def picture_of(looks: Looks, placement: Placement, coloring: Coloring, before: Picture | None = None) -> Picture:
    """The shapes of what has its look and its place."""
    if before is not None and before.coloring.name != coloring.name:
        before = None    # another theme or perspective leaves no shape as it was
    zones, boxes = _zones(looks, placement, coloring, before), _boxes(looks, placement, coloring, before)
    found, first = _trunks(looks, placement, coloring, before)
    return Picture(looks, placement, coloring, zones, boxes, found, first)


def _same_colors(before: Picture, looks: Looks, coloring: Coloring) -> bool:
    """Whether what looks as before also has the color that it had."""
    if looks.folded or before.looks.folded:
        return before.coloring == coloring
    return replace(before.coloring, systems={}) == replace(coloring, systems={})


def _zones(looks: Looks, placement: Placement, coloring: Coloring, before: Picture | None) -> dict[str, Shape]:
    """Zones, each after the one around it."""
    framed = frames(tuple(looks.zones.values()), placement.zones)
    found: dict[str, Shape] = {}
    for zone in sorted((z for z in looks.zones.values() if z.id in framed),
                       key=lambda z: (_depth(looks, z.id), framed[z.id].shared)):
        category = coloring.zone(zone.id)
        shape = zone_shape(zone, framed[zone.id], coloring.theme, category.color if category else None)
        was = before.zones.get(zone.id) if before else None
        found[zone.id] = was if was is not None and was == shape else shape
    return found


def _depth(looks: Looks, zone_id: str) -> int:
    parents = {z.id: z.parent for z in looks.selection.zones}
    depth, seen = 0, {zone_id}
    while (parent := parents.get(zone_id)) and parent not in seen:
        seen.add(parent)
        zone_id, depth = parent, depth + 1
    return depth


def _boxes(looks: Looks, placement: Placement, coloring: Coloring, before: Picture | None) -> dict[str, Shape]:
    known: Mapping[str, Shape] = before.boxes if before else {}
    looked, stood = (before.looks.boxes, before.placement) if before else ({}, placement)
    worn = before.coloring if before and not _same_colors(before, looks, coloring) else None
    keys: Collection[str] = looks.boxes
    found: dict[str, Shape] = {}
    if before and worn is None and same_keys(known, looks.boxes):
        found = dict(known)
        keys = looks.boxes.keys() & (changed_keys(looked, looks.boxes) | changed_keys(stood.boxes, placement.boxes)
                                     | changed_keys(stood.rows, placement.rows))
    for key in keys:
        look, rect, rows = looks.boxes[key], placement.boxes[key], placement.rows.get(key)
        shape = known.get(key)
        if shape is None or looked[key] is not look or stood.boxes[key] != rect or stood.rows.get(key) != rows or (
                worn is not None and worn.box(look) != coloring.box(look)):
            order = rows or tuple(r.id for r in look.rows)
            shape = box_shape(look, rect, order, coloring.theme, coloring.box(look))
        found[key] = shape
    return found


def _trunks(looks: Looks, placement: Placement, coloring: Coloring,
            before: Picture | None) -> tuple[dict[str, Trunk], dict[str, str]]:
    """The lines by trunks; trunks that no line left, joined or changed in are as they were."""
    lines, routes = looks.lines, placement.routes
    drawn = _drawn(lines, routes, before)
    found: dict[str, Trunk] = {}
    first: dict[str, str] = {}
    known: dict[str, Drawn] = {}
    anew, groups = drawn, None
    tinted: frozenset[str] = frozenset()
    if before is not None and _same_order(before.looks, looks):
        tinted = _tinted_anew(before, looks, coloring)
        apart = _apart(before, looks, placement, drawn) | {before.first[key] for key in tinted}
        if not apart and before.first.keys() == drawn:
            return before.trunks, before.first
        found = {key: trunk for key, trunk in before.trunks.items() if key not in apart}
        first = {key: lead for key, lead in before.first.items() if lead not in apart}
        known = {line.id: line for key in apart for line in before.trunks[key].lines}
        anew = drawn - first.keys()
        if before.first.keys() == drawn and all(routes[line.id] is line.routed[1] for line in known.values()):
            # No line runs elsewhere, so those of each trunk stay together.
            groups = [tuple((lines[line.id], line.routed[1]) for line in before.trunks[key].lines) for key in apart]
    if groups is None:
        groups = _groups([(lines[key], routes[key]) for key in lines if key in anew], placement.rough)
    stirred = _stirred(groups, known, before.first, coloring, tinted) if before is not None and known else None
    kept = {key: line for key, line in known.items() if key not in tinted}
    for group in groups:
        trunk = _trunk(group, coloring, known, kept, stirred)
        lead = trunk.lines[0].id
        found[lead] = trunk
        first.update((line.id, lead) for line in trunk.lines)
    return {key: found[key] for key in lines if key in found}, first


def _drawn(lines: Mapping[str, LineLook], routes: Mapping[str, Route], before: Picture | None) -> set[str]:
    """The lines that have a way to run."""
    if before is None or not same_keys(before.looks.lines, lines):
        return {key for key in lines if (route := routes.get(key)) and len(route.points) > 1}
    ways = before.placement.routes
    other = (changed_keys(ways, routes) | (ways.keys() - routes.keys())) & lines.keys()
    return {*(before.first.keys() - other),
            *(key for key in other if (route := routes.get(key)) and len(route.points) > 1)}


def _groups(routed: list[Routed], rough: frozenset[str]) -> list[tuple[Routed, ...]]:
    """Lines that share an end; of plain steps, which are seen for a moment only, each stands alone."""
    alone = [(each,) for each in routed if each[0].id in rough] if rough else []
    fine = [each for each in routed if each[0].id not in rough] if rough else routed
    return [*alone, *(tuple(fine[i] for i in group) for group in trunks([route for _, route in fine]))]


def _same_order(before: Looks, after: Looks) -> bool:
    """Whether the lines of both come in the same order."""
    then, now = before.lines, after.lines
    return same_keys(then, now) or [key for key in then if key in now] == [key for key in now if key in then]


def _apart(before: Picture, looks: Looks, placement: Placement, drawn: set[str]) -> set[str]:
    """The trunks that a line left, changed in, or now shares an end with."""
    lines, routes, old, ways = looks.lines, placement.routes, before.looks.lines, before.placement.routes
    if lines is old and routes is ways:
        return set()
    first = before.first
    led = changed_keys(ways, routes) & drawn
    led |= drawn & (before.placement.rough ^ placement.rough)
    changed = led | (changed_keys(old, lines) & drawn)
    apart = {first[key] for key in (*changed, *(first.keys() - drawn)) if key in first}
    ends = {end for key in led for end in (routes[key].points[0], routes[key].points[-1])}
    for key, lead in first.items() if ends else ():
        if lead not in apart and ((points := routes[key].points)[0] in ends or points[-1] in ends):
            apart.add(lead)
    return apart


def _tinted_anew(before: Picture, looks: Looks, coloring: Coloring) -> frozenset[str]:
    """The lines that have another color or width though they look as before: others have taken their color, or an
    analysis has other findings."""
    if _same_colors(before, looks, coloring):
        return frozenset()
    return frozenset(line.id for trunk in before.trunks.values() for line in trunk.lines
                     if looks.lines.get(line.id) is line.routed[0] and line.pen != coloring.pen(line.routed[0]))


def _is_same(was: Drawn | None, routed: Routed) -> bool:
    return was is not None and was.routed[0] is routed[0] and was.routed[1] is routed[1]


def _runs_alike(was: Drawn | None, routed: Routed, coloring: Coloring, tinted: frozenset[str]) -> bool:
    """Whether a line runs as before and in the same style, so that the others of its trunk draw the same of it."""
    if was is None or was.routed[1] is not routed[1] or was.id in tinted:
        return False
    look, now = was.routed[0], routed[0]
    return look is now or (style_of(look) == style_of(now) and was.pen == coloring.pen(now))


def _stirred(groups: list[tuple[Routed, ...]], known: Mapping[str, Drawn], leads: Mapping[str, str],
             coloring: Coloring, tinted: frozenset[str]) -> set[Point]:
    """The points of what changed: where no point of a line is one of these, the others draw the same of it as before.

    Where trunks parted or became one, these are also the points that lines share with others than before.
    """
    there = {look.id: route for group in groups for look, route in group}
    found = {point for line in known.values() if there.get(line.id) is not line.routed[1]
             for point in line.routed[1].points}
    found.update(point for group in groups for each in group
                 if not _runs_alike(known.get(each[0].id), each, coloring, tinted) for point in each[1].points)
    moves = {(leads[look.id], number) for number, group in enumerate(groups) for look, _ in group if look.id in known}
    if len({old for old, _ in moves}) < len(moves) or len({new for _, new in moves}) < len(moves):
        owner: dict[Point, tuple[str, int]] = {}
        for number, group in enumerate(groups):
            for look, route in group:
                move = leads.get(look.id, ""), number
                found.update(point for point in route.points if owner.setdefault(point, move) != move)
    return found


def _trunk(routed: tuple[Routed, ...], coloring: Coloring, known: Mapping[str, Drawn], same: Mapping[str, Drawn],
           stirred: set[Point] | None) -> Trunk:
    """The lines of one trunk; the first one paints the halos of all. Of the lines that are `known` from before, those
    that are in `same` also have their color still."""
    if len(routed) == 1:
        return _alone(routed[0], coloring, same.get(routed[0][0].id))
    kept = [was if _is_same(was := same.get(each[0].id), each) else None for each in routed]
    pens = [was.pen if was else coloring.pen(each[0]) for was, each in zip(kept, routed, strict=True)]
    every = tuple(was.halo if was else halo_of(each, pen) for was, each, pen in zip(kept, routed, pens, strict=True))
    runs = _shared(routed, pens, coloring, stirred)
    found = []
    halos = every
    for number, each in enumerate(routed):
        was, shared = kept[number], runs.get(number) or known[each[0].id].shared
        if was is None or shared != was.shared or was.halos != halos:
            was = _line(each, pens[number], shared, coloring, halos=halos, halo=every[number])
        found.append(was)
        halos = ()
    return Trunk(tuple(found), _around(line.extent for line in found))


def _alone(routed: Routed, coloring: Coloring, was: Drawn | None) -> Trunk:
    """A line that shares no run: it paints its own halo."""
    if was is None or not _is_same(was, routed) or was.shared != NOTHING or was.halos != (was.halo,):
        pen = coloring.pen(routed[0])
        halo = halo_of(routed, pen)
        was = _line(routed, pen, NOTHING, coloring, halos=(halo,), halo=halo)
    return Trunk((was,), was.extent)


def _shared(routed: tuple[Routed, ...], pens: Sequence[Pen], coloring: Coloring,
            stirred: set[Point] | None) -> dict[int, Shared]:
    """What of the lines of a trunk others draw, by number, for all with a stirred point or just for all."""
    if stirred is not None and not stirred:
        return {}
    numbers: Sequence[int] = range(len(routed))
    wanted: Collection[int] = numbers
    if stirred is not None:
        wanted = {number for number, (_, route) in enumerate(routed) if not stirred.isdisjoint(route.points)}
        near = {point for number in wanted for point in routed[number][1].points}
        numbers = [number for number, (_, route) in enumerate(routed) if not near.isdisjoint(route.points)]
    runs = shared_runs(tuple(routed[n] for n in numbers), [pens[n] for n in numbers], coloring.theme.muted)
    return {number: run for number, run in zip(numbers, runs, strict=True) if number in wanted}


def _line(routed: Routed, pen: Pen, shared: Shared, coloring: Coloring, *, halos: Halos, halo: Halo) -> Drawn:
    line, route = routed
    theme = coloring.theme
    under = line_shape(line, route, halos, shared, pen=pen, theme=theme)
    over = tuple(shape for shape in (junction_shape(line, route, pen), label_shape(line, route, pen, theme)) if shape)
    rects = [under.bounds.grown(-8), *(shape.bounds.grown(-2) for shape in over)]
    return Drawn(routed, pen, shared, halo, halos, under, over,
                 _around((rect.left, rect.top, rect.right, rect.bottom) for rect in rects))


def _around(extents: Iterable[Extent]) -> Extent:
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
