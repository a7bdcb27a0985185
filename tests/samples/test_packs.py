"""The sample pack: its types, its limit and its rule speak, and a broken package of rules stops nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from d365arch.analysis.rules.registry import ENTRY_POINTS
from d365arch.cli.main import run

ROOT = Path(__file__).parents[2]
CONTOSO = ROOT / "samples" / "packs" / "contoso"


def install(folder: Path, name: str, points: dict[str, str]) -> None:
    """What an installer leaves of a package: its description with the entry points, where Python finds it."""
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    lines = "".join(f"{key} = {value}\n" for key, value in points.items())
    (about / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\n{lines}", encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    project = tomllib.loads((CONTOSO / "rules" / "pyproject.toml").read_text(encoding="utf-8"))
    (package,) = project["tool"]["setuptools"]["packages"]
    shutil.copytree(CONTOSO / "rules" / package, tmp_path / package)
    install(tmp_path, "contoso_rules", project["project"]["entry-points"][ENTRY_POINTS])
    return tmp_path


def d365arch(*arguments: str | Path, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path or ROOT), str(ROOT)])}
    command = [sys.executable, "-m", "d365arch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, env=environment, encoding="utf-8").stdout


def checked(*arguments: str | Path, path: Path | None = None) -> dict[str, Any]:
    told = d365arch("check", *arguments, "--pack", CONTOSO / "contoso.yaml", "--json", path=path)
    found: dict[str, Any] = json.loads(told)
    return found


def test_the_pack_adds_types_and_a_limit() -> None:
    plain = checked(CONTOSO / "kiosks.yaml")
    assert plain["problems"] == []
    (limit,) = [c for c in plain["limits"] if c["limit"] == "C-PRICE"]
    assert (limit["load"], limit["allowed"], limit["verdict"]) == (900, 600, "violation")
    assert limit["contributors"] == ["prices"]
    assert "X-101" not in {f["id"] for f in plain["findings"]}


def test_the_limit_of_the_pack_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--explain", "C-PRICE", "--pack", str(CONTOSO / "contoso.yaml")]) == 0
    told = capsys.readouterr().out
    assert "600 calls in 5 minutes" in told
    assert "Contoso integration handbook" in told


def test_an_installed_package_adds_a_rule(installed: Path) -> None:
    plain = checked(CONTOSO / "kiosks.yaml", path=installed)
    (finding,) = [f for f in plain["findings"] if f["id"] == "X-101"]
    assert finding["message"] == '"Prices" calls the price API 6 times a message; the handbook allows 1.'
    assert finding["place"]["line"] == 14
    assert finding["source"] == "C01 Contoso integration handbook"
    assert "line by line" in d365arch("check", "--explain", "X-101", path=installed)


def test_its_threshold_can_be_set_and_the_rule_switched_off(installed: Path, tmp_path: Path) -> None:
    text = (CONTOSO / "kiosks.yaml").read_text(encoding="utf-8")
    files = []
    for strategy in ("thresholds: {X-101.warn: 6}", "thresholds: {X-101.warn: 5}", "rules_off: [X-101]"):
        files.append(tmp_path / f"{len(files)}.yaml")
        files[-1].write_text(f"{text}strategy:\n  {strategy}\n", encoding="utf-8")
    plain = checked(*files, path=installed)
    assert [file["problems"] for file in plain["files"]] == [[], [], []]
    told = [{f["id"] for f in file["result"]["findings"]} for file in plain["files"]]
    assert ["X-101" in ids for ids in told] == [False, True, False]


def test_broken_packages_are_told_in_a_sentence_and_stop_nothing(installed: Path) -> None:
    (installed / "bad_rules.py").write_text(
        "from contoso_rules import BASKETS\n\ndef wrong():\n    return [(fails, BASKETS)]\n\n"
        "def fails(context):\n    raise ValueError('on purpose')\n", encoding="utf-8")
    install(installed, "bad_rules", {"gone": "no_such_module:rules", "twice": "bad_rules:wrong"})
    plain = checked(CONTOSO / "kiosks.yaml", path=installed)
    assert "X-101" in {f["id"] for f in plain["findings"]}
    assert plain["broken_rules"]["gone"].startswith('The rules of the entry point "gone" (no_such_module:rules) cannot')
    assert "which is there already" in plain["broken_rules"]["X-101"]
    assert "ModuleNotFoundError" in plain["broken_rules"]["gone"]


def test_a_rule_that_fails_is_told_and_stops_nothing(tmp_path: Path) -> None:
    source = (CONTOSO / "rules" / "contoso_rules" / "__init__.py").read_text(encoding="utf-8")
    (tmp_path / "failing.py").write_text(source.replace("for integration in context.active:", "for integration in 7:"),
                                         encoding="utf-8")
    install(tmp_path, "failing", {"failing": "failing:rules"})
    plain = checked(CONTOSO / "kiosks.yaml", path=tmp_path)
    assert plain["broken_rules"]["X-101"].startswith("Rule X-101 failed (TypeError: ")
    assert plain["findings"]
