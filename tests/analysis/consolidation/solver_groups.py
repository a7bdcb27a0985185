"""Groups of flows for the tests of the solver, a brute force over all packings, and a check of what a solver says.

Shares nothing with the solver but the records.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, combinations

from d365arch.analysis.consolidation.records import Block, Group, GroupKey, HubKey, Pair, PlanOptions, Solved, Standing
from d365arch.analysis.consolidation.solve.solve import solve
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.settings import Costs
from d365arch.catalog.records import HubClass

KEY = GroupKey(HubClass.MESSAGE, "", ("account",), "")
HERE = frozenset({HubKey(HubClass.MESSAGE, ""), HubKey(HubClass.STREAM, "")})
COSTS = Costs()


def group_of(
    flows: Mapping[Pair, int] | Iterable[Pair], standing: Iterable[Standing] = (),
    elsewhere: Iterable[Pair] = (), key: GroupKey = KEY,
) -> Group:
    """A group with so many integrations per pair; `elsewhere` are pairs that a channel for more entities delivers."""
    counts = dict(flows) if isinstance(flows, Mapping) else dict.fromkeys(flows, 1)
    delivered: dict[Pair, tuple[str, ...]] = dict.fromkeys(elsewhere, ("another",))
    for channel in standing:
        for pair in pairs(channel.producers, channel.consumers):
            delivered[pair] = (*delivered.get(pair, ()), channel.id)
    return Group(key=key, standing=tuple(standing), delivered=delivered,
                 flows={pair: tuple(f"{pair[0]}-{pair[1]}-{i}" for i in range(n)) for pair, n in counts.items()})


def channel(channel_id: str, producers: Iterable[str], consumers: Iterable[str]) -> Standing:
    return Standing(channel_id, "bus", frozenset(producers), frozenset(consumers))


def pairs(producers: Iterable[str], consumers: Iterable[str]) -> list[Pair]:
    ends = list(consumers)
    return [(p, c) for p in producers for c in ends if p != c]


def solved(group: Group, costs: Costs = COSTS, watch: Watch | None = None, **options: object) -> Solved:
    """The solution of one group on an open hub, checked."""
    given = PlanOptions(**options)  # type: ignore[arg-type]
    [found] = solve([group], costs, HERE, given, watch or Watch())
    check(group, found, costs)
    return found


def check(group: Group, found: Solved, costs: Costs) -> None:
    """The contract's rules, and that the saving is what the blocks save."""
    standing = {s.id: s for s in group.standing}
    taken: set[Pair] = set()
    saving = 0.0
    assert len({b.extends for b in found.blocks if b.extends}) == sum(b.extends is not None for b in found.blocks)
    for block in found.blocks:
        own = standing[block.extends] if block.extends else channel("", "", "")
        assert own.producers <= block.producers
        assert own.consumers <= block.consumers
        saving -= 0 if block.extends else costs.channel
        saving -= costs.spoke * (len(block.producers - own.producers) + len(block.consumers - own.consumers))
        for pair in pairs(block.producers, block.consumers) if block.flows is None else block.flows:
            kept = pair[0] in own.producers and pair[1] in own.consumers
            assert kept or (pair in group.flows and pair not in group.delivered), f"leak or double delivery: {pair}"
            if pair in taken:
                assert kept
                continue
            taken.add(pair)
            saving += costs.link * len(group.flows.get(pair, ()))
    assert abs(saving - found.saving) < 1e-6
    assert found.saving <= found.most + 1e-9
    assert found.proven == (found.saving == found.most)
    assert found.most <= costs.link * sum(map(len, group.flows.values()))


