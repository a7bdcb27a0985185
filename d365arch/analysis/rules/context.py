"""What a rule may look at: the landscape in the light of the catalog, its network and chains, loads and limits."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from d365arch.analysis import wording as say
from d365arch.analysis.chains import SyncChains
from d365arch.analysis.flows import Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.limits.records import LimitCheck, Load
from d365arch.analysis.names import LinkNames
from d365arch.analysis.rules.data import DataView
from d365arch.analysis.rules.hops import Flowing, hops_of
from d365arch.analysis.rules.records import Assessment, Verdict
from d365arch.analysis.rules.waivers import Waivers
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Exchange, Facts
from d365arch.catalog.records import EndpointType
from d365arch.model import Endpoint, Integration, Landscape, System, Zone
from d365arch.model.vocabulary import (
    DataFlow,
    Direction,
    Hosting,
    Kind,
    Level,
    Platform,
    Role,
    Severity,
    Style,
    Timing,
    Trigger,
    ZoneKind,
)


@dataclass(frozen=True, kw_only=True)
class RuleContext:
    """Everything is computed once and shared by all rules; rules never change anything.

    `today` is the day on which waivers are judged.
    """

    facts: Facts
    settings: Settings
    network: Network
    graphs: Graphs
    chains: SyncChains
    loads: Mapping[str, Load]
    limits: tuple[LimitCheck, ...]
    today: datetime.date | None = None

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape that is looked at."""
        return self.facts.landscape

    @cached_property
    def active(self) -> tuple[Integration, ...]:
        """Integrations that are not switched off, by id, whatever the order of the file."""
        return tuple(sorted((i for i in self.landscape.integrations if i.active is not False), key=lambda i: i.id))

    @cached_property
    def endpoint_of(self) -> Mapping[str, tuple[EndpointType, ...]]:
        """Per active integration the catalog types of its endpoints, the deciding one first."""
        at, ends = self.facts.at, self.facts.deciding_ends
        return {i.id: tuple([kind for end in ends(i) if (kind := at(end).kind) is not None]) for i in self.active}

    def uses(self, integration: Integration, *types: str) -> bool:
        """Whether one of the endpoints is of one of these catalog types (`fo.odata`)."""
        return any(t.id in types for t in self.endpoint_of[integration.id])

    def using(self, *types: str) -> Iterator[Integration]:
        """Active integrations with an endpoint of one of these catalog types, by id."""
        found = {i.id: i for each in types for i in self._by_type.get(each, ())}
        return (found[key] for key in sorted(found))

    @cached_property
    def _by_type(self) -> Mapping[str, list[Integration]]:
        found: dict[str, list[Integration]] = {}
        for i in self.active:
            for each in {t.id for t in self.endpoint_of[i.id]}:
                found.setdefault(each, []).append(i)
        return found

    # --- What the review keeps ----------------------------------------------------------------------------------------

    @cached_property
    def waivers(self) -> Waivers:
        """What was accepted and still holds."""
        return Waivers(self.landscape, self.today)

    @cached_property
    def assessed(self) -> dict[str, Assessment]:
        """What each review item found out about each element it applies to; written by the items themselves."""
        return {}

    # --- How an integration works -------------------------------------------------------------------------------------

    @cached_property
    def exchange_of(self) -> Mapping[str, Exchange]:
        """Timing, style and protocol of every active integration: as stated, else by its endpoints."""
        return {i.id: self.facts.exchange(i) for i in self.active}

    def synchronous(self, integration: Integration) -> bool:
        """Whether the initiator waits for the called side."""
        return self.exchange_of[integration.id].timing is Timing.SYNCHRONOUS

    @cached_property
    def direction_of(self) -> Mapping[str, Direction]:
        """Inbound, outbound, internal or external, by the initiator rule."""
        return {i.id: self.facts.direction(i) for i in self.active}

    def direct(self, integration: Integration) -> bool:
        """Whether neither end is a hub."""
        return not self.facts.is_spoke(integration)

    def native(self, integration: Integration) -> bool:
        """Whether the platform itself keeps the link: dual-write, virtual tables, Synapse and Fabric Link."""
        return integration.id in self._native

    @cached_property
    def _native(self) -> frozenset[str]:
        managed = self.settings.vendor_managed_types
        return frozenset(key for key, types in self.endpoint_of.items() if any(t.id in managed for t in types))

    def load(self, integration: Integration) -> Load:
        """The computed load; without figures where nothing is stated."""
        return self.loads.get(integration.id) or Load(integration=integration.id)

    def entities(self, integration: Integration) -> tuple[str, ...]:
        """The entities that travel, as stated; on a spoke that states none, those of the channel."""
        return self.network.link_by_id[integration.id].entities

    def reads(self, integration: Integration) -> bool:
        """Whether data only comes back to the initiator."""
        return integration.data_flow is DataFlow.PULL

    def event_driven(self, integration: Integration) -> bool:
        """Whether an event starts it, as stated, else by the style of its endpoint."""
        if integration.trigger is not None:
            return integration.trigger is Trigger.EVENT
        return self.exchange_of[integration.id].style is Style.EVENT

    def scheduled(self, integration: Integration) -> bool:
        """Whether a timetable starts it: stated as trigger, or as the style of a batch."""
        if integration.trigger is not None:
            return integration.trigger is Trigger.SCHEDULED
        return self.exchange_of[integration.id].style is Style.BATCH

    def interval(self, integration: Integration) -> float | None:
        """Seconds between two runs; none where only a level is stated, or nothing."""
        return integration.frequency.seconds if integration.frequency else None

    def critical(self, integration: Integration) -> bool:
        """Whether a failure is grave: as stated, else by the criticality of a system at one end."""
        return integration.id in self.critical_links

    @cached_property
    def critical_systems(self) -> frozenset[str]:
        """Ids of systems whose outage is stated to be grave."""
        return frozenset(s.id for s in self.landscape.systems if s.criticality is Level.HIGH)

    @cached_property
    def critical_links(self) -> frozenset[str]:
        """Ids of active integrations whose failure is grave."""
        grave = self.critical_systems - self.facts.hubs
        return frozenset(i.id for i in self.active if i.criticality is Level.HIGH or (
            i.criticality is None and (i.from_.system in grave or i.to.system in grave)))

    @cached_property
    def critical_elements(self) -> frozenset[str]:
        """Both, for who asks by id alone."""
        return self.critical_systems | self.critical_links

    @cached_property
    def machines(self) -> tuple[Integration, ...]:
        """Active integrations between systems: no screens, and nobody at either end is a person."""
        role = self.facts.role
        people = {s.id for s in self.landscape.systems if role(s) is Role.PERSON}
        return tuple(i for i in self.active if i.kind is not Kind.UI
                     and i.from_.system not in people and i.to.system not in people)

    @cached_property
    def data(self) -> DataView:
        """Where data goes: writers, rows, and the tables that dual-write keeps equal."""
        return DataView(self)

    @cached_property
    def hops(self) -> Mapping[str, int]:
        """Per integration, how many of them the longest flow takes that it is part of."""
        return hops_of(self.flowing)

    @cached_property
    def flowing(self) -> Flowing:
        """What ways through hubs are read from."""
        return Flowing(self.active, self.facts.hubs, self.network.link_by_id)

    # --- Where a system stands ----------------------------------------------------------------------------------------

    def platform(self, system_id: str) -> Platform:
        """Finance and Operations, Dataverse, both, or other."""
        return self._platforms.get(system_id, Platform.OTHER)

    @cached_property
    def _platforms(self) -> Mapping[str, Platform]:
        return {s.id: self.facts.platform(s) for s in self.landscape.systems}

    @cached_property
    def on_premises(self) -> frozenset[str]:
        """Ids of systems that run on premises, as stated, else by their type."""
        def hosting(system: System) -> Hosting | None:
            kind = self.facts.type_of(system)
            return system.hosting or (kind.hosting if kind else None)

        return frozenset(s.id for s in self.landscape.systems if hosting(s) is Hosting.ON_PREMISES)

    def zone(self, system_id: str, *kinds: ZoneKind) -> str | None:
        """Id of the nearest zone of these kinds around a system."""
        system = self.landscape.system_by_id.get(system_id)
        return next((z.id for z in self._path(system.zone if system else None) if z.kind in kinds), None)

    def _path(self, zone_id: str | None) -> tuple[Zone, ...]:
        if zone_id not in self._paths:
            self._paths[zone_id] = self.landscape.zone_path(zone_id)
        return self._paths[zone_id]

    @cached_property
    def _paths(self) -> dict[str | None, tuple[Zone, ...]]:
        return {}

    @cached_property
    def starts(self) -> Mapping[str, tuple[Integration, ...]]:
        """Active integrations by the system that starts them, each list by id."""
        return self._grouped(lambda i: i.from_.system)

    @cached_property
    def calls_on(self) -> Mapping[str, tuple[Integration, ...]]:
        """Active integrations by the system that is called, each list by id."""
        return self._grouped(lambda i: i.to.system)

    def _grouped(self, key: Callable[[Integration], str]) -> Mapping[str, tuple[Integration, ...]]:
        found: dict[str, list[Integration]] = {}
        for i in self.active:
            found.setdefault(key(i), []).append(i)
        return {name: tuple(group) for name, group in found.items()}

    @cached_property
    def used_hubs(self) -> tuple[str, ...]:
        """Ids of hubs with at least one active integration, sorted."""
        return tuple(sorted({end.system for i in self.active for end in (i.from_, i.to)} & self.facts.hubs))

    def system(self, integration: Integration, *, called: bool) -> System | None:
        """The called side or the initiator."""
        end = integration.to if called else integration.from_
        return self.landscape.system_by_id.get(end.system)

    def endpoint(self, integration: Integration, *, called: bool) -> Endpoint | None:
        """The endpoint at the called side or at the initiator."""
        return self.landscape.endpoint_at(integration.to if called else integration.from_)

    @cached_property
    def limits_on(self) -> Mapping[str, tuple[LimitCheck, ...]]:
        """Checks of limits by what they are on."""
        found: dict[str, list[LimitCheck]] = {}
        for check in self.limits:
            found.setdefault(check.on, []).append(check)
        return {key: tuple(checks) for key, checks in found.items()}

    @cached_property
    def limits_of(self) -> Mapping[str, tuple[LimitCheck, ...]]:
        """Checks of limits by the integrations that contribute to them."""
        found: dict[str, list[LimitCheck]] = {}
        for check in self.limits:
            for integration in dict.fromkeys((check.on, *check.contributors)):
                found.setdefault(integration, []).append(check)
        return {key: tuple(checks) for key, checks in found.items()}

    def threshold(self, rule: str, name: str = "warn") -> float:
        """The threshold in force, with the override of the strategy."""
        return self.settings.threshold(f"{rule}.{name}")

    # --- What people call things --------------------------------------------------------------------------------------

    def label(self, system_id: str) -> str:
        """What people call a system or hub; of a channel, its hub and id."""
        return self.network.label(system_id)

    def told(self, integration: Integration) -> str:
        """An integration by name and ends: "Orders" (Web shop to Finance)."""
        return self._link_names.with_ends(integration)

    @cached_property
    def _link_names(self) -> LinkNames:
        return LinkNames(self.landscape)

    def kind(self, type_id: str) -> str:
        """An endpoint type by name and id: Business events (fo.business-events)."""
        known = self.facts.catalog.endpoint_types.get(type_id)
        return f"{known.name} ({type_id})" if known else type_id

    def links(self, integrations: Iterable[Integration], limit: int = 4) -> str:
        """Integrations by name, in a sentence; with their ends where they share a name."""
        return say.counted([self._link_names.of(i) for i in integrations], limit)

    def labels(self, system_ids: Iterable[str], limit: int = 6) -> str:
        """Systems by name, in a sentence."""
        shown = list(system_ids)
        return say.listing([self.label(i) for i in shown[:limit]] + shown[limit:], limit)

    def name(self, element: str) -> str:
        """What people call a system, hub or integration, with its ends where others share its name; of two with one id
        the integration."""
        integration = self.landscape.integration_by_id.get(element)
        return self._link_names.of(integration) if integration else self.network.label(element)

    def names(self, ids: Iterable[str], limit: int = 6) -> str:
        """Elements by name, in a sentence."""
        shown = list(ids)
        return say.listing([self.name(i) for i in shown[:limit]] + shown[limit:], limit)


def unstated(
    context: RuleContext, integrations: Iterable[Integration], variant: str = "default", **words: str
) -> Iterator[Verdict]:
    """One verdict for all integrations that do not state what a rule needs; none where there is none.

    Its templates may use `links` and `do` ("does" or "do").
    """
    found = list(integrations)
    if found:
        yield Verdict(tuple(i.id for i in found), {"links": context.links(found), "do": say.do(len(found)), **words},
                      {"count": len(found)}, Severity.UNSTATED, variant)
