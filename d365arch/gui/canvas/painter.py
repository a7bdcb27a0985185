"""Paints finished parts with Qt: the twin of the SVG writer, one function per part class, and no domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPen, QTransform

from d365arch.gui.canvas.line_run import LineRun, pen_of
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.fonts import FAMILY
from d365arch.model.geometry import Rect
from d365arch.scene.parts import (
    Anchor,
    EllipsePart,
    Fill,
    Font,
    Gradient,
    LinePart,
    Part,
    PathPart,
    RectPart,
    ShadowPart,
    Shape,
    TextPart,
    Weight,
)
from d365arch.scene.paths import rectangle, rounded, segments

Draw = Callable[[QPainter], None]
"""Paints one part in scene coordinates."""

SMALLEST_TEXT = 4.0
"""Text lower than this on the screen, in px, is not painted: it is costly and nobody reads it."""

TEXT_FROM = 0.5
"""Below this zoom what is written in boxes and zones is left to captions, which have a size of the screen."""

LEAST_SHADOW = 0.4
"""Below this zoom shadows are not painted."""

_MOST_READY = 4000
"""So many shapes are kept ready at most: in a large landscape nobody looks at all of them from near."""

_TEXT_SCALE = 10
"""Fonts are made this much larger and painted smaller, since Qt knows whole pixel sizes only."""

_WEIGHTS = {
    Weight.REGULAR: QFont.Weight.Normal,
    Weight.SEMIBOLD: QFont.Weight.DemiBold,
    Weight.BOLD: QFont.Weight.Bold,
}


class Painted:
    """A shape made ready: each part becomes a function when it is first worth painting."""

    __slots__ = ("_draws", "shape")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._draws: list[Draw | None] = [None] * len(shape.parts)

    def draw(self, painter: QPainter, scale: float = 8.0, *, texts: bool = True) -> None:
        """Paint the shape in scene coordinates, as seen at a zoom of `scale`, with what is written in it or without."""
        for number, part in enumerate(self.shape.parts):
            if scale >= least_scale(part) and (texts or not isinstance(part, TextPart)):
                self._draw(number)(painter)

    def _draw(self, number: int) -> Draw:
        draw = self._draws[number]
        if draw is None:
            draw = self._draws[number] = prepare(self.shape.parts[number])
        return draw


class PaintedLine(Painted):
    """The shape of a line made ready: it can be painted just where it crosses a rectangle."""

    __slots__ = ("_marks", "_runs")

    def __init__(self, shape: Shape, ground: str) -> None:
        super().__init__(shape)
        self._runs: list[tuple[bool, LineRun, int]] = []
        self._marks: list[tuple[Rect, int]] = []
        for number, part in enumerate(shape.parts):
            if isinstance(part, LinePart):
                self._runs.append((part.stroke.color.upper() == ground, LineRun(part), number))
            elif isinstance(part, PathPart):
                self._marks.append((Rect(*part.at, 0, 0).grown(16 * part.scale), number))
            elif isinstance(part, EllipsePart):
                self._marks.append((part.rect.grown(2), number))
            else:
                self._marks.append((shape.bounds, number))

    def draw_within(self, painter: QPainter, area: Rect, *, halo: bool) -> None:
        """Paint what of it meets a rectangle of the scene, with its halo or without."""
        for is_halo, run, number in self._runs:
            if is_halo and not halo:
                continue
            if run.long:
                run.draw_within(painter, area)
            else:
                self._draw(number)(painter)
        x, y, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
        for (left, top, width, height), number in self._marks:
            if left < right and x < left + width and top < bottom and y < top + height:
                self._draw(number)(painter)


class PaintedShapes:
    """All shapes made ready, once per shape value; untouched shapes stay ready from one scene to the next."""

    def __init__(self) -> None:
        self._ready: dict[int, Painted] = {}

    def of(self, shape: Shape) -> Painted:
        """The shape made ready."""
        ready = self._ready.get(id(shape))
        if ready is None or ready.shape is not shape:
            ready = Painted(shape)
            self._keep(shape, ready)
        return ready

    def line(self, shape: Shape, ground: str) -> PaintedLine:
        """The shape of a line made ready; `ground` is the color of halos."""
        ready = self._ready.get(id(shape))
        if not isinstance(ready, PaintedLine) or ready.shape is not shape:
            ready = PaintedLine(shape, ground)
            self._keep(shape, ready)
        return ready

    def forget(self, shapes: Iterable[Shape]) -> None:
        """These shapes are no longer in the scene."""
        for shape in shapes:
            self._ready.pop(id(shape), None)

    def _keep(self, shape: Shape, ready: Painted) -> None:
        if len(self._ready) >= _MOST_READY:
            self._ready.clear()
        self._ready[id(shape)] = ready


def has_text(shape: Shape, scale: float) -> bool:
    """Whether what is written in a shape is painted at a zoom."""
    return scale >= TEXT_FROM or shape.element.kind not in ("system", "zone", "group")


def least_scale(part: Part) -> float:
    """The zoom from which on a part is worth painting."""
    if isinstance(part, TextPart):
        return SMALLEST_TEXT / part.font.size
    return LEAST_SHADOW if isinstance(part, ShadowPart) else 0.0


def prepare(part: Part) -> Draw:
    """The function that paints a part; pens, paths and fonts are made here, once."""
    match part:
        case RectPart():
            return _rect(part)
        case LinePart():
            return _line(part)
        case PathPart():
            return _path(part)
        case EllipsePart():
            return _ellipse(part)
        case TextPart():
            return _text(part)
        case ShadowPart():
            return _shadow(part)


def _rect(part: RectPart) -> Draw:
    brush, pen, opacity = brush_of(part.fill, part.rect), pen_of(part.stroke), part.opacity
    bounds = rectf(part.rect)
    if not part.radius:
        def plain(painter: QPainter) -> None:
            _use(painter, pen, brush, opacity)
            painter.drawRect(bounds)
        return plain
    outline = rectangle(part.rect, part.radius, not part.bottom_only, not part.top_only)
    return _filled(painter_path(outline), pen, brush, opacity)


def _line(part: LinePart) -> Draw:
    path = painter_path(rounded(part.points, part.radius))
    return _filled(path, pen_of(part.stroke), QBrush(Qt.BrushStyle.NoBrush), part.opacity)


def _path(part: PathPart) -> Draw:
    path = QTransform(part.scale, 0, 0, part.scale, *part.at).map(_curve(part.data))
    box = path.boundingRect()
    stroke = replace(part.stroke, round_cap=True) if part.stroke else None
    brush = brush_of(part.fill, Rect(box.x(), box.y(), box.width(), box.height()))
    return _filled(path, pen_of(stroke), brush, part.opacity)


@lru_cache(maxsize=512)
def _curve(data: str) -> QPainterPath:
    return painter_path(segments(data))


def _filled(path: QPainterPath, pen: QPen, brush: QBrush, opacity: float) -> Draw:
    def draw(painter: QPainter) -> None:
        _use(painter, pen, brush, opacity)
        painter.drawPath(path)
    return draw


def _ellipse(part: EllipsePart) -> Draw:
    brush, pen, bounds, opacity = brush_of(part.fill, part.rect), pen_of(part.stroke), rectf(part.rect), part.opacity

    def draw(painter: QPainter) -> None:
        _use(painter, pen, brush, opacity)
        painter.drawEllipse(bounds)
    return draw


def _text(part: TextPart) -> Draw:
    pen, text = QPen(QColor(part.color)), part.text
    shift = {Anchor.START: 0.0, Anchor.MIDDLE: part.width / 2, Anchor.END: part.width}[part.anchor]
    x, y = part.at.x - shift, part.at.y
    origin = QPointF(0, 0)

    def draw(painter: QPainter) -> None:
        painter.save()
        painter.setOpacity(1.0)
        painter.setPen(pen)
        painter.setFont(_font_on(painter, part.font))
        painter.translate(x, y)
        painter.scale(1 / _TEXT_SCALE, 1 / _TEXT_SCALE)
        painter.drawText(origin, text)
        painter.restore()
    return draw


_SCREEN_DPI = 96


def _font_on(painter: QPainter, font: Font) -> QFont:
    """The font for a device: Qt takes letter spacing as of the screen and enlarges it on printers."""
    if not font.spacing:
        return font_of(font)
    device = painter.device()
    return font_of(replace(font, spacing=font.spacing * _SCREEN_DPI / max(1, device.logicalDpiY())))


def _shadow(part: ShadowPart) -> Draw:
    """A blur as a stack of rounded rectangles, each of them faint."""
    stack = []
    for rect, radius, opacity in part.layers():
        color = QColor(part.color)
        color.setAlphaF(opacity)
        stack.append((painter_path(rectangle(rect, radius)), QBrush(color)))

    def draw(painter: QPainter) -> None:
        painter.setOpacity(1.0)
        for path, brush in stack:
            painter.fillPath(path, brush)
    return draw


def _use(painter: QPainter, pen: QPen, brush: QBrush, opacity: float) -> None:
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.setOpacity(opacity)


def rectf(rect: Rect) -> QRectF:
    """Our rectangle as Qt's."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def brush_of(fill: Fill, bounds: Rect) -> QBrush:
    """The brush of a fill; a gradient runs from the top of the bounds to their bottom."""
    if fill is None:
        return QBrush(Qt.BrushStyle.NoBrush)
    if isinstance(fill, Gradient):
        gradient = QLinearGradient(0, bounds.top, 0, bounds.bottom)
        last = max(1, len(fill.colors) - 1)
        for index, color in enumerate(fill.colors):
            gradient.setColorAt(index / last, QColor(color))
        return QBrush(gradient)
    return QBrush(QColor(fill))


@lru_cache(maxsize=256)
def font_of(font: Font) -> QFont:
    """The product's font, `_TEXT_SCALE` times as large, without kerning and ligatures, as the text was measured."""
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(font.size * _TEXT_SCALE)))
    made.setWeight(_WEIGHTS[font.weight])
    made.setKerning(False)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("liga", "clig", "calt", "kern"):
        made.setFeature(QFont.Tag(feature), 0)
    if font.spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, font.spacing * _TEXT_SCALE)
    return made
