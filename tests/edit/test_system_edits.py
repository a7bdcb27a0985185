"""Adding and removing systems, endpoints and zones leaves no reference behind and no other element touched."""

import pytest

from d365arch.edit import (
    AddEndpoint,
    AddSystem,
    AddView,
    AddZone,
    MoveEndpoint,
    NestZone,
    RemoveElements,
    RemoveZone,
    SetZone,
)
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Point, Show, System, View, Workspace, Zone
from d365arch.model.validate import validate
from d365arch.model.vocabulary import Timing


def ids(items):
    return tuple(item.id for item in items)


def test_add_system_stands_last_and_where_it_was_dropped(shop):
    after = AddSystem(System(id="crm", name="CRM", zone="d365"), "main", Point(10.004, 20)).apply(shop)
    assert ids(after.landscape.systems) == ("fo", "dv", "web", "bus", "crm")
    assert after.view("main").positions["crm"] == Point(10.0, 20)
    assert "crm" not in shop.landscape.system_by_id
    assert after.view("main").positions["fo"] == Point(400, 100)
    assert AddSystem(System(id="crm", name="CRM")).label == "Add CRM"


def test_add_system_keeps_all_others_identical(shop):
    after = AddSystem(System(id="crm"), "main", Point(1, 1)).apply(shop)
    assert all(a is b for a, b in zip(shop.landscape.systems, after.landscape.systems, strict=False))
    assert after.landscape.integrations is shop.landscape.integrations
    assert after.views[1] is shop.views[1]


def test_add_system_is_shown_in_a_view_of_a_choice(shop):
    after = AddSystem(System(id="crm"), "part").apply(shop)
    assert after.view("part").show == Show(zones=("d365",), systems=("web", "crm"))
    after = AddSystem(System(id="crm"), "list").apply(shop)
    assert after.view("list").show == Show(ids=("web", "d365", "crm"))


def test_add_system_leaves_a_view_that_filters_integrations(shop):
    filtering = AddView(View(id="fast", show=Show(timing=(Timing.SYNCHRONOUS,)))).apply(shop)
    after = AddSystem(System(id="crm"), "fast", Point(1, 1)).apply(filtering)
    assert after.view("fast").show == Show(timing=(Timing.SYNCHRONOUS,))


def test_add_system_makes_the_main_view():
    after = AddSystem(System(id="crm"), "main", Point(1, 2)).apply(Workspace.empty())
    assert ids(after.views) == ("main",)
    assert AddSystem(System(id="crm"), at=Point(1, 2)).apply(Workspace.empty()) == after


@pytest.mark.parametrize(("system", "words"), [
    (System(id="fo"), 'already a system "fo"'),
    (System(id="Web Shop"), "small letters"),
    (System(id="x", zone="d366"), 'did you mean "d365"'),
    (System(id="x", endpoints=(Endpoint(id="a"), Endpoint(id="a"))), 'already an endpoint "a" in system "x"'),
    (System(id="x", name="\x00"), "U+0000"),
    (System(id="x", availability=float("nan")), "availability"),
    (System(id="x", type="not a type"), "catalog type"),
])
def test_add_system_refuses(shop, system, words):
    with pytest.raises(EditError) as told:
        AddSystem(system).apply(shop)
    assert words in told.value.sentence


def test_add_system_refuses_an_unknown_view(shop):
    with pytest.raises(EditError, match=r'no view "mian".*did you mean "main"'):
        AddSystem(System(id="x"), "mian").apply(shop)


def test_remove_system_takes_along_what_is_about_it(shop):
    after = RemoveElements(systems=("fo",)).apply(shop)
    assert ids(after.landscape.systems) == ("dv", "web", "bus")
    assert after.landscape.integrations == ()
    assert after.landscape.entities[0].attributes == {}
    assert after.landscape.entities[0].system_of_record == "dv"
    assert after.landscape.entities[1].system_of_record is None
    assert [w.rule for w in after.landscape.waivers] == ["R-508", "R-100"]
    assert [e.rule for e in after.landscape.strategy.exceptions] == ["R-201"]
    main = after.view("main")
    assert (set(main.positions), main.pinned, main.bends, main.labels) == ({"web", "dv"}, (), {}, {})
    assert after.view("part").hide == ("dv",)
    assert validate(after) == ()


def test_remove_system_keeps_untouched_elements_identical(shop):
    after = RemoveElements(systems=("web",)).apply(shop)
    assert after.landscape.system_by_id["fo"] is shop.landscape.system_by_id["fo"]
    assert after.landscape.integration_by_id["sync"] is shop.landscape.integration_by_id["sync"]
    assert after.landscape.zones is shop.landscape.zones
    assert after.landscape.entities is shop.landscape.entities
    assert ids(after.landscape.notes) == ("n2",)


def test_remove_endpoint_takes_its_integrations(shop):
    after = RemoveElements(endpoints=(End("fo", "odata"),)).apply(shop)
    assert ids(after.landscape.integrations) == ("sync", "notify")
    assert ids(after.landscape.system_by_id["fo"].endpoints) == ("events",)
    assert after.view("part").hide == ("dv", "sync")
    assert [w.rule for w in after.landscape.waivers] == ["R-508", "R-100"]
    assert validate(after) == ()


