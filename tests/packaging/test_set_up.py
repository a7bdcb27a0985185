"""Setting up a machine: what is missing is installed where allowed, and told with the exact command elsewhere."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "set_up.py"


@pytest.fixture
def set_up() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="shared libraries by soname are Linux's")
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "QT_LIBRARIES", {"libc.so.6": "libc6", "libnothere.so.9": "libnothere9"})
    monkeypatch.setattr(set_up, "as_root", lambda: None)
    monkeypatch.setattr(set_up.shutil, "which", lambda name: f"/usr/bin/{name}")
    set_up.provide_qt_libraries()
    told = capsys.readouterr().err
    assert "Please run:  sudo apt-get install -y --no-install-recommends libnothere9\n" in told
    assert "libc6" not in told
    assert "libnothere.so.9. Everything but the window works without them." in told


def test_nothing_is_asked_where_nothing_is_missing(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "QT_LIBRARIES", {})
    monkeypatch.setattr(set_up, "install_packages", lambda packages: pytest.fail(f"installed {packages}"))
    set_up.provide_qt_libraries()
    assert capsys.readouterr().err == ""


def test_an_old_python_is_refused_with_the_way_out(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up, "OLDEST", (99, 0))
    monkeypatch.setattr(sys, "argv", ["set_up.py", "--venv", str(tmp_path / "venv")])
    assert set_up.main() == 1
    assert "make run PYTHON=" in capsys.readouterr().err
    assert not (tmp_path / "venv").exists()
