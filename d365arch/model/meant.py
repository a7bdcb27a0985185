"""What people mean by words that the file format does not have: near words of its vocabularies, and frequencies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from d365arch.model.problems import did_you_mean

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    # who can reach a system
    "internet": ("public",), "external": ("public",), "extern": ("public",), "outside": ("public",),
    "world": ("public",), "open": ("public",), "intranet": ("internal",), "private": ("internal",),
    "intern": ("internal",), "inside": ("internal",), "b2b": ("partner",), "supplier": ("partner",),
    "customer": ("partner",), "extranet": ("partner",),
    # timing
    "sync": ("synchronous",), "synchron": ("synchronous",), "blocking": ("synchronous",),
    "real-time": ("synchronous",), "realtime": ("synchronous",), "async": ("asynchronous",),
    "asynchron": ("asynchronous",), "non-synchronous": ("asynchronous",), "non-blocking": ("asynchronous",),
    "unsynchronous": ("asynchronous",), "fire-and-forget": ("asynchronous",), "queued": ("asynchronous",),
    "nrt": ("near-real-time",), "near-realtime": ("near-real-time",), "nearly-real-time": ("near-real-time",),
    # which way data goes, and who starts
    "read": ("pull",), "get": ("pull",), "fetch": ("pull",), "receive": ("pull",), "send": ("push",),
    "write": ("push",), "post": ("push",), "bidirectional": ("both",), "bi-directional": ("both",),
    "two-way": ("both",), "in": ("inbound",), "incoming": ("inbound",), "out": ("outbound",),
    "outgoing": ("outbound",), "pull": ("on-demand", "read"), "push": ("event", "create"),
    # shape, trigger, what is done
    "request": ("request-reply", "on-demand"), "request-response": ("request-reply",), "rpc": ("request-reply",),
    "message": ("event",), "pub-sub": ("event",), "publish-subscribe": ("event",), "bulk": ("batch",),
    "manual": ("on-demand",), "user": ("on-demand",), "timer": ("scheduled",), "cron": ("scheduled",),
    "nightly": ("scheduled",), "daily": ("scheduled",), "change": ("event", "update"), "insert": ("create",),
    "add": ("create",), "query": ("read",), "modify": ("update",), "patch": ("update",), "remove": ("delete",),
    # levels, where systems run, guarantees
    "critical": ("high",), "urgent": ("high",), "important": ("high",), "vital": ("high",), "normal": ("medium",),
    "moderate": ("medium",), "middle": ("medium",), "minor": ("low",), "unimportant": ("low",),
    "on-prem": ("on-premises",), "onprem": ("on-premises",), "local": ("on-premises",),
    "datacenter": ("on-premises",), "azure": ("cloud",), "aws": ("cloud",), "paas": ("cloud",), "iaas": ("cloud",),
    "exactly-once": ("exactly-once-effect",), "once": ("exactly-once-effect",), "best-effort": ("at-most-once",),
    # what colors tell, how grave a finding is
    "findings": ("severity",), "finding": ("severity",), "rules": ("severity",), "team": ("owner",),
    "errors": ("error", "violation"), "hint": ("info",), "hints": ("info",), "advice": ("recommendation",),
    "missing": ("unstated",), "load": ("volume",),
}
"""By a word that no vocabulary has, the words that say it; the first that a vocabulary has is meant."""

_OPPOSITES = (("inter", "intra"), ("inbound", "outbound"), ("internal", "external"), ("internal", "internet"),
              ("push", "pull"), ("public", "private"), ("high", "low"), ("most", "least"), ("as-is", "to-be"),
              ("always", "never"), ("import", "export"))
_NEGATION = re.compile(r"(?:un|non|not|no|a)[-_ ]?(?=\w{4})")


def meant_word(word: str, known: Collection[str]) -> str:
    """A hint at the word of a vocabulary that an unknown one means, or nothing; never at its opposite."""
    small = re.sub(r"[\s_]+", "-", word.strip().lower())
    if small in known:
        return f'; did you mean "{small}"?'
    for other in SYNONYMS.get(small, ()):
        if other in known:
            return f'; did you mean "{other}"?'
    return did_you_mean(small, [other for other in known if not _are_opposites(small, other)])


def _are_opposites(word: str, other: str) -> bool:
    """Whether one of the words says the contrary of the other, by a negation before it or by what it contains."""
    if _is_negated(word, other) or _is_negated(other, word):
        return True
    pairs = (*_OPPOSITES, *((two, one) for one, two in _OPPOSITES))
    return any(one in word and two in other and two not in word for one, two in pairs)


def _is_negated(word: str, other: str) -> bool:
    match = _NEGATION.match(word)
    return match is not None and word[match.end():][:4] == other[:4] and word[:4] != other[:4]


UNIT_WORDS: Mapping[str, str] = {
    word: unit for unit, words in {
        "s": "s sec secs second seconds", "min": "min mins minute minutes", "h": "h hr hrs hour hours",
        "d": "d day days", "w": "w wk week weeks"}.items() for word in words.split()}
"""Units of time by how people spell them."""

_TIMES_A_DAY = {"twice a day": "every 12 h", "twice daily": "every 12 h", "three times a day": "every 8 h"}
_DAYS = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
_CLOCK = re.compile(r"(?<![\w:.])(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?"
                    r"\s*(?P<half>am|pm|a\.m\.|p\.m\.)?(?![\w:])")
_AMOUNT = re.compile(r"(?:every\s+|each\s+)?(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]*)")
_PLAIN = {
    "hour": "hourly", "day": "daily 02:00", "night": "daily 02:00", "nightly": "daily 02:00", "week": "weekly",
    "overnight": "daily 02:00", "minute": "every 1 min", "second": "every 1 s", "month": "monthly",
    "quarter": "every 91 d", "quarterly": "every 91 d", "year": "every 1 y", "yearly": "every 1 y",
    "annually": "every 1 y", "fortnightly": "every 14 d", "biweekly": "every 14 d", "continuous": "high",
    "continuously": "high", "often": "high", "frequently": "high", "constantly": "high", "real-time": "high",
    "sometimes": "low", "rarely": "low", "seldom": "low", "occasionally": "low", "normal": "medium",
}


def meant_frequencies(text: str) -> Iterator[str]:
    """What a text that is no frequency may mean, the likeliest first; not all of it need be one."""
    small = " ".join(text.lower().replace(",", " ").split())
    yield small
    if match := _AMOUNT.fullmatch(small):
        yield f"every {match['number']} {UNIT_WORDS.get(match['unit'], match['unit'])}"
        if match["unit"] in {"", "m"}:
            yield f"every {match['number']} min"
        return
    yield from (form for words, form in _TIMES_A_DAY.items() if words in small)
    at, days = _time_in(small), re.findall(rf"\b{_DAYS}\b", small)
    if at is None and re.search(r"\d", small):
        return    # a time that the calendar does not have is better not guessed
    if days:
        yield from [f"weekly {days[0]} {at or '02:00'}"] if len(days) == 1 else []
    elif re.search(r"\b(month|monthly)\b", small):
        yield f"monthly {at}" if at else "monthly"
    elif re.search(r"\b(day|daily|night|nightly|overnight|morning|evening|midnight|noon)\b", small):
        yield f"daily {at or _part_of_day(small)}"
    yield from (form for word, form in _PLAIN.items() if re.search(rf"\b{re.escape(word)}\b", small))


def _part_of_day(text: str) -> str:
    hours = {"morning": "06:00", "noon": "12:00", "evening": "20:00", "midnight": "00:00"}
    return next((at for part, at in hours.items() if re.search(rf"\b{part}\b", text)), "02:00")


def _time_in(text: str) -> str | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")
    hour = hour % 12 + 12 * (half == "pm") if half and hour <= 12 else hour
    return f"{hour:02}:{match['minute'] or '00'}"
