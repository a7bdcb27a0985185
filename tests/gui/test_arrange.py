"""Moving by hand: gaps, grid, clones, zones that grow, nest and stand empty, and handles that resize."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.edit import SetZoneRects
from d365arch.gui.canvas.gaps import Gaps
from d365arch.gui.canvas.guides import Snapper
from d365arch.gui.canvas.resizing import places
from d365arch.gui.canvas.snapping import STEP, Snapping
from d365arch.gui.main_window import MainWindow
from d365arch.model import Point, Rect, Size
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import CTRL, LEFT, SHIFT, Hand, small

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


def drag_free(hand: Hand, start: Point, end: Point) -> None:
    """Drag, and hold alt once the drag is under way, so that nothing snaps."""
    hand.hold(start, end)
    QTest.keyPress(hand.view, Qt.Key.Key_Alt)
    QTest.mouseRelease(hand.view, LEFT, ALT, hand.screen(end))
    QTest.keyRelease(hand.view, Qt.Key.Key_Alt)
    QApplication.processEvents()


def with_zone(hand: Hand) -> Rect:
    """The empty zone `other`, put somewhere."""
    rect = Rect(60, 500, 320, 200)
    hand.editor.perform(SetZoneRects("main", {"other": rect}))
    return rect


def zone(hand: Hand, name: str) -> Rect:
    return hand.editor.drawing.placement.zones[name]


def test_gaps_go_on_with_the_one_before_and_stand_midway():
    row = [Rect(0, 0, 100, 50), Rect(140, 10, 100, 50)]
    gaps = Gaps(row, 0)
    moving = Rect(283, 5, 80, 40)
    assert gaps.nearest(moving, 6) == pytest.approx(-3)
    assert [gap.size for gap in gaps.at(moving.moved(-3, 0))] == [40, 40]
    assert gaps.nearest(Rect(283, 200, 80, 40), 6) is None
    between = Gaps([Rect(0, 0, 100, 50), Rect(300, 0, 100, 50)], 0)
    assert between.nearest(Rect(158, 0, 80, 40), 6) == pytest.approx(2)
    assert [gap.size for gap in between.at(Rect(160, 0, 80, 40))] == [60, 60]
    assert between.at(Rect(150, 0, 80, 40)) == []


def test_snapping_tells_the_gaps_on_both_axes():
    column = [Rect(0, 0, 100, 50), Rect(0, 90, 100, 50)]
    found = Snapper(column).snap(Rect(2, 183, 100, 50), 6)
    assert (found.dx, found.dy) == (-2, -3)
    assert len(found.gaps) == 2


def test_the_grid_holds_what_no_neighbor_holds():
    near, none = Snapper([Rect(0, 0, 100, 40)]), Snapper([])
    both = Snapping(guides=True, grid=True)
    assert both.snap(near, Rect(3, 501, 50, 50), 6, across=True, down=True).dx == -3
    free = both.snap(none, Rect(501, 500, 50, 50), 6, across=True, down=True)
    assert (501 + free.dx) % STEP == 0
    assert (500 + free.dy) % STEP == 0
    assert Snapping(guides=False).snap(near, Rect(3, 0, 50, 50), 6, across=True, down=True).dx == 0


def test_alt_suspends_snapping(hand):
    start, target = hand.head("bank"), hand.box("shop").left
    by = target - hand.box("bank").left + 3
    drag_free(hand, start, start.moved(by, 150))
    assert hand.box("bank").left == pytest.approx(target + 3, abs=1)


def test_nudges_follow_the_grid(hand):
    hand.view.snapping.grid = True
    hand.select("system bank")
    before = hand.box("bank")
    hand.key(Qt.Key.Key_Right)
    assert hand.box("bank").x == before.x + STEP


def test_ctrl_drag_clones_with_what_runs_between(hand):
    before = hand.box("fo")
    hand.select("system fo", "system bank")
    hand.hold(hand.head("bank"), hand.head("bank").moved(60, 250), CTRL)
    QTest.mouseRelease(hand.view, LEFT, CTRL, hand.screen(hand.head("bank").moved(60, 250)))
    QApplication.processEvents()
    assert len(hand.landscape.systems) == 5
    assert len(hand.landscape.integrations) == 3
    assert hand.box("fo") == before
    assert hand.steps == 1
    assert hand.editor.undo_stack.undoText() == "Clone 2 systems"
    assert len(hand.selected()) == 2
    assert "system fo" not in hand.selected()


def test_alt_held_before_the_press_clones_and_snaps(hand):
    start, target = hand.head("bank"), hand.box("shop").left
    end = start.moved(target - hand.box("bank").left + 3, 250)
    QTest.mousePress(hand.view, LEFT, ALT, hand.screen(start))
    at = QPointF(hand.screen(end))      # QTest.mouseMove tells no keys
    QApplication.sendEvent(hand.view, QMouseEvent(QEvent.Type.MouseMove, at, hand.view.mapToGlobal(at),
                                                  Qt.MouseButton.NoButton, LEFT, ALT))
    QTest.mouseRelease(hand.view, LEFT, ALT, hand.screen(end))
    assert len(hand.landscape.systems) == 4
    assert hand.editor.undo_stack.undoText() == "Clone Bank"
    (copy,) = hand.selected()
    assert hand.box(copy.split()[1]).left == target


def test_ctrl_pressed_and_released_during_a_drag_counts_at_once(hand):
    hand.hold(hand.head("bank"), hand.head("bank").moved(0, 200))
    assert hand.view.cursor().shape() == Qt.CursorShape.SizeAllCursor
    QTest.keyPress(hand.view, Qt.Key.Key_Control)
    assert hand.view.cursor().shape() == Qt.CursorShape.DragCopyCursor
    QTest.keyRelease(hand.view, Qt.Key.Key_Control)
    assert hand.view.cursor().shape() == Qt.CursorShape.SizeAllCursor
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 0


def test_dragging_a_row_moves_all_that_is_selected(hand):
    hand.select("system fo", "system bank")
    bank = hand.box("bank")
    hand.drag(hand.row("fo.odata").center, hand.row("fo.odata").center.moved(0, 160))
    assert hand.box("bank").y > bank.y + 100
    assert set(hand.selected()) == {"system fo", "system bank"}
    hand.click(hand.row("fo.odata").center)
    assert hand.selected() == ["endpoint fo.odata"]


def test_undo_says_what_moved(hand):
    hand.select("system fo", "system bank", "system shop")
    hand.drag(hand.head("bank"), hand.head("bank").moved(0, 90))
    assert hand.editor.undo_stack.undoText() == "Move 3 systems"


def test_an_empty_zone_stands_where_it_was_put_and_moves(hand):
    rect = with_zone(hand)
    assert zone(hand, "other") == rect
    drag_free(hand, Point(rect.left + 160, rect.top + 12), Point(rect.left + 260, rect.top + 92))
    assert zone(hand, "other") == rect.moved(100, 80)
    assert hand.editor.undo_stack.undoText() == "Move zone Other"
    hand.select("zone other")
    hand.key(Qt.Key.Key_Left)
    assert zone(hand, "other") == rect.moved(99, 80)


def test_a_zone_dropped_into_another_nests_and_is_drawn_inside(hand):
    rect = with_zone(hand)
    core = zone(hand, "core")
    drag_free(hand, Point(rect.left + 100, rect.top + 12), Point(core.left + 30, core.bottom - 8))
    assert hand.landscape.zone_by_id["other"].parent == "core"
    assert zone(hand, "core").covers(zone(hand, "other"))
    assert hand.steps == 2
    hand.undo_all()
    assert hand.landscape.zone_by_id["other"].parent is None


def test_a_zone_dragged_by_its_heading_takes_its_content_along(hand):
    before, fo = zone(hand, "core"), hand.box("fo")
    drag_free(hand, Point(before.left + 100, before.top + 10), Point(before.left + 100, before.top + 310))
    assert hand.box("fo") == fo.moved(0, 300)
    assert hand.landscape.system_by_id["fo"].zone == "core"


def test_a_zone_that_loses_its_last_system_stays(hand):
    before = zone(hand, "core")
    hand.drag(hand.head("fo"), Point(520, 780))
    assert hand.landscape.system_by_id["fo"].zone is None
    assert zone(hand, "core") == before
    hand.drag(hand.head("fo"), before.center)
    assert hand.landscape.system_by_id["fo"].zone == "core"


def test_a_zone_whose_last_system_is_deleted_stays(hand):
    before = zone(hand, "core")
    hand.select("system fo")
    hand.key(Qt.Key.Key_Delete)
    assert zone(hand, "core") == before
    assert hand.steps == 1
    hand.select("zone core")
    hand.key(Qt.Key.Key_Delete)
    assert "core" not in hand.landscape.zone_by_id
    assert hand.editor.view.zones == {}


def test_the_preview_shows_the_zone_as_it_will_be(hand):
    hand.hold(hand.head("fo"), hand.head("fo").moved(0, 60))
    QTest.keyPress(hand.view, Qt.Key.Key_Alt)
    tool = hand.view.tool
    live = tool._zones[0].rects(tool._shift, tool._target, home="core")
    QTest.mouseRelease(hand.view, LEFT, ALT, hand.screen(hand.head("fo").moved(0, 60)))
    QTest.keyRelease(hand.view, Qt.Key.Key_Alt)
    assert zone(hand, "core") == live["core"].moved(0, 0)


def test_a_system_is_resized_by_a_corner_and_gets_its_own_size_back(hand):
    hand.select("system bank")
    own = hand.box("bank")
    corner = hand.view.viewport.to_scene(places(hand.view)[1, 1])
    hand.drag(corner, corner.moved(81, 44), ALT)
    assert hand.box("bank")[2:] == pytest.approx((own.width + 81, own.height + 44), abs=1)
    assert hand.editor.undo_stack.undoText() == "Resize Bank"
    corner = hand.view.viewport.to_scene(places(hand.view)[1, 1])
    hand.drag(corner, corner.moved(-400, -400), ALT)
    assert hand.editor.view.sizes == {}
    assert hand.box("bank") == own


def test_a_zone_is_resized_but_never_smaller_than_its_content(hand):
    hand.select("zone core")
    before = zone(hand, "core")
    edge = hand.view.viewport.to_scene(places(hand.view)[0, 1])
    hand.drag(edge, edge.moved(0, 120), ALT)
    assert zone(hand, "core").bottom == pytest.approx(before.bottom + 120, abs=1)
    edge = hand.view.viewport.to_scene(places(hand.view)[0, 1])
    hand.drag(edge, edge.moved(0, -500), ALT)
    assert zone(hand, "core") == before
    assert hand.editor.view.zones == {}


def test_resizing_escapes_without_a_trace(hand):
    hand.select("system bank")
    corner = hand.view.viewport.to_scene(places(hand.view)[1, 1])
    hand.hold(corner, corner.moved(80, 40))
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 0


def test_the_sheet_scrolls_while_something_is_dragged_to_the_edge(hand):
    hand.hold(hand.head("bank"), hand.head("bank").moved(0, 40))
    view = hand.view
    QTest.mouseMove(view, hand.screen(view.viewport.to_scene(Point(view.width() - 3, 300))))
    before, tool = view.viewport, view.tool
    assert tool._scroll.running
    tool._scroll.step()
    assert view.viewport.x < before.x
    hand.key(Qt.Key.Key_Escape)
    assert not tool._scroll.running


@pytest.fixture
def bench(opened: MainWindow) -> Iterator[MainWindow]:
    """The window on the test landscape, with snapping as on the first day afterwards."""
    yield opened
    opened.actions_by_name["snap_guides"].setChecked(True)
    opened.actions_by_name["snap_grid"].setChecked(False)


def boxes(window: MainWindow) -> dict[str, Rect]:
    return window.editor.drawing.placement.boxes


def choose(window: MainWindow, *names: str) -> None:
    window.editor.selection.set(Element(kind=n.split()[0], id=n.split()[1]) for n in names)


@pytest.mark.parametrize(("edge", "of"), [
    ("left", lambda r: r.left), ("center", lambda r: r.center.x), ("right", lambda r: r.right),
    ("top", lambda r: r.top), ("middle", lambda r: r.center.y), ("bottom", lambda r: r.bottom)])
def test_align_goes_by_what_was_selected_last(bench, edge, of):
    choose(bench, "system bank", "system shop", "system fo")
    key = of(boxes(bench)["fo"])
    bench.actions_by_name[f"align_{edge}"].trigger()
    assert all(abs(of(boxes(bench)[s]) - key) <= 1 for s in ("bank", "shop", "fo"))
    assert bench.editor.undo_stack.index() == 1


def test_same_size_and_own_size(bench):
    act = bench.actions_by_name
    choose(bench, "system bank", "system fo")
    before = dict(boxes(bench))
    act["same_height"].trigger()
    assert boxes(bench)["bank"].height == boxes(bench)["fo"].height
    act["same_width"].trigger()
    assert boxes(bench)["bank"].width == boxes(bench)["fo"].width
    assert act["own_size"].isEnabled()
    act["own_size"].trigger()
    assert boxes(bench)["bank"].height == before["bank"].height
    assert not act["own_size"].isEnabled()


def test_add_zone_stands_empty_in_free_space_and_is_named(bench):
    bench.actions_by_name["add_zone"].trigger()
    new = bench.editor.workspace.landscape.zones[-1].id
    rect = bench.editor.drawing.placement.zones[new]
    assert not any(rect.overlaps(box) for box in boxes(bench).values())
    assert bench.canvas.renamer.active
    QTest.keyClicks(QApplication.focusWidget(), "Partners")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert bench.editor.workspace.landscape.zones[-1].name == "Partners"


def test_a_fresh_layout_takes_empty_zones_along(bench):
    bench.actions_by_name["add_zone"].trigger()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    new = bench.editor.workspace.landscape.zones[-1].id
    bench.editor.perform(SetZoneRects(bench.editor.view_id, {"d365": Rect(-900, -900, 200, 200)}))
    bench.editor.lay_out()
    assert set(bench.editor.view.zones) == {new}
    rect = bench.editor.drawing.placement.zones[new]
    assert not any(rect.overlaps(box) for box in boxes(bench).values())


def test_group_takes_zones_too(bench):
    choose(bench, "zone d365", "system bank")
    bench.actions_by_name["group"].trigger()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    landscape = bench.editor.workspace.landscape
    assert landscape.zone_by_id["d365"].parent == landscape.zones[-1].id
    assert landscape.system_by_id["bank"].zone == landscape.zones[-1].id
    assert landscape.system_by_id["fo"].zone == "d365"


def test_snap_switches_are_remembered_and_the_grid_is_seen(bench):
    plain = bench.canvas.grab().toImage()
    bench.actions_by_name["snap_grid"].trigger()
    assert bench.canvas.snapping.grid
    assert bench.settings.flag("snap_grid", False)
    assert bench.canvas.grab().toImage() != plain
    bench.actions_by_name["snap_guides"].trigger()
    assert not bench.canvas.snapping.guides


def test_sizes_and_zones_survive_the_file(bench, tmp_path):
    from d365arch.edit import SetSizes

    bench.editor.perform(SetSizes(bench.editor.view_id, {"bank": Size(300, 120)}))
    bench.editor.perform(SetZoneRects(bench.editor.view_id, {"d365": Rect(-40, -40, 600, 500)}))
    bench.session.save()
    bench.session.open(bench.session.path)
    assert bench.editor.view.sizes["bank"] == Size(300, 120)
    assert bench.editor.view.zones["d365"] == Rect(-40, -40, 600, 500)


def test_a_landscape_is_built_by_keys_only(bench):
    from d365arch.model import Workspace

    bench.session.new()
    canvas, editor = bench.canvas, bench.editor
    assert editor.workspace.landscape.systems == Workspace.empty().landscape.systems
    canvas.setFocus()

    def key(code: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or canvas, code, keys)
        QApplication.processEvents()

    def word(text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)
        key(Qt.Key.Key_Return)

    for search, name in (("dynamics 365 finance", "Finance"), ("service bus", "Bus"), ("logic apps", "Flows")):
        key(Qt.Key.Key_A)
        word(search)
        word(name)
    systems = editor.workspace.landscape.systems
    assert [s.name for s in systems] == ["Finance", "Bus", "Flows"]
    key(Qt.Key.Key_Escape)
    for _ in systems:
        key(Qt.Key.Key_Tab)
        key(Qt.Key.Key_E)
        key(Qt.Key.Key_Return)
    assert all(s.endpoints for s in editor.workspace.landscape.systems)
    for target in ("Bus", "Flows"):
        editor.selection.clear()
        key(Qt.Key.Key_Tab)
        key(Qt.Key.Key_C)
        word(target)
        key(Qt.Key.Key_Return)
        key(Qt.Key.Key_Escape)
    assert len(editor.workspace.landscape.integrations) == 2
    editor.selection.clear()
    key(Qt.Key.Key_Tab)
    before = boxes(bench)[editor.selection.elements[0].id]
    key(Qt.Key.Key_Down, SHIFT)
    assert boxes(bench)[editor.selection.elements[0].id] == before.moved(0, 10)
    key(Qt.Key.Key_Z)
    word("Partners")
    assert [z.name for z in editor.workspace.landscape.zones] == ["Partners"]
