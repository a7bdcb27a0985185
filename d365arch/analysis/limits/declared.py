"""Checks that limits state as data: a measure of the integrations at endpoints of some types against a number.

This is also how the limits of packs are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from d365arch.analysis.limits.loads import is_read
from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.records import Load, Quantity, quantity
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import LimitFact, LimitTest, Measured, Per, When
from d365arch.model import Endpoint, Integration, System
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import DataFlow, Timing

_SAYS: dict[Measured, tuple[str, str]] = {
    Measured.MESSAGES: ("calls", "{gets} {{load}} in the busiest 5 minutes"),
    Measured.REQUESTS: ("requests", "{sends} {{load}} in the busiest 5 minutes"),
    Measured.PER_REQUEST: ("operations", "{packs} {{load}} into a request"),
    Measured.CONCURRENCY: ("requests at once", "{has} {{load}} under way at peak"),
    Measured.PARALLELISM: ("threads", "{calls} with {{load}}"),
    Measured.HOURLY_OPERATIONS: ("operations an hour", "{makes} {{load}} at peak"),
    Measured.DAILY: ("messages", "{carries} {{load}} a day"),
    Measured.DAILY_OPERATIONS: ("operations", "{makes} {{load}} a day"),
    Measured.ROWS_PER_RUN: ("rows", "{moves} {{load}} in one run"),
    Measured.PAYLOAD_KB: ("KB", "{carries} messages of {{load}}"),
    Measured.REQUEST_KB: ("KB", "{packs} {{load}} into a request"),
    Measured.RUN_KB: ("KB", "{moves} {{load}} in one run"),
    Measured.P95: ("s", "{waits} {{load}} for 5% of its answers or longer"),
    Measured.P99: ("s", "{waits} {{load}} for 1% of its answers or longer"),
    Measured.TIMEOUT: ("s", "{gives} up after {{load}}"),
    Measured.INTERVAL: ("s", "{runs} every {{load}}"),
    Measured.RUNS_PER_HOUR: ("runs an hour", "{has} {{load}}"),
    Measured.FRESHNESS: ("s", "{asks} for data no older than {{load}}"),
    Measured.INTEGRATIONS: ("readers", "{has} {{load}}"),
}
_VERBS = ("gets", "sends", "packs", "has", "calls", "makes", "carries", "moves", "waits", "gives", "runs", "asks")
_PHRASES = {m: (unit, says.format(**{v: v for v in _VERBS})) for m, (unit, says) in _SAYS.items()}


def measures(stage: Stage) -> Iterator[Measure]:
    """Every test of every limit, in the order of their ids."""
    for fact in sorted(stage.limits.values(), key=lambda f: f.id):
        for test in fact.tests:
            yield from _tested(stage, fact, test)


class _Allowed(NamedTuple):
    """The number that holds, and what was assumed to find it."""

    value: float
    assumed: tuple[str, ...] = ()


def _tested(stage: Stage, fact: LimitFact, test: LimitTest) -> Iterator[Measure]:
    systems: dict[str, tuple[_Allowed, list[Part]]] = {}
    told: set[str] = set()    # both ends of dual-write are of one type
    for end, endpoint, system in stage.ends(*test.at):
        allowed = allowed_by(fact, test, endpoint, system)
        if allowed is None:
            continue
        parts = [
            Part(i, q) for i in stage.at_end[end]
            if _meant(stage, i, end, test) and (q := _quantity(i, stage.loads[i.id], test.measure)) is not None and q]
        if test.per is Per.INTEGRATION:
            for part in [p for p in parts if p.integration.id not in told]:
                told.add(part.integration.id)
                yield _measure(fact, test, (part.integration.id, f'"{part.integration.label}"'), [part], allowed)
        elif test.per is Per.ENDPOINT and parts:
            yield _measure(fact, test, (str(end), stage.channel(end)), parts, allowed)
        elif parts:
            systems.setdefault(system.id, (allowed, []))[1].extend(parts)
    for system_id, (allowed, parts) in systems.items():
        yield _measure(fact, test, (system_id, stage.label(system_id)), parts, allowed)


def _measure(
    fact: LimitFact, test: LimitTest, subject: tuple[str, str], parts: Sequence[Part], allowed: _Allowed
) -> Measure:
    unit, says = _PHRASES[test.measure]
    if test.per is not Per.INTEGRATION:
        says = _AT_THE_OTHER_SIDE.get(test.measure, says)
    on, who = subject
    load, most = sum(p.load.value for p in parts), allowed.value
    least = test.measure is Measured.FRESHNESS
    if least:
        load, most = most, load
    if test.measure in _NAMED_BY_LIMIT and fact.unit not in {"", "KB", "s"}:
        unit = fact.unit
    return Measure(fact=fact, on=on, who=who, says=says, parts=parts, load=load, allowed=most, unit=unit,
                   band=test.band, assumptions=allowed.assumed, least=least, allows=test.allows)


_AT_THE_OTHER_SIDE = {
    Measured.REQUESTS: "gets {load} in the busiest 5 minutes", Measured.PARALLELISM: "is called with {load}",
    Measured.HOURLY_OPERATIONS: "gets {load} at peak", Measured.DAILY: "gets {load} a day",
    Measured.DAILY_OPERATIONS: "gets {load} a day",
}
"""The same, said of the endpoint or system that is called."""

_NAMED_BY_LIMIT = frozenset({Measured.MESSAGES, Measured.PARALLELISM, Measured.PER_REQUEST, Measured.INTEGRATIONS,
                             Measured.RUNS_PER_HOUR})
"""Measures whose unit is told by the limit: messages are calls here and events there."""


def allowed_by(fact: LimitFact, test: LimitTest, endpoint: Endpoint, system: System) -> _Allowed | None:
    """The number that holds for an endpoint; none where the limit does not hold there."""
    if test.by is None:
        return _Allowed(fact.numbers[test.number] if test.number else fact.allowed)
    profile = endpoint.profile.value if endpoint.profile else None
    stated = profile if test.by == "profile" else tier_of(system)
    if stated is not None:
        return _Allowed(fact.numbers[stated]) if stated in fact.numbers else None
    if test.otherwise is None:
        return None
    return _Allowed(fact.numbers[test.otherwise], (f"The {test.by} is not stated: {test.otherwise} is assumed.",))


def tier_of(system: System) -> str | None:
    """The first word of the stated tier in small letters: `Standard v2` is standard."""
    words = (system.tier or "").lower().replace("-", " ").split()
    return words[0] if words else None


def _meant(stage: Stage, integration: Integration, end: End, test: LimitTest) -> bool:
    for condition in test.when:
        match condition:
            case When.SYNCHRONOUS:
                holds = stage.facts.timing(integration) is Timing.SYNCHRONOUS or integration.answer_needed is True
            case When.BRINGS:
                holds = integration.data_flow is not (DataFlow.PULL if integration.to == end else DataFlow.PUSH)
            case When.TAKES:
                holds = integration.data_flow is not (DataFlow.PUSH if integration.to == end else DataFlow.PULL)
            case When.WRITES:
                holds = not is_read(integration)
            case When.CALLED:
                holds = integration.to == end
            case When.STARTS:
                holds = integration.from_ == end
        if not holds:
            return False
    return True


def _quantity(integration: Integration, load: Load, measure: Measured) -> Quantity | None:
    """What of an integration is measured; none where it is not stated and nothing may be assumed."""
    stated = _FROM_THE_FILE.get(measure)
    if stated is not None:
        return stated(integration)
    found: Quantity | None = getattr(load, measure.value)
    return found


def _stated(value: float | None) -> Quantity | None:
    return quantity(float(value)) if value else None


def _period(integration: Integration) -> float | None:
    return integration.frequency.seconds if integration.frequency else None


def _run_kb(integration: Integration) -> Quantity | None:
    volume = integration.volume
    if volume is None or not volume.row_bytes or not volume.per_run:
        return None
    return quantity(volume.per_run * volume.row_bytes / 1024, "A run is taken to be one query.")


def _request_kb(integration: Integration) -> Quantity | None:
    rows, volume = integration.batch.records if integration.batch else None, integration.volume
    return _stated(rows * volume.row_bytes / 1024) if rows and volume and volume.row_bytes else None


def _runs_per_hour(integration: Integration) -> Quantity | None:
    seconds = _period(integration)
    return Quantity(3_600 / seconds) if seconds else None


_FROM_THE_FILE: Mapping[Measured, Callable[[Integration], Quantity | None]] = {
    Measured.PARALLELISM: lambda i: _stated(i.parallelism),
    Measured.PER_REQUEST: lambda i: _stated(i.batch.records if i.batch else None),
    Measured.REQUEST_KB: _request_kb, Measured.RUN_KB: _run_kb,
    Measured.P95: lambda i: _stated(i.latency.p95 if i.latency else None),
    Measured.P99: lambda i: _stated(i.latency.p99 if i.latency else None),
    Measured.TIMEOUT: lambda i: _stated(i.latency.timeout if i.latency else None),
    Measured.FRESHNESS: lambda i: _stated(i.latency.required if i.latency else None),
    Measured.INTERVAL: lambda i: _stated(_period(i)), Measured.RUNS_PER_HOUR: _runs_per_hour,
    Measured.INTEGRATIONS: lambda _: Quantity(1.0),
}
"""Measures that are stated and not computed; the others are fields of a load."""
