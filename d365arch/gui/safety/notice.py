"""A calm bar above the drawing: a sentence, what can be done, and a way to put it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

Choice = tuple[str, Callable[[], object]]
"""What a button says, and what it does."""


class Notice(QFrame):
    """Hidden until it has something to say; a screen reader reads it when it appears."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 6)
        self._row.setSpacing(8)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.text, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    def tell(self, sentence: str, choices: Sequence[Choice] = (), *, closable: bool = True) -> None:
        """Show a sentence and a button for each choice; pressing any puts the notice away first."""
        self.clear()
        self.text.setText(sentence)
        self.setAccessibleDescription(sentence)
        for label, act in (*choices, *([(self.tr("Close"), _nothing)] if closable else [])):
            button = QPushButton(label, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: self._choose(act))
            self._row.addWidget(button)
            self.buttons.append(button)
        if closable:
            self.buttons[-1].setObjectName("link")
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Say nothing any more."""
        self.hide()
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons.clear()

    def _choose(self, act: Callable[[], object]) -> None:
        self.clear()
        act()


def _nothing() -> None:
    """What closing does beside putting the notice away."""
