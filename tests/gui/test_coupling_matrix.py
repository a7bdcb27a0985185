"""The dependency matrix: order, cells that open their integrations, one selection, keyboard, export."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest

from d365arch.analysis.matrix import Block, Matrix, MatrixCell, Order
from d365arch.edit import RemoveElements
from d365arch.gui.coupling.matrix_view import cell_color
from d365arch.gui.samples import samples
from d365arch.gui.style import colors_of
from d365arch.model.vocabulary import Timing
from d365arch.scene.parts import Element
from tests.gui.test_coupling_panel import coupling

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def matrix(window, qtbot):
    """The matrix window on the Northwind sample."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(samples()[0])
    window.actions_by_name["matrix"].trigger()
    found = coupling(window).matrix
    qtbot.waitUntil(lambda: found.isVisible() and bool(found.model.matrix.ids))
    found.set_order(Order.CIRCLES)
    yield found
    found.menu.close()
    found.hide()
    window.activateWindow()


def at_cell(matrix, row: int, column: int) -> QPoint:
    return matrix.view._rect(row, column).center().toPoint()


def filled(matrix) -> tuple[int, int, MatrixCell]:
    return next((row, column, cell) for (row, column), cell in sorted(matrix.model.matrix.cells.items())
                if len(cell.links) > 1)


def test_cells_count_integrations_and_wear_the_color_of_their_timing(matrix, window):
    row, column, cell = filled(matrix)
    assert matrix.model.index(row, column).data() == str(len(cell.links))
    matrix.view.scrollTo(matrix.model.index(row, column))
    image = matrix.view.viewport().grab().toImage()
    rect = matrix.view._rect(row, column)
    found = QColor(image.pixel(round(rect.left() + 4), round(rect.center().y())))
    assert found.name().upper() == cell_color(cell.timing, colors_of("light")).upper()


def test_circles_are_blocks_at_the_diagonal_and_all_else_lies_below_it(matrix, window):
    shown = matrix.model.matrix
    groups = window.findings.result.metrics.cyclic_groups
    assert sorted(set(shown.ids[b.first:b.end]) for b in shown.blocks) == [set(group) for group in groups]
    inside = {at: number for number, block in enumerate(shown.blocks) for at in range(block.first, block.end)}
    for row, column in shown.cells:
        assert row >= column or inside[row] == inside[column]
    assert "close circles" in matrix.says.text()


def test_by_zone_systems_of_a_zone_stand_together(matrix, window):
    QTest.mouseClick(matrix.orders[Order.ZONE], LEFT)
    shown, landscape = matrix.model.matrix, window.editor.workspace.landscape
    assert {block.name for block in shown.blocks} == {zone.label for zone in landscape.zones}
    for block in shown.blocks:
        assert len({landscape.system_by_id[name].zone for name in shown.ids[block.first:block.end]}) == 1


@pytest.mark.parametrize("how", ["click", "enter"])
def test_a_cell_opens_its_integrations_and_one_of_them_is_selected(matrix, window, how):
    row, column, cell = filled(matrix)
    if how == "click":
        QTest.mouseClick(matrix.view.viewport(), LEFT, NONE, at_cell(matrix, row, column))
    else:
        matrix.view.setCurrentIndex(matrix.model.index(row, column))
        QTest.keyClick(matrix.view, Qt.Key.Key_Return)
    entries = [action for action in matrix.menu.actions() if not action.isSeparator()]
    assert [action.text() for action in entries] == [
        f"All {len(cell.links)}", *(window.findings.result.link_names[link] for link in cell.links)]
    entries[1].trigger()
    assert window.editor.selection.of_kind("integration") == cell.links[:1]
    entries[0].trigger()
    assert window.editor.selection.of_kind("integration") == cell.links


def test_an_empty_cell_opens_nothing(matrix):
    matrix.menu.clear()
    QTest.mouseClick(matrix.view.viewport(), LEFT, NONE, at_cell(matrix, 0, 0))
    assert matrix.menu.actions() == []
    assert matrix.view.currentIndex().row() == 0


