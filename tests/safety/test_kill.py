"""A real process is killed 200 times at random while it edits and saves: nothing is torn, next to nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from d365arch.io import recovery
from d365arch.io.files import read_workspace
from d365arch.io.recovery import candidates, read_recovery
from tests.safety.victim import INTERVAL, state_of, texts

KILLS = 200
LONGEST = 7
"""A child is killed after it ended up to so many things, and a moment later."""

GRACE = 0.2
"""Seconds that a thread may wait for a processor before it can tell that it begins."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the victims are forked")


class Entry(NamedTuple):
    """One line of the log."""

    word: str
    state: int
    time: float


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(recovery, "state_folder", lambda: tmp_path / "state")
    path = tmp_path / "land.yaml"
    first = texts(0)
    path.write_text(f"# Mine.\nd365arch: 1\nname: Victim   # keeps its name\nversion: \"{first['version']}\"\n"
                    f"authors: [{first['authors']}]\nsystems:\n  - id: bank\n    name: Bank\n"
                    f"    description: {first['description'].strip()}\n", encoding="utf-8")
    return path


@pytest.fixture
def server(file: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-m", "tests.safety.victim", str(file), str(file.with_name("log")),
                           str(file.parent)], cwd=Path(__file__).parents[2], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


def read_log(log: Path, after: int) -> list[Entry]:
    """What was told since a place in the log; a line that the kill cut off was never told."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(after)
        lines = file.read().split(b"\n")[:-1]
    return [Entry(word, int(state), float(at)) for word, state, at in (line.decode().split() for line in lines)]


def live_and_die(server: subprocess.Popen[str], log: Path, dice: random.Random) -> list[Entry]:
    """One child from its birth to its end; what it told.

    Counted in what it does and not in time, so that a busy machine tries the same; just the last moment is time.
    """
    start = log.stat().st_size if log.exists() else 0
    server.stdin.write(f"{dice.randrange(10**6)}\n")
    server.stdin.flush()
    child = int(server.stdout.readline())
    until, things = time.monotonic() + 60, dice.randrange(1, LONGEST)
    try:
        while sum(entry.word not in {"begin", "save"} for entry in read_log(log, start)) < things:
            assert time.monotonic() < until, f"the child does nothing after {read_log(log, start)}"
            time.sleep(0.001)
        time.sleep(dice.random() * 0.01)
    finally:
        os.kill(child, signal.SIGKILL)
    assert server.stdout.readline() == "gone\n"
    return read_log(log, start)


class Left(NamedTuple):
    """The states that a life has left: in the file, and in the best of recovery files."""

    saved: int
    kept: int


def check(told: list[Entry], before: Left, left: Left) -> None:
    """What is on disk, beside what was there before this life and what was told before its end."""
    done = max((e.state for e in told if e.word == "saved"), default=before.saved)
    under_way = {e.state for e in told if e.word == "save" and e.state > done}
    assert left.saved in under_way | {done}, f"the file holds {left.saved}, not {done}"
    best = max(left)
    safe = max((*before, *(e.state for e in told if e.word in {"ready", "saved", "kept"})))
    assert best >= safe, f"{safe} was safe, {best} is left"
    lost = [e for e in told if e.word == "edit" and e.state > best]
    if not lost:
        return
    # The oldest lost edit waited no longer than the interval, the writing that the kill cut short, and as long as the
    # child was kept from its timers, which on a busy machine is seen as a gap in the log.
    times = [e.time for e in told]
    end, stall = times[-1], max(b - a for a, b in pairwise(times))
    begun = [e for e in told if e.word == "begin"]
    cut = begun and not any(e.word == "kept" and e.state == begun[-1].state for e in told)
    writing = end - begun[-1].time if cut else 0.0
    allowed = 2 * INTERVAL / 1000 + writing + 4 * stall + GRACE
    assert end - lost[0].time <= allowed, f"{len(lost)} edits of {end - lost[0].time:.3f} s lost, allowed {allowed:.3f}"


def test_killed_at_any_moment_the_file_is_whole_and_work_comes_back(file, server):
    dice = random.Random(20)
    log = file.with_name("log")
    words: dict[str, int] = {}
    left = Left(0, 0)
    for _ in range(KILLS):
        told = live_and_die(server, log, dice)
        opened = read_workspace(file)
        found = [read_recovery(place) for place in candidates(file)]
        assert all(item.base == file for item in found)
        before, left = left, Left(state_of(opened.workspace),
                                  max((state_of(item.workspace) for item in found), default=0))
        check(told, before, left)
        assert opened.text.startswith("# Mine.\nd365arch: 1\nname: Victim   # keeps its name\n")
        assert len(found) <= 3, "recovery files pile up"
        for entry in told:
            words[entry.word] = words.get(entry.word, 0) + 1
    # Some die while they recover, before they are ready.
    assert words["ready"] > KILLS / 2
    assert min(words["saved"], words["kept"]) > KILLS / 20, f"nothing was tried: {words}"
