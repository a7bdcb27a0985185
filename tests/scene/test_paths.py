"""Curves of parts."""

from __future__ import annotations

import math

import pytest

from d365arch.model.geometry import Point, Rect
from d365arch.scene.paths import Segment, rectangle, rounded, segments


def ends(curve: list[Segment] | tuple[Segment, ...]) -> list[tuple[float, float]]:
    return [(round(n[-2], 3), round(n[-1], 3)) for _, n in curve if n]


def test_all_commands_become_moves_lines_and_cubic_curves() -> None:
    curve = segments("M1 2L3 4H5V6C1 1 2 2 3 3Q4 4 5 3A2 2 0 0 1 7 5Z")
    assert {command for command, _ in curve} <= {"M", "L", "C", "Z"}
    assert ends(curve)[:5] == [(1, 2), (3, 4), (5, 4), (5, 6), (3, 3)]
    assert ends(curve)[-1] == (7, 5)


def test_scale_comes_before_the_move() -> None:
    assert ends(segments("M1 2L3 4", Point(10, 20), 2)) == [(12, 24), (16, 28)]


def test_repeated_numbers_repeat_the_command() -> None:
    assert ends(segments("M0 0 1 1 2 2")) == [(0, 0), (1, 1), (2, 2)]
    assert [c for c, _ in segments("M0 0 1 1 2 2")] == ["M", "L", "L"]


def test_an_arc_lies_on_its_circle() -> None:
    curve = segments("M5 0A5 5 0 1 1 0 -5")
    assert len(curve) == 4
    for _, n in curve[1:]:
        assert math.hypot(n[-2], n[-1]) == pytest.approx(5, abs=1e-6)
    # halfway through each cubic piece as well
    start = (5.0, 0.0)
    for _, n in curve[1:]:
        x = (start[0] + 3 * n[0] + 3 * n[2] + n[4]) / 8
        y = (start[1] + 3 * n[1] + 3 * n[3] + n[5]) / 8
        assert math.hypot(x, y) == pytest.approx(5, abs=0.01)
        start = (n[4], n[5])


@pytest.mark.parametrize("data", ["L", "M1", "M1 2 L3", "1 2", "M0 0Z5"])
def test_broken_data_raises(data: str) -> None:
    with pytest.raises(ValueError, match="path data"):
        segments(data)


def test_every_icon_of_the_catalog_can_be_drawn() -> None:
    from d365arch.catalog.load import own_catalog

    for icon in own_catalog().icons.values():
        for _, n in segments(" ".join(icon.paths)):
            assert all(-1 <= v <= 25 for v in n), icon.id


def test_corners_share_the_run_between_them() -> None:
    points = (Point(0, 0), Point(50, 0), Point(50, 6), Point(100, 6))
    curve = rounded(points, 7)
    assert ends(curve) == [(0, 0), (47, 0), (50, 3), (50, 3), (53, 6), (100, 6)]
    assert rounded((Point(0, 0), Point(9, 0)), 7) == [("M", (0, 0)), ("L", (9, 0))]
    assert [c for c, _ in rounded((Point(0, 0), Point(0, 0), Point(9, 0)), 7)] == ["M", "L", "L"]


def test_a_short_first_run_may_round_wholly() -> None:
    curve = rounded((Point(0, 8), Point(0, 0), Point(100, 0)), 8)
    assert ends(curve) == [(0, 8), (0, 8), (8, 0), (100, 0)]


def test_rectangles_round_only_the_corners_asked_for() -> None:
    rect = Rect(0, 0, 40, 20)
    assert sum(c == "C" for c, _ in rectangle(rect, 5)) == 4
    assert sum(c == "C" for c, _ in rectangle(rect, 5, bottom=False)) == 2
    assert sum(c == "C" for c, _ in rectangle(rect, 0)) == 0
    assert rectangle(rect, 5)[-1][0] == "Z"
