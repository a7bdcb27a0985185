"""A landscape as an outage sees it: who waits for whom, and who gives data to whom, by the ends of integrations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.outage.facts import outage_facts
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model import End, Integration
from d365arch.model.endpoint import Endpoint
from d365arch.model.vocabulary import DataFlow, Purpose, Style, Trigger


class Call(NamedTuple):
    """A call whose caller waits; both are nodes. A `run` is started by a schedule: nobody else waits with it."""

    link: str
    caller: str
    called: str
    run: bool
    entities: tuple[str, ...] = ()


class Transfer(NamedTuple):
    """Data on its way over one integration, from node to node.

    `pushed`: the giver starts it; `waits`: who starts waits for the other side; `run`: on a schedule; `copied`: the
    taker keeps what it gets.
    """

    link: str
    giver: str
    taker: str
    entities: tuple[str, ...]
    pushed: bool
    waits: bool
    run: bool
    copied: bool


_Wire = TypeVar("_Wire", Call, Transfer)

_COPYING = frozenset({Purpose.MASTER_DATA, Purpose.EXPORT, Purpose.REPORT})
_HOLDING = frozenset({HubClass.MESSAGE, HubClass.STREAM})


class Wires:
    """Calls and transfers of a landscape; nodes are systems, channels, endpoints of other middleware, or hubs.

    Other middleware (workflows, functions) counts endpoint by endpoint where all of its integrations name one, because
    each is a program of its own; else as a whole.
    """

    def __init__(self, facts: Facts, settings: Settings, network: Network | None = None) -> None:
        self.facts = facts
        self.settings = settings
        self.network = network or read_network(facts, settings)
        self.graphs = Graphs(self.network)
        self._whole = self._hubs_without_endpoints()
        self.calls: list[Call] = []
        self.transfers: list[Transfer] = []
        self._owner: dict[str, str] = {}
        for link in sorted((*self.network.links, *self.network.spokes)):
            self._read(link)

    def _hubs_without_endpoints(self) -> frozenset[str]:
        ends = (end for i in self.facts.landscape.integrations if i.active is not False for end in (i.from_, i.to))
        return frozenset(end.system for end in ends if end.endpoint is None)

    def _node(self, end: End) -> str:
        system = end.system
        if self.facts.is_hub(system) and end.endpoint and self.facts.landscape.endpoint_at(end) and (
                system not in self._whole or self.facts.hub_class(system) or self._queue_type(end)):
            node = str(end)
        else:
            node = system
        self._owner[node] = system
        return node

    def _queue_type(self, end: End) -> bool:
        endpoint = self.facts.landscape.endpoint_at(end)
        return endpoint is not None and endpoint.type in outage_facts().queues

    def _read(self, link: Link) -> None:
        integration = self.integration(link.id)
        start, end = self._node(integration.from_), self._node(integration.to)
        if self._owner[start] == self._owner[end]:
            return
        waits = self.graphs.waits(link) and not {start, end} & self.holding
        run = self.is_run(integration)
        if waits:
            self.calls.append(Call(link.id, start, end, run, link.entities))
            if link.both_edges:
                self.calls.append(Call(link.id, end, start, run, link.entities))
        if link.data is not DataFlow.PULL:
            self.transfers.append(Transfer(link.id, start, end, link.entities, True, waits, run, True))
        if link.data is not DataFlow.PUSH:
            copied = not waits or run or integration.purpose in _COPYING or link.both_edges
            pushed = link.both_edges
            self.transfers.append(Transfer(link.id, end, start, link.entities, pushed, waits, run, copied))

    def integration(self, link_id: str) -> Integration:
        """The integration behind a link."""
        return self.facts.landscape.integration_by_id[link_id]

    def is_run(self, integration: Integration) -> bool:
        """Whether it happens on a schedule: by its trigger, else by a stated interval or rows per run, else because its
        endpoints move batches."""
        if integration.trigger is not None:
            return integration.trigger is Trigger.SCHEDULED
        return self.states_runs(integration) or self.facts.style(integration) is Style.BATCH

    @staticmethod
    def states_runs(integration: Integration) -> bool:
        """Whether the landscape itself says that there are runs: by trigger, interval or rows per run."""
        frequency, volume = integration.frequency, integration.volume
        return integration.trigger is Trigger.SCHEDULED or bool(frequency and frequency.seconds) or bool(
            volume and volume.per_run)

    def owner(self, node: str) -> str:
        """The system or hub that a node is or belongs to."""
        return self._owner.get(node) or node.partition(".")[0]

    def label(self, node: str) -> str:
        """The name of a system, or of a hub with the channel's."""
        owner = self.owner(node)
        name = self.facts.landscape.system_by_id[owner].label
        if node == owner:
            return name
        endpoint = self.endpoint(node)
        return f"{name} / {(endpoint.name if endpoint else None) or node.partition('.')[2]}"

    def link_label(self, link_id: str) -> str:
        """The name of an integration."""
        return self.integration(link_id).label

    def endpoint(self, node: str) -> Endpoint | None:
        """The endpoint that a node stands for."""
        return self.facts.landscape.endpoint_at(End.parse(node))

    @cached_property
    def _hubs(self) -> frozenset[str]:
        return frozenset(hub.id for hub in self.network.hubs)

    def is_hub(self, node: str) -> bool:
        """Whether a node belongs to middleware."""
        return self.owner(node) in self._hubs

    @cached_property
    def holding(self) -> frozenset[str]:
        """Nodes that keep messages until they are taken: queues, topics, event hubs."""
        found = {c.id for c in self.network.channels if c.cls in _HOLDING}
        for hub in self.network.hubs:
            system = self.facts.landscape.system_by_id[hub.id]
            found |= {f"{hub.id}.{e.id}" for e in system.endpoints if e.type in outage_facts().queues}
            if hub.hub_class in _HOLDING:
                found.add(hub.id)
        return frozenset(found)

    def shares_one_copy(self, node: str) -> bool:
        """Whether the consumers of a channel compete for its messages, so that one that works is enough."""
        endpoint = self.endpoint(node)
        return outage_facts().queues.get((endpoint.type if endpoint else None) or "", False)

    def is_gateway(self, node: str) -> bool:
        """Whether a node hands calls on and holds nothing."""
        return self.facts.hub_class(self.owner(node)) is HubClass.SYNC

    def converts(self, node: str) -> bool:
        """Whether a node may turn one entity into another: a pipeline or a workflow."""
        return self.is_hub(node) and self.facts.hub_class(self.owner(node)) in (HubClass.BATCH, None) \
            and node not in self.holding

    @cached_property
    def callers(self) -> dict[str, list[Call]]:
        """Calls by the node that is called."""
        return _grouped(self.calls, "called")

    @cached_property
    def calling(self) -> dict[str, list[Call]]:
        """Calls by the node that calls."""
        return _grouped(self.calls, "caller")

    def hands_on(self, call: Call) -> bool:
        """Whether who makes a call is at risk where the called side gets only some of its answers.

        Which function needs which is not known; but what a vendor keeps in step only needs calls about the same data.
        """
        if call.link not in self._in_step or not call.entities:
            return True
        behind = [other for other in self.calling.get(call.called, ()) if other.link != call.link]
        return any(not other.entities or set(other.entities) & set(call.entities) for other in behind)

    @cached_property
    def _in_step(self) -> frozenset[str]:
        return frozenset(link.id for link in self.network.connections if link.both_edges)

    def needs_what_it_calls(self, call: Call) -> bool:
        """Whether the answer of a call hangs on the calls of who is called, as far as is stated.

        Middleware only hands on. A system needs its calls for an answer about the same data; where one of them does not
        state its data, for any.
        """
        if self.is_hub(call.called) or not call.entities:
            return True
        behind = self._asked.get(call.called)
        return behind is None or not behind.isdisjoint(call.entities)

    @cached_property
    def _asked(self) -> dict[str, frozenset[str] | None]:
        """What the calls of each node are about; none where one does not say."""
        return {node: frozenset(e for call in calls for e in call.entities) if all(c.entities for c in calls) else None
                for node, calls in self.calling.items()}

    @cached_property
    def given(self) -> dict[str, list[Transfer]]:
        """Transfers by the node that gives."""
        return _grouped(self.transfers, "giver")

    @cached_property
    def taken(self) -> dict[str, list[Transfer]]:
        """Transfers by the node that takes."""
        return _grouped(self.transfers, "taker")

    @cached_property
    def nodes_of(self) -> dict[str, list[str]]:
        """Nodes with integrations, by their owner."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self._owner):
            found[self._owner[node]].append(node)
        return found

    def nodes(self, owners: Collection[str]) -> list[str]:
        """The nodes of some systems and hubs."""
        return [node for owner in sorted(owners) for node in self.nodes_of.get(owner, ())]

    def onward(self, node: str, entity: str) -> Iterator[tuple[Transfer, str]]:
        """Where an entity that a node gets goes on to, and as what.

        A system hands on only what it is known to get; a channel also what nobody named; a workflow may turn one
        entity into another.
        """
        system = not self.is_hub(node)
        for transfer in self.given.get(node, ()) if entity or not system else ():
            named: tuple[str, ...]
            if system:
                named = (entity,) if entity in transfer.entities else ()
            elif self.converts(node) or not entity:
                named = transfer.entities or (entity,)
            else:
                named = (entity,) if entity in transfer.entities or not transfer.entities else ()
            for each in named:
                yield transfer, each


def _grouped(items: list[_Wire], key: str) -> dict[str, list[_Wire]]:
    found: dict[str, list[_Wire]] = defaultdict(list)
    for item in items:
        found[getattr(item, key)].append(item)
    return dict(found)
