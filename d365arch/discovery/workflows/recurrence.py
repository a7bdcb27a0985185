"""Schedules of workflows as people write them, and timing and trigger after the rules of discovery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from d365arch.model.quantities import WEEKDAYS, Frequency, format_duration

POLLED_IS_NEAR = 15 * 60.0
"""Seconds up to which polling counts as near-real-time."""

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2592000.0,
            "year": 31536000.0}
_LONGEST_INTERVAL = 1_000_000


class Recurrence(NamedTuple):
    """How often something runs."""

    frequency: str
    """As the landscape file writes it: `every 5 min`, `daily 02:00`, `weekly monday 06:00`."""
    seconds: float
    """Of one period."""


def recurrence_of(stated: Any) -> Recurrence | None:
    """The recurrence of a trigger; None where there is none, or a run decides it.

    `interval` may be a number or a text. Several times of a day become the interval between them where they are evenly
    spread, several days of a week `daily` from five on.
    """
    if not isinstance(stated, Mapping):
        return None
    unit = str(stated.get("frequency", "")).strip().lower().removesuffix("s")
    interval = _number(stated.get("interval", 1))
    if unit not in _SECONDS or interval is None:
        return None
    schedule = stated.get("schedule")
    schedule = schedule if isinstance(schedule, Mapping) else {}
    seconds = interval * _SECONDS[unit]
    hours = _numbers(schedule.get("hours"), 24)
    minutes = _numbers(schedule.get("minutes"), 60)
    clock, day = _start(stated.get("startTime"))
    if hours:
        clock = f"{hours[0]:02}:{(minutes or [0])[0]:02}"
    if unit in {"day", "week"}:
        times = sorted(hour * 60 + minute for hour in hours for minute in (minutes or [0]))
        often = _evenly(times)
        if often is not None and interval == 1 and (unit == "day" or len(_days(schedule)) >= 5):
            return _every(often * 60.0)
    if unit == "week" and interval == 1:
        days = _days(schedule) or ([day] if day else [])
        # A file knows one day of the week; of several the first is told, of five and more it is daily.
        at = " ".join(part for part in (days[0] if days else "", clock) if part)
        return _calendar("daily", clock) if len(days) >= 5 else _calendar("weekly", at)
    if unit == "month" and interval == 1:
        return _calendar("monthly", clock)
    return _calendar("daily", clock) if seconds == _SECONDS["day"] else _every(seconds)


def _every(seconds: float) -> Recurrence:
    word = {3600.0: "hourly", 86400.0: "daily", 604800.0: "weekly"}.get(seconds)
    return _calendar(word, "") if word else Recurrence(f"every {format_duration(seconds)}", seconds)


def _calendar(word: str, at: str) -> Recurrence:
    frequency = Frequency(calendar=word, at=at or None)
    return Recurrence(str(frequency), frequency.seconds or 0.0)


def _evenly(times: list[int]) -> int | None:
    """Minutes between times that divide the day evenly; None for one time, or an uneven spread."""
    if len(times) < 2:
        return None
    gaps = {later - earlier for earlier, later in zip(times, [*times[1:], times[0] + 1440], strict=True)}
    return gaps.pop() if len(gaps) == 1 else None


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and 0 < value <= _LONGEST_INTERVAL:
        value = int(value)
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None
    return value if isinstance(value, int) and 0 < value <= _LONGEST_INTERVAL else None


def _numbers(value: Any, below: int) -> list[int]:
    found = set()
    for one in (value if isinstance(value, list) else [value])[:100]:
        number = 0 if one in (0, "0", "00") and not isinstance(one, bool) else _number(one)
        if number is not None and number < below:
            found.add(number)
    return sorted(found)


def _days(schedule: Mapping[str, Any]) -> list[str]:
    stated = schedule.get("weekDays")
    named = {str(day).strip().lower() for day in (stated if isinstance(stated, list) else [stated])[:20]}
    return [day for day in WEEKDAYS if day in named]


def _start(value: Any) -> tuple[str, str]:
    """Clock and weekday of a start time such as `2023-01-02T07:00:00Z`."""
    text = value if isinstance(value, str) else ""
    day = ""
    try:
        day = WEEKDAYS[date.fromisoformat(text[:10]).weekday()]
    except ValueError:
        return "", ""
    clock = text[11:16]
    valid = len(clock) == 5 and clock[2] == ":" and clock[:2].isdecimal() and clock[3:].isdecimal() \
        and int(clock[:2]) < 24 and int(clock[3:]) < 60
    return (clock if valid else ""), day
