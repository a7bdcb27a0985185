"""The landscape: all systems, endpoints, integrations and zones of one file, and what is wanted of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from immutabledict import immutabledict

from d365arch.model.endpoint import End, Endpoint
from d365arch.model.fields import NO_EXTRA, Extra, Kind, many, mapping, required, spec
from d365arch.model.integration import Integration
from d365arch.model.system import System
from d365arch.model.vocabulary import State
from d365arch.model.zone import Zone

FORMAT_VERSION = 1
"""The file format that this version writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What the organisation has licensed; the request pools follow from it (L-PP-01, L-PP-02)."""

    licenses: immutabledict[str, int] = mapping("licenses", Kind.COUNT, "Licences by kind, such as d365-enterprise: "
                                                                        "150.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A business entity and who keeps it."""

    id: str = required("id", Kind.TEXT, "The entity's name, as integrations write it.")
    system_of_record: str | None = spec("system_of_record", Kind.SYSTEM, "The system that owns it (P-104).",
                                        symbol="sor")
    attributes: immutabledict[str, str] = mapping("attributes", Kind.SYSTEM, "Owners of single attributes.")
    tables: immutabledict[str, str] = mapping("tables", Kind.TEXT, "Names of its tables by platform (R-608).")
    personal: bool | None = spec("personal", Kind.FLAG, "Holds personal data (P-109).")
    residency: str | None = spec("residency", Kind.TEXT, "Where its data must stay: id or name of a zone "
                                 "of kind residency (P-109).")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyException:
    """A recorded exception from the strategy (P-202)."""

    rule: str | None = spec("rule", Kind.TEXT, "The rule it is an exception from.")
    integration: str | None = spec("integration", Kind.TEXT, "The integration it is for.")
    reason: str | None = spec("reason", Kind.TEXT, "Why.")
    until: datetime.date | None = spec("until", Kind.DATE, "Last day it holds.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """What the organisation has decided about integrations, and the settings of rules and analysis."""

    standard_hubs: tuple[str, ...] = many("standard_hubs", Kind.TEXT, "Hub types that are the standard (P-201).")
    allowed_protocols: tuple[str, ...] = many("allowed_protocols", Kind.TEXT, "Protocols that may be used.")
    allowed_auth: tuple[str, ...] = many("allowed_auth", Kind.TEXT, "Ways to authenticate that may be used.")
    preferred_endpoints: tuple[str, ...] = many("preferred_endpoints", Kind.TEXT, "Endpoint types to prefer.")
    avoided_endpoints: tuple[str, ...] = many("avoided_endpoints", Kind.TEXT, "Endpoint types to avoid.")
    naming: Any = spec("naming", Kind.PLAIN, "Naming rule: a pattern, or patterns by kind of element.")
    sync_depth_max: int | None = spec("sync_depth_max", Kind.COUNT, "Longest chain of synchronous calls.")
    low_code_preferred: bool | None = spec("low_code_preferred", Kind.FLAG, "Prefer low code where it fits (P-403).")
    team_skills: tuple[str, ...] = many("team_skills", Kind.TEXT, "What the team can build (P-206).")
    landscape_type: str | None = spec("landscape_type", Kind.TEXT, "Simple cloud, hybrid, ... (P-204).")
    canonical_model: Any = spec("canonical_model", Kind.PLAIN, "The canonical model, or waived (P-205).")
    exceptions: tuple[StrategyException, ...] = many("exceptions", Kind.RECORD, "Recorded exceptions.",
                                                     record=StrategyException)
    thresholds: immutabledict[str, Any] = mapping("thresholds", Kind.PLAIN, "Thresholds of rules, such as R-201.warn: "
                                                                            "4.")
    rules_off: tuple[str, ...] = many("rules_off", Kind.TEXT, "Ids of rules that are switched off, such as R-208.")
    costs: immutabledict[str, float] = mapping("costs", Kind.NUMBER, "Points per link, spoke, channel and hub.")
    hop_ms: Any = spec("hop_ms", Kind.PLAIN, "Time of one hop by class, in milliseconds.")
    capacities: Any = spec("capacities", Kind.PLAIN, "What hubs can carry, in messages an hour by class or hub.")
    availabilities: Any = spec("availabilities", Kind.PLAIN, "Assumed where not stated: system: 99.9%, hub: 99.95%.")
    stream_rate: float | None = spec("stream_rate", Kind.NUMBER, "Messages an hour from which near-real-time data is "
                                                                 "a stream.", default="100,000")
    betweenness: Any = spec("betweenness", Kind.PLAIN, "Exact up to exact_systems: 1000, then from pivots: 256.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An accepted finding."""

    rule: str = required("rule", Kind.TEXT, "Id of the rule.")
    on: str | None = spec("on", Kind.TEXT, "Id of the element; absent: the whole landscape.")
    owner: str | None = spec("owner", Kind.TEXT, "Who accepted it.")
    reason: str | None = spec("reason", Kind.TEXT, "Why.")
    until: datetime.date | None = spec("until", Kind.DATE, "Last day it holds.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class LandscapeNote:
    """A remark on the landscape or on one of its elements."""

    id: str = required("id", Kind.ID, "Unique among notes.")
    text: str | None = spec("text", Kind.TEXT, "The remark.")
    on: str | None = spec("on", Kind.TEXT, "Id of the element it is about.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """All systems, endpoints, integrations and zones; an immutable value compared by value."""

    format: int = required("d365arch", Kind.COUNT, "Version of the file format.")
    name: str | None = spec("name", Kind.TEXT, "Title of the landscape.")
    description: str | None = spec("description", Kind.TEXT, "A sentence or two for readers.")
    version: str | None = spec("version", Kind.TEXT, "Version of the landscape, as people count it.")
    date: datetime.date | None = spec("date", Kind.DATE, "Day of this version, for the title block.")
    authors: tuple[str, ...] = many("authors", Kind.TEXT, "Who drew it.")
    state: State | None = spec("state", Kind.WORD, "As it is, as it shall be, or between.", words=State,
                               default="as-is")
    tenant: Tenant | None = spec("tenant", Kind.RECORD, "What is licensed.", record=Tenant)
    horizon: float | None = spec("horizon", Kind.DURATION, "How far growth is looked ahead, in seconds.", default="3 y")
    zones: tuple[Zone, ...] = many("zones", Kind.RECORD, "Boundaries that systems stand in.", record=Zone)
    entities: tuple[Entity, ...] = many("entities", Kind.RECORD, "Business entities by name.", record=Entity,
                                        by_key=True)
    systems: tuple[System, ...] = many("systems", Kind.RECORD, "Applications, platforms, data stores, middleware.",
                                       record=System)
    integrations: tuple[Integration, ...] = many("integrations", Kind.RECORD, "Connections from initiator to called "
                                                                              "side.", record=Integration)
    not_wanted: tuple[str, ...] = many("not_wanted", Kind.TEXT, "What discovery finds and the landscape leaves out: "
                                       "names of integrations, names or `known_as` of systems.")
    strategy: Strategy | None = spec("strategy", Kind.RECORD, "What the organisation has decided.", record=Strategy)
    waivers: tuple[Waiver, ...] = many("waivers", Kind.RECORD, "Accepted findings.", record=Waiver)
    notes: tuple[LandscapeNote, ...] = many("notes", Kind.RECORD, "Remarks.", record=LandscapeNote)
    extra: Extra = NO_EXTRA

    @cached_property
    def system_by_id(self) -> dict[str, System]:
        """Systems by id; the first wins where a broken file has two."""
        return {s.id: s for s in reversed(self.systems)}

    @cached_property
    def integration_by_id(self) -> dict[str, Integration]:
        """Integrations by id; the first wins where a broken file has two."""
        return {i.id: i for i in reversed(self.integrations)}

    @cached_property
    def zone_by_id(self) -> dict[str, Zone]:
        """Zones by id; the first wins where a broken file has two."""
        return {z.id: z for z in reversed(self.zones)}

    @cached_property
    def endpoint_by_end(self) -> dict[End, Endpoint]:
        """Endpoints by the end that names them; the first wins where a broken file has two."""
        return {End(system.id, endpoint.id): endpoint for system in reversed(tuple(self.system_by_id.values()))
                for endpoint in reversed(system.endpoints)}

    @cached_property
    def element_ids(self) -> frozenset[str]:
        """Every text that names something drawn: a system, `system.endpoint`, an integration or a zone."""
        return frozenset((*self.system_by_id, *map(str, self.endpoint_by_end), *self.integration_by_id,
                          *self.zone_by_id))

    @cached_property
    def entity_by_id(self) -> dict[str, Entity]:
        """Declared entities by name; the first wins where two are alike."""
        return {e.id: e for e in reversed(self.entities)}

    @cached_property
    def integrations_of(self) -> dict[str, tuple[Integration, ...]]:
        """Integrations by the id of a system at either end, in file order; a self link is listed once."""
        found: dict[str, list[Integration]] = {}
        for integration in self.integrations:
            for system in dict.fromkeys((integration.from_.system, integration.to.system)):
                found.setdefault(system, []).append(integration)
        return {system: tuple(items) for system, items in found.items()}

    def forget(self) -> None:
        """Drop what was derived; it is derived anew where somebody asks. For values that only a history keeps."""
        own = {field.name for field in fields(self)}
        for name in [name for name in self.__dict__ if name not in own]:
            self.__dict__.pop(name, None)

    def endpoint_at(self, end: End) -> Endpoint | None:
        """The endpoint that an end names, or none where it names just a system or nothing known."""
        system = self.system_by_id.get(end.system)
        return system.endpoint(end.endpoint) if system else None

    def zone_path(self, zone_id: str | None) -> tuple[Zone, ...]:
        """The zone and those around it, innermost first; stops at an unknown zone or a circle."""
        path: dict[str, Zone] = {}
        while zone_id is not None and zone_id not in path and (zone := self.zone_by_id.get(zone_id)):
            path[zone_id] = zone
            zone_id = zone.parent
        return tuple(path.values())
