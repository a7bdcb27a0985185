"""What a click on a ghost does: move a member out of a channel or in, or look at another step."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from d365arch.gui.canvas.host import Canvas, Click
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.language import translate
from d365arch.gui.whatif.channels import PRODUCER
from d365arch.gui.whatif.ghost_paint import HANDLE, READABLE, GhostLayer
from d365arch.gui.whatif.ghosts import Seat
from d365arch.model.geometry import Point
from d365arch.scene.index import distance

_NEAR = 5.0
"""So near to a spoke, in px of the screen, a click is meant for it."""

_BODIES = ("system", "endpoint", "group")

Names = Callable[[Seat], tuple[str, str, str]]
"""What a seat's system, its data and its hub are called."""


class GhostClicks:
    """Finds what is meant at the pointer; `move` is told a seat and whether its system comes in, `look` an entry."""

    def __init__(self, view: Canvas, ghosts: GhostLayer, names: Names, *, move: Callable[[Seat, bool], object],
                 look: Callable[[int], object], explain: Callable[[], object]) -> None:
        self._view, self._ghosts, self._names = view, ghosts, names
        self._move, self._look, self._explain = move, look, explain
        view.clicks.append(self.at)

    def at(self, pointer: Pointer) -> Click | None:
        """What a click here does."""
        if not self._ghosts.plan:
            return None
        return self._handle(pointer) or self._offense(pointer) or self._spoke(pointer)

    def _within(self, at: Point, pointer: Pointer, radius: float) -> bool:
        return math.dist(self._view.viewport.to_screen(at), pointer.screen) <= radius

    def _handle(self, pointer: Pointer) -> Click | None:
        if self._view.zoom < READABLE:
            return None
        for handle in self._ghosts.shapes.handles:
            if self._within(handle.at, pointer, HANDLE + 2):
                return self._moving(handle.seat, into=handle.free)
        return None

    def _offense(self, pointer: Pointer) -> Click | None:
        for offense in self._ghosts.shapes.offending:
            if self._within(offense.middle, pointer, HANDLE + 2):
                return Click(self._explain, offense.reason)
        return None

    def _spoke(self, pointer: Pointer) -> Click | None:
        hit = self._view.hit(pointer.scene)
        if hit is not None and hit.element.kind in _BODIES:
            return None
        at, near = pointer.scene, _NEAR / self._view.zoom
        for spoke in self._ghosts.shapes.spokes:
            if spoke.bounds.grown(near).contains(at) and distance(spoke.rough, at) <= near:
                if spoke.seat.entry == self._ghosts.plan.current:
                    return self._moving(spoke.seat, into=False)
                return Click(partial(self._look, spoke.seat.entry), translate(
                    "WhatIf", "Click: see step {number} in the panel").format(number=spoke.seat.entry))
        return None

    def _moving(self, seat: Seat, *, into: bool) -> Click:
        system, data, hub = self._names(seat)
        produces = seat.side == PRODUCER
        if into:
            text = (translate("WhatIf", "Click: let {system} send {data} through {hub}") if produces
                    else translate("WhatIf", "Click: let {system} receive {data} through {hub}"))
        else:
            text = (translate("WhatIf", "Click: take {system} out of those who send {data} through {hub}") if produces
                    else translate("WhatIf", "Click: take {system} out of those who receive {data} through {hub}"))
        return Click(lambda: self._move(seat, into), text.format(system=system, data=data, hub=hub))
