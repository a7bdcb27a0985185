"""Snapping of what is dragged to edges, centers and equal gaps of its neighbors, and the guides that show it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from d365arch.gui.canvas.gaps import Gap, Gaps
from d365arch.model.geometry import Point, Rect

_SAME = 0.01
"""Marks less than this apart, in px, are in line."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A thin line that shows what two rectangles have in common."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Snap:
    """How far the dragged rectangle moves further to be in line, and the guides and equal gaps that show why.

    `across` and `down` tell on which axes a neighbor holds it, even where nothing was missing.
    """

    dx: float = 0.0
    dy: float = 0.0
    guides: tuple[Guide, ...] = ()
    gaps: tuple[Gap, ...] = ()
    across: bool = False
    down: bool = False


class Snapper:
    """The edges and centers of the neighbors, sorted once, so that each step of a drag finds the nearest quickly."""

    def __init__(self, others: Sequence[Rect]) -> None:
        self._xs = _Marks((x, o) for o in others for x in _across(o))
        self._ys = _Marks((y, o) for o in others for y in _down(o))
        self._gaps_across, self._gaps_down = Gaps(others, 0), Gaps(others, 1)

    def snap(self, moving: Rect, reach: float, *, across: bool = True, down: bool = True) -> Snap:
        """Bring a rectangle in line with neighbors, or as far from them as these are from each other, where less than
        `reach` px are missing; by axis, the nearest first."""
        dx = _nearer(self._xs.nearest(_across(moving), reach), self._gaps_across.nearest(moving, reach), across)
        dy = _nearer(self._ys.nearest(_down(moving), reach), self._gaps_down.nearest(moving, reach), down)
        moved = moving.moved(dx or 0.0, dy or 0.0)
        guides: list[Guide] = []
        gaps: list[Gap] = []
        if dx is not None:
            guides += self._upright(moved)
            gaps += self._gaps_across.at(moved)
        if dy is not None:
            guides += self._level(moved)
            gaps += self._gaps_down.at(moved)
        return Snap(dx or 0.0, dy or 0.0, tuple(guides), tuple(gaps), dx is not None, dy is not None)

    def edge(self, place: float, axis: int, reach: float) -> float | None:
        """The shift that brings one edge, at `place` on an axis (0 across, 1 down), to a mark of a neighbor."""
        return (self._ys if axis else self._xs).nearest((place,), reach)

    def _upright(self, moved: Rect) -> list[Guide]:
        found = []
        for x in _telling(_across(moved), self._xs):
            same = self._xs.at(x)
            if same:
                low, high = min(o.top for o in (*same, moved)), max(o.bottom for o in (*same, moved))
                found.append(Guide(Point(x, low - 8), Point(x, high + 8)))
        return found

    def _level(self, moved: Rect) -> list[Guide]:
        found = []
        for y in _telling(_down(moved), self._ys):
            same = self._ys.at(y)
            if same:
                low, high = min(o.left for o in (*same, moved)), max(o.right for o in (*same, moved))
                found.append(Guide(Point(low - 8, y), Point(high + 8, y)))
        return found


def _telling(own: tuple[float, float, float], marks: _Marks) -> tuple[float, ...]:
    """The places worth a guide: where both edges are in line, the middle says nothing new."""
    first, _, last = own
    return (first, last) if marks.at(first) and marks.at(last) else own


def _nearer(edge: float | None, gap: float | None, wanted: bool) -> float | None:
    """The smaller of two shifts; being in line wins over an equal gap."""
    if not wanted or (edge is None and gap is None):
        return None
    return min((shift for shift in (edge, gap) if shift is not None), key=abs)


class _Marks:
    """Places on one axis, each with the rectangle it belongs to."""

    def __init__(self, marks: Iterable[tuple[float, Rect]]) -> None:
        self._marks = sorted(marks)
        self._places = [place for place, _ in self._marks]

    def nearest(self, own: Sequence[float], reach: float) -> float | None:
        """The smallest shift that brings one of the own places to a mark; none where all are out of reach."""
        best: float | None = None
        for mine in own:
            after = bisect_left(self._places, mine)
            for index in (after - 1, after):
                if 0 <= index < len(self._places):
                    shift = self._places[index] - mine
                    if abs(shift) <= reach and (best is None or abs(shift) < abs(best)):
                        best = shift
        return best

    def at(self, place: float) -> list[Rect]:
        """The rectangles that have a mark there."""
        first, last = bisect_left(self._places, place - _SAME), bisect_left(self._places, place + _SAME)
        return [rect for _, rect in self._marks[first:last]]


def _across(rect: Rect) -> tuple[float, float, float]:
    return rect.x, rect.x + rect.width / 2, rect.x + rect.width


def _down(rect: Rect) -> tuple[float, float, float]:
    return rect.y, rect.y + rect.height / 2, rect.y + rect.height
