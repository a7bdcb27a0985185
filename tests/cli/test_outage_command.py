"""The command outage: one outage or the ranking, as text and as JSON that its schema describes."""

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
SCHEMA = json.loads((ROOT / "docs" / "outage.schema.json").read_text(encoding="utf-8"))


def test_one_outage_is_told_in_groups(capsys):
    assert run(["outage", NORTHWIND, "finance"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("While Finance is off, 9 of 11 other systems (82%) notice:")
    groups = [line for line in text.splitlines() if line.isupper()]
    assert groups == ["WHO WAITS IN VAIN", "WHAT IS LOST OR FAILS", "WHAT GROWS OLD", "ASSUMED"]
    assert "- Warehouse: the only outgoing call it waits for fails (Shipments); Finance is off." in text
    assert "Web shop gets no Price from Finance: stale after the next run (daily 00:30)." in text
    assert max(map(len, text.splitlines())) <= 110


def test_several_may_be_off_together(capsys):
    assert run(["outage", NORTHWIND, "tax", "bank", "tax"]) == 0
    assert capsys.readouterr().out.startswith("While Bank and Tax service are off,")


def test_without_a_system_all_are_ranked(capsys):
    assert run(["outage", NORTHWIND]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "WHOSE OUTAGE HURTS MOST"
    assert lines[2].split() == ["off", "stopped", "losing", "queues", "stale", "at", "risk", "reach", "lasts"]
    assert [line.split()[0] for line in lines[3:5]] == ["Finance", "Customer"]


@pytest.mark.parametrize("sample", sorted((ROOT / "samples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_json_is_what_its_schema_says(capsys, sample):
    assert run(["outage", str(sample), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    jsonschema.validate(plain, SCHEMA, jsonschema.Draft202012Validator)
    worst = plain["ranking"][0]
    assert run(["outage", str(sample), worst["id"], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA, jsonschema.Draft202012Validator)
    assert found["outage"]["failed"] == [worst["id"]]
    assert found["outage"]["blast_radius"] == worst["blast_radius"]
    assert found["outage"]["counts"]["affected"] == worst["affected"]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_an_unknown_system_is_told_with_a_near_one(capsys):
    assert run(["outage", NORTHWIND, "finanse"]) == 2
    assert capsys.readouterr().err.strip() == 'There is no system "finanse" to switch off; did you mean "finance"?'
    assert run(["outage", NORTHWIND, "Financ"]) == 2
    assert 'did you mean "finance"?' in capsys.readouterr().err
    assert run(["outage", NORTHWIND, "Customer Service"]) == 2
    assert 'did you mean "customer-service"?' in capsys.readouterr().err
    assert run(["outage", NORTHWIND, "\x1bzzz"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_landscape_without_integrations_has_a_sentence(tmp_path, capsys):
    (tmp_path / "f.yaml").write_text("d365arch: 1\nsystems: [{id: a}]\n", encoding="utf-8")
    assert run(["outage", str(tmp_path / "f.yaml")]) == 0
    assert capsys.readouterr().out.startswith("No system waits for another")
    assert run(["outage", str(tmp_path / "f.yaml"), "a"]) == 0
    assert "no other system is stopped or misses data" in capsys.readouterr().out


def test_the_real_command_prints_it():
    done = subprocess.run([sys.executable, "-m", "d365arch", "outage", NORTHWIND, "loyalty"], capture_output=True,
                          text=True, check=True, encoding="utf-8")
    assert "Loyalty" in done.stdout and not done.stderr
