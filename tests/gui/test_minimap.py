"""The map in the corner: shows what is in sight, and moves it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from d365arch.gui.canvas.minimap import Minimap
from d365arch.gui.main_window import MainWindow
from d365arch.model import Rect
from tests.gui.canvas_kit import LEFT, NONE


@pytest.fixture
def near(opened: MainWindow) -> MainWindow:
    """The window so near that not all is in sight, with the map on."""
    opened.canvas.zoom_to(4.0)
    opened.canvas.settle()
    QApplication.processEvents()
    return opened


def minimap(window: MainWindow) -> Minimap:
    return window.canvas.findChild(Minimap)


def in_sight(window: MainWindow) -> Rect:
    canvas = window.canvas
    return canvas.viewport.rect_to_scene(Rect(0, 0, canvas.width(), canvas.height()))


def test_the_map_is_there_only_where_something_is_out_of_sight(near):
    shown = minimap(near)
    assert shown.isVisible()
    assert shown.geometry().right() < near.canvas.width() and shown.geometry().bottom() < near.canvas.height()
    near.canvas.fit()
    assert shown.isHidden()


def test_the_action_switches_it_and_the_choice_is_remembered(near):
    action = near.actions_by_name["minimap"]
    assert action.isChecked()
    QTest.keyClick(near.canvas, Qt.Key.Key_M)
    assert minimap(near).isHidden() and not near.settings.minimap and not action.isChecked()
    QTest.keyClick(near.canvas, Qt.Key.Key_M)
    assert minimap(near).isVisible() and near.settings.minimap


def test_a_click_jumps_there_and_a_drag_takes_the_rectangle_along(near):
    shown, bounds = minimap(near), near.canvas.sheet.scene.bounds
    QTest.mouseClick(shown, LEFT, NONE, QPoint(12, 12))
    corner = in_sight(near)
    assert abs(corner.center.x - bounds.x) < 0.15 * bounds.width
    middle = QPoint(12, 12)
    QTest.mousePress(shown, LEFT, NONE, middle)
    QTest.mouseMove(shown, middle + QPoint(60, 0))
    QTest.mouseRelease(shown, LEFT, NONE, middle + QPoint(60, 0))
    moved = in_sight(near)
    assert moved.center.x > corner.center.x + 0.2 * bounds.width
    assert abs(moved.center.y - corner.center.y) < 2
    assert near.editor.undo_stack.count() == 0


def test_wheel_and_keys_work_on_it(near):
    shown, canvas = minimap(near), near.canvas
    event = QWheelEvent(QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(shown, event)
    assert canvas.zoom == pytest.approx(4.0 / 1.2)
    before = in_sight(near)
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert in_sight(near).x > before.x
    QTest.keyClick(shown, Qt.Key.Key_Plus)
    assert canvas.zoom == pytest.approx(4.0)
    assert shown.accessibleName()


def test_it_shows_the_drawing(near):
    image = minimap(near).grab().toImage()
    colors = {image.pixel(x, y) for x in range(6, image.width() - 6) for y in range(6, image.height() - 6)}
    assert len(colors) > 20
