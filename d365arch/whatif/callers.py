"""Who calls at the spokes to come, as the applied landscape will have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from d365arch.analysis.consolidation.records import Pair, PlannedChannel
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.whatif.spoke_facts import part_of, role_of

Member = tuple[int, str]
"""A member of a channel: its side (0 producer, 1 consumer) and the id of its system."""


def callers_of(facts: Facts, channel: PlannedChannel, flows: Mapping[Pair, Sequence[str]]) -> frozenset[Member]:
    """The members that call the channel; it calls the others.

    `flows` are the direct integrations of the channel's group by pair. A member that no integration speaks for meets
    the channel as its kind does: senders publish, receivers and pipelines are called, of an API its callers call.
    """
    found = set()
    for side, members in enumerate((channel.producers, channel.consumers)):
        for member in members:
            parts = [part_of(facts.landscape.integration_by_id[each], member, side == 0)
                     for pair in channel.covers if pair[side] == member for each in flows.get(pair, ())]
            if role_of(facts, channel.key.cls, parts).initiates if parts else _usually(channel, side):
                found.add((side, member))
    return frozenset(found)


def _usually(channel: PlannedChannel, side: int) -> bool:
    if channel.key.cls is HubClass.SYNC:
        return side == (0 if channel.key.lane == "source" else 1)
    return channel.key.cls is not HubClass.BATCH and side == 0
