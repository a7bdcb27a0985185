"""How lines will run after a drop, asked of the layout itself while a box is dragged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import ClassVar

from d365arch.layout.reroute import reroute
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing


class Promises:
    """The lines of one drawing after some boxes of it moved; the last answer is kept."""

    most: ClassVar[int] = 200
    """In drawings with more lines than this nothing is asked: a drag has to stay fluid."""

    def __init__(self, drawing: Drawing, boxes: Collection[str]) -> None:
        self._drawing = drawing
        self._boxes = boxes
        self._last: tuple[Point, Mapping[str, tuple[Point, ...]]] | None = None

    def after(self, shift: Point) -> Mapping[str, tuple[Point, ...]]:
        """The lines that would be others than now, by link."""
        drawing = self._drawing
        request, placement = drawing.request, drawing.placement
        if len(request.links) > self.most or drawing.engine != "lanes" or placement.rough:
            return {}
        shift = Point(round(shift.x), round(shift.y))
        if self._last is None or self._last[0] != shift:
            boxes = tuple(
                replace(box, place=Point(round(placement.boxes[box.id].x + shift.x),
                                         round(placement.boxes[box.id].y + shift.y)))
                if box.id in self._boxes else box for box in request.boxes)
            found = reroute(replace(request, boxes=boxes), placement, self._boxes).routes
            self._last = shift, {key: route.points for key, route in found.items()
                                 if placement.routes.get(key) is not route}
        return self._last[1]
