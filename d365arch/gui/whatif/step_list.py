"""The steps as a list with check boxes: hub, gain, channels and why, with marks for what speaks against a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
)

from d365arch.analysis.consolidation.records import PlannedChannel
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized
from d365arch.gui.icons import action_icon
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import colors_of

ROW = Qt.ItemDataRole.UserRole + 1
NUMBER = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex

SHOWN = 3
"""So many members of a channel are named in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """What a row tells; `marks` counts risks by severity, gravest first; `state` is empty, `applied` or `problem`."""

    number: int
    title: str
    kind: str
    gain: str
    lines: tuple[str, ...]
    why: str
    chosen: bool
    marks: tuple[tuple[str, int], ...] = ()
    state: str = ""
    note: str = ""

    @property
    def says(self) -> str:
        """The row in words."""
        return ". ".join(filter(None, (f"{self.title}, {self.kind}", self.gain, *self.lines, self.note, self.why)))


def flow_text(channel: PlannedChannel, name: Callable[[str], str]) -> str:
    """A channel in a line: `Customer: Sales, Web shop → Campaigns, Loyalty, +3`."""
    return f"{channel.key.entity}: {_few(channel.producers, name)} → {_few(channel.consumers, name)}"


def _few(members: Sequence[str], name: Callable[[str], str]) -> str:
    shown = sorted(map(name, members))
    if len(shown) <= SHOWN + 1:
        return ", ".join(shown)
    return f"{', '.join(shown[:SHOWN])}, +{len(shown) - SHOWN}"


