"""What was found goes into a landscape without touching what a person wrote, and a second time changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d365arch.catalog.load import own_catalog
from d365arch.discovery.drift import drift
from d365arch.discovery.drift_records import DifferenceKind, ElementKind
from d365arch.discovery.into import Accepted, into
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.records import (
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
    Root,
    ZoneHint,
)
from d365arch.discovery.tree import LEFT_OUT
from d365arch.io.encode import to_text
from d365arch.io.files import read_text
from d365arch.model import End, Evidence, Landscape, Workspace
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger, ZoneKind

CATALOG = own_catalog()
DATAVERSE = FoundSystem(identity=Identity("dataverse"), name="Power Platform environment (Dataverse)",
                        type="pp.dataverse")
BUS = FoundSystem(identity=Identity("azure.service-bus", "orders-bus"), name="Azure Service Bus orders-bus",
                  type="azure.service-bus")
SHOP = FoundSystem(identity=Identity("host", "shop.example.com"), name="shop.example.com")
ERP = FoundSystem(identity=Identity("fo"), name="Dynamics 365 Finance & Operations", type="d365.finance-operations")
EMPTY = Workspace(Landscape(format=1))


def evidence(name: str, place: str = "/properties", folder: str = "artefacts") -> tuple[Evidence, ...]:
    return (Evidence(file=f"{folder}/Workflows/{name}.json", place=place, confidence=Confidence.CERTAIN),)


def flow(name: str, from_: FoundSystem, to: FoundSystem, **more: object) -> FoundIntegration:
    values: dict[str, object] = {
        "automation": f"flow/{name}", "name": name, "from_": from_.identity, "to": to.identity,
        "timing": Timing.NEAR_REAL_TIME, "trigger": Trigger.EVENT, "data": DataFlow.PUSH,
        "evidence": evidence(name), **more}
    return FoundIntegration(**values)  # type: ignore[arg-type]


def discovery(*integrations: FoundIntegration, systems: tuple[FoundSystem, ...] = (DATAVERSE, BUS, SHOP, ERP),
              endpoints: tuple[FoundEndpoint, ...] = ()) -> Discovery:
    used = {end for one in integrations for end in (one.from_, one.to)} | {one.system for one in endpoints}
    return Discovery(systems=tuple(one for one in systems if one.identity in used), integrations=integrations,
                     endpoints=endpoints, roots=(Root("artefacts", "artefacts"),))


def drawn(text: str) -> Workspace:
    return read_text(text, "drawn.yaml").workspace


ORDERS = flow("Send orders", DATAVERSE, BUS, entities=("salesorder",))
STOCK = flow("Read stock", DATAVERSE, SHOP, timing=Timing.ASYNCHRONOUS, trigger=Trigger.SCHEDULED, data=DataFlow.PULL,
             frequency="every 15 min")
FOUND = discovery(ORDERS, STOCK)

HAND_DRAWN = """
d365arch: 1
name: Ours
systems:
  - {id: sales, name: Our sales app, type: d365.sales}
  - id: bus
    name: The bus
    type: azure.service-bus
integrations:
  # decided in March
  - {id: orders, name: Orders to everybody, from: sales, to: bus, timing: asynchronous}
views:
  - {id: main, positions: {sales: [10, 20], bus: [400, 20]}}
"""


def test_into_nothing_is_everything_and_the_second_time_is_nothing() -> None:
    first = into(EMPTY, FOUND, CATALOG)
    after = first.edit.apply(EMPTY)
    assert [one.name for one in after.landscape.integrations] == ["Send orders", "Read stock"]
    assert len(after.landscape.systems) == 3
    second = into(after, FOUND, CATALOG)
    assert second.edit.is_empty
    assert (second.filled, second.differences, second.questions) == ((), (), ())
    read_again = read_text(to_text(after), "x.yaml").workspace
    assert into(read_again, FOUND, CATALOG).edit.is_empty


def test_what_a_person_wrote_and_placed_stays_and_what_is_open_is_filled() -> None:
    before = drawn(HAND_DRAWN)
    taken = into(before, FOUND, CATALOG)
    after = taken.edit.apply(before).landscape
    orders = after.integration_by_id["orders"]
    assert orders.name == "Orders to everybody"
    assert orders.timing is Timing.ASYNCHRONOUS, "stated by hand, so it stays"
    assert orders.trigger is Trigger.EVENT, "left open, so it is filled"
    assert orders.entities == ("salesorder",)
    assert orders.evidence == ORDERS.evidence
    assert after.system_by_id["sales"].name == "Our sales app"
    assert taken.edit.apply(before).views == before.views
    assert [one.fact for one in taken.differences] == ["timing"]
    assert any("Orders to everybody" in sentence and "trigger" in sentence for sentence in taken.filled)
    assert into(taken.edit.apply(before), FOUND, CATALOG).edit.is_empty


@pytest.mark.parametrize(("stated", "left_open"), [
    ("from: shop, to: sales", "data"),
    ("from: sales, to: shop, trigger: event", "frequency"),
    ("from: sales, to: shop, frequency: daily", "trigger"),
])
def test_nothing_is_filled_that_contradicts_what_a_person_stated(stated: str, left_open: str) -> None:
    before = drawn(f"""
