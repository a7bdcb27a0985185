"""One self-contained report: drawing, key figures, ranked systems, matrix, findings with what to do."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_OK, add_pack_argument, ending_of, refuse_to_overwrite, terminal_progress

ENDINGS = (".html", ".md", ".json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT",
                        help="report to write: .html, .md or .json")
    parser.add_argument("--view", metavar="ID", help="view to draw (default: the first of the file)")
    parser.add_argument("--theme", metavar="NAME",
                        help="light, dark or print (default: HTML follows the reader's light or dark setting)")
    parser.add_argument("--betweenness", action="store_true", help="also compute betweenness (slow)")
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyze, compose and write; prints a short summary."""
    output: Path = arguments.output
    ending = ending_of(output, ENDINGS)
    refuse_to_overwrite(output, arguments.force, arguments.file)

    from d365arch.analysis.analyze import analyze
    from d365arch.catalog.load import load_catalog
    from d365arch.io.atomic import write_whole
    from d365arch.io.files import read_workspace
    from d365arch.report.compose import summary
    from d365arch.report.make import make_report

    workspace = read_workspace(arguments.file).workspace
    catalog = load_catalog(arguments.pack)
    progress = terminal_progress(f"Reporting {output.name}")
    result = analyze(workspace, catalog, betweenness=arguments.betweenness)
    text = make_report(workspace, catalog, result, ending, view=arguments.view, theme=arguments.theme,
                       progress=progress)
    write_whole(output, text.encode())
    print(f"{workspace.landscape.name or 'Landscape'}: {output}")
    for sentence in summary(result):
        print(f"- {sentence}")
    return EXIT_OK
