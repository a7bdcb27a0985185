"""The graph views of a network: run-time dependency R, data flow F of an entity, and undirected U.

Nodes are numbers: systems first, then channels and hubs, each sorted by id. The only place where networkx graphs are
made, and only for those who ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from d365arch.analysis.algorithms import Adjacency, strong_components
from d365arch.analysis.flows import Link, Network
from d365arch.catalog.records import HubClass
from d365arch.model.vocabulary import Timing

Edge = tuple[int, int]

NetworkxGraph = Any
"""A networkx graph whose nodes are ids; not imported here, because the import takes 100 ms."""

_POSTBOX = frozenset({HubClass.MESSAGE, HubClass.STREAM})


def _adjacency(count: int, edges: set[Edge]) -> list[list[int]]:
    graph: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        graph[source].append(target)
    for row in graph:
        row.sort()
    return graph


def depends_as_called(initiator: HubClass | None, called: HubClass | None) -> bool:
    """Whether the initiator of a spoke depends on the called side, by the classes of the hubs at its ends.

    Else it is the other way round: a message channel depends on nobody, a pipeline on its members.
    """
    if called in _POSTBOX:
        return True
    if initiator in _POSTBOX:
        return False
    return initiator is HubClass.BATCH or called is not HubClass.BATCH


def passes_waiting(initiator: HubClass | None, called: HubClass | None) -> bool:
    """Whether a synchronous spoke makes its caller wait, by the classes of the hubs at its ends."""
    return all(end in {None, HubClass.SYNC} for end in (initiator, called))


@dataclass(frozen=True)
class Graphs:
    """All views of one network."""

    network: Network

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Ids of the nodes of R and F, by number: systems, then channels, then hubs."""
        network = self.network
        return (*(s.id for s in network.systems), *(c.id for c in network.channels), *(h.id for h in network.hubs))

    @cached_property
    def number(self) -> dict[str, int]:
        """Number of a node by its id."""
        return {name: position for position, name in enumerate(self.names)}

    @property
    def system_count(self) -> int:
        """n: how many systems there are; hubs and channels are not counted."""
        return len(self.network.systems)

    @cached_property
    def is_system(self) -> list[bool]:
        """Per node, whether it is a system."""
        return [position < self.system_count for position in range(len(self.names))]

    def hub_of(self, node: int) -> str | None:
        """The hub that a node is or belongs to; none for a system."""
        return None if self.is_system[node] else self.names[node].partition(".")[0]

    def _hub_class(self, hub: str | None) -> HubClass | None:
        return self.network.node_by_id[hub].hub_class if hub else None

    def dependency(self, link: Link) -> Edge:
        """The edge of R that a link makes, as a pair of names' numbers.

        A member depends on a message channel whoever calls; a pipeline depends on its members; all else depends as it
        calls.
        """
        edge = (self.number[link.initiator], self.number[link.called])
        if link.initiator_hub is None and link.called_hub is None:
            return edge
        as_called = depends_as_called(self._hub_class(link.initiator_hub), self._hub_class(link.called_hub))
        return edge if as_called else edge[::-1]

    def waits(self, link: Link) -> bool:
        """Whether a link is a synchronous edge of R; channels that store or copy on a schedule end every chain."""
        if not link.synchronous or link.direct:
            return link.synchronous
        return passes_waiting(self._hub_class(link.initiator_hub), self._hub_class(link.called_hub))

    @cached_property
    def direct_edges(self) -> list[Edge]:
        """Initiator and called side of every direct link, in the order of the links; these are edges of R."""
        number = self.number
        return [(number[link.initiator], number[link.called]) for link in self.network.links]

    @cached_property
    def direct_pairs(self) -> set[Edge]:
        """Pairs of systems that direct links join, the smaller number first; no system with itself."""
        return {edge if edge[0] < edge[1] else edge[::-1] for edge in self.direct_edges if edge[0] != edge[1]}

    @cached_property
    def dependency_edges(self) -> set[Edge]:
        """Edges of R without self links."""
        edges = {*self.direct_edges, *map(self.dependency, self.network.spokes)}
        edges.update(self.dependency(link)[::-1] for link in self.network.connections if link.both_edges)
        return {edge for edge in edges if edge[0] != edge[1]}

    @cached_property
    def dependencies(self) -> Adjacency:
        """R: who needs whom at run time."""
        return _adjacency(len(self.names), self.dependency_edges)

    @cached_property
    def components(self) -> list[list[int]]:
        """Strongly connected components of R, each after all that it reaches."""
        return strong_components(self.dependencies)

    @cached_property
    def waiting(self) -> list[Link]:
        """All links that are synchronous edges of R, by id."""
        sync = Timing.SYNCHRONOUS
        return [link for link in self.network.connections if link.timing is sync and self.waits(link)]

    @cached_property
    def sync_links(self) -> dict[Edge, list[Link]]:
        """The synchronous links by edge of R, in order of their ids."""
        found: dict[Edge, list[Link]] = {}
        for link in self.waiting:
            edge = self.dependency(link)
            for way in (edge, edge[::-1]) if link.both_edges else (edge,):
                if way[0] != way[1]:
                    found.setdefault(way, []).append(link)
        return found

    @cached_property
    def sync_dependencies(self) -> Adjacency:
        """The part of R in which the caller waits."""
        return _adjacency(len(self.names), set(self.sync_links))

    @cached_property
    def neighbors(self) -> Adjacency:
        """U: systems joined when directly integrated, hubs (not channels) joined to their members; for both ways."""
        number = self.number
        pairs = set(self.direct_pairs)
        for link in self.network.spokes:
            a, b = number[link.initiator_hub or link.initiator], number[link.called_hub or link.called]
            if a != b:
                pairs.add((a, b) if a < b else (b, a))
        joined: list[list[int]] = [[] for _ in self.names]
        for a, b in pairs:
            joined[a].append(b)
            joined[b].append(a)
        for row in joined:
            row.sort()
        return joined

    @cached_property
    def direct_flows(self) -> dict[str, dict[Edge, list[str]]]:
        """The direct part of F: per stated entity and edge, the links, each once; no system with itself."""
        number = self.number
        found: dict[str, dict[Edge, list[str]]] = {}
        for link, source, target, entity, _, _, _ in self.network.flows:
            if entity and source != target:
                found.setdefault(entity, {}).setdefault((number[source], number[target]), []).append(link)
        return found

    @cached_property
    def flow_edges(self) -> dict[str, set[Edge]]:
        """F: per stated entity, who delivers to whom, directly or by a channel or hub."""
        number = self.number
        edges = {entity: set(direct) for entity, direct in self.direct_flows.items()}
        for spoke in self.network.spokes:
            for entity in spoke.entities:
                ends = (number[spoke.initiator], number[spoke.called])
                into = edges.setdefault(entity, set())
                if spoke.data != "pull":
                    into.add(ends)
                if spoke.data != "push":
                    into.add(ends[::-1])
        return {entity: {(a, b) for a, b in pairs if a != b} for entity, pairs in sorted(edges.items())}

    def flow(self, entity: str) -> Adjacency:
        """F of one entity."""
        return _adjacency(len(self.names), self.flow_edges.get(entity, set()))

    def dependency_graph(self) -> NetworkxGraph:
        """R as a networkx graph."""
        return self._directed(self.dependency_edges)

    def flow_graph(self, entity: str) -> NetworkxGraph:
        """F of one entity as a networkx graph."""
        return self._directed(self.flow_edges.get(entity, set()))

    def undirected_graph(self) -> NetworkxGraph:
        """U as a networkx graph; channels are not among its nodes."""
        import networkx as nx

        graph: NetworkxGraph = nx.Graph()
        names = self.names
        graph.add_nodes_from(name for name in names if "." not in name)
        graph.add_edges_from((names[a], names[b]) for a, row in enumerate(self.neighbors) for b in row if a < b)
        return graph

    def _directed(self, edges: set[Edge]) -> NetworkxGraph:
        import networkx as nx

        graph: NetworkxGraph = nx.DiGraph()
        graph.add_nodes_from(self.names)
        graph.add_edges_from((self.names[a], self.names[b]) for a, b in sorted(edges))
        return graph