def test_the_pointer_lights_row_and_column_and_says_what_they_are(matrix, qapp):
    row, column, cell = filled(matrix)
    at = QPointF(at_cell(matrix, row, column))
    qapp.sendEvent(matrix.view.viewport(), QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton,
                                                       Qt.MouseButton.NoButton, NONE))
    assert matrix.view.hovered == (row, column)
    labels = matrix.model.matrix.labels
    assert matrix.says.text().startswith(f"{labels[row]} needs {labels[column]}: {len(cell.links)} integrations")


def test_arrows_walk_and_with_ctrl_go_to_the_next_filled_cell(matrix):
    row, _, _ = filled(matrix)
    matrix.view.setCurrentIndex(matrix.model.index(row, 0))
    matrix.view.setFocus()
    QTest.keyClick(matrix.view, Qt.Key.Key_Right)
    assert matrix.view.currentIndex().column() == 1
    matrix.view.setCurrentIndex(matrix.model.index(row, 0))
    QTest.keyClick(matrix.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert matrix.view.currentIndex().column() == min(c for c in matrix.model.by_row[row] if c > 0)


def test_a_name_selects_and_the_selection_lights_its_row(matrix, window):
    header = matrix.view.verticalHeader()
    at = QPoint(20, header.sectionViewportPosition(3) + header.sectionSize(3) // 2)
    QTest.mouseClick(header.viewport(), LEFT, NONE, at)
    assert window.editor.selection.of_kind("system") == (matrix.model.matrix.ids[3],)
    assert matrix.view.chosen == {matrix.model.matrix.ids[3]}
    window.editor.selection.set([Element(kind="system", id=matrix.model.matrix.ids[5])])
    assert matrix.view.chosen == {matrix.model.matrix.ids[5]}


def test_the_matrix_follows_edits(matrix, window, qtbot):
    row, column, cell = filled(matrix)
    names = matrix.model.matrix.ids[row], matrix.model.matrix.ids[column]
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.perform(RemoveElements(integrations=cell.links))
    ids = matrix.model.matrix.ids
    assert matrix.model.cell(ids.index(names[0]), ids.index(names[1])) is None


def test_it_is_copied_and_written_as_a_table(matrix, tmp_path):
    matrix.copy()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    row, column, cell = filled(matrix)
    assert rows[0][1:] == list(matrix.model.matrix.labels)
    assert rows[row + 1][column + 1] == str(len(cell.links))
    target = tmp_path / "matrix.csv"
    matrix.export(target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == rows


def test_names_that_a_spreadsheet_would_run_are_written_as_text(matrix, tmp_path):
    matrix.model.show_matrix(Matrix(("a",), ("=HYPERLINK(1)",), {}, ()))
    matrix.export(tmp_path / "matrix.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "matrix.csv").read_text("utf-8-sig")
    matrix._shown = None


def test_five_hundred_systems_cost_no_more_than_what_is_in_sight(matrix):
    count = 500
    cells = {(row, (row * 7 + step) % count): MatrixCell((f"i{row}",), Timing.SYNCHRONOUS)
             for row in range(count) for step in range(6)}
    names = tuple(f"System {n}" for n in range(count))
    matrix.model.show_matrix(Matrix(names, names, cells, (Block(10, 40, ""),)))
    painted = []
    real = matrix.view._paint_cell
    matrix.view._paint_cell = lambda *args: painted.append(1) or real(*args)
    matrix.view.viewport().repaint()
    del matrix.view._paint_cell
    assert 0 < len(painted) < 400
    matrix._shown = None


def test_every_cell_has_words_for_those_who_cannot_see_it(matrix):
    row, column, _ = filled(matrix)
    said = matrix.model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == matrix.model.says(row, column)
    assert "synchronous" in said
    assert "does not need" in matrix.model.says(row, next(
        c for c in range(len(matrix.model.matrix.ids)) if c != row and matrix.model.cell(row, c) is None))
