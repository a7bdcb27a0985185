"""Finding shapes at points and in rectangles."""

from __future__ import annotations

import dataclasses

import pytest

from d365arch.model.geometry import Point, Rect
from d365arch.model.workspace import Workspace
from d365arch.scene.build import Drawing, draw
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Layer
from tests.scene.landscapes import CATALOG, northwind


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(northwind(), CATALOG)


@pytest.fixture
def index(drawing: Drawing) -> SceneIndex:
    return SceneIndex(drawing.scene)


def test_a_row_is_hit_before_its_box_and_its_zone(drawing: Drawing, index: SceneIndex) -> None:
    box = drawing.placement.boxes["fo"]
    row = index.at(Point(box.center.x, box.y + 44 + 12))
    assert row
    assert row.element.kind == "endpoint"
    head = index.at(Point(box.center.x, box.y + 10))
    assert head
    assert (head.element.kind, head.element.id) == ("system", "fo")
    zone = index.at(Point(box.center.x, box.y - 10))
    assert zone
    assert (zone.element.kind, zone.element.id) == ("zone", "fno")


def test_lines_are_hit_within_the_tolerance(drawing: Drawing, index: SceneIndex) -> None:
    a, b = drawing.placement.routes["web-orders"].points[:2]
    middle = Point(b.x - 12, a.y)
    for dy, hit in ((0, True), (3.5, True), (30, False)):
        found = index.at(middle.moved(0, dy), 4, Layer.LINE)
        assert (found is not None and found.element.id == "web-orders") is hit


def test_labels_lie_above_lines(drawing: Drawing, index: SceneIndex) -> None:
    label = drawing.placement.routes["labels"].label
    assert label
    found = index.at(label.center)
    assert found
    assert found.shape.id == "label-labels"


def test_ground_is_nothing(index: SceneIndex) -> None:
    assert index.at(Point(-5000, -5000)) is None


def test_inside_gives_exactly_the_overlapping_shapes_in_painting_order(drawing: Drawing, index: SceneIndex) -> None:
    for rect in (Rect(0, 0, 300, 300), Rect(500, 100, 100, 700), drawing.scene.bounds, Rect(9000, 9000, 10, 10)):
        wanted = [s.id for s in drawing.scene.shapes
                  if s.bounds.left <= rect.right and rect.left <= s.bounds.right
                  and s.bounds.top <= rect.bottom and rect.top <= s.bounds.bottom]
        found = [s.id for s in index.inside(rect)]
        assert set(found) <= set(wanted)
        assert found == [key for key in wanted if key in found]
        missing = {s.id: s for s in drawing.scene.shapes if s.id in set(wanted) - set(found)}
        assert all(s.path for s in missing.values())    # a line may span a rectangle without passing it


def test_an_update_finds_what_a_new_index_finds(drawing: Drawing, index: SceneIndex) -> None:
    workspace = northwind()
    list(index.inside(drawing.scene.bounds))
    kept = tuple(s for s in workspace.landscape.systems if s.id not in {"dwh", "bank"})
    left = tuple(i for i in workspace.landscape.integrations if i.id not in {"payments", "reporting"})
    view = workspace.view()
    view = dataclasses.replace(view, positions=view.positions.set("pos", Point(64, 340)))
    after = draw(Workspace(dataclasses.replace(workspace.landscape, systems=kept, integrations=left), (view,)), CATALOG,
                 previous=drawing)
    index.update(after.scene)
    fresh = SceneIndex(after.scene)
    for rect in (after.scene.bounds, Rect(0, 200, 400, 300)):
        assert [s.id for s in index.inside(rect)] == [s.id for s in fresh.inside(rect)]
    assert index.scene is after.scene
