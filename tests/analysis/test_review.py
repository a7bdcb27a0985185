"""The review: tallies, scores and what to state next, on a landscape that can be counted by hand and on the samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.factors import Factor, Known
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.review import Review, principle_of
from d365arch.analysis.rulebook import known_rules
from d365arch.analysis.rules.records import LANDSCAPE, Principle
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text, read_workspace

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.yaml"))
TEXT = """
d365arch: 1
systems:
  - {id: shop, name: Shop, owner: Sales, technical_owner: IT}
  - {id: erp, name: Finance, type: d365.finance-operations, endpoints: [{id: odata, type: fo.odata}]}
integrations:
  - id: orders
    name: Orders
    from: shop
    to: erp.odata
    goal: Orders ship the same day
    criticality: high
    operations: [create]
    volume: {per_day: 5}
    monitoring: {tool: Azure Monitor, alert: nobody}
  - {id: prices, name: Prices, from: shop, to: erp.odata, data: pull, monitoring: {tool: Azure Monitor}}
"""


def analyzed(text: str = TEXT) -> AnalysisResult:
    return analyze(read_text(text, "review.yaml").workspace, own_catalog())


def review_of(text: str = TEXT) -> Review:
    found = analyzed(text).review
    assert found is not None
    return found


def test_an_item_is_tallied_and_weighed() -> None:
    items = {i.rule: i for p in review_of().principles for i in p.items}
    watched = items["P-301"]
    assert watched.tally == (0, 1, 0, 1)
    assert (watched.violated, watched.unstated, watched.grade) == (("orders",), ("prices",), "H")
    goal = items["P-101"]                                  # orders is critical and weighs 2, prices 1
    assert goal.tally == (1, 0, 0, 1)
    assert goal.share == pytest.approx(2 / 3)
    owners = items["P-103"]
    assert (owners.tally.met, owners.tally.unstated) == (1, 3)
    assert owners.share == pytest.approx(1 / 5)


def test_the_score_follows_the_formula() -> None:
    review = review_of()
    weight = {"H": 3, "M": 2, "L": 1}
    for principle in review.principles:
        known = [(weight[i.grade], i.share) for i in principle.items if i.share is not None]
        assert (principle.score is None) is (not known)
        if known:
            mean = sum(w * s for w, s in known) / sum(w for w, _ in known)
            assert principle.score == pytest.approx(100 * mean)
    scores = [p.score for p in review.principles if p.score is not None]
    assert review.score == pytest.approx(sum(scores) / len(scores))


def test_elements_add_up_to_the_landscape() -> None:
    review = review_of()
    for position in range(4):
        assert sum(e.tally[position] for e in review.elements) == review.tally[position]
        assert sum(p.tally[position] for p in review.principles) == review.tally[position]
    orders = review.element_by_id["orders"]
    assert "P-301" in orders.violated
    assert "P-108" in orders.unstated
    assert orders.by_principle[Principle.MONITORING].violated == 1
    assert LANDSCAPE in review.element_by_id


def test_what_to_state_next_is_what_lets_most_be_judged() -> None:
    review = review_of()
    worth = [s.worth for s in review.next_statements]
    assert worth == sorted(worth, reverse=True)
    keys = {s.key: s for s in review.next_statements}
    assert keys["error_handling.retry"].rules[:2] == ("P-302", "P-303")
    assert keys["error_handling.retry"].elements == ("orders", "prices")     # critical ones first
    stated = review_of(TEXT.replace("    goal:", "    error_handling: {retry: true}\n    goal:"))
    assert {s.key: s for s in stated.next_statements}["error_handling.retry"].elements == ("prices",)
    assert stated.tally.stated > review.tally.stated
    assert 'State error_handling.retry of 2 elements, first of "Orders"' in keys["error_handling.retry"].sentence


def test_other_rules_ask_as_well() -> None:
    keys = {s.key: s for s in review_of().next_statements}
    assert "R-101" in keys["answer_needed"].rules


def test_completeness_by_the_eight_factors() -> None:
    orders, prices = review_of().completeness
    assert orders.factors == {
        Factor.LATENCY: Known.DERIVED, Factor.ROUTING: Known.STATED, Factor.FREQUENCY: Known.MISSING,
        Factor.TRIGGER: orders.factors[Factor.TRIGGER], Factor.OPERATION: Known.STATED,
        Factor.BATCHING: Known.DERIVED, Factor.VOLUME: Known.DERIVED, Factor.TRANSPORT: Known.DERIVED}
    assert Factor.FREQUENCY in orders.missing
    assert prices.factors[Factor.VOLUME] is Known.MISSING
    assert prices.share < orders.share <= 7 / 8
    review = review_of()
    assert sum(review.factors[Factor.ROUTING].values()) == 2
    assert review.complete == pytest.approx((orders.share + prices.share) / 2)


def test_what_is_switched_off_is_left_out() -> None:
    review = review_of(f"{TEXT}strategy: {{rules_off: [P-101, P-401]}}\n")
    assert review.left_out == ("P-101",)
    assert not {"P-101", "P-401"} & {i.rule for p in review.principles for i in p.items}
    assert review_of().left_out == ()


def test_nothing_drawn_has_no_score() -> None:
    review = review_of("d365arch: 1\n")
    assert (review.score, review.tally, review.complete, review.elements) == (None, (0, 0, 0, 0), None, ())


def test_every_review_item_is_a_rule_with_its_principle() -> None:
    wanted = {f"P-{block}{n:02}" for block, last in ((1, 10), (2, 7), (3, 10), (4, 8), (5, 10))
              for n in range(1, last + 1)}
    assert {rule for rule in known_rules() if rule.startswith("P-")} == wanted
    texts = rule_texts()
    for rule in wanted - {"P-401", "P-407"}:
        assert texts[rule].principle is principle_of(rule)
        assert texts[rule].sources
        assert all(t.anchor for t in texts[rule].thresholds.values() if t.convention)
    judged = {i.rule for p in review_of().principles for i in p.items}
    assert judged == wanted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples_are_reviewed(path: Path) -> None:
    result = analyze(read_workspace(path).workspace, own_catalog())
    review = result.review
    assert review is not None
    assert (dict(result.broken_rules), review.left_out) == ({}, ())
    for finding in result.findings:
        if finding.rule.startswith(("P-", "W-")):
            assert "{" not in finding.message + finding.advice
            assert finding.source
    for item in (i for p in review.principles for i in p.items):
        told = {e for f in result.findings if f.rule == item.rule and f.severity != "unstated" for e in f.elements}
        assert bool(item.violated or item.waived) >= bool(told), item.rule


def test_the_clean_up_of_northwind_shows() -> None:
    before, after = (analyze(read_workspace(p).workspace, own_catalog()).review for p in SAMPLES
                     if p.stem in {"northwind-as-is", "northwind-to-be"})
    assert before is not None
    assert after is not None
    scores = [{p.principle: p.score or 0.0 for p in r.principles} for r in (before, after)]
    assert all(scores[1][p] > scores[0][p] for p in Principle)


def test_the_order_of_the_file_does_not_matter() -> None:
    head, tail = TEXT.split("integrations:\n")
    first, second = tail.split("  - {id: prices")
    turned = f"{head}integrations:\n  - {{id: prices{second}{first}"
    one, other = review_of(), review_of(turned)
    assert (one.score, one.elements, one.next_statements) == (other.score, other.elements, other.next_statements)
