"""The landscape as it would be: named so, hubs in the middle of what they serve, and nothing else anywhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from immutabledict import immutabledict

from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.records import Plan
from d365arch.analysis.settings import settings_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.catalog.records import Catalog
from d365arch.edit import AddView
from d365arch.io.files import read_workspace
from d365arch.layout.middle import middle_places
from d365arch.layout.request import Box, LayoutRequest, Link, ZoneBox
from d365arch.model import Point, Rect, Show, View, Workspace
from d365arch.model.vocabulary import State
from d365arch.scene.build import draw
from d365arch.whatif.apply import steps_edit
from d365arch.whatif.places import hub_places
from d365arch.whatif.to_be import to_be, with_places
from tests.analysis.landscapes import worked_example
from tests.whatif.test_apply import BLOCK


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def contoso() -> Workspace:
    return read_workspace("samples/contoso-sprawl.yaml").workspace


@pytest.fixture(scope="module")
def plan(contoso: Workspace, catalog: Catalog) -> Plan:
    return make_plan(Facts(contoso.landscape, catalog), settings_of(contoso.landscape))


def test_contoso_to_be(contoso: Workspace, plan: Plan, catalog: Catalog) -> None:
    after = to_be(contoso, catalog, plan.steps)
    assert after.landscape.name == "Contoso, ten years of links (to be)"
    assert after.landscape.state is State.TO_BE
    old, new = contoso.views[0].positions, after.views[0].positions
    hubs = {step.hub.id for step in plan.steps if step.hub.new}
    assert set(new) == set(old) | hubs
    assert all(new[system] == place for system, place in old.items())
    placement = draw(after, catalog).placement
    drawn = placement.boxes
    for hub in hubs:
        assert drawn[hub][:2] == new[hub]
        assert not [other for other in drawn if other != hub and drawn[other].overlaps(drawn[hub].grown(8))]
        inner = [z for z in after.landscape.zones if z.id != "contoso"]
        assert not [z.id for z in inner if placement.zones[z.id].overlaps(drawn[hub])]
        served = {(i.to if i.from_.system == hub else i.from_).system
                  for i in after.landscape.integrations_of[hub]}
        assert Rect.uniting([drawn[system] for system in served]).contains(drawn[hub].center)


def test_a_name_is_marked_once(contoso: Workspace, plan: Plan, catalog: Catalog) -> None:
    first = to_be(contoso, catalog, plan.steps[:1])
    assert to_be(first, catalog, plan.steps[1:2]).landscape.name == first.landscape.name


def test_views_without_places_get_none_and_placed_ones_keep_all(contoso: Workspace, plan: Plan,
                                                                catalog: Catalog) -> None:
    few = View(id="few", show=Show(systems=("pos", "lake", "loyalty")), positions=contoso.views[0].positions)
    bare = View(id="bare")
    value = AddView(bare).apply(AddView(few).apply(contoso))
    after = to_be(value, catalog, plan.steps)
    assert not after.view("bare").positions
    shown = {s.hub.id for s in plan.steps if s.hub.new} & set(after.view("few").positions)
    for hub in shown:
        assert hub in after.view("few").show.systems  # type: ignore[union-attr]


def test_a_half_placed_view_stores_what_stood_there(catalog: Catalog) -> None:
    view = View(id="main", positions=immutabledict({"a": Point(0, 0), "x": Point(900, 600)}))
    value = replace(worked_example(), views=(view,))
    before = draw(value, catalog).places
    edit = with_places(value, catalog, steps_edit(value, catalog, [BLOCK]))
    assert edit.label == "Route 6 integrations through Service Bus"
    after = edit.apply(value)
    kept = {system: at for system, at in after.views[0].positions.items() if system != "service-bus"}
    assert kept == before


def test_the_choice_of_places_needs_only_the_boxes(contoso: Workspace, plan: Plan, catalog: Catalog) -> None:
    drawing = draw(contoso, catalog)
    after = steps_edit(contoso, catalog, plan.steps).apply(contoso)
    hubs = ["api-management-contoso", "data-factory-contoso", "bus"]
    found = hub_places(after, catalog, after.views[0], hubs, drawing.placement.boxes)
    stored = to_be(contoso, catalog, plan.steps).views[0].positions
    assert found == {hub: stored[hub] for hub in hubs}
    assert found["bus"] == contoso.views[0].positions["bus"]    # it has room to grow where it stands


def box(box_id: str, zone: str | None = None, rows: int = 0) -> Box:
    return Box(id=box_id, width=200, header=48, rows=tuple(f"r{i}" for i in range(rows)), zone=zone)


def star(*ends: str, **values: object) -> LayoutRequest:
    return LayoutRequest(boxes=(*map(box, ends), box("hub")), links=tuple(
        Link(id=f"l{number}", source=end, target="hub") for number, end in enumerate(ends)), **values)  # type: ignore[arg-type]


def test_a_hub_stands_in_the_free_middle() -> None:
    standing = {"a": Rect(0, 0, 200, 48), "b": Rect(1000, 0, 200, 48), "c": Rect(500, 600, 200, 48)}
    at = middle_places(star("a", "b", "c"), {"hub"}, standing)["hub"]
    assert Rect(*at, 200, 48).center == Point(600, 224)


def test_a_hub_makes_way_for_what_stands_in_the_middle() -> None:
    standing = {"a": Rect(0, 0, 200, 48), "b": Rect(1000, 0, 200, 48), "c": Rect(480, -20, 200, 100)}
    at = middle_places(star("a", "b", "c"), {"hub"}, standing)["hub"]
    rect = Rect(*at, 200, 48)
    assert not any(rect.grown(23).overlaps(other) for other in standing.values())
    assert abs(rect.center.y) < 300


def test_a_hub_that_outgrew_its_place_moves_and_one_that_did_not_stays() -> None:
    request = replace(star("a", "b"), boxes=(box("a"), box("b"), box("hub", rows=6)))
    standing = {"a": Rect(0, 0, 200, 48), "b": Rect(400, 100, 200, 48), "hub": Rect(400, 0, 200, 48)}
    moved = middle_places(request, {"hub"}, standing)["hub"]
    assert not Rect(*moved, 200, 48 + 6 * 24).overlaps(standing["b"])
    roomy = standing | {"b": Rect(800, 400, 200, 48)}
    assert middle_places(request, {"hub"}, roomy)["hub"] == Point(400, 0)


def test_zones_that_are_not_the_hubs_own_are_left_alone() -> None:
    request = LayoutRequest(
        boxes=(box("a", "z"), box("b", "z"), box("hub")), zones=(ZoneBox(id="z"),),
        links=(Link(id="1", source="a", target="hub"), Link(id="2", source="b", target="hub")))
    standing = {"a": Rect(0, 0, 200, 48), "b": Rect(1000, 0, 200, 48)}
    rect = Rect(*middle_places(request, {"hub"}, standing)["hub"], 200, 48)
    assert not rect.overlaps(Rect(-24, -24, 1248, 96))


def test_a_hub_in_a_view_that_chooses_systems_is_added_once(catalog: Catalog) -> None:
    value = replace(worked_example(), views=(View(id="v", show=Show(systems=("a", "b", "c", "d", "w"))),))
    after = steps_edit(value, catalog, [BLOCK]).apply(value)
    assert after.views[0].show == Show(systems=("a", "b", "c", "d", "w", "service-bus"))
