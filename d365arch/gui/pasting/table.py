"""A text table as systems or integrations: which column means what, and the edit that adds the rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from d365arch.discovery.lists.amounts import Load, load_of
from d365arch.discovery.lists.headings import Field, field_of_heading
from d365arch.edit import AddIntegration, AddSystem, Edit, SetField, Several, Target, TargetKind, fresh_id
from d365arch.errors import D365ArchError
from d365arch.gui.docks.values import AMOUNTS, FieldTextError
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.tables.columns import Cells, Column, columns_of
from d365arch.model import End, Integration, System, Workspace
from d365arch.model.fields import Shape

MOST_ROWS = 5000
"""Longer tables are refused; a file of that size is better imported than pasted."""


class Kind(StrEnum):
    """What the rows of a table become."""

    SYSTEMS = "systems"
    INTEGRATIONS = "integrations"


_RECORDS: dict[Kind, type[Any]] = {Kind.SYSTEMS: System, Kind.INTEGRATIONS: Integration}

_SYNONYMS: dict[Kind, dict[str, str]] = {
    Kind.SYSTEMS: {
        "system": "name", "application": "name", "app": "name", "title": "name", "platform": "type", "kind": "type",
        "environment": "zone", "area": "zone", "group": "zone", "responsible": "owner", "team": "owner",
        "importance": "criticality", "remarks": "description", "comment": "description", "notes": "description",
    },
    Kind.INTEGRATIONS: {"title": "name", "interval": "frequency", "schedule": "frequency",
                        "peak per hour": "volume.peak_per_hour"},
}
"""Headings that people use, beside the names and keys of the fields, and those that discovery knows."""

_COLUMNS: dict[Field, str] = {
    Field.SOURCE: "from_", Field.INITIATOR: "from_", Field.TARGET: "to", Field.CALLED: "to", Field.NAME: "name",
    Field.ENTITIES: "entities", Field.TIMING: "timing", Field.FREQUENCY: "frequency", Field.VOLUME: "volume.per_day",
    Field.OWNER: "owner", Field.CRITICALITY: "criticality", Field.DESCRIPTION: "description",
}
"""Columns of a table of integrations by what discovery takes the heading of a list for."""
_SURE = 0.7
"""A guess below is not made for a person who is about to see the columns anyway."""

_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""A number whose point parts thousands in some countries and decimals in others."""

_WORDS = {"sync": "synchronous", "async": "asynchronous", "real-time": "near-real-time", "nrt": "near-real-time",
          "realtime": "near-real-time", "batch": "asynchronous"}
"""What people write for a timing."""


@dataclass(frozen=True)
class Plan:
    """How a table is read: what its rows become, whether the first one holds headings, and what each column means.

    `columns` has the key of a column of the tables for each column of the text, none for one that is left out.
    """

    kind: Kind
    has_heading: bool
    columns: tuple[str | None, ...]


