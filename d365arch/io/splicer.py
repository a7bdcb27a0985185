"""Turns the difference of two trees into changes of the text that states the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from d365arch.io.blocks import BlockParts
from d365arch.io.encode import record_tree
from d365arch.io.flow import rebuilt
from d365arch.io.matching import Shared, longest_ordered, matched
from d365arch.io.patch import Patch
from d365arch.io.spans import CannotSpliceError, Part, column_of, inner_start, is_blank, line_end, parts_of
from d365arch.io.write import (
    WIDTH,
    Tree,
    double_quoted,
    entry_lines,
    flow_text,
    is_leaf,
    item_lines,
    key_text,
    leaf_text,
)
from d365arch.io.yaml_text import MappingNode, Node, ScalarNode, SequenceNode

LONGEST = 2 * WIDTH
"""A line in brackets that grows beyond this many characters is written as a block instead."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a part stands: `depth` keys below the root, in brackets or not, in the list or mapping behind `key`."""

    depth: int
    flow: bool
    key: str = ""


def whole(tree: Tree) -> Tree:
    """The tree with the records it only names written out."""
    if isinstance(tree, Shared):
        return record_tree(tree.record)
    return [whole(item) for item in tree] if isinstance(tree, list) else tree


class Splicer:
    """Collects the changes of one text.

    Below `limit` keys nothing is looked into: what differs there is replaced whole.
    """

    def __init__(self, text: str, line_break: str, limit: int) -> None:
        self.text = text
        self.line_break = line_break
        self.limit = limit
        self.patch = Patch(text)

    def root(self, node: Node, before: dict[str, Tree], after: dict[str, Tree]) -> None:
        """Change what the root of the file states."""
        if not isinstance(node, MappingNode):
            raise CannotSpliceError
        self._mapping(node, before, after, Where(0, bool(node.flow_style)))

    def _change(self, part: Part, before: Tree, after: Tree, where: Where) -> None:
        if before == after:
            return
        if where.depth < self.limit and not part.is_alias:
            collected = len(self.patch.changes)
            try:
                self._look_into(part.node, before, after, where)
            except CannotSpliceError:
                del self.patch.changes[collected:]
            else:
                return
        self._replace(part, whole(after), where)

    def _look_into(self, node: Node, before: Tree, after: Tree, where: Where) -> None:
        if isinstance(before, dict) and isinstance(after, dict) and isinstance(node, MappingNode):
            self._mapping(node, before, after, where)
        elif isinstance(before, list) and isinstance(after, list) and isinstance(node, SequenceNode):
            self._sequence(node, before, after, where)
        else:
            raise CannotSpliceError

    def _mapping(self, node: MappingNode, before: Mapping[str, Tree], after: Mapping[str, Tree], where: Where) -> None:
        parts = parts_of(node, self.text)
        by_key = {part.key: part for part in parts}
        if not after or not parts or any(key not in after and key not in by_key for key in before):
            raise CannotSpliceError  # a key that is gone came from a merge
        gone = {key for key in before if key not in after}
        if node.flow_style:
            self._flow_mapping(node, parts, before, after, where)
            return
        inside = Where(where.depth + 1, False)
        block = BlockParts(self.patch, parts, self.line_break, inside_floor=where.depth > 0)
        if where.depth == 0:
            for key in [key for key in gone if isinstance(by_key[key].node, SequenceNode)]:
                # An emptied section keeps its key, and with it the comments above.
                self._replace(by_key[key], [], Where(1, False, key))
                gone.discard(key)
        survivors = [part for part in parts if part.key not in gone]
        block.delete({index for index, part in enumerate(parts) if part.key in gone})
        anchor: Part | None = None
        for key, tree in after.items():
            part = by_key.get(key)
            if part is not None:
                if key in before:
                    self._change(part, before[key], tree, Where(inside.depth, False, key))
                else:
                    self._replace(part, whole(tree), Where(inside.depth, False, key))
                anchor = part
            elif before.get(key) != tree:
                lines = entry_lines(key, whole(tree), block.column)
                spaced = where.depth == 0 and len(lines) > 1 and block.is_spaced_at(anchor)
                block.insert(anchor, lines, survivors, spaced)

    def _sequence(self, node: SequenceNode, before: Sequence[Tree], after: Sequence[Tree], where: Where) -> None:
        parts = parts_of(node, self.text)
        if not after or len(parts) != len(before):
            raise CannotSpliceError
        if node.flow_style:
            self._flow_sequence(node, parts, before, after, where)
            return
        block = BlockParts(self.patch, parts, self.line_break, inside_floor=True)
        inside = Where(where.depth + 1, False, where.key)
        origin = matched(before, after)
        stable = longest_ordered(origin)
        kept = [parts[origin[index] or 0] for index in sorted(stable)]
        block.delete(set(range(len(parts))) - {origin[index] for index in stable})
        spaced = block.is_spaced()
        anchor: Part | None = None
        for index, tree in enumerate(after):
            position = origin[index]
            if position is None:
                lines = item_lines(whole(tree), block.column, where.key)
                block.insert(anchor, lines, kept, spaced)
            elif index in stable:
                self._change(parts[position], before[position], tree, inside)
                anchor = parts[position]
            else:
                nested = self._nested()
                nested._change(parts[position], before[position], tree, inside)
                block.insert(anchor, [nested.patch.applied(*block.lines_of(position))], kept, spaced)

    def _nested(self) -> Splicer:
        return Splicer(self.text, self.line_break, self.limit)

    def _piece(self, part: Part, before: Tree, after: Tree, where: Where) -> str:
        nested = self._nested()
        nested._change(part, before, after, where)
        return nested.patch.applied(part.start, part.end)

    def _flow_mapping(self, node: MappingNode, parts: Sequence[Part], before: Mapping[str, Tree],
                      after: Mapping[str, Tree], where: Where) -> None:
        index_of = {part.key: index for index, part in enumerate(parts)}
        texts: dict[int | None, str] = {
            index: self.text[part.start:part.end] for index, part in enumerate(parts)
            if part.key not in before or part.key in after
        }
        order = list(texts)
        added: dict[int | None, list[str]] = {}
        anchor: int | None = None
        for key, tree in after.items():
            index = index_of.get(key)
            if index is not None:
                texts[index] = self._piece(parts[index], before.get(key), tree, Where(where.depth + 1, True, key))
                anchor = index
            elif before.get(key) != tree:
                added.setdefault(anchor, []).append(f"{key_text(key)}: {flow_text(whole(tree))}")
        pieces: list[tuple[str, int | None]] = [(new, None) for new in added.get(None, [])]
        for index in order:
            pieces.append((texts[index], index))
            pieces += [(new, None) for new in added.get(index, [])]
        self._rebuild(node, parts, pieces, where)

    def _flow_sequence(self, node: SequenceNode, parts: Sequence[Part], before: Sequence[Tree],
                       after: Sequence[Tree], where: Where) -> None:
        inside = Where(where.depth + 1, True, where.key)
        pieces: list[tuple[str, int | None]] = []
        for tree, position in zip(after, matched(before, after), strict=True):
            if position is None:
                pieces.append((flow_text(whole(tree)), None))
            else:
                pieces.append((self._piece(parts[position], before[position], tree, inside), position))
        self._rebuild(node, parts, pieces, where)

    def _rebuild(self, node: Node, parts: Sequence[Part], pieces: Sequence[tuple[str, int | None]],
                 where: Where) -> None:
        opening, end = inner_start(node, self.text), node.end_mark.index
        text = rebuilt(self.text, opening, end - 1, parts, pieces)
        column = column_of(self.text, opening)
        longest = max(LONGEST, end - opening + column)
        if not where.flow and where.depth and "\n" not in text and len(text) + column > longest:
            raise CannotSpliceError
        self.patch.replace_trimmed(opening, end, text)

    def _replace(self, part: Part, tree: Tree, where: Where) -> None:
        """Write a part's value anew, keeping its key or dash."""
        text = self.text
        node = part.node
        quote = node.style if isinstance(node, ScalarNode) and not part.is_alias else None
        if isinstance(node, ScalarNode) and not part.is_alias and isinstance(tree, list) and len(tree) == 1 \
                and is_leaf(tree[0]) and not part.is_empty:
            tree = tree[0]  # one value stays without brackets
        if where.flow:
            new = leaf_text(tree, True, quote) if is_leaf(tree) else flow_text(tree)
            sign = "" if part.key is None or text[part.after_sign - 1] == ":" else ":"
            space = " " if part.is_empty else ""
            self.patch.replace(part.value_start, part.end, sign + space + new)
            return
        tail = text[part.end:line_end(text, part.end)]
        if is_leaf(tree) and (not isinstance(tree, str) or "\n" not in tree or tail.strip()):
            new = double_quoted(tree) if isinstance(tree, str) and "\n" in tree else leaf_text(tree, False, quote)
            if not part.is_empty and is_blank(text, part.after_sign, part.value_start) \
                    and "\n" not in text[part.after_sign:part.value_start]:
                self.patch.replace(part.value_start, part.end, new)
                return
            lines = [" " + new]
        else:
            lines = self._value_lines(part, tree, where)
        self._put(part, lines)

    def _value_lines(self, part: Part, tree: Tree, where: Where) -> list[str]:
        """The lines of a value behind its colon or dash; the first goes on the same line."""
        column = column_of(self.text, part.start)
        if part.key is None:
            lines = item_lines(tree, column, where.key)
            return [lines[0][column + 1:], *lines[1:]]
        lines = entry_lines(part.key, tree, column)
        return [lines[0][column + len(key_text(part.key, flow=False)) + 1:], *lines[1:]]

    def _put(self, part: Part, lines: list[str]) -> None:
        """Put lines behind a colon or dash; a comment on its line stays there."""
        text, end = self.text, part.end
        old = text[part.after_sign:end]
        tail = text[end:line_end(text, end)].strip()
        comment = old.partition("\n")[0].strip()
        if not comment.startswith("#"):
            comment = ""
        if len(lines) > 1 and tail:
            # Behind the last line of a block the comment is about that line, and a text block would swallow it.
            end = line_end(text, end)
            comment = comment or (tail if "\n" not in old else "")
        if comment and (len(lines) > 1 or not tail):
            lines = [f"{lines[0]}  {comment}", *lines[1:]]
        self.patch.replace(part.after_sign, end, self.line_break.join(lines))
