"""Improve: what is offered makes the finding go away, brings nothing graver, and is one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.analysis.advisor.advise import advise
from d365arch.analysis.analyze import analyze
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.edit.edit import Edit
from d365arch.io.encode import to_text
from d365arch.io.files import read_text, read_workspace
from d365arch.model import End
from d365arch.model.vocabulary import Direction, Severity
from d365arch.whatif.improve import MOST, improvements
from d365arch.whatif.realize import NewIntegration, new_integration_edit
from tests.analysis.advisor.needs import need

NORTHWIND = read_workspace(Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml").workspace


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def result(catalog):
    return analyze(NORTHWIND, catalog)


def finding(result, rule, element):
    return next(f for f in result.findings if f.rule == rule and element in f.elements)


CASES = [
    ("R-102", "account-changes", "dataverse.service-bus", "azure.service-bus-topic"),
    ("R-104", "release", "fo.business-events", "azure.service-bus-topic"),
    ("R-404", "contacts-to-shop", "dataverse.service-bus", "azure.service-bus-topic"),
    ("R-501", "prices", "both.synapse-link", None),
    ("A-04", "stock", "fo.inventory-visibility", None),
    ("A-09", "service-extract", "both.fabric-link", None),
    ("R-101", "web-orders", "fo.odata", "azure.service-bus-queue > azure.functions-function"),
]


@pytest.mark.parametrize(("rule", "element", "endpoint", "via"), CASES, ids=[case[0] for case in CASES])
def test_the_first_improvement_is_the_better_way_and_the_finding_is_gone(catalog, result, rule, element, endpoint, via):
    about = finding(result, rule, element)
    offered = improvements(NORTHWIND, catalog, about, result=result)
    assert 1 <= len(offered) <= MOST
    best = offered[0]
    assert best.endpoint == endpoint
    assert best.via == via
    after = analyze(best.edit.apply(NORTHWIND), catalog)
    touched = set(best.integrations) | {element}
    assert not [f for f in after.findings if f.rule == rule and touched & set(f.elements)]
    violations = [sum(f.severity is Severity.VIOLATION for f in r.findings) for r in (result, after)]
    assert violations[1] <= violations[0]
    assert rule in {f.rule for f in best.before.findings}
    assert rule not in {f.rule for f in best.after.findings}
    assert best.why
    assert best.title.startswith("Use ")


def test_an_improvement_is_one_undo_step_and_can_be_saved(catalog, result):
    best = improvements(NORTHWIND, catalog, finding(result, "R-104", "release"), result=result)[0]
    assert isinstance(best.edit, Edit)
    assert best.edit.merge_key is None
    after = best.edit.apply(NORTHWIND)
    assert after != NORTHWIND
    assert read_text(to_text(after), "to-be.yaml").workspace == after


def test_who_starts_stays_right(catalog, result):
    best = improvements(NORTHWIND, catalog, finding(result, "R-501", "prices"), result=result)[0]
    after = best.edit.apply(NORTHWIND).landscape
    assert Facts(after, catalog).direction(after.integration_by_id["prices"]) is Direction.OUTBOUND
    assert after.integration_by_id["prices"].data_flow.value == "push"


def test_a_fact_is_offered_where_it_is_enough(catalog, result):
    offered = improvements(NORTHWIND, catalog, finding(result, "R-103", "account-changes"), result=result)
    assert offered[0].title == "Give up after 5 seconds"
    after = offered[0].edit.apply(NORTHWIND).landscape
    assert after.integration_by_id["account-changes"].latency.timeout == 5


def test_what_several_do_together_is_improved_together(catalog, result):
    offered = improvements(NORTHWIND, catalog, finding(result, "R-702", "points"), result=result)
    assert [i.title for i in offered] == ['Give "Sign-ups" and "Points" their best ways']
    assert {f.rule for f in offered[0].before.findings} >= {"R-702"}


def test_nothing_is_offered_for_what_names_no_integration(catalog, result):
    assert improvements(NORTHWIND, catalog, finding(result, "R-201", "finance"), result=result) == ()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_new_integration_is_drawn_with_its_facts_and_hubs(catalog, place):
    asked = need(platform="dataverse", initiator="d365", answer_needed=False, trigger="event", order_required=True,
                 delivery="at-least-once", volume__peak_per_hour=900, entities=["Case"])
    chosen = advise(asked, catalog).recommendations[place]
    at = NewIntegration(d365="customer-service", other=End("warehouse"), name="Cases")
    after = new_integration_edit(NORTHWIND, catalog, asked, chosen, at).apply(NORTHWIND).landscape
    new = [i for i in after.integrations if i.id not in NORTHWIND.landscape.integration_by_id]
    assert len(new) == 1 + (chosen.via.count(">") + 1 if chosen.via else 0)
    assert {end.system for i in new for end in (i.from_, i.to)} >= {"customer-service", "warehouse"}
    assert all(i.volume.peak_per_hour == 900 and i.entities == ("Case",) for i in new)
    types = {after.endpoint_at(end).type for i in new for end in (i.from_, i.to) if after.endpoint_at(end)}
    assert chosen.endpoint in types
