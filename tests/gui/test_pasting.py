"""Pasting: within and between landscapes without collisions, and text tables as systems or integrations."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from d365arch.edit import AddView
from d365arch.gui.clipboard_commands import CLIP_MIME
from d365arch.gui.pasting.dialog import PasteTableDialog
from d365arch.gui.pasting.table import Kind, Plan, as_kind, guess, outcome, read_table
from d365arch.model import End, Show, View
from d365arch.scene.parts import Element


def select(window, *systems):
    window.editor.selection.set(Element(kind="system", id=each) for each in systems)


def ids(window):
    return [system.id for system in window.editor.workspace.landscape.systems]


def trigger(window, name):
    window.actions_by_name[name].trigger()


def from_elsewhere():
    """Let the clipboard's part come from another landscape."""
    data = QGuiApplication.clipboard().mimeData()
    plain = json.loads(bytes(data.data(CLIP_MIME).data()))
    plain["origin"] = "elsewhere"
    changed = QMimeData()
    changed.setData(CLIP_MIME, json.dumps(plain).encode())
    QGuiApplication.clipboard().setMimeData(changed)


def answer(text):
    """Press a button of the question that comes up."""
    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == text).click()
    QTimer.singleShot(0, press)


@pytest.fixture(autouse=True)
def _clean_clipboard(qapp):
    yield
    QGuiApplication.clipboard().clear()


def test_what_was_cut_out_of_a_view_comes_back_as_itself_without_a_question(opened):
    by_hand = View(id="core", show=Show(ids=("fo", "shop", "bank")))
    opened.editor.perform(AddView(by_hand))
    select(opened, "shop")
    trigger(opened, "cut")
    assert "shop" in ids(opened) and "shop" not in opened.editor.drawing.placement.boxes
    trigger(opened, "paste")
    assert ids(opened) == ["fo", "shop", "bank"]
    assert "shop" in opened.editor.drawing.placement.boxes
    trigger(opened, "paste")
    assert ids(opened) == ["fo", "shop", "bank", "shop-2"], "a second time it is a copy"


def test_duplicating_is_called_so(opened):
    select(opened, "shop")
    trigger(opened, "duplicate")
    assert opened.editor.undo_stack.undoText() == "Duplicate Web shop"


@pytest.mark.parametrize("held", [b"", b"\xff", b"{}", b"[]"])
def test_a_clipboard_with_nonsense_is_told(opened, held):
    data = QMimeData()
    data.setData(CLIP_MIME, held)
    QGuiApplication.clipboard().setMimeData(data)
    trigger(opened, "paste")
    assert "does not hold a part of a landscape" in opened.status.currentMessage()
    assert opened.editor.undo_stack.count() == 0


def test_a_text_that_is_no_table_is_told(opened):
    QGuiApplication.clipboard().setText("x" * 200_000)
    trigger(opened, "paste")
    assert "no table" in opened.status.currentMessage()


def test_pasting_into_the_same_view_adds_copies_without_a_question(opened):
    select(opened, "shop", "fo")
    trigger(opened, "copy")
    trigger(opened, "paste")
    assert ids(opened) == ["fo", "shop", "bank", "fo-2", "shop-2"]
    lines = opened.editor.workspace.landscape.integrations
    assert (lines[-1].from_, lines[-1].to) == (End("shop-2"), End("fo-2", "odata"))
    assert opened.editor.undo_stack.undoText() == "Paste 2 systems"


def test_what_comes_from_elsewhere_and_is_here_already_is_asked_once_and_used(opened):
    select(opened, "shop", "fo")
    trigger(opened, "copy")
    from_elsewhere()
    before = opened.editor.workspace.landscape
    answer("Use those here")
    trigger(opened, "paste")
    assert opened.editor.workspace.landscape == before


@pytest.mark.parametrize(("button", "expected"), [("Add copies", 5), ("Cancel", 3)])
def test_the_person_decides_between_copies_and_nothing(opened, button, expected):
    select(opened, "shop", "fo")
    trigger(opened, "copy")
    from_elsewhere()
    answer(button)
    trigger(opened, "paste")
    assert len(ids(opened)) == expected


def test_a_broken_clip_is_told(opened):
    told = []
    opened.editor.message.connect(told.append)
    data = QMimeData()
    data.setData(CLIP_MIME, b"{")
    QGuiApplication.clipboard().setMimeData(data)
    trigger(opened, "paste")
    QGuiApplication.clipboard().clear()
    trigger(opened, "paste")
    opened.editor.message.disconnect(told.append)
    assert len(told) == 2
    assert "no part of a landscape" in told[1]


def test_tables_are_read_with_tabs_semicolons_or_commas():
    assert read_table("a\tb\r\nc, d\t\r\n\r\n") == [["a", "b"], ["c, d", ""]]
    assert read_table('a;b\n"c;d";e') == [["a", "b"], ["c;d", "e"]]
    assert read_table("a,b\nc") == [["a", "b"], ["c", ""]]