d365arch: 1
systems: [{{id: sales, type: d365.sales}}, {{id: shop, name: shop.example.com}}]
integrations: [{{id: read-stock, name: Read stock, {stated}}}]
""")
    taken = into(before, discovery(STOCK), CATALOG)
    after = taken.edit.apply(before)
    assert getattr(after.landscape.integration_by_id["read-stock"], left_open) is None
    assert taken.filled, "the rest is stated"
    assert into(after, discovery(STOCK), CATALOG).edit.is_empty


def in_zone(system: FoundSystem, name: str) -> FoundSystem:
    return replace(system, zone=ZoneHint(ZoneKind.NETWORK, name))


@pytest.mark.parametrize(("renamed", "stands_in"), [("Sites", "plants"), (None, None)])
def test_a_zone_that_somebody_renamed_or_took_away_does_not_come_back(renamed: str | None,
                                                                      stands_in: str | None) -> None:
    systems = (*(in_zone(one, "Plants") for one in (BUS, SHOP)), DATAVERSE)
    first = into(EMPTY, discovery(ORDERS, systems=systems), CATALOG).edit.apply(EMPTY).landscape
    assert [one.id for one in first.zones] == ["plants"]
    zones = tuple(replace(one, name=renamed) for one in first.zones) if renamed else ()
    changed = Workspace(replace(first, zones=zones, systems=tuple(
        one if renamed else replace(one, zone=None) for one in first.systems)))
    later = into(changed, discovery(ORDERS, STOCK, systems=systems), CATALOG)
    after = later.edit.apply(changed).landscape
    assert [one.name for one in after.zones] == ([renamed] if renamed else [])
    assert {one.name: one.zone for one in after.systems}[SHOP.name] == stands_in
    assert into(Workspace(after), discovery(ORDERS, STOCK, systems=systems), CATALOG).edit.is_empty


def test_only_what_is_accepted_comes_with_the_systems_it_needs() -> None:
    found = landscape_of(FOUND, CATALOG)
    wanted = next(one.id for one in found.landscape.integrations if one.name == "Read stock")
    after = into(EMPTY, FOUND, CATALOG, Accepted(integrations=[wanted])).edit.apply(EMPTY).landscape
    assert [one.name for one in after.integrations] == ["Read stock"]
    assert {one.name for one in after.systems} == {DATAVERSE.name, SHOP.name}
    assert into(EMPTY, FOUND, CATALOG, Accepted()).edit.is_empty


def test_renamed_and_moved_things_are_recognized_by_their_evidence() -> None:
    after = into(EMPTY, FOUND, CATALOG).edit.apply(EMPTY)
    text = to_text(after).replace("id: send-orders", "id: int-7").replace("Send orders", "Orders, our way")
    text = text.replace("artefacts/Workflows", "elsewhere/checkout/Workflows").replace("shop-example-com", "shop")
    changed = drawn(text.replace("shop.example.com", "Our web shop"))
    again = into(changed, FOUND, CATALOG)
    assert not again.edit.integrations
    assert not again.edit.systems
    assert again.matching.integrations["send-orders"] == "int-7"


def test_evidence_names_the_archive_of_the_new_version() -> None:
    def version(number: int) -> Discovery:
        return discovery(flow("Send orders", DATAVERSE, BUS,
                              evidence=evidence("orders", folder=f"artefacts/Sales_{number}.zip!")))

    before = into(EMPTY, version(1), CATALOG).edit.apply(EMPTY)
    after = into(before, version(2), CATALOG).edit.apply(before)
    [orders] = after.landscape.integrations
    assert [one.file for one in orders.evidence] == ["artefacts/Sales_2.zip!/Workflows/orders.json"]
    assert into(after, version(2), CATALOG).edit.apply(after) == after


def test_what_is_gone_from_the_artefacts_is_a_question_and_stays_drawn() -> None:
    after = into(EMPTY, FOUND, CATALOG).edit.apply(EMPTY)
    later = into(after, discovery(ORDERS), CATALOG)
    assert [question.integration for question in later.questions] == ["read-stock"]
    assert "removed?" in later.questions[0].sentence
    assert later.edit.is_empty
    elsewhere = replace(discovery(ORDERS), roots=(Root("another-folder", "another-folder"),))
    assert into(after, elsewhere, CATALOG).questions == (), "artefacts that were not read are not gone"


def test_an_id_that_somebody_uses_for_something_else_is_left_to_them() -> None:
    before = drawn("""
