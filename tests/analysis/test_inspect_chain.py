"""Chains of calls by hand: shares, the weakest hop, budgets, gateways, circles, and what one call less buys."""

from __future__ import annotations

import pytest

from d365arch.analysis.chains import SyncChains
from d365arch.analysis.flows import read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.inspect_chain import ChainInspector, Ease
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.errors import AnalysisError
from d365arch.model import Endpoint, Integration, Latency, System
from d365arch.model.vocabulary import DataFlow
from tests.analysis.landscapes import CATALOG, SYNC, link, random_landscape, system, worked_example, workspace


def inspector(systems: list[System], links: list[Integration]) -> ChainInspector:
    return ChainInspector(Facts(workspace(systems, links).landscape, CATALOG), Settings())


def call(link_id: str, caller: str, called: str, p95: float | None = None, required: float | None = None,
         **values: object) -> Integration:
    latency = Latency(p95=p95, required=required) if p95 is not None or required is not None else None
    return link(link_id, caller, called, timing=SYNC, latency=latency, **values)


def abcd(**last: object) -> ChainInspector:
    """a calls b (100 ms), b calls c (300 ms, accepts 350 ms), c calls d without a stated time."""
    systems = [system("a"), system("b", availability=0.99), system("c"), system("d", availability=0.9999)]
    return inspector(systems, [call("ab", "a", "b", 0.1, 0.3), call("bc", "b", "c", 0.3, 0.35, answer_needed=False),
                               call("cd", "c", "d", **last)])


def test_latency_adds_up_and_availability_multiplies_with_a_share_per_hop():
    (chain,) = abcd().starting("a")
    assert chain.nodes == ("a", "b", "c", "d") and chain.calls == 3
    assert (chain.latency_ms, chain.unstated) == (400.0, 1)
    assert chain.availability == pytest.approx(0.999 * 0.99 * 0.999 * 0.9999)
    assert [hop.share for hop in chain.hops] == [0.25, 0.75, 0.0]
    assert (chain.slowest, chain.frailest) == (1, 0)
    assert [hop.latency_stated for hop in chain.hops] == [True, True, False]
    down = 0.001 + 0.01 + 0.001 + 0.0001
    assert [hop.downtime_share for hop in chain.hops] == pytest.approx([0.01 / down, 0.001 / down, 0.0001 / down])
    assert "The slowest call is to c, 300 ms (75%). The frailest part called is b with 99%." in chain.sentence
    assert "1 call states no latency." in chain.sentence


def test_budgets_hold_against_all_that_is_waited_for_with_their_margin():
    (chain,) = abcd().starting("a")
    assert [(b.link, b.budget_ms, b.latency_ms, b.margin_ms) for b in chain.budgets] == [
        ("ab", 300.0, 400.0, -100.0), ("bc", 350.0, 300.0, 50.0)]
    assert chain.budgets[0].sentence == ("ab accepts 300 ms and waits 400 ms: 100 ms too long; 1 call states no "
                                         "latency and counts as 0 ms.")
    assert "50 ms are left" in chain.budgets[1].sentence


def test_one_call_less_leaves_what_stands_before_it_and_the_queue():
    (chain,) = abcd().starting("a")
    by_hop = {relief.hop: relief for relief in chain.reliefs}
    assert (by_hop[1].calls, by_hop[1].latency_ms) == (1, 100.0)
    assert by_hop[1].availability == pytest.approx(0.999 * 0.99 * 0.9995)
    assert (by_hop[0].calls, by_hop[0].latency_ms) == (0, 0.0)
    assert by_hop[0].availability == pytest.approx(0.999 * 0.9995)
    assert "a waits for nobody, 400 ms less" in by_hop[0].buys
    assert [relief.hop for relief in chain.reliefs] == [1, 0, 2], "the answer nobody needs first, then what buys most"
    assert chain.reliefs[0].ease is Ease.FREE and "does not need the answer" in chain.reliefs[0].costs


@pytest.mark.parametrize(("values", "ease"), [
    ({"answer_needed": True}, Ease.NEEDED), ({}, Ease.UNSTATED), ({"pinned": True}, Ease.FIXED),
    ({"answer_needed": False}, Ease.FREE), ({"data": DataFlow.PULL}, Ease.NEEDED),
    ({"data": DataFlow.PULL, "answer_needed": False}, Ease.FREE),
])
def test_how_easily_a_call_is_made_asynchronous(values, ease):
    (chain,) = abcd(**values).starting("a")
    assert next(r for r in chain.reliefs if r.hop == 2).ease is ease


def gateway() -> ChainInspector:
    api = system("api", type="azure.api-management", availability=0.99, endpoints=(Endpoint(id="stock"),))
    return inspector([system("a"), system("b"), system("c"), api], [
        call("in", "a", "api.stock"), call("out", "api.stock", "b", 0.1), call("bc", "b", "c", 0.05)])


