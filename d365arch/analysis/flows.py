"""What the analysis reads of a landscape: systems, hubs, channels, links and data flows, as plain records.

Source: the product's analysis contract; direction of data and of initiative are two facts (a `pull` moves data from
the called side to the initiator).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model import End, Integration, Landscape, System
from d365arch.model.vocabulary import DataFlow, Kind, Role, Style, Timing, ZoneKind

PARTING_ZONES = frozenset({ZoneKind.TRUST, ZoneKind.RESIDENCY})
"""Kinds of zone across which integrations are not consolidated."""


class Node(NamedTuple):
    """A system or hub as the analysis sees it; `zone` is the nearest trust or residency zone, else empty."""

    id: str
    label: str
    zone: str
    availability: float
    availability_stated: bool
    person: bool = False
    hub_class: HubClass | None = None


class Link(NamedTuple):
    """One active integration; `initiator` and `called` are node ids: a system, a hub, or `hub.channel`.

    `cls` is the class of hub that could carry it, `timing` none where nothing states it. `both_edges` marks links
    whose two sides need each other at run time (dual-write). `latency_ms` is the stated p95, `budget_ms` the longest
    time accepted, in milliseconds; `rate_per_hour` is 0 where no volume is stated.
    """

    id: str
    initiator: str
    called: str
    initiator_hub: str | None
    called_hub: str | None
    data: DataFlow
    cls: HubClass
    timing: Timing | None
    protocol: str | None
    entities: tuple[str, ...]
    both_edges: bool
    pinned: bool
    latency_ms: float | None
    budget_ms: float | None
    rate_per_hour: float
    kind: Kind | None = None

    @property
    def direct(self) -> bool:
        """Whether neither end is a hub."""
        return self.initiator_hub is None and self.called_hub is None

    @property
    def synchronous(self) -> bool:
        """Whether the initiator waits for the called side."""
        return self.timing is Timing.SYNCHRONOUS


class Flow(NamedTuple):
    """Data of one entity moving over a direct link; `lane` is who calls, `source` or `target`, for synchronous flows.

    `zone` is the zone that both ends share, none where they differ; `entity` is empty where none is stated.
    """

    link: str
    source: str
    target: str
    entity: str
    cls: HubClass
    zone: str | None
    lane: str


class Delivery(NamedTuple):
    """What a channel does with one entity: who puts it in, who gets it out, and who calls (`lane`, as in `Flow`)."""

    entity: str
    lane: str
    producers: tuple[str, ...]
    consumers: tuple[str, ...]


class Channel(NamedTuple):
    """A topic, queue, API, event hub or pipeline data set of a hub, with its members (systems or other hubs)."""

    id: str
    hub: str
    cls: HubClass
    zone: str
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    latency_ms: float
    rate_per_hour: float


@dataclass(frozen=True)
class Network:
    """Everything the analysis needs, sorted by id; independent of the order of the file."""

    systems: tuple[Node, ...]
    hubs: tuple[Node, ...]
    channels: tuple[Channel, ...]
    links: tuple[Link, ...]
    spokes: tuple[Link, ...]
    flows: tuple[Flow, ...]
    switched_off: tuple[str, ...] = ()

    @cached_property
    def node_by_id(self) -> dict[str, Node]:
        """Systems and hubs by id."""
        return {node.id: node for node in (*self.systems, *self.hubs)}

    @cached_property
    def channel_by_id(self) -> dict[str, Channel]:
        """Channels by id."""
        return {channel.id: channel for channel in self.channels}

    @cached_property
    def link_by_id(self) -> dict[str, Link]:
        """Direct links and spokes by the id of their integration."""
        return {link.id: link for link in (*self.links, *self.spokes)}

    @cached_property
    def connections(self) -> tuple[Link, ...]:
        """Direct links and spokes together, by id."""
        return tuple(sorted((*self.links, *self.spokes), key=by_id))

    @cached_property
    def spoke_count(self) -> int:
        """Members of channels, counted per side, and links of middleware without channels, counted each."""
        on_channels = sum(len(c.producers) + len(c.consumers) for c in self.channels)
        channels = self.channel_by_id
        return on_channels + sum(s.initiator not in channels and s.called not in channels for s in self.spokes)

    def label(self, node_id: str) -> str:
        """The name of a system or hub; of a channel, the hub's name and the channel's id."""
        node = self.node_by_id.get(node_id)
        if node:
            return node.label
        hub, _, channel = node_id.partition(".")
        return f"{self.node_by_id[hub].label} / {channel}" if hub in self.node_by_id else node_id


by_id = itemgetter(0)
"""The id of a node, link or channel, as a key for sorting; comparing whole records takes several times as long."""


def parting_zone(landscape: Landscape, system: System) -> str:
    """Id of the nearest enclosing trust or residency zone, or empty text."""
    return next((z.id for z in landscape.zone_path(system.zone) if z.kind in PARTING_ZONES), "")


def class_of(timing: Timing | None, style: Style | None, rate_per_hour: float, stream_rate: float) -> HubClass:
    """The class of hub that fits an integration, by the first rule that holds."""
    if timing is Timing.SYNCHRONOUS:
        return HubClass.SYNC
    if style is Style.BATCH:
        return HubClass.BATCH
    if timing is Timing.NEAR_REAL_TIME and rate_per_hour >= stream_rate:
        return HubClass.STREAM
    return HubClass.MESSAGE


def read_network(facts: Facts, settings: Settings) -> Network:
    """The network of a landscape; switched-off integrations are left out and listed.

    Raises `AnalysisError` where an integration names a system that is not there.
    """
    reader = _Reader(facts, settings)
    links = sorted((reader.link(i) for i in facts.landscape.integrations if i.active is not False), key=by_id)
    direct = tuple([k for k in links if k.initiator_hub is None and k.called_hub is None])
    spokes = tuple([k for k in links if k.initiator_hub is not None or k.called_hub is not None])
    nodes = sorted(map(reader.node, facts.landscape.system_by_id.values()))
    systems = tuple(node for node in nodes if node.id not in facts.hubs)
    hubs = tuple(node for node in nodes if node.id in facts.hubs)
    return Network(
        systems, hubs, tuple(_channels(facts, hubs, spokes)), direct, spokes,
        _flows(direct, {node.id: node.zone for node in systems}),
        tuple(sorted(i.id for i in facts.landscape.integrations if i.active is False)),
    )


class _Ended(NamedTuple):
    """What one end of an integration amounts to: its node, its hub, and what its endpoint's type brings along."""

    node: str
    hub: str | None
    both_edges: bool
    vendor_managed: bool


