"""While a line is drawn, the boxes that it could sensibly meet stand out, and all others step back."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from d365arch.catalog.connecting import Sense, fit, side_at
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.model import End, System
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element, Layer

_DIM = 135
_SMALL = 40.0
"""Boxes narrower than this, in px of the screen, are lit without a look at their rows."""


class TargetLight:
    """Judges what is seen once and paints it until the sheet moves; `calls` is false where the other end is given."""

    def __init__(self, view: Canvas, end: End, *, calls: bool = True) -> None:
        self._view = view
        self._end = end
        self._calls = calls
        self._facts = view.editor.facts
        self._side = side_at(self._facts, end)
        self._senses: dict[End, Sense] = {}
        self._picture: tuple[object, QPixmap] | None = None

    def sense(self, end: End) -> Sense:
        """How sensible a line to (or from) an end would be."""
        found = self._senses.get(end)
        if found is None:
            other = side_at(self._facts, end)
            found = (fit(self._side, other) if self._calls else fit(other, self._side)).sense
            self._senses[end] = found
        return found

    def best(self, system: System) -> Sense:
        """The best that a line could meet at a system: itself or one of its endpoints."""
        ends = [End(system.id, endpoint.id) for endpoint in system.endpoints] or [End(system.id)]
        return min(map(self.sense, ends))

    def paint(self, painter: QPainter) -> None:
        """Dim all but the sensible targets."""
        view = self._view
        key = (view.viewport, view.size(), view.theme.name)
        if self._picture is None or self._picture[0] != key:
            self._picture = (key, self._draw())
        painter.drawPixmap(QPointF(0, 0), self._picture[1])

    def _draw(self) -> QPixmap:
        view = self._view
        picture = QPixmap(view.size() * view.viewport.ratio)
        picture.setDevicePixelRatio(view.viewport.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        boxes = self._seen()
        lit = [(system, rect) for system, rect in boxes if self.best(system) is Sense.GOOD]
        if not lit:
            # Nothing would fit: then the words beside the pointer say why, and all stays in sight.
            return picture
        ground = QColor(view.theme.ground)
        ground.setAlpha(_DIM)
        picture.fill(ground)
        painter = QPainter(picture)
        own = view.box_rect(self._end.system)
        cleared = [self._screen(rect) for rect in (*(rect for _, rect in lit), *((own,) if own else ()))]
        radius = 8 * view.zoom
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        if lit[0][1].width * view.zoom < _SMALL:
            # From afar there are many boxes, and neither rows nor round corners to be seen.
            painter.drawRects(cleared)
            painter.end()
            return picture
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect in cleared:
            painter.drawRoundedRect(rect, radius, radius)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        accent = QColor(view.theme.accent)
        for (system, _), rect in zip(lit, cleared, strict=False):
            self._draw_rows(painter, system, ground)
            accent.setAlpha(150)
            painter.setPen(QPen(accent, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, radius, radius)
            painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
        return picture

    def _draw_rows(self, painter: QPainter, system: System, ground: QColor) -> None:
        """Dots at the rows that fit; the others step back."""
        view = self._view
        dot = QColor(view.theme.accent)
        for endpoint in system.endpoints:
            row = view.rect_of(Element(kind="endpoint", id=f"{system.id}.{endpoint.id}"))
            if row is None:
                continue
            seen = view.viewport.rect_to_screen(row)
            if self.sense(End(system.id, endpoint.id)) is not Sense.GOOD:
                painter.fillRect(rectf(seen), ground)
                continue
            painter.setBrush(dot)
            for x in (seen.left, seen.right):
                painter.drawEllipse(QPointF(x, seen.center.y), 2.8, 2.8)

    def _seen(self) -> list[tuple[System, Rect]]:
        view, sheet = self._view, self._view.sheet
        if sheet is None:
            return []
        systems = self._facts.landscape.system_by_id
        area = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
        found = []
        for shape in sheet.index.inside(area):
            system = systems.get(shape.element.id)
            if shape.layer is Layer.BOX and shape.element.kind == "system" and system and system.id != self._end.system:
                rect = view.box_rect(system.id)
                if rect:
                    found.append((system, rect))
        return found

    def _screen(self, rect: Rect) -> QRectF:
        return rectf(self._view.viewport.rect_to_screen(rect))
