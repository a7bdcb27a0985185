"""The shapes of a picture; those whose look, place and color did not change are the same objects as before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from d365arch.layout.request import Placement
from d365arch.model.geometry import Rect
from d365arch.scene.boxes import box_shape
from d365arch.scene.lines import Halos, halos_of, junction_shape, label_shape, line_shape
from d365arch.scene.marks import Pen
from d365arch.scene.parts import Shape
from d365arch.scene.perspective import Coloring
from d365arch.scene.request import Looks
from d365arch.scene.trunks import Routed, Shared, shared_runs, trunks
from d365arch.scene.zones import frames, zone_shape

Extent = tuple[float, float, float, float]
"""Left, top, right and bottom of what is drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shapes of one line, and what of it the other lines of its trunk draw."""

    routed: Routed
    pen: Pen
    shared: Shared
    halos: Halos
    under: Shape
    over: tuple[Shape, ...]


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
    found = {}
    for key, look in looks.boxes.items():
        rect, rows = placement.boxes[key], placement.rows.get(key)
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
    drawn = {key for key in lines if (route := routes.get(key)) and len(route.points) > 1}
    found: dict[str, Trunk] = {}
    first: dict[str, str] = {}
    known: dict[str, Drawn] = {}
    anew = drawn
    if before is not None and _same_order(before.looks, looks):
        anew, apart = _anew(before, looks, placement, coloring, drawn)
        if not anew and not apart:
            return before.trunks, before.first
        found = {key: trunk for key, trunk in before.trunks.items() if key not in apart}
        first = {key: lead for key, lead in before.first.items() if lead not in apart}
        known = {line.routed[0].id: line for key in apart for line in before.trunks[key].lines}
    routed = [(lines[key], routes[key]) for key in lines if key in anew] if anew else []
    for group in trunks([route for _, route in routed]):
        trunk = _trunk(tuple(routed[i] for i in group), coloring, known)
        lead = trunk.lines[0].routed[0].id
        found[lead] = trunk
        first.update((line.routed[0].id, lead) for line in trunk.lines)
    return {key: found[key] for key in lines if key in found}, first


def _same_order(before: Looks, after: Looks) -> bool:
    """Whether the lines of both come in the same order."""
    then, now = before.lines, after.lines
    return then is now or [key for key in then if key in now] == [key for key in now if key in then]


def _anew(before: Picture, looks: Looks, placement: Placement, coloring: Coloring,
          drawn: set[str]) -> tuple[set[str], set[str]]:
    """The lines to draw anew, and the trunks that they were in or now have an end in common with."""
    lines, routes, old, ways = looks.lines, placement.routes, before.looks.lines, before.placement.routes
    worn = None if _same_colors(before, looks, coloring) else before.coloring
    if lines is old and routes is ways and worn is None:
        return set(), set()
    first = before.first
    changed = {key for key in drawn if old.get(key) is not lines[key] or ways.get(key) is not routes[key]}
    if worn is not None:
        changed |= {key for key in drawn - changed if worn.pen(lines[key]) != coloring.pen(lines[key])}
    apart = {first[key] for key in changed if key in first} | {lead for key, lead in first.items() if key not in drawn}
    ends = {end for key in changed for end in (routes[key].points[0], routes[key].points[-1])}
    if ends:
        for key, lead in first.items():
            if lead not in apart and (points := routes[key].points) and (points[0] in ends or points[-1] in ends):
                apart.add(lead)
    near = {line.routed[0].id for lead in apart for line in before.trunks[lead].lines}
    return changed | (near & drawn), apart


def _trunk(routed: tuple[Routed, ...], coloring: Coloring, known: Mapping[str, Drawn]) -> Trunk:
    """The lines of one trunk; the first one paints the halos of all."""
    pens = tuple(coloring.pen(line) for line, _ in routed)
    runs = shared_runs(routed, pens, coloring.theme.muted)
    halos = halos_of(routed, pens)
    found = []
    for each, pen, shared in zip(routed, pens, runs, strict=True):
        was = known.get(each[0].id)
        if was is None or was.routed[0] is not each[0] or was.routed[1] is not each[1] or was.pen != pen or (
                was.shared != shared or was.halos != halos):
            was = _line(each, pen, shared, halos, coloring)
        found.append(was)
        halos = ()
    return Trunk(tuple(found), _around(chain.from_iterable(_extents(line) for line in found)))


def _line(routed: Routed, pen: Pen, shared: Shared, halos: Halos, coloring: Coloring) -> Drawn:
    line, route = routed
    over = junction_shape(line, route, pen), label_shape(line, route, pen, coloring.theme)
    return Drawn(routed, pen, shared, halos, line_shape(line, route, halos, shared, pen=pen, theme=coloring.theme),
                 tuple(shape for shape in over if shape))


def _extents(line: Drawn) -> Iterable[Extent]:
    """What a line and its labels take, without their margins."""
    for rect in (line.under.bounds.grown(-8), *(shape.bounds.grown(-2) for shape in line.over)):
        yield rect.left, rect.top, rect.right, rect.bottom


def _around(extents: Iterable[Extent]) -> Extent:
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
