"""What all decoders of one text share: its problems, the path of keys to where they are, and bounds on aliases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from immutabledict import immutabledict

from d365arch.errors import printable
from d365arch.io.scalars import PARSERS, parse_plain
from d365arch.io.yaml_text import MAX_DEPTH, MappingNode, Node, ScalarNode, SequenceNode, Text
from d365arch.model.fields import Kind
from d365arch.model.problems import Gravity, Hints, Path, Problem

MERGE = "<<"
ABSENT = object()
"""What a decoder gives where nothing is stated, or where what is stated was a problem."""


class TooLargeError(Exception):
    """Aliases make far more of the text than stands in it, or nest without end; holds the node where that shows."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class Reader:
    """Collects the problems of one text while its nodes are decoded."""

    def __init__(self, source: Text) -> None:
        self.source = source
        self.problems: list[tuple[int, Problem]] = []
        self.hints = Hints()
        self.path: list[str | int] = []
        self.depth = 0
        self.complete = True
        self.blanks: set[Path] = set()
        self._budget = 200_000 + 2 * len(source.text)

    def tell(self, node: Node, sentence: str, gravity: Gravity = Gravity.ERROR) -> Any:
        """Note a problem at a node; returns the sign for a value that is not there."""
        offset = node.start_mark.index + self.source.shift
        path: Path = tuple(self.path)
        self.problems.append((offset, Problem(sentence, path, gravity, self.source.place(offset))))
        return ABSENT

    def spend(self, node: Node) -> None:
        """Count the decoded parts of a node; aliases may not multiply the text without bound."""
        self._budget -= len(node.value)
        if self._budget < 0:
            raise TooLargeError(node)

    def entries(self, node: MappingNode) -> Iterator[tuple[str, Node, Node]]:
        """Key, key node and value node of a mapping; merged keys after its own, duplicates told once each."""
        seen: set[str] = set()
        merged: list[Node] = []
        self.spend(node)
        for key_node, value in node.value:
            key = key_node.value
            if type(key) is not str:
                self.tell(key_node, "a key is a list or a mapping; write a plain text before the colon")
            elif key == MERGE and not key_node.style:
                merged.append(value)
            elif key in seen:
                self.tell(key_node, f'the key "{printable(key)}" stands twice in this mapping; remove one')
            else:
                seen.add(key)
                yield key, key_node, value
        for value in merged:
            yield from self._merged(value, seen)

    def _merged(self, value: Node, seen: set[str]) -> Iterator[tuple[str, Node, Node]]:
        self._deeper(value)
        for source in value.value if isinstance(value, SequenceNode) else [value]:
            if not isinstance(source, MappingNode):
                self.tell(source, "the merge key << wants a mapping or a list of mappings")
                continue
            for key, key_node, inner in self.entries(source):
                if key not in seen:
                    seen.add(key)
                    yield key, key_node, inner
        self.depth -= 1

    def _deeper(self, node: Node) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(node)

    def plain(self, node: Node) -> Any:
        """Frozen plain data of a value whose meaning is unknown."""
        if isinstance(node, ScalarNode):
            try:
                return parse_plain(node.value) if not node.style else PARSERS[Kind.TEXT](node.value)
            except ValueError as error:
                return self.tell(node, f'"{printable(node.value)}" {error}') and None
        self._deeper(node)
        value: Any = None
        if isinstance(node, SequenceNode):
            self.spend(node)
            value = tuple([self.plain(item) for item in node.value])
        elif isinstance(node, MappingNode):
            value = immutabledict({key: self.plain(inner) for key, _, inner in self.entries(node)})
        self.depth -= 1
        return value
