"""What views show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.catalog.facts import Facts
from d365arch.model import System
from d365arch.model.integration import Evidence
from d365arch.model.view import Show, View
from d365arch.model.vocabulary import Confidence, Direction, Level, Match, Timing, Way
from d365arch.scene.select import select
from tests.scene.landscapes import CATALOG, landscape, link, northwind


def shown(**view: object) -> tuple[set[str], set[str], set[str]]:
    selection = select(Facts(northwind().landscape, CATALOG), View(id="v", **view))  # type: ignore[arg-type]
    return ({s.id for s in selection.systems}, {i.id for i in selection.integrations}, {z.id for z in selection.zones})


def test_everything_without_a_query() -> None:
    systems, integrations, zones = shown()
    assert (len(systems), len(integrations), len(zones)) == (9, 10, 4)
    assert shown(show=Show()) == (systems, integrations, zones)


@pytest.mark.parametrize("show", [
    Show(zones=("channels",)), Show(ids=("channels",)), Show(systems=("shop", "pos", "loyalty")),
    Show(ids=("shop", "pos", "loyalty")),
])
def test_systems_by_zone_or_id(show: Show) -> None:
    assert shown(show=show) == ({"shop", "pos", "loyalty"}, set(), {"channels"})


def test_neighbors_come_with_what_leads_to_them() -> None:
    systems, integrations, _ = shown(show=Show(systems=("ce",), neighbors=1))
    assert systems == {"ce", "loyalty", "fo", "dwh"}
    assert integrations == {"tiers", "contacts", "customers", "reporting"}
    assert len(shown(show=Show(systems=("ce",), neighbors=2))[0]) == 9


def test_integrations_by_timing() -> None:
    systems, integrations, _ = shown(show=Show(timing=(Timing.NEAR_REAL_TIME,)))
    assert (systems, integrations) == ({"fo", "wms"}, {"shipments"})


def test_systems_by_type_and_owner() -> None:
    assert shown(show=Show(types=("fo",), owners=("CRM team",)))[0] == {"fo", "ce"}
    assert shown(show=Show(types=("fo",), owners=("CRM team",)))[1] == {"customers"}


def test_an_integration_by_id_brings_its_ends() -> None:
    systems, integrations, _ = shown(show=Show(ids=("labels",)))
    assert systems == {"fo", "carrier"}
    assert "labels" in integrations


def test_hidden_systems_zones_and_integrations_are_gone() -> None:
    systems, integrations, zones = shown(hide=("fo", "partners", "tiers"))
    assert systems == {"shop", "pos", "loyalty", "ce"}
    assert integrations == {"contacts"}
    assert zones == {"channels", "dv"}


def test_conditions_on_systems_add_up_or_must_all_be_met() -> None:
    either = shown(show=Show(zones=("channels",), owners=("CRM team",)))[0]
    assert either == {"shop", "pos", "loyalty", "ce"}
    both = Show(zones=("channels",), owners=("CRM team",), match=Match.ALL)
    assert shown(show=both)[0] == set()
    assert shown(show=replace(both, systems=("fo",)))[0] == {"fo"}, "what is named is always shown"
    assert shown(show=Show(zones=("dv",), owners=("CRM team",), match=Match.ALL))[0] == {"ce"}


def test_integrations_by_direction_way_and_protocol() -> None:
    facts = Facts(northwind().landscape, CATALOG)
    every = facts.landscape.integrations
    for direction in Direction:
        assert shown(show=Show(direction=(direction,)))[1] == {i.id for i in every if facts.direction(i) is direction}
    spokes, direct = shown(show=Show(ways=(Way.HUB,)))[1], shown(show=Show(ways=(Way.DIRECT,)))[1]
    assert spokes == {i.id for i in every if facts.is_spoke(i)}
    assert spokes | direct == {i.id for i in every}
    protocol = next(p for i in every if (p := facts.protocol(i)))
    assert shown(show=Show(protocols=(protocol.upper(),)))[1] == {i.id for i in every if facts.protocol(i) == protocol}
    assert shown(show=Show(criticality=(Level.LOW,)))[0] == {
        s.id for s in facts.landscape.systems if s.criticality is Level.LOW}


def test_discovered_integrations_by_confidence_bring_their_ends() -> None:
    drawn = northwind().landscape
    sure = {"contacts": Confidence.CERTAIN, "shipments": Confidence.HINT}
    found = replace(drawn, integrations=tuple(
        replace(i, evidence=(Evidence(file="a.json", confidence=sure[i.id]),)) if i.id in sure else i
        for i in drawn.integrations))
    chosen = select(Facts(found, CATALOG), View(id="v", show=Show(confidence=(Confidence.HINT,))))
    assert {i.id for i in chosen.integrations} == {"shipments"}
    assert {s.id for s in chosen.systems} == {"fo", "wms"}


def test_what_is_hidden_takes_nothing_else_with_it() -> None:
    around = Show(systems=("ce",), neighbors=2)
    assert shown(show=around, hide=("fo",))[0] == shown(show=around)[0] - {"fo"}
    assert shown(show=around, hide=("ce",))[0] == shown(show=around)[0] - {"ce"}
    assert shown(show=Show(timing=(Timing.NEAR_REAL_TIME,)), hide=("shipments",))[:2] == ({"fo", "wms"}, set())


def test_by_hand_is_a_list_without_conditions() -> None:
    assert Show(ids=("a",)).by_hand and Show(systems=("a",), ids=("z",)).by_hand and Show(neighbors=0).by_hand
    for query in (Show(), Show(systems=("a",), neighbors=1), Show(ids=("a",), zones=("z",)),
                  Show(systems=("a",), timing=(Timing.SYNCHRONOUS,))):
        assert not query.by_hand


def test_what_runs_between_the_outermost_neighbors_is_left_out() -> None:
    made = landscape(tuple(System(id=key) for key in "abc"), (
        link("ab", "a", "b", "AB"), link("ac", "a", "c", "AC"), link("bc", "b", "c", "BC")))

    def lines(neighbors: int) -> list[str]:
        view = View(id="v", show=Show(systems=("a",), neighbors=neighbors))
        return [i.id for i in select(Facts(made.landscape, CATALOG), view).integrations]

    assert (lines(1), lines(2)) == (["ab", "ac"], ["ab", "ac", "bc"])
