"""The button in the toolbar that says what the colors tell, and offers the other perspectives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.style import resource_path
from d365arch.model.vocabulary import Perspective


class PerspectiveChooser(QToolButton):
    """A button with a menu of the perspectives; its text is the one in use."""

    def __init__(self, actions: Sequence[QAction], editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("perspective-chooser")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(11, 11))
        # The chevron stands behind the words, whichever way the window reads.
        behind = Qt.LayoutDirection.RightToLeft if self.isLeftToRight() else Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(behind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("What the colors of the drawing tell"))
        menu = QMenu(self)
        menu.addActions(list(actions))
        self.setMenu(menu)
        self._texts = dict(zip(Perspective, (action.iconText() for action in actions), strict=True))
        self.show_choice(Perspective.TIMING)
        self._tint(editor.theme)
        editor.theme_changed.connect(self._tint)

    def _tint(self, theme: str) -> None:
        self.setIcon(QIcon(resource_path(f"icons/chevron-down-{theme}.svg")))

    def show_choice(self, perspective: Perspective) -> None:
        """Say which perspective is in use."""
        self.setText(self._texts[perspective])
        self.setAccessibleName(self.tr("Perspective: {choice}").format(choice=self._texts[perspective]))
