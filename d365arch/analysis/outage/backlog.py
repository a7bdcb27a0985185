"""What piles up while nobody takes it: how fast, how much, and what ends first, the room or the patience."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from d365arch.analysis.outage.facts import outage_facts
from d365arch.analysis.outage.records import HOURS, Pile, Queue, Where
from d365arch.analysis.outage.wires import Wires
from d365arch.model import System, Volume


class Rate(NamedTuple):
    """Messages an hour; `peak` where only a peak is stated."""

    per_hour: float
    peak: bool


def rate_of(volume: Volume | None) -> Rate | None:
    """The stated rate: of an average hour, else of the busiest hour, else of the busiest five minutes for an hour."""
    if volume is None:
        return None
    if volume.rate_per_hour is not None:
        return Rate(volume.rate_per_hour, peak=False)
    if volume.peak_per_hour is not None:
        return Rate(volume.peak_per_hour, peak=True)
    return None if volume.peak_5min is None else Rate(volume.peak_5min * 12, peak=True)


class Inflow(NamedTuple):
    """What arrives: messages and KB an hour (none where not all of it is stated), and whose facts are missing."""

    rate: float | None
    peak: bool
    kb: float | None
    no_rate: tuple[str, ...]
    no_size: tuple[str, ...]


def inflow(wires: Wires, links: Iterable[str], fallback: Iterable[str] = ()) -> Inflow:
    """The sum over integrations; what one of these does not say is taken from `fallback`, those that take it out."""
    volumes = {link: wires.integration(link).volume for link in links}
    taking = [wires.integration(link).volume for link in fallback]
    rates = {link: rate for link, volume in volumes.items() if (rate := rate_of(volume))}
    sizes = {link: v.message_kb for link, v in volumes.items() if v and v.message_kb is not None}
    taken_kb = max((v.message_kb for v in taking if v and v.message_kb is not None), default=None)
    no_size = () if taken_kb is not None else tuple(link for link in volumes if link not in sizes)
    if len(rates) == len(volumes):
        kb = None if no_size else sum(r.per_hour * sizes.get(k, taken_kb or 0.0) for k, r in rates.items())
        return Inflow(sum(r.per_hour for r in rates.values()), any(r.peak for r in rates.values()), kb, (), no_size)
    taken = max((r for r in map(rate_of, taking) if r), default=None)
    if taken is None:
        return Inflow(None, False, None, tuple(link for link in volumes if link not in rates), no_size)
    heaviest = max((*sizes.values(), taken_kb or 0.0))
    return Inflow(taken.per_hour, taken.peak, None if no_size else taken.per_hour * heaviest, (), no_size)


def queue(
    wires: Wires, place: str, where: Where, *, into: Iterable[str], out: Iterable[str], waiting_for: Iterable[str],
    entities: Iterable[str], because: Iterable[str] = (), keeps: float | None = None, facts: tuple[str, ...] = (),
) -> Queue:
    """A queue at a place; `into` are the integrations that fill it, `out` those that would empty it. `keeps` is how
    long messages wait outside a channel, in seconds."""
    into, out = sorted(set(into)), sorted(set(out))
    flow = inflow(wires, into, out) if into else inflow(wires, out)
    size, retention, needs, used = _room(wires, place) if where is Where.CHANNEL else (None, keeps, [], [])
    needs = [*_unstated(wires, flow, sizes=where is Where.CHANNEL), *needs]
    kept = retention / 3600 if retention is not None else None
    full = size / flow.kb if size is not None and flow.kb else None
    first = None
    if full is not None and (kept is None or full <= kept):
        first = "size"
    elif kept is not None and flow.rate:
        first = "retention"
    return Queue(
        place=place, where=where, links=tuple(sorted({*into, *out})), waiting_for=tuple(sorted(set(waiting_for))),
        because=tuple(sorted(set(because))),
        entities=tuple(sorted(set(entities))), rate_per_hour=flow.rate, peak=flow.peak, kb_per_hour=flow.kb,
        size_kb=size, retention_hours=kept, full_hours=full, first=first,
        piles=tuple(_pile(hours, flow, full if first == "size" else kept if first else None) for hours in HOURS),
        needs=tuple(needs), facts=(*used, *facts),
    )


def _pile(hours: float, flow: Inflow, most: float | None) -> Pile:
    """What waits after some hours; what is refused or has expired by then is gone."""
    if flow.rate is None:
        return Pile(hours, None, None, None)
    lasting = min(hours, most) if most is not None else hours
    megabytes = None if flow.kb is None else flow.kb * lasting / 1024
    return Pile(hours, flow.rate * lasting, megabytes, flow.rate * (hours - lasting) if most is not None else None)


def _unstated(wires: Wires, flow: Inflow, *, sizes: bool) -> list[str]:
    needs = [f"volume.per_hour of {wires.link_label(link)} ({link})" for link in flow.no_rate]
    return needs + [f"volume.message_kb of {wires.link_label(link)} ({link})" for link in flow.no_size if sizes]


def _room(wires: Wires, place: str) -> tuple[float | None, float | None, list[str], list[str]]:
    """Size in KB and retention in seconds of a channel, stated or by tier; what is missing, and the facts used."""
    endpoint, hub = wires.endpoint(place), wires.facts.landscape.system_by_id[wires.owner(place)]
    known = outage_facts()
    size = endpoint.size if endpoint else None
    retention = endpoint.retention if endpoint else None
    needs: list[str] = []
    facts: list[str] = []
    if size is None and (tiered := known.sizes.get(hub.type or "")):
        size = _by_tier(tiered.of(hub.tier), tiered.text, hub, facts)
    if retention is None and (tiered := known.retention.get(hub.type or "")):
        retention = _by_tier(tiered.of(hub.tier), tiered.text, hub, facts)
    if size is None and retention is None:
        needs += [f"size of {place}", f"retention of {place}"]
    return size, retention, needs, facts


def _by_tier(found: tuple[float, bool], text: str, hub: System, facts: list[str]) -> float:
    value, known = found
    facts.append(text if known else f"{text}; {hub.label} states no tier, so the smallest is taken")
    return value
