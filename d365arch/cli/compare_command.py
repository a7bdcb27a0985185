"""Two landscapes side by side, such as as-is and to-be: figures, points, findings, and what came and went."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.choices import listed, one_of
from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, add_pack_argument, settings_in, terminal_progress
from d365arch.errors import printable_path

if TYPE_CHECKING:
    from d365arch.whatif.compare import Comparison

FAIL_ON = ("cost", "violation", "warning", "info")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("before", type=Path, metavar="A", help="landscape file, as it is")
    parser.add_argument("after", type=Path, metavar="B", help="landscape file to compare it with")
    parser.add_argument("--json", action="store_true", help="print everything as JSON (docs/consolidation.md)")
    parser.add_argument("--fail-on", type=one_of(FAIL_ON), metavar=listed(FAIL_ON),
                        help="exit code 1 where B costs more points, or has a new or graver finding of at least this "
                             "severity (default: 0 whatever is found)")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace
    from d365arch.whatif.compare import compare
    from d365arch.whatif.compare_json import to_json
    from d365arch.whatif.compare_text import to_text

    opened = [read_workspace(path) for path in (arguments.before, arguments.after)]
    settings, _ = [settings_in(each) for each in opened]
    before, after = (each.workspace for each in opened)
    comparison = compare(before, after, load_catalog(arguments.pack), settings, terminal_progress("Comparing"))
    names = tuple(workspace.landscape.name or printable_path(path)
                  for workspace, path in ((before, arguments.before), (after, arguments.after)))
    print(to_json(comparison) if arguments.json else to_text(comparison, (names[0], names[1])), end="")
    return EXIT_FINDINGS if _fails(comparison, arguments.fail_on) else EXIT_OK


def _fails(comparison: Comparison, fail_on: str | None) -> bool:
    """Whether the second landscape is worse in what was asked for."""
    from d365arch.model.vocabulary import Severity
    from d365arch.whatif.compare import Verdict

    if fail_on is None:
        return False
    if fail_on == "cost":
        return comparison.total.change > 0
    gravest_first = list(Severity)
    limit = gravest_first.index(Severity(fail_on))
    graver = (change.after for change in comparison.findings_kept if change.verdict is Verdict.WORSE)
    return any(gravest_first.index(f.severity) <= limit for f in (*comparison.findings_new, *graver))
