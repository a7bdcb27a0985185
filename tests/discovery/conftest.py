"""What tests of discovery share: artefacts written on the spot, a discovery over them, the corpus where it is."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

Write = Callable[[Mapping[str, Any]], Path]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real artefacts; a test that asks for it is skipped where it is absent."""
    if not (CORPUS / "expected.yaml").is_file():
        pytest.skip("the corpus is not on this machine")
    return CORPUS


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files by relative name below a folder: text, bytes, or a JSON value; gives the folder."""

    def written(files: Mapping[str, Any]) -> Path:
        root = tmp_path / "artefacts"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif isinstance(content, str):
                path.write_text(content, "utf-8")
            else:
                path.write_text(json.dumps(content, indent=1), "utf-8")
        return root

    return written


@pytest.fixture
def found(write: Write) -> Callable[[Mapping[str, Any]], Discovery]:
    """Writes files and discovers them."""
    return lambda files: discover([write(files)])


def zipped(folder: Path, target: Path) -> Path:
    """A zip archive of everything below a folder."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target
