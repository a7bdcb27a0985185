"""Exports of the business event tables as rows, whatever form they have: OData JSON, a JSON array, CSV or XML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from d365arch.discovery.addresses import address_of
from d365arch.discovery.desk import Desk
from d365arch.discovery.secrets import Seen, in_value
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.xml_places import XmlPlaces

_MOST = 50_000
"""Rows read of one export; an environment has some hundred events."""
_HEAD = 20_000
_MARK = re.compile(r"business[ _]?events?", re.IGNORECASE)
_OWN_COLUMN = re.compile(r"endpoint_?(?:name|type)|servicebus(?:queue|topic)name|eventgridendpointurl", re.IGNORECASE)
_SIGNS = re.compile(r"[^a-z0-9]")


class Table(StrEnum):
    """Which of the three tables an export is of."""

    CATALOGUE = "catalogue"
    ENDPOINTS = "endpoints"
    ACTIVATIONS = "activations"


class Row(NamedTuple):
    """One row: values by column in small letters without signs, and where it stands."""

    values: dict[str, str]
    place: str

    def first(self, *columns: str) -> str:
        """The first value among columns that may hold it, empty where none does."""
        return next((value for column in columns if (value := self.values.get(column, ""))), "")


class Export(NamedTuple):
    """One export."""

    table: Table
    rows: tuple[Row, ...]
    host: str
    """Of the environment it was exported from; empty where it does not say."""


EVENT = ("businesseventid", "businesseventsid", "businesseventsbusinesseventid", "businesseventstable",
         "businesseventtable", "businessevent", "businessevents", "businesseventname", "businesseventsname", "eventid",
         "eventname")
ENDPOINT = ("endpointname", "businesseventsendpointname", "businesseventendpointname", "endpointid",
            "businesseventsendpoint", "businesseventendpoint", "endpoint", "endpointrefid")
TYPE = ("endpointtype", "businesseventsendpointtype", "businesseventendpointtype", "type")
TARGETS = ("servicebusqueuename", "servicebustopicname", "eventhubname", "eventgridendpointurl",
           "azureblobcontainername")
_TYPE_WORDS = ("servicebus", "eventgrid", "eventhub", "http", "webhook", "powerautomate", "flow", "dataverse", "blob")


def export_of(entry: Entry, desk: Desk) -> Export | None:
    """The export that a file is, None where it is none or cannot be read."""
    try:
        head = entry.load()[:_HEAD].replace(b"\0", b"").decode("latin-1")
        if not (_MARK.search(head) or _MARK.search(entry.name) or _OWN_COLUMN.search(head)):
            return None
        rows, about, host = _rows(entry, desk)
    except ReadingError:
        return None
    table = _table(rows, plain(f"{about} {entry.shown_name.rsplit('.', 1)[0]}"))
    return Export(table, tuple(rows), host) if table is not None else None


def plain(name: str) -> str:
    """A name in small letters without signs: how columns and types are compared."""
    return _SIGNS.sub("", name.lower())


def _rows(entry: Entry, desk: Desk) -> tuple[list[Row], str, str]:
    """The rows, what the export calls itself, and the host of its environment."""
    if entry.suffix == ".json":
        value = desk.peek_json(entry)
        context = ""
        prefix = ""
        if isinstance(value, dict):
            context = next((one for key, one in value.items()
                            if key.lower() in {"@odata.context", "odata.metadata"} and isinstance(one, str)), "")
            prefix, value = _list_in(value)
        address = address_of(context)
        rows = [Row(_texts(one), f"{prefix}/{number}") for number, one in enumerate(_few(value))
                if isinstance(one, dict)]
        return rows, context.rsplit("#", 1)[-1] if "#" in context else "", address.host if address else ""
    if entry.suffix == ".xml":
        root = desk.peek_xml(entry)
        found = [element for element in root.iter() if len(element) >= 2 and all(len(one) == 0 for one in element)]
        flat = found or [element for element in root if len(element.attrib) >= 2]
        places = XmlPlaces(root)
        return ([Row(_leaves(one), places.of(one)) for one in flat[:_MOST]],
                f"{root.tag} {flat[0].tag if flat else ''}", "")
    text = desk.peek_text(entry)
    return list(_of_csv(text, entry, desk)), "", ""


def _list_in(value: dict[str, Any]) -> tuple[str, Any]:
    """The rows inside the wrappings that OData has had."""
    for path in (("value",), ("d", "results"), ("d",), ("results",), ("rows",)):
        inner: Any = value
        for key in path:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, list):
            return "/" + "/".join(path), inner
    return "", []


def _few(value: Any) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {plain(str(key)): str(value).strip() for key, value in row.items()
            if isinstance(value, (str, int, float, bool)) and not str(key).startswith("@")}


def _leaves(element: Element) -> dict[str, str]:
    values = {plain(key): value.strip() for key, value in element.attrib.items()}
    values.update((plain(one.tag), (one.text or "").strip()) for one in element)
    return values


def _of_csv(text: str, entry: Entry, desk: Desk) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        columns: list[str] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = cells
                continue
            place = f"line {reader.line_num}"
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
            desk.note_secrets(entry.path, (Seen(place, kind, found) for column, value in row.items()
                                           for kind, found in in_value(column, value)))
            yield Row({plain(column): value for column, value in row.items()}, place)
            if reader.line_num > _MOST:
                return
    except csv.Error:
        raise ReadingError("a broken CSV file.") from None


def _table(rows: list[Row], about: str) -> Table | None:
    """The table, by what the export calls itself and by its columns; None where it is of no business events."""
    ours = "businessevent" in about
    columns = {column for row in rows[:200] for column in row.values}
    if not columns:
        return None
    is_event = any(column in columns for column in EVENT)
    is_ours = ours or any(column.startswith("businessevent") for column in columns)
    points = any(column in columns for column in ENDPOINT)
    if is_ours and is_event and points and not columns & {"endpointtype", *TARGETS}:
        return Table.ACTIVATIONS
    named = "name" in columns or points
    typed = any(column in columns for column in TYPE[:-1]) or ("type" in columns and ours)
    if named and not is_event and (columns & set(TARGETS) or (typed and (ours or _all_types_known(rows)))):
        return Table.ENDPOINTS
    if is_ours and ("businesseventid" in columns or ("catalog" in about and (is_event or "name" in columns))):
        return Table.CATALOGUE
    return None


def _all_types_known(rows: list[Row]) -> bool:
    types = [plain(row.first(*TYPE[:-1])) for row in rows]
    return bool(types) and all(any(word in one for word in _TYPE_WORDS) for one in types)
