"""The rows of a review in groups, with check marks: filtered, sorted and grouped without a widget for any row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from d365arch.discovery.records import ArtefactKind
from d365arch.gui.discovery.candidates import Candidate, Key, confidence_word, kind_word, state_word
from d365arch.gui.language import translate
from d365arch.model.vocabulary import Confidence

Index = QModelIndex | QPersistentModelIndex

_FEW = 50
"""Of so many rows at once each is told to have changed; of more the view paints anew what is in sight."""

_HEADING = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_MARKED = _HEADING | Qt.ItemFlag.ItemIsUserCheckable
_ROW = _HEADING | Qt.ItemFlag.ItemNeverHasChildren
_ROW_MARKED = _MARKED | Qt.ItemFlag.ItemNeverHasChildren
_MARK_ROLES = [Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.DisplayRole]
"""Worked out once: Qt asks for them thousands of times."""

ROW = Qt.ItemDataRole.UserRole + 1
"""The candidate of a row; none for the heading of a group."""


class GroupBy(Enum):
    """What stands together."""

    SYSTEM = "system"
    ARTEFACT = "artefact"
    CONFIDENCE = "confidence"


class Column(Enum):
    """The columns, in their order."""

    NAME = 0
    ENDS = 1
    CONFIDENCE = 2
    STATE = 3
    TIMING = 4
    DIRECTION = 5
    TRIGGER = 6
    ENTITIES = 7
    EVIDENCE = 8


def column_title(column: Column) -> str:
    """The heading of a column."""
    return {
        Column.NAME: translate("Discovery", "Name"), Column.ENDS: translate("Discovery", "From → to"),
        Column.DIRECTION: translate("Discovery", "Direction"), Column.TIMING: translate("Discovery", "Timing"),
        Column.TRIGGER: translate("Discovery", "Trigger"), Column.ENTITIES: translate("Discovery", "Entities"),
        Column.CONFIDENCE: translate("Discovery", "Confidence"), Column.STATE: translate("Discovery", "State"),
        Column.EVIDENCE: translate("Discovery", "Evidence"),
    }[column]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown; everything unset shows all."""

    words: str = ""
    confidence: Confidence | None = None
    active: bool | None = None
    endpoints: bool | None = None
    """Only endpoints without a caller (true), or only integrations (false)."""
    kind: ArtefactKind | None = None
    artefact: str = ""

    def keeps(self, row: Candidate) -> bool:
        """Whether a row is shown."""
        return (
            (self.confidence is None or row.confidence is self.confidence)
            and (self.active is None or row.active is self.active)
            and (self.endpoints is None or row.is_endpoint is self.endpoints)
            and (self.kind is None or row.kind is self.kind)
            and (not self.artefact or row.artefact == self.artefact)
            and all(word in row.folded for word in self.words.casefold().split()))


@dataclass(eq=False, slots=True)
class Group:
    """A heading with its rows."""

    name: str
    tip: str = ""
    rows: list[Candidate] = field(default_factory=list)


