"""Small marks: arrows of rows, arrowheads, data marks, rings and the dots of junctions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import EllipsePart, Part, PathPart, Stroke
from d365arch.scene.theme import Head

LINE_WIDTH = 1.7
_GROWTH = 0.2
"""Heads, rings and dashes grow by this share for each px that a line is wider than a plain one."""
HALO = 4.3
"""How much wider than its line a halo is."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Color and width of one line; what belongs to a wide line is larger, too, but not as much."""

    color: str
    width: float = LINE_WIDTH

    @property
    def scale(self) -> float:
        """How large heads, rings and dashes are, 1 at a plain line; thin lines keep heads that can be seen."""
        return 1.0 if self.width <= LINE_WIDTH else 1 + (self.width - LINE_WIDTH) * _GROWTH


VIA_DASH = (4.0, 3.0)
"""Border of the label of a line that is computed: data through a folded hub."""
RING = 3.2
"""Radius of the open circle at the initiator."""
RING_GAP = 0.7
"""Between the border of a box and the circle, for half of its stroke."""
UP_ARROW = "M5 0L10 5.6H7.1V11H2.9V5.6H0Z"
DOWN_ARROW = "M5 11L10 5.4H7.1V0H2.9V5.4H0Z"
CHANNEL = "M0 0H7.5M0 4H7.5M0 8H7.5"

_SHAPES: dict[Head, str] = {
    # drawn to the right, tip at 0, 0
    Head.TRIANGLE: "M0 0L-10 -4.6V4.6Z",
    Head.HOLLOW: "M-0.8 0L-9.6 -4V4Z",
    Head.ANGLE: "M-8.6 -4.9L-0.9 0L-8.6 4.9",
    Head.DOUBLE_ANGLE: "M-7.6 -4.9L-0.9 0L-7.6 4.9M-12.6 -4.9L-5.9 0L-12.6 4.9",
}
BACK: dict[Head, float] = {Head.TRIANGLE: 9.0, Head.HOLLOW: 9.6, Head.ANGLE: 1.6, Head.DOUBLE_ANGLE: 6.6}
"""How far before the tip of a head its line ends."""


def _turned(data: str, dx: float, dy: float) -> str:
    """Path data, made of M, L, V and Z and drawn to the right, turned so that right becomes (dx, dy)."""
    found: list[str] = []
    x = y = 0.0
    for command, numbers in _commands(data):
        if command == "Z":
            found.append("Z")
            continue
        x, y = (x, numbers[0]) if command == "V" else (numbers[0], numbers[1])
        found.append(f"{'M' if command == 'M' else 'L'}{_short(x * dx - y * dy)} {_short(x * dy + y * dx)}")
    return "".join(found)


def _commands(data: str) -> list[tuple[str, list[float]]]:
    return [(part[0], [float(n) for n in part[1:].split()]) for part in re.findall("[MLVZ][^MLVZ]*", data)]


def _short(value: float) -> str:
    return f"{round(value, 2) + 0:g}"


_SQUARE = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
_HEADS: dict[tuple[Head, tuple[float, float]], str] = {
    (head, d): _turned(data, *d) for head, data in _SHAPES.items() for d in _SQUARE
}


def head(kind: Head, tip: Point, came_from: Point, pen: Pen, ground: str) -> PathPart:
    """The arrowhead of a line that comes from one point and ends in its tip."""
    dx, dy = toward(came_from, tip)
    data = _HEADS.get((kind, (dx, dy))) or _turned(_SHAPES[kind], dx, dy)
    if kind is Head.TRIANGLE:
        return PathPart(data, tip, pen.scale, fill=pen.color)
    # An open head of a wide line is no heavier than it needs to be told from the line.
    width = 1.4 * pen.scale if kind is Head.HOLLOW else min(pen.width, LINE_WIDTH * pen.scale)
    return PathPart(data, tip, pen.scale, fill=ground if kind is Head.HOLLOW else None, stroke=Stroke(pen.color, width))


def toward(start: Point, end: Point) -> tuple[float, float]:
    """The direction from one point to another, of length 1; to the right where they are the same."""
    dx, dy = end.x - start.x, end.y - start.y
    if dy == 0:
        return (-1.0, 0.0) if dx < 0 else (1.0, 0.0)
    if dx == 0:
        return (0.0, -1.0) if dy < 0 else (0.0, 1.0)
    length = math.hypot(dx, dy)
    return dx / length, dy / length


def ring(start: Point, goes_to: Point, pen: Pen, ground: str) -> EllipsePart:
    """The open circle at the initiator, just outside the border where the line starts."""
    dx, dy = toward(start, goes_to)
    radius = RING * pen.scale
    out = radius + RING_GAP
    middle = start.moved(dx * out, dy * out)
    return EllipsePart(Rect(middle.x - radius, middle.y - radius, 2 * radius, 2 * radius), ground,
                       Stroke(pen.color, 1.5 * pen.scale))


def dot(at: Point, color: str, radius: float = 3.2) -> EllipsePart:
    """The dot where a line leaves a trunk."""
    return EllipsePart(Rect(at.x - radius, at.y - radius, 2 * radius, 2 * radius), color)


def data_mark(middle: Point, dx: float, dy: float, color: str) -> PathPart:
    """The small triangle that points where the data goes."""
    return PathPart(_turned("M3.2 0L-2.8 -3.4V3.4Z", dx, dy), middle, fill=color)


def warning(left: float, middle: float, color: str, ground: str) -> tuple[Part, ...]:
    """The mark of what contradicts the catalog: a triangle with an exclamation mark, 12 wide."""
    return (PathPart("M6 0L12 10.6H0Z", Point(left, middle - 5.8), fill=color, stroke=Stroke(color, 1)),
            PathPart("M6 3.4V6.8M6 8.7V9", Point(left, middle - 5.8), stroke=Stroke(ground, 1.3)))


def arrow(up: bool, left: float, middle: float, color: str) -> Part:
    """The arrow of a row: up is outbound, down inbound."""
    return PathPart(UP_ARROW if up else DOWN_ARROW, Point(left, middle - 5.5), fill=color)
