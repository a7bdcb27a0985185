"""Puts what the product knows into the window: details and waivers of findings, review, limits, patterns, cards."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from d365arch.gui.knowledge.details import FindingDetails
from d365arch.gui.knowledge.explaining import Explaining
from d365arch.gui.knowledge.factors_card import FactorsCard
from d365arch.gui.knowledge.gauges import Gauges
from d365arch.gui.knowledge.limits_card import LimitsCard
from d365arch.gui.knowledge.patterns import PatternCard, PatternNames
from d365arch.gui.knowledge.review_panel import ReviewPanel
from d365arch.gui.knowledge.waiving import Waiving
from d365arch.gui.workbench import Workbench


class Knowledge(QObject):
    """The parts of the feature, kept as long as the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.explaining = Explaining(bench)
        self.waiving = Waiving(bench)
        self.details = FindingDetails(bench)
        bench.findings.put_below(self.details)
        self.details.explain_wanted.connect(self.explaining.explain)
        self.details.waive_wanted.connect(self.waiving.waive)
        self.review = ReviewPanel(bench)
        bench.add_dock("review", self.tr("Review"), self.review, Qt.DockWidgetArea.RightDockWidgetArea,
                       beside="inspector", hidden=True)
        bench.on("review", self.open_review)
        self.gauges = Gauges(bench)
        self.names = PatternNames(bench, self.gauges)
        self.limits, self.factors, self.patterns = LimitsCard(bench), FactorsCard(bench), PatternCard(bench)
        for card in (self.limits, self.factors, self.patterns):
            bench.inspector.put_in(card)

    def open_review(self) -> None:
        """Show the review and give it the keyboard."""
        self._bench.show_dock("review")
        self.review.tree.setFocus()


def install(bench: Workbench) -> Knowledge:
    """Wire the knowledge."""
    return Knowledge(bench)
