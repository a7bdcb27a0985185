"""How a landscape and the artefacts of the organization differ, for a terminal, scripts and code scanning."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, add_pack_argument, tell, terminal_progress


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
    parser.add_argument("--mapping", action="append", default=[], type=Path, metavar="MAPPING",
                        help="what the columns of interface lists mean, as discover --save-mapping wrote it")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE",
                        help="how much is read, such as file_mb=200; may be given several times (docs/discovery.md)")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; exit code 1 where there are differences."""
    from d365arch.catalog.load import load_catalog
    from d365arch.discovery.drift import drift
    from d365arch.discovery.drift_text import drift_json, drift_sarif, drift_text
    from d365arch.discovery.limits import limits_of
    from d365arch.discovery.lists.mapping_file import read_mapping
    from d365arch.discovery.pipeline import discover
    from d365arch.discovery.readers import all_readers
    from d365arch.io.files import read_workspace

    limits = limits_of(arguments.limit)
    opened = read_workspace(arguments.file)
    catalog = load_catalog(arguments.pack)
    mappings = tuple(mapping for path in arguments.mapping for mapping in read_mapping(path))
    discovery = discover(arguments.paths, limits, terminal_progress("Discovering"), all_readers(mappings))
    differences = drift(opened.workspace, discovery, catalog, arguments.endpoints)
    locate = opened.place_of_element
    if arguments.json:
        print(drift_json(opened.workspace.landscape.name or "", differences, locate), end="")
    elif arguments.sarif:
        print(drift_sarif(arguments.file, differences, locate), end="")
    else:
        print(drift_text(differences, locate, None if arguments.all else 20), end="")
    if discovery.not_read:
        tell(f"{len(discovery.not_read):,} files could not be read, so what they hold counts as not found; discover "
             "tells which and why.")
    return EXIT_FINDINGS if differences else EXIT_OK
