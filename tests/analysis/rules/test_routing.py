"""Each rule on routing speaks on a minimal landscape and is silent on its nearest counter-example."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

WARNING, INFO, RECOMMENDATION, UNSTATED = (
    Severity.WARNING, Severity.INFO, Severity.RECOMMENDATION, Severity.UNSTATED)
CUSTOMER = "entities: [Customer], trigger: event, timing: asynchronous"


def test_r202_the_same_data_to_two_systems() -> None:
    found, = told("R-202", f"from: shop, to: crm, {CUSTOMER}", f"from: shop, to: legacy, {CUSTOMER}")
    assert (found.severity, found.elements) == (RECOMMENDATION, ("shop", "i0", "i1"))
    assert "Customer over 2 direct links to CRM and Legacy" in found.message
    assert not told("R-202", f"from: shop, to: crm, {CUSTOMER}", f"from: shop, to: crm, {CUSTOMER}")
    assert not told("R-202", f"from: shop, to: crm, {CUSTOMER}", f"from: shop, to: bus.t, {CUSTOMER}")
    assert not told("R-202", f"from: shop, to: crm, {CUSTOMER}",
                    f"from: shop, to: legacy, {CUSTOMER}".replace("event", "scheduled"))


def test_r203_several_protocols_without_a_canonical_message() -> None:
    shapes = (f"from: shop, to: bus.t, {CUSTOMER}, protocol: AMQP", f"from: shop, to: crm, {CUSTOMER}, protocol: SOAP")
    assert verdicts("R-203", *shapes) == [RECOMMENDATION]
    assert not told("R-203", *shapes, more="strategy: {canonical_model: JSON by the data team}\n")
    assert not told("R-203", shapes[0], shapes[1].replace("SOAP", "AMQP"))
    assert not told("R-203", shapes[0], shapes[1] + ", operations: [file]")


def test_r204_logic_apps_alone() -> None:
    sure = "from: crm, to: apps.w, timing: asynchronous, delivery: at-least-once"
    assert verdicts("R-204", sure) == [WARNING]
    assert verdicts("R-204", "from: crm, to: apps.w, timing: asynchronous") == [UNSTATED]
    assert not told("R-204", sure.replace("at-least-once", "at-most-once"))
    assert not told("R-204", sure, "from: crm, to: bus.q")


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.out, to: mes", [WARNING]),
    ("from: mes, to: fo.service", [WARNING]),
    ("from: mes, to: fo.odata", []),
    ("from: fo.out, to: crm", []),
    ("from: fo.out, to: gate.a", []),
])
def test_r205_custom_call_across_the_border(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-205", integration) == expected


@pytest.mark.parametrize(("integration", "words"), [
    ("from: mes, to: fo.service, data: pull", "needs no relay"),
    ("from: mes, to: fo.service, answer_needed: true", "call an API at the cloud side (API Management) with a timeout"),
    ("from: mes, to: fo.service", "put messages into a Service Bus queue"),
    ("from: fo.out, to: mes, data: pull", "keep a copy in the cloud"),
    ("from: fo.out, to: mes, answer_needed: true", "a relay or gateway, with a timeout"),
    ("from: fo.out, to: mes", "raise a business event"),
])
def test_r205_advises_by_who_starts_and_which_way_the_data_goes(integration: str, words: str) -> None:
    found, = told("R-205", integration)
    assert words in found.advice


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: store, to: fo.odata", [RECOMMENDATION]),
    ("from: bank, to: dv.api", [RECOMMENDATION]),
    ("from: shop, to: fo.odata", []),
    ("from: partner, to: fo.packages", []),
    ("from: store, to: gate.a", []),
    ("from: fo.out, to: partner", []),
])
def test_r206_strangers_call_directly(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-206", integration) == expected


def test_r207_a_hub_between_the_platforms() -> None:
    ways = ("from: fo.events, to: bus.t, entities: [Customer]", "from: dv, to: bus.t, data: pull, entities: [Customer]")
    found, = told("R-207", *ways)
    assert found.severity is WARNING and "Finance hands Customer to Service through Bus" in found.message
    assert not told("R-207", *ways, "from: crm, to: bus.t, data: pull, entities: [Customer]")
    assert not told("R-207", ways[0], ways[1].replace("dv", "crm"))
    assert not told("R-207", "from: fo.dual, to: dv.dual, entities: [Customer]")


def test_r208_two_hubs_of_a_style() -> None:
    assert verdicts("R-208", "from: shop, to: bus.q", "from: shop, to: mq") == [WARNING]
    second = "  - {id: second, name: Second bus, type: azure.service-bus}\n"
    assert "one product" in told("R-208", "from: shop, to: bus.q", "from: shop, to: second", systems=second)[0].message
    abroad = second.replace("}", ", zone: america}")
    assert not told("R-208", "from: shop, to: bus.q", "from: shop, to: second", systems=abroad)
    assert not told("R-208", "from: shop, to: bus.q", "from: shop, to: apps.w")
    assert not told("R-208", "from: shop, to: bus.q")


@pytest.mark.parametrize(("integration", "expected"), [
    ("from: fo.out, to: mes", [WARNING]),
    ("from: fo.out, to: wms", []),                        # its description tells of a VPN
    ("from: relay.c, to: mes", []),
    ("from: mes, to: fo.odata", []),
    ("from: plm, to: mes", []),
    ("from: fo.out, to: mes, description: through the site-to-site VPN", []),
])
def test_r209_into_the_building(integration: str, expected: list[Severity]) -> None:
    assert verdicts("R-209", integration) == expected


def test_r209_tells_all_behind_a_hub_at_once() -> None:
    found, = told("R-209", "from: code.f, to: mes", "from: code.f, to: plm")
    assert set(found.elements) == {"code", "i0", "i1", "mes", "plm"}


def test_r210_all_or_nothing() -> None:
    step = "from: shop, to: {}, timing: synchronous, entities: [Order], operations: [create], kind: process".format
    assert verdicts("R-210", step("crm"), step("legacy")) == [RECOMMENDATION]
    assert not told("R-210", step("crm"))
    assert not told("R-210", step("crm"), step("legacy") + ", error_handling: {compensation: cancels the order}")
    assert not told("R-210", *(step(s).replace(", kind: process", "") for s in ("crm", "legacy")))


def test_r211_shared_queue() -> None:
    brings, takes = "from: {}, to: bus.q".format, "from: {}, to: bus.q, data: pull".format
    assert verdicts("R-211", brings("shop"), takes("crm"), takes("legacy")) == [WARNING]
    assert "both directions" in told("R-211", brings("shop"), takes("shop"))[0].message
    assert "several partners" in told("R-211", brings("partner"), brings("bank"), takes("crm"))[0].message
    assert not told("R-211", brings("shop"), takes("crm"))
    assert not told("R-211", "from: shop, to: bus.t", "from: crm, to: bus.t, data: pull",
                    "from: legacy, to: bus.t, data: pull")
    assert not told("R-211", "from: code.f, to: bus.q", "from: code, to: bus.q, data: pull")


def test_r212_hub_that_critical_flows_hang_on() -> None:
    flows = [f"from: {s}, to: bus.q, criticality: high" for s in ("shop", "crm", "legacy")]
    assert verdicts("R-212", *flows) == [INFO]
    assert not told("R-212", *flows[:2])
    assert not told("R-212", *(f.replace("high", "low") for f in flows))
    own = [f.replace("bus.q", "single") for f in flows]
    for stated, expected in (("false", [WARNING]), ("true", [])):
        single = f"  - {{id: single, type: azure.service-bus, high_availability: {stated}}}\n"
        assert verdicts("R-212", *own, systems=single) == expected
