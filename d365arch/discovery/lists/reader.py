"""Reads interface lists: text tables and workbooks whose columns name both ends of an integration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk
from d365arch.discovery.lists.delimited import SIGNS, grid_of, head_of, stated_sign
from d365arch.discovery.lists.grid import HEAD_ROWS, Grid
from d365arch.discovery.lists.mapping import (
    ENDS,
    ColumnMapping,
    ListTable,
    Table,
    apply,
    looks_like_systems,
    sections,
    table_of,
)
from d365arch.discovery.lists.rows import is_repeated_heading, read_row
from d365arch.discovery.lists.workbook import ENDINGS, sheets_of
from d365arch.discovery.records import ArtefactKind, FoundIntegration, ReadArtefact
from d365arch.discovery.said_secrets import said_by_people, under_credentials
from d365arch.discovery.secrets import Seen, in_value, kinds_inside
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.model.progress import CancelledError

_TEXTS = (".csv", ".tsv", ".txt")
_LARGEST_TEXT = 20_000_000
"""Bytes of a text table; what is larger is data, not a list of interfaces."""
LIST_ENDINGS = (*_TEXTS, *ENDINGS)
"""Endings, in small letters, of files that may hold a list."""

HIDDEN = "a hidden sheet with a list of interfaces, which was not read; show it in Excel to have it read."


class InterfaceLists:
    """The reader of lists. A mapping that was given counts for every list that has its columns; others are guessed."""

    def __init__(self, mappings: Sequence[ColumnMapping] = ()) -> None:
        self._mappings = tuple(mappings)

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take tables whose headings name a source and a target; other tables are left alone."""
        claimed: list[Artefact] = []
        used: set[ColumnMapping] = set()
        for entry in files.ending(*LIST_ENDINGS):
            if entry.name.startswith(("~$", ".~lock")):
                continue
            try:
                grids = read_grids(entry, desk, self._mappings, head_only=True)
                found = [one for grid in grids if (one := list_in(grid, self._mappings)) is not None]
                is_list = bool(found)
                used.update(mapping for _, mapping in found)
            except ReadingError as error:
                if entry.suffix in ENDINGS:
                    # Nobody else reads workbooks: that one cannot be opened is worth a sentence.
                    files.claim((entry,))
                    desk.notebook.not_read(entry.path, error.sentence)
                continue
            if is_list:
                files.claim((entry,))
                claimed.append(Artefact(ArtefactKind.INTERFACE_LIST, entry, (entry,)))
        for mapping in self._mappings:
            if mapping not in used:
                desk.notebook.remark(*(mapping.origin if mapping.origin[0] else ("the mapping", "")), unused(mapping))
        return claimed

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Lists define nothing for others."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note what every row says, and which rows say too little."""
        entry = artefact.main
        for grid in read_grids(entry, desk, self._mappings):
            found = list_in(grid, self._mappings)
            _note_secrets(grid, found, entry, desk)
            if found is None:
                continue
            if grid.hidden:
                desk.notebook.remark(entry.path, grid.sheet or "", _sentence(grid, HIDDEN))
                continue
            for note in grid.notes:
                desk.notebook.remark(entry.path, grid.sheet or "", _sentence(grid, note))
            name = grid.sheet or entry.shown_name
            desk.notebook.artefact(ReadArtefact(entry.path, ArtefactKind.INTERFACE_LIST, name))
            _read_tables(sections(*found, found[1] in self._mappings), entry, desk)


def unused(mapping: ColumnMapping) -> str:
    """What is told of a mapping that was given and that fits no list."""
    named = ", ".join(f'"{cleaned(choice.heading, 60)}"' for choice in mapping.choices if choice.field in ENDS)
    return (f"No list has the columns that this mapping names for both ends ({named}), so it was not used; compare "
            "them with the headings that --dry-run shows.")


def _sentence(grid: Grid, note: str) -> str:
    return f"{'Sheet ' + grid.sheet if grid.sheet else 'The list'}: {note}"


def list_in(grid: Grid, mappings: Sequence[ColumnMapping] = ()) -> ListTable | None:
    """The list that a sheet holds and what its columns mean, None where it is no list of interfaces."""
    found = table_of(grid, mappings)
    if found is None:
        return None
    table, mapping = found
    # A mapping that somebody wrote needs no further proof that this is a list of interfaces.
    return found if mapping in mappings or looks_like_systems(table, mapping) else None


