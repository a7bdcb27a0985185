"""Steps of a plan, or channels that somebody wishes, as one edit of the landscape.

A new hub is a system of the plan's type in its zone; a channel is an endpoint of it; each member gets one spoke. Each
side keeps its endpoint and its role, so that nothing starts or waits in Dynamics 365 that did not do so before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from immutabledict import immutabledict

from d365arch.analysis.consolidation.channels import order_of
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.problem import flows_of
from d365arch.analysis.consolidation.records import GroupKey, Pair, PlannedChannel, PlannedHub, Step
from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.settings import Settings, settings_of
from d365arch.analysis.wording import listing
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, HubClass
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.hub_edits import RouteThroughHub, Spoke, SpokeFacts
from d365arch.edit.ids import fresh_id
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Integration, System, Workspace
from d365arch.model.vocabulary import DataFlow
from d365arch.model.wording import counted
from d365arch.scene.select import select
from d365arch.whatif.spoke_facts import Part, part_of, role_of, spoke_values, with_more

Member = tuple[int, str]
"""A member of a channel: its side (0 producer, 1 consumer) and the id of its system."""

_VERBS: Mapping[tuple[HubClass, str], tuple[str, str]] = {
    (HubClass.MESSAGE, ""): ("publishes", "receives"), (HubClass.STREAM, ""): ("publishes", "receives"),
    (HubClass.SYNC, "source"): ("sends", "takes"), (HubClass.SYNC, "target"): ("provides", "reads"),
    (HubClass.BATCH, ""): ("delivers", "loads"),
}
"""What producers and consumers of a channel do, by class and lane. The name of a spoke leaves its system out, which the
line shows; its id does not."""

_CHANNEL_TYPES = {
    HubClass.MESSAGE: "azure.service-bus-topic", HubClass.STREAM: "azure.event-hub",
    HubClass.SYNC: "azure.api-management-api", HubClass.BATCH: "azure.data-factory-dataset",
}
"""The type of a new channel by class, where the hub's type offers it."""

_CHANNEL_NAMES = {(HubClass.SYNC, "source"): "{} write API", (HubClass.SYNC, "target"): "{} read API"}


def steps_edit(
    workspace: Workspace, catalog: Catalog, chosen: Sequence[Step | PlannedChannel], settings: Settings | None = None
) -> Edit:
    """One edit that applies these steps, or channels, whatever their order; applied to `workspace` it may be undone.

    Raises `EditError` where there is nothing to apply, or where the landscape is no longer the one that the steps were
    made for.
    """
    facts = Facts(workspace.landscape, catalog)
    settings = settings or settings_of(workspace.landscape)
    if not chosen:
        raise EditError("There is nothing to apply; choose at least one step of the plan.")
    builder = _Builder(workspace, facts, read_network(facts, settings))
    edits = tuple(builder.edit(hub, channels) for hub, channels in builder.by_hub(chosen))
    builder.check(chosen)
    if len(edits) == 1:
        return edits[0]
    removed = sum(len(edit.removed) for edit in edits)
    return Several(edits, f"Route {counted(removed, 'integration')} through {counted(len(edits), 'hub')}")


