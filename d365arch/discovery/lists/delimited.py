"""Text tables: which sign parts the cells, and the rows they hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from d365arch.discovery.lists.grid import HEAD_ROWS, Grid, Line, trimmed

SIGNS = (";", "\t", ",", "|")
"""What parts cells, in the order in which they are tried."""

_STATED = re.compile(r"\A(?:\ufeff)?\"?sep=(.)\"?\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD_CHARACTERS = 60_000
_LONGEST_CELL = 131_072
_MOST_BREAKS = 40
"""Line breaks in one cell; more mean that a quotation mark was never closed."""


def stated_sign(text: str) -> str | None:
    """The sign that a first line `sep=;` states, as Excel writes and reads it."""
    match = _STATED.match(text[:200])
    return match[1] if match and match[1] in SIGNS else None


def head_of(file: str, text: str, sign: str) -> Grid:
    """The first rows of a text parted by a sign: enough to find the headings."""
    head = text[:_HEAD_CHARACTERS]
    if len(head) < len(text):
        head = head.rsplit("\n", 1)[0]
    return grid_of(file, head, sign, HEAD_ROWS)


def grid_of(file: str, text: str, sign: str, most: int) -> Grid:
    """All rows of a text parted by a sign, at most so many; a note tells what was left out."""
    lines: list[Line] = []
    notes: list[str] = []
    start = text.find("\n") + 1 if stated_sign(text) else 0
    first = 2 if start else 1
    for number, cells in _rows(text[start:], sign, notes):
        kept = trimmed(cells)
        if not kept:
            continue
        if len(lines) >= most:
            notes.append(f"only the first {most:,} rows were read; raise the limit rows to read more.")
            break
        lines.append(Line(number + first - 1, kept))
    return Grid(file, None, tuple(lines), tuple(notes))


def _rows(text: str, sign: str, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; where quotation marks do not match, every line is a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    begins = 1
    try:
        for cells in reader:
            if any(cell.count("\n") > _MOST_BREAKS for cell in cells):
                break
            found.append((begins, cells))
            begins = reader.line_num + 1
        else:
            yield from found
            return
    except csv.Error:
        pass
    notes.append("quotation marks in it do not match, so every line was read as one row.")
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, [cell.strip().strip('"')[:_LONGEST_CELL] for cell in line.split(sign)]
