"""Bend: drag a run of the selected line sideways, or a corner; dragged into line with another run, the step goes."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit import SetBends, Several
from d365arch.gui.canvas.bending import Path, bends_of, corner_dragged, corner_removed, run_dragged, step_removed
from d365arch.gui.canvas.draft_line import paint_line
from d365arch.gui.canvas.handles import Handle, handle_at, handles, line_of
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.layers import MIDDLE
from d365arch.gui.canvas.line_snaps import LineSnaps
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.language import translate
from d365arch.layout.labels import nearest_point
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element, Layer

_BAR = (13.0, 5.0)
_SQUARE = 6.5


class BendTool(Tool):
    """Shows the line as it would run and keeps its bends on release."""

    def __init__(self, view: Canvas, handle: Handle) -> None:
        super().__init__(view)
        self._handle = handle
        self.cursor = cursor_of(handle)
        line = line_of(view)
        self._before: Path = line[1] if line else ()
        self._path = self._before
        self._snaps: LineSnaps | None = None
        self._guides: list[tuple[Point, Point]] = []

    def move(self, pointer: Pointer) -> None:
        """Lead the line where the hand is; with ctrl or alt it snaps to nothing."""
        if self._snaps is None:
            if not self.far_enough(pointer):
                return
            self._snaps = LineSnaps(self.view, self._handle.integration, self._before)
            self.moves_selection = True
            self.view.frame.leave_out(frozenset({self._element}))
        self._guides = []
        free = pointer.ctrl or pointer.alt
        index = self._handle.index
        if self._handle.corner:
            to = {self._level(run): self._snapped(run, pointer.scene, free=free) for run in (index - 1, index)}
            self._path = corner_dragged(self._before, index, Point(to[False], to[True]))
        else:
            self._path = run_dragged(self._before, index, self._snapped(index, pointer.scene, free=free))

    def _level(self, run: int) -> bool:
        return self._before[run].y == self._before[run + 1].y

    def _snapped(self, run: int, at: Point, *, free: bool) -> float:
        wanted = at.y if self._level(run) else at.x
        if free or self._snaps is None:
            return round(wanted)
        found, guide = self._snaps.snapped(self._before, run, wanted)
        self._guides += [guide] if guide else []
        return found if guide else round(found)

    def release(self, pointer: Pointer) -> None:
        """Keep the bends."""
        moved = self._snaps is not None
        self.cancel()
        if moved and self._path != self._before:
            set_bends(self.view, self._handle.integration, bends_of(self._path))

    def cancel(self) -> None:
        """The line runs as it did."""
        self._snaps = None
        self.moves_selection = False
        self.view.frame.leave_out(frozenset())

    @property
    def _element(self) -> Element:
        return Element(kind="integration", id=self._handle.integration)

    def paint(self, painter: QPainter) -> None:
        """The line as it would run, and what it snapped to."""
        if self._snaps is None:
            return
        view = self.view
        integration = view.editor.workspace.landscape.integration_by_id[self._handle.integration]
        paint_line(view, painter, integration, self._path)
        self._paint_label(painter)
        painter.setPen(QPen(QColor(view.theme.accent), 1, Qt.PenStyle.DashLine))
        for a, b in self._guides:
            painter.drawLine(QLineF(QPointF(*view.viewport.to_screen(a)), QPointF(*view.viewport.to_screen(b))))


    def _paint_label(self, painter: QPainter) -> None:
        """The label, which rides along on its line."""
        view, sheet = self.view, self.view.sheet
        rect = sheet.label(self._element) if sheet else None
        if rect is None or sheet is None or view.layers is None or view.zoom < MIDDLE:
            return
        away = math.dist(rect.center, nearest_point(self._before, rect.center))
        to = nearest_point(self._path, rect.center)
        by = (0.0, 0.0) if math.dist(rect.center, to) <= away else (to.x - rect.center.x, to.y - rect.center.y)
        viewport = view.viewport.panned(by[0] * view.zoom, by[1] * view.zoom)
        view.layers.paint_shapes(painter, viewport, [s for s in sheet.shapes(self._element) if s.layer is Layer.LABEL
                                                     and s.id.startswith("label-")])


def cursor_of(handle: Handle) -> Qt.CursorShape:
    """What the pointer looks like over a handle."""
    if handle.corner:
        return Qt.CursorShape.SizeAllCursor
    return Qt.CursorShape.SizeVerCursor if handle.level else Qt.CursorShape.SizeHorCursor


def remove_at(view: Canvas, pointer: Pointer) -> bool:
    """Take out the bend or the step under the pointer; false where there is no handle.

    Where nothing simpler is left of the line, it goes back to the layout.
    """
    handle, line = handle_at(view, pointer), line_of(view)
    if handle is None or line is None:
        return False
    path = (corner_removed if handle.corner else step_removed)(line[1], handle.index)
    set_bends(view, handle.integration, bends_of(path) if path else ())
    return True


def set_bends(view: Canvas, integration_id: str, bends: tuple[Point, ...]) -> None:
    """Lead a line through bends, or without any leave it to the layout, as one step with the line's name."""
    editor = view.editor
    name = editor.workspace.landscape.integration_by_id[integration_id].label
    label = translate("Canvas", "Bend {name}") if bends else translate("Canvas", "Route {name} anew")
    editor.perform(Several((SetBends(editor.view_id, integration_id, bends),), label.format(name=name)))


def paint_handles(view: Canvas, painter: QPainter) -> None:
    """Bars on the runs and squares on the corners of the selected line."""
    accent = QColor(view.theme.accent)
    painter.setPen(QPen(accent, 1.4))
    painter.setBrush(QColor(view.theme.box))
    for handle in handles(view):
        x, y = view.viewport.to_screen(handle.at)
        width, height = (_SQUARE, _SQUARE) if handle.corner else _BAR if handle.level else _BAR[::-1]
        radius = 1.5 if handle.corner else 2.5
        painter.drawRoundedRect(QRectF(x - width / 2, y - height / 2, width, height), radius, radius)
