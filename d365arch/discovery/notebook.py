"""Where readers note what they see; on the way out every text is cleaned and known secrets are masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, TypeVar

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.evidence_marks import tail_of
from d365arch.discovery.records import (
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
    Offer,
    ReadArtefact,
    Remark,
    Secret,
)
from d365arch.discovery.secrets import Seen, all_inside
from d365arch.discovery.tree import INSIDE

MASK = "(secret)"
_SHORTEST_MASKED = 8
_MOST_FITTED = 50_000
"""Texts whose form for people is remembered: names of files and systems come again and again."""

Record = TypeVar("Record")


class Noted(NamedTuple):
    """A find and the artefact it was read in, by its main file; empty where nobody said."""

    artefact: str
    found: FoundSystem | FoundEndpoint | FoundIntegration


class Notebook:
    """What all readers of one run found, in the order in which they found it."""

    def __init__(self) -> None:
        self.reading = ""
        """The main file of the artefact that is being read; set by the pipeline."""
        self.noted: list[Noted] = []
        self.systems: list[FoundSystem] = []
        self.endpoints: list[FoundEndpoint] = []
        self.integrations: list[FoundIntegration] = []
        self.offers: list[Offer] = []
        self.remarks: list[Remark] = []
        self.refused: list[NotRead] = []
        self._places: dict[tuple[str, str, str], str] = {}
        self.secrets: dict[tuple[str, str], Secret] = {}
        self.artefacts: list[ReadArtefact] = []
        self._values: dict[str, dict[str, None]] = {}
        """Secrets seen in small letters, by how they begin: a text is looked through once, however many they are."""
        self._fitted: dict[str, str] = {}

    def system(self, found: FoundSystem) -> Identity:
        """Note a system; the same one may be noted any number of times, merging makes it one."""
        self.systems.append(found)
        self.noted.append(Noted(self.reading, found))
        return found.identity

    def endpoint(self, found: FoundEndpoint) -> str:
        """Note an endpoint; gives its key, for `from_endpoint` and `to_endpoint`."""
        self.endpoints.append(found)
        self.noted.append(Noted(self.reading, found))
        return found.key

    def integration(self, found: FoundIntegration) -> None:
        """Note an integration. Both its systems must be noted, too."""
        self.integrations.append(found)
        self.noted.append(Noted(self.reading, found))

    def offer(self, systems: Iterable[Identity], reason: str) -> None:
        """Ask a person whether some systems are one."""
        self.offers.append(Offer(tuple(systems), reason))

    def remark(self, file: str, place: str, sentence: str) -> None:
        """Note something that is no integration and worth knowing."""
        self.remarks.append(Remark(file, place, sentence))

    def not_read(self, file: str, reason: str) -> None:
        """Note what could not be read; the reason is a sentence without any of the content."""
        self.refused.append(NotRead(file, reason))

    def artefact(self, read: ReadArtefact) -> None:
        """Note that an artefact was recognized and read."""
        self.artefacts.append(read)

    def secret(self, file: str, seen: Seen) -> None:
        """Note the place of a secret. Its value is held until the run ends, only to keep it out of every text.

        One in an archive and at the same place of the folder it was made of is told once, of the folder.
        """
        same = tail_of(file), seen.place, seen.value
        known = self._places.setdefault(same, file)
        if known == file or (INSIDE in known and INSIDE not in file):
            self.secrets.pop((known, seen.place), None)
            self.secrets.setdefault((file, seen.place), Secret(file, seen.place, seen.kind))
            self._places[same] = file
        elif (INSIDE in file) == (INSIDE in known):
            self.secrets.setdefault((file, seen.place), Secret(file, seen.place, seen.kind))
        value = seen.value.strip().lower()
        if len(value) >= _SHORTEST_MASKED and value not in self._values.get(value[:_SHORTEST_MASKED], {}):
            self._values.setdefault(value[:_SHORTEST_MASKED], {}).setdefault(value)
            self._fitted.clear()

    def fit_for_people(self, record: Record) -> Record:
        """The record with every text cleaned and without any secret."""
        return self._fit(record)  # type: ignore[no-any-return]

    def _fit(self, value: Any) -> Any:
        if isinstance(value, str) and type(value) is str:
            known = self._fitted.get(value)
            if known is None:
                known = self._masked(cleaned(value, 2_000))
                known = value if known == value else known
                if len(self._fitted) < _MOST_FITTED:
                    self._fitted[value] = known
            return known
        if isinstance(value, tuple):
            parts = [self._fit(part) for part in value]
            if all(new is old for new, old in zip(parts, value, strict=True)):
                return value
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {field.name: new for field in fields(value)
                       if (new := self._fit(old := getattr(value, field.name))) is not old}
            return replace(value, **changed) if changed else value
        return value

    def _masked(self, text: str) -> str:
        if len(text) < _SHORTEST_MASKED:
            return text
        for _, value in all_inside(text):
            text = text.replace(value, MASK)
        if not self._values:
            return text
        # Small letters, since identities are written so; a few signs have more of them, which would shift the places.
        small = text.lower() if len(text.lower()) == len(text) else text
        at = 0
        kept: list[str] = []
        for start in range(len(small) - _SHORTEST_MASKED + 1):
            if start < at or (values := self._values.get(small[start:start + _SHORTEST_MASKED])) is None:
                continue
            if length := max((_length_of(value, small, start) for value in values), default=0):
                kept += (text[at:start], MASK)
                at = start + length
        return "".join((*kept, text[at:])) if kept else text


def _length_of(value: str, text: str, start: int) -> int:
    """How much of a text from there on is a secret: all of it, or its beginning where the text was cut; 0 if none."""
    if text.startswith(value, start):
        return len(value)
    rest = text[start:].removesuffix("...")
    return len(text) - start if len(rest) >= _SHORTEST_MASKED and value.startswith(rest) else 0
