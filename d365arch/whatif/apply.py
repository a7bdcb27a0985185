"""Steps of a plan, or channels that somebody wishes, as one edit of the landscape.

A new hub is a system of the plan's type in its zone; a channel is an endpoint of it; each member gets one spoke. Each
side keeps its endpoint and its role, so that nothing starts or waits in Dynamics 365 that did not do so before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.analysis.consolidation.channels import order_of
from d365arch.analysis.consolidation.check import checked
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.problem import flows_of, hub_of, read_problem
from d365arch.analysis.consolidation.records import GroupKey, HubKey, Pair, PlannedChannel, PlannedHub, Step
from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.settings import Settings, settings_of
from d365arch.analysis.wording import listing
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, HubClass
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.hub_edits import RouteThroughHub, Spoke, SpokeFacts
from d365arch.edit.ids import fresh_id, slug
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
    """One edit that applies these steps, or channels of one's own, whatever their order.

    Raises `EditError` where there is nothing to apply, where a channel breaks a rule, or where the landscape is no
    longer the one that the steps were made for.
    """
    facts = Facts(workspace.landscape, catalog)
    settings = settings or settings_of(workspace.landscape)
    network = read_network(facts, settings)
    channels = _allowed(chosen, network, settings)
    builder = _Builder(workspace, facts, network)
    edits = tuple(builder.edit(hub, of_hub) for hub, of_hub in _by_hub(chosen, channels, Hubs(facts, network)))
    _check_promises(chosen, {i for edit in edits for i in edit.removed})
    if len(edits) == 1:
        return edits[0]
    removed = sum(len(edit.removed) for edit in edits)
    return Several(edits, f"Route {counted(removed, 'integration')} through {counted(len(edits), 'hub')}")


def _allowed(
    chosen: Sequence[Step | PlannedChannel], network: Network, settings: Settings
) -> tuple[PlannedChannel, ...]:
    """The channels of what is chosen, complete with what they cover, if they keep the rules; raises `EditError`."""
    channels = sorted({c for item in chosen for c in (item.channels if isinstance(item, Step) else (item,))},
                      key=order_of)
    problem = read_problem(network, settings, any(channel.filters for channel in channels))
    kept, against = checked(problem, channels)
    if against:
        more = f" (and {len(against) - 1} more)" if len(against) > 1 else ""
        if any(isinstance(item, Step) for item in chosen):
            raise EditError(f"The landscape has changed since the plan was made, so make it anew: "
                            f"{against[0].sentence}{more}")
        raise EditError(f"{against[0].sentence}{more}")
    if not kept:
        raise EditError("There is nothing to apply; choose at least one step, or a channel that takes over a link.")
    return kept


def _by_hub(
    chosen: Iterable[Step | PlannedChannel], channels: Iterable[PlannedChannel], hubs: Hubs
) -> list[tuple[PlannedHub, list[PlannedChannel]]]:
    """The channels by hub; a new one is named as the steps name it."""
    named = {HubKey(item.hub.cls, item.hub.zone): item.hub for item in chosen
             if isinstance(item, Step) and not item.channels[0].extends}
    found: dict[PlannedHub, list[PlannedChannel]] = {}
    for channel in channels:
        hub = None if channel.extends else named.get(hub_of(channel.key))
        found.setdefault((hub or hubs.carrying(channel))._replace(new=False), []).append(channel)
    return sorted(found.items(), key=lambda item: item[0].id)


def _check_promises(chosen: Iterable[Step | PlannedChannel], removed: Collection[str]) -> None:
    """Raise `EditError` where what goes is not what the steps promised."""
    steps = [item for item in chosen if isinstance(item, Step)]
    promised = {i for step in steps for i in step.removed}
    odd = promised ^ set(removed) if len(steps) == len(list(chosen)) else promised - set(removed)
    if odd:
        names = listing([f'"{name}"' for name in sorted(odd)])
        raise EditError(f"The landscape has changed since the plan was made (see {names}); make the plan anew.")


@dataclass
class _Builder:
    """Makes the edits of one workspace; ids that one edit gives are taken for the next."""

    workspace: Workspace
    facts: Facts
    network: Network

    def __post_init__(self) -> None:
        self._taken = set(self.facts.landscape.integration_by_id)
        self._direct: dict[tuple[GroupKey, Pair], list[str]] = {}
        zones = {node.id: node.zone for node in self.network.systems}
        for link in self.network.links:
            if zones[link.initiator] == zones[link.called]:
                for flow in flows_of(link, zones[link.initiator]):
                    self._direct.setdefault(flow, []).append(link.id)
        self._spokes_of: dict[str, list[Link]] = {}
        for spoke in self.network.spokes:
            for node in {spoke.initiator, spoke.called} & self.network.channel_by_id.keys():
                self._spokes_of.setdefault(node, []).append(spoke)

    def edit(self, hub: PlannedHub, channels: Sequence[PlannedChannel]) -> RouteThroughHub:
        """The edit that opens the hub, where it is not there, and leads these channels through it."""
        there = self.facts.landscape.system_by_id.get(hub.id)
        system = there or System(id=hub.id, name=hub.name, type=hub.type, zone=hub.zone or None)
        names = {endpoint.id for endpoint in system.endpoints}
        endpoints: list[Endpoint] = []
        spokes: list[Spoke] = []
        changed: dict[str, SpokeFacts] = {}
        removed: set[str] = set()
        for channel in channels:
            replaced = self._replaced(channel)
            if channel.extends is None:
                endpoints.append(self._endpoint(system, channel, replaced, names))
                names.add(endpoints[-1].id)
            end = End.parse(channel.extends or f"{hub.id}.{endpoints[-1].id}")
            parts, standing = _parts(replaced), self._members(channel)
            members = [(side, member) for side, ids in enumerate((channel.producers, channel.consumers))
                       for member in ids]
            spokes += [self._spoke(channel, end, member, parts.get(member, ())) for member in members
                       if member not in standing]
            if channel.extends is not None:
                changed |= {change.integration: change for change in self._grown(channel, parts, standing)}
            removed |= {integration.id for items in replaced.values() for integration in items}
        return RouteThroughHub(
            hub=hub.id if there else system, hub_name=system.label, channels=tuple(endpoints),
            uses=tuple(sorted({End.parse(c.extends).endpoint or "" for c in channels if c.extends})),
            spokes=tuple(spokes), changed=tuple(changed[key] for key in sorted(changed)),
            removed=tuple(sorted(removed)), shown_in=self._views_with(hub.id, removed),
        )

    def _replaced(self, channel: PlannedChannel) -> dict[Pair, list[Integration]]:
        """The direct integrations that a channel takes over, by pair."""
        known = self.facts.landscape.integration_by_id
        return {pair: [known[link] for link in self._direct[channel.key, pair]] for pair in sorted(channel.covers)}

    def _endpoint(
        self, hub: System, channel: PlannedChannel, replaced: Mapping[Pair, Sequence[Integration]],
        names: Collection[str],
    ) -> Endpoint:
        """A new channel of a hub."""
        key = channel.key
        name = _CHANNEL_NAMES.get((key.cls, key.lane), "{}").format(key.entity)
        identity = fresh_id(name, names, "channel")
        if identity != slug(name, "channel"):
            name = f"{name} {identity.rpartition('-')[2]}"
        ordered = key.cls is HubClass.MESSAGE and any(i.order_required for items in replaced.values() for i in items)
        most = max((sum(p[1] == consumer for p in channel.filters) for consumer in channel.consumers), default=0)
        return Endpoint(
            id=identity, name=name,
            type=_channel_type(self.facts.catalog, hub),
            entities=key.entities, sessions=True if ordered else None,
            filters=immutabledict({"correlation": most}) if most else immutabledict(),
        )

    def _members(self, channel: PlannedChannel) -> set[Member]:
        """Who is a member of the extended channel already."""
        standing = self.network.channel_by_id.get(channel.extends or "")
        deliveries = standing.deliveries if standing else ()
        return {(side, member) for d in deliveries if d.entity in channel.key.entities and d.lane == channel.key.lane
                for side, members in enumerate((d.producers, d.consumers)) for member in members}

    def _spoke(self, channel: PlannedChannel, end: End, whose: Member, parts: Sequence[Part]) -> Spoke:
        """A new spoke with the facts of what it replaces."""
        key, (side, member) = channel.key, whose
        system = self.facts.landscape.system_by_id[member]
        if not parts:
            raise EditError(f"No direct integration would make {system.label} a member of the channel for "
                            f"{key.entity}; take it out of the channel.")
        verb = _VERBS[key.cls, key.lane][side]
        identity = fresh_id(f"{system.label} {verb} {key.entity}", self._taken, f"{member}-{verb}")
        self._taken.add(identity)
        role = role_of(self.facts, key.cls, parts)
        waits = role.initiates if key.cls is HubClass.SYNC else side == 1
        from_, to = (role.end, end) if role.initiates else (end, role.end)
        data = DataFlow.PUSH if role.initiates == (side == 0) else DataFlow.PULL
        integration = Integration(
            id=identity, name=f"{verb.capitalize()} {key.entity}", from_=from_, to=to, data=data, entities=key.entities,
            description=self._description(channel, whose, parts),
            **spoke_values(self.facts, key.cls, parts, role.end, waits=waits),
        )
        return Spoke(integration, tuple(sorted(part.integration.id for part in parts)))

    def _description(self, channel: PlannedChannel, whose: Member, parts: Sequence[Part]) -> str:
        names = Counter(" ".join(part.integration.label.split()) for part in parts)
        told = [name if count == 1 else f"{name} ({count})" for name, count in sorted(names.items())]
        text = f"Replaces: {listing(told, 12)}."
        rule = self._filter(channel, whose)
        return f"{text} {rule}" if rule else text

    def _filter(self, channel: PlannedChannel, whose: Member) -> str | None:
        """What a subscription must let through, where that is not everything."""
        senders = [p for p, consumer in channel.filters if whose == (1, consumer)]
        if not senders or set(senders) == set(channel.producers) - {whose[1]}:
            return None
        return f"A filter lets through only what comes from {self._names(senders)}."

    def _names(self, systems: Iterable[str]) -> str:
        return listing([self.network.label(system) for system in systems], 12)

    def _grown(
        self, channel: PlannedChannel, parts: Mapping[Member, Sequence[Part]], standing: Collection[Member]
    ) -> Iterator[SpokeFacts]:
        """What spokes that are there carry from now on: more load, and the slowest answer of their called side."""
        served: set[Member] = set()
        for spoke in self._spokes_of.get(channel.extends or "", ()):
            members = [m for m in _members_of(spoke, channel.extends or "") if m in standing and m not in served]
            served.update(members)
            more = [part for member in members for part in parts.get(member, ())]
            old = self.facts.landscape.integration_by_id[spoke.id]
            now = with_more(old, more, answers=spoke.initiator == channel.extends)
            rules = [rule for member in members if (rule := self._filter(channel, member))]
            told = " ".join(text for text in (old.description, *rules) if text) if rules else old.description
            if now != old or told != old.description:
                yield SpokeFacts(spoke.id, now.volume, now.latency, told)

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
