"""Same landscape, same plan, byte for byte, in whatever order the file has it; other names change only names."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.records import Plan, PlanOptions
from d365arch.analysis.consolidation.solve import solve
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.model import End, Workspace
from d365arch.report.json_report import to_json as analysis_json
from d365arch.whatif.plan_json import to_json
from tests.analysis.consolidation.generate_landscapes import FLAVORS, landscape, mix_of
from tests.analysis.landscapes import CATALOG


def plan_of(workspace: Workspace) -> Plan:
    return make_plan(Facts(workspace.landscape, CATALOG), Settings(), PlanOptions(seconds=60))


def shuffled(workspace: Workspace, seed: int) -> Workspace:
    """The same landscape with everything in another order."""
    dice, given = Random(seed), workspace.landscape

    def mixed(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dice.sample(items, len(items)))

    systems = tuple(replace(s, endpoints=mixed(s.endpoints)) for s in given.systems)
    integrations = tuple(replace(i, entities=mixed(i.entities)) for i in given.integrations)
    return replace(workspace, landscape=replace(
        given, systems=mixed(systems), integrations=mixed(integrations), zones=mixed(given.zones)))


def renamed(workspace: Workspace, names: dict[str, str]) -> Workspace:
    """The same landscape with other ids of systems."""
    given = workspace.landscape

    def end(of: End) -> End:
        return End(names.get(of.system, of.system), of.endpoint)

    return replace(workspace, landscape=replace(
        given, systems=tuple(replace(s, id=names.get(s.id, s.id)) for s in given.systems),
        integrations=tuple(replace(i, from_=end(i.from_), to=end(i.to)) for i in given.integrations)))


@pytest.mark.parametrize("solver", [True, False])
@pytest.mark.parametrize("flavor", FLAVORS)
def test_the_order_of_the_file_changes_no_byte(flavor: str, solver: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not solver:
        monkeypatch.setattr(solve, "solver_name", lambda: "")
    workspace = landscape(mix_of(14, flavor, 3)).workspace
    plan = to_json(plan_of(workspace), "")
    assert to_json(plan_of(workspace), "") == plan
    assert to_json(plan_of(shuffled(workspace, 5)), "") == plan
    assert analysis_json(analyze(shuffled(workspace, 5), CATALOG)) == analysis_json(analyze(workspace, CATALOG))


@pytest.mark.parametrize("flavor", ["mixed", "overlapping", "channels"])
def test_names_in_the_same_order_change_only_names(flavor: str) -> None:
    workspace = landscape(mix_of(14, flavor, 4)).workspace
    names = {s.id: f"t{s.id[1:]}" for s in workspace.landscape.systems if s.id[1:].isdigit()}
    text = to_json(plan_of(workspace), "")
    assert json.loads(text)["steps"]
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    found = json.loads(to_json(plan_of(renamed(workspace, names)), ""))
    expected = json.loads(text)
    for steps in (found["steps"], expected["steps"]):
        for step in steps:  # sentences name systems by their ids only where nothing else names them
            step["risks"] = [(r["kind"], r["severity"]) for r in step["risks"]]
    assert found == expected


@pytest.mark.parametrize("seed", range(3))
def test_any_names_cost_the_same(seed: int) -> None:
    workspace = landscape(mix_of(14, "mixed", seed)).workspace
    old = [s.id for s in workspace.landscape.systems if s.id[1:].isdigit()]
    names = dict(zip(old, Random(seed).sample(old, len(old)), strict=True))
    one, two = plan_of(workspace), plan_of(renamed(workspace, names))
    assert (one.cost_after, one.lower_bound, one.links_after) == (two.cost_after, two.lower_bound, two.links_after)
    assert [s.gain for s in one.steps] == [s.gain for s in two.steps]