def read_table(text: str) -> list[list[str]]:
    """The cells of a text with tabs, semicolons or commas; empty lines are left out.

    Empty where the text is none that a table could hold.
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    first = lines[0] if lines else ""
    mark = "\t" if "\t" in first else ";" if first.count(";") >= first.count(",") and ";" in first else ","
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    except csv.Error:
        # A cell of 100,000 letters is no table.
        return []
    width = max(map(len, rows), default=0)
    return [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]


def fields(kind: Kind) -> tuple[Column, ...]:
    """The columns that a table may hold."""
    return tuple(column for column in columns_of(_RECORDS[kind]) if column.editable)


def guess(rows: Sequence[Sequence[str]]) -> Plan:
    """What the rows probably are, by their headings; two columns without headings are initiator and called side."""
    plans = [_by_heading(kind, rows[0] if rows else ()) for kind in (Kind.INTEGRATIONS, Kind.SYSTEMS)]
    lines, systems = plans
    if "from_" in lines.columns and "to" in lines.columns:
        return lines
    if "name" in systems.columns:
        return systems
    width = len(rows[0]) if rows else 0
    if width < 2:
        return Plan(Kind.SYSTEMS, False, ("name",) * width)
    order = ("from_", "to", "name", "entities")
    return Plan(Kind.INTEGRATIONS, False, tuple(order[n] if n < len(order) else None for n in range(width)))


def _by_heading(kind: Kind, headings: Sequence[str]) -> Plan:
    known = {column.title.casefold(): column.key for column in fields(kind)}
    known |= {column.key.strip("_").casefold(): column.key for column in fields(kind)}
    known |= _SYNONYMS[kind]
    found: list[str | None] = []
    for heading in headings:
        key = known.get(" ".join(heading.casefold().replace("_", " ").split()).strip(" :*"))
        if key is None and kind is Kind.INTEGRATIONS:
            key = _as_in_lists(heading)
        found.append(key if key not in found else None)
    return Plan(kind, any(found), tuple(found))


def _as_in_lists(heading: str) -> str | None:
    """The column that a heading stands for in lists of interfaces, by the words of discovery."""
    field, score = field_of_heading(heading) or (None, 0.0)
    if field is None or score < _SURE:
        return None
    if field is Field.VOLUME and load_of("1", heading, 60.0) not in {Load(), Load(per_day=1.0)}:
        # Figures per hour or run are not figures per day.
        return None
    return _COLUMNS.get(field)


def as_kind(plan: Plan, kind: Kind, rows: Sequence[Sequence[str]]) -> Plan:
    """The same table read as the other kind."""
    if plan.kind is kind:
        return plan
    found = _by_heading(kind, rows[0] if rows else ())
    first = ("name",) if kind is Kind.SYSTEMS else ("from_", "to", "name", "entities")
    if not any(found.columns):
        columns = tuple(first[n] if n < len(first) else None for n in range(len(plan.columns)))
        return Plan(kind, plan.has_heading, columns)
    return replace(found, has_heading=plan.has_heading or found.has_heading)


@dataclass(frozen=True)
class Outcome:
    """What a plan does: its edit (none where there is nothing to add), what it adds, and sentences about bad cells."""

    edit: Edit | None
    systems: tuple[str, ...]
    integrations: tuple[str, ...]
    problems: tuple[str, ...]


def outcome(editor: Editor, rows: Sequence[Sequence[str]], plan: Plan) -> Outcome:
    """Read the rows by the plan; bad cells are left out and told, rows without a name or ends are left out too."""
    builder = _Builder(editor, plan)
    for number, row in enumerate(rows[1 if plan.has_heading else 0:], 2 if plan.has_heading else 1):
        builder.add(number, row)
    return builder.outcome()


class _Builder:
    """Adds row after row to a workspace of its own, so that later rows find what earlier ones brought."""

    def __init__(self, editor: Editor, plan: Plan) -> None:
        self._editor, self._plan = editor, plan
        self._cells = Cells(editor)
        known = {column.key: column for column in fields(plan.kind)}
        self._columns = [known.get(key or "") for key in plan.columns]
        self._now: Workspace = editor.workspace
        self._edits: list[Edit] = []
        self._systems: list[str] = []
        self._integrations: list[str] = []
        self._problems: list[str] = []
        landscape = editor.workspace.landscape
        self._by_name = {s.label.casefold(): s.id for s in landscape.systems} | {s.id: s.id for s in landscape.systems}

    def outcome(self) -> Outcome:
        """What came of all rows."""
        counts = [f"{len(found)} {word}{'' if len(found) == 1 else 's'}"
                  for found, word in ((self._systems, "system"), (self._integrations, "integration")) if found]
        edit = Several(tuple(self._edits), f"Paste {' and '.join(counts)}") if counts else None
        return Outcome(edit, tuple(self._systems), tuple(self._integrations), tuple(self._problems))

    def add(self, number: int, row: Sequence[str]) -> None:
        """One row of the table."""
        stated = {column.key: text for column, text in zip(self._columns, row, strict=False) if column and text}
        if not stated:
            return
        if self._plan.kind is Kind.SYSTEMS:
            self._add_system(number, stated)
        else:
            self._add_integration(number, stated)

    def _perform(self, edit: Edit) -> bool:
        try:
            self._now = edit.apply(self._now)
        except D365ArchError as error:
            self._problems.append(error.sentence)
            return False
        self._edits.append(edit)
        return True

    def _add_system(self, number: int, stated: dict[str, str]) -> None:
        name = stated.pop("name", "") or stated.get("id", "")
        if not name:
            self._problems.append(translate(
                "PasteTable", "Row {number} has no name and is left out.").format(number=number))
            return
        if name.casefold() in self._by_name:
            self._problems.append(translate(
                "PasteTable", "Row {number}: {name} is there already and is left out.").format(
                    number=number, name=name))
            return
        found = self._new_system(name, stated.pop("id", ""))
        if found:
            self._set(number, Target(TargetKind.SYSTEM, found, name=name), stated)

    def _new_system(self, name: str, wanted: str = "") -> str:
        system_id = fresh_id(wanted or name, self._now.landscape.system_by_id, "system")
        if not self._perform(AddSystem(System(id=system_id, name=name), self._editor.view_id)):
            return ""
        self._by_name[name.casefold()] = system_id
        self._systems.append(system_id)
        return system_id

    def _add_integration(self, number: int, stated: dict[str, str]) -> None:
        ends = [self._end(stated.pop(key, "")) for key in ("from_", "to")]
        if ends[0] is None or ends[1] is None:
            self._problems.append(translate(
                "PasteTable", "Row {number} does not say who contacts whom and is left out.").format(number=number))
            return
        name, wanted = stated.pop("name", ""), stated.pop("id", "")
        systems = self._now.landscape.system_by_id
        called = name or wanted or f"{systems[ends[0].system].label} {systems[ends[1].system].label}"
        new = fresh_id(wanted or called, self._now.landscape.integration_by_id, "integration")
        if self._perform(AddIntegration(Integration(id=new, name=name or None, from_=ends[0], to=ends[1]))):
            self._integrations.append(new)
            self._set(number, Target(TargetKind.INTEGRATION, new, name=called), stated)

    def _end(self, text: str) -> End | None:
        """The end that a text names; a system that is not there yet is added."""
        if not text:
            return None
        names, _, endpoint = text.partition(" › ")
        known = self._by_name.get(names.casefold())
        if known is None and "." in text and text.partition(".")[0] in self._by_name:
            names, _, endpoint = text.partition(".")
            known = self._by_name[names]
        if known is None:
            known = self._new_system(text)
            return End(known) if known else None
        system = self._now.landscape.system_by_id[known]
        wanted = endpoint.casefold()
        found = next((e.id for e in system.endpoints if wanted and wanted in (e.id, (e.name or "").casefold())), None)
        return End(known, found)

    def _set(self, number: int, target: Target, stated: dict[str, str]) -> None:
        columns = {column.key: column for column in self._columns if column}
        for key, text in stated.items():
            column = columns[key]
            try:
                value = self._value(column, _WORDS.get(text.casefold(), text) if key == "timing" else text)
            except FieldTextError as error:
                self._problems.append(translate("PasteTable", "Row {number}, {column}: {problem}").format(
                    number=number, column=column.title, problem=error))
                continue
            self._perform(SetField(target, column.path, value))

    def _value(self, column: Column, text: str) -> Any:
        """The value of a cell; raises `FieldTextError` for numbers that two countries read differently."""
        spec = column.spec
        if spec and spec.kind in AMOUNTS and _EITHER.fullmatch(text):
            raise FieldTextError(translate("PasteTable", "“{text}” may be {many} or {few}; write it without the point, "
                                                         "or with a digit fewer.").format(
                text=text, many=text.replace(".", ""), few=f"{float(text):g}"))
        return self._cells.value(column, text.replace(";", ",") if spec and spec.shape is Shape.LIST else text)
