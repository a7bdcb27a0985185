"""Which systems, integrations and zones a view shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from d365arch.catalog.facts import Facts
from d365arch.model import Integration, System
from d365arch.model.view import Show, View
from d365arch.model.vocabulary import Match, Way
from d365arch.model.zone import Zone


@dataclass(frozen=True)
class Selection:
    """What a view shows, in file order; zones only where a system of theirs is shown, or where a person put them."""

    systems: tuple[System, ...]
    integrations: tuple[Integration, ...]
    zones: tuple[Zone, ...]


def select(facts: Facts, view: View) -> Selection:
    """What the view shows; integrations to systems that are not there are left out.

    Hiding comes last: a system that is hidden still brings its neighbors, so nothing else goes with it.
    """
    landscape = facts.landscape
    show, hide = view.show or Show(), frozenset(view.hide)
    systems = {s.id: s for s in landscape.systems}
    wanted = [i for i in landscape.integrations if i.from_.system in systems and i.to.system in systems]
    if not show.everything:
        wanted = [i for i in wanted if _carries(facts, i, show)]
    near = _near(facts, show, systems, wanted)
    if near is not None:
        wanted = [i for i in wanted if _joins(i, near, show.neighbors or 0)]
        systems = {key: s for key, s in systems.items() if key in near}
    if hide:
        systems = {key: s for key, s in systems.items() if not _hidden(facts, s, hide)}
        wanted = [i for i in wanted if i.id not in hide and i.from_.system in systems and i.to.system in systems]
    homes = dict.fromkeys((*(s.zone for s in systems.values()), *_placed(facts, view, show, hide)))
    zones = {z.id for zone in homes for z in landscape.zone_path(zone)}
    return Selection(tuple(systems.values()), tuple(wanted),
                     tuple(z for z in landscape.zones if z.id in zones and landscape.zone_by_id[z.id] is z))


def _placed(facts: Facts, view: View, show: Show, hide: frozenset[str]) -> list[str]:
    """Zones that a person put on the drawing: they are there even when they are empty, unless others are asked for."""
    paths = {zone: {z.id for z in facts.landscape.zone_path(zone)} for zone in view.zones}
    asked = {*show.zones, *show.ids}
    return [zone for zone, path in paths.items() if path and not path & hide and (show.everything or path & asked)]


def _hidden(facts: Facts, system: System, hide: frozenset[str]) -> bool:
    return system.id in hide or any(z.id in hide for z in facts.landscape.zone_path(system.zone))


def _carries(facts: Facts, integration: Integration, show: Show) -> bool:
    """Whether an integration meets the conditions on integrations."""
    if show.entities and not set(show.entities) & set(integration.entities):
        return False
    if show.timing and facts.timing(integration) not in show.timing:
        return False
    if show.direction and facts.direction(integration) not in show.direction:
        return False
    if show.ways and (Way.HUB if facts.is_spoke(integration) else Way.DIRECT) not in show.ways:
        return False
    if show.confidence and integration.confidence not in show.confidence:
        return False
    protocol = (facts.protocol(integration) or "").casefold() if show.protocols else ""
    return not show.protocols or protocol in {p.casefold() for p in show.protocols}


def _near(facts: Facts, show: Show, systems: dict[str, System],
          integrations: Iterable[Integration]) -> dict[str, int] | None:
    """Shown systems with their distance, in integrations, from those that are asked for; none shows everything."""
    if show.everything:
        return None
    asked: dict[str, int] = {s.id: 0 for s in systems.values() if _asked(facts, s, show)}
    named, tags = set(show.ids), set(show.tags)
    filtered = show.filters_integrations and not show.chooses_systems
    for integration in integrations:
        tagged = show.match is not Match.ALL and bool(tags & set(integration.tags))
        if integration.id in named or tagged or filtered:
            asked.setdefault(integration.from_.system, 0)
            asked.setdefault(integration.to.system, 0)
    for distance in range(1, (show.neighbors or 0) + 1):
        found = [end for i in integrations for end, other in _both_ways(i)
                 if asked.get(other) == distance - 1 and end not in asked]
        if not found:
            break
        asked.update(dict.fromkeys(found, distance))
    return asked


def _both_ways(integration: Integration) -> tuple[tuple[str, str], tuple[str, str]]:
    ends = integration.from_.system, integration.to.system
    return ends, (ends[1], ends[0])


def _asked(facts: Facts, system: System, show: Show) -> bool:
    """Whether a system is named, or meets any of the conditions on systems, or all where the view says so."""
    zones = {z.id for z in facts.landscape.zone_path(system.zone)}
    if system.id in show.systems or system.id in show.ids or not zones.isdisjoint(show.ids):
        return True
    met = [bool(wanted & has) for wanted, has in (
        (set(show.zones), zones), (set(show.types), {system.type}), (set(show.owners), {system.owner}),
        (set(show.tags), set(system.tags)), (set(show.criticality), {system.criticality})) if wanted]
    return all(met) and bool(met) if show.match is Match.ALL else any(met)


def _joins(integration: Integration, near: dict[str, int], neighbors: int) -> bool:
    """Whether an integration is drawn: between asked systems, or from one that is nearer than the outermost."""
    distances = near.get(integration.from_.system), near.get(integration.to.system)
    if distances[0] is None or distances[1] is None:
        return False
    return min(distances[0], distances[1]) < max(1, neighbors)
