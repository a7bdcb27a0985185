"""Turns what a view shows into boxes, zones and links to lay out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.layout.request import Box, LayoutRequest, Link, ZoneBox
from d365arch.model import Integration
from d365arch.model.geometry import Point, Size
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Flow, Platform, Role
from d365arch.scene import bundles
from d365arch.scene.folding import folded_boxes, folded_systems, hidden_zones, zone_key
from d365arch.scene.frame import ROOM, counted
from d365arch.scene.hub_flows import flow_lines, folded_hubs, without_hubs
from d365arch.scene.looks import (
    FOOT,
    HEADER,
    NO_SIZE,
    ROW,
    ZONE_FONT,
    ZONE_PAD,
    BoxLook,
    LineLook,
    ZoneLook,
    box_look,
    line_look,
    zone_look,
)
from d365arch.scene.select import Selection, select
from d365arch.scene.text import measure

T = TypeVar("T")


@dataclass
class Memo:
    """Results of the drawing before, kept by what they were made from, and those of this one."""

    before: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    now: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def get(self, name: str, key: Any, make: Callable[..., T], *arguments: Any) -> T:
        """What was made under that name from an equal key, else what `make` makes of the arguments now."""
        found = self.before.get(name)
        if found is None or found[0] != key:
            found = (key, make(*arguments))
        self.now[name] = found
        return cast(T, found[1])


@dataclass(frozen=True)
class Looks:
    """Everything that is drawn, before it has a place; `folded` names the box that stands for a system's zone."""

    boxes: dict[str, BoxLook]
    lines: dict[str, LineLook]
    zones: dict[str, ZoneLook]
    selection: Selection
    folded: dict[str, str] = field(default_factory=dict)

    @cached_property
    def line_of(self) -> dict[str, str]:
        """The line that stands for each integration: its own, that of its bundle, or the first way it is part of."""
        return {each.id: key for key, line in reversed(self.lines.items()) for each in line.integrations}


def looks_of(facts: Facts, view: View, memo: Memo) -> Looks:
    """What the view shows, measured."""
    selection = select(facts, view)
    users = users_of(facts, selection.integrations)
    hubs = folded_hubs(facts, selection, view)
    drawn = without_hubs(facts, selection, hubs) if hubs else selection
    inside = folded_systems(facts, drawn, view)
    folded = frozenset(view.folded)
    bare = view.endpoints is False
    catalog, systems = id(facts.catalog), dict(facts.landscape.system_by_id)
    boxes = folded_boxes(facts, drawn, inside)
    for system in drawn.systems:
        if system.id not in inside:
            told = users.get(system.id, ())
            closed = bare or system.id in folded
            least = NO_SIZE if view.overview else view.sizes.get(system.id, NO_SIZE)
            boxes[system.id] = memo.get(f"look:{system.id}", (system, told, closed, least, catalog),
                                        box_look, facts, system, told, closed, least)
    lines = {}
    for each in selection.integrations:
        key = (each, systems.get(each.from_.system), systems.get(each.to.system), catalog)
        lines[each.id] = memo.get(f"link:{each.id}", key, line_look, facts, each)
    if hubs:
        lines = flow_lines(facts, selection, lines, hubs)
    lines = bundles.at_boxes(lines, inside)
    if view.bundle:
        lines = bundles.of_pairs(lines, short=bool(view.overview))
    elif inside:
        lines = bundles.alike(lines, set(inside.values()))
    return Looks(boxes, lines, zone_looks(facts, drawn, view), selection, inside)


def zone_looks(facts: Facts, drawn: Selection, view: View) -> dict[str, ZoneLook]:
    """The zones that are drawn as containers."""
    platforms = _zone_platforms(facts, drawn)
    hidden = hidden_zones(facts, view)
    return {z.id: zone_look(z, platforms[z.id]) for z in drawn.zones if z.id not in hidden}


