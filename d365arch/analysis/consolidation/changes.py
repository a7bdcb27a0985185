"""What planned channels change in a network: new spokes come, the links that they replace go.

The spokes are what the edit of the file makes of them, as far as figures depend on it: a spoke carries the rates of
what it replaces, the called side's spoke the longest latency that its system had; a member that is there already keeps
its spoke, with the rates added and the larger latency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.problem import flows_of
from d365arch.analysis.consolidation.records import GroupKey, Pair, PlannedChannel, PlannedHub
from d365arch.analysis.flows import Channel, Link, Network, Node, channel_of
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import HubClass
from d365arch.model.vocabulary import DataFlow, Timing


class Change(NamedTuple):
    """What one channel changes in a network: `gone` links and spokes make way for `come`.

    `before` is the channel that is extended, `hub` the hub where it has to be opened.
    """

    gone: tuple[Link, ...]
    come: tuple[Link, ...]
    before: Channel | None
    channel: Channel
    hub: Node | None


class _Seat(NamedTuple):
    """A member on one side of a channel."""

    system: str
    produces: bool


class Changes:
    """Makes the changes of channels of one network; a channel is extended at most once."""

    def __init__(self, network: Network, hubs: Hubs, settings: Settings) -> None:
        self._network = network
        self._hubs = hubs
        self._settings = settings
        self._links = _links_by_pair(network)
        self._spokes: dict[str, list[Link]] = {}
        self._channel_ids = set(network.channel_by_id)
        for spoke in network.spokes:
            for node in {spoke.initiator, spoke.called} & self._channel_ids:
                self._spokes.setdefault(node, []).append(spoke)

    def of(self, channel: PlannedChannel) -> Change:
        """What a channel changes; where its hub is new, it comes with it."""
        hub = self._hubs.carrying(channel)
        replaced = {pair: self._links[channel.key, pair] for pair in channel.covers}
        before = self._network.channel_by_id[channel.extends] if channel.extends else None
        channel_id = before.id if before else self._free_id(hub, channel)
        seats = _seats(replaced)
        old = self._spokes.get(channel_id, ()) if before else ()
        kept, changed = _grown(channel_id, old, seats)
        sitting = {seat for spoke in old for seat in _seats_of(channel_id, spoke)}
        new = [_spoke(channel, channel_id, hub.id, seat, seats.get(seat, ())) for seat in _all_seats(channel)
               if seat not in sitting]
        node = _hub_node(hub, self._settings) if hub.new else self._network.node_by_id[hub.id]
        spokes = sorted([*kept, *(now for _, now in changed), *new])
        entities = {d.entity for d in before.deliveries} if before else channel.key.entities
        return Change(
            (*(link for pair in sorted(replaced) for link in replaced[pair]), *(was for was, _ in changed)),
            (*(now for _, now in changed), *new), before,
            channel_of(channel_id, node, channel.key.cls, entities, spokes), node if hub.new else None,
        )

    def _free_id(self, hub: PlannedHub, channel: PlannedChannel) -> str:
        """An id for a new channel, for the time of the computation; the edit of the file finds its own."""
        number = 1
        while (found := f"{hub.id}.{channel.key.entity}-{channel.key.lane}-{number}") in self._channel_ids:
            number += 1
        self._channel_ids.add(found)
        return found


def _links_by_pair(network: Network) -> dict[tuple[GroupKey, Pair], list[Link]]:
    zones = {node.id: node.zone for node in network.systems}
    found: dict[tuple[GroupKey, Pair], list[Link]] = {}
    for link in network.links:
        zone = zones[link.initiator]
        if link.entities and zone == zones[link.called]:
            for flow in flows_of(link, zone):
                found.setdefault(flow, []).append(link)
    return found


def _seats(replaced: dict[Pair, list[Link]]) -> dict[_Seat, list[Link]]:
    """What is replaced, by each side and member that it was a part of."""
    found: dict[_Seat, list[Link]] = {}
    for (producer, consumer), links in sorted(replaced.items()):
        found.setdefault(_Seat(producer, True), []).extend(links)
        found.setdefault(_Seat(consumer, False), []).extend(links)
    return found


def _all_seats(channel: PlannedChannel) -> list[_Seat]:
    return [*(_Seat(s, True) for s in channel.producers), *(_Seat(s, False) for s in channel.consumers)]


def _seats_of(channel_id: str, spoke: Link) -> list[_Seat]:
    """The one or two sides on which a spoke makes its system a member."""
    calls = spoke.called == channel_id
    member = spoke.initiator if calls else spoke.called
    if spoke.data is DataFlow.BOTH:
        return [_Seat(member, True), _Seat(member, False)]
    return [_Seat(member, calls == (spoke.data is DataFlow.PUSH))]


def _grown(
    channel_id: str, spokes: Iterable[Link], seats: dict[_Seat, list[Link]]
) -> tuple[list[Link], list[tuple[Link, Link]]]:
    """Spokes that stay as they are, and those that carry more from now on, before and after."""
    kept: list[Link] = []
    changed: list[tuple[Link, Link]] = []
    served: set[_Seat] = set()
    for spoke in spokes:
        more = [link for seat in _seats_of(channel_id, spoke) if seat not in served for link in seats.get(seat, ())]
        served.update(_seats_of(channel_id, spoke))
        if not more:
            kept.append(spoke)
            continue
        member = spoke.called if spoke.initiator == channel_id else ""
        latency = _latency([spoke.latency_ms, *(k.latency_ms for k in more if k.called == member)])
        now = spoke._replace(rate_per_hour=spoke.rate_per_hour + sum(k.rate_per_hour for k in more),
                             latency_ms=latency)
        changed.append((spoke, now))
    return kept, changed


def _spoke(channel: PlannedChannel, channel_id: str, hub: str, seat: _Seat, replaced: Sequence[Link]) -> Link:
    """A new spoke. Who called a replaced link calls the hub; a pipeline calls all its members."""
    system, produces = seat
    if channel.key.cls is HubClass.SYNC:
        calls = (channel.key.lane == "source") == produces
    else:
        calls = channel.key.cls is not HubClass.BATCH and any(link.initiator == system for link in replaced)
    initiator, called = (system, channel_id) if calls else (channel_id, system)
    timings = {link.timing for link in replaced}
    return Link(
        f"{channel_id}/{'from' if produces else 'to'}/{system}", initiator, called,
        None if calls else hub, hub if calls else None,
        DataFlow.PUSH if calls == produces else DataFlow.PULL, channel.key.cls,
        Timing.SYNCHRONOUS if channel.key.cls is HubClass.SYNC else timings.pop() if len(timings) == 1 else None,
        None, channel.key.entities, False, False,
        _latency([link.latency_ms for link in replaced if link.called == system]), None,
        sum(link.rate_per_hour for link in replaced),
    )


def _latency(stated: Iterable[float | None]) -> float | None:
    return max((latency for latency in stated if latency is not None), default=None)


def _hub_node(hub: PlannedHub, settings: Settings) -> Node:
    return Node(hub.id, hub.name, hub.zone, settings.hub_availability, False, False, hub.cls)
