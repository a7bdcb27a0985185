"""Places the pills: on the longest free run of their own line, touching nothing, in columns where it costs nothing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from d365arch.layout.sheet import Sheet, Wire
from d365arch.model.geometry import Point, Rect

END = 18.0
"""Free run between a label and an arrowhead or port."""
TIGHT_END = 8.0
"""The same where there is little room."""
CORNER = 10.0
"""Free run between a label and a bend."""
AIR = 2.0
LABEL_REACH = 48.0
"""So far from its line a label that the user placed may stand, in px; where the line goes farther away, it follows."""
BESIDE = (4.0, 16.0, 28.0)
"""How far a name that is longer than its line stands beside it, in px."""
CELL = 120.0
TRIES = 4
FEW = 400
"""Up to so many labels, every place along the line is tried."""

Flat = tuple[float, float, float, float]


@dataclass(frozen=True)
class Care:
    """What a pill keeps off besides boxes, zone titles and other pills."""

    borders: bool = True
    mates: bool = True
    lines: bool = True
    corners: bool = True
    on_line: bool = True


CAREFUL = (Care(), Care(borders=False), Care(borders=False, mates=False))
"""Most care first: off zone borders, then on them, then on the trunk shared with others."""
ALWAYS = (*CAREFUL, Care(borders=False, mates=False, corners=False), Care(borders=False, lines=False),
          Care(borders=False, lines=False, corners=False),
          Care(borders=False, mates=False, corners=False, on_line=False),
          Care(borders=False, lines=False, corners=False, on_line=False))
"""In a picture placed by hand a name over a bend, over a crossing line or just beside its line is better than a name
that is missing."""


@dataclass(frozen=True)
class Ground:
    """What stands on the sheet already: lines, what is never covered, zone borders, and pills."""

    lines: Lines
    hard: Marks
    soft: Marks
    labels: Marks

    def free(self, rect: Flat, own: int, care: Care) -> bool:
        """Whether a pill of that wire may stand there, with this much care."""
        x1, y1, x2, y2 = rect
        if self.hard.hit(x1 - AIR, y1 - AIR, x2 + AIR, y2 + AIR) or self.labels.hit(x1 - AIR, y1 - 1, x2 + AIR, y2 + 1):
            return False
        if care.lines and self.lines.hit(rect, own, mates=care.mates):
            return False
        return not (care.borders and self.soft.hit(x1 - 1, y1 - 1, x2 + 1, y2 + 1))


class Marks:
    """Rectangles by grid cell, to ask whether another one touches any."""

    def __init__(self, cell: float = CELL) -> None:
        self.cell = cell
        self.cells: dict[tuple[int, int], list[Flat]] = {}

    def add(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Take in a rectangle (or a line, with no width)."""
        flat, cell = (x1, y1, x2, y2), self.cell
        for i in range(int(x1 // cell), int(x2 // cell) + 1):
            for j in range(int(y1 // cell), int(y2 // cell) + 1):
                self.cells.setdefault((i, j), []).append(flat)

    def hit(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Whether the rectangle overlaps or touches one of those taken in."""
        cell = self.cell
        for i in range(int(x1 // cell), int(x2 // cell) + 1):
            for j in range(int(y1 // cell), int(y2 // cell) + 1):
                for a, b, c, d in self.cells.get((i, j), ()):
                    if a <= x2 and c >= x1 and b <= y2 and d >= y1:
                        return True
        return False


def place_labels(sheet: Sheet, wires: Iterable[Wire] | None = None, *, cares: Sequence[Care] = CAREFUL) -> None:
    """Give every labeled wire its pill, or none where no place is free even with the least of these cares."""
    wanted = [wire for wire in (sheet.wires if wires is None else wires) if wire.link.label]
    chosen = {id(wire) for wire in wanted}
    standing = [wire.label for wire in sheet.wires if wire.label is not None and id(wire) not in chosen]
    for wire in wanted:
        wire.label = by_hand(wire)
    standing += [wire.label for wire in wanted if wire.label is not None]
    room = None if wires is None else _room(wanted)
    lines = Lines([wire for wire in sheet.wires if room is None or _meets(wire, room)],
                  CELL if len(sheet.wires) <= FEW else 5 * CELL)
    hard, soft = _solid(sheet, room), _borders(sheet)
    rest = sorted((wire for wire in wanted if wire.label is None), key=lambda wire: (_longest(wire), wire.link.id))
    best: list[Rect | None] = []
    order = rest
    for _ in range(TRIES if len(wanted) <= FEW else 1):
        ground = Ground(lines, hard, soft, Marks())
        for label in standing:
            ground.labels.add(label.left, label.top, label.right, label.bottom)
        _fill(order, ground, cares, [label.center.x for label in standing] if len(wanted) <= FEW else None)
        if not best or [wire.label for wire in rest].count(None) < best.count(None):
            best = [wire.label for wire in rest]
        left_out = [wire for wire in order if wire.label is None]
        if not left_out:
            break
        # Those that found no place choose first the next time.
        order = left_out + [wire for wire in order if wire.label is not None]
    for wire, found in zip(rest, best, strict=True):
        wire.label = found


def _fill(order: Sequence[Wire], ground: Ground, cares: Sequence[Care], columns: list[float] | None) -> None:
    """One try: each wire in turn takes the best place left, if it can in line with labels placed before."""
    for wire in order:
        wire.label = _find(wire, ground, columns, cares)
        if wire.label is not None:
            ground.labels.add(wire.label.left, wire.label.top, wire.label.right, wire.label.bottom)
            if columns is not None:
                columns.append(wire.label.center.x)


def by_hand(wire: Wire) -> Rect | None:
    """The pill where a person put it; none where nobody did."""
    """Where the user put the label; on the nearest point of its line where that has gone elsewhere since."""
    size, at = wire.link.label, wire.link.label_at
    if size is None or at is None:
        return None
    on_line = nearest_point([Point(*spot) for spot in wire.points], at)
    middle = at if math.dist(at, on_line) <= LABEL_REACH else on_line
    return Rect(middle.x - size.width / 2, middle.y - size.height / 2, size.width, size.height)


def nearest_point(path: Sequence[Point], at: Point) -> Point:
    """The point of a line that is nearest to another one."""
    best = path[0]
    for a, b in itertools.pairwise(path):
        span = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
        share = ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / span if span else 0.0
        share = min(1.0, max(0.0, share))
        spot = Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
        if math.dist(spot, at) < math.dist(best, at):
            best = spot
    return best


def _room(wires: Sequence[Wire]) -> Rect | None:
    """Where labels of these lines could stand at all; none where there are no lines."""
    spots = [Point(*spot) for wire in wires for spot in wire.points]
    widest = max((max(wire.link.label) for wire in wires if wire.link.label), default=0.0)
    return Rect.around(spots).grown(widest) if spots else None


def _meets(wire: Wire, room: Rect) -> bool:
    """Whether a line comes into a room."""
    left, top, right, bottom = room.left, room.top, room.right, room.bottom
    return any((a[0] <= right or b[0] <= right) and (a[0] >= left or b[0] >= left)
               and (a[1] <= bottom or b[1] <= bottom) and (a[1] >= top or b[1] >= top)
               for a, b in itertools.pairwise(wire.points))


def _solid(sheet: Sheet, room: Rect | None) -> Marks:
    """Boxes, of those in a room if one is given, and zone titles: never under a label."""
    marks = Marks()
    for node in sheet.nodes:
        if room is not None and (node.x > room.right or node.y > room.bottom or node.x + node.w < room.left
                                 or node.y + node.h < room.top):
            continue
        marks.add(node.x, node.y, node.x + node.w, node.y + node.h)
    for zone, rect in sheet.zone_rects.items():
        title = sheet.zones[zone].title
        if title.width and title.height:
            marks.add(rect.x + 8, rect.y + 4, rect.x + 24 + title.width, rect.y + 16 + title.height)
    return marks


def _borders(sheet: Sheet) -> Marks:
    """Border lines of zones: not under a label where it can be helped."""
    marks = Marks()
    for rect in sheet.zone_rects.values():
        marks.add(rect.left, rect.top, rect.right, rect.top)
        marks.add(rect.left, rect.bottom, rect.right, rect.bottom)
        marks.add(rect.left, rect.top, rect.left, rect.bottom)
        marks.add(rect.right, rect.top, rect.right, rect.bottom)
    return marks


class Lines:
    """All segments by grid cell, each with the wire it belongs to."""

    def __init__(self, wires: Iterable[Wire], cell: float = CELL) -> None:
        self.cell = cell
        self.mates: dict[int, set[int]] = {}
        trunks: dict[int, list[int]] = {}
        for wire in wires:
            for end in (wire.source, wire.target):
                if end.trunk >= 0:
                    trunks.setdefault(end.trunk, []).append(id(wire))
        for group in trunks.values():
            for one in group:
                self.mates.setdefault(one, set()).update(group)
        self.cells: dict[tuple[int, int], list[tuple[Flat, int]]] = {}
        for wire in wires:
            for (x1, y1), (x2, y2) in zip(wire.points, wire.points[1:], strict=False):
                a, c = sorted((x1, x2))
                b, d = sorted((y1, y2))
                for i in range(int(a // cell), int(c // cell) + 1):
                    for j in range(int(b // cell), int(d // cell) + 1):
                        self.cells.setdefault((i, j), []).append(((a, b, c, d), id(wire)))

    def hit(self, rect: Flat, own: int, *, mates: bool = True) -> bool:
        """Whether a line of another wire touches the rectangle; those of its own trunk count unless `mates` is off."""
        allowed = {own} if mates else self.mates.get(own, {own})
        x1, y1, x2, y2 = rect
        cell = self.cell
        for i in range(int(x1 // cell), int(x2 // cell) + 1):
            for j in range(int(y1 // cell), int(y2 // cell) + 1):
                for (a, b, c, d), wire in self.cells.get((i, j), ()):
                    if wire not in allowed and a <= x2 and c >= x1 and b <= y2 and d >= y1:
                        return True
        return False


def _runs(wire: Wire) -> list[tuple[float, int, bool]]:
    """Segments by what they offer a label: level ones first, long ones first."""
    runs = []
    for number, ((x1, y1), (x2, y2)) in enumerate(zip(wire.points, wire.points[1:], strict=False)):
        level = abs(y1 - y2) < 1e-6
        runs.append((abs(x1 - x2) + abs(y1 - y2), number, level))
    runs.sort(key=lambda run: (not run[2], -run[0], run[1]))
    return runs


def _longest(wire: Wire) -> float:
    return max((length for length, _, level in _runs(wire) if level), default=0.0)


def _find(wire: Wire, ground: Ground, columns: list[float] | None, cares: Sequence[Care]) -> Rect | None:
    """The first free place, looked for with less and less care; on level runs before upright ones."""
    size = wire.link.label
    if size is None:
        return None
    runs = _runs(wire)
    if columns is None:
        runs = runs[:2]
    for care in cares if columns is not None else (Care(borders=False),):
        for level in (True, False):
            for _, number, flat in runs:
                if flat is not level:
                    continue
                for rect in _spots(wire, number, flat, columns, care):
                    if ground.free(rect, id(wire), care):
                        return Rect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
    return None


def _beside(x: float, y: float, width: float, height: float, *, level: bool) -> Iterable[Flat]:
    """Rectangles beside the middle of a run that is shorter than its name, the nearest first."""
    for away, side in product(BESIDE, (-1, 1)):
        left = x - width / 2 if level else x - side * (width / 2 + away) - width / 2
        top = y + side * (height / 2 + away) - height / 2 if level else y - height / 2
        yield left, top, left + width, top + height


def _spots(wire: Wire, number: int, level: bool, columns: list[float] | None, care: Care) -> Iterable[Flat]:
    """Rectangles along one segment: in line with labels placed before, then from its middle outwards."""
    size = wire.link.label
    assert size is not None
    (x1, y1), (x2, y2) = wire.points[number], wire.points[number + 1]
    # Over a bend at most with its middle, while it has to be on its line.
    over = (size.width if level else size.height) / 2 if care.on_line else max(size)
    end, corner = (END, CORNER) if care.corners else (TIGHT_END, -over)
    first = end if number == 0 else corner
    last = end if number == len(wire.points) - 2 else corner
    if level:
        low, high = (x1 + first, x2 - last) if x1 < x2 else (x2 + last, x1 - first)
        half = size.width / 2
    else:
        low, high = (y1 + first, y2 - last) if y1 < y2 else (y2 + last, y1 - first)
        half = size.height / 2
    low, high = low + half, high - half
    if low > high:
        yield from () if care.on_line else _beside((x1 + x2) / 2, (y1 + y2) / 2, size.width, size.height,
                                                   level=level)
        return
    middle = (low + high) / 2
    places: list[float] = []
    if columns is None:
        count = 5
        for place in (2, 1, 3, 0, 4):
            at = low + (high - low) * place / (count - 1)
            if level:
                yield at - half, y1 - size.height / 2, at + half, y1 + size.height / 2
            else:
                yield x1 - size.width / 2, at - half, x1 + size.width / 2, at + half
        return
    if level:
        near = sorted({x for x in columns if low <= x <= high}, key=lambda x: (abs(x - middle), x))
        places.extend(near[:6])
    places.append(middle)
    step = 12.0
    reach = step
    while middle + reach <= high and len(places) < 80:
        places += [middle - reach, middle + reach]
        reach += step
    places += [low, high]
    for at in places:
        if level:
            yield at - half, y1 - size.height / 2, at + half, y1 + size.height / 2
        else:
            yield x1 - size.width / 2, at - half, x1 + size.width / 2, at + half
