"""The findings: what the analysis says of the landscape, key figures on top, computed off the GUI thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QListView, QVBoxLayout, QWidget

from d365arch.analysis.finding import Finding
from d365arch.analysis.wording import figure
from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized
from d365arch.gui.language import translate
from d365arch.gui.models.findings_model import FINDING, FindingDelegate, FindingsModel
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Severity
from d365arch.scene.parts import Element

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

AGAINST = "against-catalog"
"""The rule behind the warnings for integrations that an endpoint is not made for."""

BATCH = 40
"""So many findings are laid out at a time."""

WAIT = 250
"""How long, in ms, the landscape has to rest before it is analyzed again."""

LARGE, LONG_WAIT = 2000, 2500
"""From so many systems on an analysis takes seconds, so that it waits for a longer rest, in ms, than between edits."""


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
        self._task: Task | None = None
        self.result: AnalysisResult | None = None
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
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.analyze_now)
        editor.changed.connect(self._wait)
        editor.theme_changed.connect(lambda _theme: self.list.viewport().update())
        self._show_state()
        self._timer.start(0)

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(320, 400)

    def _wait(self, _before: Workspace, after: Workspace) -> None:
        self._timer.start(WAIT if len(after.landscape.systems) < LARGE else LONG_WAIT)

    def analyze_now(self) -> None:
        """Start the analysis of the value of now; a result for an older value is dropped."""
        if self._task is not None:
            self._task.cancel()
        workspace, catalog = self._editor.workspace, self._editor.catalog

        def work(progress: Progress | None) -> AnalysisResult:
            from d365arch.analysis.analyze import analyze

            return with_contradictions(analyze(workspace, catalog, progress=progress),
                                       Facts(workspace.landscape, catalog))

        self._task = self._editor.background.run(
            self.tr("Analyzing"), work, lambda result: self._show(workspace, result), self._failed, quiet=True)

    def _show(self, workspace: Workspace, result: AnalysisResult) -> None:
        if workspace is not self._editor.workspace:
            return
        self._task = None
        self.result = result
        self.model.show_findings(result.findings)
        self.figures.show_result(result)
        self._show_state()
        self.found.emit(result)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.result = None
        self.lost.emit()
        if not isinstance(error, D365ArchError):
            raise error
        self.model.show_findings(())
        self.figures.hide()
        self.empty.setText(error.sentence)
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


def with_contradictions(result: AnalysisResult, facts: Facts) -> AnalysisResult:
    """The result, with a warning for each integration that runs against the catalog, which the drawing marks too."""
    advice = translate("Findings", "Let the other side start (Ctrl+Shift+X), or choose an "
                                   "endpoint that is made for it.")
    against = tuple(
        Finding(rule=AGAINST, severity=Severity.WARNING, advice=advice, elements=(integration.id,),
                message=translate("Findings", "{name} runs against the catalog: {sentence}").format(
                    name=integration.label, sentence=sentence))
        for integration in facts.landscape.integrations if (sentence := contradiction(facts, integration)))
    if not against:
        return result
    grave = [n for n, each in enumerate(result.findings) if each.severity in (Severity.VIOLATION, Severity.WARNING)]
    at = grave[-1] + 1 if grave else 0
    return replace(result, findings=(*result.findings[:at], *against, *result.findings[at:]))


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
