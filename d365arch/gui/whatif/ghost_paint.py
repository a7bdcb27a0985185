"""Paints the ghosts of a plan over the drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.kept_picture import KeptPicture, Sight
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.fonts import FAMILY
from d365arch.gui.whatif.ghosts import Box, GhostPlan, GhostShapes, Handle, Offense, Spoke, Struck, around, shapes_of
from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Severity
from d365arch.scene.marks import RING
from d365arch.scene.theme import blend

READABLE = 0.38
"""Below this zoom boxes carry no text and lines no crosses of their own size."""

MANY = 300
"""More lines than this at once are painted plainly, without dashes and glow, which would stop the hand."""

HANDLE = 7.0
"""Radius of the marks that are clicked, in px of the screen."""

_DASH, _DOTS = (5.0, 4.0), (2.0, 4.0)

_LEAST_ROW = 5.0
"""Rows lower than this, in px of the screen, are not painted."""


class _Batch:
    """All lines as straight pieces on the sheet, made once when they are many."""

    def __init__(self, shapes: GhostShapes) -> None:
        self._shapes = shapes

    @cached_property
    def goes(self) -> list[QLineF]:
        """The lines that go."""
        return [QLineF(*a, *b) for struck in self._shapes.struck for a, b in pairwise(struck.path)]

    @cached_property
    def comes(self) -> list[QLineF]:
        """The spokes that come."""
        return [QLineF(*a, *b) for spoke in self._shapes.spokes for a, b in pairwise(spoke.rough)]


class GhostLayer:
    """Holds what is shown and paints it among the canvas's grounds."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self._plan = GhostPlan()
        self._places: Mapping[str, Point] = {}
        self._shapes = GhostShapes()
        self._batch = _Batch(self._shapes)
        self._picture = KeptPicture(view, self._draw)
        view.grounds.append(self.paint)
        view.editor.drawing_changed.connect(lambda _drawing: self._shape())

    @property
    def shapes(self) -> GhostShapes:
        """What is painted."""
        return self._shapes

    @property
    def plan(self) -> GhostPlan:
        """What is shown."""
        return self._plan

    def show(self, plan: GhostPlan, places: Mapping[str, Point]) -> None:
        """Show another plan; an empty one takes the ghosts away. `places` are the corners of new hubs."""
        self._plan, self._places = plan, places
        self._shape()

    def _shape(self) -> None:
        self._shapes = shapes_of(self._plan, self._view, self._places) if self._plan else GhostShapes()
        self._batch = _Batch(self._shapes)
        self._picture.forget()
        self._view.update()

    def paint(self, painter: QPainter) -> None:
        """Put the ghosts down."""
        if self._plan:
            self._picture.paint(painter)

    def _draw(self, painter: QPainter, sight: Sight) -> None:
        _Brush(self._view, sight).paint(painter, self._shapes, self._batch)


