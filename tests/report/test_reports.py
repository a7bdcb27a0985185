"""Text, Markdown and HTML reports: what they say, and that nothing from a file acts as markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.records import PlanOptions
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.errors import ExportError
from d365arch.model import Endpoint, Workspace
from d365arch.report.compose import compose
from d365arch.report.content import Findings, Matrix, Report, Table
from d365arch.report.given import Given, Limits
from d365arch.report.html import keys, to_html
from d365arch.report.make import ENDINGS, make_report
from d365arch.report.sections.executive import state
from d365arch.report.sections.findings import MOST_OF_A_RULE
from d365arch.report.sections.matrices import LARGEST
from d365arch.report.text import to_text
from tests.analysis.landscapes import ASYNC, NEAR, SYNC, link, random_landscape, system, worked_example, workspace

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}]](javascript:x) |\x07\x1b[31m\u202e"


def hostile() -> Workspace:
    bus = system("bus", name=HOSTILE, type="azure.service-bus", endpoints=(Endpoint(id="t", name=HOSTILE),))
    return workspace(
        [system("a", name=HOSTILE, owner=HOSTILE), system("b", name=HOSTILE), bus],
        [link("1", "a", "b", name=HOSTILE, entity=HOSTILE, protocol=HOSTILE, timing=SYNC),
         link("2", "a", "b", name=HOSTILE, entity=HOSTILE, protocol=HOSTILE, timing=SYNC),
         link("3", "b", "bus.t", name=HOSTILE, timing=NEAR), link("4", "b", "a", timing=SYNC, active=False)],
        name=HOSTILE, description=HOSTILE, authors=(HOSTILE,), version=HOSTILE)


def make(space: Workspace, ending: str, **values: object) -> str:
    catalog = own_catalog()
    return make_report(space, catalog, analyze(space, catalog), ending, **values).decode()  # type: ignore[arg-type]


def content_of(space: Workspace) -> Report:
    catalog = own_catalog()
    return compose(Given(space, Facts(space.landscape, catalog), analyze(space, catalog)))


def test_text_tells_figures_findings_and_systems() -> None:
    text = to_text(analyze(worked_example(), own_catalog()))
    assert re.search(r"^! Propagation cost +61\.1%  On average", text, re.MULTILINE)
    assert "FINDINGS" in text
    assert re.search(r"^ {2}> Begin with", text, re.MULTILINE)
    assert re.search(r"^a +4 +6 +0 +2 +4 +0\.67 +6 +99\.8%$", text, re.MULTILINE)
    assert "6 systems and hubs state no availability: 99.9% is assumed" in text
    assert max(map(len, text.splitlines())) <= 120


def test_text_of_an_empty_landscape() -> None:
    text = to_text(analyze(Workspace.empty(), own_catalog()))
    assert text.startswith("Landscape: no findings")


def test_text_has_no_control_characters() -> None:
    text = to_text(analyze(hostile(), own_catalog()))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_html_is_one_file_without_outside_references() -> None:
    text = make(worked_example(), ".html")
    page = lxml_html.document_fromstring(text)
    assert page.xpath("//link[not(@rel='icon')]|//iframe|//object|//embed|//foreignObject|//script[@src]") == []
    for value in page.xpath("//@href|//@src|//@*[name()='xlink:href']"):
        assert value.startswith(("#", "data:,")), value
    assert not re.search(r"url\((?!#|data:)", text)
    assert "@import" not in text
    targets = set(page.xpath("//@id"))
    assert len(targets) == len(page.xpath("//@id"))
    assert {h[1:] for h in page.xpath("//@href") if h.startswith("#")} <= targets


def test_only_the_own_script_may_run() -> None:
    page = lxml_html.document_fromstring(make(worked_example(), ".html"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = page.xpath("//script/text()")
    assert "default-src 'none'" in policy
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


def test_links_of_large_landscapes_lead_somewhere() -> None:
    catalog, space = own_catalog(), random_landscape(4, 70, 150)
    given = Given(space, Facts(space.landscape, catalog), analyze(space, catalog), limits=Limits(systems=40))
    page = lxml_html.document_fromstring(to_html(compose(given), {}))
    assert {h[1:] for h in page.xpath("//a/@href")} <= set(page.xpath("//@id"))
    assert "30 further ones are in the JSON." in page.xpath("string(//section[@id='profiles']/p)")


def test_html_has_all_sections() -> None:
    page = lxml_html.document_fromstring(make(worked_example(), ".html", plan=PlanOptions()))
    assert page.xpath("//main/section/@id") == [
        "figures", "drawing", "findings", "plan", "review", "outages", "chains", "waiting", "structure", "repeated",
        "integrations", "matrix", "entities", "systems", "profiles", "assumptions", "method", "settings"]
    assert page.xpath("//nav/a/@href") == ["#summary", *(f"#{i}" for i in page.xpath("//main/section/@id"))]
    assert page.xpath("count(//section[@id='drawing']//*[local-name()='svg'])") == 1
    assert "61.1%" in page.xpath("string(//section[@id='figures'])")
    assert page.xpath("//article[@id='system-a']//text()")
    assert page.xpath("//tr[@id='integration-i1']//a[@href='#today-line-i1']")


def test_a_report_without_a_plan_has_no_such_section() -> None:
    page = lxml_html.document_fromstring(make(worked_example(), ".html"))
    assert page.xpath("//section[@id='plan']|//section[@id='summary']//div[@class='case']") == []


def test_html_in_one_theme_follows_nobody() -> None:
    text = make(worked_example(), ".html", theme="dark")
    page = lxml_html.document_fromstring(text)
    assert page.get("data-theme") == "dark"
    assert "--p0" not in text
    assert "--p0" in make(worked_example(), ".html")


@pytest.mark.parametrize("ending", ENDINGS)
def test_reports_are_the_same_whatever_the_order_of_the_file(ending: str) -> None:
    catalog, space = own_catalog(), worked_example()
    around = replace(space, landscape=replace(space.landscape, integrations=space.landscape.integrations[::-1]))
    # drawings give lines their lanes in the order of the file
    other = space if ending in {".html", ".pdf"} else around
    first, again = (make_report(s, catalog, analyze(s, catalog), ending, plan=PlanOptions()) for s in (space, other))
    assert first == again


def test_hostile_names_stay_text_in_html() -> None:
    text = make(hostile(), ".html")
    assert text.count("<script") == 1
    assert "49" not in lxml_html.document_fromstring(text).xpath("string(//h1)")
    assert "\x1b" not in text
    assert "\x07" not in text
    page = lxml_html.document_fromstring(text)
    assert page.xpath("//h1")[0].text.startswith("<script>alert(1)</script>\"'&{{7*7}}")
    assert not [a for element in page.iter() for a in element.attrib if a.lower().startswith("on")]


def test_hostile_names_stay_text_in_markdown() -> None:
    text = make(hostile(), ".md")
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "\x1b" not in text
    tables = [line for line in text.splitlines() if line.startswith("| ")]
    assert tables
    integrations = [line for line in tables if "synchronous" in line and "outbound" not in line and "external" in line]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in integrations} == {11}


def test_markdown_holds_the_same_findings() -> None:
    catalog = own_catalog()
    result = analyze(worked_example(), catalog)
    text = make(worked_example(), ".md")
    assert text.startswith("# Worked example\n")
    assert all(f"({f.severity.value}, {f.rule})" in text for f in result.findings)
    assert "| A | " not in text
    assert re.search(r"^\| a \| d \| 1 \| 1 asynchronous \| i2 \|$", text, re.MULTILINE)


def matrix_of(space: Workspace) -> Matrix:
    return next(b for s in content_of(space).sections for b in s.blocks if isinstance(b, Matrix))


def test_matrix_counts_calls_by_timing() -> None:
    space = workspace([system("a"), system("b")], [
        link("1", "a", "b", timing=SYNC), link("2", "a", "b", timing=ASYNC), link("3", "a", "b", timing=ASYNC),
        link("4", "b", "a", timing=ASYNC, active=False)])
    found = matrix_of(space)
    place = {node.id: index for index, node in enumerate(found.nodes)}
    assert list(found.cells) == [(place["a"], place["b"])]
    assert found.cells[place["a"], place["b"]].counts == ((SYNC, 1), (ASYNC, 2))


def test_a_matrix_explains_only_what_it_shows() -> None:
    systems = [system("a"), system("b"), system("c")]
    one = matrix_of(workspace(systems, [link("i", "a", "b", timing=ASYNC)]))
    assert keys(one) == [("async", "asynchronous")]
    many = [link("i", "a", "b", timing=ASYNC), link("j", "a", "b", timing=SYNC), link("k", "b", "c")]
    assert [words for _, words in keys(matrix_of(workspace(systems, many)))] == [
        "synchronous", "asynchronous", "several", "timing not stated"]
    assert keys(matrix_of(workspace([], []))) == []


def test_a_large_matrix_is_cut_and_says_so() -> None:
    found = matrix_of(random_landscape(1, 90, 200, hubs=3))
    assert len(found.nodes) == LARGEST
    assert "33 others are left out" in found.foot


def test_the_integration_table_lists_every_integration() -> None:
    report = content_of(hostile())
    table = next(s for s in report.sections if s.id == "integrations").blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 4
    assert [r.cells[0].text for r in table.rows if "switched off" in r.cells[0].text] == ["4 (switched off)"]


def test_a_long_list_of_one_rule_is_continued_in_a_table() -> None:
    space = random_landscape(2, 40, 160)
    section = next(s for s in content_of(space).sections if s.id == "findings")
    first, more = section.blocks
    assert isinstance(first, Findings)
    assert isinstance(more, Table)
    assert max(Counter(item.rule for item in first.items).values()) == MOST_OF_A_RULE
    assert len(first.items) + len(more.rows) == len(analyze(space, own_catalog()).findings)


def test_summary_is_three_sentences() -> None:
    found = state(analyze(worked_example(), own_catalog()))
    assert len(found) == 3
    assert found[0] == ("6 systems with 10 direct links and 0 spokes; 100% of the connections are direct, from system "
                        "to system.")
    assert state(analyze(Workspace.empty(), own_catalog()))[-1] == "The default rules find nothing to object to."


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ExportError, match=r"\.html, \.md, \.pdf, \.json or \.sarif"):
        make(worked_example(), ".docx")
