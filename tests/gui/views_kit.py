"""The parts of the window that have to do with views, and a hand for its tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from d365arch.gui.main_window import MainWindow
from d365arch.gui.views.feature import Views
from d365arch.gui.views.tabs import ViewTabs
from d365arch.scene.parts import Element

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def views_of(window: MainWindow) -> Views:
    """The feature of this window."""
    return next(feature for feature in window.features if isinstance(feature, Views))


def tabs_of(window: MainWindow) -> ViewTabs:
    """The tabs under the canvas."""
    return views_of(window).bar.tabs


def titles(window: MainWindow) -> list[str]:
    """What the tabs say."""
    tabs = tabs_of(window)
    return [tabs.tabText(n) for n in range(tabs.count())]


def click_tab(window: MainWindow, index: int, button: Qt.MouseButton = LEFT) -> None:
    """Click in the middle of a tab."""
    tabs = tabs_of(window)
    QTest.mouseClick(tabs, button, NONE, tabs.tabRect(index).center())
    QApplication.processEvents()


def drag_tab(window: MainWindow, index: int, to: int, before_release: Callable[[], object] | None = None) -> None:
    """Drag a tab onto the place of another one, once the bar has its room.

    The events go to the bar itself: on a busy machine the platform's pointer is now and then somewhere else by then.
    """
    QApplication.processEvents()
    tabs = tabs_of(window)
    start, end = (QPointF(tabs.tabRect(n).center()) for n in (index, to))
    _mouse(tabs, QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    for step in range(1, 9):
        _mouse(tabs, QEvent.Type.MouseMove, start + (end - start) * step / 8, Qt.MouseButton.NoButton, LEFT)
        QApplication.processEvents()
    if before_release is not None:
        before_release()
    _mouse(tabs, QEvent.Type.MouseButtonRelease, end, LEFT, Qt.MouseButton.NoButton)
    QApplication.processEvents()


def _mouse(widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    QApplication.sendEvent(widget, QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at.toPoint())), button, held, NONE))


def turn_wheel(window: MainWindow, notches: int) -> None:
    """Turn the wheel over the tabs; positive is away from the hand."""
    tabs = tabs_of(window)
    at = QPointF(tabs.rect().center())
    event = QWheelEvent(at, QPointF(tabs.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120 * notches),
                        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(tabs, event)


def select(window: MainWindow, *names: str) -> None:
    """Select elements given as `kind id`."""
    window.editor.selection.set(Element(kind=n.split()[0], id=n.split()[1]) for n in names)


def shown(window: MainWindow) -> set[str]:
    """Ids of the systems that are drawn."""
    drawing = window.editor.drawing
    return {s.id for s in drawing.looks.selection.systems} if drawing else set()


def keys(window: MainWindow, text: str, *more: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """Type into whatever has the focus, then press further keys."""
    focus = QApplication.focusWidget() or window.canvas
    QTest.keyClicks(focus, text)
    for key, held in more:
        QTest.keyClick(QApplication.focusWidget() or window.canvas, key, held)
    QApplication.processEvents()


def order(window: MainWindow) -> Sequence[str]:
    """Ids of the views, as the file has them."""
    return [view.id for view in window.editor.workspace.views]
