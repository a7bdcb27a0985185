"""The right end of the toolbar: which view is shown, and the colors."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.editor import Editor


class ViewChooser:
    """A combo box with the views of the file, hidden while there is one only."""

    def __init__(self, editor: Editor, actions: Mapping[str, QAction], parent: QWidget) -> None:
        self._editor = editor
        self._actions = actions
        self.combo = QuietCombo(parent)
        self.combo.setAccessibleName("View")
        self.combo.setToolTip("Which view of the landscape is drawn")
        self.combo.setMinimumWidth(190)
        self.combo.activated.connect(lambda index: editor.set_view(str(self.combo.itemData(index))))
        editor.changed.connect(lambda _before, _after: self.fill())
        editor.view_changed.connect(lambda _view: self.fill())

    def add_to(self, bar: QToolBar) -> None:
        """Put it at the right end of the toolbar."""
        room = QWidget(bar)
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(room)
        self._shown = bar.addWidget(self.combo)
        bar.addAction(self._actions["theme_toggle"])
        bar.addAction(self._actions["export"])
        button = bar.widgetForAction(self._actions["export"])
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fill()

    def fill(self) -> None:
        """List the views of now."""
        views = self._editor.workspace.views
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for view in views:
                self.combo.addItem(view.title or view.id, view.id)
            self.combo.setCurrentIndex(self.combo.findData(self._editor.view_id))
        self._shown.setVisible(len(views) > 1)
