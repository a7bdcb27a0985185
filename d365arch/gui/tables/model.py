"""The rows of one table as a Qt model: what is shown after filter and sorting, and edits of many cells as one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from d365arch.edit import Edit, SetField, Several, Target, TargetKind
from d365arch.gui.docks.field_changes import edit_of
from d365arch.gui.docks.groups import doc_of
from d365arch.gui.docks.values import FieldTextError
from d365arch.gui.editor import Editor
from d365arch.gui.style import colors_of
from d365arch.gui.tables.columns import Cells, Column, Row, columns_of, value_at
from d365arch.model import Endpoint, Integration, System
from d365arch.model.vocabulary import Confidence
from d365arch.scene.parts import Element

Index = QModelIndex | QPersistentModelIndex
_Source = tuple[Any, System | None]
"""A record, and the system that has it where it is an endpoint."""

_ROOT = QModelIndex()
_TARGETS = {System: TargetKind.SYSTEM, Endpoint: TargetKind.ENDPOINT, Integration: TargetKind.INTEGRATION}
_COUNTS = ("=endpoints", "=integrations")
_NOUNS = {System: "systems", Endpoint: "endpoints", Integration: "integrations"}


class TableModel(QAbstractTableModel):
    """Rows of one record class.

    `refused` carries a sentence where cells could not be written, `counted` the number of rows shown and of all.
    """

    refused = Signal(str)
    counted = Signal(int, int)

    def __init__(self, record: type[Any], editor: Editor) -> None:
        super().__init__()
        self.record = record
        self.columns = columns_of(record)
        self.cells = Cells(editor)
        self._editor = editor
        self._source: list[_Source] = []
        self._all: list[Row] = []
        self._rows: list[Row] = []
        self._words: list[str] = []
        self._wanted: dict[int, frozenset[str]] = {}
        self._hinted = QFont()
        self._hinted.setItalic(True)
        self.refresh()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are shown, in their order."""
        return self._rows

    @property
    def why_empty(self) -> str:
        """What to say where no row is shown."""
        if self._all:
            return self.tr("No row passes the filter.")
        return {System: self.tr("No systems yet. Press A on the drawing, or paste a list of names there."),
                Endpoint: self.tr("No endpoints yet. Select a system on the drawing and press E."),
                Integration: self.tr("No integrations yet. Select a system on the drawing and press C, or paste a "
                                     "table of initiators and called sides there.")}[self.record]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns there are, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; a filtered column says so."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.title} ▾" if section in self._wanted else column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return doc_of(column.spec) if column.spec else self.tr("Follows from other facts.")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells that stand for a field can be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; what a cell leaves unstated shows in a fainter color what holds instead."""
        column, row = self.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells.text(column, row) or self.cells.default(column, row)
            case Qt.ItemDataRole.EditRole:
                return self.cells.text(column, row)
            case Qt.ItemDataRole.FontRole | Qt.ItemDataRole.ToolTipRole if _is_hint(row):
                return self._hinted if role == Qt.ItemDataRole.FontRole else self.tr(
                    "Discovery has only a hint of it, such as a name.")
            case Qt.ItemDataRole.ForegroundRole:
                stated = column.compute is None and value_at(row.record, column.path) not in (None, ())
                return None if stated else QColor(colors_of(self._editor.theme).faint)
            case Qt.ItemDataRole.TextAlignmentRole:
                counts = column.key in _COUNTS or column.path[:1] == ("volume",)
                side = Qt.AlignmentFlag.AlignRight if counts else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write one cell."""
        return role == Qt.ItemDataRole.EditRole and self.write([(index.row(), index.column(), str(value))])

    def write(self, cells: Sequence[tuple[int, int, str]]) -> bool:
        """Write many cells as one step, all or none; `cells` are row, column and text."""
        changes: list[tuple[Target, tuple[str, ...], Any]] = []
        for row, column, text in cells:
            try:
                changes += self._change(self._rows[row], self.columns[column], text)
            except FieldTextError as error:
                name = self.cells.text(self.columns[0], self._rows[row]) or self._rows[row].element.id
                self.refused.emit(self.tr("{column} of {name}: {sentence}").format(
                    column=self.columns[column].title, name=name, sentence=error))
                return False
        edit = self._edit(changes)
        if edit is None or self._editor.perform(edit):
            return True
        self.refused.emit(self._editor.refusal)
        return False

    def _change(self, row: Row, column: Column, text: str) -> Iterator[tuple[Target, tuple[str, ...], Any]]:
        if text.strip() == self.cells.text(column, row):
            return
        value = self.cells.value(column, text)
        if value != value_at(row.record, column.path):
            yield self._target(row), column.path, value

    def _target(self, row: Row) -> Target:
        name = getattr(row.record, "label", None) or row.record.name
        return Target(_TARGETS[self.record], row.record.id, row.owner.id if row.owner else None, name)

    def _edit(self, changes: Sequence[tuple[Target, tuple[str, ...], Any]]) -> Edit | None:
        workspace = self._editor.workspace
        if len(changes) == 1:
            target, path, value = changes[0]
            return edit_of(workspace, (target,), path, value)
        # An id is changed last, because all else names the element by the id it has now.
        order = sorted(changes, key=lambda change: change[1] == ("id",))
        edits = [edit for target, path, value in order
                 if (edit := SetField(target, path, value) if path != ("id",)
                     else edit_of(workspace, (target,), path, value))]
        if not edits:
            return None
        return Several(tuple(edits), f"Change {len(changes)} cells of {_NOUNS[self.record]}")

    def row_of(self, element: Element) -> int | None:
        """Where an element is shown; none where it is filtered out or of another kind."""
        return next((number for number, row in enumerate(self._rows) if row.element == element), None)

    def refresh(self) -> None:
        """Take the landscape of now; rows keep their order and, while they are typed in, their place in a filtered
        table; new ones come last."""
        before, self._source = self._source, _source(self.record, self._editor)
        changed = _changed(before, self._source)
        if changed is not None:
            swap = {_element(*old): _row(*new) for old, new in changed}
            self._all = [swap.get(row.element, row) for row in self._all] if swap else self._all
            self._rows = [swap.get(row.element, row) for row in self._rows] if swap else self._rows
            self._tell_cells()
            return
        fresh = {row.element: row for row in starmap(_row, self._source)}
        kept = [fresh.pop(row.element) for row in self._all if row.element in fresh]
        self._all = [*kept, *fresh.values()]
        self._show()

    def _tell_cells(self) -> None:
        """Any cell may read differently now: many name other elements."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def filter(self, typed: str) -> None:
        """Show only rows that have all typed words in their cells."""
        self._words = typed.casefold().split()
        self._show()

    def want(self, column: int, texts: frozenset[str] | None) -> None:
        """Show only rows with one of these texts in a column; none lifts the restriction."""
        if texts is None:
            self._wanted.pop(column, None)
        else:
            self._wanted[column] = texts
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)
        self._show()

    def wanted(self, column: int) -> frozenset[str] | None:
        """The texts that a column is restricted to."""
        return self._wanted.get(column)

    def texts(self, column: int) -> Mapping[str, int]:
        """The different texts of a column with how often they occur, most frequent first."""
        found: dict[str, int] = {}
        for row in self._all:
            text = self._seen(column, row)
            found[text] = found.get(text, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0].casefold())))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort once; later edits do not make rows jump."""
        if column < 0:
            self._all = list(starmap(_row, self._source))
        else:
            what = self.columns[column]
            self._all.sort(key=lambda row: self.cells.order(what, row), reverse=order is Qt.SortOrder.DescendingOrder)
        self._show()

    def _seen(self, column: int, row: Row) -> str:
        return self.cells.text(self.columns[column], row) or self.cells.default(self.columns[column], row)

    def _passes(self, row: Row) -> bool:
        if any(self._seen(column, row) not in texts for column, texts in self._wanted.items()):
            return False
        if not self._words:
            return True
        told = "\n".join(self._seen(number, row) for number, column in enumerate(self.columns) if column.shown)
        folded = f"{told}\n{row.record.id}".casefold()
        return all(word in folded for word in self._words)

    def _show(self) -> None:
        """Show what passes."""
        rows = self._all if not self._words and not self._wanted else [row for row in self._all if self._passes(row)]
        if [row.element for row in rows] == [row.element for row in self._rows]:
            self._rows = list(rows)
            self._tell_cells()
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        self.counted.emit(len(self._rows), len(self._all))


