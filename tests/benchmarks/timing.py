"""What the benchmarks share: timing functions and processes, and printing a table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Spent(NamedTuple):
    """Seconds of one run: on the clock, and of processor time (which other programs on the machine disturb less)."""

    clock: float
    processor: float


def seconds_of(act: Callable[[], object], runs: int) -> list[Spent]:
    """What each run of a function takes, processes that it starts included."""
    spent = []
    for _ in range(runs):
        clock, busy = time.perf_counter(), sum(os.times()[:4])
        act()
        spent.append(Spent(time.perf_counter() - clock, sum(os.times()[:4]) - busy))
    return spent


def process_seconds(arguments: Sequence[str], runs: int = 5) -> list[Spent]:
    """What each run of a Python process with these arguments takes; it must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run() -> None:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
                              check=False)
        if done.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(arguments)} gave {done.returncode}: {done.stderr.strip()[-300:]}")
    return seconds_of(run, runs)


def median(spent: Sequence[Spent]) -> Spent:
    """The middle of the runs, each column by itself."""
    return Spent(statistics.median(s.clock for s in spent), statistics.median(s.processor for s in spent))


def heading() -> None:
    """The head of the table."""
    print(f"{'':44} {'median':>9} {'fastest':>9} {'slowest':>9} {'processor':>10}   budget")


def row(name: str, spent: Sequence[Spent], budget: str = "") -> None:
    """One line of the table, in seconds: median, fastest and slowest on the clock, and median processor time."""
    middle, clocks = median(spent), [s.clock for s in spent]
    print(f"{name:44} {middle.clock:9.3f} {min(clocks):9.3f} {max(clocks):9.3f} {middle.processor:10.3f}   {budget}",
          flush=True)
