"""What the checks of all platforms share: the landscape in the light of the catalog, its loads, and lookups by end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from d365arch.analysis.limits.loads import Assumed
from d365arch.analysis.limits.records import Load
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.limits import LimitFact
from d365arch.catalog.records import EndpointType
from d365arch.model import Endpoint, Integration, System
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import Platform, Role, ZoneKind


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Read once, looked at by all checks."""

    facts: Facts
    loads: Mapping[str, Load]
    settings: Settings

    @property
    def limits(self) -> Mapping[str, LimitFact]:
        """Limits by id, with what packs add or restate."""
        return self.facts.catalog.limits

    @cached_property
    def assumed(self) -> Assumed:
        """What is assumed where nothing is stated."""
        return Assumed.of(self.settings)

    @cached_property
    def active(self) -> tuple[Integration, ...]:
        """Integrations that are not switched off and have a load, by id."""
        found = (i for i in self.facts.landscape.integrations if i.active is not False and i.id in self.loads)
        return tuple(sorted(found, key=lambda i: i.id))

    @cached_property
    def at_end(self) -> Mapping[End, tuple[Integration, ...]]:
        """Integrations by each of their ends that names an endpoint, by id."""
        found: dict[End, list[Integration]] = {}
        for integration in self.active:
            for end in {integration.from_, integration.to}:
                if end.endpoint is not None:
                    found.setdefault(end, []).append(integration)
        return {end: tuple(there) for end, there in found.items()}

    @cached_property
    def ends_of_type(self) -> Mapping[str, tuple[End, ...]]:
        """Ends with integrations by the catalog type of their endpoint, in the order of their names."""
        found: dict[str, list[End]] = {}
        for end in sorted(self.at_end, key=str):
            kind = self.facts.at(end).kind
            if kind is not None:
                found.setdefault(kind.id, []).append(end)
        return {kind: tuple(ends) for kind, ends in found.items()}

    def ends(self, *types: str) -> Iterator[tuple[End, Endpoint, System]]:
        """Ends with integrations whose endpoints are of these types, with endpoint and system."""
        landscape = self.facts.landscape
        for kind in types:
            for end in self.ends_of_type.get(kind, ()):
                endpoint = landscape.endpoint_at(end)
                if endpoint is not None:
                    yield end, endpoint, landscape.system_by_id[end.system]

    def kind(self, end: End) -> EndpointType | None:
        """The catalog type of the endpoint at an end."""
        return self.facts.at(end).kind

    def label(self, system_id: str) -> str:
        """The name of a system."""
        system = self.facts.landscape.system_by_id.get(system_id)
        return system.label if system else system_id

    def channel(self, end: End) -> str:
        """The name of what stands at an end, with its system's."""
        endpoint = self.facts.landscape.endpoint_at(end)
        kind = self.kind(end)
        name = (endpoint.name if endpoint else None) or (kind.name if kind else None) or end.endpoint
        return f'"{name}" of {self.label(end.system)}' if name else self.label(end.system)

    def personal(self, integration: Integration) -> bool:
        """Whether people call under accounts of their own, so that no application user has the load."""
        if integration.identity:
            return False
        system = self.facts.landscape.system_by_id.get(integration.from_.system)
        return bool(integration.users) or self.facts.role(system) is Role.PERSON

    def environment(self, system_id: str, platform: Platform) -> str:
        """The environment a system of a platform runs in, named by the system with most endpoints among those of the
        platform in its zone of kind environment; without such a zone the system is an environment of its own."""
        return self._environments.get((system_id, platform), system_id)

    @cached_property
    def _environments(self) -> Mapping[tuple[str, Platform], str]:
        landscape = self.facts.landscape
        first: dict[tuple[str, Platform], str] = {}
        found: dict[tuple[str, Platform], str] = {}
        for system in sorted(landscape.systems, key=lambda s: (-len(s.endpoints), s.id)):
            of = self.facts.platform(system)
            if not of.is_d365:
                continue
            zone = next((z.id for z in landscape.zone_path(system.zone) if z.kind is ZoneKind.ENVIRONMENT), None)
            for platform in (Platform.DATAVERSE, Platform.FINANCE_OPERATIONS) if of is Platform.BOTH else (of,):
                key = (zone, platform) if zone else (system.id, platform)
                found[system.id, platform] = first.setdefault(key, system.id)
        return found

    def servers(self, environment: str, platform: Platform) -> int | None:
        """The largest number of web servers stated in an environment, if one is."""
        return self._servers.get((environment, platform))

    @cached_property
    def _servers(self) -> Mapping[tuple[str, Platform], int]:
        systems = self.facts.landscape.system_by_id
        found: dict[tuple[str, Platform], int] = {}
        for (system, platform), environment in self._environments.items():
            if stated := systems[system].servers:
                found[environment, platform] = max(stated, found.get((environment, platform), 0))
        return found
