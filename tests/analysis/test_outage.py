"""Outages by hand: calls, gateways, queues, senders, copies, pipelines, and a ranking that agrees with simulations."""

from __future__ import annotations

import pytest

from d365arch.analysis.outage import (
    Extent,
    Loss,
    Mark,
    Outage,
    OutageRank,
    Where,
    link_marks,
    marks,
    ranking,
    simulate,
)
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.errors import AnalysisError
from d365arch.model import Endpoint, Integration, System, Volume, Workspace
from d365arch.model.integration import ErrorHandling
from d365arch.model.quantities import parse_frequency
from d365arch.model.vocabulary import DataFlow, Style, Trigger
from tests.analysis.landscapes import ASYNC, CATALOG, NEAR, SYNC, link, random_landscape, system, workspace


def off(systems: list[System], links: list[Integration], *failed: str) -> Outage:
    return simulate(Facts(workspace(systems, links).landscape, own_catalog()), Settings(), failed)


def plain(*names: str) -> list[System]:
    return [system(name) for name in names]


def bus(*, tier: str | None = None, **endpoint: object) -> System:
    return system("bus", type="azure.service-bus", tier=tier, endpoints=(
        Endpoint(id="q", type=endpoint.pop("type", "azure.service-bus-queue"), **endpoint),))  # type: ignore[arg-type]


def call(link_id: str, caller: str, called: str, **values: object) -> Integration:
    return link(link_id, caller, called, timing=SYNC, **values)


# --- Who waits -----------------------------------------------------------------------------------------------------


def test_callers_are_blocked_and_their_callers_too():
    found = off(plain("a", "b", "c"), [call("ab", "a", "b"), call("bc", "b", "c")], "c")
    assert [(b.system, b.extent, b.direct, b.chain, b.links) for b in found.blocked] == [
        ("b", Extent.BLOCKED, True, ("b", "c"), ("bc",)),
        ("a", Extent.BLOCKED, False, ("a", "b", "c"), ("ab", "bc")),
    ]
    assert found.blocked[1].sentence == "a: the only outgoing call it waits for fails (ab); c is off, by way of b."
    assert (found.affected, found.others, found.blast_radius) == (("a", "b"), 2, 1.0)


def test_a_system_with_other_calls_works_in_part_and_its_callers_are_only_at_risk():
    links = [call("ab", "a", "b"), call("bc", "b", "c"), call("bd", "b", "d")]
    found = off(plain("a", "b", "c", "d"), links, "c")
    assert [(b.system, b.extent, b.failing, b.at_risk, b.working) for b in found.blocked] == [
        ("b", Extent.DEGRADED, ("bc",), (), ("bd",)), ("a", Extent.AT_RISK, (), ("ab",), ())]
    assert (found.affected, found.at_risk) == (("b",), ("a",))
    assert "of the 2 outgoing calls it waits for, 1 fails (bc)" in found.blocked[0].sentence
    assert "1 more calls something that works in part" in found.summary
    assert off(plain("a", "b", "c", "d"), links, "c", "d").blocked[1].extent is Extent.BLOCKED


def test_who_does_not_wait_is_not_blocked_and_the_called_side_never_is():
    found = off(plain("a", "b", "c"), [link("ab", "a", "b", timing=ASYNC), call("bc", "b", "c")], "b")
    assert not found.blocked
    assert [f.link for f in found.failing] == ["ab"]


def test_dual_write_holds_up_both_sides():
    both = Endpoint(id="dw", type="both.dual-write")
    systems = [system("fo", type="d365.finance", endpoints=(both,)), system("ce", endpoints=(both,)), system("x")]
    links = [call("dw", "fo.dw", "ce.dw", data=DataFlow.BOTH, entity="Customer"), call("xc", "x", "ce")]
    assert {b.system: b.extent for b in off(systems, links, "ce").blocked} == {
        "fo": Extent.BLOCKED, "x": Extent.BLOCKED}
    found = off(systems, links, "fo")
    assert {b.system: b.chain for b in found.blocked} == {"ce": ("ce", "fo"), "x": ("x", "ce", "fo")}
    assert [(s.system, s.entity) for s in found.stale] == [("ce", "Customer")]


