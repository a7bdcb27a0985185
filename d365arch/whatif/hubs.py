"""Which hub carries a channel: the one that is there, or a new one of the standard type."""

from __future__ import annotations

from d365arch.analysis.consolidation.records import PlannedChannel, PlannedHub
from d365arch.analysis.flows import Network
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, HubClass
from d365arch.edit.ids import fresh_id
from d365arch.model import System

_TYPES = {
    HubClass.MESSAGE: "azure.service-bus", HubClass.STREAM: "azure.event-hubs",
    HubClass.SYNC: "azure.api-management", HubClass.BATCH: "azure.data-factory",
}

_PREFERRED = {
    HubClass.MESSAGE: "azure.service-bus-topic", HubClass.STREAM: "azure.event-hub",
    HubClass.SYNC: "azure.api-management-api", HubClass.BATCH: "azure.data-factory-dataset",
}
"""The type of a channel by class, where the hub's type offers it."""


def channel_type(catalog: Catalog, hub: System) -> str | None:
    """The type of a new channel on a hub; none where the catalog knows none."""
    kind = catalog.system_types.get(hub.type or "")
    offered = [e for e in kind.endpoints if e in catalog.endpoint_types] if kind else []
    preferred = _PREFERRED.get(kind.hub_class) if kind and kind.hub_class else None
    if preferred in offered:
        return preferred
    return next((e for e in offered if catalog.endpoint_types[e].channel), None)


def planned_hub(facts: Facts, network: Network, channel: PlannedChannel) -> PlannedHub:
    """The hub that carries a channel: that of the channel it extends, the first of the class and zone, or a new one."""
    cls, zone = channel.key.cls, channel.key.zone
    there = [h.id for h in network.hubs if h.hub_class is cls and h.zone == zone]
    hub_id = (channel.extends or "").partition(".")[0] or next(iter(there), None)
    if hub_id is not None:
        system = facts.landscape.system_by_id[hub_id]
        return PlannedHub(hub_id, system.label, "", system.type or "", False, zone, cls)
    standard = facts.landscape.strategy.standard_hubs if facts.landscape.strategy else ()
    types = facts.catalog.system_types
    kind = next((t for t in standard if t in types and types[t].hub_class is cls), _TYPES[cls])
    name = types[kind].name if kind in types else kind
    return PlannedHub(fresh_id(name, facts.landscape.system_by_id), name, "", kind, True, zone, cls)
