"""Betweenness of a network as work for another process: it takes seconds where there are many systems."""

from __future__ import annotations

from d365arch.analysis.betweenness import betweenness
from d365arch.analysis.flows import Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Settings
from d365arch.model.progress import Progress

LITTLE = 150
"""Up to so many systems a worker thread of the window is quicker than a process."""


def between(network: Network, settings: Settings, progress: Progress) -> tuple[dict[str, float], bool]:
    """Betweenness (0..1) per system, and whether it is an estimate."""
    progress(0.1, "computing betweenness")
    return betweenness(Graphs(network), settings)