def test_calls_in_a_circle_end_and_are_told_once():
    links = [call("ab", "a", "b"), call("ba", "b", "a"), call("bc", "b", "c")]
    found = off(plain("a", "b", "c"), links, "c")
    assert {b.system: (b.extent, b.chain) for b in found.blocked} == {
        "b": (Extent.DEGRADED, ("b", "c")), "a": (Extent.AT_RISK, ("a", "b", "c"))}


def test_a_run_that_fails_holds_nobody_else_up():
    run = call("run", "b", "c", trigger=Trigger.SCHEDULED, frequency=parse_frequency("daily 02:00"))
    found = off(plain("a", "b", "c"), [call("ab", "a", "b"), run], "c")
    assert [(b.system, b.extent, b.runs_only) for b in found.blocked] == [("b", Extent.DEGRADED, True)]
    assert found.blocked[0].sentence == "b misses its runs: run; c is off."
    assert [(f.link, f.loss) for f in found.failing] == [("run", Loss.RUN)]
    assert "daily 02:00" in found.failing[0].sentence


def test_through_a_gateway_the_far_side_and_the_gateway_itself_hold_callers_up():
    api = system("api", type="azure.api-management", endpoints=(Endpoint(id="one"), Endpoint(id="two")))
    systems = [*plain("a", "b", "c", "d"), api]
    links = [call("a1", "a", "api.one"), call("c1", "api.one", "c"), call("b2", "b", "api.two"),
             call("d2", "api.two", "d")]
    found = off(systems, links, "c")
    assert [(b.system, b.direct, b.chain) for b in found.blocked if not b.hub] == [("a", True, ("a", "api.one", "c"))]
    assert [(f.link, f.giver) for f in found.failing] == [("a1", "a")]       # its caller sees the error
    assert {b.system for b in off(systems, links, "api").blocked} == {"a", "b"}


def test_what_people_do_in_an_outage_is_told():
    handled = call("ab", "a", "b", error_handling=ErrorHandling(outage="sell on account"))
    assert "Stated for an outage: sell on account." in off(plain("a", "b"), [handled], "b").blocked[0].sentence


# --- What piles up --------------------------------------------------------------------------------------------------


def queued(**endpoint: object) -> tuple[list[System], list[Integration]]:
    """600 messages of 10 KB an hour go into a queue, and `c` takes them out."""
    spoke = {"entity": "Order", "timing": NEAR}
    return [*plain("p", "c"), bus(**endpoint)], [
        link("in", "p", "bus.q", volume=Volume(per_hour=600, message_kb=10), **spoke),
        link("out", "bus.q", "c", initiator="target", **spoke)]


def test_a_queue_is_full_after_its_size_over_what_arrives():
    found = off(*queued(size=12_000, retention=86_400), "c")
    (queue,) = found.queueing
    assert (queue.place, queue.where, queue.waiting_for) == ("bus.q", Where.CHANNEL, ("c",))
    assert (queue.full_hours, queue.first, queue.ends_hours) == (2.0, "size", 2.0)     # 12,000 / (600 x 10)
    assert [(p.hours, p.messages, p.lost) for p in queue.piles] == [(1, 600, 0), (4, 1_200, 1_200), (24, 1_200, 13_200)]
    assert queue.piles[0].megabytes == pytest.approx(6_000 / 1024)
    assert queue.sentence == ("In bus / q 600 messages an hour (Order) wait for c; after 24 h 1,200 (11.7 MB). Its "
                              "11.7 MB are full after 2 h; then new messages are refused.")
    assert not found.failing and not found.blocked and found.affected == ()


def test_retention_ends_first_where_it_is_shorter():
    (queue,) = off(*queued(size=12_000, retention=3_600), "c").queueing
    assert (queue.first, queue.ends_hours, queue.full_hours) == ("retention", 1.0, 2.0)
    assert "After 60 min the oldest are gone, before its 11.7 MB are full." in queue.sentence


