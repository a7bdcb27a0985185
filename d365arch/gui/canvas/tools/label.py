"""Label: drag the name of an integration along its line or beside it; at its usual place it is automatic again."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit import SetLabelAt, Several
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.language import translate
from d365arch.layout.labels import LABEL_REACH, nearest_point
from d365arch.layout.reroute import label_place
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element, Layer

_ON_LINE = 10.0
_HOME = 14.0
"""In px of the screen: nearer to its line a label is put on it, nearer to its usual place it goes there."""


class LabelTool(Tool):
    """Selects on press; moves the label while dragged and keeps its place on release."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: Canvas, integration: str) -> None:
        super().__init__(view)
        self._id = integration
        self._element = Element(kind="integration", id=integration)
        self._rect: Rect | None = None
        self._home: Point | None = None
        self._to: Point | None = None

    def press(self, pointer: Pointer) -> None:
        """Select the integration; with shift or ctrl it joins or leaves the selection."""
        super().press(pointer)
        selection = self.view.editor.selection
        self._before = selection.elements
        if pointer.shift or pointer.ctrl:
            selection.toggle(self._element)
        else:
            selection.set((self._element,))

    def move(self, pointer: Pointer) -> None:
        """Follow the hand along the line."""
        if self._rect is None:
            if not self.far_enough(pointer):
                return
            self._begin()
        drawing = self.view.editor.drawing
        if self._rect is None or self.start is None or drawing is None:
            return
        middle = self._rect.center.moved(pointer.scene.x - self.start.scene.x, pointer.scene.y - self.start.scene.y)
        self._to = self._placed(middle, drawing.placement.routes[self._id].points)

    def _begin(self) -> None:
        drawing = self.view.editor.drawing
        route = drawing.placement.routes.get(self._id) if drawing else None
        if drawing is None or route is None or route.label is None:
            return
        self._rect = route.label
        by_hand = self._id in self.view.editor.view.labels
        usual = label_place(drawing.request, drawing.placement, self._id) if by_hand else route.label
        self._home = usual.center if usual else None
        self.moves_selection = True
        self.view.setCursor(Qt.CursorShape.SizeAllCursor)
        self.view.frame.leave_out(frozenset({self._element}))

    def _placed(self, wanted: Point, path: tuple[Point, ...]) -> Point:
        """At home, on the line, or at most so far beside it that it is still seen to belong there."""
        zoom = self.view.zoom
        if self._home and math.dist(wanted, self._home) * zoom <= _HOME:
            return self._home
        on_line = nearest_point(path, wanted)
        away = math.dist(wanted, on_line)
        if away * zoom <= _ON_LINE:
            return on_line
        share = min(1.0, LABEL_REACH / away)
        dx, dy = wanted.x - on_line.x, wanted.y - on_line.y
        return Point(round(on_line.x + dx * share), round(on_line.y + dy * share))

    def release(self, pointer: Pointer) -> None:
        """Keep the place, or none where it is the usual one."""
        to, rect, home = self._to, self._rect, self._home
        self._end()
        if to is None or rect is None or to == rect.center:
            return
        editor = self.view.editor
        name = editor.workspace.landscape.integration_by_id[self._id].label
        edit = SetLabelAt(editor.view_id, self._id, None if to == home else to)
        editor.perform(Several((edit,), translate("Canvas", "Move label of {name}").format(name=name)))

    def cancel(self) -> None:
        """The label stays where it is, and what was selected is selected."""
        self._end()
        self.view.editor.selection.set(self._before)

    def _end(self) -> None:
        self._rect = self._to = None
        self.moves_selection = False
        self.view.frame.leave_out(frozenset())
        self.view.unsetCursor()

    def paint(self, painter: QPainter) -> None:
        """The label where it would stand, and the place where it would be automatic."""
        view, rect, to = self.view, self._rect, self._to
        if rect is None or to is None or view.layers is None or view.sheet is None:
            return
        viewport = view.viewport
        shapes = list(view.sheet.shapes(self._element))
        view.layers.paint_shapes(painter, viewport, [s for s in shapes if s.layer is not Layer.LABEL])
        by = Point(to.x - rect.center.x, to.y - rect.center.y)
        painter.setPen(QPen(QColor(view.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._home and to != self._home:
            seen = viewport.rect_to_screen(rect.moved(self._home.x - rect.center.x, self._home.y - rect.center.y))
            painter.drawRoundedRect(QRectF(*seen), seen.height / 2, seen.height / 2)
        drawing = view.editor.drawing
        if drawing is not None:
            foot = nearest_point(drawing.placement.routes[self._id].points, to)
            if foot != to:
                painter.drawLine(QPointF(*viewport.to_screen(foot)), QPointF(*viewport.to_screen(to)))
        moved = viewport.panned(by.x * viewport.scale, by.y * viewport.scale)
        view.layers.paint_shapes(painter, moved, [s for s in shapes if s.id.startswith("label-")])
