"""Functions of the workflow language, as far as they join, choose or pass on what is literal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from d365arch.discovery.workflows.values import Data, Encoded, Piece, Unknown, Value, json_value, literal

_LONGEST = 20_000


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


def first(arguments: Sequence[Value]) -> Value:
    """The first argument: what a function is taken for that changes a text only in its form."""
    return arguments[0] if arguments else (Unknown("value"),)


def _coalesced(arguments: Sequence[Value]) -> Value:
    return next((value for value in arguments if literal(value)), first(arguments))


def _chosen(arguments: Sequence[Value]) -> Value:
    return _coalesced(arguments[1:])


def _of_json(arguments: Sequence[Value]) -> Value:
    return json_value(first(arguments))


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
    return first(arguments)


FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    "concat": _joined,
    "format": _formatted,
    "replace": _replaced,
    "coalesce": _coalesced,
    "if": _chosen,
    "json": _of_json,
    "encodeuricomponent": _encoded,
    "uricomponent": _encoded,
    **dict.fromkeys(("tolower", "toupper", "trim", "string", "decodeuricomponent", "uricomponenttostring", "base64",
                     "decodebase64", "base64tostring", "first", "last", "substring", "split", "xml", "outputs", "guid",
                     "array"), first),
}
"""By name in small letters; of any other function only what it is given is told."""
