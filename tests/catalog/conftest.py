"""Keeps the packs of whoever runs the tests out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.catalog import packs


@pytest.fixture(autouse=True)
def packs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the user's."""
    folder = tmp_path / "user-packs"
    folder.mkdir()
    monkeypatch.setattr(packs, "packs_folder", lambda: folder)
    monkeypatch.delenv(packs.PACKS_VARIABLE, raising=False)
    return folder
