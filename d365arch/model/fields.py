"""What every key of a landscape file means: each record field carries its own `FieldSpec`.

Reading, writing, the JSON Schema for editors, the inspector and the tables all work from these specs, so a key is
described once, where it is stored.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import wraps
from typing import Any, TypeVar

from immutabledict import immutabledict

T = TypeVar("T")

Extra = immutabledict[str, Any]
"""Keys of a record that this version does not know; kept as read, in order, and written back."""

NO_EXTRA: Extra = immutabledict()


class Kind(Enum):
    """How the value of a key is written and what Python value it becomes."""

    ID = auto()             # [a-z0-9][a-z0-9-]* -> str
    TEXT = auto()           # any scalar text -> str
    FLAG = auto()           # true | false -> bool
    COUNT = auto()          # whole number >= 0 -> int
    NUMBER = auto()         # number >= 0 -> float
    DURATION = auto()       # 250 ms, 2 s, 15 min, 1 h, 7 d, 3 y -> seconds (float)
    KILOBYTES = auto()      # plain number = KB; 4 KB, 1.5 MB, 300 B -> kilobytes (float, 1 MB = 1024 KB)
    BYTES = auto()          # plain number = bytes; 300 B, 4 KB -> bytes (float)
    SHARE = auto()          # 20%, 99.9 % or a plain share 0.2 -> share (float, 1.0 = 100 %)
    FREQUENCY = auto()      # high | medium | low | every 5 min | daily 02:00 | weekly -> Frequency
    DATE = auto()           # 2027-06-30 -> datetime.date
    WORD = auto()           # a closed vocabulary, `FieldSpec.words` -> StrEnum
    SYSTEM_TYPE = auto()    # id of a catalog system type -> str
    ENDPOINT_TYPE = auto()  # id of a catalog endpoint or channel type -> str
    SYSTEM = auto()         # id of a system of this landscape -> str
    ZONE = auto()           # id of a zone of this landscape -> str
    END = auto()            # system or system.endpoint -> End
    POINT = auto()          # [x, y] -> Point
    POINTS = auto()         # [[x, y], ...] -> tuple of Point
    SIZE = auto()           # [width, height] -> Size
    RECT = auto()           # [x, y, width, height] -> Rect
    FLAG_OR_TEXT = auto()   # true | false | text -> bool | str
    TEXT_OR_RECORD = auto() # text (stored under the record's first field) or a mapping -> record
    RECORD = auto()         # mapping -> record of `FieldSpec.record`
    PLAIN = auto()          # anything YAML can say -> frozen plain data (immutabledict, tuple, scalars)
    SHOW = auto()           # all | a list of elements | a query mapping -> Show


class Shape(Enum):
    """Whether a key holds one value, a list, or a mapping from text."""

    ONE = auto()
    LIST = auto()      # tuple; one value without brackets is read as a list of one
    MAP = auto()       # immutabledict[str, value]
    RECORDS_BY_KEY = auto()  # mapping whose keys become the `id` field of the records -> tuple of records


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The meaning of one key.

    `key` is the name in the file, `doc` one sentence for people, `words` the closed vocabulary of a `WORD`, `record`
    the class of a nested record, `default` what is assumed when the key is absent (told to people; the stored value
    of an absent key is the dataclass default, mostly `None`), `symbol` the name in the rule and limit texts.
    """

    key: str
    kind: Kind
    doc: str
    shape: Shape = Shape.ONE
    words: type[StrEnum] | None = None
    record: type[Any] | None = None
    default: str | None = None
    symbol: str | None = None
    required: bool = False


_SPEC = "d365arch"


def spec(
    key: str,
    kind: Kind,
    doc: str,
    *,
    words: type[StrEnum] | None = None,
    record: type[Any] | None = None,
    default: str | None = None,
    symbol: str | None = None,
) -> Any:
    """A field with one optional value; absent is `None`, which means unstated."""
    entry = FieldSpec(key, kind, doc, Shape.ONE, words, record, default, symbol)
    return dataclasses.field(default=None, metadata={_SPEC: entry})


def required(key: str, kind: Kind, doc: str, *, symbol: str | None = None) -> Any:
    """A field that every record of its class must state."""
    entry = FieldSpec(key, kind, doc, symbol=symbol, required=True)
    return dataclasses.field(metadata={_SPEC: entry})


def many(
    key: str,
    kind: Kind,
    doc: str,
    *,
    words: type[StrEnum] | None = None,
    record: type[Any] | None = None,
    default: str | None = None,
    symbol: str | None = None,
    by_key: bool = False,
) -> Any:
    """A field with a list of values (a tuple); absent is the empty tuple.

    With `by_key` the file has a mapping whose keys are the ids of the records.
    """
    shape = Shape.RECORDS_BY_KEY if by_key else Shape.LIST
    entry = FieldSpec(key, kind, doc, shape, words, record, default, symbol)
    return dataclasses.field(default=(), metadata={_SPEC: entry})


def mapping(key: str, kind: Kind, doc: str, *, record: type[Any] | None = None, symbol: str | None = None) -> Any:
    """A field with a mapping from text to values; absent is empty."""
    entry = FieldSpec(key, kind, doc, Shape.MAP, None, record, None, symbol)
    return dataclasses.field(default=immutabledict(), metadata={_SPEC: entry})


def per_record(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """Remember the outcome of a function for each record class; typed, unlike `functools.cache`."""
    known: dict[type[Any], T] = {}

    @wraps(function)
    def remembered(record: type[Any]) -> T:
        if record not in known:
            known[record] = function(record)
        return known[record]

    return remembered


@per_record
def specs_of(record: type[Any]) -> Mapping[str, FieldSpec]:
    """The specs of a record class by attribute name, in the order in which a new file writes them."""
    return {f.name: f.metadata[_SPEC] for f in dataclasses.fields(record) if _SPEC in f.metadata}
