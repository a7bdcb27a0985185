"""Landscapes of unusual shape: each is drawn whole, in bounds, and without a line over a box."""

from __future__ import annotations

from dataclasses import replace

import landscapes
import pytest
from landscapes import box, link, zone

from d365arch.layout.lanes import lanes
from d365arch.layout.quality import measure
from d365arch.layout.request import LayoutRequest, Side


def nested() -> LayoutRequest:
    """A region around three zones, one of them with a zone of its own, and one zone outside."""
    zones = (zone("region", "West Europe"), zone("d365", "Dynamics 365", "region"), zone("azure", "Azure", "region"),
             zone("hubs", "Messaging", "azure"), zone("plants", "Plants", "region"), zone("ext", "Partners"))
    boxes = (
        box("scm", "d365", ("odata", "events", "queue", "files"), core=True),
        box("sales", "d365", ("webapi", "dual"), core=True), box("portal", "d365", ("orders",)),
        box("bus", "hubs", ("reports", "one", "two"), core=True, hub=True),
        box("stream", "hubs", ("telemetry",), hub=True),
        box("functions", "azure", ("filter", "load"), hub=True), box("lake", "azure"), box("iot", "azure"),
        box("mes", "plants"), box("wms", "plants"), box("plm", "plants"), box("cad", "plants"),
        box("biztalk", "plants", ("labor",), hub=True), box("erp", "ext"), box("edi", "ext"))
    ends = ("mes > bus.reports", "functions.load > bus.reports", "functions.load > scm.queue", "scm.events > bus.one",
            "scm.events > bus.two", "mes > bus.one", "mes > bus.two", "mes > biztalk.labor",
            "biztalk.labor > scm.odata",
            "wms > scm.files", "wms > scm.odata", "plm > scm.odata", "cad > plm", "iot > stream.telemetry",
            "functions.filter > stream.telemetry", "functions.filter > sales.webapi", "iot > functions.filter",
            "scm.events > lake", "erp > scm.files", "edi > scm.files", "portal.orders > scm.odata",
            "sales.dual > scm.odata")
    return LayoutRequest(boxes=boxes, zones=zones, margin=landscapes.FRAME,
                         links=tuple(link(f"l{n:02}", pair, "Orders") for n, pair in enumerate(ends)))


def star(spokes: int) -> LayoutRequest:
    """One hub; half of the others call it, half are called."""
    boxes = (box("hub", None, ("in", "out"), core=True, hub=True), *(box(f"s{n:02}", None) for n in range(spokes)))
    return LayoutRequest(boxes=boxes, margin=landscapes.FRAME, links=tuple(
        link(f"l{n:02}", f"s{n:02} > hub.in" if n % 2 else f"hub.out > s{n:02}", "Label") for n in range(spokes)))


def parallel() -> LayoutRequest:
    """Forty lines between two boxes, to and fro."""
    return LayoutRequest(boxes=(box("a", None), box("b", None)), links=tuple(
        link(f"l{n:02}", "a > b" if n % 3 else "b > a", "Orders") for n in range(40)))


def empty_zones() -> LayoutRequest:
    """Zones without boxes, one of them inside another."""
    return LayoutRequest(boxes=(box("a", "z1"), box("b", "z1")), links=(link("l", "a > b", "Orders"),),
                         zones=(zone("z1", "One"), zone("z2", "Two"), zone("z3", "Three", "z2"), zone("z4", "Four")))


def deep() -> LayoutRequest:
    """Five zones, each in the one before."""
    return LayoutRequest(
        boxes=tuple(box(f"b{n:02}", f"z{n % 5}", ("row",)) for n in range(12)),
        zones=tuple(zone(f"z{n}", f"Zone {n}", f"z{n - 1}" if n else None) for n in range(5)),
        links=tuple(link(f"l{n:02}", f"b{n:02} > b{(n * 5 + 3) % 12:02}.row", "Data") for n in range(12)))


def wide() -> LayoutRequest:
    """One box far wider than the others, as long row names make it."""
    return LayoutRequest(boxes=(replace(box("a", None, ("r", "s")), width=900), box("b", None, ("x",)), box("c", None)),
                         links=(link("l1", "a.r > b.x", "Data"), link("l2", "c > a.s", "Data")))


CASES = {
    "nested": nested(), "one box": LayoutRequest(boxes=(box("a", None),)),
    "no links": LayoutRequest(boxes=tuple(box(f"b{n:02}", None) for n in range(60))), "star": star(80),
    "parallel": parallel(), "empty zones": empty_zones(), "deep": deep(), "wide": wide(),
    "nested, downwards": replace(nested(), down=True), "deep, downwards": replace(deep(), down=True),
}


@pytest.mark.parametrize("name", CASES)
def test_odd_landscapes_are_drawn_whole(name: str) -> None:
    request = CASES[name]
    placement = lanes(request, None)
    found = measure(request, placement)
    assert found.over_boxes == found.box_overlaps == 0
    assert placement.boxes.keys() == {item.id for item in request.boxes}
    assert placement.zones.keys() == {item.id for item in request.zones}
    assert placement.routes.keys() == {item.id for item in request.links}
    for zone_ in request.zones:
        inside = [placement.boxes[item.id] for item in request.boxes if item.zone == zone_.id]
        inside += [placement.zones[item.id] for item in request.zones if item.parent == zone_.id]
        frame = placement.zones[zone_.id]
        assert all(frame.left <= rect.left and rect.right <= frame.right and frame.top <= rect.top
                   and rect.bottom <= frame.bottom for rect in inside)
    for link_ in request.links:
        route = placement.routes[link_.id]
        for end, side, spot in ((link_.source, route.source_side, route.points[0]),
                                (link_.target, route.target_side, route.points[-1])):
            rect = placement.boxes[end]
            edge = {Side.LEFT: rect.left, Side.RIGHT: rect.right, Side.TOP: rect.top, Side.BOTTOM: rect.bottom}[side]
            assert (spot.x if side in (Side.LEFT, Side.RIGHT) else spot.y) == pytest.approx(edge)


def test_zones_inside_zones_do_not_push_each_other_away() -> None:
    request = nested()
    found = measure(request, lanes(request, None))
    assert found.area_ratio < 8
    assert found.missing_labels == 0
    assert found.crossings <= 12


def test_a_picture_read_downwards_stands_upright_with_nested_zones() -> None:
    request = replace(nested(), down=True)
    bounds = lanes(request, None).bounds
    assert bounds.height > bounds.width


def test_large_pictures_fold_inner_zones() -> None:
    zones = tuple(zone(f"z{n}", f"Zone {n}", f"z{n - 3}" if n >= 3 else None) for n in range(6))
    base = landscapes.generated(90, 200, 6)
    request = replace(base, zones=zones)
    found = measure(request, lanes(request, None))
    assert found.over_boxes == found.box_overlaps == 0
    assert 1.0 < found.aspect < 2.4
