"""What is dragged, made ready once: the pictures of boxes, the ends of their lines, the neighbors to snap to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.draft import elbow
from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.guides import Snapper
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.neighbors import neighbors
from d365arch.gui.canvas.outlines import MANY, paint_marks
from d365arch.gui.canvas.painter import rectf
from d365arch.gui.canvas.promises import Promises
from d365arch.gui.canvas.taken import Taken
from d365arch.layout.request import Side
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

_FAR = 240.0
"""The neighbors to snap to are looked up again after so many px of the screen."""

_LED = 16
"""Up to so many lines run while dragged as they will after the drop."""

_BUSY = 60
"""More moving lines or boxes than this are drawn in a simpler way."""

_CROWD = 250
"""More lines than this with one moving end are drawn as the crow flies."""

_SLICE = 0.008
"""Seconds of painting in one frame, while very many boxes are made ready to be moved."""


class Drag:
    """The moving part of a drawing, painted anywhere; `clone` says that the originals stay."""

    def __init__(self, view: Canvas, taken: Taken) -> None:
        self._view = view
        self.taken = taken
        drawing, sheet = view.editor.drawing, view.sheet
        if drawing is None or sheet is None:
            raise ValueError("A drag needs a drawing.")
        landscape = view.editor.workspace.landscape
        # By their ids: to hash thousands of integrations with all their fields takes long.
        touched = {i.id: i for s in taken.places for i in landscape.integrations_of.get(s, ())}
        lines = [Element(kind="integration", id=id_) for id_ in touched]
        self._moving = [Element(kind="system", id=s) for s in taken.boxes if not s.startswith("zone.")]
        self._moving += [Element(kind="zone", id=z.removeprefix("zone.")) for z in taken.boxes if z.startswith("zone.")]
        self._moving += [Element(kind="note", id=n) for n in taken.notes]
        zones = [Element(kind="zone", id=z) for z in sorted(taken.zones)]
        self._shapes = sheet.shapes_of((*zones, *self._moving))
        self._outer: dict[str, list[_Line]] = {}
        self._inner: dict[str, list[_Line]] = {}
        inner: list[Element] = []
        boxes, folded = drawing.placement.boxes, drawing.looks.folded
        crowd = len(taken.boxes) > _BUSY
        # Several integrations may be drawn as one line.
        drawn: dict[str, Element] = {}
        for integration, element in zip(touched.values(), lines, strict=True):
            shape = next((shape for shape in sheet.shapes(element) if shape.path), None)
            source, target = (folded.get(e.system, e.system) for e in (integration.from_, integration.to))
            if shape is None or shape.id in drawn or source not in boxes or target not in boxes:
                continue
            drawn[shape.id] = shape.element
            moves = source in taken.boxes, target in taken.boxes
            if crowd and all(moves):
                inner.append(shape.element)     # it is part of a picture then, and asked for nothing
                continue
            line = _Line(element.id, shape.path, (boxes[source], boxes[target]), moves)
            by_color = self._inner if line.inner else self._outer
            by_color.setdefault(shape.tint or view.theme.muted, []).append(line)
        self.hidden = frozenset((*self._moving, *lines, *drawn.values(), *zones))
        self._rects = (*taken.boxes.values(), *taken.notes.values(), *self._tops())
        self._outlines = [rectf(rect) for rect in self._rects]
        self._picture = self._many(inner) if crowd else None
        self._crowd = sum(map(len, self._outer.values())) > _CROWD
        self._around: tuple[Point, Snapper] | None = None
        self._promises = Promises(drawing, taken.boxes, view.update) if len(lines) <= _LED and taken.boxes else None

    def _many(self, lines: list[Element]) -> Frame | None:
        """A picture of very many boxes and the lines between them, which only has to be put down."""
        if self._view.layers is None:
            return None
        frame = Frame()
        frame.show(self._view.layers)
        frame.show_only(frozenset((*(shape.element for shape in self._shapes), *lines)))
        return frame

    def snapper(self, moving: Rect) -> Snapper:
        """The neighbors of the place where the moving rectangle is now."""
        middle, far = moving.center, _FAR / self._view.zoom
        if self._around is None or math.dist(self._around[0], middle) > far:
            self._around = middle, Snapper(self._neighbors(moving))
        return self._around[1]

    def _neighbors(self, moving: Rect) -> list[Rect]:
        taken, zones = self.taken, None
        if taken.tops:
            landscape = self._view.editor.workspace.landscape
            zones = {*taken.zones, *(outer.id for top in taken.tops for outer in landscape.zone_path(top))}
        return neighbors(self._view, moving, boxes=taken.boxes.keys(), zones=zones)

    def paint(self, painter: QPainter, shift: Point, *, clone: bool) -> None:
        """Lines first, boxes above, outlines on top; of a clone only the lines within it."""
        view = self._view
        viewport = view.viewport
        led: Mapping[str, Sequence[Point]] = {}
        if not clone:
            led = self._promises.after(shift) if self._promises else {}
            self._paint_lines(painter, shift, self._outer, led)
        moved = viewport.panned(shift.x * viewport.scale, shift.y * viewport.scale)
        if self._picture is not None:
            self._picture.paint(painter, moved, view.size(), _SLICE)
        elif view.layers:
            self._paint_lines(painter, shift, self._inner, led)
            view.layers.paint_shapes(painter, moved, self._shapes)
        self._paint_outlines(painter, shift)

    def _paint_outlines(self, painter: QPainter, shift: Point) -> None:
        viewport = self._view.viewport
        if len(self._outlines) > MANY:
            paint_marks(self._view, painter, self._outlines, [], shift)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._view.theme.accent), 2))
        radius = min(8 * viewport.scale + 3, 12.0)
        for rect in self._rects:
            painter.drawRoundedRect(rectf(viewport.rect_to_screen(rect.moved(*shift)).grown(3)), radius, radius)

    def _tops(self) -> list[Rect]:
        return [self.taken.zones[z] for z in self.taken.tops if z in self.taken.zones]

    def _paint_lines(self, painter: QPainter, shift: Point, by_color: dict[str, list[_Line]],
                     led: Mapping[str, Sequence[Point]]) -> None:
        viewport = self._view.viewport
        busy = sum(map(len, by_color.values())) > _BUSY
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not busy)
        painter.translate(viewport.x, viewport.y)
        painter.scale(viewport.scale, viewport.scale)
        for color, lines in by_color.items():
            pieces: list[QLineF] = []
            for line in lines:
                points = led.get(line.id) or (line.ends(shift) if self._crowd else line.at(shift))
                pieces += [QLineF(*a, *b) for a, b in pairwise(points)]
            pen = QPen(QColor(color), 1.7)
            if busy or viewport.scale < 0.6:
                pen = QPen(QColor(color), 1)
                pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(pieces)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


class _Line:
    """A line of which one end or both move along."""

    __slots__ = ("_boxes", "_moves", "_path", "_sides", "id")

    def __init__(self, id_: str, path: tuple[Point, ...], boxes: tuple[Rect, Rect], moves: tuple[bool, bool]) -> None:
        self.id, self._path, self._boxes, self._moves = id_, path, boxes, moves
        self._sides = _side(path[0], path[1]), _side(path[-1], path[-2])

    @property
    def inner(self) -> bool:
        """Whether both ends move."""
        return all(self._moves)

    def ends(self, shift: Point) -> tuple[Point, Point]:
        """Where the line begins and ends after a move."""
        source, target = self._moves
        a, b = self._path[0], self._path[-1]
        return a.moved(*shift) if source else a, b.moved(*shift) if target else b

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
