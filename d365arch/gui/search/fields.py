"""The texts of a landscape's elements, field by field, and which elements have all the words that a person typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from d365arch.catalog.records import Catalog
from d365arch.gui.docks.groups import title_of
from d365arch.gui.docks.values import format_value
from d365arch.gui.language import translate
from d365arch.model import Integration, System, View, Workspace
from d365arch.model.fields import Kind, Shape, specs_of
from d365arch.scene.parts import Element

_NAMES = ("name", "text")
_INNER = frozenset((Kind.RECORD, Kind.TEXT_OR_RECORD))
_OWN = {System: frozenset(("endpoints",))}
"""Fields whose records are elements of their own."""

_AROUND = 24
"""So many characters before a word are shown with it."""


@dataclass(frozen=True, slots=True)
class Text:
    """One field of an element as a person reads it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that was found: its name, the field with the first word (none for the name), and a part of that."""

    element: Element
    name: str
    field: str
    snippet: str


@dataclass(frozen=True, slots=True)
class _Entry:
    record: Any
    owner: Any
    element: Element
    name: str
    texts: tuple[Text, ...]
    folded: str


class FieldIndex:
    """Texts of all elements, kept from one search to the next for those that are the same values still."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._entries: dict[Element, _Entry] = {}

    def find(self, workspace: Workspace, view: View, typed: str) -> list[Hit]:
        """The elements that have every typed word in some field; those with all words in their name come first."""
        words = typed.casefold().split()
        if not words:
            return []
        before, self._entries = self._entries, {}
        found: list[tuple[int, int, Hit]] = []
        for number, (element, record, owner) in enumerate(_elements(workspace, view)):
            entry = before.get(element)
            if entry is None or entry.record is not record or entry.owner is not owner:
                entry = self._entry(element, record, owner)
            self._entries[element] = entry
            if all(word in entry.folded for word in words):
                found.append((_rank(entry, words), number, _hit(entry, words)))
        return [hit for _, _, hit in sorted(found, key=lambda item: item[:2])]

    def _entry(self, element: Element, record: Any, owner: Any) -> _Entry:
        name = str(getattr(record, "label", None) or next(
            (found for key in _NAMES if (found := getattr(record, key, None))), None) or self._type_name(record)
            or record.id)
        told = [*_texts(record), *((Text(title_of("type"), kind),) if (kind := self._type_name(record)) else ())]
        if owner is not None:
            told.append(Text(translate("Groups", "System"), owner.label))
        if isinstance(record, Integration) and record.confidence:
            # So that the word alone can be asked for, and not whatever has it in a name.
            told.append(Text(translate("Fields", "Confidence"), f"confidence:{record.confidence.value}"))
        folded = "\n".join((name, *(text.text for text in told))).casefold()
        return _Entry(record, owner, element, name, tuple(told), folded)

    def _type_name(self, record: Any) -> str:
        kinds = self._catalog.system_types if isinstance(record, System) else self._catalog.endpoint_types
        kind = kinds.get(getattr(record, "type", None) or "")
        return kind.name if kind else ""


def _elements(workspace: Workspace, view: View) -> Iterator[tuple[Element, Any, System | None]]:
    """Every element with its record, and the system of an endpoint."""
    landscape = workspace.landscape
    for system in landscape.systems:
        yield Element(kind="system", id=system.id), system, None
    for zone in landscape.zones:
        yield Element(kind="zone", id=zone.id), zone, None
    for integration in landscape.integrations:
        yield Element(kind="integration", id=integration.id), integration, None
    for system in landscape.systems:
        for endpoint in system.endpoints:
            yield Element(kind="endpoint", id=f"{system.id}.{endpoint.id}"), endpoint, system
    for note in view.notes:
        yield Element(kind="note", id=note.id), note, None


def _texts(record: Any, title: str = "") -> Iterator[Text]:
    """The stated fields of a record and of the records in it."""
    own = _OWN.get(type(record), frozenset())
    for attribute, spec in specs_of(type(record)).items():
        value = getattr(record, attribute)
        if value is None or value == () or not value or attribute in own:
            continue
        called = f"{title}, {title_of(attribute).lower()}" if title else title_of(attribute)
        if spec.kind in _INNER and spec.shape in (Shape.ONE, Shape.LIST):
            for inner in value if spec.shape is Shape.LIST else (value,):
                yield from _texts(inner, called)
        else:
            yield Text(called, format_value(spec, value))
    for key, value in record.extra.items():
        yield Text(key, str(value))


def _rank(entry: _Entry, words: list[str]) -> int:
    name = entry.name.casefold()
    if name.startswith(" ".join(words)):
        return 0
    return 1 if all(word in name for word in words) else 2


def _hit(entry: _Entry, words: list[str]) -> Hit:
    missing = next((word for word in words if word not in entry.name.casefold()), None)
    if missing is not None:
        for text in entry.texts:
            at = text.text.casefold().find(missing)
            if at >= 0:
                start = max(0, at - _AROUND)
                snippet = " ".join(text.text[start:start + 90].split())
                return Hit(entry.element, entry.name, text.title, f"…{snippet}" if start else snippet)
    return Hit(entry.element, entry.name, "", "")
