"""A need drawn with a candidate: a tiny landscape, so that the very rules and limits of landscapes can judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, NamedTuple

from d365arch.analysis.advisor.candidates import Candidate
from d365arch.analysis.advisor.knowledge import Knowledge
from d365arch.analysis.advisor.need import Initiator, Need, NeedPlatform, with_value
from d365arch.analysis.advisor.situation import Brief, Situation
from d365arch.catalog.records import EndpointType
from d365arch.model import End, Endpoint, Integration, Landscape, System
from d365arch.model.landscape import FORMAT_VERSION
from d365arch.model.vocabulary import DataFlow, Hosting, Initiation, Level, Platform, State, Timing, Trigger

D365_TYPES = {Platform.FINANCE_OPERATIONS: "d365.finance-operations", Platform.DATAVERSE: "pp.dataverse"}
OTHER_TYPE, STORE_TYPE = "other.custom-app", "azure.data-lake"


KEY_KB = 2.0
"""What a message that carries only a key weighs, in kilobytes (convention)."""

PULLED = ("azure.service-bus-queue", "azure.service-bus-topic", "azure.event-hub")
"""Channels that a receiver on premises reads from inside, so that nothing need come in through its firewall."""


class Leg(NamedTuple):
    """One integration of a drawn need: positions of its ends on the way, and its data flow. 0 is Dynamics 365."""

    start: int
    end: int
    data: DataFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A need as a landscape; `main` is the id of the integration at the endpoint, `legs` of all."""

    landscape: Landscape
    legs: tuple[str, ...]
    main: str


def drawn(brief: Brief, candidate: Candidate) -> Drawing:
    """The need as it would be drawn with a candidate, with the facts that a sensible build has."""
    hubs = candidate.chain.hubs if candidate.chain else ()
    legs = legs_of(brief, candidate)
    # From Dynamics 365 outwards; hubs are listed in the order in which data meets them.
    outwards = hubs if candidate.chain is None or candidate.chain.toward != "in" else tuple(reversed(hubs))
    own, other = _systems(brief.need, brief.at, candidate, brief.known)
    middle = [System(id=f"hub-{place}", name=brief.catalog.system_types[hub.system].name, type=hub.system,
                     endpoints=(_channel(brief.need, hub.channel),))
              for place, hub in enumerate(outwards, 1)]
    way = [End(own.id, "endpoint"), *(End(hub.id, "channel") for hub in middle), End(other.id)]
    called = brief.need.asked.name or "the integration"
    # Priorities are given to any call, whichever the endpoint.
    integrations = tuple(
        replace(_shared(leg_facts(brief, candidate, leg, way), identities(brief, candidate) if 0 in leg[:2] else 1),
                id=f"leg-{number}", name=called if len(legs) == 1 else f"{called}, part {number}",
                priority=Level.MEDIUM)
        for number, leg in enumerate(legs, 1))
    main = next(i.id for i in integrations if way[0] in (i.from_, i.to))
    landscape = Landscape(format=FORMAT_VERSION, systems=(own, *middle, other), integrations=integrations,
                          state=State.TO_BE)
    return Drawing(landscape=landscape, legs=tuple(i.id for i in integrations), main=main)


def identities(brief: Brief, candidate: Candidate) -> int:
    """Between how many identities the calls are shared; one where the need names it, or where one is enough.

    Each identity has an allowance of its own (S13, S25); one does 4 s of work a second, at most.
    """
    known, volume = brief.known, brief.need.asked.volume
    if not known.of(candidate.endpoint.id).parallel or brief.need.asked.identity or not brief.at.hourly:
        return 1
    if candidate.copies or not brief.at.answer:
        return 1        # where nobody waits, bulk messages do the same with less
    hourly = brief.at.hourly * ((volume.operations_per_message if volume else None) or 1.0)
    return min(known.most_identities, max(1, ceil(hourly / known.identity_per_hour)))


def _shared(integration: Integration, between: int) -> Integration:
    """The share of one of several identities."""
    volume = integration.volume
    if between == 1 or volume is None:
        return integration
    counts = ("per_day", "per_hour", "peak_per_hour", "peak_5min", "per_run")
    shares = {name: count / between for name in counts if (count := getattr(volume, name)) is not None}
    return replace(integration, volume=replace(volume, **shares))


def legs_of(brief: Brief, candidate: Candidate) -> tuple[Leg, ...]:
    """The integrations that a candidate needs, from Dynamics 365 (0) over its hubs to the other side."""
    chain, known, at = candidate.chain, brief.known, brief.at
    last = 1 + (len(chain.hubs) if chain else 0)
    pushes = DataFlow.PUSH
    if chain is not None and chain.starts:
        if known.of(candidate.endpoint.id).serves:
            return (Leg(0, 1, pushes), Leg(1, last, pushes))
        inwards = at.flow == "in"
        return (Leg(1, 0, pushes if inwards else DataFlow.PULL), Leg(1, last, DataFlow.PULL if inwards else pushes))
    if chain is not None and chain.copy:
        outward, data = chain.toward == "out", pushes
    else:
        outward = _outward(at, candidate, known)
        data = brief.need.asked.data_flow if at.platform is NeedPlatform.BOTH else _data(at, outward)
    if not outward:
        return tuple(Leg(place + 1, place, data) for place in reversed(range(last)))
    legs = [Leg(place, place + 1, data) for place in range(last)]
    if chain is not None and brief.need.other_on_premises and chain.hubs[-1].channel in PULLED and data is pushes:
        legs[-1] = Leg(last, last - 1, DataFlow.PULL)
    return tuple(legs)


