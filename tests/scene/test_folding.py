"""Folded zones and hubs."""

from __future__ import annotations

import json

import pytest
from immutabledict import immutabledict

from d365arch.model import Endpoint, System
from d365arch.model.geometry import Point
from d365arch.model.view import View
from d365arch.model.vocabulary import Platform
from d365arch.model.workspace import Workspace
from d365arch.model.zone import Zone
from d365arch.render.data import to_json
from d365arch.render.dot import to_dot
from d365arch.scene.build import Drawing, draw
from d365arch.scene.overview import overview
from d365arch.scene.parts import Shape, TextPart
from tests.scene.landscapes import CATALOG, landscape, link, northwind


def folded(*ids: str, **view: object) -> Drawing:
    return draw(Workspace(northwind().landscape, (View(id="v", folded=ids, **view),)), CATALOG)  # type: ignore[arg-type]


def shape(drawing: Drawing, key: str) -> Shape:
    return next(s for s in drawing.scene.shapes if s.id == key)


def test_a_folded_zone_is_one_box() -> None:
    found = folded("channels")
    ids = {s.id for s in found.scene.shapes}
    assert "system-shop" not in ids
    box = shape(found, "zone-channels")
    assert (box.element.kind, box.element.id) == ("zone", "channels")
    assert [p.text for p in box.parts if isinstance(p, TextPart)] == ["Channels", "3 systems"]
    assert "Web shop, Point of sale, Loyalty" in box.description
    assert set(found.places) == {"fo", "ce", "wms", "carrier", "bank", "dwh"}


def test_lines_lead_to_the_folded_box_and_the_counts_stay() -> None:
    found = folded("channels")
    assert found.looks.lines["web-orders"].source == "zone.channels"
    legend = {p.text for p in shape(found, "legend").parts if isinstance(p, TextPart)}
    assert {"synchronous 7", "asynchronous 2", "near-real-time 1"} <= legend
    title = [p.text for p in shape(found, "title").parts if isinstance(p, TextPart)]
    assert title[1] == "As is, 9 systems, 10 integrations"


def test_lines_that_run_alike_become_one() -> None:
    found = folded("channels", "fno", "partners")
    bundle = found.looks.lines["labels"]
    assert (bundle.source, bundle.target, bundle.count) == ("zone.fno", "zone.partners", 1)
    assert found.looks.lines["bundle.web-orders"].label == "2 integrations"
    assert found.looks.lines["bundle.web-orders"].says == "Web orders; Receipts"


def test_lines_within_a_folded_zone_are_gone() -> None:
    workspace = landscape((System(id="a", zone="z"), System(id="b", zone="z"), System(id="c")),
                          (link("ab", "a", "b", "AB"), link("bc", "b", "c", "BC"), link("cc", "c", "c", "CC")),
                          zones=(Zone(id="z"),))
    found = draw(Workspace(workspace.landscape, (View(id="v", folded=("z",)),)), CATALOG)
    assert set(found.looks.lines) == {"bc", "cc"}


def test_a_folded_zone_stands_where_its_systems_stood() -> None:
    found = folded("channels", positions=immutabledict({"shop": Point(64, 134), "pos": Point(64, 300),
                                                        "fo": Point(600, 134)}))
    rect = found.placement.boxes["zone.channels"]
    assert (rect.x, rect.y) == (64, 134)


def test_a_folded_system_has_no_rows() -> None:
    systems = (System(id="a"), System(id="s", type="shop", endpoints=(Endpoint(id="t", type="rest"),)))
    workspace = landscape(systems, (link("l", "a", "s.t", "L"),))
    found = draw(Workspace(workspace.landscape, (View(id="v", folded=("s",)),)), CATALOG)
    assert shape(found, "system-s").hits == ()
    assert any(p.text.startswith("1 endpoint") for p in shape(found, "system-s").parts if isinstance(p, TextPart))


@pytest.mark.parametrize("ids", [("channels",), ("channels", "partners"), ("nothing",)])
def test_data_exports_know_folded_zones(ids: tuple[str, ...]) -> None:
    found = folded(*ids)
    data = json.loads(to_json(found))
    assert {z["id"] for z in data["zones"]} == {"channels", "fno", "dv", "partners"}
    assert all(z["rect"] for z in data["zones"])
    assert to_dot(found).count("[label=<") == len(found.looks.boxes)


def test_a_folded_zone_of_d365_systems_shows_their_platform() -> None:
    def edge(*types: str) -> Platform:
        systems = tuple(System(id=f"s{i}", type=kind, zone="z") for i, kind in enumerate(types))
        made = landscape(systems, zones=(Zone(id="z"),))
        return draw(overview(made, None), CATALOG).looks.boxes["zone.z"].platform

    assert edge("fo", "fo") is Platform.FINANCE_OPERATIONS
    assert edge("fo", "ce") is Platform.BOTH
    assert edge("fo", "shop") is Platform.OTHER


def test_of_folded_zones_within_each_other_the_outermost_is_drawn() -> None:
    zones = (Zone(id="out"), Zone(id="mid", parent="out"), Zone(id="in", parent="mid"))
    workspace = landscape((System(id="a", zone="in"), System(id="b", zone="out"), System(id="c")), (
        link("ab", "a", "b", "AB"), link("ac", "a", "c", "AC")), zones=zones)
    found = draw(Workspace(workspace.landscape, (View(id="v", folded=("in", "out")),)), CATALOG)
    assert found.looks.boxes.keys() == {"zone.out", "c"}
    assert found.looks.boxes["zone.out"].holds == ("a", "b")
    assert found.looks.lines.keys() == {"ac"}
    assert not found.looks.zones
