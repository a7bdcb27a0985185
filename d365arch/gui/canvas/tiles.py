"""Square pieces of the painted picture at one zoom, each painted when it is needed, in slices that may be put off.

Tiles lie in a grid that moves with the sheet, in whole device pixels, so that panning never paints anything twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from d365arch.gui.canvas.layers import Layers, Painting
from d365arch.gui.canvas.viewport import Viewport
from d365arch.model.geometry import Rect
from d365arch.scene.parts import Element

SIDE = 512
"""Side of a tile in device pixels."""

_MOST_PARTS = 4
"""Where more rectangles of a tile are out of date, what lies between them is painted anew too."""

_MOST_MERGED = 40
"""So many rectangles are looked at one by one for that."""

_WHOLE = QRect(0, 0, SIDE, SIDE)

Spot = tuple[int, int]
"""Column and row of a tile; (0, 0) has its corner at the origin of the scene."""


class What(NamedTuple):
    """What is painted: a scene but for some elements, or just some elements, on the scene's ground or on nothing."""

    layers: Layers
    without: frozenset[Element] = frozenset()
    only: frozenset[Element] | None = None

    @property
    def ground(self) -> QColor:
        """The color under the shapes; transparent where just some elements are painted."""
        return QColor(self.layers.scene.ground) if self.only is None else QColor(Qt.GlobalColor.transparent)


