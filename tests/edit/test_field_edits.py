"""One edit sets every field of every record, and refuses what a file could not hold."""

import datetime

import pytest

from d365arch.edit import (
    AddEntity,
    AddNote,
    AddStrategyException,
    AddWaiver,
    RemoveEntity,
    RemoveNote,
    RemoveWaiver,
    SetField,
    Target,
    TargetKind,
    field_at,
    target_of,
)
from d365arch.errors import EditError
from d365arch.model import (
    Alm,
    End,
    Entity,
    Evidence,
    Frequency,
    Integration,
    LandscapeNote,
    Latency,
    Point,
    Recovery,
    Show,
    StrategyException,
    System,
    Waiver,
)
from d365arch.model.fields import Kind
from d365arch.model.vocabulary import Flow, Level, State, Timing

WEB = Target(TargetKind.SYSTEM, "web")
ORDERS = Target(TargetKind.INTEGRATION, "web-orders")


def test_label_names_field_and_element(shop):
    edit = SetField(target_of(shop, TargetKind.SYSTEM, "web"), ("owner",), "Sales")
    assert edit.label == "Change owner of Web shop"
    assert SetField(ORDERS, ("latency", "required"), 1.0).label == "Change latency required of web-orders"
    assert SetField(Target(TargetKind.LANDSCAPE), ("name",), "x").label == "Change name of the landscape"


def test_merge_key_is_per_element_and_field():
    keys = {SetField(Target(kind, "a", owner), path, "x").merge_key
            for kind in (TargetKind.SYSTEM, TargetKind.ENDPOINT) for owner in (None, "b")
            for path in (("name",), ("owner",))}
    assert len(keys) == 8
    assert SetField(WEB, ("owner",), "a").merge_key == SetField(target_like_web(), ("owner",), "b").merge_key


def target_like_web():
    return Target(TargetKind.SYSTEM, "web", name="Web shop")


def test_set_and_clear_a_text(shop):
    after = SetField(WEB, ("owner",), "Sales").apply(shop)
    assert after.landscape.system_by_id["web"].owner == "Sales"
    assert after.landscape.system_by_id["fo"] is shop.landscape.system_by_id["fo"]
    assert SetField(WEB, ("owner",), "").apply(shop).landscape.system_by_id["web"].owner is None
    assert SetField(WEB, ("owner",), "E-commerce").apply(shop) is shop


def test_nested_records_come_and_go(shop):
    after = SetField(WEB, ("recovery", "rto"), 3600).apply(shop)
    assert after.landscape.system_by_id["web"].recovery == Recovery(rto=3600.0)
    assert SetField(WEB, ("recovery", "rto"), None).apply(after) == shop
    after = SetField(ORDERS, ("latency", "required"), None).apply(shop)
    assert after.landscape.integration_by_id["web-orders"].latency is None
    after = SetField(WEB, ("alm", "pipeline"), "Azure DevOps").apply(shop)
    assert after.landscape.system_by_id["web"].alm == Alm(pipeline="Azure DevOps")