def test_remove_integration_takes_bends_and_remarks(shop):
    after = RemoveElements(integrations=("web-orders", "sync")).apply(shop)
    assert ids(after.landscape.integrations) == ("notify",)
    assert after.view("main").bends == {} and after.view("main").labels == {}
    assert after.landscape.systems is shop.landscape.systems
    assert validate(after) == ()


def test_remove_zone_moves_contents_out(shop):
    after = RemoveZone("d365").apply(shop)
    assert after.landscape.system_by_id["fo"].zone == "cloud"
    assert after.landscape.zone_by_id["inner"].parent == "cloud"
    assert after.view("main").folded == ("bus",)
    assert after.view("part").show == Show(zones=("inner",), systems=("web", "fo", "dv"))
    assert after.view("list").show == Show(ids=("web", "inner", "fo", "dv"))
    assert validate(after) == ()


def test_remove_nested_zones_together(shop):
    after = RemoveElements(zones=("d365", "inner", "cloud")).apply(shop)
    assert after.landscape.zones == ()
    assert {s.zone for s in after.landscape.systems} == {None}
    assert after.view("part").show == Show(systems=("web", "fo", "dv", "bus"))
    assert validate(after) == ()


def test_remove_all_that_a_view_names_shows_nothing_rather_than_everything(shop):
    after = RemoveElements(systems=("web", "fo", "dv", "bus"), zones=("d365", "inner")).apply(shop)
    assert after.view("list").show is not None
    assert not after.view("list").show.everything
    assert not after.view("part").show.everything
    again = AddSystem(System(id="new"), "list").apply(after)
    assert again.view("list").show.systems == ("new",)


def test_remove_system_leaves_a_zone_of_the_same_id(shop):
    both = AddZone(Zone(id="web")).apply(shop)
    after = RemoveElements(systems=("web",)).apply(both)
    assert after.view("list").show == Show(ids=("web", "d365"))
    assert ids(after.landscape.notes) == ("n1", "n2")


@pytest.mark.parametrize(("edit", "words"), [
    (RemoveElements(systems=("webb",)), 'did you mean "web"'),
    (RemoveElements(endpoints=(End("fo"),)), "names a system"),
    (RemoveElements(endpoints=(End("fo", "soap"),)), 'no endpoint "soap" in system "Finance"'),
    (RemoveElements(integrations=("nope",)), 'no integration "nope"'),
    (RemoveZone("nope"), 'no zone "nope"'),
    (SetZone(("fo",), "nope"), 'no zone "nope"'),
    (SetZone(("nope",), None), 'no system "nope"'),
    (NestZone("cloud", "inner"), "cannot stand inside"),
    (NestZone("cloud", "cloud"), "cannot stand inside"),
    (AddZone(Zone(id="d365")), 'already a zone "d365"'),
    (AddZone(Zone(id="z", parent="z")), 'no zone "z"'),
    (AddZone(Zone(id="z"), systems=("nope",)), 'no system "nope"'),
    (AddEndpoint("fo", Endpoint(id="odata")), 'already an endpoint "odata"'),
    (AddEndpoint("nope", Endpoint(id="odata")), 'no system "nope"'),
    (MoveEndpoint(End("fo"), 0), "names a system"),
])
def test_refused_with_a_sentence(shop, edit, words):
    with pytest.raises(EditError) as told:
        edit.apply(shop)
    assert words in told.value.sentence


def test_labels_of_removals():
    assert RemoveElements(systems=("web",)).label == "Remove system web"
    assert RemoveElements(systems=("web", "fo")).label == "Remove 2 systems"
    assert RemoveElements(systems=("web",), zones=("d365",)).label == "Remove 2 elements"
    assert SetZone(("a", "b"), "z").label == "Move 2 systems to zone z"
    assert RemoveElements().label == "Remove 0 elements"


def test_remove_nothing_changes_nothing(shop):
    assert RemoveElements().apply(shop) is shop


def test_set_zone(shop):
    after = SetZone(("web", "fo"), "inner").apply(shop)
    assert {s.id: s.zone for s in after.landscape.systems} == {"fo": "inner", "dv": "d365", "web": "inner",
                                                              "bus": "inner"}
    assert SetZone(("dv",), "d365").apply(shop) is shop


def test_add_zone_around(shop):
    after = AddZone(Zone(id="edge", parent="cloud"), systems=("web",), zones=("inner",)).apply(shop)
    assert after.landscape.system_by_id["web"].zone == "edge"
    assert after.landscape.zone_by_id["inner"].parent == "edge"
    assert validate(after) == ()


def test_endpoints_are_added_and_moved(shop):
    after = AddEndpoint("fo", Endpoint(id="files"), 1).apply(shop)
    assert ids(after.landscape.system_by_id["fo"].endpoints) == ("odata", "files", "events")
    after = MoveEndpoint(End("fo", "odata"), 99).apply(after)
    assert ids(after.landscape.system_by_id["fo"].endpoints) == ("files", "events", "odata")
    assert MoveEndpoint(End("fo", "odata"), 2).apply(after) is after
