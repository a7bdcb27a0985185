"""Paints a scene, or a rectangle of it, in layers, with no more detail than the zoom can show."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from PySide6.QtGui import QPainter, QTransform

from d365arch.gui.canvas.far import Afar
from d365arch.gui.canvas.painter import PaintedShapes
from d365arch.gui.canvas.pictures import ShapePixmaps
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.delta import Delta
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Element, Layer, Scene, Shape

FAR = 0.25
"""Below this zoom only lines and filled rectangles are painted, without smoothing."""

MIDDLE = 0.4
"""Below this zoom labels are left out."""

HALO = 0.5
"""Below this zoom the halos of lines are left out."""

_BATCH = 300
"""So many shapes are painted at once from afar."""

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Layers:
    """The scene made ready to be painted at any zoom.

    What was made ready `before`, for another scene, is kept but for the shapes that are gone.
    """

    def __init__(self, scene: Scene, index: SceneIndex, before: Layers | None = None, delta: Delta | None = None,
                 ) -> None:
        self.scene = scene
        self.index = index
        kept = before if before and delta is not None else None
        self._painted: PaintedShapes = kept._painted if kept else PaintedShapes()
        self._pixmaps: ShapePixmaps = kept._pixmaps if kept else ShapePixmaps(self._painted)
        self._afar: Afar = kept._afar if kept else Afar()
        self._halo = scene.ground.upper()
        if kept and delta:
            for ready in (self._painted, self._pixmaps, self._afar):
                ready.forget(delta.gone)

    def paint(self, painter: QPainter, viewport: Viewport, area: Rect, without: frozenset[Element] = frozenset(),
              ) -> None:
        """Paint all shapes that meet `area`, a rectangle of the widget; the ground is the caller's."""
        Painting(self, viewport, area, without).run(painter, math.inf)

    def shapes(self, seen: Rect, without: frozenset[Element] = frozenset(), only: frozenset[Element] | None = None,
               ) -> Iterator[Shape]:
        """The shapes that meet a rectangle of the scene, in painting order."""
        shapes = iter(self.scene.shapes) if seen.covers(self.scene.bounds) else self.index.inside(seen)
        if only is not None:
            shapes = (s for s in shapes if s.element in only)
        return (s for s in shapes if s.element not in without) if without else shapes

    def paint_shapes(self, painter: QPainter, viewport: Viewport, shapes: Iterable[Shape],
                     seen: Rect | None = None, until: float = math.inf, *, keep: bool = True) -> bool:
        """Paint just these shapes, in their order; of long lines only what is in `seen`, a rectangle of the scene.

        True where all of them are painted; an iterator goes on where the time, `until`, ran out. `keep` says that
        more will be painted at this zoom, so that pictures of the boxes are worth keeping.
        """
        shapes = iter(shapes)
        if viewport.scale < FAR:
            while batch := list(islice(shapes, _BATCH)):
                self._afar.paint(painter, viewport, batch, self._halo)
                if time.perf_counter() > until:
                    return False
            return True
        painter.setRenderHints(_SMOOTH, True)
        scale, plain = viewport.scale, painter.transform()
        placed = QTransform(scale, 0, 0, scale, viewport.x, viewport.y) * plain
        for shape in shapes:
            layer = shape.layer
            if layer is Layer.LABEL and scale < MIDDLE:
                continue
            if not keep or layer not in _KEPT or not self._pixmaps.draw(painter, viewport, shape):
                painter.setTransform(placed, False)
                if layer is Layer.LINE:
                    line = self._painted.line(shape, self._halo)
                    line.draw_within(painter, seen or shape.bounds, halo=scale >= HALO)
                else:
                    self._painted.of(shape).draw(painter, scale)
                painter.setTransform(plain, False)
            if time.perf_counter() > until:
                return False
        return True


_KEPT = (Layer.BOX, Layer.LABEL)
"""Layers whose shapes are painted once and put down as pictures."""


class Painting:
    """A rectangle of the widget that is being painted; it may stop and go on later.

    `only` restricts it to some elements, `without` leaves some out, `keep` says that others will follow at this zoom.
    """

    def __init__(self, layers: Layers, viewport: Viewport, area: Rect, without: frozenset[Element] = frozenset(),
                 only: frozenset[Element] | None = None, *, keep: bool = True) -> None:
        self._layers = layers
        self._keep = keep
        self._viewport = viewport
        self._seen = viewport.rect_to_scene(area.grown(1))
        self._shapes = layers.shapes(self._seen, without, only)

    def run(self, painter: QPainter, until: float) -> bool:
        """Go on until a point in time of `time.perf_counter`; true where nothing is left."""
        return self._layers.paint_shapes(painter, self._viewport, self._shapes, self._seen, until,
                                         keep=self._keep)
