"""The bar of quick actions beside the selection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.gui.canvas.quick_actions import QuickActions
from d365arch.gui.main_window import MainWindow
from d365arch.model import Rect
from d365arch.model.vocabulary import Timing
from d365arch.scene.parts import Element


@pytest.fixture
def bar(opened: MainWindow) -> Iterator[QuickActions]:
    """The bar of the window; it hides itself and is on again afterwards."""
    found = opened.canvas.findChild(QuickActions)
    assert found is not None
    opened.canvas.setFocus()
    yield found
    opened.actions_by_name["quick_actions"].setChecked(True)
    opened.editor.selection.clear()


def choose(window: MainWindow, *names: str) -> None:
    window.editor.selection.set(Element(kind=n.split()[0], id=n.split()[1]) for n in names)


def names(bar: QuickActions) -> list[str]:
    return [button.objectName() for button in bar.buttons]


def test_it_comes_after_a_rest_and_goes_with_the_next_press(opened, bar, qtbot):
    choose(opened, "system fo")
    assert bar.isHidden()
    qtbot.waitUntil(bar.isVisible, timeout=4000)
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
    assert bar.isHidden()
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))


def test_it_never_covers_what_is_selected(opened, bar):
    for system in ("fo", "shop", "bank"):
        choose(opened, f"system {system}")
        assert bar.appear()
        seen = opened.canvas.viewport.rect_to_screen(opened.editor.drawing.placement.boxes[system])
        place = bar.geometry()
        assert not Rect(place.x(), place.y(), place.width(), place.height()).overlaps(seen)
        assert opened.canvas.rect().contains(place)


def test_each_kind_has_its_own_actions_with_names(opened, bar):
    choose(opened, "system fo")
    assert bar.appear()
    assert {"connect", "add_endpoint", "rename", "more"} <= set(names(bar))
    choose(opened, "system fo", "system shop", "system bank")
    assert bar.appear()
    assert {"align_left", "distribute_down", "group"} <= set(names(bar))
    choose(opened, "integration orders")
    assert bar.appear()
    assert {"swap", "timing>"} <= set(names(bar))
    assert all(button.accessibleName() and button.toolTip() for button in bar.buttons)
    opened.editor.selection.clear()
    assert not bar.appear()


def test_the_timing_menu_states_the_timing(opened, bar):
    choose(opened, "integration orders")
    assert bar.appear()
    button = next(b for b in bar.buttons if b.objectName() == "timing>")
    menu = button.menu()
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text() == "asynchronous").trigger()
    assert opened.editor.workspace.landscape.integration_by_id["orders"].timing is Timing.ASYNCHRONOUS


def test_the_dot_key_opens_it_and_arrows_walk_it(opened, bar):
    choose(opened, "system fo")
    QTest.keyClick(opened.canvas, Qt.Key.Key_Period)
    assert bar.isVisible()
    first = QApplication.focusWidget()
    assert first is bar.buttons[0]
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is bar.buttons[1]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert QApplication.focusWidget() is opened.canvas


def test_more_asks_for_the_whole_menu(opened, bar, qtbot):
    choose(opened, "system fo")
    assert bar.appear()
    with qtbot.waitSignal(bar.more_wanted) as asked:
        next(b for b in bar.buttons if b.objectName() == "more").click()
    assert asked.args[0] == Element(kind="system", id="fo")
    QApplication.activePopupWidget().close()


def test_it_can_be_switched_off_for_good(opened, bar):
    opened.actions_by_name["quick_actions"].trigger()
    choose(opened, "system fo")
    assert not bar._rest.isActive()
    assert not opened.settings.flag("quick_actions", True)