def _source(record: type[Any], editor: Editor) -> list[_Source]:
    """The records of a class in the order of the file; endpoints with the system that has them."""
    landscape = editor.workspace.landscape
    if record is System:
        return [(system, None) for system in landscape.systems]
    if record is Integration:
        return [(integration, None) for integration in landscape.integrations]
    return [(endpoint, system) for system in landscape.systems for endpoint in system.endpoints]


def _changed(before: list[_Source], after: list[_Source]) -> list[tuple[_Source, _Source]] | None:
    """What is another value now, maybe with another id; none where elements came, went or have another order."""
    if len(before) != len(after):
        return None
    pairs = [(old, new) for old, new in zip(before, after, strict=True)
             if old[0] is not new[0] or old[1] is not new[1]]
    renamed = [(old, new) for old, new in pairs if _element(*old) != _element(*new)]
    if renamed:
        known = {_element(*each) for each in (*before, *after)}
        if len(known) != len(before) + len(renamed) or 2 * len(renamed) > len(before):
            return None
    return pairs


def _element(record: Any, owner: System | None) -> Element:
    if isinstance(record, System | Integration):
        return Element(kind="system" if isinstance(record, System) else "integration", id=record.id)
    return Element(kind="endpoint", id=f"{owner.id}.{record.id}" if owner else record.id)


def _is_hint(row: Row) -> bool:
    """Whether discovery has no more than a hint of it; nobody confirmed it yet."""
    return isinstance(row.record, Integration) and row.record.confidence is Confidence.HINT


def _row(record: Any, owner: System | None) -> Row:
    return Row(_element(record, owner), record, owner)
