"""Heat on the canvas: a tint and a ring around boxes, a band along lines, and the figure as a small badge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.coupling.heat_metrics import Scale, color_of, ink_on
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Point, Rect
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Layer, Shape
from d365arch.scene.paths import rounded

MANY = 500
"""Where more is in sight, single figures could not be read: tints and lines only, put down in one go per step."""

MANY_LINES = 160
"""The same of lines, whose bands take longer to paint than boxes."""

_VEIL = 120
"""How much the rest of the drawing steps back, of 255."""

_TINT, _FAR_TINT = 62, 170
"""How much of a box its tint covers, of 255; more where nothing is written in boxes."""

_LEAST_LETTERS, _MOST_LETTERS = 10.0, 17.0
_BADGE_FROM = 30.0
"""Boxes narrower than this on the screen, in px, have no badge."""


@dataclass(frozen=True)
class _Far:
    """What is painted where much is in sight, prepared once per drawing: rectangles and lines by step."""

    drawing: Drawing
    scale: Scale
    boxes: tuple[tuple[int, list[QRectF]], ...]
    lines: tuple[tuple[int, list[QPolygonF]], ...]


class HeatPainter:
    """Paints a scale over the boxes or lines in sight; what was painted is kept until a value moves."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._scale: Scale | None = None
        self._kept = KeptPicture(view, self._draw, veil=_VEIL)
        self._far: _Far | None = None

    @property
    def scale(self) -> Scale | None:
        """What is painted; none where there is no heat."""
        return self._scale

    @scale.setter
    def scale(self, scale: Scale | None) -> None:
        self._scale = scale
        self.forget()

    def paint(self, painter: QPainter) -> None:
        """Put the heat down, in widget coordinates."""
        view = self._view
        if self._scale is not None and self._scale.values and view.editor.drawing and view.sheet:
            self._kept.paint(painter)

    def forget(self) -> None:
        """Let go of what was painted."""
        self._kept.forget()
        self._far = None

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        view, scale, drawing = self._view, self._scale, self._view.editor.drawing
        if scale is None or drawing is None or view.sheet is None:
            return
        layer = Layer.LINE if scale.metric.lines else Layer.BOX
        index = view.sheet.index
        most = MANY_LINES if scale.metric.lines else MANY
        if sum(1 for _ in islice(index.inside(sight.in_window, layer), most + 1)) > most:
            self._paint_far(painter, sight, scale, drawing)
        elif scale.metric.lines:
            self._paint_lines(painter, sight, scale, drawing, list(index.inside(sight.scene, layer)))
        else:
            self._paint_boxes(painter, sight, scale, drawing, list(index.inside(sight.scene, layer)))

    def value(self, scale: Scale, drawing: Drawing, shape: Shape) -> float | None:
        """The value of what a shape stands for: of a folded zone the strongest within, of a bundle the sum."""
        if scale.metric.lines:
            line = drawing.looks.lines.get(shape.element.id)
            found = [scale.values[i.id] for i in line.integrations if i.id in scale.values] if line else []
            return sum(found) if found else None
        if shape.element.kind == "system":
            return scale.values.get(shape.element.id)
        box = drawing.looks.boxes.get(f"group.{shape.element.id}") if shape.element.kind == "group" else None
        found = [scale.values[name] for name in box.holds if name in scale.values] if box else []
        if not found:
            return None
        return min(found) if scale.metric.less_is_worse else max(found)

    def _body(self, shape: Shape) -> Rect | None:
        view = self._view
        return view.box_rect(shape.element.id) if shape.element.kind == "system" else view.rect_of(shape.element)

    def _color(self, scale: Scale, value: float) -> QColor:
        return QColor(color_of(scale.step(value), scale.steps, self._view.theme.ground))

    def _paint_boxes(self, painter: QPainter, sight: Sight, scale: Scale, drawing: Drawing,
                     seen: list[Shape]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = min(1.5, max(0.45, sight.zoom))
        found = [(value, rectf(sight.viewport.rect_to_screen(body))) for shape in seen
                 if (value := self.value(scale, drawing, shape)) is not None and (body := self._body(shape))]
        self._unveil(painter, [rect for _, rect in found])
        width, radius = 4.0 * zoom, 8 * sight.zoom
        for value, rect in found:
            color = self._color(scale, value)
            tint = QColor(color)
            tint.setAlpha(_TINT if rect.width() >= _BADGE_FROM else _FAR_TINT)
            painter.setPen(QPen(color, width))
            painter.setBrush(tint)
            around = rect.adjusted(-width / 2, -width / 2, width / 2, width / 2)
            painter.drawRoundedRect(around, radius + width / 2, radius + width / 2)
        for value, rect in found:
            if rect.width() >= _BADGE_FROM:
                at = QPointF(rect.right() - 3 * zoom, rect.top())
                self._paint_badge(painter, at, self._color(scale, value), scale.metric.text(value), corner=True)

    def _unveil(self, painter: QPainter, rects: list[QRectF]) -> None:
        """What has a figure stays as it is drawn."""
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawRects(rects)
        painter.restore()

    def _paint_lines(self, painter: QPainter, sight: Sight, scale: Scale, drawing: Drawing,
                     seen: list[Shape]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        badges = []
        found = [(value, shape) for shape in seen
                 if shape.path and (value := self.value(scale, drawing, shape)) is not None]
        for value, shape in sorted(found, key=lambda pair: pair[0]):
            color = self._color(scale, value)
            points = tuple(sight.viewport.to_screen(point) for point in shape.path)
            band = QColor(color)
            band.setAlpha(190)
            width = (3.0 + 1.6 * scale.step(value)) * min(1.4, max(0.3, sight.zoom))
            painter.setPen(QPen(band, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                                Qt.PenJoinStyle.RoundJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(painter_path(rounded(points, 7 * sight.zoom)))
            badges.append((self._beside_label(sight, shape), color, scale.metric.text(value)))
        self._kept.uncover_labels(painter, sight, (shape.element for _, shape in found))
        for at, color, text in badges[-MANY_LINES:]:
            self._paint_badge(painter, at, color, text)

    def _beside_label(self, sight: Sight, shape: Shape) -> QPointF:
        """Right of a line's label, or in the middle of a line without one."""
        view = self._view
        label = view.sheet.label(shape.element) if view.sheet else None
        at = Point(label.right, label.top) if label else middle_of(shape.path)
        return QPointF(*sight.viewport.to_screen(at))

    def _paint_badge(self, painter: QPainter, at: QPointF, color: QColor, text: str, *, corner: bool = False) -> None:
        """A pill with the figure, its middle at a point, or its right end at the corner of a box."""
        size = min(_MOST_LETTERS, max(_LEAST_LETTERS, 11.5 * self._view.zoom))
        font, width = _letters(size, text)
        pill = QRectF(0, 0, width + size * 0.9, size * 1.5)
        pill.moveCenter(at)
        if corner:
            pill.moveRight(at.x() + size * 0.7)
        ground = QColor(self._view.theme.ground)
        painter.setPen(QPen(ground, 1.5))
        painter.setBrush(color)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(QColor(ink_on(color.name())))
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_far(self, painter: QPainter, sight: Sight, scale: Scale, drawing: Drawing) -> None:
        """All boxes or lines of a step at once, moved to their places by the painter."""
        if self._far is None or self._far.drawing is not drawing or self._far.scale is not scale:
            self._far = self._prepare_far(scale, drawing)
        viewport, ground = sight.viewport, self._view.theme.ground
        painter.setTransform(QTransform(viewport.scale, 0, 0, viewport.scale, viewport.x, viewport.y))
        painter.setPen(Qt.PenStyle.NoPen)
        for step, rects in self._far.boxes:
            color = QColor(color_of(step, scale.steps, ground))
            color.setAlpha(_FAR_TINT)
            self._unveil(painter, rects)
            painter.setBrush(color)
            painter.drawRects(rects)
        for step, lines in self._far.lines:
            pen = QPen(QColor(color_of(step, scale.steps, ground)), 1.0 + 0.6 * step)
            pen.setCosmetic(True)
            painter.setPen(pen)
            for points in lines:
                painter.drawPolyline(points)

    def _prepare_far(self, scale: Scale, drawing: Drawing) -> _Far:
        boxes: list[list[QRectF]] = [[] for _ in range(scale.steps)]
        lines: list[list[QPolygonF]] = [[] for _ in range(scale.steps)]
        for shape, value in self._valued(scale, drawing):
            step = scale.step(value)
            if scale.metric.lines:
                lines[step].append(QPolygonF([QPointF(*point) for point in shape.path]))
            elif body := self._body(shape):
                boxes[step].append(rectf(body))
        return _Far(drawing, scale, tuple(enumerate(boxes)), tuple(enumerate(lines)))

    def _valued(self, scale: Scale, drawing: Drawing) -> Iterator[tuple[Shape, float]]:
        layer = Layer.LINE if scale.metric.lines else Layer.BOX
        for shape in drawing.scene.shapes:
            if shape.layer is layer and (shape.path or not scale.metric.lines):
                value = self.value(scale, drawing, shape)
                if value is not None:
                    yield shape, value


@lru_cache(maxsize=256)
def _letters(size: float, text: str) -> tuple[QFont, float]:
    """The font of a badge and how wide its text is."""
    font = QFont(FAMILY)
    font.setPixelSize(max(1, round(size)))
    font.setWeight(QFont.Weight.DemiBold)
    return font, QFontMetricsF(font).horizontalAdvance(text)
