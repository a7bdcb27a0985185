"""The layout engines by name."""

from __future__ import annotations

from d365arch.errors import LayoutError
from d365arch.layout.request import Engine, LayoutRequest, Placement
from d365arch.model.progress import Progress

NAMES = ("lanes", "graphviz")
"""Known engines, the default first."""


def engine(name: str = "lanes") -> Engine:
    """The engine of that name; raises `LayoutError` for an unknown one. Loads only what it needs."""
    if name == "lanes":
        from d365arch.layout.lanes import lanes

        return lanes
    if name == "graphviz":
        from d365arch.layout.graphviz import graphviz

        return graphviz
    raise LayoutError(f"There is no layout engine \"{name}\"; use one of {', '.join(NAMES)}.")


def lay_out(name: str, request: LayoutRequest, progress: Progress | None = None) -> Placement:
    """What the engine of a name answers; all of it can be sent to another process and back."""
    return engine(name)(request, progress)
