"""Work in the background ends with its window, whatever the work still has to tell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from d365arch.gui.background import Background
from d365arch.model.progress import CancelledError


@pytest.fixture
def ended(qapp) -> Background:
    background = Background()
    background.end()
    return background


def test_what_runs_may_be_deleted_while_its_work_is_telling():
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("chatter.py"))], capture_output=True, text=True,
                          check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "")


def test_after_the_end_nothing_begins(ended):
    told = []
    task = ended.run("Late", lambda _progress: told.append("work"), told.append)
    assert task.cancelled
    assert not ended.tasks
    with pytest.raises(CancelledError):
        ended.wait_for("Late", lambda _progress: told.append("work"))
    assert told == []
