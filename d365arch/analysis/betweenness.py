"""Betweenness of nodes of R: on how many shortest dependency paths a node lies; optional, because it is slow."""

from __future__ import annotations

from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Settings


def betweenness(graphs: Graphs, settings: Settings) -> tuple[dict[str, float], bool]:
    """Normalized betweenness (0..1) per system, and whether it is an estimate from seeded pivots.

    Source: Brandes 2001; by default exact up to 1,000 systems, above that estimated from 256 pivots.
    """
    import networkx as nx

    estimated = graphs.system_count > settings.exact_systems
    graph = graphs.dependency_graph()
    pivots = min(settings.pivots, len(graph)) if estimated else None
    values = nx.betweenness_centrality(graph, k=pivots, normalized=True, seed=1)
    return {system.id: float(values[system.id]) for system in graphs.network.systems}, estimated
