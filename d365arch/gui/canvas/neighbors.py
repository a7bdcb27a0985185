"""The few rectangles near something that is dragged, to which it may snap."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection

from d365arch.gui.canvas.host import Canvas
from d365arch.model.geometry import Rect

_MOST = 80
"""So many of the nearest are looked at, however large the drawing is."""


def neighbors(view: Canvas, moving: Rect, *, boxes: Collection[str],
              zones: Collection[str] | None = None) -> list[Rect]:
    """The boxes in sight but for these, the nearest to a rectangle; where `zones` are given, zones too but for those.
    """
    drawing = view.editor.drawing
    if drawing is None:
        return []
    seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
    middle = moving.center
    others = [r for s, r in drawing.placement.boxes.items() if s not in boxes and r.overlaps(seen)]
    if zones is not None:
        others += [r for z, r in drawing.placement.zones.items() if z not in zones and r.overlaps(seen)]
    return heapq.nsmallest(_MOST, others, key=lambda r: (_apart(r, moving), math.dist(r.center, middle)))


def _apart(a: Rect, b: Rect) -> float:
    """The room between two rectangles; those beside or above each other come before those across a corner."""
    dx = max(a.left - b.right, b.left - a.right, 0.0)
    dy = max(a.top - b.bottom, b.top - a.bottom, 0.0)
    return min(dx, dy) * 4 + max(dx, dy)
