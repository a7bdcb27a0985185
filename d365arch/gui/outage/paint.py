"""An outage on the canvas: all else steps back; boxes and lines carry the tint, pattern and sign of their mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QTransform

from d365arch.analysis.outage import Mark
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.layers import MIDDLE
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.outage.marking import LOOKS, color_of, paint_sign, pen_of
from d365arch.model.geometry import Point, Rect
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Layer, Shape
from d365arch.scene.paths import rounded

MANY = 200
"""Where more boxes or lines are in sight there is no room for patterns and signs: tints and thin lines only."""

_VEIL = 135
_TINT, _PATTERN, _FAR_TINT = 40, 120, 170
"""How much of the ground's, a mark's or a pattern's color covers what lies below, of 255."""

_GRAVITY = {mark: place for place, mark in enumerate(Mark)}


@dataclass(frozen=True)
class Marked:
    """What is marked: systems and hubs by id, each with its marks, the gravest first; integrations by id."""

    boxes: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    lines: Mapping[str, Mark] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.boxes)


def by_gravity(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Each mark once, the gravest first."""
    return tuple(sorted(set(marks), key=_GRAVITY.__getitem__))


class OutagePainter:
    """Paints the marks of what is in sight; what was painted is kept until a mark moves."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._marked = Marked()
        self._kept = KeptPicture(view, self._draw, veil=_VEIL)
        self._far: tuple[Drawing, dict[Mark, list[QRectF]], dict[Mark, list[list[QPointF]]]] | None = None

    @property
    def marked(self) -> Marked:
        """What is marked."""
        return self._marked

    def show(self, marked: Marked) -> None:
        """Mark something else; nothing takes all marks away."""
        self._marked = marked
        self.forget()
        self._view.update()

    def forget(self) -> None:
        """Let go of what was painted."""
        self._kept.forget()
        self._far = None

    def paint(self, painter: QPainter) -> None:
        """Put the marks down, in widget coordinates."""
        view = self._view
        if self._marked and view.editor.drawing is not None and view.sheet is not None:
            self._kept.paint(painter)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        view, drawing = self._view, self._view.editor.drawing
        if drawing is None or view.sheet is None:
            return
        index = view.sheet.index
        if sum(1 for _ in islice(index.inside(sight.in_window, Layer.BOX, Layer.LINE), 2 * MANY + 1)) > 2 * MANY:
            self._paint_far(painter, sight, drawing)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_lines(painter, sight, drawing, list(index.inside(sight.scene, Layer.LINE)))
            self._paint_boxes(painter, sight, drawing, list(index.inside(sight.scene, Layer.BOX)))

    def box_marks(self, drawing: Drawing, shape: Shape) -> tuple[Mark, ...]:
        """The marks of a box; of a folded zone those within."""
        if shape.element.kind == "system":
            return self._marked.boxes.get(shape.element.id, ())
        box = drawing.looks.boxes.get(f"group.{shape.element.id}") if shape.element.kind == "group" else None
        return by_gravity(mark for name in box.holds for mark in self._marked.boxes.get(name, ())) if box else ()

    def line_mark(self, drawing: Drawing, shape: Shape) -> Mark | None:
        """The mark of a line; of several drawn as one the gravest."""
        line = drawing.looks.lines.get(shape.element.id)
        marks = self._marked.lines
        found = by_gravity(marks[i.id] for i in line.integrations if i.id in marks) if line and shape.path else ()
        return found[0] if found else None

    def _body(self, shape: Shape) -> Rect | None:
        view = self._view
        return view.box_rect(shape.element.id) if shape.element.kind == "system" else view.rect_of(shape.element)

    def _paint_boxes(self, painter: QPainter, sight: Sight, drawing: Drawing, seen: list[Shape]) -> None:
        view = self._view
        found = [(marks, rectf(sight.viewport.rect_to_screen(body))) for shape in seen
                 if (marks := self.box_marks(drawing, shape)) and (body := self._body(shape))]
        _unveil(painter, [rect for _, rect in found])
        scale = min(1.4, max(0.4, sight.zoom))
        radius = max(6.0, 10 * scale)
        for marks, rect in found:
            self._paint_box(painter, marks[0], rect, scale)
        for marks, rect in found:
            for place, mark in enumerate(marks if rect.width() >= 24 else ()):
                at = QPointF(rect.right() - 2 * scale - 2.1 * radius * place, rect.top() + 2 * scale)
                if not place or at.x() > rect.left():
                    paint_sign(painter, mark, at, radius, view.theme)

    def _paint_box(self, painter: QPainter, mark: Mark, rect: QRectF, scale: float) -> None:
        view, radius = self._view, 8 * self._view.zoom
        color = color_of(mark, view.theme)
        shape = QPainterPath()
        shape.addRoundedRect(rect, radius, radius)
        tint, pattern = QColor(color), QColor(color)
        tint.setAlpha(_TINT)
        pattern.setAlpha(_PATTERN)
        painter.fillPath(shape, tint)
        if LOOKS[mark].pattern is not Qt.BrushStyle.NoBrush:
            self._paint_pattern(painter, rect, QBrush(pattern, LOOKS[mark].pattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = pen_of(mark, view.theme, 3.2 * scale)
        if mark is not Mark.AT_RISK:
            pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawPath(shape)
        if mark is Mark.FAILED:
            cross = pen_of(Mark.BLOCKED, view.theme, 3.0 * scale)
            faint = cross.color()
            faint.setAlpha(170)
            cross.setColor(faint)
            painter.setPen(cross)
            painter.drawLine(rect.topLeft(), rect.bottomRight())
            painter.drawLine(rect.bottomLeft(), rect.topRight())

    def _paint_pattern(self, painter: QPainter, rect: QRectF, brush: QBrush) -> None:
        """A patterned band along the left edge and bottom: the names within stay readable."""
        band = min(12.0, rect.width() / 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRect(QRectF(rect.left(), rect.top(), band, rect.height()))
        painter.drawRect(QRectF(rect.right() - band, rect.top(), band, rect.height()))

    def _paint_lines(self, painter: QPainter, sight: Sight, drawing: Drawing, seen: list[Shape]) -> None:
        view = self._view
        found = [(mark, shape) for shape in seen if (mark := self.line_mark(drawing, shape))]
        found.sort(key=lambda pair: -_GRAVITY[pair[0]])
        scale = min(1.3, max(0.35, sight.zoom))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark, shape in found:
            points = tuple(sight.viewport.to_screen(point) for point in shape.path)
            painter.setPen(pen_of(mark, view.theme, (2.0 if mark in _THIN else 3.4) * scale))
            painter.drawPath(painter_path(rounded(points, 7 * sight.zoom)))
        self._kept.uncover_labels(painter, sight, (shape.element for _, shape in found))
        if sight.zoom >= MIDDLE / 2:
            for mark, shape in found:
                paint_sign(painter, mark, self._sign_place(sight, shape), max(4.5, 7.5 * scale), view.theme)

    def _sign_place(self, sight: Sight, shape: Shape) -> QPointF:
        view = self._view
        label = view.sheet.label(shape.element) if view.sheet else None
        at = Point(label.left, label.center.y) if label and sight.zoom >= MIDDLE else middle_of(shape.path)
        return QPointF(*sight.viewport.to_screen(at))

    def _paint_far(self, painter: QPainter, sight: Sight, drawing: Drawing) -> None:
        """All boxes and lines of a mark at once, moved to their places by the painter."""
        if self._far is None or self._far[0] is not drawing:
            self._far = (drawing, *self._prepare_far(drawing))
        viewport, theme = sight.viewport, self._view.theme
        painter.setTransform(QTransform(viewport.scale, 0, 0, viewport.scale, viewport.x, viewport.y))
        for mark, paths in self._far[2].items():
            pen = pen_of(mark, theme, 1.6)
            pen.setCosmetic(True)
            painter.setPen(pen)
            for points in paths:
                painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)
        for mark, rects in self._far[1].items():
            color = color_of(mark, theme)
            color.setAlpha(_FAR_TINT)
            _unveil(painter, rects)
            painter.setBrush(color)
            painter.drawRects(rects)

    def _prepare_far(self, drawing: Drawing) -> tuple[dict[Mark, list[QRectF]], dict[Mark, list[list[QPointF]]]]:
        boxes: dict[Mark, list[QRectF]] = {}
        lines: dict[Mark, list[list[QPointF]]] = {}
        for mark, shape in self._all(drawing):
            if shape.layer is Layer.LINE:
                lines.setdefault(mark, []).append([QPointF(*point) for point in shape.path])
            elif body := self._body(shape):
                boxes.setdefault(mark, []).append(rectf(body))
        return boxes, lines

    def _all(self, drawing: Drawing) -> Iterator[tuple[Mark, Shape]]:
        for shape in drawing.scene.shapes:
            mark = None
            if shape.layer is Layer.BOX:
                mark = next(iter(self.box_marks(drawing, shape)), None)
            elif shape.layer is Layer.LINE:
                mark = self.line_mark(drawing, shape)
            if mark is not None:
                yield mark, shape


_THIN = (Mark.FAILED, Mark.AT_RISK)


def _unveil(painter: QPainter, rects: list[QRectF]) -> None:
    """What is marked stays as it is drawn."""
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRects(rects)
    painter.restore()
