"""What a landscape must keep besides the form of each value: ids are unique and everything referred to is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from d365arch.errors import printable
from d365arch.model.endpoint import End
from d365arch.model.ids import ID_PATTERN, ID_RULE
from d365arch.model.landscape import Landscape
from d365arch.model.problems import Gravity, Hints, Path, Problem
from d365arch.model.quantities import format_share
from d365arch.model.view import View
from d365arch.model.workspace import Workspace
from d365arch.model.zone import Zone


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def validate(workspace: Workspace) -> tuple[Problem, ...]:
    """Every duplicate id, reference to nothing and circle of zones; none has a place yet, all have a path.

    References of views, waivers, notes and exceptions to what is gone are warnings; all else is an error.
    """
    return tuple(_problems(workspace))


def _problems(workspace: Workspace) -> Iterator[Problem]:
    landscape, hints = workspace.landscape, Hints()
    yield from _ids(workspace)
    yield from _zones(landscape, hints)
    yield from _entities(landscape, hints)
    yield from _systems(landscape, hints)
    yield from _integrations(landscape, hints)
    yield from _remarks(landscape, hints)
    for position, view in enumerate(workspace.views):
        yield from _view(view, ("views", position), landscape, hints)


def _ids(workspace: Workspace) -> Iterator[Problem]:
    landscape = workspace.landscape
    yield from _unique("zone", landscape.zones, ("zones",))
    yield from _unique("system", landscape.systems, ("systems",))
    for position, system in enumerate(landscape.systems):
        if system.endpoints:
            path = ("systems", position, "endpoints")
            yield from _unique("endpoint", system.endpoints, path, f' of system "{system.id}"')
    yield from _unique("integration", landscape.integrations, ("integrations",))
    yield from _unique("note", landscape.notes, ("notes",))
    yield from _unique("view", workspace.views, ("views",))
    for position, view in enumerate(workspace.views):
        yield from _unique("note", view.notes, ("views", position, "notes"), f' of view "{view.id}"')


def _unique(kind: str, elements: Iterable[_HasId], path: Path, where: str = "") -> Iterator[Problem]:
    seen: set[str] = set()
    for position, element in enumerate(elements):
        if element.id in seen:
            yield Problem(f'{kind} "{element.id}"{where} is defined twice; give one of the two another id',
                          (*path, position, "id"))
        elif ID_PATTERN.fullmatch(element.id) is None:
            yield Problem(f'{kind} id "{printable(element.id)}"{where} is not an id; use {ID_RULE}',
                          (*path, position, "id"))
        seen.add(element.id)


def _unknown(hints: Hints, who: str, kind: str, wanted: str, known: Collection[str], *, path: Path,
             gravity: Gravity = Gravity.ERROR) -> Problem:
    hint = hints.near(wanted, known, kind) or "; define it or remove the reference"
    return Problem(f'{who} refers to unknown {kind} "{printable(wanted)}"{hint}', path, gravity, missing=kind)


def _zones(landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    zones = landscape.zone_by_id
    position_of = {zone_id: position for position, zone_id in enumerate(zone.id for zone in landscape.zones)}
    settled: set[str] = set()
    for position, zone in enumerate(landscape.zones):
        if zone.parent is not None and zone.parent not in zones:
            yield _unknown(hints, f'zone "{zone.id}"', "zone", zone.parent, zones, path=("zones", position, "parent"))
        elif circle := _circle(zone.id, zones, settled):
            first = circle.index(min(circle, key=position_of.__getitem__))
            names = ", ".join(f'"{member}"' for member in (*circle[first:], *circle[:first]))
            sentence = f"zones {names} lie in each other in a circle" if len(circle) > 1 else (
                f"zone {names} lies in itself")
            yield Problem(f"{sentence}; remove one parent", ("zones", position_of[circle[first]], "parent"))


def _circle(zone_id: str | None, zones: Mapping[str, Zone], settled: set[str]) -> list[str]:
    """Zones that lie in each other among those around a zone, empty where there is no circle; settles all it meets."""
    way: dict[str, None] = {}
    while zone_id is not None and zone_id in zones and zone_id not in settled:
        settled.add(zone_id)
        way[zone_id] = None
        zone_id = zones[zone_id].parent
    outwards = list(way)
    return outwards[outwards.index(zone_id):] if zone_id in way else []


def _entities(landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    systems = landscape.system_by_id
    for entity in landscape.entities:
        path: Path = ("entities", entity.id)
        who = f'entity "{printable(entity.id)}"'
        if entity.system_of_record is not None and entity.system_of_record not in systems:
            yield _unknown(hints, who, "system", entity.system_of_record, systems,
                           path=(*path, "system_of_record"))
        for attribute, owner in entity.attributes.items():
            if owner not in systems:
                yield _unknown(hints, f'attribute "{printable(attribute)}" of {who}', "system", owner, systems,
                               path=(*path, "attributes", attribute))


def _systems(landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    zones = landscape.zone_by_id
    for position, system in enumerate(landscape.systems):
        if system.availability is not None and system.availability > 1:
            stated = format_share(system.availability)
            yield Problem(f'system "{system.id}" states an availability of {stated}; the most is 100%',
                          ("systems", position, "availability"), Gravity.WARNING)
        if system.zone is not None and system.zone not in zones:
            yield _unknown(hints, f'system "{system.id}"', "zone", system.zone, zones,
                           path=("systems", position, "zone"))


def _integrations(landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    # Where two systems have one id, what names either is no problem of its own.
    endpoints: dict[str, set[str]] = {}
    for system in landscape.systems:
        endpoints.setdefault(system.id, set()).update(endpoint.id for endpoint in system.endpoints)
    for position, integration in enumerate(landscape.integrations):
        for key, end in (("from", integration.from_), ("to", integration.to)):
            known = endpoints.get(end.system)
            if known is None or (end.endpoint is not None and end.endpoint not in known):
                yield _dangling_end(integration.id, end, ("integrations", position, key), endpoints, hints)


def _dangling_end(integration: str, end: End, path: Path, endpoints: dict[str, set[str]], hints: Hints) -> Problem:
    who = f'integration "{integration}"'
    known = endpoints.get(end.system)
    if known is None:
        return _unknown(hints, who, "system", end.system, endpoints, path=path)
    wanted = end.endpoint or ""
    hint = hints.near(wanted, known, f"endpoint of {end.system}") or (
        f"; it has {', '.join(sorted(known)[:8])}" if known else "; it has no endpoints")
    return Problem(f'{who} refers to unknown endpoint "{wanted}" of system "{end.system}"{hint}', path,
                   missing="endpoint")


def _remarks(landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    known = landscape.element_ids | landscape.entity_by_id.keys()
    for position, waiver in enumerate(landscape.waivers):
        if waiver.on is not None and waiver.on not in known:
            yield _unknown(hints, f"the waiver of {printable(waiver.rule)}", "element", waiver.on, known,
                           path=("waivers", position, "on"), gravity=Gravity.WARNING)
    for position, note in enumerate(landscape.notes):
        if note.on is not None and note.on not in known:
            yield _unknown(hints, f'note "{note.id}"', "element", note.on, known,
                           path=("notes", position, "on"), gravity=Gravity.WARNING)
    for position, exception in enumerate(landscape.strategy.exceptions if landscape.strategy else ()):
        if exception.integration is not None and exception.integration not in landscape.integration_by_id:
            yield _unknown(hints, "the exception", "integration", exception.integration, landscape.integration_by_id,
                           path=("strategy", "exceptions", position, "integration"), gravity=Gravity.WARNING)


def _view(view: View, path: Path, landscape: Landscape, hints: Hints) -> Iterator[Problem]:
    who = f'view "{view.id}"'
    systems, zones, integrations = landscape.system_by_id, landscape.zone_by_id, landscape.integration_by_id

    def missing(kind: str, wanted: Iterable[str], known: Collection[str], *keys: str | int,
                by_name: bool = False) -> Iterator[Problem]:
        for position, name in enumerate(wanted):
            if name not in known:
                place = (*path, *keys, name if by_name else position)
                yield _unknown(hints, who, kind, name, known, path=place, gravity=Gravity.WARNING)

    if view.show is not None:
        yield from missing("element", view.show.ids, landscape.element_ids, "show")
        yield from missing("zone", view.show.zones, zones, "show", "zones")
        yield from missing("system", view.show.systems, systems, "show", "systems")
    yield from missing("element", view.hide, landscape.element_ids, "hide")
    yield from missing("system", view.positions, systems, "positions", by_name=True)
    yield from missing("system", view.sizes, systems, "sizes", by_name=True)
    yield from missing("zone", view.zones, zones, "zones", by_name=True)
    yield from missing("system", view.pinned, systems, "pinned")
    yield from missing("integration", view.bends, integrations, "bends", by_name=True)
    yield from missing("integration", view.labels, integrations, "labels", by_name=True)
    yield from missing("zone or hub", view.folded, zones.keys() | systems.keys(), "folded")
    for position, note in enumerate(view.notes):
        if note.on is not None and note.on not in landscape.element_ids:
            yield _unknown(hints, f'note "{note.id}" of {who}', "element", note.on, landscape.element_ids,
                           path=(*path, "notes", position, "on"), gravity=Gravity.WARNING)
