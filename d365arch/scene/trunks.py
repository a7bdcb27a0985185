"""Lines that share a run to one end: which belong together, and how much of each another one draws already."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from d365arch.layout.request import Route
from d365arch.model.geometry import Point
from d365arch.scene.looks import LineLook
from d365arch.scene.marks import toward

Routed = tuple[LineLook, Route]
"""A line that has its place."""

_COMPARED = 24
"""Lines of a trunk that the next one is compared with; more cannot be told apart anyway."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Px at the start and at the end of a line that another line of its trunk draws in the same style."""

    start: float = 0.0
    end: float = 0.0


def trunks(lines: Sequence[Routed]) -> list[tuple[Routed, ...]]:
    """The lines in groups that share an end and so may share a run; in the order of their first lines."""
    leader = list(range(len(lines)))

    def first(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    ends: dict[Point, int] = {}
    for i, (_, route) in enumerate(lines):
        for end in (route.points[0], route.points[-1]):
            other = first(ends.setdefault(end, i))
            mine = first(i)
            leader[max(mine, other)] = min(mine, other)
    groups: dict[int, list[Routed]] = {}
    for i, line in enumerate(lines):
        groups.setdefault(first(i), []).append(line)
    return [tuple(group) for group in groups.values()]


def shared_runs(trunk: tuple[Routed, ...]) -> Iterator[Shared]:
    """For each line of a trunk, what the lines before it draw of it; where lines overlap twice they look thicker."""
    for i, (look, route) in enumerate(trunk):
        start = end = 0.0
        for other, drawn in trunk[max(0, i - _COMPARED):i]:
            if (other.timing, other.active, other.mutual) != (look.timing, look.active, look.mutual):
                continue
            start = max(start, _common(route.points, drawn.points))
            end = max(end, _common(route.points[::-1], drawn.points[::-1]))
        yield Shared(start, end) if start + end < length(route.points) else Shared()


def length(points: Sequence[Point]) -> float:
    """Length of a line of square corners or slanted runs."""
    return sum(math.hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points))


def _common(one: Sequence[Point], other: Sequence[Point]) -> float:
    """How far two lines run together from their first points."""
    total = 0.0
    for a, b, c, d in zip(one, one[1:], other, other[1:], strict=False):
        if a != c or toward(a, b) != toward(c, d):
            break
        total += min(length((a, b)), length((c, d)))
        if b != d:
            break
    return total


def cut(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    """The line without its first `by` px."""
    rest = list(points)
    while len(rest) > 1:
        run = length(rest[:2])
        if run > by:
            dx, dy = toward(rest[0], rest[1])
            rest[0] = rest[0].moved(dx * by, dy * by)
            break
        by -= run
        rest.pop(0)
    return tuple(rest)
