"""Paints a scene, or a rectangle of it, in layers, with no more detail than the zoom can show."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from PySide6.QtGui import QPainter, QTransform

from d365arch.gui.canvas.far import Afar
from d365arch.gui.canvas.painter import PaintedShapes, has_text
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

PLAIN = 0.52
_MANY = 3000
"""Below this zoom the lines of a drawing of so many shapes are plain: thin, without dashes, corners and heads, which
nobody can tell apart among so many."""

_FAINT = 0.4
"""Opacity of lines from afar in such a drawing: where many run, they are darker, and boxes stand out."""

HALO = 0.6
"""Below this zoom the halos of lines are left out."""

_BATCH = 120
"""So many shapes are painted at once from afar."""

_FEW, _MOST_CHOSEN = 2500, 4
"""The shapes of so few elements are looked up one by one, and remembered for so many choices of elements."""

_MUCH = 50
"""A rectangle of more than one of so many parts of the drawing is painted from the list of all its shapes."""

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
        self._chosen: dict[frozenset[Element], list[Shape]] = {}
        self._halo = scene.ground.upper()
        many = len(scene.shapes) > _MANY
        self._plain = PLAIN if many else FAR
        self._faint = _FAINT if many else 1.0
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
        shapes: Iterator[Shape]
        if only is not None and len(only) <= _FEW:
            shapes = (s for s in self._shapes_of(only) if s.bounds.overlaps(seen))
        else:
            shapes = self._scanned(seen) if self._is_much(seen) else self.index.inside(seen)
            if only is not None:
                shapes = (s for s in shapes if s.element in only)
        return (s for s in shapes if s.element not in without) if without else shapes

    def _is_much(self, seen: Rect) -> bool:
        """Whether a rectangle of the scene shows so much of it that looking at all shapes takes no longer than asking
        the index, which, unlike that, cannot be done little by little."""
        bounds = self.scene.bounds
        return seen.width * seen.height * _MUCH > bounds.width * bounds.height

    def _scanned(self, seen: Rect) -> Iterator[Shape]:
        left, top, right, bottom = seen.x, seen.y, seen.x + seen.width, seen.y + seen.height
        for shape in self.scene.shapes:
            x, y, width, height = shape.bounds
            if x <= right and left <= x + width and y <= bottom and top <= y + height:
                yield shape

    def _shapes_of(self, elements: frozenset[Element]) -> list[Shape]:
        """All shapes of a few elements in painting order, since halos of lines cover what is below them; kept, because
        tile after tile asks for the same ones."""
        found = self._chosen.get(elements)
        if found is None:
            if len(self._chosen) >= _MOST_CHOSEN:
                self._chosen.clear()
            found = self._chosen[elements] = self.index.in_order(
                s for element in elements for s in self.index.of(element) if s.element == element)
        return found

    def paint_shapes(self, painter: QPainter, viewport: Viewport, shapes: Iterable[Shape], seen: Rect | None = None,
                     ) -> None:
        """Paint just these shapes, in their order; of long lines only what is in `seen`, a rectangle of the scene."""
        for bundle in self.bundles(shapes, viewport.scale):
            self.paint_bundle(painter, viewport, bundle, seen)

    def bundles(self, shapes: Iterable[Shape], scale: float) -> Iterator[Shape | list[Shape]]:
        """The shapes, with those in lists that are painted together at a zoom, as lines and rectangles of a color."""
        shapes = iter(shapes)
        if scale < FAR:
            while batch := list(islice(shapes, _BATCH)):
                yield batch
            return
        batch = []
        for shape in shapes:
            if shape.layer is Layer.LINE and scale < self._plain:
                batch.append(shape)
                if len(batch) < _BATCH:
                    continue
            if batch:
                yield batch
                batch = []
            if shape.layer is Layer.LABEL:
                if scale >= MIDDLE:
                    yield shape
            elif shape.layer is not Layer.LINE or scale >= self._plain:
                yield shape
        if batch:
            yield batch

    def paint_bundle(self, painter: QPainter, viewport: Viewport, bundle: Shape | list[Shape], seen: Rect | None = None,
                     *, keep: bool = True) -> None:
        """Paint one of the bundles; `keep` says that more will be painted at this zoom, so that pictures of the boxes
        are worth keeping."""
        if isinstance(bundle, list):
            self._afar.paint(painter, viewport, bundle, self._halo, max(self._faint, min(1.0, viewport.scale / FAR)))
            return
        painter.setRenderHints(_SMOOTH, True)
        if keep and bundle.layer in _KEPT and self._pixmaps.draw(painter, viewport, bundle):
            return
        scale, base = viewport.scale, painter.transform()
        painter.setTransform(QTransform(scale, 0, 0, scale, viewport.x, viewport.y), True)
        if bundle.layer is Layer.LINE:
            line = self._painted.line(bundle, self._halo)
            line.draw_within(painter, seen or bundle.bounds, halo=scale >= HALO)
        else:
            self._painted.of(bundle).draw(painter, scale, texts=has_text(bundle, scale))
        painter.setTransform(base, False)


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
        self._bundles = layers.bundles(layers.shapes(self._seen, without, only), viewport.scale)

    def run(self, painter: QPainter, until: float) -> bool:
        """Go on until a point in time of `time.perf_counter`; true where nothing is left."""
        for bundle in self._bundles:
            self._layers.paint_bundle(painter, self._viewport, bundle, self._seen, keep=self._keep)
            if time.perf_counter() > until:
                return False
        return True
