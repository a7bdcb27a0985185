"""The findings: what the analysis says of the landscape, key figures on top, computed off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QListView, QVBoxLayout, QWidget

from d365arch.analysis.finding import Finding
from d365arch.analysis.wording import figure
from d365arch.gui.editor import Editor
from d365arch.gui.following import AnalysisFollower
from d365arch.gui.fonts import resized
from d365arch.gui.models.findings_model import FINDING, FindingDelegate, FindingsModel
from d365arch.scene.parts import Element

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

BATCH = 40
"""So many findings are laid out at a time."""


class Findings(QWidget):
    """List of findings; `found` carries the newest result, `lost` tells that there is none any more.

    `wanted` carries the elements of a finding that was picked.
    """

    found = Signal(object)
    lost = Signal()
    wanted = Signal(object)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.follower = AnalysisFollower(editor, self)
        self.setAccessibleName(self.tr("Findings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 6, 6)
        column.setSpacing(8)
        self.figures = KeyFigures(self)
        column.addWidget(self.figures)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(2, 6, 8, 0)
        column.addWidget(self.empty)
        self.model = FindingsModel(editor, self)
        self.list = QListView(self)
        self.list.setAccessibleName(self.tr("List of findings"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(FindingDelegate(editor, self.list))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        # Measuring the sentences of thousands of findings at once would stop the window for half a second.
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setBatchSize(BATCH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.follower.changed.connect(self._follow)
        editor.theme_changed.connect(lambda _theme: self.list.viewport().update())
        self._show_state()

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(320, 400)

    @property
    def result(self) -> AnalysisResult | None:
        """The newest result, or none."""
        return self.follower.result

    def analyze_now(self) -> None:
        """Start the analysis of the value of now."""
        self.follower.analyze_now()

    def _follow(self) -> None:
        result = self.follower.result
        if result is None:
            self._show_failure(self.follower.error)
            return
        self.model.show_findings(result.findings)
        self.figures.show_result(result)
        self._show_state()
        self.found.emit(result)

    def _show_failure(self, sentence: str) -> None:
        self.lost.emit()
        self.model.show_findings(())
        self.figures.hide()
        self.empty.setText(sentence)
        self.empty.show()
        self.list.hide()

    def _show_state(self) -> None:
        landscape = self._editor.workspace.landscape
        some = bool(self.model.rowCount())
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        self.figures.setVisible(bool(landscape.integrations))
        if not landscape.integrations:
            self.empty.setText(self.tr("Nothing to check yet. Draw two systems and connect them; figures and findings "
                                       "then appear here by themselves."))
        elif not some:
            self.empty.setText(self.tr("No findings. The landscape passes every check there is so far."))

    def _pick(self, index: QModelIndex) -> None:
        finding = index.data(FINDING)
        if isinstance(finding, Finding):
            elements = elements_of(self._editor, finding)
            if elements:
                self._editor.selection.set(elements)
                self.wanted.emit(elements)


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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(2, 2, 6, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        self._values: list[QLabel] = []
        for column, (caption, tip) in enumerate((
            (self.tr("direct"), self.tr("Integrations with no hub at either end")),
            (self.tr("point to point"),
             self.tr("Share of direct links among all links, spokes counted as half a hub link")),
            (self.tr("reach"), self.tr("Propagation cost: share of the landscape that a change in one system may "
                                       "touch, on average")),
            (self.tr("sync depth"), self.tr("Longest chain of synchronous calls, in calls")),
        )):
            value, label = QLabel("–", self), QLabel(caption, self)
            value.setFont(resized(self.font(), 1.45, self.font().Weight.DemiBold))
            label.setObjectName("faint")
            for widget in (value, label):
                widget.setToolTip(tip)
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
