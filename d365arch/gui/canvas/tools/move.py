"""Move: drag systems or whole zones; guides snap, shift keeps to one axis, a drop into a zone moves there too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.system_edits import SetZone
from d365arch.edit.view_edits import SetPositions
from d365arch.edit.view_note_edits import MoveNotes
from d365arch.gui.canvas.draft import elbow
from d365arch.gui.canvas.guides import Snap, Snapper
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.layout.request import Side
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element, LinePart

_REACH = 6.0
"""Snapping reaches this far, in px of the screen."""

_LEAVE = 72.0
"""A system dropped this far outside its zone, in px of the scene, leaves it; nearer, the zone grows."""

_NEIGHBORS = 300
_BUSY = 60
"""So many neighbors are snapped to at most; more moving lines than this are drawn thin and without smoothing."""


class MoveTool(Tool):
    """Selects on press, drags with a preview in the overlay, and sets positions on release."""

    moves_selection = False

    def __init__(self, view: Canvas, element: Element) -> None:
        super().__init__(view)
        self._element = element
        self._dragging = False
        self._shift = Point(0, 0)
        self._snap = Snap()
        self._zone: str | None = None
        self._drag: _Drag | None = None

    def press(self, pointer: Pointer) -> None:
        """Select what is taken; with shift or ctrl it joins or leaves the selection."""
        super().press(pointer)
        selection = self.view.editor.selection
        self._before = selection.elements
        if pointer.shift or pointer.ctrl:
            selection.toggle(self._element)
        elif self._element not in selection:
            selection.set((self._element,))

    def move(self, pointer: Pointer) -> None:
        """Drag, once the pointer has left the place of the press."""
        if self.start is None:
            return
        if not self._dragging:
            if not self.far_enough(pointer):
                return
            self._begin()
        if self._drag is None:
            return
        dx, dy = pointer.screen.x - self.start.screen.x, pointer.screen.y - self.start.screen.y
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        shift = Point(dx / self.view.zoom, dy / self.view.zoom)
        self._snap = Snap()
        if not (pointer.alt or pointer.ctrl):
            moving = self._drag.bounds.moved(*shift)
            self._snap = self._drag.snapper.snap(moving, _REACH / self.view.zoom,
                                                 across=not pointer.shift or dx != 0,
                                                 down=not pointer.shift or dy != 0)
            shift = shift.moved(self._snap.dx, self._snap.dy)
        self._shift = shift
        self._zone = self._zone_at(pointer.scene)

    def release(self, pointer: Pointer) -> None:
        """Commit, or after a mere click select just this."""
        if not self._dragging:
            if self.start and not (pointer.shift or pointer.ctrl):
                self.view.editor.selection.set((self._element,))
            return
        edit = self._edit()
        self._end()
        if edit:
            self.view.editor.perform(edit)

    def cancel(self) -> None:
        """Everything stays where it was, and what was selected is selected."""
        self._end()
        self.view.editor.selection.set(self._before)

    def _begin(self) -> None:
        self._dragging = True
        selection = self.view.editor.selection
        if self._element not in selection:
            selection.set((self._element,))
        systems, zones = taken_along(self.view, selection.elements)
        notes = notes_along(self.view, selection.elements, zones)
        if not systems and not notes:
            return
        self._drag = _Drag(self.view, systems, zones, notes)
        self.moves_selection = True
        self._zone = self._drag.home(self._element)
        self.view.frame.leave_out(self._drag.hidden)
        self.view.setCursor(Qt.CursorShape.SizeAllCursor)

    def _end(self) -> None:
        self._dragging = False
        self.moves_selection = False
        self._drag = None
        self.view.frame.leave_out(frozenset())
        self.view.unsetCursor()
        self.view.update()

    def _zone_at(self, point: Point) -> str | None:
        """The zone that a drop here would put the systems into."""
        if self._drag is None:
            return None
        drag, drawing = self._drag, self.view.editor.drawing
        home = drag.home(self._element)
        if drag.zones or drawing is None or self._element.kind == "note":
            return home
        under = [(rect.width * rect.height, zone) for zone, rect in drawing.placement.zones.items()
                 if rect.contains(point)]
        if under:
            return min(under)[1]
        rect = drawing.placement.zones.get(home or "")
        return home if rect and rect.grown(_LEAVE).contains(point) else None

    def _edit(self) -> Edit | None:
        drag, shift = self._drag, self._shift
        if drag is None or math.hypot(*shift) < 0.5:
            return None
        move = moving(self.view.editor.view_id, {s: rect.moved(*shift) for s, rect in drag.boxes.items()},
                      {n: rect.moved(*shift) for n, rect in drag.notes.items()})
        if self._zone == drag.home(self._element):
            return move
        landscape = self.view.editor.workspace.landscape
        rezoned = tuple(s for s in drag.boxes if landscape.system_by_id[s].zone != self._zone)
        return Several((move, SetZone(rezoned, self._zone)), move.label)

    def paint(self, painter: QPainter) -> None:
        """The dragged boxes at their new place, their lines as plain square lines, guides, and the target zone."""
        if self._drag is None:
            return
        view, drag = self.view, self._drag
        accent = QColor(view.theme.accent)
        self._paint_zone(painter, accent)
        drag.paint(painter, self._shift)
        painter.setPen(QPen(accent, 1))
        for guide in self._snap.guides:
            a, b = view.viewport.to_screen(guide.start), view.viewport.to_screen(guide.end)
            painter.drawLine(QLineF(round(a.x) + 0.5, round(a.y) + 0.5, round(b.x) + 0.5, round(b.y) + 0.5))
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = min(8 * view.zoom + 3, 12.0)
        for rect in (*drag.boxes.values(), *drag.notes.values()):
            seen = view.viewport.rect_to_screen(rect.moved(*self._shift)).grown(3)
            painter.drawRoundedRect(rectf(seen), radius, radius)

    def _paint_zone(self, painter: QPainter, accent: QColor) -> None:
        drawing, drag = self.view.editor.drawing, self._drag
        if drawing is None or drag is None or self._zone is None or self._zone == drag.home(self._element):
            return
        rect = drawing.placement.zones.get(self._zone)
        if rect:
            fill = QColor(accent)
            fill.setAlpha(24)
            painter.setPen(QPen(accent, 2))
            painter.setBrush(fill)
            painter.drawRoundedRect(rectf(self.view.viewport.rect_to_screen(rect)), 12, 12)


def taken_along(view: Canvas, elements: tuple[Element, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The drawn systems that move when these elements are dragged, and the zones that move whole."""
    landscape = view.editor.workspace.landscape
    zones = {e.id for e in elements if e.kind == "zone"}
    zones |= {z.id for z in landscape.zones if any(outer.id in zones for outer in landscape.zone_path(z.id))}
    named = {e.id.partition(".")[0] for e in elements if e.kind in ("system", "endpoint")}
    drawing = view.editor.drawing
    boxes = drawing.placement.boxes if drawing else {}
    systems = tuple(s.id for s in landscape.systems if s.id in boxes and (s.id in named or s.zone in zones))
    return systems, frozenset(zones)


