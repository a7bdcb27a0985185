"""The default engine: keeps what is placed and finds places for the rest, or lays everything out afresh."""

from __future__ import annotations

from d365arch.layout.fresh import fresh
from d365arch.layout.keep import keep, silent
from d365arch.layout.request import LayoutRequest, Placement
from d365arch.layout.sheet import Sheet
from d365arch.model.progress import Progress


def lanes(request: LayoutRequest, progress: Progress | None = None) -> Placement:
    """Lay out a request; same request (in any order), same placement."""
    tell = progress or silent
    tell(0.0, "Placing systems")
    sheet = Sheet(request)
    if any(node.fixed for node in sheet.nodes):
        return keep(sheet, tell)
    placement = fresh(request, tell)
    tell(1.0, "Done")
    return placement
