"""A new file in the house style, and that every workspace reads back as it was written."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from immutabledict import immutabledict

from d365arch.io.encode import to_text
from d365arch.io.files import read_text
from d365arch.io.write import double_quoted, leaf_text, single_quoted
from d365arch.model import Alm, Landscape, Point, Show, System, View, ViewNote, Workspace
from tests.io.random_changes import TEXTS, Changes

DESIGN = Path("/work/shared/design.md")


def one(**values) -> Workspace:
    return Workspace(Landscape(format=1, **values))


def test_the_house_style():
    text = """\
# yaml-language-server: $schema=d365arch.schema.json
d365arch: 1
name: Northwind
zones:
  - {id: d365, name: Dynamics 365, kind: environment}
entities:
  Customer: {system_of_record: fo, personal: true}
systems:
  - id: fo
    name: Finance
    type: d365.finance
    zone: d365
    availability: 99.9%
    recovery: {rto: 1 h}
    alm: Azure DevOps
    endpoints:
      - {id: odata, type: fo.odata}
      - id: files
        name: Files
        description: |
          Two lines
          of text
  - id: shop
integrations:
  - id: orders
    from: shop
    to: fo.odata
    description: A long sentence of many words stays on one line, since breaking it would be guesswork.
    frequency: every 5 min
    entities: [Sales order]
    operations: [create, update]
    latency: {required: 2 s, p95: 400 ms}
    pinned: false
strategy: {standard_hubs: [azure.service-bus], thresholds: {R-201.warn: 4}}
waivers:
  - {rule: R-712, on: orders, until: 2027-06-30}
views:
  - id: main
    show: {zones: [d365], neighbors: 1}
    positions: {fo: [400, 120], shop: [40, 120.5]}
"""
    assert to_text(read_text(text, "f.yaml").workspace) == text


def test_long_mappings_become_blocks():
    positions = immutabledict({f"system-{number}": Point(number, 10.5) for number in range(20)})
    text = to_text(Workspace(Landscape(format=1), (View(id="v", positions=positions),)))
    assert "    positions:\n      system-0: [0, 10.5]\n      system-1: [1, 10.5]\n" in text
    assert max(map(len, text.splitlines())) <= 110


def test_equal_workspaces_give_equal_text():
    again = read_text(to_text(one(name="x", systems=(System(id="a"),))), "f.yaml").workspace
    assert to_text(again) == to_text(one(name="x", systems=(System(id="a"),)))


@pytest.mark.parametrize("seed", range(0, 300, 100))
def test_random_workspaces_read_back_as_they_were(seed):
    for number in range(seed, seed + 100):
        changes = Changes(random.Random(number))
        workspace = one(systems=(System(id="s0"),), zones=())
        for _ in range(12):
            changed = changes.change(workspace)
            if all(s.zone is None for s in changed.landscape.systems):
                workspace = changed
        assert read_text(to_text(workspace), "f.yaml").workspace == workspace


@pytest.mark.parametrize("workspace", [
    one(name=""), one(extra=immutabledict({"a b": None, "": 1, "x": (), "y": immutabledict(), "z": -0.5})),
    one(extra=immutabledict({"n": (10**30, 1e300, 1e-7, 5.0, -3, "1e3", "+5", "0x1", ".5", "5.", "1_0")})),
    one(systems=(System(id="a", alm=Alm()), System(id="b", alm=Alm(pipeline="", extra=immutabledict({"x": 1}))))),
    Workspace(Landscape(format=1), (View(id="v", show=Show(ids=("all",))), View(id="w", show=Show(ids=("all", "b"))),
                                    View(id="x", show=Show(neighbors=0)), View(id="y", show=Show()))),
    Workspace(Landscape(format=1), (View(id="v", notes=(ViewNote(id="n", text="\n x\n\n"),), bends=immutabledict(
        {"i": (Point(1, 2), Point(0.1 + 0.2, -1e-9))})),)),
])
def test_odd_but_possible_values_read_back(workspace):
    assert read_text(to_text(workspace), "f.yaml").workspace == workspace


MORE_TEXTS = ["\u2028", "\x85", "a\u00a0b", "\ud7ff", "\U0001f600", "\u200b", "%x", "a: ", " #", "a #b", "a\t", "\\",
              "'", '"', "|", ">", "!", "?", "-", ":", "...", "---", "a\rb", "y", "No", "OFF", "1:2", "1e5", "é: b",
              "-1", "[", "a]", "@x", "`x`", "\n", "\n\n", "a\n b\n"]


@pytest.mark.parametrize("text", [*TEXTS, *MORE_TEXTS])
def test_any_text_reads_back_in_every_place(text):
    system = System(id="a", name=text, tags=(text, text), extra=immutabledict({"x": text, text or "e": (text,)}))
    workspace = one(name=text, systems=(system,))
    assert read_text(to_text(workspace), "f.yaml").workspace == workspace


def test_other_readers_take_text_for_text():
    import yaml

    for text in TEXTS:
        for quote in (None, "'", '"'):
            for flow in (False, True):
                written = leaf_text(text, flow, quote)
                assert yaml.safe_load(f"[{written}]" if flow else f"a: {written}") in ([text], {"a": text})
    assert yaml.safe_load(double_quoted("a\x01\u2028\"\\")) == "a\x01\u2028\"\\"
    assert single_quoted("it's") == "'it''s'"


def test_the_design_document_reads_and_writes(tmp_path):
    if not DESIGN.exists():
        pytest.skip("the design document is not here")
    text = DESIGN.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    text = text.replace("  - id: bus", "  - id: shop\n  - id: bus", 1)
    opened = read_text(text, "design.yaml")
    assert opened.warnings == ()
    assert read_text(to_text(opened.workspace), "again.yaml").workspace == opened.workspace
    renamed = replace(opened.workspace, landscape=replace(opened.workspace.landscape, name="X"))
    assert renamed != opened.workspace
