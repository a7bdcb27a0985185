"""What a rough arrangement would cost: lengths, crossings, detours, the frame; asked a thousand times, so quick."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

from d365arch.layout.sheet import PITCH, Sheet
from d365arch.layout.tree import ROW_GAP, ZONE_GAP, Cell

CROSSING = 260.0
SAME_COLUMN = 170.0
OVER_BOX = 90.0
OFF_MIDDLE = 500.0
AGAINST = 24.0
DOWNWARDS = 250.0
LYING = 0.9
"""Width over height from which on a picture that is read downwards costs more."""


class Measure:
    """Judges arrangements of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        weights: dict[tuple[int, int], float] = defaultdict(float)
        self.net: dict[int, float] = defaultdict(float)
        self.upright: dict[tuple[int, int], bool] = defaultdict(bool)
        for wire in sheet.wires:
            if wire.loop:
                continue
            a, b = sorted((wire.source.box, wire.target.box))
            weights[a, b] += 3.0 if wire.link.straight else 1.0
            rowless = not sheet.nodes[a].rows and not sheet.nodes[b].rows
            self.upright[a, b] = wire.link.straight or (rowless and not self.upright[a, b])
            self.net[wire.source.box] += 1
            self.net[wire.target.box] -= 1
        self.pairs = [(a, b, weight) for (a, b), weight in sorted(weights.items())]
        self.core = [node.box.core for node in sheet.nodes]
        self.has_core = any(self.core)
        labels = [wire.link.label.width for wire in sheet.wires if wire.link.label]
        self.gap = 96.0 + (max(labels) + 28 if labels else 0.0)
        self.column: list[int] = [0] * len(sheet.nodes)
        self.rowless = [(number, node) for number, node in enumerate(sheet.nodes) if not node.rows]
        self.by_partner: list[list[int]] = [[] for _ in sheet.nodes]
        for wire in sheet.wires:
            if not wire.loop:
                self.by_partner[wire.source.box].append(wire.target.box)
                self.by_partner[wire.target.box].append(wire.source.box)

    def stand(self, root: Cell) -> None:
        """Number the columns, give boxes without rows the height for the sides their partners are on, and place all.

        It is what `tree.measure` and `tree.place` do, but rough, with one gap for all columns, and quick.
        """
        self._prepare(root)
        self._size(root)
        self._place(root, 0.0, 0.0)

    def _size(self, cell: Cell) -> None:
        """Sizes of a zone or the sheet, from the inside out."""
        nodes = self.sheet.nodes
        widths = cell.widths = []
        tallest = 0.0
        for column in cell.columns:
            height = width = 0.0
            before = -1
            for child in column:
                if child.box >= 0:
                    node = nodes[child.box]
                    child.w, child.h = node.w, node.h
                else:
                    self._size(child)
                if height:
                    height += ROW_GAP if before >= 0 and child.box >= 0 else ZONE_GAP
                before = child.box
                height += child.h
                width = max(width, child.w)
            widths.append(width)
            tallest = max(tallest, height)
        inner = sum(widths) + (self.gap if cell.zone is None else 0.8 * self.gap) * max(0, len(widths) - 1)
        title = cell.zone.title.width if cell.zone else 0.0
        cell.w = (max(title, inner)) + 2 * cell.pad
        cell.h = tallest + cell.head + cell.pad

    def _place(self, cell: Cell, x: float, y: float) -> None:
        """Stand what is inside a zone or the sheet, each column centered in height."""
        nodes = self.sheet.nodes
        gap = self.gap if cell.zone is None else 0.8 * self.gap
        left = x + cell.pad
        top, room = y + cell.head, cell.h - cell.head - cell.pad
        for column, width in zip(cell.columns, cell.widths, strict=True):
            height = sum([child.h for child in column])
            for one, two in itertools.pairwise(column):
                height += ROW_GAP if one.box >= 0 and two.box >= 0 else ZONE_GAP
            at = top + (room - height) / 2
            before = None
            for child in column:
                if before is not None:
                    at += ROW_GAP if before.box >= 0 and child.box >= 0 else ZONE_GAP
                before = child
                if child.box >= 0:
                    node = nodes[child.box]
                    node.x, node.y = left, at
                else:
                    self._place(child, left, at)
                at += child.h
            left += width + gap

    def _prepare(self, root: Cell) -> None:
        count = 0
        for column in root.columns:
            count = self._number(column, count)
        self.columns = count
        columns = self.column
        for number, node in self.rowless:
            mine = columns[number]
            left = right = 0
            for other in self.by_partner[number]:
                there = columns[other]
                if there < mine:
                    left += 1
                elif there > mine:
                    right += 1
            node.h = max(node.box.height, NEEDS[min(max(left, right), len(NEEDS) - 1)])

    def _number(self, column: list[Cell], start: int) -> int:
        """Give every box in a column its global number; returns the next free one."""
        end = start + 1
        for cell in column:
            if cell.box >= 0:
                self.column[cell.box] = start
                continue
            at = start
            for inner in cell.columns:
                at = self._number(inner, at)
            end = max(end, at)
        return end

    def cost(self, root: Cell, limit: float = math.inf) -> float:
        """The cost of the arrangement as it stands; one above `limit` may be given too low, but still above it."""
        nodes = self.sheet.nodes
        total = 0.0
        lines: list[tuple[float, float, float, float, int, int, float]] = []
        stacks: dict[int, list[int]] = defaultdict(list)
        for number, column in enumerate(self.column):
            stacks[column].append(number)
        for a, b, weight in self.pairs:
            one, two = nodes[a], nodes[b]
            y1, y2 = one.y + one.h / 2, two.y + two.h / 2
            column_a, column_b = self.column[a], self.column[b]
            if column_a == column_b:
                low, high = sorted((y1, y2))
                between = sum(1 for other in stacks[column_a]
                              if low < nodes[other].y + nodes[other].h / 2 < high)
                if between or not self.upright[a, b]:
                    total += weight * (abs(y2 - y1) + SAME_COLUMN * (1 + between))
                side = one.x + max(one.w, two.w) + 30
                lines.append((one.x + one.w, y1, side, (y1 + y2) / 2, a, b, weight))
                continue
            if one.x > two.x:
                one, two, y1, y2 = two, one, y2, y1
            x1, x2 = one.x + one.w, two.x
            for column in range(min(column_a, column_b) + 1, max(column_a, column_b)):
                for other in stacks[column]:
                    node = nodes[other]
                    at = y1 + (y2 - y1) * (node.x + node.w / 2 - x1) / ((x2 - x1) or 1.0)
                    if node.y - 8 < at < node.y + node.h + 8:
                        total += OVER_BOX * weight
                total += OVER_BOX * weight
            total += weight * (abs(x2 - x1) + abs(y2 - y1))
            lines.append((x1, y1, x2, y2, a, b, weight))
        if len(lines) <= 80:
            least = total + self._frame(root, total)
            if least > limit:
                return least
            total += CROSSING * crossings(lines)
        return total + self._frame(root, total)

    def _frame(self, root: Cell, total: float) -> float:
        """Cost of the frame's shape and size, and of core boxes off the middle."""
        margin = self.sheet.request.margin
        width, height = max(root.w, 1.0) + margin.width, max(root.h, 1.0) + margin.height
        off = abs(math.log(width / height / self.sheet.aspect))
        extra = (total + 300.0 * len(self.sheet.nodes)) * 0.6 * max(0.0, off - 0.08) + 0.5 * (width + height)
        if self.sheet.request.down:
            extra += max(0.0, root.w / max(root.h, 1.0) - LYING) * total
            return extra + (self._downwards() if self.has_core else 0.0)
        if self.has_core:
            middle = (self.columns - 1) / 2
            cores = [self.column[number] for number, core in enumerate(self.core) if core]
            mean = sum(cores) / len(cores)
            for number, column in enumerate(self.column):
                if self.core[number]:
                    if not self.by_partner[number]:
                        continue
                    extra += OFF_MIDDLE * max(0.0, abs(column - middle) - 0.5)
                else:
                    net = self.net[number]
                    if net and (column < mean) == (net < 0) and column != mean:
                        extra += AGAINST * min(2.0, abs(net))
        return extra


    def _downwards(self) -> float:
        """Cost of callers below the core and of called ones above it, for pictures read downwards."""
        nodes = self.sheet.nodes
        cores = [node.y + node.h / 2 for node, core in zip(nodes, self.core, strict=True) if core]
        mean = sum(cores) / len(cores)
        return sum(DOWNWARDS * min(2.0, abs(self.net[number])) for number, node in enumerate(nodes)
                   if not self.core[number] and self.net[number]
                   and (node.y + node.h / 2 < mean) == (self.net[number] < 0))


def need(ends: int) -> float:
    """Height a box without rows needs for so many ends on one side."""
    if ends <= 1:
        return 0.0
    pitch = pitch_for(ends)
    return math.ceil((16 + (ends - 1) * pitch + 8) / 8) * 8


def pitch_for(ends: int) -> float:
    """Distance of ports when so many share one side."""
    return PITCH if ends <= 8 else (16.0 if ends <= 16 else 12.0)


def crossings(lines: list[tuple[float, float, float, float, int, int, float]]) -> float:
    """Weighted number of crossings of straight lines that share no box."""
    total = 0.0
    for i, (ax, ay, bx, by, a, b, w) in enumerate(lines):
        low, high = (ay, by) if ay < by else (by, ay)
        for cx, cy, dx, dy, c, d, v in lines[:i]:
            if cx >= bx or ax >= dx or (cy <= low and dy <= low) or (cy >= high and dy >= high) \
                    or a in (c, d) or b in (c, d):
                continue
            first = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            second = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
            if first * second >= 0:
                continue
            first = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
            second = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
            if first * second < 0:
                total += w * v
    return total


NEEDS = [need(ends) for ends in range(400)]
"""`need` by number of ends."""
