"""Which ends may be joined: what the catalog says of who starts and who is called, of timing and of platforms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import EndpointType, Status, SystemType
from d365arch.model import End, Integration, System
from d365arch.model.vocabulary import Initiation, Platform, Timing

OUT = (Status.RETIRED, Status.DEPRECATED)
"""What nobody should start to use; never offered as sensible."""


class Sense(IntEnum):
    """How a connection looks in the light of the catalog: good, odd (their timings differ), or against it."""

    GOOD = 0
    ODD = 1
    AGAINST = 2


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How sensible a connection is; the smaller, the better. `reason` is a sentence where it is not good."""

    sense: Sense = Sense.GOOD
    rank: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One end as the catalog sees it; `timings` are empty where nothing says them."""

    name: str
    system: str
    platform: Platform = Platform.OTHER
    hub: bool = False
    endpoint: bool = False
    timings: tuple[Timing, ...] = ()
    initiation: Initiation | None = None
    protocol: str | None = None
    out: bool = False


def side_at(facts: Facts, end: End) -> Side:
    """The side that an end of the landscape is."""
    system, endpoint = facts.landscape.system_by_id.get(end.system), facts.landscape.endpoint_at(end)
    label, platform, hub = system.label if system else end.system, facts.platform(system), facts.is_hub(end.system)
    if endpoint is None:
        kind = facts.type_of(system)
        return Side(label, label, platform, hub, timings=kind.hub_timing if kind and hub else ())
    kind_of = facts.endpoint_type(endpoint)
    name = endpoint.name or (kind_of.name if kind_of else endpoint.id)
    return Side(name, label, platform, hub, True, facts.endpoint_timings(endpoint), facts.endpoint_initiation(endpoint),
                facts.protocol_of(endpoint))


def side_of_type(kind: SystemType, endpoint: EndpointType | None, system: System | None = None) -> Side:
    """The side that a new system of a type would be, or a new endpoint on it (or on a system that is there)."""
    label, hub = system.label if system else kind.name, kind.hub_class is not None or bool(kind.hub_timing)
    if endpoint is None:
        return Side(label, label, kind.platform, hub, timings=kind.hub_timing, out=kind.status in OUT)
    return Side(endpoint.name, label, kind.platform, hub, True, endpoint.timing, endpoint.initiation,
                endpoint.protocol, endpoint.status in OUT or kind.status in OUT)


def fit(starts: Side, called: Side) -> Fit:
    """How sensible it is that one side starts a connection to the other."""
    if reason := _initiation(starts, Initiation.INBOUND) or _initiation(called, Initiation.OUTBOUND):
        return Fit(Sense.AGAINST, 0, reason)
    rank = _rank(starts, called)
    if called.out:
        return Fit(Sense.ODD, rank, f"{called.name} is no longer offered for new work.")
    if starts.timings and called.timings and not set(starts.timings) & set(called.timings):
        return Fit(Sense.ODD, rank, f"{starts.name} works {_words(starts.timings)}, {called.name} "
                                    f"{_words(called.timings)}.")
    return Fit(Sense.GOOD, rank)


def fit_of(facts: Facts, from_: End, to: End) -> Fit:
    """How sensible a connection between two ends of the landscape is."""
    return fit(side_at(facts, from_), side_at(facts, to))


def contradiction(facts: Facts, integration: Integration) -> str | None:
    """A sentence where an endpoint is made for the other side to start; none where all is as the catalog says."""
    for end, wrong in ((integration.from_, Initiation.INBOUND), (integration.to, Initiation.OUTBOUND)):
        endpoint = facts.landscape.endpoint_at(end)
        if endpoint is not None and facts.endpoint_initiation(endpoint) is wrong and (
                reason := _initiation(side_at(facts, end), wrong)):
            return reason
    return None


def _initiation(side: Side, wrong: Initiation) -> str:
    """Why a side may not stand at its end, by the initiator rule; outside Dynamics 365 there is no such rule."""
    if not side.platform.is_d365 or side.initiation is not wrong:
        return ""
    what = ("is made to be called, not to start a call" if wrong is Initiation.INBOUND
            else "starts by itself and is not called")
    return f"{side.name} of {side.system} {what}."


def _words(timings: tuple[Timing, ...]) -> str:
    return " or ".join(timing.value for timing in timings)


def _rank(starts: Side, called: Side) -> int:
    """Timing and protocol first, then hubs and the way across platforms."""
    rank = 0
    if starts.timings and called.timings:
        rank += 0 if starts.timings[0] in called.timings else 4
    else:
        rank += 2
    if called.hub:
        rank -= 2 if starts.timings else 1
    elif starts.platform.is_d365 == called.platform.is_d365 and not starts.hub:
        rank += 2
    if starts.protocol and starts.protocol == called.protocol:
        rank -= 3
    return rank
