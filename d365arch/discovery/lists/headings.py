"""What the headings of lists of interfaces stand over, by the words of `resources/discovery/headings.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from d365arch.discovery.data import known_data


class Field(StrEnum):
    """What a column of an interface list says."""

    SOURCE = "source"
    TARGET = "target"
    INITIATOR = "initiator"
    """Who starts, where a list says that instead of where data comes from."""
    CALLED = "called"
    OWN = "own system"
    """The side of the organisation's own product, in lists that name it and `other system` and give the direction."""
    OTHER = "other system"
    ID = "id"
    NAME = "name"
    DIRECTION = "direction"
    TIMING = "timing"
    FREQUENCY = "frequency"
    TRIGGER = "trigger"
    TECHNOLOGY = "technology"
    MIDDLEWARE = "middleware"
    ENTITIES = "entities"
    OPERATIONS = "operations"
    VOLUME = "volume"
    AUTH = "authentication"
    OWNER = "owner"
    STATUS = "status"
    CRITICALITY = "criticality"
    COMPANY = "company"
    DESCRIPTION = "description"


SEVERAL = frozenset({Field.ENTITIES, Field.TECHNOLOGY, Field.DESCRIPTION, Field.COMPANY})
"""Fields that several columns may give together."""

_PUNCTUATION = re.compile(r"[^\w&#°/']+|_")
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,100}[)\]]")
_QUALIFIERS = re.compile(r" (?:d365|s|if any|if applicable|mandatory|optional|required|value|values|list|en|de|fr)$")


def plain_heading(heading: str) -> str:
    """A heading as it is compared: small letters, single spaces, without punctuation."""
    text = unicodedata.normalize("NFKC", heading[:300]).casefold().replace("’", "'")
    return " ".join(_PUNCTUATION.sub(" ", text.replace("/", " ")).split())


_VOLUME = re.compile(
    r"(?:records|messages|transactions|volume|calls|documents|rows|lines|items|orders|menge|anzahl|volumen)\b.*\b"
    r"(?:day|hour|month|week|year|minute|run|tag|stunde|monat|woche|jahr|jour|heure|mois|día|hora|mes|dag|uur|maand)$")


@dataclass(frozen=True, slots=True)
class _Words:
    phrases: Mapping[str, Field]
    source: frozenset[str]
    target: frozenset[str]
    system: frozenset[str]
    last: Mapping[str, Field]
    everyday: frozenset[str]
    offers: frozenset[str]
    uses: frozenset[str]


@cache
def _words() -> _Words:
    data = known_data("headings.yaml")
    phrases: dict[str, Field] = {}
    for part in ("phrases", "sides"):
        for name, some in data[part].items():
            for phrase in some:
                phrases.setdefault(plain_heading(str(phrase)), Field(name))
    last = {str(word): Field(name) for name, some in data["last_words"].items() for word in some}
    return _Words(phrases, frozenset(map(str, data["sides"]["source"])), frozenset(map(str, data["sides"]["target"])),
                  frozenset(map(str, data["system"])), last, frozenset(map(plain_heading, data["everyday"])),
                  frozenset(map(str, data["offers"])), frozenset(map(str, data["uses"])))


def is_everyday(heading: str) -> bool:
    """Whether tables of any kind have such a heading, so that it does not speak of interfaces."""
    return plain_heading(heading) in _words().everyday


def is_offer_and_use(source: str, target: str) -> bool:
    """Whether two headings part who offers an interface from who uses it: `Provider` and `Consumer`."""
    known = _words()
    return (bool(known.offers.intersection(plain_heading(source).split()))
            and bool(known.uses.intersection(plain_heading(target).split())))


@lru_cache(maxsize=4096)
def field_of_heading(heading: str) -> tuple[Field, float] | None:
    """What a heading most probably stands over and how sure that is (0 to 1); None where nothing speaks for anything.

    1.0 is a heading that people use for just this; less, where words were left out or only the last word tells. `Source
    owner` is an owner and `Source table` an object, not a source: what a heading is about stands at its end.
    """
    whole = plain_heading(heading)
    without = plain_heading(_BRACKETS.sub(" ", heading[:300]))
    known = _words()
    for text, score in ((whole, 1.0), (without, 0.95), (_QUALIFIERS.sub("", without), 0.9)):
        if text in known.phrases:
            # "de", "an", "to" and their like are words of any sentence.
            return known.phrases[text], score if len(text) > 2 or known.phrases[text] is Field.ID else 0.7
    words = without.split()
    if not words or len(words) > 12:
        return None
    return _by_side(words) or _by_end(whole, without, words)


def _by_end(whole: str, without: str, words: Sequence[str]) -> tuple[Field, float] | None:
    """By what a longer heading is about: its last words."""
    known = _words()
    if _VOLUME.search(whole) or _VOLUME.search(without):
        return Field.VOLUME, 0.8
    if "middleware" in words or "integrationsplattform" in words:
        return Field.MIDDLEWARE, 0.7
    found = known.last.get(words[-1]) or known.phrases.get(" ".join(words[-2:]))
    return (found, 0.6) if found not in {None, Field.SOURCE, Field.TARGET, Field.OTHER, Field.OWN} else None


def _by_side(words: Sequence[str]) -> tuple[Field, float] | None:
    """`Name of the source system`, `Sending application`: a side and else only words for a system."""
    known = _words()
    others = [word for word in words if word not in known.system]
    if len(others) == len(words) and len(words) > 1:
        return None
    sides = {Field.SOURCE if word in known.source else Field.TARGET if word in known.target else None
             for word in others}
    if len(sides) == 1 and None not in sides and len(others) <= 2:
        side = sides.pop()
        return (side, 0.9) if side is not None else None
    return None
