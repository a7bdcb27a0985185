"""The order of steps, hubs that do not pay, near misses, bound and gap, and what a plan does with odd requests."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from d365arch.analysis.consolidation.channels import Worth
from d365arch.analysis.consolidation.check import violations
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.ordering import Bundle, in_order
from d365arch.analysis.consolidation.plan import gap, lower_bound, make_plan, measured_steps, worth_of
from d365arch.analysis.consolidation.problem import read_problem
from d365arch.analysis.consolidation.records import HubKey, Plan, PlannedChannel, PlanOptions, Reason, Solved
from d365arch.analysis.consolidation.stages import Stages
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.consolidation.wording import plan_text
from d365arch.analysis.coupling import cuts_and_bridges
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Costs, Settings
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model import Latency, Strategy, Volume, Zone
from d365arch.model.progress import CancelledError
from d365arch.model.vocabulary import DataFlow, Style, ZoneKind
from tests.analysis.consolidation.as_applied import applied
from tests.analysis.consolidation.cases import (
    EVENT,
    READ,
    bus,
    busy,
    facts_of,
    key,
    links,
    network_of,
    place,
    plan_of,
    problem_of,
    spokes,
)
from tests.analysis.landscapes import link, system, worked_example, workspace


def worth(saving: float, entity: str, zone: str = "") -> Worth:
    return Worth(PlannedChannel(key(entity, zone=zone), ("a",), ("b",)), (), (), saving, 0)


def order_of(worths: list[Worth], *open_zones: str, fee: float = 12) -> list[tuple[str, bool, float]]:
    opened = frozenset(HubKey(HubClass.MESSAGE, zone) for zone in open_zones)
    return [("+".join(w.channel.key.entity for w in b.worths), b.opens, b.gain)
            for b in in_order(worths, opened, fee).bundles]


def test_single_channels_on_open_hubs_by_gain_then_by_name() -> None:
    assert order_of([worth(3, "b"), worth(5, "c"), worth(3, "a"), worth(0, "idle")], "") == [
        ("c", False, 5), ("a", False, 3), ("b", False, 3)]


def test_a_hub_is_opened_by_the_shortest_run_that_pays_for_it() -> None:
    worths = [worth(8, "a"), worth(6, "b"), worth(5, "c"), worth(1, "d")]
    assert order_of(worths) == [("a+b", True, 2), ("c", False, 5), ("d", False, 1)]


def test_exactly_the_fee_does_not_open_a_hub() -> None:
    assert order_of([worth(7, "a"), worth(5, "b")]) == []
    assert order_of([worth(7, "a"), worth(5, "b"), worth(0.5, "c")]) == [("a+b+c", True, 0.5)]
    (rejected,) = in_order([worth(7, "a"), worth(5, "b")], frozenset(), 12).rejected
    assert [w.saving for w in rejected[1]] == [7, 5]


def test_a_new_hub_waits_for_better_steps_elsewhere() -> None:
    worths = [worth(14, "new", "eu"), worth(9, "more", "eu"), worth(3, "a"), worth(1, "b")]
    assert order_of(worths, "") == [("a", False, 3), ("new", True, 2), ("more", False, 9), ("b", False, 1)]


def test_equal_gains_go_by_class_zone_entity() -> None:
    assert order_of([worth(15, "z", "a"), worth(3, "m", "b"), worth(3, "a", "b")], "b") == [
        ("z", True, 3), ("a", False, 3), ("m", False, 3)]


@pytest.mark.parametrize("seed", range(6))
def test_cost_falls_with_every_step_and_the_hub_is_charged_once(seed: int) -> None:
    plan = plan_of(busy(seed))
    assert plan.steps
    assert plan.cost_before == plan.steps[0].cost_before
    assert plan.cost_after == plan.steps[-1].cost_after
    assert all(a.cost_after == b.cost_before and a.after == b.before for a, b in pairwise(plan.steps))
    assert all(step.gain == step.cost_before - step.cost_after > 0 for step in plan.steps)
    assert plan.lower_bound <= plan.cost_after <= plan.cost_before
    new = [step.hub.id for step in plan.steps if step.hub.new]
    assert len(new) == len(set(new))
    removed = [i for step in plan.steps for i in step.removed]
    assert len(removed) == len(set(removed)) == plan.links_before - plan.links_after


def test_fewer_steps_are_the_first_ones_of_the_whole_plan() -> None:
    whole = plan_of(busy(10))
    few = plan_of(busy(10), steps=2)
    assert few.steps == whole.steps[:2]
    assert few.steps_left == len(whole.steps) - 2 > 0
    assert (few.cost_after, few.lower_bound, few.links_after) == (
        whole.cost_after, whole.lower_bound, whole.links_after)


def test_the_bound_adds_up_by_hub() -> None:
    def solved(entity: str, most: float, zone: str = "") -> Solved:
        return Solved(key=key(entity, zone=zone), blocks=(), saving=0, most=most, proven=False)

    found = [solved("a", 8), solved("b", 7), solved("c", 9, "eu"), solved("d", 4, "us")]
    opened = frozenset({HubKey(HubClass.MESSAGE, "us")})
    assert lower_bound(100, found, opened, 12) == 100 - 3 - 0 - 4
    assert (gap(10, 8), gap(10, 10), gap(0, 0), gap(3, 0)) == (0.25, 0, 0, 1)


def test_large_plans_are_measured_now_and_then() -> None:
    assert measured_steps(5, 1_000) == frozenset(range(5))
    some = measured_steps(1_000, 50_000)
    assert set(range(20)) | {999} <= some
    assert len(some) == 30
    assert measured_steps(0, 10) == frozenset()


def test_a_step_has_figures_before_and_after_or_none_at_all() -> None:
    given = busy(10)
    stages = Stages(problem := problem_of(given), Hubs(facts_of(given), problem.network))
    whole = plan_of(given)
    bundles = [Bundle(HubKey(*step.channels[0].key[:2]), tuple(worth_of(problem, c) for c in step.channels),
                      step.hub.new, step.gain) for step in whole.steps]
    for position, bundle in enumerate(bundles):
        step = stages.take(bundle, measured=position % 2 == 1)
        planned = whole.steps[position]
        assert (step.before, step.after) == ((planned.before, planned.after) if position % 2 else (None, None))


def test_a_hub_of_the_standard_type_with_a_free_id_in_its_zone() -> None:
    eu = (Zone(id="eu", name="Europe", kind=ZoneKind.RESIDENCY),)
    traffic = links("abcd", "efgh")
    (step,) = plan_of(place(traffic, system("azure-service-bus"))).steps
    assert step.hub[:6] == ("azure-service-bus-2", "azure.service-bus", "Service Bus topic", "azure.service-bus",
                            True, "")
    given = place(links("wxyz", "klmn"), *(system(s, zone="eu") for s in "wxyzklmn"), letters="a", zones=eu,
                  strategy=Strategy(standard_hubs=("azure.logic-apps", "azure.service-bus")))
    (step,) = plan_of(given).steps
    assert (step.hub.id, step.hub.name, step.hub.zone) == ("azure-service-bus-eu", "azure.service-bus Europe", "eu")


def test_a_block_less_one_flow_is_a_near_miss() -> None:
    given = place([i for i in links("abc", "def") if i.id != "account-c-f"], bus())
    plan = plan_of(given)
    assert plan.cost_before - plan.cost_after == 5
    near = plan.near_misses[0]
    assert (near.producers, near.consumers, near.missing) == (("a", "b", "c"), ("d", "e", "f"), (("c", "f"),))
    assert near.saving == 3
    assert near.question.startswith("Does F need account of C, too? Then one channel of 3 producers x 3 consumers")


def test_a_block_with_a_blocked_flow_is_a_near_miss_that_names_the_reason() -> None:
    given = [i for i in links("abc", "def") if i.id != "account-c-f"]
    plan = plan_of(place([*given, link("pin", "c", "f", entity="account", pinned=True, **EVENT)], bus()))
    near = plan.near_misses[0]
    assert (near.missing, [b.integration for b in near.blocked], near.saving) == ((), ["pin"], 5)
    assert near.question.startswith("Could C to F be freed (it is managed by the vendor or fixed by contract)?")


def test_near_misses_of_a_closed_hub_must_pay_for_it() -> None:
    almost = [i for i in links("abc", "defg") if i.id != "account-c-g"]
    plan = plan_of(place(almost))
    assert [r.shortfall for r in plan.rejected] == [2]
    assert (plan.near_misses[0].missing, plan.near_misses[0].saving) == ((("c", "g"),), 1)
    small = [i for i in links("abc", "def") if i.id != "account-c-f"]
    assert plan_of(place(small)).near_misses == ()


def test_a_channel_that_is_there_and_almost_fits_is_a_near_miss() -> None:
    given = place([*links("a", "e"), *spokes("bus.account", "ab", "cd")], bus("account"))
    (near,) = plan_of(given).near_misses
    assert (near.producers, near.consumers, near.missing, near.saving) == (
        ("a", "b"), ("c", "d", "e"), (("b", "e"),), 1)


def test_a_redundant_link_is_retired_by_the_channel_that_delivers_it() -> None:
    given = place([*links("a", "c"), *spokes("bus.account", "ab", "cd")], bus("account", name="Bus"))
    (step,) = plan_of(given).steps
    assert (step.gain, step.added, step.removed) == (2, (), ("account-a-c",))
    assert step.why == "Bus / account already delivers account: 1 link beside it goes; 2 -> 0 points."


def test_an_extension_says_whom_it_takes_on() -> None:
    given = place([*links("ab", "ef"), *spokes("bus.account", "ab", "cd")], bus("account", name="Bus"))
    (step,) = plan_of(given).steps
    assert step.why == "Bus / account takes on 2 consumers of account: 4 links become 2 spokes; 8 -> 2 points."
    assert step.channels[0].extends == "bus.account"


@pytest.mark.parametrize(("options", "said"), [
    (PlanOptions(seconds=0), "The time limit is 0 seconds; give more than 0"),
    (PlanOptions(seconds=-1), "The time limit is -1 seconds"),
    (PlanOptions(seconds=float("nan")), "The time limit is nan seconds"),
    (PlanOptions(seconds=float("inf")), "The time limit is inf seconds; give a number"),
    (PlanOptions(steps=0), "The number of steps is 0; ask for at least 1"),
])
def test_impossible_options_are_told(options: PlanOptions, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        make_plan(facts_of(worked_example()), Settings(), options)


@pytest.mark.parametrize("costs", [
    Costs(link=0, spoke=0, channel=0, hub=0), Costs(hub=0), Costs(link=0), Costs(spoke=0, channel=0, hub=0),
    Costs(link=1.1, spoke=0.3, channel=0.7, hub=2.2),
])
def test_odd_weights_make_a_plan(costs: Costs) -> None:
    plan = plan_of(busy(1), Settings(costs=costs))
    assert plan.lower_bound <= plan.cost_after <= plan.cost_before
    assert plan.gap >= 0
    assert plan_text(plan, {})


@pytest.mark.parametrize("costs", [
    Costs(link=float("inf")), Costs(spoke=float("nan")), Costs(channel=-1), Costs(hub=1e7)])
def test_impossible_weights_are_told(costs: Costs) -> None:
    said = r"The setting costs\.\w+ is (inf|nan|-1|1e\+07); give a number from 0 to 1e\+06"
    with pytest.raises(AnalysisError, match=said):
        plan_of(worked_example(), Settings(costs=costs))


def test_a_landscape_without_integrations_gets_an_empty_plan_and_a_sentence() -> None:
    for letters in ("", "abc"):
        plan = plan_of(place([], letters=letters))
        assert (plan.steps, plan.cost_after, plan.proven, plan.groups) == ((), 0, True, 0)
        assert plan_text(plan, {}) == "There are no direct integrations, so there is nothing to consolidate.\n"


def test_who_cancels_gets_the_best_plan_so_far() -> None:
    def cancel(_share: float, _what: str) -> None:
        raise CancelledError

    watch = Watch(30, cancel)
    plan = make_plan(facts_of(busy(1)), Settings(), watch=watch)
    assert plan.cost_after <= plan.cost_before
    stopped = Watch(30)
    stopped.stop()
    plan = make_plan(facts_of(busy(1)), Settings(), watch=stopped)
    assert plan.cost_after <= plan.cost_before


def texts(plan: Plan) -> str:
    names = {letter: letter.upper() for letter in "abcdefgh"}
    return plan_text(plan, names)


def test_the_plan_as_text() -> None:
    text = texts(plan_of(worked_example(hub=True)))
    assert text.startswith("1 step: cost 32 -> 27 points (16% less), 10 direct links -> 4.\nAll steps together: direct")
    assert "\nNo plan is cheaper (proven).\n" in text
    assert "1. bus (Service Bus topic): gains 5, cost 32 -> 27\n" in text
    assert "   Channel account by messages: A, B -> C, D, w\n" in text
    assert "Removed: 6 direct links (i1, i2, i3, i4, i5 and i6)" in text
    assert "point-to-point ratio 100% -> 44.4%" in text
    assert "- 1 direct link may not be rerouted, because it is managed by the vendor or fixed by contract." in text
    rejected = texts(plan_of(worked_example()))
    assert rejected.startswith("Nothing is suggested: no hub would save more points than it costs.")
    assert "- Service Bus topic: saves 5, costs 12: not worth it below 7 more points." in rejected


def test_control_characters_of_names_stay_out_of_the_text() -> None:
    text = plan_text(plan_of(worked_example(hub=True)), {"a": "A\x1b[31m", "b": "B\u202e"})
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_reads_of_a_new_api_are_told_with_time_and_availability() -> None:
    fast = {"latency": Latency(p95=0.1, required=0.125), "volume": Volume(per_hour=900)}
    given = place(links("ab", "cdefgh", **READ, **fast))
    settings = Settings(capacities=Settings().capacities | {"sync": 10_000.0})
    (step,) = plan_of(given, settings).steps
    risks = {risk.kind: risk for risk in step.risks}
    assert risks["latency"].figures["latency_ms.account-a-c"] == 120
    assert risks["latency"].figures["margin_ms.account-a-c"] == pytest.approx(5)
    assert risks["latency"].severity == "warning"
    assert risks["availability"].figures["availability.a"] == 0.999 * 0.9995
    assert (risks["load"].severity, risks["load"].figures["load_per_hour"]) == ("violation", 12 * 900)
    assert "108% of its 10,000" in risks["load"].sentence


def test_a_mesh_is_told_as_an_echo() -> None:
    (step,) = plan_of(place(links("abcdef", "abcdef"), bus())).steps
    (echo,) = [risk for risk in step.risks if risk.kind == "echo"]
    assert echo.elements == tuple("abcdef")


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_file_changes_nothing(seed: int) -> None:
    given = busy(seed)
    landscape = given.landscape
    turned = replace(given, landscape=replace(landscape, systems=landscape.systems[::-1],
                                              integrations=landscape.integrations[::-1]))
    assert plan_of(turned) == plan_of(given)


@pytest.mark.parametrize("seed", range(6))
def test_a_hub_is_called_a_cut_node_where_it_is_one(seed: int) -> None:
    given = busy(seed, "abcdefghijkl")
    network = network_of(given)
    systems = {node.id for node in network.systems}
    channels: list[PlannedChannel] = []
    known: dict[str, list[tuple[int, int]]] = {}
    for step in plan_of(given).steps:
        channels += step.channels
        after = applied(network, channels, Settings(), Hubs(facts_of(given), network))
        cuts, _ = cuts_and_bridges(Graphs(after))
        told = [(risk.figures["parts"], risk.figures["apart"]) for risk in step.risks if risk.kind == "cut"]
        sizes = [[sum(s in systems for s in part) for part in cut.parts] for cut in cuts if cut.node == step.hub.id]
        true = [(len(parts), sum(parts) - max(parts)) for parts in sizes]
        assert told == ([] if true == known.get(step.hub.id) else true)
        known[step.hub.id] = true


def test_filters_are_listed_and_told_as_a_risk() -> None:
    given = place([*links("ab", "cde"), *links("a", "fgh")], bus())
    (step,) = plan_of(given, filtered=True).steps
    assert step.gain > sum(s.gain for s in plan_of(given).steps)
    (risk,) = [risk for risk in step.risks if risk.kind == "filter"]
    assert (risk.elements, risk.figures) == (("f", "g", "h"), {"filters": 3, "kept_out": 3})
    assert "Filters: F only from A; G only from A; H only from A" in texts(plan_of(given, filtered=True))


@pytest.mark.parametrize("seed", range(6))
def test_a_near_miss_keeps_its_word(seed: int) -> None:
    given = busy(seed)
    plan = plan_of(given)
    for near in plan.near_misses[:4]:
        freed = {b.integration for b in near.blocked}
        if any(b.reason is not Reason.PINNED for b in near.blocked):
            continue
        kind = {HubClass.SYNC: READ, HubClass.MESSAGE: EVENT}.get(near.key.cls, {"style": Style.BATCH})
        more = [link(f"more-{p}-{c}", p, c, entity=near.key.entity, **kind) for p, c in near.missing]
        integrations = [replace(i, pinned=None) if i.id in freed else i for i in given.landscape.integrations]
        then = plan_of(replace(given, landscape=replace(given.landscape, integrations=(*integrations, *more))))
        assert then.cost_after <= plan.cost_after - near.saving


def test_links_that_stay_are_told_by_reason() -> None:
    fixed = [link(f"pin-{c}", "a", c, entity="account", pinned=True, **EVENT) for c in "gh"]
    both = link("swap", "b", "h", entity="account", data=DataFlow.BOTH, **EVENT)
    (step,) = plan_of(place([*links("ab", "cdef"), *fixed, both], bus(name="Bus"))).steps
    risks = {risk.kind: risk for risk in step.risks}
    assert risks["sibling"].sentence == (
        "3 links stay direct beside the channel for account: 2, each because it is managed by the vendor or fixed by "
        "contract (A to G and A to H); B to H, because it moves data both ways.")
    assert risks["sibling"].figures == {"both_ways": 1, "pinned": 2}
    assert risks["load"].sentence == (
        "What Bus then carries is not known (capacity not stated); 8 links state no volume.")


def test_of_two_channels_for_the_same_data_one_does_without_it() -> None:
    """{account} and {account, case} go from a and b to c, d and e: through two channels account would come twice."""
    both = [replace(item, id=f"both-{item.id}", entities=("account", "case")) for item in links("ab", "cde")]
    given = place([*links("ab", "cde"), *both], bus(), letters="abcde")
    plan = plan_of(given)
    problem = problem_of(given)
    channels = [channel for step in plan.steps for channel in step.channels]
    assert len(channels) == 1
    assert not violations(problem, channels)
    assert (plan.cost_before, plan.cost_after, plan.lower_bound, plan.proven) == (36, 31, 26, False)
    after = applied(problem.network, channels, Settings(), Hubs(facts_of(given), problem.network))
    assert not read_problem(after, Settings()).overlaps
    assert [v.rule for v in violations(problem, [channels[0], channels[0]._replace(
        key=key("account")._replace(entities=("account", "case")))])][:1] == ["twice"]


def test_new_hubs_in_zones_with_long_names_have_ids_of_their_own() -> None:
    """Ids are cut to 100 characters, and what is left of two zones' names may be the same."""
    zones = [Zone(id="z" + "x" * 98 + end, kind=ZoneKind.TRUST) for end in "ab"]
    placed = [system(letter, zone=zones[letter > "k"].id) for letter in "abcdefghklmnopqrst"]
    given = workspace(placed, [*links("abcd", "efgh"), *links("lmno", "pqrs")], zones=tuple(zones))
    ids = [step.hub.id for step in plan_of(given).steps]
    assert len(ids) == len(set(ids)) == 2
    assert all(len(each) <= 100 for each in ids)
