from __future__ import annotations

from d365arch.layout.quality import largest_gap, measure
from d365arch.layout.request import Box, LayoutRequest, Link, Placement, Route, Side
from d365arch.model.geometry import Point, Rect, Size

BOXES = {"a": Rect(0, 0, 100, 40), "b": Rect(300, 0, 100, 40),
         "c": Rect(0, 200, 100, 40), "d": Rect(300, 200, 100, 40)}


def route(*points: tuple[float, float], label: Rect | None = None) -> Route:
    return Route(points=tuple(Point(x, y) for x, y in points), source_side=Side.RIGHT, target_side=Side.LEFT,
                 label=label)


def figures(routes: dict[str, Route], links: tuple[Link, ...], boxes: dict[str, Rect] | None = None):
    request = LayoutRequest(boxes=tuple(Box(id=id_, width=100, header=40) for id_ in BOXES), links=links)
    return measure(request, Placement(boxes=boxes or BOXES, routes=routes, bounds=Rect(0, 0, 400, 240)), gap=True)


def test_a_crossing_is_counted_once() -> None:
    links = (Link(id="x", source="a", target="d"), Link(id="y", source="c", target="b"))
    found = figures({"x": route((100, 20), (200, 20), (200, 220), (300, 220)),
                     "y": route((100, 220), (180, 220), (180, 120), (220, 120), (220, 20), (300, 20))}, links)
    assert found.crossings == 1
    assert found.bends == 2 + 4
    assert found.total_length == 400 + 400
    assert found.over_boxes == found.label_overlaps == 0


def test_lines_on_each_other_are_measured_unless_they_share_a_row() -> None:
    routes = {"x": route((100, 20), (300, 20)), "y": route((100, 20), (200, 20), (200, 220), (300, 220))}
    apart = (Link(id="x", source="a", target="b"), Link(id="y", source="a", target="d"))
    assert figures(routes, apart).shared == 100
    one_row = tuple(Link(id=link.id, source="a", source_row="r", target=link.target) for link in apart)
    assert figures(routes, one_row).shared == 0


def test_lines_over_boxes_and_bad_labels_are_found() -> None:
    links = (Link(id="x", source="a", target="d", label=Size(40, 20)),)
    through = {"x": route((100, 20), (350, 20), (350, 200), label=Rect(280, 10, 40, 20))}
    found = figures(through, links)
    assert found.over_boxes == 2
    assert found.label_overlaps == 1
    hidden = figures({"x": route((100, 20), (300, 20))}, links)
    assert hidden.missing_labels == 1
    on_head = figures({"x": route((100, 20), (300, 20), label=Rect(104, 10, 40, 20))}, links)
    assert on_head.label_overlaps == 1


def test_overlapping_boxes_and_the_frame() -> None:
    found = figures({}, (), {**BOXES, "b": Rect(50, 20, 100, 40)})
    assert found.box_overlaps == 1
    assert found.aspect == 400 / 240
    assert found.area == 96_000 and found.ink == 16_000
    assert found.area_ratio == 6


def test_largest_empty_rectangle() -> None:
    half = Placement(boxes={"a": Rect(0, 0, 50, 100)}, bounds=Rect(0, 0, 100, 100))
    assert 0.45 < largest_gap(half) < 0.52
    assert largest_gap(Placement()) == 0


def test_nothing_measures_to_nothing() -> None:
    found = measure(LayoutRequest(), Placement())
    assert found.links == found.crossings == 0
    assert found.bends_per_link == found.area_ratio == 0
