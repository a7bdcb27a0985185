"""Every place where one element names another, so that removing or renaming leaves no dangling reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from immutabledict import immutabledict

from d365arch.edit.lookup import updated
from d365arch.model import End, Endpoint, Entity, Integration, Landscape, Show, Strategy, System, View, Workspace, Zone

V = TypeVar("V")
Ids = Mapping[str, str | None]
"""Old id to new id, or to none where the element is gone; ids that are absent stay."""


class Contents(NamedTuple):
    """Ids of what stands directly in a zone."""

    zones: tuple[str, ...]
    systems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Which ids became which, or are gone.

    `contents` lists what stood in a zone that is gone: lists of a view that named the zone name its contents then.
    """

    systems: Ids = field(default_factory=dict)
    endpoints: Mapping[End, End | None] = field(default_factory=dict)
    integrations: Ids = field(default_factory=dict)
    zones: Ids = field(default_factory=dict)
    entities: Ids = field(default_factory=dict)
    contents: Mapping[str, Contents] = field(default_factory=dict)

    def end(self, end: End) -> End | None:
        """What an end has become."""
        if end in self.endpoints:
            return self.endpoints[end]
        system = self.systems.get(end.system, end.system)
        if system is None:
            return None
        return end if system == end.system else End(system, end.endpoint)


def rewritten(workspace: Workspace, changes: Changes, meant: Landscape) -> Workspace:
    """The workspace with all references as the changes say.

    `meant` is the landscape before the change; it tells what a bare id in `hide` or `on` means. Integrations whose ends
    are gone must have been taken out already.
    """
    landscape = _landscape(workspace.landscape, changes, meant)
    views = tuple(_view(view, changes, meant) for view in workspace.views)
    return updated(workspace, landscape=landscape, views=views)


def _landscape(landscape: Landscape, changes: Changes, meant: Landscape) -> Landscape:
    waivers = tuple(updated(w, on=on) for w in landscape.waivers
                    for on in _single(w.on, changes, meant))
    notes = tuple(updated(n, on=on) for n in landscape.notes
                  for on in _single(n.on, changes, meant))
    strategy = landscape.strategy
    return updated(
        landscape,
        zones=tuple(_zone(z, changes) for z in landscape.zones),
        entities=tuple(_entity(e, changes) for e in landscape.entities),
        systems=tuple(_system(s, changes) for s in landscape.systems),
        integrations=tuple(_integration(i, changes) for i in landscape.integrations),
        strategy=_strategy(strategy, changes) if strategy else None,
        waivers=waivers,
        notes=notes,
    )


def _zone(zone: Zone, changes: Changes) -> Zone:
    return updated(zone, parent=_one(zone.parent, changes.zones)) if zone.parent in changes.zones else zone


def _entity(entity: Entity, changes: Changes) -> Entity:
    if not changes.systems:
        return entity
    return updated(entity, system_of_record=_one(entity.system_of_record, changes.systems),
                   attributes=_values(entity.attributes, changes.systems))


def _system(system: System, changes: Changes) -> System:
    if system.zone in changes.zones:
        system = updated(system, zone=_one(system.zone, changes.zones))
    if changes.entities:
        system = updated(system, endpoints=tuple(_endpoint(e, changes) for e in system.endpoints))
    return system


def _endpoint(endpoint: Endpoint, changes: Changes) -> Endpoint:
    return updated(endpoint, entities=_many(endpoint.entities, changes.entities))


def _integration(integration: Integration, changes: Changes) -> Integration:
    from_, to = changes.end(integration.from_), changes.end(integration.to)
    if from_ is not integration.from_ or to is not integration.to:
        integration = updated(integration, from_=from_ or integration.from_, to=to or integration.to)
    if changes.entities:
        integration = updated(integration, entities=_many(integration.entities, changes.entities))
    return integration


def _strategy(strategy: Strategy, changes: Changes) -> Strategy:
    kept = tuple(updated(e, integration=_one(e.integration, changes.integrations)) for e in strategy.exceptions
                 if e.integration is None or changes.integrations.get(e.integration, e.integration) is not None)
    return updated(strategy, exceptions=kept)


def _view(view: View, changes: Changes, meant: Landscape) -> View:
    return updated(
        view,
        show=_show(view.show, changes, meant) if view.show else None,
        hide=_mixed(view.hide, changes, meant),
        positions=_keys(view.positions, changes.systems),
        sizes=_keys(view.sizes, changes.systems),
        zones=_keys(view.zones, changes.zones),
        pinned=_many(view.pinned, changes.systems),
        bends=_keys(view.bends, changes.integrations),
        labels=_keys(view.labels, changes.integrations),
        folded=tuple(r for f in view.folded for r in _reference(f, changes, meant)),
        notes=tuple(updated(n, on=next(iter(_single(n.on, changes, meant)), None)) for n in view.notes),
    )


def _show(show: Show, changes: Changes, meant: Landscape) -> Show:
    freed = [changes.contents[zone] for zone in show.zones if zone in changes.contents]
    new = updated(
        show,
        ids=_mixed(show.ids, changes, meant),
        zones=(*_many(show.zones, changes.zones), *(i for f in freed for i in f.zones if i not in show.zones)),
        systems=(*_many(show.systems, changes.systems), *(i for f in freed for i in f.systems
                                                         if i not in show.systems)),
        entities=_many(show.entities, changes.entities),
    )
    # Nothing named would mean everything; a view whose elements are gone shows nothing instead.
    return updated(new, neighbors=0) if new.everything and not show.everything else new


def _mixed(items: tuple[str, ...], changes: Changes, meant: Landscape) -> tuple[str, ...]:
    """A list that may name elements of any kind; a zone that is gone gives way to what stood in it."""
    found: list[str] = []
    for item in items:
        found += _reference(item, changes, meant)
        if item in changes.contents:
            found += (*changes.contents[item].zones, *changes.contents[item].systems)
    return items if tuple(found) == items else _unique(found)


def _single(item: str | None, changes: Changes, meant: Landscape) -> tuple[str | None, ...]:
    """What an optional reference has become, as one value, or no value where all that it named is gone."""
    return (None,) if item is None else _reference(item, changes, meant)[:1]


def _reference(item: str, changes: Changes, meant: Landscape) -> tuple[str, ...]:
    """What a bare id has become, of whatever kinds it names: nothing where all that it named is gone."""
    end = End.parse(item)
    if end.endpoint and end.system in meant.system_by_id:
        new_end = changes.end(end)
        return (str(new_end),) if new_end else ()
    named: list[str | None] = []
    for known, ids in ((meant.system_by_id, changes.systems), (meant.integration_by_id, changes.integrations),
                       (meant.zone_by_id, changes.zones), ({e.id for e in meant.entities}, changes.entities)):
        if item in known:
            named.append(ids.get(item, item))
    return _unique(n for n in named if n is not None) if named else (item,)


def _one(item: str | None, ids: Ids) -> str | None:
    return ids.get(item, item) if item is not None else None


def _many(items: tuple[str, ...], ids: Ids) -> tuple[str, ...]:
    if ids.keys().isdisjoint(items):
        return items
    return _unique(new for item in items if (new := ids.get(item, item)) is not None)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _keys(items: immutabledict[str, V], ids: Ids) -> immutabledict[str, V]:
    if not ids.keys() & items.keys():
        return items
    return immutabledict({new: value for key, value in items.items() if (new := ids.get(key, key)) is not None})


def _values(items: immutabledict[str, str], ids: Ids) -> immutabledict[str, str]:
    return immutabledict({key: new for key, value in items.items() if (new := ids.get(value, value)) is not None})
