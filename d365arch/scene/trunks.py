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
    """Px at the start and at the end of a line that another line of its trunk draws in the same style.

    Where that one has another color or width, `start_pen` and `end_pen` say how the run of both is drawn over it.
    """

    start: float = 0.0
    end: float = 0.0
    start_pen: Pen | None = None
    end_pen: Pen | None = None


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


def shared_runs(trunk: tuple[Routed, ...], pens: Sequence[Pen], common: str) -> tuple[Shared, ...]:
    """For each line of a trunk, what the lines before it draw of it; where lines overlap twice they look thicker.

    A run that lines of several colors share belongs to none of them and gets the `common` color.
    """
    drawn: _Drawn = {}
    found = []
    for (look, route), pen in zip(trunk, pens, strict=True):
        style = style_of(look)
        ahead, back = _steps(route.points, style), _steps(route.points[::-1], style)
        start, end = _covered(ahead, drawn), _covered(back, drawn)
        if start + end < length(route.points):
            found.append(Shared(start, end, _common(ahead, start, pen, drawn, common),
                                _common(back, end, pen, drawn, common)))
        else:
            found.append(Shared())
        for step, run in (*ahead, *back):
            before, under = drawn.get(step, (0.0, pen))
            drawn[step] = max(before, run), _both(under, pen, common) or under
    return tuple(found)


_Style = tuple[Timing | None, bool, bool, bool]
_Step = tuple[Point, tuple[float, float], _Style]
_Drawn = dict[_Step, tuple[float, Pen]]
"""How far something is drawn from a corner in a direction, by style, and how it looks."""


def style_of(look: LineLook) -> _Style:
    """What two lines have in common where one of them draws for both."""
    return look.timing, look.mixed, look.active, look.mutual


def _steps(points: Sequence[Point], style: _Style) -> list[tuple[_Step, float]]:
    return [((a, toward(a, b), style), _run(a, b)) for a, b in pairwise(points)]


def _covered(steps: list[tuple[_Step, float]], drawn: _Drawn) -> float:
    """How far a line, from its first point on, runs where something is drawn."""
    total = 0.0
    for step, run in steps:
        there = drawn[step][0] if step in drawn else 0.0
        total += min(run, there)
        if run > there:
            break
    return total


def _common(steps: list[tuple[_Step, float]], covered: float, pen: Pen, drawn: _Drawn, common: str) -> Pen | None:
    """How a run is drawn anew that others draw for so many px; none where it looks as this line does."""
    found: Pen | None = None
    for step, run in steps:
        if covered <= 0 or step not in drawn:    # what is left of a sum of runs is less than any run
            break
        found = _both(drawn[step][1], found or pen, common) or found
        covered -= run
    return found


def _both(one: Pen, other: Pen, common: str) -> Pen | None:
    """The pen of what two lines share; none where theirs are the same."""
    if one == other:
        return None
    return Pen(one.color if one.color == other.color else common, max(one.width, other.width))


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
