"""Each rule on operations speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.more_systems import MORE
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, INFO, REC = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.RECOMMENDATION
READ = "data: pull, operations: [read]"
NIGHTLY = "trigger: scheduled, frequency: daily 02:00"


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("R-501", f"from: web, to: erp.odata, {READ}, {NIGHTLY}, volume: {{per_run: 600000}}", [VIOLATION]),
    ("R-501", f"from: web, to: ce.tds, {READ}, {NIGHTLY}, volume: {{per_run: 200000}}", [WARNING]),
    ("R-501", f"from: web, to: erp.odata, {READ}, {NIGHTLY}, volume: {{per_run: 100000}}", []),
    ("R-501", f"from: web, to: erp.packages, {READ}, {NIGHTLY}, volume: {{per_run: 600000}}", []),
    ("R-501", f"from: web, to: erp.odata, operations: [create], {NIGHTLY}, volume: {{per_run: 600000}}", []),
    ("R-502", f"from: dwh, to: erp.odata, {READ}", [VIOLATION]),
    ("R-502", f"from: web, to: erp.odata, {READ}, purpose: report", [VIOLATION]),
    ("R-502", f"from: web, to: erp.odata, {READ}", []),
    ("R-502", "from: dwh, to: erp.odata, operations: [update]", []),
    ("R-503", f"from: web, to: erp.packages, {READ}, trigger: on-demand, answer_needed: true", [REC]),
    ("R-503", f"from: web, to: erp.odata, {READ}, trigger: on-demand, answer_needed: true", []),
    ("R-503", f"from: web, to: erp.packages, {READ}, {NIGHTLY}", []),
    ("R-504", f"from: web, to: erp.odata, {READ}, entities: [Sales price], answer_needed: true", [REC]),
    ("R-504", f"from: web, to: erp.service, {READ}, entities: [Sales price], answer_needed: true", []),
    ("R-504", f"from: web, to: erp.odata, {READ}, entities: [Sales order], answer_needed: true", []),
    ("R-505", "from: web, to: erp.odata, kind: process, operations: [update]", [REC]),
    ("R-505", "from: web, to: erp.odata, kind: process, operations: [update, action]", []),
    ("R-505", "from: web, to: erp.odata, operations: [update]", []),
    ("R-506", "from: web, to: ce.api, operations: [create], purpose: view", [REC]),
    ("R-506", "from: web, to: ce.api, operations: [create]", []),
    ("R-506", "from: web, to: ce.api, operations: [create], purpose: view, volume: {per_run: 9000}", []),
    ("R-507", f"from: web, to: erp.odata, data: pull, operations: [read, delete], {NIGHTLY}", [WARNING]),
    ("R-507", f"from: web, to: ce.api, {READ}, {NIGHTLY}, purpose: master-data", [INFO]),
    ("R-507", f"from: web, to: ce.api, {READ}, {NIGHTLY}", []),
    ("R-509", "from: web, to: ce.api, operations: [create, update]", [REC]),
    ("R-509", "from: web, to: ce.api, operations: [create, update], error_handling: {idempotent: order number}", []),
    ("R-509", "from: web, to: ce.api, operations: [create]", []),
    ("R-510", f"from: portal.audited, to: drop.r, {READ}", [VIOLATION]),
    ("R-510", f"from: portal.plain, to: drop.r, {READ}", []),
    ("R-510", f"from: brokers.plain, to: drop.r, {READ}", [INFO]),
    ("R-511", "from: erp.packages, to: payer, operations: [file]", [REC]),
    ("R-511", "from: erp.er, to: payer, operations: [file]", []),
    ("R-511", "from: erp.packages, to: web, operations: [file]", []),
])
def test_rule(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, systems=MORE) == expected


def test_r507_names_where_deletes_are_told() -> None:
    found, = told("R-507", f"from: web, to: ce.api, {READ}, {NIGHTLY}, purpose: master-data", systems=MORE)
    assert "dataverse.change-tracking" in found.advice


def test_r509_is_told_once_for_a_system() -> None:
    writers = [f"from: {who}, to: ce.api, operations: [create, update]" for who in ("web", "shop")]
    found, = told("R-509", *writers, systems=MORE)
    assert found.elements == ("ce", "i0", "i1")


UPDATE = "entities: [Customer], operations: [update]"


def test_r508_two_systems_write_one_place() -> None:
    found, = told("R-508", f"from: shop, to: ce.api, {UPDATE}", f"from: crm, to: ce.api, {UPDATE}", systems=MORE)
    assert (found.severity, found.elements) == (VIOLATION, ("crm", "shop", "ce", "i0", "i1"))
    assert "CRM and Shop both update Customer in CE" in found.message


def test_r508_two_systems_write_each_other_through_a_hub() -> None:
    found, = told("R-508", f"from: crm, to: apps.w, data: both, {UPDATE}", f"from: apps.w, to: erp.odata, data: both, "
                           f"{UPDATE}", systems=MORE)
    assert found.elements == ("crm", "erp", "i0", "i1")


@pytest.mark.parametrize(("integrations", "more"), [
    ((f"from: shop, to: ce.api, {UPDATE}", f"from: crm, to: ce.api, {UPDATE}"),
     "entities: {Customer: {system_of_record: ce}}"),
    ((f"from: shop, to: ce.api, {UPDATE}", f"from: crm, to: ce.api, {UPDATE}"),
     "entities: {Customer: {attributes: {name: crm}}}"),
    ((f"from: shop, to: ce.api, {UPDATE}", "from: crm, to: ce.api, entities: [Customer], operations: [create]"), ""),
    ((f"from: shop, to: ce.api, {UPDATE}", f"from: crm, to: drop.r, {UPDATE}"), ""),
    ((f"from: erp.dual, to: ce.dual, data: both, {UPDATE}", f"from: shop, to: ce.api, {UPDATE}"), ""),
    ((f"from: shop, to: lines.q, {UPDATE}", f"from: code.f, to: lines.q, data: pull, {UPDATE}",
      f"from: code.f, to: ce.api, {UPDATE}"), ""),
])
def test_r508_is_silent_where_one_owns_or_one_writes(integrations: tuple[str, ...], more: str) -> None:
    assert verdicts("R-508", *integrations, more=more, systems=MORE) == []
