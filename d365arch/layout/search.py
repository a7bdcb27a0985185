"""Shortest square way with few bends around obstacles, on the lines along their rims (A* search)."""

from __future__ import annotations

import heapq

from d365arch.layout.request import Side
from d365arch.layout.sheet import CLEARANCE, STUB
from d365arch.layout.space import Space

BEND = 60.0
WINDOW = 320.0
ROUNDS = 3
Spot = tuple[float, float]
WAY = {Side.RIGHT: (1, 0), Side.LEFT: (-1, 0), Side.BOTTOM: (0, 1), Side.TOP: (0, -1)}


def search(space: Space, start: Spot, stop: Spot, sides: tuple[Side, Side], own: tuple[int, int]) -> list[Spot]:
    """A way from one port to the other; where all is walled in, the plain step that ignores walls."""
    begin, end = _stub(start, sides[0]), _stub(stop, sides[1])
    window = WINDOW
    for _ in range(ROUNDS):
        found = _walk(space, begin, end, sides, own, window)
        if found:
            return [start, *found, stop]
        window *= 4
    middle = (begin[0] + end[0]) / 2
    return [start, begin, (middle, begin[1]), (middle, end[1]), end, stop]


def _stub(port: Spot, side: Side) -> Spot:
    dx, dy = WAY[side]
    return port[0] + dx * STUB, port[1] + dy * STUB


def _walk(space: Space, begin: Spot, end: Spot, sides: tuple[Side, Side], own: tuple[int, int],
          window: float) -> list[Spot] | None:
    left, right = min(begin[0], end[0]) - window, max(begin[0], end[0]) + window
    top, bottom = min(begin[1], end[1]) - window, max(begin[1], end[1]) + window
    near = [space.blocks[n] for n in sorted(space.near(left, top, right, bottom))]
    xs = sorted({begin[0], end[0], *(x for block in near for x in (block[0], block[2]) if left <= x <= right)})
    ys = sorted({begin[1], end[1], *(y for block in near for y in (block[1], block[3]) if top <= y <= bottom)})
    column = {x: i for i, x in enumerate(xs)}
    row = {y: j for j, y in enumerate(ys)}
    skip = _inside(space, begin, end, own)
    goal = (column[end[0]], row[end[1]])
    dx, dy = WAY[sides[0]]
    last = WAY[sides[1]]
    first = (column[begin[0]], row[begin[1]], dx, dy)
    queue: list[tuple[float, float, int, int, int, int]] = [(0.0, 0.0, *first)]
    cost: dict[tuple[int, int, int, int], float] = {first: 0.0}
    came: dict[tuple[int, int, int, int], tuple[int, int, int, int]] = {}
    open_: dict[tuple[int, int, int, int], bool] = {}
    while queue:
        _, spent, i, j, dx, dy = heapq.heappop(queue)
        state = (i, j, dx, dy)
        if spent > cost[state]:
            continue
        if (i, j) == goal:
            return _trace(state, came, xs, ys)
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            if way == (-dx, -dy):
                continue
            k, m = i + way[0], j + way[1]
            if not (0 <= k < len(xs) and 0 <= m < len(ys)):
                continue
            edge = (min(i, k), min(j, m), max(i, k), max(j, m))
            if edge not in open_:
                open_[edge] = _free(space, xs[i], ys[j], xs[k], ys[m], skip)
            if not open_[edge]:
                continue
            price = spent + abs(xs[i] - xs[k]) + abs(ys[j] - ys[m]) + (BEND if way != (dx, dy) else 0.0)
            if (k, m) == goal and way != (-last[0], -last[1]):
                price += BEND if way != last else 4 * BEND
            there = (k, m, *way)
            if price < cost.get(there, float("inf")):
                cost[there] = price
                came[there] = state
                guess = abs(xs[k] - end[0]) + abs(ys[m] - end[1])
                heapq.heappush(queue, (price + guess, price, *there))
    return None


def _inside(space: Space, begin: Spot, end: Spot, own: tuple[int, int]) -> tuple[int, ...]:
    """Boxes that crowd an end so much that the line has to pass their clearance: these are ignored."""
    found = set()
    for x, y in (begin, end):
        for number in space.near(x, y, x, y):
            left, top, right, bottom, box = space.blocks[number]
            if left < x < right and top < y < bottom:
                core = (left + CLEARANCE, top + CLEARANCE, right - CLEARANCE, bottom - CLEARANCE)
                if box not in own or not (core[0] < x < core[2] and core[1] < y < core[3]):
                    found.add(box)
    return tuple(sorted(found))


def _free(space: Space, x1: float, y1: float, x2: float, y2: float, skip: tuple[int, ...]) -> bool:
    if y1 == y2:
        return space.free_level(y1, x1, x2, skip)
    return space.flip.free_level(x1, y1, y2, skip)


def _trace(state: tuple[int, int, int, int], came: dict[tuple[int, int, int, int], tuple[int, int, int, int]],
           xs: list[float], ys: list[float]) -> list[Spot]:
    path = [(xs[state[0]], ys[state[1]])]
    while state in came:
        state = came[state]
        path.append((xs[state[0]], ys[state[1]]))
    return path[::-1]
