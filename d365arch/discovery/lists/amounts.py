"""Volumes as people write them in lists: `12.000`, `~ 2,500`, `3k`, `150-200`, `1.5 Mio`, a day, an hour, a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from d365arch.discovery.lists.cells import patterns, plain

_NUMBER = r"\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+|\d[\d.,]*"
_FACTORS: Mapping[str, float] = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend", "mille", "mil", "duizend"), 1e3),
    **dict.fromkeys(("m", "mn", "mio", "mill", "million", "millions", "millionen", "millones", "miljoen"), 1e6),
    **dict.fromkeys(("mrd", "bn", "billion"), 1e9)}
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<factor>{'|'.join(_FACTORS)})?(?![\w%])", re.IGNORECASE)
_RANGE = re.compile(r"(?:-|–|—|\bto\b|\bbis\b|\.\.|\bà\b|\btot\b)\s*$", re.IGNORECASE)
_SIZES = re.compile(r"\d\s*(?:kb|mb|gb|tb|kib|mib|gib|bytes?)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*")
_MOST = 1e12

_LENGTHS: Mapping[str, float | None] = {
    "second": 1.0, "minute": 60.0, "hour": 3600.0, "week": 604800.0, "month": 2592000.0, "year": 31536000.0,
    "run": None, "day": 86400.0}
_PERIODS = patterns("periods")


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
        if found and not _RANGE.search(text[end:match.start()]):
            break
        number = _number(match["number"])
        if number is None:
            break
        found.append(number * _FACTORS.get((match["factor"] or "").lower(), 1.0))
        if len(found) == 2:
            # "1-2k" is one to two thousand.
            break
        end = match.end()
    if not found:
        return None
    highest = max(found)
    return highest if highest < _MOST else None


def _number(text: str) -> float | None:
    digits = re.sub(r"[ '’\u00a0\u202f]", "", text).rstrip(".,")
    if _GROUPED.fullmatch(digits) and not digits.startswith("0"):
        digits = digits.replace(".", "").replace(",", "")
    elif "," in digits and "." in digits:
        # The last of the two signs parts the decimals.
        thousands = "," if digits.rindex(".") > digits.rindex(",") else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    else:
        digits = digits.replace(",", ".")
    try:
        return float(digits) if len(digits) <= 18 else None
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
    said = plain(text)
    return next(((_LENGTHS[name],) for name, pattern in _PERIODS.items() if pattern.search(said)), None)
