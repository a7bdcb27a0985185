"""What the README shows is true: its landscape reads without a problem, and its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from d365arch.cli.main import COMMANDS, run

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_example_file_has_no_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert example is not None
    file = tmp_path / "landscape.yaml"
    file.write_text(example.group(1), encoding="utf-8")
    assert run(["check", str(file), "--fail-on", "violation"]) == 0
    assert "no problems" in capsys.readouterr().out


def test_every_command_is_shown_and_every_shown_command_exists() -> None:
    shown = set(re.findall(r"^d365arch (\w+) ", README, re.MULTILINE))
    assert shown == set(COMMANDS)
