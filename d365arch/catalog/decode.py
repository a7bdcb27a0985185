"""Turns the YAML of one catalog file into fields of records, telling every breach of the schema with its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Any

import yaml
from immutabledict import immutabledict

from d365arch.catalog.limits import Band, LimitConfidence, LimitKind, LimitTest, Measured, Per, When
from d365arch.catalog.records import HubClass, HubStyle, Status, VolumeClass
from d365arch.errors import Place, printable
from d365arch.model.ids import TYPE_PATTERN
from d365arch.model.problems import Hints, Problem, did_you_mean
from d365arch.model.quantities import QuantityError, parse_duration
from d365arch.model.vocabulary import DataFlow, Hosting, Initiation, Operation, Platform, Role, Style, Timing, Trigger
from d365arch.model.wording import CONTROL_CHARACTER

PACK_KEY = "d365arch-pack"
PACK_VERSION = "1"

DEEPEST = 20
"""Levels of nesting that a catalog file may have; four are needed."""

MOST_VALUES = 500_000
"""Values that a catalog file may state; the product's own largest has some thousands."""

Convert = Callable[[yaml.Node], Any]
Fields = dict[str, Any]


class _TextLoader(yaml.CBaseLoader):
    """Reads everything as text; resolving no tags at all saves a third of the time of loading the catalog."""

    _depth = 0

    def resolve(self, *_: Any) -> str:
        """One tag for all; nothing here looks at tags."""
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, parent: yaml.Node | None, _index: Any) -> None:
        """Refuse what would overflow the stack of the C parser."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"lists and mappings are nested deeper than {DEEPEST} levels",
                                       problem_mark=parent.start_mark if parent else None)

    def ascend_resolver(self) -> None:
        """One level up."""
        self._depth -= 1


class _TooLargeError(Exception):
    """Aliases make far more of the file than stands in it."""


class _BadValueError(Exception):
    """A value breaks the schema; the message continues a sentence that names the key."""

    def __init__(self, reason: str, node: yaml.Node) -> None:
        super().__init__(reason)
        self.node = node


def text(node: yaml.Node) -> str:
    """A scalar as written; no types are guessed, so `no` and `2024-10` stay text."""
    if not isinstance(node, yaml.ScalarNode):
        raise _BadValueError("should be one text", node)
    found = str(node.value).strip()
    if not found:
        raise _BadValueError("is empty", node)
    if bad := CONTROL_CHARACTER.search(found):
        raise _BadValueError(f"holds the control character U+{ord(bad[0]):04X}; remove it", node)
    return found


def flag(node: yaml.Node) -> bool:
    """True or false."""
    found = text(node)
    if found not in {"true", "false"}:
        raise _BadValueError(f'is "{found}"; write true or false', node)
    return found == "true"


def date(node: yaml.Node) -> datetime.date:
    """A day such as 2024-10-15."""
    try:
        return datetime.date.fromisoformat(text(node))
    except ValueError:
        raise _BadValueError(f'is "{text(node)}"; write a day such as 2024-10-15', node) from None


def word(words: type[StrEnum]) -> Convert:
    """A converter for one word of a closed vocabulary."""
    known = {str(w): w for w in words}

    def convert(node: yaml.Node) -> StrEnum:
        found = text(node)
        if found not in known:
            hint = did_you_mean(found, known, "; did you mean {}?") or f"; write {', '.join(known)}."
            raise _BadValueError(f'is "{found}"{hint}', node)
        return known[found]

    return convert


def many(one: Convert) -> Convert:
    """A converter for a list; a single value counts as a list of one."""

    def convert(node: yaml.Node) -> tuple[Any, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(one(item) for item in node.value)
        return (one(node),)

    return convert


def _in_or_out(node: yaml.Node) -> str:
    found = text(node)
    if found not in {"in", "out"}:
        raise _BadValueError(f'is "{found}"; write in, out or both in brackets', node)
    return found


def number(node: yaml.Node) -> float:
    """A plain number above zero, such as 6000 or 116.85."""
    try:
        found = float(text(node))
    except ValueError:
        found = 0.0
    if not (isfinite(found) and found > 0):
        raise _BadValueError(f'is "{text(node)}"; write a number above 0, such as 6000', node)
    return found


def numbers(node: yaml.Node) -> immutabledict[str, float]:
    """Numbers by name: {requests: 6000}."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _BadValueError("should hold numbers by name, such as {requests: 6000}", node)
    return immutabledict({text(key): number(value) for key, value in node.value})