def users_of(facts: Facts, integrations: tuple[Integration, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each channel of a messaging or streaming hub who takes data from it, of a gateway who calls it."""
    found: dict[str, dict[str, int]] = {}
    words: dict[str, str] = {}
    for hub in sorted(facts.hubs):
        kind = facts.hub_class(hub)
        if kind is not None and kind is not HubClass.BATCH:
            words[hub] = "caller" if kind is HubClass.SYNC else "subscriber"
    for each in integrations:
        takes, data = [], each.data_flow
        if words.get(each.from_.system) == "subscriber" and data is not DataFlow.PULL:
            takes.append(each.from_)
        if words.get(each.to.system) == "subscriber" and data is not DataFlow.PUSH:
            takes.append(each.to)
        if words.get(each.to.system) == "caller":
            takes.append(each.to)
        for end in takes:
            if end.endpoint:
                counts = found.setdefault(end.system, {})
                counts[end.endpoint] = counts.get(end.endpoint, 0) + 1
    return {hub: tuple((channel, counted(n, words[hub])) for channel, n in sorted(counts.items()))
            for hub, counts in found.items()}


def _zone_platforms(facts: Facts, selection: Selection) -> dict[str, Platform]:
    """The D365 platform of zones that hold systems of just one, deeply; other for the rest."""
    held: dict[str, set[Platform]] = {}
    for home, platform in {(system.zone, facts.platform(system)) for system in selection.systems}:
        for zone in facts.landscape.zone_path(home):
            held.setdefault(zone.id, set()).add(platform)
    return {z.id: next(iter(held[z.id])) if len(held.get(z.id, ())) == 1 else Platform.OTHER for z in selection.zones}


def request_of(looks: Looks, view: View, fresh: bool, memo: Memo) -> LayoutRequest:
    """The layout that the view asks for; boxes with a position in the view have their place."""
    boxes, links = looks.boxes, looks.lines
    pinned = frozenset(view.pinned)
    zones = looks.zones
    parents = {z.id: z.parent if z.parent in zones else None for z in looks.selection.zones}
    homes = {s.id: s.zone for s in looks.selection.systems}
    homes |= {zone_key(z.id): z.parent for z in looks.selection.zones if zone_key(z.id) in boxes}
    return LayoutRequest(
        boxes=tuple(box_asked(b, z if (z := homes[b.id]) in zones else None, _place(b, looks, view), b.id in pinned)
                    for b in boxes.values()),
        zones=tuple(
            ZoneBox(id=z.id, parent=parents[z.id], title=Size(measure(z.name, ZONE_FONT) + 8, 16), padding=ZONE_PAD,
                    least=None if fresh or view.overview else view.zones.get(z.id))
            for z in zones.values()
        ),
        links=memo.get("links", (tuple(links.values()), tuple((b.id, b.rows, b.platform) for b in boxes.values()),
                                 view.bends, view.labels), _links, links, boxes, view),
        fresh=fresh,
        down=view.direction is Flow.DOWN,
        margin=ROOM,
    )


def box_asked(look: BoxLook, zone: str | None, place: Point | None, pinned: bool) -> Box:
    """The box that the layout is asked to place for a system or a folded zone."""
    return Box(id=look.id, width=look.width, header=HEADER, rows=tuple(r.id for r in look.rows), row_height=ROW,
               foot=_foot(look), sized=look.width > look.own.width, zone=zone, place=place, pinned=pinned,
               core=look.platform.is_d365 or look.role is Role.HUB, hub=look.role is Role.HUB)


def _foot(box: BoxLook) -> float:
    """Room below the last row: a little, or as much as the height asks for that a person gave the box."""
    return max(FOOT if box.rows else 0.0, box.height - HEADER - len(box.rows) * ROW)


def _place(box: BoxLook, looks: Looks, view: View) -> Point | None:
    """Where a box stands in the view; a folded zone stands where the topmost left one of its systems would."""
    if box.kind == "system":
        return view.positions.get(box.id)
    places = [view.positions[s] for s, key in looks.folded.items() if key == box.id and s in view.positions]
    return Point(min(p.x for p in places), min(p.y for p in places)) if places else None


def _links(lines: dict[str, LineLook], boxes: dict[str, BoxLook], view: View) -> tuple[Link, ...]:
    rows = {b.id: frozenset(r.id for r in b.rows) for b in boxes.values()}
    d365 = {b.id for b in boxes.values() if b.platform.is_d365}
    bends, labels = dict(view.bends), dict(view.labels)
    return tuple(link_asked(line, rows, d365, bends, labels) for line in lines.values())


def link_asked(line: LineLook, rows: Mapping[str, Collection[str]], d365: Collection[str],
               bends: Mapping[str, tuple[Point, ...]], labels: Mapping[str, Point]) -> Link:
    """The link that the layout is asked to draw for a line; `rows` are those of both boxes, `d365` the platforms'."""
    source, target = line.source_row, line.target_row
    return Link(
        id=line.id, source=line.source, target=line.target,
        source_row=source if source in rows[line.source] else None,
        target_row=target if target in rows[line.target] else None,
        label=line.size, bends=bends.get(line.id, ()), label_at=labels.get(line.id),
        straight=(line.mutual and not line.parts) or (line.source in d365 and line.target in d365),
        style=f"{'mixed' if line.mixed else line.timing}{'' if line.active else ' off'}",
    )
