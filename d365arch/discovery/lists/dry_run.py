"""Tells how lists would be read, writing nothing: the columns with sample values, the first rows as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk
from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.facts import team_of
from d365arch.discovery.lists.grid import Grid
from d365arch.discovery.lists.headings import Field, plain_heading
from d365arch.discovery.lists.mapping import Choice, ColumnMapping, ListTable, Row, Table, apply, sections
from d365arch.discovery.lists.reader import HIDDEN, LIST_ENDINGS, list_in, read_grids, unused
from d365arch.discovery.lists.rows import is_repeated_heading, read_row
from d365arch.discovery.lists.unrecognized import UnknownTable, by_likeness, tables_in
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import FoundIntegration, NotRead
from d365arch.discovery.said_secrets import is_for_credentials, without_passwords
from d365arch.discovery.secrets import in_value
from d365arch.discovery.tree import ReadingError
from d365arch.discovery.walk import files_of
from d365arch.model.vocabulary import Timing, Trigger

_FIRST_ROWS = 5
_SAMPLES = 3
_MOST_UNKNOWN = 200
_MOST_SHOWN = 20
_TIMINGS = {Timing.SYNCHRONOUS: "somebody waits for the answer", Timing.ASYNCHRONOUS: "asynchronous",
            Timing.NEAR_REAL_TIME: "near real time"}
_TRIGGERS = {Trigger.EVENT: "started by an event", Trigger.SCHEDULED: "scheduled", Trigger.ON_DEMAND: "on demand"}


def tables_of(paths: Sequence[Path], limits: Limits | None = None, mappings: Sequence[ColumnMapping] = (),
              ) -> tuple[tuple[ListTable, ...], tuple[NotRead, ...]]:
    """The lists below the paths with what their columns mean, and the files that could not be read.

    Raises `FileError` where a path is not there.
    """
    seen = all_tables(paths, limits, mappings)
    return seen.lists, seen.unread


class Tables(NamedTuple):
    """What a dry run sees."""

    lists: tuple[ListTable, ...]
    unread: tuple[NotRead, ...]
    unknown: tuple[UnknownTable, ...]
    """Tables that are not recognized as lists, the likeliest first."""


def all_tables(paths: Sequence[Path], limits: Limits | None = None,
               mappings: Sequence[ColumnMapping] = ()) -> Tables:
    """As `tables_of`, with the tables that were not recognized."""
    limits = limits or Limits()
    desk = Desk(limits, Notebook())
    found: list[ListTable] = []
    unknown: list[UnknownTable] = []
    unread: list[NotRead] = []
    with files_of(sorted(paths, key=lambda path: path.as_posix()), limits, None) as (entries, refused):
        unread.extend(refused)
        for entry in entries:
            if not entry.name.endswith(LIST_ENDINGS) or entry.name.startswith(("~$", ".~lock")):
                continue
            try:
                grids: Sequence[Grid] = read_grids(entry, desk, mappings)
            except ReadingError as error:
                unread.append(NotRead(entry.path, error.sentence))
                continue
            for grid in grids:
                one = list_in(grid, mappings)
                if one is not None and grid.hidden:
                    unread.append(NotRead(entry.path, f"{cleaned(grid.name)}: {HIDDEN}"))
                elif one is not None:
                    found.extend(sections(*one, one[1] in mappings))
            if len(unknown) < _MOST_UNKNOWN:
                unknown += tables_in(entry, desk, mappings)
    return Tables(tuple(found), tuple(unread), by_likeness(unknown))


def unknown_text(unknown: Sequence[UnknownTable]) -> str:
    """The headings of tables that were not recognized, for a terminal; empty where there are none."""
    if not unknown:
        return ""
    lines = ["Tables that were not recognized, since their headings do not name both ends of an integration:"]
    lines += [f"  {table.name}: {table.columns}" for table in unknown[:_MOST_SHOWN]]
    if len(unknown) > _MOST_SHOWN:
        lines.append(f"  and {len(unknown) - _MOST_SHOWN:,} more")
    lines.append("For one that is a list of interfaces, write a template with --save-mapping, fill in the columns for "
                 "both ends, and give it with --mapping.")
    return "\n".join(lines) + "\n"


def unused_text(tables: Sequence[ListTable], mappings: Sequence[ColumnMapping]) -> str:
    """The mappings that fit none of the lists, for a terminal; empty where all do."""
    used = {mapping for _, mapping in tables}
    return "".join(f"{', '.join(filter(None, mapping.origin)) or 'A mapping'}: {unused(mapping)}\n"
                   for mapping in mappings if mapping not in used)


def dry_run_text(tables: Sequence[ListTable]) -> str:
    """How the lists would be read, for a terminal or a window: plain sentences, at most a few rows of each."""
    if not tables:
        return ("No list of interfaces was found: no table has headings for both ends, such as Source and Target. "
                "Write a mapping that names the columns, and give it with --mapping.\n")
    return "\n".join(_table_text(table, mapping) for table, mapping in tables)


def _table_text(table: Table, mapping: ColumnMapping) -> str:
    rows = [row for row in apply(mapping, table) if not is_repeated_heading(row, mapping)]
    place = "line" if table.grid.sheet is None else "row"
    lines = [f"{cleaned(table.grid.name)}: headings in {place} {table.heading_line}, {len(rows)} "
             f"{'row' if len(rows) == 1 else 'rows'} below.", "", "Columns:"]
    lines += [f"  {_column_text(choice, table)}" for choice in mapping.choices
              if _column(choice.heading, table) is not None]
    if mapping.own is not None:
        lines.append(f"  the own system of every row is {cleaned(mapping.own)}")
    missing = [choice.heading for choice in mapping.choices if _column(choice.heading, table) is None]
    if missing:
        lines.append(f"  not in this list: {', '.join(map(cleaned, missing))}")
    chosen = {plain_heading(choice.heading) for choice in mapping.choices}
    left = [heading for heading in table.headings if heading and plain_heading(heading) not in chosen]
    if left:
        lines.append(f"  left out: {', '.join(cleaned(heading, 60) for heading in left)}")
    lines += ["", "First rows as they would be read:"]
    shown = 0
    for row in rows:
        if shown >= _FIRST_ROWS:
            break
        sentences = _row_sentences(row, mapping, table)
        shown += bool(sentences)
        lines += [f"  {row.place}: {sentence}" for sentence in sentences]
    lines += [f"  {cleaned(table.grid.name)}: {note}" for note in table.grid.notes]
    return "\n".join(lines) + "\n"


def _column(heading: str, table: Table) -> int | None:
    plain = plain_heading(heading)
    return next((column for column, other in enumerate(table.headings) if plain_heading(other) == plain), None)


def _column_text(choice: Choice, table: Table) -> str:
    column = _column(choice.heading, table)
    cells = (without_passwords(line.cell(column)) for line in table.rows) if column is not None else ()
    if is_for_credentials(choice.heading):
        cells = ()
    # No password and no name of a person stands in a sample.
    samples = list(dict.fromkeys(cleaned(cell, 30) for cell in cells
                                 if cell and not any(in_value(choice.heading, cell))
                                 and (choice.field is not Field.OWNER or team_of(cell))))
    shown = ", ".join(f'"{sample}"' for sample in samples[:_SAMPLES]) or "no values"
    sure = "" if choice.score >= 0.85 else " (probably)" if choice.score >= 0.6 else " (a guess)"
    return f"{cleaned(choice.heading, 60)} is the {choice.field.value}{sure}: {shown}"


def _row_sentences(row: Row, mapping: ColumnMapping, table: Table) -> list[str]:
    outcome = read_row(row, mapping, table.grid.file)
    names = {system.identity: system.name for system in outcome.systems}
    fit = Notebook().fit_for_people
    sentences = [_integration_sentence(fit(one), cleaned(names[one.from_]), cleaned(names[one.to]))
                 for one in outcome.integrations]
    return sentences + [sentence[:1].upper() + sentence[1:] for sentence in outcome.remarks]


def _integration_sentence(found: FoundIntegration, first: str, second: str) -> str:
    ends = f"{first} and {second} contact each other" if found.both else f"{first} contacts {second}"
    facts = [_TIMINGS[found.timing] if found.timing else "", _TRIGGERS[found.trigger] if found.trigger else "",
             found.frequency or "", found.protocol or "",
             f"with {', '.join(found.entities)}" if found.entities else "",
             f"{found.per_day:g} a day" if found.per_day else f"{found.per_hour:g} an hour" if found.per_hour else "",
             "switched off" if found.active is False else ""]
    facts += found.tags
    said = ", ".join(fact for fact in facts if fact)
    return f"{found.name}: {ends}{', ' + said if said else ''}."
