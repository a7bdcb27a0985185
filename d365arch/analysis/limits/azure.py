"""Limits of Azure's messaging and integration services, by namespace, channel and tier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from d365arch.analysis.limits.declared import tier_of
from d365arch.analysis.limits.loads import WINDOW
from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.power_automate import runs_of
from d365arch.analysis.limits.records import Load, Quantity
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import Band
from d365arch.model import Endpoint, Integration, System
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import DataFlow

_QUEUE, _TOPIC = "azure.service-bus-queue", "azure.service-bus-topic"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What passes one channel: those who bring messages and those who take them."""

    end: End
    endpoint: Endpoint
    system: System
    senders: tuple[Integration, ...]
    readers: tuple[Integration, ...]


def measures(stage: Stage) -> Iterator[Measure]:
    """Checks of Service Bus, Event Hubs, Event Grid, API Management and Logic Apps."""
    yield from _service_bus(stage)
    yield from _event_hubs(stage)
    yield from _event_grid(stage)
    yield from _api_management(stage)
    yield from _logic_apps(stage)


def traffic(stage: Stage, *types: str) -> dict[str, list[Traffic]]:
    """Traffic of the channels of these types by the id of their system."""
    found: dict[str, list[Traffic]] = {}
    for end, endpoint, system in stage.ends(*types):
        there = stage.at_end[end]
        senders = tuple(i for i in there if (i.to == end) == (i.data_flow is not DataFlow.PULL))
        sending = {i.id for i in senders}
        readers = tuple(i for i in there if i.id not in sending or i.data_flow is DataFlow.BOTH)
        found.setdefault(system.id, []).append(Traffic(end, endpoint, system, senders, readers))
    return found


def _rates(stage: Stage, integrations: Iterable[Integration], *, sized: bool = False) -> list[Part]:
    """Messages, or kilobytes, a second of the busiest five minutes."""
    found: list[Part] = []
    for integration in integrations:
        load: Load = stage.loads[integration.id]
        messages, size = load.messages, load.payload_kb
        if messages is None or not messages or (sized and size is None):
            continue
        factor = size.value if sized and size else 1.0
        found.append(Part(integration, Quantity(messages.value / WINDOW * factor, messages.assumed)))
    return found


def _total(parts: Iterable[Part]) -> float:
    return sum(p.load.value for p in parts)


def _incoming(stage: Stage, channel: Traffic) -> float:
    """Messages a second that come in: as senders state, else as the busiest reader does."""
    return _total(_rates(stage, channel.senders)) or max(
        (p.load.value for p in _rates(stage, channel.readers)), default=0.0)


# --- Service Bus ---

def _service_bus(stage: Stage) -> Iterator[Measure]:
    for system_id, channels in sorted(traffic(stage, _QUEUE, _TOPIC).items()):
        tier = tier_of(channels[0].system)
        yield from _capacity(stage, channels, tier)
        yield from _receivers(stage, channels)
        if tier not in {None, "standard"}:
            continue
        assumed = () if tier else ("The tier is not stated: standard is assumed.",)
        by_channel = {c.end: parts for c in channels if (parts := credits_of(stage, c))}
        for end, parts in by_channel.items():
            if len(by_channel) > 1:
                yield _credits(stage, str(end), stage.channel(end), parts, assumed)
        everything = [part for parts in by_channel.values() for part in parts]
        if everything:
            yield _credits(stage, system_id, stage.label(system_id), everything, assumed)


