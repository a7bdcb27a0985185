"""Channels whose members somebody moves: what they take over then, and who else has the data."""

from __future__ import annotations

from typing import NamedTuple

from d365arch.analysis.consolidation.channels import pairs_of
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import PlannedChannel, Standing

PRODUCER, CONSUMER = "producer", "consumer"
"""The sides of a channel."""


class Joins(NamedTuple):
    """Members of a channel that are not there yet."""

    producers: tuple[str, ...]
    consumers: tuple[str, ...]


def standing(problem: Problem, channel: PlannedChannel) -> Standing | None:
    """The existing channel that a planned one extends; none for a new one, and where it is gone."""
    group = problem.group_by_key.get(channel.key)
    return next((s for s in group.standing if s.id == channel.extends), None) if group else None


def joins(problem: Problem, channel: PlannedChannel) -> Joins:
    """Who newly joins a channel."""
    there = standing(problem, channel)
    if there is None:
        return Joins(channel.producers, channel.consumers)
    return Joins(tuple(p for p in channel.producers if p not in there.producers),
                 tuple(c for c in channel.consumers if c not in there.consumers))


def removed(problem: Problem, channel: PlannedChannel) -> tuple[str, ...]:
    """The integrations that a channel takes over."""
    group = problem.group_by_key.get(channel.key)
    return tuple(i for pair in channel.covers for i in group.flows.get(pair, ())) if group else ()


def refreshed(problem: Problem, channel: PlannedChannel) -> PlannedChannel:
    """The channel with what it takes over in the landscape of the problem; its members stay as they are."""
    group = problem.group_by_key.get(channel.key)
    flows = group.flows if group else {}
    delivered = group.delivered if group else {}
    covers = tuple(pair for pair in pairs_of(channel.producers, channel.consumers) if pair in flows
                   and (pair not in delivered or channel.extends in delivered[pair]))
    if channel.filters:
        return channel._replace(covers=tuple(p for p in covers if p in channel.filters))
    return channel._replace(covers=covers)


def with_members(problem: Problem, channel: PlannedChannel, producers: tuple[str, ...],
                 consumers: tuple[str, ...]) -> PlannedChannel:
    """The channel with other members; those of the channel that it extends stay, whoever is asked to go."""
    there = standing(problem, channel)
    if there is not None:
        producers, consumers = (*there.producers, *producers), (*there.consumers, *consumers)
    moved = channel._replace(producers=tuple(sorted(set(producers))), consumers=tuple(sorted(set(consumers))),
                             filters=())
    made = refreshed(problem, moved)
    return made._replace(filters=made.covers) if channel.filters else made


def moved(problem: Problem, channel: PlannedChannel, system: str, *, out_of: str = "", into: str = "",
          ) -> PlannedChannel:
    """The channel after a system left one of its sides, or came to one."""
    sides = {PRODUCER: channel.producers, CONSUMER: channel.consumers}
    if out_of:
        sides[out_of] = tuple(each for each in sides[out_of] if each != system)
    if into:
        sides[into] = (*sides[into], system)
    return with_members(problem, channel, sides[PRODUCER], sides[CONSUMER])


def others(problem: Problem, channel: PlannedChannel, side: str) -> tuple[str, ...]:
    """Systems that could be added on a side: first those that have the data on this side, then all of the zone."""
    group = problem.group_by_key.get(channel.key)
    there = set(channel.producers if side == PRODUCER else channel.consumers)
    pairs = (*group.flows, *group.blocked) if group else ()
    having = {pair[0 if side == PRODUCER else 1] for pair in pairs} - there
    zone = {node.id for node in problem.network.systems if node.zone == channel.key.zone} - there - having
    name = problem.network.label
    return (*sorted(having, key=name), *sorted(zone, key=name))


def having(problem: Problem, channel: PlannedChannel) -> tuple[str, ...]:
    """Systems outside of the channel that send or receive its data directly."""
    group = problem.group_by_key.get(channel.key)
    members = {*channel.producers, *channel.consumers}
    found = {system for pair in (*group.flows, *group.blocked) for system in pair} - members if group else set()
    return tuple(sorted(found, key=problem.network.label))


def joinable(problem: Problem, channel: PlannedChannel) -> tuple[tuple[str, str], ...]:
    """Sides on which systems outside of the channel have its data together with a member of the other side."""
    group = problem.group_by_key.get(channel.key)
    if group is None:
        return ()
    pairs = (*group.flows, *group.blocked)
    found = {(PRODUCER, p) for p, c in pairs if c in channel.consumers and p not in channel.producers}
    found |= {(CONSUMER, c) for p, c in pairs if p in channel.producers and c not in channel.consumers}
    return tuple(sorted(found))
