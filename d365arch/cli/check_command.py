"""Check landscape files: every problem with its place, what the rules say, and how much of each limit is used."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.choices import listed, one_of
from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, EXIT_WRONG_INPUT, add_pack_argument, tell
from d365arch.errors import D365ArchError, printable, printable_path
from d365arch.model.vocabulary import Severity

if TYPE_CHECKING:
    from d365arch.catalog.records import Catalog
    from d365arch.report.checked import Checked

FAIL_ON = ("error", *Severity)
_FILE_WARNINGS = frozenset(Severity) - {Severity.VIOLATION}
"""With one of these as `--fail-on`, warnings about the file fail, too."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="landscape files")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the outcome as JSON (docs/checks.md)")
    form.add_argument("--sarif", action="store_true", help="print the outcome as SARIF 2.1.0, for code scanning")
    parser.add_argument("--fail-on", type=one_of(FAIL_ON), metavar=listed(FAIL_ON), default="error",
                        help="severity from which on the exit code is 1 (default: error, which gives 2 in any case)")
    parser.add_argument("--brief", action="store_true",
                        help="tell only violations and warnings, on a line each, and counts; no advice")
    parser.add_argument("--rule", action="append", default=[], metavar="ID",
                        help="tell only findings of this rule; may be given several times")
    parser.add_argument("--baseline", type=Path, metavar="B", help="only findings that are not in this file fail")
    parser.add_argument("--write-baseline", type=Path, metavar="B", help="write what is found now as a baseline")
    parser.add_argument("--explain", metavar="ID",
                        help="tell what a rule, limit, endpoint or system type, metric or key means, and its source")
    parser.add_argument("--today", type=_date, metavar="DATE", default=None,
                        help="the day on which waivers and the age of sources are judged, such as 2027-06-30")
    add_pack_argument(parser)


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{printable(text)}" is no date; write it as 2027-06-30') from None


def run(arguments: argparse.Namespace) -> int:
    """Check each file and print what was found, or explain one thing."""
    from d365arch.catalog.load import load_catalog

    catalog = load_catalog(arguments.pack)
    arguments.today = arguments.today or datetime.date.today()
    if arguments.explain is not None:
        print(_explained(arguments, catalog))
        return EXIT_OK
    _refuse_what_does_not_fit(arguments)
    return _checked(arguments, catalog)


def _refuse_what_does_not_fit(arguments: argparse.Namespace) -> None:
    if not arguments.files:
        raise D365ArchError("Name a landscape file to check, or something to explain: --explain R-101.")
    if len(arguments.files) > 1 and (arguments.baseline or arguments.write_baseline):
        raise D365ArchError("A baseline is of one landscape; check one file at a time with it.")
    if arguments.rule and arguments.write_baseline:
        raise D365ArchError("A baseline holds the findings of all rules; leave --rule out when you write one.")
    if arguments.write_baseline and any(_same(arguments.write_baseline, file) for file in arguments.files):
        raise D365ArchError(f'"{printable_path(arguments.write_baseline)}" is the landscape itself; name another file '
                            "for the baseline.")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _explained(arguments: argparse.Namespace, catalog: Catalog) -> str:
    """The card, with the thresholds of the landscape where one is named."""
    from d365arch.analysis.help import find_card
    from d365arch.cli.catalog_text import terminal_width
    from d365arch.cli.common import settings_in
    from d365arch.io.files import read_workspace
    from d365arch.report.card_text import to_text

    settings = settings_in(read_workspace(arguments.files[0])) if arguments.files else None
    return to_text(find_card(arguments.explain, catalog, settings, arguments.today), terminal_width())


def _checked(arguments: argparse.Namespace, catalog: Catalog) -> int:
    from d365arch.report.baseline import read_baseline, write_baseline
    from d365arch.report.checked import check_file, known_rule

    rules = frozenset(known_rule(name, catalog) for name in arguments.rule)
    known = read_baseline(arguments.baseline) if arguments.baseline else None
    found = [check_file(path, catalog, today=arguments.today, rules=rules, baseline=known) for path in arguments.files]
    _print(arguments, found, catalog)
    if any(checked.has_errors for checked in found):
        return EXIT_WRONG_INPUT
    if arguments.write_baseline:
        write_baseline(arguments.write_baseline, found[0].findings)
        tell(f'Wrote the baseline "{printable_path(arguments.write_baseline)}".')
        return EXIT_OK
    return EXIT_FINDINGS if any(_fails(checked, arguments.fail_on) for checked in found) else EXIT_OK


def _print(arguments: argparse.Namespace, found: Sequence[Checked], catalog: Catalog) -> None:
    if arguments.json:
        from d365arch.report.check_json import to_json

        print(to_json(found, catalog), end="")
    elif arguments.sarif:
        from d365arch.report.checked import to_sarif

        print(to_sarif(found), end="")
    else:
        from d365arch.report.check_text import to_text

        every = arguments.fail_on == Severity.UNSTATED or bool(arguments.rule)
        for checked in found:
            print(to_text(checked, unstated=every, limits=not arguments.rule, brief=arguments.brief))


def _fails(checked: Checked, fail_on: str) -> bool:
    """Whether the outcome is to fail; with a baseline only what is new does."""
    if fail_on == "error":
        return False
    severity = Severity(fail_on)
    odd = bool(checked.problems) and checked.compared is None and severity in _FILE_WARNINGS
    return odd or checked.fails(severity)