def test_an_unstated_size_comes_from_the_tier():
    (standard,) = off(*queued(), "c").queueing
    assert standard.size_kb == 1024 ** 2 and standard.full_hours == pytest.approx(1024 ** 2 / 6_000)
    assert "states no tier" in standard.facts[0] and "[S71]" in standard.facts[0]
    (premium,) = off(*queued(tier="premium"), "c").queueing
    assert premium.size_kb == 80 * 1024 ** 2


def test_what_would_have_to_be_stated_is_told():
    systems, links = queued(size=12_000)
    links[0] = link("in", "p", "bus.q", entity="Order", timing=NEAR)
    (queue,) = off(systems, links, "c").queueing
    assert (queue.rate_per_hour, queue.first, queue.piles[0].messages) == (None, None, None)
    assert queue.needs == ("volume.per_hour of in (in)", "volume.message_kb of in (in)")
    assert "state volume.per_hour of in (in) and volume.message_kb of in (in)" in queue.sentence


def test_the_consumer_tells_the_rate_where_the_producer_does_not():
    systems, links = queued(size=12_000)
    links = [link("in", "p", "bus.q", entity="Order", timing=NEAR),
             link("out", "bus.q", "c", entity="Order", timing=NEAR, volume=Volume(peak_5min=100, message_kb=1))]
    (queue,) = off(systems, links, "c").queueing
    assert (queue.rate_per_hour, queue.peak, queue.full_hours) == (1_200, True, 10.0)
    assert "at the peak" in queue.sentence


def test_several_producers_add_up_with_their_own_sizes():
    systems, links = queued(size=21_000)
    links.append(link("in2", "q", "bus.q", entity="Order", timing=NEAR, volume=Volume(per_day=2_400, message_kb=10)))
    (queue,) = off([*systems, system("q")], links, "c").queueing
    assert (queue.rate_per_hour, queue.kb_per_hour, queue.full_hours) == (700, 7_000, 3.0)
    (one,) = off([*systems, system("q")], links, "c", "q").queueing
    assert one.rate_per_hour == 600         # what is off sends nothing


def test_consumers_of_a_queue_compete_and_subscribers_of_a_topic_do_not():
    for kind, piles in (("azure.service-bus-queue", 0), ("azure.service-bus-topic", 1)):
        systems, links = queued(type=kind)
        links.append(link("out2", "bus.q", "d", entity="Order", timing=NEAR))
        assert len(off([*systems, system("d")], links, "c").queueing) == piles


def test_a_function_that_cannot_deliver_leaves_its_messages_in_the_queue():
    systems = [*plain("p", "c"), bus(), system("fn", type="azure.functions", endpoints=(
        Endpoint(id="f"), Endpoint(id="other")))]
    near = {"entity": "Order", "timing": NEAR}
    links = [link("in", "p", "bus.q", **near), link("out", "bus.q", "fn.f", initiator="target", **near),
             link("on", "fn.f", "c", entity="Order", timing=ASYNC), link("else", "fn.other", "p", timing=ASYNC)]
    found = off(systems, links, "c")
    assert [(q.place, q.waiting_for) for q in found.queueing] == [("bus.q", ("fn",))]
    assert not found.failing, "nothing is lost while it waits in the queue"
    assert "cannot go on without c" in found.queueing[0].sentence
    assert any("10 deliveries" in fact for fact in found.queueing[0].facts)
    assert not off(systems, links, "p").queueing, "the other function does not take from the queue"


def test_event_hubs_keep_events_by_tier():
    stream = system("eh", type="azure.event-hubs", tier="standard", endpoints=(
        Endpoint(id="s", type="azure.event-hub"),))
    links = [link("in", "p", "eh.s", timing=NEAR, volume=Volume(per_hour=100)), link("out", "eh.s", "c", timing=NEAR)]
    (queue,) = off([*plain("p", "c"), stream], links, "c").queueing
    assert (queue.first, queue.ends_hours) == ("retention", 168.0)


def test_without_producers_that_work_nothing_piles_up():
    assert not off(*queued(), "c", "p").queueing


# --- What is lost, and what senders keep ----------------------------------------------------------------------------


