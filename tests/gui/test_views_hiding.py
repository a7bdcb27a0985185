"""Hiding in a view, taking out of a list, deleting from the landscape, and bringing back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.edit import AddView, AddViewNote, Hide
from d365arch.gui.context_menu import context_menu
from d365arch.gui.views.hiding import hidden_in
from d365arch.model import Point, Show, View, ViewNote
from d365arch.model.vocabulary import Timing
from d365arch.scene.parts import Element
from tests.gui.views_kit import NONE, keys, select, shown, tabs_of, views_of

SHIFT = Qt.KeyboardModifier.ShiftModifier
DEL = Qt.Key.Key_Delete


@pytest.fixture
def messages(opened):
    said: list[str] = []
    opened.editor.message.connect(said.append)
    yield said
    opened.editor.message.disconnect(said.append)


@pytest.fixture
def listed(opened):
    """The window on a view that lists two of the three systems."""
    opened.editor.perform(AddView(View(id="part", title="Part", show=Show(ids=("shop", "fo")))))
    return opened


def press(window, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, key, held)
    QApplication.processEvents()


def test_h_hides_in_this_view_only(opened, messages):
    select(opened, "system shop")
    press(opened, Qt.Key.Key_H)
    assert shown(opened) == {"fo", "bank"}
    assert "shop" in opened.editor.workspace.landscape.system_by_id
    assert not opened.editor.selection, "what is not seen is not selected"
    assert messages == ["Web shop is hidden in this view only; Shift+H brings it back."]
    bar = views_of(opened).bar
    assert bar.hidden.isVisible() and bar.hidden.text() == "1 hidden"
    opened.editor.perform(AddView(View(id="other")))
    assert shown(opened) == {"fo", "bank", "shop"} and not bar.hidden.isVisible()
    opened.editor.undo_stack.undo()
    opened.editor.undo_stack.undo()
    assert shown(opened) == {"fo", "bank", "shop"}


def test_a_hidden_system_comes_back_where_it_stood(opened):
    place = opened.editor.drawing.places["shop"]
    others = {s: p for s, p in opened.editor.drawing.places.items() if s != "shop"}
    opened.editor.perform(Hide("main", ("shop",)))
    assert dict(opened.editor.drawing.places) == others, "hiding moves nothing"
    opened.editor.perform(Hide("main", ("shop",), hidden=False))
    assert dict(opened.editor.drawing.places) == {**others, "shop": place}


def test_shift_h_lists_what_is_hidden_until_nothing_is(opened):
    opened.editor.perform(Hide("main", ("shop", "payments", "d365")))
    press(opened, Qt.Key.Key_H, SHIFT)
    popup = opened.canvas.popups.popup
    assert popup.isVisible()
    assert [popup.list.item(n).text() for n in range(popup.list.count())] == [
        "Show all 3", "Web shop", "Payments", "Dynamics 365"]
    keys(opened, "web", (Qt.Key.Key_Return, NONE))
    assert opened.editor.view.hide == ("payments", "d365")
    assert opened.editor.selection.of_kind("system") == ("shop",)
    assert popup.isVisible(), "the next one can be chosen at once"
    keys(opened, "", (Qt.Key.Key_Return, NONE))
    assert opened.editor.view.hide == () and not popup.isVisible()
    assert opened.editor.undo_stack.undoText() == "Show all that is hidden"
    assert not opened.actions_by_name["show_hidden"].isEnabled()


def test_the_button_beside_the_tabs_lists_what_is_hidden(opened):
    opened.editor.perform(Hide("main", ("shop",)))
    views_of(opened).bar.hidden.click()
    assert opened.canvas.popups.popup.isVisible()
    opened.canvas.popups.close()


def test_what_an_unknown_id_hides_is_not_counted(opened):
    view = View(id="v", hide=("gone", "fo.odata", "orders", "orders"))
    assert hidden_in(opened.editor.workspace.landscape, view) == (Element(kind="integration", id="orders"),)


def test_del_deletes_from_the_landscape_where_the_view_shows_everything(opened):
    act = opened.actions_by_name
    assert act["delete"].text() == "Delete\tDel" and not act["delete_everywhere"].isVisible()
    select(opened, "system bank")
    press(opened, DEL)
    assert "bank" not in opened.editor.workspace.landscape.system_by_id


def test_del_takes_out_of_a_list_and_shift_del_deletes(listed, messages):
    act, editor = listed.actions_by_name, listed.editor
    assert act["delete"].text() == "Take out of this view\tDel" and act["delete_everywhere"].isVisible()
    select(listed, "system shop")
    press(listed, DEL)
    assert shown(listed) == {"fo"} and editor.view.show == Show(ids=("fo",))
    assert "shop" in editor.workspace.landscape.system_by_id
    assert editor.undo_stack.undoText() == "Take shop out of the view"
    assert messages[-1] == "Took Web shop out of this view only; Shift+Del deletes from the landscape."
    editor.undo_stack.undo()
    assert shown(listed) == {"shop", "fo"}
    select(listed, "integration orders")
    press(listed, DEL)
    assert editor.view.hide == ("orders",) and "orders" in editor.workspace.landscape.integration_by_id
    select(listed, "endpoint fo.odata")
    press(listed, DEL)
    assert "belongs to its system" in messages[-1]
    assert editor.workspace.landscape.system_by_id["fo"].endpoint("odata")
    select(listed, "system fo")
    press(listed, DEL, SHIFT)
    assert "fo" not in editor.workspace.landscape.system_by_id
    assert editor.view.show == Show(ids=("shop",))


def test_a_list_may_become_empty_and_be_filled_again(listed):
    select(listed, "system shop", "system fo")
    press(listed, DEL)
    assert shown(listed) == set()
    press(listed, Qt.Key.Key_A, SHIFT)
    popup = listed.canvas.popups.popup
    assert [popup.list.item(n).text() for n in range(popup.list.count())] == ["Bank", "Finance", "Web shop"]
    keys(listed, "bank", (Qt.Key.Key_Return, NONE))
    assert popup.isVisible() and popup.list.count() == 2
    keys(listed, "fin", (Qt.Key.Key_Return, NONE), (Qt.Key.Key_Escape, NONE))
    assert shown(listed) == {"bank", "fo"}
    assert listed.editor.view.show.by_hand


def test_adding_a_system_offers_first_what_the_landscape_has(listed):
    at = Point(1500, 900)
    listed.canvas.popups.add_system(at)
    popup = listed.canvas.popups.popup
    first = popup.list.item(0)
    assert first.text() == "Bank"
    assert first.data(Qt.ItemDataRole.UserRole).note == "already in the landscape"
    keys(listed, "", (Qt.Key.Key_Return, NONE))
    assert shown(listed) == {"shop", "fo", "bank"}
    assert listed.editor.drawing.places["bank"] == at, "it stands where it was asked for"
    assert len(listed.editor.workspace.landscape.systems) == 3
    assert listed.editor.undo_stack.undoText() == "Show bank in the view"
    listed.canvas.popups.add_system(at)
    assert popup.list.item(0).data(Qt.ItemDataRole.UserRole).note != "already in the landscape"
    listed.canvas.popups.close()


def test_a_new_system_joins_the_list(listed):
    listed.canvas.popups.add_system(Point(1500, 900))
    keys(listed, "service bus", (Qt.Key.Key_Return, NONE), (Qt.Key.Key_Return, NONE))
    new = listed.editor.workspace.landscape.systems[-1].id
    assert shown(listed) == {"shop", "fo", new}


def test_the_last_view_cannot_be_deleted(opened, messages):
    tabs_of(opened).delete_wanted.emit()
    assert messages == ["This is the only view; make another one before you delete it."]


def test_context_menus_offer_what_fits(listed, qtbot):
    select(listed, "system fo")
    menu = context_menu(listed.editor, listed.actions_by_name, Element(kind="system", id="fo"), listed)
    names = [a.text().partition("\t")[0] for a in menu.actions() if a.isVisible()]
    assert {"Hide in this view", "Take out of this view", "Delete from the landscape", "View of this and around it",
            "Add note about this"} <= set(names)
    menu.deleteLater()
    listed.editor.perform(AddViewNote("part", ViewNote(id="n", text="x", at=Point(0, 0))))
    menu = context_menu(listed.editor, listed.actions_by_name, Element(kind="note", id="n"), listed)
    assert [a.text().partition("\t")[0] for a in menu.actions() if a.text()] == [
        "Rename", "Free text without paper", "Copy", "Duplicate", "Take out of this view"]
    menu.deleteLater()


def test_a_new_system_that_the_conditions_leave_out_is_told(opened, messages):
    opened.editor.perform(AddView(View(id="async", show=Show(timing=(Timing.ASYNCHRONOUS,)))))
    opened.canvas.popups.add_system(Point(1500, 900))
    keys(opened, "service bus", (Qt.Key.Key_Return, NONE))
    assert "once it has an integration that meets its conditions" in messages[-1]
    assert not opened.canvas.renamer.active
    assert opened.editor.view.show == Show(timing=(Timing.ASYNCHRONOUS,))


def test_the_status_bar_counts_what_the_view_shows(listed):
    assert listed.status.counts.text() == "2 of 3 systems, 1 of 2 integrations"
    listed.editor.set_view("main")
    assert listed.status.counts.text() == "3 systems, 2 integrations"
