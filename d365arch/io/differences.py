"""What changed between two workspaces, element by element and key by key, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from d365arch.io.encode import field_tree
from d365arch.io.write import flow_text
from d365arch.model.fields import FieldSpec, Shape, specs_of
from d365arch.model.landscape import Landscape
from d365arch.model.workspace import VIEWS, Workspace

LONGEST = 80
"""Longest text of a value in a sentence."""

_NOUNS: Mapping[str, str] = {
    "zones": "zone", "entities": "entity", "systems": "system", "endpoints": "endpoint",
    "integrations": "integration", "waivers": "waiver", "notes": "note", "views": "view",
}
"""Lists whose items are elements of their own; all else is a value of the element that holds it."""


class Change(StrEnum):
    """What happened to an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: an element that came or went, or one key of it that has another value.

    `path` names the element and the key, the same in every comparison; `noun` and `name` are what people call the
    element, `key` is empty where the whole element came or went.
    """

    path: tuple[str, ...]
    change: Change
    noun: str
    name: str
    key: str = ""
    before: str = ""
    after: str = ""

    @property
    def element(self) -> str:
        """The element as people read it."""
        return f"{self.noun.capitalize()} “{self.name}”" if self.name else self.noun.capitalize()

    @property
    def what(self) -> str:
        """What happened to the element, without naming it."""
        if not self.key:
            return str(self.change)
        words = self.key.replace("_", " ")
        if self.before == self.after:
            return f"{words} changed"
        if not self.before or not self.after:
            return f"{words} {'stated' if self.after else 'no longer stated'}: {self.after or self.before}"
        return f"{words}: {self.before} → {self.after}"

    def __str__(self) -> str:
        return f"{self.element} {self.what}." if not self.key else f"{self.element}, {self.what}"


def differences(before: Workspace, after: Workspace) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the file."""
    found = list(_landscape(before.landscape, after.landscape))
    found += _elements(("views",), VIEWS, before.views, after.views)
    return tuple(found)


def summary(found: Sequence[Difference]) -> str:
    """How much differs, in one sentence: "2 systems added, 1 integration changed." """
    if not found:
        return "Nothing differs."
    counted: dict[tuple[str, Change], set[tuple[str, ...]]] = {}
    for difference in found:
        where = difference.path if not difference.key else difference.path[:-1]
        counted.setdefault((difference.noun, difference.change), set()).add(where)
    parts = []
    for (noun, change), places in counted.items():
        number = len(places)
        parts.append(f"{noun} {change}" if noun == "landscape" else f"{number} {_plural(noun, number)} {change}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def met_twice(mine: Iterable[Difference], theirs: Iterable[Difference]) -> frozenset[tuple[str, ...]]:
    """Paths that both sides changed since they parted, and not to the same value."""
    others = {difference.path: difference for difference in theirs}
    clashing = set()
    for difference in mine:
        other = others.get(difference.path)
        if other is not None and (other.change, other.after) != (difference.change, difference.after):
            clashing.add(difference.path)
    removed = {path: side for side, found in enumerate((mine, theirs)) for path in _removed(found)}
    for side, found in enumerate((mine, theirs)):
        # Changed here and removed there.
        clashing |= {d.path for d in found
                     if any(removed.get(d.path[:n]) == 1 - side for n in range(2, len(d.path)))}
    return frozenset(clashing)


def _removed(found: Iterable[Difference]) -> Iterator[tuple[str, ...]]:
    return (difference.path for difference in found if difference.change is Change.REMOVED and not difference.key)


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("ty") else f"{noun}s"


class _Element(NamedTuple):
    """The element whose keys are compared."""

    path: tuple[str, ...]
    noun: str
    name: str = ""

    def key(self, key: str, told: str, before: str = "", after: str = "") -> Difference:
        return Difference((*self.path, key), Change.CHANGED, self.noun, self.name, told, before, after)

    def whole(self, change: Change) -> Difference:
        return Difference(self.path, change, self.noun, self.name)


def _landscape(before: Landscape, after: Landscape) -> Iterator[Difference]:
    if before is after:
        return
    specs = specs_of(Landscape)
    own = [name for name in specs if name not in _NOUNS]
    yield from _keys(_Element(("landscape",), "landscape", after.name or ""), before, after, own)
    for name, field in specs.items():
        if name in _NOUNS:
            yield from _elements((name,), field, getattr(before, name), getattr(after, name))


def _elements(where: tuple[str, ...], field: FieldSpec, before: Sequence[Any],
              after: Sequence[Any]) -> Iterator[Difference]:
    if before is after or before == after:
        return
    old, new = _by_id(before), _by_id(after)
    for key, record in old.items():
        if key not in new:
            yield _element(where, field, key, record).whole(Change.REMOVED)
    for key, record in new.items():
        if key not in old:
            yield _element(where, field, key, record).whole(Change.ADDED)
        elif old[key] is not record and old[key] != record:
            yield from _record(_element(where, field, key, record), old[key], record)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield _Element((*where, ""), "landscape").key("order", f"order of {field.key}")


def _element(where: tuple[str, ...], field: FieldSpec, key: str, record: Any) -> _Element:
    name = getattr(record, "name", None) or getattr(record, "title", None) or key
    return _Element((*where, key), _NOUNS[field.key], f"{where[1]}.{name}" if len(where) > 1 else str(name))


def _record(element: _Element, before: Any, after: Any) -> Iterator[Difference]:
    specs = specs_of(type(after))
    yield from _keys(element, before, after, [key for key in specs if not _is_elements(key, specs[key])])
    for key, field in specs.items():
        if _is_elements(key, field):
            yield from _elements((*element.path, key), field, getattr(before, key), getattr(after, key))


def _is_elements(name: str, field: FieldSpec) -> bool:
    return name in _NOUNS and field.record is not None and field.shape is Shape.LIST


def _keys(element: _Element, before: Any, after: Any, names: Iterable[str]) -> Iterator[Difference]:
    specs = specs_of(type(after))
    for attribute in names:
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old is not new and old != new:
            field = specs[attribute]
            if field.shape is Shape.MAP:
                yield from _map(element, field, old, new)
            else:
                yield element.key(attribute, field.key, _text(field, old), _text(field, new))
    for key in dict.fromkeys((*before.extra, *after.extra)):
        old, new = before.extra.get(key), after.extra.get(key)
        if old != new:
            yield element.key(key, key, _cut(old), _cut(new))


def _map(element: _Element, field: FieldSpec, before: Mapping[str, Any], after: Mapping[str, Any]
         ) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            old, new = ({key: side[key]} if key in side else {} for side in (before, after))
            yield element.key(f"{field.key}.{key}", f"{field.key} of {key}", _value(field, old, key),
                              _value(field, new, key))


def _value(field: FieldSpec, value: dict[str, Any], key: str) -> str:
    if not value:
        return ""
    tree = field_tree(field)(value)
    return _cut(flow_text(tree[key]))


def _text(field: FieldSpec, value: Any) -> str:
    return "" if value is None or value == () else _cut(flow_text(field_tree(field)(value)))


def _cut(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…"


def _by_id(records: Sequence[Any]) -> dict[str, Any]:
    """Records by id; those without one by what they are about, told apart by their number."""
    found: dict[str, Any] = {}
    for record in records:
        key = getattr(record, "id", None) or f"{record.rule} {record.on or ''}".strip()
        number = 1
        unique = key
        while unique in found:
            number += 1
            unique = f"{key} ({number})"
        found[unique] = record
    return found
