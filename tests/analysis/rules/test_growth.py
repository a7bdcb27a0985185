"""Review items of the fifth principle: built for growth."""

from __future__ import annotations

from itertools import pairwise

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

V, W, INFO, U = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.UNSTATED
UPSERT = "from: shop, to: dv.api, identity: app, request_time: 0.1 s, operations: [create]"


@pytest.mark.parametrize(("volume", "expected"), [
    ("{peak_5min: 3000, growth_per_year: 10%}", []),          # 50 % today, 67 % then
    ("{peak_5min: 3000, growth_per_year: 20%}", [W]),         # 86 % then
    ("{peak_5min: 3000, growth_per_year: 50%}", [V]),         # 169 % then
    ("{peak_5min: 9000, growth_per_year: 50%}", []),          # over today: the limit's own finding
    ("{peak_5min: 3000}", []),
])
def test_p501_limits_at_the_horizon(volume: str, expected: list[Severity]) -> None:
    found = [f for f in told("P-501", f"{UPSERT}, volume: {volume}") if "L-DV-01" in f.message]
    assert [f.severity for f in found] == expected
    assert all("in 3 years" in f.message for f in found)


def test_p501_asks_for_growth_where_r708_is_off() -> None:
    asked, = told("P-501", f"{UPSERT}, volume: {{peak_5min: 3}}", more="strategy: {rules_off: [R-708]}\n")
    assert (asked.severity, asked.elements) == (U, ("i0",))


@pytest.mark.parametrize(("hub", "expected"), [
    ("type: azure.service-bus", [U]), ("type: azure.service-bus, tier: standard", []),
    ("type: azure.service-bus, tier: premium", [U]), ("type: azure.service-bus, tier: premium, units: 2", []),
    ("type: azure.event-hubs, tier: standard", [U]), ("type: onprem.ibm-mq", []),
])
def test_p502_scaling_unit(hub: str, expected: list[Severity]) -> None:
    assert verdicts("P-502", "from: shop, to: own", systems=f"  - {{id: own, name: Own, {hub}}}\n") == expected


def test_p503_parallelism_under_pressure() -> None:
    busy = f"{UPSERT}, volume: {{peak_5min: 5000}}"
    asked, = told("P-503", busy)
    assert asked.severity is U
    assert "parallelism and order_required" in asked.message
    wrong, = told("P-503", f"{busy}, parallelism: 4, order_required: true")
    assert (wrong.severity, wrong.figures["parallelism"]) == (W, 4)
    assert told("P-503", f"{busy}, parallelism: 4, order_required: false") == []
    assert told("P-503", f"{UPSERT}, volume: {{peak_5min: 50}}") == []


def test_p504_production_only() -> None:
    only, rest = told("P-504", "from: shop, to: crm, environments: [Production]")
    assert (only.severity, only.elements, rest.severity) == (W, ("i0",), U)
    assert "bank" not in rest.elements            # a partner's environments are the partner's
    grave, _ = told("P-504", "from: shop, to: crm, criticality: high, environments: [prod]")
    assert grave.severity is V
    assert [f.severity for f in told("P-504", "from: shop, to: crm, environments: [test, prod]")] == [U]


def test_p505_released_by_hand() -> None:
    by_hand, rest = told("P-505", "from: shop, to: crm, criticality: high, alm: manual")
    assert (by_hand.severity, by_hand.elements, rest.severity) == (W, ("i0",), U)
    assert "i0" not in rest.elements
    rest, = told("P-505", "from: shop, to: crm, criticality: high, alm: Azure DevOps")
    assert "i0" not in rest.elements
    rest, = told("P-505", "from: shop, to: crm")
    assert {"fo", "dv"} <= set(rest.elements)
    assert "i0" not in rest.elements


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("P-506", "from: shop, to: tables.db", [W]),
    ("P-506", "from: shop, to: tables.old", [W]),
    ("P-506", "from: shop, to: own-store.db", []),
    ("P-506", "from: shop, to: fo.odata", []),
    ("P-507", "from: shop, to: fo.odata, criticality: high", [U]),
    ("P-507", "from: shop, to: fo.odata, criticality: high, tested_at_peak: false", [W]),
    ("P-507", "from: shop, to: fo.odata, criticality: high, tested_at_peak: true", []),
    ("P-507", "from: shop, to: fo.odata, volume: {peak_per_hour: 20000}", [U]),
    ("P-507", "from: shop, to: fo.odata, volume: {peak_per_hour: 200}", []),
    ("P-509", "from: tables.async, to: dv", [W]),
    ("P-509", "from: tables.async, to: dv, criticality: high", [V]),
    ("P-509", "from: fo.dual, to: dv", []),
    ("P-510", "from: shop, to: dv.api, operations: [create]", [U]),
    ("P-510", "from: shop, to: dv.api, operations: [create], volume: {row_bytes: 900, growth_per_year: 5%}", []),
    ("P-510", "from: shop, to: dv.api, operations: [read]", []),
])
def test_growth(rule: str, integration: str, expected: list[Severity]) -> None:
    more = ("  - {id: tables, name: Tables, endpoints: [{id: db, type: generic.db}, "
            "{id: old, type: dataverse.odata-v2}, {id: async, type: both.dual-write-async}]}\n"
            "  - {id: own-store, name: Store of rows, role: data-store, endpoints: [{id: db, type: generic.db}]}\n")
    assert verdicts(rule, integration, systems=more) == expected


def test_p508_the_next_system() -> None:
    names = ("shop", "crm", "store", "partner", "mes")
    mesh = [f"from: {a}, to: {b}" for n, a in enumerate(names) for b in names[n + 1:]]
    found, = told("P-508", *mesh)
    assert (found.severity, found.figures["changes"]) == (INFO, 4.0)
    assert told("P-508", *[f"from: {a}, to: {b}" for a, b in pairwise(names)]) == []


@pytest.mark.parametrize(("horizon", "expected"), [("1 y", [INFO]), ("3 y", []), ("5 y", [])])
def test_p510_horizon(horizon: str, expected: list[Severity]) -> None:
    assert verdicts("P-510", "from: shop, to: crm", more=f"horizon: {horizon}\n") == expected
