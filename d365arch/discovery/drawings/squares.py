"""What lies where on a page, sorted into squares, so that nothing is held against everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from d365arch.discovery.drawings.cells import Rect

Thing = TypeVar("Thing")

_SIDE = 256.0
_MOST = 100
"""Squares up to which a thing is sorted into each of them; larger ones are few, and looked at every time."""


class Squares(Generic[Thing]):
    """Things of a page by their place, numbered in the order they were added."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, int], list[tuple[int, Thing]]] = {}
        self._large: list[tuple[int, Thing]] = []
        self._count = 0

    def add(self, rect: Rect, thing: Thing) -> None:
        """Take a thing that fills a rectangle."""
        numbered = (self._count, thing)
        self._count += 1
        squares = _squares(rect)
        if squares is None:
            self._large.append(numbered)
            return
        for square in squares:
            self._held.setdefault(square, []).append(numbered)

    def near(self, rect: Rect) -> list[tuple[int, Thing]]:
        """The things that may touch a rectangle, with their numbers, each once; none for one that fills a page."""
        squares = _squares(rect)
        if squares is None:
            return []
        found = dict(self._large)
        for square in squares:
            found.update(self._held.get(square, ()))
        return sorted(found.items(), key=lambda one: one[0])


def _squares(rect: Rect) -> Iterator[tuple[int, int]] | None:
    """The squares that a rectangle lies in, None where these are too many."""
    left, right = int(rect.x // _SIDE), int((rect.x + rect.width) // _SIDE)
    top, bottom = int(rect.y // _SIDE), int((rect.y + rect.height) // _SIDE)
    if (right - left + 1) * (bottom - top + 1) > _MOST:
        return None
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
