"""Which lines run where, and which meet a box: kept from one edit to the next, which need not look at every line."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from d365arch.layout.request import Link, Route
from d365arch.model.sharing import changed_keys, differing

CELL = 1000.0
Cell = tuple[int, int]
Known = tuple[dict[str, Route], dict[Cell, set[str]], Mapping[str, Route] | None]


class Nearby(threading.local):
    """Lines by cell; one per thread, brought up to date with the routes of a picture before it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[str, Route] = {}
        self.cells: dict[Cell, set[str]] = {}
        self._asked: Mapping[str, Route] | None = None

    def update(self, routes: Mapping[str, Route]) -> None:
        """Take in what differs from the routes known; in a drag that is very little."""
        if routes is self._asked:
            return
        self._asked = routes
        known = self.routes
        if len(known) > len(routes) or not known.keys() <= routes.keys():
            for key in [key for key in known if key not in routes]:
                self._leave(key, known.pop(key))
        for key in changed_keys(known, routes):
            self._put(key, routes[key])

    def follow(self, routes: Mapping[str, Route], changed: Mapping[str, Route]) -> None:
        """Take in routes that differ from those taken in last by just these."""
        for key, route in changed.items():
            self._put(key, route)
        self._asked = routes

    def given_away(self) -> Known:
        """All that this thread knows, to be taken over by another one; here it is forgotten."""
        given = self.routes, self.cells, self._asked
        self.routes, self.cells, self._asked = {}, {}, None
        return given

    def take_over(self, given: Known) -> None:
        """Know what another thread knew."""
        self.routes, self.cells, self._asked = given

    def _put(self, key: str, route: Route) -> None:
        before = self.routes.get(key)
        if before is not None:
            self._leave(key, before)
        self.routes[key] = route
        for cell in _cells(route):
            self.cells.setdefault(cell, set()).add(key)

    def _leave(self, key: str, route: Route) -> None:
        for cell in _cells(route):
            self.cells.get(cell, set()).discard(key)

    def near(self, left: float, top: float, right: float, bottom: float, most: int | None = None) -> set[str]:
        """Links with a line in the cells of a rectangle; with `most`, the count may stop above that."""
        found: set[str] = set()
        for i in range(int(left // CELL), int(right // CELL) + 1):
            for j in range(int(top // CELL), int(bottom // CELL) + 1):
                found |= self.cells.get((i, j), set())
            if most is not None and len(found) > most:
                break
        return found


def _cells(route: Route) -> Iterator[Cell]:
    for a, b in itertools.pairwise(route.points):
        for i in range(int(min(a.x, b.x) // CELL), int(max(a.x, b.x) // CELL) + 1):
            for j in range(int(min(a.y, b.y) // CELL), int(max(a.y, b.y) // CELL) + 1):
                yield i, j


LINES = Nearby()
"""Of the picture last drawn."""


class Meeting(threading.local):
    """Links by the boxes they meet; one per thread, made anew when the links are others."""

    def __init__(self) -> None:
        super().__init__()
        self.links: tuple[Link, ...] = ()
        self.boxes: dict[str, list[Link]] = {}

    def update(self, links: tuple[Link, ...]) -> None:
        """Take in the links of a request."""
        if links is self.links:
            return
        gone, new = differing(self.links, links)
        if [_meets(link) for link in gone] != [_meets(link) for link in new]:
            self.boxes, gone, new = {}, [], list(links)
        self.links = links
        for old, link in zip_longest(gone, new):
            for box in dict.fromkeys((link.source, link.target)):
                met = self.boxes.setdefault(box, [])
                if old is None:
                    met.append(link)
                else:
                    met[met.index(old)] = link

    def of(self, box: str) -> Sequence[Link]:
        """The links that meet a box."""
        return self.boxes.get(box, ())


def _meets(link: Link) -> tuple[str, str, str]:
    return link.id, link.source, link.target


LINKS = Meeting()
"""Of the request last looked at."""
