"""The canvas by keyboard, and the small parts it is made of."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.gui.canvas.additions import add_system, connect
from d365arch.gui.canvas.draft import elbow, free_place, new_integration, unused
from d365arch.gui.canvas.guides import Snapper
from d365arch.gui.canvas.search_popup import Choice, matching
from d365arch.gui.canvas.sheet import middle_of
from d365arch.gui.canvas.viewport import Viewport
from d365arch.layout.request import Side
from d365arch.model import End, Point, Rect, Workspace
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import CTRL, NONE, SHIFT, Hand, small

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hand(qtbot):
    made = Hand(small())
    qtbot.addWidget(made.view)
    return made


def test_ten_nudges_are_one_undo_step(hand):
    hand.select("system bank")
    before = hand.box("bank")
    for _ in range(10):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert hand.box("bank") == before.moved(10, 10)
    assert hand.steps == 1
    hand.undo_all()
    assert hand.box("bank") == before


def test_arrows_without_a_selection_pan(hand):
    before = hand.view.viewport
    hand.key(Qt.Key.Key_Right)
    assert hand.view.viewport.x < before.x
    assert hand.steps == 0


def test_tab_walks_the_systems_in_reading_order_and_then_leaves(hand):
    seen = []
    for _ in range(3):
        hand.key(Qt.Key.Key_Tab)
        seen += hand.selected()
    assert seen == ["system shop", "system fo", "system bank"]
    assert not hand.view.keyboard._walker.along_systems(1)
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert hand.selected() == ["system fo"]


def test_alt_arrows_go_to_the_neighbor(hand):
    hand.select("system shop")
    hand.key(Qt.Key.Key_Right, ALT)
    assert hand.selected() == ["system fo"]
    hand.key(Qt.Key.Key_Left, ALT)
    assert hand.selected() == ["system shop"]


def test_arrows_walk_rows_and_along_integrations(hand):
    rows = hand.editor.drawing.placement.rows["fo"]
    hand.select(f"endpoint fo.{rows[0]}")
    hand.key(Qt.Key.Key_Down)
    assert hand.selected() == [f"endpoint fo.{rows[1]}"]
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Up)
    assert hand.selected() == ["system fo"]
    hand.select("endpoint fo.odata")
    hand.key(Qt.Key.Key_Left)
    assert hand.selected() == ["integration orders"]
    hand.key(Qt.Key.Key_Left)
    assert hand.selected() == ["endpoint shop.checkout"]


def test_delete_removes_the_selection_in_one_step(hand):
    hand.select("system bank", "integration orders", "endpoint fo.odata")
    hand.key(Qt.Key.Key_Delete)
    assert set(hand.landscape.system_by_id) == {"fo", "shop"}
    assert hand.landscape.integrations == ()
    assert hand.steps == 1
    hand.undo_all()
    assert hand.editor.workspace == small()


def test_select_all_escape_and_rename_keys(hand):
    hand.key(Qt.Key.Key_A, CTRL)
    assert sorted(hand.selected()) == ["system bank", "system fo", "system shop"]
    hand.key(Qt.Key.Key_Escape)
    assert hand.selected() == []
    for name, key in (("system bank", Qt.Key.Key_F2), ("zone other", Qt.Key.Key_Return)):
        hand.select(name)
        hand.key(key)
        assert hand.view.renamer.active
        hand.key(Qt.Key.Key_Escape)
    hand.select("integration orders")
    hand.key(Qt.Key.Key_F2)
    hand.type("Web orders")
    assert hand.landscape.integration_by_id["orders"].name == "Web orders"


def test_c_connects_to_the_row_that_was_typed(hand):
    hand.select("system bank")
    hand.key(Qt.Key.Key_C)
    assert hand.view.popups.popup.current.value in (End("fo"), End("shop"))
    hand.type("finance odata")
    assert hand.landscape.integrations[-1].to == End("fo", "odata")
    assert hand.view.renamer.active


def test_c_with_nothing_selected_says_what_to_do(hand):
    hand.key(Qt.Key.Key_C)
    assert "Select the system or endpoint" in hand.messages[-1]


def test_popup_walks_with_arrows_and_tab(hand):
    hand.key(Qt.Key.Key_A)
    popup = hand.view.popups.popup
    assert QApplication.focusWidget() is popup.field
    first = popup.current
    hand.key(Qt.Key.Key_Down)
    assert popup.current != first
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert popup.current == first
    hand.type("no such thing at all", enter=False)
    assert popup.current is None
    hand.key(Qt.Key.Key_Return)
    assert hand.view.popups.open
    hand.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is hand.view


@pytest.mark.parametrize("way", [-1, 1])
def test_a_new_line_comes_into_sight_with_its_name_field(hand, way):
    view = hand.view
    view.set_viewport(view.viewport.panned(way * view.width(), way * view.height()))
    connect(view, End("shop"), End("bank"))
    assert view.rect().contains(view.renamer.field.geometry())


def test_a_new_system_comes_into_sight(hand):
    view = hand.view
    add_system(view, "d365.finance", view.viewport.to_scene(Point(4, 4)), None)
    box = view.viewport.rect_to_screen(hand.box(hand.landscape.systems[-1].id))
    assert box.left >= 0 and box.top >= 0
    hand.key(Qt.Key.Key_Escape)


def test_leaving_the_name_field_takes_the_name(hand):
    hand.double_click(hand.head("bank"))
    hand.type("House bank", enter=False)
    hand.click(Point(700, 700))
    assert hand.landscape.system_by_id["bank"].name == "House bank"


def test_an_edit_does_not_move_the_view(hand):
    before = hand.view.viewport
    hand.drop("system:azure.logic-apps", Point(900, 100))
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.viewport == before


def test_canvas_tells_assistive_technology_what_is_selected(hand):
    assert hand.view.accessibleName() == "Drawing"
    hand.select("system fo")
    assert "Finance" in hand.view.accessibleDescription()
    hand.select("endpoint fo.odata")
    assert "OData" in hand.view.accessibleDescription()
    assert "inbound" in hand.view.accessibleDescription()
    for widget in (hand.view.renamer.field, hand.view.popups.popup.field):
        hand.view.popups.add_system()
        assert widget.accessibleName()
    hand.view.popups.close()


def test_the_selection_is_seen(hand):
    plain = hand.view.grab().toImage()
    hand.select("system fo")
    assert hand.view.grab().toImage() != plain


def test_fit_selection_center_flash_and_reveal(hand):
    view = hand.view
    hand.select("system bank")
    view.fit_selection()
    rect = view.viewport.rect_to_screen(hand.box("bank"))
    assert rect.center.x == pytest.approx(view.width() / 2, abs=2)
    view.zoom_to(4)
    view.flash(Element(kind="system", id="shop"))
    seen = view.viewport.rect_to_screen(hand.box("shop"))
    assert 0 <= seen.left < view.width()
    view.center_on(Element(kind="integration", id="orders"))
    view.fit()
    assert view.zoom <= 1


def test_second_button_cancels_a_gesture(hand):
    before = hand.editor.workspace
    hand.hold(hand.head("bank"), hand.head("bank").moved(0, 90))
    QTest.mousePress(hand.view, Qt.MouseButton.RightButton, NONE, hand.screen(Point(10, 10)))
    assert hand.view.tool is None
    assert hand.editor.workspace is before


def test_viewport_keeps_the_point_under_the_pointer_and_whole_pixels():
    viewport = Viewport(1.0, 10, 20, 2.0).zoomed(1.7, Point(333, 222))
    point = viewport.to_scene(Point(333, 222))
    assert point.x == pytest.approx(323, abs=0.3)
    assert point.y == pytest.approx(202, abs=0.3)
    assert (viewport.x * 2).is_integer()
    assert viewport.to_screen(viewport.to_scene(Point(5, 6))) == pytest.approx(Point(5, 6))


def test_snapping_takes_the_nearest_mark_on_each_axis():
    snapper = Snapper([Rect(0, 0, 100, 40), Rect(400, 300, 200, 60)])
    found = snapper.snap(Rect(4, 303, 100, 40), 6)
    assert (found.dx, found.dy) == (-4, -3)
    assert len(found.guides) >= 2
    assert snapper.snap(Rect(12, 150, 17, 17), 6).guides == ()
    assert snapper.snap(Rect(4, 303, 100, 40), 6, across=False).dx == 0


@pytest.mark.parametrize(("start", "end"), [(Side.RIGHT, Side.LEFT), (Side.RIGHT, Side.RIGHT), (Side.LEFT, Side.LEFT),
                                            (Side.TOP, Side.BOTTOM), (Side.RIGHT, Side.TOP), (Side.RIGHT, None)])
def test_elbows_are_square_and_join_the_ends(start, end):
    points = elbow(Point(0, 0), start, Point(300, 120), end)
    assert (points[0], points[-1]) == (Point(0, 0), Point(300, 120))
    assert all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(points))


def test_new_box_finds_the_nearest_free_place():
    taken = [Rect(0, 0, 200, 100)]
    place = free_place(taken, Rect(20, 20, 200, 100))
    assert not Rect(*place, 200, 100).grown(20).overlaps(taken[0])
    assert free_place([], Rect(5, 6, 10, 10)) == Point(5, 6)


def test_the_list_prefers_whole_words_then_starts():
    choices = [Choice("Business Central"), Choice("Service Bus"), Choice("Omnibus"), Choice("Queue", words=("bus",)),
               Choice("Hidden bus", only_searched=True)]
    assert [c.text for c in matching(choices, "bus")] == [
        "Service Bus", "Hidden bus", "Queue", "Business Central", "Omnibus"]
    assert "Hidden bus" not in [c.text for c in matching(choices, "")]


def test_new_names_and_ids_are_not_taken(hand):
    assert unused("Bank", {"Bank", "Bank 2"}) == "Bank 3"
    made = new_integration(hand.editor.facts, End("shop"), End("bank"))
    assert (made.id, made.name) == ("web-shop-to-bank", "Web shop to Bank")


def test_middle_of_a_line():
    assert middle_of((Point(0, 0), Point(100, 0), Point(100, 100))) == Point(100, 0)


def test_empty_workspace_takes_keys_without_harm(qtbot):
    hand = Hand(Workspace.empty())
    qtbot.addWidget(hand.view)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_E, Qt.Key.Key_X):
        QTest.keyClick(hand.view, key)
    hand.view.fit_selection()
    assert hand.steps == 0
