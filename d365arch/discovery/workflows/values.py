"""Values of the workflow language: literal texts, objects, and pieces that only a run knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple


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


def literal(value: Value) -> str | None:
    """The text of a value, None where a run decides a part of it."""
    if isinstance(value, Data):
        return None
    if len(value) == 1 and isinstance(value[0], str):
        return value[0]
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


def json_value(value: Value) -> Value:
    """The value of a JSON text, where it is literal and JSON."""
    text = literal(value)
    if text is None or len(text) > 200_000:
        return value
    try:
        return as_value(json.loads(text))
    except (ValueError, RecursionError):
        return (Unknown("JSON"),)
