"""Any channels on a copy: figures, costs and risks, what is left out, and a channel for chosen integrations."""

from __future__ import annotations

from itertools import combinations

import pytest

from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.plan import channel_for, what_if
from d365arch.analysis.consolidation.records import PlannedChannel, PlanOptions, Violation, WhatIf
from d365arch.analysis.flows import Network
from d365arch.analysis.settings import Costs, Settings
from d365arch.analysis.sprawl import landscape_cost
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model import Latency, Volume, Workspace
from tests.analysis.consolidation.as_applied import applied, step_metrics
from tests.analysis.consolidation.cases import (
    EVENT,
    READ,
    bus,
    busy,
    channel,
    facts_of,
    links,
    network_of,
    place,
    plan_of,
    spokes,
)
from tests.analysis.landscapes import SYNC, link, system, worked_example


def try_out(given: Workspace, *channels: PlannedChannel, settings: Settings | None = None) -> WhatIf:
    return what_if(facts_of(given), settings or Settings(), channels)


def network_with(given: Workspace, *channels: PlannedChannel) -> Network:
    network = network_of(given)
    return applied(network, channels, Settings(), Hubs(facts_of(given), network))


def test_an_own_channel_opens_its_hub_once() -> None:
    given = place([*links("ab", "cde"), *links("ab", "cd", "order")])
    found = try_out(given, channel("ab", "cde"), channel("ab", "cd", entity="order"))
    assert (found.cost_before, found.cost_after) == (20, 12 + 7 + 6)
    assert (found.before.direct_links, found.after.direct_links, found.after.spokes) == (10, 0, 9)
    assert found.violations == ()


def test_what_breaks_a_rule_is_told_and_not_counted() -> None:
    given = place([*links("ab", "cd"), *links("a", "e")], bus())
    found = try_out(given, channel("ab", "cde"))
    assert [v.rule for v in found.violations] == ["leak"]
    assert [c.consumers for c in found.channels] == [("c", "d")]
    assert found.removed == ("account-a-c", "account-a-d", "account-b-c", "account-b-d")
    assert found.cost_after == 12 + 2 + 6


def test_nothing_wished_changes_nothing() -> None:
    found = try_out(worked_example(hub=True))
    assert (found.cost_before, found.before) == (found.cost_after, found.after)
    assert found.risks == ()


def test_steps_in_any_choice_are_valid_and_charge_the_hub_once() -> None:
    given = place([*links("abc", "def"), *links("ab", "cdefg", "order"), *links("ab", "cde", "case", **READ),
                   *links("cd", "efgh", "case", **READ)])
    plan = plan_of(given)
    assert len(plan.steps) > 1
    for size in range(1, len(plan.steps) + 1):
        for chosen in combinations(plan.steps, size):
            channels = [c for step in chosen for c in step.channels]
            found = try_out(given, *channels)
            assert found.violations == ()
            network = network_with(given, *channels)
            assert found.cost_after == landscape_cost(network, Settings().costs)
            assert found.after == step_metrics(network, Settings())


@pytest.mark.parametrize("seed", range(9))
def test_every_prefix_of_a_plan_amounts_to_what_it_promises(seed: int) -> None:
    given = busy(seed)
    plan = plan_of(given)
    channels: list[PlannedChannel] = []
    for step in plan.steps:
        channels += step.channels
        found, network = try_out(given, *channels), network_with(given, *channels)
        assert found.after == step.after == step_metrics(network, Settings())
        assert found.cost_after == step.cost_after == landscape_cost(network, Settings().costs)


def test_an_extension_keeps_the_larger_latency_and_adds_the_rates() -> None:
    traffic = {"timing": SYNC, "volume": Volume(per_hour=10)}
    given = place(
        [*spokes("api.account", "a", "b", latency=Latency(p95=0.3), **traffic),
         *links("a", "cd", latency=Latency(p95=0.2), **traffic),
         *links("e", "bcd", latency=Latency(p95=0.4), **traffic)],
        system("api", type="azure.api-management", endpoints=bus("account").endpoints),
    )
    wish = channel("ae", "bcd", "api.account", cls=HubClass.SYNC, lane="source")
    assert try_out(given, wish).violations == ()
    (found,) = network_with(given, *try_out(given, wish).channels).channels
    assert (found.producers, found.consumers) == (("a", "e"), ("b", "c", "d"))
    assert (found.latency_ms, found.rate_per_hour) == (400, 10 + 5 * 10)


def test_the_time_of_a_chain_through_a_new_api() -> None:
    given = place([*links("ab", "cde", latency=Latency(p95=0.15), **READ)])
    found = try_out(given, channel("ab", "cde", cls=HubClass.SYNC, lane="target"))
    assert (found.before.sync_depth, found.before.chain_latency_ms) == (1, 150)
    assert (found.after.sync_depth, found.after.chain_latency_ms) == (2, 170)
    assert found.after.chain_availability == pytest.approx(0.999**3 * 0.9995)


def test_the_landscape_given_is_not_modified() -> None:
    given, same = worked_example(hub=True), worked_example(hub=True)
    try_out(given, channel("ab", "cdw"))
    assert given == same


def test_impossible_weights_are_told() -> None:
    with pytest.raises(AnalysisError, match=r"costs\.hub is -1"):
        try_out(worked_example(), settings=Settings(costs=Costs(hub=-1)))


def wished(given: Workspace, *ids: str, filtered: bool = False) -> PlannedChannel | tuple[Violation, ...]:
    return channel_for(facts_of(given), Settings(), ids, PlanOptions(filtered=filtered))


def test_a_channel_for_chosen_integrations() -> None:
    given = place(links("ab", "cd"))
    assert wished(given, "account-a-c", "account-b-d", "account-a-c") == channel("ab", "cd")
    found = wished(given, "account-a-c", "account-b-d", filtered=True)
    assert isinstance(found, PlannedChannel)
    assert found.filters == (("a", "c"), ("b", "d"))


def test_a_channel_that_is_there_is_extended_where_that_is_allowed() -> None:
    given = place([*links("a", "cd"), *spokes("bus.account", "a", "e"), *links("b", "cd")], bus("account"))
    assert wished(given, "account-a-c", "account-a-d") == channel("a", "cde", "bus.account")
    assert wished(given, "account-a-c", "account-b-c") == channel("ab", "c")


@pytest.mark.parametrize(("ids", "rule", "said"), [
    (["gone"], "unknown", 'no active integration "gone"'), ([], "unknown", "No integration is chosen"),
    (["in-bus-account-a"], "class", "goes through a hub already"),
    (["account-a-c", "pin"], "blocked", "A to F cannot go through a hub, because it is managed by the vendor"),
    (["account-a-c", "order-a-c"], "class", "account by messages and order by messages"),
    (["account-a-c", "case-a-c"], "class", "case by synchronous calls, the receiving side reads"),
])
def test_why_integrations_make_no_channel(ids: list[str], rule: str, said: str) -> None:
    given = place([*links("a", "c"), *links("a", "c", "order"), *links("a", "c", "case", **READ),
                   *spokes("bus.account", "a", "e"), link("pin", "a", "f", entity="account", pinned=True, **EVENT)],
                  bus("account"))
    found = wished(given, *ids)
    assert isinstance(found, tuple)
    assert [v.rule for v in found] == [rule]  # type: ignore[union-attr]
    assert said in found[0].sentence  # type: ignore[union-attr]
