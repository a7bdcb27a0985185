"""The tables beside the drawing: cells as in a spreadsheet, one selection with the canvas, every change an edit."""

from __future__ import annotations

import csv
import io

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from d365arch.edit import AddSystem, SetField, Target, TargetKind
from d365arch.gui.tables.panel import _harmless
from d365arch.model import End, System
from d365arch.scene.parts import Element

SYSTEMS, ENDPOINTS, INTEGRATIONS = range(3)


@pytest.fixture
def panel(opened, qapp):
    opened.show_dock("tables")
    made = opened.docks["tables"].widget()
    made.tabs.setCurrentIndex(SYSTEMS)
    qapp.processEvents()
    yield made
    made.filter.clear()
    for grid in made.grids:
        for column in range(grid.model().columnCount()):
            grid.model().want(column, None)
            grid.setColumnHidden(column, not grid.model().columns[column].shown)
        grid.sort_by(-1, Qt.SortOrder.AscendingOrder)
    made.tabs.setCurrentIndex(SYSTEMS)
    opened.docks["tables"].hide()


def column(panel, key):
    return next(number for number, each in enumerate(panel.model.columns) if each.key == key)


def texts(panel, key):
    return [panel.model.index(row, column(panel, key)).data(Qt.ItemDataRole.EditRole)
            for row in range(panel.model.rowCount())]


def pick(panel, *cells):
    selection = panel.grid.selectionModel()
    selection.clear()
    for row, key in cells:
        index = panel.model.index(row, column(panel, key))
        selection.select(index, QItemSelectionModel.SelectionFlag.Select)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)


def system(window, name):
    return window.editor.workspace.landscape.system_by_id[name]


def test_an_id_cannot_be_emptied(panel, opened):
    for tab in (SYSTEMS, ENDPOINTS, INTEGRATIONS):
        panel.tabs.setCurrentIndex(tab)
        panel.grid.setColumnHidden(column(panel, "id"), False)
        before = texts(panel, "id")
        pick(panel, (0, "id"), (1, "id"))
        panel.grid.clear()
        assert texts(panel, "id") == before
        assert "needs an id" in opened.status.currentMessage()


def test_a_row_whose_id_changes_keeps_its_place(panel, opened):
    panel.model.write([(0, column(panel, "id"), "finance")])
    assert texts(panel, "id") == ["finance", "shop", "bank"]
    opened.editor.undo_stack.undo()
    assert texts(panel, "id") == ["fo", "shop", "bank"]


def test_an_edit_swaps_one_row_and_leaves_the_others(panel, opened):
    rows, resets = list(panel.model.rows), []
    panel.model.modelReset.connect(lambda: resets.append(1))
    opened.editor.perform(SetField(Target(TargetKind.SYSTEM, "shop"), ("name",), "Web store"))
    assert texts(panel, "name") == ["Finance", "Web store", "Bank"]
    assert [new is old for new, old in zip(panel.model.rows, rows, strict=True)] == [True, False, True]
    assert not resets
    panel.tabs.setCurrentIndex(INTEGRATIONS)
    opened.editor.undo_stack.undo()
    assert texts(panel, "from_")[0] == "Web shop", "other tables name it too"


def test_each_table_lists_its_elements(panel):
    assert texts(panel, "name") == ["Finance", "Web shop", "Bank"]
    assert texts(panel, "zone") == ["Dynamics 365", "", ""]
    assert texts(panel, "=integrations") == ["2", "1", "1"]
    panel.tabs.setCurrentIndex(ENDPOINTS)
    assert texts(panel, "=system") == ["Finance", "Finance"]
    assert texts(panel, "type") == ["OData", "Business events"]
    panel.tabs.setCurrentIndex(INTEGRATIONS)
    assert texts(panel, "to") == ["Finance › OData", "Bank"]
    assert texts(panel, "=direction") == ["inbound", "outbound"]


