"""Quantities as people write them (`15 s`, `20%`, `every 5 min`, `1.5 MB`), read strictly and written back the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from d365arch.model.meant import UNIT_WORDS, meant_frequencies
from d365arch.model.vocabulary import Level

DURATION_UNITS: Mapping[str, float] = {
    "ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31536000.0,
}
"""Seconds per unit; a year has 365 days."""

SIZE_UNITS: Mapping[str, float] = {"B": 1.0, "KB": 1024.0, "MB": 1024.0**2, "GB": 1024.0**3, "TB": 1024.0**4}
"""Bytes per unit."""

_NUMBER = r"(?P<number>\d+(?:\.\d+)?)"
_QUANTITY = re.compile(rf"{_NUMBER}\s*(?P<unit>[A-Za-z%]+)", re.ASCII)
_PLAIN = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
WEEKDAYS: Sequence[str] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


BEYOND_MEASURE = 1e15
"""Plain numbers in a landscape are below this: what is computed from them then stays finite."""
_MOST = BEYOND_MEASURE**2
"""The same for quantities in the smallest of their units."""


class QuantityError(ValueError):
    """A text is not a quantity of the wanted kind; the message says what is."""


def _amount(text: str, units: Mapping[str, float], example: str) -> float:
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise QuantityError(f"is not a quantity; write a number and a unit, such as {example}")
    factor = units.get(match["unit"])
    if factor is None:
        known = f"one of {', '.join(units)}" if len(units) > 1 else next(iter(units))
        raise QuantityError(f"has the unknown unit \"{match['unit']}\"; use {known}")
    # In decimals, so that 1.1 ms is exactly what 0.0011 is.
    return _finite(float(Decimal(match["number"]) * Decimal(repr(factor))))


def _finite(number: float) -> float:
    if not number < _MOST:
        raise QuantityError("is too large a number")
    return number


def _plain_number(text: str) -> float | None:
    return _finite(float(text)) if _PLAIN.fullmatch(text.strip()) else None


def parse_duration(text: str) -> float:
    """Seconds of a text such as `250 ms` or `15 min`; raises `QuantityError`."""
    return _amount(text, DURATION_UNITS, "250 ms, 2 s or 15 min")


def parse_bytes(text: str) -> float:
    """Bytes of a text such as `4 KB` or `300`; raises `QuantityError`."""
    number = _plain_number(text)
    return _amount(text, SIZE_UNITS, "4 KB or 1.5 MB") if number is None else number


def parse_kilobytes(text: str) -> float:
    """Kilobytes (1,024 bytes) of a text such as `1.5 MB` or a plain number of KB; raises `QuantityError`."""
    number = _plain_number(text)
    return _amount(text, SIZE_UNITS, "4 KB or 1.5 MB") / 1024 if number is None else number


def parse_share(text: str) -> float:
    """The share (1.0 = 100 %) of a text such as `20%`, `99.9 %` or `0.2`; raises `QuantityError`."""
    number = _plain_number(text)
    return _amount(text, {"%": 0.01}, "20% or 0.2") if number is None else number


def _digits(number: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exact(number: float) -> Decimal:
    return Decimal(repr(number))


def format_duration(seconds: float) -> str:
    """The text that `parse_duration` reads back as exactly these seconds, in the largest unit that makes it whole.

    Seconds may have one decimal; weeks are written as days.
    """
    exact = _exact(seconds)
    for unit in ("y", "d", "h", "min", "s", "ms"):
        number = exact / Decimal(repr(DURATION_UNITS[unit]))
        whole = number * 10 if unit == "s" else number
        if number >= 1 and whole == whole.to_integral_value() and number < 10**9:
            return f"{_digits(number)} {unit}"
    return f"{_digits(exact)} s"


def _in_large_unit(size: Decimal, units: Sequence[str]) -> str | None:
    """A size in the largest unit that takes at most two decimals."""
    for unit in units:
        number = size / Decimal(repr(SIZE_UNITS[unit]))
        if number >= 1 and (number * 100) == (number * 100).to_integral_value():
            return f"{_digits(number)} {unit}"
    return None


def format_bytes(size: float) -> str:
    """The text that `parse_bytes` reads back as exactly this size."""
    exact = _exact(size)
    return _in_large_unit(exact, ("TB", "GB", "MB", "KB")) or f"{_digits(exact)} B"


def format_kilobytes(size: float) -> str:
    """The text that `parse_kilobytes` reads back as exactly this size."""
    exact = _exact(size)
    return _in_large_unit(exact * 1024, ("TB", "GB", "MB")) or _digits(exact)


def format_share(share: float) -> str:
    """The text that `parse_share` reads back as exactly this share."""
    return f"{_digits(_exact(share) * 100)}%"


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often an exchange happens: a level, an interval, or a calendar time. Exactly one of the three is set.

    `interval` is in seconds; `calendar` is `hourly`, `daily`, `weekly` or `monthly`, with `at` (`HH:MM`, or a weekday
    and a time for weekly) where it is stated.
    """

    level: Level | None = None
    interval: float | None = None
    calendar: str | None = None
    at: str | None = None

    @property
    def seconds(self) -> float | None:
        """Length of one period in seconds; none for a mere level."""
        if self.interval is not None:
            return self.interval
        periods = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0}
        return periods.get(self.calendar or "")

    def __str__(self) -> str:
        if self.level is not None:
            return self.level.value
        if self.interval is not None:
            return f"every {format_duration(self.interval)}"
        return " ".join(part for part in (self.calendar, self.at) if part)


def parse_frequency(text: str) -> Frequency:
    """The frequency that a text such as `high`, `every 5 min`, `daily 02:00` or `weekly sunday 03:00` states.

    Units may be written out, as in `every 5 minutes`. The `QuantityError` for another text names the nearest form.
    """
    found = _frequency(text)
    if found is not None:
        return found
    meant = next((form for form in meant_frequencies(text) if _frequency(form) is not None), None)
    raise QuantityError(f'is not a frequency; did you mean "{meant}"?' if meant else
                        "is not a frequency; write high, medium, low, every 5 min, hourly, daily 02:00, "
                        "weekly sunday 02:00 or monthly")


def _frequency(text: str) -> Frequency | None:
    words = text.strip().split()
    if len(words) == 1 and words[0] in set(Level):
        return Frequency(level=Level(words[0]))
    if words and words[0] == "every":
        return _interval(text.strip().removeprefix("every"))
    if words and words[0] in {"hourly", "daily", "weekly", "monthly"}:
        rest = words[1:]
        days = rest[:1] if words[0] == "weekly" and rest and rest[0] in WEEKDAYS else []
        clock = rest[len(days):]
        if len(clock) <= 1 and all(_CLOCK.fullmatch(word) for word in clock):
            return Frequency(calendar=words[0], at=" ".join(rest) or None)
    return None


def _interval(text: str) -> Frequency | None:
    match = _QUANTITY.fullmatch(text.strip())
    unit = match and (match["unit"] if match["unit"] in DURATION_UNITS else UNIT_WORDS.get(match["unit"]))
    if match is None or unit is None:
        return None
    seconds = parse_duration(f"{match['number']} {unit}")
    if seconds <= 0:
        raise QuantityError("repeats every 0 seconds; state an interval above zero")
    return Frequency(interval=seconds)