def read_grids(entry: Entry, desk: Desk, mappings: Sequence[ColumnMapping] = (),
               head_only: bool = False) -> tuple[Grid, ...]:
    """The sheets of a workbook, or the one table of a text; raises `ReadingError`."""
    most = HEAD_ROWS if head_only else desk.limits.rows
    if entry.suffix in ENDINGS:
        return sheets_of(entry.path, entry.load(), desk.limits, most)
    if entry.size > _LARGEST_TEXT:
        raise ReadingError("larger than a list of interfaces can be.")
    text = desk.peek_text(entry)
    sign = _sign_of(entry.path, text, mappings)
    if sign is None:
        return ()
    return (head_of(entry.path, text, sign) if head_only else grid_of(entry.path, text, sign, most),)


def _sign_of(file: str, text: str, mappings: Sequence[ColumnMapping]) -> str | None:
    """What parts the cells of a text: what its first line states, else the sign by which its headings say most."""
    stated = stated_sign(text)
    signs = (stated,) if stated else tuple(sign for sign in SIGNS if sign in text[:60_000])
    best: tuple[float, str] | None = None
    for sign in signs:
        found = list_in(head_of(file, text, sign), mappings)
        if found is not None and (best is None or found[1].sureness > best[0]):
            best = (found[1].sureness, sign)
    return best[1] if best is not None else None


def _note_secrets(grid: Grid, found: ListTable | None, entry: Entry, desk: Desk) -> None:
    """Lists hold passwords, too: under a heading that says so, or inside an address."""
    desk.note_secrets(entry.path, _secrets(grid, found[0] if found is not None else None))


def _secrets(grid: Grid, table: Table | None) -> Iterator[Seen]:
    headings: tuple[str, ...] = table.headings if table is not None else ()
    for line in grid.lines:
        if not headings and len(line.cells) > 2:
            headings = line.cells
            continue
        is_below = table is None or line.number > table.heading_line
        for column, cell in enumerate(line.cells):
            heading = headings[column] if is_below and column < len(headings) else ""
            place = f"{grid.place(line)}, column {column + 1}"
            for kind, value in (*said_by_people(cell), *(under_credentials(heading, cell) if heading else ())):
                yield Seen(place, kind, value)
            # What shows itself in a line of text, the desk has seen; under a heading `Password` only we can.
            if grid.sheet is None and any(kinds_inside(cell)):
                continue
            for kind, value in in_value(heading, cell):
                yield Seen(place, kind, value)


def _read_tables(tables: Iterable[ListTable], entry: Entry, desk: Desk) -> None:
    """Note the rows of the tables of one sheet."""
    found = [one for table, mapping in tables for one in _read_table(table, mapping, entry, desk)]
    for integration in _distinct(found):
        desk.notebook.integration(integration)


def _read_table(table: Table, mapping: ColumnMapping, entry: Entry, desk: Desk) -> list[FoundIntegration]:
    notebook = desk.notebook
    integrations: list[FoundIntegration] = []
    for number, row in enumerate(apply(mapping, table)):
        if number % 500 == 0:
            desk.tell(f"reading {entry.shown_name}, {row.place}")
        if is_repeated_heading(row, mapping):
            continue
        try:
            outcome = read_row(row, mapping, entry.path)
        except (CancelledError, MemoryError):
            raise
        except Exception as error:
            # One row must not cost the list.
            notebook.remark(entry.path, row.place, f"The row cannot be understood ({type(error).__name__}).")
            continue
        for sentence in outcome.remarks:
            notebook.remark(entry.path, row.place, sentence[:1].upper() + sentence[1:])
        for system in outcome.systems:
            notebook.system(system)
        integrations.extend(outcome.integrations)
    return integrations


def _distinct(found: Sequence[FoundIntegration]) -> Iterator[FoundIntegration]:
    """Rows of one list with one id and the same ends but other names are two.

    All of them then go by id and name, so that a list with the same rows in another order gives the same.
    """
    names: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one in found:
        names[one.automation, one.from_, one.to].add(one.name)
    for one in found:
        several = len(names[one.automation, one.from_, one.to]) > 1
        yield replace(one, automation=f"{one.automation}|{one.name.casefold()}") if several else one