def test_a_way_through_a_gateway_is_two_calls_and_one_decision():
    (chain,) = gateway().starting("a")
    assert chain.nodes == ("a", "api.stock", "b", "c")
    assert [hop.latency_ms for hop in chain.hops] == [20.0, 100.0, 50.0]
    assert chain.availability == pytest.approx(0.999 ** 3 * 0.99)
    assert (chain.frailest, chain.hops[0].called) == (0, "api.stock")
    assert sorted(relief.hop for relief in chain.reliefs) == [0, 2]
    assert next(r for r in chain.reliefs if r.hop == 0).links == ("in", "out")


def test_a_path_is_named_by_systems_and_gateways_may_be_left_out():
    assert gateway().along(["a", "b", "c"]).nodes == ("a", "api.stock", "b", "c")
    assert gateway().along(["a", "api.stock", "b"]).calls == 2


def test_paths_that_are_none_are_told():
    with pytest.raises(AnalysisError, match="b does not wait for a"):
        gateway().along(["b", "a"])
    with pytest.raises(AnalysisError, match='There is no system "aa"'):
        gateway().along(["aa", "b"])
    with pytest.raises(AnalysisError, match="two systems or more"):
        gateway().along(["a"])


def test_circles_end_before_they_repeat_and_say_so():
    both = inspector([system("a"), system("b"), system("c")],
                     [call("ab", "a", "b", 0.1), call("bc", "b", "c", 0.1), call("ca", "c", "a", 0.1)])
    assert [(c.nodes, c.cut_short) for c in both.starting("a")] == [(("a", "b", "c"), True)]
    assert {c.nodes[0] for c in both.worst()} == {"a", "b", "c"}, "a circle begins anywhere"


def test_all_maximal_chains_are_found_the_slowest_first():
    found = inspector([system(x) for x in "abcd"], [call("ab", "a", "b", 0.1), call("ac", "a", "c", 0.2),
                                                    call("bd", "b", "d", 0.3)]).worst()
    assert [(c.nodes, c.latency_ms) for c in found] == [(("a", "b", "d"), 400.0), (("a", "c"), 200.0)]


def test_several_integrations_of_a_pair_are_one_hop_the_slowest_first():
    (chain,) = inspector([system("a"), system("b")], [call("x", "a", "b", 0.1), call("y", "a", "b", 0.2)]).worst()
    assert chain.hops[0].links == ("y", "x") and chain.latency_ms == 200.0


def test_the_worked_example_has_its_chain():
    found = ChainInspector(Facts(worked_example().landscape, CATALOG), Settings()).worst()
    assert [(c.nodes, c.latency_ms) for c in found] == [(("d", "a", "b"), 250.0)]
    assert found[0].availability == pytest.approx(0.997003)
    assert [(b.link, b.margin_ms) for b in found[0].budgets] == [("i7", 10.0)]
    assert found[0].mixed and "That is an upper bound: these calls carry different data." in found[0].sentence


@pytest.mark.parametrize("seed", range(4))
def test_the_slowest_chain_is_that_of_the_metrics(seed):
    landscape = random_landscape(seed, 10, 12, hubs=1)
    facts = Facts(landscape.landscape, CATALOG)
    graphs = Graphs(read_network(facts, Settings()))
    slowest = SyncChains(graphs, Settings()).slowest
    found = ChainInspector(facts, Settings(), graphs.network).worst()
    if slowest is not None:
        assert found[0].latency_ms == pytest.approx(slowest.latency_ms)
    assert all(c.availability == pytest.approx(SyncChains(graphs, Settings()).chain(
        [graphs.number[n] for n in c.nodes]).availability) for c in found)


def test_without_synchronous_calls_there_are_no_chains():
    assert inspector([system("a"), system("b")], [link("ab", "a", "b")]).worst() == []


def test_large_landscapes_are_bounded():
    landscape = random_landscape(1, 300, 1500)
    assert len(ChainInspector(Facts(landscape.landscape, CATALOG), Settings()).worst(50)) <= 50


def test_a_budget_holds_against_calls_about_the_same_data_only():
    links = [call("stock", "a", "b", 0.4, 1.0, entities=("Stock",)), call("dual", "b", "c", entities=("Vendor",)),
             call("record", "c", "d", 0.8, entities=("Result",))]
    (chain,) = inspector([system(x) for x in "abcd"], links).worst()
    assert (chain.latency_ms, chain.mixed, chain.start.nodes) == (1200.0, True, ("a", "b"))
    assert [(b.link, b.latency_ms) for b in chain.budgets] == [("stock", 400.0)]
    assert "upper bound: these calls carry different data" in chain.sentence


def test_what_is_carried_is_kept_through_calls_that_do_not_say():
    def waits(last: str) -> float:
        links = [call("ab", "a", "b", 0.1, 1.0, entities=("Stock",)), call("bc", "b", "c", 0.2),
                 call("cd", "c", "d", 0.4, entities=(last,))]
        return inspector([system(x) for x in "abcd"], links).worst()[0].budgets[0].latency_ms
    assert (waits("Stock"), waits("Vendor")) == (pytest.approx(700.0), pytest.approx(300.0))
