"""Key figures of a network that changes channel by channel: what does not change is not read again."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import prod
from typing import TypeVar

from d365arch.analysis.algorithms import heaviest_path, reach_of_components, strong_components
from d365arch.analysis.consolidation.changes import Change
from d365arch.analysis.consolidation.records import StepMetrics
from d365arch.analysis.coupling import point_to_point_ratio
from d365arch.analysis.flows import Channel, Link, Network, Node
from d365arch.analysis.graph import Edge, depends_as_called, passes_waiting
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import HubClass

K = TypeVar("K")

_Counts = list[dict[int, int]]
"""Per node its neighbors, and by how many links."""


class Meter:
    """Keeps the graph views R and U of a network as counted edges, so that a change costs only what it touches.

    Nodes are numbers, as in `Graphs`; what comes later has later numbers.
    """

    def __init__(self, network: Network, settings: Settings) -> None:
        self._settings = settings
        self._systems = len(network.systems)
        self._number: dict[str, int] = {}
        self._hub_class: dict[str, HubClass | None] = {hub.id: hub.hub_class for hub in network.hubs}
        self._carrier: list[int] = []
        self._availability: dict[int, float] = {}
        self._channels: dict[int, Channel] = {}
        self._needs: _Counts = []
        self._around: _Counts = []
        self._waits: list[dict[int, dict[str, float | None]]] = []
        self._pairs: dict[Edge, int] = {}
        self._links = 0
        self._spokes = network.spoke_count
        self._chained: tuple[int | None, float | None, float | None] | None = None
        for node in (*network.systems, *network.hubs):
            self._add_node(node)
        for channel in network.channels:
            self._put_channel(channel)
        for link in (*network.links, *network.spokes):
            self._count(link, 1)

    def change(self, change: Change) -> None:
        """Apply one change."""
        if change.hub and change.hub.id not in self._number:
            self._hub_class[change.hub.id] = change.hub.hub_class
            self._add_node(change.hub)
        self._put_channel(change.channel)
        self._spokes += _members(change.channel) - (_members(change.before) if change.before else 0)
        for link in change.gone:
            self._count(link, -1)
        for link in change.come:
            self._count(link, 1)

    def _add_node(self, node: Node) -> None:
        number = self._new_number(node.id)
        self._carrier.append(number)
        self._availability[number] = node.availability

    def _new_number(self, node_id: str) -> int:
        number = self._number[node_id] = len(self._number)
        self._needs.append({})
        self._around.append({})
        self._waits.append({})
        return number

    def _put_channel(self, channel: Channel) -> None:
        number = self._number.get(channel.id)
        if number is None:
            number = self._new_number(channel.id)
            self._carrier.append(self._number[channel.hub])
        self._channels[number] = channel
        if channel.cls is HubClass.SYNC:
            self._chained = None

    def _count(self, link: Link, by: int) -> None:
        """Count a link in all views, or with -1 take it out again."""
        a, b = self._number[link.initiator], self._number[link.called]
        waits = link.synchronous
        if link.initiator_hub is None and link.called_hub is None:
            self._links += by
            edge = (a, b)
            if a != b:
                _add(self._pairs, (a, b) if a < b else (b, a), by)
        else:
            ends = (self._hub_class[link.initiator_hub] if link.initiator_hub else None,
                    self._hub_class[link.called_hub] if link.called_hub else None)
            edge = (a, b) if depends_as_called(*ends) else (b, a)
            waits = waits and passes_waiting(*ends)
        self._join(self._carrier[a], self._carrier[b], by)
        if edge[0] != edge[1]:
            for way in (edge, edge[::-1]) if link.both_edges else (edge,):
                _add(self._needs[way[0]], way[1], by)
                if waits:
                    self._wait(way, link, by)

    def _join(self, a: int, b: int, by: int) -> None:
        if a != b:
            _add(self._around[a], b, by)
            _add(self._around[b], a, by)

    def _wait(self, way: Edge, link: Link, by: int) -> None:
        self._chained = None
        row = self._waits[way[0]]
        if by > 0:
            row.setdefault(way[1], {})[link.id] = link.latency_ms
        else:
            del row[way[1]][link.id]
            if not row[way[1]]:
                del row[way[1]]

    def read(self) -> StepMetrics:
        """The key figures as of now; the formulas are those of `coupling` and `chains`."""
        n = self._systems
        rows = _adjacency(self._needs)
        components = strong_components(rows)
        if self._chained is None:
            self._chained = self._chains()
        depth, latency, available = self._chained
        return StepMetrics(
            direct_links=self._links, spokes=self._spokes,
            point_to_point_ratio=point_to_point_ratio(self._links, self._spokes),
            direct_density=len(self._pairs) / (n * (n - 1) / 2) if n > 1 else 0.0,
            propagation_cost=self._reached(rows, components) / n**2 if n else None,
            largest_cyclic_group=self._largest(components), sync_depth=depth, chain_latency_ms=latency,
            chain_availability=available,
        )

    def split_without(self, hub_id: str) -> list[int]:
        """How many systems each part holds into which the surroundings of a hub fall without it, the largest first.

        One figure or none: the hub is no cut node. Where it is none, the part is not explored to its end.
        """
        hub = self._number.get(hub_id)
        wanted = set(self._around[hub]) if hub is not None else set()
        if not wanted or hub is None:
            return []
        first = self._reachable(min(wanted), hub, wanted)
        if wanted <= first:
            return [self._systems_in(first)]
        parts = [first]
        while left := wanted.difference(*parts):
            parts.append(self._reachable(min(left), hub, None))
        return sorted(map(self._systems_in, parts), reverse=True)

    def _reachable(self, start: int, without: int, until: set[int] | None) -> set[int]:
        """The nodes of U that are reached without one of them; the search ends early once all of `until` are."""
        seen, front = {without}, {start}
        while front:
            seen |= front
            if until is not None and until <= seen:
                break
            front = set().union(*(self._around[node] for node in front)) - seen
        return seen - {without}

    def _systems_in(self, nodes: set[int]) -> int:
        return sum(node < self._systems for node in nodes)

    def _largest(self, components: list[list[int]]) -> int:
        """Systems in the largest group of systems that depend on each other in a circle; 0 where there is none."""
        sizes = (sum(node < self._systems for node in c) for c in components if len(c) > 1)
        return max((size for size in sizes if size > 1), default=0)

    def _reached(self, rows: list[list[int]], components: list[list[int]]) -> int:
        """Over all systems, how many systems they reach, themselves included."""
        own = [1 << node if node < self._systems else 0 for node in range(len(self._needs))]
        reached = reach_of_components(rows, components, own)
        return sum(bits.bit_count() * sum(node < self._systems for node in component)
                   for bits, component in zip(reached, components, strict=True))

    def _chains(self) -> tuple[int | None, float | None, float | None]:
        """Depth, latency and lowest availability of chains of calls that wait."""
        rows = _adjacency(self._waits)
        components = strong_components(rows)
        available = self._lowest_availability(rows, components)
        if any(len(c) > 1 for c in components):
            return None, None, available
        depth = [0] * len(rows)
        for (node,) in components:
            depth[node] = max((depth[child] + 1 for child in rows[node]), default=0)
        weights = {(a, b): self._latency(a, b) for a, row in enumerate(self._waits) for b in row}
        _, path = heaviest_path(rows, weights, components)
        return max(depth, default=0), float(sum(weights[edge] for edge in pairwise(path))), available

    def _latency(self, a: int, b: int) -> float:
        """Milliseconds of one call, as in `SyncChains.latency`."""
        if b in self._channels:
            return self._settings.hop_ms[self._channels[b].cls.value]
        if a in self._channels:
            return self._channels[a].latency_ms
        return max((ms for ms in self._waits[a][b].values() if ms is not None), default=0.0)

    def _lowest_availability(self, rows: list[list[int]], components: list[list[int]]) -> float | None:
        """The lowest product of availabilities over what a system needs; those that others need are never lowest."""
        lowest = [self._availability[node] for node in range(self._systems)]
        own = [1 << carrier for carrier in self._carrier]
        masks: dict[float, int] = {}
        for node, share in self._availability.items():
            masks[share] = masks.get(share, 0) | 1 << node
        levels = sorted(masks.items())
        needed = {child for node in range(self._systems) for child in rows[node]}
        reached = reach_of_components(rows, components, own)
        for component, bits in zip(components, reached, strict=True):
            callers = [node for node in component if node < self._systems and rows[node]]
            if callers and (len(component) > 1 or component[0] not in needed):
                lowest.append(prod(share ** (bits & mask).bit_count() for share, mask in levels))
        return min(lowest, default=None)


def _add(counts: dict[K, int], key: K, by: int) -> None:
    """Count a key up or down; what comes to nothing is forgotten."""
    count = counts.get(key, 0) + by
    if count:
        counts[key] = count
    else:
        del counts[key]


def _adjacency(rows: Iterable[Iterable[int]]) -> list[list[int]]:
    return [list(row) for row in rows]


def _members(channel: Channel) -> int:
    return len(channel.producers) + len(channel.consumers)
