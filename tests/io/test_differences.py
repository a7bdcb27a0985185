"""What changed between two workspaces, told in sentences."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.io.differences import differences, met_twice, summary
from d365arch.io.files import read_text, read_workspace
from d365arch.model import Workspace
from tests.io.random_changes import Changes

BEFORE = """\
d365arch: 1
name: Shop
zones: [{id: dmz, name: DMZ}]
systems:
  - {id: fo, name: Finance, owner: ERP, endpoints: [{id: odata, type: fo.odata}]}
  - {id: bank, name: Bank}
  - {id: old, name: Old one}
integrations:
  - {id: pay, name: Payments, from: fo, to: bank, volume: {per_day: 10}}
views:
  - {id: main, positions: {fo: [0, 0], bank: [40, 0]}}
"""
AFTER = """\
d365arch: 1
name: Shop
zones: [{id: dmz, name: DMZ}]
systems:
  - {id: fo, name: Finance, zone: dmz, endpoints: [{id: odata, name: Orders, type: fo.odata}]}
  - {id: bank, name: House bank, tags: [core]}
  - {id: crm, name: CRM}
integrations:
  - {id: pay, name: Payments, from: fo, to: bank, volume: {per_day: 20}}
views:
  - {id: main, positions: {fo: [80, 0], crm: [8, 8]}}
"""


def states(text: str) -> Workspace:
    return read_text(text, "test").workspace


def told(before: str, after: str) -> list[str]:
    return [str(difference) for difference in differences(states(before), states(after))]


def test_elements_keys_and_places():
    assert told(BEFORE, AFTER) == [
        "System “Old one” removed.",
        "System “Finance”, zone stated: dmz",
        "System “Finance”, owner no longer stated: ERP",
        "Endpoint “fo.Orders”, name stated: Orders",
        "System “House bank”, name: Bank → House bank",
        "System “House bank”, tags stated: [core]",
        "System “CRM” added.",
        "Integration “Payments”, volume: {per_day: 10} → {per_day: 20}",
        "View “main”, positions of fo: [0, 0] → [80, 0]",
        "View “main”, positions of bank no longer stated: [40, 0]",
        "View “main”, positions of crm stated: [8, 8]",
    ]


def test_the_summary_counts_elements_not_keys():
    found = differences(states(BEFORE), states(AFTER))
    assert summary(found) == ("1 system removed, 2 systems changed, 1 endpoint changed, 1 system added, "
                              "1 integration changed, 1 view changed.")
    assert summary(()) == "Nothing differs."


def test_another_order_is_told():
    workspace = states(BEFORE)
    landscape = workspace.landscape
    turned = replace(workspace, landscape=replace(landscape, systems=landscape.systems[::-1]))
    assert [str(d) for d in differences(workspace, turned)] == ["Landscape, order of systems changed"]


def test_unknown_keys_and_waivers_without_ids_are_told():
    before = BEFORE + "waivers: [{rule: R-1, owner: A}, {rule: R-1, owner: B}]\nmood: fine\n"
    after = BEFORE + "waivers: [{rule: R-1, owner: A}, {rule: R-1, owner: C}]\nmood: bad\n"
    assert told(before, after) == ["Landscape “Shop”, mood: fine → bad", "Waiver “R-1 (2)”, owner: B → C"]


def test_what_both_sides_changed_is_found():
    base = states(BEFORE)
    mine = states(BEFORE.replace("name: Bank", "name: Mine").replace("ERP", "Team").replace("DMZ", "Edge"))
    theirs = states(BEFORE.replace("name: Bank", "name: Theirs").replace("DMZ", "Edge")
                    .replace("name: Finance, owner: ERP", "name: F"))
    assert met_twice(differences(base, mine), differences(base, theirs)) == {
        ("systems", "bank", "name"), ("systems", "fo", "owner")}
    gone = states(BEFORE.replace("  - {id: old, name: Old one}\n", ""))
    other = states(BEFORE.replace("Old one", "Newer"))
    for one, two in ((gone, other), (other, gone)):
        assert met_twice(differences(base, one), differences(base, two)) == {("systems", "old", "name")}


@pytest.mark.parametrize("seed", range(30))
def test_there_is_a_difference_exactly_where_the_values_differ(seed):
    changes = Changes(random.Random(seed))
    sample = Path(__file__).parents[2] / "samples/northwind-as-is.yaml"
    before = after = read_workspace(sample).workspace
    assert differences(before, after) == ()
    for _ in range(3):
        after = changes.change(after)
    found = differences(before, after)
    assert bool(found) == (before != after)
    assert all(str(difference) for difference in found)
    assert len({difference.path for difference in found}) == len(found)