d365arch: 1
systems:
  - {id: azure-service-bus-orders-bus, name: Bus of the staff, type: d365.human-resources}
  - {id: crm, type: pp.dataverse}
integrations:
  - {id: send-orders, name: Timetable, from: azure-service-bus-orders-bus, to: crm}
""")
    taken = into(before, FOUND, CATALOG)
    after = taken.edit.apply(before).landscape
    assert after.system_by_id["azure-service-bus-orders-bus"].name == "Bus of the staff"
    assert after.integration_by_id["send-orders"].from_.system == "azure-service-bus-orders-bus"
    assert len(after.integrations) == 3


def test_endpoints_of_drawn_systems_are_added_once() -> None:
    offer = FoundEndpoint(system=DATAVERSE.identity, key="custom-api/approve", name="approve",
                          type="dataverse.custom-api", evidence=evidence("solution"))
    found = discovery(ORDERS, endpoints=(offer,))
    before = drawn(HAND_DRAWN)
    taken = into(before, found, CATALOG)
    after = taken.edit.apply(before)
    assert "dataverse.custom-api" in [one.type for one in after.landscape.system_by_id["sales"].endpoints]
    assert into(after, found, CATALOG).edit.is_empty


def test_a_landscape_of_its_own_has_no_drift() -> None:
    assert drift(landscape_of(FOUND, CATALOG).workspace, FOUND, CATALOG, endpoints=True) == ()


@pytest.mark.parametrize(("change", "fact", "drawn_as", "found_as"), [
    ({"timing": Timing.SYNCHRONOUS}, "timing", "near-real-time", "synchronous"),
    ({"trigger": Trigger.SCHEDULED}, "trigger", "event", "scheduled"),
    ({"active": False}, "active", "switched on", "switched off"),
    ({"entities": ("salesorder", "quote")}, "entities", "salesorder", "salesorder, quote"),
    ({"from_": BUS.identity, "to": DATAVERSE.identity}, "from", f'"{DATAVERSE.name}"', f'"{BUS.name}"'),
])
def test_drift_tells_each_fact_that_differs(change: dict[str, object], fact: str, drawn_as: str, found_as: str) -> None:
    before = landscape_of(FOUND, CATALOG).workspace
    differences = drift(before, discovery(replace(ORDERS, **change), STOCK), CATALOG)  # type: ignore[arg-type]
    assert [(one.kind, one.element_id, one.fact, one.drawn, one.found) for one in differences] == [
        (DifferenceKind.DIFFERS, "send-orders", fact, drawn_as, found_as)]
    assert '"Send orders"' in differences[0].sentence


def test_drift_tells_what_is_missing_at_either_side_and_where_it_was_seen() -> None:
    before = landscape_of(discovery(ORDERS), CATALOG).workspace
    differences = drift(before, discovery(STOCK), CATALOG)
    told = {(one.kind, one.element_kind): one for one in differences}
    assert set(told) == {(kind, element) for kind in (DifferenceKind.NOT_DRAWN, DifferenceKind.NOT_FOUND)
                         for element in (ElementKind.INTEGRATION, ElementKind.SYSTEM)}
    new = told[DifferenceKind.NOT_DRAWN, ElementKind.INTEGRATION]
    assert new.evidence == STOCK.evidence
    assert new.near == ("power-platform-environment-dataverse",)


def test_tables_of_an_entity_are_that_entity() -> None:
    before = drawn(HAND_DRAWN.replace("timing: asynchronous", "entities: [Sales order]") + """
entities:
  Sales order: {tables: {dataverse: salesorder}}
