"""The analysis does not depend on the order of the file, and renaming changes nothing but names."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.analyze import analyze
from d365arch.model import End, Integration, System, Workspace
from d365arch.model.progress import CancelledError
from d365arch.report.json_report import to_json, to_plain
from tests.analysis.landscapes import CATALOG, random_landscape, worked_example

seeds = st.integers(0, 10**6)


def shuffled(workspace: Workspace, seed: int) -> Workspace:
    shuffle = random.Random(seed)
    landscape = workspace.landscape
    systems, integrations, zones = list(landscape.systems), list(landscape.integrations), list(landscape.zones)
    for part in (systems, integrations, zones):
        shuffle.shuffle(part)
    return Workspace(replace(landscape, systems=tuple(systems), integrations=tuple(integrations), zones=tuple(zones)))


def renamed(workspace: Workspace) -> Workspace:
    """Other ids for systems and integrations, in the same order."""
    def system(s: System) -> System:
        return replace(s, id=f"t-{s.id}")

    def integration(i: Integration) -> Integration:
        return replace(i, id=f"j-{i.id}", from_=End(f"t-{i.from_.system}", i.from_.endpoint),
                       to=End(f"t-{i.to.system}", i.to.endpoint))

    landscape = workspace.landscape
    return Workspace(replace(landscape, systems=tuple(map(system, landscape.systems)),
                             integrations=tuple(map(integration, landscape.integrations))))


@given(seeds, seeds)
@settings(max_examples=25, deadline=None)
def test_shuffling_the_file_changes_no_byte(seed: int, order: int) -> None:
    workspace = random_landscape(seed, 7, 18, hubs=2, zones=2, entities=4)
    assert to_json(analyze(shuffled(workspace, order), CATALOG)) == to_json(analyze(workspace, CATALOG))


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_renaming_changes_only_names(seed: int) -> None:
    workspace = random_landscape(seed, 7, 18, hubs=2, zones=2, entities=4)
    before, after = (to_plain(analyze(w, CATALOG)) for w in (workspace, renamed(workspace)))
    assert after["metrics"] == before["metrics"]
    assert [s["id"] for s in after["systems"]] == [f"t-{s['id']}" for s in before["systems"]]
    assert [(f["rule"], f["severity"], f["figures"]) for f in after["findings"]] == [
        (f["rule"], f["severity"], f["figures"]) for f in before["findings"]]


def test_the_landscape_is_not_changed() -> None:
    workspace, same = worked_example(), worked_example()
    analyze(workspace, CATALOG)
    assert workspace == same


def test_progress_goes_up_to_one_and_can_cancel() -> None:
    told: list[float] = []
    analyze(worked_example(), CATALOG, progress=lambda share, what: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(share: float, what: str) -> None:
        if share > 0.3:
            raise CancelledError

    with pytest.raises(CancelledError):
        analyze(worked_example(), CATALOG, progress=stop)


def test_an_empty_landscape_has_figures_and_no_findings() -> None:
    result = analyze(Workspace.empty("Nothing yet"), CATALOG)
    assert result.metrics.propagation_cost is None
    assert result.metrics.point_to_point_ratio is None
    assert result.metrics.chain_availability is None
    assert result.metrics.landscape_cost == 0
    assert result.findings == ()
