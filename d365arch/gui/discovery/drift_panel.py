"""The dock of a comparison with artefacts: every difference by kind, with its sentence and where it was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from d365arch.discovery.drift_records import Difference, DifferenceKind, ElementKind, NotCompared
from d365arch.gui.cards import heading, paragraph
from d365arch.gui.coupling.picking import pick
from d365arch.gui.discovery.details import evidence_html
from d365arch.gui.discovery.drift_marks import SIGNS, kind_title
from d365arch.gui.language import amount
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

_MOST_NAMED = 30
_DIFFERENCE = Qt.ItemDataRole.UserRole + 1


class DriftPanel(QWidget):
    """`end_wanted` asks to take the badges away, `again_wanted` for other artefacts, `open_wanted` carries the file of
    evidence to be opened."""

    end_wanted = Signal()
    again_wanted = Signal()
    open_wanted = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self.differences: Sequence[Difference] = ()
        self.setAccessibleName(self.tr("Comparison with artefacts"))
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("search")
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter the differences"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.model = QStandardItemModel(self)
        self.tree = _Tree(self)
        self.tree.setAccessibleName(self.tr("Differences"))
        self.tree.setModel(self.model)
        self.tree.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))
        self.tree.clicked.connect(self._pick)
        self.tree.activated.connect(self._pick)
        self.details = QTextBrowser(self)
        self.details.setAccessibleName(self.tr("The difference"))
        self.details.setOpenLinks(False)
        self.details.anchorClicked.connect(self._open)
        self.again = QPushButton(self.tr("Compare …"), self)
        self.again.clicked.connect(self.again_wanted)
        self.end = QPushButton(self.tr("End"), self)
        self.end.setToolTip(self.tr("Take the badges off the drawing"))
        self.end.clicked.connect(self.end_wanted)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addStretch(1)
        foot.addWidget(self.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 6)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 3)
        column.addWidget(self.details, 2)
        column.addLayout(foot)
        bench.editor.theme_changed.connect(lambda _theme: self._tell(self.tree.currentIndex()))
        self.show_differences(None)

    def sizeHint(self) -> QSize:
        """Wide enough for names."""
        return QSize(340, 560)

    def show_differences(self, differences: Sequence[Difference] | None, names: str = "",
                         missed: Sequence[NotCompared] = ()) -> None:
        """Show the differences with the artefacts of these names, and how much could not be compared with them.

        None where there is no comparison.
        """
        self.differences = differences or ()
        counts = {kind: sum(1 for each in self.differences if each.kind is kind) for kind in DifferenceKind}
        told = "\n".join(f"{SIGNS[kind]}  {count:,} {kind_title(kind)}" for kind, count in counts.items() if count)
        self.summary.setText(
            self.tr("Compare the landscape with solutions, flows, templates or lists: what is drawn and not found "
                    "there, found and not drawn, or stated otherwise gets a badge.") if differences is None else
            self.tr("Compared with {names}:\n{counts}").format(names=names, counts=told) if told else
            self.tr("No difference to {names} in what was compared.").format(names=names) if missed else
            self.tr("The landscape agrees with {names}.").format(names=names))
        if missed:
            unread = sum(1 for each in missed if each.is_unreadable)
            others = ((unread, self.tr("Not compared, since their artefacts could not be read: {integrations}.")),
                      (len(missed) - unread, self.tr("Not compared, since their artefacts were not chosen: "
                                                     "{integrations}.")))
            self.summary.setText("\n".join((self.summary.text(), *(
                text.format(integrations=amount(count, "integration")) for count, text in others if count))))
        self.summary.setToolTip("\n".join(each.name for each in missed[:_MOST_NAMED]))
        for part in (self.filter, self.tree, self.details):
            part.setVisible(bool(self.differences))
        self.end.setEnabled(differences is not None)
        self._fill()

    def _fill(self) -> None:
        words = self.filter.text().casefold().split()
        self.model.clear()
        for kind in DifferenceKind:
            shown = [each for each in self.differences if each.kind is kind
                     and all(word in each.sentence.casefold() for word in words)]
            if not shown:
                continue
            group = _item(f"{SIGNS[kind]}  {kind_title(kind)} {len(shown):,}")
            bold = self.tree.font()
            bold.setBold(True)
            group.setFont(bold)
            self.model.appendRow(group)
            group.appendRows([self._row(each) for each in shown])
        self.tree.expandAll()
        self._tell(self.tree.currentIndex())

    def _row(self, each: Difference) -> QStandardItem:
        if each.kind is DifferenceKind.DIFFERS:
            told = f"{each.fact}: {each.drawn or '–'} → {each.found or '–'}"
        else:
            told = each.found or each.drawn or self._kind(each.element_kind)
        row = _item(f"{each.name or each.element_id} · {told}")
        row.setData(each, _DIFFERENCE)
        row.setToolTip(each.sentence)
        return row

    def _kind(self, kind: ElementKind) -> str:
        return {ElementKind.SYSTEM: self.tr("system"), ElementKind.ENDPOINT: self.tr("endpoint"),
                ElementKind.INTEGRATION: self.tr("integration")}[kind]

    def _tell(self, index: QModelIndex) -> None:
        each, colors = index.data(_DIFFERENCE), colors_of(self._bench.editor.theme)
        if not isinstance(each, Difference):
            self.details.setHtml(paragraph(self.tr("Choose a difference to see where it was found.")))
            return
        found = "".join(evidence_html(one, number, colors) for number, one in enumerate(each.evidence))
        self.details.setHtml(paragraph(each.sentence)
                             + (heading(self.tr("Evidence"), colors) + found if found else ""))

    def _open(self, url: QUrl) -> None:
        each, number = self.tree.currentIndex().data(_DIFFERENCE), url.toString().removeprefix("open:")
        if isinstance(each, Difference) and number.isdecimal() and int(number) < len(each.evidence):
            self.open_wanted.emit(each.evidence[int(number)].file)

    def _pick(self, index: QModelIndex) -> None:
        """Select what the difference is about, or what is drawn at its ends."""
        each = index.data(_DIFFERENCE)
        if not isinstance(each, Difference):
            return
        editor = self._bench.editor
        if each.kind is not DifferenceKind.NOT_DRAWN:
            element = Element(kind=each.element_kind.value, id=each.element_id)
            if editor.exists(element):
                editor.selection.set([element])
                self._bench.show_elements([element])
        elif each.near:
            pick(self._bench, each.near, show=True)


class _Tree(QTreeView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.header().setAccessibleName(self.tr("Columns"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = [index.data(_DIFFERENCE) for index in self.selectedIndexes()]
            QGuiApplication.clipboard().setText("\n".join(each.sentence for each in chosen if each is not None))
        else:
            super().keyPressEvent(event)


def _item(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    return item
