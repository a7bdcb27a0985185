"""What the sections say: the case, the plan, who makes and takes data, cards of systems, unstated facts, plots."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from immutabledict import immutabledict

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.rulebook import coupling_rules
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.model import Workspace
from d365arch.model.integration import Evidence
from d365arch.model.landscape import Strategy
from d365arch.model.vocabulary import Confidence
from d365arch.report import plots
from d365arch.report.compose import compose
from d365arch.report.content import Pairs, Plot, PlotKind, PlotPoint, Plots, Profile, Report, Section, Sentences, Table
from d365arch.report.given import Given, Limits
from d365arch.report.make import relative_to_here
from d365arch.whatif.apply import steps_edit
from tests.analysis.landscapes import ASYNC, link, random_landscape, system, worked_example, workspace
from tests.report.landscapes import paying


def given_of(space: Workspace, limits: Limits | None = None) -> Given:
    catalog = own_catalog()
    facts, result = Facts(space.landscape, catalog), analyze(space, catalog)
    plan = make_plan(facts, result.settings)
    after = analyze(steps_edit(space, catalog, plan.steps).apply(space), catalog) if plan.steps else None
    return Given(space, facts, result, plan, after, limits or Limits())


@cache
def report() -> Report:
    return compose(given_of(paying()))


def section(found: Report, name: str) -> Section:
    return next(s for s in found.sections if s.id == name)


def tables(found: Section) -> dict[str, Table]:
    return {b.caption: b for b in found.blocks if isinstance(b, Table)}


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_first_page_tells_the_case_in_figures() -> None:
    summary = report().summary
    assert summary.case[0] == "In 1 step, 12 of 14 direct links move to 1 new hub; 2 stay direct."
    assert summary.case[1] == (
        "The cost falls from 28 to 26 points, by 7.1%. No plan can cost less than 26 points; this plan is proven "
        "optimal.")
    assert [card.title for card in summary.cards.cards] == [
        "Direct links", "Reach of an outage", "Works at worst", "Cost in points"]
    then = {card.title: card.then for card in summary.cards.cards}
    assert (then["Direct links"], then["Cost in points"]) == ("2", "26")
    (offer,) = summary.offers.items if summary.offers else ()
    told = dict(offer.lines)
    assert told["Do"].startswith("Open Service Bus topic. Set up one channel for Account: Sales and Web shop to ")
    assert "12 direct links become 8 spokes; cost 28 to 26 points." in told["Buys"]


def test_without_a_step_that_pays_the_gravest_findings_come_first() -> None:
    summary = compose(given_of(worked_example())).summary
    assert summary.question == "Is consolidation worth it?"
    assert "proven to be the least" in summary.case[0]
    assert summary.offers
    assert summary.offers.title == "What to do first"
    assert 1 <= len(summary.offers.items) <= 3


def test_the_plan_names_what_goes_comes_and_stays() -> None:
    plan = section(report(), "plan")
    (step,) = (b for b in plan.blocks if isinstance(b, Profile))
    changes = next(b for b in step.blocks if isinstance(b, Table) and b.caption == "What changes")
    assert [row[:2] for row in rows(changes)] == [["Links removed", "12"], ["Spokes added", "8"]]
    assert "Accounts 1 (Sales → Taker 1)" in changes.rows[0].cells[2].text
    figures = next(dict(b.items) for b in step.blocks if isinstance(b, Pairs))
    assert figures["Direct links"] == "14 → 2"
    stays = rows(tables(plan)["What stays direct, and why"])
    assert sum(int(row[1]) for row in stays) == 2


def test_who_makes_and_takes_follows_the_data_and_not_the_caller() -> None:
    (table,) = tables(section(report(), "entities")).values()
    by_entity = {row[0]: row for row in rows(table)}
    assert by_entity["Account"][2] == "Sales and Web shop"
    assert by_entity["Price"][2:5] == ["Taker 2", "Taker 1", "Sales"]


def test_a_card_tells_who_depends_on_the_system() -> None:
    cards = {b.anchor: b for b in section(report(), "profiles").blocks if isinstance(b, Profile)}
    assert next(iter(cards)) == "system-sales"
    assert len(cards) == 8
    facts = dict(next(b for b in cards["system-t1"].blocks if isinstance(b, Pairs)).items)
    assert facts["Owner"] == "Operations"
    links = next(b for b in cards["system-t1"].blocks if isinstance(b, Table))
    assert ["Prices", "Sales", "there", "out", "synchronous", "Price"] in rows(links)


def test_unstated_facts_are_counted_and_named() -> None:
    (table,) = tables(section(report(), "assumptions")).values()
    by_fact = {row[0]: row for row in rows(table)}
    assert by_fact["Entities"][1] == "14"
    assert by_fact["Owner"][1:3] == ["12", "86%"]
    assert by_fact["Owner"][3] == "Costs and Prices"


def test_every_figure_has_a_formula_and_a_source() -> None:
    (table, *_) = tables(section(report(), "method")).values()
    assert len(table.rows) == len(coupling_rules().metrics)
    assert all(all(cell.text for cell in row.cells) for row in table.rows)


def test_settings_of_the_landscape_are_told_apart() -> None:
    space = paying()
    own = replace(space, landscape=replace(space.landscape, strategy=Strategy(thresholds={"R-201.warn": 9})))
    (table,) = tables(section(compose(given_of(own)), "settings")).values()
    assert [row[0] for row in rows(table) if row[3] != "default"] == ["R-201.warn"]


def test_long_lists_are_cut_and_say_so() -> None:
    found = compose(given_of(random_landscape(3, 40, 120, hubs=2), Limits(systems=10, integrations=30, rows=5)))
    catalog = tables(section(found, "integrations"))["All integrations by name"]
    assert len(catalog.rows) == 30
    assert "further integrations are in the JSON" in catalog.foot
    assert len(section(found, "profiles").blocks) == 10
    known = {r.anchor for r in catalog.rows} | {b.anchor for b in section(found, "profiles").blocks
                                                if isinstance(b, Profile)}
    links = {c.link for s in found.sections for b in s.blocks if isinstance(b, Table) for r in b.rows for c in r.cells}
    assert {link_ for link_ in links if link_ and link_.startswith(("system-", "integration-"))} <= known


def all_plots(found: Report) -> dict[str, Plot]:
    return {p.id: p for b in section(found, "figures").blocks if isinstance(b, Plots) for p in b.items}


def test_plots_say_what_one_sees() -> None:
    found = all_plots(report())
    assert list(found) == ["degrees", "savings", "loads", "waits"]
    assert [p.value for p in found["savings"].points] == [28, 26]
    assert found["waits"].sentence.startswith("A call of Sales may wait 400 ms")
    assert sum(p.value for p in found["degrees"].points) == 8


def test_the_load_of_a_hub_stands_against_its_capacity() -> None:
    space = paying()
    strategy = replace(space.landscape.strategy or Strategy(), capacities=immutabledict({"message": 10_000}))
    tight = replace(space, landscape=replace(space.landscape, strategy=strategy))
    plain, bounded = (all_plots(compose(given_of(each)))["loads"] for each in (space, tight))
    assert plain.sentence.endswith("No capacity is stated.")
    assert bounded.sentence.endswith("In brackets: share of the capacity that is stated.")
    (point,) = bounded.points
    assert point.shown == f"{point.value:,.0f} ({point.value / 10_000:.0%})"


def test_plots_keep_to_their_room_whatever_they_show() -> None:
    for values in ([1], [0.5, 2_000_000, 3], [7] * 30):
        name = "A very long name of a system that nobody can read <&> " * 3
        points = tuple(PlotPoint(name, v, f"{v:,}") for v in values)
        for kind in PlotKind:
            if kind is PlotKind.COURSE and len(values) < 2:
                continue
            plot = Plot(id="p", title="<b>", sentence='"&', kind=kind, x="things", y="points", points=points, mark=0.2)
            svg = plots.to_svg(plot)
            assert "<b>" not in svg
            assert "rgb(" not in svg
            assert plots.to_svg(plot) == svg


def test_names_with_the_same_words_are_told_apart() -> None:
    given = given_of(workspace([system("a"), system("b")], [link("i", "a", "b", name="Orders", timing=ASYNC)]))
    assert given.told("i") == "Orders (a → b)"
    assert given.told("gone") == "gone"


def test_a_path_elsewhere_stays_as_it_is(tmp_path: Path) -> None:
    assert relative_to_here(tmp_path / "x.yaml") == tmp_path / "x.yaml"


def test_evidence_lists_the_least_sure_first_with_file_and_place() -> None:
    seen = {sure: (Evidence(file=f"{sure}.json", place=f"/{sure}", confidence=sure),) for sure in Confidence}
    space = workspace([system("a"), system("b"), system("c")], [
        link("one", "a", "b", name="One", evidence=seen[Confidence.CERTAIN]),
        link("two", "b", "c", name="Two", evidence=seen[Confidence.HINT]), link("drawn", "a", "c", name="Drawn")])
    found = section(compose(given_of(space)), "evidence")
    told = next(block for block in found.blocks if isinstance(block, Sentences)).sentences
    assert told[0] == "2 integrations rest on artefacts: 1 certain, 1 hint."
    assert "people drew it" in told[1]
    assert rows(tables(found)["Where integrations were found"]) == [
        ["Two", "hint", "hint.json", "/hint"], ["One", "certain", "certain.json", "/certain"]]


def test_what_nobody_discovered_has_no_section_of_evidence() -> None:
    assert all(each.id != "evidence" for each in report().sections)
