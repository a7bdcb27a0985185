"""Volumes as people write them in lists: `12.000`, `~ 2,500`, `3k`, `150-200`, `1.5 Mio`, per day, hour, week or run."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+|\d[\d.,]*"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<factor>k|tsd|thousand|tausend|mille|mil|duizend|m|mn|mio|mill|million(?:s|en)?|millionen|millones|"
    rf"miljoen|mrd|bn|billion)?(?![\w%])", re.IGNORECASE)
_RANGE = re.compile(r"(?:-|–|—|\bto\b|\bbis\b|\.\.|\bà\b|\btot\b)\s*$", re.IGNORECASE)
_SIZES = re.compile(r"\d\s*(?:kb|mb|gb|tb|kib|mib|gib|bytes?)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*")
_FACTORS = {"k": 1e3, "tsd": 1e3, "thousand": 1e3, "tausend": 1e3, "mille": 1e3, "mil": 1e3, "duizend": 1e3, "mrd": 1e9, "bn": 1e9,
            "billion": 1e9}
_MOST = 1e12

_PERIODS: tuple[tuple[re.Pattern[str], float | None], ...] = tuple((re.compile(pattern), seconds) for pattern, seconds in (
    (r"per sec|/ ?s(?:ec)?\b|\btps\b|pro sek|per second|par seconde|por segundo", 1.0),
    (r"per min|/ ?min|pro min|par min|por min", 60.0),
    (r"per h|/ ?h|hourly|pro stunde|je stunde|/ ?std|stündlich|par heure|por hora|per uur|\bp/h\b|an hour", 3600.0),
    (r"per week|/ ?w(?:ee)?k|weekly|pro woche|je woche|/ ?woche|wöchentlich|par semaine|por semana|a week|/ ?w\b", 604800.0),
    (r"per month|/ ?mon|monthly|pro monat|je monat|monatlich|par mois|por mes|per maand|a month|/ ?mth|p\.m\.", 2592000.0),
    (r"per year|/ ?y|yearly|annual|pro jahr|je jahr|/ ?jahr|jährlich|par an|por año|per jaar|a year|p\.a\.", 31536000.0),
    (r"per (?:run|batch|file|execution|load)|/ ?(?:run|batch|file|execution)|pro (?:lauf|datei)|par exécution", None),
    (r"per day|/ ?d(?:ay)?\b|daily|pro tag|je tag|/ ?tag|täglich|par jour|/ ?jour|por día|por dia|diario|per dag|a day|\bday\b|\btag\b", 86400.0),
))


class Load(NamedTuple):
    """What a volume says in the figures that a landscape has."""

    per_day: float | None = None
    per_hour: float | None = None


def is_plain_number(text: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return bool(text) and text.replace(".", "").replace(",", "").replace(" ", "").isdecimal()


def amount(text: str) -> float | None:
    """The number that a text states; of a range the higher one, since a landscape is measured for what may come.

    Both signs that part thousands are understood: three digits behind a single point or comma are thousands (`12.000`,
    `2,500`), else it parts decimals (`1.5`, `1,5`). None where there is no number, or where it is a size in bytes.
    """
    text = text[:200]
    if _SIZES.search(text):
        return None
    found: list[float] = []
    end = 0
    for match in _AMOUNT.finditer(text):
        if found and not _RANGE.search(text[end:match.start()] + ""):
            break
        number = _number(match["number"])
        if number is None:
            break
        found.append(number * _factor(match["factor"]))
        if len(found) == 2:
            # "1-2k" is one to two thousand.
            break
        end = match.end()
    if not found:
        return None
    highest = max(found)
    return highest if highest < _MOST else None


def _factor(word: str | None) -> float:
    if not word:
        return 1.0
    return _FACTORS.get(word.lower(), 1e6)


def _number(text: str) -> float | None:
    plain = re.sub(r"[ '’\u00a0\u202f]", "", text).rstrip(".,")
    if _GROUPED.fullmatch(plain) and not plain.startswith("0"):
        plain = plain.replace(".", "").replace(",", "")
    elif "," in plain and "." in plain:
        # The last of the two signs parts the decimals.
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "").replace(",", ".")
    else:
        plain = plain.replace(",", ".")
    try:
        return float(plain) if len(plain) <= 18 else None
    except ValueError:
        return None


def load_of(text: str, heading: str = "", seconds: float | None = None) -> Load:
    """Messages a day or an hour of a cell, with the heading over it where the cell states no period.

    `seconds` is how often the interface runs: figures per run become figures per day by it. Without any period a figure
    tells nothing that could be compared, and is left out.
    """
    number = amount(text)
    if number is None or number <= 0:
        return Load()
    period = _period(text) or _period(heading)
    if period is None:
        return Load()
    length = period[0] if period[0] is not None else seconds
    if length is None:
        return Load()
    if length <= 3600.0:
        return Load(per_hour=_rounded(number * 3600.0 / length))
    return Load(per_day=_rounded(number * 86400.0 / length))


def _rounded(number: float) -> float:
    return float(f"{number:.3g}") if number != int(number) else number


def _period(text: str) -> tuple[float | None] | None:
    plain = " ".join(text.casefold()[:200].split())
    return next(((seconds,) for pattern, seconds in _PERIODS if pattern.search(plain)), None)
