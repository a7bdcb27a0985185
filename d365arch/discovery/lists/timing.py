"""When an interface runs, by what people write into a list; the words are `resources/discovery/cells.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from d365arch.discovery.lists.cells import plain, words, words_of_days
from d365arch.model.quantities import Frequency, QuantityError, parse_frequency
from d365arch.model.vocabulary import Timing, Trigger

_ASYNC = words("async")
_SYNC = words("sync")
_SYNC_SHORT = words("sync_short")
_WAITS = words("waits")
_NOT_SO = words("not_so")
_LONGEST_REMARK = 200
"""Signs up to which a remark is taken to speak of when an interface runs, and not of its history."""
_EVENT = words("event")
_REAL_TIME = words("real_time")
_NEAR = words("near")
_DEMAND = words("demand")
_MANUAL = words("manual")
_SCHEDULE = words("schedule")
_FILES = words("files")
_CALLS = words("calls")
_DECOUPLED = words("decoupled")
DUAL_WRITE = words("dual_write")
VIRTUAL_TABLE = words("virtual_table")

_UNITS = (
    ("min", 60.0, "min(?:ute[ns]?|utos?|uten|s)?|minuut"),
    ("s", 1.0, "s|secs?|seconds?|sekunden?|secondes?|segundos?|seconden"),
    ("h", 3600.0, "h|hrs?|hours?|std|stunden?|heures?|horas?|uur|uren"),
    ("d", 86400.0, "d|days?|tagen?|tage?|jours?|días?|dias?|dagen|dag"),
    ("w", 604800.0, "w|weeks?|wochen?|semaines?|semanas?|weken|week"))
_EVERY = re.compile(
    r"(?<![\d.,:])(?P<number>\d{1,5}(?:[.,]\d)?)\s*-?\s*(?P<unit>" + "|".join(unit for _, _, unit in _UNITS) + r")\b")
_TIMES = re.compile(
    r"(?P<count>\d{1,3}|once|twice|einmal|zweimal|dreimal|three times|four times|deux fois)\s*"
    r"(?:x|×|times|mal|fois|veces|keer)?\s*(?:a|per|pro|am|je|par|al|each|every|/|por)?\s*"
    r"(?P<period>day|daily|täglich|tag|jour|día|dia|dag|hour|stunde|heure|hora|uur|week|woche|semaine|semana)")
_COUNTS = {"once": 1, "einmal": 1, "twice": 2, "zweimal": 2, "deux fois": 2, "dreimal": 3, "three times": 3,
           "four times": 4}
_PERIODS = {**dict.fromkeys(("hour", "stunde", "heure", "hora", "uur"), 3600),
            **dict.fromkeys(("week", "woche", "semaine", "semana"), 604800)}
"""Seconds; days are the rest."""
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s*"
    r"(?P<half>am|pm|a\.m\.|p\.m\.|uhr|h|utc|cet|cest|o'clock)?(?![\d.:%\w])")
_ISO = re.compile(r"\bpt(?:(?P<h>\d{1,3})h)?(?:(?P<m>\d{1,4})m)?(?:(?P<s>\d{1,5})s)?\b")
_CRON = re.compile(
    r"(?:^|\s)(?P<minute>\*|\*/\d{1,2}|\d{1,2}) (?P<hour>\*|\*/\d{1,2}|\d{1,2}) "
    r"(?P<day>\S{1,10}) (?P<month>\S{1,10}) (?P<weekday>\S{1,15})(?:$|\s)")
_HOURLY = words("hourly")
_DAILY = words("daily")
_WEEKLY = words("weekly")
_MONTHLY = words("monthly")
_WEEKDAYS = words_of_days()


@dataclass(frozen=True, slots=True)
class When:
    """What the columns of a row say together."""

    timing: Timing | None = None
    trigger: Trigger | None = None
    frequency: str | None = None


@lru_cache(maxsize=4096)
def frequency_of(text: str) -> Frequency | None:
    """The frequency that a cell states, such as `every 15 min` or `weekly monday 06:00`; None where it states none."""
    found = _frequency_text(plain(text))
    if found is None:
        return None
    try:
        return parse_frequency(found)
    except QuantityError:
        return None


def _frequency_text(text: str) -> str | None:
    cron = _CRON.search(text)
    if cron:
        return _of_cron(cron)
    iso = _ISO.search(text)
    if iso and any(iso.groups()):
        return _every(3600 * int(iso["h"] or 0) + 60 * int(iso["m"] or 0) + int(iso["s"] or 0))
    every = _EVERY.search(text)
    if every and not (every["unit"] in {"h", "uur"} and _DAILY.search(text)):
        number = float(every["number"].replace(",", "."))
        return _every(number * next(length for _, length, unit in _UNITS if re.fullmatch(unit, every["unit"])))
    times = _TIMES.search(text)
    if times and (count := _COUNTS.get(times["count"]) or int(times["count"])) > 1:
        return _every(_PERIODS.get(times["period"], 86400) / count)
    return _calendar(text)


def _calendar(text: str) -> str | None:
    if _HOURLY.search(text):
        return "hourly"
    if _MONTHLY.search(text):
        return "monthly"
    days = [day for day, pattern in _WEEKDAYS.items() if pattern.search(text)]
    is_daily = _DAILY.search(text) is not None
    if not is_daily and (_WEEKLY.search(text) or len(days) == 1):
        at = _at(text)
        return f"weekly {days[0]}{at}" if len(days) == 1 else f"weekly{at}"
    if is_daily or len(days) > 1:
        return f"daily{_at(text)}"
    # A bare time of day.
    if re.fullmatch(r"(?:at |um |à |a las |om )?\d{1,2}[:.h]\d{2}(?:[:]\d{2})?(?: ?(?:am|pm|uhr|h|utc|cet))?", text):
        return f"daily{_at(text)}"
    return None


def _of_cron(cron: re.Match[str]) -> str | None:
    minute, hour = cron["minute"], cron["hour"]
    if "*" in minute:
        return _every(60 * int(minute.removeprefix("*").lstrip("/") or 1))
    if "*" in hour:
        return _every(3600 * int(hour.removeprefix("*").lstrip("/") or 1))
    at = f" {int(hour) % 24:02}:{int(minute) % 60:02}"
    if cron["day"] not in {"*", "?"}:
        return "monthly"
    if cron["weekday"] in {"*", "?", "1-5", "mon-fri"}:
        return f"daily{at}"
    days = list(_WEEKDAYS)
    # In cron a week begins with Sunday, which is 0 or 7.
    day = days[(int(cron["weekday"]) - 1) % 7] if cron["weekday"].isdecimal() else next(
        (day for day in days if cron["weekday"] == day[:3]), None)
    return f"weekly {day}{at}" if day else "weekly"


def _every(seconds: float) -> str | None:
    if seconds <= 0:
        return None
    if seconds == 3600:
        return "hourly"
    if seconds == 86400:
        return "daily"
    if seconds == 604800:
        return "weekly"
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"every {int(seconds // length)} {unit}"
    return f"every {seconds:g} s" if seconds < 60 or seconds % 60 else None


def _at(text: str) -> str:
    """The time of day that a text states, with a space before it."""
    for match in _CLOCK.finditer(text):
        if match["minute"] is None and match["half"] is None:
            continue
        hour = int(match["hour"])
        half = (match["half"] or "").replace(".", "")
        if half == "pm" and hour < 12:
            hour += 12
        if half == "am" and hour == 12:
            hour = 0
        return f" {hour % 24:02}:{match['minute'] or '00'}"
    return ""


@lru_cache(maxsize=4096)
def when(timing: str = "", frequency: str = "", trigger: str = "", technology: str = "",
         remarks: str = "") -> When:
    """Timing, trigger and frequency of a row.

    What is scheduled is asynchronous, however often it runs; what an event starts is near-real-time; what a person or a
    caller starts is synchronous, unless it is done by hand or with files. Columns win in the order trigger, frequency,
    mode, technology; where none says anything, nothing is said. Remarks count where the other columns leave open
    whether somebody waits ("real time", "on demand"), and how often it runs where nothing else says when.
    """
    mode, often, start, how = map(plain, (timing, frequency, trigger, technology))
    stated = next((found for text in (often, start, mode) if (found := frequency_of(text)) is not None), None)
    said = " | ".join(text for text in (start, often, mode) if text)
    started = _trigger(start) or _trigger(often) or _trigger(mode)
    is_sync = _SYNC.search(said) is not None or any(
        _SYNC_SHORT.search(text) and frequency_of(text) is None and len(text) < 40 for text in (start, often, mode))
    is_async = _ASYNC.search(said) is not None
    if is_sync and is_async:
        # "Sync/Async" says neither.
        is_sync = is_async = False
    more = plain(remarks) if len(remarks) <= _LONGEST_REMARK and _NOT_SO.search(plain(remarks)) is None else ""
    if more and not (is_sync or is_async) and started is not Trigger.SCHEDULED and stated is None:
        # An event that somebody waits for is rare: a remark has to say so in as many words.
        is_sync = _WAITS.search(more) is not None or (_SYNC.search(more) is not None and started is not Trigger.EVENT)
        is_async = _ASYNC.search(more) is not None
        is_sync, is_async = is_sync and not is_async, is_async and not is_sync
        if started is Trigger.ON_DEMAND and _MANUAL.search(more) and not is_sync:
            is_async = True
        if not said and not is_sync and _calendar(more) is not None:
            stated = frequency_of(more)
    if started is None and is_sync:
        started = Trigger.ON_DEMAND
    if started is None and stated is not None:
        started = Trigger.SCHEDULED
    if started is None and _REAL_TIME.search(said):
        started = Trigger.EVENT
    if started is None and DUAL_WRITE.search(how):
        started = Trigger.EVENT
    if started is None and _DECOUPLED.search(how):
        started = Trigger.EVENT
    if started is None and VIRTUAL_TABLE.search(how):
        started, is_sync = Trigger.ON_DEMAND, True
    return When(_timing(started, is_sync, is_async, said, how), started, str(stated) if stated is not None else None)


def _trigger(text: str) -> Trigger | None:
    for words_of, trigger in ((_DEMAND, Trigger.ON_DEMAND), (_SCHEDULE, Trigger.SCHEDULED), (_EVENT, Trigger.EVENT)):
        if text and words_of.search(text):
            return trigger
    return Trigger.SCHEDULED if frequency_of(text) is not None else None


def _timing(trigger: Trigger | None, is_sync: bool, is_async: bool, said: str, how: str) -> Timing | None:
    is_file = _FILES.search(how) is not None and _CALLS.search(how) is None
    if trigger is Trigger.SCHEDULED:
        return Timing.ASYNCHRONOUS
    if trigger is Trigger.EVENT:
        return Timing.SYNCHRONOUS if is_sync else Timing.NEAR_REAL_TIME
    if trigger is Trigger.ON_DEMAND:
        by_hand = not is_sync and (is_async or is_file or _MANUAL.search(said) is not None)
        return Timing.ASYNCHRONOUS if by_hand else Timing.SYNCHRONOUS
    if _NEAR.search(said) and not is_async:
        return Timing.NEAR_REAL_TIME
    return Timing.ASYNCHRONOUS if is_async or is_file else None


def is_call(technology: str) -> bool:
    """Whether a technology is one that somebody calls, and no queue or file."""
    how = plain(technology)
    return _CALLS.search(how) is not None and _DECOUPLED.search(how) is None and _FILES.search(how) is None
