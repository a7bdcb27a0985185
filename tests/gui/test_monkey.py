"""Whatever a person does in whatever order, the window ends with exit code 0 and Qt has nothing to complain about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_monkey_at_the_window_leaves_it_whole(landscape_file, tmp_path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6", "PYTHONPATH": str(ROOT),
                   "PYTHONFAULTHANDLER": "1"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("monkey.py")), "3", "120", str(landscape_file), str(tmp_path)],
        capture_output=True, text=True, env=environment, timeout=120, check=False)
    told = [line for line in done.stderr.splitlines() if "This plugin does not support" not in line]
    assert (done.returncode, told) == (0, []), done.stderr[-3000:]
