"""Moves boxes up and down in their columns so that lines run straight, keeping order and distances."""

from __future__ import annotations

from collections import defaultdict

from d365arch.layout.request import Side
from d365arch.layout.sheet import Sheet, snap
from d365arch.layout.tree import Cell, gap_below, wrap

Wish = tuple[float, float]
"""A wished y and how much it counts."""


SLACK = 24.0
LOOSE = 0.5
"""By how much a column of a zone, and by which share one of the sheet, may be taller than the tallest one packed."""


class Run:
    """One rigid item of a column: a box, or a zone of several columns; `gap` is the free height above it."""

    __slots__ = ("boxes", "cell", "gap", "h", "y")

    def __init__(self, cell: Cell, y: float, h: float, gap: float) -> None:
        self.cell = cell
        self.boxes = list(cell.boxes())
        self.y = y
        self.h = h
        self.gap = gap


def align(root: Cell, sheet: Sheet, rounds: int = 4) -> None:
    """Straighten the picture, from the middle columns outwards and back."""
    pulls = _pulls(sheet)
    cells = [cell for cell in root.walk() if cell.columns and (cell is root or len(cell.columns) > 1)]
    cells.reverse()
    for turn in range(rounds):
        for cell in cells:
            order = sorted(range(len(cell.columns)), key=lambda at: abs(at - (len(cell.columns) - 1) / 2))
            if turn % 2:
                order.reverse()
            for at in order:
                wrap(root, sheet)
                _settle(cell, cell.columns[at], sheet, pulls)
    for cell in cells:
        wrap(root, sheet)
        for column in cell.columns:
            runs, _ = _runs(cell, column)
            _apply(runs, [run.y for run in runs], sheet)
    wrap(root, sheet)


def _pulls(sheet: Sheet) -> dict[int, list[tuple[int, float, float, float]]]:
    """For every box: partner, the offset of the end here, that of the end there, weight."""
    pulls: dict[int, list[tuple[int, float, float, float]]] = defaultdict(list)
    for wire in sheet.wires:
        a, b = wire.source, wire.target
        if wire.loop or {a.side, b.side} != {Side.LEFT, Side.RIGHT}:
            continue
        x1, x2 = sheet.port(a)[0], sheet.port(b)[0]
        weight = 1.0 / (1.0 + abs(x1 - x2) / 400)
        pulls[a.box].append((b.box, a.offset, b.offset, weight))
        pulls[b.box].append((a.box, b.offset, a.offset, weight))
    return pulls


def _runs(cell: Cell, column: list[Cell]) -> tuple[list[Run], float]:
    """The rigid items of a column, zones of one column dissolved into their boxes; and the rims below the last."""
    runs: list[Run] = []
    rims = _collect(cell, column, runs, 0.0)
    return runs, rims


def _collect(parent: Cell, column: list[Cell], runs: list[Run], above: float) -> float:
    """Append the items of a column; `above` is free height owed before the first; returns what is owed after."""
    owed = above
    for order, child in enumerate(column):
        if order:
            owed += gap_below(parent, column[order - 1], child)
        if child.zone is not None and len(child.columns) == 1:
            owed = _collect(child, child.columns[0], runs, owed + child.head) + child.pad
        else:
            runs.append(Run(child, child.y, child.h, owed))
            owed = 0.0
    return owed


def _settle(cell: Cell, column: list[Cell], sheet: Sheet,
            pulls: dict[int, list[tuple[int, float, float, float]]]) -> None:
    """Put the items of one column where most of their lines are straight."""
    runs, rims = _runs(cell, column)
    wishes: list[list[Wish]] = []
    for run in runs:
        own = set(run.boxes)
        wish = [(sheet.nodes[other].y + there - here - (sheet.nodes[box].y - run.y), weight)
                for box in run.boxes for other, here, there, weight in pulls[box] if other not in own]
        if not wish:
            wish.append((run.y, 0.02))
        wishes.append(wish)
    places = _fit(runs, wishes)
    top, height = _room(cell)
    _confine(runs, places, top, top + height - rims)
    _apply(runs, places, sheet)


