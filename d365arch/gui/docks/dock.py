"""One dock of the window, with a quiet title instead of the platform's title bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QTabBar, QToolButton, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.icons import action_icon
from d365arch.gui.style import colors_of

LEFT = 206, 0.16, 250
RIGHT = 298, 0.225, 350
"""Least width of the docks at a side in px, their share of the window's width, and their greatest width."""


class Title(QWidget):
    """Small capitals and a button to close; gives its room to the tabs where the dock is one of several."""

    def __init__(self, text: str, dock: QDockWidget, editor: Editor) -> None:
        super().__init__(dock)
        self._dock = dock
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 6, 2)
        label = QLabel(text.upper(), self)
        label.setObjectName("caption")
        label.setFont(resized(self.font(), 0.86, QFont.Weight.DemiBold))
        self.close_ = QToolButton(self)
        self.close_.setAccessibleName(self.tr("Close {text}").format(text=text))
        self.close_.setToolTip(self.tr("Close {text}; View, Panels opens it again").format(text=text))
        self.close_.clicked.connect(dock.close)
        row.addWidget(label, 1)
        row.addWidget(self.close_)
        self._tint(editor.theme)
        editor.theme_changed.connect(self._tint)

    def _tint(self, theme: str) -> None:
        self.close_.setIcon(action_icon("x", colors_of(theme).faint))


class _Tabbed(QObject):
    """Hides the title of a dock while it is shown as a tab."""

    def __init__(self, dock: QDockWidget, title: Title, window: QMainWindow) -> None:
        super().__init__(dock)
        self._dock, self._title, self._window = dock, title, window
        self._none = QWidget(dock)
        for signal in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
            signal.connect(lambda *_: QTimer.singleShot(0, self, self.update))

    def update(self) -> None:
        """Show or hide the title as it is needed now."""
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName(self.tr("Panels"))        # Qt makes these bars when it needs them
        tabbed = bool(self._window.tabifiedDockWidgets(self._dock)) and not self._dock.isFloating()
        wanted = self._none if tabbed else self._title
        if self._dock.titleBarWidget() is not wanted:
            self._title.setVisible(not tabbed)
            self._dock.setTitleBarWidget(wanted)


def make_dock(name: str, title: str, widget: QWidget, window: QMainWindow, editor: Editor) -> QDockWidget:
    """A dock around a widget."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setWidget(widget)
    bar = Title(title, dock, editor)
    dock.setTitleBarWidget(bar)
    _Tabbed(dock, bar, window)
    dock.toggleViewAction().setText(title)
    return dock


def size_docks(window: QMainWindow, left: QDockWidget, right: QDockWidget) -> None:
    """Give the docks at both sides a share of the window that leaves most of it to the drawing."""
    widths = [min(with_text(most), max(with_text(least), round(window.width() * share)))
              for least, share, most in (LEFT, RIGHT)]
    window.resizeDocks([left, right], widths, Qt.Orientation.Horizontal)
