"""The analysis panel: tiles with their trend, rankings that sort, one selection with the canvas, all by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from d365arch.analysis.figures import Figure
from d365arch.edit import RemoveElements
from d365arch.gui.coupling.feature import Coupling
from d365arch.gui.coupling.ranking_view import shortened
from d365arch.gui.coupling.tiles import difference, trend_sign, trend_words
from d365arch.gui.samples import samples
from d365arch.scene.parts import Element
from d365arch.whatif.compare import FigureChange, Verdict

LEFT = Qt.MouseButton.LeftButton


def coupling(window) -> Coupling:
    return next(feature for feature in window.features if isinstance(feature, Coupling))


@pytest.fixture
def panel(window, qtbot):
    """The panel on the Northwind sample, in front."""
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.session.open_sample(samples()[0])
    window.actions_by_name["analysis"].trigger()
    found = coupling(window).panel
    qtbot.waitUntil(found.isVisible)
    yield found
    found.tiles.explain("")
    found.tabs.setCurrentIndex(0)
    for view in found.views:
        view.sort_by(-1)
    window.docks["analysis"].hide()


def texts(view, column: int) -> list[str]:
    model = view.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def click_row(view, row: int, *, twice: bool = False) -> None:
    at = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    if twice:
        QTest.mouseDClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def test_tiles_say_what_the_analysis_found(panel, window):
    metrics = window.findings.result.metrics
    tile = panel.tiles.tiles["direct_links"]
    assert tile.figure.shown == str(metrics.direct_links)
    assert tile.accessibleName().startswith(f"Direct links: {metrics.direct_links}")
    assert tile.trend is None


def test_a_tile_tells_its_trend_since_opening_with_a_sign(panel, window, qtbot):
    some = tuple(i.id for i in window.editor.workspace.landscape.integrations[:3])
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.perform(RemoveElements(integrations=some))
    tile = panel.tiles.tiles["direct_links"]
    assert tile.trend.shown == "−3"
    assert "−3 since opening, which is better" in tile.accessibleName()
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.undo_stack.undo()
    assert tile.trend is None


def test_a_click_on_a_tile_explains_the_figure_and_another_click_ends_it(panel):
    tile = panel.tiles.tiles["propagation_cost"]
    QTest.mouseClick(tile, LEFT)
    assert panel.tiles.words.isVisible()
    for part in ("On average", "Formula:", "MacCormack"):
        assert part in panel.tiles.words.text()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert not panel.tiles.words.isVisible()


def test_systems_are_ranked_and_sorted_by_a_click_on_a_heading(panel, window):
    view = panel.view
    assert texts(view, 0) == [system.name for system in window.findings.result.systems]
    header = view.header()
    at = QPoint(header.sectionViewportPosition(6) + header.sectionSize(6) // 2, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    reaches = [int(text) for text in texts(view, 6)]
    assert reaches == sorted(reaches, reverse=True)
    QTest.mouseClick(header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert [int(text) for text in texts(view, 6)] == sorted(reaches)
    QTest.mouseClick(header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert texts(view, 0) == [system.name for system in window.findings.result.systems]


def test_what_has_no_figure_comes_last_in_both_orders(panel):
    view, unknown = panel.view, []
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        view.ranked.sort(4, order)
        found = texts(view, 4)
        known = [text for text in found if text != "–"]
        unknown.append(found[len(known):])
    assert unknown[0] == unknown[1]


def test_a_row_selects_on_the_canvas_and_the_canvas_marks_the_row(panel, window):
    view = panel.view
    click_row(view, 2)
    assert window.editor.selection.of_kind("system") == (window.findings.result.systems[2].id,)
    other = window.findings.result.systems[5]
    window.editor.selection.set([Element(kind="system", id=other.id)])
    assert [index.row() for index in view.selectionModel().selectedRows()] == [5]
    window.editor.selection.clear()
    assert view.selectionModel().selectedRows() == []


@pytest.mark.parametrize("how", ["enter", "twice"])
def test_enter_and_a_double_click_bring_a_row_into_sight(panel, window, how):
    canvas = window.canvas
    canvas.zoom_to(2.0)
    canvas.set_viewport(canvas.viewport.panned(-6000, -6000))
    click_row(panel.view, 1, twice=how == "twice")
    if how == "enter":
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    seen = canvas.viewport.rect_to_screen(canvas.rect_of(window.editor.selection.elements[0]))
    assert 0 <= seen.left <= canvas.width()
    assert 0 <= seen.top <= canvas.height()
    canvas.fit()


def test_the_keyboard_alone_goes_through_rankings_and_rows(panel, window):
    panel.tabs.setFocus()
    QTest.keyClick(panel.tabs, Qt.Key.Key_Right)
    assert panel.view.ranking.id == "links"
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    chosen = window.editor.selection.of_kind("integration")
    assert len(chosen) == 1
    assert chosen[0] in panel.view.ranked.rows[panel.view.currentIndex().row()].ids


def test_links_with_more_marks_come_first(panel):
    panel.tabs.setCurrentIndex(1)
    marks = [row.cells[2].value for row in panel.view.ranked.rows]
    assert marks == sorted(marks, reverse=True)
    assert marks[0] > 1
    assert "waits in a circle" in texts(panel.view, 2)[0]


def test_a_circle_is_selected_with_its_links_and_stays_marked(panel, window):
    panel.tabs.setCurrentIndex(2)
    click_row(panel.view, 0)
    result = window.findings.result
    assert set(result.metrics.sync_cycles[0]) <= set(window.editor.selection.of_kind("system"))
    assert window.editor.selection.of_kind("integration")
    assert [index.row() for index in panel.view.selectionModel().selectedRows()] == [0]


def test_cuts_say_who_is_cut_off(panel, window):
    panel.tabs.setCurrentIndex(3)
    result = window.findings.result
    assert panel.view.ranked.rowCount() == len(result.metrics.cuts) + len(result.metrics.bridges)
    lost = [row.cells[2].value for row in panel.view.ranked.rows]
    assert lost == sorted(lost, reverse=True)
    assert min(lost) >= 1


def test_chains_and_repeats_have_rows_or_say_why_not(panel):
    panel.tabs.setCurrentIndex(4)
    assert "→" in texts(panel.view, 0)[0]
    panel.tabs.setCurrentIndex(5)
    assert panel.pages.currentWidget() is panel.empty
    assert panel.empty.text() == "Nothing is carried twice."


def test_a_hidden_panel_does_no_work_and_catches_up(panel, window, qtbot):
    window.docks["analysis"].hide()
    before = panel.tiles.tiles["direct_links"].figure
    some = window.editor.workspace.landscape.integrations[0].id
    with qtbot.waitSignal(window.findings.found, timeout=20_000):
        window.editor.perform(RemoveElements(integrations=(some,)))
    assert panel.tiles.tiles["direct_links"].figure is before
    window.show_dock("analysis")
    qtbot.waitUntil(lambda: panel.tiles.tiles["direct_links"].figure.value == before.value - 1)


def test_a_change_of_a_share_is_told_once_and_fits_the_tile():
    before = Figure(id="point_to_point_ratio", title="Point to point", value=0.97, shown="97%", meaning="", source="",
                    unit="share")
    trend = FigureChange(before=before, after=replace(before, value=0.969, shown="96.9%"), change=-0.001,
                         shown="−0.1 pp", verdict=Verdict.BETTER)
    assert trend_sign(trend) == "▼ 0.1 ✓"
    assert trend_sign(trend, amount=False) == "▼ ✓"
    assert trend_words(trend) == "−0.1 percentage points since opening, which is better."
    assert difference(trend) == "−0.1 pp"


def test_names_of_links_show_both_ends_and_columns_of_words_share_the_room(panel, window):
    letters = window.fontMetrics()
    name = "Finance and Supply Chain → Tax service"
    assert shortened(name, letters, letters.horizontalAdvance(name)) == name
    short = shortened(name, letters, letters.horizontalAdvance("Finance and S → Tax service"))
    assert short.startswith("Finance")
    assert short.endswith("→ Tax service")
    even = shortened(name, letters, letters.horizontalAdvance("Finan → Tax s"))
    assert [end.strip()[:2] for end in even.split("→")] == ["Fi", "Ta"]
    window.resize(window.width() + 300, window.height())
    window.resizeDocks([window.docks["analysis"]], [560], Qt.Orientation.Horizontal)
    panel.tabs.setCurrentIndex(1)
    view = panel.view
    assert view.ranked.rows
    assert abs(view.header().length() - view.viewport().width()) <= 4
    view.header().resizeSection(0, 90)
    panel.refresh()
    window.resize(window.width() - 300, window.height())
    assert view.header().sectionSize(0) == 90
