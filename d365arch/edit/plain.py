"""Records as plain data (mappings, lists, texts, numbers) by attribute name, and back; for the system clipboard."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from immutabledict import immutabledict

from d365arch.edit.values import frozen
from d365arch.errors import EditError
from d365arch.model import End, Frequency, Point, Rect, Size
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.quantities import parse_frequency

_RECORDS = {Kind.RECORD, Kind.TEXT_OR_RECORD, Kind.SHOW}


def to_plain(record: Any) -> dict[str, Any]:
    """What a record states, as data that JSON can hold."""
    stated = {name: getattr(record, name) for name in specs_of(type(record))}
    plain = {name: _out(value) for name, value in stated.items() if value not in (None, (), immutabledict())}
    return {**plain, "extra": _out(record.extra)} if record.extra else plain


def _out(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, End | Frequency):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _out(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_out(item) for item in value]
    return to_plain(value) if hasattr(value, "extra") else value


def from_plain(record_class: Any, data: Any) -> Any:
    """The record that `to_plain` made this data of; raises `EditError` where it is none."""
    specs = specs_of(record_class)
    if not isinstance(data, dict) or not data.keys() <= specs.keys() | {"extra"}:
        raise _foreign()
    values = {name: _in(specs[name], value) for name, value in data.items() if name in specs}
    try:
        return record_class(**values, extra=frozen(data.get("extra", {})))
    except TypeError:
        raise _foreign() from None


def _foreign() -> EditError:
    return EditError("The clipboard does not hold a part of a landscape; copy systems first.")


def _in(spec: FieldSpec, value: Any) -> Any:
    if spec.shape is Shape.MAP:
        if not isinstance(value, dict):
            raise _foreign()
        return immutabledict({key: _in_one(spec, item) for key, item in value.items()})
    if spec.shape is not Shape.ONE:
        if not isinstance(value, list):
            raise _foreign()
        return tuple(_in_one(spec, item) for item in value)
    return _in_one(spec, value)


def _in_one(spec: FieldSpec, value: Any) -> Any:
    if spec.kind in _RECORDS:
        return from_plain(spec.record, value)
    read = spec.words or _READ.get(spec.kind, frozen)
    try:
        return read(value)
    except (TypeError, ValueError, AttributeError):
        raise _foreign() from None


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.ID: _word,
    Kind.END: End.parse,
    Kind.FREQUENCY: parse_frequency,
    Kind.DATE: datetime.date.fromisoformat,
    Kind.POINT: lambda value: Point(*value),
    Kind.SIZE: lambda value: Size(*value),
    Kind.RECT: lambda value: Rect(*value),
    Kind.POINTS: lambda value: tuple(Point(*point) for point in value),
}
