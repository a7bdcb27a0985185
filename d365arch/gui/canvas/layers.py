"""Paints a scene, or a rectangle of it, in layers, with no more detail than the zoom can show."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from d365arch.gui.canvas.far import Afar
from d365arch.gui.canvas.painter import PaintedShapes
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Element, Layer, Scene, Shape

FAR = 0.25
FAR_OF_MANY = 1 / 3
_MANY = 3000
"""Below this zoom only lines and filled rectangles are painted, without smoothing; a little earlier where there are
many shapes, because so many of them are seen at once then."""

MIDDLE = 0.4
"""Below this zoom labels are left out."""

HALO = 0.5
"""Below this zoom the halos of lines are left out."""

_LARGEST_PIXMAP = 1_000_000
_PIXMAP_BUDGET = 24_000_000
"""Device pixels of one kept picture, and of all of them (4 bytes each)."""

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Layers:
    """The scene made ready to be painted at any zoom."""

    def __init__(self, scene: Scene, index: SceneIndex, before: Layers | None = None) -> None:
        self.scene = scene
        self.index = index
        self._painted: PaintedShapes = before._painted if before else PaintedShapes()
        self._painted.keep(scene.shapes)
        self._pixmaps: ShapePixmaps = before._pixmaps if before else ShapePixmaps(self._painted)
        self._pixmaps.keep(scene.shapes)
        self._halo = scene.ground.upper()
        self._afar = Afar(self._halo, names=len(scene.shapes) < _MANY)
        self.far = FAR if len(scene.shapes) < _MANY else FAR_OF_MANY

    def paint(self, painter: QPainter, viewport: Viewport, area: Rect, without: frozenset[Element] = frozenset(),
              ) -> None:
        """Paint all shapes that meet `area`, a rectangle of the widget; the ground is the caller's."""
        # From afar a name may be higher than its box, and so be seen where the box is not.
        seen = viewport.rect_to_scene(area.grown(1 if viewport.scale >= self.far else 12))
        shapes = self.scene.shapes if seen.covers(self.scene.bounds) else self.index.inside(seen)
        wanted = (s for s in shapes if s.element not in without) if without else shapes
        self.paint_shapes(painter, viewport, wanted, seen)

    def paint_shapes(self, painter: QPainter, viewport: Viewport, shapes: Iterable[Shape],
                     seen: Rect | None = None) -> None:
        """Paint just these shapes, in their order; of long lines only what is in `seen`, a rectangle of the scene."""
        if viewport.scale < self.far:
            self._afar.paint(painter, viewport, shapes)
            return
        painter.setRenderHints(_SMOOTH, True)
        scale, plain = viewport.scale, painter.transform()
        placed = QTransform(scale, 0, 0, scale, viewport.x, viewport.y) * plain
        for shape in shapes:
            if shape.layer is Layer.LABEL and scale < MIDDLE:
                continue
            if shape.layer in (Layer.BOX, Layer.LABEL) and self._pixmaps.draw(painter, viewport, shape):
                continue
            painter.setTransform(placed, False)
            if shape.layer is Layer.LINE:
                self._painted.line(shape, self._halo).draw_within(painter, seen or shape.bounds, halo=scale >= HALO)
            else:
                self._painted.of(shape).draw(painter, scale)
            painter.setTransform(plain, False)

    def warm(self, viewport: Viewport, area: Rect, seconds: float) -> bool:
        """Make shapes that meet a rectangle of the widget ready ahead of time; true where all of them are.

        Panning then finds them ready, and no frame has to wait for them.
        """
        if viewport.scale < self.far:
            return True
        until = time.perf_counter() + seconds
        for shape in self.index.inside(viewport.rect_to_scene(area), Layer.BOX, Layer.LINE, Layer.LABEL):
            if shape.layer is Layer.LINE:
                self._painted.line(shape, self._halo)
            elif shape.layer is Layer.BOX or viewport.scale >= MIDDLE:
                self._pixmaps.ready(viewport, shape)
            if time.perf_counter() > until:
                return False
        return True


class ShapePixmaps:
    """Pictures of shapes at the current zoom, painted once each and put down whole afterwards."""

    def __init__(self, painted: PaintedShapes) -> None:
        self._painted = painted
        self._scale = (0.0, 0.0)
        self._made: dict[int, _Picture] = {}
        self._pixels = 0

    def keep(self, shapes: tuple[Shape, ...]) -> None:
        """Forget pictures of all shapes but these."""
        wanted = {id(shape) for shape in shapes}
        self._made = {key: picture for key, picture in self._made.items() if key in wanted}
        self._pixels = sum(picture.pixels for picture in self._made.values())

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
            self._forget()
        ratio = viewport.ratio
        bounds = viewport.rect_to_screen(shape.bounds.grown(12))
        left, top = bounds.x * ratio // 1, bounds.y * ratio // 1
        # The shift is in whole device pixels, so this fraction changes with the zoom and with the shape only.
        fraction = round(bounds.x * ratio - left, 3), round(bounds.y * ratio - top, 3)
        picture = self._made.get(id(shape))
        if picture is None or picture.shape is not shape or picture.fraction != fraction:
            size = QSize(int(bounds.width * ratio) + 2, int(bounds.height * ratio) + 2)
            if size.width() * size.height() > _LARGEST_PIXMAP:
                return None
            picture = self._make(shape, viewport, (left, top), size, fraction)
        return QPointF(left / ratio, top / ratio), picture

    def _forget(self) -> None:
        self._made.clear()
        self._pixels = 0

    def _make(self, shape: Shape, viewport: Viewport, corner: tuple[float, float], size: QSize,
              fraction: tuple[float, float]) -> _Picture:
        if self._pixels > _PIXMAP_BUDGET:
            self._forget()
        ratio = viewport.ratio
        pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        own = QPainter(pixmap)
        own.setRenderHints(_SMOOTH, True)
        own.translate(viewport.x - corner[0] / ratio, viewport.y - corner[1] / ratio)
        own.scale(viewport.scale, viewport.scale)
        self._painted.of(shape).draw(own, viewport.scale)
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
