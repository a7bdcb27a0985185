"""How a landscape and the artefacts of the organization differ, for a terminal, scripts and code scanning."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.artefacts import add_reading_arguments, discovered, reading_of
from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, EXIT_WRONG_INPUT, add_pack_argument, tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="LANDSCAPE", help="landscape file")
    parser.add_argument("paths", type=Path, metavar="PATH", nargs="+",
                        help="folders and files with artefacts, as for discover")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the differences as JSON")
    form.add_argument("--sarif", action="store_true", help="print the differences as SARIF 2.1.0, for code scanning")
    parser.add_argument("--endpoints", action="store_true",
                        help="compare what systems offer without a known use, too")
    parser.add_argument("--all", action="store_true", help="print every difference, not only the first of each kind")
    add_reading_arguments(parser)
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; exit code 1 where there are differences, 2 where a comparison was not possible."""
    from d365arch.catalog.load import load_catalog
    from d365arch.discovery.drift import compare
    from d365arch.discovery.drift_text import drift_json, drift_sarif, drift_text
    from d365arch.io.files import read_workspace
    from d365arch.model.wording import counted

    limits, mappings = reading_of(arguments)
    opened = read_workspace(arguments.file)
    catalog = load_catalog(arguments.pack)
    discovery = discovered(arguments.paths, limits, mappings)
    compared = compare(opened.workspace, discovery, catalog, arguments.endpoints)
    locate = opened.place_of_element
    if arguments.json:
        print(drift_json(opened.workspace.landscape.name or "", compared, locate, discovery.not_read), end="")
    elif arguments.sarif:
        print(drift_sarif(arguments.file, compared, locate, discovery.not_read), end="")
    else:
        print(drift_text(compared, locate, None if arguments.all else 20), end="")
    if discovery.not_read:
        tell(f"{counted(len(discovery.not_read), 'file')} could not be read whole; \"d365arch discover\" with the same "
             "paths tells which and why.")
    if not discovery.read:
        tell("No artefact was read, so the landscape was compared with nothing; name the folders and files that hold "
             "them.")
        return EXIT_WRONG_INPUT
    if compared.differences:
        return EXIT_FINDINGS
    # A green light would say that nothing has changed, which nobody can know of what could not be read.
    return EXIT_WRONG_INPUT if any(one.is_unreadable for one in compared.not_compared) else EXIT_OK
