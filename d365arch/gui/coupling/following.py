"""Where a feature finds the one analysis of its window."""

from __future__ import annotations

from d365arch.gui.following import AnalysisFollower
from d365arch.gui.workbench import Workbench

__all__ = ["AnalysisFollower", "follower_of"]


def follower_of(bench: Workbench) -> AnalysisFollower:
    """The one follower of a window."""
    return bench.findings.follower
