"""A small searchable list over the canvas: type to filter, arrows to walk, Enter to choose, Escape to leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.catalog.search import Findable, found, nearest
from d365arch.gui.fonts import FAMILY, with_text
from d365arch.scene.theme import Theme

_ROWS = 9
_LONGEST = 250
"""More lines than this nobody reads; typing on finds the rest."""

_EVERYTHING = object()
"""What the line stands for that asks for the choices with a reason against them."""
_ROW_HEIGHT = 27


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: what it says, small print, ids and keywords it is found by, and what it stands for.

    `about` are words that find it too, after all others. `group` is a heading above it. With a `reason`, a sentence
    that says why not, it is grey and comes last; such choices, and those that are `more`, are listed only when they are
    searched or everything is asked for.
    """

    text: str
    note: str = ""
    words: tuple[str, ...] = ()
    value: Any = None
    only_searched: bool = False
    about: str = ""
    group: str = ""
    reason: str = ""
    more: bool = False


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that have every typed word, best first; where none has, those with the nearest names."""
    if not typed.strip():
        return [choice for choice in choices if not choice.only_searched]
    items = [(choice, Findable(choice.text, choice.words, f"{choice.note} {choice.about}")) for choice in choices]
    return found(items, typed) or nearest([item for item in items if not item[0].only_searched], typed)


def _put_off(choice: Choice) -> bool:
    """Whether a choice waits until it is searched or everything is asked for."""
    return choice.more or bool(choice.reason)


class _Rows(QStyledItemDelegate):
    """Paints a choice: its text at the left, its small print in grey at the right."""

    def dress(self, theme: Theme) -> None:
        """Use the colors of a theme."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are of one height."""
        return QSize(0, with_text(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        """One row."""
        choice, theme = index.data(Qt.ItemDataRole.UserRole), self._theme
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and choice is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 4, 4)
        inner = rect.adjusted(8, 0, -8, 0)
        font = QFont(self._font())
        font.setPixelSize(with_text(12))
        painter.setFont(font)
        note = choice.note if choice else ""
        room = min(painter.fontMetrics().horizontalAdvance(note) + 4, inner.width() // 2)
        painter.setPen(QColor(theme.ground if selected else theme.muted))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(inner, right, painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, room))
        painter.setFont(self._font())
        known = choice is not None and not choice.reason
        painter.setPen(QColor(theme.ground if selected else theme.ink if known else theme.muted))
        if choice is None:
            painter.setFont(font)
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width() - room - 12)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def _font(self) -> QFont:
        parent = self.parent()
        return parent.font() if isinstance(parent, QWidget) else QFont(FAMILY)


