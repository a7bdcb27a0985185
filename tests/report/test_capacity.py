"""The page on capacity: what it tells of loads, limits, the horizon and what was assumed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.limits.records import LimitCheck
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.io.files import read_workspace
from d365arch.model.vocabulary import Severity
from d365arch.report.content import Cards, Plots, Sentences, Table
from d365arch.report.given import Given
from d365arch.report.sections.capacity import capacity_section
from d365arch.report.sections.findings import advice_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@cache
def northwind() -> Given:
    workspace = read_workspace(SAMPLES / "northwind-as-is.yaml").workspace
    catalog = load_catalog()
    return Given(workspace, Facts(workspace.landscape, catalog), analyze(workspace, catalog))


def with_checks(*checks: LimitCheck) -> Given:
    return replace(northwind(), result=replace(northwind().result, limits=checks))


def check(on: str, used: float, **values: object) -> LimitCheck:
    verdict = Severity.VIOLATION if used > 1 else Severity.WARNING if used >= 0.7 else None
    return LimitCheck(limit="L-DV-01", on=on, load=6000 * used, allowed=6000, unit="requests", utilization=used,
                      verdict=verdict, **values)  # type: ignore[arg-type]


def test_northwind_tells_the_binding_limit_of_the_shared_identity() -> None:
    section = capacity_section(northwind())
    assert section is not None
    by_caption = {block.caption: block for block in section.blocks if isinstance(block, Table)}
    first = by_caption["By identity: what one application user may do"].rows[0]
    assert [cell.text for cell in first.cells[:5]] == [
        "identity svc-int", "Execution time in Dataverse", "5,600 seconds", "1,200 seconds", "467%"]
    assert first.cells[4].tone is Severity.VIOLATION
    assert any(key == "Assumed" and "web server" in text for key, text in first.detail)


def test_longest_bars_are_cut_and_say_so() -> None:
    section = capacity_section(
        with_checks(check("identity:a", 40.0, binding=True), check("identity:b", 0.5, binding=True)))
    assert section is not None
    plot = next(block for block in section.blocks if isinstance(block, Plots)).items[0]
    assert [(p.value, p.shown) for p in plot.points] == [(300.0, "4,000%"), (50.0, "50%")]
    assert "longest bars are cut" in plot.x


def test_the_horizon_has_a_column_only_where_growth_is_stated() -> None:
    without, grown = check("identity:a", 0.8, binding=True), check("identity:a", 0.8, binding=True, at_horizon=1.4)
    for checks, columns in (((without,), 6), ((grown,), 7)):
        section = capacity_section(with_checks(*checks))
        assert section is not None
        table = next(block for block in section.blocks if isinstance(block, Table))
        assert len(table.columns) == columns == len(table.rows[0].cells)
    cards = next(block for block in section.blocks if isinstance(block, Cards)).cards
    assert [card.value for card in cards] == ["0", "1", "1", "80%"]
    told = [block for block in section.blocks if isinstance(block, Sentences)][-1].sentences
    assert not any("No growth is stated" in sentence for sentence in told)


@pytest.mark.parametrize("used", [0.1, 0.8, 1.2])
def test_the_lead_says_how_bad_it_is(used: float) -> None:
    section = capacity_section(with_checks(check("identity:a", used, binding=True)))
    assert section is not None
    assert {0.1: "none is near", 0.8: "1 near it", 1.2: "1 over the limit"}[used] in section.lead


def test_nothing_computed_means_no_page() -> None:
    assert capacity_section(with_checks()) is None


def test_old_facts_are_marked_at_their_limits_and_findings() -> None:
    given = northwind()
    section = capacity_section(given)
    assert section is not None
    details = {dict(row.detail)["L-DV-02"]: row.detail for block in section.blocks if isinstance(block, Table)
               for row in block.rows if "L-DV-02" in dict(row.detail)}
    assert details
    assert all("older than two years (2023-01-31)" in dict(detail)["Mind"] for detail in details.values())
    finding = next(f for f in given.result.findings if f.rule == "R-404")
    assert "older than two years" in advice_of(given, finding).source
