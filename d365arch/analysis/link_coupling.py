"""How much coupling each direct link carries: what is wrong with it, and how many pairs of systems depend over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from d365arch.analysis.algorithms import Adjacency, reach_of_components, strong_components
from d365arch.analysis.flows import Link
from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.sprawl import SameFlow


class Mark(StrEnum):
    """What makes a direct link weigh more than another."""

    SYNC_CIRCLE = "waiting circle"
    CIRCLE = "dependency circle"
    CHAIN = "longest chain"
    DUPLICATE = "duplicate"
    REDUNDANT = "redundant"
    BRIDGE = "bridge"
    MUTUAL = "mutual"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCoupling:
    """One direct link: `source` calls `target`; `pairs` is at least 1.

    `pairs` are the ordered pairs of systems of which the first can reach the second over this link: those that reach
    the dependent end times those that the other end reaches. It carries ACS (Rud et al. 2006) on from neighbors to
    all that is reached, in the way MacCormack et al. 2006 count propagation.
    """

    id: str
    source: str
    target: str
    pairs: int
    marks: tuple[Mark, ...]


def rank_links(result: AnalysisResult, graphs: Graphs) -> list[LinkCoupling]:
    """All direct links, those with most marks first, then by pairs, then by id."""
    onward = _reach(graphs, graphs.dependencies)
    backward = _reach(graphs, _reversed(graphs.dependencies))
    marks = _Marks(result, graphs)
    found = []
    for link in result.network.links:
        a, b = graphs.dependency(link)
        pairs = backward[a] * onward[b]
        if link.both_edges:
            pairs = max(pairs, backward[b] * onward[a])
        found.append(LinkCoupling(id=link.id, source=link.initiator, target=link.called, pairs=pairs,
                                  marks=tuple(marks.of(link))))
    return sorted(found, key=lambda k: (-len(k.marks), -k.pairs, k.id))


def _reach(graphs: Graphs, graph: Adjacency) -> list[int]:
    """Per node, how many systems it reaches, itself included."""
    components = strong_components(graph)
    own = [1 << node if graphs.is_system[node] else 0 for node in range(len(graph))]
    counts = [0] * len(graph)
    for component, bits in zip(components, reach_of_components(graph, components, own), strict=True):
        for node in component:
            counts[node] = bits.bit_count()
    return counts


def _reversed(graph: Adjacency) -> list[list[int]]:
    other: list[list[int]] = [[] for _ in graph]
    for node, row in enumerate(graph):
        for child in row:
            other[child].append(node)
    return other


class _Marks:
    """Everything that marks are made of, looked up once."""

    def __init__(self, result: AnalysisResult, graphs: Graphs) -> None:
        metrics = result.metrics
        self._waits = {link.id for link in graphs.waiting}
        self._sync_circle = _group_of(metrics.sync_cycles)
        self._circle = _group_of(metrics.cyclic_groups)
        chains = (result.drawn_chain, result.deepest_chain, result.slowest_chain)
        self._chain = {link for chain in chains if chain for link in chain.links}
        self._duplicate, self._redundant = _links_of(result.duplicates), _links_of(result.redundant)
        self._bridges = {frozenset(pair) for pair in metrics.bridges}
        self._mutual = {frozenset(pair) for pair in metrics.mutual_pairs}

    def of(self, link: Link) -> Iterable[Mark]:
        """The marks of a link, gravest first."""
        ends = frozenset((link.initiator, link.called))
        if len(ends) == 2 and link.id in self._waits and _same(self._sync_circle, link):
            yield Mark.SYNC_CIRCLE
        if len(ends) == 2 and _same(self._circle, link):
            yield Mark.CIRCLE
        for mark, those in ((Mark.CHAIN, self._chain), (Mark.DUPLICATE, self._duplicate),
                            (Mark.REDUNDANT, self._redundant)):
            if link.id in those:
                yield mark
        if ends in self._bridges:
            yield Mark.BRIDGE
        if ends in self._mutual:
            yield Mark.MUTUAL


def _group_of(groups: Iterable[tuple[str, ...]]) -> dict[str, int]:
    return {node: number for number, group in enumerate(groups) for node in group}


def _same(groups: dict[str, int], link: Link) -> bool:
    return groups.get(link.initiator, -1) == groups.get(link.called, -2)


def _links_of(flows: Iterable[SameFlow]) -> set[str]:
    return {link for flow in flows for link in flow.links}


def bridge_sides(graphs: Graphs, bridges: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Per bridge, the systems and hubs of the smaller side, which its loss cuts off; of equal sides the later named.

    A bridge is an edge of every spanning tree, so one side of it is a branch: one walk finds all of them.
    """
    graph, names = graphs.neighbors, graphs.names
    wanted = {frozenset((graphs.number[a], graphs.number[b])): (a, b) for a, b in bridges}
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    seen = [False] * len(graph)
    for root in range(len(graph)):
        if seen[root]:
            continue
        seen[root] = True
        order, branches, work = [root], [], [(root, 0, iter(graph[root]))]
        while work:
            node, begin, rest = work[-1]
            child = next((c for c in rest if not seen[c]), -1)
            if child >= 0:
                seen[child] = True
                work.append((child, len(order), iter(graph[child])))
                order.append(child)
                continue
            work.pop()
            if work and (pair := wanted.get(frozenset((node, work[-1][0])))):
                branches.append((pair, begin, len(order)))
        for pair, begin, end in branches:
            size, others = end - begin, len(order) - (end - begin)
            turned = size > others or (size == others and names[order[begin]] != max(pair))
            side = order[:begin] + order[end:] if turned else order[begin:end]
            found[pair] = tuple(sorted(names[n] for n in side))
    return found