class StepModel(QAbstractListModel):
    """The rows; checking one is told by `chosen` (number, on or off) and shown when it was taken."""

    chosen = Signal(int, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[StepRow, ...] = ()

    @property
    def rows(self) -> tuple[StepRow, ...]:
        """What is listed."""
        return self._rows

    def show_rows(self, rows: Sequence[StepRow]) -> None:
        """List these; where only details differ, the selection stays."""
        if [row.number for row in rows] == [row.number for row in self._rows]:
            self._rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, its words, and whether it is checked."""
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == NUMBER:
            return row.number
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.CheckStateRole and row.state != "applied":
            return Qt.CheckState.Checked if row.chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.says
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Check or uncheck a row."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.chosen.emit(self._rows[index.row()].number, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be checked but for those that are applied or cannot be."""
        row = self._rows[index.row()]
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if row.state else usual | Qt.ItemFlag.ItemIsUserCheckable


class StepDelegate(QStyledItemDelegate):
    """Paints a row as high as its words need."""

    BOX, LEFT, TOP, GAP, RIGHT = 10, 36, 9, 3, 10

    def __init__(self, editor: Editor, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._editor = editor
        self._view = parent
        self._heights: dict[tuple[object, ...], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for all lines at the width of the list."""
        row: StepRow = index.data(ROW)
        width = self._view.viewport().width() - 2
        key = (row.lines, row.why, row.note, bool(row.marks), width, option.font.key())
        if key not in self._heights:
            parts = self._parts(row, QRect(0, 0, width, 0), option.font)
            marks = QFontMetrics(option.font).height() + self.GAP if row.marks else 0
            self._heights[key] = parts[-1][0].bottom() + marks + self.TOP
        return QSize(width, self._heights[key])

    def _parts(self, row: StepRow, rect: QRect, font: QFont) -> list[tuple[QRect, str, QFont, str]]:
        """Every text below the title with its place, font and color."""
        small = resized(font, 0.92)
        width = max(80, rect.width() - self.LEFT - self.RIGHT)
        top = rect.top() + self.TOP + QFontMetrics(font).height() + self.GAP
        found = []
        texts = [(line, font, "ink") for line in row.lines]
        texts += [(row.note, small, "bad" if row.state == "problem" else "good")] if row.note else []
        texts += [(row.why, small, "muted")]
        for text, used, color in texts:
            high = QFontMetrics(used).boundingRect(0, 0, width, 10_000, Qt.TextFlag.TextWordWrap.value, text).height()
            found.append((QRect(rect.left() + self.LEFT, top, width, high), text, used, color))
            top += high + self.GAP
        return found

    def check_rect(self, rect: QRect, font: QFont) -> QRect:
        """Where the check box is in a row."""
        side, high = 16, QFontMetrics(font).height()
        return QRect(rect.left() + self.BOX, rect.top() + self.TOP + (high - side) // 2, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: StepRow = index.data(ROW)
        colors = colors_of(self._editor.theme)
        rect, font, state = option.rect, option.font, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.picked if state & QStyle.StateFlag.State_Selected else colors.hover))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, rect.adjusted(1, 1, -1, -1), QColor(colors.accent), 6)
        self._paint_check(painter, row, rect, font)
        self._paint_title(painter, row, rect, font)
        bottom = rect.top()
        for place, text, used, color in self._parts(row, rect, font):
            painter.setFont(used)
            painter.setPen(QColor(getattr(colors, color)))
            painter.drawText(place, Qt.TextFlag.TextWordWrap.value, text)
            bottom = place.bottom()
        self._paint_marks(painter, row, QRect(rect.left() + self.LEFT, bottom + self.GAP, rect.width(), 18), font)
        painter.restore()

    def _paint_check(self, painter: QPainter, row: StepRow, rect: QRect, font: QFont) -> None:
        colors = colors_of(self._editor.theme)
        place = self.check_rect(rect, font)
        if row.state == "applied":
            action_icon("check-circle", colors.good).paint(painter, place)
            return
        if row.state == "problem":
            action_icon("prohibit", colors.bad).paint(painter, place)
            return
        box = QStyleOptionButton()
        box.rect = place
        box.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if row.chosen
                                                      else QStyle.StateFlag.State_Off)
        self._view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter,
                                         self._view)

    def _paint_title(self, painter: QPainter, row: StepRow, rect: QRect, font: QFont) -> None:
        colors = colors_of(self._editor.theme)
        bold = resized(font, 1.0, QFont.Weight.DemiBold)
        metrics, strong = QFontMetrics(font), QFontMetrics(bold)
        line = QRect(rect.left() + self.LEFT, rect.top() + self.TOP, rect.width() - self.LEFT - self.RIGHT,
                     metrics.height())
        painter.setFont(bold)
        painter.setPen(QColor(colors.good))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.gain)
        room = line.width() - strong.horizontalAdvance(row.gain) - 10
        title = strong.elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.setPen(QColor(colors.ink))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        used = strong.horizontalAdvance(title) + 8
        if row.kind and room - used > 40:
            painter.setFont(font)
            painter.setPen(QColor(colors.faint))
            painter.drawText(line.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                             metrics.elidedText(row.kind, Qt.TextElideMode.ElideRight, room - used))

    def _paint_marks(self, painter: QPainter, row: StepRow, line: QRect, font: QFont) -> None:
        colors = colors_of(self._editor.theme)
        icons = {"violation": ("x-circle", colors.bad), "warning": ("warning", colors.warn),
                 "info": ("info", colors.note)}
        small = resized(font, 0.92)
        left = line.left()
        for severity, count in row.marks:
            icon, color = icons[severity]
            action_icon(icon, color).paint(painter, QRect(left, line.top(), 15, 15))
            painter.setFont(small)
            painter.setPen(QColor(colors.muted))
            text = str(count)
            painter.drawText(QRect(left + 18, line.top() - 1, 40, 17),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            left += 18 + QFontMetrics(small).horizontalAdvance(text) + 12

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click into the check box, or the space bar, checks the row; all else selects it."""
        if not model.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        if isinstance(event, QMouseEvent):
            box = self.check_rect(option.rect, option.font).adjusted(-6, -6, 6, 6)
            inside = box.contains(event.position().toPoint())
            if event.type() != QEvent.Type.MouseButtonRelease or not inside:
                return False
        elif not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            return False
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        return model.setData(index, Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked,
                             Qt.ItemDataRole.CheckStateRole)
