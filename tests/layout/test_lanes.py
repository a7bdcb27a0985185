from __future__ import annotations

import itertools
import random
from dataclasses import replace

import landscapes
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d365arch.layout.engines import engine
from d365arch.layout.quality import measure
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, Side, ZoneBox
from d365arch.model.geometry import Point, Size

lanes = engine("lanes")
SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def placed(request: LayoutRequest, placement: Placement) -> LayoutRequest:
    """The request with every box where it was placed."""
    return replace(request, boxes=tuple(
        replace(box, place=Point(placement.boxes[box.id].x, placement.boxes[box.id].y), rows=placement.rows[box.id])
        for box in request.boxes))


def shuffled(request: LayoutRequest, seed: int = 7) -> LayoutRequest:
    chance = random.Random(seed)
    boxes, zones, links = list(request.boxes), list(request.zones), list(request.links)
    for group in (boxes, zones, links):
        chance.shuffle(group)
    return replace(request, boxes=tuple(boxes), zones=tuple(zones), links=tuple(links))


def check_ends(request: LayoutRequest, placement: Placement) -> None:
    """Every line starts and ends on the border of its own box, on the side it says, and is square."""
    boxes = {box.id: box for box in request.boxes}
    for link in request.links:
        route = placement.routes[link.id]
        for id_, row, side, spot in ((link.source, link.source_row, route.source_side, route.points[0]),
                                     (link.target, link.target_row, route.target_side, route.points[-1])):
            rect = placement.boxes[id_]
            if side in (Side.LEFT, Side.RIGHT):
                assert spot.x == pytest.approx(rect.left if side is Side.LEFT else rect.right, abs=1)
                assert rect.top <= spot.y <= rect.bottom
            else:
                assert spot.y == pytest.approx(rect.top if side is Side.TOP else rect.bottom, abs=1)
                assert rect.left <= spot.x <= rect.right
            box = boxes[id_]
            if row in box.rows and side in (Side.LEFT, Side.RIGHT):
                top = rect.top + box.header + placement.rows[id_].index(row) * box.row_height
                assert top <= spot.y <= top + box.row_height
        for p, q in zip(route.points, route.points[1:], strict=False):
            assert p.x == pytest.approx(q.x, abs=1e-6) or p.y == pytest.approx(q.y, abs=1e-6)


def check_frame(request: LayoutRequest, placement: Placement) -> None:
    """All boxes and zones have a place inside the bounds; zones cover their boxes."""
    assert placement.boxes.keys() == {box.id for box in request.boxes}
    for box in request.boxes:
        rect = placement.boxes[box.id]
        assert rect.width >= box.width and rect.height >= box.height
        assert placement.bounds.covers(rect)
        assert sorted(placement.rows[box.id]) == sorted(box.rows)
        if box.zone in placement.zones:
            assert placement.zones[box.zone].covers(rect)


@pytest.fixture(scope="module")
def retailer() -> tuple[LayoutRequest, Placement]:
    request = landscapes.ls1()
    return request, lanes(request, None)


def test_retailer_meets_the_demands(retailer: tuple[LayoutRequest, Placement]) -> None:
    request, placement = retailer
    found = measure(request, placement, gap=True)
    assert found.crossings <= 4
    assert found.mean_length <= 330
    assert found.bends_per_link <= 2
    assert found.max_length <= placement.bounds.width
    assert found.over_boxes == found.box_overlaps == found.label_overlaps == found.missing_labels == 0
    assert found.shared == 0
    whole = Size(placement.bounds.width + request.margin.width, placement.bounds.height + request.margin.height)
    assert 1.4 <= whole.width / whole.height <= 1.8
    assert whole.width * whole.height / found.ink <= 6
    assert found.largest_gap <= 0.15


def test_retailer_has_the_platforms_in_the_middle(retailer: tuple[LayoutRequest, Placement]) -> None:
    _, placement = retailer
    middle = placement.boxes["fo"].center.x
    assert middle == placement.boxes["ce"].center.x
    others = [rect.center.x for id_, rect in placement.boxes.items() if id_ not in ("fo", "ce")]
    assert min(others) < middle < max(others)
    assert len({rect.left for rect in placement.boxes.values()}) <= 5
    dual = placement.routes["l11"].points
    assert len(dual) == 2 and dual[0].x == dual[1].x


def test_retailer_stands_on_the_grid(retailer: tuple[LayoutRequest, Placement]) -> None:
    _, placement = retailer
    assert all(rect.x % 4 == 0 and rect.y % 4 == 0 for rect in placement.boxes.values())
    assert (placement.bounds.x, placement.bounds.y) == (0, 0)
    for zone in landscapes.ls1().zones:
        inside = [placement.boxes[box.id] for box in landscapes.ls1().boxes if box.zone == zone.id]
        rect = placement.zones[zone.id]
        assert min(box.left for box in inside) - rect.left == zone.padding
        assert rect.bottom - max(box.bottom for box in inside) == zone.padding


@pytest.mark.parametrize("name", ["ls1", "ls4", "ls5"])
def test_reference_landscapes_are_clean(name: str) -> None:
    request = getattr(landscapes, name)()
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.over_boxes == found.box_overlaps == found.label_overlaps == found.missing_labels == 0
    assert found.shared == 0
    assert found.bends_per_link <= 2.5
    check_ends(request, placement)
    check_frame(request, placement)


