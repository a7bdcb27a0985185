"""Shortest square way with few bends around obstacles, on the lines along their rims (A* search)."""

from __future__ import annotations

import heapq

from d365arch.layout.request import Side
from d365arch.layout.sheet import CLEARANCE, STUB
from d365arch.layout.space import Space

BEND = 60.0
WINDOW = 320.0
ROUNDS = 3
PATIENCE = 1000
"""So many places are looked at in one window at most; who is not found by then is as good as walled in."""
WALLED = 150
"""An end from where fewer places can be reached than this has no way out at all."""
TIGHT = 3.0
"""Clearance where the usual one leaves no way."""
Spot = tuple[float, float]
WAY = {Side.RIGHT: (1, 0), Side.LEFT: (-1, 0), Side.BOTTOM: (0, 1), Side.TOP: (0, -1)}


def search(space: Space, start: Spot, stop: Spot, sides: tuple[Side, Side], own: tuple[int, int]) -> list[Spot]:
    """A way from one port to the other; closer to boxes where it is narrow; where all is walled in, the plain step."""
    for room, stub in ((space, STUB), (tight(space), STUB / 2)):
        begin = _stub(room, start, sides[0], stub, own[0])
        end = _stub(room, stop, sides[1], stub, own[1])
        for turn in range(ROUNDS):
            found, looked = _walk(room, begin, end, sides, WINDOW * 4 ** turn)
            if found:
                return [start, *found, stop]
            if not WALLED <= looked < PATIENCE:
                break
            if turn == 0 and _walk(room, end, begin, sides[::-1], WINDOW, patience=WALLED)[1] < WALLED:
                break
    middle = (begin[0] + end[0]) / 2
    return [start, begin, (middle, begin[1]), (middle, end[1]), end, stop]


def tight(space: Space) -> Space:
    """The same obstacles with hardly any clearance; made once."""
    if space.tight is None:
        less = CLEARANCE - TIGHT
        space.tight = Space([(left + less, top + less, right - less, bottom - less, box)
                             for left, top, right, bottom, box in space.blocks if box >= 0])
    return space.tight


def _stub(space: Space, port: Spot, side: Side, stub: float, own: int) -> Spot:
    """Where a line may first bend: some way off its box, but not into the next one."""
    dx, dy = WAY[side]
    room = space if dx else space.flip
    x, y = port if dx else port[::-1]
    way = dx or dy
    free = abs(room.reach(x, y, way, x + way * 2 * stub, (own,)) - x)
    stub = max(TIGHT, min(stub, free))
    return port[0] + dx * stub, port[1] + dy * stub


def _walk(space: Space, begin: Spot, end: Spot, sides: tuple[Side, Side], window: float, *,
          patience: int = PATIENCE) -> tuple[list[Spot], int]:
    """The way, empty where there is none, and how many places were looked at to find out."""
    left, right = min(begin[0], end[0]) - window, max(begin[0], end[0]) + window
    top, bottom = min(begin[1], end[1]) - window, max(begin[1], end[1]) + window
    near = [space.blocks[n] for n in sorted(space.near(left, top, right, bottom))]
    xs = sorted({begin[0], end[0], *(x for block in near for x in (block[0], block[2]) if left <= x <= right)})
    ys = sorted({begin[1], end[1], *(y for block in near for y in (block[1], block[3]) if top <= y <= bottom)})
    looked = 0
    column = {x: i for i, x in enumerate(xs)}
    row = {y: j for j, y in enumerate(ys)}
    goal = (column[end[0]], row[end[1]])
    dx, dy = WAY[sides[0]]
    last = WAY[sides[1]]
    first = (column[begin[0]], row[begin[1]], dx, dy)
    queue: list[tuple[float, float, int, int, int, int]] = [(0.0, 0.0, *first)]
    cost: dict[tuple[int, int, int, int], float] = {first: 0.0}
    came: dict[tuple[int, int, int, int], tuple[int, int, int, int]] = {}
    open_: dict[tuple[int, int, int, int], bool] = {}
    while queue and looked < patience:
        looked += 1
        _, spent, i, j, dx, dy = heapq.heappop(queue)
        state = (i, j, dx, dy)
        if spent > cost[state]:
            continue
        if (i, j) == goal:
            return _trace(state, came, xs, ys), looked
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            if way == (-dx, -dy):
                continue
            k, m = i + way[0], j + way[1]
            if not (0 <= k < len(xs) and 0 <= m < len(ys)):
                continue
            edge = (min(i, k), min(j, m), max(i, k), max(j, m))
            if edge not in open_:
                open_[edge] = _free(space, xs[i], ys[j], xs[k], ys[m])
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
    return [], looked


def _free(space: Space, x1: float, y1: float, x2: float, y2: float) -> bool:
    if y1 == y2:
        return space.free_level(y1, x1, x2)
    return space.flip.free_level(x1, y1, y2)


def _trace(state: tuple[int, int, int, int], came: dict[tuple[int, int, int, int], tuple[int, int, int, int]],
           xs: list[float], ys: list[float]) -> list[Spot]:
    path = [(xs[state[0]], ys[state[1]])]
    while state in came:
        state = came[state]
        path.append((xs[state[0]], ys[state[1]]))
    return path[::-1]
