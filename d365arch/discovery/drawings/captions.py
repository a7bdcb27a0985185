"""Texts of a page that name an icon or a group: the one inside it, or the one below it."""

from __future__ import annotations

from collections import defaultdict

from d365arch.discovery.drawings.cells import Cell, Rect, above
from d365arch.discovery.drawings.squares import Squares

_ABOVE, _BELOW = 10.0, 40.0
"""Pixels between the lower edge of an icon and the text that names it: it may begin a little higher."""


class Captions:
    """The texts that say something; each names one thing only."""

    def __init__(self, texts: list[Cell], cells: dict[str, Cell]) -> None:
        self._inside: dict[str, list[Cell]] = defaultdict(list)
        self._placed: Squares[Cell] = Squares()
        self.used: set[str] = set()
        """Ids of those that became the name of something."""
        for text in texts:
            for around in above(text, cells):
                self._inside[around.id].append(text)
            if text.at is not None:
                self._placed.add(text.at, text)

    def of_group(self, cell: Cell) -> Cell | None:
        """The first text inside."""
        return self._taken(next(iter(self._inside.get(cell.id, ())), None))

    def of_icon(self, at: Rect, not_these: set[str]) -> Cell | None:
        """The text on an icon, or the nearest one below it."""
        near: list[tuple[float, int, Cell]] = []
        for number, one in self._placed.near(Rect(at.x, at.y - _ABOVE, at.width, at.height + _ABOVE + _BELOW)):
            if one.at is None or one.id in self.used or one.id in not_these:
                continue
            gap = one.at.y - (at.y + at.height)
            aside = abs(one.at.center.x - at.center.x)
            is_inside = at.holds(one.at)
            if is_inside or (-_ABOVE <= gap <= _BELOW and aside <= max(at.width, one.at.width) / 2):
                near.append((0.0 if is_inside else max(gap, 0.0) + aside, number, one))
        return self._taken(min(near)[2] if near else None)

    def _taken(self, text: Cell | None) -> Cell | None:
        if text is not None:
            self.used.add(text.id)
        return text
