"""The review of a discovery: what was found with its evidence, what to accept of it, and the drawing that gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from d365arch.discovery.records import ArtefactKind, Discovery, Offer
from d365arch.gui.background import Task
from d365arch.gui.discovery.applying import Standing, comparison
from d365arch.gui.discovery.candidates import Candidate, candidates
from d365arch.gui.discovery.choosing import chosen
from d365arch.gui.discovery.decisions import DecisionsPage, Words
from d365arch.gui.discovery.details import DetailsPane
from d365arch.gui.discovery.filter_bar import FilterBar
from d365arch.gui.discovery.limits_notice import LimitsNotice
from d365arch.gui.discovery.picture import Onto, Packed, Wanted, builder, compared
from d365arch.gui.discovery.preview import PreviewPane
from d365arch.gui.discovery.record_table import RecordTable
from d365arch.gui.discovery.review_tree import ReviewTree
from d365arch.gui.discovery.review_words import nothing, summary
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.language import amount
from d365arch.gui.workbench import Workbench
from d365arch.model import Landscape
from d365arch.model.progress import Progress


class ReviewPage(QWidget):
    """`add_wanted` asks to add what is accepted, `closed` to go back, `more_wanted` to read other artefacts,
    `lists_wanted` to say what the columns of interface lists mean, `larger_wanted` to read beyond the limits,
    `open_wanted` carries the file of evidence to be opened."""

    add_wanted = Signal()
    closed = Signal()
    more_wanted = Signal()
    lists_wanted = Signal()
    larger_wanted = Signal()
    open_wanted = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.discovery = Discovery()
        self._packed = Packed(self.discovery)
        self._shown_for: Landscape | None = None
        self._comparing: Task | None = None
        self._missing: tuple[tuple[str, str], ...] = ()
        self.setObjectName("discovery")
        self.setAccessibleName(self.tr("Review of what was discovered"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._make_head())
        self.limits = LimitsNotice(self)
        self.limits.wanted.connect(self.larger_wanted)
        column.addWidget(self.limits)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(14)
        self.split.addWidget(self._make_lists())
        self.split.addWidget(self._make_side())
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([980, 420])
        column.addWidget(self.split, 1)
        column.addLayout(self._make_foot())
        self.tree.review.accepted_changed.connect(self._marks_changed)
        self.offers.model.decided.connect(self._marks_changed)
        self.missing.model.decided.connect(self._marks_changed)
        self.filters.changed.connect(lambda shown: self.tree.review.arrange(shown=shown))
        self.filters.grouped.connect(self.tree.review.arrange)
        self.tree.review.modelReset.connect(self._tell)
        self.tree.current_row_changed.connect(self.details.show_row)
        self.tree.open_wanted.connect(self._open_row)
        self.details.open_wanted.connect(self.open_wanted)
        bench.editor.theme_changed.connect(lambda _theme: self.tree.viewport().update())

    def _make_head(self) -> QHBoxLayout:
        self.title = QLabel(self.tr("Discovered"), self)
        self.title.setFont(resized(self.font(), 1.5, QFont.Weight.DemiBold))
        self.summary = QLabel(self)
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        self.more = QPushButton(self.tr("Read others …"), self)
        self.more.clicked.connect(self.more_wanted)
        self.lists = QPushButton(self.tr("Columns of lists …"), self)
        self.lists.setToolTip(self.tr("See and change what the columns of interface lists mean"))
        self.lists.clicked.connect(self.lists_wanted)
        self.lists.hide()
        self.close_ = QPushButton(self.tr("Close"), self)
        self.close_.setToolTip(self.tr("Go back; File, What was discovered brings this page again (Esc)"))
        self.close_.clicked.connect(self.closed)
        for button in (self.lists, self.more, self.close_):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_lists(self) -> QWidget:
        left = QWidget(self)
        self.tabs = QTabBar(left)
        self.tabs.setObjectName("rankings")
        self.tabs.setAccessibleName(self.tr("Parts of the review"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pages = QStackedWidget(left)
        self.tabs.currentChanged.connect(self._turned)
        found = QWidget(left)
        self.filters = FilterBar(found)
        self.tree = ReviewTree(self._bench.editor, found)
        self.empty = QLabel(found)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        inside = QVBoxLayout(found)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.filters)
        inside.addWidget(self.tree, 1)
        inside.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        self.offers = DecisionsPage(Words(
            self.tr("Systems that may be the same"),
            self.tr("Systems that the artefacts name differently and that may be one and the same. Nothing is merged "
                    "unless you say so."),
            (self.tr("May be the same"), self.tr("Why"), self.tr("Decision")), self.tr("Merge"), self.tr("Keep apart"),
            self.tr("one system"), self.tr("kept apart")), left)
        self.missing = DecisionsPage(Words(
            self.tr("Integrations that may be gone"),
            self.tr("Integrations of the landscape that rest on artefacts which were read and do not hold them any "
                    "more. They stay unless you say so."),
            (self.tr("Integration"), self.tr("Why"), self.tr("Decision")), self.tr("Remove"), self.tr("Keep"),
            self.tr("is removed"), self.tr("stays")), left)
        file = self.tr("File")
        self.secrets = RecordTable(self.tr("Secrets in plain text"), (file, self.tr("Place"), self.tr("Kind")),
                                   (0.42, 0.38), left)
        self.not_read = RecordTable(self.tr("Not read"), (file, self.tr("Why")), (0.42,), left)
        self.remarks = RecordTable(self.tr("Remarks"), (file, self.tr("Place"), self.tr("Remark")), (0.3, 0.2), left)
        for page in (found, self.offers, self.missing, self.secrets, self.not_read, self.remarks):
            self.pages.addWidget(page)
        for table in (self.secrets, self.not_read, self.remarks):
            table.open_wanted.connect(self.open_wanted)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        return left

    def _make_side(self) -> QWidget:
        self.preview = PreviewPane(self._bench.editor, self)
        self.details = DetailsPane(self._bench.editor, self)
        self.side = side = QSplitter(Qt.Orientation.Vertical, self)
        side.setChildrenCollapsible(False)
        side.setHandleWidth(10)
        side.addWidget(self.preview)
        side.addWidget(self.details)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 2)
        side.setSizes([460, 260])
        return side

    def _make_foot(self) -> QHBoxLayout:
        self.accepted = QLabel(self)
        self.accepted.setTextFormat(Qt.TextFormat.PlainText)
        self.accepted.setWordWrap(True)
        self.all = QPushButton(self.tr("Accept all shown"), self)
        self.all.clicked.connect(lambda: self.tree.review.accept(self.tree.review.shown, True))
        self.none = QPushButton(self.tr("Leave all shown"), self)
        self.none.clicked.connect(lambda: self.tree.review.accept(self.tree.review.shown, False))
        self.add = QPushButton(self.tr("Add to the landscape"), self)
        self.add.setObjectName("primary")
        self.add.setMinimumWidth(with_text(170))
        self.add.clicked.connect(self.add_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.all)
        row.addWidget(self.none)
        row.addSpacing(8)
        row.addWidget(self.accepted, 1)
        row.addWidget(self.add)
        return row

    def show_discovery(self, found: Discovery, paths: Sequence[Path]) -> None:
        """Show what was found; what is new and more than a hint is accepted at first."""
        self.discovery, self._packed = found, Packed(found)
        names = ", ".join(path.name or str(path) for path in paths[:3])
        if len(paths) > 3:
            names = self.tr("{names} and {count} more").format(names=names, count=len(paths) - 3)
        self.title.setText(self.tr("Discovered in {names}").format(names=names) if names else self.tr("Discovered"))
        self.filters.clear()
        self.tree.review.filter = self.filters.filter
        known = {system.identity: system.name for system in found.systems}
        self.offers.model.show_rows([(self.tr(" and ").join(known.get(each, each.part or each.kind)
                                                            for each in offer.systems), offer.reason)
                                     for offer in found.offers])
        self.secrets.records.show_rows([(each.file, each.place, each.kind) for each in found.secrets])
        self.not_read.records.show_rows([(each.file, each.reason) for each in found.not_read])
        self.remarks.records.show_rows([(each.file, each.place, each.sentence) for each in found.remarks])
        self.catch_up(anew=True)
        self.limits.show_discovery(found)
        self.lists.setVisible(any(each.kind is ArtefactKind.INTERFACE_LIST for each in found.read))
        self._name_tabs()
        self._show_part(0)
        self.summary.setText(summary(found, self.tree.review.rows))

    def _name_tabs(self) -> None:
        """A tab for every part that has something, with its count, and for what was found."""
        found = self.discovery
        parts = [(number, f"{name} {count:,}") for number, (name, count) in enumerate((
            (self.tr("Found"), len(self.tree.review.rows)), (self.tr("May be the same"), len(found.offers)),
            (self.tr("May be gone"), len(self.missing.model.rows)), (self.tr("Secrets"), len(found.secrets)),
            (self.tr("Not read"), len(found.not_read)), (self.tr("Remarks"), len(found.remarks))))
            if count or not number]
        front = self.pages.currentIndex()
        self.tabs.blockSignals(True)
        while self.tabs.count():        # made anew: Qt does not always paint a tab that begins to show
            self.tabs.removeTab(0)
        for place, (number, text) in enumerate(parts):
            self.tabs.addTab(text)
            self.tabs.setTabData(place, number)
        self.tabs.blockSignals(False)
        self._show_part(front if front in [number for number, _ in parts] else 0)

    def _turned(self, place: int) -> None:
        number = self.tabs.tabData(place)
        self.pages.setCurrentIndex(int(number) if number is not None else 0)

    def _show_part(self, number: int) -> None:
        for place in range(self.tabs.count()):
            if self.tabs.tabData(place) == number:
                self.tabs.setCurrentIndex(place)
                self._turned(place)

    def catch_up(self, *, anew: bool = False) -> None:
        """Compare with the landscape as it is now; what a person accepted or left stays so."""
        editor, packed = self._bench.editor, self._packed
        landscape = editor.workspace.landscape
        if anew:
            # All is new until the comparison is there.
            self._take(Standing(), anew=True)
        elif self._shown_for is landscape:
            return
        if self._comparing is not None:
            self._comparing.cancel()
            self._comparing = None
        self._shown_for = landscape
        if not landscape.systems:
            self._take(Standing())
            return
        workspace, catalog = editor.workspace, editor.catalog

        def work(progress: Progress) -> Standing:
            return compared(workspace, packed, catalog, progress)

        def done(known: Standing) -> None:
            self._comparing = None
            self._take(known)

        self._comparing = editor.background.run(self.tr("Comparing with the landscape"), work, done,
                                                apart=True)

    @property
    def comparing(self) -> bool:
        """Whether the states of the rows are still to come."""
        return self._comparing is not None

    def _take(self, known: Standing, *, anew: bool = False) -> None:
        """Show how all rows stand to the landscape; where a row stands otherwise than before, its mark begins anew."""
        review = self.tree.review
        before = {} if anew else {row.key: row.state for row in review.rows}
        if known.missing != self._missing:
            self._missing = known.missing
            why = self.tr("The artefacts that were read do not hold it any more.")
            self.missing.model.show_rows([(name, why) for _, name in known.missing])
            self._name_tabs()
        rows = candidates(self.discovery, self._bench.editor.catalog, comparison(known))
        self.tree.show_states(bool(self._bench.editor.workspace.landscape.systems))
        if not anew and rows == review.rows:
            self._marks_changed()       # the landscape in the preview is another one
            return
        accepted = {row.key for row in rows if (row.is_offered if before.get(row.key) is not row.state
                                                else row.key in review.accepted)}
        self.filters.offer(rows)
        review.show_rows(rows, accepted)
        self._marks_changed()

    @property
    def chosen(self) -> Discovery:
        """What is accepted now."""
        return chosen(self.discovery, self.tree.review.accepted, self._same)

    @property
    def _same(self) -> tuple[Offer, ...]:
        return tuple(self.discovery.offers[number] for number in sorted(self.offers.model.taken))

    @property
    def removed(self) -> tuple[str, ...]:
        """Ids of the integrations that a person said are gone."""
        return tuple(self._missing[number][0] for number in sorted(self.missing.model.taken))

    def _marks_changed(self) -> None:
        self._tell()
        keys, editor = frozenset(self.tree.review.accepted), self._bench.editor
        if not keys and not self.missing.model.taken:
            self.preview.clear(self.tr("Nothing is accepted yet. Put a check mark before what the landscape shall "
                                       "have."))
            return
        drawn = bool(editor.workspace.landscape.systems)
        there = editor.drawing.places if drawn and editor.drawing and editor.drawing.view_id == editor.view.id else {}
        onto = Onto(editor.workspace, editor.view.id, self.removed, there) if drawn else None
        self.preview.ask(*builder(self._packed, Wanted(keys, self._same), onto, editor.catalog))

    def _tell(self) -> None:
        review = self.tree.review
        shown = review.shown
        keys = review.accepted
        lines = sum(1 for row in review.rows if not row.is_endpoint and row.key in keys)
        ends = len(keys) - lines
        told = self.tr("{count} of {all} accepted").format(
            count=f"{lines:,}", all=amount(len(self.discovery.integrations), "integration"))
        if ends:
            told = self.tr("{told}, and {endpoints} without a caller").format(
                told=told, endpoints=amount(ends, "endpoint"))
        hidden = len(review.rows) - len(shown)
        if hidden:
            told = self.tr("{told}. The filter hides {count} rows").format(told=told, count=f"{hidden:,}")
        self.accepted.setText(f"{told}.")
        some = bool(review.rows)
        self.add.setEnabled(bool(keys or self.missing.model.taken))
        # Where nothing was found, nothing is offered to be done with it.
        for part in (self.filters, self.side, self.all, self.none, self.accepted):
            part.setVisible(some)
        self.add.setVisible(some or bool(self.missing.model.rows))
        self.empty.setVisible(not shown)
        self.tree.setVisible(bool(shown))
        self.empty.setText(self.tr("No row meets the filter.") if review.rows else nothing(self.discovery))
        for button in (self.all, self.none):
            button.setEnabled(bool(shown))

    def _open_row(self, row: Candidate) -> None:
        if row.evidence:
            self.open_wanted.emit(row.evidence[0].file)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