def test_a_message_without_queue_or_retry_is_lost_and_with_one_it_waits():
    lost = link("pc", "p", "c", timing=ASYNC, volume=Volume(per_day=240))
    (failing,) = off(plain("p", "c"), [lost], "c").failing
    assert (failing.link, failing.loss, failing.rate_per_hour) == ("pc", Loss.MESSAGE, 10.0)
    assert failing.sentence == ("pc: 10 messages an hour from p to c are lost; no retry or dead letter is stated.")
    kept = link("pc", "p", "c", timing=ASYNC, volume=Volume(per_day=240), error_handling=ErrorHandling(retry=True))
    found = off(plain("p", "c"), [kept], "c")
    assert not found.failing
    assert [(q.place, q.where, q.piles[2].messages) for q in found.queueing] == [("p", Where.SENDER, 240)]
    refused = link("pc", "p", "c", timing=ASYNC, error_handling=ErrorHandling(retry=False))
    assert "no retry is made, as stated." in off(plain("p", "c"), [refused], "c").failing[0].sentence


def test_a_hub_that_is_off_takes_nothing_and_delivers_nothing():
    found = off(*queued(), "bus")
    assert [f.link for f in found.failing] == ["in"] and not found.queueing
    assert [(s.system, s.entity) for s in found.stale] == [("c", "Order")]
    assert found.affected == ("c", "p") and found.others == 2


def test_catalog_facts_tell_how_long_a_sender_tries():
    systems = [system("ce", endpoints=(Endpoint(id="hook", type="dataverse.webhook"),)), system("c")]
    (failing,) = off(systems, [link("h", "ce.hook", "c", timing=ASYNC)], "c").failing
    assert "(L-DV-08) [S16]" in failing.sentence
    systems = [system("fo", endpoints=(Endpoint(id="rec", type="fo.recurring-integration"),)), system("c")]
    (queue,) = off(systems, [link("r", "fo.rec", "c", initiator="target", timing=ASYNC)], "c").queueing
    assert (queue.where, queue.retention_hours) == (Where.SOURCE, 168.0)


def test_what_is_fetched_waits_and_a_question_nobody_asks_is_no_loss():
    found = off(plain("p", "c"), [link("f", "p", "c", initiator="target", timing=ASYNC, volume=Volume(per_hour=5))],
                "c")
    assert [(q.place, q.where) for q in found.queueing] == [("p", Where.SOURCE)]
    found = off(plain("p", "c"), [call("f", "p", "c", initiator="target")], "c")
    assert not found.queueing and not found.failing and not found.blocked


def test_a_pipeline_that_cannot_write_fails_its_run_and_one_that_cannot_read_leaves_copies_old():
    systems = [*plain("p", "c"), system("df", type="azure.data-factory", endpoints=(
        Endpoint(id="d", type="azure.data-factory-dataset", entities=("Price",)),))]
    night = {"entity": "Price", "timing": ASYNC, "style": Style.BATCH, "trigger": Trigger.SCHEDULED,
             "frequency": parse_frequency("daily 00:30")}
    links = [link("read", "p", "df.d", initiator="target", **night), link("write", "df.d", "c", **night)]
    found = off(systems, links, "c")
    assert [(f.link, f.loss) for f in found.failing] == [("write", Loss.RUN)] and not found.stale
    found = off(systems, links, "p")
    assert [(s.system, s.path, s.after_hours, s.since) for s in found.stale] == [
        ("c", ("p", "df.d", "c"), 24.0, "after the next run (daily 00:30)")]


# --- What grows old -------------------------------------------------------------------------------------------------


def test_copies_grow_old_through_all_who_hand_on():
    near = {"timing": NEAR, "style": Style.EVENT}
    links = [link("ab", "a", "b", entity="Customer", **near), link("bc", "b", "c", entity="Customer", **near),
             link("bd", "b", "d", entity="Order", **near), link("xc", "x", "c", entity="Customer", **near)]
    found = off(plain("a", "b", "c", "d", "x"), links, "a")
    assert [(s.system, s.entity, s.path, s.links, s.others) for s in found.stale] == [
        ("b", "Customer", ("a", "b"), ("ab",), ()), ("c", "Customer", ("a", "b", "c"), ("ab", "bc"), ("x",))]
    assert found.stale[1].sentence == ("c gets no Customer from a by way of b: stale at once, with the next change. x "
                                       "still delivers some.")


