"""The analysis panel: key figures as tiles above, below them the rankings, one selection with the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from d365arch.analysis.graph import Graphs
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import pick
from d365arch.gui.coupling.ranking_view import RankingView
from d365arch.gui.coupling.rankings import RANKINGS, said
from d365arch.gui.coupling.rows import Row
from d365arch.gui.coupling.tiles import Tiles
from d365arch.gui.fonts import resized
from d365arch.gui.workbench import Workbench

AT_ONCE = 500
"""Up to so many systems a ranking is made at once."""


class AnalysisPanel(QWidget):
    """Shows the newest analysis; it works only while it is in sight, and then only on the ranking in front."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._follower = follower_of(bench)
        self._shown: list[object] = [None] * len(RANKINGS)
        self._picking = False
        self.setAccessibleName(self.tr("Coupling and sprawl"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 8, 6)
        column.setSpacing(8)
        self.tiles = Tiles(bench.editor, self)
        column.addWidget(self.tiles)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("rankings")
        self.tabs.setAccessibleName(self.tr("Rankings"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pages = QStackedWidget(self)
        self.views = [RankingView(ranking, bench.editor, self) for ranking in RANKINGS]
        for view in self.views:
            self.tabs.addTab(said(view.ranking.title))
            self.tabs.setTabToolTip(self.tabs.count() - 1, said(view.ranking.about))
            self.pages.addWidget(view)
            view.picked.connect(self._pick)
            view.wanted.connect(lambda ids: self._pick(ids, show=True))
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(4, 6, 8, 0)
        self.pages.addWidget(self.empty)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        column.addLayout(self._foot())
        self.tabs.currentChanged.connect(lambda _number: self.refresh())
        self._follower.measured.connect(self.refresh)
        self._follower.changed.connect(self.refresh)
        bench.editor.selection.changed.connect(self._mark)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.count = QLabel(self)
        self.count.setObjectName("faint")
        self.count.setFont(resized(self.font(), 0.92))
        row.addWidget(self.count, 1)
        self.links = []
        for name, text in (("matrix", self.tr("Matrix")), ("chains", self.tr("Inspect chains"))):
            link = QPushButton(text, self)
            link.setObjectName("link")
            link.setToolTip(self._bench.actions[name].toolTip())
            link.clicked.connect(self._bench.actions[name].trigger)
            row.addWidget(link)
            self.links.append(link)
        return row

    def sizeHint(self) -> QSize:
        """Wide enough for three tiles."""
        return QSize(340, 560)

    @property
    def view(self) -> RankingView:
        """The ranking in front."""
        return self.views[self.tabs.currentIndex()]

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what went on meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the newest result."""
        if not self.isVisible():
            return
        result, graphs = self._follower.figures, self._follower.graphs
        self.tiles.setVisible(result is not None and bool(result.systems))
        if result is None or graphs is None:
            self._say(self._follower.error or self.tr("Analyzing …"))
            return
        self.tiles.show_result(result, self._follower.opening)
        self._rank(self.tabs.currentIndex(), result, graphs)

    def _rank(self, at: int, result: AnalysisResult, graphs: Graphs) -> None:
        """Fill the ranking in front; of a large landscape on a worker thread, where the links alone take long."""
        if self._shown[at] is result.network:    # only findings came, of which rankings show nothing
            self._show_rows(at, result, self.views[at].ranked.ranked)
            return
        rows = self.views[at].ranking.rows
        if len(result.systems) <= AT_ONCE:
            self._show_rows(at, result, rows(result, graphs))
            return
        self.pages.setCurrentWidget(self.views[at])
        self._bench.editor.background.run(
            self.tr("Ranking"), lambda _progress: rows(result, graphs),
            lambda found: self._show_rows(at, result, found), quiet=True)

    def _show_rows(self, at: int, result: AnalysisResult, rows: Sequence[Row]) -> None:
        figures = self._follower.figures
        if figures is None or figures.network is not result.network:
            return
        self._shown[at] = result.network
        self.views[at].show_rows(rows, self._chosen())
        if at != self.tabs.currentIndex():
            return
        if not rows:
            self._say(said(self.view.ranking.empty))
            return
        self.pages.setCurrentWidget(self.view)
        self.count.setText(f"{len(rows):,}")
        self.count.setAccessibleName(self.tr("Rows: {count}").format(count=len(rows)))

    def _say(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self.pages.setCurrentWidget(self.empty)
        self.count.setText("")

    def _chosen(self) -> list[str]:
        return [element.id for element in self._bench.editor.selection.elements]

    def _pick(self, ids: list[str], *, show: bool = False) -> None:
        self._picking = True
        pick(self._bench, ids, show=show)
        self._picking = False

    def _mark(self) -> None:
        # What was picked here stays marked as it is: several rows may stand for the selection together.
        if self.isVisible() and not self._picking:
            self.view.mark(self._chosen())
