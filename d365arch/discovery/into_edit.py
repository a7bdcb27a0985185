"""One edit that takes found elements into a landscape: new ones added, what was unstated filled, in one step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, integration_of, missing, system_of, updated, with_landscape
from d365arch.edit.values import fitted_record
from d365arch.errors import EditError
from d365arch.model import Endpoint, Integration, System, Workspace, Zone

Values = tuple[tuple[str, Any], ...]
"""Attributes of a record with their new values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFound(OneStep):
    """Add zones, systems, endpoints of drawn systems and integrations, and state facts of drawn ones.

    One edit instead of many, since thousands of single ones would each copy the landscape.
    """

    label: str
    zones: tuple[Zone, ...] = ()
    systems: tuple[System, ...] = ()
    endpoints: tuple[tuple[str, Endpoint], ...] = ()
    """Drawn systems by id, with an endpoint each gets."""
    integrations: tuple[Integration, ...] = ()
    facts_of_systems: tuple[tuple[str, Values], ...] = ()
    facts: tuple[tuple[str, Values], ...] = ()
    """Drawn integrations by id, with the attributes they get."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.zones or self.systems or self.endpoints or self.integrations or self.facts_of_systems
                    or self.facts)

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with all of it; raises `EditError` where an id is taken or something named is not there."""
        landscape = before.landscape
        zones = set(landscape.zone_by_id)
        for zone in self.zones:
            zones.add(checked_free(zone.id, zones, "zone"))
        systems = set(landscape.system_by_id)
        for system in self.systems:
            systems.add(checked_free(system.id, systems, "system"))
            if system.zone is not None and system.zone not in zones:
                raise missing("zone", system.zone, zones)
        ids = set(landscape.integration_by_id)
        for integration in self.integrations:
            ids.add(checked_free(integration.id, ids, "integration"))
        after = with_landscape(before, zones=(*landscape.zones, *self.zones),
                               systems=(*self._changed_systems(before), *self.systems))
        return with_landscape(after, integrations=(
            *self._changed_integrations(after), *(fitted_record(after, one) for one in self.integrations)))

    def _changed_systems(self, before: Workspace) -> tuple[System, ...]:
        added: defaultdict[str, list[Endpoint]] = defaultdict(list)
        for system_id, endpoint in self.endpoints:
            known = {one.id for one in (*system_of(before, system_id).endpoints, *added[system_id])}
            checked_free(endpoint.id, known, "endpoint", f'system "{system_id}"')
            added[system_id].append(endpoint)
        values = {system_id: dict(stated) for system_id, stated in self.facts_of_systems}
        for system_id in values:
            system_of(before, system_id)
        return tuple(
            updated(system, **values.get(system.id, {}), endpoints=(*system.endpoints, *added[system.id]))
            if system.id in values or system.id in added else system
            for system in before.landscape.systems)

    def _changed_integrations(self, after: Workspace) -> tuple[Integration, ...]:
        values = {integration_id: dict(stated) for integration_id, stated in self.facts}
        for integration_id, stated in values.items():
            integration_of(after, integration_id)
            if "id" in stated:
                raise EditError("The id of an integration is not a fact that artefacts state.")
        return tuple(fitted_record(after, updated(one, **values[one.id])) if one.id in values else one
                     for one in after.landscape.integrations)
