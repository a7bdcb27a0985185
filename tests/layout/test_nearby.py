"""Which lines run where: what is found near, and that long lines do not lie in hundreds of cells."""

import itertools
import random

import pytest

from d365arch.layout.nearby import CELL, Nearby
from d365arch.layout.request import Route, Side
from d365arch.layout.space import Space
from d365arch.model.geometry import Point


def line(*points: tuple[float, float]) -> Route:
    """A route through corners."""
    return Route(points=tuple(Point(*at) for at in points), source_side=Side.RIGHT, target_side=Side.LEFT)


def anyhow(chance: random.Random) -> Route:
    """A route of some runs, short and very long, on both sides of nought."""
    at = [(chance.uniform(-40_000, 40_000), chance.uniform(-40_000, 40_000))]
    for _ in range(chance.randint(1, 4)):
        by = chance.uniform(-1, 1) * chance.choice((60, 1_500, 60_000))
        x, y = at[-1]
        at.append((x + by, y) if chance.random() < 0.5 else (x, y + by))
    return line(*at)


def runs_near(route: Route, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a run lies in a plain cell of the rectangle, asked of each."""
    def meet(a: float, b: float, low: float, high: float) -> bool:
        return min(a, b) // CELL <= high // CELL and max(a, b) // CELL >= low // CELL

    return any(meet(a.x, b.x, left, right) and meet(a.y, b.y, top, bottom)
               for a, b in itertools.pairwise(route.points))


def test_what_is_near_is_what_runs_through_plain_cells() -> None:
    chance = random.Random(7)
    lines = Nearby()
    routes = {f"l{number}": anyhow(chance) for number in range(300)}
    for _ in range(3):
        lines.update(routes)
        for _ in range(60):
            x, y = chance.uniform(-50_000, 50_000), chance.uniform(-50_000, 50_000)
            frame = x, y, x + chance.choice((5, 900, 30_000)), y + chance.choice((5, 900, 30_000))
            expected = {key for key, route in routes.items() if runs_near(route, *frame)}
            assert lines.near(*frame) == expected
            assert (len(lines.near(*frame, most=10)) > 10) == (len(expected) > 10)
        routes = {**routes, **{f"l{chance.randint(20, 350)}": anyhow(chance) for _ in range(80)}}
        for key in list(routes)[:5]:
            del routes[key]


def test_a_long_line_lies_in_few_cells_and_leaves_them_again() -> None:
    lines = Nearby()
    lines.update({"long": line((0, 0), (500_000, 0), (500_000, -80_000))})
    assert sum(len(keys) for cells in lines.cells.values() for keys in cells.values()) < 20
    assert lines.near(300_000, -100, 300_100, 100) == {"long"}
    assert lines.near(300_000, 1_100, 300_100, 1_200) == set()
    lines.update({})
    assert not any(keys for cells in lines.cells.values() for keys in cells.values())


@pytest.mark.parametrize("seed", [1, 2])
def test_free_room_is_the_same_in_long_cells_as_asked_of_every_block(seed: int) -> None:
    chance = random.Random(seed)
    blocks = []
    for number in range(200):
        x, y = chance.uniform(-4_000, 12_000), chance.uniform(-4_000, 8_000)
        blocks.append((x, y, x + chance.uniform(50, 300), y + chance.uniform(30, 400), number))
    space = Space(blocks)
    for _ in range(60):
        x, y = chance.uniform(-5_000, 13_000), chance.uniform(-5_000, 9_000)
        wide, high = chance.choice((20, 900, 9_000)), chance.choice((20, 900, 9_000))
        taken = [b for b in blocks if b[1] < y + high and b[3] > y and b[2] > x and b[0] < x + wide]
        free = space.upright(y, y + high, x, x + wide)
        assert all(b[2] <= left or b[0] >= right for left, right in free for b in taken)
        assert sum(right - left for left, right in free) == pytest.approx(wide - covered(taken, x, x + wide))
        assert space.free_level(y, x, x + wide) == (not any(b[1] < y < b[3] and b[0] < x + wide and b[2] > x
                                                            for b in blocks))


def covered(blocks: list[tuple[float, float, float, float, int]], low: float, high: float) -> float:
    """How much of a stretch of x blocks cover."""
    total, at = 0.0, low
    for left, _, right, _, _ in sorted(blocks):
        total += max(0.0, min(right, high) - max(at, left))
        at = max(at, right)
    return total