def test_order_of_input_does_not_matter() -> None:
    for request in (landscapes.ls4(), landscapes.generated(45, 90, 4)):
        assert lanes(request, None) == lanes(shuffled(request), None)


def test_labels_of_a_channel_stand_in_columns(retailer: tuple[LayoutRequest, Placement]) -> None:
    _, placement = retailer
    centers = [route.label.center.x for route in placement.routes.values() if route.label]
    assert len(set(centers)) <= 5


def test_lines_to_one_row_join_with_a_junction(retailer: tuple[LayoutRequest, Placement]) -> None:
    _, placement = retailer
    ends = {placement.routes[id_].points[-1] for id_ in ("l02", "l06", "l07", "l08")}
    assert len(ends) == 1
    assert any(placement.routes[id_].junctions for id_ in ("l02", "l06", "l07", "l08"))


def test_lines_of_different_style_do_not_join() -> None:
    request = landscapes.ls1()
    links = tuple(replace(link, style="dashed" if link.id == "l07" else "") for link in request.links)
    placement = lanes(replace(request, links=links), None)
    assert placement.routes["l07"].points[-1] != placement.routes["l08"].points[-1]


def test_empty_and_tiny_requests() -> None:
    assert lanes(LayoutRequest(), None).boxes == {}
    only_zone = lanes(LayoutRequest(zones=(ZoneBox(id="z", title=Size(40, 16)),)), None)
    assert only_zone.zones["z"].width > 40
    one = Box(id="a", width=200, header=40, rows=("r",))
    alone = lanes(LayoutRequest(boxes=(one,), links=(Link(id="self", source="a", target="a", source_row="r"),)), None)
    assert alone.boxes["a"].width == 200
    assert len(alone.routes["self"].points) == 4
    assert lanes(LayoutRequest(boxes=(one,), links=(Link(id="x", source="a", target="gone"),)), None).routes == {}


def test_boxes_without_links_are_stacked_near_the_wanted_shape() -> None:
    request = LayoutRequest(boxes=tuple(Box(id=f"b{n:02d}", width=200, header=40) for n in range(24)))
    bounds = lanes(request, None).bounds
    assert 1.0 <= bounds.width / bounds.height <= 2.6


def test_parallel_links_keep_apart() -> None:
    boxes = tuple(Box(id=id_, width=200, header=40, zone=id_) for id_ in "ab")
    zones = tuple(ZoneBox(id=id_, title=Size(30, 16)) for id_ in "ab")
    links = tuple(Link(id=f"l{n}", source="a" if n % 2 else "b", target="b" if n % 2 else "a", label=Size(60, 20))
                  for n in range(5))
    request = LayoutRequest(boxes=boxes, zones=zones, links=links)
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.label_overlaps == found.missing_labels == 0
    starts = sorted(route.points[0].y for route in placement.routes.values())
    assert min(b - a for a, b in itertools.pairwise(starts)) >= 8


def test_reading_downwards_stands_upright() -> None:
    request = replace(landscapes.ls1(), down=True)
    placement = lanes(request, None)
    assert placement.bounds.height > placement.bounds.width
    found = measure(request, placement)
    assert found.over_boxes == found.box_overlaps == found.label_overlaps == 0
    check_ends(request, placement)


def test_middle_size_has_no_line_over_a_box() -> None:
    request = landscapes.generated(60, 140, 5)
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.over_boxes == found.box_overlaps == found.label_overlaps == 0
    check_ends(request, placement)
    check_frame(request, placement)


def test_large_picture_is_correct() -> None:
    request = landscapes.generated(220, 600, 0, labels=False)
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.over_boxes == found.box_overlaps == 0
    check_ends(request, placement)


def test_progress_can_stop_the_work() -> None:
    def stop(share: float, words: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        lanes(landscapes.ls1(), stop)


@st.composite
def requests(draw: st.DrawFn) -> LayoutRequest:
    zones = draw(st.integers(0, 4))
    zone_ids: list[str | None] = [None, *(f"z{n}" for n in range(zones))]
    count = draw(st.integers(1, 11))
    boxes = tuple(
        Box(id=f"b{n}", width=draw(st.sampled_from([120.0, 200.0, 214.0, 333.0])), header=40,
            rows=tuple(f"r{k}" for k in range(draw(st.integers(0, 4)))), zone=draw(st.sampled_from(zone_ids)),
            core=draw(st.booleans())) for n in range(count))
    ends = [(box.id, row) for box in boxes for row in (None, *box.rows)]
    links = []
    for n in range(draw(st.integers(0, 14))):
        (a, row_a), (b, row_b) = draw(st.sampled_from(ends)), draw(st.sampled_from(ends))
        links.append(Link(id=f"l{n}", source=a, source_row=row_a, target=b, target_row=row_b,
                          label=draw(st.sampled_from([None, Size(50, 20), Size(120, 20)])),
                          straight=draw(st.booleans())))
    return LayoutRequest(
        boxes=boxes, links=tuple(links), zones=tuple(
            ZoneBox(id=f"z{n}", title=Size(60, 16), parent=draw(st.sampled_from(zone_ids[: n + 1])))
            for n in range(zones)))


@SETTINGS
@given(requests())
def test_any_request_is_laid_out_correctly(request: LayoutRequest) -> None:
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.box_overlaps == 0
    assert found.over_boxes == 0
    assert placement.routes.keys() == {link.id for link in request.links}
    check_ends(request, placement)
    check_frame(request, placement)
    assert found.label_overlaps == 0
    assert lanes(shuffled(request), None) == placement
