"""The command palette and find: everything that the menus and the landscape hold is a few letters away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from d365arch.edit import SetField, Target, TargetKind
from d365arch.gui.actions import ACTIONS, AT_HOME
from d365arch.gui.search.find_bar import FindBar
from d365arch.gui.search.palette import CommandPalette, scattered
from d365arch.scene.parts import Element


def part(window, kind):
    return next(each for feature in window.features if isinstance(feature, tuple) for each in feature
                if isinstance(each, kind))


@pytest.fixture
def palette(opened):
    made = part(opened, CommandPalette)
    yield made
    made.popup.close_popup()


@pytest.fixture
def bar(opened):
    made = part(opened, FindBar)
    yield made
    made.field.clear()
    made.leave()


def offered(palette):
    rows = palette.popup.list
    return [rows.item(row).text() for row in range(rows.count())]


def test_the_palette_has_every_action_of_the_menus(opened, palette):
    listed = {choice.value.objectName() for choice in palette.choices()}
    shown = {spec.name for spec in ACTIONS if opened.actions_by_name[spec.name].isVisible()}
    assert shown - {"command_palette"} <= listed
    assert {"undo", "redo", "align_left", "view_delete"} <= listed


def test_what_can_do_nothing_now_is_found_in_grey_with_a_sentence(opened, palette):
    palette.open()
    assert "Undo" not in offered(palette)
    assert "Select all systems" in offered(palette)
    QTest.keyClicks(palette.popup.field, "undo")
    assert offered(palette)[0] == "Undo"
    assert palette.popup.reason.text().startswith("This can do nothing now.")
    said = []
    opened.editor.message.connect(said.append)
    QTest.keyClick(palette.popup.field, Qt.Key.Key_Return)
    opened.editor.message.disconnect(said.append)
    assert said[0].startswith("This can do nothing now.")


def test_a_command_is_found_by_letters_and_run_by_enter(opened, palette, qtbot):
    qtbot.keyClick(opened, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert palette.popup.isVisible()
    QTest.keyClicks(palette.popup.field, "selall")
    assert offered(palette)[0] == "Select all systems"
    QTest.keyClick(palette.popup.field, Qt.Key.Key_Return)
    assert palette.popup.isHidden()
    assert set(opened.editor.selection.of_kind("system")) == {"fo", "shop", "bank"}


def test_the_command_used_last_stands_first(opened, palette):
    palette.open()
    QTest.keyClicks(palette.popup.field, "show everything")
    QTest.keyClick(palette.popup.field, Qt.Key.Key_Return)
    palette.open()
    assert offered(palette)[0] == "Show everything"


def test_each_line_tells_menu_and_shortcut(palette):
    notes = {choice.text: choice.note for choice in palette.choices()}
    assert notes["Save"] == "File   Ctrl+S"
    assert notes["Add system"] == "Insert   A"


def test_the_palette_works_on_the_start_page(window):
    window.show_home()
    found = part(window, CommandPalette)
    names = {c.value.objectName() for c in found.choices() if not c.reason} & {spec.name for spec in ACTIONS}
    assert names <= AT_HOME
    assert "open" in names


@pytest.mark.parametrize(("text", "letters", "hits"), [
    ("align left edges", "ale", True), ("align left edges", "alef", True), ("align left edges", "xl", False),
    ("align left edges", "lign", False), ("save as", "sa", True), ("", "a", False), ("a", "", False),
])
def test_scattered_letters(text, letters, hits):
    assert (scattered(text, letters) is not None) is hits


def test_letters_that_begin_words_count_as_near():
    near, far = scattered("lay out all", "loa"), scattered("lines so far and", "loa")
    assert near is not None
    assert far is None or near < far


def test_find_looks_in_every_field_and_jumps(opened, bar):
    opened.actions_by_name["find"].trigger()
    QTest.keyClicks(bar.field, "sales")
    assert bar.count.text() == "1 found"
    assert "Entities: Sales order" in bar.list.item(0).text()
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert opened.editor.selection.elements == (Element(kind="integration", id="orders"),)
    assert bar.count.text() == "1 of 1"


def test_find_goes_round_with_f3_also_when_it_is_closed(opened, bar, qtbot):
    opened.actions_by_name["find"].trigger()
    QTest.keyClicks(bar.field, "fo")
    count = bar.list.count()
    assert count > 2
    bar.leave()
    seen = []
    for _ in range(count + 1):
        qtbot.keyClick(opened, Qt.Key.Key_F3)
        seen.append(opened.editor.selection.elements)
    assert seen[0] == seen[-1]
    assert len(set(seen)) == count
    assert bar.isHidden()


def test_find_without_words_opens_the_bar(opened, bar):
    opened.actions_by_name["find_next"].trigger()
    assert bar.isVisible()


def test_find_follows_edits(opened, bar, qtbot):
    bar.open()
    bar.field.setText("magento")
    assert bar.count.text() == "nothing"
    target = Target(TargetKind.SYSTEM, "shop")
    opened.editor.perform(SetField(target, ("description",), "Runs on Magento"))
    qtbot.waitUntil(lambda: bar.count.text() == "1 found")
    assert "Description: Runs on Magento" in bar.list.item(0).text()
    opened.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: bar.count.text() == "nothing")


def test_find_finds_catalog_types_numbers_and_endpoints(opened, bar):
    index = bar._index
    workspace, view = opened.editor.workspace, opened.editor.view

    def ids(typed):
        return [hit.element.id for hit in index.find(workspace, view, typed)]

    assert "fo.events" in ids("business events")
    assert ids("8000") == ["orders"]
    assert "fo.odata" in ids("finance odata")
    assert ids("finance")[0] == "fo"
    assert ids("nothing at all") == []


def test_what_another_view_shows_is_told(opened, bar, monkeypatch):
    told = []
    opened.editor.message.connect(told.append)
    bar.open()
    bar.field.setText("Web shop")
    monkeypatch.setattr(opened.canvas, "rect_of", lambda _element: None)
    bar.next()
    opened.editor.message.disconnect(told.append)
    assert told == ["Web shop is not in this view; the inspector shows it."]


def test_history_names_steps_and_goes_back(opened):
    view = opened.docks["history"].widget()
    target = Target(TargetKind.SYSTEM, "shop", name="Web shop")
    opened.editor.perform(SetField(target, ("owner",), "Sales"))
    opened.editor.perform(SetField(target, ("description",), "Runs the sales"))
    model = view.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names[0] == "As it was opened"
    assert len(names) == 3
    view.setCurrentIndex(model.index(0, 0))
    assert opened.editor.workspace.landscape.system_by_id["shop"].owner is None
    view.setCurrentIndex(model.index(2, 0))
    assert opened.editor.workspace.landscape.system_by_id["shop"].owner == "Sales"