def credits_of(stage: Stage, channel: Traffic) -> list[Part]:
    """Credits a second that a queue or topic costs, by integration (L-SB-02; source S72).

    Each send, each evaluation of a filter and each delivery costs one. A queue delivers each message once, a topic to
    every subscription, whatever share its filters let through.
    """
    topic = channel.endpoint.type == _TOPIC
    readers = channel.readers if topic else channel.readers[:1]
    filters = sum(channel.endpoint.filters.values()) * len(readers) if topic else 0
    rate, sent = _incoming(stage, channel), _rates(stage, channel.senders)
    if not sent and readers:
        sent = [Part(readers[0], Quantity(rate, "What is read is taken to be what is sent."))]
    unread = 0 if topic or readers else 1
    costs = [Part(p.integration, Quantity(p.load.value * (1 + filters + unread), p.load.assumed)) for p in sent]
    return _merged([*costs, *(Part(reader, Quantity(rate)) for reader in readers)])


def _merged(parts: Iterable[Part]) -> list[Part]:
    """One part for each integration, of those that add something."""
    found: dict[str, Part] = {}
    for integration, load in parts:
        before = found[integration.id].load if integration.id in found else Quantity(0.0)
        found[integration.id] = Part(integration, Quantity(before.value + load.value, before.assumed or load.assumed))
    return [part for part in found.values() if part.load]


def _credits(stage: Stage, on: str, who: str, parts: list[Part], assumed: tuple[str, ...]) -> Measure:
    fact = stage.limits["L-SB-02"]
    return Measure(fact=fact, on=on, who=who, says="costs {load}", parts=parts, load=_total(parts),
                   allowed=fact.allowed, unit="credits a second", band=Band.RATE, assumptions=assumed)


def _capacity(stage: Stage, channels: list[Traffic], tier: str | None) -> Iterator[Measure]:
    """L-SB-04: what waits in a channel while its slowest reader recovers."""
    fact = stage.limits["L-SB-04"]
    for channel in channels:
        outage = max((_recovery(stage, i) for i in channel.readers), default=0.0)
        parts = [
            Part(i, Quantity(load.hourly.value / 3600 * load.payload_kb.value * outage, load.hourly.assumed))
            for i in channel.senders
            if (load := stage.loads[i.id]).hourly is not None and load.payload_kb is not None]
        size = channel.endpoint.size or fact.numbers.get(tier or "standard", fact.allowed)
        if outage and _total(parts):
            yield Measure(
                fact=fact, on=str(channel.end), who=stage.channel(channel.end), parts=parts, load=_total(parts),
                says=f"gathers {{load}} while its reader is away for {outage / 3600:.3g} h", allowed=size, unit="KB",
                band=Band.RATE, assumptions=() if channel.endpoint.size else (
                    "The size of the channel is not stated: the smallest of its tier is assumed.",))


def _recovery(stage: Stage, integration: Integration) -> float:
    """The recovery time of the system that reads from a channel, in seconds; 0 where it is not stated."""
    reader = integration.from_.system if integration.data_flow is not DataFlow.PUSH else integration.to.system
    system = stage.facts.landscape.system_by_id.get(reader)
    return (system.recovery.rto or 0.0) if system and system.recovery else 0.0


def _receivers(stage: Stage, channels: list[Traffic]) -> Iterator[Measure]:
    """L-SB-05: receives under way in a channel, all subscriptions together."""
    fact = stage.limits["L-SB-05"]
    for channel in channels:
        parts = [Part(i, Quantity(float(i.parallelism))) for i in channel.readers if i.parallelism]
        if parts:
            yield Measure(
                fact=fact, on=str(channel.end), who=stage.channel(channel.end), says="has {load}", parts=parts,
                load=_total(parts), allowed=fact.numbers["receives"], unit="receives at once", band=Band.RATE)


# --- Event Hubs and Event Grid ---

