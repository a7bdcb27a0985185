"""What a discovery found, as plain text for a terminal: short, with the places of what is guessed, unread or secret."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from d365arch.catalog.records import Catalog
from d365arch.discovery.directions import d365_of, direction_of
from d365arch.discovery.drawings.reader import DRAWN
from d365arch.discovery.landscape import portable
from d365arch.discovery.names import NAMED
from d365arch.discovery.records import (
    ORDER_OF_CONFIDENCE,
    ArtefactKind,
    Discovery,
    FoundIntegration,
    FoundSystem,
    Identity,
    Remark,
)
from d365arch.discovery.specific import UNKNOWN_CALLER
from d365arch.errors import printable
from d365arch.model.vocabulary import Confidence, Timing
from d365arch.model.wording import counted

WIDTH = 110
TOP = 10
"""Rows of each kind that are told; the JSON tells all."""
_NAME = 60
_MORE = "more place"

Row = TypeVar("Row")


def summary(discovery: Discovery, catalog: Catalog, whole: bool = False) -> str:
    """The text, with a line end; `whole` tells every row instead of the first ones.

    Every text of an artefact is escaped, and no secret is told but its place.
    """
    telling = _Summary(discovery, catalog, whole)
    blocks = [list(block) for block in (telling.found(), telling.integrations(), telling.guessed(), telling.offers(),
                                        telling.not_read(), telling.secrets(), telling.remarks())]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Summary:
    """The blocks of the text."""

    def __init__(self, discovery: Discovery, catalog: Catalog, whole: bool) -> None:
        self._found = discovery
        self._whole = whole
        self._systems = {system.identity: system for system in discovery.systems}
        self._d365 = d365_of(discovery.systems, catalog)

    def found(self) -> Iterator[str]:
        found = self._found
        kinds = Counter(one.kind.value for one in found.read)
        read = ", ".join(_counted_kind(number, kind) for kind, number in _most_first(kinds.items()))
        if not found.read:
            yield "Nothing was found that discovery knows (docs/discovery.md lists what is read)."
        else:
            yield from _wrapped(f"Read {counted(len(found.read), 'artefact')}: {read}.")
            systems, endpoints = counted(len(found.systems), "system"), counted(len(found.endpoints), "endpoint")
            yield f"Found {systems}, {endpoints} and {counted(len(found.integrations), 'integration')}."
        if found.passed_over:
            most = _most_first(found.passed_over)[:TOP]
            endings = ", ".join(f"{number} {printable(ending)}" for ending, number in most)
            number = sum(number for _, number in found.passed_over)
            yield from _wrapped(f"Passed over {counted(number, 'file')} of no kind that is read: {endings}.")

    def integrations(self) -> Iterator[str]:
        integrations = self._found.integrations
        if not integrations:
            return
        yield f"INTEGRATIONS ({len(integrations):,})"
        for counts in (
            _counts((one.confidence.value for one in integrations), [word.value for word in ORDER_OF_CONFIDENCE]),
            _counts((one.timing.value if one.timing else "timing not said" for one in integrations),
                    [*(word.value for word in Timing), "timing not said"]),
            _counts((_DIRECTIONS[direction_of(one, self._d365).word] for one in integrations),
                    list(_DIRECTIONS.values())),
        ):
            yield f"  {counts}"
        off = sum(one.active is False for one in integrations)
        if off:
            yield f"  {off:,} switched off"
        yield from self._rows(integrations, self._integration)

    def _integration(self, one: FoundIntegration) -> str:
        timing = one.timing.value if one.timing else "-"
        arrow = "<->" if one.both else "->"
        mark = "" if one.confidence is Confidence.CERTAIN else f"  {one.confidence.value}"
        return (f"{self._name(one.from_)} {arrow} {self._name(one.to)}: {printable(one.name, _NAME)}, {timing}"
                f"{'' if one.trigger is None else f', {one.trigger.value}'}"
                f"{'' if one.active is not False else ', switched off'}{mark}")

    def guessed(self) -> Iterator[str]:
        guessed = [one for one in self._found.integrations if one.confidence is not Confidence.CERTAIN]
        if not guessed:
            return
        yield f"GUESSED ({len(guessed):,})"
        yield from self._rows(guessed, lambda one: (
            f"{printable(one.name, _NAME)}: {one.confidence.value}, {self._why(one)}; {self._place(one)}"))

    def _why(self, one: FoundIntegration) -> str:
        ends = (one.from_, one.to)
        if any(end.kind == UNKNOWN_CALLER for end in ends):
            return "no artefact says who calls"
        unresolved = next((self._systems[end] for end in ends if self._systems[end].unresolved), None)
        if unresolved is not None:
            return f"the address of {printable(unresolved.name, _NAME)} is an expression"
        if DRAWN in one.tags:
            return "a drawing is no proof"
        if any(end.kind == NAMED for end in ends):
            return "only a name says which system is meant"
        return "the artefact does not say it outright"

    def offers(self) -> Iterator[str]:
        if not self._found.offers:
            return
        yield f"MAY BE ONE SYSTEM ({len(self._found.offers):,}), for you to decide"
        yield from self._rows(self._found.offers, lambda offer: (
            f"{' = '.join(self._name(one) for one in offer.systems)}? {printable(offer.reason, 200)}"))

    def not_read(self) -> Iterator[str]:
        if not self._found.not_read:
            return
        yield f"NOT READ ({len(self._found.not_read):,})"
        yield from self._rows(self._found.not_read, lambda one: (
            f"{self._file(one.file)}: {printable(one.reason, 300)}"))

    def secrets(self) -> Iterator[str]:
        if not self._found.secrets:
            return
        yield f"SECRETS IN PLAIN TEXT ({len(self._found.secrets):,}); replace them, and keep them in a key vault"
        yield from self._rows(self._found.secrets, lambda one: (
            f"{printable(one.kind)} at {self._file(one.file)}, {printable(one.place, 200)}"))

    def remarks(self) -> Iterator[str]:
        if not self._found.remarks:
            return
        places: dict[str, list[Remark]] = {}
        for one in self._found.remarks:
            places.setdefault(one.sentence, []).append(one)
        yield f"REMARKS ({len(places):,})"
        yield from self._rows(list(places.values()), lambda alike: (
            f"{printable(alike[0].sentence, 400)} {self._file(alike[0].file)}{_at(alike[0].place)}"
            f"{f', and in {counted(len(alike) - 1, _MORE)}' if len(alike) > 1 else ''}"))

    def _name(self, identity: Identity) -> str:
        system: FoundSystem | None = self._systems.get(identity)
        return printable(system.name if system else identity.part or identity.kind, _NAME)

    def _file(self, file: str) -> str:
        return printable(portable(file, self._found.roots), 200)

    def _place(self, one: FoundIntegration) -> str:
        if not one.evidence:
            return "no place"
        return f"{self._file(one.evidence[0].file)}{_at(one.evidence[0].place)}"

    def _rows(self, rows: Sequence[Row], line: Callable[[Row], str]) -> Iterator[str]:
        shown = rows if self._whole else rows[:TOP]
        for row in shown:
            yield from _wrapped(line(row), "  ")
        if len(shown) < len(rows):
            yield f"  and {len(rows) - len(shown):,} more; --all or --json tells them"


_DIRECTIONS = {"outbound": "outbound", "inbound": "inbound", "both": "either way", "n/a": "without Dynamics 365"}


_SEVERAL = {ArtefactKind.DATA_FACTORY.value: "data factories",
            ArtefactKind.FO_METADATA.value: "Finance and Operations models",
            ArtefactKind.API_MANAGEMENT.value: "API Management services"}
"""Kinds of artefacts of which several are not called by the same word with an s."""


def _counted_kind(number: int, kind: str) -> str:
    return f"{number:,} {_SEVERAL[kind]}" if number > 1 and kind in _SEVERAL else counted(number, kind)


def _most_first(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda one: (-one[1], one[0]))


def _counts(words: Iterable[str], order: Sequence[str]) -> str:
    counts = Counter(words)
    return ", ".join(f"{counts[word]:,} {word}" for word in order if counts[word])


def _at(place: str | None) -> str:
    return f", {printable(place, 120)}" if place else ""


def _wrapped(sentence: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(sentence, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ",
                             break_long_words=False, break_on_hyphens=False)
