"""The legend beside the canvas: what the drawing's legend lists, counted; a click selects what an entry stands for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text
from d365arch.gui.scene_marks import paint_parts
from d365arch.gui.style import colors_of
from d365arch.scene.build import Drawing
from d365arch.scene.legend import Item, legend_groups
from d365arch.scene.parts import Element
from d365arch.scene.present import elements_of, uncounted
from d365arch.scene.theme import Theme, theme_named

ROW = 24
LEFT = 12
GAP = 10
"""Height of a row, the margin at both sides, and what is between sample, words and count, in px."""

_LEAST, _MOST = 4, 16
"""So many rows show without scrolling, on a small screen and on a large one."""

_MANY = 1500
_WAIT = 120
"""With more lines than this the legend is counted when the hand has rested for so many ms."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """A heading, or an entry with its count."""

    words: str
    count: str = ""
    item: Item | None = None


def legend_rows(drawing: Drawing) -> list[Row]:
    """The groups of the drawing's legend, one entry to a row; entries that stand for nothing explain the notation."""
    rows: list[Row] = []
    counts = uncounted(drawing.looks.boxes.values(), drawing.looks.lines.values())
    for group in legend_groups(drawing.what, drawing.coloring.theme):
        entries = [Row(item.words, item.count.strip("()") or f"{counts.get(item.key, 0):,}", item)
                   for item in group.items if item.key]
        if entries:
            rows += [Row(group.heading.capitalize()), *entries]
    return rows


