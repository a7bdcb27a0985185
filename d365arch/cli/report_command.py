"""One self-contained report for a board and its architects, in five formats."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import (
    EXIT_OK,
    add_pack_argument,
    ending_of,
    refuse_to_overwrite,
    settings_in,
    terminal_progress,
)

ENDINGS = (".html", ".md", ".pdf", ".json", ".sarif")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT",
                        help="report to write: .html, .md, .pdf, .json or .sarif")
    parser.add_argument("--view", metavar="ID", help="view to draw (default: the first of the file)")
    parser.add_argument("--theme", metavar="NAME",
                        help="light, dark or print (default: HTML follows the reader's light or dark setting)")
    parser.add_argument("--no-plan", action="store_true", help="leave the consolidation plan out")
    parser.add_argument("--time-limit", type=float, default=30.0, metavar="SECONDS",
                        help="longest time for improving the plan (default: 30)")
    parser.add_argument("--betweenness", action="store_true", help="also compute betweenness (slow)")
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyze, plan, compose and write; prints a short summary."""
    output: Path = arguments.output
    ending = ending_of(output, ENDINGS)
    refuse_to_overwrite(output, arguments.force, arguments.file)

    from d365arch.analysis.analyze import analyze
    from d365arch.analysis.consolidation.plan import check_options
    from d365arch.analysis.consolidation.records import PlanOptions
    from d365arch.catalog.load import load_catalog
    from d365arch.io.atomic import write_whole
    from d365arch.io.files import read_workspace
    from d365arch.report.make import make_report, relative_to_here
    from d365arch.report.sections.executive import state

    options = None if arguments.no_plan else PlanOptions(seconds=arguments.time_limit)
    if options:
        check_options(options)
    opened = read_workspace(arguments.file)
    workspace = opened.workspace
    catalog = load_catalog(arguments.pack)
    result = analyze(workspace, catalog, settings_in(opened), betweenness=arguments.betweenness)
    data = make_report(workspace, catalog, result, ending, view=arguments.view, theme=arguments.theme, plan=options,
                       file=relative_to_here(arguments.file), locate=opened.place_of_element,
                       progress=terminal_progress(f"Reporting {output.name}"))
    write_whole(output, data)
    print(f"{workspace.landscape.name or 'Landscape'}: {output}")
    for sentence in state(result):
        print(f"- {sentence}")
    return EXIT_OK
