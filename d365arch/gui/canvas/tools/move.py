"""Move: drag systems, zones and notes; they snap, a drop into a zone moves there too, ctrl or alt clones."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from d365arch.gui.canvas.autoscroll import EdgeScroll
from d365arch.gui.canvas.dropping import cloned, moved
from d365arch.gui.canvas.guide_paint import paint_snap
from d365arch.gui.canvas.guides import Snap
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.live_zones import LiveZones
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.snapping import REACH
from d365arch.gui.canvas.taken import Taken, taken_along
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.drag import Drag
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

_LEAVE = 72.0
"""What is dropped this far outside its zone, in px of the scene, leaves it; nearer, the zone grows."""

_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)


class MoveTool(Tool):
    """Selects on press, drags with a preview in the overlay, and moves or clones on release.

    Shift keeps to one axis, ctrl leaves the originals where they are and drags a copy, alt suspends snapping; all three
    may be pressed and released during the drag. Alt that is held before the press drags a copy, as hands from other
    editors expect, and until it is let go it does nothing else.
    """

    moves_selection = False

    def __init__(self, view: Canvas, element: Element) -> None:
        super().__init__(view)
        self._element = element
        self._now: Pointer | None = None
        self._shift = Point(0, 0)
        self._snap = Snap()
        self._target: str | None = None
        self._drag: Drag | None = None
        self._zones: dict[bool, LiveZones] = {}
        self._dragging = False
        self._clone = False
        self._alt_clones = False
        self._scroll = EdgeScroll(view, self.move)

    def press(self, pointer: Pointer) -> None:
        """Select what is taken, unless its system is selected already: then a drag moves all that is selected."""
        super().press(pointer)
        self._now = pointer
        self._alt_clones = pointer.alt
        selection = self.view.editor.selection
        self._before = selection.elements
        if self._chosen():
            return
        if pointer.shift or pointer.ctrl:
            selection.add(self._element)
        else:
            selection.set((self._element,))

    def _chosen(self) -> bool:
        """Whether the element, or the system whose row it is, was selected before the press."""
        system = Element(kind="system", id=self._element.id.partition(".")[0])
        return self._element in self._before or (self._element.kind == "endpoint" and system in self._before)

    def move(self, pointer: Pointer) -> None:
        """Drag, once the pointer has left the place of the press."""
        if self.start is None:
            return
        self._now = pointer
        if not self._dragging:
            if not self.far_enough(pointer):
                return
            self._begin()
        if self._drag is None:
            return
        self._scroll.follow(pointer)
        self._alt_clones = self._alt_clones and pointer.alt
        self._clone_or_move(pointer.ctrl or self._alt_clones)
        dx, dy = pointer.scene.x - self.start.scene.x, pointer.scene.y - self.start.scene.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        self._snap = Snap()
        if self._alt_clones or not pointer.alt:
            moving = self._drag.taken.bounds.moved(dx, dy)
            self._snap = self.view.snapping.snap(
                self._drag.snapper(moving), moving, REACH / self.view.zoom,
                across=not pointer.shift or dx != 0, down=not pointer.shift or dy != 0)
        self._shift = Point(dx + self._snap.dx, dy + self._snap.dy)
        self._target = self._zone_at(pointer.scene)

    def release(self, pointer: Pointer) -> None:
        """Commit; after a mere click select just this, or with shift or ctrl let it join or leave the selection."""
        if not self._dragging:
            self._scroll.stop()
            self._click(pointer)
            return
        self.move(pointer)
        drag, shift, clone, target = self._drag, self._shift, self._clone, self._target
        zones = self._live_zones(clone=False)
        self._end()
        if drag is None or zones is None or math.hypot(*shift) < 0.5:
            return
        home = self._home(drag.taken)
        if clone:
            cloned(self.view, drag.taken, shift, target)
        else:
            moved(self.view, drag.taken, shift, target, home=home, emptied=zones.emptied(target, home=home))

    def _click(self, pointer: Pointer) -> None:
        selection = self.view.editor.selection
        if not pointer.shift and not pointer.ctrl:
            selection.set((self._element,))
        elif self._element in self._before:
            selection.toggle(self._element)
        else:
            selection.add(self._element)

    def key(self, event: QKeyEvent) -> bool:
        """Shift, ctrl and alt count at once, not only when the mouse moves again."""
        now, key, down = self._now, Qt.Key(event.key()), event.type() == QEvent.Type.KeyPress
        if now is None or key not in _HELD:
            return False
        self.move(replace(now, shift=down if key == Qt.Key.Key_Shift else now.shift,
                          ctrl=down if key == Qt.Key.Key_Control else now.ctrl,
                          alt=down if key == Qt.Key.Key_Alt else now.alt))
        self.view.update()
        return True

    def cancel(self) -> None:
        """Everything stays where it was, and what was selected is selected."""
        self._end()
        self.view.editor.selection.set(self._before)

    def _begin(self) -> None:
        self._dragging = True
        selection = self.view.editor.selection
        drawing = self.view.editor.drawing
        taken = taken_along(self.view, selection.elements)
        if not taken or drawing is None:
            return
        self._drag = Drag(self.view, taken)
        self._zones = {}
        self.moves_selection = True
        self._target = self._home(taken)
        self.view.frame.leave_out(self._drag.hidden)
        self.view.setCursor(Qt.CursorShape.SizeAllCursor)

    def _live_zones(self, *, clone: bool) -> LiveZones | None:
        """The zones around what is dragged, or around its copy; gathered when they are first asked for."""
        drawing = self.view.editor.drawing
        if self._drag is None or drawing is None:
            return None
        if clone not in self._zones:
            self._zones[clone] = LiveZones(drawing, self._drag.taken, stay=clone)
        return self._zones[clone]

    def _clone_or_move(self, clone: bool) -> None:
        if self._drag is not None and clone != self._clone:
            self._clone = clone
            self.view.frame.leave_out(frozenset() if clone else self._drag.hidden)
            self.view.setCursor(Qt.CursorShape.DragCopyCursor if clone else Qt.CursorShape.SizeAllCursor)

    def _end(self) -> None:
        self._scroll.stop()
        self._dragging = False
        self._clone = False
        self.moves_selection = False
        self._drag = None
        self.view.frame.leave_out(frozenset())
        self.view.unsetCursor()
        self.view.update()

    def _home(self, taken: Taken) -> str | None:
        """The zone around what was taken in hand."""
        landscape = self.view.editor.workspace.landscape
        if self._element.kind == "zone":
            zone = landscape.zone_by_id.get(self._element.id)
            return zone.parent if zone else None
        system = landscape.system_by_id.get(self._element.id.partition(".")[0])
        if system is None or system.zone not in taken.zones:
            return system.zone if system else None
        tops = [landscape.zone_by_id[top].parent for top in taken.tops]
        return tops[0] if tops else None

    def _zone_at(self, point: Point) -> str | None:
        """The zone that a drop here would put things into."""
        drawing = self.view.editor.drawing
        if self._drag is None or drawing is None:
            return None
        taken = self._drag.taken
        home = self._home(taken)
        if self._element.kind == "note" or not (taken.boxes or taken.zones):
            return home
        under = [(rect.width * rect.height, zone) for zone, rect in drawing.placement.zones.items()
                 if rect.contains(point) and zone not in taken.zones]
        if under:
            return min(under)[1]
        rect = drawing.placement.zones.get(home or "")
        return home if rect and rect.grown(_LEAVE).contains(point) else None

    def paint(self, painter: QPainter) -> None:
        """The zones as they would be, what is dragged at its new place, guides, and the target zone."""
        zones = self._live_zones(clone=self._clone)
        if self._drag is None or zones is None:
            return
        view, home = self.view, self._home(self._drag.taken)
        accent = QColor(view.theme.accent)
        live = zones.rects(self._shift, self._target, home=home)
        for zone, rect in live.items():
            self._paint_zone(painter, rect, accent, strong=zone == self._target != home)
        drawing = view.editor.drawing
        if self._target != home and self._target not in live and drawing and self._target in drawing.placement.zones:
            self._paint_zone(painter, drawing.placement.zones[self._target], accent, strong=True)
        self._drag.paint(painter, self._shift, clone=self._clone)
        paint_snap(view, painter, self._snap)

    def _paint_zone(self, painter: QPainter, rect: Rect, accent: QColor, *, strong: bool) -> None:
        fill = QColor(accent)
        fill.setAlpha(24 if strong else 10)
        seen = rectf(self.view.viewport.rect_to_screen(rect))
        # A plain fill of what is in sight: that of a large rounded rectangle costs more than all the rest of a frame.
        painter.fillRect(seen.intersected(QRectF(self.view.rect())), fill)
        painter.setPen(QPen(accent, 2) if strong else QPen(accent, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = max(2.0, 12 * self.view.zoom)
        painter.drawRoundedRect(seen, radius, radius)