@pytest.mark.parametrize(("first", "plan"), [
    (["Source", "Target", "Interface", "Sync/async"],
     Plan(Kind.INTEGRATIONS, True, ("from_", "to", "name", "timing"))),
    (["Application", "Environment", "Cost"], Plan(Kind.SYSTEMS, True, ("name", "zone", None))),
    (["ERP", "CRM", "Orders"], Plan(Kind.INTEGRATIONS, False, ("from_", "to", "name"))),
    (["ERP"], Plan(Kind.SYSTEMS, False, ("name",))),
    (["Name", "From", "To", "Messages per day"],
     Plan(Kind.INTEGRATIONS, True, ("name", "from_", "to", "volume.per_day"))),
])
def test_headings_tell_what_a_table_is(first, plan):
    assert guess([first, ["x"] * len(first)]) == plan


def test_a_table_of_integrations_brings_the_systems_that_are_missing(opened):
    rows = read_table("Source\tTarget\tName\tTiming\tPer day\nWeb shop\tFinance › OData\tReturns\tasync\t50\n"
                      "CRM\tbank\t\t\t\n\tCRM\tLost\t\t\nCRM\tFinance\tBad\tsometimes\t1")
    found = outcome(opened.editor, rows, guess(rows))
    assert found.systems == ("crm",)
    assert found.integrations == ("returns", "crm-bank", "bad")
    assert found.problems[0] == "Row 4 does not say who contacts whom and is left out."
    assert found.problems[1].startswith("Row 5, Timing: “sometimes”")
    assert opened.editor.perform(found.edit)
    landscape = opened.editor.workspace.landscape
    returns = landscape.integration_by_id["returns"]
    assert (returns.from_, returns.to) == (End("shop"), End("fo", "odata"))
    assert (returns.timing, returns.volume.per_day) == ("asynchronous", 50)
    assert landscape.integration_by_id["crm-bank"].to == End("bank")
    assert opened.editor.undo_stack.undoText() == "Paste 1 system and 3 integrations"
    opened.editor.undo_stack.undo()
    assert len(landscape.systems) == 4
    assert len(opened.editor.workspace.landscape.systems) == 3


def test_a_table_of_systems_leaves_out_those_that_are_there(opened):
    rows = read_table("Name;Type;Zone\nWeb shop;;\nWarehouse;Warehouse management;Dynamics 365\nX;no such type;")
    found = outcome(opened.editor, rows, guess(rows))
    assert found.systems == ("warehouse", "x")
    assert "Web shop is there already" in found.problems[0]
    assert "no such type" in found.problems[-1]
    opened.editor.perform(found.edit)
    assert opened.editor.workspace.landscape.system_by_id["warehouse"].zone == "d365"


def test_a_number_that_two_countries_read_differently_is_asked_back(opened):
    rows = read_table("Source\tTarget\tName\tPer day\tEntity\nWeb shop\tbank\tInvoices\t1.500\tInvoice; Payment")
    found = outcome(opened.editor, rows, guess(rows))
    assert "“1.500” may be 1500 or 1.5" in found.problems[0]
    opened.editor.perform(found.edit)
    invoices = opened.editor.workspace.landscape.integration_by_id["invoices"]
    assert invoices.volume is None
    assert invoices.entities == ("Invoice", "Payment")


def test_the_dialog_shows_the_plan_and_adds_on_agreement(opened, qtbot):
    QGuiApplication.clipboard().setText("Payroll\nTime keeping")

    def agree():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PasteTableDialog)
        assert dialog.told.text() == "Adds 2 systems."
        dialog.heading.setChecked(True)
        assert dialog.told.text() == "Adds 1 system."
        dialog.heading.setChecked(False)
        dialog.accept()

    QTimer.singleShot(0, agree)
    trigger(opened, "paste")
    assert ids(opened)[-2:] == ["payroll", "time-keeping"]
    assert opened.editor.selection.of_kind("system") == ("payroll", "time-keeping")


def test_the_dialog_lets_columns_and_kind_be_changed(opened):
    rows = read_table("a\tb\nc\td")
    dialog = PasteTableDialog(opened.editor, rows)
    assert dialog.plan.kind is Kind.INTEGRATIONS
    dialog.kind.setCurrentIndex(dialog.kind.findData(Kind.SYSTEMS))
    assert dialog.plan.columns == ("name", None)
    chooser = dialog.table.cellWidget(0, 1)
    chooser.setCurrentIndex(chooser.findData("owner"))
    assert dialog.plan.columns == ("name", "owner")
    chooser = dialog.table.cellWidget(0, 0)
    chooser.setCurrentIndex(0)
    assert dialog.outcome.edit is None
    assert not dialog.buttons.buttons()[0].isEnabled()
    dialog.deleteLater()


def test_reading_as_the_other_kind_keeps_known_headings():
    rows = [["Name", "Owner"], ["a", "b"]]
    plan = as_kind(guess(rows), Kind.INTEGRATIONS, rows)
    assert plan.columns == ("name", "owner")
