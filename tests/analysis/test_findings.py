"""Each rule fires from its threshold on, not before, and names elements, figures and advice."""

from __future__ import annotations

import re

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.analysis.findings import RULES
from d365arch.analysis.rulebook import coupling_rules
from d365arch.model import Endpoint, Integration, Latency, Strategy, System, Workspace
from d365arch.model.vocabulary import Level, Severity
from tests.analysis.landscapes import (
    ASYNC,
    CATALOG,
    SYNC,
    link,
    random_landscape,
    system,
    worked_example,
    workspace,
)


def found(space: Workspace, rule: str) -> list[Finding]:
    return [f for f in analyze(space, CATALOG).findings if f.rule == rule]


def star(arms: int, **values: object) -> Workspace:
    systems = [system("hq", name="Headquarters"), *(system(f"s{i}", name=f"Shop {i}") for i in range(arms))]
    return workspace(systems, [link(f"i{i}", "hq", f"s{i}", entity="Price", **values) for i in range(arms)])


@pytest.mark.parametrize(("arms", "severity"), [
    (3, None), (4, Severity.WARNING), (6, Severity.WARNING), (7, Severity.VIOLATION)])
def test_degree_warns_from_four_and_objects_from_seven(arms: int, severity: Severity | None) -> None:
    findings = found(star(arms), "R-201")
    assert [f.severity for f in findings] == ([severity] if severity else [])
    for f in findings:
        assert f.elements[0] == "hq"
        assert f"Headquarters is linked directly to {arms} systems" in f.message
        assert f"Price, which {arms} of them receive" in f.advice


def test_sprawl_is_told_from_seven_neighbors_or_many_links() -> None:
    assert not found(star(6), "A-01")
    assert found(star(7), "A-01")
    few = [system("a"), system("b")]
    assert not found(workspace(few, [link(f"i{k}", "a", "b") for k in range(3)]), "P-401")
    crowded = workspace(few, [link(f"i{k}", "a", "b") for k in range(4)])
    assert found(crowded, "P-401")
    assert found(crowded, "A-01")


def chain(calls: int, **values: object) -> Workspace:
    return workspace([system(f"s{i}", name=f"S{i}") for i in range(calls + 1)],
                     [link(f"i{i}", f"s{i}", f"s{i + 1}", timing=SYNC, **values) for i in range(calls)])


def test_three_synchronous_calls_in_a_row_are_too_many() -> None:
    assert not found(chain(2), "R-105")
    (f,) = found(chain(3, latency=Latency(p95=0.5)), "R-105")
    assert f.severity is Severity.VIOLATION
    assert "S0 > S1 > S2 > S3: 3 synchronous calls" in f.message
    assert "1.5 s" in f.message


def test_depth_allowed_by_the_strategy_moves_the_limit() -> None:
    space = chain(3)
    relaxed = Workspace(type(space.landscape)(
        format=1, systems=space.landscape.systems, integrations=space.landscape.integrations,
        strategy=Strategy(sync_depth_max=3)))
    assert not found(relaxed, "R-105")


def test_the_call_that_needs_no_answer_is_the_one_to_change() -> None:
    space = chain(3)
    links = list(space.landscape.integrations)
    links[1] = link("i1", "s1", "s2", timing=SYNC, answer_needed=False, name="Ship it")
    (f,) = found(workspace(list(space.landscape.systems), links), "R-105")
    assert '"Ship it" (S1 to S2, whose answer nobody needs)' in f.advice


def test_people_do_not_lengthen_a_chain() -> None:
    space = chain(3)
    people = [system("s0", name="Clerk", type="person"), *space.landscape.systems[1:]]
    assert not found(workspace(people, list(space.landscape.integrations)), "R-105")


def test_a_hub_that_works_off_a_queue_does_not_lengthen_a_chain() -> None:
    space = chain(3)
    worker = [system("s0", type="azure.logic-apps"), *space.landscape.systems[1:]]
    assert not found(workspace(worker, list(space.landscape.integrations)), "R-105")


