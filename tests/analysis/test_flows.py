"""How the model becomes the analysis' input: direction, classes, zones, channels, dual-write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model import End, Endpoint, Integration, Latency, Volume, Workspace, Zone
from d365arch.model.vocabulary import DataFlow, Style, Timing, ZoneKind
from tests.analysis.landscapes import ASYNC, CATALOG, NEAR, SYNC, link, system, workspace


def network(space: Workspace) -> Network:
    return read_network(Facts(space.landscape, CATALOG), Settings())


def one(**values: object) -> Network:
    i = Integration(id="i", from_=End("a"), to=End("b"), **values)  # type: ignore[arg-type]
    return network(workspace([system("a"), system("b")], [i]))


@pytest.mark.parametrize(("data", "expected"), [
    (DataFlow.PUSH, [("a", "b", "source")]), (DataFlow.PULL, [("b", "a", "target")]),
    (DataFlow.BOTH, [("a", "b", "source"), ("b", "a", "target")]), (None, [("a", "b", "source")]),
])
def test_data_flow_and_lane_follow_the_initiator(data: DataFlow | None, expected: list[tuple[str, ...]]) -> None:
    found = one(data=data, timing=SYNC)
    assert [(f.source, f.target, f.lane) for f in found.flows] == expected
    assert len(found.links) == 1


def test_asynchronous_flows_have_no_lane() -> None:
    assert [f.lane for f in one(data=DataFlow.BOTH, timing=ASYNC).flows] == ["", ""]


def test_each_entity_is_a_flow_of_one_link() -> None:
    found = one(entities=("Order", "Customer"))
    assert [f.entity for f in found.flows] == ["Customer", "Order"]
    assert len(found.links) == 1


@pytest.mark.parametrize(("timing", "style", "rate", "expected"), [
    (SYNC, Style.BATCH, 0, HubClass.SYNC), (ASYNC, Style.BATCH, 0, HubClass.BATCH),
    (NEAR, Style.BATCH, 200_000, HubClass.BATCH), (NEAR, Style.EVENT, 100_000, HubClass.STREAM),
    (NEAR, Style.EVENT, 99_999, HubClass.MESSAGE), (ASYNC, Style.EVENT, 200_000, HubClass.MESSAGE),
    (None, None, 0, HubClass.MESSAGE),
])
def test_class_is_the_first_rule_that_fits(
    timing: Timing | None, style: Style | None, rate: float, expected: HubClass
) -> None:
    assert one(timing=timing, style=style, volume=Volume(per_hour=rate)).links[0].cls is expected


def test_quantities_come_in_milliseconds_and_per_hour() -> None:
    found = one(latency=Latency(p95=0.4, required=2.0), volume=Volume(per_day=2400)).links[0]
    assert (found.latency_ms, found.budget_ms, found.rate_per_hour) == (400, 2000, 100)
    assert one(volume=Volume(per_day=2400, per_hour=7)).links[0].rate_per_hour == 7


def test_only_trust_and_residency_zones_part() -> None:
    zones = (Zone(id="eu", kind=ZoneKind.RESIDENCY), Zone(id="prod", kind=ZoneKind.ENVIRONMENT, parent="eu"),
             Zone(id="dmz", kind=ZoneKind.TRUST), Zone(id="net", kind=ZoneKind.NETWORK))
    space = workspace(
        [system("a", zone="prod"), system("b", zone="eu"), system("c", zone="dmz"), system("d", zone="net")],
        [link("ab", "a", "b"), link("ac", "a", "c")], zones=zones)
    found = network(space)
    assert {n.id: n.zone for n in found.systems} == {"a": "eu", "b": "eu", "c": "dmz", "d": ""}
    assert {f.link: f.zone for f in found.flows} == {"ab": "eu", "ac": None}


def hub_edges(kind: str, *links: Integration) -> set[tuple[str, str]]:
    hub = system("hub", type=kind, endpoints=(Endpoint(id="c"),))
    views = Graphs(network(workspace([system("a"), system("b"), hub], list(links))))
    return {(views.names[x], views.names[y]) for x, y in views.dependency_edges}


@pytest.mark.parametrize(("kind", "expected"), [
    ("azure.service-bus", {("a", "hub.c"), ("b", "hub.c")}),
    ("azure.event-hubs", {("a", "hub.c"), ("b", "hub.c")}),
    ("azure.api-management", {("a", "hub.c"), ("hub.c", "b")}),
    ("azure.data-factory", {("hub.c", "a"), ("hub.c", "b")}),
    ("azure.logic-apps", {("a", "hub"), ("hub", "b")}),
])
def test_spokes_depend_as_their_hub_works(kind: str, expected: set[tuple[str, str]]) -> None:
    assert hub_edges(kind, link("in", "a", "hub.c"), link("out", "hub.c", "b")) == expected


def test_two_channels_of_one_hub_do_not_connect_systems() -> None:
    hub = system("hub", type="azure.api-management", endpoints=(Endpoint(id="c"), Endpoint(id="d")))
    space = workspace([system("a"), system("b"), hub],
                      [link("in", "a", "hub.c", timing=SYNC), link("out", "hub.d", "b", timing=SYNC)])
    result = analyze(space, CATALOG)
    assert result.system_by_id["a"].reach == 1
    assert result.metrics.sync_depth == 1


def test_channel_members_by_who_calls_and_where_data_goes() -> None:
    hub = system("hub", type="azure.api-management", endpoints=(Endpoint(id="c"),))
    space = workspace([*(system(s) for s in "abcd"), hub], [
        link("1", "a", "hub.c", entity="Order"),                            # a calls and sends
        link("2", "hub.c", "b", entity="Order"),                            # b is called and gets
        link("3", "hub.c", "c", initiator="target", entity="Order"),        # c calls and fetches
        link("4", "d", "hub.c", initiator="target", entity="Order"),        # d is called and gives
    ])
    (channel,) = network(space).channels
    assert [tuple(d) for d in channel.deliveries] == [
        ("Order", "source", ("a",), ("b",)), ("Order", "target", ("d",), ("c",))]
    assert (channel.producers, channel.consumers) == (("a", "d"), ("b", "c"))
    assert network(space).spoke_count == 4


def test_a_spoke_without_entities_carries_those_of_its_channel() -> None:
    hub = system("bus", type="azure.service-bus", endpoints=(Endpoint(id="t", entities=("Customer",)),))
    space = workspace([system("a"), hub], [link("1", "a", "bus.t"), link("2", "a", "bus.t")])
    found = network(space)
    assert found.channels[0].deliveries[0].producers == ("a",)
    assert found.spoke_count == 1


def test_dual_write_needs_both_sides() -> None:
    fo = system("fo", type="d365.finance", endpoints=(Endpoint(id="dw", type="both.dual-write"),))
    space = workspace([fo, system("dv", type="dataverse")],
                      [Integration(id="dw", from_=End("fo", "dw"), to=End("dv"), data=DataFlow.BOTH)])
    result = analyze(space, CATALOG)
    assert result.metrics.mutual_pairs == (("dv", "fo"),)
    (kept,) = result.network.links
    assert kept.pinned
    assert kept.both_edges
    assert [f.rule for f in result.findings if f.rule.startswith("C-1") and f.rule in {"C-104", "C-109"}] == ["C-109"]


def test_switched_off_integrations_are_not_counted() -> None:
    space = workspace([system("a"), system("b")], [link("on", "a", "b"), link("off", "b", "a", active=False)])
    result = analyze(space, CATALOG)
    assert result.metrics.direct_links == 1
    assert result.assumptions.switched_off == ("off",)


def test_an_unknown_system_is_named() -> None:
    space = workspace([system("a")], [link("i", "a", "crm")])
    with pytest.raises(AnalysisError, match='"i" names the system "crm"'):
        analyze(space, CATALOG)


def test_hub_to_hub_counts_as_one_spoke_per_channel() -> None:
    bus = system("bus", type="azure.service-bus", endpoints=(Endpoint(id="t"),))
    flows = system("flows", type="azure.logic-apps")
    space = workspace([system("a"), bus, flows], [link("1", "a", "bus.t"), link("2", "bus.t", "flows")])
    found = network(space)
    assert found.spoke_count == 2
    assert isinstance(found.spokes[0], Link)
    assert analyze(space, CATALOG).metrics.landscape_cost == 2 + 2 + 24


def test_self_links_count_as_links_but_couple_nothing() -> None:
    result = analyze(workspace([system("a")], [link("i", "a", "a", timing=SYNC)]), CATALOG)
    assert (result.metrics.direct_links, result.metrics.mutual_pairs, result.metrics.sync_depth) == (1, (), 0)
    assert result.systems[0].neighbors == ()


def test_stated_availability_wins() -> None:
    space = workspace([system("a", availability=0.9), system("b")], [link("i", "a", "b", timing=SYNC)])
    result = analyze(space, CATALOG, replace(Settings(), system_availability=0.5))
    assert result.system_by_id["a"].chain_availability == pytest.approx(0.45)