class _Brush:
    """Paints shapes of the sheet at one zoom; only what lies within the picture."""

    def __init__(self, view: Canvas, sight: Sight) -> None:
        theme = view.theme
        self._viewport, self._theme = sight.viewport, theme
        self._seen = sight.viewport.rect_to_scene(sight.rect.grown(12))
        self._zoom = sight.zoom
        self._goes = QColor(theme.severities[Severity.VIOLATION])
        self._comes = QColor(theme.severities[Severity.RECOMMENDATION])
        self._ground = QColor(theme.ground)

    def paint(self, painter: QPainter, shapes: GhostShapes, batch: _Batch) -> None:
        """All shapes: what goes lowest, then spokes, then boxes, then what breaks a rule."""
        struck = [each for each in shapes.struck if self._sees(each.bounds)]
        spokes = [spoke for spoke in shapes.spokes if self._sees(spoke.bounds)]
        if len(struck) + len(spokes) > MANY:
            self._paint_many(painter, batch)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_struck(painter, struck)
            for spoke in spokes:
                self._paint_spoke(painter, spoke)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in shapes.boxes:
            if self._sees(box.rect):
                self._paint_box(painter, box)
        for offense in shapes.offending:
            self._paint_offending(painter, offense)
        for handle in shapes.handles if self._zoom >= READABLE else ():
            self._paint_handle(painter, handle)

    def _sees(self, rect: Rect) -> bool:
        return (rect.x <= self._seen.right and rect.right >= self._seen.x
                and rect.y <= self._seen.bottom and rect.bottom >= self._seen.y)

    def _point(self, point: Point) -> QPointF:
        return QPointF(*self._viewport.to_screen(point))

    def _paint_many(self, painter: QPainter, batch: _Batch) -> None:
        """So many lines that none is followed by the eye: their colors tell what goes and what comes."""
        painter.save()
        painter.translate(self._viewport.x, self._viewport.y)
        painter.scale(self._zoom, self._zoom)
        for color, lines in ((self._goes, batch.goes), (self._comes, batch.comes)):
            # Opaque, because thousands of translucent lines take several times as long.
            painter.setPen(QPen(QColor(blend(color.name(), self._theme.ground, 0.6)), 0))
            painter.drawLines(lines)
        painter.restore()

    def _paint_struck(self, painter: QPainter, seen: Sequence[Struck]) -> None:
        """First fade all lines that go, then draw through them, so that no line fades the mark of another one."""
        lines = [QPolygonF([self._point(p) for p in each.path]) for each in seen]
        veil = QColor(self._ground)
        veil.setAlpha(170)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(veil, max(2.0, 5 * self._zoom)))
        for line in lines:
            painter.drawPolyline(line)
        for each in seen:
            if each.label is not None and self._zoom >= READABLE:
                painter.fillRect(rectf(self._viewport.rect_to_screen(each.label)), veil)
        faint = QColor(self._goes)
        faint.setAlpha(200)
        pen = QPen(faint, max(1.0, min(1.6, 1.4 * self._zoom)), Qt.PenStyle.CustomDashLine)
        pen.setDashPattern(_DOTS)
        painter.setPen(pen)
        for line in lines:
            painter.drawPolyline(line)
        for each in seen:
            self._paint_cross(painter, self._point(each.cross))

    def _paint_cross(self, painter: QPainter, at: QPointF) -> None:
        arm = max(2.5, min(6.0, 6 * self._zoom))
        if self._zoom >= READABLE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ground)
            painter.drawEllipse(at, arm + 3, arm + 3)
        pen = QPen(self._goes, max(1.2, 2.2 * min(1.0, self._zoom)))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))

    def _paint_spoke(self, painter: QPainter, spoke: Spoke) -> None:
        start, end = self._point(spoke.start), self._point(spoke.end)
        line = QPainterPath(start)
        line.cubicTo(self._point(spoke.first), self._point(spoke.second), end)
        # A pale rail with a glow sets it apart from the lines that it crosses.
        rail, glow = QColor(self._ground), QColor(self._comes)
        rail.setAlpha(210)
        glow.setAlpha(50)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        wide = min(1.0, self._zoom * 1.3)
        for color in (rail, glow):
            painter.setPen(QPen(color, max(2.5, 8 * wide)))
            painter.drawPath(line)
        pen = QPen(self._comes, max(1.2, 2.2 * wide), Qt.PenStyle.CustomDashLine)
        pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.drawPath(line)
        self._paint_marks(painter, spoke)

    def _paint_marks(self, painter: QPainter, spoke: Spoke) -> None:
        """As at real lines: a head at who is called, an open circle at who calls, a small triangle along the data."""
        end, before = spoke.called
        self._paint_head(painter, self._point(before), self._point(end))
        start, after = spoke.caller
        radius = RING * max(0.7, min(1.0, self._zoom * 1.3))
        across = radius + 0.7 if after.x >= start.x else -radius - 0.7
        painter.setPen(QPen(self._comes, 1.5))
        painter.setBrush(self._ground)
        painter.drawEllipse(self._point(start) + QPointF(across, 0), radius, radius)
        if self._zoom >= READABLE and spoke.to_hub != spoke.calls:
            # Only where data goes against the call, which its head does not tell.
            a, b = self._point(spoke.at(0.48)), self._point(spoke.at(0.52))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._comes)
            painter.save()
            painter.translate((a + b) / 2)
            painter.rotate(math.degrees(math.atan2(b.y() - a.y(), b.x() - a.x())))
            painter.drawPolygon(QPolygonF([QPointF(5, 0), QPointF(-4, -5), QPointF(-4, 5)]))
            painter.restore()

    def _paint_handle(self, painter: QPainter, handle: Handle) -> None:
        """A small plus where a system can come in, a minus where a member can go."""
        at = self._point(handle.at)
        color = self._comes if handle.free else QColor(self._theme.muted)
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(self._ground)
        painter.drawEllipse(at, HANDLE, HANDLE)
        arm = HANDLE * 0.5
        pen = QPen(color, 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(at + QPointF(-arm, 0), at + QPointF(arm, 0))
        if handle.free:
            painter.drawLine(at + QPointF(0, -arm), at + QPointF(0, arm))

    def _paint_head(self, painter: QPainter, before: QPointF, end: QPointF) -> None:
        size = max(4.0, 10 * min(1.0, self._zoom))
        along = 1.0 if end.x() >= before.x() else -1.0      # every spoke arrives level
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._comes)
        painter.drawPolygon(QPolygonF([end, end + QPointF(-along * size, -size * 0.55),
                                       end + QPointF(-along * size, size * 0.55)]))

    def _paint_box(self, painter: QPainter, box: Box) -> None:
        rect = rectf(self._viewport.rect_to_screen(box.rect))
        fill = QColor(self._theme.box)
        fill.setAlpha(235)
        pen = QPen(self._comes, max(1.2, 1.8 * min(1.0, self._zoom)), Qt.PenStyle.CustomDashLine)
        pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.setBrush(fill)
        radius = 8 * self._zoom
        painter.drawRoundedRect(rect, radius, radius)
        if box.new:
            self._paint_head_of(painter, box, rect)
        for row in box.rows if box.rows[0].rect.height * self._zoom >= _LEAST_ROW else ():
            if row.new or box.new:
                self._paint_row(painter, row.title, rectf(self._viewport.rect_to_screen(row.rect)))

    def _paint_head_of(self, painter: QPainter, box: Box, rect: QRectF) -> None:
        zoom = self._zoom
        if zoom < READABLE:
            # From afar the name stands alone, as large as the box bears.
            self._text(painter, rect, box.name, max(8.0, min(12.0, rect.height() / 3)), self._comes, bold=True,
                       flags=Qt.AlignmentFlag.AlignCenter)
            return
        inner = rect.adjusted(12 * zoom, 8 * zoom, -10 * zoom, 0)
        self._text(painter, QRectF(inner.left(), inner.top(), inner.width(), 20 * zoom), box.name, 13.5 * zoom,
                   QColor(self._theme.ink), bold=True)
        self._text(painter, QRectF(inner.left(), inner.top() + 19 * zoom, inner.width(), 18 * zoom), box.kind,
                   11 * zoom, QColor(self._theme.muted))

    def _paint_row(self, painter: QPainter, title: str, rect: QRectF) -> None:
        inner = rect.adjusted(6 * self._zoom, 2.5 * self._zoom, -6 * self._zoom, -2.5 * self._zoom)
        pen = QPen(self._comes, 1.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, 4 * self._zoom, 4 * self._zoom)
        if self._zoom >= READABLE:
            self._text(painter, inner.adjusted(8 * self._zoom, 0, -8 * self._zoom, 0), title, 12 * self._zoom,
                       QColor(self._theme.ink), flags=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _text(self, painter: QPainter, rect: QRectF, text: str, size: float, color: QColor, *, bold: bool = False,
              flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        font = QFont(FAMILY)
        font.setPixelSize(max(6, round(size)))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(color)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, flags, shown)

    def _paint_offending(self, painter: QPainter, offense: Offense) -> None:
        if not self._sees(around((offense.start, offense.end))):
            return
        middle = self._point(offense.middle)
        painter.setPen(QPen(self._goes, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(self._point(offense.start), self._point(offense.end))
        painter.setBrush(self._goes)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(middle, 9, 9)
        self._text(painter, QRectF(middle.x() - 9, middle.y() - 9, 18, 18), "!", 13, self._ground, bold=True,
                   flags=Qt.AlignmentFlag.AlignCenter)
