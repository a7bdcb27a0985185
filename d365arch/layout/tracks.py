"""Lays parallel lines beside each other: orders them so that few cross, then spaces them evenly in the room they have."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from d365arch.layout.request import Side
from d365arch.layout.sheet import TRACK, End, Sheet, Wire
from d365arch.layout.space import Interval, Space

FEW = 70
"""Up to so many lines in one channel, every spacing is tried."""
CROWD = 150
"""From so many lines on, they keep to streets."""
RIM = 2000.0
"""So far outside the boxes lines may run."""
MANY = 90
"""From so many lines in one channel on, they are ordered by a rule of thumb."""
OVERLAY = 4.0
"""Cost of two lines that would lie on each other, in crossings."""
GAPS = (TRACK, 10.0, 8.0, 6.0, 4.0)


@dataclass(slots=True, eq=False)
class Track:
    """One or more segments that lie on one line; `at` is where across, `low`..`high` where it may, `a`..`b` its span."""

    at: float
    low: float
    high: float
    a: float
    b: float
    parts: list[tuple[Wire, int]]
    legs: list[tuple[float, int, int]]
    """Along where, to which side (1, -1; 0: ends here) a line leaves it, and which wire that is."""
    trunk: int = -1
    fixed: bool = False
    soft_low: float | None = None
    soft_high: float | None = None
    key: tuple[float, float, str] = (0.0, 0.0, "")


@dataclass(slots=True)
class Need:
    """More room is wanted: where (in the coordinates of the pass) and how much."""

    low: float
    high: float
    a: float
    b: float
    more: float
    upright: bool


@dataclass(slots=True)
class Nudger:
    """Spaces the segments of all wires, first the upright ones, then the level ones."""

    sheet: Sheet
    space: Space
    wires: list[Wire]
    needs: list[Need] = field(default_factory=list)

    @property
    def crowded(self) -> bool:
        """Whether lines keep to the streets that run through the whole picture, which is quicker to sort out."""
        return len(self.wires) > CROWD

    def run(self) -> None:
        """Both directions, and the upright ones again, as their spans have changed."""
        self.needs.clear()
        self._pass(True)
        self._pass(False)
        if self.crowded:
            return
        self.needs = [need for need in self.needs if not need.upright]
        self._pass(True)

    def _pass(self, upright: bool) -> None:
        tracks = self._tracks(upright)
        rest = tracks
        if self.crowded:
            bands = (self.space.flip if upright else self.space).bands
            rest = []
            streets = _streets(tracks, bands, rest)
            for group in streets:
                if len(group) > MANY:
                    self._fill(group, upright)
                else:
                    self._solve(group, upright)
        for group in _components(rest):
            self._solve(group, upright)
        for track in tracks:
            if not track.fixed:
                for wire, number in track.parts:
                    _shift(wire, number, track.at, upright)

    def _solve(self, group: list[Track], upright: bool) -> None:
        _share_label_room(group)
        self._assign(_order(group) if len(group) > 1 else group, upright)

    def _fill(self, group: list[Track], upright: bool) -> None:
        """A street with very many lines: each goes to the first lane that is free along its span."""
        low, high = group[0].low, group[0].high
        lanes: list[list[Interval]] = []
        taken: list[int] = []
        for track in sorted(group, key=lambda t: t.key):
            for number, lane in enumerate(lanes):
                at = bisect.bisect_left(lane, (track.a, track.b))
                if (at == 0 or lane[at - 1][1] + 4 <= track.a) and (at == len(lane) or lane[at][0] >= track.b + 4):
                    lane.insert(at, (track.a, track.b))
                    taken.append(number)
                    break
            else:
                lanes.append([(track.a, track.b)])
                taken.append(len(lanes) - 1)
        want = (len(lanes) - 1) * 8.0
        if want > high - low:
            middle = (low + high) / 2
            self.needs.append(Need(middle, middle, group[0].a, group[0].b, want - (high - low), upright))
        step = min(TRACK, (high - low) / max(1, len(lanes) - 1))
        first = (low + high - step * (len(lanes) - 1)) / 2
        for track, number in zip(sorted(group, key=lambda t: t.key), taken, strict=True):
            track.at = first + step * number

    def _tracks(self, upright: bool) -> list[Track]:
        axis = 0 if upright else 1
        space = self.space if upright else self.space.flip
        tracks: list[Track] = []
        trunks: dict[tuple[int, int], list[Track]] = defaultdict(list)
        for number, wire in enumerate(self.wires):
            points = wire.points
            for i in range(len(points) - 1):
                p, q = points[i], points[i + 1]
                if abs(p[axis] - q[axis]) > 1e-6 or abs(p[1 - axis] - q[1 - axis]) < 1e-6:
                    continue
                track = self._track(number, wire, i, axis, space)
                end = _trunk_end(wire, i)
                if end is not None and not track.fixed:
                    track.trunk = end.trunk
                    if self._merge(trunks[end.trunk, len(points) > 4], track, space):
                        continue
                    trunks[end.trunk, len(points) > 4].append(track)
                tracks.append(track)
        return tracks

    def _track(self, number: int, wire: Wire, i: int, axis: int, space: Space) -> Track:
        points = wire.points
        p, q = points[i], points[i + 1]
        a, b = sorted((p[1 - axis], q[1 - axis]))
        fixed = i == 0 or i == len(points) - 2 or bool(wire.link.bends)
        legs: list[tuple[float, int, int]] = []
        for near, far in ((p, points[i - 1] if i else None), (q, points[i + 2] if i + 2 < len(points) else None)):
            way = 0 if far is None else (1 if far[axis] > near[axis] else -1)
            legs.append((near[1 - axis], way, number))
        at = p[axis]
        if fixed:
            return Track(at, at, at, a, b, [(wire, i)], legs, fixed=True, key=(at, 0.0, wire.link.id))
        street = self._street(at, space) if self.crowded else None
        low, high = street or space.room(at, a, b)
        down = legs[0][0] < legs[1][0]
        left_first = legs[0][1] < 0
        slope = (a + b) / 2 * (-1 if down == left_first else 1)
        track = Track(at, low, high, a, b, [(wire, i)], legs, key=(slope, at, wire.link.id))
        self._limit(track, wire, i, axis)
        return track

    @staticmethod
    def _street(at: float, space: Space) -> Interval | None:
        """The street a segment runs in, if it runs in one."""
        bands = space.flip.bands
        number = bisect.bisect_right(space.flip.band_starts, at) - 1
        if number < 0 or at > bands[number][1]:
            return None
        return max(bands[number][0], space.left - RIM), min(bands[number][1], space.right + RIM)

    def _limit(self, track: Track, wire: Wire, i: int, axis: int) -> None:
        """Keep a stub free at the ends, and, softly, room for the label on one of the legs."""
        points = wire.points
        label = wire.link.label
        for near, end in ((i == 1, wire.source), (i == len(points) - 3, wire.target)):
            if not near:
                continue
            port = self.sheet.port(end)[axis]
            if axis == 0 and end.side in (Side.LEFT, Side.RIGHT):
                stub = 16.0
                if end.side is Side.RIGHT:
                    track.low = min(max(track.low, port + stub), track.at)
                else:
                    track.high = max(min(track.high, port - stub), track.at)
        if label is None or axis != 0 or len(points) != 4:
            return
        ends = [wire.source, wire.target]
        ends.sort(key=lambda end: (end.trunk >= 0, self._shares_row(end), self.sheet.nodes[end.box].box.core, self.sheet.nodes[end.box].box.id))
        end = ends[0]
        room = label.width + 32 + label_inset(self.sheet, end)
        port = self.sheet.port(end)[0]
        if end.side is Side.RIGHT:
            track.soft_low = port + room
        elif end.side is Side.LEFT:
            track.soft_high = port - room

    def _shares_row(self, end: End) -> bool:
        """Whether other lines leave the same row close by, where a label would hardly fit."""
        if end.row is None or end.box < 0:
            return False
        node = self.sheet.nodes[end.box]
        return abs(end.offset - node.row_middle(end.row)) > 2

    def _merge(self, others: list[Track], track: Track, space: Space) -> bool:
        """Let a segment join a trunk of the same row if one line serves both."""
        for other in others:
            low, high = max(other.low, track.low), min(other.high, track.high)
            if low > high:
                continue
            a, b = min(other.a, track.a), max(other.b, track.b)
            rooms = [(x, y) for x, y in space.upright(a, b, low, high) if y >= x]
            if not rooms:
                continue
            low, high = max(rooms, key=lambda room: (room[1] - room[0], room))
            other.low, other.high, other.a, other.b = low, high, a, b
            other.at = min(max(other.at, low), high)
            other.parts += track.parts
            other.legs += track.legs
            if track.soft_low is not None:
                other.soft_low = max(track.soft_low, other.soft_low or track.soft_low)
            if track.soft_high is not None:
                other.soft_high = min(track.soft_high, other.soft_high or track.soft_high)
            return True
        return False

    def _assign(self, order: list[Track], upright: bool) -> None:
        """Positions for one channel: as early and as late as may be, then the middle of both."""
        wide = _pack(order, TRACK, soft=True)
        self.needs += [Need(track.low, track.high, track.a, track.b, over, upright)
                       for track, over in zip(order, _overflow(order, wide, soft=True), strict=True)
                       if over > 1e-6 and not track.fixed]
        few = len(order) <= FEW
        for gap in GAPS if few else (TRACK, 8.0):
            for soft in (True, False):
                first = wide if gap == TRACK and soft else _pack(order, gap, soft)
                if not any(over > 1e-6 for over in _overflow(order, first, soft)):
                    _place(order, first, _pack_back(order, gap, soft))
                    return
        _squeeze(order)


def _squeeze(order: list[Track]) -> None:
    """Somewhere it is too narrow: each line takes the free place nearest to its own, closer and closer if need be."""
    taken: dict[int, list[tuple[float, float, float]]] = defaultdict(list)

    def take(track: Track) -> None:
        taken[int(track.at // 16)].append((track.at, track.a - 2, track.b + 2))

    def free(at: float, track: Track, gap: float) -> bool:
        cell = int(at // 16)
        return not any(abs(at - other) < gap - 1e-6 and a < track.b and b > track.a
                       for near in (cell - 1, cell, cell + 1) for other, a, b in taken.get(near, ()))

    for track in order:
        if track.fixed:
            take(track)
    for track in order:
        if not track.fixed:
            start = min(max(track.at, track.low), track.high)
            track.at = next((at for gap in (8.0, 5.0, 3.0) for at in _around(start, track.low, track.high, gap)
                             if free(at, track, gap)), start)
            take(track)


def _around(start: float, low: float, high: float, gap: float) -> Iterator[float]:
    """Places in a room, nearest first."""
    yield start
    reach = gap / 2
    while start - reach >= low or start + reach <= high:
        if start - reach >= low:
            yield start - reach
        if start + reach <= high:
            yield start + reach
        reach += gap / 2


def _streets(tracks: list[Track], bands: list[Interval], rest: list[Track]) -> list[list[Track]]:
    """Movable tracks by the street they run in, their room cut to it; the others go to `rest`."""
    starts = [band[0] for band in bands]
    groups: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        number = bisect.bisect_right(starts, track.at) - 1
        if track.fixed or number < 0 or track.at > bands[number][1]:
            rest.append(track)
            continue
        low, high = max(track.low, bands[number][0]), min(track.high, bands[number][1])
        if low > high:
            rest.append(track)
            continue
        track.low, track.high = low, high
        groups[number].append(track)
    for number, group in groups.items():
        rim = max(60.0, len(group) * 10.0)
        for track in group:
            if bands[number][0] < -RIM * RIM:
                track.low = max(track.low, bands[number][1] - rim)
            if bands[number][1] > RIM * RIM:
                track.high = min(track.high, bands[number][0] + rim)
        # One room for all, but for stubs near a port.
        low, high = max(t.low for t in group), min(t.high for t in group)
        if len(group) > MANY and low < high:
            for track in group:
                track.low, track.high = low, high
    return [groups[number] for number in sorted(groups)]


def _place(order: list[Track], first: list[float], last: list[float]) -> None:
    for track, x1, x2 in zip(order, first, last, strict=True):
        if not track.fixed:
            middle = (x1 + x2) / 2
            track.at = min(max(round(middle), track.low), track.high) if x2 - x1 > 1 else middle


def _overflow(order: list[Track], places: list[float], soft: bool) -> list[float]:
    """By how much each track runs over its room."""
    return [place - (min(track.high, track.soft_high) if soft and track.soft_high is not None and not track.fixed
                     else track.high) for track, place in zip(order, places, strict=True)]


def label_inset(sheet: Sheet, end: End) -> float:
    """How far from the port a label has to stay to clear the border lines of the zones around the box."""
    zone = sheet.zone_of(end.box)
    return sum(sheet.zones[z].padding + 2 for z in sheet.parents(zone))


def _trunk_end(wire: Wire, i: int) -> End | None:
    """The end of a trunk next to a segment, if that segment is the first after the port."""
    if i == len(wire.points) - 3 and wire.target.trunk >= 0:
        return wire.target
    if i == 1 and wire.source.trunk >= 0:
        return wire.source
    return None


def _shift(wire: Wire, number: int, at: float, upright: bool) -> None:
    """Move one segment across its run."""
    points = wire.points
    for i in (number, number + 1):
        x, y = points[i]
        points[i] = (at, y) if upright else (x, at)


def _share_label_room(group: list[Track]) -> None:
    """Labels of one channel stand in one column: no track of the channel runs where another's label has to be."""
    lows = [track.soft_low for track in group if track.soft_low is not None]
    highs = [track.soft_high for track in group if track.soft_high is not None]
    for track in group:
        if not track.fixed:
            if lows and max(lows) <= track.high:
                track.soft_low = max(lows)
            if highs and min(highs) >= track.low:
                track.soft_high = min(highs)


