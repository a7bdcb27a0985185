"""Which column and which place in it every zone and box gets: a good start, then moves while it gets better."""

from __future__ import annotations

import math
import random
from collections import defaultdict

from d365arch.layout.cost import Measure
from d365arch.layout.grid import grid
from d365arch.layout.sheet import Sheet
from d365arch.layout.tree import Cell, build, measure, place

EFFORT = 120_000
"""Work for one picture: arrangements tried, times boxes and links."""
SHUFFLED = 12
"""So many of the beginnings are dealt by chance."""
SMALL = 40
"""Up to so many boxes every move is tried on the whole picture."""


def starts(sheet: Sheet) -> list[Cell]:
    """Trees to begin with: different numbers of columns, each with its inner zones folded to a fitting height."""
    area = sum((node.w + 48) * (node.h + 24) for node in sheet.nodes) or 1.0
    trees: list[Cell] = []
    for factor in (2.2, 3.6):
        height = math.sqrt(area * factor / sheet.aspect)
        items = sum(1 for _ in build(sheet).children)
        for count in _counts(items):
            tree = build(sheet)
            _fold(tree, sheet, height)
            measure(tree, sheet)
            _spread(tree, sheet, count)
            if all(_shape(tree) != _shape(other) for other in trees):
                trees.append(tree)
    return trees


def _shuffled(sheet: Sheet) -> list[Cell]:
    """More trees to begin with, dealt by chance, the same for every run: what a good guess misses."""
    chance = random.Random(len(sheet.nodes))
    area = sum((node.w + 48) * (node.h + 24) for node in sheet.nodes) or 1.0
    trees: list[Cell] = []
    for _ in range(SHUFFLED):
        tree = build(sheet)
        _fold(tree, sheet, math.sqrt(area * chance.uniform(1.2, 4.5) / sheet.aspect))
        items = list(tree.children)
        chance.shuffle(items)
        columns: list[list[Cell]] = [[] for _ in range(chance.randint(2, 5))]
        for item in items:
            chance.choice(columns).append(item)
        tree.columns = [column for column in columns if column]
        trees.append(tree)
    return trees


def _counts(items: int) -> list[int]:
    """Numbers of top columns worth trying."""
    return [count for count in (3, 2, 4, 5) if count <= max(1, items)] or [1]


def _shape(cell: Cell) -> object:
    return cell.id, [[_shape(child) for child in column] for column in cell.columns]


def _fold(cell: Cell, sheet: Sheet, height: float) -> None:
    """Give each zone as many columns as keep it below the height."""
    for child in cell.children:
        _fold(child, sheet, height)
    if not cell.zone or not cell.columns:
        return
    measure(cell, sheet)
    content = [child for column in cell.columns for child in column]
    columns = min(len(content), max(1, math.ceil(cell.h / max(height, 120.0))))
    target = sum(child.h + 24 for child in content) / columns
    cell.columns = [[]]
    filled = 0.0
    for child in content:
        if filled >= target * len(cell.columns) - 1 and len(cell.columns) < columns:
            cell.columns.append([])
        cell.columns[-1].append(child)
        filled += child.h + 24


def is_core(cell: Cell, sheet: Sheet) -> bool:
    """Whether a platform or hub stands inside."""
    return any(sheet.nodes[number].box.core for number in cell.boxes())


def flow(sheet: Sheet) -> dict[int, float]:
    """How much each box calls (positive) rather than is called (negative)."""
    net: dict[int, float] = defaultdict(float)
    for wire in sheet.wires:
        net[wire.source.box] += 1
        net[wire.target.box] -= 1
    return net


