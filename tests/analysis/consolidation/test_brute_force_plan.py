"""Plans of tiny landscapes against every plan there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.records import Plan, PlanOptions
from d365arch.analysis.consolidation.solve import solve
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.model import Workspace
from d365arch.whatif.plan_json import to_plain
from tests.analysis.consolidation import oracle
from tests.analysis.consolidation.generate_landscapes import tiny
from tests.analysis.landscapes import CATALOG

MOST_PAIRS = 12
"""Of one group, so that all packings can be tried."""

tiny_landscapes = st.integers(0, 10**6).map(tiny).filter(
    lambda w: max(map(len, oracle.read(w.landscape, CATALOG).flows.values()), default=0) <= MOST_PAIRS)


def plan_of(workspace: Workspace, *, filtered: bool = False) -> Plan:
    return make_plan(Facts(workspace.landscape, CATALOG), Settings(), PlanOptions(seconds=60, filtered=filtered))


def against_all(workspace: Workspace) -> tuple[Plan, float]:
    """The plan, checked, and the cost of the best there is."""
    plan, best = plan_of(workspace), oracle.optimum(oracle.read(workspace.landscape, CATALOG))
    oracle.check_plan(workspace.landscape, CATALOG, to_plain(plan, ""))
    assert plan.lower_bound <= best <= plan.cost_after
    assert plan.cost_after == best or not plan.proven
    return plan, best


@given(tiny_landscapes)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_other_plan_is_better(workspace: Workspace) -> None:
    pytest.importorskip("highspy")
    plan, best = against_all(workspace)
    assert plan.proven
    assert plan.cost_after == best


def test_without_a_solver_hardly_any_saving_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "solver_name", lambda: "")
    saved = possible = 0.0
    for seed in range(60):
        workspace = tiny(seed)
        if max(map(len, oracle.read(workspace.landscape, CATALOG).flows.values()), default=0) <= MOST_PAIRS:
            plan, best = against_all(workspace)
            saved += plan.cost_before - plan.cost_after
            possible += plan.cost_before - best
    assert possible > 100
    assert saved >= 0.98 * possible


@given(tiny_landscapes.filter(lambda w: not oracle.read(w.landscape, CATALOG).topics))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_filters_are_used_at_their_best(workspace: Workspace) -> None:
    plan = plan_of(workspace, filtered=True)
    oracle.check_plan(workspace.landscape, CATALOG, to_plain(plan, ""))
    assert plan.cost_after == oracle.filtered_optimum(oracle.read(workspace.landscape, CATALOG))
