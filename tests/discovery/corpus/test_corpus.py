"""The figures a discovery must reach on real artefacts, and that it invents nothing and echoes no secret."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from d365arch.catalog.load import own_catalog
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery
from d365arch.discovery.to_json import as_data


def _neighbor(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


scoring = _neighbor("score")


def _data(discovery: Discovery) -> dict[str, Any]:
    return as_data(discovery, own_catalog())


@pytest.fixture(scope="module")
def items(corpus: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load((corpus / "expected.yaml").read_text("utf-8"))["items"])


def test_what_people_read_out_of_real_artefacts_is_found(corpus: Path, items: list[dict[str, Any]],
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    total = scoring.Score()
    lines = []
    for item in items:
        if item["id"] == "40-hostile":
            continue
        one = scoring.score(item, _data(discover([corpus / path for path in item["paths"]])))
        total.add(one)
        lines.append(f"{item['id']:<30} {one}")
    with capsys.disabled():
        print("\n" + "\n".join([*lines, *total.told, str(total)]))
    assert total.recall >= 0.95
    assert total.precision >= 0.98
    assert total.right >= 0.95


def test_negative_examples_give_no_integration(corpus: Path, items: list[dict[str, Any]]) -> None:
    for item in items:
        if not item.get("integrations") and item["id"] != "40-hostile":
            found = _data(discover([corpus / path for path in item["paths"]]))
            assert found["integrations"] == [], item["id"]
            assert found["systems"], item["id"]


def test_everything_at_once_is_found_as_well(corpus: Path, items: list[dict[str, Any]]) -> None:
    paths = sorted({corpus / path for item in items if item["id"] != "40-hostile" for path in item["paths"]})
    found = _data(discover(paths))
    everything = {"id": "all", "integrations": [one for item in items for one in item.get("integrations") or ()]}
    one = scoring.score(everything, found)
    assert one.recall >= 0.95, "\n".join(one.told)
    assert one.precision >= 0.98, "\n".join(one.told)
