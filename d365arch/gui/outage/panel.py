"""The outage panel: what is off, what follows in a sentence, and tables; one selection with the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from d365arch.analysis.outage import Outage, OutageRank, Wires
from d365arch.gui.coupling.ranking_view import RankingView
from d365arch.gui.coupling.rankings import said as titled
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.outage.tables import TABLES, outage_rows, rank_rows
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

_WIDTHS = {"stopped": {0: 136, 1: 74}, "lost": {0: 112, 1: 74}, "stale": {0: 112, 1: 86}}
"""Widths in px of columns of words, by table and column."""


class OutagePanel(QWidget):
    """Shows the ranking while nothing is off, else the outage.

    `off_wanted` carries the ids of the ranking's rows that shall be switched off, `on_wanted` asks to end the outage.
    """

    off_wanted = Signal(object)
    on_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._picking = False
        self._computed = False
        self.setAccessibleName(self.tr("Outage"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 6)
        column.setSpacing(8)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.summary)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("rankings")
        self.tabs.setAccessibleName(self.tr("Tables of the outage"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pages = QStackedWidget(self)
        self.views = {table.id: RankingView(table, bench.editor, self) for table in TABLES}
        for view in self.views.values():
            self.tabs.addTab(titled(view.ranking.title))
            self.pages.addWidget(view)
            view.picked.connect(lambda _ids: self._pick())
            view.wanted.connect(lambda _ids: self._pick(show=True))
            view.selectionModel().selectionChanged.connect(self._tell)
            for number, width in _WIDTHS.get(view.ranking.id, {}).items():
                view.header().resizeSection(number, with_text(width))
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(4, 6, 8, 0)
        self.pages.addWidget(self.empty)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.detail = QLabel(self)
        self.detail.setObjectName("muted")
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setFont(resized(self.font(), 0.95))
        column.addWidget(self.detail)
        column.addLayout(self._foot())
        self.tabs.currentChanged.connect(lambda _number: self._turn())
        bench.editor.selection.changed.connect(self._mark)
        self.show_outage(None, None, ())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.off = QPushButton(self.tr("Switch off"), self)
        self.off.setToolTip(self.tr("Switch off what is chosen in the list, or in the drawing"))
        self.off.clicked.connect(lambda: self.off_wanted.emit(self._chosen_ranks()))
        self.on = QPushButton(self.tr("End the outage"), self)
        self.on.clicked.connect(self.on_wanted)
        row.addWidget(self.off)
        row.addStretch(1)
        row.addWidget(self.on)
        return row

    def sizeHint(self) -> QSize:
        """Wide enough for the figures."""
        return QSize(340, 560)

    @property
    def view(self) -> RankingView:
        """The table in front."""
        return list(self.views.values())[self.tabs.currentIndex()]

    def show_outage(self, outage: Outage | None, wires: Wires | None, ranks: Sequence[OutageRank]) -> None:
        """Show another outage, or the ranking alone."""
        self._computed = wires is not None
        rows = outage_rows(outage, wires) if outage and wires else {}
        rows["outages"] = rank_rows(ranks)
        chosen = self._chosen()
        for number, (name, view) in enumerate(self.views.items()):
            found = rows.get(name, [])
            view.show_rows(found, chosen)
            self.tabs.setTabVisible(number, outage is not None or name == "outages")
            title = titled(view.ranking.title)
            self.tabs.setTabText(number, f"{title} {len(found):,}" if name != "outages" and found else title)
            self.tabs.setTabToolTip(number, titled(view.ranking.about))
        self.summary.setText(outage.summary if outage else self.tr(
            "Nothing is off. Choose systems or hubs in the drawing or below and switch them off: who is blocked, what "
            "piles up, what is lost and what grows old is then marked."))
        self.on.setEnabled(outage is not None)
        self._turn()

    def open_consequences(self) -> None:
        """Bring the first table to the front that says something about the outage."""
        names = list(self.views)
        self.tabs.setCurrentIndex(next((names.index(name) for name in ("stopped", "queues", "lost", "stale")
                                        if self.views[name].ranked.rows), 0))

    def show_ranking(self) -> None:
        """Bring the ranking to the front."""
        self.tabs.setCurrentIndex(0)

    def tell_error(self, sentence: str) -> None:
        """Say why nothing can be computed."""
        self.empty.setText(sentence)
        self.pages.setCurrentWidget(self.empty)

    def _turn(self) -> None:
        view = self.view
        if view.ranked.rows:
            self.pages.setCurrentWidget(view)
        else:
            self.empty.setText(titled(view.ranking.empty) if self._computed else self.tr("Computing …"))
            self.pages.setCurrentWidget(self.empty)
        self.off.setVisible(view.ranking.id == "outages")
        view.mark(self._chosen())
        self._tell()

    def _tell(self, _new: QItemSelection | None = None, _old: QItemSelection | None = None) -> None:
        """The sentence of the row that is marked."""
        rows = self.view.selectionModel().selectedRows()
        text = self.view.ranked.rows[rows[0].row()].tip if rows else ""
        self.detail.setText(text)
        self.detail.setVisible(bool(text))

    def _chosen(self) -> list[str]:
        return [element.id for element in self._bench.editor.selection.elements]

    def _chosen_ranks(self) -> list[str]:
        view = self.views["outages"]
        return [view.ranked.rows[index.row()].ids[0] for index in view.selectionModel().selectedRows()]

    def _pick(self, *, show: bool = False) -> None:
        elements = self._elements()
        if elements:
            self._picking = True
            self._bench.editor.selection.set(elements)
            self._picking = False
            if show:
                self._bench.show_elements(elements)

    def _elements(self) -> list[Element]:
        """What the marked rows stand for: the first id of a row is a system or channel, but an integration of what is
        lost; all others are integrations. Systems and integrations may have the same ids."""
        view, found = self.view, dict[Element, None]()
        for index in view.selectionModel().selectedRows():
            for place, name in enumerate(view.ranked.rows[index.row()].ids):
                kind = "integration" if place or view.ranking.id == "lost" else "endpoint" if "." in name else "system"
                if self._bench.editor.exists(element := Element(kind=kind, id=name)):
                    found[element] = None
        return list(found)

    def _mark(self) -> None:
        if self.isVisible() and not self._picking:
            self.view.mark(self._chosen())
            self._tell()
