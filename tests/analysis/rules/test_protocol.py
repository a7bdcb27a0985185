"""Each rule on transport speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.more_systems import MORE
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, INFO, REC = Severity.VIOLATION, Severity.WARNING, Severity.INFO, Severity.RECOMMENDATION


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("R-802", "from: web, to: site.odata", [VIOLATION]),
    ("R-802", "from: web, to: site.packages", []),
    ("R-802", "from: web, to: erp.odata", []),
    ("R-803", "from: erp.out, to: drop.old", [VIOLATION]),
    ("R-803", "from: erp.out, to: drop.r, tls: TLS 1.0", [VIOLATION]),
    ("R-803", "from: erp.out, to: drop.r, tls: '1.2'", []),
    ("R-803", "from: erp.out, to: drop.r", []),
    ("R-804", "from: drop.f, to: erp.odata", [REC]),
    ("R-804", "from: drop.f, to: erp.packages", []),
    ("R-804", "from: drop.r, to: erp.odata", []),
    ("R-804", "from: erp.er, to: payer, protocol: SFTP", []),
    ("R-805", "from: erp.out, to: drop.s", [REC]),
    ("R-805", "from: erp.out, to: drop.r", []),
    ("R-805", "from: ce.plug-in, to: web, protocol: IDoc", [REC]),
    ("R-806", "from: web, to: erp.odata, auth: API key, criticality: high", [WARNING]),
    ("R-806", "from: web, to: erp.odata, auth: api-key, criticality: low", []),
    ("R-806", "from: web, to: erp.odata, auth: managed identity, criticality: high", []),
    ("R-806", "from: erp.out, to: web, criticality: high", [Severity.UNSTATED]),
    ("R-806", "from: erp.out, to: web", []),
    ("R-807", "from: ce.plug-in, to: web, description: calls 10.0.0.7 directly", [VIOLATION]),
    ("R-807", "from: ce.plug-in, to: web, protocol: AMQP", [VIOLATION]),
    ("R-807", "from: ce.plug-in, to: drop.r, description: version 1.2.3 of the API", []),
    ("R-808", "from: drop.f, to: drop.s", [VIOLATION]),
    ("R-808", "from: drop.f, to: drop.r, kind: ui", []),
    ("R-808", "from: drop.f, to: erp.odata", []),
    ("R-808", "from: erp.out, to: drop.s", []),
    ("R-808", "from: web, to: erp.odata, protocol: SOAP", [VIOLATION]),
    ("R-808", "from: web, to: erp.odata, protocol: REST", []),
    ("R-808", "from: drop.f, to: apps.w", []),
    ("R-809", "from: web, to: erp.odata, volume: {message_kb: 150 KB}", [WARNING]),
    ("R-809", "from: web, to: erp.odata, volume: {message_kb: 100 KB}", []),
    ("R-809", "from: web, to: erp.files, volume: {message_kb: 900 KB}", []),
    ("R-810", "from: web, to: lines.topic, order_required: true", [VIOLATION]),
    ("R-810", "from: web, to: lines.sure, order_required: true", []),
    ("R-810", "from: web, to: lines.topic", []),
    ("R-810", "from: erp.events, to: lines.q, order_required: true", [VIOLATION]),
    ("R-810", "from: code.f, to: lines.q, data: pull, order_required: true, parallelism: 4", [VIOLATION]),
    ("R-810", "from: code.f, to: lines.q, data: pull, order_required: true", []),
    ("R-810", "from: code.f, to: lines.ordered, data: pull, order_required: true, parallelism: 4", []),
])
def test_rule(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, systems=MORE) == expected


@pytest.mark.parametrize(("state", "end", "expected"), [
    ("as-is", "erp.own-db", [INFO]), ("to-be", "erp.own-db", [WARNING]), ("as-is", "erp.aif", [INFO]),
    ("to-be", "erp.aif", [VIOLATION]), ("to-be", "erp.odata", []),
])
def test_r801_yesterday_by_state(state: str, end: str, expected: list[Severity]) -> None:
    ends = f"from: {end}, to: dwh" if end == "erp.own-db" else f"from: web, to: {end}"
    assert verdicts("R-801", ends, more=f"state: {state}", systems=MORE) == expected


def test_r801_is_told_once_for_an_endpoint_and_names_what_replaces_it() -> None:
    found, = told("R-801", "from: web, to: erp.soap", "from: shop, to: erp.soap", systems=MORE)
    assert found.elements == ("erp", "i0", "i1")
    assert "fo.custom-service-json" in found.advice
