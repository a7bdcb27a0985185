"""The palette: the catalog to search, to drag from onto the canvas, or to add from with Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QToolButton, QTreeView, QVBoxLayout, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.icons import action_icon
from d365arch.gui.models.palette_model import PAYLOAD, PaletteFilter, PaletteModel
from d365arch.gui.style import colors_of


class Palette(QWidget):
    """Search box and tree; `chosen` carries the payload of a type to be added, such as `system:d365.finance`."""

    chosen = Signal(str)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.model = PaletteModel(editor, self)
        self.filter = PaletteFilter(editor.catalog, self)
        self.filter.setSourceModel(self.model)
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(self.tr("Search the catalog"))
        self.search.setAccessibleName(self.tr("Search the catalog"))
        self._magnifier = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.search.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip(self.tr("Clear the search (Escape)"))
        self._clear.triggered.connect(self.search.clear)
        self._clear.setVisible(False)
        self._name_buttons()
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.tree = QTreeView(self)
        self.tree.setModel(self.filter)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.tr("Catalog"))
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setIconSize(QSize(18, 18))
        self.tree.setIndentation(14)
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(True)
        self.tree.doubleClicked.connect(self._choose)
        self.tree.installEventFilter(self)
        self._opened_offer = False
        self.nothing = QLabel(self)
        self.nothing.setObjectName("muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(4, 8, 4, 0)
        self.nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 6, 4)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.tree, 1)
        self._tint()
        editor.theme_changed.connect(lambda _theme: self._refill())
        editor.selection.changed.connect(self._offer)
        editor.changed.connect(lambda _before, _after: self._offer())
        self.tree.expanded.connect(lambda index: self._remember(index, True))
        self.tree.collapsed.connect(lambda index: self._remember(index, False))
        self._open_first()

    def _name_buttons(self) -> None:
        """Qt makes buttons of the actions in the search box, and gives them no names."""
        names = self.tr("Search"), self.tr("Clear the search")
        for button, name in zip(self.search.findChildren(QToolButton), names, strict=False):
            button.setAccessibleName(name)

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _open_first(self) -> None:
        first = int(self.model.offered_row is not None)
        for row in range(first, min(first + 2, self.filter.rowCount())):
            self.tree.setExpanded(self.filter.index(row, 0), True)

    def _tint(self) -> None:
        color = colors_of(self._editor.theme).faint
        self._magnifier.setIcon(action_icon("magnifying-glass", color))
        self._clear.setIcon(action_icon("x", color))

    def _refill(self) -> None:
        self._tint()
        self.model.fill()
        self._filter(self.search.text())
        self._offer()
        if not self.search.text():
            self._open_first()

    def _filter(self, text: str) -> None:
        exact = self.filter.search(text)
        some = self.filter.rowCount() > 0
        self._clear.setVisible(bool(text))
        self.nothing.setText(self.tr("Nothing in the catalog has these words. The nearest names:") if some else
                             self.tr("Nothing in the catalog has these words.\nTry a part of a product's name, or a "
                             "protocol such as SFTP."))
        self.nothing.setVisible(not exact)
        self.tree.setVisible(some)
        if text.strip():
            self.tree.expandAll()
            first = self.filter.index(0, 0)
            self.tree.setCurrentIndex(self.filter.index(0, 0, first) if first.isValid() else first)
            self.tree.scrollToTop()
        else:
            opened = self._opened_offer
            self.tree.collapseAll()
            self._open_first()
            self._open_offer(opened)

    def _offer(self) -> None:
        systems = self._editor.selection.of_kind("system")
        owners = {end.partition(".")[0] for end in self._editor.selection.of_kind("endpoint")}
        chosen = systems[0] if len(systems) == 1 else next(iter(owners)) if len(owners) == 1 else None
        top = QPersistentModelIndex(self.tree.indexAt(QPoint(1, 1)))   # survives the rows that come and go
        scrolled = self.tree.verticalScrollBar().value() > 0
        opened = self._opened_offer
        self.model.offer_for(chosen)
        self._open_offer(opened)
        if scrolled and top.isValid():
            # The next system to place stays in sight.
            self.tree.scrollTo(self.filter.index(top.row(), 0, top.parent()), QTreeView.ScrollHint.PositionAtTop)

    def _open_offer(self, opened: bool) -> None:
        """Leave the section of the selected system as the person last had it; shut, it pushes nothing out of sight."""
        heading = self.model.offered_row
        if heading is not None:
            self.tree.setExpanded(self.filter.mapFromSource(heading), opened or bool(self.search.text().strip()))
        self._opened_offer = opened

    def _remember(self, index: QModelIndex, opened: bool) -> None:
        heading = self.model.offered_row
        if heading is not None and not self.search.text() and self.filter.mapToSource(index) == heading:
            self._opened_offer = opened

    def _choose(self, index: QModelIndex) -> None:
        payload = index.data(PAYLOAD)
        if payload:
            self.chosen.emit(str(payload))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds; the arrow keys reach the tree from the search box."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.tree.currentIndex())
                return True
            if watched is self.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.tree.setFocus()
                self.tree.event(event)
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
