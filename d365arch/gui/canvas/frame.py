"""The painted picture behind the overlay: kept from one repaint to the next, moved along while panning."""

from __future__ import annotations

import time

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element


class Frame:
    """A pixmap of the size of the widget that holds the scene as last painted.

    `cost` is the time, in ms, of the last whole repaint; a slow one makes the view stretch the old picture while the
    wheel still turns.
    """

    def __init__(self) -> None:
        self._layers: Layers | None = None
        self._pixmap = QPixmap()
        self._viewport = Viewport()
        self._without: frozenset[Element] = frozenset()
        self._stale = True
        self._dirty: list[Rect] = []
        self.cost = 0.0

    @property
    def viewport(self) -> Viewport:
        """The viewport for which the picture was painted."""
        return self._viewport

    @property
    def layers(self) -> Layers | None:
        """What is painted."""
        return self._layers

    def show(self, layers: Layers) -> None:
        """Paint another scene from now on; only where shapes differ, when the sheet is the same."""
        before = self._layers
        self._layers = layers
        if before is None or before.scene.ground != layers.scene.ground:
            self._stale = True
            return
        old = {id(shape): shape for shape in before.scene.shapes}
        new = {id(shape) for shape in layers.scene.shapes}
        changed = [s.bounds for s in layers.scene.shapes if id(s) not in old]
        changed += [s.bounds for key, s in old.items() if key not in new]
        if len(changed) > 200:
            self._stale = True
        else:
            self._dirty += [bounds.grown(12) for bounds in changed]

    def leave_out(self, elements: frozenset[Element]) -> None:
        """Paint all but these elements, as while they are dragged."""
        if elements != self._without:
            self._without = elements
            self._stale = True

    def clear(self) -> None:
        """Paint everything anew at the next chance."""
        self._stale = True

    def can_reuse(self, viewport: Viewport) -> bool:
        """Whether the picture is of the same zoom, so that panning is all there is to do."""
        return not self._stale and viewport.scale == self._viewport.scale and viewport.ratio == self._viewport.ratio

    def picture(self, viewport: Viewport, size: QSize) -> QPixmap:
        """The picture for a viewport and a widget's size, repainted only where needed."""
        wanted = size * viewport.ratio
        if not self.can_reuse(viewport) or self._pixmap.size() != wanted:
            self._repaint_all(viewport, wanted)
            return self._pixmap
        strips = self._scroll(viewport)
        areas = [viewport.rect_to_screen(rect) for rect in self._dirty]
        self._dirty.clear()
        whole = Rect(0, 0, size.width(), size.height())
        for area in (*strips, *(a for a in areas if a.overlaps(whole))):
            self._repaint(viewport, area)
        return self._pixmap

    def stretched(self, painter: QPainter, viewport: Viewport, size: QSize) -> None:
        """Put the old picture down, scaled to where it belongs now; quick, and good enough while zooming."""
        if self._layers:
            painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(self._layers.scene.ground))
        width, height = self._pixmap.width() / self._viewport.ratio, self._pixmap.height() / self._viewport.ratio
        target = viewport.rect_to_screen(self._viewport.rect_to_scene(Rect(0, 0, width, height)))
        painter.drawPixmap(QRectF(*target), self._pixmap, QRectF(self._pixmap.rect()))

    def _repaint_all(self, viewport: Viewport, wanted: QSize) -> None:
        started = time.perf_counter()
        if self._pixmap.size() != wanted or self._pixmap.devicePixelRatio() != viewport.ratio:
            self._pixmap = QPixmap(wanted)
            self._pixmap.setDevicePixelRatio(viewport.ratio)
        self._viewport, self._stale = viewport, False
        self._dirty.clear()
        self._repaint(viewport, Rect(0, 0, wanted.width() / viewport.ratio, wanted.height() / viewport.ratio))
        self.cost = (time.perf_counter() - started) * 1000

    def _scroll(self, viewport: Viewport) -> list[Rect]:
        """Move the picture along with the sheet; the widget rectangles that came into sight."""
        ratio = viewport.ratio
        dx, dy = round((viewport.x - self._viewport.x) * ratio), round((viewport.y - self._viewport.y) * ratio)
        self._viewport = viewport
        if not dx and not dy:
            return []
        exposed = QRegion()
        self._pixmap.scroll(dx, dy, self._pixmap.rect(), exposed)
        if abs(dx) >= self._pixmap.width() or abs(dy) >= self._pixmap.height():
            exposed = QRegion(self._pixmap.rect())
        return [Rect(rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio)
                for rect in _rects_of(exposed)]

    def _repaint(self, viewport: Viewport, area: Rect) -> None:
        if self._layers is None:
            return
        ratio = viewport.ratio
        left, top = int(area.x * ratio // 1) / ratio, int(area.y * ratio // 1) / ratio
        right, bottom = -(-area.right * ratio // 1) / ratio, -(-area.bottom * ratio // 1) / ratio
        clip = QRectF(left, top, right - left, bottom - top)
        painter = QPainter(self._pixmap)
        painter.setClipRect(clip)
        painter.fillRect(clip, QColor(self._layers.scene.ground))
        self._layers.paint(painter, viewport, Rect(left, top, right - left, bottom - top), self._without)
        painter.end()


def _rects_of(region: QRegion) -> list[QRect]:
    rects: list[QRect] = list(region)  # type: ignore[call-overload]
    return rects
