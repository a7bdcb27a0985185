"""Outages and chains in the window: marks on the canvas, legend, tables, following edits; the file is never touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from d365arch.analysis.outage import Extent, Mark
from d365arch.edit import RemoveElements
from d365arch.gui.context_menu import context_menu
from d365arch.gui.main_window import MainWindow
from d365arch.gui.outage.chains import Chains
from d365arch.gui.outage.feature import OutageFeature
from d365arch.gui.outage.marking import color_of, paint_sign
from d365arch.gui.outage.simulation import Outages
from d365arch.scene.parts import Element

LANDSCAPE = """\
d365arch: 1
name: Outages
systems:
  - {id: shop, name: Web shop}
  - {id: fo, name: Finance}
  - {id: tax, name: Tax service}
  - id: bus
    name: Bus
    type: azure.service-bus
    endpoints: [{id: orders, type: azure.service-bus-queue, size: 100 MB}]
  - {id: wms, name: Warehouse}
  - {id: bank, name: Bank}
integrations:
  - {id: shop, name: Checkout, from: shop, to: fo, data: pull, timing: synchronous, entities: [Price],
     latency: {p95: 100 ms, required: 300 ms}}
  - {id: taxes, name: Taxes, from: fo, to: tax, data: pull, timing: synchronous, entities: [Price],
     latency: {p95: 300 ms}, answer_needed: false}
  - {id: in, name: Orders, from: fo, to: bus.orders, timing: near-real-time, entities: [Order],
     volume: {per_hour: 100, message_kb: 10}}
  - {id: out, name: Orders, from: wms, to: bus.orders, data: pull, timing: near-real-time, entities: [Order]}
  - {id: payments, name: Payments, from: fo, to: bank, data: push, timing: asynchronous, entities: [Payment]}
