"""Lays parallel lines beside each other, channel by channel: upright runs first, then level ones, then again."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass, field

from d365arch.layout.request import Side
from d365arch.layout.sheet import TRACK, End, Sheet, Wire
from d365arch.layout.space import Interval, Space
from d365arch.layout.spacing import (
    MANY,
    RIM,
    components,
    ordered,
    overflow,
    pack,
    pack_back,
    partition,
    put,
    share_label_room,
    squeeze,
    streets,
)
from d365arch.layout.track import Need, Room, Track

FEW = 70
"""Up to so many lines in one channel, every spacing is tried."""
HOSTS = 300
"""From so many lines in one street on, lanes are shared out by the quickest rule."""
HASTE = 2500
"""From so many lines on, the last pass is left out."""
CROWD = 150
"""From so many lines on, they keep to streets."""
RIM_AIR = 10.0
"""Distance of upright runs from the border of a zone, where there is room."""
BOW_ROOM = 60.0
"""Room beside the label of a line that goes out and back to one side; more with every such line in the picture."""
GAPS = (TRACK, 10.0, 8.0, 6.0, 4.0)


@dataclass(slots=True)
class Nudger:
    """Spaces the segments of all wires, first the upright ones, then the level ones."""

    sheet: Sheet
    space: Space
    wires: list[Wire]
    needs: list[Need] = field(default_factory=list)
    bows: int = 0
    """Number of lines that go out and back to one side."""

    @property
    def crowded(self) -> bool:
        """Whether lines keep to the streets that run through the whole picture, which is quicker to sort out."""
        return len(self.wires) > CROWD

    def run(self) -> None:
        """Both directions, and the upright ones again, as their spans have changed."""
        self.needs.clear()
        self.bows = sum(1 for wire in self.wires if wire.source.side is wire.target.side)
        self._pass(True)
        self._pass(False)
        if len(self.wires) > HASTE:
            return
        self.needs = [need for need in self.needs if not need.upright]
        self._pass(True)

    def _pass(self, upright: bool) -> None:
        tracks = self._tracks(upright)
        rest = tracks
        if self.crowded:
            bands = (self.space.flip if upright else self.space).bands
            rest = []
            for group in streets(tracks, bands, rest):
                if len(group) > MANY:
                    self._fill(group, upright)
                else:
                    self._solve(group, upright)
        for group in components(rest):
            self._solve(group, upright)
        for track in tracks:
            if not track.fixed:
                for wire, number in track.parts:
                    _shift(wire, number, track.at, upright)

    def _solve(self, group: list[Track], upright: bool) -> None:
        share_label_room(group)
        self._assign(ordered(group) if len(group) > 1 else group, upright)

    def _fill(self, group: list[Track], upright: bool) -> None:
        """A street with very many lines: each goes to the first lane that is free along its span."""
        if len(group) > HOSTS:
            count, taken = partition(group)
            self._stand(group, taken, count, upright)
            return
        lanes: list[list[Interval]] = []
        taken = []
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
        self._stand(sorted(group, key=lambda t: t.key), taken, len(lanes), upright)

    def _stand(self, group: list[Track], taken: list[int], count: int, upright: bool) -> None:
        """Spread the lanes of a street over its width."""
        low, high = group[0].low, group[0].high
        want = (count - 1) * 8.0
        if want > high - low:
            middle = (low + high) / 2
            self.needs.append(Need(middle, middle, group[0].a, group[0].b, want - (high - low), upright))
        step = min(TRACK, (high - low) / max(1, count - 1))
        first = (low + high - step * (count - 1)) / 2
        for track, number in zip(group, taken, strict=True):
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
        if axis == 0 and len(points) == 4 and wire.source.side is wire.target.side and not self.crowded:
            self._keep_near(track, wire)
        if label is None or axis != 0 or len(points) != 4:
            return
        ends = [wire.source, wire.target]
        ends.sort(key=lambda end: (end.trunk >= 0, self._shares_row(end), self.sheet.nodes[end.box].box.core,
                                   self.sheet.nodes[end.box].box.id))
        if {ends[0].side, ends[1].side} != {Side.LEFT, Side.RIGHT}:
            room = label.width + 32 + label_inset(self.sheet, ends[0])
            port = self.sheet.port(ends[0])[0]
            if ends[0].side is Side.RIGHT:
                track.soft_low, track.label = port + room, Side.LEFT
            elif ends[0].side is Side.LEFT:
                track.soft_high, track.label = port - room, Side.RIGHT
            return
        track.soft_low, track.soft_high = self._label_room(ends[0], ends[1], label.width)
        track.label = Side.LEFT if ends[0].side is Side.RIGHT else Side.RIGHT
        if ends[1].trunk < 0 and not self._shares_row(ends[1]):
            track.turned = self._label_room(ends[1], ends[0], label.width)

    def _keep_near(self, track: Track, wire: Wire) -> None:
        """A line out and back to one side does not run farther out than its label and its neighbors need."""
        ports = [self.sheet.port(end)[0] for end in (wire.source, wire.target)]
        room = max(label_inset(self.sheet, end) for end in (wire.source, wire.target))
        room += BOW_ROOM + TRACK * self.bows
        room += wire.link.label.width + 32 if wire.link.label else 0.0
        if wire.source.side is Side.RIGHT:
            track.high = min(track.high, max(track.at, track.low, max(ports) + room))
        elif wire.source.side is Side.LEFT:
            track.low = max(track.low, min(track.at, track.high, min(ports) - room))

    def _label_room(self, end: End, other: End, width: float) -> Room:
        """Where an upright run has to stay: its label fits beside it, and no zone's rim is near."""
        room = width + 32 + label_inset(self.sheet, end)
        rim = label_inset(self.sheet, other)
        if end.side is Side.RIGHT:
            return self.sheet.port(end)[0] + room, (self.sheet.port(other)[0] - rim - RIM_AIR if rim else None)
        return (self.sheet.port(other)[0] + rim + RIM_AIR if rim else None), self.sheet.port(end)[0] - room

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
            other.turned = None
            # The run they share counts once.
            known = {(y, way) for y, way, _ in other.legs}
            other.legs += [leg for leg in track.legs if leg[:2] not in known]
            if track.soft_low is not None:
                other.soft_low = max(track.soft_low, other.soft_low or track.soft_low)
            if track.soft_high is not None:
                other.soft_high = min(track.soft_high, other.soft_high or track.soft_high)
            return True
        return False

    def _assign(self, order: list[Track], upright: bool) -> None:
        """Positions for one channel: as early and as late as may be, then the middle of both."""
        wide = pack(order, TRACK, soft=True)
        self.needs += [Need(track.low, track.high, track.a, track.b, over, upright)
                       for track, over in zip(order, overflow(order, wide, soft=True), strict=True)
                       if over > 1e-6 and not track.fixed]
        few = len(order) <= FEW
        for gap in GAPS if few else (TRACK, 8.0):
            for soft in (True, False):
                first = wide if gap == TRACK and soft else pack(order, gap, soft)
                if not any(over > 1e-6 for over in overflow(order, first, soft)):
                    put(order, first, pack_back(order, gap, soft))
                    return
        squeeze(order)


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
