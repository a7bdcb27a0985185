"""Tell every problem of landscape files, each with its place: what cannot be read, and what is odd."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from d365arch.cli.common import EXIT_FINDINGS, EXIT_OK, EXIT_WRONG_INPUT, add_pack_argument
from d365arch.errors import D365ArchError, printable
from d365arch.io.files import OpenedFile, read_workspace
from d365arch.model.problems import Gravity, Problem, ProblemsError
from d365arch.model.wording import counted


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file; `opened` is none where it could not be read."""

    path: Path
    opened: OpenedFile | None
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot be used."""
        return self.opened is None or any(problem.gravity is Gravity.ERROR for problem in self.problems)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="landscape files")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--fail-on", choices=["error", "warning"], default="error",
                        help="gravity from which on the exit code is 1 (errors always give 2; default: error)")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check each file and print what was found."""
    found = [check(path, arguments.pack) for path in arguments.files]
    if arguments.json:
        print(json.dumps({"files": [_as_json(checked) for checked in found]}, indent=2, ensure_ascii=False))
    else:
        for checked in found:
            print(as_text(checked))
    if any(checked.has_errors for checked in found):
        return EXIT_WRONG_INPUT
    warned = any(checked.problems for checked in found)
    return EXIT_FINDINGS if warned and arguments.fail_on == "warning" else EXIT_OK


def check(path: Path, packs: Sequence[Path] = ()) -> Checked:
    """Everything wrong with one file, in the order of the file; `packs` are catalog packs on top of the user's."""
    try:
        opened = read_workspace(path)
    except ProblemsError as error:
        partial = error.partial
        if isinstance(partial, OpenedFile):
            return Checked(path, None, partial.warnings_with(_of_resources(partial, packs)))
        return Checked(path, None, error.problems)
    except D365ArchError as error:
        return Checked(path, None, (Problem(error.sentence, place=error.place),))
    return Checked(path, opened, opened.warnings_with(_of_resources(opened, packs)))


def _of_resources(opened: OpenedFile, packs: Sequence[Path]) -> tuple[Problem, ...]:
    from d365arch.analysis.settings import Settings
    from d365arch.catalog.check import check_types
    from d365arch.catalog.load import load_catalog
    from d365arch.scene.theme import check_themes

    landscape = opened.workspace.landscape
    _, of_settings = Settings.read(landscape.strategy, landscape.system_by_id)
    return *check_types(landscape, load_catalog(packs)), *check_themes(opened.workspace.views), *of_settings


def as_text(checked: Checked) -> str:
    """One line per problem, and a last line that sums up."""
    name = printable(str(checked.path), 1000)
    lines = [problem.line for problem in checked.problems]
    errors = sum(problem.gravity is Gravity.ERROR for problem in checked.problems)
    told = [counted(number, noun) for number, noun in
            ((errors, "error"), (len(checked.problems) - errors, "warning")) if number]
    if checked.opened is not None:
        landscape = checked.opened.workspace.landscape
        lines.append(f"{name}: {counted(len(landscape.systems), 'system')}, "
                     f"{counted(len(landscape.integrations), 'integration')}, {', '.join(told) or 'no problems'}")
    elif len(checked.problems) > 1:
        lines.append(f"{name}: {', '.join(told)}")
    return "\n".join(lines)


def _as_json(checked: Checked) -> dict[str, Any]:
    landscape = checked.opened.workspace.landscape if checked.opened else None
    return {
        "file": str(checked.path),
        "readable": landscape is not None,
        "systems": len(landscape.systems) if landscape else None,
        "integrations": len(landscape.integrations) if landscape else None,
        "problems": [
            {
                "gravity": problem.gravity.value,
                "sentence": problem.sentence,
                "line": problem.place.line if problem.place else None,
                "column": problem.place.column if problem.place else None,
                "path": list(problem.path),
            }
            for problem in checked.problems
        ],
    }