def test_typing_in_a_cell_is_one_named_step(opened, panel, qtbot):
    pick(panel, (1, "owner"))
    panel.grid.setFocus()
    QTest.keyClicks(panel.grid, "S")
    (editor,) = panel.grid.viewport().findChildren(QLineEdit)
    QTest.keyClicks(editor, "ales")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: system(opened, "shop").owner == "Sales")
    assert opened.editor.undo_stack.undoText() == "Change owner of Web shop"


def test_a_name_is_written_where_an_id_is_meant(opened, panel):
    assert panel.model.write([(1, column(panel, "zone"), "dynamics 365"), (2, column(panel, "type"), "Finance")])
    assert system(opened, "shop").zone == "d365"
    assert system(opened, "bank").type == "d365.finance"
    assert opened.editor.undo_stack.count() == 1
    panel.tabs.setCurrentIndex(INTEGRATIONS)
    assert panel.model.write([(1, column(panel, "to"), "Web shop")])
    assert opened.editor.workspace.landscape.integration_by_id["payments"].to == End("shop")


@pytest.mark.parametrize(("key", "text", "sentence"), [
    ("zone", "Mars", "Zone of Web shop: There is no zone “Mars” to choose."),
    ("criticality", "huge", "Criticality of Web shop: “huge”"),
    ("=integrations", "7", "Integrations of Web shop: Integrations follows from other facts"),
])
def test_what_a_cell_does_not_take_is_told_and_nothing_changes(opened, panel, key, text, sentence):
    told = []
    panel.model.refused.connect(told.append)
    assert not panel.model.write([(0, column(panel, "owner"), "Ops"), (1, column(panel, key), text)])
    panel.model.refused.disconnect(told.append)
    assert told[0].startswith(sentence)
    assert opened.editor.undo_stack.count() == 0
    assert system(opened, "fo").owner is None


def test_paste_writes_a_block_as_one_step(opened, panel):
    QGuiApplication.clipboard().setText("Ops\thigh\nSales\tlow\n")
    pick(panel, (1, "owner"))
    panel.grid.paste()
    assert (system(opened, "shop").owner, system(opened, "shop").criticality) == ("Ops", "high")
    assert (system(opened, "bank").owner, system(opened, "bank").criticality) == ("Sales", "low")
    assert opened.editor.undo_stack.undoText() == "Change 4 cells of systems"
    opened.editor.undo_stack.undo()
    assert system(opened, "shop").owner is None


def test_a_block_that_is_too_large_is_refused(opened, panel):
    told = []
    panel.model.refused.connect(told.append)
    QGuiApplication.clipboard().setText("a\nb\nc")
    pick(panel, (1, "owner"))
    panel.grid.paste()
    panel.model.refused.disconnect(told.append)
    assert "3 rows" in told[0]
    assert opened.editor.undo_stack.count() == 0