def duration(node: yaml.Node) -> float:
    """Seconds of a time such as 5 min."""
    try:
        return parse_duration(text(node))
    except QuantityError as error:
        raise _BadValueError(str(error), node) from None


def limit_test(node: yaml.Node) -> LimitTest:
    """How a limit is checked: {measure: requests, at: [contoso.price-api]}."""
    if not isinstance(node, yaml.MappingNode):
        raise _BadValueError("should hold keys such as {measure: requests, at: [contoso.price-api]}", node)
    fields: Fields = {}
    for key_node, value in node.value:
        key = text(key_node)
        if key not in TEST_KEYS:
            known = ", ".join(TEST_KEYS)
            raise _BadValueError(f'has the unknown key "{printable(key)}"'
                                 f'{did_you_mean(key, TEST_KEYS) or f"; known are {known}"}', key_node)
        fields[key] = TEST_KEYS[key](value)
    if missing := [key for key in ("measure", "at") if key not in fields]:
        raise _BadValueError(f"lacks {' and '.join(missing)}", node)
    return LimitTest(**fields)


_TEXTS = many(text)

ENDPOINT_KEYS: Mapping[str, Convert] = {
    "name": text, "platform": word(Platform), "timing": many(word(Timing)), "initiation": word(Initiation),
    "data": many(_in_or_out), "style": word(Style), "default_data_flow": word(DataFlow),
    "operations": many(word(Operation)), "triggers": many(word(Trigger)), "protocol": text, "protocols": _TEXTS,
    "auth": text, "unit": text, "volume": many(word(VolumeClass)), "code": text, "status": word(Status),
    "replacement": _TEXTS, "latency": text, "use": text, "avoid": text, "limits": _TEXTS, "notes": text,
    "unverified": _TEXTS, "sources": _TEXTS, "systems": _TEXTS, "channel": flag, "short": text,
}
SYSTEM_KEYS: Mapping[str, Convert] = {
    "name": text, "role": word(Role), "platform": word(Platform), "icon": text, "category": text,
    "hosting": word(Hosting), "endpoints": _TEXTS, "hub_styles": many(word(HubStyle)), "hub_class": word(HubClass),
    "hub_timing": many(word(Timing)), "keywords": _TEXTS, "description": text, "facts": _TEXTS, "status": word(Status),
    "replacement": _TEXTS, "unverified": _TEXTS, "sources": _TEXTS,
}
TEST_KEYS: Mapping[str, Convert] = {
    "measure": word(Measured), "at": _TEXTS, "number": text, "by": text, "otherwise": text, "per": word(Per),
    "band": word(Band), "when": many(word(When)), "allows": text,
}
LIMIT_KEYS: Mapping[str, Convert] = {
    "title": text, "kind": word(LimitKind), "number": text, "scope": text, "numbers": numbers, "unit": text,
    "window": duration, "formula": text, "inputs": _TEXTS, "consequence": text, "confidence": word(LimitConfidence),
    "sources": _TEXTS, "read": date, "advice": text, "allows": text, "notes": text, "tests": many(limit_test),
}
SOURCE_KEYS: Mapping[str, Convert] = {"title": text, "location": text, "dated": text, "read": date}

SECTIONS: Mapping[str, Mapping[str, Convert] | None] = {
    "endpoints": ENDPOINT_KEYS, "systems": SYSTEM_KEYS, "sources": SOURCE_KEYS, "limits": LIMIT_KEYS, "icons": None,
}
"""Sections of a catalog file with the keys of their entries; an icon is a plain list of path data."""


@dataclass
class PackFile:
    """What one catalog file states: fields by section and id, the place of each entry, and what is wrong."""

    name: str
    entries: dict[str, dict[str, Fields]] = field(default_factory=lambda: {section: {} for section in SECTIONS})
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)
    values_left: int = MOST_VALUES

    def spend(self, node: yaml.CollectionNode) -> None:
        """Count the values of a list or mapping, each time that it is read."""
        self.values_left -= len(node.value)
        if self.values_left < 0:
            raise _TooLargeError

    def place(self, node: yaml.Node) -> Place:
        """Where a node stands in the file."""
        mark = node.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1)

    def tell(self, sentence: str, node: yaml.Node) -> None:
        """Note what is wrong at a node."""
        self.problems.append(Problem(sentence, place=self.place(node)))

    def tell_bad(self, what: str, error: _BadValueError) -> None:
        """Note what is wrong with a value."""
        self.tell(f"{what} {error}" + ("" if str(error)[-1] in ".?" else "."), error.node)


