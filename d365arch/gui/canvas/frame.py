"""The painted picture behind the overlay: never waits for more than a slice of painting, and shows what it has.

What is not painted yet at this zoom shows stretched pieces of the zoom before, and under them the whole drawing small.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from d365arch.gui.canvas.layers import Layers
from d365arch.gui.canvas.overview import Overview
from d365arch.gui.canvas.tiles import Level, What
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.delta import Delta
from d365arch.scene.index import runs
from d365arch.scene.parts import Element, Shape

_AROUND = 12.0
"""What of a shape may be painted outside its bounds, in px of the scene."""

_MOST_PATCHES = 400
"""Where more shapes than this differ, the whole picture is painted anew."""

_RING = 1
"""So many tiles around the widget are kept and made ready ahead of time."""

_MOST_TILES = 1.4
"""So many times the tiles in sight and around it are kept at most: each takes 1 MB."""


class Frame:
    """The scene as tiles at the current zoom; `work` paints what is missing for a while, `paint` puts all down."""

    whole: ClassVar[bool] = False
    """Whether `paint` always paints all that is missing first, however long it takes; tests want that."""

    urgent: ClassVar[float] = 0.025
    """Seconds of painting that the first frame after an edit may take, so that it shows the edit."""

    def __init__(self, overview: Overview | None = None) -> None:
        self._overview = overview
        self._what: What | None = None
        self._level = Level(1.0, 1.0)
        self._before: Level | None = None
        self._hurry = False
        self._cost = 0.0
        self.cost = 0.0
        """Seconds that painting all that the widget shows took, the last time."""

    @property
    def layers(self) -> Layers | None:
        """What is painted."""
        return self._what.layers if self._what else None

    @property
    def without(self) -> frozenset[Element]:
        """The elements that are left out."""
        return self._what.without if self._what else frozenset()

    def show(self, layers: Layers, delta: Delta | None = None) -> None:
        """Paint another scene from now on: only where shapes differ, if `delta` tells them."""
        before, self._what = self._what, What(layers, *(self._what[1:] if self._what else ()))
        if before is None or delta is None or before.ground != self._what.ground:
            self.clear()
            return
        if delta:
            self._spoil((*delta.new, *delta.gone))

    def leave_out(self, elements: frozenset[Element]) -> None:
        """Paint all but these elements, as while they are dragged."""
        if self._what and elements != self._what.without:
            differing = elements ^ self._what.without
            self._what = self._what._replace(without=elements)
            if len(differing) > _MOST_PATCHES:
                self._spoil_all()
            else:
                self._spoil([s for element in differing for s in self._what.layers.index.of(element)])

    def show_only(self, elements: frozenset[Element] | None) -> None:
        """Paint just these elements, on nothing."""
        if self._what and elements != self._what.only:
            self._what = self._what._replace(only=elements)
            self.clear()
            self._hurry = False     # this is no edit

    def clear(self) -> None:
        """Paint everything anew."""
        self._level = Level(self._level.scale, self._level.ratio)
        self._before = None
        self._hurry = True

    def _spoil(self, shapes: Sequence[Shape]) -> None:
        if len(shapes) > _MOST_PATCHES:
            self._spoil_all()
            return
        self._before = None
        self._hurry = True
        self._level.spoil(rect for shape in shapes for rect in _rects_of(shape))

    def _spoil_all(self) -> None:
        self._before = None
        self._hurry = True
        self._level.spoil_all()

    def turn_to(self, viewport: Viewport) -> None:
        """Be at a zoom; what was painted for the one before is shown stretched until there is something better."""
        if self._level.fits(viewport):
            return
        old = self._level
        ready = [spot for spot, tile in old.tiles.items() if tile.picture is not None]
        if ready and (self._before is None or len(ready) >= len(self._before.tiles) / 2):
            old.keep(ready)
            self._before = old
        self._level = Level(viewport.scale, viewport.ratio)
        self._cost = 0.0

    def is_whole(self, viewport: Viewport, size: QSize) -> bool:
        """Whether all that the widget shows is painted and up to date."""
        return self._level.fits(viewport) and all(
            (tile := self._level.tiles.get(spot)) and tile.done for spot in self._level.spots(viewport, size))

    def work(self, viewport: Viewport, size: QSize, seconds: float, *, ahead: bool = False) -> bool:
        """Paint what is missing for a while; `ahead` also what panning would bring into sight. True where all is done.
        """
        if self._what is None:
            return True
        self.turn_to(viewport)
        self._drop_far(viewport, size)
        started = time.perf_counter()
        until = started + seconds
        for spot in self._level.spots(viewport, size, _RING if ahead else 0):
            tile = self._level.tile(spot)
            if tile.done:
                continue
            if not tile.paint(self._what, self._level.viewport_of(spot), until):
                self._cost += time.perf_counter() - started
                return False
            if time.perf_counter() > until:
                self._cost += time.perf_counter() - started
                return self.is_whole(viewport, size) and not ahead
        if ahead:
            self._level.keep(self._level.spots(viewport, size, _RING))
            self._before = None
        else:
            self.cost = max(self._cost + time.perf_counter() - started, 0.0) or self.cost
            self._cost = 0.0
        return True

    def _drop_far(self, viewport: Viewport, size: QSize) -> None:
        """Forget what is far from sight, where a long pan has left more tiles behind than are worth their memory."""
        near = self._level.spots(viewport, size, _RING)
        if len(self._level.tiles) > _MOST_TILES * len(near):
            self._level.keep(near)

    def paint(self, painter: QPainter, viewport: Viewport, size: QSize, seconds: float = math.inf) -> bool:
        """Put the picture down after at most so much painting; true where nothing of it is missing or out of date."""
        if self._what is None:
            return True
        self.turn_to(viewport)
        if self.whole:
            seconds = math.inf
        elif self._hurry and seconds:
            seconds = max(seconds, self.urgent)
        self._hurry = False
        done = self.work(viewport, size, seconds) if seconds else self.is_whole(viewport, size)
        missing: list[Rect] = []
        ready: list[tuple[QPointF, QPixmap]] = []
        whole = Rect(0, 0, size.width(), size.height())
        for spot in self._level.spots(viewport, size):
            tile, place = self._level.tiles.get(spot), self._level.place(spot, viewport)
            if tile is None or tile.picture is None:
                missing.append(place.common(whole))
            else:
                ready.append((QPointF(place.x, place.y), tile.picture))
        if missing:
            self._fill(painter, viewport, missing, alone=not ready)
        for at, picture in ready:
            painter.drawPixmap(at, picture)
        return done

    def _fill(self, painter: QPainter, viewport: Viewport, missing: list[Rect], *, alone: bool) -> None:
        """Show what is at hand where tiles are missing."""
        what = self._what
        if what is None:
            return
        painter.save()
        whole = Rect.uniting(missing)
        if not alone:
            region = QRegion()
            for rect in missing:
                region += QRectF(*rect).toAlignedRect()
            painter.setClipRegion(region)
        if self._before is None or not self._before.covers(viewport.rect_to_scene(whole)):
            painter.fillRect(QRectF(*whole), what.ground)
            if self._overview:
                self._overview.paint(painter, viewport, whole)
        for place, picture in self._stretched(viewport, missing):
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
        painter.restore()

    def _stretched(self, viewport: Viewport, missing: list[Rect]) -> Iterator[tuple[QRectF, QPixmap]]:
        """Tiles of the zoom before that lie where something is missing."""
        if self._before is None:
            return
        for spot, tile in self._before.tiles.items():
            place = self._before.place(spot, viewport)
            if tile.picture is not None and any(place.overlaps(rect) for rect in missing):
                yield QRectF(*place), tile.picture


def _rects_of(shape: Shape) -> Iterator[Rect]:
    """Where a shape is painted: a line only along its runs."""
    if not shape.path:
        yield shape.bounds.grown(_AROUND)
        return
    yield from runs(shape.path, _AROUND)
