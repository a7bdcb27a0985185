"""Computes an outage off the window's thread, for the landscape of now; a result for an older one is dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from d365arch.analysis.outage import Outage, OutageRank, Wires, ranked, simulated
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.gui.background import Task
from d365arch.gui.editor import Editor
from d365arch.model.progress import Progress


@dataclass(frozen=True)
class Computed:
    """What is known of one landscape: its wires, the ranking, and the outage where something is off."""

    result: AnalysisResult
    wires: Wires
    ranks: tuple[OutageRank, ...]
    outage: Outage | None


class Computing(QObject):
    """Keeps what stays the same while only the systems change that are off."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._task: Task | None = None
        self._last: Computed | None = None

    def ask(self, result: AnalysisResult, failed: frozenset[str], take: Callable[[Computed], None]) -> None:
        """Compute and hand over; a computation under way is given up."""
        self.stop()
        facts = Facts(self._editor.workspace.landscape, self._editor.catalog)
        last = self._last if self._last is not None and self._last.result is result else None

        def work(_progress: Progress) -> Computed:
            wires = last.wires if last else Wires(facts, result.settings, result.network)
            ranks = last.ranks if last else ranked(wires)
            return Computed(result, wires, ranks, simulated(wires, failed) if failed else None)

        def done(found: Computed) -> None:
            self._task = None
            self._last = found
            take(found)

        self._task = self._editor.background.run(self.tr("Simulating the outage"), work, done, self._failed, quiet=True)

    def stop(self) -> None:
        """Give up what is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def forget(self) -> None:
        """Let go of the landscape."""
        self.stop()
        self._last = None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._task is None

    def _failed(self, error: Exception) -> None:
        self._task = None
        raise error
