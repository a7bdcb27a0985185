"""Expressions of ARM templates such as `[concat('a', parameters('b'))]` as trees; read by hand, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 20_000
"""Characters of an expression that are read; Azure allows 24,576."""
DEEPEST = 40
"""Levels of calls inside calls."""

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)"
                    r"|(?P<sign>[()\[\].,?]))")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number."""

    value: str | int | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name in small letters, with the namespace where a template has its own."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """`base.name` or `base[index]`."""

    base: Node
    index: Node


Node = Literal | Call | Member


class NotAnExpressionError(Exception):
    """A text in brackets that is no expression of this language."""


class _Token(NamedTuple):
    kind: str
    text: str


def is_expression(text: str) -> bool:
    """Whether a text of a template is an expression: in brackets, where two opening ones make a plain text."""
    return len(text) > 2 and text[0] == "[" and text[-1] == "]" and text[1] != "["


def tree_of(text: str) -> Node:
    """The tree of an expression, its outer brackets included. Raises `NotAnExpressionError`."""
    if len(text) > LONGEST:
        raise NotAnExpressionError
    reader = _Reader(list(_tokens(text[1:-1])))
    node = reader.node(0)
    if not reader.at_end:
        raise NotAnExpressionError
    return node


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotAnExpressionError
        yield _Token(match.lastgroup, match[match.lastgroup])
        at = match.end()


class _Reader:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._tokens)

    def _next_is(self, sign: str) -> bool:
        return not self.at_end and self._tokens[self._at] == ("sign", sign)

    def _take(self, sign: str) -> bool:
        if self._next_is(sign):
            self._at += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise NotAnExpressionError

    def _token(self) -> _Token:
        if self.at_end:
            raise NotAnExpressionError
        self._at += 1
        return self._tokens[self._at - 1]

    def node(self, level: int) -> Node:
        """One value with all its members."""
        if level > DEEPEST:
            raise NotAnExpressionError
        token = self._token()
        node: Node
        if token.kind == "text":
            node = Literal(token.text[1:-1].replace("''", "'"))
        elif token.kind == "number":
            node = Literal(float(token.text) if "." in token.text else int(token.text[:30]))
        elif token.kind == "name":
            node = self._call(token.text, level)
        else:
            raise NotAnExpressionError
        members = 0
        while True:
            self._take("?")
            if self._take("."):
                self._take("?")
                node = Member(node, Literal(self._token().text))
            elif self._take("["):
                self._take("?")
                node = Member(node, self.node(level + 1))
                self._need("]")
            else:
                return node
            members += 1
            if members > DEEPEST:
                raise NotAnExpressionError

    def _call(self, name: str, level: int) -> Call:
        while self._take("."):
            name += "." + self._token().text
        self._need("(")
        arguments: list[Node] = []
        while not self._take(")"):
            if arguments:
                self._need(",")
            arguments.append(self.node(level + 1))
        return Call(name.lower(), tuple(arguments))
