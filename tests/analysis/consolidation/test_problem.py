"""What may be consolidated: reasons, groups, existing channels, duplicates of delivery."""

from __future__ import annotations

import pytest

from d365arch.analysis.consolidation.records import Blocked, Group, GroupKey, Reason
from d365arch.catalog.records import HubClass
from d365arch.model import Endpoint, Latency, Volume, Zone
from d365arch.model.vocabulary import DataFlow, Kind, Style, ZoneKind
from tests.analysis.consolidation.cases import EVENT, READ, bus, key, links, place, problem_of, spokes
from tests.analysis.landscapes import ASYNC, NEAR, SYNC, link, system, workspace

EU = (Zone(id="eu", kind=ZoneKind.RESIDENCY), Zone(id="dmz", kind=ZoneKind.NETWORK, parent="eu"))


def reason_of(**values: object) -> Reason | None:
    """Why a link from a to b may not be rerouted."""
    values = {"entity": "account", **EVENT, **values}
    found = problem_of(place([link("i", "a", str(values.pop("to", "b")), **values)],
                             system("person", type="person"), system("far", zone="eu"), zones=EU)).ineligible
    return found[0].reason if found else None


@pytest.mark.parametrize(("values", "reason"), [
    ({}, None), ({"pinned": True}, Reason.PINNED), ({"to": "far"}, Reason.ZONE), ({"to": "a"}, Reason.SELF),
    ({"data": DataFlow.BOTH}, Reason.BOTH_WAYS), ({"entity": None}, Reason.ENTITY), ({"to": "person"}, Reason.KIND),
    ({"kind": Kind.UI}, Reason.KIND), ({"kind": Kind.PROCESS}, Reason.KIND), ({"kind": Kind.DATA}, None),
    ({"latency": Latency(p95=0.1, required=0.1)}, Reason.LATENCY),
    ({"pinned": True, "to": "far", "data": DataFlow.BOTH}, Reason.PINNED),
    ({"to": "far", "data": DataFlow.BOTH, "entity": None}, Reason.ZONE),
    ({"to": "a", "data": DataFlow.BOTH}, Reason.SELF),
    ({"data": DataFlow.BOTH, "entity": None, "latency": Latency(required=0)}, Reason.BOTH_WAYS),
    ({"entity": None, "kind": Kind.UI, "latency": Latency(required=0)}, Reason.LATENCY),
    ({"entity": None, "kind": Kind.UI}, Reason.ENTITY),
])
def test_the_first_reason_in_order_counts(values: dict[str, object], reason: Reason | None) -> None:
    assert reason_of(**values) == reason


@pytest.mark.parametrize(("values", "hop"), [
    ({"timing": SYNC}, 0.02), (EVENT, 0.1), ({"timing": ASYNC, "style": Style.BATCH}, 60),
    ({"timing": NEAR, "volume": Volume(per_hour=100_000)}, 0.2),
])
def test_a_budget_met_exactly_is_met_and_missed_by_a_millisecond_is_missed(
    values: dict[str, object], hop: float
) -> None:
    for p95 in (0.1, 0.057, 1.1, 2.3):
        assert reason_of(**values, latency=Latency(p95=p95, required=p95 + hop)) is None
        assert reason_of(**values, latency=Latency(p95=p95, required=p95 + hop - 0.001)) is Reason.LATENCY
    assert reason_of(**values, latency=Latency(required=hop)) is None


def test_groups_part_by_class_zone_entities_and_lane() -> None:
    found = problem_of(place([
        link("event", "a", "b", entity="account", **EVENT), link("read", "a", "b", entity="account", **READ),
        link("write", "a", "b", entity="account", timing=SYNC),
        link("both", "a", "b", entities=("order", "account"), **EVENT),
        link("far", "x", "y", entity="account", **EVENT),
    ], system("x", zone="dmz"), system("y", zone="eu"), zones=EU))
    assert {g.key: g.flows for g in found.groups} == {
        key(): {("a", "b"): ("event",)}, key(zone="eu"): {("x", "y"): ("far",)},
        GroupKey(HubClass.MESSAGE, "", ("account", "order"), ""): {("a", "b"): ("both",)},
        key(cls=HubClass.SYNC, lane="source"): {("a", "b"): ("write",)},
        key(cls=HubClass.SYNC, lane="target"): {("a", "b"): ("read",)},
    }
    assert [g.key for g in found.groups] == sorted(g.key for g in found.groups)


