"""Lines as plain steps that look at nothing between: for the first sight of a large picture until all are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from d365arch.layout.bends import through
from d365arch.layout.labels import by_hand
from d365arch.layout.request import Side
from d365arch.layout.sheet import STUB, Sheet, Wire

MANY = 40
"""Up to so many lines are drawn well at once even where rough ones would do."""

_LEVEL = (Side.LEFT, Side.RIGHT)


def rough_lines(sheet: Sheet, wires: Iterable[Wire]) -> None:
    """Give each of the wires a way of three runs, or that through its bends; labels only where a person put them."""
    for wire in wires:
        start, stop = sheet.port(wire.source), sheet.port(wire.target)
        sides = wire.source.side, wire.target.side
        if wire.link.bends:
            wire.points = through(start, [(bend.x, bend.y) for bend in wire.link.bends], stop, sides)
        elif sides[0] in _LEVEL:
            x = _middle(start[0], stop[0], sides)
            wire.points = [start, (x, start[1]), (x, stop[1]), stop]
        else:
            y = _middle(start[1], stop[1], sides)
            wire.points = [start, (start[0], y), (stop[0], y), stop]
        wire.label = by_hand(wire)


def _middle(a: float, b: float, sides: tuple[Side, Side]) -> float:
    """Where the run across stands: half way between facing sides, beside both boxes on the same side."""
    if sides[0] is not sides[1]:
        return (a + b) / 2
    return max(a, b) + STUB if sides[0] in (Side.RIGHT, Side.BOTTOM) else min(a, b) - STUB
