"""The window with a help card; links lead to related cards, and back again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QToolButton, QVBoxLayout

from d365arch.analysis.help_records import HelpCard
from d365arch.gui.cards import LINK, card_html, card_of
from d365arch.gui.fonts import roomy
from d365arch.gui.icons import action_icon
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench


class CardWindow(QDialog):
    """Shows one card at a time and remembers the way; it stands beside the drawing and stops nothing."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window, Qt.WindowType.Tool)
        self._editor = bench.editor
        self._way: list[str] = []
        self.setWindowTitle(self.tr("Help card"))
        self.resize(roomy(400, 520))
        self.back = QToolButton(self)
        self.back.setAccessibleName(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to the card before (Alt+Left)"))
        self.back.clicked.connect(self.go_back)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.close)
        close.setAutoDefault(False)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("Help card"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        bar = QHBoxLayout()
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(self.text, 1)
        column.addLayout(bar)
        bench.editor.theme_changed.connect(lambda _theme: self._show())
        bench.session.closed.connect(self.close)
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Small enough for the smallest window."""
        return QSize(240, 200)

    @property
    def shown(self) -> str:
        """Id of the card that is shown; empty where none was yet."""
        return self._way[-1] if self._way else ""

    def explain(self, card: HelpCard) -> None:
        """Show a card and come to the front."""
        if card.id != self.shown:
            self._way.append(card.id)
        self._show()
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()

    def go_back(self) -> None:
        """The card before, where there is one."""
        if len(self._way) > 1:
            self._way.pop()
            self._show()

    def _show(self) -> None:
        colors = colors_of(self._editor.theme)
        self.back.setIcon(action_icon("arrow-left", colors.muted, colors.edge))
        self.back.setEnabled(len(self._way) > 1)
        card = card_of(self._editor, self.shown) if self.shown else None
        if card is not None:
            self.text.setHtml(card_html(card, colors, self._editor))
            self.setWindowTitle(self.tr("{name}: help card").format(name=card.title))

    def _follow(self, url: QUrl) -> None:
        name = url.toString()
        card = card_of(self._editor, name.removeprefix(LINK)) if name.startswith(LINK) else None
        if card is not None:
            self.explain(card)