def test_a_hub_on_the_way_is_a_stop() -> None:
    gateway = system("gw", type="azure.api-management", endpoints=(Endpoint(id="api"),))
    links = [link("1", "a", "gw.api", timing=SYNC), link("2", "gw.api", "b", timing=SYNC),
             link("3", "b", "c", timing=SYNC)]
    (f,) = found(workspace([system("a"), system("b"), system("c"), gateway], links), "R-105")
    assert f.figures["calls"] == 3


def test_a_circle_of_waiting_calls_is_told() -> None:
    space = workspace([system("a"), system("b")], [link("1", "a", "b", timing=SYNC), link("2", "b", "a", timing=SYNC)])
    (f,) = found(space, "C-104")
    assert set(f.elements) == {"a", "b", "1", "2"}
    assert analyze(space, CATALOG).metrics.sync_depth is None
    quiet = workspace([system("a"), system("b")],
                      [link("1", "a", "b", timing=SYNC), link("2", "b", "a", timing=ASYNC)])
    assert not found(quiet, "C-104")


def test_waiting_for_many_lowers_availability_below_the_default() -> None:
    assert not found(star(4, timing=SYNC), "C-105")
    (f,) = found(star(5, timing=SYNC), "C-105")
    assert f.elements == ("hq",)
    assert "works only 99.4% of the time (down 4.3 h a month)" in f.message
    unreliable = workspace([system("a", availability=0.9)], [])
    assert not found(unreliable, "C-105")


def test_propagation_and_core_warn_on_the_worked_example() -> None:
    (reach,) = found(worked_example(), "C-101")
    assert "61%" in reach.message
    assert "22 of 36" in reach.message
    (core,) = found(worked_example(), "C-102")
    assert core.elements == ("a", "b", "d")


def test_nothing_reaches_far_where_nothing_is_connected() -> None:
    apart = workspace([system("a"), system("b")], [link("i", "a", "b", active=False), link("j", "a", "a")])
    assert analyze(apart, CATALOG).metrics.propagation_cost == 0.5    # each system reaches itself
    assert found(apart, "C-101") == []


@pytest.mark.parametrize("links", [0, 1, 3])
def test_one_protocol_or_none_has_no_entropy(links: int) -> None:
    same = workspace([system("a"), system("b")], [link(f"i{k}", "a", "b", protocol="REST") for k in range(links)])
    assert repr(analyze(same, CATALOG).metrics.protocol_entropy) == "0.0"


def test_instability_counts_only_with_three_dependents() -> None:
    def middle(dependents: int, needs: int) -> Workspace:
        systems = [system("m"), *(system(f"u{i}") for i in range(dependents)), *(system(f"d{i}") for i in range(needs))]
        links = [link(f"u{i}", f"u{i}", "m") for i in range(dependents)]
        return workspace(systems, links + [link(f"d{i}", "m", f"d{i}") for i in range(needs)])

    assert found(middle(3, 13), "C-103")
    assert not found(middle(3, 12), "C-103")
    assert not found(middle(2, 20), "C-103")


def test_a_cut_hub_is_no_fault_but_a_cut_system_is() -> None:
    (f,) = found(star(3), "C-106")
    assert f.elements[0] == "hq"
    bus = system("hq", type="azure.service-bus", endpoints=(Endpoint(id="t"),))
    shops = [system(f"s{i}") for i in range(3)]
    assert not found(workspace([bus, *shops], [link(f"i{k}", f"s{k}", "hq.t") for k in range(3)]), "C-106")


def test_duplicates_need_the_same_entity_and_class() -> None:
    pair = [system("a"), system("b")]

    def twice(**second: object) -> list[Finding]:
        first: dict[str, object] = {"entity": "Order", "timing": ASYNC}
        return found(workspace(pair, [link("1", "a", "b", **first), link("2", "a", "b", **(first | second))]), "P-407")

    (f,) = twice()
    assert f.elements == ("a", "b", "1", "2")
    assert not twice(entity="Invoice")
    assert not twice(timing=SYNC)
    assert not twice(entity=None)


def test_a_direct_link_beside_a_channel_is_redundant() -> None:
    bus = system("bus", name="Bus", type="azure.service-bus", endpoints=(Endpoint(id="orders"),))
    values: dict[str, object] = {"entity": "Order", "timing": ASYNC}
    spokes = [link("1", "a", "bus.orders", **values), link("2", "bus.orders", "b", **values)]

    def beside(**changed: object) -> list[Finding]:
        return found(workspace([system("a"), system("b"), bus], [*spokes, link("3", "a", "b", **(values | changed))]),
                     "C-107")

    (f,) = beside()
    assert "Bus / orders delivers the same" in f.message
    assert not beside(timing=SYNC)
    assert not beside(entity="Invoice")