class _Reader:
    """Turns records of the model into records of the analysis."""

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self._facts = facts
        self._settings = settings
        self._ends: dict[End, _Ended] = {}

    def node(self, system: System) -> Node:
        hub = self._facts.is_hub(system.id)
        default = self._settings.hub_availability if hub else self._settings.system_availability
        stated = system.availability is not None
        return Node(
            system.id, system.label, parting_zone(self._facts.landscape, system),
            system.availability if system.availability is not None else default, stated,
            self._facts.role(system) is Role.PERSON, self._facts.hub_class(system.id),
        )

    def _end(self, integration: Integration, end: End) -> _Ended:
        found = self._ends.get(end)
        if found is None:
            if end.system not in self._facts.landscape.system_by_id:
                raise AnalysisError(
                    f'Integration "{integration.id}" names the system "{end.system}", which is not in the landscape; '
                    "add the system or correct the id."
                )
            endpoint = self._facts.landscape.endpoint_at(end)
            hub = end.system if self._facts.is_hub(end.system) else None
            named = hub and endpoint and self._facts.hub_class(hub)
            node = f"{end.system}.{endpoint.id}" if named and endpoint else end.system
            kind = endpoint.type if endpoint else None
            found = self._ends[end] = _Ended(node, hub, kind in self._settings.both_edge_types,
                                             kind in self._settings.vendor_managed_types)
        return found

    def link(self, integration: Integration) -> Link:
        start = self._ends.get(integration.from_) or self._end(integration, integration.from_)
        end = self._ends.get(integration.to) or self._end(integration, integration.to)
        timing, style, protocol = self._facts.exchange(integration)
        latency, volume = integration.latency, integration.volume
        rate = (volume.rate_per_hour if volume else None) or 0.0
        return Link(
            integration.id, start.node, end.node, start.hub, end.hub, integration.data or DataFlow.PUSH,
            class_of(timing, style, rate, self._settings.stream_rate), timing, protocol,
            integration.entities if len(integration.entities) == 1 else self._entities(integration),
            start.both_edges or end.both_edges,
            bool(integration.pinned) or start.vendor_managed or end.vendor_managed,
            latency.p95 * 1000 if latency and latency.p95 is not None else None,
            latency.required * 1000 if latency and latency.required is not None else None,
            rate, None if integration.kind is Kind.DATA else integration.kind,
        )

    def _entities(self, integration: Integration) -> tuple[str, ...]:
        """Stated entities, else, on a spoke, those of the channel."""
        if integration.entities:
            return tuple(sorted(set(integration.entities)))
        if not self._facts.is_spoke(integration):
            return ()
        ends = (self._facts.landscape.endpoint_at(e) for e in (integration.from_, integration.to)
                if self._facts.is_hub(e.system))
        return tuple(sorted({entity for endpoint in ends if endpoint for entity in endpoint.entities}))


