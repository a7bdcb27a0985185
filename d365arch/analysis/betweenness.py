"""Betweenness of nodes of R: on how many shortest dependency paths a node lies; optional, because it is slow."""

from __future__ import annotations

from d365arch.analysis.graph import Graphs

EXACT_UP_TO = 1_000
PIVOTS = 256


def betweenness(graphs: Graphs) -> tuple[dict[str, float], bool]:
    """Normalised betweenness (0..1) per system, and whether it is an estimate from 256 seeded pivots.

    Source: Brandes 2001; exact up to 1,000 systems.
    """
    import networkx as nx

    estimated = graphs.system_count > EXACT_UP_TO
    graph = graphs.dependency_graph()
    pivots = min(PIVOTS, len(graph)) if estimated else None
    values = nx.betweenness_centrality(graph, k=pivots, normalized=True, seed=1)
    return {system.id: float(values[system.id]) for system in graphs.network.systems}, estimated
