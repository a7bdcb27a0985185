"""Folding, bundling and the overview in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from d365arch.gui.context_menu import context_menu
from d365arch.gui.main_window import MainWindow
from d365arch.model.geometry import Point
from d365arch.scene.parts import Element

LANDSCAPE = """\
d365arch: 1
name: Fold me
zones:
  - {id: core, name: Core}
  - {id: rim, name: Rim}
  - {id: mid, name: Middle}
systems:
  - {id: fo, name: Finance, type: d365.finance, zone: core, endpoints: [{id: odata, type: fo.odata}]}
  - {id: hr, name: HR, zone: core}
  - {id: shop, name: Web shop, zone: rim}
  - {id: bank, name: Bank, zone: rim}
  - id: bus
    name: Bus
    type: azure.service-bus
    zone: mid
    endpoints: [{id: orders, type: azure.service-bus-topic, name: Orders}, {id: dead, type: azure.service-bus-topic}]
integrations:
  - {id: a, name: Stock, from: shop, to: fo.odata, timing: synchronous}
  - {id: b, name: Prices, from: shop, to: fo.odata, timing: asynchronous}
  - {id: c, name: Payments, from: fo, to: bank, timing: asynchronous}
  - {id: put, name: Publish, from: shop, to: bus.orders, timing: asynchronous}
  - {id: get, name: Deliver, from: bus.orders, to: hr, timing: asynchronous}
  - {id: lost, name: Lost, from: shop, to: bus.dead, timing: asynchronous}
