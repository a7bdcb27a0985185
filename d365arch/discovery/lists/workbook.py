"""Excel workbooks as rows of text: looked through before a library opens them, formulas never evaluated.

openpyxl (MIT) reads the sheets, in its read-only mode: it streams rows, and takes defusedxml for its XML. What that
mode does not tell (merged cells, hidden rows) is taken from the parts, which were unpacked against the limits.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from d365arch.discovery.limits import Limits
from d365arch.discovery.lists.grid import HEAD_ROWS, Grid, Line, trimmed
from d365arch.discovery.text import text_of
from d365arch.discovery.tree import ReadingError

ENDINGS = (".xlsx", ".xlsm")

_MOST_COLUMNS = 120
_MOST_PARTS = 4_000
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(r"<(?:\w+:)?mergeCell\s[^<>]{0,80}?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_HIDDEN_ROW = re.compile(r"<(?:\w+:)?row\s[^<>]{0,400}?\bhidden=\"(?:1|true)\"")
_ROW_NUMBER = re.compile(r"\br=\"(\d{1,7})\"")
_FORMULA = re.compile(r"<(?:\w+:)?f[ >/]")
_MOST_MERGED = 5_000
_MOST_COVERED = 200_000
"""Cells under merged ones that get their text; more than a list of people has, and each is kept in memory."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the part of a sheet says beside its cells."""

    merged: tuple[str, ...]
    hidden: frozenset[int]
    has_formulas: bool


def sheets_of(file: str, data: bytes, limits: Limits, most: int) -> tuple[Grid, ...]:
    """The sheets of a workbook, at most so many rows of each; raises `ReadingError`.

    Of hidden sheets only the first rows are here, by which to tell what they hold. A formula shows the value that Excel
    left with it, or, where it left none, its text; nothing is computed.
    """
    texts = _checked(data, limits)
    with warnings.catch_warnings():
        # The library warns of what it does not keep when it writes, which it never does here.
        warnings.simplefilter("ignore")
        return _sheets(file, data, texts, most)


def _sheets(file: str, data: bytes, texts: Mapping[str, str], most: int) -> tuple[Grid, ...]:
    try:
        with_values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        any_formula = any(_FORMULA.search(text) for name, text in texts.items() if name.startswith("xl/worksheets/"))
        with_formulas = load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if any_formula else None
        formulas = with_formulas.worksheets if with_formulas is not None else ()
        return tuple(_sheet(file, sheet, formulas[index] if formulas else None, texts, most)
                     for index, sheet in enumerate(with_values.worksheets))
    except ReadingError:
        raise
    except Exception as error:
        # The library answers damage with errors of many kinds; none of their texts goes further.
        raise ReadingError(f"a workbook that is damaged, or not as Excel writes it ({type(error).__name__}).") from None


def _checked(data: bytes, limits: Limits) -> dict[str, str]:
    """The XML parts as text, after what can do harm was refused."""
    if data.startswith(_OLE):
        raise ReadingError("a workbook protected by a password, or an old one under a new name; save it without "
                           "password as .xlsx or .csv.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, OverflowError):
        raise ReadingError("no workbook, whatever its ending says.") from None
    if len(infos) > min(_MOST_PARTS, limits.entries):
        raise ReadingError(f"a workbook of {len(infos):,} parts, more than any program writes.")
    texts: dict[str, str] = {}
    total = 0
    for info in infos:
        name = info.filename.replace("\\", "/").lower()
        is_text = name.endswith((".xml", ".rels", ".vml"))
        part = _part(archive, info, limits, kept=is_text)
        total += info.file_size
        if total > limits.file_bytes:
            raise ReadingError(f"a workbook of more than {limits.file_mb:,} MB when it is unpacked; raise the limit "
                               "file_mb.")
        if is_text:
            text = text_of(part)
            if "<!DOCTYPE" in text or "<!ENTITY" in text:
                raise ReadingError("a workbook with a document type in its parts, which is refused: no program needs "
                                   "one.")
            texts[name] = text
    if "[content_types].xml" not in texts or not any(name.startswith("xl/worksheets/") for name in texts):
        raise ReadingError("an archive without worksheets, so no workbook.")
    return texts


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, kept: bool) -> bytes:
    """One part, counted while it is unpacked; empty where it is not kept."""
    if info.flag_bits & 0x1:
        raise ReadingError("a workbook with encrypted parts.")
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limits.file_bytes:
                    raise ReadingError(f"a workbook with a part of more than {limits.file_mb:,} MB; raise the limit "
                                       "file_mb.")
                if size > 1_000_000 and size > limits.ratio * max(info.compress_size, 1):
                    raise ReadingError(f"a workbook with a part packed more than {limits.ratio} times smaller than it "
                                       "is; raise the limit ratio if you trust it.")
                if kept:
                    pieces.append(chunk)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise ReadingError("a broken workbook.") from None
    return b"".join(pieces)


