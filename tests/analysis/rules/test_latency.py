"""Each rule on latency speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, RECOMMENDATION, UNSTATED = (
    Severity.VIOLATION, Severity.WARNING, Severity.RECOMMENDATION, Severity.UNSTATED)
ORDER = "from: shop, to: fo.odata, entities: [Order], trigger: event"
CHECK = "from: dv.plug-in, to: crm, trigger: event"
CALL = "from: fo.out, to: crm, trigger: event"


@pytest.mark.parametrize(("integration", "expected"), [
    (f"{ORDER}, answer_needed: false", [WARNING]),
    (f"{ORDER}, answer_needed: false, criticality: high", [VIOLATION]),
    (f"{ORDER}, answer_needed: true", []),
    (f"{ORDER}, data: pull", []),
    (ORDER, [UNSTATED]),
    ("from: shop, to: fo.odata, trigger: scheduled, answer_needed: false", []),
    ("from: fo.events, to: bus.q, trigger: event, answer_needed: false", []),
    ("from: code.f, to: fo.odata, trigger: event, answer_needed: false", []),
])
def test_r101_nobody_needs_the_answer(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-101", integration) == expected


@pytest.mark.parametrize(("volume", "words"), [
    ("{peak_per_hour: 1200, operations_per_message: 4}", "custom service (fo.custom-service-json)"),
    ("{peak_per_hour: 9000, operations_per_message: 5}", "recurring integration (fo.recurring-integration)"),
    ("{peak_per_hour: 400000}", "data package API (fo.dmf-package-api)"),
])
def test_r101_names_what_carries_the_volume(volume: str, words: str) -> None:
    found, = told("R-101", f"{ORDER}, answer_needed: false, volume: {volume}")
    assert words in found.advice
    assert '"i0" (Shop to Finance)' in found.message


def test_r101_lists_all_that_do_not_say_in_one_finding() -> None:
    found, = told("R-101", ORDER, ORDER.replace("odata", "service"), CHECK)
    assert (found.severity, found.elements) == (UNSTATED, ("i0", "i1", "i2"))


@pytest.mark.parametrize(("integration", "expected"), [
    (f"{CHECK}, latency: {{p95: 3.5 s}}", [VIOLATION]),
    (f"{CHECK}, latency: {{p95: 2 s}}", []),
    (CHECK, [UNSTATED]),
    ("from: dv.later, to: crm, trigger: event, latency: {p95: 3.5 s}", []),
])
def test_r102_slow_plug_in(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-102", integration) == expected


def test_r102_advises_by_whether_the_answer_is_needed() -> None:
    free, = told("R-102", f"{CHECK}, latency: {{p95: 3 s}}")
    bound, = told("R-102", f"{CHECK}, latency: {{p95: 3 s}}, answer_needed: true")
    assert "dataverse.service-bus" in free.advice
    assert "before the save" in bound.advice


@pytest.mark.parametrize(("integration", "expected"), [
    (CHECK, [WARNING]),
    (CALL, [WARNING]),
    ("from: dv.virtual, to: crm", [WARNING]),
    ("from: dv.hook, to: crm, timing: synchronous", [WARNING]),
    ("from: dv.hook, to: crm", []),
    (f"{CHECK}, latency: {{timeout: 5 s}}", []),
    (f"{CHECK}, latency: {{timeout: 150 s}}", [WARNING]),
    ("from: shop, to: fo.odata", []),
])
def test_r103_no_timeout(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-103", integration) == expected


def test_r103_names_the_slowest_answers() -> None:
    assert "99% of its answers take up to 9 s" in told("R-103", f"{CHECK}, latency: {{p99: 9 s, p95: 1 s}}")[0].advice


@pytest.mark.parametrize(("facts", "expected"), [
    ("inside_transaction: true, answer_needed: false", [VIOLATION]),
    ("inside_transaction: true, answer_needed: true", []),
    ("inside_transaction: false, answer_needed: false", []),
    ("inside_transaction: true", [WARNING]),
    ("inside_transaction: true, data: pull", []),
    ("answer_needed: false", [UNSTATED]),
    ("trigger: event", []),
])
def test_r104_third_party_inside_a_posting(facts: str, expected: list[Severity]) -> None:
    assert verdicts("R-104", f"from: fo.out, to: crm, {facts}") == expected


def test_r104_takes_the_place_of_r101_and_r112() -> None:
    posting = f"{CALL}, inside_transaction: true, answer_needed: false, latency: {{p95: 4 s}}"
    assert not told("R-101", posting)
    assert not told("R-112", posting)


def test_r105_smallest_timeout_of_a_chain() -> None:
    first = "from: shop, to: crm, timing: synchronous, latency: {{p99: 1 s, timeout: {}}}".format
    second = "from: crm, to: legacy, timing: synchronous, latency: {p99: 4 s}"
    found, = told("R-105", first("3 s"), second)
    assert (found.severity, found.elements[0]) == (VIOLATION, "i0")
    assert "gives up after 3 s" in found.message and "5 s" in found.message
    assert not told("R-105", first("6 s"), second)
    assert not told("R-105", first("3 s"))


def test_r105_long_chain_is_told_once() -> None:
    calls = [f"from: {a}, to: {b}, timing: synchronous" for a, b in (("shop", "crm"), ("crm", "legacy"),
                                                                      ("legacy", "bank"))]
    assert verdicts("R-105", *calls) == [VIOLATION]
    assert verdicts("R-105", *calls[:2]) == []


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.events, to: bus.q, latency: {required: 2 s}", [VIOLATION]),
    ("from: fo.events, to: bus.q, latency: {required: 1 min}", []),
    ("from: shop, to: fo.odata, latency: {required: 1 s}", []),
])
def test_r106_later_than_required(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-106", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.fabric, to: crm, latency: {required: 30 min}", [VIOLATION]),
    ("from: fo.fabric, to: crm, latency: {required: 1 h}", []),
    ("from: fo.synapse, to: crm, latency: {required: 5 min}", [VIOLATION]),
    ("from: fo.synapse, to: crm, latency: {required: 15 min}", []),
    ("from: fo.synapse, to: crm, frequency: every 5 min", [VIOLATION]),
    ("from: fo.synapse, to: crm", []),
])
def test_r107_fresher_than_the_link(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-107", integration) == expected


READ = ("data: pull, trigger: on-demand, purpose: view, entities: [Stock], answer_needed: true, "
        "volume: {peak_5min: 12000}")


@pytest.mark.parametrize(("integrations", "expected"), [
    ((f"from: shop, to: fo.service, {READ}",), [RECOMMENDATION]),
    ((f"from: shop, to: fo.service, {READ.replace('12000', '900')}",), []),
    ((f"from: shop, to: fo.service, {READ.replace('purpose: view, ', '')}",), []),
    ((f"from: shop, to: stock.api, {READ}",), []),
    ((f"from: shop, to: gate.a, {READ}", "from: gate.a, to: fo.service, data: pull, entities: [Stock]"),
     [RECOMMENDATION]),
    ((f"from: shop, to: gate.a, {READ}", f"from: gate.a, to: stock.api, {READ}, timing: synchronous"), []),
])
def test_r108_pages_that_read_the_core(integrations: tuple[str, ...], expected: list[Severity]) -> None:
    assert verdicts("R-108", *integrations) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: shop, to: fo.odata, timing: near-real-time", [WARNING]),
    ("from: fo.events, to: crm, timing: synchronous", [WARNING]),
    ("from: shop, to: fo.odata, timing: synchronous", []),
    ("from: shop, to: fo.odata", []),
    ("from: dv.bus, to: bus.q, timing: near-real-time", []),
    ("from: shop, to: own.odata, timing: asynchronous", []),
    ("from: fo.odata, to: shop", [WARNING]),
    ("from: shop, to: fo.events", [WARNING]),
    ("from: own.odata, to: shop", []),
])
def test_r109_drawn_otherwise_than_the_endpoint_works(integration: str, expected: list[Severity]) -> None:
    own = ("  - {id: own, type: d365.finance, endpoints: [{id: odata, type: fo.odata, timing: asynchronous, "
           "direction: both}]}\n")                    # what the file says of an endpoint counts before the catalog
    assert verdicts("R-109", integration, systems=own) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: store, to: fo.odata", [WARNING]),
    ("from: store, to: dv.api", []),
    ("from: shop, to: dv.api", [UNSTATED]),
    ("from: fo.events, to: store", []),
    ("from: shop, to: crm, timing: synchronous", []),
])
def test_r110_across_regions(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-110", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: dv, to: fo.odata, entities: [Customer], answer_needed: true", [RECOMMENDATION]),
    ("from: fo.dual, to: dv.dual, entities: [Customer]", []),
    ("from: dv, to: fo.packages, entities: [Customer]", []),
    ("from: shop, to: fo.odata, entities: [Customer]", []),
])
def test_r111_same_object_on_both_sides(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-111", integration) == expected


@pytest.mark.parametrize(("facts", "expected"), [
    ("latency: {p95: 2.5 s}", [WARNING]),
    ("latency: {p95: 2.5 s}, inside_transaction: true, answer_needed: true", [VIOLATION]),
    ("latency: {p95: 0.6 s}", []),
    ("trigger: event", [UNSTATED]),
])
def test_r112_slow_call_out(facts: str, expected: list[Severity]) -> None:
    assert verdicts("R-112", f"from: fo.out, to: crm, {facts}") == expected


def test_thresholds_are_settings_and_rules_can_be_switched_off() -> None:
    slow = f"{CHECK}, latency: {{p95: 3.5 s}}"
    assert not told("R-102", slow, more="strategy: {thresholds: {R-102.seconds: 5}}\n")
    assert not told("R-102", slow, more="strategy: {rules_off: [R-102]}\n")
    assert told("R-103", slow, more="strategy: {rules_off: [R-102]}\n")
