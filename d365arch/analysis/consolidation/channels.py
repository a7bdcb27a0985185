"""What a channel takes over, whom it joins, and what that saves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from d365arch.analysis.consolidation.records import Block, Group, GroupKey, Pair, PlannedChannel
from d365arch.analysis.settings import Costs

Order = tuple[GroupKey, tuple[str, ...], tuple[str, ...], str]
"""How ties between channels are broken: class, zone, entity, lane, producers, consumers."""


class Join(NamedTuple):
    """A system that becomes a member of a channel; `side` is `producer` or `consumer`."""

    system: str
    side: str


@dataclass(frozen=True)
class Worth:
    """A channel of a group with what it amounts to; costs are points.

    `removed` are the integrations that it takes over, `joins` its new members.
    """

    channel: PlannedChannel
    removed: tuple[str, ...]
    joins: tuple[Join, ...]
    before: float
    after: float

    @property
    def saving(self) -> float:
        """Points saved, the hub's own cost left out."""
        return self.before - self.after

    @cached_property
    def order(self) -> Order:
        """The place among channels of equal saving."""
        return order_of(self.channel)


def order_of(channel: PlannedChannel) -> Order:
    """The place of a channel among equals."""
    return (channel.key, channel.producers, channel.consumers, channel.extends or "")


def planned(group: Group, block: Block) -> PlannedChannel:
    """A solver's block in the words of a plan."""
    through = block.flows
    covers = (pair for pair in pairs_of(block.producers, block.consumers) if through is None or pair in through)
    return PlannedChannel(
        group.key, tuple(sorted(block.producers)), tuple(sorted(block.consumers)), block.extends,
        tuple(pair for pair in covers if pair in group.flows), tuple(sorted(through or ())),
    )


def pairs_of(producers: Iterable[str], consumers: Iterable[str]) -> list[Pair]:
    """All pairs of two different members, ascending."""
    takers = sorted(consumers)
    return [(p, c) for p in sorted(producers) for c in takers if p != c]


def worth(group: Group, channel: PlannedChannel, costs: Costs) -> Worth:
    """What a channel amounts to in its group."""
    standing = next((s for s in group.standing if s.id == channel.extends), None)
    old_producers, old_consumers = (standing.producers, standing.consumers) if standing else (frozenset(), frozenset())
    joins = (*(Join(s, "producer") for s in channel.producers if s not in old_producers),
             *(Join(s, "consumer") for s in channel.consumers if s not in old_consumers))
    removed = tuple(sorted(i for pair in channel.covers for i in group.flows[pair]))
    return Worth(channel, removed, joins, costs.link * len(removed),
                 costs.spoke * len(joins) + (0.0 if channel.extends else costs.channel))
