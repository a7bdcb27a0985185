"""Orders large pictures by averages: each column is sorted by where the partners of its boxes stand."""

from __future__ import annotations

from collections import defaultdict

from d365arch.layout.sheet import Sheet
from d365arch.layout.tree import Cell, measure, place

ROUNDS = 6


def sweep(root: Cell, sheet: Sheet) -> None:
    """Sort cells by the mean place of their partners, several times over."""
    partners: dict[int, list[int]] = defaultdict(list)
    for wire in sheet.wires:
        if not wire.loop:
            partners[wire.source.box].append(wire.target.box)
            partners[wire.target.box].append(wire.source.box)
    for turn in range(ROUNDS):
        measure(root, sheet)
        place(root, sheet, 0.0, 0.0)
        for cell in [cell for cell in root.walk() if cell.columns]:
            _sort(cell, sheet, partners, across=turn % 2 == 0)


def _sort(cell: Cell, sheet: Sheet, partners: dict[int, list[int]], *, across: bool) -> None:
    """Deal the children of a cell to its columns by mean x of partners, then sort each column by mean y."""
    wish: dict[str, tuple[float, float]] = {}
    for child in cell.children:
        own = set(child.boxes())
        others = [other for box in own for other in partners[box] if other not in own]
        if others:
            wish[child.id] = (sum(sheet.nodes[o].x + sheet.nodes[o].w / 2 for o in others) / len(others),
                              sum(sheet.nodes[o].y + sheet.nodes[o].h / 2 for o in others) / len(others))
        else:
            wish[child.id] = (child.x + child.w / 2, child.y + child.h / 2)
    if across and len(cell.columns) > 1 and cell.zone is not None:
        sizes = [len(column) for column in cell.columns]
        order = sorted(cell.children, key=lambda child: (wish[child.id][0], child.id))
        cell.columns = []
        for size in sizes:
            cell.columns.append(order[:size])
            order = order[size:]
    for column in cell.columns:
        column.sort(key=lambda child: (wish[child.id][1], child.id))
