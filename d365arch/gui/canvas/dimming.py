"""Dims all of the drawing but some elements, which are painted once more above: a second set of tiles, as fast as the
first, so that it follows pan and zoom at any size."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter

from d365arch.gui.canvas.frame import Frame
from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.viewport import Viewport
from d365arch.scene.delta import Delta
from d365arch.scene.parts import Element


class Dimming:
    """What stands out while the rest is dimmed; nothing is dimmed without elements.

    `veil` tells how much of the ground's color lies over what is dimmed, of 255.
    """

    def __init__(self, veil: int) -> None:
        self._veil = veil
        self._frame = Frame()
        self._elements: frozenset[Element] | None = None

    @property
    def elements(self) -> frozenset[Element] | None:
        """What stands out; none where nothing is dimmed."""
        return self._elements

    def stand_out(self, elements: frozenset[Element] | None) -> None:
        """Dim all but these elements, or nothing."""
        self._elements = elements
        self._frame.show_only(elements)

    def show(self, layers: Layers, delta: Delta | None) -> None:
        """Show another scene."""
        self._frame.show(layers, delta)

    def is_whole(self, viewport: Viewport, size: QSize) -> bool:
        """Whether nothing of what stands out is missing."""
        return self._elements is None or self._frame.is_whole(viewport, size)

    def work(self, viewport: Viewport, size: QSize, seconds: float) -> bool:
        """Paint what is missing for a while; true where nothing is."""
        return self._elements is None or self._frame.work(viewport, size, seconds)

    def paint(self, painter: QPainter, viewport: Viewport, size: QSize, without: frozenset[Element], seconds: float,
              ) -> bool:
        """Dim what is painted, and paint what stands out; true where nothing of it is missing."""
        layers = self._frame.layers
        if self._elements is None or layers is None:
            return True
        ground = QColor(layers.scene.ground)
        ground.setAlpha(self._veil)
        painter.fillRect(0, 0, size.width(), size.height(), ground)
        self._frame.leave_out(without)
        return self._frame.paint(painter, viewport, size, seconds)
