"""The JSON of an analysis: valid against its published schema, complete, stable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.rulebook import coupling_rules
from d365arch.model import Workspace
from d365arch.report.json_report import to_json
from tests.analysis.landscapes import CATALOG, random_landscape, worked_example, worked_example_after

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "analysis.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


@pytest.mark.parametrize("workspace", [
    Workspace.empty(), worked_example(), worked_example_after(), random_landscape(1, 8, 30, hubs=3, zones=2),
], ids=["empty", "as-is", "after", "random"])
@pytest.mark.parametrize("betweenness", [False, True])
def test_json_is_valid_against_its_schema(workspace: Workspace, betweenness: bool, schema: dict[str, Any]) -> None:
    plain = json.loads(to_json(analyze(workspace, CATALOG, betweenness=betweenness)))
    jsonschema.validate(plain, schema, jsonschema.Draft202012Validator)


def test_every_figure_of_the_rulebook_is_in_the_schema_and_the_json(schema: dict[str, Any]) -> None:
    plain = json.loads(to_json(analyze(worked_example(), CATALOG)))
    described = schema["properties"]["metrics"]["properties"]
    assert list(plain["metrics"]) == list(coupling_rules().metrics) == list(described)
    assert plain["metrics"]["propagation_cost"] == 22 / 36


def test_every_key_of_the_json_is_documented() -> None:
    text = (DOCS / "analysis-json.md").read_text(encoding="utf-8")
    plain = json.loads(to_json(analyze(worked_example(), CATALOG)))
    assert all(f"`{key}`" in text for key in plain)


def test_json_is_the_same_every_time() -> None:
    assert to_json(analyze(worked_example(), CATALOG)) == to_json(analyze(worked_example(), CATALOG))
