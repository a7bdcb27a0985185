"""What is laid out again after an edit, and what stays; and trunks, whose shared runs are drawn once."""

from __future__ import annotations

import dataclasses

import pytest
from immutabledict import immutabledict

from d365arch.layout.request import LayoutRequest, Placement, Route, Side
from d365arch.model import Integration, System
from d365arch.model.geometry import Point
from d365arch.model.progress import Progress
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Timing
from d365arch.model.workspace import Workspace
from d365arch.scene import placing
from d365arch.scene.build import draw
from d365arch.scene.looks import line_look
from d365arch.scene.trunks import Shared, cut, shared_runs, trunks
from tests.scene.landscapes import CATALOG, landscape, link, northwind
from tests.scene.plain_engine import plain_engine


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


def test_small_pictures_are_laid_out_whole() -> None:
    engine = Counting()
    before = draw(northwind(), CATALOG, engine=engine)
    draw(moved(northwind(), bank=Point(1042, 424)), CATALOG, engine=engine, previous=before)
    assert engine.asked == 2


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(placing, "SMALL", 10)
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


def test_a_new_system_needs_the_whole(large: Workspace) -> None:
    engine = Counting()
    before = draw(large, CATALOG, engine=engine)
    more = dataclasses.replace(large.landscape, systems=(*large.landscape.systems, System(id="x")))
    draw(Workspace(more, large.views), CATALOG, engine=engine, previous=before)
    assert engine.asked == 2


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
    assert shared_runs((one, two)) == (Shared(), Shared(0, 50 + 50))


def test_lines_of_other_timing_share_nothing() -> None:
    one = routed("one", (0, 0), (50, 0), (50, 90), (100, 90))
    two = routed("two", (0, 40), (50, 40), (50, 90), (100, 90), timing=Timing.ASYNCHRONOUS)
    assert shared_runs((one, two)) == (Shared(), Shared())


def test_cut_takes_from_the_start() -> None:
    points = (Point(0, 0), Point(10, 0), Point(10, 10))
    assert cut(points, 4) == (Point(4, 0), Point(10, 0), Point(10, 10))
    assert cut(points, 13) == (Point(10, 3), Point(10, 10))
    assert cut(points, 0) == points