"""


@pytest.fixture
def folding(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    path = tmp_path / "fold.yaml"
    path.write_text(LANDSCAPE, encoding="utf-8")
    window.session.open(path)
    return window


def act(window: MainWindow, name: str) -> None:
    assert window.actions_by_name[name].isEnabled(), name
    window.actions_by_name[name].trigger()
    QApplication.processEvents()


def chosen(window: MainWindow) -> set[str]:
    return {f"{e.kind} {e.id}" for e in window.editor.selection.elements}


def select(window: MainWindow, kind: str, key: str) -> None:
    window.editor.selection.set((Element(kind=kind, id=key),))


def lines(window: MainWindow) -> dict[str, set[str]]:
    drawing = window.editor.drawing
    assert drawing is not None
    return {key: {each.id for each in line.integrations} for key, line in drawing.looks.lines.items()}


def boxes(window: MainWindow) -> set[str]:
    drawing = window.editor.drawing
    assert drawing is not None
    return set(drawing.placement.boxes)


def on_screen(window: MainWindow, at: Point) -> QPoint:
    return QPoint(*map(round, window.canvas.viewport.to_screen(at)))


def test_bundling_is_one_step_and_its_line_selects_its_integrations(folding: MainWindow) -> None:
    steps = folding.editor.undo_stack.index()
    act(folding, "bundle")
    assert folding.actions_by_name["bundle"].isChecked()
    assert folding.editor.undo_stack.index() == steps + 1
    assert folding.editor.undo_stack.undoText() == "Bundle lines"
    bundle = Element(kind="bundle", id=next(key for key, found in lines(folding).items() if found == {"a", "b"}))
    label = folding.canvas.sheet.label(bundle)
    assert label is not None
    QTest.mouseClick(folding.canvas, Qt.MouseButton.LeftButton, pos=on_screen(folding, label.center))
    assert chosen(folding) == {"integration a", "integration b"}
    assert folding.canvas.rect_of(Element(kind="integration", id="a")) == folding.canvas.rect_of(bundle)
    assert "Stock; Prices" in folding.canvas.describe(bundle)
    said = folding.canvas.describe(Element(kind="integration", id="b"))
    assert said.startswith("Prices. Web shop sends data to Finance")
    QTest.mouseClick(folding.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier,
                     on_screen(folding, label.center))
    assert chosen(folding) == set()
    folding.editor.undo_stack.undo()
    assert not folding.actions_by_name["bundle"].isChecked()
    assert set(lines(folding)) == {"a", "b", "c", "put", "get", "lost"}


def test_a_bundle_offers_its_integrations(folding: MainWindow) -> None:
    act(folding, "bundle")
    bundle = Element(kind="bundle", id=next(key for key, found in lines(folding).items() if found == {"a", "b"}))
    menu = context_menu(folding.editor, folding.actions_by_name, bundle, folding)
    only = menu.actions()[0].menu()
    assert isinstance(only, QMenu)
    assert [action.text() for action in only.actions()] == ["Stock", "Prices"]
    only.actions()[1].trigger()
    assert chosen(folding) == {"integration b"}
    menu.deleteLater()


def test_a_double_click_lists_what_a_bundle_holds(folding: MainWindow, qtbot: QtBot) -> None:
    act(folding, "bundle")
    bundle = Element(kind="bundle", id=next(key for key, found in lines(folding).items() if found == {"a", "b"}))
    label = folding.canvas.sheet.label(bundle)
    assert label is not None
    QTest.mouseDClick(folding.canvas, Qt.MouseButton.LeftButton, pos=on_screen(folding, label.center))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Stock", "Prices"]
    menu.actions()[0].trigger()
    menu.close()
    assert chosen(folding) == {"integration a"}


def test_endpoints_come_and_go(folding: MainWindow) -> None:
    assert folding.actions_by_name["endpoints"].isChecked()
    act(folding, "endpoints")
    assert folding.editor.view.endpoints is False
    assert folding.canvas.rect_of(Element(kind="endpoint", id="fo.odata")) is None
    act(folding, "endpoints")
    assert folding.editor.view.endpoints is None
    assert folding.actions_by_name["endpoints"].isChecked()


def test_a_zone_folds_and_a_double_click_opens_it(folding: MainWindow) -> None:
    select(folding, "zone", "rim")
    act(folding, "fold")
    assert boxes(folding) == {"fo", "hr", "bus", "zone.rim"}
    rect = folding.canvas.rect_of(Element(kind="zone", id="rim"))
    assert rect is not None
    assert folding.canvas.rect_of(Element(kind="system", id="shop")) == rect, "its systems are found where it stands"
    QTest.mouseDClick(folding.canvas, Qt.MouseButton.LeftButton, pos=on_screen(folding, rect.center))
    assert boxes(folding) == {"fo", "hr", "bus", "shop", "bank"}
    assert folding.editor.undo_stack.undoText() == "Unfold Rim"


def test_folding_a_system_folds_its_zone(folding: MainWindow) -> None:
    select(folding, "system", "bank")
    act(folding, "fold")
    assert folding.editor.view.folded == ("rim",)


def test_a_hub_folds_into_its_flows_and_comes_back(folding: MainWindow) -> None:
    said: list[str] = []
    folding.editor.message.connect(said.append)
    select(folding, "system", "bus")
    act(folding, "fold")
    folding.editor.message.disconnect(said.append)
    assert "bus" not in boxes(folding)
    flow = next(key for key, found in lines(folding).items() if found == {"put", "get"})
    assert said == ["Bus folded: 1 flow from end to end. Not drawn, because nothing is at the other side: Lost."]
    folding.editor.selection.set((Element(kind="bundle", id=flow),))
    assert chosen(folding) == {"integration put", "integration get"}
    act(folding, "fold")
    assert folding.editor.undo_stack.undoText() == "Unfold Bus"
    assert "bus" in boxes(folding)


def test_the_overview_keeps_everything_for_its_end(folding: MainWindow, qtbot: QtBot) -> None:
    before = folding.editor.drawing.places
    view = folding.editor.view
    with qtbot.waitSignal(folding.editor.drawing_changed):
        act(folding, "overview")
    assert boxes(folding) == {"zone.core", "zone.rim", "zone.mid"}
    act_ = folding.actions_by_name
    assert act_["overview"].isChecked() and act_["bundle"].isChecked() and not act_["endpoints"].isChecked()
    assert not act_["bundle"].isEnabled() and not act_["endpoints"].isEnabled()
    folding.editor.lay_out()
    act(folding, "overview")
    assert folding.editor.drawing.places == before
    assert folding.editor.view.positions == view.positions
    assert not act_["overview"].isChecked()


def test_a_zone_of_an_overview_opens_where_it_is(folding: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(folding.editor.drawing_changed):
        act(folding, "overview")
    rect = folding.canvas.rect_of(Element(kind="zone", id="core"))
    assert rect is not None
    QTest.mouseDClick(folding.canvas, Qt.MouseButton.LeftButton, pos=on_screen(folding, rect.center))
    assert not folding.editor.view.overview
    assert chosen(folding) == {"zone core"}
    assert "fo" in boxes(folding)


def test_a_group_of_an_overview_stands_for_its_systems_and_opens(window: MainWindow, tmp_path: Path,
                                                                 qtbot: QtBot) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(LANDSCAPE.replace("integrations:\n", "".join(f"  - {{id: s{i}}}\n" for i in range(13))
                                      + "integrations:\n"), encoding="utf-8")
    window.session.open(path)
    qtbot.waitUntil(window.actions_by_name["overview"].isEnabled)
    with qtbot.waitSignal(window.editor.drawing_changed):
        act(window, "overview")
    assert boxes(window) == {"zone.core", "zone.rim", "zone.mid", "group.application"}
    rect = window.canvas.rect_of(Element(kind="group", id="application"))
    assert rect is not None
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=on_screen(window, rect.center))
    assert chosen(window) == {f"system s{i}" for i in range(13)}
    QTest.mouseDClick(window.canvas, Qt.MouseButton.LeftButton, pos=on_screen(window, rect.center))
    assert not window.editor.view.overview
    assert chosen(window) == {f"system s{i}" for i in range(13)}
    assert "s12" in boxes(window)


def test_tab_walks_folded_zones_too(folding: MainWindow) -> None:
    for key in ("rim", "mid", "core"):
        select(folding, "zone", key)
        act(folding, "fold")
    folding.editor.selection.clear()
    folding.canvas.setFocus()
    walked = set()
    for _ in range(3):
        QTest.keyClick(folding.canvas, Qt.Key.Key_Tab)
        walked |= chosen(folding)
    assert walked == {"zone rim", "zone mid", "zone core"}


def test_unfold_everything(folding: MainWindow, qtbot: QtBot) -> None:
    assert not folding.actions_by_name["unfold_all"].isEnabled()
    for kind, key in (("zone", "rim"), ("system", "bus")):
        select(folding, kind, key)
        act(folding, "fold")
    act(folding, "unfold_all")
    assert folding.editor.view.folded == ()
    assert not folding.actions_by_name["unfold_all"].isEnabled()
    folding.editor.undo_stack.undo()
    assert folding.editor.view.folded == ("rim", "bus")
