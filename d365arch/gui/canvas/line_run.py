"""Long lines, painted only where they are seen: stroking and dashing all of a line for a strip of it is slow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from d365arch.gui.canvas.paths import painter_path
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import LinePart, Stroke
from d365arch.scene.paths import rounded

_LONG = 1500.0
"""Lines shorter than this, in px of the scene, are painted whole."""

_MARGIN = 24.0
"""So much of a line beyond the rectangle is painted too: more than its width and the radius of its corners."""

_SAVED = 2 - math.pi / 2
"""A rounded corner is shorter than a sharp one by this many radii."""


@lru_cache(maxsize=512)
def pen_of(stroke: Stroke | None) -> QPen:
    """The pen of a stroke; Qt counts dashes in widths of the line."""
    if stroke is None:
        return QPen(Qt.PenStyle.NoPen)
    cap = Qt.PenCapStyle.RoundCap if stroke.round_cap else Qt.PenCapStyle.FlatCap
    join = Qt.PenJoinStyle.RoundJoin if stroke.round_cap else Qt.PenJoinStyle.SvgMiterJoin
    pen = QPen(QBrush(QColor(stroke.color)), stroke.width, Qt.PenStyle.SolidLine, cap, join)
    if stroke.dash:
        pen.setDashPattern([length / stroke.width for length in stroke.dash])
        pen.setCapStyle(cap)
    return pen


class LineRun:
    """A polyline and its pen; the dashes of a piece fall where those of the whole line do."""

    __slots__ = ("_part", "_pen", "_segments", "long")

    def __init__(self, part: LinePart) -> None:
        self._part = part
        self._segments: list[_Segment] = []
        lengths = [math.dist(a, b) for a, b in pairwise(part.points)]
        self.long = sum(lengths) > _LONG
        """Whether the line is so long that painting a piece of it is worth it."""
        if not self.long:
            return
        self._pen = pen_of(part.stroke)
        gone = 0.0
        for index, (a, b) in enumerate(pairwise(part.points)):
            bounds = (min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))
            self._segments.append((*bounds, a, b, gone))
            following = lengths[index + 1] if index + 1 < len(lengths) else 0.0
            gone += lengths[index] - _SAVED * min(part.radius, lengths[index] / 2, following / 2)

    def draw_within(self, painter: QPainter, area: Rect) -> None:
        """Paint what of the line meets a rectangle of the scene."""
        part = self._part
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(part.opacity)
        for points, before in self._pieces(area):
            pen = self._pen
            if part.stroke.dash:
                pen = QPen(pen)
                pen.setDashOffset(before / part.stroke.width)
            painter.setPen(pen)
            if len(points) == 2:
                painter.drawLine(QPointF(*points[0]), QPointF(*points[1]))
            else:
                painter.drawPath(painter_path(rounded(points, part.radius)))

    def _pieces(self, area: Rect) -> Iterator[tuple[tuple[Point, ...], float]]:
        """Pieces that meet the rectangle, each with the length of the line before it."""
        left, top = area.x - _MARGIN, area.y - _MARGIN
        right, bottom = area.x + area.width + _MARGIN, area.y + area.height + _MARGIN
        piece: list[Point] = []
        start = 0.0
        for low_x, low_y, high_x, high_y, a, b, gone in self._segments:
            if high_x < left or low_x > right or high_y < top or low_y > bottom:
                if piece:
                    yield tuple(piece), start
                    piece = []
                continue
            first, last = a, b
            if a.y == b.y:
                first, last = Point(min(max(a.x, left), right), a.y), Point(min(max(b.x, left), right), a.y)
            elif a.x == b.x:
                first, last = Point(a.x, min(max(a.y, top), bottom)), Point(a.x, min(max(b.y, top), bottom))
            if not piece:
                piece, start = [first], gone + abs(first.x - a.x) + abs(first.y - a.y)
            piece.append(last)
            if last != b:
                yield tuple(piece), start
                piece = []
        if piece:
            yield tuple(piece), start


_Segment = tuple[float, float, float, float, Point, Point, float]
"""Bounds of a straight run, its ends, and the length of the line before it."""
