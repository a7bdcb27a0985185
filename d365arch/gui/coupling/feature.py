"""Puts the analysis into the window: panel, heat, coupling card, matrix, comparison."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from d365arch.gui.coupling.card import CouplingCard
from d365arch.gui.coupling.compare_command import CompareCommand
from d365arch.gui.coupling.heat import Heat
from d365arch.gui.coupling.matrix_window import MatrixWindow
from d365arch.gui.coupling.panel import AnalysisPanel
from d365arch.gui.workbench import Workbench


class Coupling(QObject):
    """The parts of the feature, kept as long as the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.panel = AnalysisPanel(bench)
        bench.add_dock("analysis", self.tr("Analysis"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                       beside="inspector", hidden=True)
        bench.on("analysis", self.open_panel)
        self.heat = Heat(bench)
        self.card = CouplingCard(bench)
        bench.inspector.put_in(self.card)
        self.matrix = MatrixWindow(bench)
        bench.on("matrix", self.matrix.open)
        self.compare = CompareCommand(bench)

    def open_panel(self) -> None:
        """Show the panel and give it the keyboard."""
        self._bench.show_dock("analysis")
        self.panel.view.setFocus()


def install(bench: Workbench) -> Coupling:
    """Wire the analysis."""
    return Coupling(bench)
