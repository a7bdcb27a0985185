"""Field values as the text that people write, and back, strictly; the sentences for wrong text are made here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from immutabledict import immutabledict

from d365arch.model import End, Point, Size
from d365arch.model.fields import FieldSpec, Kind, Shape
from d365arch.model.problems import did_you_mean
from d365arch.model.quantities import (
    Frequency,
    QuantityError,
    format_bytes,
    format_duration,
    format_kilobytes,
    format_share,
    parse_bytes,
    parse_duration,
    parse_frequency,
    parse_kilobytes,
    parse_share,
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


class ValueError_(ValueError):  # noqa: N801, N818 - close kin of ValueError, with a sentence for people
    """A text is no value of the field; the message is a sentence for people."""


def _count(text: str) -> int:
    if not re.fullmatch(r"\d[\d,_ ]*", text):
        raise QuantityError("is not a whole number; write one such as 12")
    return int(re.sub(r"[,_ ]", "", text))


def _number(text: str) -> float:
    try:
        return float(re.sub(r"(?<=\d)[,_ ](?=\d{3})", "", text))
    except ValueError:
        raise QuantityError("is not a number; write one such as 340 or 0.5") from None


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise QuantityError("is not a date; write one such as 2027-06-30") from None


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise QuantityError("is not an id; use small letters, digits and hyphens, such as web-orders")
    return text


def _end(text: str) -> End:
    end = End.parse(text)
    if not _ID.fullmatch(end.system):
        raise QuantityError("names no system; choose one from the list")
    return end


def _point(text: str) -> Point:
    numbers = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", text)]
    if len(numbers) != 2:
        raise QuantityError("is not a place; write two numbers such as 400, 120")
    return Point(numbers[0], numbers[1])


def _flag_or_text(text: str) -> bool | str:
    return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)


def _plain(text: str) -> Any:
    import yaml

    try:
        return _frozen(yaml.safe_load(text))
    except yaml.YAMLError:
        raise QuantityError("cannot be read; write it as in the file, such as {key: value} or [a, b]") from None


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return immutabledict({str(key): _frozen(item) for key, item in value.items()})
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


_PARSERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.ID: _id, Kind.COUNT: _count, Kind.NUMBER: _number, Kind.DURATION: parse_duration,
    Kind.KILOBYTES: parse_kilobytes, Kind.BYTES: parse_bytes, Kind.SHARE: parse_share,
    Kind.FREQUENCY: parse_frequency, Kind.DATE: _date, Kind.END: _end, Kind.POINT: _point,
    Kind.SIZE: lambda text: Size(*_point(text)), Kind.FLAG_OR_TEXT: _flag_or_text, Kind.PLAIN: _plain,
}


def _parse_one(spec: FieldSpec, text: str) -> Any:
    if spec.words is not None:
        return _word(spec.words, text)
    parse = _PARSERS.get(spec.kind, str)
    try:
        return parse(text)
    except QuantityError as error:
        raise ValueError_(f"“{text}” {error}.") from None


def _word(words: type[StrEnum], text: str) -> StrEnum:
    try:
        return words(text.lower())
    except ValueError:
        known = [word.value for word in words]
        hint = did_you_mean(text, known) or f"; choose {', '.join(known)}."
        raise ValueError_(f"“{text}” is not a choice{hint}") from None


def parse(spec: FieldSpec, text: str) -> Any:
    """The value that a text states for a field; empty text is unstated. Raises `ValueError_` with a sentence."""
    text = text.strip()
    if spec.shape is Shape.LIST:
        parts = [part.strip() for part in re.split(r"[,\n]", text)]
        return tuple(_parse_one(spec, part) for part in parts if part)
    if spec.shape is Shape.MAP:
        return _parse_map(spec, text)
    return _parse_one(spec, text) if text else None


def _parse_map(spec: FieldSpec, text: str) -> immutabledict[str, Any]:
    if spec.kind is Kind.PLAIN:
        value = _plain(f"{{{text}}}")
        return value if isinstance(value, immutabledict) else immutabledict()
    found: dict[str, Any] = {}
    for part in re.split(r",(?!\s*\d)|\n", text):
        if part.strip():
            key, colon, value = part.partition(":")
            if not colon:
                raise ValueError_(f"“{part.strip()}” has no value; write pairs such as sql: 2, correlation: 0.")
            found[key.strip()] = _parse_one(spec, value.strip())
    return immutabledict(found)


def _format_number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _format_point(value: tuple[float, float]) -> str:
    return f"{value[0]:g}, {value[1]:g}"


def _format_plain(value: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(_thawed(value), default_flow_style=True, width=10_000, sort_keys=False)
    return text.removesuffix("...\n").strip()


_FORMATS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: _format_number, Kind.DURATION: format_duration, Kind.KILOBYTES: format_kilobytes,
    Kind.BYTES: format_bytes, Kind.SHARE: format_share, Kind.POINT: _format_point, Kind.SIZE: _format_point,
    Kind.PLAIN: _format_plain,
}


def _format_one(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Frequency | StrEnum | End | str):
        return str(value)
    return _FORMATS.get(spec.kind, str)(value)


def format_value(spec: FieldSpec, value: Any) -> str:
    """The text of a value that `parse` reads back; unstated is empty."""
    if value is None:
        return ""
    if spec.shape is Shape.LIST:
        return ", ".join(_format_one(spec, item) for item in value)
    if spec.shape is Shape.MAP:
        return ", ".join(f"{key}: {_format_one(spec, item)}" for key, item in value.items())
    return _format_one(spec, value)


def example(spec: FieldSpec) -> str:
    """What to write into an empty field, as its placeholder."""
    if spec.default:
        return spec.default
    return {
        Kind.DURATION: "such as 2 s", Kind.KILOBYTES: "such as 4 KB", Kind.BYTES: "such as 300 B",
        Kind.SHARE: "such as 20%", Kind.FREQUENCY: "such as every 5 min", Kind.DATE: "such as 2027-06-30",
    }.get(spec.kind, "")
