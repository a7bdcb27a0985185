"""Draw a landscape as a picture (SVG, PNG, PDF) or as data (DOT, JSON); the ending of the output says which."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.choices import one_of
from d365arch.cli.common import EXIT_OK, add_pack_argument, ending_of, refuse_to_overwrite, tell, terminal_progress
from d365arch.cli.page_options import add_page_arguments, book_of
from d365arch.errors import printable, printable_path
from d365arch.model.vocabulary import LineWidth, Perspective

if TYPE_CHECKING:
    from d365arch.analysis.finding import Finding
    from d365arch.catalog.records import Catalog
    from d365arch.model import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT",
                        help="picture to write: .svg, .png, .pdf, .dot or .json")
    parser.add_argument("--view", metavar="ID", help="view to draw (default: the first of the file)")
    parser.add_argument("--theme", metavar="NAME", help="light, dark, print, color-blind, high-contrast, ... (default: "
                                                        "the view's, else light)")
    parser.add_argument("--perspective", metavar="WORD", type=one_of(Perspective, {"findings": Perspective.SEVERITY}),
                        help=f"what the colors tell: {', '.join(Perspective)} "
                             "(findings is severity; default: the view's, else timing)")
    parser.add_argument("--line-width", metavar="WORD", type=one_of(LineWidth),
                        help="what the width of lines tells: plain or volume (default: the view's, else plain)")
    parser.add_argument("--engine", metavar="NAME", help="lanes or graphviz (default: the view's, else lanes)")
    parser.add_argument("--overview", action="store_true", help="fold zones and bundle lines, for a slide")
    parser.add_argument("--fresh", action="store_true", help="place everything anew but what is pinned")
    parser.add_argument("--scale", type=float, default=2.0, metavar="N", help="PNG: pixels for each px (default: 2)")
    add_page_arguments(parser)
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draw, render and write."""
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace
    from d365arch.render.picture import ENDINGS, ON_PAPER, warning
    from d365arch.render.write import write_picture
    from d365arch.scene.build import draw, view_named
    from d365arch.scene.overview import overview

    output: Path = arguments.output
    ending = ending_of(output, ENDINGS)
    refuse_to_overwrite(output, arguments.force, arguments.file)
    workspace = read_workspace(arguments.file).workspace
    if arguments.overview:
        view_named(workspace, arguments.view)
        workspace = overview(workspace, arguments.view)
    catalog, view = load_catalog(arguments.pack), view_named(workspace, arguments.view)
    perspective = Perspective(arguments.perspective or view.perspective or Perspective.TIMING)
    drawing = draw(workspace, catalog, arguments.view, theme=arguments.theme, engine=arguments.engine,
                   fresh=arguments.fresh, progress=terminal_progress(f"Drawing {output.name}"),
                   perspective=perspective, line_width=arguments.line_width and LineWidth(arguments.line_width),
                   findings=_findings(workspace, catalog) if perspective is Perspective.SEVERITY else None)
    if told := warning(drawing, ending):
        tell(told)
    book = book_of(drawing, workspace.landscape, view, arguments) if ending in ON_PAPER else None
    files = write_picture(output, drawing, book, arguments.scale, replace=arguments.force)
    if len(files) > 1:
        tell(f"{len(files)} sheets: {printable_path(files[0])} to {printable(files[-1].name)}.")
    return EXIT_OK


def _findings(workspace: Workspace, catalog: Catalog) -> tuple[Finding, ...]:
    """What an analysis finds, for the perspective that shows it."""
    from d365arch.analysis.analyze import analyze

    return analyze(workspace, catalog).findings
