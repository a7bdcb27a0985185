"""Bundled lines, hidden endpoints, folded hubs, and the overview."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import HubClass, SystemType
from d365arch.layout.quality import measure
from d365arch.model import Endpoint, System, Workspace, Zone
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Role, Timing
from d365arch.render.dot import to_dot
from d365arch.render.svg import to_svg
from d365arch.scene import hub_flows
from d365arch.scene.build import Drawing, draw
from d365arch.scene.folding import MOST_LOOSE
from d365arch.scene.overview import SLIDE, overview, overview_zones
from d365arch.scene.parts import Element, Shape, TextPart
from tests.benchmarks.generate import generate
from tests.scene.landscapes import CATALOG, landscape, link, northwind

SYNC, ASYNC, NEAR = Timing.SYNCHRONOUS, Timing.ASYNCHRONOUS, Timing.NEAR_REAL_TIME


def drawn(workspace: Workspace, **view: object) -> Drawing:
    return draw(Workspace(workspace.landscape, (View(id="v", **view),)), CATALOG)  # type: ignore[arg-type]


def shape(drawing: Drawing, key: str) -> Shape:
    return next(s for s in drawing.scene.shapes if s.id == key)


def texts(found: Shape) -> list[str]:
    return [p.text for p in found.parts if isinstance(p, TextPart)]


def pair(*lines: object, systems: tuple[System, ...] = (System(id="a"), System(id="b"))) -> Workspace:
    return landscape(systems, lines)  # type: ignore[arg-type]


def test_lines_of_a_pair_become_one_with_a_count() -> None:
    found = drawn(pair(link("one", "a", "b", "One", timing=SYNC), link("two", "a", "b", "Two", timing=SYNC),
                       link("three", "a", "b", "Three", timing=SYNC)), bundle=True)
    (line,) = found.looks.lines.values()
    assert (line.label, line.timing, line.mixed, line.mutual) == ("3 integrations", SYNC, False, False)
    assert line.says == "One; Two; Three"
    drawn_line = shape(found, f"line-{line.id}")
    assert drawn_line.element.kind == "bundle"
    assert drawn_line.members == tuple(Element(kind="integration", id=i) for i in ("one", "two", "three"))
    assert found.looks.line_of == dict.fromkeys(("one", "two", "three"), line.id)


def test_a_picture_counts_what_its_lines_and_boxes_stand_for() -> None:
    systems = (System(id="a", zone="z"), System(id="b", zone="z"), System(id="c"))
    workspace = landscape(systems, (link("one", "a", "c", "One"), link("two", "b", "c", "Two")), zones=(Zone(id="z"),))
    assert "3 systems, 2 integrations." in to_svg(drawn(workspace, bundle=True, folded=("z",)).scene)


def test_a_single_line_stays_an_integration() -> None:
    found = drawn(pair(link("one", "a", "b", "One")), bundle=True)
    assert shape(found, "line-one").element == Element(kind="integration", id="one")


def test_mixed_timings_are_told_by_count() -> None:
    found = drawn(pair(link("one", "a", "b", "One", timing=SYNC), link("two", "a", "b", "Two", timing=ASYNC),
                       link("three", "a", "b", "Three", timing=ASYNC)), bundle=True)
    (line,) = found.looks.lines.values()
    assert (line.timing, line.mixed, line.tally) == (None, True, ((SYNC, 1), (ASYNC, 2)))
    assert texts(shape(found, f"label-{line.id}")) == ["2", "1", "3 integrations"]
    legend = texts(shape(found, "legend"))
    assert {"synchronous 1", "asynchronous 2"} <= set(legend)
    assert not any(text.startswith("not stated") for text in legend)


def test_heads_stand_where_somebody_is_called() -> None:
    there = link("one", "a", "b", "One", timing=SYNC), link("two", "a", "b", "Two", timing=SYNC)
    back = link("back", "b", "a", "Back", timing=SYNC)
    (line,) = drawn(pair(*there), bundle=True).looks.lines.values()
    assert (line.source, line.target, line.mutual) == ("a", "b", False)
    (line,) = drawn(pair(back, *there), bundle=True).looks.lines.values()
    assert (line.source, line.target, line.mutual) == ("a", "b", True), "it runs as most of them do, with two heads"


def test_data_marks_are_those_of_all_or_both() -> None:
    pull = DataFlow.PULL
    (line,) = drawn(pair(link("one", "a", "b", "One", data=pull), link("two", "a", "b", "Two", data=pull)),
                    bundle=True).looks.lines.values()
    assert line.data is pull
    (line,) = drawn(pair(link("one", "a", "b", "One", data=pull), link("two", "a", "b", "Two")),
                    bundle=True).looks.lines.values()
    assert line.data is DataFlow.BOTH


def test_a_bundle_keeps_a_row_that_all_share() -> None:
    systems = (System(id="a"), System(id="b", endpoints=(Endpoint(id="x", type="rest"), Endpoint(id="y", type="rest"))))
    both = pair(link("one", "a", "b.x", "One"), link("two", "a", "b.x", "Two"), systems=systems)
    (line,) = drawn(both, bundle=True).looks.lines.values()
    assert line.target_row == "x"
    apart = pair(link("one", "a", "b.x", "One"), link("two", "a", "b.y", "Two"), systems=systems)
    (line,) = drawn(apart, bundle=True).looks.lines.values()
    assert line.target_row is None


def test_hidden_endpoints_leave_boxes_that_the_lines_meet() -> None:
    full, bare = draw(northwind(), CATALOG), drawn(northwind(), endpoints=False)
    assert not any(s.hits for s in bare.scene.shapes)
    assert bare.placement.boxes["fo"].height < full.placement.boxes["fo"].height
    for key, route in bare.placement.routes.items():
        line = bare.looks.lines[key]
        for end, point in ((line.source, route.points[0]), (line.target, route.points[-1])):
            assert bare.placement.boxes[end].grown(0.6).contains(point)
    assert measure(bare.request, bare.placement).missing_labels == 0


def bus(*lines: object, kind: str = "bus") -> Workspace:
    hub = System(id="hub", name="Bus", type=kind, endpoints=(
        Endpoint(id="orders", name="Orders", type="topic"), Endpoint(id="stock", name="Stock", type="topic")))
    return landscape((System(id="shop"), System(id="fo"), System(id="wms"), hub), lines)  # type: ignore[arg-type]


def flows(found: Drawing) -> set[tuple[str, str, str]]:
    return {(line.source, line.target, line.title) for line in found.looks.lines.values() if line.via}


def test_a_folded_hub_gives_way_to_the_flows_through_it() -> None:
    workspace = bus(link("in", "shop", "hub.orders", "Publish", timing=SYNC),
                    link("out", "hub.orders", "fo", "Deliver", timing=ASYNC),
                    link("take", "wms", "hub.orders", "Take", timing=ASYNC, data=DataFlow.PULL))
    found = drawn(workspace, folded=("hub",))
    assert "hub" not in found.placement.boxes
    assert flows(found) == {("shop", "fo", "Orders via Bus"), ("shop", "wms", "Orders via Bus")}
    line = next(line for line in found.looks.lines.values() if line.target == "wms")
    assert line.timing is ASYNC, "the slowest step is the pace of the whole way"
    assert [each.id for each in line.integrations] == ["in", "take"]
    assert "computed from Publish, Take" in line.says
    said = texts(shape(found, "title"))
    assert said[1] == "As is, 4 systems, 3 integrations, Bus folded"
    assert "through a folded hub" in texts(shape(found, "legend"))


def test_flows_keep_to_their_channel_and_entity() -> None:
    workspace = bus(link("a", "shop", "hub.orders", "A", entities=("Order", "Return")),
                    link("b", "hub.orders", "fo", "B", entities=("Order",)),
                    link("c", "hub.orders", "wms", "C", entities=("Stock",)),
                    link("d", "hub.stock", "wms", "D"))
    assert flows(drawn(workspace, folded=("hub",))) == {("shop", "fo", "Order via Bus")}


def test_a_gateway_runs_as_calls_do() -> None:
    workspace = bus(link("call", "shop", "hub.orders", "Call", timing=SYNC, data=DataFlow.PULL),
                    link("behind", "hub.orders", "fo", "Behind", timing=SYNC, data=DataFlow.PULL), kind="gateway")
    found = drawn(workspace, folded=("hub",))
    (line,) = found.looks.lines.values()
    assert (line.source, line.target, line.data, line.timing) == ("shop", "fo", DataFlow.PULL, SYNC)


def test_flows_run_through_hubs_in_a_row() -> None:
    second = System(id="next", name="Next", type="bus", endpoints=(Endpoint(id="t", type="topic"),))
    workspace = landscape(
        (System(id="a"), System(id="b"), System(id="hub", name="Bus", type="bus",
                                               endpoints=(Endpoint(id="t", type="topic"),)), second),
        (link("one", "a", "hub.t", "One"), link("two", "hub.t", "next.t", "Two"),
         link("three", "next.t", "b", "Three")))
    assert flows(drawn(workspace, folded=("hub", "next"))) == {("a", "b", "t via Bus, Next")}
    half = drawn(workspace, folded=("hub",))
    assert flows(half) == {("a", "next", "t via Bus")}


def test_a_pipeline_turns_one_entity_into_another() -> None:
    pipes = System(id="pipes", name="Pipelines", type="adf", endpoints=(Endpoint(id="products", name="Products"),
                                                                        Endpoint(id="workers", name="Workers")))
    workspace = landscape((System(id="pim"), System(id="fo"), System(id="hr"), pipes), (
        link("read", "pipes.products", "pim", "Read", data=DataFlow.PULL, entities=("Product",)),
        link("write", "pipes.products", "fo", "Write", entities=("Product release",)),
        link("other", "pipes.workers", "hr", "Other", entities=("Worker",))))
    types = {**CATALOG.system_types, "adf": SystemType(id="adf", name="Data Factory", role=Role.HUB,
                                                       hub_class=HubClass.BATCH)}
    found = draw(Workspace(workspace.landscape, (View(id="v", folded=("pipes",)),)),
                 replace(CATALOG, system_types=types))
    assert flows(found) == {("pim", "fo", "Product release via Pipelines")}


def test_a_hub_with_more_flows_than_anyone_reads_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_flows, "MOST", 3)
    systems = (*(System(id=key) for key in "abcdef"), System(id="bus", type="bus", name="Bus"),
               System(id="small", type="bus", name="Small"))
    workspace = landscape(systems, (
        link("a", "a", "bus", "A"), link("b", "b", "bus", "B"), link("c", "bus", "c", "C"), link("d", "bus", "d", "D"),
        link("e", "e", "small", "E"), link("f", "small", "f", "F")))
    found = drawn(workspace, folded=("bus", "small"))
    assert (found.looks.hubs, found.looks.busy) == ({"small"}, {"bus"})
    assert {line.id for line in found.looks.lines.values() if not line.via} == set("abcd")
    assert [line.via for line in found.looks.lines.values() if line.via] == ["Small"]
    assert "Small folded, Bus with too many flows to fold" in texts(shape(found, "title"))[-1]


def test_nobody_gets_his_own_data_back() -> None:
    workspace = bus(link("in", "shop", "hub.orders", "In"), link("out", "hub.orders", "shop", "Out"))
    found = drawn(workspace, folded=("hub",))
    assert not found.looks.lines
    assert set(found.placement.boxes) == {"shop", "fo", "wms"}


def test_flows_lead_to_folded_zones_and_join_bundles() -> None:
    systems = (System(id="a", zone="z"), System(id="b"),
               System(id="hub", name="Bus", type="bus", zone="m", endpoints=(Endpoint(id="t", type="topic"),)))
    workspace = landscape(systems, (link("one", "a", "hub.t", "One"), link("two", "hub.t", "b", "Two"),
                                    link("direct", "a", "b", "Direct")), zones=(Zone(id="z"), Zone(id="m")))
    found = drawn(workspace, folded=("hub", "z"), bundle=True)
    (line,) = found.looks.lines.values()
    assert (line.source, line.target, line.label) == ("zone.z", "b", "2 connections")
    assert {each.id for each in line.integrations} == {"one", "two", "direct"}
    assert set(found.placement.zones) == set(), "a zone whose only system is folded away is not drawn"


def test_an_overview_opens_a_zone_that_holds_everything() -> None:
    zones = (Zone(id="all"), Zone(id="a", parent="all"), Zone(id="b", parent="all"), Zone(id="c", parent="all"))
    systems = tuple(System(id=f"s{z.id}", zone=z.id) for z in zones[1:])
    assert overview_zones(landscape(systems, zones=zones).landscape) == ("a", "b", "c")
    assert overview_zones(landscape(systems[:1], zones=zones[:1]).landscape) == ("all",)


def test_an_overview_draws_many_systems_beside_its_zones_as_one() -> None:
    zones = tuple(Zone(id=key) for key in "abc")
    inside = tuple(System(id=f"in-{zone.id}", zone=zone.id) for zone in zones)
    loose = tuple(System(id=f"s{i}", type="shop") for i in range(MOST_LOOSE + 1))
    stores = tuple(System(id=f"d{i}", type="dwh") for i in range(MOST_LOOSE))
    links = tuple(link(f"i{i}", s.id, "in-a", "I") for i, s in enumerate((*loose, *stores)))

    def boxes(found: Workspace) -> Drawing:
        return draw(overview(found, None), CATALOG)

    found = boxes(landscape((*inside, *loose, *stores), (*links, link("own", "s0", "s1", "Own")), zones=zones))
    group = shape(found, "group-application")
    assert texts(group) == ["Other applications", "13 systems"]
    assert group.members == tuple(Element(kind="system", id=s.id) for s in loose)
    assert len(found.looks.boxes) == len(zones) + 1 + len(stores), "few of a role stay"
    assert "other applications" in to_dot(found).casefold()
    assert set(found.looks.line_of) == {each.id for each in links}, "what is within a box is not drawn"
    assert len(boxes(landscape(loose)).looks.boxes) == len(loose), "without zones they are not the others of anything"
    assert len(drawn(landscape((*inside, *loose), zones=zones)).looks.boxes) == len(inside) + len(loose)


def test_an_overview_keeps_what_was_placed_for_its_end() -> None:
    workspace = overview(northwind(), None)
    found = draw(workspace, CATALOG)
    assert found.overview
    assert found.places == {}, "what an overview finds is not stored"
    assert {s.element.kind for s in found.scene.shapes if s.layer == "box"} == {"zone"}


def test_a_small_change_moves_no_box_of_an_overview() -> None:
    before = draw(overview(northwind(), None), CATALOG)
    after = draw(overview(northwind(), None), CATALOG, theme="dark", previous=before)
    assert after.placement.boxes == before.placement.boxes


@pytest.mark.parametrize("seed", [1, 3])
def test_an_overview_of_a_hundred_systems_reads_well_on_a_slide(seed: int) -> None:
    workspace, catalog = generate(100, 300, seed), own_catalog()
    full, found = draw(workspace, catalog), draw(overview(workspace, None), catalog)
    whole, small = measure(full.request, full.placement), measure(found.request, found.placement)
    assert small.crossings * 10 < whole.crossings
    assert small.missing_labels == small.label_overlaps == small.over_boxes == small.box_overlaps == 0
    labels = [s for s in found.scene.shapes if s.id.startswith("label-")]
    assert len(labels) == len(found.looks.lines)
    bounds = found.scene.bounds
    fitted = min(SLIDE[0] / bounds.width, SLIDE[1] / bounds.height)
    letters = [p.font.size for s in found.scene.shapes for p in s.parts if isinstance(p, TextPart)]
    assert min(letters) * fitted >= 10
