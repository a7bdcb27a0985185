"""F6 and Shift+F6 walk the parts of the window; other keys hide all panels, or fill the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QScrollArea, QTabBar, QWidget
from shiboken6 import isValid

from d365arch.gui.workbench import Workbench


class Parts(QObject):
    """The drawing, the tabs of the views, the panels and the toolbar, in the order of reading."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._last: dict[QWidget, QWidget] = {}
        self._hidden: list[QDockWidget] = []
        bench.on("next_part", lambda: self.step(1))
        bench.on("previous_part", lambda: self.step(-1))
        bench.actions["panels"].toggled.connect(self.hide_panels)
        bench.actions["full_screen"].toggled.connect(self.fill_screen)

    @property
    def parts(self) -> list[QWidget]:
        """The parts that show now: toolbar first, then from left to right and from top to bottom."""
        bench = self._bench
        docks = [dock for dock in bench.window.findChildren(QDockWidget) if not dock.visibleRegion().isEmpty()]
        strips = [bar for bar in bench.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
                  if bar.isVisible()]
        feet = [widget for widget in bench.page.children() if isinstance(widget, QWidget) and widget.isVisible()]
        found = [bench.toolbar, *sorted((*docks, *strips, *feet), key=self._place)]
        return [part for part in found if _first(part) is not None]

    def _place(self, part: QWidget) -> tuple[int, int]:
        at = part.mapTo(self._bench.window, QPoint(0, 0))
        return at.x(), at.y()

    def step(self, by: int) -> None:
        """Go to the next part (1) or to the one before (-1), where the keyboard was there last."""
        parts, focus = self.parts, QApplication.focusWidget()
        here = next((n for n, part in enumerate(parts) if focus and (part is focus or part.isAncestorOf(focus))), None)
        if here is not None and focus is not None:
            self._last[parts[here]] = focus
        if parts:
            wanted = parts[(here + by) % len(parts) if here is not None else 0]
            last = self._last.get(wanted)
            target = last if last is not None and isValid(last) and last.isVisible() else _first(wanted)
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hide_panels(self, hide: bool) -> None:
        """Put all panels away, or bring back those that were there."""
        docks = self._bench.window.findChildren(QDockWidget)
        if hide:
            self._hidden = [dock for dock in docks if not dock.isHidden()]
        for dock in self._hidden:
            dock.setVisible(not hide)
        if not hide:
            self._hidden = []

    def fill_screen(self, full: bool) -> None:
        """Show the window on the whole screen, or as it was."""
        window = self._bench.window
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen if full else
                              window.windowState() & ~Qt.WindowState.WindowFullScreen)


def _first(part: QWidget) -> QWidget | None:
    """What in a part takes the keyboard first; of a panel its content, not the button that closes it."""
    inside = part.widget() if isinstance(part, QDockWidget) else part
    # Not by nextInFocusChain: PySide takes what that returns for a child of the widget it was asked of, and when this
    # goes, for instance a link of the start page, all wrappers down the chain (menus, splitters) are void with it.
    for found in (inside, *inside.findChildren(QWidget)):
        able = found.isVisible() and found.isEnabled() and bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if able and found.focusProxy() is None and not isinstance(found, QScrollArea):
            return found
    return None


def install(bench: Workbench) -> Parts:
    """Wire the keys."""
    return Parts(bench)
