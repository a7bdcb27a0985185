"""The worked example of the analysis contract, to the digit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.result import AnalysisResult
from d365arch.model import Zone
from d365arch.model.vocabulary import ZoneKind
from tests.analysis.landscapes import CATALOG, system, worked_example, worked_example_after


@pytest.fixture(scope="module")
def as_is() -> AnalysisResult:
    return analyze(worked_example(), CATALOG)


@pytest.fixture(scope="module")
def after() -> AnalysisResult:
    return analyze(worked_example_after(), CATALOG)


def test_worked_example_figures(as_is: AnalysisResult) -> None:
    m = as_is.metrics
    assert (m.systems, m.direct_links, m.spokes, m.point_to_point_ratio) == (6, 10, 0, 1)
    assert m.direct_density == float(Fraction(8, 15))
    assert m.propagation_cost == float(Fraction(22, 36))
    assert m.mutual_pairs == (("a", "b"), ("a", "d"))
    assert m.cyclic_groups == (("a", "b", "d"),)
    assert m.shape == "core-periphery"
    assert m.cut_systems == ("c",)
    assert m.bridges == (("c", "x"),)
    assert (m.sync_depth, m.chain_latency_ms) == (2, 250)
    assert m.chain_availability == pytest.approx(0.997003, abs=5e-7)
    assert round(m.protocol_entropy, 4) == 1.9610
    assert sorted(m.protocols.values(), reverse=True) == [5, 2, 1, 1, 1]
    assert m.landscape_cost == 20


@pytest.mark.parametrize(("name", "ca", "ce", "instability", "criticality"), [
    ("a", 2, 4, Fraction(2, 3), 8), ("b", 1, 4, Fraction(4, 5), 4), ("c", 2, 1, Fraction(1, 3), 2),
    ("d", 2, 1, Fraction(1, 3), 2), ("w", 2, 0, Fraction(0), 0), ("x", 1, 0, Fraction(0), 0),
])
def test_worked_example_systems(
    as_is: AnalysisResult, name: str, ca: int, ce: int, instability: Fraction, criticality: int
) -> None:
    s = as_is.system_by_id[name]
    assert (s.ca, s.ce, s.instability, s.criticality) == (ca, ce, float(instability), criticality)


def test_worked_example_chain(as_is: AnalysisResult) -> None:
    chain = as_is.deepest_chain
    assert chain is not None
    assert chain.nodes == ("d", "a", "b")
    assert chain.links == ("i7", "i8")
    assert as_is.slowest_chain == chain


def test_worked_example_with_an_idle_hub_costs_its_twelve_points() -> None:
    result = analyze(worked_example(hub=True), CATALOG)
    assert result.metrics.landscape_cost == 32
    assert result.metrics.systems == 6


def test_worked_example_after_its_step(after: AnalysisResult) -> None:
    m = after.metrics
    assert (m.direct_links, m.spokes, m.point_to_point_ratio) == (4, 5, float(Fraction(4, 9)))
    assert m.direct_density == float(Fraction(3, 15))
    assert m.propagation_cost == float(Fraction(11, 36))
    assert m.cyclic_groups == (("a", "b"),)
    assert m.mutual_pairs == (("a", "b"),)
    assert m.protocol_entropy == 1.5
    assert [c.node for c in m.cuts] == ["bus", "c"]
    assert m.bridges == (("bus", "c"), ("bus", "w"), ("c", "x"))
    assert m.landscape_cost == 27


@pytest.mark.parametrize(("hubs", "cost"), [
    ([("one", "azure.service-bus", None), ("two", "azure.service-bus", None)], 32),
    ([("one", "azure.service-bus", None), ("two", "azure.service-bus", "trusted")], 44),
    ([("one", "azure.service-bus", None), ("two", "azure.event-hubs", None)], 44),
    ([("one", "azure.logic-apps", None), ("two", "azure.logic-apps", None)], 44),
])
def test_a_hub_costs_once_per_class_and_zone(hubs: list[tuple[str, str, str | None]], cost: float) -> None:
    space = worked_example()
    boxes = (*space.landscape.systems, *(system(i, type=kind, zone=zone) for i, kind, zone in hubs))
    landscape = replace(space.landscape, systems=boxes, zones=(Zone(id="trusted", kind=ZoneKind.TRUST),))
    assert analyze(replace(space, landscape=landscape), CATALOG).metrics.landscape_cost == cost
