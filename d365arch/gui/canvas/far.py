"""A scene seen from afar: lines and filled rectangles, all of a color at once, and the names of the boxes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Rect
from d365arch.scene.index import body
from d365arch.scene.parts import Layer, LinePart, RectPart, Shape, TextPart

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
_NAME = 8
_NAME_WIDTH = 30.0
"""Size of names, in px of the screen, and how wide a box must be seen to bear one."""


class Afar:
    """Paints shapes with one call for all lines of a color and one for all rectangles of a color."""

    def __init__(self, halo: str, *, names: bool) -> None:
        self._halo = halo
        self._names = names
        self._seen: dict[int, Seen] = {}

    def paint(self, painter: QPainter, viewport: Viewport, shapes: Iterable[Shape]) -> None:
        """Paint the shapes: zones, lines, boxes, names."""
        lines: dict[str, list[QLineF]] = {}
        rects: dict[tuple[bool, int, str], list[QRectF]] = {}
        names: list[tuple[TextPart, Rect]] = []
        for shape in shapes:
            seen = self._seen.get(id(shape))
            if seen is None:
                seen = self._seen[id(shape)] = Seen(shape, self._halo)
            for color, segments in seen.lines:
                lines.setdefault(color, []).extend(segments)
            for key, rect in seen.rects:
                rects.setdefault(key, []).append(rect)
            if seen.name:
                names.append(seen.name)
        painter.save()
        painter.setRenderHints(_SMOOTH, False)
        painter.translate(viewport.x, viewport.y)
        painter.scale(viewport.scale, viewport.scale)
        _paint_rects(painter, {key: found for key, found in rects.items() if not key[0]})
        for color, segments in lines.items():
            painter.setPen(QPen(QColor(color), 0))
            painter.drawLines(segments)
        _paint_rects(painter, {key: found for key, found in rects.items() if key[0]})
        painter.restore()
        if self._names:
            _paint_names(painter, viewport, names)


def _paint_rects(painter: QPainter, rects: dict[tuple[bool, int, str], list[QRectF]]) -> None:
    for (_, order, color), found in sorted(rects.items(), key=lambda item: item[0][:2]):
        if order == _BORDER:
            painter.setPen(QPen(QColor(color), 0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(color)))
        painter.drawRects(found)


def _paint_names(painter: QPainter, viewport: Viewport, names: Iterable[tuple[TextPart, Rect]]) -> None:
    """Names in a size that can be read, cut to their boxes."""
    font = QFont(FAMILY)
    font.setPixelSize(_NAME)
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    painter.save()
    painter.setFont(font)
    painter.setRenderHints(_SMOOTH, True)
    for part, rect in names:
        width, height = rect.width * viewport.scale, min(rect.height, 44) * viewport.scale
        if width < _NAME_WIDTH:
            continue
        text = metrics.elidedText(part.text, Qt.TextElideMode.ElideRight, width - 3)
        painter.setPen(QColor(part.color))
        # Rounded before the shift is added, so that panning never moves a name within the pixel grid.
        left = round(rect.x * viewport.scale + (width - metrics.horizontalAdvance(text)) / 2)
        base = round(rect.y * viewport.scale + height / 2 + _NAME * 0.35)
        at = QPointF(left + viewport.x, base + viewport.y)
        painter.drawText(at, text)
    painter.restore()


_BORDER = 9
_LEAST_FAR = 24.0
"""Rectangles thinner than this, in px at 100 %, are not seen from afar."""


class Seen:
    """What is seen of a shape from afar: lines by color; rectangles by layer, order and color."""

    __slots__ = ("lines", "name", "rects")

    def __init__(self, shape: Shape, halo: str) -> None:
        self.lines: list[tuple[str, list[QLineF]]] = []
        self.rects: list[tuple[tuple[bool, int, str], QRectF]] = []
        self.name: tuple[TextPart, Rect] | None = None
        upper = shape.layer is not Layer.ZONE
        if shape.layer is Layer.LINE:
            for part in shape.parts:
                if isinstance(part, LinePart) and part.stroke.color.upper() != halo:
                    points = [QPointF(*point) for point in part.points]
                    self.lines.append((part.stroke.color, [QLineF(a, b) for a, b in pairwise(points)]))
        elif shape.layer is not Layer.LABEL:
            self._take_rects(shape, upper)
            self._take_name(shape)

    def _take_rects(self, shape: Shape, upper: bool) -> None:
        for part in shape.parts:
            if not isinstance(part, RectPart) or min(part.rect.width, part.rect.height) < _LEAST_FAR:
                continue
            if isinstance(part.fill, str):
                self.rects.append(((upper, min(len(self.rects), _BORDER - 1), part.fill), rectf(part.rect)))
            if part.stroke:
                self.rects.append(((upper, _BORDER, part.stroke.color), rectf(part.rect)))

    def _take_name(self, shape: Shape) -> None:
        """The largest text of a box, where there is a rectangle to write it into."""
        texts = [part for part in shape.parts if isinstance(part, TextPart)]
        if shape.layer is Layer.BOX and texts:
            self.name = max(texts, key=lambda part: part.font.size), body(shape)
