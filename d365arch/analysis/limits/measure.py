"""Turns a measured load into a check: utilization, verdict by the bands, contributors, horizon, and a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, floor, log1p
from typing import NamedTuple

from d365arch.analysis import wording as say
from d365arch.analysis.limits.records import MOST, LimitCheck, Quantity
from d365arch.catalog.limits import Band, LimitConfidence, LimitFact, LimitKind
from d365arch.model import Integration
from d365arch.model.quantities import format_duration
from d365arch.model.vocabulary import Severity

DEFAULT_HORIZON = 3 * 31_536_000.0
"""Seconds; how far growth is looked ahead where the landscape states no horizon."""

_PLURAL = re.compile(r"(?:ies|s)(?= |$)")
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z0-9])")
_YEAR = 31_536_000.0
_MOST_ASSUMPTIONS = 8
_MOST_GROWTH = 30.0
"""As a power of e; ten thousand millions are beyond every plan, and keep figures finite."""


class Part(NamedTuple):
    """What one integration adds to a load."""

    integration: Integration
    load: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A load against one number of a limit.

    `who` and `says` make a clause with `{load}`, such as `sends {load} in the busiest 5 minutes`; `unit` is a plural
    noun, or `s` and `KB` for times and sizes. `most` is the gravest verdict there may be, where the load is only
    supposed. `least` says that the load is what can be had, and must not exceed what is asked for. `allows` replaces
    the clause of the limit.
    """

    fact: LimitFact
    on: str
    who: str
    says: str
    parts: Sequence[Part]
    load: float
    allowed: float
    unit: str
    band: Band
    most: Severity = Severity.VIOLATION
    assumptions: tuple[str, ...] = ()
    least: bool = False
    allows: str = ""

    @property
    def utilization(self) -> float:
        """The share of the limit that is used."""
        return min(self.load / self.allowed, MOST)


def percent(share: float) -> str:
    """A utilization in whole percent, halves up; below ten with one digit."""
    value = share * 100
    if 0 < value < 0.05:
        return "less than 0.1%"
    return f"{say.decimal(value, 1)}%" if value < 10 else f"{floor(value + 0.5):,}%"


def amount(value: float, unit: str) -> str:
    """A number with its unit as people say it: 14,000 requests, 4 MB, 2 s."""
    if unit == "s":
        return _time(value)
    if unit == "KB":
        return _size(value)
    shown = number(value)
    return f"{shown} {_one(unit) if shown == '1' else unit}"


def _one(unit: str) -> str:
    """The unit of one: a consumer group, an operation an hour."""
    return _PLURAL.sub(lambda m: "y" if m[0] == "ies" else "", unit, count=1)


def number(value: float) -> str:
    """A count; small ones with what they have after the point."""
    if 0 < value < 1:
        return f"{value:.2g}"
    return say.decimal(value, 1) if value < 100 else f"{floor(value + 0.5):,}"


def _time(seconds: float) -> str:
    whole = round(seconds, 1)
    if 120 < whole < 86_400 and whole % 60:
        return f"{say.decimal(whole, 0)} s"
    return format_duration(whole) if whole else "0 s"


def _size(kilobytes: float) -> str:
    for limit, factor, unit in ((1024.0**2, 1024.0**2, "GB"), (1024.0, 1024.0, "MB")):
        if kilobytes >= limit:
            return f"{say.decimal(kilobytes / factor, 2)} {unit}"
    return f"{say.decimal(kilobytes, 1)} KB"


def verdict_of(
    utilization: float, band: Band, fact: LimitFact, warn: float, most: Severity = Severity.VIOLATION
) -> Severity | None:
    """The verdict of the bands; rates and pools warn from the share `warn`.

    A number that nobody verified, or that is no more, is at most worth a remark.
    """
    if utilization > 1:
        found = Severity.VIOLATION if band in {Band.RATE, Band.CAP} else Severity.WARNING
    elif band is Band.RATE and utilization >= warn:
        found = Severity.WARNING
    else:
        return None
    if fact.confidence is LimitConfidence.UNVERIFIED or fact.kind is LimitKind.HISTORIC:
        most = Severity.INFO
    order = list(Severity)
    return max(found, most, key=order.index)


