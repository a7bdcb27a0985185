"""Turns what a view shows into boxes, zones and links to lay out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.layout.request import Box, LayoutRequest, Link, ZoneBox
from d365arch.model import Integration, System
from d365arch.model.geometry import Point, Size
from d365arch.model.sharing import changed_keys, differing, same_keys
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Flow, Platform, Role
from d365arch.scene import bundles
from d365arch.scene.folding import folded_boxes, folded_systems, grouped_systems, hidden_zones, zone_key
from d365arch.scene.frame import ROOM, Counts, counted
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
from d365arch.scene.text import measure, plain


@dataclass(frozen=True)
class Looks:
    """Everything that is drawn, before it has a place; `folded` names the box that stands for a system.

    `own` holds a line for each integration, before any are bundled; `users` what is told about the channels of hubs;
    `hubs` those that are folded, `busy` those that have too many flows to be.
    """

    boxes: dict[str, BoxLook]
    lines: dict[str, LineLook]
    zones: dict[str, ZoneLook]
    selection: Selection
    folded: dict[str, str] = field(default_factory=dict)
    own: dict[str, LineLook] = field(default_factory=dict, repr=False)
    users: dict[str, Users] = field(default_factory=dict, repr=False)
    hubs: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()

    @property
    def counts(self) -> Counts:
        """What the picture counts; a system or integration that is folded away is counted still."""
        chosen = self.selection
        folded, busy = (tuple(plain(s.label) or s.id for s in chosen.systems if s.id in hubs) if hubs else ()
                        for hubs in (self.hubs, self.busy))
        return Counts(len(chosen.systems), len(chosen.integrations), folded, busy)

    @cached_property
    def line_of(self) -> dict[str, str]:
        """The line that stands for each integration: its own, that of its bundle, or the first way it is part of."""
        return {each.id: key for key, line in reversed(self.lines.items()) for each in line.integrations}


_ID = attrgetter("id")

Users = tuple[tuple[str, str], ...]
"""For channels of a hub how many sides use them, in words."""


@dataclass(frozen=True)
class Seen:
    """The looks of the drawing before, with what they were made from: what is the same object looks the same."""

    facts: Facts
    view: View
    looks: Looks

    def alike(self, view: View) -> bool:
        """Whether a view shows things in the same way, whichever it shows and wherever they stand."""
        moved = replace(self.view, positions=view.positions, sizes=view.sizes, pinned=view.pinned, zones=view.zones,
                        bends=view.bends, labels=view.labels, notes=view.notes, page=view.page, title=view.title,
                        show=view.show, hide=view.hide)
        return moved == view

    def same(self, facts: Facts, view: View) -> bool:
        """Whether the looks of an alike view are the same ones."""
        return self.facts.landscape is facts.landscape and (
            (self.view.sizes, self.view.zones, self.view.show, self.view.hide)
            == (view.sizes, view.zones, view.show, view.hide))


def looks_of(facts: Facts, view: View, seen: Seen | None = None) -> Looks:
    """What the view shows, measured; what has not changed since it was seen is the same object."""
    if seen and (seen.facts.catalog is not facts.catalog or not seen.alike(view)):
        seen = None
    if seen and seen.same(facts, view):
        return seen.looks
    selection = select(facts, view)
    users = users_of(facts, selection.integrations)
    hubs = folded_hubs(facts, selection, view)
    drawn = without_hubs(facts, selection, hubs.ids) if hubs.ids else selection
    inside = folded_systems(facts, drawn, view)
    if view.overview:
        inside = {**inside, **grouped_systems(facts, drawn, inside)}
    touched = _touched(facts, seen) if seen else frozenset()
    boxes = folded_boxes(facts, drawn, inside)
    apart = [s for s in drawn.systems if s.id not in inside] if inside else drawn.systems
    boxes.update(_boxes(facts, view, apart, users, seen=seen, touched=touched))
    own = _lines(facts, selection, seen, touched)
    lines = flow_lines(facts, selection, own, hubs) if hubs.ids else own
    lines = bundles.at_boxes(lines, inside)
    if view.bundle:
        lines = bundles.of_pairs(lines, short=bool(view.overview))
    elif inside:
        lines = bundles.alike(lines, set(inside.values()))
    return Looks(boxes, lines, zone_looks(facts, drawn, view), selection, inside, own, users, hubs.ids, hubs.busy)


def _touched(facts: Facts, seen: Seen) -> frozenset[str]:
    """Systems that are not the same as before."""
    return frozenset(system.id for changed in differing(seen.facts.landscape.systems, facts.landscape.systems)
                     for system in changed)


def _boxes(facts: Facts, view: View, systems: Iterable[System], users: Mapping[str, Users], *,
           seen: Seen | None, touched: frozenset[str]) -> dict[str, BoxLook]:
    folded, bare = frozenset(view.folded), view.endpoints is False
    sizes = {} if view.overview else dict(view.sizes.items())
    known = seen.looks.boxes if seen else {}
    told = seen.looks.users if seen else {}
    anew = touched | {hub for hub in users.keys() | told.keys() if users.get(hub) != told.get(hub)}
    if seen and seen.view.sizes != view.sizes:
        anew |= {key for key in (*sizes, *seen.view.sizes) if sizes.get(key) != seen.view.sizes.get(key)}
    if seen and same_keys(known, [system.id for system in systems]):
        found = dict(known)
        systems = [system for system in systems if system.id in anew] if anew else ()
    else:
        found = {}
    for system in systems:
        look = known.get(system.id)
        if look is None or system.id in anew:
            made = box_look(facts, system, users.get(system.id, ()), bare or system.id in folded,
                            sizes.get(system.id, NO_SIZE))
            look = look if made == look and look is not None else made
        found[system.id] = look
    return found


def _lines(facts: Facts, selection: Selection, seen: Seen | None, touched: frozenset[str]) -> dict[str, LineLook]:
    """A line for each integration; the same ones as before where none differs."""
    if seen is None:
        return {each.id: line_look(facts, each) for each in selection.integrations}
    known, integrations = seen.looks.own, selection.integrations
    gone, new = differing(seen.looks.selection.integrations, integrations)
    anew = {each.id for each in new}
    if touched:
        anew.update([each.id for each in integrations if each.from_.system in touched or each.to.system in touched])
    made = {}
    for each in integrations if anew else ():
        if each.id in anew:
            look = line_look(facts, each)
            if look != known.get(each.id):
                made[each.id] = look
    if [each.id for each in gone] == [each.id for each in new] and len(known) == len(integrations) and (
            same_keys(known, [each.id for each in integrations])):
        return {**known, **made} if made else known
    return {each.id: made.get(each.id) or known[each.id] for each in integrations}


def zone_looks(facts: Facts, drawn: Selection, view: View) -> dict[str, ZoneLook]:
    """The zones that are drawn as containers."""
    platforms = _zone_platforms(facts, drawn)
    hidden = hidden_zones(facts, view)
    return {z.id: zone_look(z, platforms[z.id]) for z in drawn.zones if z.id not in hidden}


def users_of(facts: Facts, integrations: tuple[Integration, ...]) -> dict[str, Users]:
    """For each channel of a messaging or streaming hub who takes data from it, of a gateway who calls it."""
    found: dict[str, dict[str, int]] = {}
    words: dict[str, str] = {}
    for hub in sorted(facts.hubs):
        kind = facts.hub_class(hub)
        if kind is not None and kind is not HubClass.BATCH:
            words[hub] = "caller" if kind is HubClass.SYNC else "subscriber"
    for each in integrations:
        if each.from_.system not in words and each.to.system not in words:
            continue
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


def request_of(looks: Looks, view: View, fresh: bool, seen: Seen | None = None,
               before: LayoutRequest | None = None) -> LayoutRequest:
    """The layout that the view asks for; boxes with a position in the view have their place.

    What is asked as in the request before is the same object.
    """
    zones = looks.zones
    parents = {z.id: z.parent if z.parent in zones else None for z in looks.selection.zones}
    return LayoutRequest(
        boxes=_boxes_asked(looks, view, seen, before),
        zones=tuple(
            ZoneBox(id=z.id, parent=parents[z.id], title=Size(measure(z.name, ZONE_FONT) + 8, 16), padding=ZONE_PAD,
                    least=None if fresh or view.overview else view.zones.get(z.id))
            for z in zones.values()
        ),
        links=_links_asked(looks, view, seen, before),
        fresh=fresh,
        down=view.direction is Flow.DOWN,
        margin=ROOM,
    )


def _boxes_asked(looks: Looks, view: View, seen: Seen | None, before: LayoutRequest | None) -> tuple[Box, ...]:
    pinned, zones = frozenset(view.pinned), looks.zones
    homes = {s.id: s.zone for s in looks.selection.systems}
    homes |= {zone_key(z.id): z.parent for z in looks.selection.zones if zone_key(z.id) in looks.boxes}
    homes |= {key: None for key, look in looks.boxes.items() if look.kind == "group"}
    positions = dict(view.positions.items())
    known = dict(zip(map(_ID, before.boxes), before.boxes, strict=True)) if seen and before else {}
    looked = seen.looks.boxes if seen else {}
    if seen and known and same_keys(known, looks.boxes) and looked.keys() == known.keys() and not looks.folded and (
            seen.looks.zones.keys() == zones.keys()):
        stood = seen.view.positions
        moved = set() if stood is view.positions else changed_keys(dict(stood.items()), positions) | (
            stood.keys() - positions.keys())
        for key in looks.boxes.keys() & (changed_keys(looked, looks.boxes) | moved | (pinned ^ set(seen.view.pinned))):
            look, home = looks.boxes[key], homes[key]
            known[key] = box_asked(look, home if home in zones else None, positions.get(key), key in pinned)
        return tuple(known.values())
    found = []
    for key, look in looks.boxes.items():
        home = homes[key]
        zone = home if home in zones else None
        place = positions.get(key) if look.kind == "system" else _place(look, looks, view)
        box = known.get(key)
        if (box is None or looked.get(key) is not look or box.zone != zone or box.place != place
                or box.pinned is not (key in pinned)):
            box = box_asked(look, zone, place, key in pinned)
        found.append(box)
    return tuple(found)


def _links_asked(looks: Looks, view: View, seen: Seen | None, before: LayoutRequest | None) -> tuple[Link, ...]:
    boxes, lines = looks.boxes, looks.lines
    if seen is None or before is None or seen.view.bends != view.bends or seen.view.labels != view.labels:
        return _links(lines, boxes, view)
    old, looked = seen.looks.lines, seen.looks.boxes
    others = changed_keys(looked, boxes)
    if old is lines and not others:
        return before.links
    known = dict(zip(map(_ID, before.links), before.links, strict=True))
    anew = {key: line for key, line in lines.items()
            if old.get(key) is not line or line.source in others or line.target in others} if others else {
                key: lines[key] for key in changed_keys(old, lines)}
    if anew:
        ends = {end: boxes[end] for line in anew.values() for end in (line.source, line.target)}
        known |= {made.id: made for made in _links(anew, ends, view) if known.get(made.id) != made}
    return tuple(known.values()) if same_keys(known, lines) else tuple([known[key] for key in lines])


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
