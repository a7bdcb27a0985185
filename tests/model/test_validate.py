"""References to what is not there, ids used twice and circles of zones."""

from __future__ import annotations

from dataclasses import replace

from immutabledict import immutabledict

from d365arch.model import (
    End,
    Endpoint,
    Entity,
    Integration,
    Landscape,
    LandscapeNote,
    Point,
    Show,
    Strategy,
    StrategyException,
    System,
    View,
    ViewNote,
    Waiver,
    Workspace,
    Zone,
)
from d365arch.model.problems import Gravity
from d365arch.model.validate import validate

FO = System(id="finance", endpoints=(Endpoint(id="odata"),))
SHOP = System(id="shop", zone="cloud")
ORDERS = Integration(id="orders", from_=End("shop"), to=End("finance", "odata"))
GOOD = Landscape(
    format=1, zones=(Zone(id="cloud"), Zone(id="inner", parent="cloud")), systems=(FO, SHOP), integrations=(ORDERS,),
    entities=(Entity(id="Order", system_of_record="finance", attributes=immutabledict({"state": "shop"})),),
    waivers=(Waiver(rule="R-1"), Waiver(rule="R-2", on="finance.odata"), Waiver(rule="R-3", on="cloud")),
    notes=(LandscapeNote(id="n", on="orders"),),
    strategy=Strategy(exceptions=(StrategyException(integration="orders"),)),
)
VIEW = View(id="main", show=Show(ids=("cloud", "shop", "orders")), hide=("finance.odata",), pinned=("shop",),
            positions=immutabledict({"shop": Point(0, 0)}), folded=("cloud",),
            bends=immutabledict({"orders": (Point(0, 0),)}), labels=immutabledict({"orders": Point(0, 0)}))


def told(landscape: Landscape = GOOD, *views: View, gravity: Gravity = Gravity.ERROR) -> list[tuple[str, tuple]]:
    problems = validate(Workspace(landscape, views))
    assert all(problem.gravity is gravity for problem in problems)
    return [(problem.sentence, problem.path) for problem in problems]


def test_a_sound_workspace_has_no_problems():
    assert told(GOOD, VIEW) == []


def test_ids_used_twice():
    twice = replace(GOOD, systems=(FO, SHOP, FO), integrations=(ORDERS, ORDERS), zones=(*GOOD.zones, Zone(id="cloud")),
                    notes=(*GOOD.notes, *GOOD.notes))
    assert [path for _, path in told(twice)] == [("zones", 2, "id"), ("systems", 2, "id"), ("integrations", 1, "id"),
                                                 ("notes", 1, "id")]
    within = replace(FO, endpoints=(Endpoint(id="odata"), Endpoint(id="odata")))
    assert told(replace(GOOD, systems=(within, SHOP))) == [
        ('endpoint "odata" of system "finance" is defined twice; give one of the two another id',
         ("systems", 0, "endpoints", 1, "id"))]
    assert told(GOOD, View(id="v"), View(id="v"))[0][1] == ("views", 1, "id")
    assert told(GOOD, View(id="v", notes=(ViewNote(id="n"), ViewNote(id="n"))))[0][1] == ("views", 0, "notes", 1, "id")


def test_ids_that_are_none():
    assert "is not an id" in told(replace(GOOD, systems=(FO, SHOP, System(id="Bad id"))))[0][0]


def test_ends_that_are_not_there():
    lost = replace(ORDERS, from_=End("shopp"), to=End("finance", "odat"))
    assert told(replace(GOOD, integrations=(lost,), notes=(), strategy=None)) == [
        ('integration "orders" refers to unknown system "shopp"; did you mean "shop"?', ("integrations", 0, "from")),
        ('integration "orders" refers to unknown endpoint "odat" of system "finance"; did you mean "odata"?',
         ("integrations", 0, "to")),
    ]
    bare = replace(ORDERS, to=End("shop", "x"))
    assert told(replace(GOOD, integrations=(bare,)))[0][0].endswith("; it has no endpoints")


def test_zones_that_are_not_there_or_lie_in_themselves():
    assert told(replace(GOOD, systems=(FO, replace(SHOP, zone="clod")))) == [
        ('system "shop" refers to unknown zone "clod"; did you mean "cloud"?', ("systems", 1, "zone"))]
    parents = {"cloud": "b", "b": "c", "c": "b", "d": "d", "e": "x"}
    circle = tuple(Zone(id=zone, parent=parent) for zone, parent in parents.items())
    assert told(replace(GOOD, zones=circle)) == [
        ('zones "b", "c" lie in each other in a circle; remove one parent', ("zones", 1, "parent")),
        ('zone "d" lies in itself; remove one parent', ("zones", 3, "parent")),
        ('zone "e" refers to unknown zone "x"; define it or remove the reference', ("zones", 4, "parent")),
    ]


def test_owners_of_entities_that_are_not_there():
    entity = Entity(id="Order", system_of_record="erp", attributes=immutabledict({"state": "crm"}))
    assert [path for _, path in told(replace(GOOD, entities=(entity,)))] == [
        ("entities", "Order", "system_of_record"), ("entities", "Order", "attributes", "state")]


def test_remarks_on_what_is_gone_are_warnings():
    gone = replace(GOOD, waivers=(Waiver(rule="R-1", on="ordres"),), notes=(LandscapeNote(id="n", on="x"),),
                   strategy=Strategy(exceptions=(StrategyException(integration="y"),)))
    assert [path for _, path in told(gone, gravity=Gravity.WARNING)] == [
        ("waivers", 0, "on"), ("notes", 0, "on"), ("strategy", "exceptions", 0, "integration")]


def test_views_of_what_is_gone_are_warnings():
    nowhere = Point(0, 0)
    view = View(id="v", show=Show(zones=("a",), systems=("b",)), hide=("c",), positions=immutabledict({"d": nowhere}),
                pinned=("e",), bends=immutabledict({"f": ()}), labels=immutabledict({"g": nowhere}), folded=("h",))
    assert [path for _, path in told(GOOD, view, gravity=Gravity.WARNING)] == [
        ("views", 0, *keys) for keys in (("show", "zones", 0), ("show", "systems", 0), ("hide", 0), ("positions", "d"),
                                         ("pinned", 0), ("bends", "f"), ("labels", "g"), ("folded", 0))]
