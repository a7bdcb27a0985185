"""Help cards of the keys of a landscape file, from the specs that also make the schema and the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from d365arch.analysis import wording as say
from d365arch.analysis.help_records import CardKind, HelpCard, rows
from d365arch.analysis.help_rules import texts_of_rules
from d365arch.catalog.records import Catalog
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.landscape import Landscape
from d365arch.model.view import View
from d365arch.model.workspace import VIEWS

_WRITTEN: Mapping[Kind, str] = {
    Kind.ID: "small letters, digits and dashes", Kind.TEXT: "text", Kind.FLAG: "true or false",
    Kind.COUNT: "a whole number", Kind.NUMBER: "a number",
    Kind.DURATION: "a duration, such as 250 ms, 2 s, 15 min, 7 d",
    Kind.KILOBYTES: "a size, such as 4 KB or 1.5 MB; a plain number is kilobytes",
    Kind.BYTES: "a size, such as 300 B or 4 KB; a plain number is bytes", Kind.SHARE: "a share, such as 20%",
    Kind.FREQUENCY: "high, medium, low, or a schedule: every 5 min, daily 02:00, weekly sunday 03:00",
    Kind.DATE: "a date, such as 2027-06-30", Kind.SYSTEM_TYPE: "the id of a system type",
    Kind.ENDPOINT_TYPE: "the id of an endpoint type", Kind.SYSTEM: "the id of a system", Kind.ZONE: "the id of a zone",
    Kind.END: "system, or system.endpoint", Kind.POINT: "[x, y]", Kind.POINTS: "[[x, y], ...]",
    Kind.SIZE: "[width, height]", Kind.RECT: "[x, y, width, height]", Kind.FLAG_OR_TEXT: "true, false, or text",
    Kind.TEXT_OR_RECORD: "text, or a mapping", Kind.RECORD: "a mapping", Kind.PLAIN: "anything",
    Kind.SHOW: "all, a list of elements, or a query",
}
_JUDGED = ("landscape", "tenant", "entity", "system", "endpoint", "integration", "strategy")
"""Records whose absent keys count as unstated; the others are looks and remarks."""

_NAMED = re.compile(r"\b(?:L-)?[A-Z]{1,2}-\d+\b")
"""Ids of rules and limits in the sentence of a key."""

_LISTS = {"systems": "system", "integrations": "integration", "zones": "zone", "entities": "entity",
          "waivers": "waiver", "notes": "note", "endpoints": "endpoint"}
"""Records that are elements of their own, so that their keys are told as `system.owner`."""


@cache
def fields() -> Mapping[str, FieldSpec]:
    """All keys by dotted name: `landscape.name`, `system.owner`, `integration.volume.per_day`, `view.show`."""
    return dict([*_walk("", Landscape), *_walk("view", View)])


def _walk(prefix: str, record: type[Any]) -> Iterator[tuple[str, FieldSpec]]:
    for field in specs_of(record).values():
        name = f"{prefix or 'landscape'}.{field.key}"
        yield name, field
        if field.record is not None and field is not VIEWS:
            element = _LISTS.get(field.key) if field.shape is not Shape.ONE else None
            if prefix == "view":
                element = None
            inner = element or (f"{prefix}.{field.key}" if prefix else field.key)
            yield from _walk(inner, field.record)


def field_card(field_id: str, catalog: Catalog) -> HelpCard:
    """The card of a key; raises `KeyError` for an unknown one."""
    field = fields()[field_id]
    short = field_id.partition(".")[2] or field_id
    rules = [text.id for text in texts_of_rules().values() if _among(short, text.needs)]
    limits = [fact.id for fact in catalog.limits.values() if _among(short, fact.inputs)]
    told = [f"rules {say.listing(rules, 12)}"] if rules else []
    told += [f"limits {say.listing(limits, 12)}"] if limits else []
    return HelpCard(
        kind=CardKind.FIELD, id=field_id, title=field.key, what=field.doc,
        why=f"Needed by {' and by '.join(told)}." if told else "",
        numbers=rows({"Written as": _written(field), "Default": field.default or ""}),
        when_not=_left_out(field_id, field),
        facts=rows({"In formulas": field.symbol or ""}),
        see=tuple(dict.fromkeys((*_NAMED.findall(field.doc), *rules, *limits))),
    )


def _left_out(field_id: str, field: FieldSpec) -> str:
    if field.required:
        return "It must be there."
    assumed = f"Left out, {field.default} is taken." if field.default else ""
    if field_id.partition(".")[0] not in _JUDGED:
        return assumed
    return f"{assumed} Rules count it as unstated.".strip() if assumed else "Left out, it counts as unstated."


def _among(short: str, names: tuple[str, ...]) -> bool:
    """Whether a key, or the record it stands in, is among these names of keys."""
    return short in names or any(short.startswith(f"{name}.") or name.endswith(f".{short}") for name in names)


def _written(field: FieldSpec) -> str:
    one = say.listing([word.value for word in field.words], 30).replace(" and ", " or ") if field.words else \
        _WRITTEN[field.kind]
    return {Shape.ONE: one, Shape.LIST: f"{one}; one or a list", Shape.MAP: f"a mapping from names to: {one}",
            Shape.RECORDS_BY_KEY: "a mapping from names to mappings"}[field.shape]
