"""What is said against a wished channel: one sentence per broken rule, with names and the way out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from d365arch.analysis.consolidation.hubs import KINDS
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import (
    Blocked,
    Group,
    GroupKey,
    Pair,
    PlannedChannel,
    Reason,
    Standing,
    Violation,
)
from d365arch.analysis.wording import listing, milliseconds
from d365arch.catalog.records import HubClass
from d365arch.errors import printable

CLASS_WORDS = {
    HubClass.SYNC: "by synchronous calls", HubClass.MESSAGE: "by messages",
    HubClass.STREAM: "as a stream", HubClass.BATCH: "in batches",
}
LANE_WORDS = {"source": "the sending side calls", "target": "the receiving side reads"}

REASON_WORDS = {
    Reason.PINNED: "it is managed by the vendor or fixed by contract",
    Reason.ZONE: "its ends stand in two zones of trust or residency",
    Reason.SELF: "it goes from a system to itself",
    Reason.BOTH_WAYS: "it moves data both ways",
    Reason.LATENCY: "the way through a hub would take longer than is accepted",
    Reason.ENTITY: "nothing states what it carries",
    Reason.KIND: "it joins screens, processes or people and carries no data",
}
"""Why an integration may not be rerouted, in words that follow "because"."""


class Complaints:
    """Finds and words what speaks against channels of one problem."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._name = problem.network.label

    @cached_property
    def _groups_of_pair(self) -> dict[Pair, list[GroupKey]]:
        found: dict[Pair, list[GroupKey]] = {}
        for group in self._problem.groups:
            for pair in (*group.flows, *group.blocked):
                found.setdefault(pair, []).append(group.key)
        return found

    def against_channel(self, wished: PlannedChannel, extended: Collection[str]) -> Violation | None:
        """What speaks against a channel as a whole."""
        key = wished.key
        what = printable(key.entity)
        if not key.entities:
            return Violation("unknown", "The channel carries nothing; name at least one entity.")
        if not wished.extends and not (wished.producers and wished.consumers):
            side = "producer" if not wished.producers else "consumer"
            return Violation("unknown", f"The channel for {what} has no {side}; add at least one.")
        lanes = {"source", "target"} if key.cls is HubClass.SYNC else {""}
        if key.lane not in lanes:
            use = " or ".join(f'"{lane}"' for lane in sorted(lanes))
            return Violation("class", f'The channel for {what} has the lane "{printable(key.lane)}"; use {use} for '
                             f"{KINDS[key.cls]}.")
        if wished.filters and self._problem.filtered and key.cls is HubClass.STREAM:
            return Violation("class", f"{KINDS[key.cls]} cannot filter {what} by producer; make one channel per set of "
                             "producers.")
        return self._against_extension(wished, extended) if wished.extends else None

    def _against_extension(self, wished: PlannedChannel, extended: Collection[str]) -> Violation | None:
        channel_id, what = wished.extends or "", printable(wished.key.entity)
        channel = self._problem.network.channel_by_id.get(channel_id)
        if channel is None:
            return Violation("unknown", f'There is no channel "{printable(channel_id)}"; choose one that is there, or '
                             "make a new one.")
        if channel_id in extended:
            return Violation("twice", f"{self._name(channel_id)} is extended twice; put both into one.")
        if any(s.id == channel_id for s in self._problem.existing.standing(wished.key)):
            return None
        name, key = self._name(channel_id), wished.key
        if (channel.cls, channel.zone) != (key.cls, key.zone):
            return Violation("class", f"{name} is not on the hub for {what} that goes {CLASS_WORDS[key.cls]}; choose a "
                             f"channel of {KINDS[key.cls]} in the same zone.")
        carried = sorted({d.entity for d in channel.deliveries if d.entity})
        return Violation("class", f"{name} carries {listing(carried)}, not exactly {what} to all its members; make a "
                         "channel of its own.")

    def against_members(self, wished: PlannedChannel, standing: Standing) -> dict[str, Violation]:
        """What speaks against members, whatever the others are."""
        there = standing.producers | standing.consumers
        found: dict[str, Violation] = {}
        for member in sorted({*wished.producers, *wished.consumers} - there):
            node = self._problem.network.node_by_id.get(member)
            if node is None:
                found[member] = Violation("unknown", f'There is no system "{printable(member)}"; take it out of the '
                                          "channel or add it to the landscape.")
            elif member not in self._problem.system_ids:
                found[member] = Violation("unknown", f"{node.label} is a hub and cannot be a member of a new channel; "
                                          "take it out.")
            elif node.zone != wished.key.zone:
                found[member] = Violation("zone", f"{node.label} stands in {self._zone(node.zone)}, the channel for "
                                          f"{wished.key.entity} in {self._zone(wished.key.zone)}; take it out, data "
                                          "does not cross zones of trust or residency through a channel.")
        return found

    def _zone(self, zone: str) -> str:
        return f'the zone "{zone}"' if zone else "no zone of trust or residency"

    def blocked(self, group: Group, pair: Pair) -> Violation:
        """A pair of which an integration may not be rerouted."""
        why = group.blocked[pair]
        reasons = "; ".join(dict.fromkeys(self.because(b) for b in why))
        return Violation("blocked", f"{self._pair(pair)} cannot go through the channel for {group.key.entity}, because "
                         f"{reasons}. Take one of the two out of the channel; the link stays direct.", pair,
                         tuple(b.integration for b in why))

    def because(self, blocked: Blocked) -> str:
        """Why an integration may not be rerouted, with the figures where it is about time."""
        words = REASON_WORDS[blocked.reason]
        link = self._problem.network.link_by_id[blocked.integration]
        if blocked.reason is not Reason.LATENCY or link.budget_ms is None:
            return words
        hop = self._problem.settings.hop_ms[link.cls.value]
        return (f"{words} ({milliseconds(link.latency_ms or 0.0)} and {milliseconds(hop)} for the hub, "
                f"{milliseconds(link.budget_ms)} are accepted)")

    def delivered(self, key: GroupKey, pair: Pair, channels: Collection[str]) -> Violation:
        """A pair that another channel delivers already."""
        names = listing([self._name(channel) for channel in channels])
        return Violation("twice", f"{self._name(pair[1])} already gets {key.entity} of {self._name(pair[0])} through "
                         f"{names}; extend that channel instead, or leave one of the two out.", pair)

    def wished_twice(self, key: GroupKey, pair: Pair) -> Violation:
        """A pair that two of the wished channels deliver."""
        return Violation("twice", f"{self._name(pair[1])} would get {key.entity} of {self._name(pair[0])} through two "
                         "channels; leave the pair out of one of them.", pair)

    def not_received(self, key: GroupKey, pair: Pair) -> Violation:
        """A pair that no integration of the group delivers today."""
        for other in self._groups_of_pair.get(pair, ()):
            if set(other.entities) & set(key.entities):
                return self._other_way(key, other, pair)
        producer, consumer = self._name(pair[0]), self._name(pair[1])
        return Violation("leak", f"{consumer} would receive {key.entity} of {producer}, which it does not receive "
                         f"today; take {consumer} out of the consumers or {producer} out of the producers.", pair)

    def _other_way(self, key: GroupKey, other: GroupKey, pair: Pair) -> Violation:
        """A pair that gets the entity, but in a way that this channel does not carry."""
        links = self._links(other, pair)
        if other.cls is not key.cls:
            way = (f"goes {CLASS_WORDS[other.cls]}, the channel works {CLASS_WORDS[key.cls]}; "
                   f"{KINDS[other.cls]} is the hub for it")
        elif other.lane != key.lane:
            way = (f"works so that {LANE_WORDS[other.lane]}, in the channel {LANE_WORDS[key.lane]}; reads and writes "
                   "get channels of their own")
        else:
            way = f"carries {other.entity} together, the channel {key.entity}; make a channel for {other.entity}"
        return Violation("class", f"What {self._name(pair[0])} brings to {self._name(pair[1])} {way}.", pair, links)

    def _links(self, key: GroupKey, pair: Pair) -> tuple[str, ...]:
        group = self._problem.group_by_key[key]
        return group.flows.get(pair) or tuple(b.integration for b in group.blocked[pair])

    def _pair(self, pair: Pair) -> str:
        return f"{self._name(pair[0])} to {self._name(pair[1])}"

    def against_link(self, integration: str) -> Violation | None:
        """What speaks against taking an integration into any channel."""
        link = self._problem.network.link_by_id.get(integration)
        shown = printable(integration)
        if link is None:
            return Violation("unknown", f'There is no active integration "{shown}".', None, (integration,))
        if not link.direct:
            return Violation("class", f'"{shown}" goes through a hub already; choose direct links.', None,
                             (integration,))
        reason = self._problem.reason_by_id.get(integration)
        if reason is None:
            return None
        rule = "zone" if reason is Reason.ZONE else "blocked"
        pair = (link.initiator, link.called)
        return Violation(rule, f"{self._pair(pair)} cannot go through a hub, because "
                         f"{self.because(Blocked(integration, reason))}.", pair, (integration,))

    def against_mixture(self, keys: Sequence[GroupKey]) -> Violation:
        """Why integrations of several groups, or none at all, make no channel."""
        if not keys:
            return Violation("unknown", "No integration is chosen; choose direct links that a channel should carry.")
        kinds = listing([self._kind(key) for key in keys], 4)
        return Violation("class", f"These links are of different kinds: {kinds}. A channel carries the same data in "
                         "one way in one zone; choose links of one kind.")

    def _kind(self, key: GroupKey) -> str:
        lane = f", {LANE_WORDS[key.lane]}" if key.lane else ""
        zone = f", in {self._zone(key.zone)}" if key.zone else ""
        return f"{key.entity} {CLASS_WORDS[key.cls]}{lane}{zone}"
