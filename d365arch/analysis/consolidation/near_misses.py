"""Blocks that would pay if one or two pairs more existed or were not blocked: questions, never counted as savings.

A bounded search beside the plan: channels that another member would almost fit, two channels that are almost one, and
direct links that are almost a block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from d365arch.analysis.consolidation.channels import Worth, pairs_of
from d365arch.analysis.consolidation.ordering import EPSILON
from d365arch.analysis.consolidation.problem import Problem, hub_of
from d365arch.analysis.consolidation.records import Blocked, Group, HubKey, NearMiss, Pair, PlannedChannel
from d365arch.analysis.consolidation.sentences import points
from d365arch.analysis.consolidation.wishes import Complaints
from d365arch.analysis.wording import listing, plural

MISSING = 2
"""How many pairs may be missing at most."""

_STEPS = 400_000
"""Pairs looked at in all, so that the search takes about a second at most."""

_SEEDS = 40
"""Sets of producers, and channels, of one group that are tried."""


class _Found(NamedTuple):
    """A candidate: the block, and what it would save against the plan."""

    producers: frozenset[str]
    consumers: frozenset[str]
    absent: tuple[Pair, ...]
    blocked: tuple[Pair, ...]
    saving: float


def near_misses(
    problem: Problem, worths: Iterable[Worth], deficit: Mapping[HubKey, float], limit: int = 20
) -> tuple[NearMiss, ...]:
    """The near misses that would save most, the best first.

    `worths` are all channels that were found, those of rejected hubs included; `deficit` says for each hub that is not
    opened how many points it lacks. In filtered mode no block needs to be complete, so there is none.
    """
    if problem.filtered:
        return ()
    by_group: dict[object, list[Worth]] = {}
    for worth in worths:
        by_group.setdefault(worth.channel.key, []).append(worth)
    searcher = _Searcher(problem)
    found: list[tuple[Group, _Found]] = []
    for group in sorted(problem.groups, key=lambda g: (-len(g.flows), g.key)):
        if len(group.flows) + len(group.standing) < 2 or searcher.steps <= 0:
            continue
        lacks = deficit.get(hub_of(group.key), 0.0)
        best = searcher.search(group, by_group.get(group.key, []))
        found += [(group, f._replace(saving=f.saving - lacks)) for f in best if f.saving - lacks > EPSILON]
    found.sort(key=lambda item: _rank(*item))
    say = Complaints(problem)
    return tuple(_told(problem, say, group, f) for group, f in found[:limit])


def _rank(group: Group, f: _Found) -> tuple[object, ...]:
    return (-f.saving, len(f.absent) + len(f.blocked), group.key, sorted(f.producers), sorted(f.consumers))


class _Searcher:
    """Searches group by group, within one budget."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._costs = problem.costs
        self.steps = _STEPS

    def search(self, group: Group, worths: Sequence[Worth]) -> list[_Found]:
        """The candidates of one group, each block once."""
        state = _State(self._problem, group, worths)
        found: dict[tuple[frozenset[str], frozenset[str]], _Found] = {}
        for f in (*self._grown(state), *self._merged(state), *self._new(state)):
            found.setdefault((f.producers, f.consumers), f)
        return list(found.values())

    def _grown(self, state: _State) -> Iterator[_Found]:
        """A channel with one member more."""
        for worth in state.worths[:_SEEDS]:
            producers, consumers = frozenset(worth.channel.producers), frozenset(worth.channel.consumers)
            for consumer in sorted(set().union(*(state.takers.get(p, set()) for p in producers)) - consumers):
                yield from self._candidate(state, producers, consumers | {consumer}, (worth,))
            for producer in sorted(set().union(*(state.givers.get(c, set()) for c in consumers)) - producers):
                yield from self._candidate(state, producers | {producer}, consumers, (worth,))

    def _merged(self, state: _State) -> Iterator[_Found]:
        """Two new channels as one."""
        new = [w for w in state.worths[:_SEEDS] if w.channel.extends is None]
        for one, other in combinations(new, 2):
            yield from self._candidate(
                state, frozenset(one.channel.producers + other.channel.producers),
                frozenset(one.channel.consumers + other.channel.consumers), (one, other))

    def _new(self, state: _State) -> Iterator[_Found]:
        """A new channel of links that the plan leaves direct."""
        seeds = Counter(frozenset(givers) for givers in state.givers.values() if len(givers) > 1)
        ranked = sorted(seeds, key=lambda s: (-seeds[s] * len(s), sorted(s)))
        for producers in ranked[:_SEEDS]:
            self.steps -= len(state.givers)
            lacking = sorted((len(producers - givers - {c}), c) for c, givers in state.givers.items()
                             if len(producers & givers) > 1)
            consumers = {c for lacks, c in lacking if lacks == 0}
            left = MISSING
            for lacks, consumer in lacking:
                if 0 < lacks <= left:
                    left -= lacks
                    consumers.add(consumer)
            if left < MISSING:
                yield from self._candidate(state, producers, frozenset(consumers), ())

    def _candidate(
        self, state: _State, producers: frozenset[str], consumers: frozenset[str], instead: Sequence[Worth]
    ) -> Iterator[_Found]:
        """The block in the place of some channels of the plan, where it lacks few pairs and would pay."""
        own = {pair for worth in instead for pair in worth.channel.covers}
        if self.steps <= 0:
            return
        kinds: dict[str, list[Pair]] = {"free": [], "blocked": [], "absent": [], "taken": []}
        for pair in pairs_of(producers, consumers):
            self.steps -= 1
            if pair in own or state.stands(instead, pair):
                continue
            kinds[state.kind(pair)].append(pair)
            if kinds["taken"] or len(kinds["blocked"]) + len(kinds["absent"]) > MISSING:
                return
        if not kinds["blocked"] and not kinds["absent"]:
            return
        links = sum(map(state.links, (*kinds["free"], *kinds["blocked"])))
        saving = self._costs.link * links + sum(w.after for w in instead) - self._cost(producers, consumers, instead)
        if saving > EPSILON:
            yield _Found(producers, consumers, tuple(kinds["absent"]), tuple(kinds["blocked"]), saving)

    def _cost(self, producers: frozenset[str], consumers: frozenset[str], instead: Sequence[Worth]) -> float:
        """Points of the block; members that an existing channel has already cost nothing."""
        members = len(producers) + len(consumers)
        if not any(w.channel.extends for w in instead):
            return self._costs.channel + self._costs.spoke * members
        worth = instead[0]
        there = len(worth.channel.producers) + len(worth.channel.consumers) - len(worth.joins)
        return self._costs.spoke * (members - there)


