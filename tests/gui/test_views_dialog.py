"""The dialog that asks what a view shows: conditions, lists by hand, the live result."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.edit import AddView
from d365arch.gui.views.describing import said
from d365arch.gui.views.dialog import BY_HAND, CONDITIONS, EVERYTHING, NOTHING, ViewDialog
from d365arch.model import Show, View
from d365arch.model.vocabulary import Direction, Level, Match, Timing, Way
from tests.gui.views_kit import LEFT, NONE, order, select, shown, titles, views_of


def ask(window, action: str) -> ViewDialog:
    """Open the dialog as the menu does."""
    window.actions_by_name[action].trigger()
    dialog = views_of(window).commands.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def pick(dialog: ViewDialog, condition: str, *texts: str) -> None:
    """Open a list, search each text and tick it by keys."""
    picker = dialog.pickers[condition]
    QTest.mouseClick(picker, LEFT)
    assert picker.popup.isVisible()
    checks = picker.checks
    for text in texts:
        row = next(n for n in range(checks.list.count()) if checks.list.item(n).text().startswith(text))
        checks.list.setCurrentRow(row)
        QTest.keyClick(checks.list, Qt.Key.Key_Space)
    picker.popup.hide()


def test_a_view_of_one_zone_and_what_is_around_it(opened):
    dialog = ask(opened, "view_new")
    assert dialog.count.text() == "3 systems, 2 integrations"
    QTest.keyClicks(dialog.name, "Around D365")
    QTest.mouseClick(dialog.modes.button(CONDITIONS), LEFT)
    assert dialog.sentence.text() == "No condition is set, so everything is shown."
    pick(dialog, "zones", "Dynamics 365")
    assert dialog.count.text() == "1 system, 0 integrations"
    assert dialog.pickers["zones"].text() == "Dynamics 365"
    dialog.neighbors.setCurrentIndex(1)
    assert dialog.count.text() == "3 systems, 2 integrations"
    assert dialog.sentence.text() == "Systems in Dynamics 365, and what is one integration away."
    QTest.mouseClick(dialog.take, LEFT)
    assert titles(opened) == ["Main", "Around D365"]
    assert opened.editor.view == View(id="around-d365", title="Around D365", show=Show(zones=("d365",), neighbors=1))
    assert shown(opened) == {"fo", "shop", "bank"}
    assert opened.editor.undo_stack.undoText() == "Add view Around D365"
    opened.editor.undo_stack.undo()
    assert titles(opened) == ["Main"] and opened.editor.workspace.views == ()


def test_a_view_of_some_integrations(opened):
    dialog = ask(opened, "view_new")
    dialog.modes.button(CONDITIONS).click()
    pick(dialog, "entities", "Sales order")
    assert dialog.count.text() == "2 systems, 1 integration"
    pick(dialog, "direction", "inbound")
    assert dialog.sentence.text() == ("Integrations that carry Sales order and are inbound, with their ends.")
    pick(dialog, "direction", "inbound", "outbound")
    assert dialog.count.text() == "0 systems, 0 integrations"
    assert dialog.preview.text() == "Nothing to show"
    dialog.accept()
    assert opened.editor.view.show == Show(entities=("Sales order",), direction=(Direction.OUTBOUND,))
    assert opened.editor.view.title == "View 2"


def test_a_view_by_hand_with_search_and_keys(opened):
    select(opened, "system fo", "system bank")
    dialog = ask(opened, "view_new")
    assert dialog.pages.currentIndex() == BY_HAND, "a selection is what the view is about"
    assert dialog.by_hand.ticked == ("bank", "fo")
    dialog.by_hand.tick(())
    assert dialog.show_wanted == NOTHING and dialog.count.text() == "0 systems, 0 integrations"
    dialog.by_hand.search.setText("shop")
    QTest.keyClick(dialog.by_hand.search, Qt.Key.Key_Return)
    assert dialog.by_hand.ticked == ("shop",)
    dialog.by_hand.search.clear()
    QTest.keyClick(dialog.by_hand.search, Qt.Key.Key_Down)
    QTest.keyClick(dialog.by_hand.list, Qt.Key.Key_Home)
    QTest.keyClick(dialog.by_hand.list, Qt.Key.Key_Space)
    assert dialog.by_hand.ticked == ("bank", "shop")
    rect = dialog.by_hand.list.visualItemRect(dialog.by_hand.list.item(0))
    QTest.mouseClick(dialog.by_hand.list.viewport(), LEFT, NONE, rect.center())
    assert dialog.by_hand.ticked == ("shop",), "a click anywhere on a line ticks once"
    dialog.from_selection.click()
    assert dialog.sentence.text() == "Bank or Finance."
    dialog.accept()
    assert opened.editor.view.show == Show(ids=("bank", "fo"))
    assert shown(opened) == {"fo", "bank"}


def test_what_a_view_shows_is_changed_with_its_name_in_one_step(opened):
    opened.editor.perform(AddView(View(id="part", title="Part", show=Show(systems=("fo",), neighbors=1))))
    dialog = ask(opened, "view_show")
    assert dialog.pages.currentIndex() == CONDITIONS
    assert dialog.pickers["systems"].ticked == ("fo",)
    dialog.modes.button(BY_HAND).click()
    assert dialog.by_hand.ticked == ("bank", "fo", "shop"), "a query becomes a list of what it finds"
    dialog.modes.button(EVERYTHING).click()
    dialog.name.setText("All of it")
    steps = opened.editor.undo_stack.index()
    dialog.accept()
    assert (opened.editor.view.title, opened.editor.view.show) == ("All of it", None)
    assert opened.editor.undo_stack.index() == steps + 1
    opened.editor.undo_stack.undo()
    assert (opened.editor.view.title, opened.editor.view.show.neighbors) == ("Part", 1)


def test_the_implicit_view_can_be_told_what_to_show(opened):
    dialog = ask(opened, "view_show")
    dialog.modes.button(CONDITIONS).click()
    pick(dialog, "timing", "asynchronous")
    dialog.accept()
    assert order(opened) == ["main"]
    assert opened.editor.view.show == Show(timing=(Timing.ASYNCHRONOUS,))


def test_escape_leaves_no_trace(opened):
    dialog = ask(opened, "view_new")
    dialog.modes.button(BY_HAND).click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert views_of(opened).commands.dialog is None
    assert opened.editor.workspace.views == () and not opened.editor.undo_stack.canUndo()


def test_nothing_of_a_query_is_lost_in_the_dialog(opened):
    show = Show(ids=("d365", "payments"), systems=("shop",), zones=("d365",), types=("d365.finance", "gone.type"),
                owners=("Nobody",), tags=("x",), criticality=(Level.HIGH,), match=Match.ALL, entities=("Sales order",),
                timing=(Timing.SYNCHRONOUS,), direction=(Direction.INBOUND,), ways=(Way.DIRECT,), protocols=("SMTP",),
                neighbors=7)
    opened.editor.perform(AddView(View(id="part", title="Part", show=show)))
    dialog = ask(opened, "view_show")
    wanted = dialog.show_wanted
    for name in ("zones", "types", "owners", "tags", "criticality", "match", "entities", "timing", "direction", "ways",
                 "protocols", "neighbors"):
        assert getattr(wanted, name) == getattr(show, name), name
    assert set(wanted.ids) == set(show.ids) and wanted.systems == show.systems
    assert "not in this landscape" in dialog.pickers["types"].checks.list.item(
        dialog.pickers["types"].checks.list.count() - 1).text()
    dialog.reject()


def test_the_picture_follows_the_conditions(opened, qtbot):
    dialog = ask(opened, "view_new")
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull())
    whole = dialog.preview.pixmap().toImage()
    dialog.modes.button(CONDITIONS).click()
    pick(dialog, "zones", "Dynamics 365")
    qtbot.waitUntil(lambda: dialog.preview.pixmap().toImage() != whole)
    dialog.reject()


@pytest.mark.parametrize(("depth", "systems"), [(1, {"bank", "fo"}), (2, {"bank", "fo", "shop"})])
def test_a_view_of_a_system_and_its_surroundings(opened, depth, systems):
    select(opened, "system bank")
    opened.actions_by_name[f"view_around_{depth}"].trigger()
    assert opened.editor.view == View(id="around-bank", title="Around Bank",
                                      show=Show(systems=("bank",), neighbors=depth))
    assert shown(opened) == systems
    assert len(opened.editor.drawing.places) == len(systems) and not opened.editor.view.positions, "laid out anew"


def test_sentences_tell_what_is_shown(opened):
    landscape, catalog = opened.editor.workspace.landscape, opened.editor.catalog

    def told(**show: object) -> str:
        return said(Show(**show), landscape, catalog)

    assert said(None, landscape, catalog) == told() == "Everything."
    assert told(neighbors=0) == "Nothing yet; add systems from the landscape."
    assert told(ids=("a", "b", "c", "d")) == "4 elements chosen by hand."
    assert told(zones=("d365",), owners=("ERP", "CRM")) == "Systems in Dynamics 365 or of ERP or CRM."
    assert told(zones=("d365",), owners=("ERP",), match=Match.ALL) == "Systems in Dynamics 365 and of ERP."
    assert told(types=("d365.finance",), systems=("bank",), neighbors=2) == (
        f"Systems of type {catalog.system_types['d365.finance'].name}, also Bank, and what is up to 2 integrations "
        "away.")
    assert told(systems=("fo",), ways=(Way.HUB,), timing=(Timing.ASYNCHRONOUS,)) == (
        "Finance; only integrations that are asynchronous and run through a hub.")
    QApplication.processEvents()
