"""The review dock: five principles with their items and elements, and what to state next to learn most."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTabBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.review import FORMULA, Review, Statement
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import elements_of, pick
from d365arch.gui.explained import explains
from d365arch.gui.fonts import resized
from d365arch.gui.knowledge.review_model import Node, ReviewModel, counts
from d365arch.gui.knowledge.review_paint import ReviewDelegate
from d365arch.gui.workbench import Workbench

_STATEMENT = Qt.ItemDataRole.UserRole + 1

MOST_SELECTED = 500
"""So many elements at most are selected for a key that they do not state."""


class ReviewPanel(QWidget):
    """Shows the newest review; it works only while it is in sight."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._follower = follower_of(bench)
        self._shown: Review | None = None
        self.setAccessibleName(self.tr("Principle review"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 8, 6)
        column.setSpacing(6)
        column.addLayout(self._make_head())
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("rankings")
        self.tabs.setAccessibleName(self.tr("Parts of the review"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab(self.tr("Principles"))
        self.tabs.addTab(self.tr("State next"))
        self.tabs.setTabToolTip(1, self.tr("Which keys of the file let most questions be judged"))
        self.pages = QStackedWidget(self)
        self.model = ReviewModel(bench.editor, self)
        self.pages.addWidget(self._make_tree())
        self.pages.addWidget(self._make_list())
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.empty)
        self._follower.changed.connect(self.refresh)
        bench.editor.theme_changed.connect(lambda _theme: self.tree.viewport().update())

    def _make_head(self) -> QHBoxLayout:
        self.score = QLabel(self)
        self.score.setFont(resized(self.font(), 1.7, QFont.Weight.DemiBold))
        self.score.setToolTip(FORMULA)
        self.summary = QLabel(self)
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.score)
        row.addWidget(self.summary, 1)
        return row

    def _make_tree(self) -> QTreeView:
        self.tree = QTreeView(self)
        self.tree.setAccessibleName(self.tr("Principles, items and elements"))
        self.tree.setModel(self.model)
        self.tree.setItemDelegate(ReviewDelegate(self._bench.editor, self.tree))
        self.tree.setHeaderHidden(True)
        self.tree.setMouseTracking(True)
        self.tree.setIndentation(16)
        self.tree.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.tree.clicked.connect(self._pick)
        self.tree.activated.connect(self._pick)
        explains(self.tree, self._item_shown, self._bench.editor)
        return self.tree

    def _make_list(self) -> QListWidget:
        self.next = QListWidget(self)
        self.next.setAccessibleName(self.tr("What to state next"))
        self.next.setWordWrap(True)
        self.next.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.next.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.next.setSpacing(2)
        self.next.itemClicked.connect(self._state)
        self.next.itemActivated.connect(self._state)
        explains(self.next, self._key_shown, self._bench.editor)
        return self.next

    def sizeHint(self) -> QSize:
        """Wide enough for the names of items."""
        return QSize(340, 560)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what went on meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the newest review; what is open stays open."""
        if not self.isVisible():
            return
        result = self._follower.result
        review = result.review if result else None
        some = review is not None and bool(review.tally.applies)
        for part in (self.score, self.summary, self.tabs, self.pages):
            part.setVisible(some)
        self.empty.setVisible(not some)
        self.empty.setText("" if some else self._follower.error or (
            self.tr("Analyzing …") if result is None else
            self.tr("Nothing to review yet. Draw two systems and connect them.")))
        if review is None or review is self._shown:
            return
        self._shown = review
        score = "–" if review.score is None else str(round(review.score))
        self.score.setText(score)
        self.score.setAccessibleName(self.tr("Score {score} of 100").format(score=score))
        self.summary.setText(self.tr("of 100. {counts}.").format(counts=counts(review.tally)))
        self._show_tree(review)
        self._show_next(review)

    def _show_tree(self, review: Review) -> None:
        opened = {node.text for node in self._walk() if self.tree.isExpanded(self.model.index_of(node))}
        at = self.tree.verticalScrollBar().value()
        self.model.show_review(review)
        for node in self._walk():
            if node.text in opened:
                self.tree.expand(self.model.index_of(node))
        self.tree.verticalScrollBar().setValue(at)

    def _walk(self) -> list[Node]:
        return [node for principle in self.model.principles for node in (principle, *principle.children)]

    def _show_next(self, review: Review) -> None:
        at = self.next.currentRow()
        self.next.clear()
        for each in review.next_statements:
            item = QListWidgetItem(each.sentence)
            item.setData(_STATEMENT, each)
            self.next.addItem(item)
        if 0 <= at < self.next.count():
            self.next.setCurrentRow(at)

    def _item_shown(self) -> str:
        node = self.model.node(self.tree.currentIndex())
        item = node.item or (node.parent.item if node.parent else None)
        return item.rule if item else ""

    def _key_shown(self) -> str:
        item = self.next.currentItem()
        statement = item.data(_STATEMENT) if item else None
        return statement.rules[0] if isinstance(statement, Statement) and statement.rules else ""

    def _pick(self, index: QModelIndex) -> None:
        node = self.model.node(index)
        if node.element:
            pick(self._bench, (node.element,), show=True)

    def _state(self, item: QListWidgetItem) -> None:
        """Select those that lack a key, and go to it in the inspector."""
        statement: Statement = item.data(_STATEMENT)
        elements = elements_of(self._bench.editor, statement.elements)
        kinds = [element.kind for element in elements]
        most = max(dict.fromkeys(kinds), key=kinds.count, default="")
        self._bench.editor.selection.set([e for e in elements if e.kind == most][:MOST_SELECTED])
        self._bench.show_dock("inspector")
        key = statement.key
        if not elements and statement.elements[0].startswith("entity:"):
            key = "entities"
        if not self._bench.inspector.show_key(key):
            self._bench.editor.message.emit(statement.sentence)
