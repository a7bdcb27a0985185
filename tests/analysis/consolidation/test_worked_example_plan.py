"""The worked example of the analysis contract: the plan without and with a hub, to the digit."""

from __future__ import annotations

from fractions import Fraction

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import what_if
from d365arch.analysis.consolidation.records import Blocked, Reason
from d365arch.analysis.settings import Settings
from tests.analysis.consolidation.cases import facts_of, plan_of
from tests.analysis.landscapes import CATALOG, worked_example, worked_example_after


def test_without_a_hub_nothing_is_suggested() -> None:
    plan = plan_of(worked_example())
    assert plan.steps == ()
    assert (plan.cost_before, plan.cost_after, plan.lower_bound, plan.gap, plan.proven) == (20, 20, 20, 0, True)
    assert (plan.links_before, plan.links_after) == (10, 10)
    (rejected,) = plan.rejected
    assert (rejected.kind, rejected.saving, rejected.fee, rejected.shortfall) == ("Service Bus topic", 5, 12, 7)
    assert rejected.why == "Saves 5, costs 12: not worth it below 7 more points."
    assert plan.ineligible == (Blocked("i7", Reason.LATENCY), Blocked("i9", Reason.PINNED))
    assert (plan.groups, plan.idle_groups) == (4, 3)


def test_with_a_hub_there_is_one_step() -> None:
    plan = plan_of(worked_example(hub=True))
    assert (plan.cost_before, plan.cost_after, plan.links_before, plan.links_after) == (32, 27, 10, 4)
    (step,) = plan.steps
    assert (step.cost_before, step.cost_after, step.gain) == (32, 27, 5)
    assert step.hub[:5] == ("bus", "bus", "Service Bus topic", "azure.service-bus", False)
    (channel,) = step.channels
    assert (channel.key.entity, channel.producers, channel.consumers, channel.extends) == (
        "account", ("a", "b"), ("c", "d", "w"), None)
    assert step.removed == ("i1", "i2", "i3", "i4", "i5", "i6")
    assert [(s.system, s.side) for s in step.added] == [
        ("a", "producer"), ("b", "producer"), ("c", "consumer"), ("d", "consumer"), ("w", "consumer")]
    assert step.why == "2 producers x 3 consumers of account: 6 links become 5 spokes; 12 -> 7 points."


def test_the_figures_before_and_after_the_step() -> None:
    (step,) = plan_of(worked_example(hub=True)).steps
    before, after = step.before, step.after
    assert before is not None
    assert after is not None
    assert (before.direct_links, before.spokes, before.point_to_point_ratio) == (10, 0, 1)
    assert (before.direct_density, before.propagation_cost) == (float(Fraction(8, 15)), float(Fraction(22, 36)))
    assert (before.largest_cyclic_group, before.sync_depth, before.chain_latency_ms) == (3, 2, 250)
    assert before.chain_availability == 0.999**3
    assert (after.direct_links, after.spokes, after.point_to_point_ratio) == (4, 5, float(Fraction(4, 9)))
    assert (after.direct_density, after.propagation_cost) == (float(Fraction(3, 15)), float(Fraction(11, 36)))
    assert (after.largest_cyclic_group, after.sync_depth, after.chain_latency_ms) == (2, 2, 250)


def test_the_risks_of_the_step() -> None:
    (step,) = plan_of(worked_example(hub=True)).steps
    risks = {risk.kind: risk for risk in step.risks}
    assert risks["dependency"].elements == ("bus", "a", "b", "c", "d", "w")
    assert risks["cut"].figures == {"cut_before": 0, "cut_after": 1, "parts": 3, "apart": 3}
    assert risks["load"].figures["load_per_hour"] == 600
    assert risks["sibling"].elements == ("i9",)


def test_the_promise_is_what_the_landscape_then_is() -> None:
    given = worked_example(hub=True)
    (step,) = plan_of(given).steps
    found = what_if(facts_of(given), Settings(), step.channels)
    metrics = analyze(worked_example_after(), CATALOG).metrics
    assert (found.before, found.after) == (step.before, step.after)
    assert found.violations == ()
    assert found.cost_after == metrics.landscape_cost == 27
    assert (found.after.propagation_cost, found.after.chain_availability) == (
        metrics.propagation_cost, metrics.chain_availability)


def test_after_the_step_nothing_more_is_suggested() -> None:
    plan = plan_of(worked_example_after())
    assert plan.steps == ()
    assert plan.cost_before == 27
