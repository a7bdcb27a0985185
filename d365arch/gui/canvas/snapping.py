"""What dragged things snap to: neighbors, the grid, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.gui.canvas.guides import Snap, Snapper
from d365arch.model.geometry import Rect

STEP = 8.0
"""Width of the grid, in px of the scene."""

REACH = 6.0
"""Snapping reaches this far, in px of the screen."""


@dataclass
class Snapping:
    """What a person chose: `guides` to snap to neighbors, `grid` to snap to multiples of `STEP` where none is near."""

    guides: bool = True
    grid: bool = False

    def snap(self, snapper: Snapper, moving: Rect, reach: float, *, across: bool, down: bool) -> Snap:
        """How far the rectangle moves further, on the axes that are free; `reach` in px of the scene."""
        found = snapper.snap(moving, reach, across=across, down=down) if self.guides else Snap()
        if not self.grid:
            return found
        dx = found.dx if found.across or not across else on_grid(moving.x) - moving.x
        dy = found.dy if found.down or not down else on_grid(moving.y) - moving.y
        return Snap(dx, dy, found.guides, found.gaps, across, down)

    def edge(self, snapper: Snapper, place: float, axis: int, reach: float) -> float:
        """Where one edge goes that is dragged to `place` on an axis (0 across, 1 down)."""
        shift = snapper.edge(place, axis, reach) if self.guides else None
        if shift is not None:
            return place + shift
        return on_grid(place) if self.grid else place

    @property
    def nudge(self) -> tuple[int, int]:
        """How far an arrow key moves, and how far with shift, in px."""
        return (int(STEP), 5 * int(STEP)) if self.grid else (1, 10)


def on_grid(place: float) -> float:
    """The nearest line of the grid."""
    return round(place / STEP) * STEP
