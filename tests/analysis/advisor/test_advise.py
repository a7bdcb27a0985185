"""Advice as an architect would check it: sums, order, status, strategy, rules, limits, and needs of the landscapes."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.analysis.advisor.advise import advise, advise_for
from d365arch.analysis.advisor.candidates import OFFERED
from d365arch.analysis.advisor.knowledge import knowledge
from d365arch.analysis.advisor.need import need_of
from d365arch.analysis.advisor.score import PartKind
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.catalog.records import Status
from d365arch.errors import AnalysisError
from d365arch.io.files import read_workspace
from d365arch.model.landscape import Strategy
from tests.analysis.advisor.needs import need

FO = {"platform": "finance-operations", "initiator": "other"}
DV = {"platform": "dataverse", "initiator": "d365"}
ORDERS = FO | {"answer_needed": False, "trigger": "event", "operations": ["create"], "volume__peak_per_hour": 1200}
NORTHWIND = read_workspace(Path(__file__).parents[3] / "samples" / "northwind-as-is.yaml").workspace.landscape

LANDSCAPES = [
    # Needs of the reference landscapes and what their authors made of them (LS-1 to LS-2, LS-3, LS-4).
    ("tills", FO | {"answer_needed": False, "trigger": "event", "volume__peak_per_hour": 9000,
                    "delivery": "at-least-once", "volume__operations_per_message": 5},
     "stream-in/fo.recurring-integration"),
    ("web orders", ORDERS | {"delivery": "at-least-once"}, "queue-function/fo.odata"),
    ("stock of the shop", FO | {"answer_needed": True, "data": "pull", "operations": ["read"], "entities": ["Stock"],
                                "volume__peak_5min": 12_000}, "fo.inventory-visibility"),
    ("release to a warehouse on premises",
     {"platform": "finance-operations", "initiator": "d365", "answer_needed": False, "trigger": "event",
      "hosting": "on-premises", "volume__peak_per_hour": 2000}, "topic/fo.business-events"),
    ("workers by night", FO | {"trigger": "scheduled", "frequency": "daily 02:00", "volume__per_run": 9000,
                               "operations": ["create", "update"]}, "pipeline/fo.dmf-package-api"),
    ("contacts without loss", DV | {"answer_needed": False, "trigger": "event", "volume__per_day": 6000,
                                    "delivery": "at-least-once"}, "topic/dataverse.service-bus"),
    ("campaign", {"platform": "dataverse", "initiator": "other", "answer_needed": False, "trigger": "event",
                  "volume__peak_5min": 10_000, "operations": ["update"]}, "queue-function/dataverse.bulk-operations"),
    ("order lines every five minutes", FO | {"trigger": "scheduled", "frequency": "every 5 min",
                                             "volume__peak_per_hour": 200_000, "latency__required": "15 min"},
     "fo.recurring-integration"),
    ("time and material with photos", DV | {"answer_needed": False, "trigger": "event", "volume__per_day": 3500,
                                            "volume__message_kb": 220, "delivery": "at-least-once"},
     "claim-out/dataverse.service-bus"),
    ("reports within twenty minutes", DV | {"purpose": "report", "latency__required": "20 min"}, "both.synapse-link"),
    ("reports within five minutes", DV | {"purpose": "report", "latency__required": "5 min"},
     "stream/dataverse.event-hub"),
    ("partner reads orders", FO | {"exposure": "partner", "answer_needed": True, "data": "pull", "trigger": "on-demand",
                                   "operations": ["read"], "volume__peak_per_hour": 300}, "api/fo.odata"),
    ("ERP on premises", FO | {"d365_hosting": "on-premises", "trigger": "scheduled", "volume__per_run": 5000,
                              "answer_needed": False}, "pipeline/fo.dmf-package-api"),
]


@pytest.mark.parametrize(("stated", "best"), [case[1:] for case in LANDSCAPES], ids=[case[0] for case in LANDSCAPES])
def test_needs_of_the_reference_landscapes_get_what_an_architect_would_choose(stated, best):
    first = advise(need(**stated), load_catalog()).recommendations[0]
    assert first.candidate.key == best
    assert "R-101" not in first.violates
    assert first.pros
    assert first.cons
    assert first.sources


def test_a_slow_partner_puts_the_synchronous_plug_in_behind():
    slow = need(**DV, answer_needed=True, trigger="event", volume__per_day=600, latency__p95="2.8 s")
    advice = advise(slow, load_catalog())
    assert advice.of("dataverse.plugin-sync").violates == ("R-102",)
    assert advice.recommendations[0].endpoint != "dataverse.plugin-sync"
    fast = need(**DV, answer_needed=True, trigger="event", volume__per_day=600, latency__p95="0.8 s")
    assert advise(fast, load_catalog()).recommendations[0].endpoint == "dataverse.plugin-sync"


def test_scores_are_the_sum_of_their_parts_and_ranks_follow_them():
    advice = advise(need(**ORDERS, low_code=True), load_catalog())
    scores = [r.score for r in advice.recommendations]
    assert [r.rank for r in advice.recommendations] == list(range(1, len(scores) + 1))
    assert scores == sorted(scores, reverse=True)
    for r in advice.recommendations:
        assert r.score == sum(part.points for part in r.parts)
        assert set(r.fits) | set(r.against) == {part.text for part in r.parts}
        assert r.violates == tuple(part.on for part in r.parts if part.kind is PartKind.RULE)


def test_nobody_is_sent_to_what_is_deprecated_or_retired_and_previews_and_legacy_pay_for_it():
    for platform in ("dataverse", "finance-operations", "both"):
        for initiator in ("d365", "other"):
            for r in advise(need(platform=platform, initiator=initiator), load_catalog()).recommendations:
                assert r.status in OFFERED
                told = [part.points for part in r.parts if part.kind is PartKind.STATUS]
                assert bool(told) == (r.status is not Status.CURRENT)
                assert all(points < 0 for points in told)


def test_the_order_does_not_depend_on_that_of_the_catalog():
    catalog = load_catalog()
    kinds = list(catalog.endpoint_types.items())
    random.Random(3).shuffle(kinds)
    shuffled = replace(catalog, endpoint_types=dict(kinds))
    asked = need(**ORDERS)
    assert advise(asked, catalog).recommendations == advise(asked, shuffled).recommendations


def test_the_strategy_moves_candidates():
    asked = need(**ORDERS)
    plain = advise(asked, load_catalog())
    avoided = advise(asked, load_catalog(), strategy=Strategy(avoided_endpoints=("fo.odata",)))
    assert plain.recommendations[0].endpoint == "fo.odata"
    assert avoided.recommendations[0].endpoint == "fo.custom-service-json"
    bus = Strategy(standard_hubs=("azure.service-bus",))
    parts = advise(asked, load_catalog(), strategy=bus).recommendations[0].parts
    assert ("standard_hubs", "Goes through a standard hub.") in {(part.on, part.text) for part in parts}
    flows = advise(need(**DV, answer_needed=False, trigger="event", volume__peak_per_hour=50), load_catalog(),
                   strategy=Strategy(low_code_preferred=True))
    assert flows.recommendations[0].endpoint == "dataverse.flow-trigger"


def test_rules_that_are_switched_off_do_not_count():
    asked = need(**DV, answer_needed=False, trigger="event", delivery="at-least-once", volume__peak_per_hour=50)
    assert "R-404" in advise(asked, load_catalog()).of("dataverse.webhook", chained=False).violates
    off = advise(asked, load_catalog(), strategy=Strategy(rules_off=("R-404",)))
    assert "R-404" not in off.of("dataverse.webhook", chained=False).violates


def test_limits_are_computed_and_what_is_over_costs_points_once():
    asked = need(platform="dataverse", initiator="other", answer_needed=False, trigger="event",
                 volume__peak_5min=10_000)
    single = advise(asked, load_catalog()).of("dataverse.web-api", chained=False)
    used = {check.limit: check.utilization for check in single.limits}
    assert used["L-DV-01"] == pytest.approx(10_000 / 6_000)
    assert used["L-DV-02"] == pytest.approx(10_000 * 0.3 / 1_200)
    assert "R-702" in single.violates
    assert not [part for part in single.parts if part.kind is PartKind.LIMIT and part.on.startswith("L-DV-0")]


def test_many_callers_who_wait_are_shared_between_identities():
    asked = need(platform="dataverse", initiator="other", answer_needed=True, volume__peak_per_hour=50_000)
    web_api = advise(asked, load_catalog()).recommendations[0]
    assert web_api.endpoint == "dataverse.web-api"
    assert "Shared between 2 identities, each with an allowance of its own." in web_api.against
    named = need(platform="dataverse", initiator="other", answer_needed=True, volume__peak_per_hour=50_000,
                 identity="svc-shop")
    assert "R-702" in advise(named, load_catalog()).of("dataverse.web-api", chained=False).violates


def test_a_need_must_say_which_side_and_who_starts():
    with pytest.raises(AnalysisError, match="state platform: dataverse, finance-operations or both"):
        advise(need(initiator="other"), load_catalog())
    with pytest.raises(AnalysisError, match="state initiator: d365 or other"):
        advise(need(platform="both"), load_catalog())


def test_what_is_assumed_is_told():
    told = advise(need(platform="dataverse", initiator="other"), load_catalog()).assumptions
    assert told == ("Whether the answer is needed is not stated; it is taken as not needed.",
                    "No volume is stated; up to 5,000 an hour is assumed.")


def test_a_drawn_integration_is_compared_with_what_would_be_better():
    facts = Facts(NORTHWIND, load_catalog())
    advice = advise_for(facts, NORTHWIND.integration_by_id["account-changes"])
    assert advice.drawn.endpoint == "dataverse.plugin-sync"
    assert "R-102" in advice.drawn.violates
    assert advice.recommendations[0].score > advice.drawn.score


def test_the_need_of_a_drawn_integration_holds_what_it_states_but_not_how_it_is_built():
    facts = Facts(NORTHWIND, load_catalog())
    found = need_of(facts, NORTHWIND.integration_by_id["release"])
    assert (found.platform, found.initiator) == ("finance-operations", "d365")
    assert found.other_on_premises
    assert found.asked.volume == NORTHWIND.integration_by_id["release"].volume
    assert found.asked.timing is None


def test_every_drawn_integration_with_a_dynamics_end_gets_advice():
    facts = Facts(NORTHWIND, load_catalog())
    for integration in NORTHWIND.integrations:
        if facts.direction(integration).value == "external":
            with pytest.raises(AnalysisError, match="has no end in Dataverse or Finance and Operations"):
                advise_for(facts, integration)
        else:
            advice = advise_for(facts, integration)
            assert advice.drawn is not None, integration.id
            assert advice.recommendations, integration.id


def test_all_that_the_knowledge_names_is_in_the_catalog():
    known, catalog = knowledge(), load_catalog()
    keys = {choice.key for row in known.rows for cell in row.cells.values() for choice in cell}
    for key in keys:
        chain, _, endpoint = key.rpartition("/")
        assert endpoint in catalog.endpoint_types, key
        assert not chain or endpoint in known.chains[chain].endpoints, key
    for chain in known.chains.values():
        assert {hub.system for hub in chain.hubs} <= set(catalog.system_types)
        assert {hub.channel for hub in chain.hubs} | set(chain.endpoints) <= set(catalog.endpoint_types)
        assert set(chain.sources) <= set(catalog.sources)
        for hub in chain.hubs:
            assert hub.channel in catalog.system_types[hub.system].endpoints
    assert set(known.traits) <= set(catalog.endpoint_types)
    assert {source for row in known.rows for source in row.sources} <= set(catalog.sources)


@pytest.mark.parametrize("initiator", ["d365", "other"])
def test_what_stands_on_a_screen_is_asked_for_by_dynamics_365_whoever_is_said_to_start(initiator):
    advice = advise(need(platform="dataverse", initiator=initiator, use="screen"), load_catalog())
    assert [r.endpoint for r in advice.recommendations[:2]] == ["dataverse.ui-embed", "dataverse.virtual-table"]
    assert any("so Dynamics 365 starts" in told for told in advice.situation.assumptions) == (initiator == "other")
