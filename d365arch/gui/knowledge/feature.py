"""Puts what the product knows into the window: details and waivers of findings, review, limits, patterns, cards."""

from __future__ import annotations

from PySide6.QtCore import QObject

from d365arch.gui.knowledge.details import FindingDetails
from d365arch.gui.knowledge.explaining import Explaining
from d365arch.gui.knowledge.waiving import Waiving
from d365arch.gui.workbench import Workbench


class Knowledge(QObject):
    """The parts of the feature, kept as long as the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self.explaining = Explaining(bench)
        self.waiving = Waiving(bench)
        self.details = FindingDetails(bench)
        bench.findings.put_below(self.details)
        self.details.explain_wanted.connect(self.explaining.explain)
        self.details.waive_wanted.connect(self.waiving.waive)


def install(bench: Workbench) -> Knowledge:
    """Wire the knowledge."""
    return Knowledge(bench)
