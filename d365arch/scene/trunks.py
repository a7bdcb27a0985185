"""Lines that share a run to one end: which belong together, and how much of each another one draws already."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from d365arch.layout.request import Route
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import Timing
from d365arch.scene.looks import LineLook
from d365arch.scene.marks import Pen, toward

Routed = tuple[LineLook, Route]
"""A line that has its place."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Px at the start and at the end of a line that another line of its trunk draws in the same style."""

    start: float = 0.0
    end: float = 0.0


def trunks(routes: Sequence[Route]) -> list[list[int]]:
    """The positions of routes in groups that share an end and so may share a run; in the order of their first ones."""
    leader = list(range(len(routes)))

    def first(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    ends: dict[Point, int] = {}
    for i, route in enumerate(routes):
        for end in (route.points[0], route.points[-1]):
            other = first(ends.setdefault(end, i))
            mine = first(i)
            leader[max(mine, other)] = min(mine, other)
    groups: dict[int, list[int]] = {}
    for i in range(len(routes)):
        groups.setdefault(first(i), []).append(i)
    return list(groups.values())


def shared_runs(trunk: tuple[Routed, ...], pens: Sequence[Pen] = ()) -> tuple[Shared, ...]:
    """For each line of a trunk, what the lines before it draw of it; where lines overlap twice they look thicker.

    Lines share a run where they look the same, in the order of `pens` also in color and width.
    """
    drawn: _Drawn = {}
    found = []
    for i, (look, route) in enumerate(trunk):
        style = look.timing, look.mixed, look.active, look.mutual, pens[i] if pens else None
        ahead, back = _steps(route.points, style), _steps(route.points[::-1], style)
        start, end = _covered(ahead, drawn), _covered(back, drawn)
        found.append(Shared(start, end) if start + end < length(route.points) else Shared())
        for step, run in (*ahead, *back):
            drawn[step] = max(drawn.get(step, 0.0), run)
    return tuple(found)


_Style = tuple[Timing | None, bool, bool, bool, Pen | None]
_Step = tuple[Point, tuple[float, float], _Style]
_Drawn = dict[_Step, float]
"""How far something is drawn from a corner in a direction, by style."""


def _steps(points: Sequence[Point], style: _Style) -> list[tuple[_Step, float]]:
    return [((a, toward(a, b), style), _run(a, b)) for a, b in pairwise(points)]


def _covered(steps: list[tuple[_Step, float]], drawn: _Drawn) -> float:
    """How far a line, from its first point on, runs where something is drawn."""
    total = 0.0
    for step, run in steps:
        there = drawn.get(step, 0.0)
        total += min(run, there)
        if run > there:
            break
    return total


def length(points: Sequence[Point]) -> float:
    """Length of a line of square corners or slanted runs."""
    return sum(_run(a, b) for a, b in pairwise(points))


def _run(a: Point, b: Point) -> float:
    return math.hypot(b.x - a.x, b.y - a.y)


def cut(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    """The line without its first `by` px."""
    rest = list(points)
    while len(rest) > 1:
        run = _run(rest[0], rest[1])
        if run > by:
            dx, dy = toward(rest[0], rest[1])
            rest[0] = rest[0].moved(dx * by, dy * by)
            break
        by -= run
        rest.pop(0)
    return tuple(rest)
