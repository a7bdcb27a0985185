"""A recommendation as one edit: the endpoint and hubs it needs, and the integrations with their facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from d365arch.analysis.advisor.advise import Recommendation, brief_of, drawn_candidate, need_as_drawn
from d365arch.analysis.advisor.candidates import Candidate
from d365arch.analysis.advisor.draw import Leg, builds_of, leg_facts, legs_of
from d365arch.analysis.advisor.knowledge import Hub, knowledge
from d365arch.analysis.advisor.need import Initiator, Need, NeedPlatform
from d365arch.analysis.advisor.situation import Brief
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, EndpointType
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.endpoint_edits import AddEndpoint
from d365arch.edit.field_edits import SetField
from d365arch.edit.hub_edits import RouteThroughHub, Spoke
from d365arch.edit.ids import fresh_id
from d365arch.edit.integration_edits import AddIntegration, Reconnect, SetDataFlow, SwapEnds, Which
from d365arch.edit.system_edits import AddSystem
from d365arch.edit.targets import Target, TargetKind
from d365arch.edit.view_content_edits import AddToView
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Integration, System, Workspace
from d365arch.scene.select import select


def exchange_edit(workspace: Workspace, catalog: Catalog, integration: Integration, chosen: Recommendation) -> Edit:
    """One edit that gives a drawn integration another endpoint, or leads it through the hubs of a recommendation.

    Raises `EditError` where the landscape no longer has what is needed, and `AnalysisError` where neither end is
    Dynamics 365.
    """
    facts = Facts(workspace.landscape, catalog)
    need = need_as_drawn(facts, integration)
    own, other = _own_end(facts, need, integration, chosen.candidate)
    brief = brief_of(need, catalog, None, workspace.landscape.strategy)
    maker = _Maker(workspace, facts, brief)
    there = drawn_candidate(facts, integration)
    chain = chosen.candidate.chain
    if chain is None or (there is not None and there.chain is chain):
        return maker.exchanged(integration, own, chosen.candidate)
    return maker.routed(integration, own, other, chosen.candidate)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntegration:
    """Where a new integration is to be drawn: the Dynamics 365 system, the other side, what it is called, the view."""

    d365: str
    other: End
    name: str
    view_id: str | None = None


def new_integration_edit(
    workspace: Workspace, catalog: Catalog, need: Need, chosen: Recommendation, at: NewIntegration
) -> Edit:
    """One edit that draws a need as recommended between two systems, with all its facts.

    Raises `EditError` where one of the systems is missing, and `AnalysisError` where the need is not complete.
    """
    facts = Facts(workspace.landscape, catalog)
    known = workspace.landscape.system_by_id
    for system in (at.d365, at.other.system):
        if system not in known:
            raise EditError(f'There is no system "{system}" any more; choose another.')
    brief = brief_of(need, catalog, None, workspace.landscape.strategy)
    return _Maker(workspace, facts, brief).added(at, chosen.candidate)


def _own_end(facts: Facts, need: Need, integration: Integration, candidate: Candidate) -> tuple[End, End]:
    """The Dynamics 365 end that gets the endpoint, and the other one."""
    ends = (integration.from_, integration.to)
    if need.platform is NeedPlatform.BOTH:
        home = candidate.endpoint.platform
        own = next((e for e in ends if facts.platform(facts.landscape.system_by_id.get(e.system)) is home), ends[0])
    else:
        own = ends[0] if need.initiator is Initiator.D365 else ends[1]
    return own, ends[1] if own is ends[0] else ends[0]


@dataclass
class _Maker:
    """Makes the edits of one workspace."""

    workspace: Workspace
    facts: Facts
    brief: Brief

    def __post_init__(self) -> None:
        landscape = self.workspace.landscape
        self._systems = set(landscape.system_by_id)
        self._integrations = set(landscape.integration_by_id)
        self._new_names: dict[str, str] = {}

    # --- Another endpoint -------------------------------------------------------------------------------------------

    def exchanged(self, integration: Integration, own: End, candidate: Candidate) -> Edit:
        """The integration at another endpoint of the same system, turned round where the other side starts now."""
        kind = candidate.endpoint
        edits: list[Edit] = []
        end = self._endpoint(own.system, kind, edits)
        starts_now = integration.from_ == own
        leg = legs_of(self.brief, Candidate(kind))[0]
        starts = leg.start == 0 if candidate.chain is None or not candidate.hub_starts else starts_now
        if starts != starts_now:
            edits.append(SwapEnds(integration.id, keep_flow=True))
        edits.append(Reconnect(integration.id, Which.FROM if starts else Which.TO, end))
        across = integration.to if starts_now else integration.from_
        if not self._goes_with(across, kind, starts == starts_now):
            edits.append(Reconnect(integration.id, Which.TO if starts else Which.FROM, End(across.system)))
        edits += self._facts(integration, candidate, leg if starts != starts_now else None)
        return Several(tuple(edits), f"Use {kind.name} for {integration.label}")

    def _goes_with(self, across: End, kind: EndpointType, same_start: bool) -> bool:
        """Whether the endpoint of the other side can stay."""
        there = self.facts.landscape.endpoint_at(across)
        if there is None or self.facts.is_hub(across.system):
            return True
        timings = self.facts.endpoint_timings(there)
        return same_start and (not timings or bool(set(timings) & set(kind.timing)))

    def _facts(self, integration: Integration, candidate: Candidate, turned: Leg | None) -> Iterator[Edit]:
        """Facts that go with the endpoint: what was said of the old one goes, what a sensible build has comes."""
        target = Target(TargetKind.INTEGRATION, integration.id, name=integration.label)
        for field in ("timing", "style", "protocol"):
            if getattr(integration, field) is not None:
                yield SetField(target, (field,), None)
        if turned is not None and turned.data is not integration.data_flow and self.brief.at.flow != "both":
            yield SetDataFlow((integration.id,), turned.data)
        for key, value in builds_of(candidate, self.brief.known, integration).items():
            yield SetField(target, tuple(key.split(".")), value)
            if key == "batch.records" and integration.request_time is not None:
                yield SetField(target, ("request_time",), None)      # it is that of a single one
        volume = integration.volume
        if volume and (volume.operations_per_message or 1) > 1 and knowledge().of(candidate.endpoint.id).coarse:
            yield SetField(target, ("volume", "operations_per_message"), 1.0)

    # --- Through hubs -----------------------------------------------------------------------------------------------

    def routed(self, integration: Integration, own: End, other: End, candidate: Candidate) -> Edit:
        """The integration taken out, and its data led through hubs."""
        edits: list[Edit] = []
        end = self._endpoint(own.system, candidate.endpoint, edits)
        across = other if self._meets_hub(other, candidate) else End(other.system)
        hubs = self._hubs(candidate, integration)
        spokes = self._legs(integration, candidate, [end, *(hub.end for hub in hubs), across])
        shown = self._views_with(integration)
        main, *more = hubs
        for hub in more:
            edits += hub.edits()
            edits += [AddToView(view, (hub.system.id,)) for view in shown if hub.new]
        edits.append(RouteThroughHub(
            hub=main.system if main.new else main.system.id, hub_name=main.system.label, channels=(main.channel,),
            spokes=tuple(Spoke(spoke, (integration.id,)) for spoke in spokes), removed=(integration.id,),
            shown_in=tuple(shown) if main.new else ()))
        return Several(tuple(edits), f"Lead {integration.label} through {main.system.label}")

    def added(self, at: NewIntegration, candidate: Candidate) -> Edit:
        """A new integration, with the hubs it needs."""
        asked = replace(self.brief.need.asked, name=at.name)
        edits: list[Edit] = []
        end = self._endpoint(at.d365, candidate.endpoint, edits)
        hubs = self._hubs(candidate, asked)
        for hub in hubs:
            edits += hub.edits(at.view_id)
        edits += [AddIntegration(leg) for leg in self._legs(asked, candidate, [end, *(h.end for h in hubs), at.other])]
        return Several(tuple(edits), f"Add {at.name}")

    def _legs(self, asked: Integration, candidate: Candidate, way: Sequence[End]) -> list[Integration]:
        legs = legs_of(self.brief, candidate)
        made = []
        for leg in legs:
            called = self._called(way[leg.end]) if len(legs) > 1 else ""
            name = f"{asked.label}: {'from' if leg.data.value == 'pull' else 'to'} {called}" if called else asked.label
            identity = fresh_id(name, self._integrations, "integration")
            self._integrations.add(identity)
            made.append(replace(leg_facts(self.brief, candidate, leg, way), id=identity, name=name))
        return made

    def _called(self, end: End) -> str:
        system = self.workspace.landscape.system_by_id.get(end.system)
        return system.label if system else self._new_names.get(end.system, end.system)

    def _hubs(self, candidate: Candidate, integration: Integration) -> list[_Placed]:
        """The hubs of a chain from Dynamics 365 outwards, each there already or new, with a channel of its own."""
        chain = candidate.chain
        if chain is None:
            return []
        outwards = chain.hubs if chain.toward != "in" else tuple(reversed(chain.hubs))
        return [self._placed(hub, integration) for hub in outwards]

    def _placed(self, hub: Hub, integration: Integration) -> _Placed:
        landscape = self.workspace.landscape
        there = min((s for s in landscape.systems if s.type == hub.system), key=lambda s: s.id, default=None)
        kind = self.facts.catalog.system_types[hub.system]
        system = there or System(id=fresh_id(kind.name, self._systems, "hub"), name=kind.name, type=kind.id)
        self._systems.add(system.id)
        self._new_names[system.id] = system.label
        name = integration.entities[0] if len(integration.entities) == 1 else integration.label
        ordered = integration.order_required is True and hub.channel.startswith("azure.service-bus")
        keeps = hub.channel.startswith("azure.service-bus")     # dead letters are built in
        channel = Endpoint(id=fresh_id(name, {e.id for e in system.endpoints}, "channel"), name=name, type=hub.channel,
                           entities=integration.entities, sessions=True if ordered else None,
                           dead_letter=True if keeps else None)
        return _Placed(system, channel, there is None)

    def _endpoint(self, system_id: str, kind: EndpointType, edits: list[Edit]) -> End:
        """The endpoint of a type on a system; where there is none, an edit that adds it is noted."""
        system = self.workspace.landscape.system_by_id[system_id]
        there = next((e for e in system.endpoints if e.type == kind.id), None)
        if there is not None:
            return End(system_id, there.id)
        made = Endpoint(id=fresh_id(kind.name, {e.id for e in system.endpoints}, "endpoint"), type=kind.id)
        edits.append(AddEndpoint(system_id, made))
        return End(system_id, made.id)

    def _meets_hub(self, end: End, candidate: Candidate) -> bool:
        """Whether the endpoint of the other side can meet the hub beside it."""
        there = self.facts.landscape.endpoint_at(end)
        if there is None or candidate.chain is None:
            return True
        hub = candidate.chain.hubs[0 if candidate.chain.toward == "in" else -1]
        timings = self.facts.endpoint_timings(there)
        return not timings or bool(set(timings) & set(self.facts.catalog.endpoint_types[hub.channel].timing))

    def _views_with(self, integration: Integration) -> list[str]:
        """Views that choose what they show and draw the integration."""
        return [view.id for view in self.workspace.views if view.show is not None
                and any(i.id == integration.id for i in select(self.facts, view).integrations)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A hub with the channel that is added to it."""

    system: System
    channel: Endpoint
    new: bool

    @property
    def end(self) -> End:
        return End(self.system.id, self.channel.id)

    def edits(self, view_id: str | None = None) -> list[Edit]:
        """What adds it, or only its channel where the hub is there."""
        if self.new:
            return [AddSystem(replace(self.system, endpoints=(self.channel,)), view_id)]
        return [AddEndpoint(self.system.id, self.channel)]
