"""What happens when systems or hubs fail: who is blocked, what piles up, what is lost and what grows old."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_OK, add_pack_argument, settings_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("systems", nargs="*", metavar="SYSTEM",
                        help="ids of systems and hubs that are off together (default: rank all, each off alone)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON (docs/analysis.md)")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Simulate, or rank, and print."""
    from d365arch.analysis.outage import ranking, simulate
    from d365arch.catalog.facts import Facts
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace
    from d365arch.report.outage_json import outage_json, ranking_json
    from d365arch.report.outage_text import outage_text, ranking_text

    opened = read_workspace(arguments.file)
    landscape = opened.workspace.landscape
    facts, settings = Facts(landscape, load_catalog(arguments.pack)), settings_in(opened)
    name = landscape.name or ""
    if arguments.systems:
        outage = simulate(facts, settings, arguments.systems)
        print(outage_json(name, outage) if arguments.json else outage_text(outage), end="")
    else:
        ranks = ranking(facts, settings)
        print(ranking_json(name, ranks) if arguments.json else ranking_text(ranks), end="")
    return EXIT_OK