@dataclass
class _Builder:
    """Makes the edits of one workspace; ids that one edit gives are taken for the next."""

    workspace: Workspace
    facts: Facts
    network: Network
    taken: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.taken |= self.facts.landscape.integration_by_id.keys()
        self._direct: dict[GroupKey, dict[Pair, list[str]]] = {}
        zones = {node.id: node.zone for node in self.network.systems}
        for link in self.network.links:
            if link.data is not DataFlow.BOTH and zones[link.initiator] == zones[link.called]:
                for key, pair in flows_of(link, zones[link.initiator]):
                    self._direct.setdefault(key, {}).setdefault(pair, []).append(link.id)

    def by_hub(self, chosen: Iterable[Step | PlannedChannel]) -> list[tuple[PlannedHub, list[PlannedChannel]]]:
        """The chosen channels by hub, in an order that does not depend on that of the choice."""
        carrying = Hubs(self.facts, self.network).carrying
        hubs: dict[str, PlannedHub] = {}
        channels: dict[str, set[PlannedChannel]] = {}
        for item in chosen:
            members = item.channels if isinstance(item, Step) else (item,)
            hub = item.hub if isinstance(item, Step) else carrying(item)
            hubs[hub.id] = hub
            channels.setdefault(hub.id, set()).update(members)
        return [(hubs[hub], sorted(channels[hub], key=order_of)) for hub in sorted(hubs)]

    def check(self, chosen: Iterable[Step | PlannedChannel]) -> None:
        """Raise `EditError` where what is taken out is not what the steps promised."""
        promised = {i for item in chosen if isinstance(item, Step) for i in item.removed}
        whole = all(isinstance(item, Step) for item in chosen)
        odd = (promised ^ self.removed) if whole else (promised - self.removed)
        if odd:
            names = listing([f'"{name}"' for name in sorted(odd)])
            raise EditError(f"The landscape has changed since the plan was made (see {names}); make the plan anew.")

    def edit(self, hub: PlannedHub, channels: Sequence[PlannedChannel]) -> RouteThroughHub:
        """The edit that opens the hub, where it is not there, and leads these channels through it."""
        there = self.facts.landscape.system_by_id.get(hub.id)
        new = System(id=hub.id, name=hub.name, type=hub.type, zone=hub.zone or None)
        names = {e.id for e in there.endpoints} if there else set()
        endpoints: list[Endpoint] = []
        spokes: list[Spoke] = []
        changed: dict[str, SpokeFacts] = {}
        removed: set[str] = set()
        for channel in channels:
            replaced = self._replaced(channel)
            if channel.extends is None:
                endpoint = self._endpoint(there or new, channel, replaced, names)
                names.add(endpoint.id)
                endpoints.append(endpoint)
                end = End(hub.id, endpoint.id)
            else:
                end = End.parse(channel.extends)
            parts, standing = _parts(replaced), self._members(channel)
            members = [(side, member) for side, ids in enumerate((channel.producers, channel.consumers))
                       for member in ids]
            spokes += [self._spoke(channel, end, member, parts.get(member, ())) for member in members
                       if member not in standing]
            if channel.extends is not None:
                changed |= {change.integration: change for change in self._grown(channel, parts, standing)}
            removed |= {integration.id for items in replaced.values() for integration in items}
        self.removed |= removed
        return RouteThroughHub(
            hub=hub.id if there else new, channels=tuple(endpoints),
            uses=tuple(sorted({End.parse(c.extends).endpoint or "" for c in channels if c.extends})),
            spokes=tuple(spokes), changed=tuple(changed[key] for key in sorted(changed)),
            removed=tuple(sorted(removed)), shown_in=self._views_with(hub.id, removed),
        )

    def _replaced(self, channel: PlannedChannel) -> dict[Pair, list[Integration]]:
        """The direct integrations that a channel takes over, by pair."""
        direct = self._direct.get(channel.key, {})
        known = self.facts.landscape.integration_by_id
        found = {}
        for pair in sorted(channel.covers):
            if pair not in direct:
                producer, consumer = (self.network.label(member) for member in pair)
                raise EditError(f"No direct integration brings {channel.key.entity} from {producer} to {consumer} any "
                                "more; make the plan anew.")
            found[pair] = [known[link] for link in direct[pair]]
        return found

    def _endpoint(
        self, hub: System, channel: PlannedChannel, replaced: Mapping[Pair, Sequence[Integration]],
        names: Collection[str],
    ) -> Endpoint:
        """A new channel of a hub."""
        key = channel.key
        name = _CHANNEL_NAMES.get((key.cls, key.lane), "{}").format(key.entity)
        identity = fresh_id(name, names, "channel")
        number = identity.removeprefix(fresh_id(name, (), "channel")).strip("-")
        ordered = key.cls is HubClass.MESSAGE and any(i.order_required for items in replaced.values() for i in items)
        most = max((sum(p[1] == consumer for p in channel.filters) for consumer in channel.consumers), default=0)
        return Endpoint(
            id=identity, name=_told(f"{name} {number}" if number else name, identity),
            type=_channel_type(self.facts.catalog, hub),
            entities=key.entities, sessions=True if ordered else None,
            filters=immutabledict({"correlation": most}) if most else immutabledict(),
        )

    def _members(self, channel: PlannedChannel) -> set[Member]:
        """Who is a member of the extended channel already."""
        standing = self.network.channel_by_id.get(channel.extends or "")
        if channel.extends is not None and standing is None:
            raise EditError(f'There is no channel "{channel.extends}" any more; make the plan anew.')
        deliveries = standing.deliveries if standing else ()
        return {(side, member) for d in deliveries if d.entity in channel.key.entities and d.lane == channel.key.lane
                for side, members in enumerate((d.producers, d.consumers)) for member in members}

    def _spoke(self, channel: PlannedChannel, end: End, whose: Member, parts: Sequence[Part]) -> Spoke:
        """A new spoke with the facts of what it replaces."""
        key, (side, member) = channel.key, whose
        system = self.facts.landscape.system_by_id.get(member)
        if system is None:
            raise EditError(f'There is no system "{member}" any more; make the plan anew.')
        if not parts:
            raise EditError(f"No direct integration would make {system.label} a member of the channel for "
                            f"{key.entity}; take it out of the channel.")
        verb = _VERBS[key.cls, key.lane][side]
        identity = fresh_id(f"{system.label} {verb} {key.entity}", self.taken, f"{member}-{verb}")
        self.taken.add(identity)
        role = role_of(self.facts, key.cls, parts)
        waits = role.initiates if key.cls is HubClass.SYNC else side == 1
        from_, to = (role.end, end) if role.initiates else (end, role.end)
        data = DataFlow.PUSH if role.initiates == (side == 0) else DataFlow.PULL
        integration = Integration(
            id=identity, name=f"{verb.capitalize()} {key.entity}", from_=from_, to=to, data=data, entities=key.entities,
            description=self._description(channel, whose, parts),
            **spoke_values(self.facts, key.cls, parts, waits=waits),
        )
        return Spoke(integration, tuple(sorted(part.integration.id for part in parts)))

    def _description(self, channel: PlannedChannel, whose: Member, parts: Sequence[Part]) -> str:
        names = Counter(" ".join(part.integration.label.split()) for part in parts)
        told = [name if count == 1 else f"{name} ({count})" for name, count in sorted(names.items())]
        text = f"Replaces: {listing(told, 12)}."
        senders = [p for p, consumer in channel.filters if whose == (1, consumer)]
        if senders and set(senders) < set(channel.producers):
            text += f" A filter lets through only what comes from {self._names(senders)}."
        return text

    def _names(self, systems: Iterable[str]) -> str:
        return listing([self.network.label(system) for system in systems], 12)

    def _grown(
        self, channel: PlannedChannel, parts: Mapping[Member, Sequence[Part]], standing: Collection[Member]
    ) -> Iterator[SpokeFacts]:
        """What spokes that are there carry from now on: more load, and the slowest answer of their called side."""
        served: set[Member] = set()
        for spoke in self.network.spokes:
            if channel.extends not in (spoke.initiator, spoke.called):
                continue
            members = [m for m in _members_of(spoke, channel.extends) if m in standing and m not in served]
            served.update(members)
            more = [part for member in members for part in parts.get(member, ())]
            old = self.facts.landscape.integration_by_id[spoke.id]
            now = with_more(old, more, answers=spoke.initiator == channel.extends)
            if now != old:
                yield SpokeFacts(spoke.id, now.volume, now.latency)

    def _views_with(self, hub: str, removed: Collection[str]) -> tuple[str, ...]:
        """Views that draw something that goes and would not show the hub by themselves."""
        found = []
        for view in (view for view in self.workspace.views if view.show is not None):
            drawn = select(self.facts, view)
            if any(i.id in removed for i in drawn.integrations) and all(s.id != hub for s in drawn.systems):
                found.append(view.id)
        return tuple(found)


