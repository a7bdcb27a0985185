"""What is there more than once: duplicate, redundant and indirect flows, and the points all connections cost."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.analysis.algorithms import with_detour
from d365arch.analysis.flows import Flow, Network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Costs
from d365arch.catalog.records import HubClass


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
    first: dict[tuple[str, str, str, HubClass], str] = {}
    found: dict[tuple[str, str, str, HubClass], set[str]] = {}
    for link, source, target, entity, cls, _, _ in network.flows:
        if entity:
            key = (source, target, entity, cls)
            earlier = first.setdefault(key, link)
            if earlier != link:
                found.setdefault(key, {earlier}).add(link)
    return [SameFlow(source=s, target=t, entity=e, cls=c.value, links=tuple(sorted(links)))
            for (s, t, e, c), links in sorted(found.items())]


def redundant(network: Network) -> list[SameFlow]:
    """Direct flows that a channel of the same class, zone, entity and lane delivers as well."""
    delivered: dict[tuple[HubClass, str | None, str, str], list[tuple[str, frozenset[str], frozenset[str]]]] = {}
    for channel in network.channels:
        for d in channel.deliveries:
            if d.entity:
                delivered.setdefault((channel.cls, channel.zone, d.entity, d.lane), []).append(
                    (channel.id, frozenset(d.producers), frozenset(d.consumers)))
    found: dict[tuple[str, str, str, str], set[str]] = {}

    def note(flow: Flow) -> None:
        for channel, producers, consumers in delivered.get((flow.cls, flow.zone, flow.entity, flow.lane), ()):
            if flow.source in producers and flow.target in consumers:
                found.setdefault((flow.source, flow.target, flow.entity, channel), set()).add(flow.link)
                return

    for flow in network.flows:
        note(flow)
    return [SameFlow(source=s, target=t, entity=e, channel=c, links=tuple(sorted(links)))
            for (s, t, e, c), links in sorted(found.items())]


def implied(graphs: Graphs) -> list[SameFlow]:
    """Direct flows whose target the entity also reaches without them."""
    names, flow_edges = graphs.names, graphs.flow_edges
    return [
        SameFlow(source=names[edge[0]], target=names[edge[1]], entity=entity,
                 links=tuple(sorted(set(direct[edge]))))
        for entity, direct in sorted(graphs.direct_flows.items())
        for edge in sorted(with_detour(flow_edges[entity], direct))
    ]


def hub_instances(network: Network) -> int:
    """How many hubs count for the cost: one per class and zone, and each middleware system that has no class."""
    instances = {(hub.hub_class, hub.zone) for hub in network.hubs if hub.hub_class is not None}
    return len(instances) + sum(hub.hub_class is None for hub in network.hubs)


def landscape_cost(network: Network, costs: Costs) -> float:
    """Points for all links, spokes, channels and hub instances."""
    return (costs.link * len(network.links) + costs.spoke * network.spoke_count
            + costs.channel * len(network.channels) + costs.hub * hub_instances(network))
