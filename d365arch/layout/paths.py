"""Finds the way of every line: first the few square shapes that nearly always serve, then a search around rims."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable

from d365arch.layout.bends import through
from d365arch.layout.request import Side
from d365arch.layout.search import search
from d365arch.layout.sheet import CLEARANCE, STUB, Sheet, Wire
from d365arch.layout.space import FAR, THIN, Block, Interval, Space

Spot = tuple[float, float]
Path = list[Spot]

BEND = 40.0
CROSS = 110.0
FEW = 150
"""Up to so many links, ways are chosen with an eye on the lines already drawn."""


def obstacles(sheet: Sheet) -> Space:
    """All boxes with the clearance around them, and the titles of zones."""
    blocks: list[Block] = [(node.x - CLEARANCE, node.y - CLEARANCE, node.x + node.w + CLEARANCE,
                            node.y + node.h + CLEARANCE, number) for number, node in enumerate(sheet.nodes)]
    for zone, rect in sheet.zone_rects.items():
        title = sheet.zones[zone].title
        if title.width and title.height:
            # Down to the first box: no line squeezes in between.
            padding = sheet.zones[zone].padding
            x = rect.x + min(16.0, padding)
            blocks.append((x - 6, rect.y + 4, x + title.width + 6, rect.y + title.height + max(padding, 4.0), -1))
    return Space(blocks)


class Drawn:
    """Segments drawn so far, to count what a new line would cross."""

    def __init__(self) -> None:
        self.level: list[tuple[float, float, float]] = []
        self.upright: list[tuple[float, float, float]] = []

    def add(self, path: Path) -> None:
        """Take in a finished line."""
        for (x1, y1), (x2, y2) in itertools.pairwise(path):
            if y1 == y2:
                self.level.append((y1, min(x1, x2), max(x1, x2)))
            else:
                self.upright.append((x1, min(y1, y2), max(y1, y2)))

    def crossed(self, path: Path) -> int:
        """How many drawn segments the line crosses, and lies on."""
        count = 0
        for (x1, y1), (x2, y2) in itertools.pairwise(path):
            if y1 == y2:
                low, high = min(x1, x2), max(x1, x2)
                count += sum(1 for x, a, b in self.upright if low < x < high and a < y1 < b)
                count += sum(2 for y, a, b in self.level if y == y1 and a < high and b > low)
            else:
                low, high = min(y1, y2), max(y1, y2)
                count += sum(1 for y, a, b in self.level if low < y < high and a < x1 < b)
        return count


def find_paths(sheet: Sheet, space: Space, wires: Iterable[Wire]) -> None:
    """Give each of the wires its points; near partners first, so that the far ones make way."""
    few = len(sheet.wires) <= FEW
    drawn = Drawn()

    def distance(wire: Wire) -> float:
        (x1, y1), (x2, y2) = sheet.port(wire.source), sheet.port(wire.target)
        return abs(x1 - x2) + abs(y1 - y2)

    for wire in sorted(wires, key=lambda wire: (distance(wire), wire.link.id)):
        wire.points = _path(sheet, space, wire, drawn if few else None)
        if few:
            drawn.add(wire.points)


def _path(sheet: Sheet, space: Space, wire: Wire, drawn: Drawn | None) -> Path:
    """The best way for one link."""
    start, stop = sheet.port(wire.source), sheet.port(wire.target)
    sides = wire.source.side, wire.target.side
    own = wire.source.box, wire.target.box
    if wire.link.bends:
        return tidy(through(start, [(bend.x, bend.y) for bend in wire.link.bends], stop, sides))
    upright = sides[0] in (Side.TOP, Side.BOTTOM) and sides[1] in (Side.TOP, Side.BOTTOM)
    if upright:
        turned = _level_path(space.flip, start[::-1], stop[::-1], own, _ways(sides), drawn=None)
        if turned is not None:
            return [(x, y) for y, x in turned]
    else:
        found = _level_path(space, start, stop, own, _ways(sides), drawn=drawn)
        if found is not None:
            return found
    return tidy(search(space, start, stop, sides, own))


def _ways(sides: tuple[Side, Side]) -> tuple[int, int]:
    """Whether the line leaves its ends upwards along its axis (1) or downwards (-1)."""
    first, last = (1 if side in (Side.RIGHT, Side.BOTTOM) else -1 for side in sides)
    return first, last


def _level_path(space: Space, start: Spot, stop: Spot, own: tuple[int, int], ways: tuple[int, int], *,
                drawn: Drawn | None) -> Path | None:
    """A way between two ends that leave to the left or right, or none of the simple shapes fits."""
    if ways[0] == ways[1]:
        return _bow(space, start, stop, own, ways[0], drawn=drawn)
    if ways[0] < 0:
        back = _level_path(space, stop, start, own, (1, -1), drawn=drawn)
        return back[::-1] if back is not None else None
    (x1, y1), (x2, y2) = start, stop
    if x1 + 8 > x2:
        return None
    if abs(y1 - y2) < 0.5 and space.free_level(y1, x1, x2, own):
        return [start, (x2, y1)]
    right = space.reach(x1, y1, 1, x2, own)
    left = space.reach(x2, y2, -1, x1, own)
    candidates = list(_steps(space, start, stop, left, right))
    if not candidates:
        candidates = list(_ducks(space, start, stop, left, right, crowded=drawn is None))
    return _cheapest(candidates, drawn)


def _cheapest(candidates: list[Path], drawn: Drawn | None) -> Path | None:
    """The shortest way with few bends, and with few crossings where lines drawn before are known."""
    if drawn is not None and len(candidates) > 1:
        return min(candidates, key=lambda path: (_price(path) + CROSS * drawn.crossed(path), path))
    return min(candidates, key=lambda path: (_price(path), path), default=None)


def _price(path: Path) -> float:
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(path))
    return length + BEND * (len(path) - 2)


def _steps(space: Space, start: Spot, stop: Spot, left: float, right: float) -> Iterable[Path]:
    """Level, upright, level: one step somewhere between."""
    (x1, y1), (x2, y2) = start, stop
    low, high = max(left, x1 + STUB), min(right, x2 - STUB)
    if low > high:
        low, high = max(left, x1 + 4), min(right, x2 - 4)
    if low > high:
        return
    for a, b in space.upright(y1, y2, low, high):
        x = (a + b) / 2
        yield [start, (x, y1), (x, y2), stop]


def _ducks(space: Space, start: Spot, stop: Spot, left: float, right: float, *,
           crowded: bool) -> Iterable[Path]:
    """Two steps with a level run between that passes above or below what stands in the way."""
    (x1, y1), (x2, y2) = start, stop
    low, high = x1 + CLEARANCE, x2 - CLEARANCE
    if high <= low:
        return
    stretches = space.level(low, high, -FAR, FAR) if len(space.blocks) <= 2 * FEW else space.bands_near(y1, y2, 2)
    # Where nobody looks at the lines drawn before, gaps for one line only would be taken by many.
    least = THIN if crowded else 0.0
    for c, d in stretches:
        if d - c < least:
            continue
        for y in _stops(c, d, y1, y2):
            first = _street(space, min(x1 + STUB, right), right) or space.upright(y1, y, min(x1 + STUB, right), right)
            last = _street(space, left, max(x2 - STUB, left), -1) or space.upright(y, y2, left, max(x2 - STUB, left))
            if first and last:
                xa, xb = (first[0][0] + min(first[0][1], high)) / 2, (last[-1][1] + max(last[-1][0], low)) / 2
                if xa <= xb:
                    yield [start, (xa, y1), (xa, y), (xb, y), (xb, y2), stop]
                    break


def _street(space: Space, low: float, high: float, way: int = 1) -> list[Interval]:
    """In a large picture the channel beside a port that runs through from top to bottom: no need to look further."""
    if len(space.blocks) <= 2 * FEW:
        return []
    bands, starts = space.flip.bands, space.flip.band_starts
    number = bisect.bisect_right(starts, low if way > 0 else high) - 1
    for near in (number, number + way):
        if 0 <= near < len(bands):
            a, b = max(bands[near][0], low), min(bands[near][1], high)
            if a <= b:
                return [(a, b)]
    return []


def _stops(c: float, d: float, y1: float, y2: float) -> Iterable[float]:
    """Where in a free stretch a level run would lie: in its middle, or not far from the ends where it is wide."""
    low, high = min(y1, y2), max(y1, y2)
    if d - c <= 80:
        yield (c + d) / 2
    elif low >= d:
        yield d - 8
    elif high <= c:
        yield c + 8
    else:
        yield min(max((y1 + y2) / 2, c + 8), d - 8)


def _bow(space: Space, start: Spot, stop: Spot, own: tuple[int, int], way: int, *,
         drawn: Drawn | None) -> Path | None:
    """Out, up or down, and back to the same side."""
    (x1, y1), (x2, y2) = start, stop
    far = x1 + way * FAR
    one = space.reach(x1, y1, way, far, own)
    two = space.reach(x2, y2, way, far, own)
    if way > 0:
        low, high = max(x1, x2) + STUB, min(one, two, space.right + 60)
        rooms = [(max(a, low), b) for a, b in space.upright(y1, y2, low, high)] if low <= high else []
        paths = [[start, (x, y1), (x, y2), stop] for x in (a + min(8.0, (b - a) / 2) for a, b in rooms)]
    else:
        low, high = max(one, two, space.left - 60), min(x1, x2) - STUB
        rooms = [(a, min(b, high)) for a, b in space.upright(y1, y2, low, high)] if low <= high else []
        paths = [[start, (x, y1), (x, y2), stop] for x in (b - min(8.0, (b - a) / 2) for a, b in rooms)]
    return _cheapest(paths, drawn)


def tidy(path: Path) -> Path:
    """The same line without repeated points and without points in the middle of a straight run."""
    out: Path = []
    for spot in path:
        if out and abs(out[-1][0] - spot[0]) < 1e-6 and abs(out[-1][1] - spot[1]) < 1e-6:
            continue
        if len(out) > 1 and ((abs(out[-2][0] - out[-1][0]) < 1e-6 and abs(out[-1][0] - spot[0]) < 1e-6)
                             or (abs(out[-2][1] - out[-1][1]) < 1e-6 and abs(out[-1][1] - spot[1]) < 1e-6)):
            out[-1] = spot
            continue
        out.append(spot)
    return out if len(out) > 1 else [path[0], path[-1]]
