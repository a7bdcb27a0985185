"""The findings: what the analysis says of the landscape, key figures on top, computed off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.finding import Finding
from d365arch.analysis.wording import figure
from d365arch.gui.editor import Editor
from d365arch.gui.explained import explains
from d365arch.gui.following import AnalysisFollower
from d365arch.gui.fonts import resized
from d365arch.gui.icons import action_icon
from d365arch.gui.models.finding_delegate import FindingDelegate
from d365arch.gui.models.findings_model import FINDING, ROW, FindingsModel, Heading, group_of
from d365arch.gui.style import colors_of
from d365arch.scene.parts import Element

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

BATCH = 60
"""So many findings are laid out at a time."""


class Findings(QWidget):
    """List of findings; `found` carries the newest result, `lost` tells that there is none any more.

    `wanted` carries the elements of a finding that was picked, `current_changed` the finding that the list is on, or
    none. Features put what they have to say of that one below the list (`put_below`).
    """

    found = Signal(object)
    lost = Signal()
    wanted = Signal(object)
    current_changed = Signal(object)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.follower = AnalysisFollower(editor, self)
        self._current: Finding | None = None
        self._picking = False
        self.setAccessibleName(self.tr("Findings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 6, 6)
        column.setSpacing(8)
        self.figures = KeyFigures(editor, self)
        column.addWidget(self.figures)
        column.addLayout(self._make_filter())
        self.broken = QLabel(self)
        self.broken.setObjectName("bad")
        self.broken.setWordWrap(True)
        self.broken.hide()
        column.addWidget(self.broken)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(2, 6, 8, 0)
        column.addWidget(self.empty)
        self.model = FindingsModel(editor, self)
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.setChildrenCollapsible(False)
        self.list = self._make_list()
        self.parts.addWidget(self.list)
        column.addWidget(self.parts, 1)
        column.addStretch(0)
        self.follower.changed.connect(self._follow)
        editor.theme_changed.connect(self._retint)
        editor.selection.changed.connect(self._mark)
        self._retint(editor.theme)
        self._show_state()

    def _make_list(self) -> QListView:
        made = QListView(self)
        made.setAccessibleName(self.tr("List of findings"))
        made.setModel(self.model)
        made.setItemDelegate(FindingDelegate(self._editor, made))
        made.setMouseTracking(True)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.setResizeMode(QListView.ResizeMode.Adjust)
        # Measuring the sentences of thousands of findings at once would stop the window for half a second.
        made.setLayoutMode(QListView.LayoutMode.Batched)
        made.setBatchSize(BATCH)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.clicked.connect(self._pick)
        made.activated.connect(self._open)
        made.selectionModel().currentChanged.connect(self._turn)
        made.installEventFilter(self)
        return made

    def _make_filter(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(self.tr("Words, a rule or an element"))
        self.search.setAccessibleName(self.tr("Filter the findings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.only = QToolButton(self)
        self.only.setCheckable(True)
        self.only.setAccessibleName(self.tr("Only of the selection"))
        self.only.setToolTip(self.tr("Only findings about what is selected"))
        self.only.toggled.connect(lambda _on: self._filter())
        row.addWidget(self.search, 1)
        row.addWidget(self.only)
        return row

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(320, 400)

    @property
    def result(self) -> AnalysisResult | None:
        """The newest result, or none."""
        return self.follower.result

    @property
    def current(self) -> Finding | None:
        """The finding that the list is on."""
        return self._current

    def put_below(self, panel: QWidget) -> None:
        """Show what a feature has to say of the current finding; it shows and hides itself."""
        self.parts.addWidget(panel)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(self.parts.count() - 1, 2)

    def analyze_now(self) -> None:
        """Start the analysis of the value of now."""
        self.follower.analyze_now()

    def show_finding(self, finding: Finding) -> bool:
        """Go to a finding, whatever is filtered or folded; false where it is no more."""
        if finding not in self.model.findings:
            return False
        if self.model.row_of(finding) < 0:
            self.only.setChecked(False)
            self.search.clear()
            self.model.fold(group_of(finding), closed=False)
        self._go_to(self.model.row_of(finding))
        return True

    def _go_to(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _follow(self) -> None:
        result = self.follower.result
        if result is None:
            self._show_failure(self.follower.error)
            return
        self._keep_place(lambda: self.model.show_findings(result.findings))
        self.figures.show_result(result)
        self.broken.setVisible(bool(result.broken_rules))
        self.broken.setText("\n".join(
            self.tr("Rule {rule} is broken and was left out: {error}").format(rule=rule, error=error)
            for rule, error in sorted(result.broken_rules.items())))
        self._show_state()
        self.found.emit(result)

    def _keep_place(self, change: Callable[[], object]) -> None:
        """Change the list; the finding that it was on stays the one, and what is in sight stays there."""
        before, at = self._current, self.list.verticalScrollBar().value()
        self.list.selectionModel().blockSignals(True)
        change()
        self.list.selectionModel().blockSignals(False)
        row = -1
        if before is not None:
            row = self.model.row_of(before)
            if row < 0:
                same = next((f for f in self.model.findings if f.rule == before.rule and f.key == before.key), None)
                row = self.model.row_of(same) if same else -1
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self.list.verticalScrollBar().setValue(at)
        self._take(self.model.index(row).data(FINDING) if row >= 0 else None)

    def _show_failure(self, sentence: str) -> None:
        self.lost.emit()
        self._keep_place(lambda: self.model.show_findings(()))
        self.figures.hide()
        self.broken.hide()
        self.empty.setText(sentence)
        self.empty.show()
        self.parts.hide()

    def _show_state(self) -> None:
        landscape = self._editor.workspace.landscape
        some, listed = bool(self.model.findings), bool(self.model.rowCount())
        self.parts.setVisible(listed)
        self.empty.setVisible(not listed)
        self.search.setEnabled(some)
        self.only.setEnabled(some)
        self.figures.setVisible(bool(landscape.integrations))
        if some and not listed:
            self.empty.setText(self.tr("No finding has these words.") if self.search.text().strip() else
                               self.tr("No finding is about what is selected."))
        elif not landscape.integrations:
            self.empty.setText(self.tr("Nothing to check yet. Draw two systems and connect them; figures and findings "
                                       "then appear here by themselves."))
        elif not some:
            self.empty.setText(self.tr("No findings. The landscape passes every check there is so far."))

    def _filter(self) -> None:
        only = [element.id for element in self._editor.selection.elements] if self.only.isChecked() else None
        self._keep_place(lambda: self.model.filter(self.search.text(), only))
        self._show_state()

    def _mark(self) -> None:
        """What is selected elsewhere is the current finding here, where there is one about it."""
        if self._picking:
            return
        if self.only.isChecked():
            self._filter()
        chosen = self._editor.selection.elements
        if not chosen or (self._current and chosen[-1].id in self._current.elements):
            return
        row = self.model.first_about(chosen[-1].id)
        if row >= 0:
            self._go_to(row)
        else:
            self.list.setCurrentIndex(QModelIndex())

    def _turn(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._take(index.data(FINDING) if index.isValid() else None)

    def _take(self, finding: Finding | None) -> None:
        if finding is not self._current:
            self._current = finding
            self.current_changed.emit(finding)

    def _open(self, index: QModelIndex) -> None:
        """Enter, or a double click: as a click, which headings have had already."""
        if not isinstance(index.data(ROW), Heading):
            self._pick(index)

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, Heading):
            self._fold(index)
            return
        elements = elements_of(self._editor, row.finding)
        if elements:
            self._picking = True
            self._editor.selection.set(elements)
            self._picking = False
            self.wanted.emit(elements)

    def _fold(self, index: QModelIndex, *, closed: bool | None = None) -> None:
        group, row = index.data(ROW).group, index.row()
        self._keep_place(lambda: self.model.fold(group, closed=closed))
        self.list.setCurrentIndex(self.model.index(row))

    def _retint(self, theme: str) -> None:
        self.only.setIcon(action_icon("selection", colors_of(theme).muted))
        self.list.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that open and close groups."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            index = self.list.currentIndex()
            if isinstance(index.data(ROW) if index.isValid() else None, Heading):
                closed = {Qt.Key.Key_Right: False, Qt.Key.Key_Left: True}.get(Qt.Key(event.key()))
                if closed is not None or event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
                    self._fold(index, closed=closed)
                    return True
        return False


def elements_of(editor: Editor, finding: Finding) -> list[Element]:
    """The elements of a finding that the landscape still has, as the canvas knows them."""
    landscape = editor.workspace.landscape
    found: list[Element] = []
    for name in finding.elements:
        if name in landscape.system_by_id:
            found.append(Element(kind="system", id=name))
        elif name in landscape.integration_by_id:
            found.append(Element(kind="integration", id=name))
        elif "." in name and editor.exists(Element(kind="endpoint", id=name)):
            found.append(Element(kind="endpoint", id=name))
    return found


class KeyFigures(QWidget):
    """Four figures that tell the state of a landscape at one look."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(2, 2, 6, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        self._values: list[QLabel] = []
        for column, (key, caption, tip) in enumerate((
            ("direct_links", self.tr("direct"), self.tr("Integrations with no hub at either end")),
            ("point_to_point_ratio", self.tr("point to point"),
             self.tr("Share of direct links among all links, spokes counted as half a hub link")),
            ("propagation_cost", self.tr("reach"),
             self.tr("Propagation cost: share of the landscape that a change in one system may touch, on average")),
            ("sync_depth", self.tr("sync depth"), self.tr("Longest chain of synchronous calls, in calls")),
        )):
            value, label = QLabel("–", self), QLabel(caption, self)
            value.setFont(resized(self.font(), 1.45, self.font().Weight.DemiBold))
            label.setObjectName("faint")
            for widget in (value, label):
                widget.setToolTip(tip)
                explains(widget, key, editor)
            grid.addWidget(value, 0, column)
            grid.addWidget(label, 1, column)
            self._values.append(value)
            grid.setColumnStretch(column, 1)

    def show_result(self, result: AnalysisResult) -> None:
        """Show the figures of a result."""
        metrics = result.metrics
        texts = (
            str(metrics.direct_links), figure(metrics.point_to_point_ratio, "share"),
            figure(metrics.propagation_cost, "share"),
            self.tr("circle") if metrics.sync_depth is None and metrics.sync_cycles else str(metrics.sync_depth or 0),
        )
        for label, text in zip(self._values, texts, strict=True):
            label.setText(text)
