"""The dependency matrix as a table model, with words for those who cannot see its colors, and as text for others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from d365arch.analysis.matrix import Matrix, MatrixCell
from d365arch.gui.language import amount
from d365arch.model.vocabulary import Timing

Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """Rows need columns; a cell tells by how many integrations."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matrix = Matrix((), (), {}, ())
        self.by_row: dict[int, dict[int, MatrixCell]] = {}

    def show_matrix(self, matrix: Matrix) -> None:
        """Show another matrix."""
        self.beginResetModel()
        self.matrix = matrix
        self.by_row = {}
        for (row, column), cell in sorted(matrix.cells.items()):
            self.by_row.setdefault(row, {})[column] = cell
        self.endResetModel()

    def cell(self, row: int, column: int) -> MatrixCell | None:
        """The cell at a place; none where one does not need the other."""
        return self.by_row.get(row, {}).get(column)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many systems and hubs there are."""
        return 0 if parent is not None and parent.isValid() else len(self.matrix.ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """As many as rows."""
        return self.rowCount(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and section < len(self.matrix.labels):
            return self.matrix.labels[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The count of integrations, and the whole in words."""
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self.cell(index.row(), index.column())
            return str(len(cell.links)) if cell else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.says(index.row(), index.column())
        return None

    def says(self, row: int, column: int) -> str:
        """A cell in words."""
        names = self.matrix.labels
        if not (0 <= row < len(names) and 0 <= column < len(names)):
            return ""
        cell = self.cell(row, column)
        if cell is None:
            return names[row] if row == column else self.tr("{row} does not need {column}").format(
                row=names[row], column=names[column])
        return self.tr("{row} needs {column}: {count}, {timing}").format(
            row=names[row], column=names[column], count=amount(len(cell.links), "integration"),
            timing=timing_words(cell.timing))

    def table(self) -> Iterator[list[str]]:
        """The matrix as rows of texts, names first."""
        labels = self.matrix.labels
        yield [self.tr("needs"), *labels]
        for row, label in enumerate(labels):
            cells = self.by_row.get(row, {})
            yield [label, *(str(len(cells[column].links)) if column in cells else "" for column in range(len(labels)))]


class _Timings(QObject):
    """Words for timings."""

    def said(self, timing: Timing | None) -> str:
        return {
            Timing.SYNCHRONOUS: self.tr("synchronous"), Timing.ASYNCHRONOUS: self.tr("asynchronous"),
            Timing.NEAR_REAL_TIME: self.tr("near real time"), None: self.tr("timing not stated"),
        }[timing]


def timing_words(timing: Timing | None) -> str:
    """A timing in words."""
    return _Timings().said(timing)