class Tile:
    """One piece: its picture, what of it is out of date, and the painting under way."""

    __slots__ = ("_patch", "_target", "dirty", "picture", "work")

    def __init__(self) -> None:
        self.picture: QPixmap | None = None
        self.dirty = [_WHOLE]
        self.work: Painting | None = None
        self._patch = QPixmap()
        self._target = QRect()

    @property
    def done(self) -> bool:
        """Whether the picture is there and up to date."""
        return not self.dirty and self.work is None

    def spoil(self, areas: Sequence[QRect]) -> None:
        """Parts of the tile, in its own pixels, must be painted anew."""
        parts = [part for area in areas if not (part := area.intersected(_WHOLE)).isEmpty()]
        if not parts:       # they only touch the tile's edge
            return
        parts += self.dirty
        if self.work is not None:
            parts.append(self._target)
            self.work = None
        self.dirty = _merged(parts)

    def paint(self, what: What, viewport: Viewport, until: float) -> bool:
        """Paint until a point in time; true where the tile is done. `viewport` has the tile's corner at 0, 0."""
        while not self.done:
            if self.work is None:
                self._begin(what, viewport, self.dirty.pop())
            if not self._go_on(viewport.ratio, until):
                return False
            self._finish()
            if time.perf_counter() > until:
                break
        return self.done

    def _go_on(self, ratio: float, until: float) -> bool:
        area, painter = self._target, QPainter(self._patch)
        painter.translate(-area.x() / ratio, -area.y() / ratio)
        painter.setClipRect(QRectF(area.x() / ratio, area.y() / ratio, area.width() / ratio, area.height() / ratio))
        done = self.work is not None and self.work.run(painter, until)
        painter.end()
        return done

    def _begin(self, what: What, viewport: Viewport, area: QRect) -> None:
        self._target = area
        self._patch = QPixmap(area.size())
        self._patch.setDevicePixelRatio(viewport.ratio)
        self._patch.fill(what.ground)
        ratio = viewport.ratio
        seen = Rect(area.x() / ratio, area.y() / ratio, area.width() / ratio, area.height() / ratio)
        self.work = Painting(what.layers, viewport, seen, what.without, what.only)

    def _finish(self) -> None:
        self.work = None
        if self.picture is None or self._target == _WHOLE:
            self.picture = self._patch
        else:
            painter = QPainter(self.picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            at = QPointF(self._target.topLeft()) / self._patch.devicePixelRatio()
            painter.drawPixmap(at, self._patch)
            painter.end()
        self._patch = QPixmap()


def _merged(parts: list[QRect]) -> list[QRect]:
    """Few rectangles that cover these."""
    if len(parts) > _MOST_MERGED:
        return [reduce(QRect.united, parts)]
    found: list[QRect] = []
    for part in parts:
        met = [other for other in found if other.intersects(part)]
        found = [other for other in found if other not in met]
        found.append(reduce(QRect.united, met, part))
    if len(found) > _MOST_PARTS:
        return [reduce(QRect.united, found)]
    return found


class Level:
    """The tiles of one zoom on one screen."""

    def __init__(self, scale: float, ratio: float) -> None:
        self.scale, self.ratio = scale, ratio
        self.tiles: dict[Spot, Tile] = {}

    def fits(self, viewport: Viewport) -> bool:
        """Whether a viewport has this zoom."""
        return viewport.scale == self.scale and viewport.ratio == self.ratio

    def spots(self, viewport: Viewport, size: QSize, ring: int = 0) -> list[Spot]:
        """The tiles that a widget shows, and `ring` more around them; the middle first."""
        left, top = -round(viewport.x * self.ratio), -round(viewport.y * self.ratio)
        right, bottom = left + round(size.width() * self.ratio) - 1, top + round(size.height() * self.ratio) - 1
        middle = (left + right) / 2 / SIDE - 0.5, (top + bottom) / 2 / SIDE - 0.5
        found = [(x, y) for x in range(left // SIDE - ring, right // SIDE + ring + 1)
                 for y in range(top // SIDE - ring, bottom // SIDE + ring + 1)]
        return sorted(found, key=lambda spot: (spot[0] - middle[0]) ** 2 + (spot[1] - middle[1]) ** 2)

    def tile(self, spot: Spot) -> Tile:
        """The tile at a spot, a new one where none was yet."""
        found = self.tiles.get(spot)
        if found is None:
            found = self.tiles[spot] = Tile()
        return found

    def viewport_of(self, spot: Spot) -> Viewport:
        """The viewport that has the tile's corner at 0, 0."""
        return Viewport(self.scale, -spot[0] * SIDE / self.ratio, -spot[1] * SIDE / self.ratio, self.ratio)

    def place(self, spot: Spot, viewport: Viewport) -> Rect:
        """Where a tile is in a widget, also at another zoom than that of the level."""
        by = viewport.scale / self.scale
        side = SIDE / self.ratio * by
        return Rect(viewport.x + spot[0] * side, viewport.y + spot[1] * side, side, side)

    def covers(self, rect: Rect) -> bool:
        """Whether there are pictures for all of a rectangle of the scene."""
        by = self.scale * self.ratio / SIDE
        columns = range(int(rect.left * by // 1), int(rect.right * by // 1) + 1)
        rows = range(int(rect.top * by // 1), int(rect.bottom * by // 1) + 1)
        return len(columns) * len(rows) <= len(self.tiles) and all(
            (tile := self.tiles.get((x, y))) is not None and tile.picture is not None for x in columns for y in rows)

    def spoil(self, rects: Iterable[Rect]) -> None:
        """These rectangles of the scene must be painted anew."""
        by = self.scale * self.ratio
        tiles = self.tiles
        found: dict[Spot, list[QRect]] = {}
        for x, y, width, height in rects:
            left, top = int(x * by // 1) - 1, int(y * by // 1) - 1
            right, bottom = int((x + width) * by // 1) + 2, int((y + height) * by // 1) + 2
            for spot in self._between(left, top, right, bottom):
                tile = tiles.get(spot)
                if tile is not None and tile.dirty != [_WHOLE]:
                    area = QRect(left - spot[0] * SIDE, top - spot[1] * SIDE, right - left, bottom - top)
                    found.setdefault(spot, []).append(area)
        for spot, areas in found.items():
            tiles[spot].spoil(areas)

    def _between(self, left: int, top: int, right: int, bottom: int) -> Iterator[Spot]:
        columns, rows = range(left // SIDE, right // SIDE + 1), range(top // SIDE, bottom // SIDE + 1)
        if len(columns) * len(rows) > len(self.tiles):
            return (spot for spot in list(self.tiles) if spot[0] in columns and spot[1] in rows)
        return ((x, y) for x in columns for y in rows)

    def spoil_all(self) -> None:
        """Everything must be painted anew."""
        for tile in self.tiles.values():
            tile.spoil((_WHOLE,))

    def keep(self, spots: Iterable[Spot]) -> None:
        """Forget all tiles but these."""
        wanted = set(spots)
        self.tiles = {spot: tile for spot, tile in self.tiles.items() if spot in wanted}
