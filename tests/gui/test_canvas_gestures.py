"""Gestures of the canvas: each ends in one edit, and Escape leaves no trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.edit import AddSystem
from d365arch.edit.view_list_edits import AddView
from d365arch.gui.canvas.draft import preview
from d365arch.gui.canvas.ports import end_handles
from d365arch.model import End, Point, System, View
from d365arch.model.vocabulary import Timing
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import CTRL, LEFT, NONE, SHIFT, Hand, small


def move(hand: Hand, scene: Point) -> None:
    at = QPointF(hand.screen(scene))
    QApplication.sendEvent(hand.view, QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, LEFT, NONE))


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


def test_click_selects_system_row_line_and_label(hand):
    hand.click(hand.head("fo"))
    assert hand.selected() == ["system fo"]
    hand.click(hand.row("fo.odata").center)
    assert hand.selected() == ["endpoint fo.odata"]
    path = hand.view.sheet.path(hand.editor.selection.elements[0].__class__(kind="integration", id="orders"))
    hand.click(Point((path[0].x + path[1].x) / 2, path[0].y))
    assert hand.selected() == ["integration orders"]
    hand.click(Point(hand.box("bank").left - 60, hand.box("bank").top - 60))
    assert hand.selected() == []


def test_shift_and_ctrl_click_toggle(hand):
    hand.click(hand.head("fo"))
    hand.click(hand.head("shop"), SHIFT)
    hand.click(hand.head("bank"), CTRL)
    assert hand.selected() == ["system fo", "system shop", "system bank"]
    hand.click(hand.head("shop"), CTRL)
    assert hand.selected() == ["system fo", "system bank"]


def test_rubber_band_encloses_or_touches(hand):
    box = hand.box("bank")
    outside, inside = Point(box.left - 30, box.bottom + 30), Point(box.right + 20, box.top - 30)
    hand.drag(outside, inside)
    assert "system bank" in hand.selected()
    hand.drag(Point(box.center.x, box.bottom + 30), inside)
    assert hand.selected() == []
    hand.drag(Point(box.right + 20, box.bottom + 30), Point(box.center.x, box.bottom - 6))
    assert hand.selected() == ["system bank"]
    assert hand.steps == 0


def test_rubber_band_escape_restores_the_selection(hand):
    hand.click(hand.head("shop"))
    box = hand.box("bank")
    hand.hold(Point(box.left - 30, box.bottom + 30), Point(box.right + 20, box.top - 30))
    hand.key(Qt.Key.Key_Escape)
    assert hand.selected() == ["system shop"]


def test_drag_moves_the_box_in_one_step_and_undo_brings_it_back(hand):
    before, others = hand.box("bank"), hand.box("shop")
    hand.drag(hand.head("bank"), hand.head("bank").moved(-61, 131))
    moved = hand.box("bank")
    assert abs(moved.x - before.x + 61) < 8
    assert abs(moved.y - before.y - 131) < 8
    assert hand.box("shop") == others
    hand.undo_all()
    assert hand.box("bank") == before


def test_drag_escape_leaves_no_trace(hand):
    before, picture = hand.editor.workspace, hand.view.grab().toImage()
    hand.hold(hand.head("bank"), hand.head("bank").moved(-60, 130))
    assert hand.view.grab().toImage() != picture
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, QPoint(5, 5))
    hand.view.mouse.leave()
    hand.editor.selection.clear()
    assert hand.editor.workspace is before
    assert hand.steps == 0
    assert hand.view.grab().toImage() == picture


def test_shift_keeps_a_drag_to_one_axis(hand):
    before = hand.box("bank")
    hand.select("system bank")
    start = hand.head("bank")
    hand.hold(start, start.moved(-140, 30))
    QTest.mouseMove(hand.view, hand.screen(start.moved(-150, 40)))
    tool = hand.view.tool
    pointer = hand.view.mouse.last
    tool.move(pointer.__class__(pointer.screen, pointer.scene, shift=True))
    QTest.mouseRelease(hand.view, LEFT, SHIFT, hand.screen(start.moved(-150, 40)))
    assert hand.box("bank").y == before.y
    assert hand.box("bank").x < before.x - 100


def test_drag_snaps_to_the_edges_of_neighbors(hand):
    target = hand.box("shop").left
    start = hand.head("bank")
    hand.drag(start, start.moved(target - hand.box("bank").left + 3, 150))
    assert hand.box("bank").left == target


def test_all_selected_systems_move_together(hand):
    hand.select("system bank", "system shop")
    bank, shop = hand.box("bank"), hand.box("shop")
    hand.drag(hand.head("bank"), hand.head("bank").moved(0, 200))
    assert hand.box("bank").y - bank.y == pytest.approx(hand.box("shop").y - shop.y)
    assert hand.box("bank").y - bank.y == pytest.approx(200, abs=8)
    assert hand.steps == 1


def test_drop_into_a_zone_reparents_in_the_same_step(hand):
    zone = hand.editor.drawing.placement.zones["core"]
    hand.drag(hand.head("bank"), Point(zone.left + 30, zone.bottom - 10))
    assert hand.landscape.system_by_id["bank"].zone == "core"
    assert hand.steps == 1
    hand.undo_all()
    assert hand.landscape.system_by_id["bank"].zone is None


def test_drop_far_outside_leaves_the_zone(hand):
    hand.drag(hand.head("fo"), Point(520, 780))
    assert hand.landscape.system_by_id["fo"].zone is None


def test_connect_from_a_row_to_a_row(hand):
    start, end = hand.row("fo.events"), hand.box("shop")
    hand.drag(Point(start.left + 2, start.center.y), Point(end.center.x, end.top + 15))
    new = hand.landscape.integrations[-1]
    assert (str(new.from_), str(new.to)) == ("fo.events", "shop")
    assert hand.editor.facts.timing(new) is Timing.NEAR_REAL_TIME
    assert hand.view.renamer.active
    hand.type("Stock changes")
    assert hand.landscape.integrations[-1].name == "Stock changes"
    assert hand.landscape.integrations[-1].id == "stock-changes"
    assert hand.selected() == ["integration stock-changes"]
    hand.undo_all()
    assert hand.editor.workspace == small()


def test_connect_takes_the_entity_of_the_called_endpoint(hand):
    start, end = hand.box("bank"), hand.row("fo.odata")
    hand.drag(Point(start.left + 2, start.top + 18), end.center)
    new = hand.landscape.integrations[-1]
    assert new.to == End("fo", "odata")
    assert new.entities == ("Sales order",)
    assert new.name == "Sales order"


def test_connect_against_the_catalog_says_so_and_x_swaps(hand):
    start, end = hand.row("fo.odata"), hand.box("bank")
    hand.drag(Point(start.right - 2, start.center.y), end.center)
    new = hand.landscape.integrations[-1]
    assert new.from_ == End("fo", "odata")
    assert "made to be called" in hand.messages[-1]
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_X)
    assert hand.landscape.integrations[-1].to == End("fo", "odata")


def test_undo_during_a_drag_ends_it_without_a_trace(hand):
    hand.editor.perform(AddSystem(System(id="new", name="New"), "main", Point(40, 400)))
    rect = hand.box("new")
    QTest.mousePress(hand.view, LEFT, NONE, hand.screen(hand.head("new")))
    for dx in (40, 80):
        move(hand, Point(rect.center.x + dx, rect.top + 20))
    assert hand.view.tool is not None
    hand.editor.undo_stack.undo()
    assert hand.view.tool is None and hand.selected() == []
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(Point(rect.center.x + 80, rect.top + 20)))
    assert (hand.steps, len(hand.landscape.systems)) == (0, 3)


def test_alt_x_swaps_while_the_name_is_typed(hand):
    start, end = hand.row("fo.odata"), hand.box("bank")
    hand.drag(Point(start.right - 2, start.center.y), end.center)
    renamer = hand.view.renamer
    assert renamer.turn.isVisible() and renamer.field.text() == "Sales order"
    QTest.keyClick(renamer.field, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert hand.landscape.integrations[-1].to == End("fo", "odata")
    assert renamer.active and renamer.field.hasFocus() and not renamer.turn.isVisible()
    QTest.keyClicks(renamer.field, "Bank orders")
    QTest.keyClick(renamer.field, Qt.Key.Key_Return)
    new = hand.landscape.integrations[-1]
    assert (new.id, new.name) == ("bank-orders", "Bank orders")
    assert hand.selected() == ["integration bank-orders"]


def test_the_swap_button_renames_a_line_that_is_called_after_its_ends(hand):
    bank = hand.box("bank")
    hand.drag(Point(bank.left + 2, bank.center.y), hand.row("fo.events").center)
    assert hand.landscape.integrations[-1].name == "Bank to Finance"
    steps = hand.steps
    QTest.mouseClick(hand.view.renamer.turn, LEFT)
    QTest.keyClick(hand.view.renamer.field, Qt.Key.Key_Escape)
    new = hand.landscape.integrations[-1]
    assert (new.id, new.name, new.from_) == ("finance-to-bank", "Finance to Bank", End("fo", "events"))
    assert hand.steps == steps + 1


def test_a_connection_tells_before_the_drop_what_it_will_be(hand):
    facts = hand.editor.facts
    assert preview(facts, End("fo", "events"), End("bank")) == ("Finance to Bank · near-real-time", False)
    words, warns = preview(facts, End("bank"), End("fo", "events"))
    assert warns and "starts by itself" in words


def test_a_name_can_be_typed_while_a_large_landscape_is_still_drawn(hand, qtbot, monkeypatch):
    monkeypatch.setattr("d365arch.gui.editor.SMALL", 0)
    start = hand.row("fo.events")
    hand.drag(Point(start.right - 2, start.center.y), hand.box("shop").center)
    field = hand.view.renamer.field
    assert hand.view.renamer.active and field.isVisible()
    QTest.keyClicks(field, "Early")
    qtbot.waitUntil(lambda: not hand.editor.background.tasks)
    QTest.keyClicks(field, " words")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.landscape.integrations[-1].name == "Early words"
    qtbot.waitUntil(lambda: not hand.editor.background.tasks)


def test_connect_escape_leaves_no_trace(hand):
    before = hand.editor.workspace
    start = hand.row("fo.events")
    hand.hold(Point(start.right - 2, start.center.y), hand.head("bank"))
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.view, LEFT, NONE, hand.screen(hand.head("bank")))
    assert hand.editor.workspace is before
    assert hand.selected() == []


def test_connect_into_empty_space_offers_systems_and_connects(hand):
    start = hand.box("bank")
    count = len(hand.landscape.systems)
    hand.drag(Point(start.left + 2, start.top + 18), Point(300, 500))
    assert hand.view.popups.open
    hand.type("service bus")
    new = hand.landscape.integrations[-1]
    system = hand.landscape.systems[-1]
    assert len(hand.landscape.systems) == count + 1
    assert system.type == "azure.service-bus"
    assert (new.from_, new.to) == (End("bank"), End(system.id))
    hand.key(Qt.Key.Key_Escape)
    assert hand.steps == 1


def test_connect_into_empty_space_with_an_endpoint(hand):
    start = hand.box("bank")
    hand.drag(Point(start.left + 2, start.top + 18), Point(300, 500))
    hand.type("finance odata")
    new = hand.landscape.integrations[-1]
    assert hand.landscape.endpoint_at(new.to).type == "fo.odata"


def test_popup_escape_leaves_no_trace(hand):
    before = hand.editor.workspace
    start = hand.box("bank")
    hand.drag(Point(start.left + 2, start.top + 18), Point(300, 500))
    hand.key(Qt.Key.Key_Escape)
    assert not hand.view.popups.open
    assert hand.editor.workspace is before


def test_reconnect_by_dragging_an_end(hand):
    hand.select("integration orders")
    hand.drag(end_handles(hand.view)[1][2], hand.row("fo.events").center)
    assert hand.landscape.integration_by_id["orders"].to == End("fo", "events")
    hand.undo_all()
    hand.select("integration orders")
    hand.hold(end_handles(hand.view)[0][2], hand.head("bank"))
    hand.key(Qt.Key.Key_Escape)
    assert hand.landscape.integration_by_id["orders"].from_ == End("shop", "checkout")


def test_double_click_renames_and_escape_keeps_the_name(hand):
    hand.double_click(hand.head("shop"))
    hand.type("E-shop")
    assert hand.landscape.system_by_id["shop"].name == "E-shop"
    hand.double_click(hand.row("fo.odata").center)
    hand.type("Orders in", enter=False)
    hand.key(Qt.Key.Key_Escape)
    assert hand.landscape.system_by_id["fo"].endpoints[0].name is None
    assert hand.steps == 1


@pytest.mark.parametrize("name", ["system fo", "system shop", "endpoint fo.odata", "integration orders", "zone core",
                                  "title title"])
@pytest.mark.parametrize("zoom", [0.6, 1.0, 2.5])
def test_the_name_field_hides_the_name_it_edits(hand, name, zoom):
    kind, element_id = name.split()
    element = Element(kind=kind, id=element_id)
    hand.view.zoom_to(zoom)
    hand.view.begin_rename(element)
    renamer = hand.view.renamer
    text = renamer._text_rect(element)
    assert text is not None
    covered = hand.view.viewport.rect_to_screen(text)
    field = renamer.field.geometry()
    assert field.left() <= covered.left and field.right() >= covered.right - 1
    assert field.top() <= covered.top and field.bottom() >= covered.bottom - 1
    renamer.cancel()


def test_removing_tells_what_went_and_undo_selects_it_again(hand):
    hand.select("system fo")
    hand.key(Qt.Key.Key_Delete)
    assert hand.messages[-1] == "Removed Finance and 2 integrations; undo with Ctrl+Z."
    hand.editor.undo_stack.undo()
    assert hand.selected() == ["system fo"]
    hand.select("integration orders")
    hand.key(Qt.Key.Key_Delete)
    assert hand.messages[-1] == "Removed Orders; undo with Ctrl+Z."


def test_undo_keeps_the_selection_of_what_is_still_there(hand):
    hand.select("system fo", "system shop")
    hand.key(Qt.Key.Key_Right)
    hand.editor.undo_stack.undo()
    assert hand.selected() == ["system fo", "system shop"]
    hand.editor.undo_stack.redo()
    assert hand.selected() == ["system fo", "system shop"]


def test_double_click_on_the_title_names_the_landscape(hand):
    rect = next(s.bounds for s in hand.view.sheet.scene.shapes if s.element.kind == "title")
    hand.double_click(Point(rect.x + 20, rect.y + 12))
    hand.type("Contoso")
    assert hand.landscape.name == "Contoso"


def test_wheel_zooms_at_the_pointer(hand):
    at = QPointF(400, 300)
    kept = hand.view.viewport.to_scene(Point(400, 300))
    event = QWheelEvent(at, hand.view.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, NONE,
                        Qt.ScrollPhase.NoScrollPhase, False)
    before = hand.view.zoom
    QApplication.sendEvent(hand.view, event)
    assert hand.view.zoom == pytest.approx(before * 1.44)
    now = hand.view.viewport.to_scene(Point(400, 300))
    assert now.x == pytest.approx(kept.x, abs=1)
    assert now.y == pytest.approx(kept.y, abs=1)


def test_zoom_stays_between_5_and_800_percent(hand):
    seen = []
    hand.view.zoom_changed.connect(seen.append)
    hand.view.zoom_to(100)
    hand.view.zoom_to(0.0001)
    assert seen == [8.0, 0.05]


@pytest.mark.parametrize("with_space", [True, False])
def test_pan_with_middle_button_or_space(hand, with_space):
    before = hand.view.viewport
    if with_space:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
    a, b = QPoint(300, 600), QPoint(350, 570)
    button = LEFT if with_space else Qt.MouseButton.MiddleButton
    QTest.mousePress(hand.view, button, NONE, a)
    QTest.mouseMove(hand.view, b)
    QTest.mouseRelease(hand.view, button, NONE, b)
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert (hand.view.viewport.x - before.x, hand.view.viewport.y - before.y) == (50, -30)
    assert not hand.view.keyboard.space_held


def test_drop_of_an_endpoint_needs_a_system(hand):
    hand.drop("endpoint:fo.odata", Point(300, 500))
    assert hand.steps == 0
    assert hand.messages[-1] == "An endpoint belongs to a system; drop it onto one."
    assert hand.drop("endpoint:fo.data-package-api", hand.head("fo"))
    assert [e.type for e in hand.landscape.system_by_id["fo"].endpoints][-1] == "fo.data-package-api"
    assert hand.steps == 1


def test_drop_of_a_system_into_a_zone(hand):
    zone = hand.editor.drawing.placement.zones["core"]
    assert hand.drop("system:azure.logic-apps", Point(zone.left + 8, zone.bottom - 6))
    assert hand.landscape.systems[-1].zone == "core"
    boxes = hand.editor.drawing.placement.boxes
    new = boxes[hand.landscape.systems[-1].id]
    assert not any(new.overlaps(rect) for system, rect in boxes.items() if system != hand.landscape.systems[-1].id)


def point_at(hand, at):
    """Move the pointer there, also where it is already, which Qt takes for no move."""
    QTest.mouseMove(hand.view, at)
    none = Qt.MouseButton.NoButton
    hand.view.mouse.move(QMouseEvent(QEvent.Type.MouseMove, at.toPointF(), hand.view.mapToGlobal(at).toPointF(), none,
                                     none, Qt.KeyboardModifier.NoModifier))


def test_hover_lets_the_lines_of_a_system_stand_out(hand, qtbot):
    point_at(hand, QPoint(5, 890))
    point_at(hand, hand.screen(hand.head("bank")))
    hand.view.set_viewport(hand.view.viewport.panned(1, 1))     # as a fit that comes late does
    qtbot.waitUntil(lambda: bool(hand.view.overlay.lit))
    assert {f"{e.kind} {e.id}" for e in hand.view.overlay.lit} == {
        "system bank", "system fo", "integration payments"}
    point_at(hand, QPoint(5, 890))
    assert not hand.view.overlay.lit


def test_right_click_selects_and_asks_for_a_menu(hand, qtbot):
    with qtbot.waitSignal(hand.view.context_requested) as asked:
        QTest.mouseClick(hand.view, Qt.MouseButton.RightButton, NONE, hand.screen(hand.head("bank")))
        from PySide6.QtGui import QContextMenuEvent
        at = hand.screen(hand.head("bank"))
        QApplication.sendEvent(hand.view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at,
                                                            hand.view.mapToGlobal(at)))
    assert asked.args[0].id == "bank"
    assert hand.selected() == ["system bank"]


def test_a_gesture_ends_when_what_it_holds_is_gone_from_the_drawing(hand):
    hand.hold(hand.head("bank"), hand.head("bank").moved(80, 60))
    drawing = hand.editor.drawing
    assert hand.view.tool is not None
    hand.view.mouse.drawing_changed(drawing)
    assert hand.view.tool is not None
    without = {system: rect for system, rect in drawing.placement.boxes.items() if system != "bank"}
    hand.view.mouse.drawing_changed(replace(drawing, placement=replace(drawing.placement, boxes=without)))
    assert hand.view.tool is None
    assert not hand.view.frame.without
    QTest.mouseRelease(hand.view, Qt.MouseButton.LeftButton, NONE, QPoint(700, 700))
    assert hand.steps == 0


def test_a_drag_moves_nothing_in_a_view_that_was_turned_to_meanwhile(hand):
    hand.editor.perform(AddView(View(id="second")))
    steps = hand.steps
    hand.hold(hand.head("bank"), hand.head("bank").moved(80, 60))
    hand.editor.set_view("second" if hand.editor.view_id == "main" else "main")
    assert hand.view.tool is None
    QTest.mouseRelease(hand.view, Qt.MouseButton.LeftButton, NONE, QPoint(700, 700))
    assert hand.steps == steps