def notes_along(view: Canvas, elements: tuple[Element, ...], zones: frozenset[str]) -> dict[str, Rect]:
    """The notes that move when these elements are dragged: the selected ones, and those that lie within a zone that
    moves whole."""
    drawing = view.editor.drawing
    moved = [rect for zone in zones if drawing and (rect := drawing.placement.zones.get(zone))]
    found: dict[str, Rect] = {}
    for note in view.editor.view.notes:
        element = Element(kind="note", id=note.id)
        rect = view.rect_of(element)
        if rect and (element in elements or any(zone.covers(rect) for zone in moved)):
            found[note.id] = rect
    return found


def moving(view_id: str, boxes: Mapping[str, Rect], notes: Mapping[str, Rect], *, nudge: bool = False) -> Edit:
    """The edit that puts systems and notes at places, in whole px."""
    edits: list[Edit] = []
    if boxes:
        edits.append(SetPositions(view_id, {s: Point(round(r.x), round(r.y)) for s, r in boxes.items()}, nudge=nudge))
    if notes:
        edits.append(MoveNotes(view_id, {n: Point(round(r.x), round(r.y)) for n, r in notes.items()}, nudge=nudge))
    if len(edits) == 1:
        return edits[0]
    return Several(tuple(edits), f"Move {len(boxes) + len(notes)} elements",
                   "|".join(e.merge_key or "" for e in edits) if nudge else None)