def _about(text: str) -> _Sheet:
    hidden = frozenset(int(number[1]) for match in _HIDDEN_ROW.finditer(text)
                       if (number := _ROW_NUMBER.search(match[0])))
    merged = tuple(match[1] for _, match in zip(range(_MOST_MERGED), _MERGED.finditer(text), strict=False))
    return _Sheet(merged, hidden, _FORMULA.search(text) is not None)


def _sheet(file: str, sheet: Any, formulas: Any, texts: Mapping[str, str], most: int) -> Grid:
    title = str(sheet.title)
    is_hidden = sheet.sheet_state != "visible"
    if is_hidden:
        most = min(most, HEAD_ROWS)
    about = _about(texts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/").lower(), ""))
    formulas = formulas if about.has_formulas else None
    lines: list[Line] = []
    notes: list[str] = []
    covered = covered_cells(about.merged)
    anchored = frozenset(covered.values())
    anchors: dict[tuple[int, int], str] = {}
    # What a sheet says of its own size is often the size of what was ever formatted.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=1_048_576, max_col=_MOST_COLUMNS)
    if formulas is not None:
        formulas.reset_dimensions()
    texts_of_formulas = formulas.iter_rows(max_row=1_048_576, max_col=_MOST_COLUMNS) if formulas is not None else None
    hidden = 0
    for number, row in enumerate(_bounded(rows, most), start=1):
        shown = next(texts_of_formulas, ()) if texts_of_formulas is not None else ()
        cells = [_text(cell, shown[column] if column < len(shown) else None) for column, cell in enumerate(row)]
        if anchored:
            anchors |= {(number, column): text for column, text in enumerate(cells, start=1)
                        if (number, column) in anchored}
        _fill(cells, number, covered, anchors)
        kept = trimmed(cells)
        if not kept:
            continue
        if len(lines) >= most:
            notes.append(f"only the first {most:,} rows were read; raise the limit rows to read more.")
            break
        hidden += number in about.hidden
        lines.append(Line(number, kept, _is_struck(row)))
    if hidden:
        notes.append("a hidden row was read like the others." if hidden == 1 else
                     f"{hidden:,} hidden rows were read like the others.")
    return Grid(file, title, tuple(lines), tuple(notes), is_hidden)


def _bounded(rows: Iterator[Any], most: int) -> Iterator[Any]:
    """Rows until long after the last one that holds something: a stray cell far below must not cost a million rows."""
    empty = 0
    for row in rows:
        empty = 0 if any(cell.value is not None for cell in row) else empty + 1
        if empty > most:
            return
        yield row


def covered_cells(merged: tuple[str, ...]) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell under a merged one, the cell that holds its text. Cells merged across columns are left empty but
    in the first column: their text counts once.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for reference in merged:
        left, top, _, bottom = range_boundaries(reference)
        if left is None or top is None or bottom is None or bottom - top > 2_000:
            continue
        if len(found) > _MOST_COVERED:
            break
        for row in range(top + 1, bottom + 1):
            found[(row, left)] = (top, left)
    return found


def _fill(cells: list[str], number: int, covered: Mapping[tuple[int, int], tuple[int, int]],
          anchors: Mapping[tuple[int, int], str]) -> None:
    if not covered:
        return
    for column, text in enumerate(cells):
        place = covered.get((number, column + 1))
        if place is not None and not text:
            cells[column] = anchors.get(place, "")


def _is_struck(row: Any) -> bool:
    texts = [cell for cell in row if isinstance(cell.value, str) and cell.value.strip()]
    try:
        return bool(texts) and all(cell.font is not None and cell.font.strike for cell in texts[:4])
    except (AttributeError, IndexError, KeyError, TypeError):
        return False


def _text(cell: Any, formula: Any) -> str:
    """The text of a cell as a person sees it, without evaluating anything."""
    value = cell.value
    if value is None and formula is not None and formula.data_type == "f":
        return str(getattr(formula.value, "text", formula.value) or "")[:32_767]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.time() else "%Y-%m-%d %H:%M")
    return "" if value is None else value.strftime("%H:%M") if isinstance(value, datetime.time) else str(value)
