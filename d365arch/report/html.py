"""A report as one HTML page that needs nothing but itself: own style and script, no outside reference, all escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from d365arch.model.vocabulary import Timing
from d365arch.render.svg import font_faces
from d365arch.report import plots
from d365arch.report.content import Matrix, MatrixCell, Report, Row, Table, Which
from d365arch.report.picture import Inline, Scenes
from d365arch.scene.parts import Weight

_TIMING_CLASS = {Timing.SYNCHRONOUS: "sync", Timing.ASYNCHRONOUS: "async", Timing.NEAR_REAL_TIME: "near"}


def to_html(report: Report, drawn: Mapping[Which, Scenes], *, theme: str | None = None) -> str:
    """The page; without `theme` it follows the reader's light or dark setting."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("d365arch.resources", "templates"), autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    environment.finalize = printable
    script, _, _ = environment.loader.get_source(environment, "report.js")  # type: ignore[union-attr]
    pictures = Inline.of(drawn)
    body = environment.get_template("body.html").render(
        report=report, cell_class=cell_class, cell_title=cell_title, groups=groups, keys=keys,
        kind=lambda block: type(block).__name__, bodies=bodies, shape_of=lambda anchor: _shape_of(anchor, pictures),
        # Drawings and plots come from SVG writers that escape every string themselves.
        pictures={which.value: Markup(svg) for which, svg in pictures.svgs.items()},
        boxes={which.value: _view_box(svg) for which, svg in pictures.svgs.items()},
        plot=lambda found: Markup(plots.to_svg(found)),
    )
    letters = set(body)
    return environment.get_template("report.html").render(
        report=report, theme="light" if theme == "print" else theme or "", body=Markup(body),
        script=Markup(script), script_hash=_hash(script),
        faces=Markup(font_faces({Weight.REGULAR: letters, Weight.SEMIBOLD: letters})),
        light=Markup(pictures.declared(dark=False)), dark=Markup(pictures.declared(dark=True)),
    )


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _view_box(svg: str) -> str:
    start = svg.index('viewBox="') + len('viewBox="')
    return svg[start:svg.index('"', start)]


def _shape_of(anchor: str | None, pictures: Inline) -> str | None:
    """The id of what is drawn for an anchor, or none where the drawing does not show it."""
    kind, _, element = (anchor or "").partition("-")
    shape = f"{Which.TODAY.value}-{'line' if kind == 'integration' else kind}-{element}"
    return shape if shape in pictures.anchors else None


def bodies(table: Table) -> list[tuple[Row, ...]]:
    """The rows by table body: each its own where small print belongs to rows, so that they stay together."""
    return [(row,) for row in table.rows] if any(row.detail for row in table.rows) else [table.rows]


def printable(value: Any) -> Any:
    """Text without control characters, which HTML does not allow; other values as they are."""
    if type(value) is str and not value.isprintable():
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
