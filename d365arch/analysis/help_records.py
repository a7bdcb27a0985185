"""What a help card is: the same headings for every rule, limit, type, metric and key, with sources and their age."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from d365arch.catalog.records import Source
from d365arch.errors import D365ArchError

OLD_AFTER_YEARS = 2
"""Facts read from a document whose version is older than this are marked."""

OLD = "older than two years"
UNDATED = "undated"
UNVERIFIED = "not verified"


class CardKind(StrEnum):
    """What a card is about."""

    RULE = "rule"
    LIMIT = "limit"
    ENDPOINT = "endpoint"
    SYSTEM = "system"
    METRIC = "metric"
    FIELD = "field"


class UnknownCardError(D365ArchError):
    """Nothing of that name has a help card; the sentence names the nearest that has."""


class Row(NamedTuple):
    """A labelled line of a card."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSource:
    """A document; `mark` says `older than two years` or `undated` where that holds, else nothing."""

    title: str
    id: str = ""
    location: str = ""
    dated: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCard:
    """What, why, numbers, when not, and where it is from.

    `numbers` are limits, thresholds and formulas; `facts` are further labelled lines; `see` are ids of related cards.
    `marks` warn of everything that should not be taken for certain: unverified, older than two years, deprecated.
    """

    kind: CardKind
    id: str
    title: str
    what: str
    why: str = ""
    numbers: tuple[Row, ...] = ()
    when_not: str = ""
    facts: tuple[Row, ...] = ()
    sources: tuple[CardSource, ...] = ()
    marks: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


def is_old(read: datetime.date | None, today: datetime.date) -> bool:
    """Whether a version read is older than two years; unknown dates are not called old."""
    if read is None:
        return False
    day = min(today.day, 28) if today.month == 2 else today.day
    return read < today.replace(year=today.year - OLD_AFTER_YEARS, day=day)


def sources_of(ids: Iterable[str], known: Mapping[str, Source], today: datetime.date) -> tuple[CardSource, ...]:
    """The documents by id; what is no document of the catalog is told as it is written."""
    return tuple(source_card(known[key], today) if key in known else CardSource(title=key) for key in ids)


def source_card(source: Source, today: datetime.date) -> CardSource:
    """One document with its date and what that says about its age."""
    read = source.read or _latest(source.dated or "")
    dated = source.read.isoformat() if source.read else (source.dated or UNDATED)
    mark = UNDATED if read is None else OLD if is_old(read, today) else ""
    return CardSource(id=source.id, title=source.title, location=source.location, dated=dated, mark=mark)


def _latest(dated: str) -> datetime.date | None:
    """The last day that a year or a month may mean; none where it is neither."""
    year, _, month = dated.partition("-")
    if not (year.isdigit() and len(year) == 4):
        return None
    return datetime.date(int(year), min(int(month), 12) or 12, 28) if month.isdigit() else \
        datetime.date(int(year), 12, 31)


def age_marks(sources: Iterable[CardSource]) -> tuple[str, ...]:
    """What the ages of the sources say of the facts: a mark where no dated source is young enough."""
    listed = [s for s in sources if s.id]
    if not listed or any(not s.mark for s in listed):
        return ()
    old = [s for s in listed if s.mark == OLD]
    if old:
        return (f"Read in a document {OLD} ({max(s.dated for s in old)}); check whether it still holds.",)
    return ("Read in a document without a date; check whether it still holds.",)


def rows(plain: Mapping[str, str]) -> tuple[Row, ...]:
    """Labelled lines; what is empty is left out."""
    return tuple(Row(label, text) for label, text in plain.items() if text)
