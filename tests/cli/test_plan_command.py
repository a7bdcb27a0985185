"""The command plan in a real process: text, JSON, the landscape with the steps taken, and sentences for bad input."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from d365arch.cli.main import parser_of, run
from d365arch.io.files import read_workspace, write_new
from d365arch.model.vocabulary import State
from tests.cli.landscapes import many_blocks

ROOT = Path(__file__).parents[2]
CONTOSO = ROOT / "samples" / "contoso-sprawl.yaml"
NORTHWIND = ROOT / "samples" / "northwind-as-is.yaml"


def d365arch(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "d365arch", *map(str, arguments)], capture_output=True, text=True,
                          check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    done = d365arch("plan", CONTOSO, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_plan_as_text_by_a_real_process() -> None:
    done = d365arch("plan", CONTOSO)
    assert done.returncode == 0
    assert "8 steps: cost 213 -> 174 points" in done.stdout
    assert "opening the hub costs 12." in done.stdout
    assert "Planned in" not in done.stdout    # how long it took is no part of the plan
    assert done.stderr.startswith("Planned in ")


def test_the_json_keeps_to_its_schema(plan: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(plan, schema, jsonschema.Draft202012Validator)
    assert list(plan) == list(schema["properties"])
    assert plan["cost_before"] == 213
    assert plan["cost_after"] == plan["steps"][-1]["cost_after"] == 174
    assert sum(step["gain"] for step in plan["steps"]) == 39


@pytest.mark.parametrize("options", [[], ["--filtered"], ["--steps", "2"], ["--exact"]])
def test_the_json_of_every_kind_of_plan_keeps_to_its_schema(
    options: list[str], schema: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    if "--exact" in options:
        pytest.importorskip("highspy")
    for sample in (CONTOSO, NORTHWIND):
        assert run(["plan", str(sample), "--json", *options]) == 0
        jsonschema.validate(json.loads(capsys.readouterr().out), schema, jsonschema.Draft202012Validator)


def test_the_same_landscape_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        assert run(["plan", str(CONTOSO), "--json"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = read_workspace(CONTOSO).workspace
    landscape = replace(value.landscape, systems=value.landscape.systems[::-1],
                        integrations=value.landscape.integrations[::-1])
    write_new(replace(value, landscape=landscape), tmp_path / "turned.yaml")
    texts = []
    for file in (CONTOSO, tmp_path / "turned.yaml"):
        assert run(["plan", str(file), "--json"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_fewer_steps_are_shown_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(CONTOSO), "--json", "--steps", "2"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (len(plan["steps"]), plan["steps_left"], plan["cost_after"]) == (2, 6, 174)


def test_the_steps_are_taken_and_comments_stay(
    tmp_path: Path, plan: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "to-be.yaml"
    done = d365arch("plan", CONTOSO, "--apply", "-o", out)
    assert done.returncode == 0, done.stderr
    assert f'Took 8 steps and wrote "{out}".' in done.stderr
    before, after = CONTOSO.read_text(encoding="utf-8"), out.read_text(encoding="utf-8")
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert comments
    assert [line for line in after.splitlines() if line.startswith("#")] == comments
    opened = read_workspace(out)
    assert not opened.warnings
    assert opened.workspace.landscape.state is State.TO_BE
    assert run(["analyze", str(out), "--json"]) == 0
    analyzed = json.loads(capsys.readouterr().out)
    assert analyzed["metrics"]["landscape_cost"] == plan["cost_after"]
    assert analyzed["metrics"]["direct_links"] == plan["links_after"]


def test_chosen_steps_are_taken(tmp_path: Path, plan: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "to-be.yaml"
    assert run(["plan", str(CONTOSO), "--json", "--apply", "-o", str(out), "--only", "1, 3-4"]) == 0
    assert "Took 3 steps" in capsys.readouterr().err
    gone = {i for number in (0, 2, 3) for i in plan["steps"][number]["removed"]}
    old, new = (read_workspace(p).workspace.landscape.integration_by_id.keys() for p in (CONTOSO, out))
    assert old - new == gone
    assert run(["plan", str(CONTOSO), "--apply", "-o", str(out)]) == 2
    assert "is there already and was left alone" in capsys.readouterr().err
    assert old - read_workspace(out).workspace.landscape.integration_by_id.keys() == gone
    assert run(["plan", str(CONTOSO), "--apply", "-o", str(out), "--force"]) == 0


def test_a_plan_without_steps_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "to-be.yaml"
    assert run(["plan", str(NORTHWIND), "--filtered", "--apply", "-o", str(out)]) == 1
    captured = capsys.readouterr()
    assert "Nothing is suggested" in captured.out
    assert "filters" not in captured.out
    assert f'No step pays, so "{out}" was not written.' in captured.err
    assert not out.exists()


@pytest.mark.parametrize(("points", "code"), [("39", 1), ("40", 0)])
def test_a_gain_can_fail_a_build(points: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(CONTOSO), "--fail-on-gain", points]) == code
    capsys.readouterr()


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["no-such-file.yaml"], 'There is no file "no-such-file.yaml"'),
    ([CONTOSO, "--time-limit", "0"], "The time limit is 0 seconds; give more than 0"),
    ([CONTOSO, "--time-limit", "nan"], "The time limit is nan seconds; give more than 0"),
    ([CONTOSO, "--steps", "-1"], "The number of steps is -1; ask for at least 1"),
    ([CONTOSO, "--apply"], "--apply needs a file to write"),
    ([CONTOSO, "-o", "x.yaml"], "-o is for --apply"),
    ([CONTOSO, "--only", "1"], "--only is for --apply"),
    ([CONTOSO, "--apply", "-o", "x.txt"], 'ends in ".txt"'),
    ([CONTOSO, "--apply", "--force", "-o", CONTOSO], "is the landscape itself"),
    ([CONTOSO, "--apply", "-o", "never.yaml", "--only", "9"], "--only names step 9, but the plan has 8 steps"),
    ([CONTOSO, "--apply", "-o", "never.yaml", "--only", "one"], '--only is "one"; write numbers of steps'),
    ([CONTOSO, "--fail-on-gain", "0"], "--fail-on-gain is 0; give a number of points above 0"),
])
def test_bad_input_is_a_sentence(arguments: list[object], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", *map(str, arguments)]) == 2
    assert sentence in capsys.readouterr().err
    assert not Path("never.yaml").exists()


@pytest.mark.parametrize(("text", "sentence"), [
    ("d365arch: 1\nsystems: [{id: a}]\n", "has no integrations, so there is nothing to lead through a hub"),
    ("d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"
     "strategy: {costs: {hubs: 3}}\n", 'f.yaml:4:26: strategy.costs has the unknown name "hubs"'),
    ("d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"
     "strategy: {costs: {hub: 2000000}}\n", "strategy.costs.hub is \"2000000.0\"; write a number of points from 0 to"),
    ("d365arch: 1\nsystems: [{id: a}, {id: b}]\nintegrations: [{id: i, from: a, to: b}]\n"
     "strategy: {costs: {hub: 1e300}}\n", 'costs "1e300" is beyond all measure'),
])
def test_a_file_that_cannot_be_planned_is_a_sentence(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(text, encoding="utf-8")
    assert run(["plan", str(file)]) == 2
    assert sentence in capsys.readouterr().err


def test_exact_without_the_solver_tells_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run(["plan", str(CONTOSO), "--exact"]) == 2
    assert 'pip install "d365arch[exact]"' in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
def test_ctrl_c_gives_the_best_plan_so_far(tmp_path: Path) -> None:
    import pty

    file, out = many_blocks(tmp_path / "blocks.yaml"), tmp_path / "to-be.yaml"
    outer, inner = pty.openpty()
    started = subprocess.Popen([sys.executable, "-m", "d365arch", "plan", str(file), "--json", "--time-limit", "120",
                                "--apply", "-o", str(out)], stdout=subprocess.PIPE, stderr=inner, cwd=ROOT)
    os.close(inner)
    with started:
        heard = b""
        while b"Planning" not in heard:    # progress is told once the search has begun
            heard += os.read(outer, 1_000)
        started.send_signal(signal.SIGINT)
        text, _ = started.communicate(timeout=60)
    while b"nothing was written" not in heard:
        heard += os.read(outer, 1_000)
    os.close(outer)
    plan = json.loads(text)
    assert started.returncode == 130
    assert plan["cut_short"] is True
    assert plan["cost_after"] <= plan["cost_before"]
    assert not out.exists()


def test_the_page_tells_every_option_and_every_key(schema: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "consolidation.md").read_text(encoding="utf-8")
    for command in ("plan", "compare"):
        options = set(re.findall(r"--[a-z][a-z-]+", parser_of(command).format_help()))
        options -= {"--help", "--pack", "--output"}
        assert not [option for option in options if option not in page]
    known = set(re.findall(r"--[a-z][a-z-]+", parser_of("plan").format_help() + parser_of("compare").format_help()))
    assert set(re.findall(r"(?<=[`\s])--[a-z][a-z-]+", page)) <= known
    told = page[page.index("## The JSON"):]
    assert not [key for key in schema["properties"] if f"`{key}`" not in told]
