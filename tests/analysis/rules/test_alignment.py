"""Review items of the second principle: the strategy is stated, and what is drawn keeps to it."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

V, W, INFO, U = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.UNSTATED
ALL = "standard_hubs: [azure.service-bus], allowed_protocols: [OData, AMQP], allowed_auth: [oauth], naming: 'i.*'"
EVENT = "from: shop, to: crm, timing: asynchronous, style: event"


@pytest.mark.parametrize(("rule", "integrations", "strategy", "expected"), [
    ("P-201", ["from: shop, to: fo.odata"], "", [U]),
    ("P-201", ["from: shop, to: fo.odata"], ALL, []),
    ("P-201", ["from: shop, to: fo.odata, protocol: SOAP"], ALL, [W]),
    ("P-201", ["from: shop, to: fo.odata, auth: OAuth"], ALL, []),
    ("P-201", ["from: shop, to: fo.odata, auth: basic"], ALL, [W]),
    ("P-201", ["from: shop, to: fo.odata"], f"{ALL}, avoided_endpoints: [fo.odata]", [W]),
    ("P-201", ["from: shop, to: fo.odata"], f"{ALL}, preferred_endpoints: [fo.custom-service-json]", [INFO]),
    ("P-201", ["from: shop, to: fo.service, protocol: OData"],
     f"{ALL}, preferred_endpoints: [fo.custom-service-json]", []),
    ("P-201", ["from: shop, to: fo.odata"], ALL.replace("i.*", "x-.*"), [W]),
    ("P-201", ["from: shop, to: fo.odata"], ALL.replace("i.*", "(("), [W]),
    ("P-202", [EVENT], "standard_hubs: [azure.service-bus]", [W]),
    ("P-202", [EVENT], "standard_hubs: [azure.api-management]", []),
    ("P-202", [EVENT], "", []),
    ("P-202", [f"{EVENT}, pinned: true"], "standard_hubs: [azure.service-bus]", []),
    ("P-202", ["from: shop, to: bus.q, timing: near-real-time"], "standard_hubs: [azure.service-bus]", []),
    ("P-202", ["from: fo.dual, to: dv.dual"], "standard_hubs: [azure.service-bus, azure.api-management]", []),
    ("P-202", ["from: shop, to: fo.odata, answer_needed: true"], "standard_hubs: [azure.api-management]", []),
    ("P-203", ["from: shop, to: mq"], "standard_hubs: [azure.service-bus]", [W]),
    ("P-203", ["from: shop, to: bus.q"], "standard_hubs: [azure.service-bus]", []),
    ("P-203", ["from: shop, to: mq"], "", []),
    ("P-204", ["from: shop, to: crm"], "", [U]),
    ("P-204", ["from: shop, to: crm"], "landscape_type: hybrid", []),
    ("P-204", [f"from: mes, to: {to}" for to in ("shop", "crm", "store", "partner", "fo.odata")],
     "landscape_type: hybrid", [W]),
    ("P-204", [*(f"from: mes, to: {to}" for to in ("shop", "crm", "store", "partner")), "from: mes, to: bus.q",
               "from: plm, to: crm"], "landscape_type: hybrid", []),
    ("P-205", [f"{EVENT}, entities: [Order]", "from: shop, to: fo.odata, entities: [Order]"], "", [U]),
    ("P-205", [f"{EVENT}, entities: [Order]", "from: shop, to: fo.odata, entities: [Order]"],
     "canonical_model: false", [INFO]),
    ("P-205", [f"{EVENT}, entities: [Order]", "from: shop, to: fo.odata, entities: [Order]"],
     "canonical_model: waived, three pairs only", []),
    ("P-205", [f"{EVENT}, entities: [Order]"], "", []),
    ("P-206", ["from: shop, to: fo.odata"], "", [U]),
    ("P-206", ["from: shop, to: fo.odata"], "team_skills: [Power Automate]", [INFO]),
    ("P-206", ["from: shop, to: fo.odata"], "team_skills: [Power Automate, 'C#']", []),
    ("P-206", ["from: shop, to: fo.odata, low_code: true"], "team_skills: ['C#']", [INFO]),
])
def test_alignment(rule: str, integrations: list[str], strategy: str, expected: list[Severity]) -> None:
    more = f"strategy: {{{strategy}}}\n" if strategy else ""
    more = more.replace("waived, three pairs only", "'waived, three pairs only'")
    assert verdicts(rule, *integrations, more=more) == expected


def test_an_exception_is_shown_as_waived() -> None:
    more = ("strategy: {standard_hubs: [azure.service-bus], exceptions: [{integration: i0, reason: One file a day}, "
            "{rule: P-202, integration: i1}]}\n")
    first, second = told("P-202", EVENT, EVENT.replace("crm", "partner"), more=more)
    assert (first.elements, first.waiver) == (("i1",), None)          # without a reason it covers nothing
    assert second.elements == ("i0",)
    assert second.waiver is not None
    assert second.waiver.reason == "One file a day"
    assert verdicts("W-102", EVENT, EVENT.replace("crm", "partner"), more=more) == [W]


@pytest.mark.parametrize(("state", "expected"), [("to-be", [W]), ("as-is", [])])
def test_p207_speaks_of_plans(state: str, expected: list[Severity]) -> None:
    old = "  - {id: old, name: Old, endpoints: [{id: x, type: dataverse.odata-v2}]}\n"
    assert verdicts("P-207", "from: shop, to: old.x", systems=old, more=f"state: {state}\n") == expected
