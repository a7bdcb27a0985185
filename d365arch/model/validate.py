"""What a landscape must keep besides the form of each value: ids are unique and everything referred to is there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Protocol

from d365arch.model.endpoint import End
from d365arch.model.landscape import Landscape
from d365arch.model.problems import Gravity, Path, Problem, did_you_mean
from d365arch.model.view import View
from d365arch.model.workspace import Workspace

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What an id looks like."""


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def validate(workspace: Workspace) -> tuple[Problem, ...]:
    """Every duplicate id, reference to nothing and circle of zones; none has a place yet, all have a path.

    References of views, waivers, notes and exceptions to what is gone are warnings; all else is an error.
    """
    return tuple(_problems(workspace))


def _problems(workspace: Workspace) -> Iterator[Problem]:
    landscape = workspace.landscape
    yield from _ids(workspace)
    yield from _zones(landscape)
    yield from _entities(landscape)
    yield from _systems(landscape)
    yield from _integrations(landscape)
    yield from _remarks(landscape)
    for position, view in enumerate(workspace.views):
        yield from _view(view, ("views", position), landscape)


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
            yield Problem(f'{kind} id "{element.id}"{where} is not an id; use small letters, digits and dashes',
                          (*path, position, "id"))
        seen.add(element.id)


def _unknown(who: str, kind: str, wanted: str, known: Iterable[str], path: Path, *,
             gravity: Gravity = Gravity.ERROR) -> Problem:
    hint = did_you_mean(wanted, known) or "; define it or remove the reference"
    return Problem(f'{who} refers to unknown {kind} "{wanted}"{hint}', path, gravity)


def _zones(landscape: Landscape) -> Iterator[Problem]:
    zones = landscape.zone_by_id
    told: set[str] = set()
    for position, zone in enumerate(landscape.zones):
        path: Path = ("zones", position, "parent")
        if zone.parent is None:
            continue
        if zone.parent not in zones:
            yield _unknown(f'zone "{zone.id}"', "zone", zone.parent, zones, path)
            continue
        circle = landscape.zone_path(zone.id)
        if circle[-1].parent == zone.id and zone.id not in told:
            told.update(member.id for member in circle)
            names = ", ".join(f'"{member.id}"' for member in circle)
            sentence = f"zones {names} lie in each other in a circle" if len(circle) > 1 else (
                f"zone {names} lies in itself")
            yield Problem(f"{sentence}; remove one parent", path)


def _entities(landscape: Landscape) -> Iterator[Problem]:
    systems = landscape.system_by_id
    for entity in landscape.entities:
        path: Path = ("entities", entity.id)
        if entity.system_of_record is not None and entity.system_of_record not in systems:
            yield _unknown(f'entity "{entity.id}"', "system", entity.system_of_record, systems,
                           (*path, "system_of_record"))
        for attribute, owner in entity.attributes.items():
            if owner not in systems:
                yield _unknown(f'attribute "{attribute}" of entity "{entity.id}"', "system", owner, systems,
                               (*path, "attributes", attribute))


def _systems(landscape: Landscape) -> Iterator[Problem]:
    zones = landscape.zone_by_id
    for position, system in enumerate(landscape.systems):
        if system.zone is not None and system.zone not in zones:
            yield _unknown(f'system "{system.id}"', "zone", system.zone, zones, ("systems", position, "zone"))


def _integrations(landscape: Landscape) -> Iterator[Problem]:
    endpoints = {system.id: {endpoint.id for endpoint in system.endpoints} for system in landscape.systems}
    for position, integration in enumerate(landscape.integrations):
        for key, end in (("from", integration.from_), ("to", integration.to)):
            known = endpoints.get(end.system)
            if known is None or (end.endpoint is not None and end.endpoint not in known):
                yield _dangling_end(integration.id, end, ("integrations", position, key), endpoints)


def _dangling_end(integration: str, end: End, path: Path, endpoints: dict[str, set[str]]) -> Problem:
    who = f'integration "{integration}"'
    known = endpoints.get(end.system)
    if known is None:
        return _unknown(who, "system", end.system, endpoints, path)
    wanted = end.endpoint or ""
    hint = did_you_mean(wanted, sorted(known)) or (
        f"; it has {', '.join(sorted(known)[:8])}" if known else "; it has no endpoints")
    return Problem(f'{who} refers to unknown endpoint "{wanted}" of system "{end.system}"{hint}', path)


def _remarks(landscape: Landscape) -> Iterator[Problem]:
    for position, waiver in enumerate(landscape.waivers):
        if waiver.on is not None and not _is_element(waiver.on, landscape):
            yield _unknown(f"the waiver of {waiver.rule}", "element", waiver.on, _element_ids(landscape),
                           ("waivers", position, "on"), gravity=Gravity.WARNING)
    for position, note in enumerate(landscape.notes):
        if note.on is not None and not _is_element(note.on, landscape):
            yield _unknown(f'note "{note.id}"', "element", note.on, _element_ids(landscape),
                           ("notes", position, "on"), gravity=Gravity.WARNING)
    for position, exception in enumerate(landscape.strategy.exceptions if landscape.strategy else ()):
        if exception.integration is not None and exception.integration not in landscape.integration_by_id:
            yield _unknown("the exception", "integration", exception.integration, landscape.integration_by_id,
                           ("strategy", "exceptions", position, "integration"), gravity=Gravity.WARNING)


def _is_element(name: str, landscape: Landscape) -> bool:
    return (name in landscape.integration_by_id or name in landscape.system_by_id or name in landscape.zone_by_id
            or landscape.endpoint_at(End.parse(name)) is not None
            or any(name == entity.id for entity in landscape.entities))


def _element_ids(landscape: Landscape) -> list[str]:
    return [*landscape.integration_by_id, *landscape.system_by_id, *landscape.zone_by_id]


def _view(view: View, path: Path, landscape: Landscape) -> Iterator[Problem]:
    who = f'view "{view.id}"'
    systems, zones, integrations = landscape.system_by_id, landscape.zone_by_id, landscape.integration_by_id

    def missing(kind: str, wanted: Iterable[str], known: Container[str], hints: Iterable[str], *keys: str | int,
                by_name: bool = False) -> Iterator[Problem]:
        for position, name in enumerate(wanted):
            if name not in known:
                place = (*path, *keys, name if by_name else position)
                yield _unknown(who, kind, name, hints, place, gravity=Gravity.WARNING)

    anything = {*systems, *zones, *integrations,
                *(f"{system.id}.{endpoint.id}" for system in landscape.systems for endpoint in system.endpoints)}
    hints = sorted(anything)
    if view.show is not None:
        if view.show.ids:
            yield from missing("element", view.show.ids, anything, hints, "show")
        yield from missing("zone", view.show.zones, zones, zones, "show", "zones")
        yield from missing("system", view.show.systems, systems, systems, "show", "systems")
    yield from missing("element", view.hide, anything, hints, "hide")
    yield from missing("system", view.positions, systems, systems, "positions", by_name=True)
    yield from missing("system", view.pinned, systems, systems, "pinned")
    yield from missing("integration", view.bends, integrations, integrations, "bends", by_name=True)
    yield from missing("integration", view.labels, integrations, integrations, "labels", by_name=True)
    yield from missing("zone or hub", view.folded, {*zones, *systems}, [*zones, *systems], "folded")
