"""The whole drawing as one small picture: for the map, and for what is not painted yet."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from d365arch.gui.canvas.layers import Layers, Painting
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.delta import Delta

_WIDTH, _HEIGHT = 1200, 900
"""The picture has at most so many pixels."""

_MOST_SCALE = 0.5


class Overview:
    """Kept up to date in pauses of the hand; an edit waits until `work` comes to it."""

    def __init__(self) -> None:
        self._layers: Layers | None = None
        self._bounds = Rect(0, 0, 1, 1)
        self._picture = QPixmap()
        self._shown = Rect(0, 0, 1, 1)
        self._next = QPixmap()
        self._work: Painting | None = None
        self._stale = False
        self.version = 0
        """Counts the pictures."""

    @property
    def picture(self) -> QPixmap:
        """The last finished picture; null before the first one."""
        return self._picture

    @property
    def bounds(self) -> Rect:
        """The rectangle of the scene that the picture shows."""
        return self._shown

    @property
    def done(self) -> bool:
        """Whether the picture shows the scene as it is."""
        return not self._stale and self._work is None

    def show(self, layers: Layers, delta: Delta | None) -> None:
        """Another scene; without a delta also the old picture is of no use."""
        before, self._layers = self._layers, layers
        if before is None or delta is None or before.scene.ground != layers.scene.ground:
            self._picture = QPixmap()
        if delta is None or delta:
            self._stale, self._work = True, None

    def work(self, seconds: float) -> bool:
        """Paint for a while; true where the picture is finished."""
        if self._layers is None or self.done:
            return True
        if self._work is None:
            self._begin(self._layers)
        painter = QPainter(self._next)
        done = self._work is not None and self._work.run(painter, time.perf_counter() + seconds)
        painter.end()
        if done:
            self._work = None
            self._picture, self._next, self._shown = self._next, QPixmap(), self._bounds
            self.version += 1
        return done

    def _begin(self, layers: Layers) -> None:
        self._stale = False
        self._bounds = layers.scene.bounds
        viewport = _viewport(self._bounds)
        size = QSize(max(1, round(self._bounds.width * viewport.scale)),
                     max(1, round(self._bounds.height * viewport.scale)))
        self._next = QPixmap(size)
        self._next.fill(QColor(layers.scene.ground))
        self._work = Painting(layers, viewport, Rect(0, 0, size.width(), size.height()), keep=False)

    def paint(self, painter: QPainter, viewport: Viewport, area: Rect) -> None:
        """Put down what of the picture belongs into a rectangle of the widget."""
        if self._picture.isNull():
            return
        shown, seen = self._shown, viewport.rect_to_scene(area)
        left, top = max(shown.left, seen.left), max(shown.top, seen.top)
        right, bottom = min(shown.right, seen.right), min(shown.bottom, seen.bottom)
        if left >= right or top >= bottom:
            return
        by = self._picture.width() / shown.width
        source = QRectF((left - shown.x) * by, (top - shown.y) * by, (right - left) * by, (bottom - top) * by)
        place = viewport.rect_to_screen(Rect(left, top, right - left, bottom - top))
        painter.drawPixmap(QRectF(*place), self._picture, source)


def _viewport(bounds: Rect) -> Viewport:
    scale = min(_MOST_SCALE, _WIDTH / max(bounds.width, 1), _HEIGHT / max(bounds.height, 1))
    return Viewport(scale, -bounds.x * scale, -bounds.y * scale)
