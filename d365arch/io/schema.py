"""JSON Schema of landscape files, made from the specs of the records, for completion and checks in editors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.ids import ID_PATTERN, TYPE_PATTERN
from d365arch.model.landscape import FORMAT_VERSION, Landscape
from d365arch.model.meant import UNIT_WORDS
from d365arch.model.quantities import DURATION_UNITS, SIZE_UNITS, WEEKDAYS
from d365arch.model.vocabulary import Level
from d365arch.model.workspace import VIEWS

Schema = dict[str, Any]

_ID = f"^{ID_PATTERN.pattern}$"
_END = rf"^{ID_PATTERN.pattern}(\.{ID_PATTERN.pattern})?$"
_NUMBER = r"\d+(\.\d+)?"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_TYPE = f"^{TYPE_PATTERN.pattern}$"


def _quantity(units: Mapping[str, float], examples: list[str], *, plain: bool) -> Schema:
    text: Schema = {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*({'|'.join(units)})\s*$"}
    value: Schema = {"anyOf": [{"type": "number", "minimum": 0}, text]} if plain else text
    return value | {"examples": examples}


def _share() -> Schema:
    return _quantity({"%": 0.01}, ["20%", "99.9%"], plain=True)


def _frequency() -> Schema:
    levels = "|".join(level.value for level in Level)
    days = "|".join(WEEKDAYS)
    units = "|".join(dict.fromkeys((*DURATION_UNITS, *UNIT_WORDS)))
    pattern = (rf"^\s*({levels}|every\s+{_NUMBER}\s*({units})|(hourly|daily|monthly)(\s+{_CLOCK})?"
               rf"|weekly(\s+({days}))?(\s+{_CLOCK})?)\s*$")
    return {"type": "string", "pattern": pattern,
            "examples": ["high", "every 5 min", "daily 02:00", "weekly sunday 03:00"]}


_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_PAIR: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}

_SINGLE: Mapping[Kind, Callable[[], Schema]] = {
    Kind.ID: lambda: {"type": ["string", "integer"], "pattern": _ID},
    Kind.TEXT: lambda: dict(_TEXT),
    Kind.FLAG: lambda: {"type": "boolean"},
    Kind.COUNT: lambda: {"type": "integer", "minimum": 0},
    Kind.NUMBER: lambda: {"type": "number", "minimum": 0},
    Kind.DURATION: lambda: _quantity(DURATION_UNITS, ["250 ms", "2 s", "15 min", "7 d"], plain=False),
    Kind.KILOBYTES: lambda: _quantity(SIZE_UNITS, ["4 KB", "1.5 MB"], plain=True),
    Kind.BYTES: lambda: _quantity(SIZE_UNITS, ["300 B", "4 KB"], plain=True),
    Kind.SHARE: _share,
    Kind.FREQUENCY: _frequency,
    Kind.DATE: lambda: {"type": "string", "format": "date", "examples": ["2027-06-30"]},
    Kind.SYSTEM_TYPE: lambda: {"type": "string", "pattern": _TYPE,
                               "examples": ["d365.finance", "d365.sales", "azure.service-bus"]},
    Kind.ENDPOINT_TYPE: lambda: {"type": "string", "pattern": _TYPE,
                                 "examples": ["fo.odata", "dataverse.web-api", "azure.service-bus-topic"]},
    Kind.SYSTEM: lambda: {"type": ["string", "integer"], "pattern": _ID},
    Kind.ZONE: lambda: {"type": ["string", "integer"], "pattern": _ID},
    Kind.END: lambda: {"type": ["string", "number"], "pattern": _END, "examples": ["fo", "fo.odata"]},
    Kind.POINT: lambda: {**_PAIR, "examples": [[400, 120]]},
    Kind.SIZE: lambda: {**_PAIR, "examples": [[200, 80]]},
    Kind.RECT: lambda: {**_PAIR, "minItems": 4, "maxItems": 4, "examples": [[400, 120, 300, 200]]},
    Kind.POINTS: lambda: {"type": "array", "items": dict(_PAIR), "examples": [[[400, 120], [400, 200]]]},
    Kind.FLAG_OR_TEXT: lambda: dict(_TEXT),
    Kind.PLAIN: dict,
}


def _single(field: FieldSpec) -> Schema:
    if field.words is not None:
        return {"type": "string", "enum": [word.value for word in field.words]}
    if field.record is None:
        return _SINGLE[field.kind]()
    reference = {"$ref": f"#/$defs/{field.record.__name__}"}
    if field.kind is Kind.TEXT_OR_RECORD:
        return {"anyOf": [dict(_TEXT), reference]}
    if field.kind is Kind.SHOW:
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, reference]}
    return reference


def _shaped(field: FieldSpec) -> Schema:
    single = _single(field)
    if field.shape is Shape.LIST:
        items: Schema = {"type": "array", "items": single}
        return items if field.kind is Kind.RECORD else {"anyOf": [single, items]}
    if field.shape is Shape.MAP:
        return {"type": "object", "additionalProperties": single}
    if field.shape is Shape.RECORDS_BY_KEY:
        return {"type": "object", "additionalProperties": {"anyOf": [single, {"type": "null"}]}}
    return single


def _of_key(field: FieldSpec) -> Schema:
    told = field.doc
    if field.default:
        told += f" Default: {field.default}."
    schema = _shaped(field)
    if not field.required:
        schema = _or_nothing(schema)
    return {"description": told, **schema}


def _or_nothing(schema: Schema) -> Schema:
    """A key with nothing behind it is the same as no key."""
    if not schema:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _object(record: type[Any], *, without: frozenset[str] = frozenset()) -> Schema:
    fields = [field for field in specs_of(record).values() if field.key not in without]
    doc = (record.__doc__ or "").strip().partition("\n")[0]
    schema: Schema = {
        "description": doc, "type": "object", "properties": {field.key: _of_key(field) for field in fields},
    }
    required = [field.key for field in fields if field.required]
    return schema | ({"required": required} if required else {})


def _definitions(record: type[Any], found: dict[str, Schema], *, by_key: bool = False) -> None:
    name = record.__name__
    if name in found:
        return
    found[name] = _object(record, without=frozenset({"id"}) if by_key else frozenset())
    for field in specs_of(record).values():
        if field.record is not None:
            _definitions(field.record, found, by_key=field.shape is Shape.RECORDS_BY_KEY)


def json_schema() -> Schema:
    """The schema of landscape files; keys that it does not name are allowed, as they are in the files."""
    definitions: dict[str, Schema] = {}
    root = _object(Landscape)
    root["properties"][VIEWS.key] = _of_key(VIEWS)
    root["properties"]["d365arch"] = {"description": "Version of the file format.", "const": FORMAT_VERSION}
    for record in (Landscape, VIEWS.record):
        assert record is not None
        _definitions(record, definitions)
    del definitions[Landscape.__name__]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "d365arch landscape",
        **root,
        "description": "All systems, endpoints, integrations and zones of one landscape, and the views of it.",
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it is written to a file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
