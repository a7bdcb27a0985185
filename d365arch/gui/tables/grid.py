"""The grid of one table: cells to pick, type into, copy and paste as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from d365arch.gui.docks.choices import Choices
from d365arch.gui.docks.values import format_value
from d365arch.gui.tables.model import TableModel
from d365arch.model.fields import Kind, Shape

Index = QModelIndex | QPersistentModelIndex
_MOST_FILTERED = 40
"""So many different texts of a column are offered as a filter."""
_NARROWEST, _WIDEST = 64, 260
_PADDING = 28
_MEASURED = 60
"""Columns are as wide as the texts of so many rows need, and the padding, between these bounds in px."""


class Delegate(QStyledItemDelegate):
    """Editors of cells: a list where there is something to choose from, else a line that completes words in use.

    Ctrl+Enter writes into all selected cells of the column, `filled` says so.
    """

    filled = Signal(QModelIndex, str)

    def __init__(self, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = choices

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list or a line."""
        model = index.model()
        if not isinstance(model, TableModel):
            return super().createEditor(parent, option, index)
        column = model.columns[index.column()]
        spec = column.spec
        options: list[str] = []
        if spec is not None and spec.shape is Shape.ONE:
            if spec.words is not None:
                options = [format_value(spec, word) for word in spec.words]
            elif spec.kind in (Kind.FLAG, Kind.FLAG_OR_TEXT):
                options = ["yes", "no"]
            else:
                options = [label for label, _ in model.cells.choices(spec)]
        if not options:
            line = QLineEdit(parent)
            words = self._choices.words(model.record, column.path[0]) if len(column.path) == 1 else []
            if words:
                line.setCompleter(_completer(words, line))
            line.setAccessibleName(column.title)
            return line
        box = QComboBox(parent)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItem("")
        box.addItems(options)
        box.setCompleter(_completer(options, box))
        box.setAccessibleName(column.title)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Start with what the cell states."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            if line := editor.lineEdit():
                line.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        """Write what was typed."""
        if isinstance(model, TableModel):
            model.setData(index, self.text_of(editor))

    @staticmethod
    def text_of(editor: QWidget) -> str:
        """What stands in an editor."""
        if isinstance(editor, QComboBox):
            return editor.currentText()
        return editor.text() if isinstance(editor, QLineEdit) else ""

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Ctrl+Enter fills."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget) \
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) \
                and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = self.text_of(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.filled.emit(QModelIndex(), text)
            return True
        return super().eventFilter(editor, event)