class _Drag:
    """What is dragged, made ready once: boxes, the ends of their lines, and neighbors to snap to."""

    def __init__(self, view: Canvas, systems: tuple[str, ...], zones: frozenset[str],
                 notes: dict[str, Rect]) -> None:
        self._view = view
        self.zones = zones
        self.notes = notes
        drawing, sheet = view.editor.drawing, view.sheet
        if drawing is None or sheet is None:
            raise ValueError("A drag needs a drawing.")
        self.boxes: dict[str, Rect] = {s: drawing.placement.boxes[s] for s in systems}
        rects = [*self.boxes.values(), *notes.values()]
        self.bounds = rects[0]
        for rect in rects[1:]:
            self.bounds = self.bounds.united(rect)
        landscape = view.editor.workspace.landscape
        touched = dict.fromkeys(i for s in systems for i in landscape.integrations_of.get(s, ()))
        lines = [Element(kind="integration", id=i.id) for i in touched]
        moving = [*(Element(kind="system", id=s) for s in systems), *(Element(kind="note", id=n) for n in notes)]
        self.hidden = frozenset((*moving, *lines, *(Element(kind="zone", id=z) for z in zones)))
        self._shapes = sheet.shapes_of((*(Element(kind="zone", id=z) for z in sorted(zones)), *moving))
        self._lines: dict[str, list[_Line]] = {}
        boxes = drawing.placement.boxes
        for integration, element in zip(touched, lines, strict=True):
            path = sheet.path(element)
            if path:
                source, target = integration.from_.system, integration.to.system
                line = _Line(path, (boxes[source], boxes[target]), source in self.boxes, target in self.boxes)
                self._lines.setdefault(_color(sheet.shapes(element)[0].parts), []).append(line)
        self.snapper = Snapper(self._neighbors())

    def _neighbors(self) -> list[Rect]:
        view, drawing = self._view, self._view.editor.drawing
        if drawing is None:
            return []
        seen = view.viewport.rect_to_scene(Rect(0, 0, view.width(), view.height()))
        found = [r for s, r in drawing.placement.boxes.items() if s not in self.boxes and r.overlaps(seen)]
        middle = self.bounds.center
        return sorted(found, key=lambda r: math.dist(r.center, middle))[:_NEIGHBORS]

    def home(self, element: Element) -> str | None:
        """The zone of the system that was taken."""
        system = self._view.editor.workspace.landscape.system_by_id.get(element.id.partition(".")[0])
        return system.zone if system and element.kind not in ("zone", "note") else None

    def paint(self, painter: QPainter, shift: Point) -> None:
        """Lines first, boxes above."""
        view = self._view
        viewport = view.viewport
        busy = sum(map(len, self._lines.values())) > _BUSY
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not busy)
        painter.translate(viewport.x, viewport.y)
        painter.scale(viewport.scale, viewport.scale)
        for color, lines in self._lines.items():
            pieces: list[QLineF] = []
            for line in lines:
                pieces += [QLineF(*a, *b) for a, b in pairwise(line.at(shift))]
            pen = QPen(QColor(color), 1.7)
            if busy or viewport.scale < 0.6:
                pen = QPen(QColor(color), 1)
                pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(pieces)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if view.layers:
            moved = viewport.panned(shift.x * viewport.scale, shift.y * viewport.scale)
            view.layers.paint_shapes(painter, moved, self._shapes)


class _Line:
    """A line of which one end or both move along."""

    __slots__ = ("_boxes", "_moves", "_path", "_sides")

    def __init__(self, path: tuple[Point, ...], boxes: tuple[Rect, Rect], source: bool, target: bool) -> None:
        self._path, self._boxes, self._moves = path, boxes, (source, target)
        self._sides = _side(path[0], path[1]), _side(path[-1], path[-2])

    def at(self, shift: Point) -> tuple[Point, ...]:
        """The line after a move, square and simple."""
        source, target = self._moves
        if source and target:
            return tuple(point.moved(*shift) for point in self._path)
        (x_a, _, width_a, _), (x_b, _, width_b, _) = self._boxes
        a, b = self._path[0], self._path[-1]
        if source:
            x_a, a = x_a + shift.x, a.moved(*shift)
        else:
            x_b, b = x_b + shift.x, b.moved(*shift)
        beside = x_b >= x_a + width_a or x_b + width_b <= x_a
        side_a, side_b = self._sides
        if side_a is Side.LEFT and (x_b > x_a or not beside):
            side_a, a = Side.RIGHT, Point(x_a + width_a, a.y)
        elif side_a is Side.LEFT:
            a = Point(x_a, a.y)
        if side_b is Side.LEFT and (x_a > x_b or not beside):
            side_b, b = Side.RIGHT, Point(x_b + width_b, b.y)
        elif side_b is Side.LEFT:
            b = Point(x_b, b.y)
        return elbow(a, side_a, b, side_b)


def _side(end: Point, following: Point) -> Side:
    """Whether a line leaves sideways or up and down; which of the two is decided by where the other box is."""
    return Side.LEFT if abs(following.x - end.x) >= abs(following.y - end.y) else Side.TOP


def _color(parts: tuple[object, ...]) -> str:
    """The color of a line: that of its last polyline, the first one being the halo."""
    return [part for part in parts if isinstance(part, LinePart)][-1].stroke.color
