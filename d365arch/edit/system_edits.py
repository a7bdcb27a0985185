"""Edits of systems: adding, removing, changing ids, and standing in zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import (
    checked_free,
    endpoint_of,
    in_a_line,
    integration_of,
    named,
    system_of,
    updated,
    with_landscape,
    with_view,
    zone_of,
)
from d365arch.edit.references import Changes, Contents, rewritten
from d365arch.edit.values import fitted_record, tidy
from d365arch.errors import EditError
from d365arch.model import End, Point, Show, System, View, Workspace
from d365arch.model.wording import counted


@dataclass(frozen=True, slots=True)
class AddSystem(OneStep):
    """Add a system with its endpoints; with `view_id` that view shows it, at `at` (top left corner) where stated."""

    system: System
    view_id: str | None = None
    at: Point | None = None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add {in_a_line(self.system.label)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the system at the end of the list; raises `EditError` where its id is taken."""
        system = checked_system(before, self.system)
        after = with_landscape(before, systems=(*before.landscape.systems, system))
        if self.view_id is None and self.at is None:
            return after
        return with_view(after, self.view_id, self._placed)

    def _placed(self, view: View) -> View:
        positions = view.positions.set(self.system.id, tidy(self.at)) if self.at else view.positions
        return updated(view, positions=positions, show=showing(view.show, self.system.id))


def checked_system(before: Workspace, system: System) -> System:
    """The system as it is stored; raises `EditError` where an id is taken or a value does not fit."""
    system = fitted_record(before, system)
    checked_free(system.id, before.landscape.system_by_id, "system")
    seen: set[str] = set()
    for endpoint in system.endpoints:
        checked_free(endpoint.id, seen, "endpoint", f'system "{system.label}"')
        seen.add(endpoint.id)
    return system


def showing(show: Show | None, system_id: str) -> Show | None:
    """What a view shows, with this system named if the view shows a choice of systems.

    A view that only filters integrations stays so: naming one system would hide all others.
    """
    if show is None or show.everything or (show.filters_integrations and not show.chooses_systems):
        return show
    if show.ids:
        return updated(show, ids=(*show.ids, system_id))
    return updated(show, systems=(*show.systems, system_id))


@dataclass(frozen=True, slots=True)
class RemoveElements(OneStep):
    """Remove systems, endpoints, integrations and zones, with everything that is about them only.

    Integrations of a removed system or endpoint go with it, and so do positions, bends, labels, waivers and notes of
    what is removed. What stands in a removed zone moves to the zone around it.
    """

    systems: tuple[str, ...] = ()
    endpoints: tuple[End, ...] = ()
    integrations: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        groups = (("system", self.systems), ("endpoint", self.endpoints), ("integration", self.integrations),
                  ("zone", self.zones))
        stated = [(noun, items) for noun, items in groups if items]
        if len(stated) == 1:
            noun, items = stated[0]
            return f"Remove {noun} {items[0]}" if len(items) == 1 else f"Remove {counted(len(items), noun)}"
        return f"Remove {counted(sum(len(items) for _, items in stated), 'element')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without them; raises `EditError` where one is not there."""
        for system_id in self.systems:
            system_of(before, system_id)
        for end in self.endpoints:
            if end.endpoint is None:
                raise EditError(f'"{end}" names a system, not an endpoint; list it among the systems to remove.')
            endpoint_of(before, end)
        for integration_id in self.integrations:
            integration_of(before, integration_id)
        for zone_id in self.zones:
            zone_of(before, zone_id)
        return self._without(before)

    def _without(self, before: Workspace) -> Workspace:
        landscape = before.landscape
        systems, ends, zones = set(self.systems), set(self.endpoints), set(self.zones)
        chosen = set(self.integrations)
        gone = {i.id for i in landscape.integrations
                if i.id in chosen or {i.from_, i.to} & ends or {i.from_.system, i.to.system} & systems}
        parents = {z: surviving_parent(before, z, zones) for z in zones}
        kept_systems = tuple(_lifted(without_endpoints(s, ends), parents) for s in landscape.systems
                             if s.id not in systems)
        kept_zones = tuple(updated(z, parent=parents.get(z.parent, z.parent)) if z.parent in parents else z
                           for z in landscape.zones if z.id not in zones)
        after = with_landscape(before, systems=kept_systems, zones=kept_zones,
                               integrations=tuple(i for i in landscape.integrations if i.id not in gone))
        changes = Changes(systems=dict.fromkeys(systems), endpoints=dict.fromkeys(ends),
                          integrations=dict.fromkeys(gone), zones=dict.fromkeys(zones),
                          contents={z: _contents(before, z, zones, systems) for z in zones})
        return rewritten(after, changes, landscape)


def without_endpoints(system: System, ends: set[End]) -> System:
    """The system without those of its endpoints."""
    if not any(end.system == system.id for end in ends):
        return system
    return updated(system, endpoints=tuple(e for e in system.endpoints if End(system.id, e.id) not in ends))


def surviving_parent(before: Workspace, zone_id: str, gone: set[str]) -> str | None:
    """The nearest zone around one that is not among those that go."""
    outer = before.landscape.zone_path(zone_id)
    return next((z.id for z in outer if z.id not in gone), None)


def _lifted(system: System, parents: Mapping[str, str | None]) -> System:
    return updated(system, zone=parents.get(system.zone)) if system.zone and system.zone in parents else system


def _contents(before: Workspace, zone_id: str, zones: set[str], systems: set[str]) -> Contents:
    """What stands in a zone that goes and stays itself, seen through inner zones that go as well."""
    inner = [z.id for z in before.landscape.zones if z.parent == zone_id]
    direct = [s.id for s in before.landscape.systems if s.zone == zone_id and s.id not in systems]
    kept = [z for z in inner if z not in zones]
    for z in inner:
        if z in zones:
            below = _contents(before, z, zones, systems)
            kept += below.zones
            direct += below.systems
    return Contents(tuple(kept), tuple(direct))


@dataclass(frozen=True, slots=True)
class SetZone(OneStep):
    """Put systems into a zone, or out of all zones with none."""

    systems: tuple[str, ...]
    zone: str | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        what = named(self.systems, "system")
        return f"Move {what} to zone {self.zone}" if self.zone else f"Move {what} out of zone"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the systems in that zone; raises `EditError` where one of them is not there."""
        if self.zone is not None:
            zone_of(before, self.zone)
        for system_id in self.systems:
            system_of(before, system_id)
        chosen = set(self.systems)
        return with_landscape(before, systems=tuple(updated(s, zone=self.zone) if s.id in chosen else s
                                                    for s in before.landscape.systems))
