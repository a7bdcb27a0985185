"""A report as one HTML page that needs nothing but itself: no script, no outside reference, every string escaped."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from d365arch.model.vocabulary import Timing
from d365arch.report.content import Matrix, MatrixCell, Report
from d365arch.report.picture import Drawings

_TIMING_CLASS = {Timing.SYNCHRONOUS: "sync", Timing.ASYNCHRONOUS: "async", Timing.NEAR_REAL_TIME: "near"}


def to_html(report: Report, drawings: Drawings, *, theme: str | None = None) -> str:
    """The page; without `theme` it follows the reader's light or dark setting."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("d365arch.resources", "templates"), autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    environment.filters["printable"] = printable
    environment.finalize = printable
    # The two drawings come from our own SVG writer, which escapes every string itself.
    return environment.get_template("report.html").render(
        report=report, theme="light" if theme == "print" else theme or "", groups=groups, cell_class=cell_class,
        cell_title=cell_title, keys=keys, kind=lambda block: type(block).__name__,
        picture=Markup(drawings.main), dark_picture=Markup(drawings.dark),
    )


def printable(value: Any) -> Any:
    """Text without control characters, which HTML does not allow; other values as they are."""
    if type(value) is str:
        return "".join(c for c in value if c in "\n\t" or (ord(c) >= 0x20 and not 0x7F <= ord(c) <= 0x9F
                                                          and not 0xD800 <= ord(c) <= 0xDFFF))
    return value


def groups(matrix: Matrix) -> list[tuple[str, int]]:
    """Heading and width of each group of columns."""
    return [(label, len(list(nodes))) for label, nodes in groupby(matrix.nodes, key=lambda n: n.group)]


def cell_class(cell: MatrixCell) -> str:
    """CSS classes of a cell: one per timing in it."""
    return " ".join(_TIMING_CLASS[timing] if timing else "open" for timing, _ in cell.counts)


def keys(matrix: Matrix) -> list[tuple[str, str]]:
    """What the cells of a matrix need to have explained: CSS classes and words, of what occurs only."""
    cells = matrix.cells.values()
    found = {timing for cell in cells for timing, _ in cell.counts}
    told = [(_TIMING_CLASS[timing], timing.value) for timing in Timing if timing in found]
    if any(len(cell.counts) > 1 for cell in cells):
        told.append(("sync async", "several"))
    return [*told, ("open", "timing not stated")] if None in found else told


def cell_title(matrix: Matrix, row: int, column: int) -> str:
    """What assistive technology and the pointer are told of a cell."""
    cell = matrix.cells[row, column]
    counts = ", ".join(f"{count} {timing.value if timing else 'without timing'}" for timing, count in cell.counts)
    names = ", ".join(cell.names[:8]) + (f" and {len(cell.names) - 8} more" if len(cell.names) > 8 else "")
    return f"{matrix.nodes[row].label} to {matrix.nodes[column].label}: {counts} ({names})"
