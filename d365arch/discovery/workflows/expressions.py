"""Expressions of the workflow language, read as far as they are literal; nothing is ever computed that a run would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.workflows.functions import FUNCTIONS, first
from d365arch.discovery.workflows.tokens import has_tokens, with_tokens
from d365arch.discovery.workflows.values import Data, Piece, Unknown, Value, as_value, literal

_LONGEST = 20_000
_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_NUMBER = re.compile(r"-?[0-9][0-9.]*")


class Scope(Protocol):
    """What the names in expressions stand for."""

    def parameter(self, name: str) -> Value:
        """The value of a parameter."""

    def variable(self, name: str) -> Value:
        """The value a variable begins with, or is set to."""

    def output(self, action: str) -> Value:
        """What an action gives, where that is literal."""

    def setting(self, name: str) -> Value:
        """The value of an application setting."""


def template(text: str, scope: Scope) -> Value:
    """The value of a text of the language: literal, one `@expression`, or a mixture with `@{expression}`."""
    if "@" not in text or len(text) > _LONGEST:
        text = text[:_LONGEST]
        return tuple(with_tokens(text)) if has_tokens(text) else (text,)
    if text.startswith("@@"):
        return (text[1:],)
    if text.startswith("@") and not text.startswith("@{"):
        return evaluated(text[1:], scope)
    pieces: list[Piece] = []
    at = 0
    while (start := text.find("@{", at)) >= 0:
        if start > at:
            pieces.extend(with_tokens(text[at:start]))
        end = _end_of_expression(text, start + 2)
        value = evaluated(text[start + 2 : end], scope)
        pieces.extend((Unknown("object"),) if isinstance(value, Data) else value)
        at = end + 1
    if at < len(text):
        pieces.extend(with_tokens(text[at:]))
    return tuple(pieces)


def _end_of_expression(text: str, start: int) -> int:
    quoted = False
    depth = 0
    for index in range(start, len(text)):
        sign = text[index]
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign == "{":
            depth += 1
        elif not quoted and sign == "}":
            if depth == 0:
                return index
            depth -= 1
    return len(text)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "'":
            at, word = _quoted(text, at)
            yield "text", word
        elif word_match := _WORD.match(text, at):
            yield "word", word_match[0]
            at = word_match.end()
        elif number := _NUMBER.match(text, at):
            yield "text", number[0]
            at = number.end()
        else:
            if sign in "()[],.":
                yield sign, sign
            at += 1


def _quoted(text: str, at: int) -> tuple[int, str]:
    pieces: list[str] = []
    at += 1
    while True:
        end = text.find("'", at)
        if end < 0:
            return len(text), "".join((*pieces, text[at:]))
        pieces.append(text[at:end])
        if text[end + 1 : end + 2] != "'":
            return end + 1, "".join(pieces)
        pieces.append("'")
        at = end + 2


class _Frame:
    __slots__ = ("arguments", "base", "function")

    def __init__(self, function: str, base: Value | None = None) -> None:
        self.function = function
        self.base = base
        self.arguments: list[Value] = []


def evaluated(expression: str, scope: Scope) -> Value:
    """The value of an expression without its `@`, as far as it is literal; broken ones are read as far as they go."""
    frames: list[_Frame] = [_Frame("")]
    now: Value | None = None
    word = ""
    member = False
    for kind, text in _tokens(expression[:_LONGEST]):
        if kind == "word" and member and now is not None:
            now = _member(now, text)
        elif kind == "word":
            word = text
        elif kind == "text":
            now = (text,)
        elif kind in {"(", "["}:
            frames.append(_Frame(word.lower()) if kind == "(" else _Frame("[", now))
            word, now = "", None
        elif kind in {")", "]", ","}:
            now = _bare(word) if word else now
            word = ""
            if now is not None:
                frames[-1].arguments.append(now)
            now = _closed(frames.pop(), scope) if kind != "," and len(frames) > 1 else None
        member = kind == "."
    if word and now is None:
        now = _bare(word)
    return now if now is not None else (frames[-1].arguments or [(Unknown("expression"),)])[-1]


def _bare(word: str) -> Value:
    return (word,) if word.lower() in {"true", "false"} else (Unknown(word),)


def _closed(frame: _Frame, scope: Scope) -> Value:
    if frame.function == "[":
        base = frame.base if frame.base is not None else (Unknown("list"),)
        return _member(base, literal(frame.arguments[0]) if frame.arguments else None)
    return _called(frame.function, frame.arguments, scope)


def _member(value: Value, key: str | None) -> Value:
    """`value[key]`: of a literal object its member, of an answer something named after the key."""
    if isinstance(value, Data):
        inside = value.value
        if isinstance(inside, dict) and key is not None:
            found = inside.get(
                key, next((one for name, one in inside.items() if str(name).lower() == key.lower()), None)
            )
            return as_value(found) if found is not None else (Unknown(_fit(key), 1),)
        if isinstance(inside, list) and key is not None and key.isdecimal() and len(key) < 7 and int(key) < len(inside):
            return as_value(inside[int(key)])
        return (Unknown(_fit(key or "item"), 1),)
    unknown = next((piece for piece in value if isinstance(piece, Unknown)), None)
    if unknown is not None and unknown.rank == 0:
        return (unknown,)
    if key and not key.isdecimal() and key not in {"body", "value", "headers", "outputs"}:
        return (Unknown(_fit(key.removeprefix("body/")), 1),)
    return (unknown or Unknown(_fit(key or "item"), 1),)


def _fit(name: str) -> str:
    return cleaned(name.replace("_", " ") if " " not in name else name, 80)


def _named(function: str, name: str, scope: Scope) -> Value | None:
    """What a function that takes a name gives; None for any other function."""
    if function == "parameters":
        return scope.parameter(name)
    if function == "variables":
        return scope.variable(name)
    if function == "appsetting":
        return scope.setting(name)
    if function in {"outputs", "body", "actions", "actionoutputs", "actionbody"}:
        return scope.output(name)
    return (Unknown(_fit(name), 2),) if function in {"items", "item"} else None


def _called(function: str, arguments: Sequence[Value], scope: Scope) -> Value:
    name = literal(arguments[0]) if arguments else None
    if name is not None and (named := _named(function, name, scope)) is not None:
        return named
    known = FUNCTIONS.get(function) if function else first
    if known is not None:
        return known(arguments)
    inside = [
        piece for value in arguments if not isinstance(value, Data) for piece in value if isinstance(piece, Unknown)
    ]
    return (min(inside, key=lambda piece: piece.rank) if inside else Unknown(function),)
