"""Has figures computed and then hubs placed off the GUI thread; what is for an older choice is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from d365arch.analysis.consolidation.records import PlannedChannel
from d365arch.gui.background import Task
from d365arch.gui.editor import SMALL, Editor
from d365arch.gui.whatif.planning import Outcome, Question, evaluate, places_of_hubs
from d365arch.model import Point


class Evaluating(QObject):
    """Tells by `evaluated` an outcome, by `placed` that places are known, by `failed` why there are none of either.

    `stopped` says that somebody stopped the figures that were on their way.
    """

    evaluated = Signal(object)
    placed = Signal()
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._figures: Task | None = None
        self._placing: Task | None = None
        self.places: Mapping[str, Point] = {}
        """The corners of hubs in the view that is shown."""

    @property
    def pending(self) -> bool:
        """Whether figures for the choice are on their way."""
        return self._figures is not None

    @property
    def placing(self) -> bool:
        """Whether places of hubs are on their way."""
        return self._placing is not None

    def stop(self) -> None:
        """Nobody wants to know any more."""
        for task in (self._figures, self._placing):
            if task is not None:
                task.cancel()
        self._figures = self._placing = None

    def ask(self, question: Question) -> None:
        """Compute figures; those that were asked for before are dropped."""
        self.stop()

        def done(outcome: Outcome) -> None:
            self._figures = None
            self.evaluated.emit(outcome)

        def failed(error: Exception) -> None:
            self._figures = None
            self.failed.emit(error)

        def stopped() -> None:
            if self._figures is task:        # and not one that gave way to a newer one
                self._figures = None
                self.stopped.emit()

        task = self._figures = self._run(self.tr("Computing the figures"), lambda: evaluate(question), done, failed,
                                         stopped)

    def place(self, channels: Sequence[PlannedChannel]) -> None:
        """Find places for the hubs of channels in the view as it is drawn now."""
        if self._placing is not None:
            self._placing.cancel()
            self._placing = None
        editor = self._editor
        drawing, workspace, catalog = editor.drawing, editor.workspace_as_drawn(), editor.catalog
        if drawing is None or drawing.view_id != editor.view_id:
            self.places = {}
            return

        def done(places: Mapping[str, Point]) -> None:
            self._placing = None
            self.places = places
            self.placed.emit()

        def failed(error: Exception) -> None:
            self._placing = None
            self.failed.emit(error)

        def stopped() -> None:
            if self._placing is task:
                self._placing = None
                self.placed.emit()

        task = self._placing = self._run(self.tr("Finding places for hubs"),
                                         lambda: places_of_hubs(workspace, catalog, drawing, channels), done, failed,
                                         stopped)

    def _run(self, title: str, work: Callable[[], Any], done: Callable[[Any], None],
             failed: Callable[[Exception], None], stopped: Callable[[], None]) -> Task:
        # Somebody waits for it: in a large landscape it goes before an analysis. In a small one both are there at once.
        quiet = len(self._editor.workspace.landscape.systems) <= SMALL
        return self._editor.background.run(title, lambda _progress: work(), done, failed, stopped, quiet=quiet)
