"""The second reading itself: it takes a good plan and finds every fault that is put into one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.whatif.plan_json import to_plain
from tests.analysis.consolidation import oracle
from tests.analysis.consolidation.cases import EVENT, links, place
from tests.analysis.landscapes import CATALOG, link, worked_example, worked_example_after

SPACE = place([*links("abc", "defg"), *links("ab", "h"), link("own", "c", "h", entity="account", pinned=True, **EVENT)])


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return to_plain(make_plan(Facts(SPACE.landscape, CATALOG), Settings()), "")


def test_the_worked_example_costs_what_the_contract_says() -> None:
    as_is, with_hub, after = (oracle.read(w.landscape, CATALOG) for w in (
        worked_example(), worked_example(hub=True), worked_example_after()))
    assert (as_is.cost, with_hub.cost, after.cost) == (20, 32, 27)
    assert (oracle.optimum(as_is), oracle.optimum(with_hub), oracle.optimum(after)) == (20, 27, 27)
    assert set(after.delivered) == set(with_hub.delivered)


def test_a_good_plan_passes(plan: dict[str, Any]) -> None:
    assert plan["steps"]
    oracle.check_plan(SPACE.landscape, CATALOG, plan)


def leak(plan: dict[str, Any]) -> None:
    plan["steps"][0]["channels"][0]["consumers"].append("h")


def kept(plan: dict[str, Any]) -> None:
    plan["steps"][0]["removed"].pop()


def cheaper(plan: dict[str, Any]) -> None:
    plan["cost_after"] -= 1


def pinned(plan: dict[str, Any]) -> None:
    plan["steps"][0]["removed"].append("own")


def mixed(plan: dict[str, Any]) -> None:
    plan["steps"][0]["channels"][0]["zone"] = "elsewhere"


def forgotten(plan: dict[str, Any]) -> None:
    plan["ineligible"].clear()


def seat(plan: dict[str, Any]) -> None:
    plan["steps"][0]["added"].pop()


def free_hub(plan: dict[str, Any]) -> None:
    plan["steps"][0]["hub"]["new"] = False


def bound(plan: dict[str, Any]) -> None:
    plan["lower_bound"] = plan["cost_after"] + 1


@pytest.mark.parametrize("fault", [leak, kept, cheaper, pinned, mixed, forgotten, seat, free_hub, bound])
def test_every_fault_is_found(plan: dict[str, Any], fault: Callable[[dict[str, Any]], None]) -> None:
    broken = deepcopy(plan)
    fault(broken)
    with pytest.raises(AssertionError):
        oracle.check_plan(SPACE.landscape, CATALOG, broken)


def test_a_leak_and_a_lost_delivery_are_found_in_an_applied_landscape() -> None:
    before, after = worked_example(hub=True).landscape, worked_example_after()
    removed = ["i1", "i2", "i3", "i4", "i5", "i6"]
    oracle.check_applied(before, after.landscape, CATALOG, removed, 27)
    for broken in ([*after.landscape.integrations, link("s6", "bus.account", "x", entity="account", **EVENT)],
                   [i for i in after.landscape.integrations if i.id != "s5"]):
        changed = after.landscape.__class__(format=1, systems=after.landscape.systems, integrations=tuple(broken))
        with pytest.raises(AssertionError):
            oracle.check_applied(before, changed, CATALOG, removed, oracle.read(changed, CATALOG).cost)
