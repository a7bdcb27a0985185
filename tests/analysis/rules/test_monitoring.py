"""Review items of the third principle: who watches, what happens to what fails, how long buffers last."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

V, W, INFO, U = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.UNSTATED
CALL, HIGH = "from: shop, to: fo.odata", "criticality: high"
SEND = "from: fo.events, to: bus.q"


def errors(words: str) -> str:
    return f"error_handling: {{{words}}}"


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("P-301", CALL, [U]),
    ("P-301", f"{CALL}, monitoring: {{tool: Azure Monitor, alert: on-call}}", []),
    ("P-301", f"{CALL}, monitoring: {{tool: Azure Monitor, alert: nobody}}", [W]),
    ("P-301", f"{CALL}, {HIGH}, monitoring: {{tool: none, alert: on-call}}", [V]),
    ("P-302", CALL, [U]),
    ("P-302", f"{CALL}, {errors('retry: false')}", [W]),
    ("P-302", f"{CALL}, {HIGH}, {errors('retry: false')}", [V]),
    ("P-302", f"{CALL}, {errors('retry: false, compensation: credit note')}", []),
    ("P-302", f"{CALL}, {errors('retry: true')}", []),
    ("P-302", SEND, [U]),
    ("P-302", f"{SEND}, {errors('dead_letter: false')}", [W]),
    ("P-302", f"{SEND}, {errors('dead_letter: true')}", [U]),
    ("P-302", f"{SEND}, {errors('dead_letter: true, reprocess: nobody')}", [W]),
    ("P-302", f"{SEND}, {errors('dead_letter: true, reprocess: by hand on Mondays')}", []),
    ("P-302", "from: fo.dual, to: dv.dual", []),
    ("P-303", CALL, [U]),
    ("P-303", f"{CALL}, {errors('retry: false')}", [W]),
    ("P-303", f"{CALL}, {errors('retry: true, honors_retry_after: false')}", [W]),
    ("P-303", f"{CALL}, {errors('retry: true, honors_retry_after: true')}", []),
    ("P-303", "from: fo.out, to: shop", []),
    ("P-303", "from: shop, to: fo.packages", []),
    ("P-304", f"{SEND}, delivery: at-least-once", [U]),
    ("P-304", f"{SEND}, delivery: at-least-once, {errors('idempotent: false')}", [W]),
    ("P-304", f"{SEND}, delivery: at-least-once, {errors('idempotent: order number')}", []),
    ("P-304", f"{SEND}, delivery: at-most-once", []),
    ("P-304", f"{CALL}, {errors('retry: true')}", [U]),
    ("P-304", f"{CALL}, data: pull, operations: [read], {errors('retry: true')}", []),
    ("P-308", "from: shop, to: crm, name: Audit log, timing: synchronous", [INFO]),
    ("P-308", "from: shop, to: crm, name: Audit log, timing: asynchronous", []),
    ("P-308", "from: shop, to: crm, name: Catalog, timing: synchronous", []),
    ("P-309", CALL, [U]),
    ("P-309", f"{CALL}, monitoring: {{business_notification: 'no'}}", [W]),
    ("P-309", f"{CALL}, monitoring: {{business_notification: service desk}}", []),
])
def test_monitoring(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration) == expected


def test_p305_asks_on_ways_of_three_hops() -> None:
    way = ["from: shop, to: bus.q", "from: code.f, to: bus.q, data: pull", "from: code.f, to: fo.odata"]
    found, = told("P-305", *way)
    assert (found.severity, found.elements) == (U, ("i0", "i1", "i2"))
    assert told("P-305", *[f"{w}, monitoring: {{correlation_id: true}}" for w in way]) == []
    lost, = told("P-305", f"{way[0]}, monitoring: {{correlation_id: 'no'}}",
                 *[f"{w}, monitoring: {{correlation_id: true}}" for w in way[1:]])
    assert (lost.severity, lost.figures["hops"]) == (W, 3)
    assert told("P-305", way[0], "from: fo, to: bus.q, data: pull") == []


@pytest.mark.parametrize(("hub", "expected"), [
    ("high_availability: false, criticality: high", [V]), ("high_availability: false", [W]),
    ("high_availability: true", []), ("tier: standard", [U]),
])
def test_p306_hubs(hub: str, expected: list[Severity]) -> None:
    more = f"  - {{id: own, name: Own bus, type: azure.service-bus, {hub}}}\n"
    assert verdicts("P-306", "from: shop, to: own", "from: crm, to: own, data: pull", systems=more) == expected


def test_p307_tools_apart() -> None:
    watched = "from: {}, to: crm, monitoring: {{tool: {}, alert: x}}"
    found, = told("P-307", watched.format("shop", "Azure Monitor"), watched.format("fo.out", "Lifecycle Services"))
    assert (found.severity, found.elements) == (W, ("i1",))
    assert "Send the logs of Lifecycle Services to Azure Monitor" in found.advice
    assert told("P-307", watched.format("shop", "Azure Monitor"), watched.format("fo.out", "App Insights")) == []
    assert told("P-307", "from: shop, to: crm") == []                              # P-301 asks
    asked, = told("P-307", "from: shop, to: crm", more="strategy: {rules_off: [P-301]}\n")
    assert asked.severity is U


@pytest.mark.parametrize(("recovery", "sender", "expected"), [
    ("recovery: {rto: 1 h}, criticality: high", "dv.hook", [V]), ("recovery: {rto: 1 h}", "dv.hook", [W]),
    ("recovery: {rto: 30 s}", "dv.hook", []), ("recovery: {rto: 30 s}", "fo.events", [W]),
    ("criticality: high", "dv.hook", [U]), ("criticality: high", "fo.out", []),
])
def test_p310_buffers_of_senders(recovery: str, sender: str, expected: list[Severity]) -> None:
    more = f"  - {{id: erp, name: ERP, {recovery}}}\n"
    assert verdicts("P-310", f"from: {sender}, to: erp", systems=more) == expected


def test_p310_a_queue_fills_up() -> None:
    more = ("  - {id: erp, name: ERP, recovery: {rto: 8 h}}\n"
            "  - {id: own, name: Own, type: azure.service-bus, endpoints: [{id: q, type: azure.service-bus-queue, "
            "size: 1 GB}]}\n")
    found, = told("P-310", "from: erp, to: own.q, data: pull, volume: {per_hour: 3000, message_kb: 100}", systems=more)
    assert "loses messages after 3.5 h: Own / q is full then" in found.message
    assert told("P-310", "from: erp, to: own.q, data: pull, volume: {per_hour: 300, message_kb: 100}",
                systems=more) == []
