"""A scene seen from afar: lines and filled rectangles, all of a color at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.viewport import Viewport
from d365arch.scene.parts import Layer, LinePart, RectPart, Shape

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Afar:
    """Paints shapes with one call for all lines of a color and one for all rectangles of a color."""

    def __init__(self) -> None:
        self._seen: dict[int, Seen] = {}

    def forget(self, shapes: Iterable[Shape]) -> None:
        """These shapes are no longer in the scene."""
        for shape in shapes:
            self._seen.pop(id(shape), None)

    def paint(self, painter: QPainter, viewport: Viewport, shapes: Iterable[Shape], halo: str, opacity: float = 1.0,
              ) -> None:
        """Paint the shapes: zones, lines with an opacity, boxes; lines in the color of halos are left out."""
        lines: dict[str, list[QLineF]] = {}
        rects: dict[tuple[bool, int, str], list[QRectF]] = {}
        known = self._seen
        for shape in shapes:
            seen = known.get(id(shape))
            if seen is None:
                seen = known[id(shape)] = Seen(shape)
            for color, segments in seen.lines:
                if color != halo:
                    lines.setdefault(color, []).extend(segments)
            for key, rect in seen.rects:
                rects.setdefault(key, []).append(rect)
        painter.save()
        painter.setRenderHints(_SMOOTH, False)
        painter.translate(viewport.x, viewport.y)
        painter.scale(viewport.scale, viewport.scale)
        _paint_rects(painter, {key: found for key, found in rects.items() if not key[0]})
        painter.setOpacity(opacity)
        for color in sorted(lines):
            painter.setPen(QPen(QColor(color), 0))
            painter.drawLines(lines[color])
        painter.setOpacity(1.0)
        _paint_rects(painter, {key: found for key, found in rects.items() if key[0]})
        painter.restore()


def _paint_rects(painter: QPainter, rects: dict[tuple[bool, int, str], list[QRectF]]) -> None:
    for (_, order, color), found in sorted(rects.items(), key=lambda item: item[0][:2]):
        if order == _BORDER:
            painter.setPen(QPen(QColor(color), 0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(color)))
        painter.drawRects(found)


_BORDER = 9
_LEAST_FAR = 24.0
"""Rectangles thinner than this, in px at 100 %, are not seen from afar."""


class Seen:
    """What is seen of a shape from afar: lines by color; rectangles by layer, order and color."""

    __slots__ = ("lines", "rects")

    def __init__(self, shape: Shape) -> None:
        self.lines: list[tuple[str, list[QLineF]]] = []
        self.rects: list[tuple[tuple[bool, int, str], QRectF]] = []
        if shape.layer is Layer.LINE and shape.tint:
            self.lines.append((shape.tint.upper(), [QLineF(*a, *b) for a, b in pairwise(shape.path)]))
        elif shape.layer is Layer.LINE:
            for part in shape.parts:
                if isinstance(part, LinePart):
                    self.lines.append((part.stroke.color.upper(),
                                       [QLineF(*a, *b) for a, b in pairwise(part.points)]))
        elif shape.layer is not Layer.LABEL:
            self._take_rects(shape, shape.layer is not Layer.ZONE)

    def _take_rects(self, shape: Shape, upper: bool) -> None:
        for part in shape.parts:
            if not isinstance(part, RectPart) or min(part.rect.width, part.rect.height) < _LEAST_FAR:
                continue
            if isinstance(part.fill, str):
                self.rects.append(((upper, min(len(self.rects), _BORDER - 1), part.fill), rectf(part.rect)))
            if part.stroke:
                self.rects.append(((upper, _BORDER, part.stroke.color), rectf(part.rect)))
