"""A fresh layout: zones in columns, rows as ports, square lines in lanes between the boxes."""

from __future__ import annotations

import math

from d365arch.layout.align import align, transpose
from d365arch.layout.arrange import SMALL, arrange
from d365arch.layout.cost import need
from d365arch.layout.finish import answer
from d365arch.layout.labels import ALWAYS, CAREFUL, place_labels
from d365arch.layout.paths import find_paths, obstacles
from d365arch.layout.ports import choose_sides, order_rows, place_ports, straighten
from d365arch.layout.quality import measure as judge
from d365arch.layout.request import LayoutRequest, Placement, Side
from d365arch.layout.sheet import Sheet
from d365arch.layout.tracks import Nudger
from d365arch.layout.tree import Cell, measure, place, wrap
from d365arch.layout.widen import first_gaps, widen
from d365arch.model.progress import Progress

ROUNDS = 4
"""How often room is made for lines before the rest is squeezed."""


def fresh(request: LayoutRequest, tell: Progress) -> Placement:
    """Place all boxes anew, whatever places the request gives; the best of a few arrangements, drawn to the end."""
    sheet = Sheet(request)
    trees = arrange(sheet, 4 if len(sheet.nodes) <= SMALL else 1)
    best: tuple[float, Placement] | None = None
    for number, tree in enumerate(trees):
        tell(0.3 + 0.6 * number / len(trees), "Drawing lines")
        sheet = Sheet(request)
        placement = _draw(sheet, tree)
        cost = _cost(request, placement) if len(trees) > 1 else 0.0
        if best is None or cost < best[0]:
            best = cost, placement
    return best[1] if best else Placement()


def _cost(request: LayoutRequest, placement: Placement) -> float:
    """One figure to compare finished pictures by."""
    found = judge(request, placement)
    width = placement.bounds.width + request.margin.width
    height = placement.bounds.height + request.margin.height
    aspect = abs(math.log(max(width, 1.0) / max(height, 1.0) / Sheet(request).aspect))
    lying = request.down and found.aspect > 1
    bows = sum(1 for route in placement.routes.values() if route.source_side is route.target_side)
    return (found.total_length + 260 * found.crossings + 60 * found.bends + 5000 * found.missing_labels + 150 * bows
            + 8000 * max(0.0, aspect - 0.1) + 2.5 * (width + height) + 0.006 * found.area
            + 10_000 * lying)


def _draw(sheet: Sheet, tree: Cell) -> Placement:
    """A finished picture of one arrangement."""
    small = not tree.grid
    equalize(tree, sheet)
    first_gaps(tree, sheet)
    _stand(sheet, tree)
    for turn in range(2 if small else 1):
        choose_sides(sheet)
        order_rows(sheet)
        _grow(sheet)
        place_ports(sheet)
        order_rows(sheet)
        place_ports(sheet)
        _stand(sheet, tree)
        if small:
            align(tree, sheet, 6)
            place_ports(sheet)
            for _ in range(2):
                order_rows(sheet)
                place_ports(sheet)
                if not transpose(tree, sheet):
                    break
                _stand(sheet, tree)
                align(tree, sheet, 4)
                place_ports(sheet)
            if turn:
                align(tree, sheet, 4)
                straighten(sheet)
    rounds = ROUNDS if small else 2
    for turn in range(rounds):
        space = obstacles(sheet)
        find_paths(sheet, space, sheet.wires)
        nudger = Nudger(sheet, space, sheet.wires)
        nudger.run()
        if turn == rounds - 1 or not widen(tree, sheet, nudger.needs):
            break
        _stand(sheet, tree)
        if small:
            align(tree, sheet, 6)
            place_ports(sheet)
            align(tree, sheet, 4)
            straighten(sheet)
        else:
            place_ports(sheet)
    place_labels(sheet, cares=ALWAYS if sheet.request.every_label else CAREFUL)
    return answer(sheet)


def _stand(sheet: Sheet, tree: Cell) -> None:
    measure(tree, sheet)
    place(tree, sheet, 0.0, 0.0)
    wrap(tree, sheet)


def _grow(sheet: Sheet) -> None:
    """Boxes without rows grow so that the lines on each side keep their distance."""
    for number, node in enumerate(sheet.nodes):
        if not node.rows:
            left = sum(1 for end in sheet.ends[number] if end.side is Side.LEFT)
            right = sum(1 for end in sheet.ends[number] if end.side is Side.RIGHT)
            node.h = max(node.box.height, need(max(left, right)))


def equalize(tree: Cell, sheet: Sheet) -> None:
    """Boxes of one column get one width, unless one is much wider than the others, or has a width of its own."""
    for cell in tree.walk():
        for column in cell.columns:
            boxes = [child.box for child in column if child.box >= 0 and not sheet.nodes[child.box].box.sized]
            widths = [sheet.nodes[box].box.width for box in boxes]
            for box in boxes:
                if max(widths) <= 1.5 * min(widths):
                    sheet.nodes[box].w = max(widths)
    for column in tree.columns:
        inner = [box for child in column if child.zone and len(child.columns) == 1 for box in child.boxes()
                 if not sheet.nodes[box].box.sized]
        widths = [sheet.nodes[box].w for box in inner]
        if widths and max(widths) <= 1.5 * min(widths):
            for box in inner:
                sheet.nodes[box].w = max(widths)
