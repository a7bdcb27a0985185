"""Which column of a list means what: guessed from headings and cells, or as a person has said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from d365arch.discovery.lists.amounts import is_plain_number
from d365arch.discovery.lists.facts import ends_of_arrow
from d365arch.discovery.lists.grid import Grid, Line
from d365arch.discovery.lists.headings import SEVERAL, Field, field_of_heading, is_everyday, plain_heading
from d365arch.discovery.names import product_named, type_of_name
from d365arch.discovery.said_secrets import is_for_credentials, without_passwords

_HEADING_ROWS = 40
"""Rows that hold something, among which the headings are looked for."""
_SAMPLES = 200
_ENDS = ((Field.SOURCE, Field.TARGET), (Field.INITIATOR, Field.CALLED))
ENDS = frozenset({*_ENDS[0], *_ENDS[1], Field.OWN, Field.OTHER, Field.DIRECTION})
"""Fields that say who the two ends of a row are."""
_OF_INTERFACES = frozenset({
    Field.TECHNOLOGY, Field.MIDDLEWARE, Field.FREQUENCY, Field.TRIGGER, Field.TIMING, Field.VOLUME})


class Choice(NamedTuple):
    """One column and what it is taken for."""

    heading: str
    """As it stands in the list."""
    field: Field
    score: float = 1.0
    """How sure the guess is, 0 to 1; 1 where a person chose."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of lists with certain headings mean. Headings compare without regard to case and punctuation."""

    choices: tuple[Choice, ...]
    left_out: tuple[str, ...] = ()
    """Headings of columns that mean nothing here."""
    own: str | None = None
    """The system at the own end of lists that only name the other one and a direction."""
    origin: tuple[str, str] = field(default=("", ""), compare=False)
    """The file and the entry in it that a person wrote this in."""

    def headings(self, wanted: Field) -> tuple[str, ...]:
        """The headings of the columns that say something."""
        return tuple(choice.heading for choice in self.choices if choice.field is wanted)

    @property
    def has_ends(self) -> bool:
        """Whether it says who the two ends of a row are."""
        fields = {choice.field for choice in self.choices}
        return (any(one in fields and other in fields for one, other in _ENDS)
                or ({Field.OTHER, Field.DIRECTION} <= fields and (Field.OWN in fields or self.own is not None))
                or self.around_arrow)

    @property
    def around_arrow(self) -> bool:
        """Whether one column names both ends, around an arrow: `SAP -> D365`."""
        fields = {choice.field for choice in self.choices}
        return Field.DIRECTION in fields and not fields & (ENDS - {Field.DIRECTION})

    @property
    def sureness(self) -> float:
        """The sum of the scores: which of two guesses explains more."""
        return sum(choice.score for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Table:
    """A list: its headings, and the rows below them."""

    grid: Grid
    headings: tuple[str, ...]
    heading_line: int
    rows: tuple[Line, ...]
    title: str = ""
    """What stands above the headings."""


ListTable = tuple[Table, ColumnMapping]
"""A list and what its columns mean."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by meaning. Fields that several columns give are parted by line breaks."""

    line: Line
    place: str
    values: Mapping[Field, str] = field(default_factory=dict)
    headings: Mapping[Field, str] = field(default_factory=dict)
    """The heading over each value: units of volumes stand there."""

    def get(self, wanted: Field) -> str:
        """What it says, empty where it says nothing."""
        return self.values.get(wanted, "")


def table_of(grid: Grid, mappings: Sequence[ColumnMapping] = ()) -> tuple[Table, ColumnMapping] | None:
    """The list that a sheet or file holds and what its columns mean, by one of the given mappings or else by a guess.

    The headings are the row among the first that a mapping knows, or that says most; title rows may stand before it,
    and headings may be parted over two rows. None where no row names both ends of an integration: the sheet is no list.
    """
    best: tuple[float, Table, ColumnMapping] | None = None
    head = grid.lines[:_HEADING_ROWS]
    for index, line in enumerate(head):
        for headings in _headings_at(head, index):
            rows = grid.lines[index + 1:]
            if not rows:
                continue
            title = " ".join(" ".join(before.cells) for before in head[:index])[:300]
            table = Table(grid, headings, line.number, rows, title)
            for given in mappings:
                if fits(given, table):
                    return table, given
            guessed = guess_mapping(table)
            if guessed.has_ends and (best is None or guessed.sureness > best[0]):
                best = (guessed.sureness, table, guessed)
    return (best[1], best[2]) if best is not None else None


def _headings_at(head: Sequence[Line], index: int) -> Iterable[tuple[str, ...]]:
    """The cells of a row as headings; also with the row above, where that groups them (`Source` over `System`)."""
    line = head[index]
    if len(line.cells) < 2:
        return
    yield line.cells
    if index and head[index - 1].number == line.number - 1:
        above = ""
        joined = []
        for column in range(max(len(line.cells), len(head[index - 1].cells))):
            cell = line.cell(column)
            above = head[index - 1].cell(column) or above
            joined.append(f"{above} {cell}".strip() if cell else head[index - 1].cell(column))
        yield tuple(joined)


def fits(mapping: ColumnMapping, table: Table) -> bool:
    """Whether a list has the columns that a mapping needs for the ends; others may be missing."""
    present = {plain_heading(heading) for heading in table.headings}
    kept = [choice for choice in mapping.choices if plain_heading(choice.heading) in present]
    return ColumnMapping(tuple(kept), own=mapping.own).has_ends


def guess_mapping(table: Table) -> ColumnMapping:
    """What the columns probably mean: by the words of their headings, and not against what stands in their cells."""
    found: list[tuple[float, int, Field]] = []
    for column, heading in enumerate(table.headings):
        guess = field_of_heading(heading) if heading else None
        if guess is None:
            continue
        wanted, score = guess
        score *= _by_cells(wanted, [line.cell(column) for line in table.rows[:_SAMPLES]])
        if score >= 0.3:
            found.append((score, column, wanted))
    taken: dict[int, tuple[Field, float]] = {}
    fields: set[Field] = set()
    # Of several columns the surest is taken, of equally sure ones the first.
    for score, column, wanted in sorted(found, key=lambda one: (-one[0], one[1])):
        if wanted in fields and wanted not in SEVERAL:
            continue
        fields.add(wanted)
        taken[column] = (wanted, score)
    _without_contradictions(taken, fields)
    _around_arrows(table, taken)
    choices = tuple(Choice(table.headings[column], *taken[column]) for column in sorted(taken))
    left_out = tuple(heading for column, heading in enumerate(table.headings) if heading and column not in taken)
    own = _own_system(table) if Field.OTHER in fields and Field.OWN not in fields else None
    return ColumnMapping(choices, left_out, own)


def _without_contradictions(taken: dict[int, tuple[Field, float]], fields: set[Field]) -> None:
    """Of two ways to name the ends only one is kept: source and target tell more than who is own and who other."""
    if not any(one in fields and other in fields for one, other in _ENDS):
        return
    drop = {Field.OWN, Field.OTHER}
    for column in [column for column, (wanted, _) in taken.items() if wanted in drop]:
        del taken[column]
    fields -= drop


def _around_arrows(table: Table, taken: dict[int, tuple[Field, float]]) -> None:
    """Where no columns are the ends, one whose cells name systems around arrows gives them, whatever its heading."""
    fields = {wanted for wanted, _ in taken.values()}
    if any(one in fields and other in fields for one, other in _ENDS) or Field.OTHER in fields:
        return
    found = next((column for column in range(len(table.headings)) if _has_arrows(table, column)), None)
    for column in [column for column, (wanted, _) in taken.items()
                   if wanted is Field.DIRECTION or (found is not None and wanted in ENDS)]:
        del taken[column]
    if found is not None:
        taken[found] = (Field.DIRECTION, 1.0)


def _has_arrows(table: Table, column: int) -> bool:
    """Most cells name two sides around an arrow, and some of these are known systems: `Draft -> Review` has none."""
    stated = [cell for line in table.rows[:_SAMPLES] if (cell := line.cell(column))]
    around = [ends for cell in stated if (ends := ends_of_arrow(cell)) is not None]
    known = sum(any(type_of_name(one) is not None for one in ends) for ends in around)
    return bool(table.headings[column]) and len(around) > 0.6 * len(stated) and 2 * known >= len(around) > 0


def _own_system(table: Table) -> str | None:
    """The own end where no column names it: the one Dynamics product that headings or title name."""
    words = plain_heading(" ".join((table.title, *table.headings)))
    has_fo = any(f" {word} " in f" {words} " for word in ("f&o", "finops", "d365fo", "finance and operations", "fno"))
    has_ce = any(f" {word} " in f" {words} "
                 for word in ("dataverse", "d365 ce", "d365 sales", "customer engagement", "crm"))
    if has_fo != has_ce:
        return "D365 F&O" if has_fo else "D365 CE"
    return "Dynamics 365" if has_fo or "d365" in words or "dynamics" in words else None


def _by_cells(wanted: Field, cells: Sequence[str]) -> float:
    """How far the cells below agree with a guess: 1 where they do or say nothing, less where they contradict."""
    stated = [cell for cell in cells if cell]
    if not stated:
        return 0.9
    numbers = sum(map(is_plain_number, stated)) / len(stated)
    length = sum(map(len, stated)) / len(stated)
    if wanted in {Field.SOURCE, Field.TARGET, Field.INITIATOR, Field.CALLED, Field.OTHER, Field.OWN}:
        if numbers > 0.6 or length > 80 or length < 1.5:
            # Crosses tell which fields a thing has, not which systems.
            return 0.1
        # Bank statements and routes have from and to as well; systems repeat or are known.
        return 1.0
    if wanted is Field.NAME:
        return 0.4 if numbers > 0.8 else 1.0
    if wanted is Field.VOLUME:
        return 1.0 if any(any(map(str.isdigit, cell)) for cell in stated) or len(stated) < 5 else 0.5
    return 1.0


def looks_like_systems(table: Table, mapping: ColumnMapping) -> bool:
    """Whether the ends are systems rather than persons, places or addresses: a list of flights has from and to, too.

    Yes where a further column speaks of interfaces, or where a cell names a product that is known.
    """
    fields = {choice.field for choice in mapping.choices if not is_everyday(choice.heading)}
    if mapping.around_arrow:
        # `SAP ECC -> S/4HANA` may be a migration as well.
        headings = mapping.headings(Field.DIRECTION)
        return bool(fields & _OF_INTERFACES) or field_of_heading(headings[0]) == (Field.DIRECTION, 1.0)
    if fields & {Field.TECHNOLOGY, Field.MIDDLEWARE, Field.FREQUENCY, Field.TRIGGER, Field.INITIATOR, Field.OTHER}:
        return True
    if any(word in plain_heading(heading) for wanted in (Field.SOURCE, Field.TARGET)
           for heading in mapping.headings(wanted) for word in ("system", "anwendung", "application")):
        return True
    return any(product_named(row.get(end)) is not None for row in apply(mapping, table, _SAMPLES)
               for end in (Field.SOURCE, Field.TARGET))


def sections(table: Table, mapping: ColumnMapping, is_given: bool) -> Iterator[ListTable]:
    """The tables that stand below each other in one sheet, each under headings of its own.

    Their columns may stand in another order (`Target` before `Source`), so that each is read by its own headings; a
    mapping that a person gave counts for those that it fits.
    """
    starts = [at for at, line in enumerate(table.rows) if _is_heading_row(line)]
    yield (replace(table, rows=table.rows[:starts[0]]) if starts else table), mapping
    for at, end in pairwise((*starts, len(table.rows))):
        line = table.rows[at]
        above = table.rows[at - 1].cells if at else ()
        title = above[0] if len([cell for cell in above if cell]) == 1 else table.title
        own = Table(table.grid, line.cells, line.number, table.rows[at + 1:end], title)
        guessed = guess_mapping(own)
        if line.cells == table.headings or (is_given and fits(mapping, own)):
            yield own, mapping
        elif guessed.has_ends:
            yield own, guessed


def _is_heading_row(line: Line) -> bool:
    """Whether a row below the headings is one of headings again: nearly all of it are words for columns, ends too."""
    stated = [cell for cell in line.cells if cell]
    if len(stated) < 3 or max(map(len, stated)) > 60:
        return False
    fields: set[Field] = set()
    unknown = 0
    for cell in stated:
        found = field_of_heading(cell)
        if found is not None and found[1] >= 0.7:
            fields.add(found[0])
        else:
            unknown += 1
        if 4 * unknown > len(stated):
            return False
    return len(fields) > 2 and (any(one in fields and other in fields for one, other in _ENDS) or Field.OTHER in fields)


def apply(mapping: ColumnMapping, table: Table, most: int | None = None) -> tuple[Row, ...]:
    """The rows of a list by what their columns mean; columns that a list does not have are passed over."""
    wanted: dict[str, Field] = {plain_heading(choice.heading): choice.field for choice in mapping.choices}
    columns: list[tuple[int, Field]] = []
    seen: set[tuple[str, Field]] = set()
    for column, heading in enumerate(table.headings):
        plain = plain_heading(heading)
        if plain in wanted and (plain, wanted[plain]) not in seen:
            seen.add((plain, wanted[plain]))
            columns.append((column, wanted[plain]))
    rows: list[Row] = []
    for line in table.rows[:most]:
        values: dict[Field, str] = {}
        headings: dict[Field, str] = {}
        for column, one in columns:
            heading = table.headings[column]
            # How somebody signs in may stand under `Login`; of anything else under such a heading nothing is kept.
            text = "" if one is not Field.AUTH and is_for_credentials(heading) else without_passwords(line.cell(column))
            if text:
                values[one] = f"{values[one]}\n{text}" if one in values else text
                headings.setdefault(one, table.headings[column])
        rows.append(Row(line, table.grid.place(line), values, headings))
    return tuple(rows)
