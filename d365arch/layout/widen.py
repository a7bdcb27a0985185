"""Makes room between columns and between the boxes of a column for the lines and labels that pass there."""

from __future__ import annotations

import itertools
import math

from d365arch.layout.request import Side
from d365arch.layout.sheet import Sheet
from d365arch.layout.space import Interval
from d365arch.layout.track import Need
from d365arch.layout.tracks import label_inset
from d365arch.layout.tree import COLUMN_GAP, Cell, gap_below


def first_gaps(root: Cell, sheet: Sheet) -> None:
    """Gaps between columns wide enough for the labels of the lines that pass."""
    columns: dict[str, dict[int, int]] = {}
    for cell in root.walk():
        if cell.box < 0:
            columns[cell.id] = {box: at for at, column in enumerate(cell.columns)
                                                     for child in column for box in child.boxes()}
    for cell in root.walk():
        if cell.box >= 0:
            continue
        cell.gaps = [COLUMN_GAP] * max(0, len(cell.columns) - 1)
        cell.rows_apart = {}
        mine = columns[cell.id]
        for wire in sheet.wires:
            a, b = mine.get(wire.source.box), mine.get(wire.target.box)
            if a is None or b is None or a == b:
                continue
            low, high = min(a, b), max(a, b)
            inset = label_inset(sheet, wire.source) + label_inset(sheet, wire.target) - 2 * label_depth(sheet, cell)
            want = 24.0 + (wire.link.label.width + 40 + max(0.0, inset) / 2 if wire.link.label else 16.0)
            for gap in range(low, high):
                cell.gaps[gap] = max(cell.gaps[gap], math.ceil(want / 4) * 4)


def label_depth(sheet: Sheet, cell: Cell) -> float:
    """The inset that the zone itself and those around it give."""
    return sum(sheet.zones[zone].padding + 2 for zone in sheet.parents(cell.id)) if cell.zone else 0.0


def widen(root: Cell, sheet: Sheet, needs: list[Need]) -> bool:
    """Widen gaps where lines had to be squeezed, each by what is lacked most; false when nothing was needed."""
    changed = False
    grown: dict[tuple[int, int], float] = {}
    parted: dict[tuple[str, str], float] = {}
    for item in needs:
        more = math.ceil(item.more / 4) * 4
        if item.upright:
            cell, at = _gap_at(root, (item.low + item.high) / 2, (item.a + item.b) / 2)
            if cell is not None:
                key = (id(cell), at)
                if more > grown.get(key, 0.0):
                    cell.gaps[at] += more - grown.get(key, 0.0)
                    grown[key] = more
                    changed = True
        elif root.grid:
            changed = _part_grid(root, (item.low + item.high) / 2, more) or changed
        else:
            changed = _part(root, (item.low + item.high) / 2, (item.a, item.b), more, parted) or changed
    return (not root.grid and _part_upright(root, sheet)) or changed


def _gap_at(cell: Cell, x: float, y: float) -> tuple[Cell | None, int]:
    """The innermost gap between columns at a place."""
    left = cell.x + cell.pad
    for at, column in enumerate(cell.columns):
        right = left + cell.widths[at]
        if left <= x <= right:
            for child in column:
                if child.zone and child.y <= y <= child.y + child.h:
                    found = _gap_at(child, x, y)
                    if found[0] is not None:
                        return found
        if at < len(cell.columns) - 1:
            if right - 60 <= x <= right + cell.gaps[at] + 60:
                return cell, at
            left = right + cell.gaps[at]
    return None, 0


def _part_grid(root: Cell, y: float, more: float) -> bool:
    """Add height to a gutter of the grid."""
    for row in range(1, len(root.row_tops)):
        if root.row_tops[row - 1][1] - 60 <= y - root.y <= root.row_tops[row][0] + 60:
            root.rows_more[row] = max(root.rows_more.get(row, 0.0), more)
            return True
    return False


def _part(cell: Cell, y: float, span: Interval, more: float, parted: dict[tuple[str, str], float]) -> bool:
    """Add height between neighbors of every column that lines at y pass; `parted` is what each pair got so far."""
    changed = False
    for column in cell.columns:
        for upper, lower in itertools.pairwise(column):
            if upper.y + upper.h - 1 <= y <= lower.y + 1 and upper.x < span[1] \
                    and upper.x + max(upper.w, lower.w) > span[0]:
                before = parted.get((upper.id, lower.id), 0.0)
                if more > before:
                    cell.rows_apart[upper.id, lower.id] = gap_below(cell, upper, lower) + more - before
                    parted[upper.id, lower.id] = more
                    changed = True
        for child in column:
            if child.zone and child.y < y < child.y + child.h:
                changed = _part(child, y, span, more, parted) or changed
    return changed


def _part_upright(root: Cell, sheet: Sheet) -> bool:
    """Height for the labels of vertical links between neighbors of a column."""
    changed = False
    for wire in sheet.wires:
        if wire.source.side not in (Side.TOP, Side.BOTTOM):
            continue
        want = math.ceil(((wire.link.label.height if wire.link.label else 0.0) + 44) / 4) * 4
        a, b = sheet.nodes[wire.source.box].rect, sheet.nodes[wire.target.box].rect
        upper, lower = (a, b) if a.y < b.y else (b, a)
        room = lower.top - upper.bottom
        if room >= want:
            continue
        ids = {wire.source.box, wire.target.box}
        for cell in root.walk():
            for column in cell.columns:
                for one, two in itertools.pairwise(column):
                    inside = {*one.boxes(), *two.boxes()}
                    if ids <= inside and not ids <= set(one.boxes()) and not ids <= set(two.boxes()):
                        cell.rows_apart[one.id, two.id] = gap_below(cell, one, two) + want - room
                        changed = True
    return changed
