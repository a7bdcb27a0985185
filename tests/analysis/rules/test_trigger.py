"""Each rule on triggers speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, RECOMMENDATION, UNSTATED = (
    Severity.VIOLATION, Severity.WARNING, Severity.RECOMMENDATION, Severity.UNSTATED)
POLL = "from: shop, to: fo.odata, data: pull, trigger: scheduled, frequency: every 10 min"


def test_r401_asking_for_a_business_step() -> None:
    assert verdicts("R-401", f"{POLL}, purpose: notification") == [RECOMMENDATION]
    assert not told("R-401", POLL)
    assert not told("R-401", f"{POLL}, purpose: notification".replace("every 10 min", "daily 02:00"))


def test_r402_asking_for_changed_rows() -> None:
    rows = f"{POLL}, purpose: master-data, entities: [Item], volume: {{{{peak_per_hour: {{}}}}}}".format
    assert verdicts("R-402", rows(3000)) == [RECOMMENDATION]
    assert not told("R-402", rows(90000))
    assert not told("R-402", rows(3000).replace("[Item]", "[A, B, C, D]"))
    assert not told("R-402", rows(3000).replace("every 10 min", "daily 02:00"))


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: dv.later, to: crm, delivery: at-least-once", [RECOMMENDATION]),
    ("from: dv.later, to: crm, delivery: at-most-once", []),
    ("from: dv.later, to: crm", []),
    ("from: dv.bus, to: bus.q, delivery: at-least-once", []),
    ("from: dv.plug-in, to: crm, delivery: at-least-once, answer_needed: true", []),
])
def test_r403_changes_that_must_arrive(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-403", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: dv.hook, to: crm, delivery: at-least-once", [VIOLATION]),
    ("from: dv.hook, to: crm, delivery: exactly-once-effect", [VIOLATION]),
    ("from: dv.hook, to: crm, delivery: at-most-once", []),
    ("from: dv.hook, to: crm", [UNSTATED]),
    ("from: dv.bus, to: bus.q, delivery: at-least-once", []),
])
def test_r404_webhook_that_must_arrive(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-404", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.events, to: crm", [WARNING]),
    ("from: fo.rows, to: crm", [WARNING]),
    ("from: fo.events, to: bus.q", []),
    ("from: fo.events, to: dv", []),
    ("from: dv.bus, to: crm", []),
])
def test_r405_event_straight_to_a_stranger(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-405", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.events, to: bus.q, volume: {message_kb: 100}", [VIOLATION]),
    ("from: fo.events, to: bus.q, purpose: export", [VIOLATION]),
    ("from: fo.events, to: bus.q, volume: {message_kb: 2}", []),
    ("from: dv.bus, to: bus.q, volume: {message_kb: 100}", []),
])
def test_r406_events_as_freight(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-406", integration) == expected


def test_r407_events_in_a_circle() -> None:
    event = "from: {}, to: {}, trigger: event, timing: asynchronous, entities: [{}]".format
    found, = told("R-407", event("shop", "crm", "Customer"), event("crm", "shop", "Customer"))
    assert (found.severity, found.elements) == (VIOLATION, ("crm", "shop", "i1", "i0"))
    assert not told("R-407", event("shop", "crm", "Customer"), event("crm", "shop", "Order"))
    assert not told("R-407", event("shop", "crm", "Customer"), event("crm", "shop", "Customer") + ", loop_guard: tag")
    assert not told("R-407", event("shop", "crm", "Customer"), event("crm", "shop", "Customer").replace(
        "event", "scheduled"))
    assert not told("R-407", "from: fo.dual, to: dv.dual, data: both, trigger: event, entities: [Customer]")


def test_r407_larger_circle_is_told_once() -> None:
    event = "from: {}, to: {}, trigger: event, timing: asynchronous, entities: [Customer]".format
    way = [event("shop", "crm"), event("crm", "legacy"), event("legacy", "shop")]
    found, = told("R-407", *way)
    assert found.severity is VIOLATION and found.elements == ("crm", "legacy", "shop", "i1", "i2", "i0")
    assert not told("R-407", *way[:2])
    assert not told("R-407", *way[:2], way[2] + ", loop_guard: true")


def test_r407_is_a_warning_where_hubs_stand_between() -> None:
    there = ("from: shop, to: bus.q, trigger: event, entities: [Customer]",
             "from: crm, to: bus.q, data: pull, trigger: event, entities: [Customer]")
    back = "from: crm, to: shop, trigger: event, timing: asynchronous, entities: [Customer]"
    found, = told("R-407", *there, back)
    assert found.severity is WARNING and "through Bus" in found.message


def test_r408_load_that_sets_off_events() -> None:
    load = ("from: shop, to: dv.bulk, trigger: scheduled, entities: [Customer], operations: [update], "
            "volume: {per_run: 20000}")
    event = "from: dv.bus, to: bus.q, trigger: event, entities: [{}]".format
    found, = told("R-408", load, event("Customer"))
    assert found.severity is WARNING and found.elements[:2] == ("i0", "i1")
    assert verdicts("R-408", load, event("Order")) == [UNSTATED]
    assert not told("R-408", load.replace("20000", "20000, rows_changed_by_plugins: 0"), event("Order"))
    assert not told("R-408", load.replace("20000", "20"), event("Customer"))


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: shop, to: fo.odata, trigger: on-demand, users: 10, volume: {peak_per_hour: 9000}", [WARNING]),
    ("from: shop, to: fo.odata, trigger: on-demand, users: 100, volume: {peak_per_hour: 9000}", []),
    ("from: clerk, to: fo.odata, trigger: on-demand, volume: {peak_per_hour: 9000}", [UNSTATED]),
    ("from: shop, to: fo.odata, trigger: on-demand, volume: {peak_per_hour: 9000}", []),
    ("from: shop, to: fo.odata, trigger: event, users: 1, volume: {peak_per_hour: 9000}", []),
])
def test_r409_batch_in_disguise(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-409", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: legacy.api, to: bus.q, trigger: event", [RECOMMENDATION]),
    ("from: legacy.hook, to: bus.q, trigger: event", []),
    ("from: legacy.api, to: bus.q, trigger: scheduled", []),
    ("from: legacy, to: bus.q, trigger: event", []),
])
def test_r410_no_events_to_send(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-410", integration) == expected


def test_r407_many_systems_on_one_topic_are_told_in_one_finding() -> None:
    way = [line for n in range(9) for line in (
        f"from: s{n}, to: bus.q, trigger: event, entities: [Customer]",
        f"from: bus.q, to: s{n}, trigger: event, entities: [Customer]")]
    systems = "".join(f"  - {{id: s{n}}}\n" for n in range(9))
    found, = told("R-407", *way, systems=systems)
    assert found.severity is WARNING and found.figures["systems"] == 9
    assert found.elements[:9] == tuple(f"s{n}" for n in range(9))
    way[0] += ", loop_guard: source tag"  # no echo arrives at s0, but at the others
    found, = told("R-407", *way, systems=systems)
    assert found.figures["systems"] == 8


def test_r407_of_a_large_group_pairs_are_told_first() -> None:
    event = "from: {}, to: {}, trigger: event, timing: asynchronous, entities: [Customer]".format
    systems = "".join(f"  - {{id: s{n}}}\n" for n in range(9))
    star = [event(*ends) for n in range(1, 9) for ends in (("s0", f"s{n}"), (f"s{n}", "s0"))]
    assert [f.elements[:2] for f in told("R-407", *star, systems=systems)] == [("s0", f"s{n}") for n in range(1, 9)]
    everybody = [event(f"s{a}", f"s{b}") for a in range(9) for b in range(9) if a != b]
    found = told("R-407", *everybody, systems=systems)
    assert len(found) == 21 and found[-1].figures["systems"] == 9
