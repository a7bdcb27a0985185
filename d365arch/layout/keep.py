"""Pictures the user has placed: kept boxes stay where they are, new ones find a place, and all lines are routed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from d365arch.layout.cost import need
from d365arch.layout.finish import answer
from d365arch.layout.fresh import fresh
from d365arch.layout.labels import ALWAYS, place_labels
from d365arch.layout.newcomers import settle_newcomers
from d365arch.layout.paths import find_paths, obstacles
from d365arch.layout.ports import choose_sides, order_rows, place_ports, straighten
from d365arch.layout.request import Placement, Side
from d365arch.layout.rough import MANY, rough_lines
from d365arch.layout.sheet import Sheet
from d365arch.layout.tracks import Nudger
from d365arch.layout.zones import zone_rects
from d365arch.model.geometry import Point


def silent(share: float, words: str) -> None:
    """Progress that nobody follows."""
    del share, words


def keep(sheet: Sheet, tell: Callable[[float, str], None]) -> Placement:
    """The placement around what is already placed."""
    pinned = sheet.request.fresh
    newcomers = [number for number, node in enumerate(sheet.nodes) if not node.fixed]
    same_widths(sheet)
    if newcomers:
        if pinned or len(newcomers) > max(12, len(sheet.nodes) // 2):
            _from_fresh(sheet, newcomers)
        # What stands has its full height before the new ones look for free room.
        choose_sides(sheet)
        grow_where_free(sheet, [number for number, node in enumerate(sheet.nodes) if node.fixed])
        settle_newcomers(sheet, newcomers)
    for node in sheet.nodes:
        node.fixed = True
    tell(0.3, "Drawing lines")
    if sheet.request.rough and len(sheet.wires) > MANY:
        prepare(sheet)
        rough_lines(sheet, sheet.wires)
        return replace(answer(sheet, junctions=False), rough=frozenset(wire.link.id for wire in sheet.wires))
    connect(sheet)
    tell(1.0, "Done")
    return answer(sheet)


def connect(sheet: Sheet) -> None:
    """Everything but places: sides, ports, zones, lines, labels."""
    prepare(sheet)
    space = obstacles(sheet)
    find_paths(sheet, space, sheet.wires)
    Nudger(sheet, space, sheet.wires).run()
    place_labels(sheet, cares=ALWAYS)


def prepare(sheet: Sheet) -> None:
    """Zones, sides, heights and ports of a picture whose boxes all stand."""
    choose_sides(sheet)
    grow_where_free(sheet)
    sheet.zone_rects = zone_rects(sheet)
    place_ports(sheet)
    order_rows(sheet)
    place_ports(sheet)
    straighten(sheet)


def same_widths(sheet: Sheet) -> None:
    """Kept boxes with one left edge get one width, as in a fresh layout, if nothing is in the way."""
    edges: dict[float, list[int]] = defaultdict(list)
    for number, node in enumerate(sheet.nodes):
        if node.fixed and not node.box.sized:
            edges[node.x].append(number)
    crowd = _Crowd(sheet, range(len(sheet.nodes)))
    for group in edges.values():
        widths = [sheet.nodes[number].box.width for number in group]
        if max(widths) <= 1.5 * min(widths):
            for number in group:
                crowd.grow(number, max(widths), sheet.nodes[number].h)


def grow_where_free(sheet: Sheet, numbers: Sequence[int] | None = None, *,
                    beside: Sequence[int] | None = None) -> None:
    """These boxes (all, if none are named) grow for their lines if they have no rows and nothing stands below them:
    none of `beside`, or of themselves."""
    chosen = range(len(sheet.nodes)) if numbers is None else numbers
    crowd: _Crowd | None = None
    for number in chosen:
        node = sheet.nodes[number]
        if node.rows:
            continue
        left = sum(1 for end in sheet.ends[number] if end.side is Side.LEFT)
        right = sum(1 for end in sheet.ends[number] if end.side is Side.RIGHT)
        height = max(node.box.height, need(max(left, right)))
        if height > node.h:
            crowd = crowd or _Crowd(sheet, chosen if beside is None else beside)
            crowd.grow(number, node.w, height)


class _Crowd:
    """Boxes by grid cell, to see what is in the way of one that grows."""

    CELL = 480.0

    def __init__(self, sheet: Sheet, numbers: Iterable[int]) -> None:
        self._nodes = sheet.nodes
        self._cells: dict[tuple[int, int], set[int]] = defaultdict(set)
        for number in numbers:
            self._stand(number)

    def grow(self, number: int, width: float, height: float) -> None:
        """Give a box this size if it may have it where it stands."""
        node = self._nodes[number]
        left, top, right, bottom = node.x, node.y, node.x + width + 4, node.y + height + 4
        if width > node.w or height > node.h:
            for other in {n for cell in self._around(left, top, right, bottom) for n in self._cells.get(cell, ())}:
                there = self._nodes[other]
                if other != number and there.x < right and there.x + there.w > left and (
                        there.y < bottom and there.y + there.h > top):
                    return
        node.w, node.h = width, height
        self._stand(number)

    def _stand(self, number: int) -> None:
        node = self._nodes[number]
        for cell in self._around(node.x, node.y, node.x + node.w, node.y + node.h):
            self._cells[cell].add(number)

    def _around(self, left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
        for i in range(int(left // self.CELL), int(right // self.CELL) + 1):
            for j in range(int(top // self.CELL), int(bottom // self.CELL) + 1):
                yield i, j


def _from_fresh(sheet: Sheet, newcomers: list[int]) -> None:
    """Many boxes at once: lay everything out anew, and shift that picture to fit what is kept."""
    free = replace(sheet.request, fresh=True, boxes=tuple(
        replace(node.box, place=None, pinned=False) for node in sheet.nodes))
    anew = fresh(free, silent)
    kept = [node for node in sheet.nodes if node.fixed]
    dx = sorted(node.x - anew.boxes[node.box.id].x for node in kept)[len(kept) // 2]
    dy = sorted(node.y - anew.boxes[node.box.id].y for node in kept)[len(kept) // 2]
    for number in newcomers:
        node = sheet.nodes[number]
        rect = anew.boxes[node.box.id]
        node.w, node.h = rect.width, rect.height
        node.box = replace(node.box, place=Point(rect.x + dx, rect.y + dy))
