"""Channels that the rules allow, found without a solver: one per producer or consumer, and growth of what is there."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis.consolidation.check import allowed
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import Group, Pair, PlannedChannel, Standing


def simple_channels(problem: Problem, seed: int = 0) -> list[PlannedChannel]:
    """Channels that may be applied together: per group a fan-out, a fan-in, or more for a channel that is there."""
    found = []
    for number, group in enumerate(problem.groups, seed):
        found += list(_grown(group)) or list(_fan(group, out=number % 2 == 0))
    return list(allowed(problem, found))


def _free(group: Group) -> set[Pair]:
    return {pair for pair in group.flows if pair not in group.delivered and pair[0] != pair[1]}


def _fan(group: Group, *, out: bool) -> Iterator[PlannedChannel]:
    """The largest fan from one producer, or to one consumer."""
    side = 0 if out else 1
    fans: dict[str, list[Pair]] = {}
    for pair in sorted(_free(group)):
        fans.setdefault(pair[side], []).append(pair)
    if fans:
        _, pairs = max(fans.items(), key=lambda item: (len(item[1]), item[0]))
        yield PlannedChannel(group.key, tuple(sorted({p for p, _ in pairs})), tuple(sorted({c for _, c in pairs})),
                             None, tuple(pairs))


def _grown(group: Group) -> Iterator[PlannedChannel]:
    """A channel that is there with one consumer or producer more, or with links that it makes superfluous."""
    for standing in group.standing:
        for grown in _growths(group, standing):
            yield grown
            return


def _growths(group: Group, standing: Standing) -> Iterator[PlannedChannel]:
    free = _free(group)
    mine = {pair for pair, channels in group.delivered.items() if channels == (standing.id,)} & group.flows.keys()
    for system in sorted({c for _, c in free} - standing.consumers):
        pairs = {(p, system) for p in standing.producers if p != system}
        if pairs and pairs <= free:
            yield _channel(group, standing, frozenset(), frozenset({system}), pairs | mine)
    for system in sorted({p for p, _ in free} - standing.producers):
        pairs = {(system, c) for c in standing.consumers if c != system}
        if pairs and pairs <= free:
            yield _channel(group, standing, frozenset({system}), frozenset(), pairs | mine)
    if mine:
        yield _channel(group, standing, frozenset(), frozenset(), mine)


def _channel(group: Group, standing: Standing, producers: frozenset[str], consumers: frozenset[str],
             covers: set[Pair]) -> PlannedChannel:
    return PlannedChannel(group.key, tuple(sorted(standing.producers | producers)),
                          tuple(sorted(standing.consumers | consumers)), standing.id, tuple(sorted(covers)))
