"""What direct links carry: pairs of systems, marks, and what hangs on bridges; against plain searches."""

from __future__ import annotations

from itertools import product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.analyze import analyze
from d365arch.analysis.graph import Graphs
from d365arch.analysis.link_coupling import Mark, bridge_sides, rank_links
from tests.analysis.landscapes import CATALOG, SYNC, link, system, worked_example, workspace


def ranked(space):
    result = analyze(space, CATALOG)
    graphs = Graphs(result.network)
    return result, graphs, {found.id: found for found in rank_links(result, graphs)}


def test_the_worked_example_has_its_marks():
    result, graphs, found = ranked(worked_example())
    assert Mark.BRIDGE in found["i10"].marks
    assert {Mark.CIRCLE, Mark.CHAIN, Mark.MUTUAL} <= set(found["i7"].marks)
    assert found["i10"].pairs == 4      # of A, B, C and D on X
    order = [each.id for each in rank_links(result, graphs)]
    assert order.index("i7") < order.index("i5") < order.index("i10") < order.index("i1")


def test_duplicates_and_circles_of_waiting_calls_are_marked():
    links = [link("one", "a", "b", entity="account", timing=SYNC), link("two", "a", "b", entity="account", timing=SYNC),
             link("back", "b", "a", timing=SYNC)]
    _, _, found = ranked(workspace([system("a"), system("b")], links))
    assert {Mark.SYNC_CIRCLE, Mark.DUPLICATE} <= set(found["one"].marks)
    assert Mark.DUPLICATE not in found["back"].marks


def test_a_link_of_a_system_to_itself_is_in_no_circle():
    _, _, found = ranked(workspace([system("a"), system("b")], [link("self", "a", "a", timing=SYNC)]))
    assert found["self"].marks == ()


PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1]), max_size=12)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_pairs_and_sides_equal_a_plain_search(pairs):
    systems = [system(f"s{n}") for n in range(7)]
    links = [link(f"l{n:02}", f"s{a}", f"s{b}") for n, (a, b) in enumerate(pairs)]
    result, graphs, found = ranked(workspace(systems, links))
    graph = graphs.dependency_graph()
    for each in found.values():
        a, b = each.source, each.target
        before, after = nx.ancestors(graph, a) | {a}, nx.descendants(graph, b) | {b}
        assert each.pairs == len(list(product(before, after)))
    undirected = graphs.undirected_graph()
    sides = bridge_sides(graphs, result.metrics.bridges)
    assert {frozenset(pair) for pair in sides} == {frozenset(pair) for pair in nx.bridges(undirected)}
    for (a, b), side in sides.items():
        without = undirected.copy()
        without.remove_edge(a, b)
        one, other = (nx.node_connected_component(without, end) for end in (a, b))
        smaller = one if len(one) < len(other) else other
        assert set(side) == smaller


@pytest.mark.parametrize("turned", [False, True])
def test_the_ranking_does_not_depend_on_the_order_of_the_file(turned):
    space = worked_example()
    landscape = space.landscape
    links = list(landscape.integrations)
    systems = list(landscape.systems)
    if turned:
        links, systems = links[::-1], systems[::-1]
    result, graphs, _ = ranked(workspace(systems, links))
    expected, expected_graphs, _ = ranked(space)
    assert rank_links(result, graphs) == rank_links(expected, expected_graphs)