class SearchPopup(QFrame):
    """A popup within its parent; `closed` says whether something was chosen."""

    closed = Signal(bool)
    highlighted = Signal(object)
    widest = 360
    """Width in px where the parent has the room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas-popup")
        self.field = QLineEdit(self)
        self.list = QListWidget(self)
        self.field.setAccessibleName(self.tr("Search"))
        self.list.setAccessibleName(self.tr("Choices"))
        self.title = QLabel(self)
        self.reason = QLabel(self)
        self.reason.setWordWrap(True)
        self.reason.hide()
        self._everything = False
        self._choices: Sequence[Choice] = ()
        self._chosen: Callable[[Choice], None] | None = None
        self._anchor = QPoint()
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._filter)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = _Rows(self.list)
        self.list.setItemDelegate(self._rows)
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.currentRowChanged.connect(self._row_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self.reason)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        self.hide()

    @property
    def current(self) -> Choice | None:
        """The choice that Enter would take."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def ask(self, title: str, choices: Sequence[Choice], at: QPoint, chosen: Callable[[Choice], None],
            theme: Theme) -> None:
        """Open near a point of the parent; `chosen` is called with what is taken."""
        self._choices, self._chosen, self._anchor = choices, chosen, at
        self._everything = False
        self._dress(theme)
        self.title.setText(title)
        self.field.setAccessibleName(title)
        self.list.setAccessibleName(title)
        self.field.setPlaceholderText(self.tr("Type to search"))
        self.field.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self, *, chosen: bool = False) -> None:
        """Close, and give the focus back."""
        if self.isHidden():
            return
        had_focus = self.field.hasFocus()
        self.hide()
        parent = self.parentWidget()
        if had_focus and parent is not None:
            parent.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit(chosen)

    def place(self) -> None:
        """Stand at the anchor, wholly within the parent."""
        parent = self.parentWidget()
        if parent is None:
            return
        rows = max(1, min(_ROWS, self.list.count()))
        self.list.setFixedHeight(rows * with_text(_ROW_HEIGHT) + 4)
        self.setFixedWidth(min(with_text(self.widest), parent.width() - 16))
        self.adjustSize()
        x = max(8, min(self._anchor.x(), parent.width() - self.width() - 8))
        y = max(8, min(self._anchor.y(), parent.height() - self.height() - 8))
        self.move(x, y)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that walk the list, choose or leave."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return False
        if event.type() == QEvent.Type.FocusOut and not self.isHidden():
            self.close_popup()
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1,
                 Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        elif key in steps:
            self._walk(steps[Qt.Key(key)])
        else:
            return False
        return True

    def _walk(self, by: int) -> None:
        """Go up or down, over headings."""
        row = max(0, min(self.list.count() - 1, self.list.currentRow() + by))
        way = 1 if by > 0 else -1
        while 0 <= row < self.list.count() and self._choice(row) is None:
            row += way
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)
        elif by < 0:
            self.list.scrollToTop()

    def _choice(self, row: int) -> Choice | None:
        found: Choice | None = self.list.item(row).data(Qt.ItemDataRole.UserRole)
        return found

    def matching(self, typed: str) -> list[Choice]:
        """The choices for what was typed, best first; those with a reason against them last."""
        hits = matching(self._choices, typed)
        if not typed.strip() and not self._everything:
            return [choice for choice in hits if not _put_off(choice)]
        return sorted(hits, key=lambda choice: bool(choice.reason))

    def heading(self, choice: Choice) -> str:
        """The heading above a choice."""
        return self.tr("Against the catalog") if choice.reason else choice.group

    def _filter(self, typed: str) -> None:
        hits = self.matching(typed)
        self.list.clear()
        group = ""
        for choice in hits[:_LONGEST]:
            here = self.heading(choice)
            if here != group and not typed.strip():
                self._add_heading(here)
            group = here
            self._add(choice)
        left = 0 if typed.strip() or self._everything else sum(
            1 for choice in self._choices if _put_off(choice) and not choice.only_searched)
        if left:
            self._add(Choice(self.tr("Show all …"), self.tr("{count} more").format(count=left), value=_EVERYTHING))
        if not hits and not left:
            self._add_heading(self.tr("Nothing of that name"))
        self.list.setCurrentRow(next((row for row in range(self.list.count()) if self._choice(row)), -1))
        self.list.scrollToTop()
        self.place()

    def _add(self, choice: Choice) -> None:
        item = QListWidgetItem(choice.text)
        item.setData(Qt.ItemDataRole.UserRole, choice)
        said = " ".join(part for part in (choice.group, choice.note, choice.reason) if part)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, said)
        self.list.addItem(item)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _row_changed(self, _row: int) -> None:
        current = self.current
        self.reason.setText(current.reason if current else "")
        if self.reason.isHidden() is bool(self.reason.text()):
            self.reason.setVisible(bool(self.reason.text()))
            self.place()
        self.highlighted.emit(current)

    def _take(self) -> None:
        choice, chosen = self.current, self._chosen
        if choice is None or chosen is None:
            return
        if choice.value is _EVERYTHING:
            self._everything = True
            self._filter(self.field.text())
            return
        self.close_popup(chosen=True)
        chosen(choice)

    def _dress(self, theme: Theme) -> None:
        font = QFont(FAMILY)
        font.setPixelSize(with_text(14))
        for widget in (self.title, self.field, self.list, self.reason):
            widget.setFont(font)
        self._rows.dress(theme)
        self.setStyleSheet(f"""
            #canvas-popup {{ background: {theme.box}; border: 1px solid {theme.border}; border-radius: 8px; }}
            #canvas-popup QLabel {{ color: {theme.muted}; border: none; font-size: {with_text(12)}px; }}
            #canvas-popup QLineEdit {{ background: {theme.ground}; color: {theme.ink}; border: 1px solid {theme.border};
                border-radius: 5px; padding: 4px 6px; selection-background-color: {theme.accent}; }}
            #canvas-popup QLineEdit:focus {{ border: 1.5px solid {theme.accent}; }}
            #canvas-popup QListWidget {{ background: transparent; color: {theme.ink}; border: none; outline: none; }}
            #canvas-popup QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
            #canvas-popup QScrollBar::handle:vertical {{ background: {theme.border}; border-radius: 4px;
                min-height: 24px; }}
            #canvas-popup QScrollBar::add-line, #canvas-popup QScrollBar::sub-line {{ height: 0; }}
            #canvas-popup QScrollBar::add-page, #canvas-popup QScrollBar::sub-page {{ background: transparent; }}
        """)
