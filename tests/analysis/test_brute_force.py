"""Every metric against its definition, computed the slow way, on small random landscapes."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from math import log2, prod

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.analysis.algorithms import cut_nodes_and_bridges, otherwise_reachable, strong_components
from d365arch.analysis.analyze import analyze
from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model import Workspace
from d365arch.model.vocabulary import DataFlow
from tests.analysis.landscapes import CATALOG, random_landscape

landscapes = st.builds(
    random_landscape, st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 14), hubs=st.integers(0, 2),
    zones=st.integers(0, 2), entities=st.just(3),
)
graphs = st.integers(2, 8).flatmap(lambda n: st.tuples(
    st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1]))))


def network_of(workspace: Workspace) -> Network:
    return read_network(Facts(workspace.landscape, CATALOG), Settings())


def hub_class(network: Network, hub: str | None) -> HubClass | None:
    return network.node_by_id[hub].hub_class if hub else None


def runtime_edge(network: Network, link: Link) -> tuple[str, str]:
    """The edge of R, by the words of the contract: members depend on a postbox, a pipeline on its members."""
    ends = {link.initiator: hub_class(network, link.initiator_hub), link.called: hub_class(network, link.called_hub)}
    postboxes = [n for n, c in ends.items() if c in {HubClass.MESSAGE, HubClass.STREAM}]
    pipelines = [n for n, c in ends.items() if c is HubClass.BATCH]
    if postboxes:
        box = link.called if link.called in postboxes else link.initiator
        return (link.initiator if box == link.called else link.called, box)
    if pipelines:
        line = link.initiator if link.initiator in pipelines else link.called
        return (line, link.called if line == link.initiator else link.initiator)
    return (link.initiator, link.called)


def runtime_graph(network: Network) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from([s.id for s in network.systems] + [c.id for c in network.channels]
                         + [h.id for h in network.hubs])
    for link in (*network.links, *network.spokes):
        a, b = runtime_edge(network, link)
        if a != b:
            graph.add_edge(a, b)
    return graph


def sync_graph(network: Network) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(runtime_graph(network))
    for link in (*network.links, *network.spokes):
        classes = {hub_class(network, link.initiator_hub), hub_class(network, link.called_hub)}
        if link.timing == "synchronous" and classes <= {None, HubClass.SYNC} and link.initiator != link.called:
            graph.add_edge(link.initiator, link.called)
    return graph


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_dependency_metrics_follow_their_definitions(workspace: Workspace) -> None:
    network = network_of(workspace)
    result = analyze(workspace, CATALOG)
    graph, systems = runtime_graph(network), [s.id for s in network.systems]
    assert set(Graphs(network).dependency_graph().edges) == set(graph.edges)
    reach = {s: {s, *(n for n in nx.descendants(graph, s) if n in systems)} for s in systems}
    assert result.metrics.propagation_cost == sum(map(len, reach.values())) / len(systems) ** 2
    for s in result.systems:
        assert (s.ca, s.ce, s.reach) == (graph.in_degree(s.id), graph.out_degree(s.id), len(reach[s.id]))
        both = s.ca + s.ce
        assert s.instability == (s.ce / both if both else None)
        assert s.criticality == s.ca * s.ce
    groups = [tuple(sorted(set(c) & set(systems))) for c in nx.strongly_connected_components(graph)]
    assert set(result.metrics.cyclic_groups) == {g for g in groups if len(g) > 1}
    assert result.metrics.core == max((len(g) for g in groups if len(g) > 1), default=0) / len(systems)
    mutual = {(a, b) for a, b in combinations(systems, 2) if graph.has_edge(a, b) and graph.has_edge(b, a)}
    assert set(result.metrics.mutual_pairs) == mutual


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_link_metrics_follow_their_definitions(workspace: Workspace) -> None:
    network, m = network_of(workspace), analyze(workspace, CATALOG).metrics
    hubs, n = {h.id for h in network.hubs}, len(network.systems)
    ends = [(i.from_.system, i.to.system, i) for i in workspace.landscape.integrations]
    direct = [(a, b, i) for a, b, i in ends if a not in hubs and b not in hubs]
    assert m.direct_links == len(direct)
    pairs = {frozenset((a, b)) for a, b, _ in direct if a != b}
    assert m.direct_density == (len(pairs) / (n * (n - 1) / 2) if n > 1 else 0)
    protocols = [i.protocol for *_, i in direct if i.protocol]
    shares = [protocols.count(p) / len(protocols) for p in set(protocols)]
    assert m.protocol_entropy == pytest.approx(-sum(p * log2(p) for p in shares), abs=1e-12)
    seats = set()
    for _, _, i in ends:
        for channel, other in ((i.from_, i.to), (i.to, i.from_)):
            if str(channel) in network.channel_by_id and i.from_ != i.to:
                calls = channel is i.to
                node = str(other) if str(other) in network.channel_by_id else other.system
                if i.data_flow is DataFlow.BOTH or (i.data_flow is DataFlow.PUSH) == calls:
                    seats.add((str(channel), node, "producer"))
                if i.data_flow is DataFlow.BOTH or (i.data_flow is DataFlow.PULL) == calls:
                    seats.add((str(channel), node, "consumer"))
    channels = {c.id for c in network.channels}
    loose = sum(s.initiator not in channels and s.called not in channels for s in network.spokes)
    assert m.spokes == len(seats) + loose
    instances = {(h.hub_class, h.zone) if h.hub_class else h.id for h in network.hubs}
    assert m.landscape_cost == 2 * len(direct) + len(seats) + loose + 2 * len(channels) + 12 * len(instances)


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_cuts_follow_their_definition(workspace: Workspace) -> None:
    network, m = network_of(workspace), analyze(workspace, CATALOG).metrics
    graph = nx.Graph()
    graph.add_nodes_from(network.node_by_id)
    graph.add_edges_from((i.from_.system, i.to.system) for i in workspace.landscape.integrations
                         if i.from_.system != i.to.system)
    assert nx.utils.graphs_equal(Graphs(network).undirected_graph(), graph)
    parts = nx.number_connected_components(graph)
    for node in network.node_by_id:
        without = graph.copy()
        without.remove_node(node)
        isolated = graph.degree(node) == 0
        cut = nx.number_connected_components(without) > parts - isolated
        assert cut == any(c.node == node for c in m.cuts)
    for cut in m.cuts:
        without = graph.copy()
        without.remove_node(cut.node)
        around = [tuple(sorted(c)) for c in nx.connected_components(without) if c & set(graph[cut.node])]
        assert set(cut.parts) == set(around)
    assert set(m.bridges) == {tuple(sorted(b)) for b in nx.bridges(graph)}


def every_path(graph: nx.DiGraph) -> list[list[str]]:
    paths = [[n] for n in graph]
    for path in paths:
        paths += [[*path, n] for n in graph[path[-1]] if n not in path]
    return paths


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_chain_metrics_follow_their_definitions(workspace: Workspace) -> None:
    network, result = network_of(workspace), analyze(workspace, CATALOG)
    graph = sync_graph(network)
    channels, links = network.channel_by_id, {}
    for link in (*network.links, *network.spokes):
        links.setdefault((link.initiator, link.called), []).append(link)

    def time(a: str, b: str) -> float:
        if b in channels:
            return 20.0
        if a in channels:
            return channels[a].latency_ms
        return max((k.latency_ms or 0.0) for k in links[a, b] if k.timing == "synchronous")

    if not nx.is_directed_acyclic_graph(graph):
        assert result.metrics.sync_depth is result.metrics.chain_latency_ms is None
        assert set(result.metrics.sync_cycles) == {
            tuple(sorted(c)) for c in nx.strongly_connected_components(graph) if len(c) > 1}
    else:
        paths = every_path(graph)
        assert result.metrics.sync_depth == max(map(len, paths)) - 1
        assert result.metrics.chain_latency_ms == pytest.approx(
            max(sum(time(a, b) for a, b in pairwise(p)) for p in paths))
    for s in result.systems:
        crossed = {n.partition(".")[0] for n in {s.id, *nx.descendants(graph, s.id)}}
        assert s.chain_availability == pytest.approx(prod(network.node_by_id[n].availability for n in crossed))


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_repeated_flows_follow_their_definitions(workspace: Workspace) -> None:
    network, result = network_of(workspace), analyze(workspace, CATALOG)
    by_key: dict[tuple[str, ...], set[str]] = {}
    for f in network.flows:
        if f.entity:
            by_key.setdefault((f.source, f.target, f.entity, f.cls.value), set()).add(f.link)
    expected = {key: tuple(sorted(v)) for key, v in by_key.items() if len(v) > 1}
    assert {(d.source, d.target, d.entity, d.cls): d.links for d in result.duplicates} == expected
    delivered = {
        (p, c, d.entity, ch.cls.value, ch.zone, d.lane)
        for ch in network.channels for d in ch.deliveries for p in d.producers for c in d.consumers
    }
    redundant = {(f.source, f.target, f.entity, f.link) for f in network.flows
                 if (f.source, f.target, f.entity, f.cls.value, f.zone, f.lane) in delivered and f.entity}
    assert {(r.source, r.target, r.entity, i) for r in result.redundant for i in r.links} == redundant
    implied = set()
    views = Graphs(network)
    for entity in views.flow_edges:
        graph = views.flow_graph(entity)
        for f in network.flows:
            if f.entity == entity and f.source != f.target:
                without = graph.copy()
                without.remove_edge(f.source, f.target)
                if nx.has_path(without, f.source, f.target):
                    implied.add((f.source, f.target, entity))
    assert {(i.source, i.target, i.entity) for i in result.implied} == implied


@given(graphs)
@settings(max_examples=150, deadline=None)
def test_algorithms_agree_with_networkx(case: tuple[int, set[tuple[int, int]]]) -> None:
    n, edges = case
    oracle = nx.DiGraph(sorted(edges))
    oracle.add_nodes_from(range(n))
    rows = [sorted(b for a, b in edges if a == node) for node in range(n)]
    components = strong_components(rows)
    assert {frozenset(c) for c in components} == {frozenset(c) for c in nx.strongly_connected_components(oracle)}
    place = {node: i for i, c in enumerate(components) for node in c}
    assert all(place[b] <= place[a] for a, b in edges)
    ordered = sorted(edges)
    for edge, found in zip(ordered, otherwise_reachable(rows, ordered), strict=True):
        without = oracle.copy()
        without.remove_edge(*edge)
        assert found == nx.has_path(without, *edge)
    both = oracle.to_undirected()
    cuts, bridges = cut_nodes_and_bridges([sorted(both[node]) for node in range(n)])
    assert cuts == sorted(nx.articulation_points(both))
    assert bridges == sorted(tuple(sorted(b)) for b in nx.bridges(both))


@given(landscapes)
@settings(max_examples=80, deadline=None)
def test_drawn_chain_is_a_real_and_longest_chain(workspace: Workspace) -> None:
    network, result = network_of(workspace), analyze(workspace, CATALOG)
    graph = sync_graph(network)
    systems = {s.id for s in network.systems}
    chain = result.drawn_chain
    longest = max((len(p) - 1 for p in every_path(graph) if p[0] in systems), default=0)
    assert (chain.calls if chain else 0) >= longest
    if chain:
        assert all(graph.has_edge(a, b) for a, b in pairwise(chain.nodes))
        assert len(set(chain.nodes)) == len(chain.nodes)


def path_of(n: int) -> AnalysisResult:
    from tests.analysis.landscapes import link, system
    from tests.analysis.landscapes import workspace as make
    return analyze(make([system(f"s{i:05}") for i in range(n)],
                        [link(f"i{i:05}", f"s{i:05}", f"s{i + 1:05}") for i in range(n - 1)]), CATALOG)


def circle_of(n: int) -> AnalysisResult:
    from tests.analysis.landscapes import link, system
    from tests.analysis.landscapes import workspace as make
    return analyze(make([system(f"s{i:05}") for i in range(n)],
                        [link(f"i{i:05}", f"s{i:05}", f"s{(i + 1) % n:05}") for i in range(n)]), CATALOG)


@pytest.mark.parametrize("n", [2, 5, 3000])
def test_propagation_cost_of_a_path_and_a_circle(n: int) -> None:
    assert path_of(n).metrics.propagation_cost == (n + 1) / (2 * n)
    circle = circle_of(n)
    assert circle.metrics.propagation_cost == 1
    assert circle.metrics.core == 1
    assert circle.metrics.shape == "core-periphery"


def test_shape_with_several_equal_groups_is_multi_core() -> None:
    from d365arch.analysis.coupling import shape

    assert shape(0.04, [("a", "b")]) == "hierarchical"
    assert shape(0.4, [("a", "b"), ("c", "d")]) == "multi-core"
    assert shape(0.4, [("a", "b", "e"), ("c", "d")]) == "core-periphery"


@pytest.mark.parametrize("order", list(permutations(range(3)))[:4])
def test_betweenness_of_the_middle_of_a_path(order: tuple[int, ...]) -> None:
    from tests.analysis.landscapes import link, system
    from tests.analysis.landscapes import workspace as make

    systems = [system(name) for name in "abc"]
    result = analyze(make([systems[i] for i in order], [link("i1", "a", "b"), link("i2", "b", "c")]), CATALOG,
                     betweenness=True)
    assert result.metrics.betweenness_estimated is False
    assert {s.id: s.betweenness for s in result.systems} == {"a": 0, "b": 0.5, "c": 0}
