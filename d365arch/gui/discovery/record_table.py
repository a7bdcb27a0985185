"""A plain table of records to read and copy from: what was not read, where secrets stand, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """Rows of texts below headings; the first text of a row names a file."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self.rows: Sequence[tuple[str, ...]] = ()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._headings[section] if wanted else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, whole as tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        return None


class RecordTable(QTreeView):
    """`open_wanted` carries the file of a row that was double-clicked."""

    open_wanted = Signal(str)

    def __init__(self, name: str, headings: Sequence[str], shares: Sequence[float], parent: QWidget) -> None:
        super().__init__(parent)
        self._shares = shares
        self.records = RecordModel(headings, self)
        self.setModel(self.records)
        self.setObjectName("ranking")
        self.setAccessibleName(name)
        self.header().setAccessibleName(self.tr("Columns"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.activated.connect(lambda index: self.open_wanted.emit(self.records.rows[index.row()][0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every column but the last has its share of the width."""
        super().resizeEvent(event)
        for section, share in enumerate(self._shares):
            self.header().resizeSection(section, round(share * self.viewport().width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the chosen rows, as spreadsheets take them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, or all where none is chosen."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()}) or range(
            len(self.records.rows))
        QGuiApplication.clipboard().setText("\n".join("\t".join(self.records.rows[row]) for row in chosen))
