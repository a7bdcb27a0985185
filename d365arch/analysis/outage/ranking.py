"""Whose outage hurts most: every system and hub alone, with bit sets, so that thousands take seconds."""

from __future__ import annotations

from collections.abc import Iterable

from d365arch.analysis.algorithms import reach_of_components, strong_components
from d365arch.analysis.flows import Network
from d365arch.analysis.outage.blocking import surely_stopped
from d365arch.analysis.outage.records import OutageRank
from d365arch.analysis.outage.undelivered import undelivered
from d365arch.analysis.outage.wires import Transfer, Wires
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts


def ranking(facts: Facts, settings: Settings, network: Network | None = None) -> tuple[OutageRank, ...]:
    """All systems and hubs, alone: by systems surely stopped, then integrations that lose data, stale systems, systems
    at risk, all falling, then by id."""
    return ranked(Wires(facts, settings, network))


def ranked(wires: Wires) -> tuple[OutageRank, ...]:
    """As `ranking`, for one who has read the landscape already."""
    systems = wires.network.systems
    bits = {node.id: 1 << position for position, node in enumerate(systems)}
    stopping, aging = _stopping(wires, bits), _aging(wires, bits)
    found = []
    for node in (*systems, *wires.network.hubs):
        own = bits.get(node.id, 0)
        reached, old = stopping.of(wires.nodes_of.get(node.id, ())) & ~own, _old(wires, aging, node.id) & ~own
        sure = {wires.owner(each) for each in surely_stopped(wires, (node.id,)).sure}
        stopped = _union(bits.get(each, 0) for each in sure)
        lost = undelivered(wires, (node.id,))
        losing = _union(bits.get(f.giver, 0) for f in lost.failing)
        ending = min(((q.ends_hours, q.place) for q in lost.queues if q.ends_hours is not None), default=(None, ""))
        found.append(OutageRank(
            id=node.id, name=node.label, hub=node.id not in bits, stopped=stopped.bit_count(),
            failing=len(lost.failing), queueing=len(lost.queues), stale=old.bit_count(),
            affected=((stopped | old | losing) & ~own).bit_count(),
            at_risk=(reached & ~(stopped | old | losing)).bit_count(), others=len(systems) - (node.id in bits),
            fullest=ending[1], fullest_hours=ending[0],
            largest=max((p for q in lost.queues if (p := q.piles[-1].messages) is not None), default=None),
        ))
    return tuple(sorted(found, key=lambda r: (-r.stopped, -r.failing, -r.stale, -r.at_risk, r.id)))


def _union(sets: Iterable[int]) -> int:
    bits = 0
    for each in sets:
        bits |= each
    return bits


class _Reach:
    """What can be reached in a graph of any names, as bit sets."""

    def __init__(self) -> None:
        self._number: dict[object, int] = {}
        self._graph: list[list[int]] = []
        self._own: list[int] = []
        self._component: list[int] = []
        self._bits: list[int] = []

    def vertex(self, name: object, own: int = 0) -> int:
        """The number of a vertex, new where the name is; `own` are the bits it stands for."""
        number = self._number.get(name)
        if number is None:
            number = self._number[name] = len(self._graph)
            self._graph.append([])
            self._own.append(own)
        return number

    def edge(self, start: int, end: int) -> None:
        """Join two vertices."""
        self._graph[start].append(end)

    def close(self) -> None:
        """Compute all reaches."""
        graph = [sorted(set(row) - {node}) for node, row in enumerate(self._graph)]
        components = strong_components(graph)
        self._component = [0] * len(graph)
        for position, component in enumerate(components):
            for node in component:
                self._component[node] = position
        self._bits = reach_of_components(graph, components, self._own)

    def of(self, names: Iterable[object]) -> int:
        """The bits that these reach."""
        return _union(self._bits[self._component[self._number[name]]] for name in names if name in self._number)


def _stopping(wires: Wires, bits: dict[str, int]) -> _Reach:
    """From each node to all whose calls fail, or may, when it is off; a run is an end."""
    reach = _Reach()
    for call in wires.calls:
        own = bits.get(wires.owner(call.caller), 0)
        off = reach.vertex(call.called, bits.get(wires.owner(call.called), 0))
        stopped = reach.vertex(("run" if call.run else "part", call.caller), own)
        reach.edge(off, stopped)
        if wires.hands_on(call):
            reach.edge(reach.vertex(("part", call.called), bits.get(wires.owner(call.called), 0)), stopped)
    reach.close()
    return reach


def _aging(wires: Wires, bits: dict[str, int]) -> _Reach:
    """From each transfer of an entity to all copies that depend on it."""
    reach = _Reach()

    def vertex(transfer: Transfer, entity: str) -> int:
        copied = transfer.copied and not wires.is_hub(transfer.taker)
        return reach.vertex((transfer.link, transfer.giver, entity), bits[transfer.taker] if copied else 0)

    todo = [(t, entity) for t in wires.transfers for entity in t.entities or ("",)]
    known = set(todo)
    while todo:
        transfer, entity = todo.pop()
        spot = reach.vertex(("spot", transfer.taker, entity))
        reach.edge(vertex(transfer, entity), spot)
        for onward in wires.onward(transfer.taker, entity):
            reach.edge(spot, vertex(*onward))
            if onward not in known:
                known.add(onward)
                todo.append(onward)
    reach.close()
    return reach


def _old(wires: Wires, aging: _Reach, owner: str) -> int:
    return aging.of((t.link, t.giver, entity) for node in wires.nodes_of.get(owner, ())
                    for t in wires.given.get(node, ()) for entity in t.entities or ("",))
