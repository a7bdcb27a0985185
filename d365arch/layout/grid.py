"""Large pictures: zones on a grid with straight gutters between them, boxes in columns that run through all zones."""

from __future__ import annotations

import math
from collections import defaultdict, deque

from d365arch.layout.sheet import Sheet
from d365arch.layout.tree import Cell, measure, place

CHUNK = 16
"""Boxes without a zone are gathered in invisible groups of about this many."""
CELL_WIDTH, CELL_EXTRA = 330.0, 28.0
OFF_MIDDLE = 0.6
SWAPS = 80_000
"""How many exchanges of two boxes may be tried in all."""

Links = list[list[int]]


def grid(sheet: Sheet, root: Cell) -> None:
    """Turn a tree with one column of cells into a grid of zones of several columns."""
    links = _links(sheet)
    items = [item for item in root.children if item.box < 0]
    loose = [item for item in root.children if item.box >= 0]
    items += _chunks(loose, links)
    count = max(1, round(math.sqrt(len(items) * 1.15)))
    slots = _assign(items, sheet, links, count)
    root.columns = slots
    root.grid = True
    for column in slots:
        _fold(column, sheet, count)
    zones = [cell for item in items for cell in item.walk() if cell.box < 0]
    for turn in range(3):
        measure(root, sheet)
        place(root, sheet, 0.0, 0.0)
        for item in zones:
            _sort(item, sheet, links, across=turn < 2)
    measure(root, sheet)
    place(root, sheet, 0.0, 0.0)
    _swap(zones, sheet, links)
    root.columns = [column for column in root.columns if column]


def _links(sheet: Sheet) -> Links:
    links: Links = [[] for _ in sheet.nodes]
    for wire in sheet.wires:
        if not wire.loop:
            links[wire.source.box].append(wire.target.box)
            links[wire.target.box].append(wire.source.box)
    return links


def _chunks(loose: list[Cell], links: Links) -> list[Cell]:
    """Boxes without a zone in groups of linked ones; those without links come last."""
    by_box = {cell.box: cell for cell in loose}
    order: list[int] = []
    seen: set[int] = set()
    for start in sorted(by_box, key=lambda box: (-len(links[box]), box)):
        queue = deque([start])
        while queue:
            box = queue.popleft()
            if box in seen:
                continue
            seen.add(box)
            order.append(box)
            queue.extend(other for other in links[box] if other in by_box and other not in seen)
    size = max(CHUNK, math.ceil(len(order) / 64)) if len(order) > CHUNK else max(1, len(order))
    groups: list[Cell] = []
    for at in range(0, len(order), size):
        group = Cell(f"\x00{at:06d}")
        group.columns = [[by_box[box] for box in order[at: at + size]]]
        groups.append(group)
    return groups


def _assign(items: list[Cell], sheet: Sheet, links: Links, count: int) -> list[list[Cell]]:
    """Zones to places of the grid: the linked ones near each other, core ones near the middle."""
    home = {box: number for number, item in enumerate(items) for box in item.boxes()}
    weight: list[dict[int, float]] = [defaultdict(float) for _ in items]
    for box, others in enumerate(links):
        for other in others:
            if home[box] != home[other]:
                weight[home[box]][home[other]] += 0.5
    core = [sum(1.0 for box in item.boxes() if sheet.nodes[box].box.core) for item in items]
    rows = math.ceil(len(items) / count)
    places = [(column, row) for row in range(rows) for column in range(count)]
    middle = ((count - 1) / 2, (rows - 1) / 2)
    order = sorted(range(len(items)), key=lambda n: (-core[n], -sum(weight[n].values()), n))
    center = sorted(places, key=lambda p: (abs(p[0] - middle[0]) + abs(p[1] - middle[1]), p))[:len(items)]
    at = dict(zip(order, center, strict=True))

    def cost(number: int, spot: tuple[int, int]) -> float:
        near = sum(w * (1.7 * abs(spot[0] - at[other][0]) + abs(spot[1] - at[other][1]))
                   for other, w in weight[number].items())
        return near + OFF_MIDDLE * core[number] * abs(spot[0] - middle[0])

    for _ in range(12):
        moved = False
        for a in range(len(items)):
            for b in range(a):
                before = cost(a, at[a]) + cost(b, at[b])
                at[a], at[b] = at[b], at[a]
                if cost(a, at[a]) + cost(b, at[b]) < before - 1e-9:
                    moved = True
                else:
                    at[a], at[b] = at[b], at[a]
        if not moved:
            break
    columns: list[list[Cell]] = [[] for _ in range(count)]
    for number in sorted(range(len(items)), key=lambda n: (at[n][1], at[n][0])):
        columns[at[number][0]].append(items[number])
    return columns


