"""Start a landscape file: small, valid and commented, to be edited by hand or in the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_OK, refuse_to_overwrite, require_yaml


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="file to write, such as landscape.yaml")
    parser.add_argument("--name", metavar="NAME", help="title of the landscape (default: from the file's name)")
    parser.add_argument("--force", action="store_true", help="overwrite FILE")


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say what to do with it."""
    from d365arch.io.atomic import write_whole
    from d365arch.io.encode import SCHEMA_FILE
    from d365arch.io.starter import starter_text

    path: Path = arguments.file
    require_yaml(path)
    refuse_to_overwrite(path, arguments.force)
    name = arguments.name or path.stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Landscape"
    write_whole(path, starter_text(name).encode("utf-8"))
    print(f'Wrote "{path}". Open it with "d365arch {path}", or edit it and run "d365arch check {path}".\n'
          f'YAML editors complete and check it once you run "d365arch schema -o {path.parent / SCHEMA_FILE}".')
    return EXIT_OK
