"""Lines with bends of the user's: led through them squarely, while their runs at both ends follow the boxes."""

from __future__ import annotations

from d365arch.layout.request import Side
from d365arch.layout.sheet import STUB, Node

Spot = tuple[float, float]
LEVEL = (Side.LEFT, Side.RIGHT)
_LEAST = 4.0
"""A bend nearer to the border than this, in px, or behind it is reached around a stub."""


def side_for(node: Node, bend: Spot, usual: Side) -> Side:
    """The border from which a bent line leaves: the one its nearest bend lies beyond, else the usual one."""
    if bend[0] >= node.x + node.w + _LEAST:
        return Side.RIGHT
    return Side.LEFT if bend[0] <= node.x - _LEAST else usual


def through(start: Spot, bends: list[Spot], stop: Spot, sides: tuple[Side, Side]) -> list[Spot]:
    """Points of the line from port to port through the bends; repeated and idle points may be among them.

    Only the runs that leave and meet the ports differ from what the bends say, so that a bend keeps its place when a
    box at one end moves.
    """
    inner = _met(start, sides[0], bends)
    inner = _met(stop, sides[1], inner[::-1])[::-1]
    path = [start]
    flat = sides[0] in LEVEL
    for spot in (*inner, stop):
        x, y = path[-1]
        if x != spot[0] and y != spot[1]:
            path.append((spot[0], y) if flat else (x, spot[1]))
        path.append(spot)
        flat = path[-2][0] == path[-1][0]
    return path


def _met(port: Spot, side: Side, bends: list[Spot]) -> list[Spot]:
    """The bends, with points before them that let the line leave the port at a right angle."""
    x, y = port
    first = bends[0]
    way = 1 if side in (Side.RIGHT, Side.BOTTOM) else -1
    if side in LEVEL:
        if way * (first[0] - x) >= _LEAST:
            return [(first[0], y), *bends]
        return [(x + way * STUB, y), (x + way * STUB, first[1]), *bends]
    if way * (first[1] - y) >= _LEAST:
        return [(x, first[1]), *bends]
    return [(x, y + way * STUB), (first[0], y + way * STUB), *bends]