def _channel_type(catalog: Catalog, hub: System) -> str | None:
    """The type of a new channel on a hub; none where the catalog knows none."""
    kind = catalog.system_types.get(hub.type or "")
    offered = [e for e in kind.endpoints if e in catalog.endpoint_types] if kind else []
    usual = _CHANNEL_TYPES.get(kind.hub_class) if kind and kind.hub_class else None
    return usual if usual in offered else next((e for e in offered if catalog.endpoint_types[e].channel), None)


def _told(name: str, identity: str) -> str | None:
    """A name, where it says more than the id."""
    return None if name == identity else name


def _members_of(spoke: Link, channel: str) -> list[Member]:
    """What a spoke makes its system: a member on one side of a channel, or on both."""
    calls = spoke.called == channel
    system = spoke.initiator if calls else spoke.called
    if spoke.data is DataFlow.BOTH:
        return [(0, system), (1, system)]
    return [(0 if calls == (spoke.data is DataFlow.PUSH) else 1, system)]


def _parts(replaced: Mapping[Pair, Sequence[Integration]]) -> dict[Member, list[Part]]:
    """What is replaced, by the member that it was a part of."""
    found: dict[Member, list[Part]] = {}
    for pair, integrations in sorted(replaced.items()):
        for member in enumerate(pair):
            found.setdefault(member, []).extend(part_of(i, member[1], member[0] == 0) for i in integrations)
    return found
