"""The page on the review: scores, items with their elements, what to state next, completeness."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from d365arch.analysis.analyze import analyze
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.io.files import read_workspace
from d365arch.report.content import Cards, Table
from d365arch.report.given import Given
from d365arch.report.sections.review import review_section

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@cache
def northwind() -> Given:
    workspace = read_workspace(SAMPLES / "northwind-as-is.yaml").workspace
    catalog = load_catalog()
    return Given(workspace, Facts(workspace.landscape, catalog), analyze(workspace, catalog))


def test_the_page_has_all_five_principles_with_their_items() -> None:
    section = review_section(northwind())
    assert section is not None
    cards = next(block for block in section.blocks if isinstance(block, Cards)).cards
    titles = ["Requirements", "Alignment", "Monitoring", "Simplification", "Growth"]
    assert [card.title for card in cards] == titles
    tables = {block.caption: block for block in section.blocks if isinstance(block, Table)}
    assert set(titles) <= set(tables)
    review = northwind().result.review
    assert review is not None
    told = sum(len(tables[title].rows) for title in titles)
    assert told == sum(len(p.items) for p in review.principles)


def test_a_violated_item_names_its_elements() -> None:
    section = review_section(northwind())
    assert section is not None
    monitoring = next(b for b in section.blocks if isinstance(b, Table) and b.caption == "Monitoring")
    row = next(r for r in monitoring.rows if r.cells[0].text.startswith("P-303"))
    assert ("Violated", "Shipments") in row.detail
    assert row.cells[4].tone is not None


def test_every_integration_stands_with_its_eight_factors() -> None:
    section = review_section(northwind())
    assert section is not None
    table = next(b for b in section.blocks if isinstance(b, Table) and b.caption.startswith("The eight factors"))
    assert len(table.columns) == 10
    assert len(table.rows) == len([i for i in northwind().facts.landscape.integrations if i.active is not False])
    shares = [row.cells[1].key for row in table.rows]
    assert shares == sorted(shares, key=lambda share: share or 0.0)


def test_without_a_review_there_is_no_page() -> None:
    assert review_section(replace(northwind(), result=replace(northwind().result, review=None))) is None
