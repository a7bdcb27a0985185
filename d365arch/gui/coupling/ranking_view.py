"""One ranking as a list with columns: sorted by any of them, bars behind the figures, one selection with the canvas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from d365arch.gui.coupling.rankings import Ranking, said
from d365arch.gui.coupling.rows import Cell, Row
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text
from d365arch.gui.style import colors_of

Index = QModelIndex | QPersistentModelIndex

SHARE = Qt.ItemDataRole.UserRole + 1
"""How long a cell's bar is (0..1), which only cells of the column have by which the list is sorted."""

_MOST_PICKED = 200
"""So many rows at most are marked for what is selected on the canvas."""

_FIRST, _LONG = 100, 62
"""Least width in px of the first column and of other columns of words; they share the room that figures leave."""

_ARROW = " → "

_MARGINS = 8
"""Room of a cell that its text does not get, in px."""

_MEASURED, _PADDING = 60, 17
"""Columns of figures are as wide as the texts of so many rows and the heading need, with room around, in px."""


class RankingModel(QAbstractTableModel):
    """The rows of one ranking; the order they come in is kept until a person sorts."""

    def __init__(self, ranking: Ranking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ranking = ranking
        self._rows: list[Row] = []
        self.ranked: Sequence[Row] = ()
        """The rows in the order of the ranking."""
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._most = 0.0

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in the order shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these, in the order that was asked for."""
        self.beginResetModel()
        self.ranked = rows
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        self._rows, self._most = list(self.ranked), 0.0
        if self.sorted_by is None:
            return
        column, order = self.sorted_by
        known = [row for row in self._rows if row.cells[column].value is not None]
        unknown = [row for row in self._rows if row.cells[column].value is None]
        # Python's sort is stable also where it is reversed, so that equal rows keep the order of the ranking.
        values: Any = [row.cells[column].value for row in known]
        keyed = sorted(zip(values, range(len(known)), strict=True), key=lambda pair: pair[0],
                       reverse=order is Qt.SortOrder.DescendingOrder)
        self._rows = [known[at] for _, at in keyed] + unknown
        if self.ranking.columns[column].figures and not self.ranking.columns[column].less_is_worse:
            self._most = max((float(value) for value in values), default=0.0)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 brings the order of the ranking back."""
        self.sorted_by = (column, order) if column >= 0 else None
        self.beginResetModel()
        self._order()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.ranking.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings, with what they mean as tip."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.ranking.columns):
            return None
        column = self.ranking.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return said(column.title)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return said(column.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.figures)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its tip, and what the delegate needs."""
        row, column = self._rows[index.row()], index.column()
        described, cell = self.ranking.columns[column], row.cells[column]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(described.figures)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{said(described.title)}: {cell.text}"
        return self._share(cell, column) if role == SHARE else None

    def _share(self, cell: Cell, column: int) -> float | None:
        """How long the bar of a cell is; none where the list is not sorted by it."""
        if not self._most or self.sorted_by is None or self.sorted_by[0] != column:
            return None
        return float(cell.value) / self._most if isinstance(cell.value, float | int) else 0.0


def _alignment(figures: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class _Bars(QStyledItemDelegate):
    """Paints a quiet bar behind the figures of the column by which the list is sorted."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The bar, then the cell."""
        share = index.data(SHARE)
        if share:
            color = QColor(colors_of(self._editor.theme).accent)
            color.setAlpha(46)
            rect = QRectF(option.rect).adjusted(3, 4, -3, -4)
            rect.setLeft(rect.right() - rect.width() * share)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(rect, 3, 3)
            painter.restore()
        super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Names of links are shortened so that both of their ends are seen."""
        super().initStyleOption(option, index)
        option.text = shortened(option.text, option.fontMetrics, option.rect.width() - _MARGINS)


def shortened(text: str, letters: QFontMetrics, width: int) -> str:
    """A text that fits, if it is one of two ends: the longer end gives way first; other texts are left as they are."""
    ends = text.split(_ARROW)
    if len(ends) != 2 or letters.horizontalAdvance(text) <= width:
        return text
    room = width - letters.horizontalAdvance(_ARROW)
    needs = [letters.horizontalAdvance(end) for end in ends]
    first = max(room // 2, room - needs[1])
    return _ARROW.join(letters.elidedText(end, Qt.TextElideMode.ElideRight, share)
                       for end, share in zip(ends, (first, room - min(first, needs[0])), strict=True))


class RankingView(QTreeView):
    """The list: `picked` carries ids when a person marks rows, `wanted` when rows shall be brought into sight."""

    picked = Signal(object)
    wanted = Signal(object)

    def __init__(self, ranking: Ranking, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranking = ranking
        self._syncing = False
        self._sizing = False
        self._sized_by_hand = False
        self.ranked = RankingModel(ranking, self)
        self.setObjectName("ranking")
        self.setModel(self.ranked)
        self.setItemDelegate(_Bars(editor, self))
        self.setAccessibleName(said(ranking.about))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self._prepare_header()
        self.selectionModel().selectionChanged.connect(self._pick)
        self.activated.connect(lambda _index: self.wanted.emit(self._ids()))
        self.doubleClicked.connect(lambda _index: self.wanted.emit(self._ids()))

    def _prepare_header(self) -> None:
        header = self.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(with_text(20))
        header.setStretchLastSection(not self.ranking.columns[-1].figures)
        header.sectionResized.connect(self._note_hand)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.sectionClicked.connect(self._turn)

    def _note_hand(self, _column: int, _before: int, _after: int) -> None:
        """Once a person gave a column its width, all keep theirs."""
        self._sized_by_hand = self._sized_by_hand or not self._sizing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns of words share the room."""
        self._sizing = True      # Qt stretches the last column by itself
        super().resizeEvent(event)
        self._sizing = False
        self._fit()

    def _fit(self) -> None:
        """Give the columns their widths, unless a person did."""
        if self._sized_by_hand:
            return
        self._sizing = True
        self._fit_figures()
        self._fit_words()
        self._sizing = False

    def _fit_words(self) -> None:
        """The first column gets as much of what is left as two others; none gets less than it needs to be of use."""
        header, columns = self.header(), self.ranking.columns
        least = {number: with_text(_FIRST if number == 0 else _LONG)
                 for number, column in enumerate(columns) if not column.figures}
        used = sum(header.sectionSize(number) for number, column in enumerate(columns) if column.figures)
        share = (self.viewport().width() - used) // (len(least) + 1)
        for number, width in least.items():
            header.resizeSection(number, max(width, share * (2 if number == 0 else 1)))

    def _fit_figures(self) -> None:
        """Columns of figures are as wide as they need; the list is narrow, so that Qt's own margins cost too much."""
        letters, header = self.fontMetrics(), self.header()
        for number, column in enumerate(self.ranking.columns):
            if column.figures:
                texts = [row.cells[number].text for row in self.ranked.rows[:_MEASURED]]
                widest = max(map(letters.horizontalAdvance, [said(column.title), *texts]))
                header.resizeSection(number, widest + _PADDING)

    def _turn(self, column: int) -> None:
        """A first click brings the worst to the top, a second one the best, a third the order of the ranking back."""
        described = self.ranking.columns[column]
        worst = described.figures and not described.less_is_worse
        orders = [Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder]
        first, second = orders if worst else orders[::-1]
        before = self.ranked.sorted_by
        if before == (column, first):
            self.sort_by(column, second)
        elif before == (column, second):
            self.sort_by(-1)
        else:
            self.sort_by(column, first)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.DescendingOrder) -> None:
        """Order the rows by a column, or with -1 as the ranking does; what is marked stays marked."""
        chosen = self._ids()
        self.header().setSortIndicator(column, order)
        self._syncing = True
        self.ranked.sort(column, order)
        self._syncing = False
        self.mark(chosen)

    def show_rows(self, rows: Sequence[Row], chosen: Iterable[str]) -> None:
        """Show other rows and mark those of what is selected on the canvas."""
        if list(rows) == list(self.ranked.ranked):
            self.mark(chosen)
            return
        scrolled = self.verticalScrollBar().value()
        self._syncing = True
        self.ranked.show_rows(rows)
        self._syncing = False
        self._fit()
        self.mark(chosen)
        self.verticalScrollBar().setValue(scrolled)

    def mark(self, chosen: Iterable[str]) -> None:
        """Mark the rows of these elements without selecting anything else."""
        ids = set(chosen)
        rows = [number for number, row in enumerate(self.ranked.rows) if self._is_meant(row, ids)][:_MOST_PICKED]
        found = QItemSelection()
        last = self.ranked.columnCount() - 1
        for number in rows:
            found.select(self.ranked.index(number, 0), self.ranked.index(number, last))
        self._syncing = True
        self.selectionModel().select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows and self.currentIndex().row() not in rows:
            self.selectionModel().setCurrentIndex(self.ranked.index(rows[0], 0),
                                                  QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(self.ranked.index(rows[0], 0))
        self._syncing = False

    def _is_meant(self, row: Row, ids: set[str]) -> bool:
        if not ids:
            return False
        return row.ids[0] in ids if self.ranking.one_each else set(row.ids) == ids

    def _ids(self) -> list[str]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [name for number in rows for name in self.ranked.rows[number].ids]

    def _pick(self, _new: QItemSelection, _old: QItemSelection) -> None:
        if not self._syncing and (ids := self._ids()):
            self.picked.emit(ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter brings the marked rows into sight, on every desktop."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(self._ids())
            return
        super().keyPressEvent(event)
