"""A comparison on the canvas: badges at boxes and lines, an outline in their color, and dashes for what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from d365arch.discovery.drift_records import DifferenceKind
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.paths import painter_path
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.discovery.drift_marks import Badges, color_of, paint_badge
from d365arch.model.geometry import Point
from d365arch.scene.build import Drawing
from d365arch.scene.parts import Element, Layer, Shape
from d365arch.scene.paths import rounded

_VEIL = 60
MANY = 400
"""Where more badges are in sight they have no counts and lines no badges."""

_ORDER = (DifferenceKind.NOT_FOUND, DifferenceKind.DIFFERS, DifferenceKind.NOT_DRAWN)


class DriftPainter:
    """Paints the badges of what is in sight; what was painted is kept until the drawing or the badges change."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._badges = Badges()
        self._kept = KeptPicture(view, self._draw, veil=_VEIL)

    @property
    def badges(self) -> Badges:
        """What is shown."""
        return self._badges

    def show(self, badges: Badges) -> None:
        """Show other badges, or none."""
        self._badges = badges
        self.forget()
        self._view.update()

    def forget(self) -> None:
        """Let go of what was painted."""
        self._kept.forget()

    def paint(self, painter: QPainter) -> None:
        """Put the badges down, in widget coordinates."""
        if self._badges and self._view.editor.drawing is not None and self._view.sheet is not None:
            self._kept.paint(painter)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        view, drawing = self._view, self._view.editor.drawing
        if drawing is None or view.sheet is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = [(marks, shape) for shape in view.sheet.index.inside(sight.scene, Layer.LINE)
                 if shape.path and (marks := self.line_marks(drawing, shape))]
        boxes = [(marks, shape) for shape in view.sheet.index.inside(sight.scene, Layer.BOX)
                 if (marks := self.box_marks(drawing, shape))]
        self._paint_missing(painter, sight)
        scale = min(1.3, max(0.4, sight.zoom))
        for marks, shape in lines:
            self._paint_line(painter, sight, marks, shape, scale)
        self._kept.uncover_labels(painter, sight, (shape.element for _, shape in lines))
        for marks, shape in boxes:
            self._paint_box(painter, sight, marks, shape, scale)
        if len(lines) <= MANY:
            for marks, shape in lines:
                at = self._place(sight, shape)
                self._paint_badges(painter, at, marks, max(8.0, 11 * scale))

    def box_marks(self, drawing: Drawing, shape: Shape) -> Mapping[DifferenceKind, int]:
        """The differences of a box; of a folded zone those within."""
        if shape.element.kind == "system":
            return self._badges.boxes.get(shape.element.id, {})
        box = drawing.looks.boxes.get(f"group.{shape.element.id}") if shape.element.kind == "group" else None
        return _sum(self._badges.boxes.get(name, {}) for name in box.holds) if box else {}

    def line_marks(self, drawing: Drawing, shape: Shape) -> Mapping[DifferenceKind, int]:
        """The differences of a line; of several drawn as one all of them."""
        line = drawing.looks.lines.get(shape.element.id)
        return _sum(self._badges.lines.get(each.id, {}) for each in line.integrations) if line else {}

    def _paint_missing(self, painter: QPainter, sight: Sight) -> None:
        """A dashed line between two systems for what is found between them and not drawn."""
        view = self._view
        color = color_of(DifferenceKind.NOT_DRAWN, view.theme)
        color.setAlpha(150)
        scale = min(1.3, max(0.4, sight.zoom))
        places: list[tuple[QPointF, int]] = []
        for (one, other), count in self._badges.between.items():
            ends = [view.rect_of(Element(kind="system", id=name)) for name in (one, other)]
            if ends[0] is None or ends[1] is None:
                continue
            one_box, other_box = (rectf(sight.viewport.rect_to_screen(rect)) for rect in ends if rect)
            start, end = edge(one_box, other_box.center()), edge(other_box, one_box.center())
            pen = QPen(color, 2.4 * scale)
            pen.setDashPattern((3.0, 3.0))
            painter.setPen(pen)
            painter.drawLine(start, end)
            places.append(((start + end) / 2, count))
        for at, count in places:
            self._paint_badges(painter, at, {DifferenceKind.NOT_DRAWN: count}, max(8.0, 11 * scale))

    def _paint_line(self, painter: QPainter, sight: Sight, marks: Mapping[DifferenceKind, int], shape: Shape,
                    scale: float) -> None:
        color = color_of(_gravest(marks), self._view.theme)
        color.setAlpha(150)
        pen = QPen(color, 5.0 * scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = tuple(sight.viewport.to_screen(point) for point in shape.path)
        painter.drawPath(painter_path(rounded(points, 7 * sight.zoom)))

    def _paint_box(self, painter: QPainter, sight: Sight, marks: Mapping[DifferenceKind, int], shape: Shape,
                   scale: float) -> None:
        view = self._view
        body = view.box_rect(shape.element.id) if shape.element.kind == "system" else view.rect_of(shape.element)
        if body is None:
            return
        rect = rectf(sight.viewport.rect_to_screen(body))
        own = dict(marks)
        own.pop(DifferenceKind.NOT_DRAWN, None)
        if own:
            painter.setPen(QPen(color_of(_gravest(own), view.theme), 2.6 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 9 * sight.zoom, 9 * sight.zoom)
        if rect.width() >= 20:
            size = max(8.0, 12 * scale)
            self._paint_badges(painter, QPointF(rect.right() - size, rect.top()), marks, size, leftward=True)

    def _paint_badges(self, painter: QPainter, at: QPointF, marks: Mapping[DifferenceKind, int], size: float, *,
                      leftward: bool = False) -> None:
        place = QPointF(at)
        for kind in _ORDER:
            if marks.get(kind):
                pill = paint_badge(painter, place, (kind, marks[kind]), size, self._view.theme)
                place.setX(pill.left() - pill.width() - 1 if leftward else pill.right() + 1)

    def _place(self, sight: Sight, shape: Shape) -> QPointF:
        view = self._view
        label = view.sheet.label(shape.element) if view.sheet else None
        at = Point(label.right, label.center.y) if label else middle_of(shape.path)
        return QPointF(*sight.viewport.to_screen(at))


def edge(box: QRectF, toward: QPointF) -> QPointF:
    """Where the straight line from the middle of a box to a point leaves the box: no dash crosses its text."""
    middle = box.center()
    way = toward - middle
    share = min((half / abs(length) for half, length in ((box.width() / 2, way.x()), (box.height() / 2, way.y()))
                 if length), default=1.0)
    return middle + way * min(1.0, share)


def _gravest(marks: Mapping[DifferenceKind, int]) -> DifferenceKind:
    return next(kind for kind in _ORDER if marks.get(kind))


def _sum(several: Iterable[Mapping[DifferenceKind, int]]) -> dict[DifferenceKind, int]:
    found: dict[DifferenceKind, int] = {}
    for each in several:
        for kind, count in each.items():
            found[kind] = found.get(kind, 0) + count
    return found

