"""Large buttons with several lines of text: the answers to a question, and the cards of what is offered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

_CONTENT = 12, 9, 12, 10


class Tile(QPushButton):
    """A button with the digit that presses it, a title and small print; both wrap, and the button grows with them."""

    def __init__(self, digit: str, title: str, note: str, parent: QWidget | None = None, *, mark: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("tile")
        self.setAutoDefault(False)
        self.setAccessibleName(f"{digit} {title} {mark}".strip())
        self.setAccessibleDescription(note)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.title = self._label(title)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        column.addWidget(self.title)
        if note:
            self.note = self._label(note, "muted")
            column.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_CONTENT)
        row.setSpacing(10)
        if digit:
            number = self._label(digit, "chip")
            number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        if mark:
            points = self._label(mark, "muted")
            points.setWordWrap(False)
            row.addWidget(points, 0, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _label(self, text: str, name: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return label

    def hasHeightForWidth(self) -> bool:
        """Its texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that its texts need."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Wide enough for a few words."""
        return QSize(260, self.heightForWidth(260))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a panel may be."""
        layout = self.layout()
        width = layout.minimumSize().width() if layout else 0
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