def read_pack(name: str, content: str) -> PackFile:
    """Everything that a catalog file states; `problems` says what of it breaks the schema."""
    pack = PackFile(name)
    try:
        root = yaml.compose(content, _TextLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        pack.problems.append(Problem(f"This is no valid YAML: {error.problem or error.context}.", place=place))
        return pack
    except (yaml.YAMLError, ValueError) as error:
        pack.problems.append(Problem(f"This is no text that YAML allows: {str(error).splitlines()[0]}.",
                                     place=Place(name)))
        return pack
    if not isinstance(root, yaml.MappingNode):
        pack.problems.append(Problem(f'A catalog file begins with "{PACK_KEY}: {PACK_VERSION}" and has the sections '
                                     f"{', '.join(SECTIONS)}.", place=Place(name)))
        return pack
    try:
        _read_sections(pack, root)
    except _TooLargeError:
        pack.tell(f"Aliases (*name) make more than {MOST_VALUES:,} values of this file; write out what is needed.",
                  root)
    return pack


def _pairs(pack: PackFile, node: yaml.MappingNode, where: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    seen: set[str] = set()
    pack.spend(node)
    for key_node, value in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            pack.tell(f"A key of {where} is not a text.", key_node)
        elif key_node.value in seen:
            pack.tell(f'"{printable(key_node.value)}" stands twice in {where}; keep one.', key_node)
        else:
            seen.add(key_node.value)
            yield key_node.value, key_node, value


def _read_sections(pack: PackFile, root: yaml.MappingNode) -> None:
    version = None
    for key, key_node, value in _pairs(pack, root, "the file"):
        if key == PACK_KEY:
            version = value.value if isinstance(value, yaml.ScalarNode) else "no single value"
            if version != PACK_VERSION:
                pack.tell(f'"{PACK_KEY}" is {printable(version)}; this version of d365arch reads {PACK_VERSION}.',
                          value)
        elif key not in SECTIONS:
            pack.tell(f'"{printable(key)}" is no section of a catalog file{_or(pack, key, SECTIONS)}', key_node)
        elif not isinstance(value, yaml.MappingNode):
            pack.tell(f'"{key}" should hold entries by id.', value)
        else:
            _read_section(pack, key, value)
    if version is None:
        pack.tell(f'The file lacks "{PACK_KEY}: {PACK_VERSION}"; write it as the first line.', root)


def _read_section(pack: PackFile, section: str, node: yaml.MappingNode) -> None:
    keys = SECTIONS[section]
    for entry_id, id_node, value in _pairs(pack, node, f'"{section}"'):
        pack.places[section, entry_id] = pack.place(id_node)
        if section in {"endpoints", "systems"} and not TYPE_PATTERN.fullmatch(entry_id):
            pack.tell(f'"{printable(entry_id)}" is no id of a type; use small letters, digits, hyphens and dots, such '
                      "as contoso.price-api.", id_node)
        if keys is None:
            fields = pack.entries[section].setdefault(entry_id, {})
            try:
                fields["paths"] = _TEXTS(value)
            except _BadValueError as error:
                pack.tell_bad(f'Icon "{entry_id}"', error)
        elif not isinstance(value, yaml.MappingNode):
            pack.tell(f'"{entry_id}" should hold keys such as name: ...', value)
        else:
            pack.entries[section][entry_id] = _read_entry(pack, entry_id, value, keys)


def _read_entry(pack: PackFile, entry_id: str, node: yaml.MappingNode, keys: Mapping[str, Convert]) -> Fields:
    fields: Fields = {}
    for key, key_node, value in _pairs(pack, node, f'"{entry_id}"'):
        convert = keys.get(key)
        if convert is None:
            pack.tell(f'"{printable(entry_id)}" has the unknown key "{printable(key)}"{_or(pack, key, keys)}', key_node)
        else:
            if isinstance(value, yaml.SequenceNode):
                pack.spend(value)
            try:
                fields[key] = convert(value)
            except _BadValueError as error:
                pack.tell_bad(f'"{key}" of "{printable(entry_id)}"', error)
    return fields


def _or(pack: PackFile, found: str, known: Collection[str]) -> str:
    listed = ", ".join(known)
    return pack.hints.near(found, known, listed) or f"; known are {listed}."
