"""The few rectangles near something that is dragged, to which it may snap."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping

from d365arch.gui.canvas.host import Canvas
from d365arch.model.geometry import Rect

_MOST = 80
"""So many of the nearest are looked at, however large the drawing is."""

_NEAR = 800.0
"""Where there are so many within this distance, in px of the scene, no others are looked at."""


def neighbors(view: Canvas, moving: Rect, *, boxes: Collection[str],
              zones: Collection[str] | None = None) -> list[Rect]:
    """The boxes in sight but for these, the nearest to a rectangle; where `zones` are given, zones too but for those.
    """
    drawing = view.editor.drawing
    if drawing is None:
        return []
    placement = drawing.placement
    seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
    middle = moving.center
    others = _within(moving.grown(_NEAR).common(seen), placement.boxes, boxes)
    if len(others) < _MOST:
        others = _within(seen, placement.boxes, boxes)
    if zones is not None:
        others += _within(seen, placement.zones, zones)
    return heapq.nsmallest(_MOST, others, key=lambda r: (_apart(r, moving), math.dist(r.center, middle)))


def _within(area: Rect, rects: Mapping[str, Rect], without: Collection[str]) -> list[Rect]:
    """The rectangles that meet an area; there may be ten thousand."""
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    return [rect for key, rect in rects.items()
            if rect[0] < right and rect[1] < bottom and left < rect[0] + rect[2] and top < rect[1] + rect[3]
            and key not in without]


def _apart(a: Rect, b: Rect) -> float:
    """The room between two rectangles; those beside or above each other come before those across a corner."""
    dx = max(a.left - b.right, b.left - a.right, 0.0)
    dy = max(a.top - b.bottom, b.top - a.bottom, 0.0)
    return min(dx, dy) * 4 + max(dx, dy)
