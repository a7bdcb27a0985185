"""One analysis for the whole window: it follows every edit in the background, and all panels read the same result."""

from __future__ import annotations

import datetime
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from d365arch.analysis.graph import Graphs
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.editor import Editor
from d365arch.model import Landscape, Workspace
from d365arch.model.progress import Progress

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

RESTS: tuple[tuple[int, int], ...] = ((500, 20), (2000, 250))
"""How long, in ms, a landscape with fewer than so many systems has to rest before it is analyzed again."""

LONG_REST = 2500
"""The rest, in ms, of larger ones, whose analysis takes seconds: it waits for a longer pause than between edits."""


class AnalysisFollower(QObject):
    """Holds the newest analysis of the open landscape and the one at its opening.

    `changed` says that `result` is another one, or that there is none any more; `outdated` that an edit made it one of
    an older value, so that another is under way; `measured` that `figures` of that one are there, before its findings,
    or hold no more. Edits that leave the landscape alone, such as a move, ask for none.
    """

    changed = Signal()
    outdated = Signal()
    measured = Signal()

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._document = editor.document
        self._task: Task | None = None
        self._landscape: Landscape | None = None
        self._graphs: Graphs | None = None
        self.result: AnalysisResult | None = None
        """The newest result; none before the first one, and where the landscape cannot be analyzed."""
        self.figures: AnalysisResult | None = None
        """The newest result or, before its findings are there, the figures of the next one."""
        self._early: deque[AnalysisResult] = deque(maxlen=1)
        self.opening: AnalysisResult | None = None
        """The first result since the landscape was opened."""
        self.error = ""
        """Why the landscape cannot be analyzed; empty where it can."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.analyze_now)
        editor.changed.connect(self._follow)
        editor.background.progressed.connect(self._take_figures)
        self._timer.start(0)

    @property
    def is_current(self) -> bool:
        """Whether the result is one of the landscape as it is now."""
        return self.result is not None and self._landscape is self._editor.workspace.landscape

    @property
    def idle(self) -> bool:
        """Whether no analysis is due or under way."""
        return self._task is None and not self._timer.isActive()

    @property
    def graphs(self) -> Graphs | None:
        """The graph views of the newest figures, made once."""
        if self.figures is None:
            return None
        if self._graphs is None or self._graphs.network is not self.figures.network:
            self._graphs = Graphs(self.figures.network)
        return self._graphs

    def _follow(self, _before: Workspace, after: Workspace) -> None:
        if self._editor.document is not self._document:
            self._document = self._editor.document
            self.opening = None
            self._stop()
        if after.landscape is self._landscape:
            self._timer.stop()
            self._stop()
            if self.figures is not self.result:
                self.figures = self.result
                self.measured.emit()
            return
        if self.opening is not None:
            # The first one goes on: later ones are compared with it.
            self._stop()
        count = len(after.landscape.systems)
        self._timer.start(next((rest for below, rest in RESTS if count < below), LONG_REST))
        self.outdated.emit()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def analyze_now(self) -> None:
        """Start the analysis of the value of now; a result for an older value is dropped."""
        self._timer.stop()
        if self.opening is not None:
            self._stop()
        # The worker leaves the figures here; the progress that it tells next is the knock.
        early: deque[AnalysisResult] = deque(maxlen=1)
        self._early = early
        workspace, catalog, document = self._editor.workspace, self._editor.catalog, self._document

        def work(progress: Progress) -> AnalysisResult:
            from d365arch.analysis.analyze import analyze

            return analyze(workspace, catalog, progress=progress, today=datetime.date.today(), measured=early.append)

        def done(result: AnalysisResult) -> None:
            if document is self._document and self.opening is None:
                self.opening = result
            self._take(workspace.landscape, result)

        def failed(error: Exception) -> None:
            self._fail(workspace.landscape, error)

        self._task = self._editor.background.run(self.tr("Analyzing"), work, done, failed, quiet=True)

    def _take_figures(self, task: Task) -> None:
        """Show the figures of the analysis under way; those of the opening wait for the whole."""
        if task is self._task and not task.cancelled and self._early and self.opening is not None:
            self.figures = self._early.popleft()
            self.measured.emit()

    def _take(self, landscape: Landscape, result: AnalysisResult) -> None:
        if landscape is not self._editor.workspace.landscape:
            return
        self._task = None
        self._landscape, self.result, self.error = landscape, result, ""
        self.figures = result
        self.changed.emit()

    def _fail(self, landscape: Landscape, error: Exception) -> None:
        if landscape is not self._editor.workspace.landscape:
            return
        self._task = None
        self._landscape, self.result, self.figures = None, None, None
        self.error = error.sentence if isinstance(error, D365ArchError) else str(error)
        self.changed.emit()
        if not isinstance(error, D365ArchError):
            raise error