def test_one_text_fills_all_selected_cells_and_del_empties_them(opened, panel):
    QGuiApplication.clipboard().setText("Ops")
    pick(panel, (0, "owner"), (2, "owner"))
    QTest.keyClick(panel.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [s.owner for s in opened.editor.workspace.landscape.systems] == ["Ops", None, "Ops"]
    pick(panel, (0, "owner"), (2, "owner"))
    QTest.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert [s.owner for s in opened.editor.workspace.landscape.systems] == [None] * 3


def test_fill_down_and_copy(opened, panel):
    panel.model.write([(0, column(panel, "owner"), "Ops")])
    pick(panel, (0, "owner"), (1, "owner"), (2, "owner"))
    QTest.keyClick(panel.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert {s.owner for s in opened.editor.workspace.landscape.systems} == {"Ops"}
    pick(panel, (0, "name"), (0, "owner"), (1, "name"), (1, "owner"))
    QTest.keyClick(panel.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Finance\tOps\nWeb shop\tOps"


def test_ctrl_enter_writes_into_all_selected_cells(opened, panel):
    pick(panel, (1, "owner"), (0, "owner"))
    panel.grid.fill("Ops")
    assert [s.owner for s in opened.editor.workspace.landscape.systems] == ["Ops", "Ops", None]


def test_one_selection_with_the_drawing(opened, panel):
    pick(panel, (2, "name"))
    assert opened.editor.selection.elements == (Element(kind="system", id="bank"),)
    opened.editor.selection.set([Element(kind="system", id="fo")])
    assert {index.row() for index in panel.grid.selectedIndexes()} == {0}


def test_filter_by_words_and_by_the_texts_of_a_column(panel):
    panel.filter.setText("shop")
    panel._filter()
    assert texts(panel, "name") == ["Web shop"]
    assert panel.count.text() == "1 of 3"
    panel.filter.clear()
    panel._filter()
    panel.model.want(column(panel, "zone"), frozenset({"Dynamics 365"}))
    assert texts(panel, "name") == ["Finance"]
    panel.model.want(column(panel, "zone"), None)
    assert len(texts(panel, "name")) == 3


def test_sorting_keeps_still_while_one_edits(opened, panel):
    panel.grid.sort_by(column(panel, "name"), Qt.SortOrder.AscendingOrder)
    assert texts(panel, "name") == ["Bank", "Finance", "Web shop"]
    panel.model.write([(0, column(panel, "name"), "Zebra bank")])
    assert texts(panel, "name") == ["Zebra bank", "Finance", "Web shop"]
    panel.grid.sort_by(column(panel, "=integrations"), Qt.SortOrder.DescendingOrder)
    assert texts(panel, "name")[0] == "Finance"


def test_columns_can_be_chosen_and_any_field_is_one(opened, panel):
    menu = panel.grid.header_menu(column(panel, "name"))
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Sort up", "Sort down", "Order of the file", "Show only", "Hide this column", "Columns"]
    menu.deleteLater()
    panel.grid._show_column(column(panel, "recovery.rto"), shown=True)
    assert column(panel, "recovery.rto") in panel.grid.shown_columns()
    panel.model.write([(0, column(panel, "recovery.rto"), "1 h")])
    assert system(opened, "fo").recovery.rto == 3600


def test_an_id_and_a_name_change_in_one_step(opened, panel):
    assert panel.model.write([(1, column(panel, "id"), "store"), (1, column(panel, "name"), "Store")])
    assert system(opened, "store").name == "Store"
    opened.editor.undo_stack.undo()
    assert system(opened, "shop").name == "Web shop"


def test_rows_come_and_go_with_the_landscape(opened, panel):
    opened.editor.selection.set([Element(kind="system", id="bank")])
    opened.actions_by_name["delete"].trigger()
    assert texts(panel, "name") == ["Finance", "Web shop"]
    opened.editor.undo_stack.undo()
    assert sorted(texts(panel, "name")) == ["Bank", "Finance", "Web shop"]


def test_export_writes_what_is_seen(opened, panel, tmp_path, monkeypatch):
    place = tmp_path / "systems"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    panel.model.write([(1, column(panel, "owner"), "=HYPERLINK(1)")])
    panel.export_dialog()
    data = (tmp_path / "systems.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Name", "Type", "Zone", "Owner"]
    assert rows[2][0] == "Web shop"
    assert rows[2][3] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(("text", "safe"), [("-5", "-5"), ("=1+1", "'=1+1"), ("@sum", "'@sum"), ("plain", "plain")])
def test_no_cell_is_run_by_a_spreadsheet(text, safe):
    assert _harmless(text) == safe


def test_a_hidden_panel_catches_up_when_it_is_shown(opened, panel):
    opened.docks["tables"].hide()
    panel.model.write([(0, column(panel, "owner"), "Ops")])
    opened.show_dock("tables")
    assert texts(panel, "owner")[0] == "Ops"


def test_a_table_without_rows_says_why(panel, window, qtbot):
    panel.filter.setText("nobody has this")
    qtbot.waitUntil(lambda: not panel.model.rows)
    assert panel.model.why_empty == "No row passes the filter."
    panel.filter.clear()
    window.editor.undo_stack.setClean()
    window.session.new()
    assert panel.model.why_empty.startswith("No systems yet.")
    before = panel.grid.viewport().grab().toImage()
    window.editor.perform(AddSystem(System(id="a", name="A")))
    assert panel.grid.viewport().grab().toImage() != before
