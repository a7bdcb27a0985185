"""The command advise: a need as a file, by options or as drawn; text, JSON that its schema describes, and mistakes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from d365arch.cli.main import run

ROOT = Path(__file__).parents[2]
NORTHWIND = str(ROOT / "samples" / "northwind-as-is.yaml")
SCHEMA = json.loads((ROOT / "docs" / "advice.schema.json").read_text(encoding="utf-8"))
OPTIONS = ["--platform", "finance-operations", "--initiator", "other", "--answer-needed", "false", "--trigger", "event",
           "--operations", "create,update", "--peak-per-hour", "1200", "--latency", "5min", "--delivery",
           "at-least-once"]
NEED = """\
platform: finance-operations
initiator: other
answer_needed: false
trigger: event
operations: [create, update]
volume: {peak_per_hour: 1200}
latency: {required: 5 min}
delivery: at-least-once
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "need.yaml"
    path.write_text(NEED, encoding="utf-8")
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run(["advise", *arguments, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    jsonschema.validate(plain, SCHEMA, jsonschema.Draft202012Validator)
    return plain


def test_a_need_from_a_file_and_by_options_is_the_same(capsys, file):
    by_file = asked(capsys, "--need", str(file))
    assert asked(capsys, *OPTIONS) == by_file
    first = by_file["recommendations"][0]
    assert (first["rank"], first["endpoint"]) == (1, "fo.odata")
    assert first["via"] == "azure.service-bus-queue > azure.functions-function"
    assert first["score"] == sum(part["points"] for part in first["parts"])
    assert first["fits"]
    assert first["pros"]
    assert first["cons"]
    assert any(source.startswith("S40 ") for source in first["sources"])
    assert first["violates"] == []


def test_options_win_over_the_file(capsys, file):
    plain = asked(capsys, "--need", str(file), "--peak-per-hour", "50000")
    assert plain["situation"]["volume"] == "medium"
    assert plain["need"]["volume.peak_per_hour"] == 50_000


def test_the_text_tells_the_best_in_full_and_the_rest_in_a_line(capsys, file):
    assert run(["advise", "--need", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "External to Finance and Operations, no answer, up to 5,000 an hour."
    assert [line[:2] for line in lines if line[:1].isdecimal()] == ["1.", "2.", "3."]
    assert any(line.strip().startswith("Sources: ") for line in lines)
    assert "ALSO LOOKED AT" in lines
    assert max(map(len, lines)) <= 110


def test_a_drawn_integration_is_told_why_it_is_worse(capsys):
    assert run(["advise", "--for", "web-orders", NORTHWIND]) == 0
    text = capsys.readouterr().out
    drawn = text[text.index("AS DRAWN"):]
    assert "fewer than fo.odata via azure.service-bus-queue" in " ".join(drawn.split())
    assert "The initiator waits for an answer that nobody needs." in " ".join(drawn.split())
    plain = asked(capsys, "--for", "web-orders", NORTHWIND)
    assert plain["drawn"]["endpoint"] == "fo.odata"
    assert plain["drawn"]["score"] < plain["recommendations"][0]["score"]


def test_the_strategy_of_a_landscape_counts(capsys, tmp_path, file):
    landscape = tmp_path / "landscape.yaml"
    landscape.write_text("d365arch: 1\nstrategy: {avoided_endpoints: [fo.odata]}\n", encoding="utf-8")
    plain = asked(capsys, "--need", str(file), "--landscape", str(landscape))
    assert plain["recommendations"][0]["endpoint"] == "fo.custom-service-json"


@pytest.mark.parametrize(("text", "told"), [
    ("platform: fo\n", 'need.yaml:1:11: platform "fo" is none of dataverse, finance-operations, both'),
    ("platfrom: both\n", 'need.yaml:1:1: the key "platfrom" is not known here; did you mean "platform"?'),
    ("initiator: other\n", "The need does not say which side of Dynamics 365 is meant"),
    ("platform: both\nlatency: {requird: 2 s}\n", 'need.yaml:2:11: the key "requird" is not known here; did you mean '
                                                   '"required"?'),
    ("platform: both\nfrom: shop\n", 'the key "from" is not known here'),
    ("", "the file is empty; state the keys of a need"),
    ("- platform\n", "this is no need: write one key and its value per line"),
    ("platform: both\nvolume: 3\n", "volume wants a mapping with keys such as per_day"),
])
def test_mistakes_in_a_need_are_told_with_their_place(capsys, file, text, told):
    file.write_text(text, encoding="utf-8")
    assert run(["advise", "--need", str(file)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


@pytest.mark.parametrize(("arguments", "told"), [
    (["--latency", "soon"], '--latency "soon" is not a quantity'),
    (["--operations", "creat"], '--operations "creat" is none of'),
    (["--low-code", "yes"], '--low-code "yes" is neither true nor false; write true'),
    (["--need", "nowhere.yaml"], 'There is no file "nowhere.yaml"'),
    (["--for", "web-ordrs", NORTHWIND], 'There is no integration "web-ordrs"'),
    (["--for", "web-orders", NORTHWIND, "--p95", "2s"], "--for reads the need from the landscape, so --p95"),
    ([], "The need does not say which side"),
])
def test_mistakes_of_options_are_told(capsys, arguments, told):
    assert run(["advise", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_what_is_retired_is_told_to_be_and_never_recommended(capsys, tmp_path):
    landscape = tmp_path / "landscape.yaml"
    landscape.write_text("""\
d365arch: 1
systems:
  - {id: ce, type: d365.sales, endpoints: [{id: des, type: dataverse.data-export-service}]}
  - {id: dw, type: other.data-warehouse}
integrations:
  - {id: export, from: ce.des, to: dw, purpose: report}
""", encoding="utf-8")
    plain = asked(capsys, "--for", "export", str(landscape))
    assert (plain["drawn"]["rank"], plain["drawn"]["status"]) == (0, "retired")
    assert "R-801" in plain["drawn"]["violates"]
    assert plain["recommendations"][0]["endpoint"] == "both.fabric-link"
    assert {r["status"] for r in plain["recommendations"]} <= {"current", "preview", "legacy"}


def test_it_runs_as_a_process_and_twice_alike(file):
    command = [sys.executable, "-m", "d365arch", "advise", "--need", str(file), "--json"]
    outputs = {subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2)}
    assert len(outputs) == 1


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
