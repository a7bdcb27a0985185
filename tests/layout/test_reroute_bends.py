"""Bends and label places of the user's hold when boxes move, and the ends of the line follow the boxes."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from d365arch.layout.bends import through
from d365arch.layout.lanes import lanes
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, Side
from d365arch.layout.reroute import label_place, reroute
from d365arch.model.geometry import Point, Size

BENDS = (Point(260, 20), Point(260, 300), Point(420, 300), Point(420, 220))


def request(places: dict[str, Point], **of_link: object) -> LayoutRequest:
    boxes = tuple(Box(id=id_, width=120, header=40, place=at) for id_, at in places.items())
    link = Link(id="l", source="a", target="b", label=Size(60, 18), **of_link)  # type: ignore[arg-type]
    return LayoutRequest(boxes=boxes, links=(link,))


def square(placement: Placement) -> tuple[Point, ...]:
    """The line, which must be square and leave its boxes at a right angle."""
    points = placement.routes["l"].points
    assert all(p.x == q.x or p.y == q.y for p, q in itertools.pairwise(points))
    assert points[0].y == points[1].y and points[-1].y == points[-2].y
    return points


PLACES = {"a": Point(0, 0), "b": Point(560, 200)}


@pytest.mark.parametrize("to", [Point(0, 90), Point(0, -200), Point(40, 30)])
def test_bends_stay_when_one_box_moves_and_its_run_follows(to: Point) -> None:
    before = lanes(request(PLACES, bends=BENDS), None)
    first = square(before)
    assert set(BENDS[1:3]) <= set(first)
    after = reroute(request({**PLACES, "a": to}, bends=BENDS), before, {"a"})
    points = square(after)
    assert points[1:] == (Point(260, points[0].y), *first[2:])
    assert points[0].x == to.x + 120


def test_a_box_moved_past_its_bends_is_left_on_the_side_where_they_are() -> None:
    before = lanes(request(PLACES, bends=BENDS), None)
    after = reroute(request({**PLACES, "a": Point(600, 420)}, bends=BENDS), before, {"a"})
    points = square(after)
    assert points[0].x == 600
    assert set(BENDS[1:3]) <= set(points)


def test_a_label_put_by_hand_holds_and_follows_a_line_that_goes_away() -> None:
    at = Point(340, 320)
    before = lanes(request(PLACES, bends=BENDS, label_at=at), None)
    assert before.routes["l"].label is not None and before.routes["l"].label.center == at
    after = reroute(request({**PLACES, "b": Point(560, 240)}, bends=BENDS, label_at=at), before, {"b"})
    assert after.routes["l"].label is not None and after.routes["l"].label.center == at
    far = reroute(request(PLACES, label_at=at), before, (), redraw=["l"])
    label = far.routes["l"].label
    assert label is not None
    assert any(min(p.x, q.x) <= label.center.x <= max(p.x, q.x) and min(p.y, q.y) <= label.center.y <= max(p.y, q.y)
               for p, q in itertools.pairwise(far.routes["l"].points))


def test_the_automatic_place_of_a_label_is_known_without_drawing() -> None:
    by_hand = request(PLACES, label_at=Point(150, 60))
    moved = lanes(by_hand, None)
    usual = lanes(replace(by_hand, links=(replace(by_hand.links[0], label_at=None),)), None)
    assert label_place(by_hand, moved, "l") == usual.routes["l"].label
    assert label_place(by_hand, moved, "unknown") is None


def test_a_line_whose_first_bend_lies_behind_its_border_leaves_squarely_all_the_same() -> None:
    path = through((100, 50), [(20, 90)], (300, 50), (Side.RIGHT, Side.LEFT))
    assert path[1][0] > 100 and path[1][1] == 50, "it leaves to the right before it turns back"
    assert (20, 90) in path
    assert path[-2][0] < 300 and path[-2][1] == 50
