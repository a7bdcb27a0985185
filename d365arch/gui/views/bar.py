"""The row under the canvas: the tabs of the views, a button for a new one, what is hidden, and a list of all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.icons import action_icon
from d365arch.gui.style import colors_of
from d365arch.gui.view_titles import title_of
from d365arch.gui.views.describing import said
from d365arch.gui.views.hiding import hidden_in
from d365arch.gui.views.tabs import ViewTabs

_MENU = ("view_copy", "view_rename", "view_show", "", "show_hidden", "", "view_delete", "", "view_new")


class ViewBar(QFrame):
    """Keeps the tabs in step with the views of the workspace."""

    def __init__(self, editor: Editor, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._actions = editor, actions
        self.setObjectName("view-bar")
        self.tabs = ViewTabs(editor, self)
        self.new = self._button(self.tr("New view"), actions["view_new"])
        self.hidden = self._button(self.tr("Hidden elements"), actions["show_hidden"])
        self.hidden.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.all = self._button(self.tr("All views"))
        self.all.clicked.connect(self._list_views)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 8, 0)
        row.setSpacing(2)
        row.addWidget(self.tabs, 0)
        row.addWidget(self.new)
        row.addStretch(1)
        row.addWidget(self.hidden)
        row.addWidget(self.all)
        self.tabs.menu_wanted.connect(self._menu)
        self.tabs.room_changed.connect(self._show_list_button)
        editor.changed.connect(lambda _before, _after: self.fill())
        editor.view_changed.connect(lambda _view: self.fill())
        editor.theme_changed.connect(lambda _theme: self._tint())
        self._tint()
        self.fill()

    def _button(self, name: str, action: QAction | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action is not None:
            button.setToolTip(action.toolTip())
            button.clicked.connect(lambda _checked=False: action.trigger())
        return button

    def _tint(self) -> None:
        color = colors_of(self._editor.theme).muted
        for button, icon in ((self.new, "plus"), (self.hidden, "eye-slash"), (self.all, "list")):
            button.setIcon(action_icon(icon, color))

    def fill(self) -> None:
        """Show the views of now."""
        workspace = self._editor.workspace
        views = workspace.views or (self._editor.view,)
        tips = {v.id: f"{title_of(v)}\n{said(v.show, workspace.landscape, self._editor.catalog)}" for v in views}
        self.tabs.fill(views, tips)
        count = len(hidden_in(workspace.landscape, self._editor.view))
        self.hidden.setText(self.tr("{count} hidden").format(count=count))
        self.hidden.setVisible(count > 0)

    def _show_list_button(self) -> None:
        self.all.setVisible(self.tabs.sizeHint().width() > self.tabs.width() > 0)

    def _list_views(self) -> None:
        menu = QMenu(self)
        for view in self._editor.workspace.views:
            action = menu.addAction(title_of(view).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(view.id == self._editor.view_id)
            action.triggered.connect(lambda _checked=False, view_id=view.id: self.tabs.show_view(view_id))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.all.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for name in _MENU:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))