class LegendModel(QAbstractListModel):
    """The rows of the legend."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._indents: list[float] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        widest: dict[int, float] = {}
        group = 0
        groups = [group := group + (row.item is None) for row in rows]
        for number, row in zip(groups, rows, strict=True):
            widest[number] = max(widest.get(number, 0.0), row.item.sample if row.item else 0.0)
        self._indents = [widest[number] for number in groups]
        self.endResetModel()

    def indent(self, number: int) -> float:
        """The width of the widest sample among the entries under the same heading as this one."""
        return self._indents[number]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row says, also to assistive technology."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.words}: {row.count}" if row.item else row.words
        if role == Qt.ItemDataRole.ToolTipRole and row.item:
            return self.tr("Click to select all of “{words}”").format(words=row.words)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be picked."""
        if self.rows[index.row()].item:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class LegendDelegate(QStyledItemDelegate):
    """Paints a row with the sample as the drawing has it."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows are alike."""
        return QSize(180, with_text(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Sample, words, count."""
        model = index.model()
        if not isinstance(model, LegendModel):
            return
        row, theme, rect = model.rows[index.row()], theme_of(self._editor), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.item is None:
            _paint_heading(painter, option, rect, row.words, theme)
        else:
            self._paint_entry(painter, option, row, row.item, model.indent(index.row()))
        painter.restore()

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, item: Item,
                     indent: float) -> None:
        theme, rect, state = theme_of(self._editor), QRectF(option.rect), option.state
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            painter.setBrush(QColor(theme.separator) if state & QStyle.StateFlag.State_MouseOver
                             else Qt.BrushStyle.NoBrush)
            focused = state & QStyle.StateFlag.State_HasFocus
            painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(4.5, 1.5, -4.5, -1.5), 5, 5)
        paint_parts(painter, item.draw(rect.x() + LEFT, rect.center().y()))
        painter.setPen(QColor(theme.ink))
        left = LEFT + indent + (GAP if indent else 0)
        words = rect.adjusted(left, 0, -LEFT - GAP - option.fontMetrics.horizontalAdvance(row.count), 0)
        text = option.fontMetrics.elidedText(row.words, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QColor(theme.muted))
        painter.drawText(rect.adjusted(0, 0, -LEFT, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                         row.count)


def _paint_heading(painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, words: str, theme: Theme) -> None:
    font = QFont(option.font)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    painter.drawText(rect.adjusted(LEFT, 0, -LEFT, 0), Qt.AlignmentFlag.AlignVCenter, words)


def theme_of(editor: Editor) -> Theme:
    """The colors of the drawing that the legend explains."""
    return editor.drawing.theme if editor.drawing else theme_named(editor.drawing_theme)


class Legend(QWidget):
    """Entries with counts; `chosen` carries the elements of one that was picked, `pointed` those under the pointer."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._ground = ""
        self.setAccessibleName(self.tr("Legend"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        self.empty = QLabel(self.tr("Shows what lines mean once there is an integration."), self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(14, 4, 12, 0)
        column.addWidget(self.empty)
        self.model = LegendModel(self)
        self.list = self._make_list()
        column.addWidget(self.list)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        editor.drawing_changed.connect(self._drawn)
        editor.theme_changed.connect(lambda _theme: self._tint())
        self.refresh()

    def _make_list(self) -> QListView:
        made = QListView(self)
        made.setModel(self.model)
        made.setItemDelegate(LegendDelegate(self._editor, made))
        made.setAccessibleName(self.tr("Entries of the legend"))
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setObjectName("legend-list")
        made.setMouseTracking(True)
        made.setUniformItemSizes(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        made.viewport().installEventFilter(self)
        made.entered.connect(lambda index: self.pointed.emit(self.elements(index.row())))
        made.clicked.connect(self._pick)
        made.activated.connect(self._pick)
        return made

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a number of them."""
        rows = min(_MOST, len(self.model.rows))
        return QSize(220, max(2, rows) * with_text(ROW) + 14)

    def minimumSizeHint(self) -> QSize:
        """All rows show, or on a small screen as many as a third of its height holds; the others scroll."""
        least = max(_LEAST * with_text(ROW) + 14, self.screen().availableGeometry().height() // 3)
        return QSize(180, min(least, self.sizeHint().height()))

    @property
    def rows(self) -> list[str]:
        """The words of the entries."""
        return [row.words for row in self.model.rows if row.item]

    def counts(self, group: str) -> dict[str, str]:
        """The counts of the entries of a group, such as `timing`, by their words."""
        return {row.words: row.count for row in self.model.rows if row.item and row.item.key.startswith(f"{group}:")}

    def elements(self, number: int) -> tuple[Element, ...]:
        """The elements that a row stands for; none for a heading."""
        item, drawing = self.model.rows[number].item, self._editor.drawing
        if item is None or drawing is None:
            return ()
        return elements_of(item.key, drawing.looks.boxes, drawing.looks.lines, drawing.coloring)

    def _drawn(self, drawing: Drawing) -> None:
        if not self.isVisible():
            return
        if len(drawing.looks.lines) > _MANY:
            self._timer.start(_WAIT)
        else:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was drawn meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Count what the drawing holds, which is what its view shows."""
        drawing = self._editor.drawing
        rows = legend_rows(drawing) if drawing else []
        said = [(row.words, row.count) for row in rows]
        self.model.show_rows(rows)
        self.empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.setAccessibleDescription(", ".join(f"{words}: {count}" for words, count in said if count))
        self._tint()
        self.updateGeometry()

    def _tint(self) -> None:
        """Where the drawing has other colors than the window, its samples need the ground they are made for."""
        theme, window = theme_of(self._editor), colors_of(self._editor.theme)
        ground = window.window if theme.name == self._editor.theme else theme.ground
        if ground != self._ground:
            self._ground = ground
            self.list.setStyleSheet(
                f"#legend-list {{ background: {ground}; border: 2px solid {ground}; }}"
                f"#legend-list:focus {{ border-color: {window.accent}; }}")
        self.list.viewport().update()

    def _pick(self, index: QModelIndex) -> None:
        elements = self.elements(index.row())
        if elements:
            self.chosen.emit(elements)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing stands out once the pointer is elsewhere."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(())
        return super().eventFilter(watched, event)
