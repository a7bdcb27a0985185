"""All rules together: a broken one stops nothing, findings come gravest first, whatever the order of the file."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.rules import registry
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import Verdict
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model import Workspace
from d365arch.model.vocabulary import Severity
from d365arch.report.json_report import to_json
from d365arch.report.text import to_text

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def northwind() -> Workspace:
    return read_workspace(SAMPLES / "northwind-as-is.yaml").workspace


def test_a_rule_that_fails_is_reported_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(context: RuleContext) -> Iterator[Verdict]:
        yield Verdict((context.active[0].id,), {"no": "such words"})
        raise AssertionError

    whole = analyze(northwind(), own_catalog())
    listed = dict(registry.own_rules()) | {"R-102": fails}
    monkeypatch.setattr("d365arch.analysis.rules.run.own_rules", lambda: listed)
    result = analyze(northwind(), own_catalog())
    assert list(result.broken_rules) == ["R-102"]
    assert "Rule R-102 failed" in result.broken_rules["R-102"]
    assert [f for f in whole.findings if f.rule != "R-102"] == list(result.findings)
    assert result.broken_rules["R-102"] in to_text(result)
    assert json.loads(to_json(result))["broken_rules"] == dict(result.broken_rules)


def test_order_of_the_file_changes_nothing() -> None:
    workspace = northwind()
    landscape, shuffle = workspace.landscape, random.Random(7)
    systems = [replace(s, endpoints=tuple(shuffle.sample(s.endpoints, len(s.endpoints)))) for s in landscape.systems]
    mixed = replace(landscape, systems=tuple(shuffle.sample(systems, len(systems))), integrations=tuple(
        shuffle.sample(landscape.integrations, len(landscape.integrations))))
    one, other = analyze(workspace, own_catalog()), analyze(replace(workspace, landscape=mixed), own_catalog())
    assert one.findings == other.findings
    order = [list(Severity).index(f.severity) for f in one.findings]
    assert order == sorted(order)


def test_nothing_is_said_of_integrations_that_are_switched_off() -> None:
    workspace = northwind()
    off = tuple(replace(i, active=False) for i in workspace.landscape.integrations)
    result = analyze(replace(workspace, landscape=replace(workspace.landscape, integrations=off)), own_catalog())
    names = {i.id for i in off} - {s.id for s in workspace.landscape.systems}
    assert not [f for f in result.findings if names & set(f.elements)]
