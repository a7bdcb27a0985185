"""How lines will run after a drop, asked of the layout itself while a box is dragged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from time import perf_counter
from typing import ClassVar

from PySide6.QtCore import QTimer

from d365arch.gui.canvas.frame import Frame
from d365arch.layout.reroute import reroute
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing

_WORTH = 0.010
"""An answer that took longer, in s, would be felt in every frame."""
_FEW = 60
"""In drawings with more lines than this the first answer waits until the hand rests, too."""
_REST = 60
"""After so many ms without a movement the hand rests."""


class Promises:
    """The lines of one drawing after some boxes of it moved; the last answer is kept.

    Where an answer takes too long for a frame, the layout is asked only when the hand rests; `ready` is called then.
    """

    most: ClassVar[int] = 200
    """In drawings with more lines than this nothing is asked: a drag has to stay fluid."""

    def __init__(self, drawing: Drawing, boxes: Collection[str], ready: Callable[[], object]) -> None:
        self._drawing = drawing
        self._boxes = boxes
        self._last: tuple[Point, Mapping[str, tuple[Point, ...]]] | None = None
        self._ready = ready
        self._wanted = Point(0, 0)
        self._slow = len(drawing.request.links) > _FEW
        self._rest = QTimer()
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._rested)

    def after(self, shift: Point) -> Mapping[str, tuple[Point, ...]]:
        """The lines that would be others than now, by link; none yet while the hand moves and the answer is slow."""
        drawing = self._drawing
        request, placement = drawing.request, drawing.placement
        if len(request.links) > self.most or drawing.engine != "lanes" or placement.rough:
            return {}
        shift = Point(round(shift.x), round(shift.y))
        if self._last is not None and self._last[0] == shift:
            return self._last[1]
        if self._slow and not Frame.whole:
            self._wanted = shift
            self._rest.start()
            return {}
        return self._ask(shift)

    def _rested(self) -> None:
        self._ask(self._wanted)
        self._ready()

    def _ask(self, shift: Point) -> Mapping[str, tuple[Point, ...]]:
        request, placement = self._drawing.request, self._drawing.placement
        began = perf_counter()
        boxes = tuple(
            replace(box, place=Point(round(placement.boxes[box.id].x + shift.x),
                                     round(placement.boxes[box.id].y + shift.y)))
            if box.id in self._boxes else box for box in request.boxes)
        found = reroute(replace(request, boxes=boxes), placement, self._boxes).routes
        changed = {key: route.points for key, route in found.items() if placement.routes.get(key) is not route}
        self._slow = perf_counter() - began > _WORTH
        self._last = shift, changed
        return changed
