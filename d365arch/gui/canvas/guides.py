"""Snapping of what is dragged to edges and centers of its neighbors, and the guides that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect


@dataclass(frozen=True, slots=True)
class Guide:
    """A thin line that shows what two rectangles have in common."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Snap:
    """How far the dragged rectangle moves further to be in line, and the guides that show why."""

    dx: float = 0.0
    dy: float = 0.0
    guides: tuple[Guide, ...] = ()


def snap(moving: Rect, others: Sequence[Rect], reach: float, *, across: bool = True, down: bool = True) -> Snap:
    """Bring a rectangle in line with the nearest others where less than `reach` px are missing, on each axis alone."""
    dx = _nearest(_marks_x(moving), [(m, o) for o in others for m in _marks_x(o)], moving, reach) if across else None
    dy = _nearest(_marks_y(moving), [(m, o) for o in others for m in _marks_y(o)], moving, reach) if down else None
    moved = moving.moved(dx or 0.0, dy or 0.0)
    guides: list[Guide] = []
    if dx is not None:
        guides += _vertical(moved, others)
    if dy is not None:
        guides += _horizontal(moved, others)
    return Snap(dx or 0.0, dy or 0.0, tuple(guides))


def _marks_x(rect: Rect) -> tuple[float, ...]:
    return rect.left, rect.center.x, rect.right


def _marks_y(rect: Rect) -> tuple[float, ...]:
    return rect.top, rect.center.y, rect.bottom


def _nearest(own: Iterable[float], marks: Sequence[tuple[float, Rect]], moving: Rect, reach: float) -> float | None:
    """The smallest shift; among equal ones that to the nearest neighbor."""
    found = [(abs(mark - mine), _distance(moving, other), mark - mine)
             for mine in own for mark, other in marks if abs(mark - mine) <= reach]
    return min(found)[2] if found else None


def _distance(a: Rect, b: Rect) -> float:
    return abs(a.center.x - b.center.x) + abs(a.center.y - b.center.y)


def _vertical(moved: Rect, others: Sequence[Rect]) -> list[Guide]:
    guides = []
    for x in _marks_x(moved):
        same = [o for o in others if any(abs(m - x) < 0.01 for m in _marks_x(o))]
        if same:
            top, bottom = min(o.top for o in (*same, moved)), max(o.bottom for o in (*same, moved))
            guides.append(Guide(Point(x, top - 8), Point(x, bottom + 8)))
    return guides


def _horizontal(moved: Rect, others: Sequence[Rect]) -> list[Guide]:
    guides = []
    for y in _marks_y(moved):
        same = [o for o in others if any(abs(m - y) < 0.01 for m in _marks_y(o))]
        if same:
            left, right = min(o.left for o in (*same, moved)), max(o.right for o in (*same, moved))
            guides.append(Guide(Point(left - 8, y), Point(right + 8, y)))
    return guides
