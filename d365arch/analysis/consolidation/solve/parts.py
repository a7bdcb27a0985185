"""Splits a group into parts that can be solved on their own, as bit sets over producers and consumers.

A part is a bipartite graph: side 0 are producers, side 1 consumers, an edge is a routable pair that no channel delivers
yet. Systems whose neighborhoods are the same are one node: some best solution treats them alike (the better treated
one can be copied to all).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from d365arch.analysis.consolidation.records import Block, Group, Pair, Standing
from d365arch.analysis.consolidation.solve.canonical import canonical_order
from d365arch.analysis.settings import Costs

Layers = tuple[tuple[float, int], ...]
"""Points of the edges of a node: each value with the set of neighbors it holds for."""


def bits(mask: int) -> Iterator[int]:
    """The members of a bit set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def weight(layers: Layers, mask: int) -> float:
    """Points of the edges that go into `mask`."""
    total = 0.0
    for value, members in layers:
        total += value * (members & mask).bit_count()
    return total


class Stem(NamedTuple):
    """An existing channel as seen by a part: `base` are its members there, `grow` who might join, each by side."""

    channel: Standing
    base: tuple[int, int]
    grow: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part, each field by side: 0 producers, 1 consumers.

    `systems` are the ids behind each node, `free` its edges, `wild` the neighbor that is the same system (an echo:
    allowed, worth nothing), `layers` the points of its edges, `cost` of making it a member. `channel` is the cost of a
    new channel, `direct` of all edges left as they are. `flows` has the number of integrations by edge (nodes).
    """

    systems: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
    free: tuple[tuple[int, ...], tuple[int, ...]]
    wild: tuple[tuple[int, ...], tuple[int, ...]]
    layers: tuple[tuple[Layers, ...], tuple[Layers, ...]]
    cost: tuple[tuple[float, ...], tuple[float, ...]]
    stems: tuple[Stem, ...]
    channel: float
    spoke: float
    link: float
    direct: float

    @property
    def size(self) -> int:
        """Nodes of both sides."""
        return len(self.free[0]) + len(self.free[1])

    @property
    def edges(self) -> int:
        """Edges between nodes (after merging alike systems)."""
        return sum(mask.bit_count() for mask in self.free[0])


class Flows(NamedTuple):
    """Flows of a group: those to be had with their integrations, and those that existing channels deliver anyway."""

    free: dict[Pair, int]
    retired: dict[str, list[Pair]]
    """Pairs whose direct integrations are to go by naming the existing channel (its id) that delivers them."""
    saving: float
    """Points for the retired ones."""


def read_flows(group: Group, costs: Costs) -> Flows:
    """What of a group a new or growing channel may carry, and what is redundant."""
    flows = Flows({}, defaultdict(list), sum(
        costs.link * len(ids) for pair, ids in group.flows.items() if _delivering(group, pair)))
    for pair in sorted(group.flows):
        by = _delivering(group, pair)
        if by and costs.link > 0:
            flows.retired[min(by)].append(pair)
        elif not by and pair not in group.delivered and pair[0] != pair[1]:
            flows.free[pair] = len(group.flows[pair])
    return flows


def _delivering(group: Group, pair: Pair) -> list[str]:
    return [s.id for s in group.standing if pair[0] in s.producers and pair[1] in s.consumers]


def parts_of(group: Group, flows: Flows, costs: Costs) -> tuple[Part, ...]:
    """The parts of a group, in a fixed order."""
    return tuple(_part(pairs, standing, costs) for pairs, standing in _connected(flows.free, group.standing))


def block_of(part: Part, producers: int, consumers: int, stem: int | None) -> Block:
    """A solver's bit sets as a block with the ids of systems; of an extension all members are named."""
    own = frozenset(s for i in bits(producers) for s in part.systems[0][i])
    theirs = frozenset(s for i in bits(consumers) for s in part.systems[1][i])
    if stem is None:
        return Block(own, theirs)
    channel = part.stems[stem].channel
    return Block(own | channel.producers, theirs | channel.consumers, channel.id)


class _Joined:
    """Union-find over nodes (side, system)."""

    def __init__(self) -> None:
        self._parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(self, node: tuple[int, str]) -> tuple[int, str]:
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, one: tuple[int, str], other: tuple[int, str]) -> None:
        self._parent[self.root(one)] = self.root(other)


def _connected(
    free: Mapping[Pair, int], standing: Sequence[Standing]
) -> Iterator[tuple[dict[Pair, int], list[tuple[Standing, frozenset[str], frozenset[str]]]]]:
    """Pairs that belong together, each with the channels that might be extended by them and by whom."""
    joined = _Joined()
    for p, c in free:
        joined.join((0, p), (1, c))
        if (c, p) in free:
            joined.join((0, p), (0, c))
    growing: list[tuple[Standing, frozenset[str], frozenset[str]]] = []
    for channel in sorted(standing):
        producers, consumers = _may_join(free, channel)
        nodes = [(0, p) for p in sorted(producers)] + [(1, c) for c in sorted(consumers)]
        if nodes:
            growing.append((channel, producers, consumers))
            for node in nodes[1:]:
                joined.join(nodes[0], node)
    pairs_of: dict[tuple[int, str], dict[Pair, int]] = defaultdict(dict)
    for pair, count in free.items():
        pairs_of[joined.root((0, pair[0]))][pair] = count
    for root, pairs in sorted(pairs_of.items(), key=lambda item: min(item[1])):
        yield pairs, [g for g in growing if joined.root(_some_node(g)) == root]