def test_what_is_read_on_demand_is_no_copy_but_a_nightly_extract_is():
    read = call("ba", "a", "b", initiator="target", entity="Stock")
    assert not off(plain("a", "b"), [read], "a").stale
    nightly = call("ba", "a", "b", initiator="target", entity="Stock", trigger=Trigger.SCHEDULED,
                   frequency=parse_frequency("every 4 h"))
    (stale,) = off(plain("a", "b"), [nightly], "a").stale
    assert (stale.after_hours, stale.since) == (4.0, "after the next run (every 4 h)")


def test_a_workflow_may_turn_one_entity_into_another_and_data_without_a_name_go_one_step():
    systems = [*plain("a", "b", "c"), system("flow", type="pp.power-automate", endpoints=(Endpoint(id="f"),))]
    links = [link("af", "a", "flow.f", entity="Lead", timing=NEAR), link("fb", "flow.f", "b", entity="Contact",
                                                                        timing=NEAR)]
    assert [(s.system, s.entity) for s in off(systems, links, "a").stale] == [("b", "Contact")]
    links = [link("ab", "a", "b", timing=NEAR), link("bc", "b", "c", timing=NEAR)]
    assert [(s.system, s.entity) for s in off(systems, links, "a").stale] == [("b", "")]


# --- The whole ------------------------------------------------------------------------------------------------------


def test_unknown_ids_are_told_with_a_near_one():
    with pytest.raises(AnalysisError, match='There is no system "bnk" to switch off; did you mean "bank"'):
        off(plain("bank"), [], "bnk")


def test_nobody_notices_a_system_that_stands_alone():
    found = off(plain("a", "b"), [], "a")
    assert found.summary == "While a is off, no other system is stopped or misses data."
    assert off(plain("a"), [], "a").blast_radius == 0.0


def test_switched_off_integrations_do_not_count():
    assert off(plain("a", "b"), [call("ab", "a", "b", active=False)], "b").counts["affected"] == 0


def test_marks_are_the_gravest_of_each_element():
    systems, links = queued()
    links += [call("xc", "x", "c"), call("yx", "y", "x")]
    found = off([*systems, *plain("x", "y")], links, "c")
    assert marks(found) == {"c": (Mark.FAILED,), "x": (Mark.BLOCKED, Mark.LOSING), "y": (Mark.BLOCKED,),
                            "bus": (Mark.QUEUEING,)}
    assert link_marks(found) == {"in": Mark.QUEUEING, "out": Mark.QUEUEING, "xc": Mark.BLOCKED, "yx": Mark.BLOCKED}


def check_against_simulations(landscape: Workspace, ranks: tuple[OutageRank, ...], facts: Facts) -> None:
    assert {r.id for r in ranks} == set(landscape.landscape.system_by_id)
    for rank in ranks:
        found = simulate(facts, Settings(), (rank.id,))
        counts = found.counts
        ends = [q.ends_hours for q in found.queueing if q.ends_hours is not None]
        assert (rank.stopped, rank.failing, rank.queueing, rank.stale, rank.affected, rank.at_risk, rank.others,
                rank.fullest_hours) == (
            counts["blocked"] + counts["degraded"], counts["failing"], counts["queueing"], counts["stale"],
            counts["affected"], counts["at_risk"], found.others, min(ends, default=None)), rank.id


@pytest.mark.parametrize("seed", range(6))
def test_the_ranking_says_what_each_simulation_says(seed):
    landscape = random_landscape(seed, 14, 40, hubs=5, entities=4)
    facts = Facts(landscape.landscape, CATALOG)
    check_against_simulations(landscape, ranking(facts, Settings()), facts)


def test_the_order_of_the_file_changes_nothing():
    landscape = random_landscape(3, 12, 40, hubs=4)
    turned = workspace(list(reversed(landscape.landscape.systems)), list(reversed(landscape.landscape.integrations)))
    one, other = (Facts(each.landscape, CATALOG) for each in (landscape, turned))
    assert ranking(one, Settings()) == ranking(other, Settings())
    for each in ("s1", "hub1"):
        assert simulate(one, Settings(), (each,)) == simulate(other, Settings(), (each,))


