"""Finds catalog entries, or anything with a name, by what a person types: forgiving, best first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from d365arch.catalog.records import EndpointType, SystemType

Item = TypeVar("Item")

_LEAST_ALIKE = 0.6
_MOST_NEAR = 8
"""Names less alike than this are not offered, and no more than so many, where nothing has the words."""

_MUCH_LESS = 0.15
"""A name that is so much less alike than the best one is not offered beside it."""

_CONTAINED = 0.9
"""How alike a name is that the typed text contains, such as bank in ebanking."""

_LONGEST = 60
"""Characters; nobody means a name with a longer text, and comparing takes long."""

_ASIDE = 6
"""The level of a word that is only found among what an entry is about."""


@dataclass(frozen=True, slots=True)
class Findable:
    """What an entry is found by: its name, its ids and keywords, and words it is merely about, such as its category."""

    name: str
    keywords: tuple[str, ...] = ()
    about: str = ""


def found(items: Sequence[tuple[Item, Findable]], typed: str) -> list[Item]:
    """The items that have every typed word, best first; case, hyphens, spaces and the order of words do not count.

    Before all else comes what is called just that, by name or by the last part of its id. Then an exact word, a part
    of an id or a keyword comes before the start of a word, and that before the inside of a word; equal ones keep their
    order.
    """
    words = _terms(typed)
    if not words:
        return [item for item, _ in items]
    ranked = [(rank, number) for number, (_, what) in enumerate(items) if (rank := _rank(what, words)) is not None]
    return [items[number][0] for _, number in sorted(ranked)]


def nearest(items: Sequence[tuple[Item, Findable]], typed: str) -> list[Item]:
    """The items whose names or keywords are most like what was typed, for when nothing has its words."""
    wanted = "".join(_terms(typed))[:_LONGEST]
    if not wanted:
        return []
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    alike: list[tuple[float, int]] = []
    for number, (_, what) in enumerate(items):
        likeness = max(_likeness(matcher, wanted, text) for text in _names(what))
        if likeness >= _LEAST_ALIKE:
            alike.append((-likeness, number))
    alike.sort()
    return [items[number][0] for likeness, number in alike[:_MOST_NEAR] if likeness <= alike[0][0] + _MUCH_LESS]


def findable(entry: SystemType | EndpointType) -> Findable:
    """What a catalog entry is found by."""
    product = "Dynamics 365" if entry.platform.is_d365 else ""
    if isinstance(entry, SystemType):
        return Findable(entry.name, (entry.id, *entry.keywords), f"{product} {entry.category}")
    kind = "endpoint channel" if entry.channel else "endpoint"
    words = (entry.id, entry.short or "", entry.protocol or "", *entry.protocols)
    return Findable(entry.name, tuple(word for word in words if word), f"{product} {kind} {' '.join(entry.timing)}")


def _likeness(matcher: difflib.SequenceMatcher[str], wanted: str, text: str) -> float:
    if len(text) > 3 and text in wanted:
        return _CONTAINED
    matcher.set_seq1(text)
    if matcher.real_quick_ratio() < _LEAST_ALIKE or matcher.quick_ratio() < _LEAST_ALIKE:
        return 0.0
    return matcher.ratio()


def _names(what: Findable) -> list[str]:
    """The name, its longer words, and the keywords, each squeezed together."""
    texts = [what.name, *what.keywords]
    words = [word for text in texts for word in _terms(text) if len(word) > 3]
    return [_squeezed(text)[:_LONGEST] for text in texts] + words


@lru_cache(maxsize=16384)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold().replace("_", " ")))


@lru_cache(maxsize=16384)
def _squeezed(text: str) -> str:
    return "".join(_terms(text))


@lru_cache(maxsize=16384)
def _tails(text: str) -> tuple[str, ...]:
    """The text squeezed together, from each of its words on."""
    terms = _terms(text)
    return tuple("".join(terms[start:]) for start in range(len(terms)))


@lru_cache(maxsize=16384)
def _runs(text: str) -> frozenset[str]:
    """Every run of neighboring words, squeezed together."""
    terms = _terms(text)
    return frozenset("".join(terms[a:b]) for a in range(len(terms)) for b in range(a + 1, len(terms) + 1))


def _rank(what: Findable, words: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Lower is better; none where a word is missing."""
    together = "".join(words)
    called = {_squeezed(what.name), *(_squeezed(k.partition(".")[2]) for k in what.keywords if "." in k)}
    if together in called:
        return (0, 0, 0)
    best: tuple[int, int, int] | None = None
    for asked in {words, (together,)}:
        levels = [_level(what, word) for word in asked]
        told = [level for level in levels if level is not None]
        if len(told) == len(levels):
            rank = (1, max(told) // 2, sum(told))
            best = rank if best is None else min(best, rank)
    return best


def _level(what: Findable, word: str) -> int | None:
    """0 an exact word of the name, 1 of an id or keyword; 2 and 3 the start of one, 4 and 5 its inside; then aside."""
    level = 2 * _closeness(what.name, word)
    level = min((level, *(2 * _closeness(keyword, word) + 1 for keyword in what.keywords)))
    if level < _ASIDE:
        return level
    # A start of words is also inside; most entries have the letters nowhere, which is the fastest to tell.
    if word not in _squeezed(what.about):
        return None
    return _ASIDE if any(tail.startswith(word) for tail in _tails(what.about)) else None


def _closeness(text: str, word: str) -> int:
    """0 an exact word or neighboring words written together, 1 the start of some, 2 inside, 3 not there."""
    if word not in _squeezed(text):
        return 3
    if word in _runs(text):
        return 0
    return 1 if any(tail.startswith(word) for tail in _tails(text)) else 2
