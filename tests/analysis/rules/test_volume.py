"""Each rule on volume speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.more_systems import MORE
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, REC, UNSTATED = (
    Severity.VIOLATION, Severity.WARNING, Severity.RECOMMENDATION, Severity.UNSTATED)
NIGHTLY = "trigger: scheduled, frequency: daily 02:00"
ROWS = "operations: [create], trigger: event"
LICENSED = "tenant: {licenses: {d365-enterprise: 1}}"


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("R-701", f"from: web, to: erp.odata, {ROWS}, volume: {{peak_per_hour: 4000, operations_per_message: 3}}",
     [WARNING]),
    ("R-701", f"from: web, to: erp.odata, {ROWS}, volume: {{peak_per_hour: 4000, operations_per_message: 60}}",
     [VIOLATION]),
    ("R-701", f"from: web, to: erp.odata, {ROWS}, volume: {{peak_per_hour: 10000}}", []),
    ("R-701", f"from: web, to: erp.files, {ROWS}, volume: {{peak_per_hour: 40000}}", []),
    ("R-701", f"from: web, to: erp.odata, operations: [create], {NIGHTLY}, volume: {{per_run: 90000}}", []),
    ("R-702", f"from: web, to: ce.api, {ROWS}, identity: svc, request_time: 0.1 s, volume: {{peak_5min: 6100}}",
     [VIOLATION]),
    ("R-702", f"from: web, to: ce.api, {ROWS}, identity: svc, request_time: 0.1 s, volume: {{peak_5min: 5000}}",
     [WARNING]),
    ("R-702", f"from: web, to: ce.api, {ROWS}, identity: svc, request_time: 0.1 s, volume: {{peak_5min: 4000}}", []),
    ("R-702", f"from: web, to: erp.odata, {ROWS}, identity: svc, request_time: 0.1 s, volume: {{peak_5min: 9000}}", []),
    ("R-702", f"from: web, to: ce.api, {ROWS}, request_time: 1 s, volume: {{peak_5min: 3000}}", [VIOLATION]),
    ("R-704", "from: erp.rows, to: lines.q, operations: [event], volume: {peak_5min: 5001}", [VIOLATION]),
    ("R-704", "from: erp.rows, to: lines.q, operations: [event], volume: {peak_5min: 2000}", []),
    ("R-705", "from: ce.bus, to: lines.q, operations: [event], volume: {message_kb: 220 KB}", [VIOLATION]),
    ("R-705", "from: ce.bus, to: lines.q, operations: [event], volume: {message_kb: 190 KB}", []),
    ("R-705", "from: ce.hook, to: web, operations: [event], volume: {message_kb: 4 MB}", [VIOLATION]),
    ("R-705", "from: ce.bus, to: lines.q, operations: [event]", [UNSTATED]),
    ("R-705", "from: web, to: lines.q, operations: [event]", []),
    ("R-706", "from: web, to: flows.f, operations: [event], volume: {per_day: 90}", [UNSTATED]),
    ("R-706", "from: web, to: daily.f, operations: [event], volume: {per_day: 20001}", [VIOLATION]),
    ("R-706", "from: web, to: daily.f, operations: [event], volume: {per_day: 19000}", []),
    ("R-707", f"from: web, to: ce.api, {ROWS}, volume: {{per_hour: 100}}", [WARNING]),
    ("R-707", f"from: web, to: ce.api, {ROWS}, volume: {{per_hour: 100, peak_5min: 30}}", []),
    ("R-707", f"from: web, to: ce.api, {ROWS}, volume: {{per_day: 200}}", []),
    ("R-707", f"from: web, to: drop.r, {ROWS}, volume: {{per_hour: 100}}", []),
    ("R-709", f"from: web, to: ce.api, {ROWS}, entities: [Sensor reading], volume: {{per_day: 2000000}}", [REC]),
    ("R-709", f"from: web, to: ce.elastic, {ROWS}, entities: [Sensor reading], volume: {{per_day: 2000000}}", []),
    ("R-709", f"from: web, to: ce.api, {ROWS}, entities: [Sales order], volume: {{per_day: 2000000}}", []),
    ("R-710", f"from: web, to: ce.bulk, operations: [create], {NIGHTLY}, purpose: report, volume: {{per_run: 50000}}",
     [VIOLATION]),
    ("R-710", f"from: web, to: ce.bulk, operations: [create], {NIGHTLY}, volume: {{per_run: 50000}}", []),
    ("R-710", f"from: ce.api, to: web, operations: [create], {NIGHTLY}, purpose: report, volume: {{per_run: 50000}}",
     []),
    ("R-712", f"from: web, to: erp.odata, {ROWS}, volume: {{peak_per_hour: 9000}}", [UNSTATED]),
    ("R-712", f"from: web, to: erp.odata, {ROWS}, priority: high, volume: {{peak_per_hour: 9000}}", []),
    ("R-712", f"from: web, to: erp.files, {ROWS}, volume: {{peak_per_hour: 9000}}", []),
])
def test_rule(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, systems=MORE) == expected


def test_r701_says_what_to_use_instead() -> None:
    volume = "volume: {peak_per_hour: 20000}"
    advices = [f.advice for f in told("R-701", f"from: web, to: erp.odata, {ROWS}, {volume}",
                                      f"from: web, to: erp.odata, operations: [create], {NIGHTLY}, {volume}",
                                      f"from: web, to: erp.odata, data: pull, operations: [read], {volume}",
                                      systems=MORE)]
    assert ["fo.recurring-integration" in advices[0], "fo.dmf-package-api" in advices[1],
            "fo.inventory-visibility" in advices[2]] == [True] * 3


def test_r702_adds_up_an_identity_and_names_what_binds() -> None:
    parts = [f"from: {who}, to: ce.api, {ROWS}, identity: svc, request_time: 0.4 s, volume: {{peak_5min: {number}}}"
             for who, number in (("web", 10_000), ("shop", 4_000))]
    found, = told("R-702", *parts, systems=MORE)
    assert (found.elements, found.figures["limit"]) == (("i0", "i1"), "L-DV-02")
    assert found.figures["utilization_L-DV-01"] == pytest.approx(14 / 6)
    assert found.figures["utilization_L-DV-02"] == pytest.approx(5600 / 1200)
    assert "execution time binds" in found.advice
    assert "One web server of CE is assumed." in found.message


def test_r702_asks_who_shares() -> None:
    calls = [f"from: {who}, to: ce.api, {ROWS}, volume: {{peak_5min: 10}}" for who in ("web", "shop")]
    assert verdicts("R-702", *calls, systems=MORE) == [UNSTATED]
    assert verdicts("R-702", calls[0], systems=MORE) == []
    assert verdicts("R-702", *(f"{c}, identity: s{n}" for n, c in enumerate(calls)), systems=MORE) == []


def test_r703_licenses_warn_only() -> None:
    volume = "volume: {per_run: 200000, rows_changed_by_plugins: 2}"
    load = f"from: web, to: ce.bulk, operations: [create], {NIGHTLY}, {volume}"
    assert verdicts("R-703", load, more=LICENSED, systems=MORE) == [WARNING]
    assert verdicts("R-703", load.replace("200000", "100000"), more=LICENSED, systems=MORE) == []


def test_r708_growth_of_all_or_of_those_that_matter() -> None:
    links = [f"from: web, to: ce.api, {ROWS}, identity: s{n}, volume: {{peak_5min: {peak}, growth_per_year: 10%}}"
             for n, peak in enumerate((10, 10, 3500))]
    none = [x.replace(", growth_per_year: 10%", "") for x in links]
    assert verdicts("R-708", *links, systems=MORE) == []
    assert [f.elements for f in told("R-708", *none, systems=MORE)] == [()]
    assert [f.elements for f in told("R-708", *links[:2], none[2], systems=MORE)] == [("i2",)]
    assert verdicts("R-708", links[2], none[0], links[1], systems=MORE) == []


def test_r711_credits_of_a_namespace() -> None:
    def at(rate: int) -> list[Severity]:
        volume = f"volume: {{peak_5min: {rate * 300}}}"
        return verdicts("R-711", f"from: ce.bus, to: lines.topic, operations: [event], {volume}",
                        f"from: web, to: lines.topic, data: pull, operations: [event], {volume}", systems=MORE)

    assert (at(200), at(150), at(100)) == ([VIOLATION], [WARNING], [])


def test_r712_warns_where_several_add_up() -> None:
    calls = [f"from: web, to: erp.odata, {ROWS}, volume: {{peak_per_hour: 3000}}"] * 2
    found, = told("R-712", *calls, systems=MORE)
    assert (found.severity, found.elements) == (WARNING, ("erp", "i0", "i1"))