def _flows(direct: Iterable[Link], zones: dict[str, str]) -> tuple[Flow, ...]:
    found: list[Flow] = []
    for link in direct:
        zone = zones[link.initiator] if zones[link.initiator] == zones[link.called] else None
        sync = link.cls is HubClass.SYNC
        for entity in link.entities or ("",):
            if link.data is not DataFlow.PULL:
                found.append(Flow(link.id, link.initiator, link.called, entity, link.cls, zone,
                                  "source" if sync else ""))
            if link.data is not DataFlow.PUSH:
                found.append(Flow(link.id, link.called, link.initiator, entity, link.cls, zone,
                                  "target" if sync else ""))
    return tuple(found)


def _channels(facts: Facts, hubs: Iterable[Node], spokes: Iterable[Link]) -> Iterator[Channel]:
    by_channel: dict[str, list[Link]] = {}
    for spoke in spokes:
        for node in {spoke.initiator, spoke.called} if spoke.initiator != spoke.called else ():
            by_channel.setdefault(node, []).append(spoke)
    for hub in hubs:
        if hub.hub_class is None:
            continue
        endpoints = sorted(facts.landscape.system_by_id[hub.id].endpoints, key=lambda e: e.id)
        for endpoint in endpoints:
            channel_id = f"{hub.id}.{endpoint.id}"
            yield channel_of(channel_id, hub, hub.hub_class, endpoint.entities, by_channel.get(channel_id, []))


class _Sides(NamedTuple):
    producers: set[str]
    consumers: set[str]


def _deliveries(channel_id: str, hub_class: HubClass, entities: Iterable[str], spokes: list[Link]) -> list[Delivery]:
    """Per entity and lane, who puts data into a channel and who gets it out."""
    sync = hub_class is HubClass.SYNC
    sides: dict[tuple[str, str], _Sides] = {}
    for spoke in spokes:
        calls = spoke.called == channel_id
        member = spoke.initiator if calls else spoke.called
        for entity in spoke.entities or ("",):
            if spoke.data is not DataFlow.PULL:
                push = sides.setdefault((entity, "source" if sync else ""), _Sides(set(), set()))
                (push.producers if calls else push.consumers).add(member)
            if spoke.data is not DataFlow.PUSH:
                pull = sides.setdefault((entity, "target" if sync else ""), _Sides(set(), set()))
                (pull.consumers if calls else pull.producers).add(member)
    for entity in entities:
        if not sync:
            sides.setdefault((entity, ""), _Sides(set(), set()))
    return [Delivery(entity, lane, tuple(sorted(side.producers)), tuple(sorted(side.consumers)))
            for (entity, lane), side in sorted(sides.items())]


def channel_of(
    channel_id: str, hub: Node, hub_class: HubClass, entities: Iterable[str], spokes: list[Link]
) -> Channel:
    """A channel that carries `entities` (as far as stated), with what its spokes make of it."""
    deliveries = _deliveries(channel_id, hub_class, entities, spokes)
    out = [s.latency_ms for s in spokes if s.initiator == channel_id and s.latency_ms is not None]
    into = [s.latency_ms for s in spokes if s.called == channel_id and s.latency_ms is not None]
    return Channel(
        channel_id, hub.id, hub_class, hub.zone,
        tuple(sorted({member for d in deliveries for member in d.producers})),
        tuple(sorted({member for d in deliveries for member in d.consumers})),
        tuple(deliveries),
        # A caller's p95 holds the answer of the called side too, so it only stands in where that side states none.
        max(out or into, default=0.0),
        sum(s.rate_per_hour for s in spokes if (s.called == channel_id) == (s.data is not DataFlow.PULL)),
    )
