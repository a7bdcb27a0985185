"""Resize: drag a handle of the selected system or zone; borders snap, and nothing gets smaller than its content."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.view_edits import SetPositions, SetSizes
from d365arch.edit.zone_edits import SetZoneRects
from d365arch.gui.canvas.guide_paint import paint_tag
from d365arch.gui.canvas.guides import Snapper
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.neighbors import neighbors
from d365arch.gui.canvas.note_handles import Side, cursor_of
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.snapping import REACH
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.zone_content import content_of
from d365arch.gui.language import translate
from d365arch.model.geometry import Point, Rect, Size
from d365arch.scene.parts import Element

LEAST_ZONE = Size(120, 64)
"""The smallest empty zone."""


class ResizeTool(Tool):
    """Moves one or two borders; alt suspends snapping."""

    moves_selection = True

    def __init__(self, view: Canvas, element: Element, rect: Rect, side: Side) -> None:
        super().__init__(view)
        self.cursor = cursor_of(side)
        self._element, self._old, self._now, self._side = element, rect, rect, side
        self._content = content_of(view.editor.drawing, element.id) if element.kind == "zone" else None
        zones = None
        if element.kind == "zone":
            zones = {z.id for z in view.editor.workspace.landscape.zone_path(element.id)}
        self._snapper = Snapper(neighbors(view, rect, boxes={element.id}, zones=zones))

    def move(self, pointer: Pointer) -> None:
        """Follow the hand with the border."""
        if self.start is None:
            return
        dx, dy = pointer.scene.x - self.start.scene.x, pointer.scene.y - self.start.scene.y
        left, top, right, bottom = self._old.left, self._old.top, self._old.right, self._old.bottom
        x, y = self._side
        if x:
            place = self._snapped((right if x > 0 else left) + dx, 0, pointer)
            left, right = (left, place) if x > 0 else (place, right)
        if y:
            place = self._snapped((bottom if y > 0 else top) + dy, 1, pointer)
            top, bottom = (top, place) if y > 0 else (place, bottom)
        self._now = self._large_enough(left, top, right, bottom)

    def _snapped(self, place: float, axis: int, pointer: Pointer) -> float:
        if pointer.alt:
            return round(place)
        return round(self.view.snapping.edge(self._snapper, place, axis, REACH / self.view.zoom))

    def _large_enough(self, left: float, top: float, right: float, bottom: float) -> Rect:
        """The rectangle around the content, with the borders that the hand moved held back by it."""
        x, y = self._side
        if self._content:
            left, top = min(left, self._content.left), min(top, self._content.top)
            right, bottom = max(right, self._content.right), max(bottom, self._content.bottom)
            return Rect(left, top, right - left, bottom - top)
        least = LEAST_ZONE if self._element.kind == "zone" else self._own
        width, height = max(right - left, least.width), max(bottom - top, least.height)
        return Rect(right - width if x < 0 else left, bottom - height if y < 0 else top, width, height)

    @property
    def _own(self) -> Size:
        """What the content of a system's box needs."""
        drawing = self.view.editor.drawing
        return drawing.looks.boxes[self._element.id].own if drawing else Size(0, 0)

    def release(self, pointer: Pointer) -> None:
        """Commit."""
        self.move(pointer)
        if self._now != self._old:
            edit = self._zone_edit() if self._element.kind == "zone" else self._system_edit()
            self.view.editor.perform(edit)

    def _zone_edit(self) -> Edit:
        wanted = None if self._now == self._content else self._now
        name = self.view.editor.workspace.landscape.zone_by_id[self._element.id].label
        rects = SetZoneRects(self.view.editor.view_id, {self._element.id: wanted})
        return Several((rects,), translate("Canvas", "Resize zone {name}").format(name=name))

    def _system_edit(self) -> Edit:
        now, own, view_id = self._now, self._own, self.view.editor.view_id
        larger = now.width > own.width or now.height > own.height
        size = Size(now.width, now.height) if larger else None
        name = self.view.editor.workspace.landscape.system_by_id[self._element.id].label
        # Its place is stored with it: what has a size of its own shall stay where it is.
        place = SetPositions(view_id, {self._element.id: Point(now.x, now.y)})
        label = translate("Canvas", "Resize {name}").format(name=name)
        return Several((place, SetSizes(view_id, {self._element.id: size})), label)

    def paint(self, painter: QPainter) -> None:
        """The new outline, and its size in px."""
        view = self.view
        seen = view.viewport.rect_to_screen(self._now)
        accent = QColor(view.theme.accent)
        fill = QColor(accent)
        fill.setAlpha(16)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(fill)
        radius = min(12.0, (12 if self._element.kind == "zone" else 8) * view.zoom)
        painter.drawRoundedRect(rectf(seen), radius, radius)
        painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, vertical in ((seen.right if self._side[0] > 0 else seen.left, True),
                             (seen.bottom if self._side[1] > 0 else seen.top, False)):
            if vertical and self._side[0]:
                painter.drawLine(QPointF(at, seen.top - 12), QPointF(at, seen.bottom + 12))
            elif not vertical and self._side[1]:
                painter.drawLine(QPointF(seen.left - 12, at), QPointF(seen.right + 12, at))
        paint_tag(view, painter, Point(seen.center.x, seen.bottom + 18),
                  f"{self._now.width:.0f} × {self._now.height:.0f}")
