"""The pages on discovery name every key of the JSON and every option, and none that is not there."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from d365arch.catalog.load import own_catalog
from d365arch.cli import discover_command, drift_command
from d365arch.discovery.drift import compare
from d365arch.discovery.drift_text import drift_json
from d365arch.discovery.into import into
from d365arch.discovery.into_text import taken_data
from d365arch.discovery.known import dataverse_environment, finance_operations
from d365arch.discovery.limits import NAMES
from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration, Offer, Remark
from d365arch.discovery.to_json import as_data
from d365arch.model import Evidence, Landscape, Workspace

DOCS = Path(__file__).parents[3] / "docs"
PAGE, DRIFT = ((DOCS / name).read_text("utf-8") for name in ("discovery.md", "discovery/drift.md"))
PP, FO = dataverse_environment(), finance_operations()
SEEN = (Evidence(file="f.json", place="/x"),)
FOUND = Discovery(
    systems=(PP, FO), endpoints=(FoundEndpoint(system=FO.identity, key="odata/x", name="X", evidence=SEEN),),
    integrations=(FoundIntegration(automation="flow/1", name="F", from_=PP.identity, to=FO.identity, evidence=SEEN),),
    offers=(Offer((PP.identity, FO.identity), "Why."),), remarks=(Remark("f.json", "/x", "So."),))
EMPTY = Workspace(Landscape(format=1))


def keys_of(value: Any) -> set[str]:
    """Every key at any depth, but those of `matched`, which are ids."""
    if isinstance(value, dict):
        return {*value, *(key for name, one in value.items() if name != "passed_over" for key in keys_of(one))}
    return {key for one in value for key in keys_of(one)} if isinstance(value, list) else set()


def told_in(page: str) -> set[str]:
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return {re.sub(r"\[\]$", "", word.strip('"')) for word in re.findall(r"`([^`\n]+)`", prose)}


def test_every_key_of_the_json_is_described() -> None:
    known = told_in(PAGE) | {"from", "to", "schema"}
    assert keys_of(as_data(FOUND, own_catalog())) - known == set()


def test_every_key_of_drift_and_of_taking_over_is_described() -> None:
    told = json.loads(drift_json("x", compare(EMPTY, FOUND, own_catalog()), lambda *_: None))
    by_kind = set(told.pop("counts"))
    taken = taken_data(into(EMPTY, FOUND, own_catalog()))
    taken.pop("matched")
    known = told_in(DRIFT) | told_in(PAGE)
    assert (keys_of(told) | keys_of(taken) | by_kind | {"removed", "written", "matched", "counts"}) - known == set()


def options_of(add: Callable[[argparse.ArgumentParser], None]) -> set[str]:
    parser = argparse.ArgumentParser(add_help=False)
    add(parser)
    return {option for action in parser._actions for option in action.option_strings if len(option) > 2}


@pytest.mark.parametrize("command", [discover_command, drift_command])
def test_options_are_described_and_there(command: Any) -> None:
    mentioned = set(re.findall(r"--[a-z][a-z-]*", PAGE + DRIFT))
    mine = options_of(command.add_arguments)
    assert mine - mentioned - {"--output"} == set()
    everything = options_of(discover_command.add_arguments) | options_of(drift_command.add_arguments)
    assert mentioned - everything == set()


def test_limits_are_described() -> None:
    assert set(NAMES) - told_in(PAGE) == set()