def meet(s: Track, t: Track, margin: float = TRACK - 2) -> bool:
    """Whether two tracks may not share a position."""
    return s.a < t.b + margin and t.a < s.b + margin


def _components(tracks: list[Track]) -> list[list[Track]]:
    """Groups of tracks that compete for the same room."""
    ordered = sorted(tracks, key=lambda t: (t.low, t.high, t.a, t.key))
    parent = list(range(len(ordered)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    active: list[int] = []
    for n, track in enumerate(ordered):
        still = []
        for m in active:
            other = ordered[m]
            if other.high + TRACK <= track.low:
                continue
            still.append(m)
            if not (track.fixed and other.fixed) and meet(track, other):
                parent[root(m)] = root(n)
        still.append(n)
        active = still
    groups: dict[int, list[Track]] = defaultdict(list)
    for n, track in enumerate(ordered):
        groups[root(n)].append(track)
    return [group for group in groups.values() if any(not track.fixed for track in group)]


def cost_left(s: Track, t: Track) -> float:
    """Crossings and overlays if s lies left of (before) t."""
    cost = 0.0
    for y, way, wire in s.legs:
        if way > 0:
            if t.a < y < t.b:
                cost += 1
            for z, other_way, other in t.legs:
                if other_way < 0 and abs(y - z) < 3 and other != wire and not (s.trunk >= 0 and s.trunk == t.trunk):
                    cost += OVERLAY
    for y, way, _ in t.legs:
        if way < 0 and s.a < y < s.b:
            cost += 1
    return cost


def _order(group: list[Track]) -> list[Track]:
    """From left to right with few crossings: greedy by the difference of what comes before and after."""
    group = sorted(group, key=lambda t: t.key)
    if len(group) > MANY:
        return sorted(group, key=lambda t: (t.low, t.high, t.key) if t.fixed or t.high - t.low < 1
                      else (t.low, t.high, t.key))
    n = len(group)
    balance = [0.0] * n
    diff: list[dict[int, float]] = [{} for _ in range(n)]
    for i, s in enumerate(group):
        for j in range(i):
            t = group[j]
            if not meet(s, t):
                continue
            d = _apart(s, t)
            if d:
                diff[i][j] = d
                diff[j][i] = -d
                balance[i] += d
                balance[j] -= d
    left = list(range(n))
    out: list[Track] = []
    while left:
        i = max(left, key=lambda k: (balance[k], -k))
        left.remove(i)
        out.append(group[i])
        for j, d in diff[i].items():
            balance[j] += d
    return out


def _apart(s: Track, t: Track) -> float:
    """How much better s stands left of t than right of it."""
    if s.high <= t.low and s.high < t.high:
        return 1000.0
    if t.high <= s.low and t.high < s.high:
        return -1000.0
    return cost_left(t, s) - cost_left(s, t)


def _pack(order: list[Track], gap: float, soft: bool) -> list[float]:
    """Leftmost positions in order."""
    places: list[float] = []
    for track in order:
        x = track.low
        if soft and track.soft_low is not None and not track.fixed:
            x = max(x, track.soft_low)
        for other, place in zip(order, places, strict=False):
            at = other.at if other.fixed else place
            if at + gap > x and other.high + gap > track.low and meet(track, other) and not (track.fixed and other.fixed):
                x = at + gap
        places.append(x)
    return places


def _pack_back(order: list[Track], gap: float, soft: bool) -> list[float]:
    """Rightmost positions in order."""
    places: list[float] = [0.0] * len(order)
    for n in range(len(order) - 1, -1, -1):
        track = order[n]
        x = track.high
        if soft and track.soft_high is not None and not track.fixed:
            x = min(x, track.soft_high)
        for m in range(n + 1, len(order)):
            other = order[m]
            at = other.at if other.fixed else places[m]
            if at - gap < x and other.low - gap < track.high and meet(track, other) \
                    and not (track.fixed and other.fixed):
                x = at - gap
        places[n] = max(x, track.low) if track.fixed else x
    return places