class ReviewModel(QAbstractItemModel):
    """Two levels: groups and their rows. `accepted_changed` says that check marks changed, `many_changed` that more
    of them did than are told one by one."""

    accepted_changed = Signal()
    many_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Candidate] = ()
        """All rows, also those that the filter leaves out."""
        self.accepted: set[Key] = set()
        """Keys of the rows with a check mark, also of those that are not shown."""
        self.group_by = GroupBy.SYSTEM
        self.filter = Filter()
        self.groups: list[Group] = []
        self._sorted_by: tuple[Column, bool] | None = None
        self._counts: list[int] = []
        self._places: dict[Key, tuple[int, int]] = {}

    def show_rows(self, rows: Sequence[Candidate], accepted: Iterable[Key]) -> None:
        """Show other rows."""
        self.rows, self.accepted = rows, set(accepted)
        self.arrange()

    def arrange(self, group_by: GroupBy | None = None, shown: Filter | None = None) -> None:
        """Group or filter otherwise."""
        self.beginResetModel()
        self.group_by = group_by or self.group_by
        self.filter = shown if shown is not None else self.filter
        groups: dict[str, Group] = {}
        for row in self.rows:
            if self.filter.keeps(row):
                key, name, tip = _group(row, self.group_by)
                groups.setdefault(key, Group(name, tip)).rows.append(row)
        order = sorted(groups) if self.group_by is GroupBy.CONFIDENCE else sorted(
            groups, key=lambda key: (groups[key].name.casefold(), key))
        self.groups = [groups[key] for key in order]
        self._sort()
        self._places = {row.key: (number, place) for number, group in enumerate(self.groups)
                        for place, row in enumerate(group.rows)}
        self._count()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows within their groups; -1 brings the order of the discovery back."""
        self._sorted_by = (Column(column), order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.arrange()

    def _sort(self) -> None:
        if self._sorted_by is None:
            return
        column, falls = self._sorted_by
        for group in self.groups:
            group.rows.sort(key=lambda row: _text(row, column).casefold(), reverse=falls)

    def _count(self) -> None:
        self._counts = [sum(row.key in self.accepted for row in group.rows) for group in self.groups]

    @property
    def shown(self) -> list[Candidate]:
        """The rows that the filter keeps, in their order."""
        return [row for group in self.groups for row in group.rows]

    def accept(self, rows: Iterable[Candidate], accepted: bool) -> None:
        """Give rows a check mark, or take it."""
        keys = {row.key for row in rows}
        changed = keys - self.accepted if accepted else keys & self.accepted
        if not changed:
            return
        self.accepted ^= changed
        places = [self._places[key] for key in changed if key in self._places]
        for number, _ in places:
            self._counts[number] += 1 if accepted else -1
        if len(places) > _FEW:
            self.many_changed.emit()
        else:
            self._tell_marks(places)
        self.accepted_changed.emit()

    def _tell_marks(self, places: Sequence[tuple[int, int]]) -> None:
        for number in sorted({number for number, _ in places}):
            heading = self.index(number, 0)
            self.dataChanged.emit(heading, heading, _MARK_ROLES)
        for number, place in places:
            row = self.createIndex(place, 0, number + 1)
            self.dataChanged.emit(row, row, _MARK_ROLES)

    def rows_at(self, indexes: Iterable[Index]) -> list[Candidate]:
        """The rows at some indexes; a heading stands for its rows."""
        found: dict[Key, Candidate] = {}
        for index in indexes:
            row = self.row_at(index)
            for each in (row,) if row else self.groups[index.row()].rows:
                found[each.key] = each
        return list(found.values())

    def row_at(self, index: Index) -> Candidate | None:
        """The row at an index; none for headings."""
        if not index.isValid() or not index.internalId():
            return None
        return self.groups[index.internalId() - 1].rows[index.row()]

    def find(self, key: Key) -> QModelIndex:
        """The index of a row by its key; invalid where it is not shown."""
        number, place = self._places.get(key, (-1, -1))
        return self.createIndex(place, 0, number + 1) if place >= 0 else QModelIndex()

    # What Qt asks

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """A heading without a parent, else a row of it."""
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, 0) if 0 <= row < len(self.groups) else QModelIndex()
        inside = not parent.internalId() and 0 <= row < len(self.groups[parent.row()].rows)
        return self.createIndex(row, column, parent.row() + 1) if inside else QModelIndex()

    def parent(self, index: Index | None = None) -> Any:
        """The heading of a row; without an index the owner of the model, as Qt has it."""
        if index is None:
            return super().parent()
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """Headings, or rows of one."""
        if parent is None or not parent.isValid():
            return len(self.groups)
        return len(self.groups[parent.row()].rows) if not parent.internalId() and not parent.column() else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """The columns."""
        return len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column has the check mark."""
        if index.internalId():
            return _ROW if index.column() else _ROW_MARKED
        return _HEADING if index.column() else _MARKED

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Headings have rows, rows have none."""
        return bool(self.groups) if parent is None or not parent.isValid() else not parent.internalId()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return column_title(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, tips and check marks."""
        row = self.row_at(index)
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return self._mark(index, row)
        return self._heading(index, role) if row is None else _cell(row, Column(index.column()), role)

    def _mark(self, index: Index, row: Candidate | None) -> Qt.CheckState:
        if row is not None:
            return Qt.CheckState.Checked if row.key in self.accepted else Qt.CheckState.Unchecked
        count, all_ = self._counts[index.row()], len(self.groups[index.row()].rows)
        if not count:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if count == all_ else Qt.CheckState.PartiallyChecked

    def _heading(self, index: Index, role: int) -> Any:
        if index.column():
            return None
        group = self.groups[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return translate("Discovery", "{name}   {count} of {all} accepted").format(
                name=group.name, count=f"{self._counts[index.row()]:,}", all=f"{len(group.rows):,}")
        return group.tip or group.name if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Accept or leave a row, or all rows of a group."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.accept(self.rows_at((index,)), Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


def _cell(row: Candidate, column: Column, role: int) -> str | None:
    if role == Qt.ItemDataRole.DisplayRole:
        return _text(row, column)
    if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
        return f"{_text(row, Column.NAME)}, {row.ends}"
    return tip(row) if role == Qt.ItemDataRole.ToolTipRole else None


def _group(row: Candidate, group_by: GroupBy) -> tuple[str, str, str]:
    """By what a row is grouped, the heading, and its tip."""
    if group_by is GroupBy.ARTEFACT:
        kind = f"{row.artefact_name} · {kind_word(row.kind)}" if row.kind else row.artefact_name
        return row.artefact, kind, row.artefact
    if group_by is GroupBy.CONFIDENCE:
        place = list(Confidence).index(row.confidence)
        return str(place), confidence_word(row.confidence), ""
    return row.other, row.other, ""


def _text(row: Candidate, column: Column) -> str:
    return _TEXTS[column](row)


def told_evidence(row: Candidate) -> str:
    """The first file and place, and how many more there are."""
    if not row.evidence:
        return ""
    first = row.evidence[0]
    told = f"{first.file} · {first.place}" if first.place else first.file
    more = len(row.evidence) - 1
    return translate("Discovery", "{told} (+{count})").format(told=told, count=more) if more else told


_TEXTS: Mapping[Column, Callable[[Candidate], str]] = {
    Column.NAME: lambda row: row.name if row.active else translate("Discovery", "{name} (switched off)").format(
        name=row.name),
    Column.ENDS: lambda row: row.ends,
    Column.DIRECTION: lambda row: row.direction.value if row.direction else translate("Discovery", "endpoint"),
    Column.TIMING: lambda row: row.timing.value if row.timing else "",
    Column.TRIGGER: lambda row: row.trigger.value if row.trigger else "",
    Column.ENTITIES: lambda row: row.entities,
    Column.CONFIDENCE: lambda row: confidence_word(row.confidence),
    Column.STATE: lambda row: state_word(row.state),
    Column.EVIDENCE: told_evidence,
}


def tip(row: Candidate) -> str:
    """A row in a few lines."""
    return "\n".join(filter(None, (row.name, row.ends, row.entities, row.told, told_evidence(row))))
