"""How good and how fast plans are on generated landscapes; prints, judges nothing.

    python tests/benchmarks/run.py consolidation
    python tests/benchmarks/bench_consolidation.py [--quick] [--flavor mixed] [--size 200] [--seeds 5]

`saved` are the points of a plan with default options, without and with a solver; `best` is the best saving known: with
`=` it is proven, with `~` it is the best of several seeds with four times the time, or what was planted. `gap` is how
far the lower bound is, for all that is known. An exclamation mark says that the time limit cut a plan short.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":  # run as a file: the project is two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.records import Plan, PlanOptions
from d365arch.analysis.consolidation.solve import solve
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.model import Workspace
from tests.analysis.consolidation.generate_landscapes import FLAVORS, Made, landscape, mix_of

SIZES = (25, 50, 100, 200, 500)
LARGE = ((1_000, 10_000), (2_000, 20_000), (5_000, 50_000))


class Run(NamedTuple):
    """One plan, what it saves, and the seconds it took."""

    plan: Plan
    saved: float
    seconds: float


@contextmanager
def no_solver() -> Iterator[None]:
    """As if no MILP solver were installed."""
    known = solve.solver_name
    solve.solver_name = lambda: ""
    try:
        yield
    finally:
        solve.solver_name = known


def run(workspace: Workspace, options: PlanOptions) -> Run:
    """Make a plan."""
    start = time.perf_counter()
    plan = make_plan(Facts(workspace.landscape, own_catalog()), Settings(), options)
    return Run(plan, plan.cost_before - plan.cost_after, time.perf_counter() - start)


def best_known(made: Made, plain: Run, solved: Run, effort: bool) -> tuple[float, bool]:
    """The best saving that is known, and whether it is proven."""
    best = max(plain.saved, solved.saved, planted(made))
    if plain.plan.proven or solved.plan.proven:
        return best, True
    for seed in range(2, 6) if effort else ():
        more = run(made.workspace, PlanOptions(seconds=120, seed=seed))
        best = max(best, more.saved)
        if more.plan.proven:
            return best, True
    return best, False


def planted(made: Made) -> float:
    """What the planted blocks save alone, where each has a topic of its own and all hubs are open; else 0."""
    topics = [block.topic for block in made.planted]
    hubs = {system.id for system in made.workspace.landscape.systems}
    if len(set(topics)) < len(topics) or any(f"hub-{t.cls}-{t.zone or 'main'}" not in hubs for t in topics):
        return 0.0
    sides = ((len(b.producers), len(b.consumers), len(set(b.producers) & set(b.consumers))) for b in made.planted)
    free = all(i.pinned is None and i.latency is None for i in made.workspace.landscape.integrations)
    return float(sum(max(0, 2 * (p * c - echo) - p - c - 2) for p, c, echo in sides)) if free else 0.0


def row(name: str, made: Made, effort: bool) -> None:
    """Measure one landscape and print its line."""
    with no_solver():
        plain = run(made.workspace, PlanOptions())
    solved = run(made.workspace, PlanOptions())
    best, proven = best_known(made, plain, solved, effort)
    ratios = [f"{each.saved / best:.2%}" if best else "-" for each in (plain, solved)]
    mark = "!" if plain.plan.cut_short or solved.plan.cut_short else ""
    left, right = (f"{each.seconds:7.1f} {each.saved:8,.0f} {ratio:>7} {each.plan.gap:7.2%}"
                   for each, ratio in zip((plain, solved), ratios, strict=True))
    print(f"{name:32} {len(made.workspace.landscape.integrations):7,} {left} {right} {best:8,.0f}"
          f"{'=' if proven else '~'}{mark}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="no large landscapes, no long search for the best known")
    parser.add_argument("--flavor", choices=FLAVORS)
    parser.add_argument("--size", type=int)
    parser.add_argument("--seeds", type=int, default=1)
    given = parser.parse_args()
    print(f"{'':40} {'without a solver':>32} {'with a solver':>32}")
    print(f"{'flavor, systems, seed':32} {'links':>7} "
          f"{'s':>7} {'saved':>8} {'ratio':>7} {'gap':>7} {'s':>7} {'saved':>8} {'ratio':>7} {'gap':>7} {'best':>9}")
    for size in [given.size] if given.size else SIZES:
        for flavor in [given.flavor] if given.flavor else FLAVORS:
            for seed in range(1, given.seeds + 1):
                row(f"{flavor}, {size:,}, {seed}", landscape(mix_of(size, flavor, seed)), not given.quick)
    if not given.quick and not given.size:
        for size, integrations in LARGE:
            row(f"mixed, {size:,}, 1", landscape(mix_of(size, "mixed", 1, integrations)), False)


if __name__ == "__main__":
    main()
