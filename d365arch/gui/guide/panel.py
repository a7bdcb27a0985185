"""The panel of the guide: one page at a time below a heading, and the keys that work on every page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from d365arch.gui.fonts import resized


class Page(QWidget):
    """What is asked or told at one moment; `first` gets the keyboard, `tiles` are pressed by digits."""

    def __init__(self, heading: str, why: str = "") -> None:
        super().__init__()
        self.heading, self.why = heading, why
        self.tiles: list[QPushButton] = []
        self.first: QWidget | None = None
        self.may_skip = False
        self.may_go_back = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.column.setSpacing(8)

    def say(self, text: str, name: str = "muted") -> QLabel:
        """A paragraph."""
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(label)
        return label


class GuidePanel(QWidget):
    """Digits press a tile, Backspace goes back, Escape leaves."""

    back_wanted = Signal()
    skip_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Guide"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 8)
        column.setSpacing(8)
        self.heading = self._label("", 1.25)
        self.why = self._label("muted", 1.0)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Page of the guide"))
        self.back = self._button(self.tr("Back"), self.tr("The question before (Backspace)"))
        self.skip = self._button(self.tr("Skip"), self.tr("Leave this question open"))
        self.leave = self._button(self.tr("Leave"), self.tr("Leave without a change (Escape)"))
        self.back.clicked.connect(self.back_wanted)
        self.skip.clicked.connect(self.skip_wanted)
        self.leave.clicked.connect(self.leave_wanted)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.back, self.skip):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.leave)
        column.addWidget(self.heading)
        column.addWidget(self.why)
        column.addWidget(self.area, 1)
        column.addLayout(row)
        self.page: Page | None = None

    def _label(self, name: str, size: float) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if size != 1.0:
            label.setFont(resized(self.font(), size, QFont.Weight.DemiBold))
        return label

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        return button

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(360, 560)

    def minimumSizeHint(self) -> QSize:
        """Small enough for the smallest window."""
        return QSize(240, 200)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is on something of the panel."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def turn_to(self, page: Page, *, focus: bool = True) -> None:
        """Show another page in the place of the one before, and give it the keyboard."""
        self.page = page
        self.heading.setText(page.heading)
        self.heading.setAccessibleName(page.heading)
        self.why.setText(page.why)
        self.why.setVisible(bool(page.why))
        self.back.setVisible(page.may_go_back)
        self.skip.setVisible(page.may_skip)
        before = self.area.takeWidget()
        self.area.setWidget(page)
        if before is not None:
            before.deleteLater()        # later, because one of its buttons may have asked for this page
        self.area.verticalScrollBar().setValue(0)
        first = page.first or next(iter(page.tiles), self.leave)
        if focus:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            # The page gets its place in the panel only now, and what has the keyboard shall be seen.
            QTimer.singleShot(0, page, self._reveal)

    def _reveal(self) -> None:
        focused = self.window().focusWidget()
        if self.page is not None and focused is not None and self.page.isAncestorOf(focused):
            self.area.ensureWidgetVisible(focused, 0, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the control with the keyboard left over."""
        key = event.key()
        digit = key - Qt.Key.Key_0.value
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        tiles = self.page.tiles if self.page else []
        if key == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        elif key == Qt.Key.Key_Backspace and self.back.isVisible():
            self.back_wanted.emit()
        elif plain and 1 <= digit <= min(9, len(tiles)):
            tiles[digit - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            tiles[digit - 1].click()
        else:
            super().keyPressEvent(event)
