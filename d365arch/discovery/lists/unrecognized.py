"""Tables that no reader recognized: told by their headings, since one of them may be a list of interfaces after all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk
from d365arch.discovery.lists.amounts import is_plain_number
from d365arch.discovery.lists.delimited import SIGNS, head_of, stated_sign
from d365arch.discovery.lists.grid import HEAD_ROWS, Grid, Line
from d365arch.discovery.lists.headings import is_everyday
from d365arch.discovery.lists.mapping import ColumnMapping, Table, guess_mapping
from d365arch.discovery.lists.reader import LIST_ENDINGS, list_in
from d365arch.discovery.lists.workbook import ENDINGS, sheets_of
from d365arch.discovery.said_secrets import without_passwords
from d365arch.discovery.tree import Entry, ReadingError

_MOST_FILES = 2_000
"""Tables that are opened to be told; a folder with more of them is an export of data."""
_MOST_TOLD = 20
_MOST_HEADINGS = 12
_LARGEST = 5_000_000
"""Bytes of a text table; larger ones are data."""
_LONGEST_HEADING = 60
_HEADING_ROWS = 10
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*")


@dataclass(frozen=True, slots=True)
class UnknownTable:
    """A table whose headings do not name both ends of an integration."""

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    """Fit for people."""
    guessed: ColumnMapping
    """What those of its columns probably mean that are known."""

    @property
    def name(self) -> str:
        """For people."""
        name = self.file.replace("!", "/").rsplit("/", 1)[-1]
        return name if self.sheet is None else f"{name}, sheet {cleaned(self.sheet)}"

    @property
    def columns(self) -> str:
        """Its headings in quotation marks."""
        more = len(self.headings) - _MOST_HEADINGS
        shown = ", ".join(f'"{heading}"' for heading in self.headings[:_MOST_HEADINGS])
        return f"{shown} and {more} more" if more > 0 else shown

    @property
    def likeness(self) -> float:
        """How much of it lists of interfaces have, too."""
        return sum(choice.score for choice in self.guessed.choices if not is_everyday(choice.heading))


def tables_in(entry: Entry, desk: Desk, mappings: Sequence[ColumnMapping] = ()) -> list[UnknownTable]:
    """The tables of a file that are not recognized; none where it holds no table, or cannot be read."""
    try:
        if entry.suffix in ENDINGS:
            grids = [grid for grid in sheets_of(entry.path, entry.load(), desk.limits, HEAD_ROWS) if not grid.hidden]
        elif entry.size <= _LARGEST:
            grids = _grid_of(entry, desk.peek_text(entry))
        else:
            return []
    except ReadingError:
        return []
    found = []
    for grid in grids:
        table = None if list_in(grid, mappings) is not None else _table_of(grid)
        if table is not None:
            shown = tuple(cleaned(without_passwords(one), _LONGEST_HEADING) for one in table.headings if one)
            found.append(UnknownTable(entry.path, grid.sheet, shown, guess_mapping(table)))
    return found


def _grid_of(entry: Entry, text: str) -> list[Grid]:
    """The rows parted by the sign that gives the most columns, all rows alike."""
    stated = stated_sign(text)
    signs = (stated,) if stated else SIGNS if entry.suffix != ".txt" else tuple(one for one in SIGNS if one != ",")
    best: tuple[int, Grid] | None = None
    for sign in signs:
        if sign not in text[:20_000]:
            continue
        grid = head_of(entry.path, text, sign)
        widths = [len(line.cells) for line in grid.lines]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        if usual > 1 and 2 * widths.count(usual) >= len(widths) and (best is None or usual > best[0]):
            best = (usual, grid)
    return [best[1]] if best is not None else []


def _table_of(grid: Grid) -> Table | None:
    """The table by its headings: the first row with most cells, all of them words."""
    head = grid.lines[:_HEADING_ROWS]
    widest = max((_filled(line) for line in head), default=0)
    for index, line in enumerate(head):
        if widest > 1 and _filled(line) >= 0.7 * widest and _filled(line) > 1:
            rows = grid.lines[index + 1:]
            return Table(grid, line.cells, line.number, rows) if rows and all(map(_is_word, line.cells)) else None
    return None


def _filled(line: Line) -> int:
    return sum(1 for cell in line.cells if cell)


def _is_word(cell: str) -> bool:
    return not cell or (len(cell) <= 2 * _LONGEST_HEADING and "@" not in cell and not is_plain_number(cell)
                        and _DATE.fullmatch(cell) is None)


def by_likeness(tables: Iterable[UnknownTable]) -> tuple[UnknownTable, ...]:
    """Tables, the likeliest lists of interfaces first."""
    return tuple(sorted(tables, key=lambda one: (-one.likeness, one.file, one.sheet or "")))


class TablesLeft:
    """Comes last: tells of tables that nobody claimed, the likeliest lists first. It claims none of them."""

    def __init__(self, mappings: Sequence[ColumnMapping] = ()) -> None:
        self._mappings = tuple(mappings)

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Note a remark for each, as far as they are few."""
        left = [entry for entry in files.ending(*LIST_ENDINGS) if not entry.name.startswith(("~$", ".~lock"))]
        found = [table for entry in left[:_MOST_FILES] for table in tables_in(entry, desk, self._mappings)]
        ranked = by_likeness(found)
        for table in ranked[:_MOST_TOLD]:
            desk.notebook.remark(table.file, table.sheet or "", told(table))
        if len(ranked) > _MOST_TOLD:
            desk.notebook.remark(ranked[_MOST_TOLD].file, "", (
                f"This table and {len(ranked) - _MOST_TOLD - 1:,} more are not recognized as lists of interfaces "
                "either."))
        return []

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Claims nothing."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Claims nothing."""


def told(table: UnknownTable) -> str:
    """What is told of a table that is not recognized."""
    return (f"{table.name} has the columns {table.columns}, which do not name both ends of an integration, so it was "
            "not read; if it is a list of interfaces, see it with --dry-run and name its columns with --mapping.")

