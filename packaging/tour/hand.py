"""A hand at the window: mouse, wheel and keys as the desktop delivers them, and a look at where things are."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QCursor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from d365arch.gui.main_window import MainWindow
from d365arch.model.geometry import Point

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PATIENCE = 20.0
"""Seconds after which whatever was waited for will not come."""

_BLINK = 10
"""Milliseconds in which a form finds its places."""

_STEPS = 5
_NOTCH = 120


class LostError(Exception):
    """What a person would look for is not on the screen."""


class Hand:
    """Everything goes to the window of the platform, and Qt finds out which widget it meets.

    Places are points of the window in px, as widgets have them.
    """

    def __init__(self, window: MainWindow, steps: int = _STEPS) -> None:
        self.window = window
        self.at = QPoint(0, 0)
        self._steps = steps

    @property
    def canvas(self) -> QWidget:
        """The drawing."""
        return self.window.canvas

    def rest(self, seconds: float = 0.0) -> None:
        """Let the window finish what it does; `seconds` longer where something comes only after a while."""
        end, last = time.monotonic() + seconds, time.monotonic() + PATIENCE
        QCoreApplication.processEvents()
        while time.monotonic() < end or self.window.editor.background.tasks:
            if time.monotonic() > last:
                raise LostError("The window does not come to rest.")
            QTest.qWait(5)
        QTest.qWait(1)      # what was put off until nothing else is to do, such as the inspector

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait for something that a person would wait for."""
        last = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > last:
                raise LostError(f"Waited in vain for {what}.")
            QTest.qWait(5)

    def spot(self, place: Point) -> QPoint:
        """Where a point of the drawing is in the window."""
        seen = self.window.canvas.viewport.to_screen(place)
        return self.canvas.mapTo(self.window, QPoint(round(seen.x), round(seen.y)))

    def middle(self, widget: QWidget) -> QPoint:
        """The middle of a widget."""
        return widget.mapTo(widget.window(), widget.rect().center())

    def move(self, to: QPoint, window: QWidget | None = None) -> None:
        """Move the pointer in a few steps."""
        home = window or self.window
        handle, start = _handle(home), self.at
        for step in range(1, self._steps):
            QTest.mouseMove(handle, start + (to - start) * step / self._steps)
        QCursor.setPos(home.mapToGlobal(to))
        QTest.mouseMove(handle, to)
        self.at = to
        QCoreApplication.processEvents()

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        """Go there and press."""
        self.move(at)
        QTest.mousePress(_handle(self.window), LEFT, keys, at)

    def release(self) -> None:
        """Let go where the pointer is."""
        QTest.mouseRelease(_handle(self.window), LEFT, NONE, self.at)
        self.rest()

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        """Go there and click."""
        self.move(at)
        QTest.mouseClick(_handle(self.window), button, keys, at)
        self.rest()

    def double_click(self, at: QPoint) -> None:
        """Go there and click twice."""
        self.move(at)
        QTest.mouseDClick(_handle(self.window), LEFT, NONE, at)
        self.rest()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, move, let go."""
        self.press(start)
        self.move(end)
        self.release()

    def click_on(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, also one of a dialog, a menu or a list that is open."""
        home = widget.window()
        if not widget.isVisible():
            raise LostError(f"{widget.accessibleName() or widget} is not to be seen.")
        spot = at or widget.rect().center()
        place, before = widget.mapTo(home, spot), QPoint(-1, -1)
        while place != before:      # a form that has just changed is still finding its places
            QTest.qWait(_BLINK)
            spot = at or widget.rect().center()
            place, before = widget.mapTo(home, spot), place
        if home is self.window:
            self.click(place)
            return
        QTest.mouseMove(_handle(home), place)
        QTest.mouseClick(_handle(home), LEFT, NONE, place)
        self.rest()

    def choose(self, menu: QMenu, *texts: str) -> None:
        """Click an entry of an open menu, through its submenus."""
        for text in texts:
            entry = next((a for a in menu.actions() if _plain(a) == text), None)
            if entry is None or not entry.isEnabled():
                raise LostError(f"The menu has no {text}, only {[_plain(a) for a in menu.actions()]}.")
            inner = entry.menu()
            self.click_on(menu, menu.actionGeometry(entry).center())
            if isinstance(inner, QMenu):
                self.until(inner.isVisible, f"the menu {text}")
                menu = inner

    def menu_at(self, at: QPoint) -> QMenu:
        """Open the menu of what is somewhere, with the right button."""
        self.click(at, button=RIGHT)
        # Platforms send the request for a menu besides the press; the offscreen one leaves it to us.
        if not isinstance(QApplication.activePopupWidget(), QMenu):
            QTest.keyClick(_handle(self.window), Qt.Key.Key_F10, SHIFT)
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def drag_out(self, start: QPoint, end: QPoint, data: QMimeData, seen: Callable[[], None] = lambda: None) -> None:
        """Drag something out of a list onto the drawing; `seen` is called before the drop.

        The list sees a press and moves. The offscreen platform has no drag and drop of its own, so the canvas gets
        its events, with the data of the list, from here.
        """
        away = QPoint(QApplication.startDragDistance() * 2, 0)
        self.press(start)
        self.move(start + away)
        QTest.mouseRelease(_handle(self.window), LEFT, NONE, start + away)
        over, copy = self.canvas.mapFrom(self.window, end), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(over, copy, data, LEFT, NONE)
        QCoreApplication.sendEvent(self.canvas, enter)
        on = QDragMoveEvent(over, copy, data, LEFT, NONE)
        QCoreApplication.sendEvent(self.canvas, on)
        if not enter.isAccepted() or not on.isAccepted():
            raise LostError("The drawing does not take what was dragged.")
        self.at = end
        seen()
        QCoreApplication.sendEvent(self.canvas, QDropEvent(QPointF(over), copy, data, LEFT, NONE))
        self.move(end)
        self.rest()

    def wheel(self, at: QPoint, notches: int, keys: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel over a place; away from the hand is positive."""
        for _ in range(abs(notches)):
            turn = QPoint(0, _NOTCH if notches > 0 else -_NOTCH)
            event = QWheelEvent(QPointF(at), QPointF(self.window.mapToGlobal(at)), QPoint(), turn,
                                Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False)
            QCoreApplication.sendEvent(_handle(self.window), event)
        self.rest()

    def key(self, keys: str) -> None:
        """Press a key such as `F2` or `Ctrl+G` wherever the focus is."""
        combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs do not know it
        home = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        QTest.keyClick(_handle(home), combination.key(), combination.keyboardModifiers())
        self.rest()

    def type(self, text: str, then: str = "") -> None:
        """Type into what has the focus, and press a key then."""
        focus = QApplication.focusWidget()
        if focus is None:
            raise LostError(f"There is nothing to type {text} into.")
        QTest.keyClicks(focus, text)
        QCoreApplication.processEvents()
        if then:
            self.key(then)

    def in_dialog(self, opens: Callable[[], None], inside: Callable[[QDialog], None]) -> None:
        """Open a dialog and act in it, also one that lets nothing else go on until it is closed."""
        state: list[Exception | None] = []
        last = time.monotonic() + PATIENCE

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QDialog):
                if time.monotonic() < last:
                    QTimer.singleShot(5, look)
                else:
                    state.append(LostError("No dialog opened."))
                return
            try:
                inside(dialog)
                state.append(None)
            except Exception as problem:
                state.append(problem)
                dialog.reject()

        QTimer.singleShot(0, look)
        opens()
        self.until(lambda: state, "the dialog")
        # Desktops do this; the offscreen platform leaves no window active.
        self.window.activateWindow()
        self.rest()
        if state[0] is not None:
            raise state[0]


def _handle(widget: QWidget) -> QWindow:
    """The platform's window of a top-level widget."""
    handle = widget.window().windowHandle()
    if handle is None:
        raise LostError(f"{widget.window().windowTitle() or widget} is not on the screen.")
    return handle


def _plain(action: QAction) -> str:
    return action.text().partition("\t")[0].replace("&", "").removesuffix(" …")
