"""Square lines reshaped by hand: a run dragged sideways, a corner dragged, a step taken out; pure geometry."""

from __future__ import annotations

import math
from itertools import pairwise

from d365arch.layout.paths import tidy
from d365arch.model.geometry import Point

Path = tuple[Point, ...]

STUB = 16.0
"""What is left of the run at a box, in px, when the rest of it is dragged away: room for the head."""


def is_level(path: Path, run: int) -> bool:
    """Whether a run (the piece from point `run` to the next) lies level; else it stands upright."""
    a, b = path[run], path[run + 1]
    return abs(b.x - a.x) >= abs(b.y - a.y)


def run_dragged(path: Path, run: int, to: float) -> Path:
    """The line with one run at another height (a level run) or another x (an upright one).

    The ends stay where they are: a run at a box leaves a stub there and gets a step.
    """
    return cleaned(_dragged(path, run, to))


def corner_dragged(path: Path, corner: int, to: Point) -> Path:
    """The line with a corner elsewhere; the runs on both sides of it move along."""
    for run in (corner, corner - 1):
        path = _dragged(path, run, to.y if is_level(path, run) else to.x)
    return cleaned(path)


def _dragged(path: Path, run: int, to: float) -> Path:
    a, b = path[run], path[run + 1]
    level, stub = is_level(path, run), min(STUB, math.dist(a, b) / 2)
    first, last = _along(a, b, stub), _along(b, a, stub)
    start = (a, first, _put(first, to, level=level)) if run == 0 else (_put(a, to, level=level),)
    stop = (_put(last, to, level=level), last, b) if run == len(path) - 2 else (_put(b, to, level=level),)
    return (*path[:run], *start, *stop, *path[run + 2:])


def step_removed(path: Path, run: int) -> Path | None:
    """The line with a run in one line with the nearer parallel one, so that the step between is gone.

    None where there is no other parallel run: then only a wholly new line would be simpler.
    """
    level = is_level(path, run)
    here = path[run].y if level else path[run].x
    others = [other for other in (run - 2, run + 2) if 0 <= other < len(path) - 1]
    if not others:
        return None
    fixed = run in (0, len(path) - 2)
    spots = {other: (path[other].y if level else path[other].x) for other in others}
    best = min(others, key=lambda other: (abs(spots[other] - here), other))
    if fixed:
        if best in (0, len(path) - 2):
            return None
        return run_dragged(path, best, here)
    return run_dragged(path, run, spots[best])


def corner_removed(path: Path, corner: int) -> Path | None:
    """The line without the shorter of the runs at a corner; none where that would need a wholly new line."""
    runs = sorted((corner - 1, corner), key=lambda run: (math.dist(path[run], path[run + 1]), run))
    for run in runs:
        if 0 < run < len(path) - 2:
            before, after = run - 1, run + 1
            movable = after if before == 0 else before
            if movable in (0, len(path) - 2):
                continue
            other = before if movable == after else after
            level = is_level(path, other)
            return run_dragged(path, movable, path[other].y if level else path[other].x)
    return None


def cleaned(path: Path) -> Path:
    """The same line without repeated points and idle ones."""
    return tuple(Point(x, y) for x, y in tidy([(p.x, p.y) for p in path]))


def bends_of(path: Path) -> Path:
    """The points between the ends: what the file keeps of a line."""
    return path[1:-1]


def is_square(path: Path) -> bool:
    """Whether all runs are level or upright."""
    return all(a.x == b.x or a.y == b.y for a, b in pairwise(path))


def _put(point: Point, at: float, *, level: bool) -> Point:
    return Point(point.x, at) if level else Point(at, point.y)


def _along(a: Point, b: Point, by: float) -> Point:
    length = math.dist(a, b)
    return Point(a.x + (b.x - a.x) * by / length, a.y + (b.y - a.y) * by / length) if length else a
