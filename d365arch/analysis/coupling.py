"""How strongly systems are coupled: links, neighbors, instability, propagation cost, cycles, cuts, protocols.

Sources of the formulas stand with each metric in `resources/rules/coupling.yaml`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2

from d365arch.analysis.algorithms import cut_nodes_and_bridges, reach_of_components
from d365arch.analysis.graph import Graphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighborhood:
    """What stands around one system; `reach` counts the systems it depends on at any remove, itself included."""

    direct: tuple[str, ...]
    afferent: int
    efferent: int
    reach: int

    @property
    def instability(self) -> float | None:
        """Ce / (Ca + Ce); none for a system without dependencies."""
        both = self.afferent + self.efferent
        return self.efferent / both if both else None

    @property
    def criticality(self) -> int:
        """AIS x ADS: how many pairs of systems depend on each other through this one at most."""
        return self.afferent * self.efferent


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A system or hub whose loss splits the landscape; `parts` are the parts it holds together, largest first."""

    node: str
    hub: bool
    parts: tuple[tuple[str, ...], ...]


def neighborhoods(graphs: Graphs) -> dict[str, Neighborhood]:
    """The surroundings of every system."""
    own = [1 << node if graphs.is_system[node] else 0 for node in range(len(graphs.names))]
    reached = reach_of_components(graphs.dependencies, graphs.components, own)
    reach = [0] * len(graphs.names)
    for component, bits in zip(graphs.components, reached, strict=True):
        size = bits.bit_count()
        for node in component:
            reach[node] = size
    afferent = Counter(target for _, target in graphs.dependency_edges)
    direct: list[list[int]] = [[] for _ in graphs.network.systems]
    for a, b in graphs.direct_pairs:
        direct[a].append(b)
        direct[b].append(a)
    names = graphs.names
    return {
        system.id: Neighborhood(direct=tuple([names[n] for n in sorted(direct[node])]), afferent=afferent[node],
                                efferent=len(graphs.dependencies[node]), reach=reach[node])
        for node, system in enumerate(graphs.network.systems)
    }


def point_to_point_ratio(links: int, spokes: int) -> float | None:
    """m / (m + s); none where nothing is connected."""
    return links / (links + spokes) if links + spokes else None


def direct_density(graphs: Graphs) -> float:
    """Distinct directly linked pairs over all pairs; 0 below two systems."""
    n = graphs.system_count
    return len(graphs.direct_pairs) / (n * (n - 1) / 2) if n > 1 else 0.0


def propagation_cost(around: dict[str, Neighborhood]) -> float | None:
    """Sum of reaches over n squared; none without systems."""
    n = len(around)
    return sum(a.reach for a in around.values()) / n**2 if n else None


def mutual_pairs(graphs: Graphs) -> list[tuple[str, str]]:
    """Pairs of systems that depend on each other directly, ascending."""
    edges, n = graphs.dependency_edges, graphs.system_count
    return sorted((graphs.names[a], graphs.names[b]) for a, b in edges if a < b < n and (b, a) in edges)


def cyclic_groups(graphs: Graphs) -> list[tuple[str, ...]]:
    """Systems that depend on each other in a circle: groups of two or more, largest first."""
    groups = (tuple(sorted(graphs.names[n] for n in c if graphs.is_system[n])) for c in graphs.components)
    return sorted((g for g in groups if len(g) > 1), key=lambda g: (-len(g), g))


def shape(core: float, groups: list[tuple[str, ...]], hierarchical: float = 0.05, dominance: float = 1.5) -> str:
    """Hierarchical (core share below a limit), core-periphery (core so many times the next group) or multi-core."""
    if core < hierarchical or not groups:
        return "hierarchical"
    second = len(groups[1]) if len(groups) > 1 else 0
    return "core-periphery" if len(groups[0]) >= dominance * second else "multi-core"


def cuts_and_bridges(graphs: Graphs, budget: int = 300_000) -> tuple[list[Cut], list[tuple[str, str]]]:
    """Systems and hubs that hold parts of the landscape together, and single connections that do.

    The parts are found by walking; after `budget` steps in all, further cuts are given without parts.
    """
    nodes, edges = cut_nodes_and_bridges(graphs.neighbors)
    names = graphs.names
    cuts = []
    for node in sorted(nodes, key=lambda n: names[n]):
        parts, used = _parts_without(graphs, node) if budget > 0 else ((), 0)
        budget -= used
        cuts.append(Cut(node=names[node], hub=not graphs.is_system[node], parts=parts))
    bridges = [(names[a], names[b]) if names[a] < names[b] else (names[b], names[a]) for a, b in edges]
    return cuts, sorted(bridges)


def _parts_without(graphs: Graphs, cut: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The parts into which the surroundings of a cut node fall without it, largest first, and the steps it took."""
    seen = {cut}
    parts: list[tuple[str, ...]] = []
    steps = 0
    for start in graphs.neighbors[cut]:
        if start in seen:
            continue
        seen.add(start)
        part, work = [start], [start]
        while work:
            row = graphs.neighbors[work.pop()]
            steps += len(row)
            for child in row:
                if child not in seen:
                    seen.add(child)
                    part.append(child)
                    work.append(child)
        parts.append(tuple(sorted(graphs.names[n] for n in part)))
    return tuple(sorted(parts, key=lambda p: (-len(p), p))), steps


def protocol_entropy(graphs: Graphs) -> tuple[float, dict[str, int]]:
    """Shannon entropy in bits over the protocols of direct links, and their counts; unstated ones are left out."""
    counts = Counter(link.protocol for link in graphs.network.links if link.protocol)
    total = sum(counts.values())
    entropy = sum((c / total * log2(total / c) for _, c in sorted(counts.items())), start=0.0)
    return entropy, dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
