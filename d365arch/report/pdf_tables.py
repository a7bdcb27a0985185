"""Tables of a PDF report: heads that repeat, rows with small print, columns as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import AnchorFlowable, CondPageBreak, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from d365arch.report.content import Cell, Matrix, MatrixCell, Row, Table
from d365arch.report.html import cell_class, keys
from d365arch.report.pdf_book import WIDTH, Bar
from d365arch.report.pdf_style import HEADER, INK, LINE, MUTED, SEVERITIES, TIMINGS, Styles, text
from d365arch.scene.parts import Font
from d365arch.scene.text import elide, known, measure

_PADDING = 4.0
_LONGEST = 190.0
"""Most points that a column asks for; `wide` ones share what is left."""
_CELL = Font(size=7.5)
_ROOM = 70.0
"""Least height for a caption and the first rows."""
_LOOKED_AT = 200
"""Rows whose texts decide about the widths."""
_MATRIX = 30
"""Most rows and columns of a matrix on one page."""


def table(block: Table, styles: Styles) -> Iterator[Any]:
    """A table with its caption and foot."""
    yield CondPageBreak(_ROOM)
    yield Paragraph(text(block.caption), styles.caption)
    if block.rows:
        yield _grid(block, styles)
    if block.foot:
        yield Spacer(0, 2)
        yield Paragraph(text(block.foot), styles.small)
    yield Spacer(0, 5)


def _grid(block: Table, styles: Styles) -> Any:
    widths = _widths(block)
    data: list[list[Any]] = [[Paragraph(text(c.title), styles.number_head if c.numeric else styles.head)
                              for c in block.columns]]
    marks: list[Any] = []
    for row in block.rows:
        data.append(_cells(row, block, widths, styles))
        marks.append(("LINEABOVE", (0, len(data) - 1), (-1, len(data) - 1), 0.5, HexColor(LINE)))
        if row.detail:
            marks.append(("SPAN", (0, len(data)), (-1, len(data))))
            marks.append(("NOSPLIT", (0, len(data) - 1), (-1, len(data))))
            data.append([Paragraph(_detail(row), styles.small), *[""] * (len(widths) - 1)])
    grid = Grid(data, colWidths=widths, repeatRows=1, splitByRow=1, splitInRow=0)
    grid.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BACKGROUND", (0, 0), (-1, 0), HexColor(HEADER)),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING), ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("FONT", (0, 1), (-1, -1), styles.regular, 7.5, 9.6), ("FONT", (0, 1), (0, -1), styles.semibold, 7.5, 9.6),
        ("TEXTCOLOR", (0, 1), (-1, -1), HexColor(INK)),
        *(("ALIGN", (n, 1), (n, -1), "RIGHT") for n, c in enumerate(block.columns) if c.numeric), *marks,
    ])
    return grid


def _cells(row: Row, block: Table, widths: list[float], styles: Styles) -> list[Any]:
    found: list[Any] = []
    for number, (cell, column) in enumerate(zip(row.cells, block.columns, strict=True)):
        style = styles.number if column.numeric else styles.strong if number == 0 else styles.cell
        bare = not (cell.bar or cell.tone or cell.link or (number == 0 and row.anchor))
        if bare and _fits(cell.text, widths[number] - 2 * _PADDING):
            found.append(cell.text)    # a paragraph for what is one line anyway takes ten times as long
            continue
        parts: list[Any] = [Paragraph(_toned(cell), style)]
        if cell.bar:
            parts.append(Bar(cell.bar, widths[number] - 2 * _PADDING))
        if number == 0 and row.anchor:
            parts.insert(0, AnchorFlowable(row.anchor))
        found.append(parts)
    return found


def _fits(plain: str, width: float) -> bool:
    return plain.isprintable() and all(map(known, plain)) and measure(plain, _CELL) * 1.05 < width


def _toned(cell: Cell) -> str:
    body = text(cell.text, cell.link)
    return f'<font color="{SEVERITIES[cell.tone]}">{body}</font>' if cell.tone and not cell.link else body


def _detail(row: Row) -> str:
    return "&nbsp; ".join(f'<font color="{INK}">{text(name)}</font> {text(value)}' for name, value in row.detail)


def _widths(block: Table) -> list[float]:
    """Each column as wide as its longest word at least and its longest text at most; the rest by need."""
    least, most = [], []
    for number, column in enumerate(block.columns):
        texts = [column.title, *(row.cells[number].text for row in block.rows[:_LOOKED_AT])]
        words = [min(max((measure(w, _CELL) for w in t.split()), default=0), 110) for t in texts]
        wanted = max(measure(t, _CELL) for t in texts)
        least.append(max(words) * 1.06 + 2 * _PADDING + 1)
        most.append(min(wanted * 1.06, 420 if column.wide else _LONGEST) + 2 * _PADDING + 1)
    if sum(most) <= WIDTH:
        spare = (WIDTH - sum(most)) / len(most)
        return [m + spare for m in most]
    if sum(least) >= WIDTH:
        return [w * WIDTH / sum(least) for w in least]
    share = (WIDTH - sum(least)) / sum(m - w for m, w in zip(most, least, strict=True))
    return [w + (m - w) * share for m, w in zip(most, least, strict=True)]


def matrix(block: Matrix, styles: Styles) -> Iterator[Any]:
    """A matrix in pieces that fit a page; columns have numbers, which the rows explain."""
    yield CondPageBreak(3 * _ROOM)
    yield Paragraph(text(block.caption), styles.caption)
    told = ", ".join(f"{words}: {_swatch(classes)}" for classes, words in keys(block))
    yield Paragraph(f"Columns are numbered as the rows. {told}", styles.small)
    count = len(block.nodes)
    for first in range(0, count, _MATRIX):
        columns = range(first, min(first + _MATRIX, count))
        yield Spacer(0, 4)
        yield _piece(block, columns, styles)
    if block.foot:
        yield Spacer(0, 2)
        yield Paragraph(text(block.foot), styles.small)


def _swatch(classes: str) -> str:
    return " ".join(f'<font backColor="{TIMINGS[c][0]}" color="{TIMINGS[c][1]}">&nbsp;1&nbsp;</font>'
                    for c in classes.split())


def _piece(block: Matrix, columns: range, styles: Styles) -> Any:
    names = 128.0
    side = min((WIDTH - names) / len(columns), 16.0)
    data: list[list[Any]] = [["", *(str(c + 1) for c in columns)]]
    marks: list[Any] = []
    for row, node in enumerate(block.nodes):
        name = elide(f"{row + 1}  {node.label}", _CELL, names - 6)
        cells = [block.cells.get((row, column)) for column in columns]
        data.append([Paragraph(text(name), styles.strong), *(str(c.total) if c else "" for c in cells)])
        marks += [_colored(c, number, row + 1) for number, c in enumerate(cells, 1) if c]
        marks += [("TEXTCOLOR", (n, row + 1), (n, row + 1), HexColor(_colors(c)[1])) for n, c in enumerate(cells, 1)
                  if c]
        if row in columns:
            at = row - columns.start + 1
            marks.append(("BACKGROUND", (at, row + 1), (at, row + 1), HexColor(LINE)))
    grid = Grid(data, colWidths=[names, *[side] * len(columns)], rowHeights=13, repeatRows=1, hAlign="LEFT")
    grid.setStyle([
        ("FONT", (0, 0), (-1, -1), styles.semibold, 6.5), ("TEXTCOLOR", (0, 0), (-1, 0), HexColor(MUTED)),
        ("ALIGN", (1, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("GRID", (1, 1), (-1, -1), 0.4, HexColor(LINE)), ("LEFTPADDING", (0, 0), (-1, -1), 1),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1), ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0), *marks,
    ])
    return grid


def _colors(cell: MatrixCell) -> tuple[str, str]:
    return TIMINGS[cell_class(cell).split()[0]]


def _colored(cell: MatrixCell, column: int, row: int) -> Any:
    """The color of the first timing in it."""
    return ("BACKGROUND", (column, row), (column, row), HexColor(_colors(cell)[0]))
