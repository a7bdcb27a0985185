"""What a dragged run of a line snaps to: its own other runs, the air beside boxes and their middles, lines near it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from itertools import pairwise

from d365arch.gui.canvas.bending import Path, is_level
from d365arch.gui.canvas.host import Canvas
from d365arch.layout.sheet import CLEARANCE, TRACK
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Layer

_REACH = 7.0
"""In px of the screen."""

_AROUND = 200.0
"""Boxes and lines so near to a line, in px of the scene, are snapped to."""

_APART = 5.0
"""Nearer than this, in px of the scene, two lines that run side by side would look like one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A coordinate to snap to, and the piece of a guide that shows it; foreign lines are kept off rather than met."""

    at: float
    low: float
    high: float
    foreign: bool = False


def _at(mark: Mark) -> float:
    return mark.at


def _near(marks: list[Mark], wanted: float, by: float) -> list[Mark]:
    """The marks around a coordinate; they are in order."""
    return marks[bisect.bisect_left(marks, wanted - by, key=_at):bisect.bisect_right(marks, wanted + by, key=_at)]


class LineSnaps:
    """The marks around one line, found once when a drag begins."""

    def __init__(self, view: Canvas, integration: str, path: Path) -> None:
        self._view = view
        self._level: list[Mark] = []
        self._upright: list[Mark] = []
        drawing = view.editor.drawing
        if drawing is None:
            return
        routes, boxes = drawing.placement.routes, drawing.placement.boxes
        for shape in view.sheet.index.inside(Rect.around(path).grown(_AROUND)) if view.sheet else ():
            id_ = shape.element.id
            if shape.layer is Layer.BOX and id_ in boxes:
                self._add_box(boxes[id_])
            elif shape.layer is Layer.LINE and id_ in routes and id_ != integration:
                self._add_line(routes[id_].points, foreign=True)
        self._add_line(path, foreign=False)
        for marks in (self._level, self._upright):
            marks.sort(key=_at)

    def _add_box(self, rect: Rect) -> None:
        for y in (rect.top - CLEARANCE, rect.center.y, rect.bottom + CLEARANCE):
            self._level.append(Mark(y, rect.left, rect.right))
        for x in (rect.left - CLEARANCE, rect.center.x, rect.right + CLEARANCE):
            self._upright.append(Mark(x, rect.top, rect.bottom))

    def _add_line(self, points: Path, *, foreign: bool) -> None:
        for a, b in pairwise(points):
            if a.y == b.y:
                self._level.append(Mark(a.y, min(a.x, b.x), max(a.x, b.x), foreign))
            elif a.x == b.x:
                self._upright.append(Mark(a.x, min(a.y, b.y), max(a.y, b.y), foreign))

    def snapped(self, path: Path, run: int, wanted: float) -> tuple[float, tuple[Point, Point] | None]:
        """Where a run goes that the hand wants at a height (or x), and the guide to show."""
        level = is_level(path, run)
        a, b = path[run], path[run + 1]
        here = a.y if level else a.x
        low, high = sorted((a.x, b.x) if level else (a.y, b.y))
        reach = _REACH / self._view.zoom
        marks = _near(self._level if level else self._upright, wanted, max(reach, 3 * TRACK))
        near = [mark for mark in marks if abs(mark.at - wanted) <= reach and not self._same(mark, here, low, high)]
        best = min(near, key=lambda mark: (abs(mark.at - wanted), mark.at), default=None)
        beside = [m.at for m in marks if m.foreign and m.low < high - 1 and m.high > low + 1]
        if best is not None and not (best.foreign and best.at in beside):
            kept = self._kept_off(best.at, beside)
            if kept == best.at:
                return kept, self._guide(best, low, high, level)
        return self._kept_off(wanted, beside), None

    @staticmethod
    def _same(mark: Mark, here: float, low: float, high: float) -> bool:
        """Whether a mark is the dragged run itself."""
        return not mark.foreign and mark.at == here and mark.low == low and mark.high == high

    @staticmethod
    def _kept_off(wanted: float, beside: list[float]) -> float:
        """The nearest coordinate that does not run on top of a line; the wanted one where all around is taken."""
        if all(abs(at - wanted) >= _APART for at in beside):
            return wanted
        spots = sorted((at + way * TRACK for at in beside for way in (1, -1)), key=lambda at: (abs(at - wanted), at))
        return next((at for at in spots if all(abs(other - at) >= _APART for other in beside)), wanted)

    @staticmethod
    def _guide(mark: Mark, low: float, high: float, level: bool) -> tuple[Point, Point]:
        first, last = min(mark.low, low), max(mark.high, high)
        if level:
            return Point(first, mark.at), Point(last, mark.at)
        return Point(mark.at, first), Point(mark.at, last)