def checks_of(measures: Iterable[Measure], horizon: float | None, warn: float) -> tuple[LimitCheck, ...]:
    """The checks that measures amount to, by what they are on and by limit.

    Of those on one thing the one that is used most binds, the first of equals. `horizon` is as stated by the landscape,
    in seconds.
    """
    ordered = sorted(measures, key=lambda m: (m.on, m.fact.id, -m.utilization, m.unit))
    most: dict[str, Measure] = {}
    for measure in ordered:
        before = most.setdefault(measure.on, measure)
        if measure.utilization > before.utilization:
            most[measure.on] = measure
    return tuple([_check(m, horizon, warn, binding=most[m.on] is m) for m in ordered])


def _check(measure: Measure, horizon: float | None, warn: float, *, binding: bool) -> LimitCheck:
    parts = measure.parts
    if len(parts) > 1:
        parts = sorted(parts, key=lambda p: (-p.load.value, p.integration.id))
    later = _at_horizon(measure, parts, horizon)
    return LimitCheck(
        limit=measure.fact.id, on=measure.on, load=measure.load, allowed=measure.allowed, unit=measure.unit,
        utilization=measure.utilization, binding=binding,
        verdict=verdict_of(measure.utilization, measure.band, measure.fact, warn, measure.most),
        assumptions=(*measure.assumptions, *_assumptions(parts)),
        contributors=tuple([p.integration.id for p in parts]), at_horizon=later,
        sentence=_sentence(measure, parts, measure.utilization, later, horizon),
    )


def _at_horizon(measure: Measure, parts: Sequence[Part], horizon: float | None) -> float | None:
    """Utilization after the growth that is stated; what states none stays. None where nothing states any."""
    if measure.least or all(_growth(p) is None for p in parts):
        return None
    years = (horizon or DEFAULT_HORIZON) / _YEAR
    total = sum(p.load.value for p in parts)
    grown = sum(p.load.value * exp(min(years * log1p(_growth(p) or 0.0), _MOST_GROWTH)) for p in parts)
    return min(measure.load * (grown / total) / measure.allowed, MOST) if total else None


def _growth(part: Part) -> float | None:
    volume = part.integration.volume
    return volume.growth_per_year if volume else None


def _assumptions(parts: Sequence[Part]) -> tuple[str, ...]:
    """What was assumed, each once; where several contribute, with the names of those it was assumed for."""
    names: dict[str, list[str]] = {}
    for part in parts:
        for sentence in _SENTENCES.split(part.load.assumed) if part.load.assumed else ():
            names.setdefault(sentence, []).append(f'"{part.integration.label}"')
    if len(parts) == 1:
        return tuple(names)
    told = [f"{say.counted(who, 3)}: {what}" for what, who in names.items()]
    more = len(told) - _MOST_ASSUMPTIONS
    return (*told[:_MOST_ASSUMPTIONS], *([f"... and {more} more assumptions."] if more > 0 else ()))


def _sentence(
    measure: Measure, parts: Sequence[Part], utilization: float, later: float | None, horizon: float | None
) -> str:
    load, allowed = amount(measure.load, measure.unit), amount(measure.allowed, measure.unit)
    if measure.least:
        load, allowed = allowed, load
    allows = measure.allows or measure.fact.allows or f"{measure.fact.id} allows {{allowed}}"
    clauses = f"{measure.who} {measure.says.format(load=load)}; {allows.format(allowed=allowed)}"
    told = [f"{clauses}: {percent(utilization)}."]
    if len(parts) > 1 and measure.load > 0:
        share = parts[0].load.value / sum(p.load.value for p in parts)
        told.append(f'"{parts[0].integration.label}" makes {say.percent(share)} of it.')
    if later is not None and later > utilization:
        told.append(f"With the stated growth it is {percent(later)} in {_years(horizon or DEFAULT_HORIZON)}.")
    return " ".join(told)


def _years(seconds: float) -> str:
    years = seconds / _YEAR
    return say.plural(int(years), "year", "years") if years == int(years) else format_duration(seconds)
