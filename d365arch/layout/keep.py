"""Pictures the user has placed: kept boxes stay where they are, new ones find a place, and all lines are routed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from d365arch.layout.cost import need
from d365arch.layout.finish import answer
from d365arch.layout.fresh import fresh
from d365arch.layout.labels import ALWAYS, place_labels
from d365arch.layout.newcomers import settle_newcomers
from d365arch.layout.paths import find_paths, obstacles
from d365arch.layout.ports import choose_sides, order_rows, place_ports, straighten
from d365arch.layout.request import Placement, Side
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
    edges: dict[tuple[float, str | None], list[int]] = defaultdict(list)
    for number, node in enumerate(sheet.nodes):
        if node.fixed and not node.box.sized:
            edges[node.x, None].append(number)
    for group in edges.values():
        widths = [sheet.nodes[number].box.width for number in group]
        if max(widths) <= 1.5 * min(widths):
            for number in group:
                node = sheet.nodes[number]
                if _free(sheet, number, max(widths), node.h, range(len(sheet.nodes))):
                    node.w = max(widths)


def grow_where_free(sheet: Sheet, numbers: Sequence[int] | None = None, *,
                    beside: Sequence[int] | None = None) -> None:
    """These boxes (all, if none are named) grow for their lines if they have no rows and nothing stands below them:
    none of `beside`, or of themselves."""
    chosen = range(len(sheet.nodes)) if numbers is None else numbers
    among = chosen if beside is None else beside
    for number in chosen:
        node = sheet.nodes[number]
        if node.rows:
            continue
        left = sum(1 for end in sheet.ends[number] if end.side is Side.LEFT)
        right = sum(1 for end in sheet.ends[number] if end.side is Side.RIGHT)
        height = max(node.box.height, need(max(left, right)))
        if height > node.h and _free(sheet, number, node.w, height, among):
            node.h = height


def _free(sheet: Sheet, number: int, width: float, height: float, among: Sequence[int]) -> bool:
    """Whether a box may have this size where it stands, seen from those others."""
    node = sheet.nodes[number]
    if width <= node.w and height <= node.h:
        return True
    left, top, right, bottom = node.x, node.y, node.x + width + 4, node.y + height + 4
    others = (sheet.nodes[other] for other in among if other != number)
    return not any(other.x < right and other.x + other.w > left and other.y < bottom and other.y + other.h > top
                   for other in others)


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
