"""The command line as a whole: dispatch, exit codes, and no Qt anywhere below the window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from d365arch import __version__
from d365arch.cli.main import COMMANDS, parser_of, run


def test_version_is_printed_by_the_real_process() -> None:
    done = subprocess.run([sys.executable, "-m", "d365arch", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"d365arch {__version__}\n"


def test_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name}" in out for name in COMMANDS)


def test_unknown_command_is_a_sentence_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exprot"]) == 2
    assert 'did you mean "export"?' in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_parser_with_help(command: str) -> None:
    text = parser_of(command).format_help()
    assert command in text


def test_no_command_imports_qt() -> None:
    modules = [f"d365arch.cli.{name}_command" for name in COMMANDS]
    code = (
        "import sys, importlib\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "import d365arch.scene.build, d365arch.render.svg, d365arch.analysis.analyze, d365arch.report.html\n"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'qtpy', 'qtawesome'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_types_are_told_beside_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("d365arch: 1\nsystems: [{id: fo, type: d365.finnance}]\n"
                    "integrations: [{id: i, from: fo, to: ghost}]\n", encoding="utf-8")
    assert run(["check", str(file)]) == 2
    out = capsys.readouterr().out
    assert 'did you mean "d365.finance"?' in out
    assert 'unknown system "ghost"' in out


def test_a_mistake_of_our_own_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: object) -> int:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("d365arch.cli.schema_command.run", fail)
    monkeypatch.delenv("D365ARCH_DEBUG", raising=False)
    assert run(["schema"]) == 70
    assert capsys.readouterr().err.startswith("d365arch made a mistake of its own (ZeroDivisionError: by zero)")
