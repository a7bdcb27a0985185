"""Every sample has a report in every format; the drawing of each is made once for all of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import make_plan
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.report.compose import compose
from d365arch.report.given import Given, Limits
from d365arch.report.html import to_html
from d365arch.report.json_report import to_report_json
from d365arch.report.markdown import to_markdown
from d365arch.report.pdf import to_pdf
from d365arch.report.picture import scenes
from d365arch.report.sarif import to_sarif

FEW = Limits(systems=4, integrations=12, rows=6)
"""A PDF of everything takes seconds; some of each kind sets the same blocks."""

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_format_of_a_sample(path: Path) -> None:
    opened, catalog = read_workspace(path), own_catalog()
    space = opened.workspace
    facts, result = Facts(space.landscape, catalog), analyze(space, catalog)
    plan = make_plan(facts, result.settings)
    given = Given(space, facts, result, plan)
    content = compose(given)
    drawn = scenes(space, catalog)

    page = lxml_html.document_fromstring(to_html(content, drawn))
    targets = set(page.xpath("//@id"))
    assert {h[1:] for h in page.xpath("//@href") if h.startswith("#")} <= targets
    assert {f"integration-{i.id}" for i in space.landscape.integrations} <= targets
    assert {f"system-{s.id}" for s in space.landscape.systems} <= targets

    text = to_markdown(content)
    assert all(f"## {section.title}\n" in text for section in content.sections if section.id != "drawing")
    assert to_pdf(compose(replace(given, limits=FEW)), drawn).startswith(b"%PDF")
    plain = json.loads(to_report_json(result, facts, plan))
    assert plain["report"] == 1
    assert plain["plan"]["cost_after"] == plan.cost_after
    assert [i["id"] for i in plain["integrations"]] == sorted(i.id for i in space.landscape.integrations)
    sarif = json.loads(to_sarif(result.findings, Path(path.name), opened.place_of_element))
    lines = opened.text.count("\n") + 1
    for found in sarif["runs"][0]["results"]:
        assert 1 <= found["locations"][0]["physicalLocation"]["region"]["startLine"] <= lines
