"""The JSON of an analysis: valid against its published schema, complete, stable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.result import SCHEMA
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.model import Workspace
from d365arch.report.json_report import to_json, to_report_json
from tests.analysis.landscapes import CATALOG, random_landscape, worked_example, worked_example_after
from tests.report.landscapes import paying

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


def test_the_json_of_a_report_is_that_of_the_analysis_with_more() -> None:
    files = ("analysis.schema.json", "plan.schema.json", "report.schema.json")
    schemas = {name: json.loads((DOCS / name).read_text(encoding="utf-8")) for name in files}
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(found)) for name, found in schemas.items()])
    space = paying()
    facts, result = Facts(space.landscape, CATALOG), analyze(space, CATALOG)
    for plan in (None, make_plan(facts, result.settings)):
        plain = json.loads(to_report_json(result, facts, plan))
        jsonschema.Draft202012Validator(schemas["report.schema.json"], registry=registry).validate(plain)
        assert {key: plain[key] for key in json.loads(to_json(result))} == json.loads(to_json(result))
    assert plain["integrations"][0]["stated"]["latency"] == {"p95": 0.2}


def test_every_figure_of_the_rulebook_is_in_the_schema_and_the_json(schema: dict[str, Any]) -> None:
    plain = json.loads(to_json(analyze(worked_example(), CATALOG)))
    described = schema["properties"]["metrics"]["properties"]
    assert list(plain["metrics"]) == list(coupling_rules().metrics) == list(described)
    assert plain["metrics"]["propagation_cost"] == 22 / 36


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """All objects that a schema describes key by key."""
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from objects(part)
    if isinstance(schema, dict) and schema.get("type") == "object" and "properties" in schema:
        yield schema


def test_the_schema_is_of_this_version_and_leaves_no_key_open(schema: dict[str, Any]) -> None:
    assert schema["properties"]["schema"] == {"const": SCHEMA}
    assert f"schema {SCHEMA}" in schema["title"]
    found = list(objects(schema))
    assert len(found) > 5
    for part in found:
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])


def test_every_figure_of_a_system_and_every_setting_is_there(schema: dict[str, Any]) -> None:
    plain = json.loads(to_json(analyze(worked_example(), CATALOG, betweenness=True)))
    a = next(s for s in plain["systems"] if s["id"] == "a")
    assert (a["ca"], a["ce"], a["criticality"], a["cyclic_group"], a["cut"]) == (2, 4, 8, 0, False)
    assert (a["instability"], a["chain_availability"]) == (2 / 3, pytest.approx(0.999**2))
    assert a["betweenness"] > 0
    assert plain["structure"]["betweenness_estimated"] is False
    assert list(schema["$defs"]["system"]["properties"]) == list(a)
    assert sorted(schema["properties"]["settings"]["properties"]) == sorted(plain["settings"])


def test_betweenness_above_the_limit_is_marked_as_an_estimate() -> None:
    few = Settings(exact_systems=5, pivots=3)
    plain = json.loads(to_json(analyze(worked_example(), CATALOG, few, betweenness=True)))
    assert plain["structure"]["betweenness_estimated"] is True
    assert (plain["settings"]["exact_systems"], plain["settings"]["pivots"]) == (5, 3)


def test_every_key_of_the_json_is_documented() -> None:
    text = (DOCS / "analysis-json.md").read_text(encoding="utf-8")
    plain = json.loads(to_json(analyze(worked_example(), CATALOG)))
    assert all(f"`{key}`" in text for key in plain)


def test_json_is_the_same_every_time() -> None:
    assert to_json(analyze(worked_example(), CATALOG)) == to_json(analyze(worked_example(), CATALOG))
