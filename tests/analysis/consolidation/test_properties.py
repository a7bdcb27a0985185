"""What holds for every plan (section 5 of the contract), and the laws of section 7, on generated landscapes."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from immutabledict import immutabledict

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.records import Plan, PlanOptions, StepMetrics
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.errors import AnalysisError
from d365arch.io.encode import to_text
from d365arch.model import Latency, Strategy, Workspace, Zone
from d365arch.model.vocabulary import ZoneKind
from d365arch.whatif.apply import steps_edit
from d365arch.whatif.plan_json import to_plain
from tests.analysis.consolidation import oracle
from tests.analysis.consolidation.cases import EVENT, READ, bus, links, place, spokes
from tests.analysis.consolidation.generate_landscapes import FLAVORS, landscape, mix_of, tiny
from tests.analysis.landscapes import CATALOG, NEAR, SYNC, link, random_landscape, system

landscapes = st.builds(lambda *of: landscape(mix_of(*of)).workspace, st.integers(5, 16), st.sampled_from(FLAVORS),
                       st.integers(0, 10**6))
tiny_landscapes = st.integers(0, 10**6).map(tiny)
few = settings(max_examples=8, deadline=None, derandomize=True)


def plan_of(workspace: Workspace, given: Settings | None = None, *, filtered: bool = False) -> Plan:
    return make_plan(Facts(workspace.landscape, CATALOG), given or Settings(),
                     PlanOptions(seconds=60, filtered=filtered))


def saved(workspace: Workspace) -> float:
    plan = plan_of(workspace)
    oracle.check_plan(workspace.landscape, CATALOG, to_plain(plan, ""))
    return plan.cost_before - plan.cost_after


def metrics(workspace: Workspace) -> StepMetrics:
    m = analyze(workspace, CATALOG).metrics
    return StepMetrics(
        direct_links=m.direct_links, spokes=m.spokes, point_to_point_ratio=m.point_to_point_ratio,
        direct_density=m.direct_density, propagation_cost=m.propagation_cost,
        largest_cyclic_group=len(m.cyclic_groups[0]) if m.cyclic_groups else 0, sync_depth=m.sync_depth,
        chain_latency_ms=m.chain_latency_ms, chain_availability=m.chain_availability)


@given(landscapes, st.booleans())
@few
def test_every_plan_keeps_the_rules_and_its_promises(workspace: Workspace, filtered: bool) -> None:
    plan = plan_of(workspace, filtered=filtered)
    oracle.check_plan(workspace.landscape, CATALOG, to_plain(plan, ""))
    assert plan.cost_before == analyze(workspace, CATALOG).metrics.landscape_cost
    if not plan.steps or filtered:
        return
    text = to_text(workspace)
    edit = steps_edit(workspace, CATALOG, plan.steps)
    after = edit.apply(workspace)
    removed = [i for step in plan.steps for i in step.removed]
    oracle.check_applied(workspace.landscape, after.landscape, CATALOG, removed, plan.cost_after)
    assert analyze(after, CATALOG).metrics.landscape_cost == plan.cost_after
    assert to_text(workspace) == text


@given(landscapes)
@few
def test_every_prefix_is_what_it_promises_afresh(workspace: Workspace) -> None:
    plan = plan_of(workspace)
    assume(plan.steps)
    assert plan.steps[0].before == metrics(workspace)
    for count in {1, (len(plan.steps) + 1) // 2, len(plan.steps)}:
        done = plan.steps[:count]
        after = steps_edit(workspace, CATALOG, done).apply(workspace)
        removed = [i for step in done for i in step.removed]
        oracle.check_applied(workspace.landscape, after.landscape, CATALOG, removed, done[-1].cost_after)
        found = metrics(after)
        for name in StepMetrics.__slots__:
            assert getattr(found, name) == pytest.approx(getattr(done[-1].after, name)), name
    assert all(one.cost_after == two.cost_before for one, two in pairwise(plan.steps))


@given(landscapes, st.integers(0, 10**6))
@few
def test_any_subset_of_steps_is_valid(workspace: Workspace, seed: int) -> None:
    plan, dice = plan_of(workspace), Random(seed)
    assume(len(plan.steps) > 1)
    some = dice.sample(plan.steps, dice.randint(1, len(plan.steps)))
    after = steps_edit(workspace, CATALOG, some).apply(workspace)
    opened = {(s.hub.cls, s.hub.zone) for s in plan.steps if s.hub.new}
    fees = 12 * len(opened & {(s.hub.cls, s.hub.zone) for s in some})
    cost = plan.cost_before - sum(s.gain + 12 * s.hub.new for s in some) + fees
    removed = [i for step in some for i in step.removed]
    oracle.check_applied(workspace.landscape, after.landscape, CATALOG, removed, cost)


@given(tiny_landscapes)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_after_a_proven_plan_nothing_more_is_suggested(workspace: Workspace) -> None:
    plan = plan_of(workspace)
    assume(plan.steps and plan.proven)
    after = steps_edit(workspace, CATALOG, plan.steps).apply(workspace)
    again = plan_of(after)
    assert again.steps == ()
    assert again.cost_before == again.cost_after == plan.cost_after


@given(tiny_landscapes, st.sampled_from(["link", "spoke", "channel", "hub"]), st.sampled_from([1.0, 2.5]))
@few
def test_no_weight_raised_makes_the_best_cheaper(workspace: Workspace, weight: str, more: float) -> None:
    plain = Settings()
    raised = replace(plain, costs=replace(plain.costs, **{weight: getattr(plain.costs, weight) + more}))
    one, two = plan_of(workspace), plan_of(workspace, raised)
    assume(one.proven and two.proven)
    assert two.cost_after >= one.cost_after


@given(tiny_landscapes, st.integers(0, 10**6))
@few
def test_one_more_integration_raises_the_best_by_two_at_most(workspace: Workspace, pick: int) -> None:
    given_ = workspace.landscape
    reading = oracle.read(given_, CATALOG)
    eligible = [i for i in given_.integrations if i.id in reading.reasons and not reading.reasons[i.id]]
    assume(eligible)
    one = eligible[pick % len(eligible)]
    before, after = plan_of(replace(workspace, landscape=replace(
        given_, integrations=tuple(i for i in given_.integrations if i.id != one.id)))), plan_of(workspace)
    assume(before.proven and after.proven)
    assert after.cost_after <= before.cost_after + 2


# Laws on a hub that stands already.

def on_a_bus(*integrations: object, **values: object) -> Workspace:
    return place([i for group in integrations for i in (group if isinstance(group, list) else [group])],
                 bus(), letters="abcdefghijklmn", **values)


@pytest.mark.parametrize(("a", "b"), [(1, 4), (2, 3), (3, 2), (3, 3), (2, 6), (5, 1), (4, 5)])
def test_a_complete_block_saves_what_the_formula_says(a: int, b: int) -> None:
    workspace = on_a_bus(links("abcdef"[:a], "ghijklmn"[:b]))
    plan = plan_of(workspace)
    assert plan.cost_before - plan.cost_after == 2 * a * b - a - b - 2
    assert [len(s.channels) for s in plan.steps] == [1]


@pytest.mark.parametrize("k", range(1, 8))
def test_a_fan_out_pays_from_four_receivers(k: int) -> None:
    assert saved(on_a_bus(links("a", "bcdefgh"[:k]))) == max(0, k - 3)


@pytest.mark.parametrize("k", range(3, 7))
def test_a_mesh_becomes_one_channel(k: int) -> None:
    plan = plan_of(on_a_bus(links("abcdef"[:k], "abcdef"[:k])))
    (step,) = plan.steps
    assert [(len(c.producers), len(c.consumers)) for c in step.channels] == [(k, k)]
    assert len(step.added) == 2 * k
    assert step.gain == 2 * k * (k - 1) - 2 * k - 2
    assert any(risk.kind == "echo" for risk in step.risks)


def test_a_binary_tree_a_matching_and_a_path_yield_nothing() -> None:
    tree = [*links("a", "bc"), *links("b", "de"), *links("c", "fg")]
    matching = [*links("a", "b"), *links("c", "d"), *links("e", "f")]
    path = [i for one, two in pairwise("abcdefg") for i in links(one, two)]
    assert [saved(on_a_bus(given)) for given in (tree, matching, path)] == [0, 0, 0]


def test_three_duplicates_of_one_pair_pay_two() -> None:
    copies = [link(f"i{k}", "a", "b", entity="account", **EVENT) for k in range(3)]
    assert saved(on_a_bus(copies)) == 2
    assert saved(on_a_bus(copies[:2])) == 0


def test_two_blocks_that_share_a_producer_or_one_flow() -> None:
    apart = links("abc", "ghi"), links("cde", "jkl")
    assert saved(on_a_bus(*apart)) == 10 + 10
    shared = {i.id: i for i in (*links("abc", "ghi"), *links("cde", "ijk"))}
    assert len(shared) == 17
    workspace = on_a_bus(list(shared.values()))
    plan = plan_of(workspace)
    assert plan.cost_after == oracle.read(workspace.landscape, CATALOG).cost - saved(workspace)
    carried = [pair for s in plan.steps for c in s.channels for pair in c.covers]
    assert len(carried) == len(set(carried))


def test_a_pinned_link_inside_a_block_stays_and_is_told() -> None:
    block = [replace(i, pinned=True) if i.id == "account-a-g" else i for i in links("abc", "ghi")]
    plan = plan_of(on_a_bus(block))
    assert [(i.integration, i.reason) for i in plan.ineligible] == [("account-a-g", "pinned")]
    assert "account-a-g" not in {i for s in plan.steps for i in s.removed}
    assert plan.cost_before - plan.cost_after == 5
    assert any("account-a-g" in risk.elements for s in plan.steps for risk in s.risks if risk.kind == "sibling")


@pytest.mark.parametrize(("budget", "pays"), [(0.35, 5), (0.349, 2)])
def test_a_budget_met_exactly_is_rerouted_and_missed_by_a_millisecond_stays(budget: float, pays: int) -> None:
    block = [replace(i, latency=Latency(p95=0.25, required=budget)) if i.id == "account-a-g" else i
             for i in links("ab", "ghi")]
    assert saved(on_a_bus(block)) == pays


def test_the_same_pair_in_two_classes_is_two_groups() -> None:
    workspace = on_a_bus(links("ab", "ghi"), [
        link(f"read-{p}-{c}", p, c, entity="account", **READ) for p in "ab" for c in "ghi"])
    plan = plan_of(workspace)
    assert [s.hub.cls for s in plan.steps] == ["message"]
    assert [r.saving for r in plan.rejected] == [5]


def test_a_redundant_link_beside_a_channel_is_retired_by_naming_it() -> None:
    workspace = place([*spokes("bus.account", "a", "bc"), *links("a", "b")], bus("account"))
    (step,) = plan_of(workspace).steps
    assert (step.gain, step.added, step.removed) == (2, (), ("account-a-b",))
    assert step.channels[0].extends == "bus.account"
    after = steps_edit(workspace, CATALOG, [step]).apply(workspace)
    oracle.check_applied(workspace.landscape, after.landscape, CATALOG, step.removed, step.cost_after)


def test_nothing_is_suggested_where_there_is_nothing() -> None:
    for workspace in (Workspace.empty(), place([]), place([link("i", "a", "a", entity="account", **EVENT)])):
        plan = plan_of(workspace)
        assert plan.steps == ()
        assert plan.cost_before == plan.cost_after == plan.lower_bound
        assert (plan.proven, plan.gap) == (True, 0)


def test_an_unknown_system_is_a_clear_error() -> None:
    workspace = place([link("i", "a", "ghost", entity="account", **EVENT)])
    with pytest.raises(AnalysisError, match='"i" names the system "ghost"'):
        plan_of(workspace)


@given(st.integers(0, 10**6))
@few
def test_landscapes_of_any_sort_are_planned_and_applied(seed: int) -> None:
    workspace = random_landscape(seed, 6, 25, hubs=2, zones=2, entities=2)
    plan = plan_of(workspace)
    oracle.check_plan(workspace.landscape, CATALOG, to_plain(plan, ""))
    if plan.steps:
        after = steps_edit(workspace, CATALOG, plan.steps).apply(workspace)
        removed = [i for step in plan.steps for i in step.removed]
        oracle.check_applied(workspace.landscape, after.landscape, CATALOG, removed, plan.cost_after)


def test_zones_keep_blocks_apart() -> None:
    zones = (Zone(id="eu", kind=ZoneKind.RESIDENCY), Zone(id="us", kind=ZoneKind.RESIDENCY))
    boxes = [system(f"{zone}{k}", zone=zone) for zone in ("eu", "us") for k in range(6)]
    pairs = combinations([b.id for b in boxes], 2)
    mesh = [link(f"{p}-{c}", p, c, entity="x", timing=NEAR) for p, c in pairs]
    workspace = place(mesh, *boxes, letters="", zones=zones)
    plan = plan_of(workspace)
    assert {len({m[:2] for m in (*c.producers, *c.consumers)}) for s in plan.steps for c in s.channels} == {1}
    assert {i.reason for i in plan.ineligible} == {"zone"}


def test_settings_of_the_strategy_make_the_plan() -> None:
    workspace = place(links("ab", "cde"), strategy=Strategy(costs=immutabledict({"hub": 4.0})))
    plan = plan_of(workspace, Settings.of(workspace.landscape.strategy))
    assert [s.gain for s in plan.steps] == [1]
    slow = place([replace(i, timing=SYNC, latency=Latency(p95=0.1, required=0.13)) for i in links("ab", "cde")],
                 strategy=Strategy(costs=immutabledict({"hub": 0.0}), hop_ms=immutabledict({"sync": 31})))
    assert plan_of(slow, Settings.of(slow.landscape.strategy)).steps == ()
