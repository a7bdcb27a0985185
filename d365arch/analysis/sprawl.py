"""What is there more than once: duplicate, redundant and indirect flows, and the points all connections cost."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.analysis.algorithms import otherwise_reachable
from d365arch.analysis.flows import Flow, Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Costs


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFlow:
    """Links that move one entity from one system to another; `channel` is set where a channel does the same."""

    source: str
    target: str
    entity: str
    links: tuple[str, ...]
    cls: str | None = None
    channel: str | None = None


def duplicates(network: Network) -> list[SameFlow]:
    """Flows of one stated entity and class between two systems with more than one integration."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for flow in network.flows:
        if flow.entity:
            found.setdefault((flow.source, flow.target, flow.entity, flow.cls.value), set()).add(flow.link)
    return [SameFlow(source=s, target=t, entity=e, cls=c, links=tuple(sorted(links)))
            for (s, t, e, c), links in sorted(found.items()) if len(links) > 1]


def redundant(network: Network) -> list[SameFlow]:
    """Direct flows that a channel of the same class, zone, entity and lane delivers as well."""
    delivered: dict[tuple[str, str | None, str, str], list[tuple[str, frozenset[str], frozenset[str]]]] = {}
    for channel in network.channels:
        for d in channel.deliveries:
            if d.entity:
                delivered.setdefault((channel.cls.value, channel.zone, d.entity, d.lane), []).append(
                    (channel.id, frozenset(d.producers), frozenset(d.consumers)))
    found: dict[tuple[str, str, str, str], set[str]] = {}

    def note(flow: Flow) -> None:
        for channel, producers, consumers in delivered.get((flow.cls.value, flow.zone, flow.entity, flow.lane), ()):
            if flow.source in producers and flow.target in consumers:
                found.setdefault((flow.source, flow.target, flow.entity, channel), set()).add(flow.link)
                return

    for flow in network.flows:
        note(flow)
    return [SameFlow(source=s, target=t, entity=e, channel=c, links=tuple(sorted(links)))
            for (s, t, e, c), links in sorted(found.items())]


def implied(graphs: Graphs) -> list[SameFlow]:
    """Direct flows whose target the entity also reaches without them."""
    by_entity: dict[str, dict[tuple[int, int], set[str]]] = {}
    for flow in graphs.network.flows:
        edge = (graphs.number[flow.source], graphs.number[flow.target])
        if flow.entity and edge[0] != edge[1]:
            by_entity.setdefault(flow.entity, {}).setdefault(edge, set()).add(flow.link)
    found = []
    for entity, links in sorted(by_entity.items()):
        number, graph = _compact(graphs.flow_edges[entity])
        edges = sorted(links)
        ways = otherwise_reachable(graph, [(number[a], number[b]) for a, b in edges])
        found += [
            SameFlow(source=graphs.names[a], target=graphs.names[b], entity=entity, links=tuple(sorted(links[a, b])))
            for (a, b), way in zip(edges, ways, strict=True) if way
        ]
    return found


def _compact(edges: set[tuple[int, int]]) -> tuple[dict[int, int], list[list[int]]]:
    """The graph of these edges alone, with new numbers, so that an entity costs only what it uses."""
    number = {node: position for position, node in enumerate(sorted({n for edge in edges for n in edge}))}
    graph: list[list[int]] = [[] for _ in number]
    for source, target in sorted(edges):
        graph[number[source]].append(number[target])
    return number, graph


def landscape_cost(network: Network, costs: Costs) -> float:
    """Points for all links, spokes, channels and hubs; every middleware system counts as a hub."""
    return (costs.link * len(network.links) + costs.spoke * network.spoke_count
            + costs.channel * len(network.channels) + costs.hub * len(network.hubs))
