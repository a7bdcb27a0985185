"""Orders the lines of one channel so that few cross, and spaces them evenly in the room they have."""

from __future__ import annotations

import bisect
import heapq
from collections import defaultdict
from collections.abc import Iterator

from d365arch.layout.request import Side
from d365arch.layout.sheet import TRACK
from d365arch.layout.space import Interval
from d365arch.layout.track import Track

MANY = 90
"""From so many lines in one channel on, they are ordered by a rule of thumb."""
RIM = 2000.0
"""So far outside the boxes lines may run."""
OVERLAY = 8.0
"""Cost of two lines that would lie on each other, in crossings."""


def squeeze(order: list[Track]) -> None:
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


def streets(tracks: list[Track], bands: list[Interval], rest: list[Track]) -> list[list[Track]]:
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


def partition(group: list[Track]) -> tuple[int, list[int]]:
    """Lanes for very many tracks: each takes over the lane that was left first; lanes in the order of their tracks."""
    free: list[tuple[float, int]] = []
    lane = [0] * len(group)
    sums: list[list[float]] = []
    for n in sorted(range(len(group)), key=lambda n: (group[n].a, group[n].b, group[n].key)):
        track = group[n]
        if free and free[0][0] + 4 <= track.a:
            lane[n] = heapq.heappop(free)[1]
        else:
            lane[n] = len(sums)
            sums.append([])
        sums[lane[n]].append(track.key[0])
        heapq.heappush(free, (track.b, lane[n]))
    order = sorted(range(len(sums)), key=lambda m: (sum(sums[m]) / len(sums[m]), m))
    rank = {m: place for place, m in enumerate(order)}
    return len(sums), [rank[m] for m in lane]


def put(order: list[Track], first: list[float], last: list[float]) -> None:
    """Stand every track halfway between where it may be at the earliest and at the latest."""
    for track, x1, x2 in zip(order, first, last, strict=True):
        if not track.fixed:
            middle = (x1 + x2) / 2
            track.at = min(max(round(middle), track.low), track.high) if x2 - x1 > 1 else middle


def overflow(order: list[Track], places: list[float], soft: bool) -> list[float]:
    """By how much each track runs over its room."""
    return [place - (min(track.high, track.soft_high) if soft and track.soft_high is not None and not track.fixed
                     else track.high) for track, place in zip(order, places, strict=True)]


def share_label_room(group: list[Track]) -> None:
    """Labels of one channel stand in one column: no track of the channel runs where another's label has to be."""
    _turn_labels(group)
    lows = [track.soft_low for track in group if track.soft_low is not None]
    highs = [track.soft_high for track in group if track.soft_high is not None]
    for track in group:
        if not track.fixed:
            if lows and max(lows) <= track.high:
                track.soft_low = max(lows)
            if highs and min(highs) >= track.low:
                track.soft_high = min(highs)


def _turn_labels(group: list[Track]) -> None:
    """Gather the labels of a channel on one side of it, where no label has to stand on the other; it gets narrower."""
    left = [track for track in group if track.label is Side.LEFT]
    right = [track for track in group if track.label is Side.RIGHT]
    if not left or not right:
        return
    free = [all(track.turned is not None for track in side) for side in (left, right)]
    if not any(free):
        return
    few = left if free[0] and (not free[1] or len(left) < len(right)) else right
    for track in few:
        if track.turned is not None:
            (track.soft_low, track.soft_high), track.turned = track.turned, (track.soft_low, track.soft_high)


def meet(s: Track, t: Track, margin: float = TRACK - 2) -> bool:
    """Whether two tracks may not share a position."""
    return s.a < t.b + margin and t.a < s.b + margin


def components(tracks: list[Track]) -> list[list[Track]]:
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


def ordered(group: list[Track]) -> list[Track]:
    """From left to right with few crossings: greedy by the difference of what comes before and after."""
    group = sorted(group, key=lambda t: t.key)
    if len(group) > MANY:
        return sorted(group, key=lambda t: (t.low, t.high, t.key))
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
    out: list[int] = []
    while left:
        i = max(left, key=lambda k: (balance[k], -k))
        left.remove(i)
        out.append(i)
        for j, d in diff[i].items():
            balance[j] += d
    _improve(out, diff)
    return [group[i] for i in out]


def _improve(order: list[int], diff: list[dict[int, float]]) -> None:
    """Move single tracks to better places while there are any; `diff[i][j]` is what i gains left of j."""
    for _ in range(4):
        changed = False
        for i in list(order):
            if not diff[i]:
                continue
            here = order.index(i)
            best, best_at, gain = 1e-9, here, 0.0
            for at in range(here - 1, -1, -1):
                gain += diff[i].get(order[at], 0.0)
                if gain > best:
                    best, best_at = gain, at
            gain = 0.0
            for at in range(here + 1, len(order)):
                gain -= diff[i].get(order[at], 0.0)
                if gain > best:
                    best, best_at = gain, at
            if best_at != here:
                order.insert(best_at, order.pop(here))
                changed = True
        if not changed:
            return


def _apart(s: Track, t: Track) -> float:
    """How much better s stands left of t than right of it."""
    if s.high <= t.low and s.high < t.high:
        return 1000.0
    if t.high <= s.low and t.high < s.high:
        return -1000.0
    return cost_left(t, s) - cost_left(s, t)


def pack(order: list[Track], gap: float, soft: bool) -> list[float]:
    """Leftmost positions in order."""
    places: list[float] = []
    for track in order:
        x = track.low
        if soft and track.soft_low is not None and not track.fixed:
            x = max(x, track.soft_low)
        for other, place in zip(order, places, strict=False):
            at = other.at if other.fixed else place
            if at + gap > x and other.high + gap > track.low and meet(track, other) \
                    and not (track.fixed and other.fixed):
                x = at + gap
        places.append(x)
    return places


def pack_back(order: list[Track], gap: float, soft: bool) -> list[float]:
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
