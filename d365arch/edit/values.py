"""Whether a value suits a field: an edit never makes a workspace that could not be saved and read again."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from immutabledict import immutabledict

from d365arch.edit.lookup import checked_end, system_of, updated, zone_of
from d365arch.errors import EditError
from d365arch.model import End, Frequency, Point, Rect, Size, Workspace
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.ids import ID_PATTERN, ID_RULE, TYPE_PATTERN
from d365arch.model.quantities import BEYOND_MEASURE
from d365arch.model.wording import CONTROL_CHARACTER

R = TypeVar("R")

_UNSTATED: tuple[Any, ...] = (None, (), immutabledict())

_FAR = 1e6
_NUMBERS = {Kind.NUMBER, Kind.DURATION, Kind.KILOBYTES, Kind.BYTES, Kind.SHARE}
_NESTED = {Kind.RECORD, Kind.TEXT_OR_RECORD}
_DIGITS = {Kind.DURATION: 9, Kind.SHARE: 12}
"""Decimals that a written quantity keeps."""


def fitted(workspace: Workspace, spec: FieldSpec, value: Any) -> Any:
    """The value as the field stores it: empty text is unstated, lists are tuples; raises `EditError`."""
    if spec.shape is Shape.ONE:
        value = None if value == "" else value
        if value is None and spec.required:
            raise EditError(f'"{spec.key}" must be stated; give it a value.')
        if spec.kind in _NESTED and value == (spec.record or object)():
            return None
        return None if value is None else _fitted_one(workspace, spec, value)
    if spec.shape is Shape.MAP:
        return immutabledict({key: _fitted_one(workspace, spec, item) for key, item in (value or {}).items()})
    if isinstance(value, str) or not (value is None or isinstance(value, tuple | list)):
        raise _unfit(spec, value, "a list")
    return tuple(_fitted_one(workspace, spec, item) for item in value or ())


def fitted_record(workspace: Workspace, record: R) -> R:
    """The record with every field as it is stored; the record itself where all fit; raises `EditError`."""
    record_class: Any = type(record)
    stated = {name: value for name in specs_of(record_class) if (value := getattr(record, name)) not in _UNSTATED}
    return updated(record, **{name: fitted(workspace, specs_of(record_class)[name], value)
                              for name, value in stated.items()})


def _fitted_one(workspace: Workspace, spec: FieldSpec, value: Any) -> Any:
    if spec.kind in _NUMBERS:
        return _number(spec, value)
    if spec.kind is Kind.FREQUENCY:
        return _instance(spec, value, Frequency, "a frequency")
    if spec.kind in {Kind.RECORD, Kind.TEXT_OR_RECORD, Kind.SHOW}:
        return fitted_record(workspace, _instance(spec, value, spec.record or object, "a record of its kind"))
    return _CHECKS[spec.kind](workspace, spec, value)


def _unfit(spec: FieldSpec, value: Any, wanted: str) -> EditError:
    return EditError(f'"{spec.key}" cannot be {value!r}; it takes {wanted}. {spec.doc}')


def _instance(spec: FieldSpec, value: Any, wanted: type[Any], noun: str) -> Any:
    if not isinstance(value, wanted):
        raise _unfit(spec, value, noun)
    return value


def _text(_: Workspace, spec: FieldSpec, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _unfit(spec, value, "a text")
    text: str = value.replace("\r\n", "\n").replace("\r", "\n")
    if bad := CONTROL_CHARACTER.search(text):
        raise EditError(f'"{spec.key}" holds the character U+{ord(bad[0]):04X}, which a file cannot hold; take it out.')
    return text


def _number(spec: FieldSpec, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < BEYOND_MEASURE:
        raise _unfit(spec, value, f"a number of 0 or more, below {BEYOND_MEASURE:.0e}")
    return round(float(value), _DIGITS.get(spec.kind, 12))


def _count(_: Workspace, spec: FieldSpec, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < BEYOND_MEASURE:
        raise _unfit(spec, value, f"a whole number of 0 or more, below {BEYOND_MEASURE:.0e}")
    return value


def _flag(_: Workspace, spec: FieldSpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _unfit(spec, value, "true or false")
    return value


def _flag_or_text(workspace: Workspace, spec: FieldSpec, value: Any) -> bool | str:
    return value if isinstance(value, bool) else _text(workspace, spec, value)


def _word(_: Workspace, spec: FieldSpec, value: Any) -> Any:
    words = spec.words
    if words is None or not isinstance(value, str) or value not in {w.value for w in words}:
        known = ", ".join(w.value for w in words or ())
        raise EditError(f'"{spec.key}" cannot be "{value}"; it takes one of {known}.')
    return words(value)


def _id(_: Workspace, spec: FieldSpec, value: Any) -> str:
    if not isinstance(value, str) or not ID_PATTERN.fullmatch(value):
        raise _unfit(spec, value, f"an id: {ID_RULE}")
    return value


def _type(_: Workspace, spec: FieldSpec, value: Any) -> str:
    if not isinstance(value, str) or not TYPE_PATTERN.fullmatch(value):
        raise _unfit(spec, value, "the id of a catalog type, such as d365.finance")
    return value


def _system(workspace: Workspace, _: FieldSpec, value: Any) -> str:
    return system_of(workspace, value).id


def _zone(workspace: Workspace, _: FieldSpec, value: Any) -> str:
    return zone_of(workspace, value).id


def _end(workspace: Workspace, spec: FieldSpec, value: Any) -> End:
    if not isinstance(value, End):
        raise _unfit(spec, value, "a system or system.endpoint")
    return checked_end(workspace, value)


def tidy(point: Point) -> Point:
    """The point as a view keeps it, to a hundredth px; raises `EditError` where it is not on any sheet."""
    if not all(math.isfinite(number) and abs(number) < _FAR for number in point):
        raise EditError(f"{point!r} is not a place on a drawing; x and y are numbers of px within a million.")
    return Point(round(point.x, 2), round(point.y, 2))


def _point(_: Workspace, spec: FieldSpec, value: Any) -> Point:
    if not isinstance(value, Point):
        raise _unfit(spec, value, "a point")
    return tidy(value)


def _points(workspace: Workspace, spec: FieldSpec, value: Any) -> tuple[Point, ...]:
    if not isinstance(value, tuple):
        raise _unfit(spec, value, "points")
    return tuple(_point(workspace, spec, point) for point in value)


def _size(_: Workspace, spec: FieldSpec, value: Any) -> Size:
    if not isinstance(value, Size) or not all(math.isfinite(n) and 0 <= n < _FAR for n in value):
        raise _unfit(spec, value, "a width and a height of 0 or more px")
    return value


def _rect(_: Workspace, spec: FieldSpec, value: Any) -> Rect:
    if not isinstance(value, Rect) or not all(math.isfinite(n) and abs(n) < _FAR for n in value) or (
            value.width < 0 or value.height < 0):
        raise _unfit(spec, value, "left, top, width and height in px")
    return value


def _date(_: Workspace, spec: FieldSpec, value: Any) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise _unfit(spec, value, "a date")
    return value


def frozen(value: Any) -> Any:
    """Plain data made immutable: mappings and lists all the way down."""
    if isinstance(value, Mapping):
        return immutabledict({str(key): frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value


def _plain(_: Workspace, spec: FieldSpec, value: Any) -> Any:
    value = frozen(value)
    if not isinstance(value, immutabledict | tuple | str | int | float | bool | datetime.date):
        raise _unfit(spec, value, "texts, numbers, lists and mappings")
    return value


_CHECKS: Mapping[Kind, Callable[[Workspace, FieldSpec, Any], Any]] = {
    Kind.ID: _id,
    Kind.TEXT: _text,
    Kind.SYSTEM_TYPE: _type,
    Kind.ENDPOINT_TYPE: _type,
    Kind.FLAG: _flag,
    Kind.COUNT: _count,
    Kind.WORD: _word,
    Kind.FLAG_OR_TEXT: _flag_or_text,
    Kind.SYSTEM: _system,
    Kind.ZONE: _zone,
    Kind.END: _end,
    Kind.POINT: _point,
    Kind.POINTS: _points,
    Kind.SIZE: _size,
    Kind.RECT: _rect,
    Kind.DATE: _date,
    Kind.PLAIN: _plain,
}
