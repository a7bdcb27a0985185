"""Which hub carries a channel: the one that is there, or a new one of the organization's standard type."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from d365arch.analysis.consolidation.problem import hub_of
from d365arch.analysis.consolidation.records import HubKey, PlannedChannel, PlannedHub
from d365arch.analysis.flows import Network
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model.ids import suggested_id

KINDS = {
    HubClass.SYNC: "API Management", HubClass.MESSAGE: "Service Bus topic",
    HubClass.STREAM: "Event Hubs", HubClass.BATCH: "Data Factory",
}
"""What people call the hub of a class, where it is of the usual type."""

_USUAL_TYPES = {
    HubClass.SYNC: "azure.api-management", HubClass.MESSAGE: "azure.service-bus",
    HubClass.STREAM: "azure.event-hubs", HubClass.BATCH: "azure.data-factory",
}


class Hubs:
    """The hub of every class and zone of a landscape; new ones get an id that is free."""

    def __init__(self, facts: Facts, network: Network) -> None:
        self._facts = facts
        self._network = network
        self._known: dict[HubKey, PlannedHub] = {}

    def carrying(self, channel: PlannedChannel) -> PlannedHub:
        """The hub of a channel: that of the channel it extends, else that of its class and zone."""
        standing = self._network.channel_by_id.get(channel.extends or "")
        return self._existing(standing.hub) if standing else self.of(hub_of(channel.key))

    def of(self, key: HubKey) -> PlannedHub:
        """The hub of a class and zone: the first there by (standard type, id), else a new one."""
        found = self._known.get(key)
        if found is None:
            there = [hub.id for hub in self._network.hubs if (hub.hub_class, hub.zone) == key]
            found = self._existing(min(there, key=self._rank)) if there else self._new(key)
            self._known[key] = found
        return found

    def _rank(self, hub: str) -> tuple[bool, str]:
        return (self._facts.landscape.system_by_id[hub].type not in self._standards(), hub)

    def _standards(self) -> Collection[str]:
        strategy = self._facts.landscape.strategy
        return strategy.standard_hubs if strategy else ()

    def _existing(self, hub: str) -> PlannedHub:
        node, system = self._network.node_by_id[hub], self._facts.landscape.system_by_id[hub]
        cls = node.hub_class or HubClass.MESSAGE    # only hubs with a class have channels
        return PlannedHub(hub, node.label, self._kind_of(cls, system.type or ""), system.type or "", False, node.zone,
                          cls)

    def _new(self, key: HubKey) -> PlannedHub:
        kind, name = self._standard(key.cls)
        zone = self._facts.landscape.zone_by_id.get(key.zone)
        return PlannedHub(self._new_ids[key], f"{name} {zone.label}" if zone else name, self._kind_of(key.cls, kind),
                          kind, True, key.zone, key.cls)

    def _standard(self, cls: HubClass) -> tuple[str, str]:
        """The type of a new hub of a class, and what the catalog calls it."""
        types = self._facts.catalog.system_types
        standard = (t for t in self._standards() if t in types and types[t].hub_class is cls)
        kind = next(standard, _USUAL_TYPES[cls])
        return kind, types[kind].name if kind in types else KINDS[cls]

    def _kind_of(self, cls: HubClass, kind: str) -> str:
        known = self._facts.catalog.system_types.get(kind)
        return known.name if known and kind != _USUAL_TYPES[cls] else KINDS[cls]

    @cached_property
    def _new_ids(self) -> dict[HubKey, str]:
        """An id for every hub that could be opened, whichever is asked for first: long names of zones are cut, and what
        is left may be the same."""
        taken = set(self._facts.landscape.system_by_id)
        found: dict[HubKey, str] = {}
        for key in sorted({HubKey(cls, node.zone) for cls in HubClass for node in self._network.systems}):
            wanted = suggested_id(f"{self._standard(key.cls)[1]} {key.zone}")
            number, free = 1, wanted
            while free in taken:
                number += 1
                free = f"{wanted}-{number}"
            taken.add(free)
            found[key] = free
        return found
