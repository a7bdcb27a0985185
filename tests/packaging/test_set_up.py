"""Setting up a bare machine: what is missing is installed where that is allowed, else told; nothing is removed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def set_up():
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "packaging" / "set_up.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(set_up, monkeypatch):
    """What would have been run, and the stand-in for running, whose `code` says how it went."""
    ran: list[list[str]] = []

    def run(command, **_settings):
        ran.append(list(command))
        return subprocess.CompletedProcess(command, run.code, "", "")

    run.code = 0
    monkeypatch.setattr(set_up.subprocess, "run", run)
    return ran, run


def test_a_library_that_cannot_be_loaded_is_missing(set_up, monkeypatch):
    monkeypatch.setattr(set_up, "QT_LIBRARIES", {"libno-such-thing.so.0": "no-such-package"})
    expected = ["libno-such-thing.so.0"] if sys.platform.startswith("linux") else []
    assert set_up.missing_libraries() == expected


def test_packages_are_installed_where_that_is_allowed(set_up, commands, monkeypatch, capsys):
    ran, _ = commands
    monkeypatch.setattr(set_up, "as_root", lambda: ["sudo", "-n"])
    assert set_up.install_packages(["libgl1"])
    assert ran[-1] == ["sudo", "-n", "apt-get", "install", "-y", "--no-install-recommends", "libgl1"]
    assert "Please run" not in capsys.readouterr().err


@pytest.mark.parametrize("root", [None, []], ids=["not allowed", "apt fails"])
def test_else_the_exact_command_is_printed(set_up, commands, monkeypatch, capsys, root):
    _, run = commands
    run.code = 100
    monkeypatch.setattr(set_up, "as_root", lambda: root)
    assert not set_up.install_packages(["libgl1", "libegl1"])
    assert "sudo apt-get install -y --no-install-recommends libgl1 libegl1" in capsys.readouterr().err


def test_a_folder_of_somebody_is_never_removed(set_up, commands, tmp_path, capsys):
    ran, _ = commands
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SystemExit):
        set_up.make_environment(tmp_path)
    assert (tmp_path / "thesis.txt").exists()
    assert ran == []
    assert "holds no virtual environment" in capsys.readouterr().err


def test_an_old_python_is_told_and_nothing_is_run(set_up, commands, monkeypatch, capsys):
    ran, _ = commands
    monkeypatch.setattr(set_up, "OLDEST", (99, 0))
    monkeypatch.setattr(sys, "argv", ["set_up.py"])
    assert set_up.main() == 1
    assert "needs Python 99.0 or newer" in capsys.readouterr().err
    assert ran == []
