"""Each rule on batching speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.more_systems import MORE
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, REC, UNSTATED = (
    Severity.VIOLATION, Severity.WARNING, Severity.RECOMMENDATION, Severity.UNSTATED)
NIGHTLY = "trigger: scheduled, frequency: daily 02:00"
WRITE = "operations: [create, update]"
PACKED = "volume: {per_run: 5000}, batch: {records: 100}"
TABLES = "entities: {Customer: {tables: {dataverse: account, fo: CustCustomerV3Entity}}}"
DUAL = "from: erp.dual, to: ce.dual, data: both, entities: [Customer], operations: [create, update]"


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("R-601", f"from: web, to: erp.odata, {WRITE}, {NIGHTLY}, volume: {{per_run: 1001}}", [WARNING]),
    ("R-601", f"from: web, to: erp.odata, {WRITE}, {NIGHTLY}, volume: {{per_run: 200001}}", [VIOLATION]),
    ("R-601", f"from: web, to: erp.odata, {WRITE}, {NIGHTLY}, volume: {{per_run: 1000}}", []),
    ("R-601", f"from: web, to: erp.packages, {WRITE}, {NIGHTLY}, volume: {{per_run: 200001}}", []),
    ("R-602", f"from: adf.p, to: erp.files, {NIGHTLY}, batch: {{format: package}}", [REC]),
    ("R-602", f"from: adf.p, to: erp.files, {NIGHTLY}, batch: {{format: file}}", []),
    ("R-602", f"from: apps.w, to: erp.files, {NIGHTLY}, batch: {{format: package}}", []),
    ("R-602", f"from: adf.p, to: erp.packages, {NIGHTLY}, batch: {{format: file}}", [REC]),
    ("R-603", f"from: web, to: ce.batch, {WRITE}, entities: [A], {PACKED}", [REC]),
    ("R-603", f"from: web, to: ce.bulk, {WRITE}, entities: [A], {PACKED}", []),
    ("R-603", f"from: web, to: ce.batch, {WRITE}, entities: [A, B], {PACKED}", []),
    ("R-604", "from: web, to: ce.batch, operations: [update], batch: {records: 500}, request_time: 60 s, "
              "volume: {peak_5min: 20000}", [WARNING]),
    ("R-604", "from: web, to: ce.batch, operations: [update], batch: {records: 500}, request_time: 10 s, "
              "volume: {peak_5min: 20000}", []),
    ("R-604", "from: web, to: ce.api, operations: [update], request_time: 1 s, volume: {peak_5min: 3000}", []),
    ("R-605", "from: web, to: ce.batch, operations: [update], batch: {records: 1001}", [VIOLATION]),
    ("R-605", "from: web, to: ce.batch, operations: [update], batch: {records: 1000}", []),
    ("R-605", "from: web, to: ce.bulk, operations: [update], batch: {records: 5000}", []),
    ("R-605", "from: web, to: erp.batch, operations: [update], batch: {records: 5001}", [VIOLATION]),
    ("R-605", "from: web, to: erp.batch, operations: [update], batch: {records: 5000}", []),
    ("R-606", f"from: web, to: erp.packages, {WRITE}, parallelism: 2", [VIOLATION]),
    ("R-606", f"from: web, to: erp.packages, {WRITE}, parallelism: 1", []),
    ("R-606", "from: web, to: erp.packages, data: pull, operations: [read], parallelism: 2", []),
    ("R-607", "from: web, to: erp.files, order_required: true, batch: {format: package}", [VIOLATION]),
    ("R-607", "from: web, to: erp.files, order_required: true, batch: {format: file}", []),
    ("R-607", "from: web, to: erp.files, order_required: true", [UNSTATED]),
    ("R-607", "from: web, to: erp.files, batch: {format: package}", []),
    ("R-609", f"{DUAL}, batch: {{records: 1001}}", [VIOLATION]),
    ("R-609", f"{DUAL}, batch: {{records: 1000}}", []),
    ("R-610", "from: web, to: ce.elastic, operations: [create], batch: {records: 101}", [WARNING]),
    ("R-610", "from: web, to: ce.elastic, operations: [create], batch: {records: 100}", []),
    ("R-611", "from: ce.plug-in, to: ce.bulk, operations: [create]", [VIOLATION]),
    ("R-611", "from: ce.plug-in, to: ce.api, operations: [create]", []),
])
def test_rule(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, systems=MORE) == expected


LOAD = f"from: web, to: ce.bulk, entities: [Customer], {WRITE}, {NIGHTLY}"


@pytest.mark.parametrize(("load", "more", "expected"), [
    (f"{LOAD}, volume: {{per_run: 5000}}", TABLES, [VIOLATION]),
    (f"{LOAD}, volume: {{per_run: 5000}}", "", [UNSTATED]),
    (f"{LOAD}, volume: {{per_run: 500}}", TABLES, []),
    (f"{LOAD.replace('Customer', 'Price')}, volume: {{per_run: 5000}}", TABLES, []),
    (f"{LOAD.replace('ce.bulk', 'dv.bulk')}, volume: {{per_run: 5000}}", TABLES, []),
    (f"{LOAD.replace('Customer', 'Member')}, volume: {{per_run: 5000}}",
     TABLES.replace("}}}", "}}, Member: {tables: {dataverse: account}}}"), [VIOLATION]),
])
def test_r608_bulk_into_a_mapped_table(load: str, more: str, expected: list[Severity]) -> None:
    assert verdicts("R-608", DUAL, load, more=more, systems=MORE) == expected


def test_r608_names_load_map_and_the_way_out() -> None:
    found, = told("R-608", DUAL, f"{LOAD}, volume: {{per_run: 5000}}", more=TABLES, systems=MORE)
    assert found.elements == ("i1", "ce", "i0")
    assert "5,000 rows a run of Customer" in found.message
    assert "500,000" in found.advice
