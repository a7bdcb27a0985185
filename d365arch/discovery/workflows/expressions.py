"""Expressions of the workflow language, read as far as they are literal; nothing is ever computed that a run would."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from d365arch.discovery.cleaning import cleaned

_LONGEST = 20_000
_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_TOKEN_SIGNS = ("${", "#{", "$(", "__")
_TOKEN = re.compile(r"\$\{([A-Za-z_][\w.-]{0,80})\}|#\{([A-Za-z_][\w.-]{0,80})\}#?|\$\(([A-Za-z_][\w.-]{0,80})\)"
                    r"|(?<![A-Za-z0-9_])__([A-Za-z][A-Za-z0-9]{1,30}(?:_[A-Za-z0-9]{1,30}){0,6})__(?![A-Za-z0-9_])")
"""Tokens that tools such as envsubst, Replace Tokens and Azure Pipelines put values in for."""
_NUMBER = re.compile(r"-?[0-9][0-9.]*")


class Unknown(NamedTuple):
    """A piece of a text that only a run knows, under the name that tells most of it to people."""

    name: str
    rank: int = 3
    """0 a parameter, variable or setting; 1 a property of an answer; 2 an answer of an action; 3 anything else."""


@dataclass(frozen=True, slots=True)
class Data:
    """A literal object or list."""

    value: Any


class Encoded(NamedTuple):
    """A text known in full that stands encoded in a path, where a `/` in it separates nothing."""

    text: str


Piece = str | Unknown | Encoded
Value = tuple[Piece, ...] | Data


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
        return tuple(_with_tokens(text[:_LONGEST]))
    if text.startswith("@@"):
        return (text[1:],)
    if text.startswith("@") and not text.startswith("@{"):
        return evaluated(text[1:], scope)
    pieces: list[Piece] = []
    at = 0
    while (start := text.find("@{", at)) >= 0:
        if start > at:
            pieces.extend(_with_tokens(text[at:start]))
        end = _end_of_expression(text, start + 2)
        value = evaluated(text[start + 2 : end], scope)
        pieces.extend((Unknown("object"),) if isinstance(value, Data) else value)
        at = end + 1
    if at < len(text):
        pieces.extend(_with_tokens(text[at:]))
    return tuple(pieces)


def _with_tokens(text: str) -> Iterator[Piece]:
    """A literal text; what pipelines of deployments replace in it, such as `${NAME}` or `#{name}#`, is not known."""
    if not any(sign in text for sign in _TOKEN_SIGNS):
        yield text
        return
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield text[at:match.start()]
        yield Unknown(next(name for name in match.groups() if name), 0)
        at = match.end()
    if at < len(text) or not text:
        yield text[at:]


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


def literal(value: Value) -> str | None:
    """The text of a value, None where a run decides a part of it."""
    if isinstance(value, Data):
        return None
    texts = []
    for piece in value:
        if isinstance(piece, Unknown):
            return None
        texts.append(piece.text if isinstance(piece, Encoded) else piece)
    return "".join(texts)


def shown(value: Value) -> str:
    """The text of a value, with `{name}` where a run decides."""
    if isinstance(value, Data):
        return ""
    return "".join(
        piece if isinstance(piece, str) else piece.text if isinstance(piece, Encoded) else f"{{{piece.name}}}"
        for piece in value
    )


def name_of(value: Value) -> str:
    """What an unknown value is best named after: a parameter before a variable before an answer; empty where known."""
    if isinstance(value, Data):
        return "object"
    unknown = [piece for piece in value if isinstance(piece, Unknown)]
    return min(unknown, key=lambda piece: piece.rank).name if unknown else ""


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


def as_value(found: Any) -> Value:
    """A JSON value as the value of an expression."""
    if isinstance(found, str):
        # A text inside a literal object may hold an expression of its own, which is not followed.
        return (Unknown("expression"),) if found.startswith("@") or "@{" in found else (found,)
    if isinstance(found, bool):
        return (str(found).lower(),)
    if isinstance(found, int | float):
        return (str(found),)
    return Data(found)


def _fit(name: str) -> str:
    return cleaned(name.replace("_", " ") if " " not in name else name, 80)


def _joined(arguments: Sequence[Value]) -> Value:
    pieces: list[Piece] = []
    for value in arguments:
        pieces.extend((Unknown("object"),) if isinstance(value, Data) else value)
    return tuple(pieces)


def _encoded(arguments: Sequence[Value]) -> Value:
    if not arguments:
        return (Unknown("value"),)
    text = literal(arguments[0])
    return (Encoded(text),) if text is not None else arguments[0]


def _first(arguments: Sequence[Value]) -> Value:
    return arguments[0] if arguments else (Unknown("value"),)


def _coalesced(arguments: Sequence[Value]) -> Value:
    return next((value for value in arguments if literal(value)), _first(arguments))


def _chosen(arguments: Sequence[Value]) -> Value:
    return _coalesced(arguments[1:])


def _of_json(arguments: Sequence[Value]) -> Value:
    return json_value(_first(arguments))


def json_value(value: Value) -> Value:
    """The value of a JSON text, where it is literal and JSON."""
    text = literal(value)
    if text is None or len(text) > 200_000:
        return value
    try:
        return as_value(json.loads(text))
    except (ValueError, RecursionError):
        return (Unknown("JSON"),)


def _formatted(arguments: Sequence[Value]) -> Value:
    pattern = literal(arguments[0]) if arguments else None
    if pattern is None:
        return _joined(arguments)
    pieces: list[Piece] = []
    for index, part in enumerate(re.split(r"\{([0-9]{1,2})(?::[^{}]{0,40})?\}", pattern)):
        if index % 2 == 0:
            if part:
                pieces.append(part)
            continue
        number = int(part) + 1
        value = arguments[number] if number < len(arguments) else (Unknown("value"),)
        pieces.extend((Unknown("object"),) if isinstance(value, Data) else value)
    return tuple(pieces)


def _replaced(arguments: Sequence[Value]) -> Value:
    texts = [literal(value) for value in arguments[:3]]
    if len(texts) == 3 and texts[0] is not None and texts[1] and texts[2] is not None:
        return (texts[0][:_LONGEST].replace(texts[1], texts[2])[:_LONGEST],)
    return _first(arguments)


_FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    "concat": _joined,
    "format": _formatted,
    "replace": _replaced,
    "coalesce": _coalesced,
    "if": _chosen,
    "json": _of_json,
    "encodeuricomponent": _encoded,
    "uricomponent": _encoded,
    **dict.fromkeys(
        (
            "tolower",
            "toupper",
            "trim",
            "string",
            "decodeuricomponent",
            "uricomponenttostring",
            "base64",
            "decodebase64",
            "base64tostring",
            "first",
            "last",
            "substring",
            "split",
            "xml",
            "outputs",
            "guid",
            "array",
        ),
        _first,
    ),
}


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
    known = _FUNCTIONS.get(function) if function else _first
    if known is not None:
        return known(arguments)
    inside = [
        piece for value in arguments if not isinstance(value, Data) for piece in value if isinstance(piece, Unknown)
    ]
    return (min(inside, key=lambda piece: piece.rank) if inside else Unknown(function),)
