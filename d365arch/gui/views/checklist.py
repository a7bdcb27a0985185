"""Lists to tick, with a search field, within a dialog or behind a button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

_ROW = 27

SEARCHED = 8
"""From so many offers on there is a field to search them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it stands for, what it says, and small print that is searched too."""

    value: Any
    text: str
    note: str = ""


class CheckList(QWidget):
    """Offers with ticks; `changed` says that others are ticked now. Space ticks, a click anywhere on a line too."""

    changed = Signal()

    def __init__(self, name: str, offers: Sequence[Offer], ticked: Iterable[Any] = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(self.tr("Type to search"))
        self.search.setAccessibleName(self.tr("Search {what}").format(what=name))
        self.search.setClearButtonEnabled(True)
        self.search.setVisible(len(offers) >= SEARCHED)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(name)
        self.list.setUniformItemSizes(True)
        chosen = set(ticked)
        for offer in offers:
            item = QListWidgetItem(f"{offer.text}   ·  {offer.note}" if offer.note else offer.text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if offer.value in chosen else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        if offers:
            self.list.setCurrentRow(0)
        self.list.itemClicked.connect(self._flip)
        self.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)

    @property
    def ticked(self) -> tuple[Any, ...]:
        """What is ticked, in the order of the list."""
        return tuple(offer.value for n, offer in enumerate(self._offers)
                     if self.list.item(n).checkState() == Qt.CheckState.Checked)

    def tick(self, values: Iterable[Any]) -> None:
        """Tick exactly these."""
        chosen = set(values)
        with QSignalBlocker(self.list):
            for n, offer in enumerate(self._offers):
                state = Qt.CheckState.Checked if offer.value in chosen else Qt.CheckState.Unchecked
                self.list.item(n).setCheckState(state)
        self.list.viewport().update()
        self.changed.emit()

    def _flip(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.changed.emit()

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        first: QListWidgetItem | None = None
        for n in range(self.list.count()):
            item = self.list.item(n)
            text = item.text().casefold()
            item.setHidden(not all(word in text for word in words))
            if first is None and not item.isHidden():
                first = item
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Enter tick the current line; Down goes from the field into the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        item = self.list.currentItem()
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        ticks = (Qt.Key.Key_Return, Qt.Key.Key_Enter) if watched is self.search else (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in ticks and item is not None and not item.isHidden():
            self._flip(item)
            return True
        return False


class Picker(QPushButton):
    """A button that says what is ticked and opens the list; `changed` says that others are ticked now."""

    changed = Signal()

    def __init__(self, name: str, offers: Sequence[Offer], ticked: Iterable[Any] = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        known = {offer.value for offer in offers}
        # What the file names and the landscape does not have is kept and shown.
        kept = [Offer(value, str(value), self.tr("not in this landscape")) for value in ticked if value not in known]
        self._name, self._offers = name, [*offers, *kept]
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("card")
        self.checks = CheckList(name, self._offers, ticked, self.popup)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.checks)
        self.checks.changed.connect(self._tell)
        self.setObjectName("picker")
        self.setAutoDefault(False)
        self.setEnabled(bool(self._offers))
        self.clicked.connect(self.open)
        self._tell()

    @property
    def ticked(self) -> tuple[Any, ...]:
        """What is ticked."""
        return self.checks.ticked

    def open(self) -> None:
        """Show the list under the button."""
        rows = min(10, max(2, len(self._offers)))
        height = rows * _ROW + 26 + (40 if len(self._offers) >= SEARCHED else 0)
        self.popup.resize(QSize(max(self.width(), 260), height))
        below, above = QPoint(0, self.height() + 2), QPoint(0, -2 - height)
        room = self.screen().availableGeometry().bottom() - self.mapToGlobal(below).y()
        self.popup.move(self.mapToGlobal(below if room >= height else above))
        self.popup.show()
        field = self.checks.search if len(self._offers) >= SEARCHED else self.checks.list
        field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _tell(self) -> None:
        chosen = set(self.ticked)
        names = [offer.text for offer in self._offers if offer.value in chosen]
        shown = ", ".join(names) if names else self.tr("any") if self._offers else self.tr("none in this landscape")
        room = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, 250)
        self.setText(room.replace("&", "&&"))
        self.setToolTip(shown)
        self.setAccessibleName(f"{self._name}: {shown}")
        self.setProperty("unstated", not names)
        self.style().polish(self)
        self.changed.emit()
