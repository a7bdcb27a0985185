"""Free room between obstacles: where a straight line may run; answers from a grid of cells, so it stays quick."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Mapping

Block = tuple[float, float, float, float, int]
"""Left, top, right, bottom of a forbidden area, and the number of the box it belongs to (-1: none)."""
Interval = tuple[float, float]

CELL = 240.0
_MANY_CELLS = 8
"""A rectangle across more cells than this is looked up in cells so many times as long."""
_NONE: frozenset[int] = frozenset()
FAR = 1e7
THIN = 12.0
"""Bands of less height take no lines."""


class Space:
    """Obstacles seen one way round; `flip` is the same with x and y exchanged. Touching an obstacle's rim is free."""

    def __init__(self, blocks: Iterable[Block], flip: Space | None = None) -> None:
        self.blocks = list(blocks)
        self.cells: dict[tuple[int, int], list[int]] = {}
        for number, (x1, y1, x2, y2, _) in enumerate(self.blocks):
            for i in range(int(x1 // CELL), int(x2 // CELL) + 1):
                for j in range(int(y1 // CELL), int(y2 // CELL) + 1):
                    self.cells.setdefault((i, j), []).append(number)
        if self.blocks:
            self.left = min(block[0] for block in self.blocks)
            self.top = min(block[1] for block in self.blocks)
            self.right = max(block[2] for block in self.blocks)
            self.bottom = max(block[3] for block in self.blocks)
        else:
            self.left = self.top = self.right = self.bottom = 0.0
        self._longer: dict[tuple[int, int], dict[tuple[int, int], set[int]]] = {}
        self.bands = [band for band in _gaps([(block[1], block[3]) for block in self.blocks], -FAR, FAR)
                      if band[1] - band[0] >= THIN]
        self.band_starts = [band[0] for band in self.bands]
        self._flip = flip
        self.tight: Space | None = None

    @property
    def flip(self) -> Space:
        """The transposed space."""
        if self._flip is None:
            self._flip = Space([(y1, x1, y2, x2, box) for x1, y1, x2, y2, box in self.blocks], self)
        return self._flip

    def near(self, x1: float, y1: float, x2: float, y2: float, *, some_more: bool = False) -> Collection[int]:
        """Numbers of the blocks in the cells of a rectangle, each once.

        With `some_more` there may be others around a large rectangle, for who looks at each anyway: so it is quicker.
        """
        i1, i2 = int(max(x1, self.left - 1) // CELL), int(min(x2, self.right + 1) // CELL)
        j1, j2 = int(max(y1, self.top - 1) // CELL), int(min(y2, self.bottom + 1) // CELL)
        if i1 == i2 and j1 == j2:
            return self.cells.get((i1, j1), ())
        wide = _MANY_CELLS if some_more and i2 - i1 > _MANY_CELLS else 1
        high = _MANY_CELLS if some_more and j2 - j1 > _MANY_CELLS else 1
        cells = self._cells_of(wide, high)
        return _NONE.union(*[here for i in range(i1 // wide, i2 // wide + 1) for j in range(j1 // high, j2 // high + 1)
                             if (here := cells.get((i, j)))])

    def _cells_of(self, wide: int, high: int) -> Mapping[tuple[int, int], Collection[int]]:
        """The blocks by cells so many times as wide and high; made when they are first asked for."""
        if wide == high == 1:
            return self.cells
        found = self._longer.get((wide, high))
        if found is None:
            found = self._longer[wide, high] = {}
            for (i, j), numbers in self.cells.items():
                found.setdefault((i // wide, j // high), set()).update(numbers)
        return found

    def upright(self, y1: float, y2: float, low: float, high: float, skip: tuple[int, ...] = ()) -> list[Interval]:
        """Stretches of x within low..high where a vertical line from y1 to y2 is free."""
        if y1 > y2:
            y1, y2 = y2, y1
        blocks = self.blocks
        taken = []
        for number in self.near(low, y1, high, y2, some_more=True):
            left, top, right, bottom, box = blocks[number]
            if top < y2 and bottom > y1 and right > low and left < high and box not in skip:
                taken.append((left, right))
        return _gaps(taken, low, high)

    def level(self, x1: float, x2: float, low: float, high: float) -> list[Interval]:
        """Stretches of y within low..high where a level line from x1 to x2 is free."""
        return self.flip.upright(x1, x2, low, high)

    def free_level(self, y: float, x1: float, x2: float, skip: tuple[int, ...] = ()) -> bool:
        """Whether the level line from x1 to x2 at y is free; blocks of the boxes in `skip` do not count."""
        if x1 > x2:
            x1, x2 = x2, x1
        blocks = self.blocks
        for number in self.near(x1, y, x2, y, some_more=True):
            left, top, right, bottom, box = blocks[number]
            if top < y < bottom and left < x2 and right > x1 and box not in skip:
                return False
        return True

    def reach(self, x: float, y: float, way: int, limit: float, skip: tuple[int, ...]) -> float:
        """How far a level line from (x, y) runs freely to the right (way 1) or left (way -1), at most to `limit`."""
        if abs(limit - x) > 3 * CELL:
            # What stops a line is nearly always near.
            close = self.reach(x, y, way, x + way * 2 * CELL, skip)
            if abs(close - x) < 2 * CELL - 1e-6:
                return close
        blocks = self.blocks
        if way > 0:
            for number in self.near(x, y, limit, y, some_more=True):
                left, top, right, bottom, box = blocks[number]
                if top < y < bottom and right > x and left < limit and box not in skip:
                    limit = max(x, left)
            return limit
        for number in self.near(limit, y, x, y, some_more=True):
            left, top, right, bottom, box = blocks[number]
            if top < y < bottom and left < x and right > limit and box not in skip:
                limit = min(x, right)
        return limit

    def room(self, x: float, y1: float, y2: float) -> Interval:
        """The free stretch of x around a vertical line that is free itself, cut at a wide margin around everything."""
        low, high = self.left - 400.0, self.right + 400.0
        # Most rooms are narrow: look close first.
        for width in (CELL, 4 * CELL):
            for a, b in self.upright(y1, y2, max(low, x - width), min(high, x + width)):
                if a - 1e-6 <= x <= b + 1e-6 and (a > x - width or a <= low) and (b < x + width or b >= high):
                    return a, b
        for a, b in self.upright(y1, y2, low, high):
            if a - 1e-6 <= x <= b + 1e-6:
                return a, b
        return x, x

    def bands_near(self, y1: float, y2: float, count: int) -> list[Interval]:
        """Stretches of y free over the whole width, nearest to the range y1..y2."""
        at = bisect.bisect_right(self.band_starts, min(y1, y2)) - 1
        last = bisect.bisect_right(self.band_starts, max(y1, y2))
        return self.bands[max(0, at - count + 1): last + count]


def _gaps(taken: list[Interval], low: float, high: float) -> list[Interval]:
    """What a list of intervals leaves free between low and high."""
    taken.sort()
    free: list[Interval] = []
    at = low
    for left, right in taken:
        if left >= at:
            free.append((at, left))
        at = max(at, right)
    if at <= high:
        free.append((at, high))
    return free