"""


def system(name: str) -> Element:
    return Element(kind="system", id=name)


@pytest.fixture
def shown(window: MainWindow, tmp_path: Path, qtbot) -> Iterator[MainWindow]:
    path = tmp_path / "outages.yaml"
    path.write_text(LANDSCAPE, encoding="utf-8")
    window.session.open(path)
    qtbot.waitUntil(lambda: window.findings.follower.is_current and window.canvas.sheet is not None)
    yield window
    outages(window).end()
    for name in ("outage", "chains"):
        window.docks[name].hide()
    chains(window).panel.source.setCurrentIndex(0)
    window.docks["inspector"].raise_()


def feature(window: MainWindow) -> OutageFeature:
    return next(f for f in window.features if isinstance(f, OutageFeature))


def outages(window: MainWindow) -> Outages:
    return feature(window).outages


def chains(window: MainWindow) -> Chains:
    return feature(window).chains


def switch(window: MainWindow, qtbot, *names: str) -> None:
    """Select systems and use the action, as the menu does; then wait for the outcome."""
    window.editor.selection.set([system(name) for name in names])
    window.actions_by_name["outage"].trigger()
    settled(window, qtbot)


def settled(window: MainWindow, qtbot) -> None:
    def done() -> None:
        tool = outages(window)
        found = tool.computed.outage if tool.computed else None
        assert window.findings.follower.is_current and tool.computing.idle
        assert (set(found.failed) if found else set()) == tool.failed
        assert tool.computed is None or tool.computed.result is window.findings.follower.result

    qtbot.waitUntil(done)


def image(window: MainWindow) -> QImage:
    window.canvas.settle()
    return window.canvas.grab().toImage()


def has_color(window: MainWindow, name: str, color: QColor) -> bool:
    """Whether the frame of a box has a color."""
    rect = window.canvas.viewport.rect_to_screen(window.canvas.box_rect(name))
    picture = image(window)
    ratio = picture.devicePixelRatio()
    spots = [(rect.left + 14 + step, rect.bottom + up) for step in range(0, int(rect.width) - 28, 2)
             for up in (-1.5, -0.5, 0.5)]
    near = (picture.pixelColor(int(x * ratio), int(y * ratio)) for x, y in spots)
    return any(abs(p.red() - color.red()) + abs(p.green() - color.green()) + abs(p.blue() - color.blue()) < 60
               for p in near)


def table(window: MainWindow, name: str) -> list[list[str]]:
    view = outages(window).panel.views[name]
    return [[cell.text for cell in row.cells] for row in view.ranked.rows]


def test_switching_off_marks_what_follows_and_leaves_the_file_alone(shown, qtbot):
    before = image(shown)
    switch(shown, qtbot, "tax")
    marked = outages(shown).painter.marked
    assert marked.boxes == {"tax": (Mark.FAILED,), "fo": (Mark.BLOCKED,), "shop": (Mark.BLOCKED,)}
    assert marked.lines == {"taxes": Mark.BLOCKED, "shop": Mark.BLOCKED}
    shown.editor.selection.clear()
    theme = shown.canvas.theme
    assert has_color(shown, "fo", color_of(Mark.BLOCKED, theme))
    assert not has_color(shown, "bank", color_of(Mark.BLOCKED, theme))
    assert has_color(shown, "tax", color_of(Mark.FAILED, theme))
    assert shown.editor.undo_stack.count() == 0 and shown.editor.clean
    shown.actions_by_name["outage_end"].trigger()
    assert not outages(shown).painter.marked
    assert image(shown) == before


def test_marks_differ_without_color(shown):
    """Each sign is another picture when all colors are gone."""
    seen = set()
    for mark in Mark:
        picture = QImage(40, 40, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        paint_sign(painter, mark, QPointF(20, 20), 16, shown.canvas.theme)
        painter.end()
        white = QColor(shown.canvas.theme.ground).rgb()
        seen.add(tuple(picture.pixel(x, y) == white for x in range(8, 32) for y in range(8, 32)))
    assert len(seen) == len(Mark)


def test_the_panel_tells_it_in_tables_and_the_legend_in_counts(shown, qtbot):
    switch(shown, qtbot, "wms")
    panel = outages(shown).panel
    assert shown.docks["outage"].isVisible()
    assert panel.summary.text().startswith("While Warehouse is off,")
    assert table(shown, "queues") == [["Bus / orders", "100", "2,400", "4.3 days", "size"]]
    assert panel.view is panel.views["queues"], "the first table that says something is in front"
    bar = outages(shown).bar
    assert [mark for mark, entry in bar.entries.items() if not entry.isHidden()] == [Mark.FAILED, Mark.QUEUEING]
    assert bar.entries[Mark.QUEUEING].text() == "1 queueing"
    QTest.mouseClick(bar.entries[Mark.QUEUEING], Qt.MouseButton.LeftButton)
    assert shown.editor.selection.elements == (system("bus"),)
    QTest.mouseClick(bar.close_, Qt.MouseButton.LeftButton)
    assert not outages(shown).failed and bar.isHidden()


def test_more_may_be_off_and_the_same_again_switches_on(shown, qtbot):
    switch(shown, qtbot, "wms")
    switch(shown, qtbot, "fo", "bus")
    assert outages(shown).failed == {"wms", "fo", "bus"}
    assert shown.actions_by_name["outage"].isChecked()
    shown.editor.selection.set([system("bank")])
    assert not shown.actions_by_name["outage"].isChecked()
    switch(shown, qtbot, "fo", "wms")
    assert outages(shown).failed == {"bus"}
    assert [row[0] for row in table(shown, "lost")] == ["Orders"]
    switch(shown, qtbot, "bus")
    assert not outages(shown).failed and not shown.actions_by_name["outage_end"].isEnabled()


def test_a_row_selects_on_the_canvas_and_the_canvas_marks_the_row(shown, qtbot):
    switch(shown, qtbot, "fo")
    view = outages(shown).panel.views["stale"]
    outages(shown).panel.tabs.setCurrentIndex(4)
    assert [row[:2] for row in table(shown, "stale")] == [["Bank", "Payment"], ["Warehouse", "Order"]]
    rect = view.visualRect(view.ranked.index(0, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert {e.id for e in shown.editor.selection.elements} == {"bank", "payments"}
    assert "Bank gets no Payment from Finance: stale" in outages(shown).panel.detail.text()
    shown.editor.selection.set([system("wms")])
    assert [index.row() for index in view.selectionModel().selectedRows()] == [1]


def test_it_follows_edits_and_what_is_deleted_is_no_longer_off(shown, qtbot):
    switch(shown, qtbot, "tax", "bank")
    assert {b.system for b in outages(shown).computed.outage.blocked} == {"fo", "shop"}
    shown.editor.perform(RemoveElements(integrations=("taxes",)))
    settled(shown, qtbot)
    assert not outages(shown).computed.outage.blocked
    shown.editor.undo_stack.undo()
    settled(shown, qtbot)
    assert outages(shown).computed.outage.blocked[0].extent is Extent.BLOCKED
    shown.editor.perform(RemoveElements(systems=("tax",)))
    settled(shown, qtbot)
    assert outages(shown).failed == {"bank"}
    shown.editor.undo_stack.undo()
    settled(shown, qtbot)


def test_another_landscape_begins_without_an_outage(shown, qtbot, landscape_file):
    switch(shown, qtbot, "tax")
    shown.session.open(landscape_file)
    assert not outages(shown).failed and not outages(shown).painter.marked and outages(shown).bar.isHidden()


def test_without_a_selection_the_ranking_asks_what_to_switch_off(shown, qtbot):
    shown.editor.selection.clear()
    shown.actions_by_name["outage"].trigger()
    settled(shown, qtbot)
    qtbot.waitUntil(lambda: bool(table(shown, "outages")))
    assert not shown.actions_by_name["outage"].isChecked()
    assert table(shown, "outages")[0][:2] == ["Tax service", "2"]
    panel = outages(shown).panel
    view = panel.views["outages"]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.ranked.index(0, 0)).center())
    QTest.mouseClick(panel.off, Qt.MouseButton.LeftButton)
    settled(shown, qtbot)
    assert outages(shown).failed == {"tax"}


def test_only_one_overlay_colors_the_drawing(shown, qtbot):
    switch(shown, qtbot, "tax")
    heat = next(action for name, action in shown.actions_by_name.items()
                if name.startswith("heat_") and name != "heat_off")
    heat.trigger()
    assert not outages(shown).failed
    switch(shown, qtbot, "tax")
    assert shown.actions_by_name["heat_off"].isChecked() and outages(shown).failed == {"tax"}


def test_the_context_menu_of_a_system_has_it(shown):
    menu = context_menu(shown.editor, shown.actions_by_name, system("fo"), shown)
    assert shown.actions_by_name["outage"] in menu.actions()
    menu.deleteLater()


def opened_chains(window: MainWindow, qtbot, *selected: str) -> None:
    window.editor.selection.set([system(name) for name in selected])
    window.actions_by_name["chains"].trigger()
    qtbot.waitUntil(lambda: chains(window).panel.chain is not None)


def test_chains_are_listed_with_their_calls_and_drawn(shown, qtbot):
    opened_chains(shown, qtbot)
    panel = chains(shown).panel
    assert [[c.text for c in row.cells] for row in panel.list.ranked.rows] == [
        ["Web shop → Finance → Tax service", "2", "400 ms", "99.7%"]]
    assert [(r.called, r.figures, r.slowest) for r in panel.hops.hops.rows] == [
        ("Web shop → Finance", "100 ms · 99.9%", False), ("Tax service", "300 ms · 99.9%", True)]
    assert panel.hops.hops.rows[1].weakest == "Weakest: slowest, 75% of the time"
    assert "Checkout accepts 300 ms and waits 400 ms: 100 ms too long." in panel.summary.text()
    assert chains(shown).painter.shown.chain is panel.chain
    shown.editor.selection.clear()
    assert has_color(shown, "fo", QColor(shown.canvas.theme.accent))
    shown.docks["chains"].hide()
    qtbot.waitUntil(lambda: chains(shown).painter.shown is None)
    assert shown.editor.undo_stack.count() == 0


def test_one_call_less_is_shown_with_its_figures_and_cost(shown, qtbot):
    opened_chains(shown, qtbot)
    panel = chains(shown).panel
    QTest.mouseClick(panel.relief.best, Qt.MouseButton.LeftButton)
    assert panel.relief.title.text() == "If call 2 left a message instead"
    assert [(before.text(), after.text()) for before, after in panel.relief._cells] == [
        ("2 calls", "1 call"), ("400 ms", "100 ms"), ("99.7%", "99.75%")]
    assert panel.relief.cost.text().startswith("Easy: the answer is not needed.")
    assert [row.relieved for row in panel.hops.hops.rows] == [False, True]
    assert chains(shown).painter.shown.relieved == 1
    first = panel.hops.visualRect(panel.hops.hops.index(0, 0)).center()
    QTest.mouseClick(panel.hops.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(first.x(), first.y()))
    assert panel.relief.title.text() == "If call 1 left a message instead"


def test_chains_of_the_selection_follow_it(shown, qtbot):
    opened_chains(shown, qtbot, "fo")
    panel = chains(shown).panel
    assert panel.from_selection and panel.chain.nodes == ("fo", "tax")
    shown.editor.selection.set([system("bank")])
    qtbot.waitUntil(lambda: panel.note.text() == "Bank waits for nobody.")
    assert panel.chain is None and chains(shown).painter.shown is None


def test_chains_follow_edits(shown, qtbot):
    opened_chains(shown, qtbot)
    shown.editor.perform(RemoveElements(integrations=("taxes",)))
    qtbot.waitUntil(lambda: chains(shown).panel.chain is not None and chains(shown).panel.chain.nodes == ("shop", "fo"))
    shown.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: len(chains(shown).panel.chain.nodes) == 3)
    shown.editor.undo_stack.clear()
