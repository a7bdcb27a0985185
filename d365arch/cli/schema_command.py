"""Print the JSON Schema of landscape files; editors use it to complete and check what is typed."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_OK, refuse_to_overwrite


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a file instead")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")


def run(arguments: argparse.Namespace) -> int:
    """Print the schema or write it."""
    from d365arch.io.atomic import write_whole
    from d365arch.io.schema import schema_text

    if arguments.output is None:
        print(schema_text(), end="")
    else:
        refuse_to_overwrite(arguments.output, arguments.force)
        write_whole(arguments.output, schema_text().encode("utf-8"))
    return EXIT_OK
