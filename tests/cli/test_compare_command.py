"""The command compare: figures, points, findings and elements of two landscapes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from immutabledict import immutabledict

from d365arch.catalog.load import load_catalog
from d365arch.cli.main import run
from d365arch.io.differences import Change
from d365arch.io.files import read_workspace
from d365arch.model import Workspace
from d365arch.model.landscape import Strategy
from d365arch.whatif.compare import Comparison, Verdict, compare
from tests.analysis.landscapes import CATALOG, SYNC, link, system, worked_example, worked_example_after, workspace

ROOT = Path(__file__).parents[2]
AS_IS, TO_BE = (ROOT / "samples" / f"northwind-{state}.yaml" for state in ("as-is", "to-be"))


@pytest.fixture(scope="module")
def northwind() -> Comparison:
    return compare(read_workspace(AS_IS).workspace, read_workspace(TO_BE).workspace, load_catalog())


def test_figures_carry_a_verdict(northwind: Comparison) -> None:
    by_id = {f.id: f for f in northwind.figures}
    assert (by_id["direct_links"].change, by_id["direct_links"].verdict) == (-16, Verdict.BETTER)
    assert by_id["direct_links"].shown == "−16"
    assert by_id["chain_availability"].verdict is Verdict.BETTER    # more of it is better
    assert by_id["systems"].verdict is Verdict.OTHER    # neither good nor bad by itself
    assert by_id["landscape_cost"].verdict is Verdict.WORSE
    assert by_id["cyclic_groups"].verdict is Verdict.SAME
    assert by_id["cyclic_groups"].shown == ""


def test_costs_by_kind_add_up(northwind: Comparison) -> None:
    parts = northwind.costs[:-1]
    assert northwind.total.before == sum(c.before for c in parts) == 42
    assert northwind.total.after == sum(c.after for c in parts) == 144
    assert northwind.total.change == 102


def test_elements_that_came_went_and_changed(northwind: Comparison) -> None:
    assert [e.id for e in northwind.of("hub", Change.ADDED)] == ["api", "events", "bus", "functions", "workflows",
                                                                "pipelines"]
    assert [e.id for e in northwind.of("system", Change.REMOVED)] == ["warehouse"]
    bank = next(e for e in northwind.of("system", Change.CHANGED) if e.id == "bank")
    assert bank.details == ("owner stated: ERP team",)
    assert {e.id for e in northwind.of("integration", Change.REMOVED)}.isdisjoint(
        read_workspace(TO_BE).workspace.landscape.integration_by_id)


def test_a_finding_with_other_figures_is_the_same_finding() -> None:
    found = compare(read_workspace(ROOT / "samples" / "contoso-sprawl.yaml").workspace,
                    read_workspace(ROOT / "samples" / "contoso-sprawl.yaml").workspace, load_catalog())
    assert not found.findings_gone
    assert not found.findings_new
    assert {pair.verdict for pair in found.findings_kept} == {Verdict.SAME}
    assert not found.elements


def star(number: int) -> Workspace:
    ends = [f"s{i}" for i in range(number)]
    return workspace([*map(system, ends), system("m")], [link(f"l{e}", e, "m", entity="x") for e in ends])


def test_findings_get_milder_or_graver_on_the_same_system() -> None:
    found = compare(star(8), star(5), CATALOG)
    pair = next(p for p in found.findings_kept if p.after.rule == "R-201" and p.after.elements[0] == "m")
    assert pair.verdict is Verdict.BETTER
    back = compare(star(5), star(8), CATALOG)
    assert {p.verdict for p in back.findings_kept if p.after.rule == "R-201"} == {Verdict.WORSE}


def test_a_list_of_what_is_not_stated_stays_the_same_finding_when_one_of_it_is_stated() -> None:
    calls = [link("1", "a", "c", timing=SYNC), link("2", "b", "c", timing=SYNC)]
    told = replace(calls[0], answer_needed=True)
    before, after = (workspace([system(s) for s in "abc"], links) for links in (calls, [told, calls[1]]))
    found = compare(before, after, CATALOG)
    assert [p.after.elements for p in found.findings_kept if p.after.rule == "R-101"] == [("2",)]
    assert not [f for f in (*found.findings_gone, *found.findings_new) if f.rule == "R-101"]


def test_a_circle_of_calls_that_is_broken_is_better() -> None:
    calls = [link("1", "a", "b", timing=SYNC), link("2", "b", "a", timing=SYNC)]
    circle, line = (workspace([system("a"), system("b")], calls[:n]) for n in (2, 1))
    depth = {f.id: f for f in compare(circle, line, CATALOG).figures}["sync_depth"]
    assert (depth.change, depth.shown, depth.verdict) == (None, "circle → 1", Verdict.BETTER)
    depth = {f.id: f for f in compare(line, circle, CATALOG).figures}["sync_depth"]
    assert depth.verdict is Verdict.WORSE


def test_both_are_measured_with_the_weights_of_the_first() -> None:
    before, after = worked_example(hub=True), worked_example_after()
    strategy = Strategy(costs=immutabledict({"hub": 99.0}))
    dear = replace(after, landscape=replace(after.landscape, strategy=strategy))
    found = compare(before, dear, CATALOG)
    assert found.other_settings
    assert (found.total.before, found.total.after) == (32, 27)
    assert not compare(before, after, CATALOG).other_settings


@pytest.mark.parametrize("pair", [(AS_IS, TO_BE), (TO_BE, AS_IS), (AS_IS, AS_IS)])
def test_the_json_keeps_to_its_schema(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    schema: dict[str, Any] = json.loads((ROOT / "docs" / "comparison.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert run(["compare", *map(str, pair), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    jsonschema.validate(plain, schema, jsonschema.Draft202012Validator)
    assert list(plain) == list(schema["properties"])


def test_the_text_by_a_real_process() -> None:
    done = subprocess.run([sys.executable, "-m", "d365arch", "compare", str(AS_IS), str(TO_BE)], capture_output=True,
                          text=True, check=True, cwd=ROOT)
    assert done.stderr == ""
    assert "The landscape cost goes from 42 to 144 points (+102)" in done.stdout
    assert "Direct links" in done.stdout
    assert "−16  better" in done.stdout
    assert "6 hubs added" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 110


def test_a_landscape_compared_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(AS_IS), str(AS_IS)]) == 0
    out = capsys.readouterr().out
    assert "The landscape cost stays at 42 points; 0 figures are better, 0 worse" in out
    assert "The systems and integrations are the same." in out


@pytest.mark.parametrize(("pair", "fail_on", "code"), [
    ((AS_IS, TO_BE), "cost", 1), ((TO_BE, AS_IS), "cost", 0), ((AS_IS, AS_IS), "info", 0),
    ((TO_BE, AS_IS), "warning", 1),
])
def test_worse_can_fail_a_build(
    pair: tuple[Path, Path], fail_on: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", *map(str, pair), "--fail-on", fail_on]) == code
    capsys.readouterr()


def test_a_missing_file_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(AS_IS), "ghost.yaml"]) == 2
    assert 'There is no file "ghost.yaml"' in capsys.readouterr().err