def _some_node(growth: tuple[Standing, frozenset[str], frozenset[str]]) -> tuple[int, str]:
    _, producers, consumers = growth
    return (0, min(producers)) if producers else (1, min(consumers))


def _may_join(free: Mapping[Pair, int], channel: Standing) -> tuple[frozenset[str], frozenset[str]]:
    """Producers and consumers that might join an existing channel and have something to gain there."""
    producers = {p for p, _ in free} - channel.producers
    consumers = {c for _, c in free} - channel.consumers
    producers = {p for p in producers if all(p == c or (p, c) in free for c in channel.consumers)}
    consumers = {c for c in consumers if all(p == c or (p, c) in free for p in channel.producers)}
    to_producers: dict[str, set[str]] = defaultdict(set)
    to_consumers: dict[str, set[str]] = defaultdict(set)
    for p, c in free:
        to_producers[c].add(p)
        to_consumers[p].add(c)
    while True:
        useful = {p for p in producers if to_consumers[p] & (channel.consumers | consumers)}
        gaining = {c for c in consumers if to_producers[c] & (channel.producers | useful)}
        if (useful, gaining) == (producers, consumers):
            return frozenset(useful), frozenset(gaining)
        producers, consumers = useful, gaining


def _part(
    pairs: Mapping[Pair, int], growing: Sequence[tuple[Standing, frozenset[str], frozenset[str]]], costs: Costs
) -> Part:
    """The part of connected pairs: alike systems merged, nodes in an order that does not depend on names."""
    order = canonical_order(pairs, growing)
    nodes = tuple(_merged(side, order[side], pairs, growing) for side in (0, 1))
    at = tuple({s: i for i, systems in enumerate(nodes[side]) for s in systems} for side in (0, 1))
    by_edge = {(at[0][p], at[1][c]): count for (p, c), count in pairs.items()}
    free = ([0] * len(nodes[0]), [0] * len(nodes[1]))
    values: tuple[list[dict[float, int]], ...] = tuple([{} for _ in nodes[side]] for side in (0, 1))
    for (i, j), count in by_edge.items():
        value = costs.link * count * len(nodes[0][i]) * len(nodes[1][j])
        for side, a, b in ((0, i, j), (1, j, i)):
            free[side][a] |= 1 << b
            values[side][a][value] = values[side][a].get(value, 0) | 1 << b
    wild = tuple(tuple(_bit_of(systems, at[1 - side]) for systems in nodes[side]) for side in (0, 1))
    return Part(
        systems=(nodes[0], nodes[1]), free=(tuple(free[0]), tuple(free[1])), wild=(wild[0], wild[1]),
        layers=(_layers(values[0]), _layers(values[1])),
        cost=(tuple(costs.spoke * len(n) for n in nodes[0]), tuple(costs.spoke * len(n) for n in nodes[1])),
        stems=tuple(_stem(g, at) for g in growing), channel=costs.channel, spoke=costs.spoke, link=costs.link,
        direct=costs.link * sum(pairs.values()),
    )


def _layers(values: Iterable[Mapping[float, int]]) -> tuple[Layers, ...]:
    return tuple(tuple(sorted(v.items())) for v in values)


def _bit_of(systems: tuple[str, ...], at: Mapping[str, int]) -> int:
    return 1 << at[systems[0]] if len(systems) == 1 and systems[0] in at else 0


def _stem(
    growth: tuple[Standing, frozenset[str], frozenset[str]], at: Sequence[Mapping[str, int]]
) -> Stem:
    channel, producers, consumers = growth
    return Stem(channel, (_mask(channel.producers, at[0]), _mask(channel.consumers, at[1])),
                (_mask(producers, at[0]), _mask(consumers, at[1])))


def _mask(systems: Iterable[str], at: Mapping[str, int]) -> int:
    mask = 0
    for s in systems:
        if s in at:
            mask |= 1 << at[s]
    return mask


def _merged(
    side: int, ordered: Sequence[str], pairs: Mapping[Pair, int],
    growing: Sequence[tuple[Standing, frozenset[str], frozenset[str]]],
) -> tuple[tuple[str, ...], ...]:
    """Systems of a side that are alike together, in the order given.

    A system that stands on both sides is alike nobody: its own echo sets it apart.
    """
    other = {pair[1 - side] for pair in pairs}
    edges: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for pair, count in pairs.items():
        edges[pair[side]].append((pair[1 - side], count))
    alike: dict[object, list[str]] = {}
    for s in ordered:
        places = tuple((s in (g[0].producers, g[0].consumers)[side], s in g[1 + side]) for g in growing)
        alike.setdefault(s if s in other else (frozenset(edges[s]), places), []).append(s)
    return tuple(tuple(systems) for systems in alike.values())
