"""Review items of the first principle: each speaks where it should and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

V, W, INFO, U = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.UNSTATED
ORDER = "from: shop, to: fo.odata, entities: [Order], operations: [create]"
FULL = "trigger: event, frequency: high, data: push, volume: {peak_5min: 10}, latency: {required: 2 s}"


@pytest.mark.parametrize(("rule", "integration", "more", "expected"), [
    ("P-101", ORDER, "", [U]),
    ("P-101", f"{ORDER}, goal: Orders are shipped the same day", "", []),
    ("P-101", "from: code.f, to: fo.odata", "", []),                       # does not begin a flow
    ("P-101", "from: clerk, to: fo, kind: ui", "", []),
    ("P-102", ORDER, "", [U]),
    ("P-102", f"{ORDER}, {FULL}", "", []),
    ("P-102", f"{ORDER}, trigger: scheduled, frequency: daily 01:00, data: push, volume: {{per_run: 9}}", "", []),
    ("P-104", ORDER, "", [U]),
    ("P-104", ORDER, "entities: {Order: {system_of_record: fo}}", []),
    ("P-104", ORDER, "entities: {Order: {attributes: {price: fo}}}", []),
    ("P-104", "from: shop, to: fo.odata, entities: [Order], operations: [read]", "", []),
    ("P-104", ORDER, "entities: {Order: {system_of_record: fo, tables: {fo: T}}, "
                     "Sale: {system_of_record: shop, tables: {fo: T}}}", [V]),
    ("P-105", f"{ORDER}, answer_needed: false, latency: {{required: 2 s}}", "", [W]),
    ("P-105", f"{ORDER}, answer_needed: false, latency: {{required: 5 min}}", "", []),
    ("P-105", ORDER, "", [U]),
    ("P-105", "from: fo.events, to: bus.q", "", [U]),
    ("P-105", "from: fo.events, to: bus.q, delivery: at-least-once", "", []),
    ("P-106", f"{ORDER}, style: batch, purpose: view, volume: {{per_run: 200000}}", "", [W]),
    ("P-106", f"{ORDER}, style: batch, purpose: master-data, volume: {{per_run: 200000}}", "", []),
    ("P-106", f"{ORDER}, style: batch, volume: {{per_run: 200000}}", "", [U]),
    ("P-106", f"{ORDER}, style: batch, volume: {{per_run: 2000}}", "", []),
    ("P-108", f"{ORDER}, criticality: high", "", [U]),
    ("P-108", f"{ORDER}, criticality: high, error_handling: {{outage: 'no'}}", "", [V]),
    ("P-108", f"{ORDER}, criticality: high, error_handling: {{outage: paper slips}}", "", []),
    ("P-108", f"{ORDER}, criticality: low", "", []),
    ("P-109", "from: fo.out, to: bank, entities: [Payment]", "", [U]),
    ("P-109", "from: fo.out, to: bank, entities: [Payment]", "entities: {Payment: {personal: false}}", []),
    ("P-109", "from: fo.out, to: bank, entities: [Payment]", "entities: {Payment: {personal: true}}", [U]),
    ("P-109", "from: shop, to: crm, entities: [Payment]", "", []),
    ("P-110", ORDER, "", [U]),
    ("P-110", ORDER, "tenant: {licenses: {d365-enterprise: 5}}", []),
])
def test_requirements(rule: str, integration: str, more: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, more=more) == expected


def test_p103_tells_both_owners_once_for_all_elements() -> None:
    found, = told("P-103", ORDER)
    assert found.severity is U
    assert {"shop", "fo", "i0"} <= set(found.elements)
    assert "clerk" not in found.elements
    assert "technical_owner (" in found.message
    one, rest = told("P-103", f"{ORDER}, owner: nobody")
    assert (one.severity, one.elements, rest.severity) == (W, ("i0",), U)


def test_p107_a_queue_that_nobody_reads_or_fills() -> None:
    unread, = told("P-107", "from: fo.events, to: bus.q, criticality: high")
    assert (unread.severity, unread.elements) == (V, ("i0",))
    assert unread.message == '"i0" brings data to Bus / q, but nothing takes it from there (anti-pattern A-27).'
    unfilled, = told("P-107", "from: shop, to: bus.q, data: pull")
    assert (unfilled.severity, unfilled.elements) == (W, ("i0",))
    assert told("P-107", "from: fo.events, to: bus.q", "from: shop, to: bus.q, data: pull") == []
    assert told("P-107", "from: fo.events, to: shop") == []


@pytest.mark.parametrize(("residency", "expected"), [("eu", [W]), ("us", []), ("USA", [])])
def test_p109_personal_data_leaves_where_it_must_stay(residency: str, expected: list[Severity]) -> None:
    text = f"""
d365arch: 1
zones: [{{id: us, name: USA, kind: residency}}]
entities: {{Person: {{personal: true, residency: {residency}}}}}
systems: [{{id: a}}, {{id: b, zone: us}}]
integrations: [{{id: i, from: a, to: b, entities: [Person]}}]
"""
    result = analyze(read_text(text, "residency.yaml").workspace, own_catalog())
    assert [f.severity for f in result.findings if f.rule == "P-109"] == expected


def test_critical_elements_come_first_and_the_keys_are_counted() -> None:
    found, = told("P-301", "from: shop, to: crm", "from: shop, to: fo.odata, criticality: high",
                  "from: crm, to: shop, monitoring: {tool: Azure Monitor}")
    assert found.elements == ("i1", "i0", "i2")
    assert found.figures["unstated.monitoring.tool"] == 2
    assert found.figures["unstated.monitoring.alert"] == 3
    assert "monitoring.tool (2) and monitoring.alert (3)" in found.message


def test_p109_asks_where_a_receiver_stands() -> None:
    text = """
d365arch: 1
zones: [{id: ch, name: Switzerland, kind: residency}, {id: d365, kind: environment}]
entities: {Person: {personal: true, residency: CH}}
systems: [{id: a, zone: ch}, {id: b, name: Dataverse, zone: d365}, {id: c, zone: ch}]
integrations:
  - {id: i, from: a, to: b, entities: [Person]}
  - {id: j, from: a, to: b, data: pull, entities: [Person]}
  - {id: k, from: a, to: c, entities: [Person]}
"""
    result = analyze(read_text(text, "residency.yaml").workspace, own_catalog())
    found, = [f for f in result.findings if f.rule == "P-109"]
    assert (found.severity, found.elements) == (U, ("i",))
    assert found.message == "Person must stay in CH; the file does not say where Dataverse stands."
