"""Rows of a box keep the order in which they were seen while their drawing is edited."""

from __future__ import annotations

from pathlib import Path

from d365arch.catalog.load import load_catalog
from d365arch.edit import AddEndpoint, AddSystem, SetPositions
from d365arch.io.files import read_workspace
from d365arch.model import Endpoint, Point, System
from d365arch.scene.build import draw

SAMPLE = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"


def test_moving_and_adding_reorders_no_rows() -> None:
    catalog, workspace = load_catalog(), read_workspace(SAMPLE).workspace
    seen = draw(workspace, catalog)
    placed = SetPositions("main", {**seen.places, "carrier": Point(1400, 900)}).apply(workspace)
    moved = draw(placed, catalog, previous=seen)
    assert moved.placement.rows == seen.placement.rows
    grown = AddSystem(System(id="audit", type="other.erp"), "main", Point(1400, 1100)).apply(placed)
    assert {key: rows for key, rows in draw(grown, catalog, previous=moved).placement.rows.items()
            if key != "audit"} == dict(seen.placement.rows)


def test_a_new_row_stands_below_those_seen() -> None:
    catalog, workspace = load_catalog(), read_workspace(SAMPLE).workspace
    seen = draw(workspace, catalog)
    placed = SetPositions("main", seen.places).apply(workspace)
    more = AddEndpoint("finance", Endpoint(id="events", type="fo.business-events"), 0).apply(placed)
    rows = draw(more, catalog, previous=draw(placed, catalog, previous=seen)).placement.rows["finance"]
    assert rows == (*seen.placement.rows["finance"], "events")


def test_reopening_a_placed_picture_orders_rows_for_few_crossings() -> None:
    catalog, workspace = load_catalog(), read_workspace(SAMPLE).workspace
    placed = SetPositions("main", draw(workspace, catalog).places).apply(workspace)
    rows = draw(placed, catalog).placement.rows["finance"]
    assert rows != tuple(e.id for e in workspace.landscape.system_by_id["finance"].endpoints)
    assert rows == draw(placed, catalog).placement.rows["finance"]


def test_a_new_system_takes_no_room_from_those_that_stand() -> None:
    catalog, workspace = load_catalog(), read_workspace(SAMPLE).workspace
    seen = draw(workspace, catalog)
    stored = SetPositions("main", seen.places).apply(workspace)
    before = draw(stored, catalog).placement.boxes
    grown = AddSystem(System(id="newone", type="other.crm", zone="saas")).apply(stored)
    after = draw(grown, catalog).placement.boxes
    assert {key: rect for key, rect in after.items() if key != "newone"} == before
    assert not any(after["newone"].overlaps(rect) for rect in before.values())
