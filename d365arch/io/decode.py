"""From the nodes of a YAML text to a workspace, driven by the specs of the records; every problem is told at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from immutabledict import immutabledict

from d365arch.errors import printable
from d365arch.io.migrations import check_version
from d365arch.io.reader import ABSENT, Reader, TooLargeError
from d365arch.io.scalars import NULLS, PARSERS, parse_number, word_parser
from d365arch.io.yaml_text import MappingNode, Node, ScalarNode, SequenceNode, Text
from d365arch.model.endpoint import End
from d365arch.model.fields import FieldSpec, Kind, Shape, per_record, specs_of
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.landscape import Landscape
from d365arch.model.problems import Gravity, Path, Problem
from d365arch.model.view import Show
from d365arch.model.workspace import VIEWS, Workspace

Decoder = Callable[[Reader, Node], Any]


class Decoded(NamedTuple):
    """What a text states.

    With errors among the problems the workspace lacks what they are about; none where nothing can be made of the text.
    `complete` tells that no element is missing; `blanks` are the paths of required values that are, with blanks in
    their place.
    """

    workspace: Workspace | None
    problems: tuple[Problem, ...]
    complete: bool = False
    blanks: frozenset[Path] = frozenset()

    @property
    def sound(self) -> bool:
        """Whether the workspace is all that the text states."""
        return self.workspace is not None and all(p.gravity is Gravity.WARNING for p in self.problems)


def is_null(node: Node) -> bool:
    """Whether nothing is stated: an empty value, `~` or `null` without quotes."""
    return type(node) is ScalarNode and not node.style and node.value in NULLS


def decode(root: Node | None, source: Text) -> Decoded:
    """The workspace that the nodes state and all problems in the order of the file."""
    reader = Reader(source)
    workspace: Workspace | None = None
    try:
        if root is None or is_null(root):
            return Decoded(None, (Problem("the file is empty; begin it with d365arch: 1", place=source.place(0)),))
        if not isinstance(root, MappingNode):
            reader.tell(root, "this is not a landscape file: it begins with "
                              f"{_what(root)}, not with keys such as d365arch: 1")
        elif check_version(root, reader.tell):
            workspace = _workspace(reader, root)
    except TooLargeError as error:
        reader.path.clear()
        reader.tell(error.node, "aliases (*name) of what stands here make this file far larger than its text, or it "
                                "refers to itself; write the values out")
    problems = tuple(problem for _, problem in sorted(reader.problems, key=lambda found: found[0]))
    return Decoded(workspace, problems, reader.complete, frozenset(reader.blanks))


def _workspace(reader: Reader, root: MappingNode) -> Workspace | None:
    values = values_of(reader, root, root_table())
    views = values.pop("views", ())
    if "format" not in values:
        return None
    return Workspace(Landscape(**values), views)


def _what(node: Node) -> str:
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a mapping"
    return f'"{printable(node.value)}"'


Table = dict[str, tuple[str, Decoder]]


@per_record
def record_table(record: type[Any]) -> Table:
    """Attribute and decoder of every key of a record class."""
    return {field.key: (attribute, _decoder(field)) for attribute, field in specs_of(record).items()}


def root_table() -> Table:
    """Attribute and decoder of every key at the root of a file."""
    return {**record_table(Landscape), VIEWS.key: ("views", _decoder(VIEWS))}


def required_attributes(record: type[Any]) -> tuple[str, ...]:
    """The attributes that every record of a class must state."""
    return tuple(attribute for attribute, _ in _required(record))


@per_record
def _required(record: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((attribute, field.key) for attribute, field in specs_of(record).items() if field.required)


def values_of(reader: Reader, node: MappingNode, table: Table) -> dict[str, Any]:
    """The stated values by attribute; unknown keys are collected under `extra`."""
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    path = reader.path
    for key, key_node, value_node in reader.entries(node):
        entry = table.get(key)
        path.append(key)
        if entry is None:
            extra[key] = reader.plain(value_node)
            if key.isdecimal() and is_null(value_node):
                reader.tell(key_node, f'"{printable(key)}" stands alone here; write a number without a comma between '
                                      "its thousands, such as 12000")
                path.pop()
                continue
            hint = reader.hints.near(key, table, " ".join(table))
            reader.tell(key_node, f'the key "{printable(key)}" is not known here{f"{hint} It" if hint else "; it"} is '
                        "kept and not used", Gravity.WARNING)
        else:
            value = entry[1](reader, value_node)
            if value is not ABSENT:
                values[entry[0]] = value
        path.pop()
    if extra:
        values["extra"] = immutabledict(extra)
    return values


def _record(reader: Reader, node: Node, record: type[Any], field: FieldSpec, known_id: str | None = None) -> Any:
    if not isinstance(node, MappingNode):
        keys = ", ".join(list(record_table(record))[:3])
        reader.tell(node, f"{field.key} wants a mapping with keys such as {keys}; here stands {_what(node)}")
        return _stand_in(reader, record, {} if known_id is None else {"id": known_id})
    table = record_table(record)
    if known_id is not None:
        table = {key: entry for key, entry in table.items() if key != "id"}
    before = len(reader.problems)
    values = values_of(reader, node, table)
    if known_id is not None:
        values["id"] = known_id
    missing = [key for attribute, key in _required(record) if attribute not in values]
    if not missing:
        return record(**values)
    for key in missing:
        if not _stated_wrongly(reader, before, key):
            named = f'"{printable(str(values["id"]))}"' if "id" in values else "this item"
            reader.tell(node, f'the key "{key}" is missing in {named} of {field.key}; add it')
    return _stand_in(reader, record, values)


_BLANKS: dict[Kind, Any] = {Kind.ID: "", Kind.TEXT: "", Kind.END: End("")}


def _stand_in(reader: Reader, record: type[Any], values: dict[str, Any]) -> Any:
    """The record, blank where a required value is missing, so that what else is wrong with the file shows as well."""
    specs = specs_of(record)
    for attribute, key in _required(record):
        if attribute not in values:
            values[attribute] = _BLANKS[specs[attribute].kind]
            reader.blanks.add((*reader.path, key))
    return record(**values)


def _stated_wrongly(reader: Reader, before: int, key: str) -> bool:
    depth = len(reader.path)
    return any(len(problem.path) > depth and problem.path[depth] == key for _, problem in reader.problems[before:])


def _show(reader: Reader, node: Node) -> Any:
    if isinstance(node, MappingNode):
        return Show(**values_of(reader, node, record_table(Show)))
    ids = _LIST_OF_IDS(reader, node)
    return ids if ids is ABSENT else Show() if ids in ((), ("all",)) else Show(ids=ids)


def _pair(reader: Reader, node: Node, field: FieldSpec, make: type[Any]) -> Any:
    if isinstance(node, SequenceNode) and len(node.value) == 2:
        try:
            x, y = node.value
            return make(parse_number(x.value), parse_number(y.value))
        except (ValueError, TypeError):
            pass
    name = reader.path[-1] if reader.path else field.key
    whose = f'"{printable(name)}" in {field.key}' if isinstance(name, str) and name != field.key else field.key
    return reader.tell(node, f"{whose} wants two numbers in brackets, such as [400, 120]")


def _rect(reader: Reader, node: Node, field: FieldSpec) -> Any:
    if isinstance(node, SequenceNode) and len(node.value) == 4:
        try:
            return Rect(*(parse_number(item.value) for item in node.value))
        except (ValueError, TypeError):
            pass
    name = reader.path[-1] if reader.path else field.key
    whose = f'"{printable(name)}" in {field.key}' if isinstance(name, str) and name != field.key else field.key
    return reader.tell(node, f"{whose} wants four numbers in brackets: left, top, width and height, such as "
                             "[400, 120, 300, 200]")


def _points(reader: Reader, node: Node, field: FieldSpec) -> Any:
    if not isinstance(node, SequenceNode):
        return reader.tell(node, f"{field.key} wants a list of points, such as [[400, 120], [400, 200]]")
    reader.spend(node)
    points = tuple([_pair(reader, item, field, Point) for item in node.value])
    return ABSENT if ABSENT in points else points


def single_of(field: FieldSpec) -> Decoder:
    """The decoder of one value of a key, not looking at its shape."""
    special: dict[Kind, Callable[[], Decoder]] = {
        Kind.PLAIN: lambda: Reader.plain,
        Kind.SHOW: lambda: _show,
        Kind.POINT: lambda: lambda reader, node: _pair(reader, node, field, Point),
        Kind.SIZE: lambda: lambda reader, node: _pair(reader, node, field, Size),
        Kind.RECT: lambda: lambda reader, node: _rect(reader, node, field),
        Kind.POINTS: lambda: lambda reader, node: _points(reader, node, field),
        Kind.RECORD: lambda: lambda reader, node: _record(reader, node, _class_of(field), field),
        Kind.TEXT_OR_RECORD: lambda: _text_or_record(field),
    }
    return special[field.kind]() if field.kind in special else _scalar(field)


def _class_of(field: FieldSpec) -> type[Any]:
    assert field.record is not None, field.key
    return field.record


def _text_or_record(field: FieldSpec) -> Decoder:
    record = _class_of(field)
    text = _scalar(FieldSpec(field.key, Kind.TEXT, field.doc))
    first = next(iter(specs_of(record)))

    def decode_either(reader: Reader, node: Node) -> Any:
        if not isinstance(node, ScalarNode):
            return _record(reader, node, record, field)
        value = text(reader, node)
        return ABSENT if value is ABSENT else record(**{first: value})

    return decode_either


_OFTEN_ALIKE = frozenset({Kind.DURATION, Kind.KILOBYTES, Kind.BYTES, Kind.SHARE, Kind.FREQUENCY, Kind.DATE, Kind.NUMBER,
                          Kind.COUNT})
"""Kinds whose values are dear to parse and repeat from element to element."""


def _scalar(field: FieldSpec) -> Decoder:
    parse = word_parser(field.words) if field.words else PARSERS[field.kind]
    if field.kind in _OFTEN_ALIKE:
        parse = lru_cache(maxsize=1024)(parse)
    text_parse = PARSERS[Kind.TEXT] if field.kind is Kind.FLAG_OR_TEXT else parse
    key = field.key

    def decode_scalar(reader: Reader, node: Node) -> Any:
        if type(node) is not ScalarNode:
            return reader.tell(node, f"{key} wants a single value; here stands {_what(node)}")
        text = node.value
        try:
            return parse(text) if not node.style else text_parse(text)
        except ValueError as error:
            return reader.tell(node, f'{key} "{printable(text)}" {error}')

    return decode_scalar


def _list(field: FieldSpec, single: Decoder) -> Decoder:
    of_records = field.kind is Kind.RECORD

    def decode_list(reader: Reader, node: Node) -> Any:
        if not isinstance(node, SequenceNode):
            if of_records:
                reader.complete = False
                return reader.tell(node, f"{field.key} wants a list whose items begin with a dash; here stands "
                                         f"{_what(node)}")
            value = single(reader, node)
            return ABSENT if value is ABSENT else (value,)
        reader.spend(node)
        found = []
        path = reader.path
        for position, item in enumerate(node.value):
            path.append(position)
            if is_null(item):
                reader.tell(item, f"{field.key} has an item without a value; fill it in or remove the dash")
                if of_records:
                    found.append(_stand_in(reader, _class_of(field), {}))
            elif (value := single(reader, item)) is not ABSENT:
                found.append(value)
            path.pop()
        return tuple(found)

    return decode_list


def _map(field: FieldSpec, single: Decoder) -> Decoder:
    def decode_map(reader: Reader, node: Node) -> Any:
        if not isinstance(node, MappingNode):
            return reader.tell(node, f"{field.key} wants a mapping of names to values; here stands {_what(node)}")
        found = {}
        path = reader.path
        for key, _, value_node in reader.entries(node):
            path.append(key)
            if is_null(value_node) and field.kind is not Kind.PLAIN:
                reader.tell(value_node, f'"{printable(key)}" has no value; fill it in or remove it')
            elif (value := single(reader, value_node)) is not ABSENT:
                found[key] = value
            path.pop()
        return immutabledict(found)

    return decode_map


def _records_by_key(field: FieldSpec) -> Decoder:
    record = _class_of(field)

    def decode_records(reader: Reader, node: Node) -> Any:
        if not isinstance(node, MappingNode):
            return reader.tell(node, f"{field.key} wants a mapping of names to mappings; here stands {_what(node)}")
        found = []
        for key, _, value_node in reader.entries(node):
            reader.path.append(key)
            value = record(id=key) if is_null(value_node) else _record(reader, value_node, record, field, key)
            if value is not ABSENT:
                found.append(value)
            reader.path.pop()
        return tuple(found)

    return decode_records


def _decoder(field: FieldSpec) -> Decoder:
    """The decoder of all that may stand behind a key; nothing stated is absent."""
    if field.shape is Shape.RECORDS_BY_KEY:
        inner = _records_by_key(field)
    else:
        single = single_of(field)
        inner = {Shape.ONE: lambda: single, Shape.LIST: lambda: _list(field, single),
                 Shape.MAP: lambda: _map(field, single)}[field.shape]()

    def decode_stated(reader: Reader, node: Node) -> Any:
        if type(node) is ScalarNode and not node.style and node.value in NULLS:
            return ABSENT
        return inner(reader, node)

    return decode_stated


_LIST_OF_IDS = _list(FieldSpec("show", Kind.TEXT, "", Shape.LIST), _scalar(FieldSpec("show", Kind.TEXT, "")))
