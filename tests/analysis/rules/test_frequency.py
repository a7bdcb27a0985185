"""Each rule on frequency speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, RECOMMENDATION, UNSTATED = (
    Severity.VIOLATION, Severity.WARNING, Severity.RECOMMENDATION, Severity.UNSTATED)


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: shop, to: fo.packages, frequency: every 1 min, volume: {peak_per_hour: 300}", [RECOMMENDATION]),
    ("from: shop, to: fo.packages, frequency: every 1 min, volume: {peak_per_hour: 30000}", []),
    ("from: shop, to: fo.packages, frequency: every 5 min, volume: {peak_per_hour: 300}", []),
    ("from: shop, to: fo.odata, frequency: every 1 min, volume: {peak_per_hour: 300}", []),
    ("from: shop, to: fo.packages, frequency: every 1 min", []),
])
def test_r301_files_for_messages(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-301", integration) == expected


NIGHTLY = "trigger: scheduled, frequency: daily 02:00, operations: [create]"


@pytest.mark.parametrize(("integration", "expected"), [
    (f"from: shop, to: fo.odata, {NIGHTLY}, volume: {{per_run: 800}}", [RECOMMENDATION]),
    (f"from: shop, to: fo.odata, {NIGHTLY}, volume: {{per_run: 40}}", []),
    (f"from: shop, to: fo.odata, {NIGHTLY}, volume: {{per_run: 50000}}", []),
    (f"from: shop, to: fo.packages, {NIGHTLY}, volume: {{per_run: 800}}", []),
    (f"from: shop, to: dv.api, {NIGHTLY}, volume: {{per_run: 800}}, batch: {{records: 100}}", []),
    ("from: shop, to: fo.odata, trigger: event, frequency: high, volume: {per_run: 800}", []),
])
def test_r302_rows_for_batches(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-302", integration) == expected


@pytest.mark.parametrize(("integration", "words"), [
    ("from: shop, to: fo.odata, data: pull, frequency: every 1 min", "fo.business-events"),
    ("from: shop, to: dv.api, data: pull, frequency: every 1 min", "dataverse.service-bus"),
    ("from: shop, to: legacy.api, data: pull, frequency: every 30 s", "let its Hook tell"),
])
def test_r303_polling_names_the_event(integration: str, words: str) -> None:
    found, = told("R-303", integration)
    assert found.severity is WARNING and words in found.advice


@pytest.mark.parametrize("integration", [
    "from: shop, to: fo.odata, data: pull, frequency: every 5 min",
    "from: shop, to: fo.odata, frequency: every 1 min",
    "from: shop, to: crm, data: pull, frequency: every 1 min",
    "from: shop, to: bus.q, data: pull, frequency: every 1 min",
])
def test_r303_is_silent_where_nothing_is_polled(integration: str) -> None:
    assert not told("R-303", integration)


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: flows.f, to: crm, trigger: scheduled, frequency: every 30 s", [VIOLATION]),
    ("from: flows.f, to: crm, trigger: scheduled, latency: {required: 20 s}", [VIOLATION]),
    ("from: flows.f, to: crm, trigger: scheduled, frequency: every 1 min", []),
    ("from: flows.f, to: crm, trigger: event, latency: {required: 20 s}", []),
    ("from: code.f, to: crm, trigger: scheduled, frequency: every 30 s", []),
])
def test_r304_flow_more_often_than_a_minute(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-304", integration) == expected


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: shop, to: dv.changes, frequency: every 10 d", [VIOLATION]),
    ("from: shop, to: dv.changes, frequency: weekly", [WARNING]),
    ("from: shop, to: dv.changes, frequency: daily 02:00", []),
    ("from: shop, to: dv.changes", [UNSTATED]),
    ("from: slow, to: dv.changes, frequency: daily 02:00", [VIOLATION]),
])
def test_r305_token_that_expires(integration: str, expected: list[Severity]) -> None:
    slow = "  - {id: slow, name: Slow, recovery: {rto: 10 d}}\n"
    assert verdicts("R-305", integration, systems=slow) == expected


def test_r306_jobs_at_the_same_time() -> None:
    job = "from: {}, to: fo.packages, trigger: scheduled, frequency: {}, volume: {{per_run: {}}}".format
    found, = told("R-306", job("shop", "daily 02:00", 9000), job("crm", "daily 02:15", 9000))
    assert found.severity is WARNING and found.elements == ("fo", "i0", "i1") and "from 02:00" in found.message
    assert not told("R-306", job("shop", "daily 02:00", 9000), job("crm", "daily 02:16", 9000))
    assert not told("R-306", job("shop", "daily 02:00", 9000), job("crm", "daily 02:10", 30))
    assert not told("R-306", job("shop", "weekly sunday 02:00", 9000), job("crm", "weekly monday 02:00", 9000))
    assert told("R-306", job("shop", "weekly sunday 02:00", 9000), job("crm", "daily 02:00", 9000))


def test_r307_one_great_load() -> None:
    load = ("from: shop, to: dv.api, trigger: scheduled, frequency: daily 22:00, operations: [create], identity: a, "
            "request_time: 0.25 s, volume: {{per_run: 900000, peak_per_hour: {}}}").format
    found, = told("R-307", load(225000))
    assert found.severity is RECOMMENDATION and "L-DV-02" in found.message
    assert not told("R-307", load(20000))
    assert not told("R-307", load(225000).replace("900000", "90000"))


EXPORT = "from: shop, to: fo.files, data: pull"


@pytest.mark.parametrize(("integration", "expected"), [
    (f"{EXPORT}, acknowledged: false", [VIOLATION]),
    (f"{EXPORT}, acknowledged: true", []),
    (EXPORT, [UNSTATED]),
    ("from: shop, to: fo.files, data: push", []),
    ("from: shop, to: fo.packages, data: pull", []),
    ("from: slow, to: fo.files, data: pull, acknowledged: true", [VIOLATION]),
])
def test_r308_export_nobody_acknowledges(integration: str, expected: list[Severity]) -> None:
    slow = "  - {id: slow, name: Slow, recovery: {rto: 10 d}}\n"
    assert verdicts("R-308", integration, systems=slow) == expected
