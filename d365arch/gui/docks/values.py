"""Field values as the text that people write in the inspector, and back; strict like the file, by the same parsers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from immutabledict import immutabledict

from d365arch.gui.language import translate
from d365arch.io.scalars import PARSERS, WRITERS, Bare, parser_of
from d365arch.model import Point, Size
from d365arch.model.fields import FieldSpec, Kind, Shape

AMOUNTS = {Kind.COUNT, Kind.NUMBER, Kind.DURATION, Kind.KILOBYTES, Kind.BYTES, Kind.SHARE}

MOST = 1e15
"""Amounts are below this, as edits have it."""


class FieldTextError(ValueError):
    """A text is no value of the field; the message is a sentence for people."""


def parse(spec: FieldSpec, text: str) -> Any:
    """The value that a text states for a field; empty text is unstated. Raises `FieldTextError`."""
    text = text.strip()
    if spec.shape is Shape.LIST:
        return tuple(_parse_one(spec, part.strip()) for part in re.split(r"[,\n]", text) if part.strip())
    if spec.shape is Shape.MAP:
        return _parse_map(spec, text)
    return _parse_one(spec, text) if text else None


def _parse_one(spec: FieldSpec, text: str) -> Any:
    if spec.kind in {Kind.POINT, Kind.SIZE}:
        return _pair(spec, text)
    if spec.kind is Kind.PLAIN:
        return _plain(text)
    if spec.kind is Kind.FLAG_OR_TEXT:
        text = {"yes": "true", "no": "false"}.get(text.lower(), text)
    try:
        value = parser_of(spec)(text) if spec.words or spec.kind in PARSERS else text
    except ValueError as error:
        sentence = str(error)
        raise FieldTextError(f"“{text}” {sentence}{'' if sentence.endswith('?') else '.'}") from None
    if spec.kind in AMOUNTS and isinstance(value, int | float) and value >= MOST:
        raise FieldTextError(translate(
            "Values", "“{text}” is more than a field can hold; write less.").format(text=text))
    return value


def _pair(spec: FieldSpec, text: str) -> Point | Size:
    numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
    if len(numbers) != 2:
        raise FieldTextError(translate(
            "Values", "“{text}” is not a pair of numbers; write two, such as 400, 120.").format(text=text))
    make = Point if spec.kind is Kind.POINT else Size
    return make(float(numbers[0]), float(numbers[1]))


def _plain(text: str) -> Any:
    import yaml

    try:
        return _frozen(yaml.safe_load(text))
    except yaml.YAMLError:
        raise FieldTextError(translate(
            "Values", "“{text}” cannot be read; write it as in the file, such as {{key: value}} or [a, b].").format(
                text=text)) from None


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return immutabledict({str(key): _frozen(item) for key, item in value.items()})
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


def _parse_map(spec: FieldSpec, text: str) -> immutabledict[str, Any]:
    if spec.kind is Kind.PLAIN:
        value = _plain(f"{{{text}}}")
        return value if isinstance(value, immutabledict) else immutabledict()
    found: dict[str, Any] = {}
    for part in re.split(r"[,\n]", text):
        if part.strip():
            key, colon, value = part.partition(":")
            if not colon or not key.strip():
                raise FieldTextError(translate(
            "Values", "“{text}” has no value; write pairs such as sql: 2, correlation: 0.").format(text=part.strip()))
            found[key.strip()] = _parse_one(spec, value.strip())
    return immutabledict(found)


def _format_plain(value: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(_thawed(value), default_flow_style=True, width=10_000, sort_keys=False)
    return text.strip().removesuffix("...").strip()


def _format_one(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Point | Size):
        return f"{value[0]:g}, {value[1]:g}"
    if spec.kind not in WRITERS:
        return _format_plain(value)
    leaf = WRITERS[spec.kind](value)
    return leaf.text if isinstance(leaf, Bare) else leaf


def format_value(spec: FieldSpec, value: Any) -> str:
    """The text of a value that `parse` reads back; unstated is empty."""
    if value is None:
        return ""
    if spec.shape is Shape.LIST:
        return ", ".join(_format_one(spec, item) for item in value)
    if spec.shape is Shape.MAP:
        if spec.kind is Kind.PLAIN:
            return _format_plain(value)[1:-1] if value else ""
        return ", ".join(f"{key}: {_format_one(spec, item)}" for key, item in value.items())
    return _format_one(spec, value)


def example(spec: FieldSpec) -> str:
    """What to write into an empty field, as its placeholder."""
    if spec.default:
        return translate("Fields", spec.default)
    return {
        Kind.DURATION: translate("Values", "such as 2 s"), Kind.KILOBYTES: translate("Values", "such as 4 KB"),
        Kind.BYTES: translate("Values", "such as 300 B"), Kind.SHARE: translate("Values", "such as 20%"),
        Kind.FREQUENCY: translate("Values", "such as every 5 min"),
        Kind.DATE: translate("Values", "such as 2027-06-30"),
    }.get(spec.kind, "")
