"""Whether wished channels keep the rules: no leak, no duplicate delivery, nothing rerouted that may not be.

Source of the rules: section 3 of the product's analysis contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from d365arch.analysis.consolidation.channels import pairs_of
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import Group, GroupKey, Pair, PlannedChannel, Standing, Violation
from d365arch.analysis.consolidation.wishes import Complaints

Bad = dict[Pair, Violation]
"""What speaks against single pairs of a channel."""


def violations(problem: Problem, channels: Iterable[PlannedChannel]) -> tuple[Violation, ...]:
    """Why these channels, wished together, are not allowed; empty where they are."""
    return checked(problem, channels)[1]


def allowed(problem: Problem, channels: Iterable[PlannedChannel]) -> tuple[PlannedChannel, ...]:
    """What is allowed of these channels: without the members that would break a rule, complete with what they cover."""
    return checked(problem, channels)[0]


def checked(
    problem: Problem, channels: Iterable[PlannedChannel]
) -> tuple[tuple[PlannedChannel, ...], tuple[Violation, ...]]:
    """What is allowed of these channels, and what speaks against the rest. Of two that collide the first stands."""
    checker = _Checker(problem)
    kept = [channel for wished in channels if (channel := checker.check(wished)) is not None]
    return tuple(kept), tuple(checker.found)


class _Checker:
    """Checks channels one after the other, each against the landscape and those before it."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._say = Complaints(problem)
        self._taken: set[tuple[GroupKey, Pair]] = set()
        """What the channels so far take over, for each entity by itself: sets of entities may overlap."""
        self._extended: set[str] = set()
        self.found: list[Violation] = []

    def check(self, wished: PlannedChannel) -> PlannedChannel | None:
        """The channel as far as it is allowed; none where nothing is left of it."""
        against = self._say.against_channel(wished, self._extended)
        if against:
            self.found.append(against)
            return None
        problem = self._problem
        group = problem.group_by_key.get(wished.key) or Group(
            key=wished.key, flows={}, standing=problem.existing.standing(wished.key))
        standing = _standing(group, wished)
        strangers = self._say.against_members(wished, standing)
        self.found += strangers.values()
        producers = (set(wished.producers) - strangers.keys()) | standing.producers
        consumers = (set(wished.consumers) - strangers.keys()) | standing.consumers
        filtered = problem.filtered and bool(wished.filters)
        pairs = list(wished.filters) if filtered else pairs_of(producers, consumers)
        pairs = [(p, c) for p, c in pairs if p in producers and c in consumers]
        bad = self._against_pairs(group, standing, pairs)
        self.found += bad.values()
        if filtered:
            channel = _without_pairs(wished, standing, [pair for pair in pairs if pair not in bad])
        else:
            channel = _without_members(wished, standing, (producers, consumers), bad)
        return self._kept(group, standing, channel)

    def _against_pairs(self, group: Group, standing: Standing, pairs: Sequence[Pair]) -> Bad:
        """What speaks against the pairs that a channel would deliver anew."""
        known = group.delivered
        others = [pair for pair in pairs if pair not in group.flows and pair not in group.blocked]
        delivered = {**known, **self._problem.existing.delivered(group.key, others)} if others else known
        bad: Bad = {}
        for pair in pairs:
            if pair[0] in standing.producers and pair[1] in standing.consumers:
                continue
            if pair in group.blocked:
                bad[pair] = self._say.blocked(group, pair)
            elif pair in delivered:
                bad[pair] = self._say.delivered(group.key, pair, delivered[pair])
            elif pair not in group.flows:
                bad[pair] = self._say.not_received(group.key, pair)
            elif self._is_taken(group.key, pair):
                bad[pair] = self._say.wished_twice(group.key, pair)
        return bad

    def _is_taken(self, key: GroupKey, pair: Pair) -> bool:
        return any((single, pair) in self._taken for single in singles(key))

    def _kept(self, group: Group, standing: Standing, channel: PlannedChannel) -> PlannedChannel | None:
        """The channel with what it covers; none where it would be without a side or change nothing."""
        if not channel.producers or not channel.consumers:
            return None
        through = channel.filters if self._problem.filtered and channel.filters else pairs_of(
            channel.producers, channel.consumers)
        covers = tuple(pair for pair in through if pair in group.flows and not self._is_taken(group.key, pair))
        grown = len(channel.producers) + len(channel.consumers) > len(standing.producers) + len(standing.consumers)
        if not covers and not (channel.extends and grown):
            return None
        self._taken.update((single, pair) for single in singles(group.key) for pair in covers)
        if channel.extends:
            self._extended.add(channel.extends)
        return channel._replace(covers=covers)


def singles(key: GroupKey) -> list[GroupKey]:
    """The group of each entity of a group by itself."""
    return [key._replace(entities=(entity,)) for entity in key.entities]


def _standing(group: Group, wished: PlannedChannel) -> Standing:
    """The channel that is extended; one without members for a new channel."""
    nobody: frozenset[str] = frozenset()
    return next((s for s in group.standing if s.id == wished.extends), Standing("", "", nobody, nobody))


def _without_pairs(wished: PlannedChannel, standing: Standing, through: Sequence[Pair]) -> PlannedChannel:
    """The filtered channel that lets these pairs through, with the members that takes."""
    return wished._replace(
        producers=tuple(sorted({p for p, _ in through} | standing.producers)),
        consumers=tuple(sorted({c for _, c in through} | standing.consumers)), filters=tuple(sorted(through)),
    )


def _without_members(
    wished: PlannedChannel, standing: Standing, sides: tuple[set[str], set[str]], bad: Bad
) -> PlannedChannel:
    """The channel without members until no bad pair is left: each time the new one with most bad pairs goes."""
    kept = (set(sides[0]), set(sides[1]))
    left = set(bad)
    while left:
        counts = Counter(seat for pair in left for seat in _new_seats(standing, pair))
        side, member = min(counts, key=lambda seat: (-counts[seat], -seat[0], seat[1]))
        kept[side].discard(member)
        left = {pair for pair in left if pair[side] != member}
    return wished._replace(producers=tuple(sorted(kept[0])), consumers=tuple(sorted(kept[1])), filters=())


def _new_seats(standing: Standing, pair: Pair) -> list[tuple[int, str]]:
    """The sides (0 producer, 1 consumer) of a pair on which its system is no member yet."""
    there = (standing.producers, standing.consumers)
    return [(side, system) for side, system in enumerate(pair) if system not in there[side]]