def test_indirect_ways_are_a_hint() -> None:
    links: list[Integration] = [link(f"{a}{b}", a, b, entity="Order") for a, b in ("ab", "bc", "ac")]
    systems: list[System] = [system(s) for s in "abc"]
    (f,) = found(workspace(systems, links), "C-108")
    assert f.severity is Severity.INFO
    assert f.elements == ("ac",)


def test_findings_come_gravest_first() -> None:
    findings = analyze(random_landscape(3, 12, 40, hubs=1), CATALOG).findings
    order = [list(Severity).index(f.severity) for f in findings]
    assert order == sorted(order)
    assert len({f.key for f in findings}) == len(findings)


def test_every_rule_has_its_texts_and_says_default() -> None:
    book = coupling_rules()
    documented = {match for rule in RULES for match in re.findall(r"[A-Z]-\d+", rule.__doc__ or "")} | {"A-02"}
    assert set(book.rules) <= documented
    for rule in book.rules.values():
        assert "best practice" not in rule.message + rule.advice
        if rule.thresholds and rule.id != "A-01":
            assert "default" in rule.message.lower()
        assert rule.source


def clinic(*more: Integration, level: Level = Level.HIGH) -> Workspace:
    """A portal waits for a record and the laboratory behind it; a shop's stock call ends in the ERP."""
    names = ("bi", "portal", "shop", "erp", "crm", "ehr", "lab")
    systems = [system(n, criticality=level if n == "portal" else Level.LOW) for n in names]
    result = {"timing": SYNC, "entities": ("Result",)}
    return workspace(systems, [
        link("show", "portal", "crm", latency=Latency(p95=0.9, required=2.0), **result),
        link("fetch", "crm", "ehr", latency=Latency(p95=0.8), **result),
        link("ask", "ehr", "lab", latency=Latency(p95=1.5), **result),
        link("bi", "bi", "crm", timing=SYNC, entities=("Case",)),
        link("stock", "shop", "erp", timing=SYNC, entities=("Stock",), latency=Latency(p95=0.4, required=1.0)),
        link("vendors", "erp", "crm", timing=SYNC, entities=("Vendor",)), *more])


@pytest.mark.parametrize(("level", "severity"), [(Level.HIGH, Severity.VIOLATION), (Level.LOW, Severity.WARNING)])
def test_a_call_that_waits_longer_than_it_accepts_is_told_with_its_chain(level, severity):
    (f,) = found(clinic(level=level), "C-110")
    assert (f.severity, f.elements[0]) == (severity, "show")
    assert '"show" accepts 2 s and waits 3.2 s, 1.2 s too long: portal > crm > ehr > lab' in f.message
    assert 'the largest share is "ask" (ehr to lab) with 1.5 s (47%)' in f.message


def test_the_chain_that_is_told_is_about_one_thing_and_counts_the_others():
    (f,) = found(clinic(), "R-105")
    assert "portal > crm > ehr > lab (and 2 more chains): 3 synchronous calls" in f.message
    assert "upper bound" not in f.message
    mixed = chain(3).landscape.integrations
    links = [link(i.id, i.from_.system, i.to.system, timing=SYNC, entities=(f"E{n}",)) for n, i in enumerate(mixed)]
    (f,) = found(workspace(list(chain(3).landscape.systems), links), "R-105")
    assert "These calls carry different data." in f.message


def test_the_gravest_system_below_the_mark_leads_and_others_are_named():
    links = [link(f"{a}{n}", a, f"p{n}", timing=SYNC) for a in "abcde" for n in range(5)]
    systems = [system(a, criticality=Level.HIGH if a == "d" else None) for a in "abcde"]
    (f,) = found(workspace([*systems, *(system(f"p{n}") for n in range(5))], links), "C-105")
    assert f.elements == ("d", "a", "b", "c", "e")
    assert "Below it, too: a (99.4%), b (99.4%), c (99.4%) and 1 more." in f.message
