"""Equal gaps: where a dragged rectangle stands as far from its neighbors as these stand from each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from d365arch.model.geometry import Point, Rect

_LEAST = 4.0
"""Neighbors nearer to each other than this, in px, are no pattern to go on with."""

_SAME = 0.6
"""Gaps that differ by less than this, in px, are equal: places are whole px."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The room between two neighbors, as the line that measures it; `size` in px."""

    start: Point
    end: Point
    size: float


class Gaps:
    """The neighbors along one axis (0 across, 1 down); only those count that a dragged rectangle could bump into."""

    def __init__(self, others: Sequence[Rect], axis: int) -> None:
        self._axis = axis
        self._others = sorted(others, key=lambda rect: (rect[axis], rect))

    def nearest(self, moving: Rect, reach: float) -> float | None:
        """The smallest shift that makes gaps equal; none where all are out of reach."""
        start = moving[self._axis]
        shifts = [place - start for place in self._places(moving)]
        return min((shift for shift in shifts if abs(shift) <= reach), key=abs, default=None)

    def at(self, moving: Rect) -> list[Gap]:
        """The gaps around a rectangle that are equal to one next to them, as a chain from first to last."""
        before, after = self._around(moving)
        chain = [*before, moving, *after]
        sizes = [self._room(a, b) for a, b in pairwise(chain)]
        own = len(before)
        wanted = {number for number in (own - 1, own) if 0 <= number < len(sizes)}
        found: list[Gap] = []
        for number, size in enumerate(sizes):
            fellows = [i for i in wanted if abs(sizes[i] - size) < _SAME and (i != number or self._repeats(sizes, i))]
            if fellows and size >= _LEAST:
                found.append(self._gap(chain[number], chain[number + 1], size))
        return found if len(found) > 1 else []

    @staticmethod
    def _repeats(sizes: list[float], own: int) -> bool:
        return any(i != own and abs(size - sizes[own]) < _SAME for i, size in enumerate(sizes))

    def _places(self, moving: Rect) -> Iterator[float]:
        """Where the rectangle would begin: midway, or going on with the gap of the two before or behind it."""
        before, after = self._around(moving)
        extent = moving[self._axis + 2]
        if before and after:
            room = self._room(before[-1], after[0]) - extent
            if room >= 2 * _LEAST:
                yield self._end(before[-1]) + room / 2
        if len(before) > 1 and (gap := self._room(before[-2], before[-1])) >= _LEAST:
            yield self._end(before[-1]) + gap
        if len(after) > 1 and (gap := self._room(after[0], after[1])) >= _LEAST:
            yield after[0][self._axis] - gap - extent

    def _around(self, moving: Rect) -> tuple[list[Rect], list[Rect]]:
        """The two nearest neighbors on either side, in order, each clear of the next."""
        axis, across = self._axis, 1 - self._axis
        low, high = moving[across], moving[across] + moving[across + 2]
        middle = moving[axis] + moving[axis + 2] / 2
        level = [r for r in self._others if r[across] < high and r[across] + r[across + 2] > low]
        before: list[Rect] = []
        for rect in sorted((r for r in level if r[axis] + r[axis + 2] / 2 < middle), key=self._end, reverse=True):
            if not before or self._end(rect) <= before[-1][axis]:
                before.append(rect)
            if len(before) == 2:
                break
        after: list[Rect] = []
        for rect in (r for r in level if r[axis] + r[axis + 2] / 2 >= middle):
            if not after or rect[axis] >= self._end(after[-1]):
                after.append(rect)
            if len(after) == 2:
                break
        return before[::-1], after

    def _end(self, rect: Rect) -> float:
        return rect[self._axis] + rect[self._axis + 2]

    def _room(self, a: Rect, b: Rect) -> float:
        return b[self._axis] - self._end(a)

    def _gap(self, a: Rect, b: Rect, size: float) -> Gap:
        """The gap, measured in the middle of what the two have in common."""
        across = 1 - self._axis
        low = max(a[across], b[across])
        high = min(a[across] + a[across + 2], b[across] + b[across + 2])
        at = (low + high) / 2
        if self._axis:
            return Gap(Point(at, self._end(a)), Point(at, b[1]), size)
        return Gap(Point(self._end(a), at), Point(b[0], at), size)
