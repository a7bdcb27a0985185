"""Waivers: what they cover, and what is said of those that are over, incomplete or idle."""

from __future__ import annotations

import datetime

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity

TEXT = """
d365arch: 1
systems:
  - {id: shop, name: Shop}
  - {id: erp, name: Finance, type: d365.finance-operations, endpoints: [{id: odata, type: fo.odata}]}
integrations:
  - {id: orders, name: Orders, from: shop, to: erp.odata, trigger: event, answer_needed: false, entities: [Order]}
  - {id: returns, name: Returns, from: shop, to: erp.odata, trigger: event, answer_needed: false, entities: [Return]}
"""
WHO = "owner: A. Architect, reason: replaced in spring, until: 2027-06-30"
TODAY = datetime.date(2026, 11, 23)


def result_of(waivers: str, today: datetime.date | None = TODAY, more: str = "") -> AnalysisResult:
    opened = read_text(f"{TEXT}waivers:\n{waivers}{more}", "waived.yaml")
    return analyze(opened.workspace, own_catalog(), today=today)


def waived(result: AnalysisResult) -> set[tuple[str, str]]:
    """Rule and main element of each finding that is waived."""
    return {(f.rule, f.elements[0]) for f in result.findings if f.waiver}


def of_waivers(result: AnalysisResult) -> list[str]:
    return [f.rule for f in result.findings if f.rule.startswith("W-")]


def test_a_waiver_covers_its_rule_on_its_element() -> None:
    result = result_of(f"  - {{rule: R-101, on: orders, {WHO}}}\n")
    assert waived(result) == {("R-101", "orders")}
    covered = next(f for f in result.findings if f.waiver)
    assert covered.waiver is not None
    assert covered.waiver.owner == "A. Architect"
    assert result.findings[-1] == covered                   # those that count come first
    assert result.worst() is Severity.WARNING
    assert of_waivers(result) == []


def test_without_an_element_it_covers_the_landscape() -> None:
    result = result_of(f"  - {{rule: R-101, {WHO}}}\n")
    assert waived(result) == {("R-101", "orders"), ("R-101", "returns")}


def test_of_what_is_told_together_only_the_named_element_is_taken_out() -> None:
    result = result_of(f"  - {{rule: P-101, on: orders, {WHO}}}\n")
    found = {f.elements: f.waiver is not None for f in result.findings if f.rule == "P-101"}
    assert found == {("returns",): False, ("orders",): True}


@pytest.mark.parametrize(("waiver", "today", "rules"), [
    ("{rule: R-101, on: orders, owner: A, reason: x, until: 2026-11-22}", TODAY, ["W-101"]),
    ("{rule: R-101, on: orders, owner: A, reason: x, until: 2026-11-23}", TODAY, []),
    ("{rule: R-101, on: orders, owner: A, reason: x, until: 2026-11-22}", None, []),
    ("{rule: R-101, on: orders, reason: x, until: 2027-11-22}", TODAY, ["W-102"]),
    ("{rule: R-101, on: orders, owner: A, until: 2027-11-22}", TODAY, ["W-102"]),
    ("{rule: R-101, on: orders, owner: A, reason: x}", TODAY, ["W-102"]),
    ("{rule: R-102, on: orders, owner: A, reason: x, until: 2027-11-22}", TODAY, ["W-103"]),
])
def test_what_does_not_hold_is_a_finding(waiver: str, today: datetime.date | None, rules: list[str]) -> None:
    result = result_of(f"  - {waiver}\n", today)
    assert of_waivers(result) == rules
    assert waived(result) == (set() if rules else {("R-101", "orders")})
    for found in result.findings:
        if found.rule in rules:
            assert found.elements == ("orders",)
            assert "on orders" in found.message


def test_a_waiver_of_many_names_what_is_missing() -> None:
    found = next(f for f in result_of("  - {rule: R-101}\n").findings if f.rule == "W-102")
    assert found.message == (
        "The waiver of R-101 on the whole landscape states no owner and reason and until and covers nothing.")


def test_an_exception_of_the_strategy_may_end() -> None:
    more = ("strategy: {exceptions: [{rule: R-101, integration: orders, reason: one year, until: 2026-01-01}, "
            "{rule: R-101, integration: returns, reason: stays}]}\n")
    result = result_of("  []\n", more=more)
    assert waived(result) == {("R-101", "returns")}
    over, = [f for f in result.findings if f.rule == "W-101"]
    assert over.message == "The exception from R-101 for orders ended on 2026-01-01; what it covered counts again."


def test_rules_on_waivers_can_be_switched_off() -> None:
    result = result_of("  - {rule: R-102, on: orders, owner: A, reason: x, until: 2027-11-22}\n",
                       more="strategy: {rules_off: [W-103]}\n")
    assert of_waivers(result) == []


def test_a_waiver_counts_half_in_the_review() -> None:
    plain, half = (result_of(w) for w in ("  []\n", f"  - {{rule: P-101, {WHO}}}\n"))
    assert plain.review is not None
    assert half.review is not None
    before, after = (next(i for p in r.principles for i in p.items if i.rule == "P-101")
                     for r in (plain.review, half.review))
    assert (before.share, after.share) == (0.0, 0.5)
    assert (after.tally.waived, after.tally.unstated) == (2, 0)
    assert half.review.tally.waived == 2


CALLS = "timing: synchronous, volume: {peak_per_hour: 9000}"
SEVERAL = f"""
d365arch: 1
systems:
  - {{id: shop, name: Shop}}
  - {{id: erp, name: Finance, type: d365.finance-operations, endpoints: [{{id: odata, type: fo.odata}}]}}
integrations:
  - {{id: orders, name: Orders, from: shop, to: erp.odata, {CALLS}}}
  - {{id: returns, name: Returns, from: shop, to: erp.odata, {CALLS}}}
  - {{id: prices, name: Prices, from: shop, to: erp.odata, {CALLS}}}
"""


@pytest.mark.parametrize(("on", "expected"), [
    (["orders"], {("erp", "prices", "returns"): False, ("erp", "orders"): True}),
    (["orders", "returns", "prices"], {("erp", "orders"): True, ("erp", "returns"): True, ("erp", "prices"): True}),
    (["erp"], {("erp", "orders", "prices", "returns"): True}),
    ([], {("erp", "orders", "prices", "returns"): False}),
])
def test_of_a_finding_on_several_only_the_waived_integration_is_taken_out(on: list[str], expected: object) -> None:
    listed = "".join(f"  - {{rule: R-712, on: {element}, {WHO}}}\n" for element in on)
    result = analyze(read_text(f"{SEVERAL}waivers:\n{listed or '  []'}", "several.yaml").workspace, own_catalog())
    found = {(f.elements[0], *sorted(f.elements[1:])): f.waiver is not None
             for f in result.findings if f.rule == "R-712"}
    assert found == expected
    assert not of_waivers(result)
    if on == ["orders"]:
        rest, apart = sorted((f for f in result.findings if f.rule == "R-712"), key=lambda f: f.waiver is not None)
        assert rest.message.endswith('A waiver takes out "Orders", which is still counted here.')
        assert apart.message.startswith('"Orders", told apart: ')


def test_a_waiver_of_a_rule_that_does_not_exist_says_so() -> None:
    result = result_of(f"  - {{rule: R-1O1, on: orders, {WHO}}}\n")
    found, = [f for f in result.findings if f.rule == "W-103"]
    assert found.severity is Severity.WARNING
    assert 'names the rule "R-1O1", which does not exist; did you mean "' in found.message
