"""What `discover` and `drift` share: the options on how artefacts are read, and the reading itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.common import terminal_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from d365arch.discovery.limits import Limits
    from d365arch.discovery.lists.mapping import ColumnMapping
    from d365arch.discovery.records import Discovery


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """`--mapping` and `--limit`, each any number of times."""
    parser.add_argument("--mapping", action="append", default=[], type=Path, metavar="MAPPING",
                        help="what the columns of interface lists mean, as discover --save-mapping wrote it; may be "
                             "given several times")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE",
                        help="how much is read, such as file_mb=200; may be given several times (docs/discovery.md)")


def reading_of(arguments: argparse.Namespace) -> tuple[Limits, tuple[ColumnMapping, ...]]:
    """The limits and column mappings that were asked for.

    Raises `D365ArchError` for a limit that there is not, and `FileError` for a mapping that cannot be read.
    """
    from d365arch.discovery.limits import limits_of
    from d365arch.discovery.lists.mapping_file import read_mapping

    return limits_of(arguments.limit), tuple(one for path in arguments.mapping for one in read_mapping(path))


def discovered(paths: Sequence[Path], limits: Limits, mappings: Sequence[ColumnMapping]) -> Discovery:
    """What the artefacts hold, with a progress line on a terminal."""
    from d365arch.discovery.pipeline import discover
    from d365arch.discovery.readers import all_readers

    progress = terminal_progress("Discovering")
    discovery = discover(paths, limits, progress, all_readers(mappings))
    if progress is not None:
        progress(1, "done")
    return discovery