class _State:
    """A group as the plan leaves it."""

    def __init__(self, problem: Problem, group: Group, worths: Sequence[Worth]) -> None:
        self._existing = problem.existing
        self._group = group
        self.worths = sorted([*worths, *_untouched(group, worths)], key=lambda w: (-w.saving, w.order))
        self._taken = {pair for w in worths for pair in w.channel.covers}
        self.givers: dict[str, set[str]] = {}
        self.takers: dict[str, set[str]] = {}
        for producer, consumer in sorted(group.flows.keys() - self._taken - group.delivered.keys()):
            self.givers.setdefault(consumer, set()).add(producer)
            self.takers.setdefault(producer, set()).add(consumer)

    def stands(self, instead: Sequence[Worth], pair: Pair) -> bool:
        """Whether one of the channels is there already and delivers the pair."""
        extended = {w.channel.extends for w in instead if w.channel.extends}
        return any(s.id in extended and pair[0] in s.producers and pair[1] in s.consumers
                   for s in self._group.standing)

    def kind(self, pair: Pair) -> str:
        """What stands in the way of a pair: nothing, a blocked link, no link at all, or another channel."""
        group = self._group
        if pair in self._taken or pair in group.delivered:
            return "taken"
        if pair in group.flows:
            return "free"
        if pair in group.blocked:
            return "blocked"
        return "taken" if self._existing.delivered(group.key, [pair]) else "absent"

    def links(self, pair: Pair) -> int:
        """How many integrations a pair has."""
        return len(self._group.flows.get(pair) or self._group.blocked.get(pair, ()))


def _untouched(group: Group, worths: Sequence[Worth]) -> list[Worth]:
    """The existing channels that the plan leaves as they are."""
    extended = {w.channel.extends for w in worths}
    return [Worth(PlannedChannel(group.key, tuple(sorted(s.producers)), tuple(sorted(s.consumers)), s.id), (), (), 0, 0)
            for s in group.standing if s.id not in extended]


def _told(problem: Problem, say: Complaints, group: Group, f: _Found) -> NearMiss:
    name, key = problem.network.label, group.key
    blocked = tuple(sorted(b for pair in f.blocked for b in group.blocked[pair]))
    asked = [_needed(problem, key.entity, f.absent)] if f.absent else []
    asked += [_could(problem, say, b) for b in blocked]
    block = (f"{plural(len(f.producers), 'producer', 'producers')} x "
             f"{plural(len(f.consumers), 'consumer', 'consumers')}")
    question = f"{' and '.join(asked)}?"
    return NearMiss(
        key, tuple(sorted(f.producers)), tuple(sorted(f.consumers)), f.absent, blocked, f.saving,
        f"{question[0].upper()}{question[1:]} Then one channel of {block} of {key.entity} would save "
        f"{points(f.saving)} {'point' if f.saving == 1 else 'points'} more "
        f"({listing([name(p) for p in sorted(f.producers)], 4)} to "
        f"{listing([name(c) for c in sorted(f.consumers)], 4)}).",
    )


def _needed(problem: Problem, entity: str, absent: Sequence[Pair]) -> str:
    name = problem.network.label
    if len(absent) == 1:
        (producer, consumer), = absent
        return f"does {name(consumer)} need {entity} of {name(producer)}, too"
    return f"do {listing([f'{name(c)} (from {name(p)})' for p, c in absent])} need {entity}, too"


def _could(problem: Problem, say: Complaints, blocked: Blocked) -> str:
    link = problem.network.link_by_id[blocked.integration]
    name = problem.network.label
    return f"could {name(link.initiator)} to {name(link.called)} be freed ({say.because(blocked)})"
