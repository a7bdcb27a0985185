"""The facts of a spoke, taken from the integrations whose place it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model import End, Integration, Latency, Volume
from d365arch.model.vocabulary import DataFlow, Delivery, Initiation, Level, Timing

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

_SHARED = (
    "goal", "kind", "style", "trigger", "frequency", "operations", "purpose", "answer_needed", "batch", "acknowledged",
    "loop_guard", "inside_transaction", "error_handling", "monitoring", "owner", "technical_owner", "environments",
    "alm", "low_code", "docs", "tags",
)
"""Facts that a spoke keeps where all that it replaces state the same. What belongs to a connection that is gone
(identity, authentication, protocol, evidence, test results) must be found out anew for the new one."""

_TIMINGS = (Timing.SYNCHRONOUS, Timing.NEAR_REAL_TIME, Timing.ASYNCHRONOUS)
_LEVELS = (Level.HIGH, Level.MEDIUM, Level.LOW)
_DELIVERIES = (Delivery.EXACTLY_ONCE_EFFECT, Delivery.AT_LEAST_ONCE, Delivery.AT_MOST_ONCE)
"""The most demanding first: a spoke owes what the most demanding of its integrations was owed."""


class Part(NamedTuple):
    """What one integration that is replaced was to a member: its own end, and whether it called."""

    integration: Integration
    end: End
    initiates: bool


class Role(NamedTuple):
    """How a member meets a channel: by which end, and whether it calls or is called."""

    end: End
    initiates: bool


def part_of(integration: Integration, system: str, producer: bool) -> Part:
    """The part that a system plays in a one-way integration as its producer or consumer."""
    pulled = integration.data_flow is DataFlow.PULL
    initiates = producer != pulled
    end = integration.from_ if initiates else integration.to
    if end.system != system:
        raise ValueError(f"{integration.id} has not {system} at that side")
    return Part(integration, end, initiates)


def role_of(facts: Facts, cls: HubClass, parts: Sequence[Part]) -> Role:
    """How the system of these parts meets the channel.

    Who called at least once calls; a pipeline calls its members, but not those of Dynamics 365 that started by
    themselves: who starts there is decided by the endpoint. Of several endpoints one that bears the most demanding
    timing stays, of these the one used most often.
    """
    callers = [part for part in parts if part.initiates]
    called = [part for part in parts if not part.initiates]
    starts = bool(callers)
    if cls is HubClass.BATCH:
        starts = not called and any(_starts(facts, part) for part in callers)
    chosen = callers if starts else called or callers
    wanted = timing_of(facts, cls, (part.integration for part in parts))
    able = [part for part in chosen if wanted in _timings(facts, part.end)]
    return Role(_most_used(able or chosen), starts)


def _timings(facts: Facts, end: End) -> tuple[Timing, ...]:
    """The timings that an end supports; empty where nothing says."""
    endpoint = facts.landscape.endpoint_at(end)
    return facts.endpoint_timings(endpoint) if endpoint else ()


def _starts(facts: Facts, part: Part) -> bool:
    """Whether a system of Dynamics 365 starts here by itself, as far as its endpoint does not also take calls."""
    system = facts.landscape.system_by_id.get(part.end.system)
    if not facts.platform(system).is_d365:
        return False
    endpoint = facts.landscape.endpoint_at(part.end)
    return endpoint is None or facts.endpoint_initiation(endpoint) is not Initiation.BOTH


def _most_used(parts: Iterable[Part]) -> End:
    counts = Counter(part.end for part in parts)
    return min(counts, key=lambda end: (-counts[end], str(end)))


def spoke_values(
    facts: Facts, cls: HubClass, parts: Sequence[Part], end: End, *, waits: bool
) -> dict[str, Any]:
    """The facts of a new spoke with this end but its id, name, ends, data flow and entities.

    `waits` says that the requirement on latency belongs here: to callers of synchronous channels, else to consumers.
    """
    replaced = [part.integration for part in parts]
    values = {name: shared for name in _SHARED if (shared := _same(getattr(i, name) for i in replaced)) is not None}
    return values | {
        "timing": timing_of(facts, cls, replaced, _timings(facts, end)),
        "volume": added_volumes(i.volume for i in replaced),
        "latency": _latency(parts, waits),
        "delivery": _strongest(_DELIVERIES, (i.delivery for i in replaced)),
        "criticality": _strongest(_LEVELS, (i.criticality for i in replaced)),
        "priority": _strongest(_LEVELS, (i.priority for i in replaced)),
        "order_required": True if any(i.order_required for i in replaced) else _same(
            i.order_required for i in replaced),
    }


def timing_of(
    facts: Facts, cls: HubClass, replaced: Iterable[Integration], supported: Collection[Timing] = ()
) -> Timing | None:
    """The most demanding timing of what is replaced, as far as an endpoint supports it (where it states any)."""
    if cls is HubClass.SYNC:
        return Timing.SYNCHRONOUS
    stated = [facts.timing(i) for i in replaced]
    return _strongest(_TIMINGS, (timing for timing in stated if timing in supported)) or _strongest(_TIMINGS, stated)


def _same(values: Iterable[T]) -> T | None:
    """The value that all have, else none."""
    first, *others = values
    return first if first not in {None, ()} and all(other == first for other in others) else None


def _strongest(order: Sequence[W], stated: Iterable[W | None]) -> W | None:
    known = set(stated)
    return next((word for word in order if word in known), None)


def _latency(parts: Sequence[Part], waits: bool) -> Latency | None:
    """The slowest answer that the member gave as the called side, and the strictest requirement where it waits."""
    given = [part.integration.latency for part in parts if part.integration.latency and not part.initiates]
    wanted = [part.integration.latency for part in parts if part.integration.latency and waits]
    made = [part.integration.latency for part in parts if part.integration.latency and part.initiates]
    found = Latency(
        required=min((k.required for k in wanted if k.required is not None), default=None),
        p95=max((k.p95 for k in given if k.p95 is not None), default=None),
        p99=max((k.p99 for k in given if k.p99 is not None), default=None),
        timeout=min((k.timeout for k in made if k.timeout is not None), default=None),
    )
    return None if found == Latency() else found


_SUMMED = ("peak_per_hour", "peak_5min")
_LARGEST = ("per_run", "message_kb", "row_bytes", "operations_per_message", "rows_changed_by_plugins",
            "growth_per_year")


def added_volumes(volumes: Iterable[Volume | None]) -> Volume | None:
    """The load of several integrations together; rates and peaks add up, sizes and growth are the largest stated.

    A peak that some state counts the average rate of those that do not.
    """
    stated = [volume for volume in volumes if volume is not None and volume != Volume()]
    if len(stated) < 2:
        return stated[0] if stated else None
    values: dict[str, Any] = {}
    if all(v.per_hour is None for v in stated):
        values["per_day"] = _sum(v.per_day for v in stated)
    else:
        values["per_hour"] = _sum(v.rate_per_hour for v in stated)
    for name, share in zip(_SUMMED, (1.0, 1 / 12), strict=True):
        if any(getattr(v, name) is not None for v in stated):
            values[name] = _sum(_or_average(v, name, share) for v in stated)
    for name in _LARGEST:
        values[name] = max((x for v in stated if (x := getattr(v, name)) is not None), default=None)
    return Volume(**values)


def _or_average(volume: Volume, name: str, share: float) -> float | None:
    peak: float | None = getattr(volume, name)
    if peak is not None or volume.rate_per_hour is None:
        return peak
    return volume.rate_per_hour * share


def _sum(numbers: Iterable[float | None]) -> float | None:
    stated = [number for number in numbers if number is not None]
    return sum(stated) if stated else None


def with_more(spoke: Integration, more: Sequence[Part], *, answers: bool) -> Integration:
    """A spoke that is there already with the load that it takes over, and, where its system `answers` the hub's calls,
    the slowest of its answers."""
    volume = added_volumes([spoke.volume, *(part.integration.volume for part in more)])
    old = spoke.latency.p95 if spoke.latency else None
    given = _latency(more, waits=False) if answers else None
    if given is None or given.p95 is None or (old is not None and old >= given.p95):
        return replace(spoke, volume=volume)
    return replace(spoke, volume=volume, latency=replace(spoke.latency or Latency(), p95=given.p95))
