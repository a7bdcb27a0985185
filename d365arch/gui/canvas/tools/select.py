"""Rubber band: a rectangle drawn on empty ground selects what it encloses or, drawn leftwards, what it touches."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.tools.base import Tool
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element, Layer, Shape

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
    """Selects by a rectangle; with shift or ctrl it adds to what is selected.

    `ground` is what lies under the press and is selected by a mere click: a zone, the title.
    """

    def __init__(self, view: Canvas, ground: Element | None = None) -> None:
        super().__init__(view)
        self._ground = ground

    def press(self, pointer: Pointer) -> None:
        """Start with nothing selected, unless it adds."""
        super().press(pointer)
        self._now = pointer
        self._dragged = False
        self._before = self.view.editor.selection.elements
        self._kept = self._before if pointer.shift or pointer.ctrl else ()
        selection = self.view.editor.selection
        selection.set(self._kept)
        if self._ground and (pointer.shift or pointer.ctrl):
            selection.toggle(self._ground)
        elif self._ground:
            selection.set((self._ground,))

    def move(self, pointer: Pointer) -> None:
        """Select what the rectangle holds now."""
        self._dragged = self._dragged or self.far_enough(pointer)
        self._now = pointer
        if self._dragged:
            self.view.editor.selection.set((*self._kept, *self._found()))

    def cancel(self) -> None:
        """Select what was selected before."""
        self.view.editor.selection.set(self._before)

    def paint(self, painter: QPainter) -> None:
        """A thin rectangle; filled a little."""
        if not self._dragged or self.start is None:
            return
        color = QColor(self.view.theme.accent)
        painter.setPen(QPen(color, 1))
        color.setAlpha(26)
        painter.setBrush(color)
        painter.drawRect(QRectF(*_between(self.start.screen, self._now.screen)))

    def _found(self) -> list[Element]:
        if self.start is None or self.view.sheet is None:
            return []
        band = _between(self.start.scene, self._now.scene)
        touch = self._now.screen.x < self.start.screen.x
        found = dict.fromkeys(
            shape.element for shape in self.view.sheet.index.inside(band)
            if shape.element.kind in SELECTABLE and shape.layer in (Layer.ZONE, Layer.LINE, Layer.BOX)
            and (band.covers(_extent(shape)) or (touch and shape.layer is not Layer.ZONE and _touches(band, shape)))
        )
        return list(found)


def _extent(shape: Shape) -> Rect:
    return Rect.around(shape.path) if shape.path else shape.bounds


def _touches(band: Rect, shape: Shape) -> bool:
    if not shape.path:
        return band.overlaps(shape.bounds)
    pairs = zip(shape.path, shape.path[1:], strict=False)
    return any(band.overlaps(Rect.around((a, b)).grown(0.5)) for a, b in pairs)


def _between(a: Point, b: Point) -> Rect:
    return Rect.around((a, b))