def _fold(column: list[Cell], sheet: Sheet, count: int) -> None:
    """All zones of a grid column get the same number of box columns, so that channels run through."""
    boxes = sum(1 for item in column for _ in item.boxes())
    if not boxes:
        return
    tall = sum(sheet.nodes[box].h + CELL_EXTRA for item in column for box in item.boxes()) / boxes
    width = CELL_WIDTH * count
    want = math.sqrt(sheet.aspect * boxes * tall / width)
    folds = max(1, round(want))
    for item in column:
        _deal(item, folds)


def _deal(item: Cell, folds: int) -> None:
    """A zone's content in so many columns: inner zones first, with columns of their own, then the boxes."""
    boxes = [child for child in item.children if child.box >= 0]
    zones = [child for child in item.children if child.box < 0]
    rows = max(1, math.ceil(sum(1 for _ in item.boxes()) / folds))
    columns: list[list[Cell]] = []
    filled, used = rows, 0
    for zone in zones:
        size = sum(1 for _ in zone.boxes())
        own = max(1, min(folds, round(size / rows)))
        _deal(zone, own)
        if own == 1 and filled + size <= rows:
            columns[-1].append(zone)
            filled += size
        else:
            columns.append([zone])
            used += own
            filled = size if own == 1 else rows
    many = min(max(1, folds - used), len(boxes))
    if many:
        share = math.ceil(len(boxes) / many)
        columns += [boxes[at: at + share] for at in range(0, len(boxes), share)]
    item.columns = columns


def _middle(sheet: Sheet, box: int) -> tuple[float, float]:
    node = sheet.nodes[box]
    return node.x + node.w / 2, node.y + node.h / 2


def _sort(item: Cell, sheet: Sheet, links: Links, *, across: bool) -> None:
    """Deal the content of a zone to its columns by the mean x of partners, each column by mean y."""
    wish: dict[str, tuple[float, float]] = {}
    for child in item.children:
        own = set(child.boxes())
        spots = [_middle(sheet, other) for box in own for other in links[box] if other not in own]
        if spots:
            wish[child.id] = sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)
        else:
            wish[child.id] = child.x, child.y + 1e5
    plain = [at for at, column in enumerate(item.columns) if all(child.box >= 0 for child in column)]
    if across and len(plain) > 1:
        order = sorted((child for at in plain for child in item.columns[at]),
                       key=lambda child: (wish[child.id][0], child.id))
        for at in plain:
            size = len(item.columns[at])
            item.columns[at], order = order[:size], order[size:]
    for column in item.columns:
        column.sort(key=lambda child: (wish[child.id][1], child.id))


def _swap(items: list[Cell], sheet: Sheet, links: Links) -> None:
    """Exchange two boxes of a zone while the lines get shorter."""
    spots = [_middle(sheet, box) for box in range(len(sheet.nodes))]

    def length(box: int, at: tuple[float, float], but: int) -> float:
        x, y = at
        total = 0.0
        for other in links[box]:
            if other != but:
                u, v = spots[other]
                total += abs(x - u) + abs(y - v)
        return total

    left = SWAPS
    for _ in range(4):
        moved = False
        for item in items:
            slots = [(column, row) for column in range(len(item.columns)) for row in range(len(item.columns[column]))
                     if item.columns[column][row].box >= 0]
            for i, (c1, r1) in enumerate(slots):
                for c2, r2 in slots[:i]:
                    one, two = item.columns[c1][r1], item.columns[c2][r2]
                    a, b = one.box, two.box
                    left -= 1
                    before = length(a, spots[a], b) + length(b, spots[b], a)
                    if length(a, spots[b], b) + length(b, spots[a], a) < before - 1e-6:
                        item.columns[c1][r1], item.columns[c2][r2] = two, one
                        spots[a], spots[b] = spots[b], spots[a]
                        moved = True
                if left <= 0:
                    return
        if not moved:
            return
