"""Which direct integrations should go through which hub, what it buys and what it risks; --apply writes the result."""

from __future__ import annotations

import argparse
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from d365arch.cli.common import (
    EXIT_FINDINGS,
    EXIT_OK,
    EXIT_STOPPED,
    add_pack_argument,
    ending_of,
    refuse_to_overwrite,
    settings_in,
    tell,
    terminal_progress,
)
from d365arch.errors import AnalysisError, D365ArchError, printable, printable_path
from d365arch.model.wording import counted

if TYPE_CHECKING:
    from d365arch.analysis.consolidation.records import Plan, PlanOptions, Step
    from d365arch.analysis.consolidation.watch import Watch
    from d365arch.catalog.records import Catalog
    from d365arch.io.files import OpenedFile

ENDINGS = (".yaml", ".yml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON (docs/consolidation.md)")
    parser.add_argument("--time-limit", type=float, default=30.0, metavar="S",
                        help="seconds for improving the plan (default: 30)")
    parser.add_argument("--steps", type=int, metavar="N", help="show, and with --apply take, only the first N steps")
    parser.add_argument("--exact", action="store_true",
                        help="solve larger parts exactly, too; needs HiGHS (pip install \"d365arch[exact]\")")
    parser.add_argument("--filtered", action="store_true",
                        help="let subscribers filter by producer; saves more, and leaks where a filter is wrong")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the search starts (default: 1)")
    parser.add_argument("--apply", action="store_true", help="write the landscape with the steps taken to OUT; "
                             "exit code 1 where no step pays, and nothing is written")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="file to write with --apply")
    parser.add_argument("--only", metavar="LIST", help="with --apply, take only these steps, such as 1,3 or 2-4")
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    parser.add_argument("--fail-on-gain", type=float, metavar="POINTS",
                        help="exit code 1 where the plan saves at least so many points")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Plan and print, and write where asked to."""
    _check(arguments)

    from d365arch.analysis.consolidation.plan import check_options
    from d365arch.analysis.consolidation.records import PlanOptions
    from d365arch.analysis.consolidation.watch import Watch
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace

    options = PlanOptions(seconds=arguments.time_limit, steps=arguments.steps, exact=arguments.exact,
                          filtered=arguments.filtered, seed=arguments.seed)
    check_options(options)
    opened = read_workspace(arguments.file)
    name = printable_path(arguments.file)
    if not opened.workspace.landscape.integrations:
        raise AnalysisError(f'"{name}" has no integrations, so there is nothing to lead through a hub; add some first.')
    catalog = load_catalog(arguments.pack)
    began = time.monotonic()
    watch = Watch(options.seconds, terminal_progress(f"Planning {arguments.file.name}"))
    with _stopping(watch) as stopped:
        plan = _planned(opened, catalog, options, watch)
    watch.tell(1.0, "done")
    _print(plan, opened, as_json=arguments.json)
    tell(f"Planned in {time.monotonic() - began:.1f} s.")
    if stopped:
        unwritten = "; nothing was written" if arguments.apply else ""
        tell(f"Stopped: this is the best plan that was found so far{unwritten}.")
        return EXIT_STOPPED
    if arguments.apply and not _apply(plan, opened, catalog, arguments):
        return EXIT_FINDINGS
    gain = plan.cost_before - plan.cost_after
    return EXIT_FINDINGS if arguments.fail_on_gain is not None and gain >= arguments.fail_on_gain > 0 else EXIT_OK


def _check(arguments: argparse.Namespace) -> None:
    """Raise a sentence for options that do not go together, before any work is done."""
    if arguments.apply and arguments.output is None:
        raise D365ArchError("--apply needs a file to write; add -o and its name, such as -o to-be.yaml.")
    if not arguments.apply and (arguments.output is not None or arguments.only is not None):
        option = "-o" if arguments.output is not None else "--only"
        raise D365ArchError(f"{option} is for --apply, which writes the landscape with the steps taken; add --apply.")
    if arguments.fail_on_gain is not None and not arguments.fail_on_gain > 0:
        raise D365ArchError(f"--fail-on-gain is {arguments.fail_on_gain:g}; give a number of points above 0.")
    if arguments.apply:
        if arguments.only is not None:
            _ranges(arguments.only)
        ending_of(arguments.output, ENDINGS)
        refuse_to_overwrite(arguments.output, arguments.force, arguments.file)
    if arguments.exact:
        from importlib.util import find_spec

        if find_spec("highspy") is None:
            raise D365ArchError('--exact needs the solver HiGHS, which is not installed; run pip install '
                                '"d365arch[exact]", or leave --exact out for a plan with a bound.')


@contextmanager
def _stopping(watch: Watch) -> Iterator[list[int]]:
    """While it lasts, Ctrl-C ends the search with the best plan so far, and a second one everything; gives the list of
    what was pressed."""
    pressed: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        watch.stop()

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:    # only the main thread may; elsewhere Ctrl-C stays what it is
        yield pressed
        return
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _planned(opened: OpenedFile, catalog: Catalog, options: PlanOptions, watch: Watch) -> Plan:
    from d365arch.analysis.consolidation.plan import make_plan
    from d365arch.catalog.facts import Facts

    return make_plan(Facts(opened.workspace.landscape, catalog), settings_in(opened), options, watch)


def _print(plan: Plan, opened: OpenedFile, *, as_json: bool) -> None:
    landscape = opened.workspace.landscape
    if as_json:
        from d365arch.whatif.plan_json import to_json

        print(to_json(plan, landscape.name or ""), end="")
        return
    from d365arch.analysis.consolidation.wording import plan_text

    names = {step.hub.id: step.hub.name for step in plan.steps}
    names |= {zone.id: zone.label for zone in landscape.zones}
    names |= {system.id: system.label for system in landscape.systems}
    print(plan_text(plan, names), end="")


def _apply(plan: Plan, opened: OpenedFile, catalog: Catalog, arguments: argparse.Namespace) -> bool:
    """Write the landscape with the steps taken; comments and order of the file stay. False where there is no step."""
    steps = _chosen(plan, arguments.only)
    name = printable_path(arguments.output)
    if not steps:
        tell(f'No step pays, so "{name}" was not written.')
        return False
    from d365arch.io.files import save
    from d365arch.whatif.to_be import to_be

    after = to_be(opened.workspace, catalog, steps)
    save(opened, after, arguments.output, overwrite=arguments.force)
    tell(f'Took {counted(len(steps), "step")} and wrote "{name}".')
    return True


def _chosen(plan: Plan, only: str | None) -> list[Step]:
    """The steps to take; raises `D365ArchError` where one is named that is not there."""
    if only is None:
        return list(plan.steps)
    numbers: set[int] = set()
    for first, last in _ranges(only):
        if last > len(plan.steps):
            raise D365ArchError(f"--only names step {last}, but the plan has {counted(len(plan.steps), 'step')}.")
        numbers.update(range(first, last + 1))
    return [plan.steps[number - 1] for number in sorted(numbers)]


def _ranges(only: str) -> list[tuple[int, int]]:
    """First and last step of each part of a list such as `1,3-5`; raises `D365ArchError` for anything else."""
    found = []
    for part in only.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part, re.ASCII)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise D365ArchError(f'--only is "{printable(only)}"; write numbers of steps, such as 1,3 or 2-4.')
        found.append((first, last))
    return found
