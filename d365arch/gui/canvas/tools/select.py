"""Selecting by a press or by a rubber band, drawn rightwards to enclose, leftwards to touch."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.outlines import Outlines, Standing, paint_marks
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.model.geometry import Point, Rect
from d365arch.scene.index import body
from d365arch.scene.parts import Element, Layer, Shape

_LARGE = 3000
"""From so many shapes on the band marks only boxes while it is drawn."""

_LAYERS = tuple(layer for layer in Layer if layer is not Layer.LABEL)

SELECTABLE = ("system", "integration", "zone", "note")
"""Kinds of elements that a rubber band can pick."""


class PickTool(Tool):
    """Selects what is pressed and does no more; with shift or ctrl it joins or leaves the selection."""

    def __init__(self, view: Canvas, element: Element) -> None:
        super().__init__(view)
        self._element = element

    def press(self, pointer: Pointer) -> None:
        """Select it."""
        super().press(pointer)
        selection = self.view.editor.selection
        if pointer.shift or pointer.ctrl:
            selection.toggle(self._element)
        else:
            selection.set((self._element,))


class RubberBandTool(Tool):
    """Selects by a rectangle: drawn rightwards what it encloses, drawn leftwards also what it touches.

    With shift it adds to what is selected, with ctrl or alt it takes away. `ground` is what lies under the press and is
    selected by a mere click: a zone, the title. While the hand moves, only the overlay shows what would be selected.
    """

    moves_selection = True

    def __init__(self, view: Canvas, ground: Element | None = None) -> None:
        super().__init__(view)
        self._ground = ground
        self._dragged = False
        self._now: Pointer | None = None
        self._found: tuple[Element, ...] = ()
        self._outlines = Outlines(view)
        self._standing: dict[bool, tuple[Standing, Standing]] = {}

    def press(self, pointer: Pointer) -> None:
        """Remember what is selected: it is what a band with shift, ctrl or alt changes."""
        super().press(pointer)
        self._now = pointer
        self._before = self.view.editor.selection.elements

    def move(self, pointer: Pointer) -> None:
        """Find what the rectangle holds now."""
        self._now = pointer
        self._dragged = self._dragged or self.far_enough(pointer)
        if self._dragged and not self._is_large:
            self._found = self._chosen(pointer)

    @property
    def _is_large(self) -> bool:
        """Whether the drawing is so large that only boxes are marked while the hand moves, and not lines."""
        sheet = self.view.sheet
        return sheet is not None and len(sheet.scene.shapes) > _LARGE

    def release(self, pointer: Pointer) -> None:
        """Select it; a click selects the ground, or nothing."""
        selection = self.view.editor.selection
        if self._dragged:
            selection.set(self._ordered(self._chosen(pointer)))
        elif self._ground and (pointer.shift or pointer.ctrl):
            selection.toggle(self._ground)
        elif not (pointer.shift or pointer.ctrl or pointer.alt):
            selection.set((self._ground,) if self._ground else ())

    def paint(self, painter: QPainter) -> None:
        """The rectangle, with a whole edge where it encloses and a dashed one where it touches, and what it holds."""
        if self.start is None or self._now is None:
            return
        view = self.view
        color = QColor(view.theme.accent)
        if not self._dragged:
            self._outlines.paint(painter, self._before)
            return
        if self._is_large:
            self._paint_standing(painter, self._now)
        else:
            self._outlines.paint(painter, self._found)
        pen = QPen(color, 1.4 if self._touches else 1, Qt.PenStyle.CustomDashLine if self._touches
                   else Qt.PenStyle.SolidLine)
        if self._touches:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        color.setAlpha(14 if self._touches else 30)
        painter.setBrush(color)
        painter.drawRect(QRectF(*_between(self.start.screen, self._now.screen)))

    def _paint_standing(self, painter: QPainter, now: Pointer) -> None:
        """The boxes and zones that would join or leave the selection."""
        view, drawing = self.view, self.view.editor.drawing
        if drawing is None or self.start is None:
            return
        leaving = now.ctrl or now.alt
        if leaving not in self._standing:
            chosen = {e.id for e in self._before if e.kind in ("system", "zone")} if leaving else None
            boxes, zones = (Standing([rect for key, rect in rects.items() if chosen is None or key in chosen])
                            for rects in (drawing.placement.boxes, drawing.placement.zones))
            self._standing[leaving] = boxes, zones
        boxes, zones = self._standing[leaving]
        band = _between(self.start.scene, now.scene)
        if now.shift:
            self._outlines.paint(painter, self._before)
        # A band within a zone does not touch the zone.
        paint_marks(view, painter, [*boxes.held(band, touched=self._touches, others=leaving),
                                    *zones.held(band, others=leaving)], [])

    @property
    def _touches(self) -> bool:
        return bool(self.start and self._now and self._now.screen.x < self.start.screen.x)

    def _chosen(self, pointer: Pointer) -> tuple[Element, ...]:
        found = self._held()
        if pointer.ctrl or pointer.alt:
            gone = set(found)
            return tuple(e for e in self._before if e not in gone)
        kept = self._before if pointer.shift else ()
        return tuple(dict.fromkeys((*kept, *found)))

    def _ordered(self, chosen: tuple[Element, ...]) -> list[Element]:
        """What was selected before, then the new: lines first, and what stands at the top left last, because
        alignments go by that and keys walk from there."""
        old = set(self._before)
        new = sorted((e for e in chosen if e not in old),
                     key=lambda e: (e.kind != "integration", [-part for part in _corner(self.view, e)]))
        return [*(e for e in chosen if e in old), *new]

    def _held(self) -> list[Element]:
        """What the rectangle holds; rows of boxes only where it holds nothing else."""
        view = self.view
        if self.start is None or self._now is None or view.sheet is None:
            return []
        band = _between(self.start.scene, self._now.scene)
        shapes = [s for s in view.sheet.index.inside(band, *_LAYERS) if s.element.kind != "note"]
        # Notes lie among the labels, which are not looked at; the line from one to what it is about does not pick it.
        shapes += [s for n in view.editor.view.notes for s in view.sheet.shapes(Element(kind="note", id=n.id))[-1:]]
        found = dict.fromkeys(s.element for s in shapes if s.element.kind in SELECTABLE and self._holds(band, s))
        if not found:
            found = dict.fromkeys(hit.element for s in shapes for hit in s.hits if band.covers(hit.rect))
        return list(found)

    def _holds(self, band: Rect, shape: Shape) -> bool:
        if shape.path:
            return band.covers(Rect.around(shape.path)) or (self._touches and _crosses(band, shape.path))
        rect = _extent(self.view, shape)
        # A band within a zone does not touch the zone: one draws it to pick what stands there.
        return band.covers(rect) or (self._touches and shape.layer is not Layer.ZONE and band.overlaps(rect))


def _corner(view: Canvas, element: Element) -> tuple[float, float]:
    rect = (view.box_rect(element.id) if element.kind == "system" else None) or view.rect_of(element)
    return (rect.x + rect.y, rect.x) if rect else (0.0, 0.0)


def _extent(view: Canvas, shape: Shape) -> Rect:
    box = view.box_rect(shape.element.id) if shape.element.kind == "system" else None
    return box or body(shape)


def _crosses(band: Rect, path: tuple[Point, ...]) -> bool:
    return any(band.overlaps(Rect.around((a, b)).grown(0.5)) for a, b in pairwise(path))


def _between(a: Point, b: Point) -> Rect:
    return Rect.around((a, b))
