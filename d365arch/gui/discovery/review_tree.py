"""The list of what was found: check marks by keyboard and mouse, one row or many, and evidence to copy."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget

from d365arch.gui.discovery.candidates import Candidate, Key
from d365arch.gui.discovery.review_model import Column, ReviewModel
from d365arch.gui.discovery.review_paint import ReviewDelegate
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text

_WIDTHS = {Column.CONFIDENCE: 84, Column.STATE: 104, Column.TIMING: 124, Column.DIRECTION: 80, Column.TRIGGER: 86,
           Column.ENTITIES: 120, Column.EVIDENCE: 320}
_SHARES = {Column.NAME: (0.3, 190), Column.ENDS: (0.32, 200)}
"""Shares of the width, and what these columns have at least: names of integrations and systems are long."""


class ReviewTree(QTreeView):
    """`current_row_changed` carries the candidate that the keyboard is at, or none; `open_wanted` one whose evidence
    shall be opened."""

    current_row_changed = Signal(object)
    open_wanted = Signal(object)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.review = ReviewModel(self)
        self.setModel(self.review)
        self.setItemDelegate(ReviewDelegate(editor, self))
        self.setObjectName("ranking")
        self.setAccessibleName(self.tr("What was found"))
        self.setAccessibleDescription(self.tr("Space accepts or leaves what is chosen, Enter opens its evidence."))
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)     # names that belong together begin alike
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        header = self.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setSectionsMovable(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column.value, with_text(width))
        self._shared = 0
        header.sortIndicatorChanged.connect(self.review.sort)
        self.review.modelReset.connect(self._opened)
        self.review.many_changed.connect(self.viewport().update)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.current_row_changed.emit(self.review.row_at(now)))
        self.doubleClicked.connect(self._double_clicked)
        self._kept: Key | None = None
        self.review.modelAboutToBeReset.connect(self._remember)

    def show_states(self, shown: bool) -> None:
        """Show how rows stand to the landscape, or not where it is empty and all would be new."""
        self.setColumnHidden(Column.STATE.value, not shown)

    def _remember(self) -> None:
        row = self.review.row_at(self.currentIndex())
        self._kept = row.key if row else None

    def _opened(self) -> None:
        """All groups are open; the row that the keyboard was at stays the one."""
        nowhere = QModelIndex()
        self.expandAll()
        for number in range(len(self.review.groups)):
            self.setFirstColumnSpanned(number, nowhere, True)
        at = self.review.find(self._kept) if self._kept is not None else QModelIndex()
        if not at.isValid() and self.review.groups:
            at = self.review.index(0, 0, self.review.index(0, 0))
        if at.isValid():
            self.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.ClearAndSelect
                                                  | QItemSelectionModel.SelectionFlag.Rows)
        self.current_row_changed.emit(self.review.row_at(at))

    @property
    def picked(self) -> list[Candidate]:
        """The rows that are selected; headings stand for their rows."""
        found: dict[Key, Candidate] = {}
        # Ranges, not `selectedRows`: Qt would ask thousands of times for the parents of thousands of rows.
        chosen = self.selectionModel().selection()
        for part in map(chosen.at, range(chosen.count())):
            parent = part.parent()
            groups = self.review.groups
            if parent.isValid():
                rows = groups[parent.row()].rows[part.top():part.bottom() + 1]
            else:
                rows = [row for group in groups[part.top():part.bottom() + 1] for row in group.rows]
            found.update((row.key, row) for row in rows)
        return list(found.values())

    def selectAll(self) -> None:
        """Select every row, by one range for each group."""
        review, everything = self.review, QItemSelection()
        last = review.columnCount() - 1
        if review.groups:
            everything.select(review.index(0, 0), review.index(len(review.groups) - 1, last))
        for number, group in enumerate(review.groups):
            heading = review.index(number, 0)
            everything.select(review.index(0, 0, heading), review.index(len(group.rows) - 1, last, heading))
        self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names share the width with the rest, unless somebody chose another width."""
        super().resizeEvent(event)
        width = self.viewport().width()
        if width == self._shared:
            return
        before, self._shared = self._shared, width
        for column, (share, least) in _SHARES.items():
            if not before or self.columnWidth(column.value) == _shared(before, share, least):
                self.setColumnWidth(column.value, _shared(width, share, least))

    def toggle(self) -> None:
        """Accept what is selected, or leave it where all of it is accepted."""
        rows = self.picked
        if rows:
            self.review.accept(rows, not all(row.key in self.review.accepted for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space accepts or leaves, Enter opens, Ctrl+C copies; all else moves and selects."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            self.toggle()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.review.row_at(self.currentIndex())
            if row is not None:
                self.open_wanted.emit(row)
            else:
                self.setExpanded(self.currentIndex(), not self.isExpanded(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters look for names, but a space is for check marks."""
        if search.strip():
            super().keyboardSearch(search)

    def _double_clicked(self, index: QModelIndex) -> None:
        row = self.review.row_at(index)
        if row is not None:
            self.open_wanted.emit(row)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def copy(self) -> None:
        """Put the chosen rows on the clipboard with all their evidence, as spreadsheets take them."""
        lines = []
        for row in self.picked:
            places = "; ".join(f"{one.file} {one.place or ''}".strip() for one in row.evidence)
            lines.append("\t".join((row.name, row.ends, row.direction or "", row.timing or "", row.trigger or "",
                                    row.entities, row.confidence, row.state, places)))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen rows."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """The menu of the chosen rows."""
        menu = QMenu(self)
        rows, current = self.picked, self.review.row_at(self.currentIndex())
        accept = menu.addAction(self.tr("Accept"))
        accept.triggered.connect(lambda _checked=False: self.review.accept(rows, True))
        leave = menu.addAction(self.tr("Leave"))
        leave.triggered.connect(lambda _checked=False: self.review.accept(rows, False))
        menu.addSeparator()
        open_ = menu.addAction(self.tr("Open the folder of the evidence"))
        open_.triggered.connect(lambda _checked=False: self.open_wanted.emit(current))
        copy = menu.addAction(self.tr("Copy with evidence"))
        copy.triggered.connect(lambda _checked=False: self.copy())
        for action in (accept, leave, copy):
            action.setEnabled(bool(rows))
        open_.setEnabled(current is not None)
        return menu


def _shared(width: int, share: float, least: int) -> int:
    return max(with_text(least), round(share * width))
