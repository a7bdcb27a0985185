"""What happens when systems or hubs are off: who is blocked, what piles up, what is lost, what grows old."""

from d365arch.analysis.outage.ranking import ranked, ranking
from d365arch.analysis.outage.records import (
    Blocked,
    Extent,
    Failing,
    Loss,
    Mark,
    Outage,
    OutageRank,
    Pile,
    Queue,
    Stale,
    Where,
)
from d365arch.analysis.outage.simulate import link_marks, marks, simulate, simulated
from d365arch.analysis.outage.wires import Wires

__all__ = [
    "Blocked", "Extent", "Failing", "Loss", "Mark", "Outage", "OutageRank", "Pile", "Queue", "Stale", "Where", "Wires",
    "link_marks", "marks", "ranked", "ranking", "simulate", "simulated",
]