@pytest.mark.parametrize(("target", "path", "value", "stored"), [
    (WEB, ("criticality",), "high", Level.HIGH),
    (WEB, ("tags",), ["a", "b"], ("a", "b")),
    (WEB, ("servers",), 3, 3),
    (WEB, ("availability",), 0.999, 0.999),
    (WEB, ("high_availability",), False, False),
    (WEB, ("zone",), "cloud", "cloud"),
    (WEB, ("type",), "commerce.web-shop", "commerce.web-shop"),
    (WEB, ("description",), "Two\r\nlines", "Two\nlines"),
    (ORDERS, ("frequency",), Frequency(interval=300.0), Frequency(interval=300.0)),
    (ORDERS, ("loop_guard",), True, True),
    (ORDERS, ("loop_guard",), "origin header", "origin header"),
    (ORDERS, ("to",), End("dv"), End("dv")),
    (ORDERS, ("evidence",), (Evidence(file="a.json"),), (Evidence(file="a.json"),)),
    (ORDERS, ("timing",), Timing.NEAR_REAL_TIME, Timing.NEAR_REAL_TIME),
    (Target(TargetKind.ENDPOINT, "odata", "fo"), ("timing",), ("synchronous",), (Timing.SYNCHRONOUS,)),
    (Target(TargetKind.ENDPOINT, "odata", "fo"), ("filters", "sql"), 2, {"sql": 2}),
    (Target(TargetKind.ZONE, "inner"), ("parent",), "cloud", "cloud"),
    (Target(TargetKind.ENTITY, "Customer"), ("attributes", "segment"), "dv", {"credit limit": "fo", "segment": "dv"}),
    (Target(TargetKind.ENTITY, "Customer"), ("attributes", "credit limit"), None, {}),
    (Target(TargetKind.VIEW, "main"), ("direction",), "down", Flow.DOWN),
    (Target(TargetKind.VIEW, "part"), ("show", "neighbors"), 1, Show(zones=("d365",), systems=("web",), neighbors=1)),
    (Target(TargetKind.VIEW_NOTE, "v1", "main"), ("at",), Point(5.001, 5), Point(5.0, 5)),
    (Target(TargetKind.NOTE, "n1"), ("text",), "New", "New"),
    (Target(TargetKind.WAIVER, "1"), ("until",), datetime.date(2027, 1, 31), datetime.date(2027, 1, 31)),
    (Target(TargetKind.LANDSCAPE), ("state",), "to-be", State.TO_BE),
    (Target(TargetKind.STRATEGY), ("sync_depth_max",), None, None),
    (Target(TargetKind.STRATEGY), ("thresholds", "R-201.warn"), 4, {"R-201.warn": 4}),
    (Target(TargetKind.STRATEGY), ("exceptions", "0", "reason"), "new", None),
    (Target(TargetKind.STRATEGY), ("naming",), {"system": ["a", {"b": 1}]}, {"system": ("a", {"b": 1})}),
    (Target(TargetKind.TENANT), ("licenses", "power-apps"), 20, {"power-apps": 20}),
])
def test_every_kind_of_field_can_be_set(shop, target, path, value, stored):
    from d365arch.edit import record_at
    edit = SetField(target, path, value)
    after = edit.apply(shop)
    record = record_at(after, target)
    if path[-1] == "reason":
        assert record.exceptions[0].reason == "new"
    else:
        assert getattr(record, path[0]) == stored
    assert hash(after.landscape.systems) is not None
    assert edit.apply(shop) == after


def test_a_strategy_that_says_nothing_goes(shop):
    after = SetField(Target(TargetKind.STRATEGY), ("sync_depth_max",), None).apply(shop)
    after = SetField(Target(TargetKind.STRATEGY), ("exceptions",), ()).apply(after)
    assert after.landscape.strategy is None
    after = SetField(Target(TargetKind.TENANT), ("licenses", "x"), None).apply(shop)
    assert after is shop


def test_a_field_of_a_view_makes_the_main_view(shop):
    from d365arch.model import Workspace
    after = SetField(Target(TargetKind.VIEW), ("title",), "Mine").apply(Workspace.empty())
    assert [(v.id, v.title) for v in after.views] == [("main", "Mine")]