def _event_hubs(stage: Stage) -> Iterator[Measure]:
    """L-EH-01, standard and basic tier: events and bytes in and out, against the units."""
    fact = stage.limits["L-EH-01"]
    for system_id, channels in sorted(traffic(stage, "azure.event-hub").items()):
        system = channels[0].system
        if tier_of(system) not in {None, "standard", "basic"}:
            continue
        units = system.units or 1
        assumed = () if system.units else ("The throughput units are not stated: one is assumed.",)
        senders = [i for c in channels for i in c.senders]
        readers = [i for c in channels for i in c.readers]
        for name, people, sized, says in (
            ("events_in", senders, False, "takes in {load}"),
            ("kilobytes_in", senders, True, "takes in {load} a second"),
            ("events_out", readers, False, "gives out {load}"),
            ("kilobytes_out", readers, True, "gives out {load} a second"),
        ):
            parts = _rates(stage, people, sized=sized)
            if parts:
                yield Measure(
                    fact=fact, on=system_id, who=system.label, says=says, parts=parts, load=_total(parts),
                    allowed=fact.numbers[name] * units, unit="KB" if sized else "events a second", band=Band.RATE,
                    assumptions=assumed)


def _event_grid(stage: Stage) -> Iterator[Measure]:
    """L-EG-01: events and bytes a second into a topic, and its subscriptions."""
    fact = stage.limits["L-EG-01"]
    for channels in traffic(stage, "azure.event-grid-topic").values():
        for channel in channels:
            who, on = stage.channel(channel.end), str(channel.end)
            for name, unit, sized, says in (("events", "events a second", False, "gets {load}"),
                                            ("kilobytes", "KB", True, "gets {load} a second")):
                parts = _rates(stage, channel.senders, sized=sized)
                if parts:
                    yield Measure(fact=fact, on=on, who=who, says=says, parts=parts, load=_total(parts),
                                  allowed=fact.numbers[name], unit=unit, band=Band.RATE)
            if len(channel.readers) > 1:
                yield Measure(
                    fact=fact, on=on, who=who, says="has {load}", load=float(len(channel.readers)),
                    parts=[Part(i, Quantity(1.0)) for i in channel.readers], allowed=fact.numbers["subscriptions"],
                    unit="subscriptions", band=Band.CAP, allows="a topic has {allowed} at most")


# --- API Management and Logic Apps ---

def _api_management(stage: Stage) -> Iterator[Measure]:
    """L-AP-01: a call through the Consumption tier has 30 s in all."""
    fact = stage.limits["L-AP-01"]
    for end, _, system in stage.ends("azure.api-management-api"):
        if tier_of(system) != "consumption":
            continue
        for integration in stage.at_end[end]:
            slowest = integration.latency.p99 if integration.latency else None
            if slowest:
                yield Measure(
                    fact=fact, on=integration.id, who=f'"{integration.label}"', load=slowest,
                    says="waits {load} for 1% of its answers or longer", parts=[Part(integration, Quantity(slowest))],
                    allowed=fact.numbers["consumption_seconds"], unit="s", band=Band.CAP)


def _logic_apps(stage: Stage) -> Iterator[Measure]:
    """L-LA-01: calls and actions of a workflow on the Consumption plan."""
    fact = stage.limits["L-LA-01"]
    for end, endpoint, system in stage.ends("azure.logic-apps-workflow"):
        tier = tier_of(system)
        if tier not in {None, "consumption"}:
            continue
        assumed = () if tier else ("The plan is not stated: Consumption is assumed.",)
        runs, who = runs_of(stage, end, daily=False), stage.channel(end)
        calls = [p for p in runs if p.integration.to == end]
        if calls:
            yield Measure(
                fact=fact, on=str(end), who=who, says="is called {load} in the busiest 5 minutes", parts=calls,
                load=_total(calls), allowed=fact.numbers["calls"], unit="times", band=Band.RATE, assumptions=assumed,
                allows="a workflow can be called {allowed}")
        if runs and endpoint.actions:
            parts = [Part(p.integration, Quantity(p.load.value * endpoint.actions, p.load.assumed)) for p in runs]
            yield Measure(fact=fact, on=str(end), who=who, says="makes {load} in the busiest 5 minutes", parts=parts,
                          load=_total(parts), allowed=fact.numbers["actions"], unit="actions", band=Band.RATE,
                          assumptions=assumed)
