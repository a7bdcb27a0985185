"""A sheet or text file as rows of text, the same whether it was CSV or a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEAD_ROWS = 60
"""Rows by which a table is known to be a list or not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row that holds something."""

    number: int
    """In the file, as a person counts: the line of a text, the row of a sheet."""
    cells: tuple[str, ...]
    struck: bool = False
    """Its text is struck through, as people do with what is retired."""

    def cell(self, column: int) -> str:
        """The text of a column, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet."""

    file: str
    sheet: str | None
    """Name of the sheet, None for a text file."""
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    """Sentences about what a person should know: hidden rows, rows beyond the limit."""
    hidden: bool = False
    """A sheet that Excel does not show."""

    @property
    def name(self) -> str:
        """For people."""
        name = self.file.rsplit("/", 1)[-1]
        return name if self.sheet is None else f"{name}, sheet {self.sheet}"

    def place(self, line: Line) -> str:
        """Where a row stands, for evidence."""
        return f"line {line.number}" if self.sheet is None else f"{self.sheet}, row {line.number}"


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without white space around them and without empty ones at the end."""
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
