"""Single values between their written text and their Python value, one way for each kind of key."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from d365arch.model.endpoint import End
from d365arch.model.fields import FieldSpec, Kind
from d365arch.model.ids import ID_PATTERN, ID_RULE, TYPE_PATTERN, suggested_id
from d365arch.model.meant import meant_word
from d365arch.model.quantities import (
    BEYOND_MEASURE,
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
from d365arch.model.wording import CONTROL_CHARACTER


class Bare(NamedTuple):
    """A value that is written without quotes: a number, true, false, null, a quantity."""

    text: str


Leaf = str | Bare
"""A single value on its way to the file; a `str` is text and gets quotes where it needs them."""


_WHOLE = re.compile(r"\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:[, ]\d{3})+", re.ASCII)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,4000})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?", re.ASCII)
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class WrongValueError(ValueError):
    """A text is no value of its kind; the message goes on after the quoted text: `"x" is not ...`."""


def parse_id(text: str) -> str:
    """An id, or `WrongValueError`."""
    if ID_PATTERN.fullmatch(text) is None:
        better = suggested_id(text)
        raise WrongValueError(f"is not an id; use {ID_RULE}" + (f', such as "{better}"' if better else ""))
    return text


def parse_flag(text: str) -> bool:
    """True or false, or `WrongValueError`."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.lower())
    raise WrongValueError("is neither true nor false" + (f"; write {meant}" if meant else ""))


def parse_flag_or_text(text: str) -> bool | str:
    """True, false or else the text."""
    return True if text in _TRUE else False if text in _FALSE else parse_text(text)


def parse_count(text: str) -> int:
    """A whole number from zero up, or `WrongValueError`."""
    if _WHOLE.fullmatch(text.replace("_", "")) is None:
        raise WrongValueError("is not a whole number; write digits, such as 20")
    return int(text.replace("_", ""))


def parse_number(text: str) -> float:
    """A finite number, or `WrongValueError`."""
    if _NUMBER.fullmatch(text) is None or not math.isfinite(number := float(text)):
        raise WrongValueError("is not a number; write digits, such as 20 or 0.5")
    return number


def parse_amount(text: str) -> float:
    """A finite number from zero up, or `WrongValueError`."""
    try:
        number = parse_number(text)
    except WrongValueError:
        if _THOUSANDS.fullmatch(text):
            raise WrongValueError(f"is not a number; write {re.sub('[,. ]', '', text)}, without marks between the "
                                  "thousands") from None
        raise
    if number < 0:
        raise WrongValueError("is below zero; write a number from 0 up")
    if number >= BEYOND_MEASURE:
        raise WrongValueError(f"is beyond all measure; write a number below {BEYOND_MEASURE:.0e}")
    return number


def parse_date(text: str) -> datetime.date:
    """A calendar day, or `WrongValueError`."""
    try:
        if len(text) == 10:
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongValueError("is not a day of the calendar; write year-month-day, such as 2027-06-30")


def parse_type(text: str) -> str:
    """The id of a catalog type, or `WrongValueError`."""
    if TYPE_PATTERN.fullmatch(text) is None:
        raise WrongValueError("is not the id of a type; types look like d365.finance or azure.service-bus-topic")
    return text


def parse_end(text: str) -> End:
    """One end of an integration, or `WrongValueError`."""
    system, dot, endpoint = text.partition(".")
    if ID_PATTERN.fullmatch(system) is None or (dot and ID_PATTERN.fullmatch(endpoint) is None):
        raise WrongValueError("is not an end of an integration; write system or system.endpoint, such as fo or "
                              "fo.odata")
    return End(system, endpoint or None)


def parse_plain(text: str) -> Any:
    """Null, true, false, a number or else the text, by the core schema of YAML 1.2."""
    if text in NULLS:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return parse_text(text)


def parse_text(text: str) -> str:
    """The text itself, or `WrongValueError` where it holds what no drawing and no report can show."""
    match = CONTROL_CHARACTER.search(text)
    if match is not None:
        raise WrongValueError(f"holds the control character U+{ord(match[0]):04X}; remove it")
    return text


PARSERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.ID: parse_id,
    Kind.TEXT: parse_text,
    Kind.FLAG: parse_flag,
    Kind.COUNT: parse_count,
    Kind.NUMBER: parse_amount,
    Kind.DURATION: parse_duration,
    Kind.KILOBYTES: parse_kilobytes,
    Kind.BYTES: parse_bytes,
    Kind.SHARE: parse_share,
    Kind.FREQUENCY: parse_frequency,
    Kind.DATE: parse_date,
    Kind.SYSTEM_TYPE: parse_type,
    Kind.ENDPOINT_TYPE: parse_type,
    Kind.SYSTEM: parse_id,
    Kind.ZONE: parse_id,
    Kind.END: parse_end,
    Kind.FLAG_OR_TEXT: parse_flag_or_text,
}
"""From the written text; each raises `ValueError` with words that go on after the quoted text."""


def word_parser(words: type[StrEnum]) -> Callable[[str], StrEnum]:
    """A parser of one closed vocabulary."""
    known: dict[str, StrEnum] = {word.value: word for word in words}

    def parse(text: str) -> StrEnum:
        word = known.get(text)
        if word is None:
            raise WrongValueError(f"is none of {', '.join(known)}{meant_word(text, known)}")
        return word

    return parse


def parser_of(field: FieldSpec) -> Callable[[str], Any]:
    """The parser of a key's single values."""
    return word_parser(field.words) if field.words else PARSERS[field.kind]


def number_text(number: float) -> str:
    """A number as people write it: no trailing `.0`, and never another number when read back."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


def _flag_text(flag: bool) -> str:
    return "true" if flag else "false"


def _flag_or_text(value: bool | str) -> Leaf:
    return Bare(_flag_text(value)) if isinstance(value, bool) else str(value)


def _bare(to_text: Callable[[Any], str]) -> Callable[[Any], Leaf]:
    return lambda value: Bare(to_text(value))


def plain_leaf(value: Any) -> Leaf:
    """A single value of unknown meaning, so that `parse_plain` gives it back."""
    if value is None:
        return Bare("null")
    if isinstance(value, bool):
        return Bare(_flag_text(value))
    if isinstance(value, int):
        return Bare(str(value))
    if isinstance(value, float):
        text = repr(value)
        return Bare(text if "." in text or "e" in text else f"{text}.0")
    return str(value)


WRITERS: Mapping[Kind, Callable[[Any], Leaf]] = {
    Kind.ID: str,
    Kind.TEXT: str,
    Kind.FLAG: _bare(_flag_text),
    Kind.COUNT: _bare(str),
    Kind.NUMBER: _bare(number_text),
    Kind.DURATION: _bare(format_duration),
    Kind.KILOBYTES: _bare(format_kilobytes),
    Kind.BYTES: _bare(format_bytes),
    Kind.SHARE: _bare(format_share),
    Kind.FREQUENCY: _bare(str),
    Kind.DATE: _bare(str),
    Kind.WORD: _bare(str),
    Kind.SYSTEM_TYPE: str,
    Kind.ENDPOINT_TYPE: str,
    Kind.SYSTEM: str,
    Kind.ZONE: str,
    Kind.END: str,
    Kind.FLAG_OR_TEXT: _flag_or_text,
}
"""To the written text, so that the parser of the same kind gives the value back."""
