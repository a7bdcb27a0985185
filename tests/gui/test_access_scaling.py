"""Text grows with the desktop's font, and nothing that holds it is too small for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("percent", [100, 200])
def test_no_text_is_cut_at_any_size_of_the_desktops_letters(percent, tmp_path):
    """In a program of its own, because the font is set before a window is made, as a desktop does."""
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, str(Path(__file__).parent / "large_letters.py"), str(percent)], env=env,
                          capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == []
