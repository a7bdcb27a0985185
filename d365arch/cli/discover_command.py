"""The landscape that already exists, found in solutions, flows, logic apps, templates, metadata, lists and drawings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.artefacts import add_reading_arguments, discovered, reading_of
from d365arch.cli.common import (
    EXIT_OK,
    EXIT_WRONG_INPUT,
    add_pack_argument,
    refuse_to_overwrite,
    require_yaml,
    tell,
    terminal_progress,
)
from d365arch.cli.discover_into import take_into
from d365arch.errors import D365ArchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from d365arch.catalog.records import Catalog
    from d365arch.discovery.limits import Limits
    from d365arch.discovery.lists.mapping import ColumnMapping
    from d365arch.discovery.records import Discovery


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("paths", type=Path, metavar="PATH", nargs="+",
                        help="folders and files: solution zips and folders, flows, logic apps, ARM templates, Bicep, "
                             "data factories, F&O metadata and packages, interface lists, draw.io drawings; read "
                             "offline")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="landscape file to write, laid out, with the "
                                                                          "evidence in comments")
    parser.add_argument("--into", type=Path, metavar="LANDSCAPE",
                        help="take what was found into this landscape file: what it states and where things stand "
                             "stays, what is gone from the artefacts is asked, and what it names under not_wanted "
                             "stays out")
    parser.add_argument("--preview", action="store_true", help="with --into: tell what would change, write nothing")
    parser.add_argument("--remove", action="append", default=[], metavar="ID",
                        help="with --into: take out this integration, which is gone from the artefacts; may be given "
                             "several times")
    parser.add_argument("--name", metavar="NAME", help="title of the landscape (default: from the first path)")
    parser.add_argument("--no-endpoints", action="store_true",
                        help="leave out of the landscape what systems offer and no integration uses")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")
    parser.add_argument("--json", action="store_true", help="print everything as JSON (docs/discovery.md)")
    parser.add_argument("--all", action="store_true", help="print every row of the summary, not only the first ten")
    parser.add_argument("--dry-run", action="store_true",
                        help="only tell how interface lists would be read: what each column means, the first rows")
    parser.add_argument("--save-mapping", type=Path, metavar="MAPPING",
                        help="write what the columns of the interface lists were taken for, to be changed and reused")
    add_reading_arguments(parser)
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Discover, write the landscape where one is asked for, and print the JSON or the summary."""
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace

    limits, mappings = reading_of(arguments)
    output: Path | None = arguments.output
    _refuse(arguments)
    opened = read_workspace(arguments.into) if arguments.into is not None else None
    if arguments.dry_run or arguments.save_mapping is not None:
        _tell_lists(arguments, limits, mappings)
        if arguments.dry_run:
            return EXIT_OK
    catalog = load_catalog(arguments.pack)
    discovery = discovered(arguments.paths, limits, mappings)
    if opened is not None:
        return take_into(opened, discovery, catalog, arguments)
    wrote = ""
    if output is not None:
        if not discovery.systems:
            tell(f'Nothing was found that could be drawn; "{output}" was not written.')
            _print(discovery, catalog, arguments)
            return EXIT_WRONG_INPUT
        wrote = _write(discovery, catalog, output, arguments)
    _print(discovery, catalog, arguments)
    if arguments.json:
        if wrote:
            tell(wrote)
    elif discovery.systems:
        print(f"\n{wrote or _next(arguments.paths)}")
    return EXIT_OK


def _refuse(arguments: argparse.Namespace) -> None:
    """Raise a sentence where options contradict each other or a file to write cannot be written."""
    output: Path | None = arguments.output
    if arguments.into is None and (arguments.preview or arguments.remove):
        raise D365ArchError("--preview and --remove say how --into merges; name the landscape with --into.")
    if arguments.into is not None and output is not None:
        raise D365ArchError("-o writes a landscape of what was found alone and --into merges it into one that is "
                            "there; use one of them.")
    if output is not None:
        require_yaml(output)
    for target in (output, arguments.save_mapping):
        if target is not None:
            refuse_to_overwrite(target, arguments.force)


def _tell_lists(arguments: argparse.Namespace, limits: Limits, mappings: Sequence[ColumnMapping]) -> None:
    """Print how interface lists would be read, and write what their columns were taken for, as far as asked."""
    from d365arch.discovery.lists.dry_run import all_tables, dry_run_text, unknown_text, unused_text
    from d365arch.discovery.lists.mapping_file import write_mapping
    from d365arch.errors import printable, printable_path
    from d365arch.model.wording import counted

    tables, unread, unknown = all_tables(arguments.paths, limits, mappings)
    if arguments.dry_run:
        parts = (dry_run_text(tables), unknown_text(unknown), unused_text(tables, mappings))
        print("\n".join(part for part in parts if part), end="")
        for one in unread:
            print(f"{printable_path(one.file)}: {printable(one.reason, 300)}")
    if arguments.save_mapping is not None:
        if not tables and not unknown:
            raise D365ArchError(f'No list of interfaces was found, so "{printable_path(arguments.save_mapping)}" was '
                                "not written; name a CSV file or workbook with columns for both ends.")
        write_mapping(arguments.save_mapping, [mapping for _, mapping in tables], unknown)
        file = printable_path(arguments.save_mapping)
        if tables:
            tell(f'Wrote what the columns of {counted(len(tables), "list")} were taken for to "{file}"; change it and '
                 "use it with --mapping.")
        else:
            tell(f'No list of interfaces was recognized. Wrote a template for {counted(len(unknown), "table")} to '
                 f'"{file}": name the columns for both ends in it, and give it with --mapping.')


def _print(discovery: Discovery, catalog: Catalog, arguments: argparse.Namespace) -> None:
    from d365arch.discovery.summary import summary
    from d365arch.discovery.to_json import to_json

    print(to_json(discovery, catalog) if arguments.json else summary(discovery, catalog, arguments.all), end="")


def _write(discovery: Discovery, catalog: Catalog, output: Path, arguments: argparse.Namespace) -> str:
    """Write the landscape; gives the sentence that says so and what to do next."""
    from d365arch.discovery.commented import commented_text
    from d365arch.discovery.laid_out import laid_out
    from d365arch.discovery.landscape import landscape_of, title_of
    from d365arch.errors import printable_path
    from d365arch.io.files import write_new
    from d365arch.model.wording import counted

    found = landscape_of(discovery, catalog, arguments.name or title_of(arguments.paths),
                         offers=not arguments.no_endpoints)
    workspace = laid_out(found, catalog, terminal_progress("Placing systems"))
    write_new(workspace, output, overwrite=arguments.force, text=commented_text(found, workspace))
    name = printable_path(output)
    return (f'Wrote "{name}" with {counted(len(workspace.landscape.systems), "system")} and '
            f'{counted(len(workspace.landscape.integrations), "integration")}. Open it with "d365arch {name}", draw it '
            f'with "d365arch export {name} -o picture.svg", or see what "d365arch check {name}" says of it.')


def _next(paths: list[Path]) -> str:
    from d365arch.errors import printable_path

    shown = " ".join(f'"{printable_path(path)}"' if " " in str(path) else printable_path(path) for path in paths[:3])
    more = " ..." if len(paths) > 3 else ""
    return f"Next: d365arch discover {shown}{more} -o landscape.yaml writes this as a landscape to edit and draw."
