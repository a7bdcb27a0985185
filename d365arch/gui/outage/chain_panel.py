"""The inspector of synchronous chains: the worst chains, the calls of one of them, and what one call less would buy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QTabBar, QVBoxLayout, QWidget

from d365arch.analysis import wording as say
from d365arch.analysis.graph import Graphs
from d365arch.analysis.inspect_chain import Inspection, Relief
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.coupling.ranking_view import RankingView
from d365arch.gui.coupling.rankings import Column, Ranking
from d365arch.gui.coupling.rows import Cell, Row
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import with_text
from d365arch.gui.outage.hops import HopList, Names
from d365arch.gui.outage.relief import ReliefView


def _elsewhere(_result: AnalysisResult, _graphs: Graphs) -> list[Row]:
    """The rows come from the inspector."""
    return []


CHAINS = Ranking(
    "inspected", "Chains", "Chains of calls that wait for each other, the slowest first",
    "No synchronous calls: nobody waits for anybody.",
    (Column("Chain", "Who calls whom, in order"),
     Column("Calls", "How many calls wait for each other", figures=True),
     Column("Time", "Stated waiting time in all", figures=True),
     Column("Works", "Share of time that all on the way work", figures=True, less_is_worse=True)),
    _elsewhere)


class ChainPanel(QWidget):
    """Shows chains; `chosen` carries a chain and the relief tried (each may be none), `seen` wants it in sight.

    `source_changed` says whether chains of the selection (true) or of the whole landscape are wanted.
    """

    chosen = Signal(object, object)
    seen = Signal(object)
    source_changed = Signal(bool)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chains: Sequence[Inspection] = ()
        self._names = Names()
        self._shown: Inspection | None = None
        self.setAccessibleName(self.tr("Synchronous chains"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 8)
        column.setSpacing(6)
        self.source = QTabBar(self)
        self.source.setObjectName("rankings")
        self.source.setAccessibleName(self.tr("Which chains"))
        self.source.setDrawBase(False)
        self.source.setExpanding(False)
        self.source.addTab(self.tr("Slowest"))
        self.source.addTab(self.tr("From the selection"))
        self.source.currentChanged.connect(lambda at: self.source_changed.emit(at == 1))
        column.addWidget(self.source)
        self.note = QLabel(self)
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        column.addWidget(self.note)
        self.list = RankingView(CHAINS, editor, self)
        self.list.setSelectionMode(RankingView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.header().resizeSection(0, with_text(150))
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._pick())
        self.list.wanted.connect(lambda _ids: self.seen.emit(self._shown))
        self.hops = HopList(editor, self)
        self.hops.selectionModel().selectionChanged.connect(lambda *_: self._try())
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.split.addWidget(self.hops)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        column.addWidget(self.split, 1)
        self.summary = QLabel(self)
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.summary)
        self.relief = ReliefView(self)
        self.relief.best_wanted.connect(self.try_best)
        column.addWidget(self.relief)
        self.show_chains((), Names(), "")

    def sizeHint(self) -> QSize:
        """Wide enough for figures beside bars."""
        return QSize(350, 600)

    @property
    def from_selection(self) -> bool:
        """Whether the chains of what is selected are wanted."""
        return self.source.currentIndex() == 1

    @property
    def chains(self) -> tuple[Inspection, ...]:
        """All that are listed."""
        return tuple(self._chains)

    @property
    def chain(self) -> Inspection | None:
        """The chain that is shown."""
        return self._shown

    def show_chains(self, chains: Sequence[Inspection], names: Names, note: str) -> None:
        """List chains; the one shown before stays where it is still among them."""
        before = self._shown.nodes if self._shown else None
        self._chains, self._names = chains, names
        rows = [self._row(chain) for chain in chains]
        self.list.show_rows(rows, ())
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.split.setVisible(bool(chains))
        again = next((at for at, chain in enumerate(chains) if chain.nodes == before), 0)
        if chains:
            at = next(n for n, row in enumerate(self.list.ranked.rows) if row == rows[again])
            self.list.setCurrentIndex(self.list.ranked.index(at, 0))
        self._show(chains[again] if chains else None)

    def _row(self, chain: Inspection) -> Row:
        way = " → ".join(map(self._names.node, chain.nodes))
        time = say.milliseconds(chain.latency_ms) if chain.unstated < chain.calls else "–"
        return Row((*(hop.links[0] for hop in chain.hops),), (
            Cell(way, way.casefold()), Cell(say.count(chain.calls), chain.calls), Cell(time, chain.latency_ms),
            Cell(say.availability(chain.availability), chain.availability)), chain.sentence)

    def _pick(self) -> None:
        rows = self.list.selectionModel().selectedRows()
        if rows:
            picked = self.list.ranked.rows[rows[0].row()]
            links = [tuple(hop.links[0] for hop in chain.hops) for chain in self._chains]
            found = [c for c, ids in zip(self._chains, links, strict=True) if ids == picked.ids]
            self._show(next((c for c in found if c.sentence == picked.tip), None))

    def _show(self, chain: Inspection | None) -> None:
        if chain is not self._shown:
            self.hops.clearSelection()
        self._shown = chain
        self._try()

    def try_best(self) -> None:
        """Choose the call that is best made asynchronous."""
        if self._shown is not None and self._shown.reliefs:
            self.hops.setCurrentIndex(self.hops.hops.index(self._shown.reliefs[0].hop))

    def _relief(self) -> Relief | None:
        """The relief of the chosen call; the second half of a way through a gateway goes with the first."""
        chosen = self.hops.selectionModel().selectedIndexes()
        if self._shown is None or not chosen:
            return None
        at = chosen[0].row()
        return next((r for r in sorted(self._shown.reliefs, key=lambda r: -r.hop) if r.hop <= at), None)

    def _try(self) -> None:
        chain, relief = self._shown, self._relief()
        self.hops.show_chain(chain, self._names, relief.hop if relief else None)
        told = [] if chain is None else [b.sentence for b in chain.budgets]
        if chain is not None and chain.mixed:
            told.insert(0, self.tr("The time is an upper bound: these calls carry different data."))
        if chain is not None and chain.unstated:
            told.append(self.tr("Calls without a stated time count as 0 ms: {count}.").format(count=chain.unstated))
        if chain is not None and chain.cut_short:
            told.append(self.tr("The calls go on in a circle; the chain ends before it would repeat."))
        self.summary.setText("\n".join(told[:4]))
        self.summary.setVisible(bool(told))
        self.relief.show_relief(chain, relief)
        self.chosen.emit(chain, relief)
