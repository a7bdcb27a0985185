"""The tokens of a Bicep file; a string with values in it is one token."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from d365arch.discovery.azure.bicep_nodes import NotBicepError, Text, Value

_DEEPEST = 15
"""Strings inside the values of strings."""
_PATTERN = re.compile(r"(?P<space>[ \t\r]+|//[^\n]*)|(?P<block>/\*)|(?P<newline>\n)|(?P<long>''')|(?P<quote>')"
                    r"|(?P<number>\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
                    r"|(?P<sign>&&|\|\||==|!=|=~|!~|<=|>=|\?\?|=>|::|\.\.\.|[{}\[\]()=:,.?!<>+\-*/%@|])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


@dataclass(frozen=True, slots=True)
class Token:
    """A name, a sign, a number, the end of a line, or the value of a string."""

    kind: str
    text: str
    value: Value | None = None


Read = Callable[[list[Token]], Value]


def tokens_of(text: str, read: Read) -> list[Token]:
    """The tokens of a text; `read` makes a value of those between `${` and `}` in a string."""
    tokens, at = [], 0
    while at < len(text):
        token, at = _next(text, at, 0, read)
        if token is not None:
            tokens.append(token)
    return tokens


def _next(text: str, at: int, level: int, read: Read) -> tuple[Token | None, int]:
    match = _PATTERN.match(text, at)
    if match is None:
        return None, at + 1
    kind = match.lastgroup or ""
    if kind == "space":
        return None, match.end()
    if kind == "block":
        end = text.find("*/", match.end())
        return None, end + 2 if end >= 0 else len(text)
    if kind in {"long", "quote"}:
        value, after = _long(text, match.end()) if kind == "long" else _short(text, match.end(), level, read)
        return Token("value", "", value), after
    return Token(kind, match[0]), match.end()


def _long(text: str, at: int) -> tuple[Text, int]:
    end = text.find("'''", at)
    end = end if end >= 0 else len(text)
    return Text((text[at:end].removeprefix("\n"),)), end + 3


def _short(text: str, at: int, level: int, read: Read) -> tuple[Text, int]:
    try:
        return _string(text, at, level, read)
    except NotBicepError:
        if level:
            raise
        # A string that never ends costs its line.
        end = text.find("\n", at)
        return Text(()), end if end >= 0 else len(text)


def _string(text: str, at: int, level: int, read: Read) -> tuple[Text, int]:
    pieces: list[str | Value] = []
    plain: list[str] = []
    while at < len(text) and text[at] not in "'\n":
        if text[at] == "\\" and at + 1 < len(text):
            plain.append(_ESCAPES.get(text[at + 1], text[at + 1]))
            at += 2
        elif text.startswith("${", at):
            pieces.append("".join(plain))
            plain = []
            value, at = _inserted(text, at + 2, level + 1, read)
            pieces.append(value)
        else:
            end = at + 1
            while end < len(text) and text[end] not in "'\n\\$":
                end += 1
            plain.append(text[at:end])
            at = end
    pieces.append("".join(plain))
    return Text(tuple(one for one in pieces if one != "")), at + 1


def _inserted(text: str, at: int, level: int, read: Read) -> tuple[Value, int]:
    if level > _DEEPEST:
        raise NotBicepError
    tokens: list[Token] = []
    depth = 0
    while at < len(text):
        if text[at] == "}" and depth == 0:
            return read(tokens), at + 1
        token, at = _next(text, at, level, read)
        if token is not None:
            tokens.append(token)
            depth += (token.text == "{") - (token.text == "}")
    raise NotBicepError