""")
    plural = discovery(replace(ORDERS, entities=("salesorders",)))
    assert [one.fact for one in drift(before, plural, CATALOG) if one.kind is DifferenceKind.DIFFERS] == []


def test_an_artefact_that_leads_elsewhere_now_is_drift_and_not_a_renamed_box() -> None:
    before = into(EMPTY, FOUND, CATALOG).edit.apply(EMPTY)
    other = replace(SHOP, identity=Identity("host", "shop.elsewhere.example"), name="shop.elsewhere.example")
    moved = discovery(ORDERS, replace(STOCK, to=other.identity), systems=(DATAVERSE, BUS, other))
    told = [(one.kind, one.fact, one.drawn, one.found) for one in drift(before, moved, CATALOG)]
    assert (DifferenceKind.DIFFERS, "to", '"shop.example.com"', '"shop.elsewhere.example"') in told
    taken = into(before, moved, CATALOG)
    assert taken.edit.apply(before).landscape.integration_by_id["read-stock"].to.system == "shop-example-com"
    assert [one.fact for one in taken.differences] == ["to"]


def test_a_system_that_keeps_its_name_at_another_address_is_told() -> None:
    portal = replace(SHOP, name="Portal")
    before = into(EMPTY, discovery(STOCK, systems=(DATAVERSE, portal)), CATALOG).edit.apply(EMPTY)
    moved = replace(portal, identity=Identity("host", "portal.elsewhere.example"))
    found = discovery(replace(STOCK, to=moved.identity), systems=(DATAVERSE, moved))
    assert [(one.fact, one.drawn, one.found) for one in drift(before, found, CATALOG)] == [
        ("known_as", "host:shop.example.com", "host:portal.elsewhere.example")]


def test_a_file_that_could_not_be_read_is_not_gone() -> None:
    before = into(EMPTY, FOUND, CATALOG).edit.apply(EMPTY)
    unread = NotRead("/somewhere/artefacts/Workflows/Read stock.json", "broken JSON at line 1, column 2.")
    found = replace(discovery(ORDERS), not_read=(unread,))
    found = replace(found, roots=(Root("artefacts", "/somewhere/artefacts"),))
    assert into(before, found, CATALOG).questions == ()
    assert drift(before, found, CATALOG) == ()
    partial = replace(discovery(ORDERS), not_read=(NotRead("x", f"{LEFT_OUT}, since there are more than 3 files."),))
    assert into(before, partial, CATALOG).questions == ()


def test_what_was_not_looked_at_is_no_drift() -> None:
    before = into(EMPTY, FOUND, CATALOG).edit.apply(EMPTY)
    nothing = Discovery(roots=(Root("another-folder", "another-folder"),))
    assert drift(before, nothing, CATALOG) == ()


@pytest.mark.parametrize("named", ["Read stock", "shop.example.com", "host:shop.example.com"])
def test_what_is_not_wanted_stays_away(named: str) -> None:
    before = drawn(f"d365arch: 1\nsystems: []\nnot_wanted: ['{named}']\n")
    after = into(before, FOUND, CATALOG).edit.apply(before)
    assert [one.name for one in after.landscape.integrations] == ["Send orders"]
    assert into(after, FOUND, CATALOG).edit.is_empty
    assert [one for one in drift(after, FOUND, CATALOG) if one.element_kind is ElementKind.INTEGRATION] == []


def test_what_a_hand_drawn_system_is_known_by_is_kept_from_then_on() -> None:
    before = drawn(HAND_DRAWN)
    after = into(before, FOUND, CATALOG).edit.apply(before)
    assert after.landscape.system_by_id["bus"].known_as == ("azure.service-bus:orders-bus",)
    other = replace(BUS, identity=Identity("azure.service-bus", "b2"), name="Azure Service Bus b2")
    found = discovery(replace(ORDERS, to=other.identity), systems=(DATAVERSE, other))
    assert "to" in [one.fact for one in drift(after, found, CATALOG)]


SYSTEMS = (DATAVERSE, BUS, SHOP, ERP)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(SYSTEMS), st.sampled_from(SYSTEMS),
                          st.sampled_from([None, *Timing])), max_size=9),
       st.lists(st.integers(0, 8), max_size=4))
def test_any_discovery_twice_is_as_once_whatever_was_there(
        rows: list[tuple[str, FoundSystem, FoundSystem, Timing | None]], kept: list[int]) -> None:
    flows = {(name, one.identity, other.identity): flow(name, one, other, timing=timing)
             for name, one, other, timing in rows if one is not other}
    all_found = discovery(*flows.values())
    part = discovery(*(one for number, one in enumerate(flows.values()) if number in kept))
    first = into(EMPTY, part, CATALOG).edit.apply(EMPTY)
    second = into(first, all_found, CATALOG).edit.apply(first)
    assert len(second.landscape.integrations) == len(flows)
    third = into(second, all_found, CATALOG)
    assert third.edit.is_empty
    assert [one for one in drift(second, all_found, CATALOG) if one.kind is not DifferenceKind.DIFFERS] == []


BUS_2 = replace(BUS, identity=Identity("azure.service-bus", "stock-bus"), name="Azure Service Bus stock-bus")


def test_an_integration_that_somebody_let_lead_elsewhere_stays_there_and_is_no_second_one() -> None:
    found = discovery(ORDERS, flow("Read ledger", DATAVERSE, ERP))
    first = into(EMPTY, found, CATALOG).edit.apply(EMPTY).landscape
    erp = next(one.id for one in first.systems if one.name == ERP.name)
    kept = tuple(one for one in first.systems if one.name != BUS.name)
    changed = Workspace(replace(first, systems=kept, integrations=tuple(
        replace(one, to=End(erp)) if one.id == "send-orders" else one for one in first.integrations)))
    taken = into(changed, found, CATALOG)
    assert (taken.edit.systems, taken.edit.integrations) == ((), ()), "the bus is not wanted for it"
    assert [one.fact for one in taken.differences] == ["to"]


def test_systems_made_one_keep_the_endpoints_of_both_and_get_no_more() -> None:
    offers = tuple(FoundEndpoint(system=one.identity, key="queue/orders", name="orders", type="channel.queue",
                                 evidence=evidence("bus")) for one in (BUS, BUS_2))
    found = discovery(ORDERS, flow("Send stock", DATAVERSE, BUS_2), systems=(DATAVERSE, BUS, BUS_2), endpoints=offers)
    first = into(EMPTY, found, CATALOG).edit.apply(EMPTY).landscape
    one, other = (next(old.id for old in first.systems if old.name == bus.name) for bus in (BUS, BUS_2))
    made_one = Workspace(replace(
        first, systems=tuple(old for old in first.systems if old.id != other),
        integrations=tuple(replace(old, to=End(one)) for old in first.integrations)))
    after = into(made_one, found, CATALOG).edit.apply(made_one)
    assert [old.id for old in after.landscape.systems if old.type == BUS.type] == [one]
    assert into(after, found, CATALOG).edit.is_empty


HANDS = ("rename", "retype", "new id", "new label", "turn", "delete", "no zones", "no evidence")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(SYSTEMS), st.sampled_from(SYSTEMS)),
                min_size=1, max_size=8),
       st.lists(st.tuples(st.sampled_from(HANDS), st.integers(0, 9)), max_size=4))
def test_whatever_hands_changed_one_run_takes_all_and_the_next_changes_nothing(
        rows: list[tuple[str, FoundSystem, FoundSystem]], changes: list[tuple[str, int]]) -> None:
    flows = {(name, one.identity, other.identity): flow(name, one, other) for name, one, other in rows
             if one is not other}
    found = discovery(*flows.values())
    landscape = into(EMPTY, found, CATALOG).edit.apply(EMPTY).landscape
    for what, number in changes:
        landscape = by_hand(landscape, what, number)
    changed = Workspace(landscape)
    after = into(changed, found, CATALOG).edit.apply(changed)
    assert into(after, found, CATALOG).edit.is_empty
    if not any(what == "delete" for what, _ in changes):
        assert len(after.landscape.systems) == len(landscape.systems)


def by_hand(landscape: Landscape, what: str, number: int) -> Landscape:
    """The landscape with one element changed as a person might."""
    systems, integrations = list(landscape.systems), list(landscape.integrations)
    if systems:
        at = number % len(systems)
        system = systems[at]
        systems[at] = {"rename": replace(system, name=f"Ours {number}"), "retype": replace(system, type=None),
                       "no zones": replace(system, zone=None)}.get(what, system)
    if integrations:
        at = number % len(integrations)
        one = integrations[at]
        integrations[at] = {
            "new id": replace(one, id=f"int-{len(integrations)}-{at}"),
            "new label": replace(one, name=f"Ours {number}"),
            "turn": replace(one, from_=one.to, to=one.from_), "no evidence": replace(one, evidence=())}.get(what, one)
        if what == "delete":
            del integrations[at]
    return replace(landscape, systems=tuple(systems), integrations=tuple(integrations))
