"""A built wheel holds every package: the list in pyproject.toml is kept by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_package_is_listed() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {".".join(p.parent.relative_to(ROOT).parts) for p in (ROOT / "d365arch").rglob("__init__.py")}
    assert found <= set(told)
    assert len(told) == len(set(told))
