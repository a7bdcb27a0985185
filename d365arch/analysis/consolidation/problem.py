"""Reads the consolidation problem of a network: which flows may share a channel, and what stands in the way.

Source of the rules: section 3 of the product's analysis contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from d365arch.analysis.consolidation.records import Blocked, Group, GroupKey, HubKey, Pair, Reason, Standing
from d365arch.analysis.flows import Channel, Link, Network
from d365arch.analysis.settings import Costs, Settings
from d365arch.analysis.wording import listing
from d365arch.catalog.records import HubClass
from d365arch.model.vocabulary import DataFlow

_ROUNDING_MS = 1e-6
"""Seconds of a file become milliseconds with an error in the last digit; a budget met exactly is met."""


@dataclass(frozen=True)
class Problem:
    """What may be consolidated in a network, and at what cost; groups are sorted by their key.

    `ineligible` are all integrations that may not be rerouted, by id. `existing` knows the channels that are there.
    """

    network: Network
    settings: Settings
    groups: tuple[Group, ...]
    ineligible: tuple[Blocked, ...]
    open_hubs: frozenset[HubKey]
    existing: Existing
    filtered: bool = False

    @property
    def costs(self) -> Costs:
        """Points per element."""
        return self.settings.costs

    @cached_property
    def group_by_key(self) -> dict[GroupKey, Group]:
        """Groups by what they share."""
        return {group.key: group for group in self.groups}

    @cached_property
    def overlaps(self) -> tuple[str, ...]:
        """Sentences about pairs that existing channels deliver twice."""
        return tuple(self.existing.overlaps())

    @cached_property
    def reason_by_id(self) -> dict[str, Reason]:
        """Why an integration may not be rerouted, by its id."""
        return {blocked.integration: blocked.reason for blocked in self.ineligible}

    @cached_property
    def system_ids(self) -> frozenset[str]:
        """Ids of all systems, without hubs."""
        return frozenset(node.id for node in self.network.systems)


def why_ineligible(link: Link, network: Network, settings: Settings) -> Reason | None:
    """The first reason why a direct link may not be rerouted; none where it may."""
    initiator, called = network.node_by_id[link.initiator], network.node_by_id[link.called]
    in_order = (
        (Reason.PINNED, link.pinned),
        (Reason.ZONE, initiator.zone != called.zone),
        (Reason.SELF, initiator is called),
        (Reason.BOTH_WAYS, link.data is DataFlow.BOTH or link.both_edges),
        (Reason.LATENCY, _too_slow(link, settings)),
        (Reason.ENTITY, not link.entities),
        (Reason.KIND, link.kind or initiator.person or called.person),
    )
    return next((reason for reason, holds in in_order if holds), None)


def _too_slow(link: Link, settings: Settings) -> bool:
    """Whether the way through a hub would exceed the time that is accepted; an unstated latency counts as none."""
    if link.budget_ms is None:
        return False
    return (link.latency_ms or 0.0) + settings.hop_ms[link.cls.value] > link.budget_ms + _ROUNDING_MS


def flows_of(link: Link, zone: str) -> Iterator[tuple[GroupKey, Pair]]:
    """The one or two flows of a link between systems of one zone: group, and producer and consumer."""
    sync = link.cls is HubClass.SYNC
    if link.data is not DataFlow.PULL:
        lane = "source" if sync else ""
        yield GroupKey(link.cls, zone, link.entities, lane), (link.initiator, link.called)
    if link.data is not DataFlow.PUSH:
        lane = "target" if sync else ""
        yield GroupKey(link.cls, zone, link.entities, lane), (link.called, link.initiator)


def hub_of(key: GroupKey) -> HubKey:
    """The hub instance that carries a group."""
    return HubKey(key.cls, key.zone)


def open_hubs(network: Network) -> frozenset[HubKey]:
    """The hub instances that are there already."""
    return frozenset(HubKey(hub.hub_class, hub.zone) for hub in network.hubs if hub.hub_class is not None)


def standing_of(channel: Channel) -> tuple[GroupKey, Standing] | None:
    """The group that a channel carries whole, with its members; none where its deliveries differ from each other.

    A channel without members counts where it says what it is for; of an idle API nothing says who would call.
    """
    first = channel.deliveries[0] if channel.deliveries else None
    if first is None or any((d.lane, d.producers, d.consumers) != first[1:] for d in channel.deliveries):
        return None
    entities = tuple(d.entity for d in channel.deliveries)
    if not all(entities):
        return None
    return (GroupKey(channel.cls, channel.zone, entities, first.lane),
            Standing(channel.id, channel.hub, frozenset(first.producers), frozenset(first.consumers)))


def read_problem(network: Network, settings: Settings, filtered: bool = False) -> Problem:
    """The consolidation problem of a network.

    With `filtered`, subscribers may filter by producer (not on a stream); it changes which channels are allowed, not
    what is read.
    """
    found: dict[GroupKey, dict[Pair, list[str]]] = {}
    ineligible: list[Blocked] = []
    zones = {node.id: node.zone for node in network.systems}
    for link in network.links:
        reason = why_ineligible(link, network, settings)
        if reason:
            ineligible.append(Blocked(link.id, reason))
        zone = zones[link.initiator]
        if link.entities and zone == zones[link.called]:
            for key, pair in flows_of(link, zone):
                found.setdefault(key, {}).setdefault(pair, []).append(link.id)
    reasons = {blocked.integration: blocked.reason for blocked in ineligible}
    existing = Existing(network)
    groups = (_group(key, pairs, reasons, existing) for key, pairs in sorted(found.items()))
    return Problem(network, settings, tuple(groups), tuple(sorted(ineligible)), open_hubs(network), existing, filtered)


def _group(
    key: GroupKey, pairs: dict[Pair, list[str]], reasons: dict[str, Reason], existing: Existing
) -> Group:
    flows: dict[Pair, tuple[str, ...]] = {}
    blocked: dict[Pair, tuple[Blocked, ...]] = {}
    for pair in sorted(pairs):
        why = tuple(Blocked(i, reasons[i]) for i in pairs[pair] if i in reasons)
        if why:
            blocked[pair] = why
        else:
            flows[pair] = tuple(pairs[pair])
    return Group(key=key, flows=flows, blocked=blocked, standing=existing.standing(key),
                 delivered=existing.delivered(key, pairs))


class _Sides(NamedTuple):
    """What one channel does with one entity."""

    channel: str
    producers: frozenset[str]
    consumers: frozenset[str]


class Existing:
    """The channels that stand already, by what they carry."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._standing: dict[GroupKey, list[Standing]] = {}
        self._sides: dict[GroupKey, list[_Sides]] = {}
        self._producers: dict[GroupKey, dict[str, list[_Sides]]] = {}
        for channel in network.channels:
            whole = standing_of(channel)
            if whole:
                self._standing.setdefault(whole[0], []).append(whole[1])
            for d in channel.deliveries:
                if d.entity and d.producers and d.consumers:
                    self._sides.setdefault(GroupKey(channel.cls, channel.zone, (d.entity,), d.lane), []).append(
                        _Sides(channel.id, frozenset(d.producers), frozenset(d.consumers)))

    def standing(self, key: GroupKey) -> tuple[Standing, ...]:
        """Channels of exactly this group."""
        return tuple(sorted(self._standing.get(key, ()), key=lambda s: s.id))

    def delivered(self, key: GroupKey, pairs: Iterable[Pair]) -> dict[Pair, tuple[str, ...]]:
        """Which of the pairs get any of the group's entities by which channels."""
        by_producer = self._by_producer(key)
        found = {pair: {s.channel for s in by_producer.get(pair[0], ()) if pair[1] in s.consumers}
                 for pair in (sorted(pairs) if by_producer else ())}
        return {pair: tuple(sorted(channels)) for pair, channels in found.items() if channels}

    def _by_producer(self, key: GroupKey) -> dict[str, list[_Sides]]:
        """What channels deliver of any of a group's entities, by producer."""
        found = self._producers.get(key)
        if found is None:
            found = self._producers[key] = {}
            for entity in key.entities:
                for side in self._sides.get(key._replace(entities=(entity,)), ()):
                    for producer in side.producers:
                        found.setdefault(producer, []).append(side)
        return found

    def overlaps(self) -> Iterator[str]:
        """A sentence per two channels that deliver the same entity from and to the same systems."""
        for key, sides in sorted(self._sides.items()):
            for position, one in enumerate(sides):
                for other in sides[position + 1:]:
                    yield from self._overlap(key, one, other)

    def _overlap(self, key: GroupKey, one: _Sides, other: _Sides) -> Iterator[str]:
        twice = sorted((p, c) for p in one.producers & other.producers for c in one.consumers & other.consumers
                       if p != c)
        if twice:
            name = self._network.label
            pairs = [f"{name(p)} to {name(c)}" for p, c in twice]
            yield (f"{name(one.channel)} and {name(other.channel)} both deliver {key.entity} from "
                   f"{listing(pairs)}; take one of them away.")