def _spread(root: Cell, sheet: Sheet, count: int) -> None:
    """Deal the top cells to columns: core in the middle, callers left, called right, heights balanced."""
    net = flow(sheet)
    linked = {end.box for ends in sheet.ends for end in ends}
    items = list(root.children)
    core = [item for item in items if is_core(item, sheet)]
    rest = [item for item in items if item not in core]
    rest.sort(key=lambda item: (not any(box in linked for box in item.boxes()),
                                -sum(net[box] for box in item.boxes()), item.id))
    columns: list[list[Cell]] = [[] for _ in range(count)]
    middle = [count // 2] if count % 2 else [count // 2 - 1, count // 2]
    heights = [0.0] * count
    for number, item in enumerate(core):
        at = min(middle, key=lambda column: (heights[column], column)) if number else middle[0]
        columns[at].append(item)
        heights[at] += item.h
    share = sum(item.h for item in items) / count
    at = 0
    for item in rest:
        while at < count - 1 and heights[at] + item.h / 2 > share:
            at += 1
        if heights[at] + item.h / 2 > share:
            at = min(range(count), key=lambda column: (heights[column], column))
        columns[at].append(item)
        heights[at] += item.h
        at = min(at, count - 1)
    root.columns = [column for column in columns if column]


def arrange(sheet: Sheet, keep: int = 2) -> list[Cell]:
    """The best few arrangements found, best first; for a large picture the one that its grid gives."""
    if len(sheet.nodes) > SMALL:
        root = build(sheet)
        grid(sheet, root)
        mirror(root, sheet)
        return [root]
    judge = Measure(sheet)
    tries = max(240, EFFORT // (len(sheet.nodes) + len(sheet.wires) + 1))
    found = [(0.0, number, tree) for number, tree in enumerate(starts(sheet) + _shuffled(sheet))]
    # A third of the work shows which beginnings are worth the next.
    for most in (len(found), 2 * keep, keep):
        chosen = found[:most]
        found = sorted((_improve(tree, judge, tries // 3 // len(chosen)), number, tree)
                       for _, number, tree in chosen)
    trees: list[Cell] = []
    for _, _, tree in found:
        mirror(tree, sheet)
        if all(_shape(tree) != _shape(other) for other in trees):
            trees.append(tree)
    return trees[:keep]


def mirror(root: Cell, sheet: Sheet) -> None:
    """Turn the picture left to right if that makes more lines run from left to right; it costs nothing else."""
    measure(root, sheet)
    place(root, sheet, 0.0, 0.0)
    forth = 0
    for wire in sheet.wires:
        a, b = sheet.nodes[wire.source.box], sheet.nodes[wire.target.box]
        forth += (a.x + a.w < b.x) - (b.x + b.w < a.x)
    if forth < 0:
        for cell in root.walk():
            cell.columns.reverse()
            cell.gaps.reverse()


def _improve(root: Cell, judge: Measure, tries: int) -> float:
    """Move cells about while the cost falls; returns the cost."""
    best = cost_of(root, judge)
    improved = True
    while improved and tries > 0:
        improved = False
        for cell in [cell for cell in root.walk() if cell.columns]:
            for child in list(cell.children):
                gain, used = _best_move(cell, child, root, judge, best)
                tries -= used
                if gain < best - 1e-6:
                    best = gain
                    improved = True
                if tries <= 0:
                    return best
    return best


def _best_move(cell: Cell, child: Cell, root: Cell, judge: Measure, best: float) -> tuple[float, int]:
    """Take a child out and put it where the picture is best; returns the cost then and the number of tries."""
    before = [list(column) for column in cell.columns]
    stripped = [[other for other in column if other is not child] for column in before]
    stripped = [column for column in stripped if column]
    winner, cost, tries = before, best, 0
    options: list[list[list[Cell]]] = []
    for number, column in enumerate(stripped):
        options.extend([*stripped[:number], [*column[:at], child, *column[at:]], *stripped[number + 1:]]
                       for at in range(len(column) + 1))
    limit = 6 if cell.zone is None else 3
    if len(stripped) < limit and stripped:
        options.extend([*stripped[:at], [child], *stripped[at:]] for at in range(len(stripped) + 1))
    for option in options:
        if option == before:
            continue
        cell.columns = option
        tries += 1
        found = cost_of(root, judge, cost)
        if found < cost - 1e-6:
            winner, cost = option, found
    cell.columns = winner
    return cost, tries


def cost_of(root: Cell, judge: Measure, limit: float = math.inf) -> float:
    """Cost of an arrangement, on rough coordinates; what costs more than `limit` need not be counted to the end."""
    judge.stand(root)
    return judge.cost(root, limit)
