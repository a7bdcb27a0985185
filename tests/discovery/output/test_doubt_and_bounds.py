"""Doubt is kept when finds are put together, and what is many is bounded: rules that no happy path shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.discovery.commented import commented_text
from d365arch.discovery.desk import evidence
from d365arch.discovery.drift import drift
from d365arch.discovery.drift_records import DifferenceKind
from d365arch.discovery.endpoint_types import allowed
from d365arch.discovery.ids import ids_of
from d365arch.discovery.into import into
from d365arch.discovery.known import dataverse_environment, finance_operations, sql_server
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.merge import merged
from d365arch.discovery.names import system_named
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration, FoundSystem, Identity, Secret
from d365arch.discovery.summary import summary
from d365arch.model import End, Evidence, Landscape, System, Workspace
from d365arch.model.vocabulary import Confidence, DataFlow

CATALOG = own_catalog()
PP, FO = dataverse_environment(), finance_operations()
SHOP = FoundSystem(identity=Identity("host", "shop.example.com"), name="shop.example.com", type="other.custom-app")
EMPTY = Workspace(Landscape(format=1))


def call(automation: str, from_: FoundSystem, to: FoundSystem, **more: object) -> FoundIntegration:
    one = FoundIntegration(automation=automation, name=automation.partition("/")[2], from_=from_.identity,
                           to=to.identity, evidence=(evidence("a.json", f"/{automation}"),))
    return replace(one, **more)  # type: ignore[arg-type]


def put_together(*found: FoundSystem | FoundIntegration, artefact: str = "a.json") -> Discovery:
    notebook = Notebook()
    notebook.reading = artefact
    for one in found:
        if isinstance(one, FoundSystem):
            notebook.system(one)
        else:
            notebook.integration(one)
    return merged(notebook)


def of(systems: Sequence[FoundSystem], *integrations: FoundIntegration, **more: object) -> Discovery:
    return replace(Discovery(systems=tuple(systems), integrations=integrations), **more)  # type: ignore[arg-type]


def test_what_turns_out_to_join_a_system_with_itself_is_told_and_no_integration() -> None:
    named = replace(system_named("shop.example.com"), evidence=(evidence("list.csv"),))
    discovery = put_together(SHOP, named, call("row/1", named, SHOP))
    assert discovery.integrations == ()
    assert any("joins a system with itself" in one.sentence for one in discovery.remarks)


@pytest.mark.parametrize("mark", ["supporting", "unresolved"])
def test_one_sighting_that_knows_better_takes_a_mark_away(mark: str) -> None:
    [both] = put_together(replace(SHOP, **{mark: True}), SHOP).systems  # type: ignore[arg-type]
    assert getattr(both, mark) is False
    [only] = put_together(replace(SHOP, **{mark: True})).systems  # type: ignore[arg-type]
    assert getattr(only, mark) is True


def test_either_side_may_start_where_one_sighting_says_so() -> None:
    [one] = put_together(PP, SHOP, call("x/1", PP, SHOP, both=True), call("x/1", PP, SHOP)).integrations
    assert one.both


def test_a_system_whose_own_address_is_open_stands_for_no_other() -> None:
    open_one, unspecific = replace(sql_server("srv", "db"), unresolved=True), sql_server("")
    discovery = put_together(PP, open_one, unspecific, call("flow/1", PP, unspecific), call("flow/2", PP, open_one))
    assert {one.to for one in discovery.integrations} == {open_one.identity, unspecific.identity}


def test_what_was_taken_for_another_is_likely_at_most() -> None:
    seen = replace(sql_server(""), evidence=(evidence("a.json", "/unsaid"),))
    specific = replace(sql_server("srv", "db"), evidence=(evidence("a.json", "/said"),))
    discovery = put_together(PP, seen, specific, call("flow/1", PP, seen), call("flow/2", PP, specific))
    [server] = [one for one in discovery.systems if one.identity == specific.identity]
    assert {one.place: one.confidence for one in server.evidence} == {
        "/said": Confidence.CERTAIN, "/unsaid": Confidence.LIKELY}


def test_more_than_a_dozen_are_no_question() -> None:
    def servers(number: int) -> list[FoundSystem]:
        return [sql_server(""), *(sql_server(f"srv{at}", "db") for at in range(number))]

    [offer] = put_together(*servers(11)).offers
    assert len(offer.systems) == 12
    assert put_together(*servers(12)).offers == ()


def test_ids_do_not_depend_on_the_order_of_the_records() -> None:
    twins = (replace(SHOP, name="Shop"), replace(SHOP, identity=Identity("host", "b.example.com"), name="Shop"))
    assert ids_of(of(twins)).systems == ids_of(of(twins[::-1])).systems


def test_drift_leaves_out_people_and_what_takes_part_in_nothing() -> None:
    drawn = Workspace(Landscape(format=1, systems=(System(id="staff", name="Staff", type="person.user"),)))
    assert drift(drawn, of((SHOP,)), CATALOG) == ()


def test_who_starts_the_other_way_round_is_one_difference() -> None:
    discovery = of((PP, SHOP), call("flow/a", PP, SHOP, data=DataFlow.PUSH))
    landscape = into(EMPTY, discovery, CATALOG).edit.apply(EMPTY).landscape
    [one] = landscape.integrations
    turned = replace(one, from_=one.to, to=one.from_, data=DataFlow.PULL)
    drawn = Workspace(replace(landscape, integrations=(turned,)))
    assert [each.fact for each in drift(drawn, discovery, CATALOG)] == ["from"]
    # Known by nothing but names and evidence, which must not swap the two.
    ours = {each.id: f"our-{number}" for number, each in enumerate(landscape.systems)}
    systems = tuple(replace(each, id=ours[each.id], known_as=(), type=None) for each in landscape.systems)
    drawn = Workspace(replace(landscape, systems=systems, integrations=(replace(
        turned, from_=End(ours[turned.from_.system]), to=End(ours[turned.to.system])),)))
    assert [each.fact for each in drift(drawn, discovery, CATALOG)] == ["from"]


def test_general_types_of_endpoints_say_too_little_to_differ() -> None:
    discovery = of((PP, SHOP), call("flow/a", PP, SHOP, protocol="HTTPS REST"))
    landscape = into(EMPTY, discovery, CATALOG).edit.apply(EMPTY).landscape
    systems = tuple(replace(one, endpoints=tuple(
        replace(each, type="generic.soap") if each.type == "generic.rest-api" else each for each in one.endpoints))
        for one in landscape.systems)
    assert systems != landscape.systems
    assert not [one for one in drift(Workspace(replace(landscape, systems=systems)), discovery, CATALOG)
                if one.kind is DifferenceKind.DIFFERS]


def test_evidence_of_artefacts_that_were_not_read_now_stays_once() -> None:
    discovery = of((PP, SHOP), call("flow/a", PP, SHOP))
    landscape = into(EMPTY, discovery, CATALOG).edit.apply(EMPTY).landscape
    elsewhere = Evidence(file="other/b.json", place="/b", confidence=Confidence.LIKELY)
    before = Workspace(replace(landscape, integrations=tuple(
        replace(one, evidence=(*one.evidence, elsewhere)) for one in landscape.integrations)))
    taken = into(before, discovery, CATALOG)
    assert taken.edit.is_empty
    more = replace(discovery, integrations=(replace(discovery.integrations[0], evidence=(
        *discovery.integrations[0].evidence, evidence("a.json", "/new"))),))
    [after] = into(before, more, CATALOG).edit.apply(before).landscape.integrations
    assert sorted(one.place or "" for one in after.evidence) == ["/b", "/flow/a", "/new"]


def test_many_endpoints_of_one_type_are_drawn_as_one_few_are_not() -> None:
    def drawn(number: int) -> int:
        offers = tuple(FoundEndpoint(system=PP.identity, key=f"api/{at}", name=f"api_{at}", type="dataverse.custom-api")
                       for at in range(number))
        found = landscape_of(of((PP,), endpoints=offers), CATALOG)
        return len(found.landscape.systems[0].endpoints)

    assert (drawn(6), drawn(7)) == (6, 1)


def test_a_file_keeps_a_dozen_pieces_of_evidence_and_leaves_out_that_something_is_on() -> None:
    pieces = tuple(evidence("a.json", f"/{number}") for number in range(30))
    [one] = landscape_of(of((PP, SHOP), call("flow/a", PP, SHOP, active=True, evidence=pieces)),
                         CATALOG).landscape.integrations
    assert len(one.evidence) == 12
    assert one.active is None


def test_the_head_of_a_file_and_the_summary_tell_how_many_more_there_are() -> None:
    many = of((PP, SHOP), call("flow/a", PP, SHOP, active=False),
              secrets=tuple(Secret(f"f{number}.json", "/x", "password") for number in range(8)))
    assert "and 3 more" in commented_text(landscape_of(many, CATALOG))
    assert "1 switched off" in summary(many, CATALOG)


def test_a_platform_of_dynamics_offers_no_general_endpoint() -> None:
    assert allowed(CATALOG, CATALOG.system_types["other.custom-app"], "generic.soap")
    assert not allowed(CATALOG, CATALOG.system_types["pp.dataverse"], "generic.soap")
