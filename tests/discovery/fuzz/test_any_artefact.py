"""Whatever is wrong with an artefact of any kind: no error, no guess that breaks the outcome, and the rest is read.

`D365ARCH_FUZZ=2000` has each kind tried so many times and with other changes every time; without it the changes are few
and always the same.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from d365arch.catalog.load import own_catalog
from d365arch.discovery.commented import commented_text
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery
from d365arch.discovery.summary import summary
from d365arch.discovery.to_json import to_json
from d365arch.io.files import read_text

sys.path.insert(0, str(Path(__file__).parent))
seeds = importlib.import_module("seeds")
changing = importlib.import_module("changing")
sys.path.pop(0)

MORE = int(os.environ.get("D365ARCH_FUZZ", "0"))
QUICK = settings(
    max_examples=MORE or 40,
    deadline=None,
    derandomize=not MORE,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


def as_bytes(content: Any) -> bytes:
    if isinstance(content, seeds.Packed):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, inside in content.files.items():
                archive.writestr(name, as_bytes(inside))
        return stream.getvalue()
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode("utf-8", "surrogatepass")


def written(root: Path, files: Mapping[str, Any]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(content))


def flat(files: Mapping[str, Any], packed: bool = False) -> dict[tuple[str, ...], Any]:
    """Every file by its name, and by the names of the archives that it stands in."""
    found: dict[tuple[str, ...], Any] = {}
    for name, content in files.items():
        if isinstance(content, seeds.Packed):
            found |= {(name, *rest): inside for rest, inside in flat(content.files).items()}
        else:
            found[(name,)] = content
    return found


def put(files: Mapping[str, Any], where: tuple[str, ...], content: Any) -> dict[str, Any]:
    name, *rest = where
    if rest:
        return {**files, name: seeds.Packed(put(files[name].files, tuple(rest), content))}
    return {**files, name: content}


def stands(found: Discovery) -> None:
    """What must hold of the outcome whatever was read."""
    mistakes = [one for one in found.not_read if "does not understand" in one.reason]
    assert not mistakes, mistakes
    catalog = own_catalog()
    to_json(found, catalog).encode()
    text = summary(found, catalog, whole=True)
    text.encode()
    assert "\x1b" not in text and "\u202e" not in text and "\x00" not in text
    landscape = landscape_of(found, catalog, "Fuzzed")
    yaml = commented_text(landscape)
    yaml.encode()
    assert read_text(yaml, "fuzzed.yaml").workspace == landscape.workspace


def discovered(folder: Path, files: Mapping[str, Any]) -> Discovery:
    """What is found in files of these contents, which overwrite those of the example before."""
    written(folder, files)
    return discover([folder])


@pytest.mark.parametrize("kind", seeds.SEEDS)
def test_any_change_of_an_artefact_is_survived(tmp_path: Path, kind: str) -> None:
    files = seeds.SEEDS[kind]
    names = sorted(flat(files))

    @QUICK
    @given(st.sampled_from(names), changing.CHANGES)
    def tried(name: tuple[str, ...], changes: list[changing.Change]) -> None:
        stands(discovered(tmp_path, put(files, name, changing.changed(flat(files)[name], changes))))

    tried()


@pytest.mark.parametrize("kind", seeds.SEEDS)
def test_any_damage_of_a_file_is_survived(tmp_path: Path, kind: str) -> None:
    files = {name: as_bytes(content) for name, content in seeds.SEEDS[kind].items()}

    @settings(QUICK, max_examples=MORE or 15)
    @given(st.sampled_from(sorted(files)), changing.FLIPS)
    def tried(name: str, flips: list[tuple[int, int]]) -> None:
        stands(discovered(tmp_path, {**files, name: changing.changed_bytes(files[name], flips)}))

    tried()


@pytest.mark.parametrize("kind", ["solution", "canvas app", "finance and operations", "lists"])
def test_any_damage_of_an_archive_is_survived(tmp_path: Path, kind: str) -> None:
    whole = as_bytes(seeds.Packed(seeds.SEEDS[kind]))

    @settings(QUICK, max_examples=MORE or 15)
    @given(changing.FLIPS)
    def tried(flips: list[tuple[int, int]]) -> None:
        stands(discovered(tmp_path, {"package.zip": changing.changed_bytes(whole, flips)}))

    tried()