def best_saving(group: Group, costs: Costs) -> float:
    """The most that any packing of blocks saves."""
    redundant = {pair for s in group.standing for pair in pairs(s.producers, s.consumers) if pair in group.flows}
    free = sorted(pair for pair in group.flows if pair not in group.delivered)
    candidates = list(_candidates(group, free, costs))

    @cache
    def best(at: int, covered: int, used: int) -> float:
        if at == len(free):
            return 0.0
        if covered >> at & 1:
            return best(at + 1, covered, used)
        values = [best(at + 1, covered, used)]
        for flows, value, stem in candidates:
            if flows >> at & 1 and not flows & covered and not stem & used:
                values.append(value + best(at + 1, covered | flows, used | stem))
        return max(values)

    return costs.link * sum(len(group.flows[pair]) for pair in redundant) + best(0, 0, 0)


def _candidates(group: Group, free: list[Pair], costs: Costs) -> Iterable[tuple[int, float, int]]:
    """Every channel allowed: its flows as bits, what it saves, and the bit of the channel that it extends."""
    systems = sorted({s for pair in free for s in pair})
    for bit, own in [(0, channel("", "", "")), *((1 << i, s) for i, s in enumerate(group.standing))]:
        for more_p in subsets(set(systems) - own.producers):
            for more_c in subsets(set(systems) - own.consumers):
                producers, consumers = own.producers | set(more_p), own.consumers | set(more_c)
                if not producers or not consumers:
                    continue
                new = [p for p in pairs(producers, consumers) if not (p[0] in own.producers and p[1] in own.consumers)]
                if new and all(p in free for p in new):
                    value = costs.link * sum(len(group.flows[p]) for p in new)
                    value -= costs.spoke * (len(more_p) + len(more_c)) + (0 if bit else costs.channel)
                    yield sum(1 << free.index(p) for p in new), value, bit


def subsets(items: Iterable[str]) -> Iterable[tuple[str, ...]]:
    ordered = sorted(items)
    return chain.from_iterable(combinations(ordered, k) for k in range(len(ordered) + 1))


def random_group(rng: random.Random, systems: str = "abcde", most: int = 9) -> Group:
    """A tiny group with two-way pairs, duplicates, now and then existing channels and pairs delivered elsewhere."""
    every = pairs(systems, systems)
    flows = {pair: rng.choice((1, 1, 1, 2, 3)) for pair in rng.sample(every, min(len(every), rng.randint(1, most)))}
    standing = [channel(f"t{i}", rng.sample(systems, rng.randint(0, 2)), rng.sample(systems, rng.randint(0, 2)))
                for i in range(rng.choice((0, 0, 1, 2)))]
    return group_of(flows, standing, rng.sample(every, 2) if rng.random() < 0.3 else ())


def woven(
    rng: random.Random, size: int, blocks: int, miss: float = 0.05, noise: int = 0, alike: bool = False
) -> Group:
    """Overlapping blocks with gaps and noise; `alike` makes the systems both producers and consumers."""
    left = [f"p{i:02}" for i in range(size)]
    right = left if alike else [f"c{i:02}" for i in range(size)]
    flows: dict[Pair, int] = {}
    for _ in range(blocks):
        own, theirs = (rng.sample(side, rng.randint(2, max(2, size // 3))) for side in (left, right))
        flows.update({pair: 1 for pair in pairs(own, theirs) if rng.random() >= miss})
    for _ in range(noise):
        one, other = rng.choice(left), rng.choice(right)
        if one != other:
            flows[one, other] = rng.choice((1, 1, 2))
    return group_of(flows)


def renamed(group: Group, name: Mapping[str, str]) -> Group:
    """The same group with other names of systems."""
    def of(pair: Pair) -> Pair:
        return name[pair[0]], name[pair[1]]

    return Group(
        key=group.key, flows={of(pair): ids for pair, ids in group.flows.items()},
        delivered={of(pair): by for pair, by in group.delivered.items()},
        standing=tuple(s._replace(producers=frozenset(name[p] for p in s.producers),
                                  consumers=frozenset(name[c] for c in s.consumers)) for s in group.standing))


def block(producers: str, consumers: str, extends: str | None = None) -> Block:
    return Block(frozenset(producers), frozenset(consumers), extends)
