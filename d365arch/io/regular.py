"""Reads large files that are written plainly, a line at a time; whatever is unusual is left to the YAML parser.

A key and a plain value on a line, lists of records, places by system: that is nearly all of a large landscape, and most
of its lines stand in it more than once. Entries of any other form are composed by the YAML parser one by one. Where
even that does not fit, and for every problem, the whole text goes to the YAML parser, which tells what is wrong where.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from immutabledict import immutabledict

from d365arch.io.decode import Table, record_table, required_attributes, root_table, single_of
from d365arch.io.migrations import VERSION_KEY
from d365arch.io.reader import ABSENT, Reader
from d365arch.io.scalars import parse_number
from d365arch.io.yaml_text import MAX_NODES, MappingNode, Node, ScalarNode, SequenceNode, Text, compose
from d365arch.model.fields import FieldSpec, Kind, Shape, per_record, specs_of
from d365arch.model.geometry import Point
from d365arch.model.landscape import FORMAT_VERSION, Landscape
from d365arch.model.problems import Gravity, ProblemsError
from d365arch.model.progress import Progress
from d365arch.model.workspace import VIEWS, Workspace

_KEY = re.compile(r"([a-z][a-z0-9_]*):(?: +(.*))?")
_PLAIN = re.compile(r"\w(?:[\w ./,()&+%'-]*[\w./,()&+%'-])?")
"""Values that are the text itself: nothing in them has a meaning in YAML."""
_PLAIN_INSIDE = re.compile(r"\w(?:[\w ./()&+%'-]*[\w./()&+%'-])?")
"""The same within brackets."""
_PAIR = re.compile(rf"([a-z][a-z0-9_]*): ({_PLAIN_INSIDE.pattern})")
_PLACE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*): \[(-?[0-9]+(?:\.[0-9]+)?), (-?[0-9]+(?:\.[0-9]+)?)\]")
_REFERENCE = re.compile(r"(?:^|[\s,\[{:-])[&*!]")
_TEXT_BLOCK = re.compile(r"(?:[:-]|^) +[|>]", re.MULTILINE)
_TOLD_EVERY = 4096
_AROUND = 20
"""Levels that are taken to be around an entry, which is more than there are: what nests too deep the parser tells."""
_UNIQUE = frozenset({"id", "name", "description"})
"""Keys whose lines are hardly ever alike."""


class IrregularError(Exception):
    """The text is not written plainly, or something is wrong with it."""


class _Strict(Reader):
    """A reader that gives up at the first problem."""

    def tell(self, node: Node, sentence: str, gravity: Gravity = Gravity.ERROR) -> Any:
        """Leave the file to the parser."""
        del node, sentence, gravity
        raise IrregularError


def read_regular(source: Text, tell: Progress | None = None) -> Workspace | None:
    """The workspace that a plainly written text states without any problem; none where the parser has to read it.

    `tell` hears from time to time how far reading is, and may raise to end it.
    """
    if source.shift or "\r" in source.text:
        return None
    try:
        return _Plain(source, tell).workspace()
    except (IrregularError, ProblemsError):
        return None


class _Form(NamedTuple):
    """How records of a class are written."""

    table: Table
    specs: Mapping[str, FieldSpec]
    required: tuple[str, ...]


@per_record
def _form(record: type[Any]) -> _Form:
    if record is Workspace:
        specs = {spec.key: spec for spec in (*specs_of(Landscape).values(), VIEWS)}
        return _Form(root_table(), specs, ("format",))
    return _Form(record_table(record), {spec.key: spec for spec in specs_of(record).values()},
                 required_attributes(record))


_single = cache(single_of)

_Found = tuple[str, Any, int]
"""Attribute and value of an entry, and the number of nodes that the parser would make of it."""


class _Plain:
    """The lines of a text, read from top to bottom."""

    def __init__(self, source: Text, tell: Progress | None) -> None:
        self._lines = source.text.split("\n")
        self._reader = _Strict(source)
        self._tell = tell
        self._known: dict[type[Any], dict[str, _Found]] = {}
        self._items: dict[str, tuple[Any, int]] = {}
        self._nodes = 1
        self._told = 0

    def workspace(self) -> Workspace:
        """All that the text states."""
        values, end = self._mapping(0, 0, Workspace)
        if end != len(self._lines) or "format" not in values or self._nodes > MAX_NODES:
            raise IrregularError
        views = values.pop("views", ())
        return Workspace(Landscape(**values), views)

    def _mapping(self, first: int, indent: int, record: type[Any]) -> tuple[dict[str, Any], int]:
        """The values of the mapping that begins in a line, by attribute, and the line after it.

        The first line may hold the dash of a list item before its key.
        """
        lines, count, prefix = self._lines, len(self._lines), " " * indent
        known = self._known.setdefault(record, {})
        values: dict[str, Any] = {}
        unstated: set[str] = set()
        at = first
        deeper, last = prefix + " ", count - 1
        while at < count:
            line = lines[at]
            body = line[indent:]
            # What was read before and does not go on in the next line; most lines are of this kind.
            if (found := known.get(body)) is not None and at < last and (below := lines[at + 1]) and (
                    below[0] != "#" and not below.startswith(deeper) and (line.startswith(prefix) or at == first)):
                attribute, value, nodes = found
                if attribute not in values and attribute not in unstated and value is not ABSENT:
                    self._nodes += nodes
                    values[attribute] = value
                    at += 1
                    continue
            if (at != first and not line.startswith(prefix)) or _is_idle(body):
                if not _is_idle(line) and at != first:
                    break
                at += 1
                continue
            after = self._after(at, indent)
            found = known.get(body) if after == at + 1 else None
            if found is None:
                found = self._entry(at, after, indent, _form(record))
                if after == at + 1 and body.partition(":")[0] not in _UNIQUE:
                    known[body] = found
            attribute, value, nodes = found
            self._nodes += nodes
            if attribute in values or attribute in unstated:
                raise IrregularError
            if value is ABSENT:
                unstated.add(attribute)
            else:
                values[attribute] = value
            at = after
        return values, at

    def _after(self, at: int, indent: int) -> int:
        """The line after all that belongs to the entry in a line."""
        lines, count = self._lines, len(self._lines)
        deeper = " " * (indent + 1)
        dashes = (" " * indent + "- ",) if lines[at].endswith(":") else ()
        end = at + 1
        while end < count:
            line = lines[end]
            if line.startswith(deeper) or (dashes and line.startswith(dashes)):
                end += 1
            elif _is_idle(line):
                ahead = end + 1
                while ahead < count and _is_idle(lines[ahead]):
                    ahead += 1
                if ahead == count or not (lines[ahead].startswith(deeper) or lines[ahead].startswith(dashes)):
                    break
                end = ahead
            else:
                break
        return end

    def _entry(self, at: int, after: int, indent: int, form: _Form) -> _Found:
        match = _KEY.fullmatch(self._lines[at], indent)
        if match is None or match[1] not in form.table:
            raise IrregularError
        key, rest = match[1], match[2]
        if key == VERSION_KEY and (rest != str(FORMAT_VERSION) or after != at + 1):
            raise IrregularError
        attribute, decode = form.table[key]
        if after == at + 1:
            node = _simple(rest) if rest is not None else None
            if node is not None:
                return attribute, decode(self._reader, node), 1 + _count(node)
        elif rest is None:
            value = self._nested(at + 1, after, form.specs[key])
            if value is not ABSENT:
                return attribute, value, 2
        root = self._composed(at, after, indent)
        if not isinstance(root, MappingNode) or len(root.value) != 1 or root.value[0][0].value != key:
            raise IrregularError
        return attribute, decode(self._reader, root.value[0][1]), _count(root) - 1

    def _nested(self, at: int, after: int, field: FieldSpec) -> Any:
        """The records or places below a key; absent where they are written in another way."""
        while at < after and _is_idle(self._lines[at]):
            at += 1
        line = self._lines[at] if at < after else ""
        indent = len(line) - len(line.lstrip(" "))
        if field.shape is Shape.LIST and field.kind is Kind.RECORD and line.startswith("- ", indent):
            return self._records(at, after, indent, field)
        if field.shape is Shape.MAP and field.kind is Kind.POINT:
            return self._places(at, after, indent)
        return ABSENT

    def _places(self, at: int, after: int, indent: int) -> Any:
        """A mapping of names to points, one to a line."""
        found: dict[str, Point] = {}
        for line in self._lines[at:after]:
            match = _PLACE.fullmatch(line, indent)
            if match is None or match[1] in found or line[:indent].strip(" "):
                return ABSENT
            name, x, y = match.groups()
            found[name] = Point(parse_number(x), parse_number(y))
        self._nodes += 4 * len(found)
        return immutabledict(found)

    def _records(self, at: int, after: int, indent: int, field: FieldSpec) -> tuple[Any, ...]:
        """The items of a list of records, written as blocks or each on a line in braces."""
        record = field.record
        if record is None:
            raise IrregularError
        lines, inner = self._lines, indent + 2
        sign = " " * indent + "- "
        required = _form(record).required
        found = []
        while at < after:
            line = lines[at]
            if not line.startswith(sign):
                if not _is_idle(line):
                    raise IrregularError
                at += 1
            elif line.startswith("{", inner):
                found.append(self._in_braces(at, inner, field))
                at += 1
            else:
                values, at = self._mapping(at, inner, record)
                if any(attribute not in values for attribute in required):
                    raise IrregularError
                found.append(record(**values))
                self._nodes += 1
                self._tell_at(at)
        return tuple(found)

    def _in_braces(self, at: int, inner: int, field: FieldSpec) -> Any:
        """The record that stands in braces on one line; one that goes on below is left to the parser."""
        line = self._lines[at]
        item = self._items.get(line)
        if item is None:
            node = _simple(line[inner:]) or self._composed(at, at + 1, inner)
            if not isinstance(node, MappingNode):
                raise IrregularError
            item = self._items[line] = _single(field)(self._reader, node), _count(node)
        self._nodes += item[1]
        return item[0]

    def _composed(self, at: int, after: int, indent: int) -> Node | None:
        """The node of some lines by themselves, read from a column of the first one on."""
        lines = self._lines[at:after]
        text = "\n".join((" " * indent + lines[0][indent:], *lines[1:], ""))
        if _REFERENCE.search(text) or not all(line.isprintable() for line in lines):
            raise IrregularError
        if _TEXT_BLOCK.search(text):
            # What ends a text block depends on what stands around it.
            raise IrregularError
        return compose(Text(text, ""), _AROUND)

    def _tell_at(self, at: int) -> None:
        if self._tell is not None and at - self._told > _TOLD_EVERY:
            self._told = at
            self._tell(at / len(self._lines), "Reading")


def _simple(text: str) -> Node | None:
    """The node of a plain value, or of a list or mapping of plain values in brackets; none for anything else."""
    if _PLAIN.fullmatch(text):
        return ScalarNode("", text)
    parts = text[1:-1].split(", ")
    if text[:1] == "[" and text[-1] == "]":
        if all(_PLAIN_INSIDE.fullmatch(part) for part in parts):
            return SequenceNode("", [ScalarNode("", part) for part in parts])
    elif text[:1] == "{" and text[-1] == "}":
        matches = [_PAIR.fullmatch(part) for part in parts]
        if all(matches):
            return MappingNode("", [(ScalarNode("", match[1]), ScalarNode("", match[2]))
                                      for match in matches if match])
    return None


def _count(node: Node | None) -> int:
    """How many nodes hang on one, itself included."""
    if isinstance(node, MappingNode):
        return 1 + sum(_count(key) + _count(value) for key, value in node.value)
    if isinstance(node, SequenceNode):
        return 1 + sum(_count(item) for item in node.value)
    return 1


def _is_idle(line: str) -> bool:
    """Whether a line is blank or a comment."""
    bare = line.lstrip(" ")
    if not bare:
        return True
    if bare[0] != "#":
        return False
    if not line.isprintable():
        raise IrregularError
    return True
