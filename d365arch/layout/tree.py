"""Zones as a tree of columns: each zone stacks its boxes and inner zones in columns, and so does the sheet itself."""

from __future__ import annotations

import math
from collections.abc import Iterator

from d365arch.layout.request import ZoneBox
from d365arch.layout.sheet import Sheet, snap
from d365arch.model.geometry import Rect

ROW_GAP = 24.0
ZONE_GAP = 40.0
COLUMN_GAP = 48.0


class Cell:
    """A box (by number), a zone, or the whole sheet (neither) with its columns of cells."""

    __slots__ = ("box", "columns", "gaps", "grid", "h", "head", "id", "pad", "row_tops", "rows_apart", "rows_more", "w",
                 "widths", "x", "y", "zone")

    def __init__(self, id_: str, box: int = -1, zone: ZoneBox | None = None) -> None:
        self.id = id_
        self.box = box
        self.zone = zone
        title = zone.title.height if zone else 0.0
        # Free rim inside a zone, and the height above its first box: the rim and the title.
        self.pad = zone.padding if zone else 0.0
        self.head = self.pad + (math.ceil((title + 4) / 4) * 4 if title else 0.0)
        self.columns: list[list[Cell]] = []
        self.gaps: list[float] = []
        self.rows_apart: dict[tuple[str, str], float] = {}
        self.widths: list[float] = []
        self.grid = False
        self.rows_more: dict[int, float] = {}
        self.row_tops: list[tuple[float, float]] = []
        self.x = self.y = self.w = self.h = 0.0

    @property
    def children(self) -> Iterator[Cell]:
        """Cells right inside, column by column."""
        for column in self.columns:
            yield from column

    def boxes(self) -> Iterator[int]:
        """Numbers of all boxes inside, at any depth."""
        if self.box >= 0:
            yield self.box
        for child in self.children:
            yield from child.boxes()

    def walk(self) -> Iterator[Cell]:
        """This cell and all inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


def build(sheet: Sheet) -> Cell:
    """The tree of a request; every zone has one column, sorted by id."""
    root = Cell("")
    cells: dict[str, Cell] = {zone: Cell(zone, zone=spec) for zone, spec in sheet.zones.items()}
    root.columns = [[]]
    inside: dict[str, list[Cell]] = {zone: [] for zone in cells}
    for zone, cell in cells.items():
        chain = sheet.parents(zone)
        parent = sheet.zones[zone].parent
        looped = bool(chain) and sheet.zones[chain[-1]].parent in chain and zone == min(chain)
        home = inside[parent] if parent in inside and not looped else root.columns[0]
        home.append(cell)
    for number, node in enumerate(sheet.nodes):
        zone_id = sheet.zone_of(number)
        home = inside[zone_id] if zone_id is not None else root.columns[0]
        home.append(Cell(node.box.id, box=number))
    for zone, content in inside.items():
        cells[zone].columns = [content]
    _drop_empty(root)
    return root


def _drop_empty(cell: Cell) -> None:
    """Empty zones stay, as small rectangles; empty columns go."""
    for child in cell.children:
        _drop_empty(child)
    cell.columns = [column for column in cell.columns if column]


def measure(cell: Cell, sheet: Sheet) -> None:
    """Sizes of the cell and all inside it, from the inside out."""
    if cell.box >= 0:
        node = sheet.nodes[cell.box]
        cell.w, cell.h = node.w, node.h
        return
    cell.widths = []
    tallest = 0.0
    for column in cell.columns:
        height = 0.0
        width = 0.0
        for place, child in enumerate(column):
            measure(child, sheet)
            width = max(width, child.w)
            height += child.h + (gap_below(cell, column[place - 1], child) if place else 0.0)
        cell.widths.append(width)
        tallest = max(tallest, height)
    if cell.grid:
        _unify(cell)
        tallest = _grid_rows(cell)
    while len(cell.gaps) < len(cell.columns) - 1:
        cell.gaps.append(COLUMN_GAP)
    inner = sum(cell.widths) + sum(cell.gaps[: max(0, len(cell.columns) - 1)])
    title = cell.zone.title.width if cell.zone else 0.0
    cell.w = snap(max(inner, title) + 2 * cell.pad)
    cell.h = tallest + cell.head + cell.pad


def _unify(root: Cell) -> None:
    """Zones above each other on the grid get the same inner columns, so that channels run straight through."""
    for at, column in enumerate(root.columns):
        count = max((len(child.columns) for child in column), default=0)
        widths = [max((child.widths[i] for child in column if i < len(child.widths)), default=0.0)
                  for i in range(count)]
        gaps = [max((child.gaps[i] for child in column if i < len(child.gaps)), default=COLUMN_GAP)
                for i in range(count - 1)]
        pad = max((child.pad for child in column), default=0.0)
        total = snap(sum(widths) + sum(gaps) + 2 * pad)
        for child in column:
            child.widths = widths[:len(child.columns)]
            child.gaps = gaps[:max(0, len(child.columns) - 1)]
            child.w = max(child.w, total)
            total = max(total, child.w)
        root.widths[at] = total


def _grid_rows(root: Cell) -> float:
    """Tops and bottoms of the rows of the grid; returns the whole height."""
    root.row_tops = []
    y = 0.0
    for row in range(max((len(column) for column in root.columns), default=0)):
        if row:
            y += ZONE_GAP + root.rows_more.get(row, 0.0)
        height = max(column[row].h for column in root.columns if row < len(column))
        root.row_tops.append((y, y + height))
        y += height
    return y


def gap_below(cell: Cell, upper: Cell, lower: Cell) -> float:
    """Free height between two neighbors of a column, as widened for the lines that pass."""
    gap = ROW_GAP if upper.box >= 0 and lower.box >= 0 else ZONE_GAP
    return max(gap, cell.rows_apart.get((upper.id, lower.id), 0.0)) if cell.rows_apart else gap


def place(cell: Cell, sheet: Sheet, x: float, y: float, width: float | None = None) -> None:
    """Stand the cell at (x, y); columns are centered in height; inner zones fill the width of their column."""
    cell.x, cell.y = x, y
    if cell.box >= 0:
        node = sheet.nodes[cell.box]
        if not node.fixed:
            node.x, node.y = x, y
        return
    if width is not None:
        cell.w = width
    left = x + cell.pad
    inner = cell.h - cell.head - cell.pad
    for number, column in enumerate(cell.columns):
        height = sum(child.h for child in column)
        height += sum(gap_below(cell, column[i - 1], column[i]) for i in range(1, len(column)))
        top = y + cell.head + (0.0 if cell.grid or cell.h > 2000 else snap((inner - height) / 2))
        for order, child in enumerate(column):
            if cell.grid:
                top = y + cell.row_tops[order][0]
            elif order:
                top += gap_below(cell, column[order - 1], child)
            place(child, sheet, left, top, cell.widths[number] if child.box < 0 else None)
            top += child.h
        left += cell.widths[number] + (cell.gaps[number] if number < len(cell.columns) - 1 else 0.0)


def wrap(cell: Cell, sheet: Sheet) -> None:
    """Take the zones' heights again from the boxes inside, after these moved up or down."""
    if cell.box >= 0:
        node = sheet.nodes[cell.box]
        cell.x, cell.y, cell.w, cell.h = node.x, node.y, node.w, node.h
        return
    for child in cell.children:
        wrap(child, sheet)
    inside = list(cell.children)
    if cell.zone and inside:
        top = min(child.y for child in inside) - cell.head
        bottom = max(child.y + child.h for child in inside) + cell.pad
        cell.y, cell.h = top, bottom - top
    if cell.zone:
        sheet.zone_rects[cell.id] = Rect(cell.x, cell.y, cell.w, max(cell.h, cell.head + cell.pad))