def _completer(words: list[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(words, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


class Grid(QTableView):
    """A table view with a spreadsheet's keys: typing edits, Ctrl+C, Ctrl+X, Ctrl+V, Del, Ctrl+D fills down."""

    def __init__(self, model: TableModel, choices: Choices, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self._delegate = Delegate(choices, self)
        self._delegate.filled.connect(lambda _index, text: self.fill(text))
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setObjectName("grid")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
                             | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setSortingEnabled(False)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(rows.fontMetrics().height() + 10)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns of {table}").format(table=name))
        rows.setAccessibleName(self.tr("Rows of {table}").format(table=name))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sectionClicked.connect(self._sort_by)
        for number, column in enumerate(model.columns):
            self.setColumnHidden(number, not column.shown)
        self.fit_columns()

    def fit_columns(self) -> None:
        """As wide as the titles and the first rows need."""
        measure = self.fontMetrics()
        for number, column in enumerate(self._model.columns):
            if column.shown:
                texts = [str(self._model.index(row, number).data() or "")
                         for row in range(min(_MEASURED, self._model.rowCount()))]
                widest = max(map(measure.horizontalAdvance, texts), default=0)
                wanted = max(widest, measure.horizontalAdvance(column.title)) + _PADDING
                self.setColumnWidth(number, min(_WIDEST, max(_NARROWEST, wanted)))

    def _sort_by(self, column: int) -> None:
        self._model.sort(column, self.horizontalHeader().sortIndicatorOrder())

    def sort_by(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by a column; by -1 is the order of the file."""
        self.horizontalHeader().setSortIndicator(column, order)
        self._model.sort(column, order)

    def shown_columns(self) -> list[int]:
        """The columns that are not hidden, from left to right."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        return [column for column in order if not self.isColumnHidden(column)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells; a table without rows says why."""
        super().paintEvent(event)
        if not self._model.rows:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._model.why_empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A spreadsheet's keys; all others as in every table."""
        for keys, command in ((QKeySequence.StandardKey.Copy, self.copy), (QKeySequence.StandardKey.Cut, self.cut),
                              (QKeySequence.StandardKey.Paste, self.paste)):
            if event.matches(keys):
                command()
                return
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.clear()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.state() != \
                QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The grid's own keys come before the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = any(event.matches(keys) for keys in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut,
                                                       QKeySequence.StandardKey.Paste,
                                                       QKeySequence.StandardKey.SelectAll))
            if own or (event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier):
                event.accept()
                return True
        return super().event(event)

    def _block(self) -> tuple[list[int], list[int]]:
        """Rows and columns, as shown, of the smallest block around the selected cells."""
        picked = self.selectedIndexes()
        columns = {index.column() for index in picked}
        return sorted({index.row() for index in picked}), [c for c in self.shown_columns() if c in columns]

    def copy(self) -> None:
        """Put the selected block on the clipboard as text with tabs, which every spreadsheet takes."""
        rows, columns = self._block()
        picked = {(index.row(), index.column()) for index in self.selectedIndexes()}
        lines = ["\t".join(_one_line(self._text(row, column)) if (row, column) in picked else "" for column in columns)
                 for row in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _text(self, row: int, column: int) -> str:
        return str(self._model.index(row, column).data(Qt.ItemDataRole.EditRole) or "")

    def cut(self) -> None:
        """Copy, then empty the cells."""
        self.copy()
        self.clear()

    def _picked(self) -> Iterator[tuple[int, int]]:
        for index in self.selectedIndexes():
            if self._model.columns[index.column()].editable and not self.isColumnHidden(index.column()):
                yield index.row(), index.column()

    def clear(self) -> None:
        """Leave the selected cells unstated."""
        self._model.write([(row, column, "") for row, column in self._picked()])

    def fill(self, text: str) -> None:
        """Write a text into all selected cells of the current column."""
        column = self.currentIndex().column()
        rows = [row for row, each in self._picked() if each == column] or [self.currentIndex().row()]
        self._model.write([(row, column, text) for row in rows])

    def fill_down(self) -> None:
        """Give every selected cell what the uppermost selected cell of its column states."""
        first: dict[int, int] = {}
        picked = sorted(self._picked())
        for row, column in picked:
            first.setdefault(column, row)
        self._model.write([(row, column, self._text(first[column], column)) for row, column in picked
                           if row != first[column]])

    def paste(self) -> None:
        """Write the clipboard's block from the current cell on; one text alone fills all selected cells."""
        text = QGuiApplication.clipboard().text()
        block = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        picked = list(self._picked())
        if not block or not picked:
            return
        if len(block) == 1 and len(block[0]) == 1:
            self._model.write([(row, column, block[0][0]) for row, column in picked])
            return
        rows, columns = self._block()
        shown = self.shown_columns()
        start = shown.index(columns[0])
        room = len(self._model.rows) - rows[0]
        if len(block) > room or max(map(len, block)) > len(shown) - start:
            self._model.refused.emit(self.tr(
                "The clipboard holds {rows} rows of {columns} cells, more than there are from here on. Pick a cell "
                "farther up or to the left, or paste on the canvas to add elements.").format(
                    rows=len(block), columns=max(map(len, block))))
            return
        self._model.write([(rows[0] + down, shown[start + across], cell) for down, line in enumerate(block)
                           for across, cell in enumerate(line)])

    def pick_rows(self, rows: list[int]) -> None:
        """Select whole rows and show the first."""
        selection = self.selectionModel()
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            selection.select(self._model.index(row, 0), flags)
        if rows:
            shown = self.shown_columns()
            current = self._model.index(rows[0], shown[0] if shown else 0)
            selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(current)

    def _header_menu(self, at: QPoint) -> None:
        column = self.horizontalHeader().logicalIndexAt(at)
        if column >= 0:
            menu = self.header_menu(column)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.horizontalHeader().mapToGlobal(at))

    def header_menu(self, column: int) -> QMenu:
        """What can be done with a column: sort, filter by its texts, hide it, show others."""
        menu = QMenu(self)
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        for text, by, order in ((self.tr("Sort up"), column, up), (self.tr("Sort down"), column, down),
                                (self.tr("Order of the file"), -1, up)):
            menu.addAction(text).triggered.connect(
                lambda _checked=False, by=by, order=order: self.sort_by(by, order))
        menu.addSeparator()
        self._add_filter(menu.addMenu(self.tr("Show only")), column)
        menu.addSeparator()
        menu.addAction(self.tr("Hide this column")).triggered.connect(
            lambda _checked=False: self.setColumnHidden(column, True))
        self.add_columns(menu.addMenu(self.tr("Columns")))
        return menu

    def _add_filter(self, menu: QMenu, column: int) -> None:
        wanted = self._model.wanted(column)
        everything = menu.addAction(self.tr("everything"))
        everything.setCheckable(True)
        everything.setChecked(wanted is None)
        everything.triggered.connect(lambda _checked=False: self._model.want(column, None))
        menu.addSeparator()
        for text, count in list(self._model.texts(column).items())[:_MOST_FILTERED]:
            action = menu.addAction(f"{text.replace('&', '&&') or self.tr('unstated')}   {count}")
            action.setCheckable(True)
            action.setChecked(wanted is not None and text in wanted)
            action.triggered.connect(lambda _checked=False, text=text: self._toggle_text(column, text))

    def _toggle_text(self, column: int, text: str) -> None:
        wanted = self._model.wanted(column) or frozenset()
        changed = wanted ^ {text}
        self._model.want(column, changed or None)

    def add_columns(self, menu: QMenu) -> None:
        """A check mark for every column, those of nested records in menus of their own."""
        inner: dict[str, QMenu] = {}
        for number, column in enumerate(self._model.columns):
            group = column.path[0] if len(column.path) > 1 else ""
            if group and group not in inner:
                inner[group] = menu.addMenu(column.title.split(" ")[0])
            action: QAction = (inner[group] if group else menu).addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(lambda on, number=number: self._show_column(number, shown=on))

    def _show_column(self, column: int, *, shown: bool) -> None:
        self.setColumnHidden(column, not shown)
        if shown:
            self.resizeColumnToContents(column)
            self.scrollTo(self._model.index(0, column))


def _one_line(text: str) -> str:
    return " ".join(text.split())
