"""Curves of parts as plain moves, lines and cubic curves, so that every painter draws the same."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from d365arch.model.geometry import Point, Rect

Segment = tuple[str, tuple[float, ...]]
"""`M x y`, `L x y`, `C x1 y1 x2 y2 x y` or `Z`."""

_TOKENS = re.compile(r"[MLHVCQAZ]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}
_ROUND = 0.5522847498
"""Length of the handles of a cubic curve that stands for a quarter of a circle of radius 1."""


ORIGIN = Point(0, 0)


@lru_cache(maxsize=4096)
def segments(data: str, at: Point = ORIGIN, scale: float = 1.0) -> tuple[Segment, ...]:
    """The finished curve of a `PathPart`; arcs and quadratic curves become cubic ones.

    Raises `ValueError` where the data is not made of the absolute commands M, L, H, V, C, Q, A and Z.
    """
    return tuple((command, _placed(numbers, at, scale)) for command, numbers in _parsed(data))


def _placed(numbers: tuple[float, ...], at: Point, scale: float) -> tuple[float, ...]:
    x, y = at
    if len(numbers) == 2:
        return (numbers[0] * scale + x, numbers[1] * scale + y)
    return tuple(n * scale + (y if i % 2 else x) for i, n in enumerate(numbers))


@lru_cache(maxsize=1024)
def _parsed(data: str) -> tuple[Segment, ...]:
    found: list[Segment] = []
    here = start = (0.0, 0.0)
    tokens = _TOKENS.findall(data)
    i, command = 0, ""
    while i < len(tokens):
        if tokens[i] in _COUNTS:
            command = tokens[i]
            i += 1
        count = _COUNTS.get(command)
        if count is None or (count == 0 and i < len(tokens) and tokens[i] not in _COUNTS):
            raise ValueError(f"path data {data!r}: a command is missing")
        numbers = tuple(float(t) for t in tokens[i:i + count])
        if len(numbers) < count:
            raise ValueError(f"path data {data!r}: {command} needs {count} numbers")
        i += count
        new = _absolute(command, numbers, here)
        if command == "M":
            start, command = (numbers[0], numbers[1]), "L"
        here = start if new[-1][0] == "Z" else (new[-1][1][-2], new[-1][1][-1])
        found.extend(new)
    return tuple(found)


def _absolute(command: str, n: tuple[float, ...], here: tuple[float, float]) -> list[Segment]:
    if command == "H":
        return [("L", (n[0], here[1]))]
    if command == "V":
        return [("L", (here[0], n[0]))]
    if command == "Q":
        return [("C", (here[0] + (n[0] - here[0]) * 2 / 3, here[1] + (n[1] - here[1]) * 2 / 3,
                       n[2] + (n[0] - n[2]) * 2 / 3, n[3] + (n[1] - n[3]) * 2 / 3, n[2], n[3]))]
    if command == "A":
        return _arc(here, n)
    return [(command, n)]


def _arc(here: tuple[float, float], n: tuple[float, ...]) -> list[Segment]:
    """An elliptical arc as cubic curves (SVG 1.1, appendix F.6)."""
    rx, ry, turn, large, sweep, x, y = abs(n[0]), abs(n[1]), math.radians(n[2]), n[3] != 0, n[4] != 0, n[5], n[6]
    if rx == 0 or ry == 0 or here == (x, y):
        return [("L", (x, y))]
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (here[0] - x) / 2, (here[1] - y) / 2
    u, v = cos * dx + sin * dy, cos * dy - sin * dx
    grow = math.sqrt(max(1.0, (u / rx) ** 2 + (v / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    under = (rx * ry) ** 2 - (rx * v) ** 2 - (ry * u) ** 2
    factor = math.sqrt(max(0.0, under / ((rx * v) ** 2 + (ry * u) ** 2))) * (1 if large != sweep else -1)
    cu, cv = factor * rx * v / ry, -factor * ry * u / rx
    cx, cy = cos * cu - sin * cv + (here[0] + x) / 2, sin * cu + cos * cv + (here[1] + y) / 2
    first = math.atan2((v - cv) / ry, (u - cu) / rx)
    span = math.atan2((-v - cv) / ry, (-u - cu) / rx) - first
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi

    def on(a: float, along: float) -> tuple[float, float]:
        px, py = rx * (math.cos(a) - along * math.sin(a)), ry * (math.sin(a) + along * math.cos(a))
        return cos * px - sin * py + cx, sin * px + cos * py + cy

    steps = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    step = span / steps
    handle = 4 / 3 * math.tan(step / 4)
    curves: list[Segment] = []
    for i in range(steps):
        a, b = first + i * step, first + (i + 1) * step
        curves.append(("C", (*on(a, handle), *on(b, -handle), *on(b, 0))))
    last = curves[-1][1]
    curves[-1] = ("C", (*last[:4], x, y))
    return curves


def rounded(points: tuple[Point, ...], radius: float) -> list[Segment]:
    """The curve of a `LinePart`: straight runs with rounded corners; two corners share the run between them."""
    found: list[Segment] = [("M", tuple(points[0]))]
    last = len(points) - 2
    for i, (before, corner, after) in enumerate(zip(points, points[1:], points[2:], strict=False), start=1):
        back = math.hypot(before.x - corner.x, before.y - corner.y)
        ahead = math.hypot(after.x - corner.x, after.y - corner.y)
        r = min(radius, back if i == 1 else back / 2, ahead if i == last else ahead / 2)
        if r <= 0.05:
            found.append(("L", tuple(corner)))
            continue
        bx, by = (before.x - corner.x) / back, (before.y - corner.y) / back
        ax, ay = (after.x - corner.x) / ahead, (after.y - corner.y) / ahead
        h = r * (1 - _ROUND)
        found.append(("L", (corner.x + bx * r, corner.y + by * r)))
        found.append(("C", (corner.x + bx * h, corner.y + by * h, corner.x + ax * h, corner.y + ay * h,
                            corner.x + ax * r, corner.y + ay * r)))
    found.append(("L", tuple(points[-1])))
    return found


def rectangle(rect: Rect, radius: float, top: bool = True, bottom: bool = True) -> list[Segment]:
    """The outline of a `RectPart` whose upper and lower corners are rounded as told."""
    x, y, right, low = rect.left, rect.top, rect.right, rect.bottom
    limit = min(rect.width / 2, rect.height if top != bottom else rect.height / 2)
    a = min(radius, limit) if top else 0.0
    b = min(radius, limit) if bottom else 0.0
    found: list[Segment] = [("M", (x, low - b))]
    k = 1 - _ROUND
    found.append(("L", (x, y + a)))
    if a:
        found.append(("C", (x, y + a * k, x + a * k, y, x + a, y)))
    found.append(("L", (right - a, y)))
    if a:
        found.append(("C", (right - a * k, y, right, y + a * k, right, y + a)))
    found.append(("L", (right, low - b)))
    if b:
        found.append(("C", (right, low - b * k, right - b * k, low, right - b, low)))
    found.append(("L", (x + b, low)))
    if b:
        found.append(("C", (x + b * k, low, x, low - b * k, x, low - b)))
    found.append(("Z", ()))
    return found