def only_group(*arguments: object) -> Group:
    (group,) = problem_of(place(*arguments, zones=EU)).groups  # type: ignore[arg-type]
    return group


def test_one_blocked_integration_blocks_the_whole_pair() -> None:
    group = only_group([*links("a", "bc"), link("pin", "a", "b", entity="account", pinned=True, **EVENT)])
    assert group.flows == {("a", "c"): ("account-a-c",)}
    assert group.blocked == {("a", "b"): (Blocked("pin", Reason.PINNED),)}


def test_a_link_both_ways_blocks_both_pairs() -> None:
    group = only_group([*links("ab", "ab"), link("swap", "a", "b", entity="account", data=DataFlow.BOTH, **EVENT)])
    assert group.flows == {}
    assert set(group.blocked) == {("a", "b"), ("b", "a")}


def test_existing_channels_of_exactly_the_group_may_be_extended() -> None:
    group = only_group([*links("a", "b"), *spokes("bus.account", "c", "de")], bus("account", "order"))
    (standing,) = group.standing
    assert standing == ("bus.account", "bus", frozenset("c"), frozenset("de"))


def test_an_idle_topic_may_be_extended_where_it_says_what_it_is_for() -> None:
    group = only_group(links("a", "b"), bus("account", "order"))
    assert [(s.id, s.producers) for s in group.standing] == [("bus.account", frozenset())]


def test_a_channel_with_other_entities_delivers_but_is_not_extended() -> None:
    hub = system("bus", type="azure.service-bus", endpoints=(Endpoint(id="all", entities=("account", "order")),))
    traffic = [link("in", "a", "bus.all", entities=("account", "order"), **EVENT),
               link("out", "bus.all", "b", entities=("account", "order"), **EVENT)]
    group = only_group([*links("a", "bc"), *traffic], hub)
    assert group.standing == ()
    assert group.delivered == {("a", "b"): ("bus.all",)}


def test_channels_of_another_class_zone_or_lane_deliver_nothing() -> None:
    api = system("api", type="azure.api-management", endpoints=(Endpoint(id="account", entities=("account",)),))
    group = only_group([*links("a", "b"), *spokes("api.account", "a", "b", timing=SYNC),
                        *spokes("far.account", "a", "b")], api, bus("account", hub_id="far", zone="eu"))
    assert group.standing == ()
    assert group.delivered == {}
    assert problem_of(place([], api, bus(hub_id="far", zone="eu"), zones=EU)).open_hubs == {
        (HubClass.SYNC, ""), (HubClass.MESSAGE, "eu")}


def test_members_that_are_hubs_stay_members() -> None:
    logic = system("logic", type="azure.logic-apps")
    group = only_group([*links("a", "b"), *spokes("bus.account", "a", "c"),
                        link("relay", "bus.account", "logic", entity="account", **EVENT)], bus("account"), logic)
    assert group.standing[0].consumers == {"c", "logic"}


def test_pairs_delivered_twice_are_told() -> None:
    found = problem_of(place([*spokes("bus.account", "ab", "cd"), *spokes("two.account", "a", "ac")],
                             bus("account", name="Bus"), bus("account", hub_id="two", name="Second")))
    assert found.overlaps == (
        "Bus / account and Second / account both deliver account from A to C; take one of them away.",)


def test_names_and_order_of_the_file_change_nothing() -> None:
    given = [*links("abc", "def"), *links("ab", "cd", "case", **READ), *spokes("bus.account", "a", "g")]
    one = problem_of(place(given, bus("account")))
    other = problem_of(workspace([bus("account"), *(system(s) for s in "hgfedcba")], given[::-1]))
    assert (one.groups, one.ineligible) == (other.groups, other.ineligible)
