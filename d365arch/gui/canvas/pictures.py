"""Pictures of single shapes at the current zoom: painted once each and put down whole afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from d365arch.gui.canvas.painter import PaintedShapes, has_text
from d365arch.gui.canvas.viewport import Viewport
from d365arch.scene.parts import Shape

_LARGEST = 1_000_000
_BUDGET = 4_000_000
"""Device pixels of one kept picture, and of all of them (4 bytes each)."""

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class ShapePixmaps:
    """The pictures of boxes and labels at one zoom."""

    def __init__(self, painted: PaintedShapes) -> None:
        self._painted = painted
        self._scale = (0.0, 0.0)
        self._made: dict[int, _Picture] = {}
        self._pixels = 0

    def forget(self, shapes: Iterable[Shape]) -> None:
        """These shapes are no longer in the scene."""
        for shape in shapes:
            picture = self._made.pop(id(shape), None)
            if picture:
                self._pixels -= picture.pixels

    def draw(self, painter: QPainter, viewport: Viewport, shape: Shape) -> bool:
        """Put the shape's picture down; false where it would be too large to keep."""
        found = self.ready(viewport, shape)
        if found is None:
            return False
        painter.drawPixmap(found[0], found[1].pixmap)
        return True

    def ready(self, viewport: Viewport, shape: Shape) -> tuple[QPointF, _Picture] | None:
        """Where the shape's picture belongs in the widget, and the picture; none where it would be too large."""
        if self._scale != (viewport.scale, viewport.ratio):
            self._scale = (viewport.scale, viewport.ratio)
            self._start_anew()
        ratio = viewport.ratio
        bounds = viewport.rect_to_screen(shape.bounds.grown(12))
        left, top = bounds.x * ratio // 1, bounds.y * ratio // 1
        # The shift is in whole device pixels, so this fraction changes with the zoom and with the shape only.
        fraction = round(bounds.x * ratio - left, 3), round(bounds.y * ratio - top, 3)
        picture = self._made.get(id(shape))
        if picture is None or picture.shape is not shape or picture.fraction != fraction:
            size = QSize(int(bounds.width * ratio) + 2, int(bounds.height * ratio) + 2)
            if size.width() * size.height() > _LARGEST:
                return None
            picture = self._make(shape, viewport, (left, top), size, fraction)
        return QPointF(left / ratio, top / ratio), picture

    def _start_anew(self) -> None:
        self._made.clear()
        self._pixels = 0

    def _make(self, shape: Shape, viewport: Viewport, corner: tuple[float, float], size: QSize,
              fraction: tuple[float, float]) -> _Picture:
        if self._pixels > _BUDGET:
            self._start_anew()
        ratio = viewport.ratio
        pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        own = QPainter(pixmap)
        own.setRenderHints(_SMOOTH, True)
        own.translate(viewport.x - corner[0] / ratio, viewport.y - corner[1] / ratio)
        own.scale(viewport.scale, viewport.scale)
        self._painted.of(shape).draw(own, viewport.scale, texts=has_text(shape, viewport.scale))
        own.end()
        self._pixels += size.width() * size.height()
        picture = self._made[id(shape)] = _Picture(shape, fraction, pixmap)
        return picture


@dataclass(frozen=True, slots=True)
class _Picture:
    """A shape as painted, and where in the pixel grid it was meant to stand."""

    shape: Shape
    fraction: tuple[float, float]
    pixmap: QPixmap

    @property
    def pixels(self) -> int:
        return self.pixmap.width() * self.pixmap.height()
