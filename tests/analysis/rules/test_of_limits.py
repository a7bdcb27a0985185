"""Limits that no rule speaks of are findings of their own; where a rule does, its verdict counts."""

from __future__ import annotations

from pathlib import Path

from d365arch.analysis.analyze import analyze
from d365arch.analysis.rules.texts import rule_texts
from d365arch.analysis.settings import Settings
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity

SAMPLES = Path(__file__).parents[3] / "samples"
TEXT = (SAMPLES / "northwind-as-is.yaml").read_text(encoding="utf-8")


def test_a_limit_without_a_rule_is_a_finding_with_its_figures() -> None:
    result = analyze(read_text(TEXT, "n.yaml").workspace, own_catalog())
    (look_up,) = [f for f in result.findings if f.rule == "L-DV-11" and f.elements == ("customer-look-up",)]
    assert look_up.severity is Severity.VIOLATION
    assert "360 requests a minute" in look_up.message
    assert look_up.figures["utilization"] == 6
    assert look_up.source == "S26 Search for Dataverse records"
    assert look_up.advice


def test_where_a_rule_speaks_of_it_the_limit_is_not_told_again() -> None:
    result = analyze(read_text(TEXT, "n.yaml").workspace, own_catalog())
    assert any(c.limit == "L-DV-02" and c.verdict for c in result.limits)
    assert "L-DV-02" in rule_texts()["R-702"].limits
    assert "L-DV-02" not in {f.rule for f in result.findings}


def test_it_can_be_waived_and_switched_off() -> None:
    waiver = ("waivers:\n  - {rule: L-DV-11, on: customer-look-up, owner: A, reason: an index comes in May, "
              "until: 2099-01-01}\n")
    result = analyze(read_text(TEXT + waiver, "n.yaml").workspace, own_catalog())
    waived = [f for f in result.findings if f.rule == "L-DV-11" and f.waiver]
    assert "customer-look-up" in {f.elements[0] for f in waived}
    off = analyze(read_text(TEXT, "n.yaml").workspace, own_catalog(), Settings(rules_off=frozenset({"L-DV-11"})))
    assert "L-DV-11" not in {f.rule for f in off.findings}


BULK = """
d365arch: 1
systems:
  - {id: shop}
  - {id: erp, type: d365.finance-operations, endpoints: [{id: odata, type: fo.odata}]}
integrations:
  - {id: bill, from: shop, to: erp.odata, entities: [Treatment], frequency: daily, volume: {per_run: 400000}}
"""


def test_beside_the_rules_on_masses_of_rows_their_limit_is_silent() -> None:
    result = analyze(read_text(BULK, "bulk.yaml").workspace, own_catalog())
    assert {"A-05", "R-601"} & {f.rule for f in result.findings}
    assert "L-FO-06" not in {f.rule for f in result.findings}


def test_two_measures_of_one_limit_have_keys_of_their_own() -> None:
    off = frozenset({"A-05", "R-601", "R-701", "A-31"})
    result = analyze(read_text(BULK, "bulk.yaml").workspace, own_catalog(), Settings(rules_off=off))
    found = [f for f in result.findings if f.rule == "L-FO-06"]
    # Guidance has a mark for operations an hour, and objects to rows of a run.
    assert [f.severity for f in found] == [Severity.VIOLATION, Severity.WARNING]
    assert len({f.key for f in found}) == 2
    assert len({f.elements for f in found}) == 1
