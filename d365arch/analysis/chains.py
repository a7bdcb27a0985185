"""Chains of synchronous calls: how deep they go, how long they take, how often they work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod

from d365arch.analysis.algorithms import heaviest_path, reach_of_components, strong_components
from d365arch.analysis.graph import Edge, Graphs
from d365arch.analysis.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Calls that wait for each other. `nodes` are systems and channels in order, `links` one integration per call.

    `latency_ms` adds up what is stated; `unstated` counts calls without a stated latency. `availability` multiplies
    every system and hub on the way once.
    """

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    latency_ms: float
    unstated: int
    availability: float

    @property
    def calls(self) -> int:
        """How many calls the chain has; a way through a channel is two."""
        return len(self.links)


@dataclass(frozen=True)
class SyncChains:
    """Everything about waiting calls in one network."""

    graphs: Graphs
    settings: Settings

    @cached_property
    def _components(self) -> list[list[int]]:
        return strong_components(self.graphs.sync_dependencies)

    @cached_property
    def cycles(self) -> list[tuple[str, ...]]:
        """Groups that wait for each other in a circle, largest first."""
        names = self.graphs.names
        groups = (tuple(sorted(names[n] for n in c)) for c in self._components if len(c) > 1)
        return sorted(groups, key=lambda g: (-len(g), g))

    def latency(self, edge: Edge) -> tuple[float, bool]:
        """Milliseconds of one call, and whether they are stated.

        Into a channel it is the hub's hop, out of it the channel's latency, else the largest p95 of the links.
        """
        channels, names = self.graphs.network.channel_by_id, self.graphs.names
        if names[edge[1]] in channels:
            return self.settings.hop_ms[channels[names[edge[1]]].cls.value], True
        stated = [k.latency_ms for k in self.graphs.sync_links[edge] if k.latency_ms is not None]
        if names[edge[0]] in channels:
            latency = channels[names[edge[0]]].latency_ms
            return latency, latency > 0 or bool(stated)
        return max(stated, default=0.0), bool(stated)

    @cached_property
    def deepest(self) -> Chain | None:
        """The chain with most calls; none while there is a circle or no synchronous call."""
        return self._heaviest(dict.fromkeys(self.graphs.sync_links, 1.0))

    @cached_property
    def slowest(self) -> Chain | None:
        """The chain that takes longest; none as `deepest`."""
        return self._heaviest({edge: self.latency(edge)[0] for edge in self.graphs.sync_links})

    def _heaviest(self, weights: dict[Edge, float]) -> Chain | None:
        if self.cycles or not weights:
            return None
        _, path = heaviest_path(self.graphs.sync_dependencies, weights, self._components)
        return self.chain(path)

    def chain(self, path: list[int]) -> Chain:
        """The chain along a path of R."""
        edges = list(pairwise(path))
        times = [self.latency(edge) for edge in edges]
        return Chain(
            nodes=tuple(self.graphs.names[n] for n in path),
            links=tuple(self.graphs.sync_links[edge][0].id for edge in edges),
            latency_ms=sum(time for time, _ in times),
            unstated=sum(not stated for _, stated in times),
            availability=prod(self._availability(node) for node in dict.fromkeys(map(self._carrier, path))),
        )

    def _carrier(self, node: int) -> str:
        """The system, or the hub of a channel."""
        return self.graphs.hub_of(node) or self.graphs.names[node]

    def _availability(self, node_id: str) -> float:
        return self.graphs.network.node_by_id[node_id].availability

    @cached_property
    def needed(self) -> dict[str, tuple[float, int]]:
        """Per system, its availability with all that it waits for, and a bit set of those nodes."""
        graphs = self.graphs
        own = [1 << graphs.number[self._carrier(node)] for node in range(len(graphs.names))]
        reached = reach_of_components(graphs.sync_dependencies, self._components, own)
        masks: dict[float, int] = {}
        for node_id in graphs.network.node_by_id:
            share = self._availability(node_id)
            masks[share] = masks.get(share, 0) | 1 << graphs.number[node_id]
        levels = sorted(masks.items())
        found: dict[str, tuple[float, int]] = {}
        for component, bits in zip(self._components, reached, strict=True):
            value = prod(share ** (bits & mask).bit_count() for share, mask in levels)
            for node in component:
                if graphs.is_system[node]:
                    found[graphs.names[node]] = (value, bits)
        return found

    def waits(self, system_id: str) -> bool:
        """Whether a system waits for any other."""
        return self.needed[system_id][1] != 1 << self.graphs.number[system_id]

    def waits_for(self, system_id: str) -> list[str]:
        """Systems and hubs that a system waits for, by id, itself left out."""
        bits = self.needed[system_id][1] & ~(1 << self.graphs.number[system_id])
        return sorted(name for position, name in enumerate(self.graphs.names) if bits >> position & 1)

    @cached_property
    def longest_drawn(self) -> Chain | None:
        """The longest chain of drawn calls in which no system comes twice.

        People are not counted, nor is a hub that starts by itself: it works off a queue, and nobody waits for it.
        Exact where the calls have no circle; else the longest found within 20,000 steps of a search.
        """
        edges = self._drawn_edges
        if not edges:
            return None
        graph: list[list[int]] = [[] for _ in self.graphs.names]
        for source, target in sorted(edges):
            graph[source].append(target)
        components = strong_components(graph)
        if all(len(c) == 1 for c in components):
            _, path = heaviest_path(graph, dict.fromkeys(edges, 1.0), components)
        else:
            path = _longest_simple_path(graph, 20_000)
        return self.chain(path)

    def drawn_paths(self, steps: int = 20_000) -> Iterator[list[int]]:
        """Chains of drawn calls that cannot be longer, without repeated nodes; from those whom nobody calls, where
        there are any. What is found within so many steps, of which each start has a fair part."""
        edges = self._drawn_edges
        graph: dict[int, list[int]] = {}
        for source, target in sorted(edges):
            graph.setdefault(source, []).append(target)
        called = {target for _, target in edges}
        starts = [n for n in graph if n not in called] or list(graph)
        for start in starts:
            yield from _maximal_paths(graph, start, max(steps // len(starts), 50))

    @cached_property
    def _drawn_edges(self) -> set[Edge]:
        people = {s.id for s in self.graphs.network.systems if s.person}
        edges = {self.graphs.dependency(link) for link in self.graphs.waiting
                 if link.initiator not in people and link.called not in people}
        edges = {(a, b) for a, b in edges if a != b}
        while True:
            called = {target for _, target in edges}
            idle = {a for a, _ in edges if not self.graphs.is_system[a] and a not in called}
            if not idle:
                return edges
            edges = {(a, b) for a, b in edges if a not in idle}


def _maximal_paths(graph: Mapping[int, list[int]], start: int, steps: int) -> Iterator[list[int]]:
    """Paths from a node without repeated nodes that cannot be longer, within so many steps."""
    path, work, longer = [start], [iter(graph.get(start, ()))], [False]
    while work and steps > 0:
        steps -= 1
        child = next(work[-1], -1)
        if child < 0:
            if not longer.pop():
                yield list(path)
            work.pop()
            path.pop()
        elif child not in path:
            longer[-1] = True
            path.append(child)
            work.append(iter(graph.get(child, ())))
            longer.append(False)


def _longest_simple_path(graph: list[list[int]], steps: int) -> list[int]:
    """The longest path without repeated nodes found from all starts in turn, each with a fair part of the steps."""
    best: list[int] = []
    incoming = Counter(child for row in graph for child in row)
    starts = sorted((n for n, row in enumerate(graph) if row), key=lambda n: (incoming[n], n))
    share = max(steps // max(len(starts), 1), 50)
    for start in starts:
        if steps <= 0:
            break
        left = min(share, steps)
        steps -= left
        path, on_path = [start], {start}
        work = [iter(graph[start])]
        while work and left > 0:
            child = next(work[-1], -1)
            left -= 1
            if child < 0:
                work.pop()
                on_path.discard(path.pop())
            elif child not in on_path:
                path.append(child)
                on_path.add(child)
                work.append(iter(graph[child]))
                if len(path) > len(best):
                    best = list(path)
    return best