def _room(cell: Cell) -> tuple[float, float]:
    """Top and height of the room for the columns of a cell: that of its tallest column, closely packed.

    Without it zones in one column would push each other away while their boxes follow them.
    """
    tallest, top = 0.0, 0.0
    for column in cell.columns:
        runs, rims = _runs(cell, column)
        height = sum(run.gap + run.h for run in runs) + rims
        if height > tallest:
            tallest, top = height, runs[0].y - runs[0].gap
    slack = SLACK if cell.zone else LOOSE * tallest
    if cell.zone:
        top = min(top, cell.y + cell.head)
    return top - slack / 2, tallest + slack


def _confine(runs: list[Run], places: list[float], top: float, bottom: float) -> None:
    """Keep the items of a column in their room."""
    for at, run in enumerate(runs):
        top += run.gap
        places[at] = top = max(places[at], top)
        top += run.h
    for at in range(len(runs) - 1, -1, -1):
        run = runs[at]
        places[at] = min(places[at], bottom - run.h)
        bottom = places[at] - run.gap


def _fit(runs: list[Run], wishes: list[list[Wish]]) -> list[float]:
    """Least sum of weighted distances from the wishes, in order: neighbors that would collide share a median."""
    base = 0.0
    groups: list[tuple[float, list[Wish], int]] = []
    for run, wish in zip(runs, wishes, strict=True):
        base += run.gap
        group = ([(y - base, weight) for y, weight in wish], 1)
        base += run.h
        points, size = group
        at = _median(points)
        while groups and groups[-1][0] > at:
            _, before, count = groups.pop()
            points = before + points
            size += count
            at = _median(points)
        groups.append((at, points, size))
    places: list[float] = []
    base = 0.0
    flat = [at for at, _, size in groups for _ in range(size)]
    for run, at in zip(runs, flat, strict=True):
        base += run.gap
        places.append(at + base)
        base += run.h
    return places


def _median(points: list[Wish]) -> float:
    """Weighted median."""
    ordered = sorted(points)
    half = sum(weight for _, weight in ordered) / 2
    seen = 0.0
    for value, weight in ordered:
        seen += weight
        if seen >= half - 1e-9:
            return value
    return ordered[-1][0]


def _apply(runs: list[Run], places: list[float], sheet: Sheet) -> None:
    """Move the items to their places on the grid, never closer than asked."""
    end = float("-inf")
    for run, wished in zip(runs, places, strict=True):
        y = snap(wished)
        y = max(y, end + run.gap)
        delta = y - run.y
        if delta:
            for box in run.boxes:
                sheet.nodes[box].y += delta
        run.y = y
        end = y + run.h


def transpose(root: Cell, sheet: Sheet) -> bool:
    """Exchange neighbors of a column whose lines to rows would cross less the other way round."""
    ends: dict[int, list[tuple[Side, float, int]]] = defaultdict(list)
    for wire in sheet.wires:
        a, b = wire.source, wire.target
        if not wire.loop and {a.side, b.side} == {Side.LEFT, Side.RIGHT}:
            ends[a.box].append((a.side, sheet.port(b)[1], b.box))
            ends[b.box].append((b.side, sheet.port(a)[1], a.box))
    changed = False
    for cell in root.walk():
        for column in cell.columns:
            for at in range(len(column) - 1):
                upper = [end for box in column[at].boxes() for end in ends[box]]
                lower = [end for box in column[at + 1].boxes() for end in ends[box]]
                here = there = 0
                for side, y, _ in upper:
                    for other, z, _ in lower:
                        if side is other:
                            here += y > z + 0.5
                            there += z > y + 0.5
                if there < here:
                    column[at], column[at + 1] = column[at + 1], column[at]
                    changed = True
    return changed
