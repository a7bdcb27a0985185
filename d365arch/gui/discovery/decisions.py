"""Questions that only a person can answer, as a list with check marks: nothing happens unless somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QTreeView, QVBoxLayout, QWidget

Index = QModelIndex | QPersistentModelIndex

_SHARES = (0.46, 0.36)


class Words(NamedTuple):
    """What a list is called, what it is about, its headings, the two buttons and the two answers."""

    name: str
    lead: str
    headings: tuple[str, str, str]
    take: str
    leave: str
    taken: str
    left: str


class DecisionModel(QAbstractTableModel):
    """Rows of what is asked about and why; a check mark takes it."""

    decided = Signal()

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: Sequence[tuple[str, str]] = ()
        self.taken: frozenset[int] = frozenset()
        """Numbers of the rows that were answered with yes."""

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Ask other questions, none of them answered."""
        self.beginResetModel()
        self.rows, self.taken = rows, frozenset()
        self.endResetModel()

    def decide(self, rows: frozenset[int], take: bool) -> None:
        """Answer some questions."""
        before = self.taken
        self.taken = before | rows if take else before - rows
        if self.taken != before:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))
            self.decided.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many questions there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """What, why, decision."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._words.headings[section] if wanted else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column has the check mark."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and check marks."""
        taken = index.row() in self.taken
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() < 2:
            return self.rows[index.row()][index.column()]
        return self._words.taken if taken else self._words.left

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Answer one question."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.decide(frozenset((index.row(),)), Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


class DecisionsPage(QWidget):
    """The list with a sentence above and two buttons below."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DecisionModel(words, self)
        self.tree = _DecisionTree(self.model, self)
        self.tree.setAccessibleName(words.name)
        lead = QLabel(words.lead, self)
        lead.setObjectName("muted")
        lead.setWordWrap(True)
        buttons = QHBoxLayout()
        for text, take in ((words.take, True), (words.leave, False)):
            button = QPushButton(text, self)
            button.clicked.connect(lambda _checked=False, take=take: self.tree.decide(take))
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(lead)
        column.addWidget(self.tree, 1)
        column.addLayout(buttons)


class _DecisionTree(QTreeView):
    def __init__(self, model: DecisionModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._decisions = model
        self.setModel(model)
        self.setObjectName("ranking")
        self.header().setAccessibleName(self.tr("Columns"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    @property
    def _chosen(self) -> frozenset[int]:
        return frozenset(index.row() for index in self.selectionModel().selectedRows())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for section, share in enumerate(_SHARES):
            self.header().resizeSection(section, round(share * self.viewport().width()))

    def decide(self, take: bool) -> None:
        self._decisions.decide(self._chosen, take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._decisions.decide(self._chosen, not self._chosen <= self._decisions.taken)
        else:
            super().keyPressEvent(event)
