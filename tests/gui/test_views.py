"""Views in the window: tabs, what each remembers, and what the history shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar

from d365arch.edit import AddView, RemoveElements, RenameElement, SetPositions, SetShow, Several, Target, TargetKind
from d365arch.model import Point, Show, View
from tests.gui.views_kit import (
    NONE,
    click_tab,
    drag_tab,
    keys,
    order,
    select,
    shown,
    tabs_of,
    titles,
    turn_wheel,
    views_of,
)

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def three(opened):
    """The test landscape with three views, the first of them on show."""
    for view in (View(id="core", title="Core", show=Show(zones=("d365",))),
                 View(id="sales", title="Sales & shop", show=Show(ids=("shop", "fo")))):
        opened.editor.perform(AddView(view))
    opened.editor.set_view("main")
    return opened


def test_a_file_without_views_has_one_tab_and_a_plus(opened):
    assert titles(opened) == ["Main"]
    bar = views_of(opened).bar
    assert bar.isVisible() and bar.new.isVisible() and not bar.hidden.isVisible() and not bar.all.isVisible()
    assert not opened.actions_by_name["view_delete"].isEnabled()
    tabs_of(opened).renamed.emit("main", "Everything")
    assert [(v.id, v.title) for v in opened.editor.workspace.views] == [("main", "Everything")]


def test_a_click_shows_a_view_and_keys_and_wheel_walk(three):
    assert titles(three) == ["Main", "Core", "Sales && shop"]
    click_tab(three, 1)
    assert (three.editor.view_id, shown(three)) == ("core", {"fo"})
    three.canvas.setFocus()
    for key, wanted in ((Qt.Key.Key_PageDown, "sales"), (Qt.Key.Key_PageDown, "main"), (Qt.Key.Key_PageUp, "sales")):
        QTest.keyClick(three.canvas, key, CTRL)
        assert three.editor.view_id == wanted
    assert tabs_of(three).currentIndex() == 2
    turn_wheel(three, 1)
    assert three.editor.view_id == "core"
    turn_wheel(three, 3)
    assert three.editor.view_id == "main"
    turn_wheel(three, 1)
    assert three.editor.view_id == "main", "the wheel does not go round"


def test_a_middle_click_deletes_nothing(three):
    click_tab(three, 1, Qt.MouseButton.MiddleButton)
    assert order(three) == ["main", "core", "sales"]
    assert three.editor.view_id == "main"


def test_a_dragged_tab_is_one_step(three):
    steps = three.editor.undo_stack.index()
    drag_tab(three, 0, 2)
    assert order(three) == ["core", "sales", "main"]
    assert three.editor.undo_stack.index() == steps + 1
    assert three.editor.undo_stack.undoText() == "Move view main"
    three.editor.undo_stack.undo()
    assert tabs_of(three).ids == order(three) == ["main", "core", "sales"]
    tabs_of(three).setFocus()
    QTest.keyClick(tabs_of(three), Qt.Key.Key_PageDown, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert order(three) == ["core", "main", "sales"]


def test_escape_leaves_a_dragged_tab_where_it_was(three):
    tabs, steps = tabs_of(three), three.editor.undo_stack.index()
    drag_tab(three, 0, 2, before_release=lambda: QTest.keyClick(three.canvas, Qt.Key.Key_Escape))
    assert tabs.ids == order(three) == ["main", "core", "sales"]
    assert three.editor.undo_stack.index() == steps


def test_a_name_that_is_typed_goes_with_its_view(three, landscape_file):
    tabs = tabs_of(three)
    click_tab(three, 2)
    tabs.rename(2)
    tabs.field.setText("Gone")
    three.actions_by_name["view_delete"].trigger()
    assert not tabs.field.isVisible()
    tabs.rename(0)
    tabs.field.setText("Meant for the file before")
    three.editor.undo_stack.setClean()
    three.session.open(landscape_file)
    assert not tabs.field.isVisible()
    assert three.editor.undo_stack.count() == 0


def test_the_wheel_over_the_tabs_takes_a_name_that_is_being_typed_on_the_drawing(three):
    select(three, "system shop")
    three.actions_by_name["rename"].trigger()
    keys(three, "Store")
    turn_wheel(three, -1)
    assert three.editor.view_id == "core"
    assert three.editor.workspace.landscape.system_by_id["shop"].label == "Store"


def test_a_copy_of_a_copy_is_another_copy(opened):
    for _ in range(3):
        opened.actions_by_name["view_copy"].trigger()
    assert sorted(titles(opened)) == ["Main", "Main copy", "Main copy 2", "Main copy 3"]


def test_a_tab_is_renamed_in_place(three):
    tabs = tabs_of(three)
    QTest.mouseDClick(tabs, Qt.MouseButton.LeftButton, NONE, tabs.tabRect(2).center())
    assert tabs.field.isVisible() and tabs.field.text() == "Sales & shop"
    keys(three, "Shop only", (Qt.Key.Key_Return, NONE))
    assert titles(three)[2] == "Shop only"
    assert three.editor.undo_stack.undoText() == "Rename Sales & shop"
    assert QApplication.focusWidget() is three.canvas
    three.actions_by_name["view_rename"].trigger()
    keys(three, "Other", (Qt.Key.Key_Escape, NONE))
    assert titles(three)[2] == "Shop only"
    tabs.rename(1)
    tabs.field.setText("Heart")
    three.canvas.setFocus()
    assert titles(three)[1] == "Heart", "leaving the field takes the name"
    assert three.editor.view_id == "core", "one sees what was changed"


def test_the_menu_of_a_tab_is_about_that_view(three, qtbot):
    tabs = tabs_of(three)
    QTest.mouseClick(tabs, Qt.MouseButton.RightButton, NONE, tabs.tabRect(1).center())
    tabs.menu_wanted.emit(tabs.mapToGlobal(tabs.tabRect(1).center()))
    assert three.editor.view_id == "core"
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [a.text() for a in menu.actions() if a.text()][:3] == ["Copy view", "Rename view", "What it shows …"]
    menu.close()


def test_a_copy_keeps_the_places(three):
    editor = three.editor
    places = dict(editor.drawing.places)
    three.actions_by_name["view_copy"].trigger()
    assert order(three) == ["main", "main-copy", "core", "sales"]
    assert editor.view_id == "main-copy"
    assert dict(editor.drawing.places) == places
    assert dict(editor.view.positions) == places
    editor.perform(SetPositions("main-copy", {"bank": Point(2000, 2000)}))
    editor.set_view("main")
    assert dict(editor.drawing.places) == places, "each view has its own positions"
    three.actions_by_name["view_copy"].trigger()
    assert titles(three)[1] == "Main copy 2"


def test_deleting_shows_the_neighbor_and_undo_brings_the_view_back(three):
    editor, act = three.editor, three.actions_by_name
    editor.set_view("core")
    editor.perform(SetPositions("core", {"fo": Point(300, 300)}))
    act["view_delete"].trigger()
    assert (order(three), editor.view_id, titles(three)) == (["main", "sales"], "sales", ["Main", "Sales && shop"])
    editor.set_view("main")
    editor.undo_stack.undo()
    assert (order(three), editor.view_id) == (["main", "core", "sales"], "core")
    assert editor.drawing.places["fo"] == Point(300, 300)
    tabs_of(three).setFocus()
    QTest.keyClick(tabs_of(three), Qt.Key.Key_Delete)
    assert order(three) == ["main", "sales"]
    act["view_delete"].trigger()
    assert order(three) == ["main"]
    assert not act["view_delete"].isEnabled()


def test_undo_shows_the_view_that_it_changes(three):
    editor = three.editor
    editor.perform(SetPositions("main", {"bank": Point(900, 900)}))
    editor.set_view("sales")
    editor.undo_stack.undo()
    assert editor.view_id == "main"
    editor.set_view("core")
    editor.perform(RemoveElements(systems=("bank",)))
    assert editor.view_id == "core", "a change of the landscape shows in every view"


def test_each_view_keeps_zoom_place_and_selection(three):
    canvas, editor = three.canvas, three.editor
    select(three, "system bank")
    canvas.zoom_to(2.0)
    canvas.set_viewport(canvas.viewport.panned(130, -70))
    before = canvas.viewport
    click_tab(three, 1)
    assert not editor.selection, "what is not drawn here is not selected here"
    assert canvas.zoom != 2.0
    select(three, "system fo")
    click_tab(three, 0)
    assert canvas.zoom == 2.0
    assert (canvas.viewport.x, canvas.viewport.y) == pytest.approx((before.x, before.y), abs=1)
    assert editor.selection.of_kind("system") == ("fo",), "what is picked and drawn in both stays picked"
    select(three, "system bank")
    click_tab(three, 1)
    assert editor.selection.of_kind("system") == ("fo",), "the view's own selection comes back"


def test_another_file_forgets_what_views_looked_like(three, landscape_file):
    canvas = three.canvas
    canvas.zoom_to(3.0)
    three.editor.set_view("core")
    three.editor.undo_stack.setClean()
    three.session.open(landscape_file)
    assert canvas.zoom < 3.0
    assert titles(three) == ["Main"]


def test_many_tabs_scroll_and_are_listed(opened):
    editor = opened.editor
    editor.perform(Several(tuple(AddView(View(id=f"v{n}", title=f"View number {n}", show=Show(systems=("fo",))))
                                 for n in range(29)), "Add views"))
    QApplication.processEvents()
    bar = views_of(opened).bar
    assert bar.all.isVisible()
    assert bar.tabs.width() < bar.width() and bar.new.isVisible()
    assert bar.tabs.tabRect(29).right() <= bar.tabs.width(), "the tab of the view on show is in sight"
    bar.all.click()
    menu = QApplication.activePopupWidget()
    assert len(menu.actions()) == 30
    menu.actions()[3].trigger()
    menu.close()
    assert editor.view_id == "v2"
    QApplication.processEvents()
    assert bar.tabs.tabRect(3).left() >= 0


def test_a_long_name_is_cut_in_its_tab_and_told_whole(opened):
    title = "A view with a name that nobody wants to read in a tab"
    opened.editor.perform(RenameElement(Target(TargetKind.VIEW, "main"), title))
    tabs = tabs_of(opened)
    assert tabs.tabText(0).endswith("…") and tabs.tabRect(0).width() <= 220
    assert title in tabs.tabToolTip(0) and tabs.accessibleTabName(0) == title
    tabs.rename(0)
    assert tabs.field.text() == title
    tabs.finish(take=False)


def test_a_query_view_follows_the_model_and_keeps_what_was_placed(three):
    editor = three.editor
    editor.set_view("core")
    editor.perform(SetPositions("core", {"fo": Point(400, 200)}))
    place = dict(editor.drawing.places)
    editor.perform(SetShow("core", Show(systems=("fo",), neighbors=1)))
    assert shown(three) == {"fo", "shop", "bank"}
    assert editor.drawing.places["fo"] == place["fo"], "what comes moves nothing that stands"
    came = dict(editor.drawing.places)
    editor.perform(RemoveElements(integrations=("payments",)))
    assert shown(three) == {"fo", "shop"}
    editor.perform(SetPositions("core", {"shop": Point(20, 20)}))
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert dict(editor.drawing.places) == came, "what returns stands where it stood"
    editor.perform(SetShow("core", Show(systems=("fo",))))
    editor.perform(SetShow("core", Show(systems=("fo", "bank"))))
    assert editor.drawing.places["bank"] == came["bank"]


def test_a_place_is_forgotten_only_with_the_element(three):
    editor = three.editor
    editor.set_view("sales")
    editor.perform(SetPositions("sales", {"shop": Point(10, 10), "fo": Point(600, 10)}))
    editor.perform(SetShow("sales", Show(ids=("fo",))))
    assert editor.view.positions["shop"] == Point(10, 10)
    editor.perform(RemoveElements(systems=("shop",)))
    assert "shop" not in editor.view.positions


def test_tabs_of_a_file_with_several_views_have_room(window, tmp_path, qapp):
    path = tmp_path / "two.yaml"
    path.write_text("d365arch: 1\nsystems: [{id: a, name: A}]\nviews: [{id: main}, {id: second, title: Second}]\n",
                    encoding="utf-8")
    window.session.open(path)
    qapp.processEvents()
    bar = next(each for each in window.page.findChildren(QTabBar) if each.count() == 2)
    assert bar.width() >= min(bar.sizeHint().width(), sum(bar.tabRect(n).width() for n in range(2)))
