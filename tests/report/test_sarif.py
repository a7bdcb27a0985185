"""Findings as SARIF: valid, with the lines of the file, and the same results wherever they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from d365arch.cli.main import run
from d365arch.io.files import read_text
from d365arch.model import Workspace
from d365arch.report.sarif import to_sarif, uri_of
from tests.analysis.landscapes import CATALOG, random_landscape, worked_example
from tests.report.test_reports import hostile

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.yaml"))
TWICE = """\
d365arch: 1
name: Shops
systems:
  - {id: web, name: Web shop}
  - {id: erp, name: Finance}
integrations:
  - {id: orders, from: web, to: erp, entities: [Order]}
  - {id: orders-2, from: web, to: erp, entities: [Order]}
"""


def found(text: str) -> dict[str, Any]:
    opened = read_text(text, "shops.yaml")
    result = analyze(opened.workspace, own_catalog())
    plain: dict[str, Any] = json.loads(to_sarif(result.findings, Path("shops.yaml"), opened.place_of_element))
    return plain["runs"][0]  # type: ignore[no-any-return]


def duplicates(run_: dict[str, Any]) -> dict[str, Any]:
    return next(r for r in run_["results"] if r["ruleId"] == "P-407")


@pytest.mark.parametrize("space", [Workspace.empty(), worked_example(), random_landscape(1, 20, 60, hubs=3), hostile()],
                         ids=["empty", "worked", "random", "hostile"])
def test_sarif_is_valid(space: Workspace) -> None:
    schema = json.loads(Path(__file__).with_name("sarif-subset.schema.json").read_text(encoding="utf-8"))
    findings = analyze(space, CATALOG).findings
    plain = json.loads(to_sarif(findings, Path("a folder/ändern.yaml"), lambda _kind, _id: None))
    jsonschema.validate(plain, schema, jsonschema.Draft202012Validator)
    assert len(plain["runs"][0]["results"]) == len(findings)


def test_results_stand_where_their_element_does() -> None:
    result = duplicates(found(TWICE))
    assert result["level"] == "warning"
    main = result["locations"][0]["physicalLocation"]
    line = main["region"]["startLine"]
    named = TWICE.splitlines()[line - 1]
    assert f"id: {result['properties']['elements'][0]}" in named
    assert named[main["region"]["startColumn"] - 1:].startswith("{id")
    assert main["artifactLocation"]["uri"] == "shops.yaml"
    others = [o["physicalLocation"]["region"]["startLine"] for o in result["relatedLocations"]]
    assert len({line, *others}) == len(others) + 1


def test_a_result_is_known_again_after_the_file_changed() -> None:
    before, after = duplicates(found(TWICE)), duplicates(found("# a new first line\n" + TWICE))
    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["locations"] != after["locations"]


def test_every_result_names_a_rule_with_help() -> None:
    run_ = found(TWICE)
    rules = run_["tool"]["driver"]["rules"]
    for result in run_["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert "Source: " in rule["help"]["text"]


@pytest.mark.parametrize(("path", "uri"), [
    ("samples/a.yaml", "samples/a.yaml"), ("../a.yaml", "a.yaml"), ("/home/me/a.yaml", "a.yaml"),
    ("my file#1.yaml", "my%20file%231.yaml"),
])
def test_the_file_is_named_relative(path: str, uri: str) -> None:
    assert uri_of(Path(path)) == uri


def test_the_command_names_the_file_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "land").mkdir()
    file = tmp_path / "land" / "shops.yaml"
    file.write_text(TWICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["report", str(file), "-o", "out.sarif"]) == 0
    plain = json.loads(Path("out.sarif").read_text(encoding="utf-8"))
    assert plain["runs"][0]["artifacts"][0]["location"]["uri"] == "land/shops.yaml"
