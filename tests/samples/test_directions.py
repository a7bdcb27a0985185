"""Directions follow who starts: every integration of every sample against a list gone through by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model.vocabulary import DataFlow, Direction

ROOT = Path(__file__).parents[2]
SAMPLES = {path.stem: path for path in sorted((ROOT / "samples").glob("*.yaml"))}
STARTS: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(
    Path(__file__).with_name("initiators.yaml").read_text(encoding="utf-8"))


def by_hand(sample: str) -> dict[str, tuple[str, str]]:
    """Direction and initiator by integration."""
    return {link: (direction, system) for direction, starts in STARTS.get(sample, {}).items()
            for system, links in starts.items() for link in links}


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_integration_has_the_direction_of_who_starts_it(sample: str) -> None:
    facts = Facts(read_workspace(SAMPLES[sample]).workspace.landscape, own_catalog())
    found = {i.id: (facts.direction(i).value, i.from_.system) for i in facts.landscape.integrations}
    assert found == by_hand(sample)


def test_check_tells_the_same_directions() -> None:
    command = [sys.executable, "-m", "d365arch", "check", *map(str, SAMPLES.values()), "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    for file in json.loads(done.stdout)["files"]:
        told: dict[str, Any] = {i["id"]: i["direction"] for i in file["result"]["integrations"]}
        assert told == {link: direction for link, (direction, _) in by_hand(Path(file["file"]).stem).items()}


def test_data_goes_the_other_way_in_many_of_them() -> None:
    """Otherwise the list would prove nothing: inbound calls that fetch, and outbound ones that do."""
    against: set[tuple[Direction, DataFlow | None]] = set()
    for path in SAMPLES.values():
        facts = Facts(read_workspace(path).workspace.landscape, own_catalog())
        against |= {(facts.direction(i), i.data) for i in facts.landscape.integrations}
    assert {(Direction.INBOUND, DataFlow.PULL), (Direction.OUTBOUND, DataFlow.PULL),
            (Direction.INBOUND, DataFlow.PUSH), (Direction.OUTBOUND, DataFlow.PUSH)} <= against
