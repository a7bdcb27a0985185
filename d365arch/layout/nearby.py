"""Which lines run where, and which meet a box: kept from one edit to the next, which need not look at every line."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from d365arch.layout.request import Link, Route
from d365arch.model.sharing import changed_keys, differing

CELL = 1000.0
_FEW_CELLS = 4
"""A run across more cells than this lies in cells so many times as long."""
Cell = tuple[int, int]
_Kind = tuple[int, int]
"""How many plain cells the cells of a kind are wide and high."""
_PLAIN: _Kind = (1, 1)
_Cells = dict[_Kind, dict[Cell, set[str]]]
_Span = tuple[int, int, int, int]
"""First and last column and row of plain cells: left, top, right, bottom."""
Known = tuple[dict[str, Route], _Cells, Mapping[str, Route] | None]


class Nearby(threading.local):
    """Lines by cell; one per thread, brought up to date with the routes of a picture before it is asked.

    Long runs lie in long, thin cells: a line across a large drawing would else lie in hundreds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[str, Route] = {}
        self.cells: _Cells = {}
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
        for kind, cell in _cells(route):
            self.cells.setdefault(kind, {}).setdefault(cell, set()).add(key)

    def _leave(self, key: str, route: Route) -> None:
        for kind, cell in _cells(route):
            self.cells[kind][cell].discard(key)

    def near(self, left: float, top: float, right: float, bottom: float, most: int | None = None) -> set[str]:
        """Links with a line in the plain cells of a rectangle; with `most`, the count may stop above that."""
        span = int(left // CELL), int(top // CELL), int(right // CELL), int(bottom // CELL)
        found: set[str] = set()
        for kind in sorted(self.cells):    # plain cells first: what lies in these is sure to be near
            for here in _within(self.cells[kind], span, kind):
                found.update(here if kind == _PLAIN else
                             (key for key in here - found if _touches(self.routes[key], span)))
                if most is not None and len(found) > most:
                    return found
        return found


def _within(cells: Mapping[Cell, set[str]], span: _Span, kind: _Kind) -> Iterator[set[str]]:
    """What lies in the cells of a kind that a span touches."""
    left, top, right, bottom = _of_kind(span, kind)
    for i in range(left, right + 1):
        for j in range(top, bottom + 1):
            if here := cells.get((i, j)):
                yield here


def _spans(route: Route) -> Iterator[_Span]:
    """The plain cells of each run."""
    for a, b in itertools.pairwise(route.points):
        yield (int(min(a.x, b.x) // CELL), int(min(a.y, b.y) // CELL),
               int(max(a.x, b.x) // CELL), int(max(a.y, b.y) // CELL))


def _touches(route: Route, span: _Span) -> bool:
    """Whether a line runs through plain cells of a span."""
    left, top, right, bottom = span
    return any(x1 <= right and x2 >= left and y1 <= bottom and y2 >= top for x1, y1, x2, y2 in _spans(route))


def _of_kind(span: _Span, kind: _Kind) -> _Span:
    (left, top, right, bottom), (wide, high) = span, kind
    return left // wide, top // high, right // wide, bottom // high


def _side(count: int) -> int:
    """How long the cells are for a run through so many plain ones: it lies in a few of them."""
    side = 1
    while count > _FEW_CELLS * side:
        side *= _FEW_CELLS
    return side


def _cells(route: Route) -> Iterator[tuple[_Kind, Cell]]:
    for span in _spans(route):
        left, top, right, bottom = span
        kind = _side(right - left + 1), _side(bottom - top + 1)
        first, upper, last, lower = _of_kind(span, kind)
        for i in range(first, last + 1):
            for j in range(upper, lower + 1):
                yield kind, (i, j)


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