@pytest.mark.parametrize(("target", "path", "value", "words"), [
    (WEB, ("ownr",), "x", 'did you mean "owner"'),
    (WEB, (), "x", "No field"),
    (WEB, ("id",), "x", "changes ids"),
    (WEB, ("endpoints",), (), "elements of their own"),
    (WEB, ("owner", "x"), "x", "single value"),
    (WEB, ("owner",), 3, "a text"),
    (WEB, ("owner",), "a\x1bb", "U+001B"),
    (WEB, ("criticality",), "huge", "one of high, medium, low"),
    (WEB, ("servers",), 1.5, "whole number"),
    (WEB, ("servers",), True, "whole number"),
    (WEB, ("availability",), float("inf"), "number of 0 or more"),
    (WEB, ("high_availability",), "yes", "true or false"),
    (WEB, ("zone",), "nope", 'no zone "nope"'),
    (WEB, ("tags",), "abc", "a list"),
    (WEB, ("tags",), ("a", " "), "a text"),
    (WEB, ("recovery",), Latency(), "a record"),
    (ORDERS, ("to",), None, "must be stated"),
    (ORDERS, ("to",), "dv", "system.endpoint"),
    (ORDERS, ("to",), End("dv", "x"), 'no endpoint "x"'),
    (ORDERS, ("frequency",), "daily", "a frequency"),
    (ORDERS, ("evidence", "0", "place"), "x", "item number 0"),
    (Target(TargetKind.ENTITY, "Customer"), ("system_of_record",), "nope", 'no system "nope"'),
    (Target(TargetKind.ENTITY, "Nope"), ("personal",), True, 'no entity "Nope"'),
    (Target(TargetKind.ENTITY, "Order"), ("tables", " "), "x", "needs a name"),
    (Target(TargetKind.ZONE, "cloud"), ("parent",), "inner", "cannot stand inside"),
    (Target(TargetKind.VIEW, "main"), ("positions", "nope"), Point(1, 1), 'no system "nope"'),
    (Target(TargetKind.VIEW, "main"), ("notes",), (), "elements of their own"),
    (Target(TargetKind.LANDSCAPE), ("systems",), (), "elements of their own"),
    (Target(TargetKind.LANDSCAPE), ("format",), 2, "elements of their own"),
    (Target(TargetKind.WAIVER, "9"), ("owner",), "x", "no waiver number 9"),
    (Target(TargetKind.WAIVER, "0"), ("until",), datetime.datetime(2027, 1, 1), "a date"),
    (Target(TargetKind.NOTE, "n9"), ("text",), "x", 'no note "n9"'),
    (Target(TargetKind.ENDPOINT, "odata"), ("name",), "x", "without its system"),
])
def test_refused_fields(shop, target, path, value, words):
    with pytest.raises(EditError) as told:
        SetField(target, path, value).apply(shop)
    assert words in told.value.sentence


def test_field_at_follows_the_same_path():
    assert field_at(Integration, ("latency", "required")).kind is Kind.DURATION
    assert field_at(Integration, ("evidence", "0", "confidence")).kind is Kind.WORD
    assert field_at(System, ("owner",)).kind is Kind.TEXT
    with pytest.raises(EditError):
        field_at(System, ("nope",))


def test_entities_waivers_notes_exceptions(shop):
    after = AddEntity(Entity(id="Price list", system_of_record="fo")).apply(shop)
    assert RemoveEntity("Price list").apply(after) == shop
    after = AddWaiver(Waiver(rule="R-1", on="fo.odata")).apply(shop)
    assert RemoveWaiver(4).apply(after) == shop
    after = AddNote(LandscapeNote(id="n3", on="Customer")).apply(shop)
    assert RemoveNote("n3").apply(after) == shop
    assert RemoveEntity("Customer").apply(after).landscape.notes == shop.landscape.notes
    after = AddStrategyException(StrategyException(integration="sync")).apply(shop)
    assert after.landscape.strategy.exceptions[-1].integration == "sync"
    assert AddWaiver(Waiver(rule="R-1", on="x")).label == "Waive R-1 on x"


@pytest.mark.parametrize(("edit", "words"), [
    (AddEntity(Entity(id="Customer")), 'already an entity "Customer"'),
    (AddEntity(Entity(id=" ")), "needs a name"),
    (AddEntity(Entity(id="X", system_of_record="nope")), 'no system "nope"'),
    (RemoveEntity("Nope"), 'no entity "Nope"'),
    (AddWaiver(Waiver(rule="R-1", on="nope")), 'no element "nope"'),
    (AddNote(LandscapeNote(id="n1")), 'already a note "n1"'),
    (AddNote(LandscapeNote(id="n3", on="fo.soap")), 'no element "fo.soap"'),
    (RemoveNote("n9"), 'no note "n9"'),
    (RemoveWaiver(7), "no waiver number 7"),
    (AddStrategyException(StrategyException(integration="nope")), 'no integration "nope"'),
])
def test_refused_landscape_edits(shop, edit, words):
    with pytest.raises(EditError) as told:
        edit.apply(shop)
    assert words in told.value.sentence
