"""Anchors and aliases: what an alias stands for is written out where the text it stands for changes."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.io.patch import Change, Patch
from d365arch.io.spans import CannotSpliceError, Part, column_of, end_of, inner_start, line_end, parts_of
from d365arch.io.write import double_quoted, is_safe_plain
from d365arch.io.yaml_text import MappingNode, Node, ScalarNode, SequenceNode


def write_out_aliases(patch: Patch, root: Node) -> None:
    """Replace each alias by what it stands for so far, if that is about to change and the alias itself is not."""
    if "&" not in patch.text:
        return
    for _ in range(20):  # writing out one alias may change what another stands for
        found = [part for part in _alias_parts(root, patch.text)
                 if not _is_replaced(part, patch) and _is_touched(part.node, patch)]
        if not found:
            return
        for part in found:
            patch.replace(part.value_start, part.end, _flow(part.node, patch.text))
    raise CannotSpliceError


def _alias_parts(node: Node, text: str) -> Iterator[Part]:
    if isinstance(node, ScalarNode):
        return
    for part in parts_of(node, text):
        if part.is_alias:
            yield part
        else:
            yield from _alias_parts(part.node, text)


def _is_replaced(alias: Part, patch: Patch) -> bool:
    return any(change.start <= alias.value_start and alias.end <= change.end for change in patch.changes)


def _is_touched(node: Node, patch: Patch) -> bool:
    start, end = node.start_mark.index, end_of(node, patch.text)
    return any(_touches(change, node, start, end, patch.text) for change in patch.changes)


def _touches(change: Change, node: Node, start: int, end: int, text: str) -> bool:
    if change.start < end and change.end > start:
        return True
    if not isinstance(node, SequenceNode | MappingNode) or node.flow_style:
        return False
    if change.start != line_end(text, end) or not change.text:
        return False
    # Lines put behind the last one of a block are its own where they are indented as deep.
    line = change.text.lstrip("\r\n")
    inner = inner_start(node, text)
    return len(line) - len(line.lstrip()) >= column_of(text, inner)


def _flow(node: Node, text: str) -> str:
    """The value of a node on one line, as close to its own writing as may be."""
    if isinstance(node, SequenceNode):
        return f"[{', '.join(_flow(item, text) for item in node.value)}]"
    if isinstance(node, MappingNode):
        return "{" + ", ".join(f"{_flow(key, text)}: {_flow(value, text)}" for key, value in node.value) + "}"
    if isinstance(node, ScalarNode) and node.style:
        return double_quoted(node.value)
    return _plain(node.value)


def _plain(text: str) -> str:
    if is_safe_plain(text, flow=True):
        return text
    # Unquoted it may be a number or a flag; only what brackets forbid needs quotes.
    return double_quoted(text) if any(sign in text for sign in ",[]{}\n") or not text else text
