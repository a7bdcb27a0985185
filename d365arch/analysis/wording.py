"""How figures are put into words, the same in findings, tables and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_DASH = "–"


def count(number: float) -> str:
    """A whole number with thin groups of three: 12,345."""
    return f"{number:,.0f}"


def decimal(number: float, digits: int = 2) -> str:
    """A number with at most so many digits, none of them idle: 2.5."""
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(per_hour: float) -> str:
    """Messages an hour, no finer than anybody knows them: 1,021, 2.5, 0.04."""
    return count(per_hour) if per_hour >= 10 else decimal(per_hour, 1 if per_hour >= 1 else 2)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage; with more digits where it would read as nothing or as all."""
    value = share * 100
    if 0 < abs(value) < 10 and digits == 0:
        digits = 1
    return f"{decimal(value, _telling(value, digits))}%"


def _telling(value: float, digits: int) -> int:
    """How many digits a percentage needs to be told from 0 and 100."""
    while 0 < value < 100 and digits < 9 and round(value, digits) in {0, 100}:
        digits += 1
    return digits


def availability(share: float) -> str:
    """An availability with as many nines as it has: 99.7%, 99.95%, 99.999%; only what never fails is 100%."""
    return f"{decimal(share * 100, _telling(share * 100, 2))}%"


def milliseconds(value: float) -> str:
    """Milliseconds in the unit that people say: 250 ms, 4.2 s, 3 min."""
    if value < 1_000:
        return f"{decimal(value, 0)} ms"
    if value < 120_000:
        return f"{decimal(value / 1_000, 1)} s"
    return f"{decimal(value / 60_000, 1)} min"


def downtime(share: float) -> str:
    """What an availability leaves out in a month of 30 days: 2.2 h, 43 min, 26 s."""
    hours = (1 - share) * 720
    if hours >= 1:
        return f"{decimal(hours, 1)} h"
    return f"{decimal(hours * 60, 0)} min" if hours * 60 >= 1 else f"{decimal(hours * 3_600, 0)} s"


def listing(names: Sequence[str], limit: int = 6) -> str:
    """Names in a sentence: A, B and C; long lists end with how many more there are."""
    if not names:
        return "none"
    if len(names) > limit:
        return f"{', '.join(names[:limit - 1])} and {len(names) - limit + 1} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def counted(names: Iterable[str], limit: int = 6) -> str:
    """Names that several things may share, in a sentence: "Orders" (3), "Prices" and 2 more."""
    numbers = Counter(names)
    told = [name if number == 1 else f"{name} ({count(number)})" for name, number in numbers.items()]
    if len(told) <= limit:
        return listing(told, limit)
    rest = sum(list(numbers.values())[limit - 1:])
    return f"{', '.join(told[:limit - 1])} and {count(rest)} more"


def plural(number: int, one: str, many: str) -> str:
    """The number with the fitting form of a noun."""
    return f"{count(number)} {one if number == 1 else many}"


def do(number: int) -> str:
    """The verb that fits a number of things: does, do."""
    return "does" if number == 1 else "do"


def hours(seconds: float) -> str:
    """A longer time in the unit that people say: 45 s, 5 min, 2 h, 7 days."""
    for size, unit, many in ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{decimal(seconds / size, 1)} {unit if seconds == size else many}"
    return f"{decimal(seconds, 1)} s"


def points(cost: float) -> str:
    """Points of cost with their noun: 1 point, 27 points, 12.5 points."""
    return f"{decimal(cost, 1)} {'point' if cost == 1 else 'points'}"


def figure(value: float | None, unit: str) -> str:
    """A figure in its unit as the rulebook names it; a dash where it has no value."""
    if value is None:
        return _DASH
    shown = {
        "share": lambda: percent(value, 1), "availability": lambda: availability(value),
        "ms": lambda: milliseconds(value), "bits": lambda: decimal(value, 2), "calls": lambda: count(value),
        "points": lambda: decimal(value, 1),
    }.get(unit)
    return shown() if shown else count(value)
