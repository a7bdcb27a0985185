"""Where a box fits into a picture that stands: off other boxes and other zones, and so its own zone when it grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from d365arch.layout.sheet import Sheet
from d365arch.layout.tree import ROW_GAP
from d365arch.layout.zones import around
from d365arch.model.geometry import Rect

FOREIGN_GAP = 16.0
"""Free room between a box and a zone that it is no part of, in px."""
CELL = 480.0


class FreeRoom:
    """What stands, seen by one box of a zone, prepared once for the thousands of places that are tried for it.

    `mates` are the boxes of its zone, `rects` all boxes, `foreign` the zones that it is no part of.
    """

    def __init__(self, sheet: Sheet, zone: str | None, mates: Sequence[Rect], rects: Sequence[Rect],
                 foreign: Sequence[Rect]) -> None:
        self._sheet, self._zone = sheet, zone
        self._foreign = [rect.grown(FOREIGN_GAP) for rect in foreign]
        self._cells: dict[tuple[int, int], list[Rect]] = defaultdict(list)
        for rect in rects:
            kept_clear = rect.grown(ROW_GAP - 1)
            for cell in _cells(kept_clear):
                self._cells[cell].append(kept_clear)
        # The rim around many boxes is the rim around the rectangle of them all.
        self._mates = [Rect.uniting(mates)] if mates else []
        self._home = around(sheet, zone, self._mates) if zone is not None and mates else None
        self._clear = list(foreign)
        """What the zone must not grow over: what it does not cover already."""
        if self._home is not None:
            inside = set(mates)
            strangers = [rect for rect in rects if rect not in inside]
            self._clear = [rect for rect in (*strangers, *foreign) if not self._home.overlaps(rect)]

    def fits(self, rect: Rect) -> bool:
        """Whether the box may stand there."""
        if any(map(rect.overlaps, self._foreign)):
            return False
        if any(map(rect.overlaps, chain.from_iterable(self._cells.get(cell, ()) for cell in _cells(rect)))):
            return False
        if self._zone is None:
            return True
        grown = around(self._sheet, self._zone, [*self._mates, rect])
        return grown == self._home or not any(map(grown.overlaps, self._clear))


def _cells(rect: Rect) -> list[tuple[int, int]]:
    """The cells of a coarse grid that a rectangle lies in."""
    x, y, width, height = rect
    rows = range(int(y // CELL), int((y + height) // CELL) + 1)
    return [(i, j) for i in range(int(x // CELL), int((x + width) // CELL) + 1) for j in rows]
