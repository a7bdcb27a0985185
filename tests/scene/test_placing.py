"""What is laid out again after an edit, and what stays; and trunks, whose shared runs are drawn once."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest
from immutabledict import immutabledict

from d365arch.edit import AddEndpoint, AddIntegration, AddSystem, RemoveElements, SetPositions
from d365arch.io.files import read_workspace
from d365arch.layout.quality import measure
from d365arch.layout.request import LayoutRequest, Placement, Route, Side
from d365arch.model import Endpoint, Integration, System
from d365arch.model.geometry import Point, Rect
from d365arch.model.progress import Progress
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Timing
from d365arch.model.workspace import Workspace
from d365arch.scene.build import Drawing, draw
from d365arch.scene.looks import line_look
from d365arch.scene.marks import Pen
from d365arch.scene.trunks import Shared, cut, shared_runs, trunks
from tests.scene.landscapes import CATALOG, landscape, link, northwind
from tests.scene.plain_engine import plain_engine

SAMPLES = Path(__file__).parents[2] / "samples"


class Counting:
    """An engine that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, request: LayoutRequest, progress: Progress | None) -> Placement:
        self.asked += 1
        return plain_engine(request, progress)


def chain(count: int) -> Workspace:
    systems = tuple(System(id=f"s{i}") for i in range(count))
    links = tuple(link(f"l{i}", f"s{i}", f"s{i + 1}", f"L{i}") for i in range(count - 1))
    places = {f"s{i}": Point(i % 12 * 420, i // 12 * 160) for i in range(count)}
    return Workspace(landscape(systems, links).landscape, (View(id="v", positions=immutabledict(places)),))


def with_integrations(workspace: Workspace, *items: Integration) -> Workspace:
    return Workspace(dataclasses.replace(workspace.landscape, integrations=items), workspace.views)


def moved(workspace: Workspace, **places: Point) -> Workspace:
    view = workspace.view()
    return Workspace(workspace.landscape, (dataclasses.replace(view, positions=view.positions.update(places)),))


def test_nothing_is_laid_out_where_nothing_moved() -> None:
    engine = Counting()
    before = draw(northwind(), CATALOG, engine=engine)
    after = draw(northwind(), CATALOG, engine=engine, theme="dark", previous=before)
    assert engine.asked == 1
    assert after.placement is before.placement
    draw(northwind(), CATALOG, engine=engine, fresh=True, previous=after)
    assert engine.asked == 2


def test_another_engine_or_view_is_asked_anew() -> None:
    before = draw(northwind(), CATALOG, engine=plain_engine)
    engine = Counting()
    draw(northwind(), CATALOG, engine=engine, previous=before)
    assert engine.asked == 1
    workspace = Workspace(northwind().landscape, (*northwind().views, View(id="other", hide=("dwh",))))
    draw(workspace, CATALOG, "other", engine=plain_engine, previous=before)


@pytest.fixture
def large() -> Workspace:
    return chain(36)


def test_a_move_in_a_large_picture_draws_only_its_lines(large: Workspace) -> None:
    engine = Counting()
    before = draw(large, CATALOG, engine=engine)
    after = draw(moved(large, s20=Point(20 % 12 * 420 + 40, 168)), CATALOG, engine=engine, previous=before)
    assert engine.asked == 1
    routes = {key for key, route in after.placement.routes.items() if before.placement.routes[key] is not route}
    assert {"l19", "l20"} <= routes
    assert len(routes) < 6    # its own, and what it stands on now
    box = after.placement.boxes["s20"]
    assert (box.x, box.y) == (20 % 12 * 420 + 40, 168)
    assert after.placement.routes["l20"].points[0].x == pytest.approx(box.right, abs=1)


def test_new_and_removed_lines_in_a_large_picture(large: Workspace) -> None:
    engine = Counting()
    before = draw(large, CATALOG, engine=engine)
    items = large.landscape.integrations
    after = draw(with_integrations(large, *items[1:], link("new", "s3", "s16", "New")), CATALOG, engine=engine,
                 previous=before)
    assert engine.asked == 1
    assert "l0" not in after.placement.routes
    route = after.placement.routes["new"]
    ends = after.placement.boxes["s3"], after.placement.boxes["s16"]
    assert ends[0].grown(1).contains(route.points[0])
    assert ends[1].grown(1).contains(route.points[-1])
    assert {s.id for s in after.scene.shapes} >= {"line-new"}


def test_a_new_system_without_a_place_gets_one_and_moves_nothing_else(large: Workspace) -> None:
    engine = Counting()
    before = draw(large, CATALOG, engine=engine)
    more = dataclasses.replace(large.landscape, systems=(*large.landscape.systems, System(id="x")))
    after = draw(Workspace(more, large.views), CATALOG, engine=engine, previous=before)
    assert engine.asked == 2
    assert {key: rect for key, rect in after.placement.boxes.items() if key != "x"} == before.placement.boxes
    assert changed_routes(before, after) == set()


def changed_routes(before: Drawing, after: Drawing) -> set[str]:
    routes = before.placement.routes
    return {key for key, route in after.placement.routes.items() if routes.get(key) is not route}


def test_a_new_system_with_a_place_moves_nothing_else_and_asks_no_engine(large: Workspace) -> None:
    engine = Counting()
    before = draw(large, CATALOG, engine=engine)
    edit = AddSystem(System(id="x", name="New"), "v", Point(200, 900))
    after = draw(edit.apply(large), CATALOG, engine=engine, previous=before)
    assert engine.asked == 1
    assert after.placement.boxes["x"][:2] == (200, 900)
    assert changed_routes(before, after) == set()
    back = draw(large, CATALOG, engine=engine, previous=after)
    assert (engine.asked, back.placement.boxes) == (1, before.placement.boxes)


def stored(sample: str) -> tuple[Workspace, Drawing]:
    """A sample whose places are all stored, as after the first move in the window."""
    workspace = read_workspace(SAMPLES / sample).workspace
    seen = draw(workspace, CATALOG)
    workspace = SetPositions(seen.view_id, seen.places).apply(workspace)
    return workspace, draw(workspace, CATALOG, previous=seen)


def test_a_move_in_northwind_redraws_its_own_lines_and_no_other() -> None:
    workspace, before = stored("northwind-as-is.yaml")
    for system in sorted(workspace.landscape.system_by_id):
        own = {each.id for each in workspace.landscape.integrations_of.get(system, ())}
        edit = SetPositions(before.view_id, {system: before.places[system].moved(0, -12)})
        after = draw(edit.apply(workspace), CATALOG, previous=before)
        assert changed_routes(before, after) <= own, system
        assert all(route.label for route in after.placement.routes.values()), system


def test_what_is_added_to_northwind_changes_no_line_that_stands() -> None:
    workspace, before = stored("northwind-as-is.yaml")
    bottom = before.placement.bounds.bottom
    more = AddSystem(System(id="x", name="New"), before.view_id, Point(0, bottom + 200)).apply(workspace)
    after = draw(more, CATALOG, previous=before)
    assert changed_routes(before, after) == set()
    joined = AddIntegration(link("new", "x", "finance", "New")).apply(more)
    last = draw(joined, CATALOG, previous=after)
    assert changed_routes(after, last) == {"new"}
    gone = draw(RemoveElements(systems=("x",)).apply(joined), CATALOG, previous=last)
    assert gone.placement.routes == before.placement.routes
    assert gone.placement.boxes == before.placement.boxes


def test_lines_between_what_moves_together_move_along() -> None:
    workspace, before = stored("northwind-as-is.yaml")
    everything = {system: place.moved(300, 120) for system, place in before.places.items()}
    after = draw(SetPositions(before.view_id, everything).apply(workspace), CATALOG, previous=before)
    for key, route in after.placement.routes.items():
        assert route.points == tuple(p.moved(300, 120) for p in before.placement.routes[key].points)


def test_many_moves_in_a_row_lead_no_line_through_a_box() -> None:
    workspace, drawing = stored("northwind-as-is.yaml")
    hand = random.Random(7)
    for _ in range(25):
        system = hand.choice(sorted(drawing.places))
        at = drawing.places[system].moved(hand.choice((-48, -24, 24, 48)), hand.choice((-60, -24, 24, 60)))
        rect = drawing.placement.boxes[system]
        wanted = Rect(at.x, at.y, rect.width, rect.height).grown(24)
        if any(wanted.overlaps(other) for id_, other in drawing.placement.boxes.items() if id_ != system):
            continue
        workspace = SetPositions(drawing.view_id, {system: at}).apply(workspace)
        drawing = draw(workspace, CATALOG, previous=drawing)
        figures = measure(drawing.request, drawing.placement)
        assert (figures.over_boxes, figures.missing_labels) == (0, 0)


def test_a_new_row_redraws_only_what_meets_its_box() -> None:
    workspace, before = stored("northwind-as-is.yaml")
    own = {each.id for each in workspace.landscape.integrations_of["finance"]}
    after = draw(AddEndpoint("finance", Endpoint(id="extra", name="Extra")).apply(workspace), CATALOG, previous=before)
    assert after.placement.rows["finance"] == (*before.placement.rows["finance"], "extra")
    assert changed_routes(before, after) <= own


def routed(key: str, *points: tuple[float, float], timing: Timing = Timing.SYNCHRONOUS):
    from d365arch.catalog.facts import Facts

    each = dataclasses.replace(link(key, "a", "b", key), timing=timing, data=DataFlow.PUSH)
    look = line_look(Facts(landscape((System(id="a"), System(id="b")), (each,)).landscape, CATALOG), each)
    return look, Route(points=tuple(Point(*p) for p in points), source_side=Side.RIGHT, target_side=Side.LEFT)


def test_lines_to_one_point_are_a_trunk() -> None:
    one = routed("one", (0, 0), (50, 0), (50, 90), (100, 90))
    two = routed("two", (0, 40), (50, 40), (50, 90), (100, 90))
    three = routed("three", (0, 200), (100, 200))
    assert trunks([route for _, route in (one, three, two)]) == [[0, 2], [1]]
    assert shared_runs((one, two), (Pen("#111111"),) * 2, "#999999") == (Shared(), Shared(0, 50 + 50))


def test_lines_of_other_timing_share_nothing() -> None:
    one = routed("one", (0, 0), (50, 0), (50, 90), (100, 90))
    two = routed("two", (0, 40), (50, 40), (50, 90), (100, 90), timing=Timing.ASYNCHRONOUS)
    assert shared_runs((one, two), (Pen("#111111"),) * 2, "#999999") == (Shared(), Shared())


def test_a_run_of_two_colors_belongs_to_neither() -> None:
    one = routed("one", (0, 0), (50, 0), (50, 90), (100, 90))
    two = routed("two", (0, 40), (50, 40), (50, 90), (100, 90))
    red, blue, wide = Pen("#AA0000"), Pen("#0000AA"), Pen("#AA0000", 4.0)
    assert shared_runs((one, two), (red, blue), "#999999")[1] == Shared(0, 100, None, Pen("#999999"))
    assert shared_runs((one, two), (red, wide), "#999999")[1] == Shared(0, 100, None, wide)
    last = routed("last", (0, 60), (50, 60), (50, 90), (100, 90))
    assert shared_runs((one, two, last), (red, blue, red), "#999999")[2].end_pen == Pen("#999999")


def test_cut_takes_from_the_start() -> None:
    points = (Point(0, 0), Point(10, 0), Point(10, 10))
    assert cut(points, 4) == (Point(4, 0), Point(10, 0), Point(10, 10))
    assert cut(points, 13) == (Point(10, 3), Point(10, 10))
    assert cut(points, 0) == points


def test_a_box_keeps_its_size_when_it_moves() -> None:
    workspace, before = stored("northwind-as-is.yaml")
    for system in ("bank", "carrier", "loyalty", "web-shop"):
        edit = SetPositions(before.view_id, {system: before.places[system].moved(0, -12)})
        after = draw(edit.apply(workspace), CATALOG, previous=before)
        assert after.placement.boxes[system][2:] == before.placement.boxes[system][2:]
