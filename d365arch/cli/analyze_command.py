"""Coupling figures and findings of a landscape, as text that a manager understands or as JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.choices import listed, one_of
from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, add_pack_argument, settings_in, terminal_progress

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

FAIL_ON = ("violation", "warning", "info")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("--json", action="store_true", help="print every figure as JSON (docs/analysis-json.md)")
    parser.add_argument("--fail-on", type=one_of(FAIL_ON), metavar=listed(FAIL_ON),
                        help="severity from which on the exit code is 1 (default: 0 whatever is found)")
    parser.add_argument("--betweenness", action="store_true",
                        help="also compute betweenness; slow, above 1,000 systems an estimate")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyze and print."""
    from d365arch.analysis.analyze import analyze
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace
    from d365arch.report.json_report import to_json
    from d365arch.report.text import to_text

    opened = read_workspace(arguments.file)
    result = analyze(opened.workspace, load_catalog(arguments.pack), settings_in(opened),
                     betweenness=arguments.betweenness, progress=terminal_progress(f"Analyzing {arguments.file.name}"))
    print(to_json(result) if arguments.json else to_text(result), end="")
    return exit_code(result, arguments.fail_on)


def exit_code(result: AnalysisResult, fail_on: str | None) -> int:
    """1 where a finding is at least as grave as `fail_on`, else 0; 0 where nobody asked to fail."""
    from d365arch.model.vocabulary import Severity

    worst = result.worst()
    if fail_on is None or worst is None:
        return EXIT_OK
    gravest_first = list(Severity)
    failed = gravest_first.index(worst) <= gravest_first.index(Severity(fail_on))
    return EXIT_FINDINGS if failed else EXIT_OK
