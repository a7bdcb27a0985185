"""Rules of wished channels: who breaks one is told why and what to do, and what is left of the channel stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.consolidation.check import allowed, violations
from d365arch.analysis.consolidation.plan import what_if
from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import GroupKey, Pair, PlannedChannel, PlanOptions, Violation
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import HubClass
from d365arch.model import Latency, Volume, Zone
from d365arch.model.vocabulary import ZoneKind
from tests.analysis.consolidation.cases import (
    EVENT,
    READ,
    bus,
    busy,
    channel,
    facts_of,
    key,
    links,
    place,
    plan_of,
    problem_of,
    spokes,
)
from tests.analysis.landscapes import NEAR, link, system

EU = (Zone(id="eu", kind=ZoneKind.TRUST),)


def only(problem: Problem, *channels: PlannedChannel) -> Violation:
    (found,) = violations(problem, channels)
    return found


def sides(found: PlannedChannel) -> tuple[str, str]:
    return "".join(found.producers), "".join(found.consumers)


def test_a_whole_block_keeps_all_rules() -> None:
    problem = problem_of(place(links("ab", "cde")))
    assert violations(problem, [channel("ab", "cde")]) == ()
    (found,) = allowed(problem, [channel("ab", "cde")])
    assert set(found.covers) == {(p, c) for p in "ab" for c in "cde"}


def test_a_leak_names_who_would_receive_what_from_whom() -> None:
    problem = problem_of(place([*links("ab", "cd"), *links("a", "e")]))
    found = only(problem, channel("ab", "cde"))
    assert (found.rule, found.pair) == ("leak", ("b", "e"))
    assert found.sentence == ("E would receive account of B, which it does not receive today; take E out of the "
                              "consumers or B out of the producers.")
    assert [sides(c) for c in allowed(problem, [channel("ab", "cde")])] == [("ab", "cd")]


def test_the_echo_of_a_member_is_no_leak() -> None:
    assert violations(problem_of(place(links("abc", "abc"))), [channel("abc", "abc")]) == ()


def test_a_blocked_pair_is_told_with_its_reason_and_figures() -> None:
    slow = Latency(p95=0.1, required=0.11)
    problem = problem_of(place([*links("a", "bc", **READ), link("slow", "a", "d", entity="account", latency=slow,
                                                                **READ)]))
    found = only(problem, channel("a", "bcd", cls=HubClass.SYNC, lane="target"))
    assert (found.rule, found.pair, found.integrations) == ("blocked", ("a", "d"), ("slow",))
    assert "A to D" in found.sentence
    assert "100 ms and 20 ms for the hub, 110 ms are accepted" in found.sentence


@pytest.mark.parametrize(("wish", "rule", "said"), [
    (channel("ax", "b"), "zone", 'X stands in the zone "eu"'),
    (channel("a", "by"), "unknown", 'There is no system "y"'),
    (PlannedChannel(key(), ("a",), ("b", "bus")), "unknown", "bus is a hub"),
    (channel("a", ""), "unknown", "has no consumer"),
    (channel("a", "b", "bus.nowhere"), "unknown", 'There is no channel "bus.nowhere"'),
    (channel("a", "b", "bus.order"), "class", "carries order, not exactly account"),
    (channel("a", "b", "bus.order", cls=HubClass.BATCH), "class", "choose a channel of Data Factory"),
    (channel("a", "b", cls=HubClass.SYNC), "class", 'use "source" or "target"'),
    (channel("a", "b", lane="source"), "class", 'use "" for Service Bus topic'),
    (channel("a", "b")._replace(key=key()._replace(entities=())), "unknown", "name at least one entity"),
    (channel("a", "d"), "class", "goes by synchronous calls, the channel works by messages"),
])
def test_what_else_may_be_wrong(wish: PlannedChannel, rule: str, said: str) -> None:
    problem = problem_of(place([*links("a", "bc"), *links("a", "d", **READ)], bus("order"),
                               system("x", name="X", zone="eu"), zones=EU))
    found = only(problem, wish)
    assert found.rule == rule
    assert said in found.sentence
    assert found.sentence.endswith(".")


def test_reads_and_writes_and_sets_of_entities_are_not_mixed() -> None:
    write = {k: v for k, v in READ.items() if k != "initiator"}
    problem = problem_of(place([*links("a", "b", **READ), *links("a", "c", **write),
                                link("set", "a", "d", entities=("account", "order"), **READ)]))
    lanes, entities = violations(problem, [channel("a", "bcd", cls=HubClass.SYNC, lane="target")])
    assert "reads and writes get channels of their own" in lanes.sentence
    assert "make a channel for account, order" in entities.sentence


def test_a_pair_is_not_delivered_twice() -> None:
    problem = problem_of(place([*links("ab", "cde"), *spokes("bus.account", "a", "c")], bus("account")))
    found = only(problem, channel("ab", "cde"))
    assert (found.rule, found.pair) == ("twice", ("a", "c"))
    assert "bus / account" in found.sentence
    assert violations(problem, [channel("ab", "cde", "bus.account")]) == ()
    one, other = channel("ab", "de"), channel("a", "d")
    assert only(problem, one, other).sentence.startswith("D would get account of A through two channels")
    again = only(problem, channel("a", "cd", "bus.account"), channel("a", "ce", "bus.account"))
    assert again.sentence == "bus / account is extended twice; put both into one."


def test_a_pair_without_a_link_that_a_channel_delivers_is_twice_and_no_leak() -> None:
    problem = problem_of(place([*links("a", "cd"), *spokes("bus.account", "b", "c")], bus("account")))
    found = violations(problem, [channel("ab", "cd")])
    assert [(v.rule, v.pair) for v in found] == [("twice", ("b", "c")), ("leak", ("b", "d"))]


def test_an_extension_keeps_its_members_and_what_they_got() -> None:
    problem = problem_of(place([*links("ab", "de"), *spokes("bus.account", "a", "c")], bus("account")))
    wish = channel("ab", "de", "bus.account")
    assert only(problem, wish).pair == ("b", "c")
    assert [sides(c) for c in allowed(problem, [wish])] == [("a", "cde")]


def test_a_stream_cannot_filter_and_a_topic_can() -> None:
    some: tuple[Pair, ...] = (("a", "c"), ("b", "d"))
    traffic = [link(f"{p}{c}", p, c, entity="account", **EVENT) for p, c in some]
    fast = [link(f"f{p}{c}", p, c, entity="tick", timing=NEAR, volume=Volume(per_hour=200_000)) for p, c in some]
    problem = problem_of(place([*traffic, *fast]), filtered=True)
    assert violations(problem, [channel("ab", "cd")._replace(filters=some)]) == ()
    leak = only(problem, channel("ab", "cd")._replace(filters=(*some, ("a", "d"))))
    assert (leak.rule, leak.pair) == ("leak", ("a", "d"))
    stream = only(problem, channel("ab", "cd", entity="tick", cls=HubClass.STREAM)._replace(filters=some))
    assert "Event Hubs cannot filter" in stream.sentence
    assert {v.rule for v in violations(problem_of(place(traffic)), [channel("ab", "cd")._replace(filters=some)])} == {
        "leak"}


@pytest.mark.parametrize("seed", range(6))
def test_what_a_plan_suggests_keeps_all_rules(seed: int) -> None:
    given = busy(seed)
    problem = problem_of(given)
    channels = [c for step in plan_of(given).steps for c in step.channels]
    assert violations(problem, channels) == ()
    assert allowed(problem, channels) == tuple(channels)
    for position in range(len(channels)):
        assert violations(problem, channels[position::2]) == ()


members = st.lists(st.sampled_from([*"abcdefgh", "bus", "nobody"]), max_size=5).map(tuple)
wishes = st.builds(
    PlannedChannel,
    st.builds(GroupKey, st.sampled_from(HubClass), st.sampled_from(["", "", "", "eu"]),
              st.sampled_from([("account",), ("order",), ("account", "order"), ("new",), ()]),
              st.sampled_from(["", "source", "target"])),
    members, members, st.sampled_from([None, None, "bus.account", "api.account", "gone.away", "bus"]),
    st.just(()), st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=4).map(tuple),
)


@given(st.integers(0, 50), st.lists(wishes, max_size=4), st.booleans())
@settings(max_examples=50, deadline=None)
def test_any_wish_gets_a_sentence_and_never_breaks(seed: int, wished: list[PlannedChannel], filtered: bool) -> None:
    landscape = busy(seed)
    found = what_if(facts_of(landscape), Settings(), wished, PlanOptions(filtered=filtered))
    assert all(v.sentence.endswith(".") for v in found.violations)
    problem = problem_of(landscape, filtered=filtered)
    assert violations(problem, found.channels) == ()
    assert allowed(problem, found.channels) == found.channels
    assert found.before.direct_links - found.after.direct_links == len(found.removed)
    covered = [(c.key, pair) for c in found.channels for pair in c.covers]
    assert len(covered) == len(set(covered))
