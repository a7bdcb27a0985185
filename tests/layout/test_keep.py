from __future__ import annotations

import itertools
from dataclasses import replace

import landscapes
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d365arch.layout.engines import engine
from d365arch.layout.quality import measure
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, ZoneBox
from d365arch.layout.reroute import reroute
from d365arch.model.geometry import Point, Rect, Size

lanes = engine("lanes")


def placed(request: LayoutRequest, placement: Placement) -> LayoutRequest:
    return replace(request, boxes=tuple(
        replace(box, place=Point(placement.boxes[box.id].x, placement.boxes[box.id].y), rows=placement.rows[box.id])
        for box in request.boxes))


@pytest.fixture(scope="module")
def retailer() -> tuple[LayoutRequest, Placement]:
    request = landscapes.ls1()
    placement = lanes(request, None)
    return placed(request, placement), placement


def test_kept_places_give_nearly_the_same_picture(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    again = lanes(request, None)
    assert again.boxes == placement.boxes
    assert again.rows == placement.rows
    found, before = measure(request, again), measure(request, placement)
    assert found.over_boxes == found.label_overlaps == found.missing_labels == 0
    assert abs(found.crossings - before.crossings) <= 2


@pytest.mark.parametrize("new", [("hr",), ("carrier", "pos"), ("ce",)])
def test_a_new_box_moves_none_of_the_others(retailer: tuple[LayoutRequest, Placement], new: tuple[str, ...]) -> None:
    request, placement = retailer
    asked = replace(request, boxes=tuple(replace(box, place=None) if box.id in new else box for box in request.boxes))
    again = lanes(asked, None)
    for box in request.boxes:
        if box.id not in new:
            assert (again.boxes[box.id].x, again.boxes[box.id].y) == box.place
    found = measure(request, again)
    assert found.box_overlaps == found.over_boxes == 0
    for box in request.boxes:
        if box.zone:
            assert again.zones[box.zone].covers(again.boxes[box.id])
    assert placement.boxes.keys() == again.boxes.keys()


def test_a_stranger_gets_a_tidy_place(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    strangers = (Box(id="zz", width=214, header=40), Box(id="zy", width=214, header=40))
    more = replace(request, boxes=(*request.boxes, *strangers))
    again = lanes(more, None)
    assert again.boxes["zz"].top >= placement.boxes["fo"].bottom
    assert measure(more, again).box_overlaps == 0
    assert not any(zone.overlaps(again.boxes["zz"]) for zone in again.zones.values())


def test_pinned_box_stays_in_a_fresh_layout(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, _ = retailer
    pin = Point(2000, 1000)
    asked = replace(request, fresh=True, boxes=tuple(
        replace(box, place=pin, pinned=True) if box.id == "bank" else box for box in request.boxes))
    again = lanes(asked, None)
    assert (again.boxes["bank"].x, again.boxes["bank"].y) == pin
    assert measure(asked, again).box_overlaps == 0


def test_user_bends_and_label_places_are_kept(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, _ = retailer
    at = Point(480.0, 440.0)
    bends = (Point(400.0, 560.0), Point(430.0, 560.0))
    links = tuple(replace(link, label_at=at) if link.id == "l07" else
                  replace(link, bends=bends) if link.id == "l08" else link for link in request.links)
    again = lanes(replace(request, links=links), None)
    label = again.routes["l07"].label
    assert label is not None and label.center == at
    points = again.routes["l08"].points
    for bend in bends:
        assert any(min(p.x, q.x) <= bend.x <= max(p.x, q.x) and min(p.y, q.y) <= bend.y <= max(p.y, q.y)
                   for p, q in itertools.pairwise(points))


def test_reroute_touches_only_what_moved(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    moved = replace(request, boxes=tuple(
        replace(box, place=box.place.moved(-40, 24)) if box.id == "hr" and box.place else box for box in request.boxes))
    again = reroute(moved, placement, {"hr"})
    changed = {id_ for id_, route in again.routes.items() if route is not placement.routes[id_]}
    assert "l08" in changed
    assert len(changed) <= 4
    assert again.boxes["hr"].x == placement.boxes["hr"].x - 40
    assert again.zones["saas"].covers(again.boxes["hr"])
    assert again.routes["l08"].points[0].x == again.boxes["hr"].right


def test_reroute_leads_lines_around_a_box_put_on_them(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    route = placement.routes["l18"].points
    spot = Point((route[0].x + route[-1].x) / 2 - 107, route[0].y - 20)
    moved = replace(request, boxes=tuple(replace(box, place=spot) if box.id == "hr" else box for box in request.boxes))
    again = reroute(moved, placement, {"hr"})
    assert again.routes["l18"] is not placement.routes["l18"]
    assert measure(moved, again).over_boxes == 0


def test_reroute_of_nothing_changes_nothing(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    again = reroute(request, placement, set())
    assert all(again.routes[id_] is route for id_, route in placement.routes.items())
    assert again.boxes == placement.boxes
    assert reroute(LayoutRequest(), Placement(), {"x"}).boxes == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_hand_placed_picture_is_routed_around_boxes(data: st.DataObject) -> None:
    spots = data.draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 20), st.integers(0, 20)),
                               min_size=2, max_size=9, unique_by=lambda spot: spot[:2]))
    boxes = tuple(Box(id=f"b{n}", width=160, header=40, rows=("r",) if n % 2 else (), zone="z" if n % 3 == 0 else None,
                      place=Point(x * 260 + dx, y * 160 + dy)) for n, (x, y, dx, dy) in enumerate(spots))
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(boxes), st.sampled_from(boxes)), max_size=9))
    links = tuple(Link(id=f"l{n}", source=a.id, target=b.id, source_row=a.rows[0] if a.rows else None,
                       label=Size(60, 20)) for n, (a, b) in enumerate(pairs))
    request = LayoutRequest(boxes=boxes, links=links, zones=(ZoneBox(id="z", title=Size(40, 16)),))
    placement = lanes(request, None)
    assert all(placement.boxes[box.id][:2] == box.place for box in boxes)
    assert placement.routes.keys() == {link.id for link in links}
    found = measure(request, placement)
    assert found.box_overlaps == 0
    assert found.over_boxes == 0


def test_many_new_boxes_are_placed_without_looking_at_everything_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view of which only a part has places; thousands of spots are tried for each box that has none."""
    zones = tuple(ZoneBox(id=f"zone{z}", title=Size(60, 16)) for z in range(4))
    boxes = tuple(
        Box(id=f"box{n:02}", width=200, header=40, zone=f"zone{n % 4}",
            place=None if n % 5 in (1, 3) else Point(260.0 * (n % 4 * 6 + n // 4 % 6), 80.0 * (n // 24)))
        for n in range(96))
    links = tuple(Link(id=f"link{n:03}", source=f"box{n % 96:02}", target=f"box{n * 7 % 96:02}") for n in range(200))
    looks = itertools.count()
    overlaps = Rect.overlaps

    def counting(rect: Rect, other: Rect) -> bool:
        next(looks)
        return overlaps(rect, other)

    monkeypatch.setattr(Rect, "overlaps", counting)
    placement = lanes(LayoutRequest(boxes=boxes, zones=zones, links=links, rough=True), None)
    monkeypatch.undo()
    assert next(looks) < 100_000    # 300 places for each of 38 boxes, and each beside 96 boxes, would be a million
    for one, other in itertools.combinations(placement.boxes.values(), 2):
        assert not one.overlaps(other)
