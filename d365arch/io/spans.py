"""Where nodes stand in the text, tightly: which characters and lines belong to an entry of a mapping or list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from d365arch.io.yaml_text import MappingNode, Node, ScalarNode, SequenceNode

_ALIAS_VALUE = re.compile(r"\s*:(?:\s|#[^\n]*\n)*(\*[\w-]+)")
_ALIAS_ITEM = re.compile(r"(?:[\s,\[-]|#[^\n]*\n)*(\*[\w-]+)")
_COLON = re.compile(r"\s*:")
_DASH = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*([^\S\n]*)-(?=\s|$)")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_EXPLICIT_KEY = re.compile(r"\?\s+$")


class CannotSpliceError(Exception):
    """The text is written in a way that a small change cannot keep; a larger part has to be written anew."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a mapping or one item of a list.

    `start` is where the key begins, or the dash of an item (the value itself in a flow list), `after_sign` where the
    colon or the dash ends, `value_start` and `end` what the value takes. With `is_alias` the value is written as an
    alias and `node` stands elsewhere.
    """

    key: str | None
    node: Node
    start: int
    after_sign: int
    value_start: int
    end: int
    is_alias: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no value is written."""
        return self.value_start == self.end


def parts_of(node: Node, text: str) -> list[Part]:
    """The entries or items of a collection, merge keys included. Raises `CannotSpliceError` on rare notations."""
    if isinstance(node, MappingNode):
        return [_entry(key, value, text) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return _flow_items(node, text) if node.flow_style else _block_items(node, text)
    raise CannotSpliceError


def _entry(key: Node, value: Node, text: str) -> Part:
    start, key_end = key.start_mark.index, key.end_mark.index
    if not isinstance(key, ScalarNode):
        raise CannotSpliceError
    behind = start
    if explicit := _EXPLICIT_KEY.search(text, max(0, start - 80), start):
        start = explicit.start()
    colon = _COLON.match(text, key_end)
    after_sign = colon.end() if colon else key_end
    if value.start_mark.index < behind:
        alias = _ALIAS_VALUE.match(text, key_end)
        if alias is None:
            raise CannotSpliceError
        return Part(key.value, value, start, after_sign, alias.start(1), alias.end(1), True)
    if value.start_mark.index == value.end_mark.index:
        return Part(key.value, value, start, after_sign, after_sign, after_sign)
    return Part(key.value, value, start, after_sign, value.start_mark.index, end_of(value, text))


def _flow_items(node: SequenceNode, text: str) -> list[Part]:
    cursor = inner_start(node, text) + 1
    parts = []
    for item in node.value:
        start, end, is_alias = item.start_mark.index, 0, False
        if start < cursor:
            alias = _ALIAS_ITEM.match(text, cursor)
            if alias is None:
                raise CannotSpliceError
            start, end, is_alias = alias.start(1), alias.end(1), True
        else:
            end = end_of(item, text)
        parts.append(Part(None, item, start, start, start, end, is_alias))
        cursor = end
    return parts


def _block_items(node: SequenceNode, text: str) -> list[Part]:
    cursor = inner_start(node, text)
    parts = []
    for position, item in enumerate(node.value):
        match = _DASH.match(text, cursor)
        if match is None:
            raise CannotSpliceError
        dash = match.end() - 1
        if position and not text[line_start(text, dash):dash].isspace() and line_start(text, dash) != dash:
            raise CannotSpliceError
        start = item.start_mark.index
        if start <= dash:
            alias = _ALIAS_ITEM.match(text, dash)
            if alias is None:
                raise CannotSpliceError
            part = Part(None, item, dash, dash + 1, alias.start(1), alias.end(1), True)
        elif start == item.end_mark.index:
            part = Part(None, item, dash, dash + 1, dash + 1, dash + 1)
        else:
            part = Part(None, item, dash, dash + 1, start, end_of(item, text))
        parts.append(part)
        cursor = part.end
    return parts


def inner_start(node: Node, text: str) -> int:
    """Where the collection begins behind its anchor and tag."""
    start: int = node.start_mark.index
    match = _PROPERTIES.match(text, start)
    return match.end() if match else start


def end_of(node: Node, text: str) -> int:
    """The offset behind the last character of a node, without the blank and comment lines that follow it."""
    while isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        if isinstance(node, SequenceNode):
            *earlier, last = node.value
            behind = max((item.end_mark.index for item in earlier), default=node.start_mark.index)
            if last.start_mark.index < behind or last.start_mark.index == last.end_mark.index:
                return _block_items(node, text)[-1].end
            node = last
        else:
            key, value = node.value[-1]
            part = _entry(key, value, text)
            if part.is_alias or part.is_empty:
                return part.end
            node = part.node
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        return _block_text_end(node, text)
    end: int = node.end_mark.index
    return end


def keeps_blank_lines(node: Node, text: str) -> bool:
    """Whether a node ends with a text block that takes in the blank lines behind it (`|+`)."""
    while isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last if isinstance(node, SequenceNode) else last[1]
    if not isinstance(node, ScalarNode) or node.style not in {"|", ">"}:
        return False
    start = node.start_mark.index
    return "+" in text[start:line_end(text, start)].partition("#")[0]


def _block_text_end(node: ScalarNode, text: str) -> int:
    start, end = node.start_mark.index, node.end_mark.index
    body = text[start:end]
    if keeps_blank_lines(node, text):
        return start + len(body.removesuffix("\n").removesuffix("\r"))
    return start + len(body.rstrip())


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, before its line break."""
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Where the line behind that of an offset begins; the end of the text for the last."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether nothing but white space stands between two offsets."""
    return not text[start:end].strip()


def first_line(part: Part, text: str, floor: int) -> int:
    """Where the lines of a block part begin, with the comment lines attached to it; never before `floor`.

    Attached are the comment lines directly above, without a blank line between, at the column of the part.
    """
    start = line_start(text, part.start)
    column = part.start - start
    while start > floor:
        above = line_start(text, start - 1)
        line = text[above:start]
        if above < floor or not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) != column:
            break
        start = above
    return start


def column_of(text: str, offset: int) -> int:
    """How many characters stand before an offset on its line."""
    return offset - line_start(text, offset)
