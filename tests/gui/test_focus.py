"""Focus dims what is far from the selection, follows it, and never changes the landscape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.gui.focus import Focus
from d365arch.gui.main_window import MainWindow
from d365arch.gui.neighborhood import near
from d365arch.model import Point, Rect
from d365arch.scene.parts import Element
from tests.gui.canvas_kit import small


def system(name: str) -> Element:
    return Element(kind="system", id=name)


def names(elements: frozenset[Element]) -> set[str]:
    return {element.id for element in elements}


def test_hops_go_along_integrations_whoever_starts():
    landscape = small().landscape
    ends = {i.id: {i.from_.system, i.to.system} for i in landscape.integrations}
    start = landscape.systems[0].id
    own = {i for i, both in ends.items() if start in both}
    one = {start, *own, *(s for i in own for s in ends[i])}
    assert names(near(landscape, [system(start)], 1)) == one
    leaf = next(s for s in one - own - {start})
    assert names(near(landscape, [system(leaf)], 1)) < names(near(landscape, [system(leaf)], 2))


def test_an_integration_brings_its_ends_and_an_endpoint_its_own_lines():
    landscape = small().landscape
    line = landscape.integrations[0]
    assert names(near(landscape, [Element(kind="integration", id=line.id)], 1)) == {
        line.id, line.from_.system, line.to.system}
    assert names(near(landscape, [Element(kind="zone", id="core")], 1)) >= {
        s.id for s in landscape.systems if s.zone == "core"}
    end = next(end for end in (line.from_, line.to) if end.endpoint)
    found = names(near(landscape, [Element(kind="endpoint", id=str(end))], 1))
    assert line.id in found and end.system in found


@pytest.fixture
def focused(opened: MainWindow) -> MainWindow:
    """The window with the web shop in focus: the bank is two hops away."""
    opened.editor.selection.set([system("shop")])
    opened.canvas.setFocus()
    QTest.keyClick(opened.canvas, Qt.Key.Key_F)
    yield opened
    feature(opened).hops = 1
    feature(opened).leave()


def feature(window: MainWindow) -> Focus:
    return next(f for f in window.features if isinstance(f, Focus))


def contrast(window: MainWindow, name: str) -> int:
    """How much the darkest pixel within a box differs from the ground."""
    canvas = window.canvas
    rect = canvas.viewport.rect_to_screen(canvas.box_rect(name))
    image, ground = canvas.grab().toImage(), QColor(canvas.theme.ground).lightness()
    spots = [Point(x, y) for x in range(int(rect.left) + 6, int(rect.right) - 6, 2)
             for y in range(int(rect.top) + 6, int(rect.top) + 36)]
    return max(abs(image.pixelColor(int(p.x), int(p.y)).lightness() - ground) for p in spots
               if Rect(0, 0, image.width(), image.height()).contains(p))


def test_what_is_far_is_dimmed_until_escape(focused):
    assert focused.actions_by_name["focus"].isChecked()
    assert contrast(focused, "bank") < 80 < contrast(focused, "fo")
    QTest.keyClick(focused.canvas, Qt.Key.Key_Escape)
    assert contrast(focused, "bank") > 80
    assert not focused.actions_by_name["focus"].isChecked()
    assert focused.editor.selection.elements == (system("shop"),)
    assert focused.editor.undo_stack.count() == 0


def test_more_hops_by_key_or_button_and_never_more_than_three(focused):
    QTest.keyClick(focused.canvas, Qt.Key.Key_Plus)
    assert contrast(focused, "bank") > 80
    QTest.keyClick(focused.canvas, Qt.Key.Key_Minus)
    assert contrast(focused, "bank") < 80
    bar = feature(focused).bar
    for _ in range(5):
        QTest.mouseClick(bar.more, Qt.MouseButton.LeftButton)
    assert feature(focused).hops == 3
    assert not bar.more.isEnabled() and bar.isVisible()
    QTest.mouseClick(bar.leave, Qt.MouseButton.LeftButton)
    assert bar.isHidden() and not feature(focused).is_on


def test_it_follows_the_selection_and_stays_when_nothing_is_selected(focused):
    focused.editor.selection.set([system("bank")])
    assert contrast(focused, "shop") < 80 < contrast(focused, "bank")
    focused.editor.selection.clear()
    assert contrast(focused, "shop") < 80
    QApplication.processEvents()


def test_without_a_selection_it_says_what_to_do(opened):
    said: list[str] = []
    opened.editor.message.connect(said.append)
    opened.editor.selection.clear()
    opened.actions_by_name["focus"].trigger()
    opened.editor.message.disconnect(said.append)
    assert "Select" in said[-1]
    assert not opened.actions_by_name["focus"].isChecked()
