"""Find in the landscape: a bar over the drawing that looks in every field, lists what it found and jumps to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
)

from d365arch.gui.access.announcing import announce
from d365arch.gui.fonts import with_text
from d365arch.gui.icons import action_icon
from d365arch.gui.search.fields import FieldIndex, Hit
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench

_WIDTH = 400
_MARGIN = 12
_ROWS = 8
_REST = 150
"""So long, in ms, nothing has to change before the landscape is searched anew."""

_MOST = 500
"""So many hits are listed at most; the count tells all."""


class FindBar(QFrame):
    """Type, walk with arrow keys or Enter, leave with Escape; F3 goes to the next hit, also when the bar is closed."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.page)
        self._bench = bench
        self._index = FieldIndex(bench.editor.catalog)
        self._hits: list[Hit] = []
        self.setObjectName("find")
        self.setAccessibleName(self.tr("Find in the landscape"))
        self.field = QLineEdit(self)
        self.field.setObjectName("search")
        self.field.setPlaceholderText(self.tr("Find in every field"))
        self.field.setAccessibleName(self.tr("Find in the landscape"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.buttons = {
            name: self._button(tip, command)
            for name, tip, command in (("caret-up", self.tr("Previous (Shift+F3)"), self.previous),
                                       ("caret-down", self.tr("Next (F3)"), self.next),
                                       ("x", self.tr("Close (Esc)"), self.leave))
        }
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self._go(self.list.row(item)))
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for button in self.buttons.values():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.list)
        # What was found may be out of date for a moment; a large landscape is not searched anew within every edit.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REST)
        self._soon.timeout.connect(self._search_again)
        bench.page.installEventFilter(self)
        bench.editor.changed.connect(self._changed)
        bench.editor.view_changed.connect(self._changed)
        bench.editor.theme_changed.connect(self._tint)
        bench.on("find", self.open)
        bench.on("find_next", self.next)
        self._tint(bench.editor.theme)
        self.hide()

    def _button(self, tip: str, command: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.clicked.connect(lambda _checked=False: command())
        return button

    def open(self) -> None:
        """Show the bar with the last words selected, ready to be typed over."""
        self.show()
        self.raise_()
        self._search(self.field.text())
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Close, and go on where the hit is."""
        self.hide()
        self._bench.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def next(self) -> None:
        """Jump to the next hit; from the last one to the first."""
        self._step(1)

    def previous(self) -> None:
        """Jump to the hit before; from the first one to the last."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self.field.text().strip():
            self.open()
            return
        if self.isHidden() or self._soon.isActive():
            self._search(self.field.text(), keep=True)
        if self._hits:
            row = self.list.currentRow()
            self._go((row + by) % self.list.count() if row >= 0 else 0 if by > 0 else self.list.count() - 1)

    def _go(self, row: int) -> None:
        """Select the element, bring it into sight and let it flash; say so where this view does not show it."""
        self.list.setCurrentRow(row)
        self._tell()
        element = self._hits[row].element
        self._bench.editor.selection.set([element])
        self._bench.show_elements([element])

    def _search(self, typed: str, *, keep: bool = False) -> None:
        editor = self._bench.editor
        self._soon.stop()
        current = self._hits[self.list.currentRow()].element if keep and self._hits and self.list.currentRow() >= 0 \
            else None
        self._hits = self._index.find(editor.workspace, editor.view, typed)
        self.list.clear()
        for hit in self._hits[:_MOST]:
            item = QListWidgetItem(f"{hit.name}\n{self._about(hit)}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.name}, {self._about(hit)}")
            self.list.addItem(item)
        rows = [row for row, hit in enumerate(self._hits[:_MOST]) if hit.element == current]
        self.list.setCurrentRow(rows[0] if rows else -1)
        self._tell()
        self.place()

    def _about(self, hit: Hit) -> str:
        kind = {"system": self.tr("System"), "endpoint": self.tr("Endpoint"), "integration": self.tr("Integration"),
                "zone": self.tr("Zone"), "note": self.tr("Note")}[hit.element.kind]
        return f"{kind} · {hit.field}: {hit.snippet}" if hit.field else kind

    def _tell(self) -> None:
        row, count = self.list.currentRow(), len(self._hits)
        if not self.field.text().strip():
            self.count.setText("")
        elif not count:
            self.count.setText(self.tr("nothing"))
        elif row >= 0:
            self.count.setText(self.tr("{number} of {count}").format(number=row + 1, count=count))
        else:
            self.count.setText(self.tr("{count} found").format(count=count))
        hit = f"{self._hits[row].name}, {self._about(self._hits[row])}. " if row >= 0 else ""
        announce(self.field, hit + self.count.text())

    def _changed(self, *_news: object) -> None:
        if self.isVisible():
            self._soon.start()

    def _search_again(self) -> None:
        if self.isVisible():
            self._search(self.field.text(), keep=True)

    def place(self) -> None:
        """Stand at the upper right corner of the drawing."""
        page = self._bench.page
        canvas = page.canvas.geometry()
        rows = min(_ROWS, self.list.count())
        self.list.setVisible(rows > 0)
        height = self.list.sizeHintForRow(0) if rows else 0
        self.list.setFixedHeight(rows * height + 4)
        self.setFixedWidth(min(with_text(_WIDTH), canvas.width() - 2 * _MARGIN))
        self.adjustSize()
        self.move(canvas.right() - self.width() - _MARGIN, canvas.top() + _MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the page's size; keys of the field that walk the list or leave."""
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self.place()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                self._step(-1 if back else 1)
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                return False
        return True

    def _tint(self, theme: str) -> None:
        colors = colors_of(theme)
        for name, button in self.buttons.items():
            button.setIcon(action_icon(name, colors.muted))
            button.setIconSize(QSize(16, 16))
