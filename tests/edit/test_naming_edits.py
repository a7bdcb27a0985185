"""Names and ids: an id changes everywhere it is named, and nowhere else."""

import pytest

from d365arch.edit import ChangeId, RenameElement, Target, TargetKind, fresh_id, slug
from d365arch.errors import EditError
from d365arch.model import End, Show
from d365arch.model.validate import validate


def test_change_id_of_a_system(shop):
    edit = ChangeId(Target(TargetKind.SYSTEM, "fo"), "finance")
    after = edit.apply(shop)
    landscape = after.landscape
    assert [s.id for s in landscape.systems] == ["finance", "dv", "web", "bus"]
    assert [(i.from_, i.to) for i in landscape.integrations] == [
        (End("web"), End("finance", "odata")), (End("finance"), End("dv")),
        (End("finance", "events"), End("bus", "orders"))]
    assert landscape.entities[0].attributes == {"credit limit": "finance"}
    assert landscape.entities[1].system_of_record == "finance"
    assert landscape.waivers[3].on == "finance.odata"
    assert list(after.view("main").positions) == ["finance", "web", "dv"]
    assert after.view("main").pinned == ("finance",)
    assert after.view("part").hide == ("dv", "sync", "finance.odata")
    assert validate(after) == ()
    assert ChangeId(Target(TargetKind.SYSTEM, "finance"), "fo").apply(after) == shop
    assert edit.label == "Change id of fo to finance"


def test_change_id_leaves_others_identical(shop):
    after = ChangeId(Target(TargetKind.SYSTEM, "web"), "shop").apply(shop)
    assert after.landscape.systems[0] is shop.landscape.systems[0]
    assert after.landscape.integrations[1] is shop.landscape.integrations[1]
    assert after.landscape.entities is shop.landscape.entities


@pytest.mark.parametrize(("kind", "old", "owner"), [
    (TargetKind.INTEGRATION, "web-orders", None), (TargetKind.ZONE, "d365", None), (TargetKind.ENTITY, "Order", None),
    (TargetKind.ENDPOINT, "odata", "fo"), (TargetKind.VIEW, "part", None), (TargetKind.NOTE, "n1", None),
    (TargetKind.VIEW_NOTE, "v1", "main"),
])
def test_change_id_and_back(shop, kind, old, owner):
    after = ChangeId(Target(kind, old, owner), "new-id").apply(shop)
    assert after != shop
    assert validate(after) == ()
    assert f"'{old}'" not in repr(after)
    assert ChangeId(Target(kind, "new-id", owner), old).apply(after) == shop


def test_change_id_of_a_zone_in_views(shop):
    after = ChangeId(Target(TargetKind.ZONE, "d365"), "core").apply(shop)
    assert after.view("part").show == Show(zones=("core",), systems=("web",))
    assert after.view("list").show == Show(ids=("web", "core"))
    assert after.landscape.zone_by_id["inner"].parent == "core"


@pytest.mark.parametrize(("target", "new", "words"), [
    (Target(TargetKind.SYSTEM, "fo"), "dv", 'already a system "dv"'),
    (Target(TargetKind.SYSTEM, "fo"), "F O", "small letters"),
    (Target(TargetKind.SYSTEM, "nope"), "x", 'no system "nope"'),
    (Target(TargetKind.ENDPOINT, "odata", "fo"), "events", 'already an endpoint "events"'),
    (Target(TargetKind.ENTITY, "Order"), "Customer", "taken"),
    (Target(TargetKind.VIEW, "part"), "main", 'already a view "main"'),
    (Target(TargetKind.WAIVER, "0"), "x", "no id"),
    (Target(TargetKind.STRATEGY), "x", "no id"),
])
def test_refused_ids(shop, target, new, words):
    with pytest.raises(EditError) as told:
        ChangeId(target, new).apply(shop)
    assert words in told.value.sentence


def test_rename_sets_the_name_people_read(shop):
    after = RenameElement(Target(TargetKind.SYSTEM, "bus"), " Service bus ").apply(shop)
    assert after.landscape.system_by_id["bus"].label == "Service bus"
    assert RenameElement(Target(TargetKind.SYSTEM, "bus"), None).apply(after) == shop
    assert RenameElement(Target(TargetKind.VIEW, "part"), "Part").apply(shop).view("part").title == "Part"
    assert RenameElement(Target(TargetKind.SYSTEM, "bus", name="Bus"), "x").label == "Rename Bus"
    with pytest.raises(EditError, match="no name of its own"):
        RenameElement(Target(TargetKind.WAIVER, "0"), "x").apply(shop)


@pytest.mark.parametrize(("name", "expected"), [
    ("Web shop (EU)", "web-shop-eu"), ("Größe Łódź Ærø", "grosse-lodz-aero"), ("  ", "item"), ("订单", "item"),
    ("365", "365"), ("--a--", "a"),
])
def test_slug(name, expected):
    assert slug(name) == expected


def test_fresh_id_counts_on():
    assert fresh_id("Orders", set()) == "orders"
    assert fresh_id("Orders", {"orders"}) == "orders-2"
    assert fresh_id("Orders", {"orders", "orders-2"}) == "orders-3"
    assert fresh_id("orders-2", {"orders-2"}) == "orders-3"
    assert fresh_id("订单", {"system"}, "system") == "system-2"