def test_all_who_reach_a_failure_by_calls_are_stopped_or_at_risk():
    """Where no middleware and no runs are, that is exactly what reaches it in R along synchronous edges."""
    landscape = random_landscape(7, 20, 30)
    links = [each for each in landscape.landscape.integrations if each.style is not Style.BATCH]
    landscape = workspace(list(landscape.landscape.systems), links)
    facts = Facts(landscape.landscape, CATALOG)
    before: dict[str, set[str]] = {}
    for each in links:
        if each.timing is SYNC and each.from_.system != each.to.system:
            before.setdefault(each.to.system, set()).add(each.from_.system)
    for start in landscape.landscape.system_by_id:
        reached, work = {start}, [start]
        while work:
            for caller in before.get(work.pop(), set()) - reached:
                reached.add(caller)
                work.append(caller)
        assert {b.system for b in simulate(facts, Settings(), (start,)).blocked} == reached - {start}


def test_a_call_about_other_data_is_at_risk_and_one_about_the_same_fails():
    links = [call("bc", "b", "c", entity="Screening"), call("ab", "a", "b", entity="Report"),
             call("db", "d", "b", entity="Screening")]
    found = off(plain("a", "b", "c", "d"), links, "c")
    assert {b.system: b.extent for b in found.blocked} == {
        "b": Extent.BLOCKED, "a": Extent.AT_RISK, "d": Extent.BLOCKED}


def test_a_stuck_function_names_what_it_misses_and_nothing_else_that_is_off():
    systems = [*plain("p", "c", "x"), bus(), system("fn", type="azure.functions", endpoints=(Endpoint(id="f"),))]
    links = [link("in", "p", "bus.q", timing=NEAR), link("out", "bus.q", "fn.f", initiator="target", timing=NEAR),
             link("on", "fn.f", "c", timing=ASYNC), call("xp", "x", "p")]
    (queue,) = off(systems, links, "c", "x").queueing
    assert queue.because == ("c",) and "which cannot go on without c." in queue.sentence


def test_an_interval_or_rows_per_run_make_a_run_and_are_told():
    links = [link("daily", "a", "c", timing=ASYNC, frequency=parse_frequency("daily 02:00"),
                  volume=Volume(per_run=14000)), link("rows", "b", "c", timing=ASYNC, volume=Volume(per_run=1))]
    found = off(plain("a", "b", "c"), links, "c")
    assert [(f.link, f.loss) for f in found.failing] == [("daily", Loss.RUN), ("rows", Loss.RUN)]
    assert "the run from a to c (daily 02:00, 14,000 rows) fails" in found.failing[0].sentence
    assert "(1 row)" in found.failing[1].sentence


def test_a_batch_that_states_no_interval_is_not_called_a_run():
    found = off(plain("a", "b"), [link("files", "a", "b", timing=ASYNC, style=Style.BATCH)], "b")
    assert "the transfer from a to b fails" in found.failing[0].sentence and "run" not in found.failing[0].sentence


@pytest.mark.parametrize(("entity", "at_risk"), [("Vendor", ()), ("Result", ("fo",)), (None, ("fo",))])
def test_dual_write_puts_the_other_side_at_risk_only_with_the_same_data(entity, at_risk):
    both = Endpoint(id="dw", type="both.dual-write")
    systems = [system("fo", endpoints=(both,)), system("ce", endpoints=(both,)), *plain("ehr")]
    links = [call("dw", "fo.dw", "ce.dw", data=DataFlow.BOTH, entity=entity),
             call("read", "ce", "ehr", entity="Result")]
    found = off(systems, links, "ehr")
    assert [b.system for b in found.blocked if b.extent is Extent.DEGRADED] == ["ce"]
    assert found.at_risk == at_risk
    facts = Facts(workspace(systems, links).landscape, CATALOG)
    assert next(r for r in ranking(facts, Settings()) if r.id == "ehr").at_risk == len(at_risk)