def _outward(at: Situation, candidate: Candidate, known: Knowledge) -> bool:
    """Whether calls lead out of Dynamics 365; stores are filled from there, whoever reads them."""
    if known.of(candidate.endpoint.id).serves:
        return True
    if candidate.chain is not None and candidate.chain.toward != "both":
        return candidate.chain.toward == "out"
    if candidate.endpoint.initiation is Initiation.BOTH:
        return at.initiator is Initiator.D365
    return candidate.endpoint.initiation is Initiation.OUTBOUND


def _data(at: Situation, outward: bool) -> DataFlow:
    if at.flow == "both":
        return DataFlow.BOTH
    return DataFlow.PUSH if (at.flow == "out") == outward else DataFlow.PULL


def _systems(need: Need, at: Situation, candidate: Candidate, known: Knowledge) -> tuple[System, System]:
    """Dynamics 365 and the other side; where both platforms are meant, that is the other platform."""
    kind = candidate.endpoint
    own = _home(kind, at)
    hosting = need.d365_hosting
    system = System(id="d365", type=D365_TYPES[own], hosting=hosting,
                    endpoints=(Endpoint(id="endpoint", type=kind.id),))
    if at.platform is NeedPlatform.BOTH and not known.of(kind.id).serves:
        across = Platform.DATAVERSE if own is Platform.FINANCE_OPERATIONS else Platform.FINANCE_OPERATIONS
        return system, System(id="other", type=D365_TYPES[across])
    other = STORE_TYPE if known.of(kind.id).serves and candidate.chain is None else OTHER_TYPE
    return system, System(id="other", type=other, exposure=need.exposure,
                          hosting=Hosting.ON_PREMISES if need.other_on_premises else need.hosting)


def _home(kind: EndpointType, at: Situation) -> Platform:
    if kind.platform is not Platform.BOTH:
        return kind.platform
    if kind.id == "both.virtual-entity" or at.platform is NeedPlatform.DATAVERSE:
        return Platform.DATAVERSE      # Dataverse calls Finance and Operations
    return Platform.FINANCE_OPERATIONS


def _channel(need: Need, kind: str) -> Endpoint:
    ordered = need.asked.order_required is True and kind.startswith("azure.service-bus")
    return Endpoint(id="channel", type=kind, sessions=True if ordered else None)


def leg_facts(brief: Brief, candidate: Candidate, leg: Leg, way: Sequence[End]) -> Integration:
    """One integration of a way from Dynamics 365 (first) to the other side, with what is asked of it.

    Its id is still that of the need, and it has no name.
    """
    asked, known = brief.need.asked, brief.known
    if leg.data is DataFlow.PULL and asked.answer_needed is False:
        asked = replace(asked, answer_needed=None)      # what is read is the answer
    main = 0 in (leg.start, leg.end)
    first = leg.start in (0, len(way) - 1)
    integration = replace(asked, name=None, from_=way[leg.start], to=way[leg.end], data=leg.data,
                          timing=_timing(brief.at, candidate))
    if not first and not candidate.hub_starts:
        # The worker behind a queue waits for its own call, so that it can complete the message or give it back.
        integration = replace(integration, answer_needed=True, inside_transaction=None, trigger=Trigger.EVENT,
                              frequency=None)
    if candidate.hub_starts:
        integration = replace(integration, trigger=Trigger.SCHEDULED, answer_needed=True, inside_transaction=None)
    if candidate.chain is not None and candidate.chain.key_only and integration.volume is not None:
        integration = replace(integration, volume=replace(integration.volume, message_kb=KEY_KB))
    if candidate.copies:
        # What the asker wants within seconds it gets from the copy; how often the original changes is not known.
        integration = replace(integration, latency=None, volume=None, trigger=Trigger.EVENT, users=None,
                              answer_needed=not first, operations=(), purpose=None)
    if not main:
        # The application user and its sign-in are those at Dynamics 365.
        integration = replace(integration, identity=None, auth=None)
    return _built(integration, candidate, known, main)


def _timing(at: Situation, candidate: Candidate) -> Timing | None:
    """The one timing that the need asks of an endpoint that has several; none leaves it to the endpoint."""
    synchronous = Timing.SYNCHRONOUS
    if at.answer and not candidate.copies and candidate.chain is None and synchronous in candidate.endpoint.timing:
        return synchronous
    return None


def builds_of(candidate: Candidate, known: Knowledge, asked: Integration) -> dict[str, Any]:
    """Facts of a sensible build of a candidate that the need leaves open, by key."""
    chained = candidate.chain.builds if candidate.chain else {}
    found = dict(known.of(candidate.endpoint.id).builds) | dict(chained)
    return {key: value for key, value in found.items() if _open(asked, key)}


def _open(record: Any, key: str) -> bool:
    """Whether a value is unstated, or says that something is missing that the build brings."""
    if key == "batch.records" and record.batch is not None and record.batch.records == 1:
        return True
    for name in key.split("."):
        record = getattr(record, name, None)
        if record is None or record is False:
            return True
    return False


def _built(integration: Integration, candidate: Candidate, known: Knowledge, main: bool) -> Integration:
    for key, value in builds_of(candidate, known, integration).items():
        if main or key.startswith("error_handling."):
            integration = with_value(integration, key.split("."), value)
            if key == "batch.records":
                integration = replace(integration, request_time=None)    # what is stated is the time of a single one
    volume = integration.volume
    if main and known.of(candidate.endpoint.id).coarse and volume and (volume.operations_per_message or 1) > 1:
        integration = replace(integration, volume=replace(volume, operations_per_message=1.0))
    return integration
