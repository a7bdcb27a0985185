"""Two landscapes side by side: the open one and another file, in figures, points, findings and elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.finding import Finding
from d365arch.analysis.wording import count, decimal
from d365arch.gui.coupling import tiles
from d365arch.gui.fonts import roomy
from d365arch.gui.models.findings_model import severity_color
from d365arch.gui.style import colors_of
from d365arch.io.differences import Change
from d365arch.whatif.compare import Comparison, CostChange, FigureChange, Verdict
from d365arch.whatif.compare_text import to_text


class CompareDialog(QDialog):
    """A sentence on what changed in all, and a table for each kind of thing."""

    def __init__(self, comparison: Comparison, names: tuple[str, str], theme: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison, self._names, self._colors = comparison, names, colors_of(theme)
        self.setWindowTitle(self.tr("Compare landscapes"))
        self.resize(roomy(820, 600))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        self.sentence = QLabel(self._sentence(), self)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.sentence)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("rankings")
        self.tabs.setAccessibleName(self.tr("Parts of the comparison"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        column.addWidget(self.tabs)
        self.trees: list[QTreeWidget] = []
        for title, heads, rows in (
            (self.tr("Figures"), [self.tr("Figure"), *names, self.tr("Change"), self.tr("Verdict")], self._figures()),
            (self.tr("Points"), [self.tr("Kind"), *names, self.tr("Change"), self.tr("Verdict")], self._costs()),
            (self.tr("Findings"), [self.tr("Change"), self.tr("Finding")], self._findings()),
            (self.tr("Elements"), [self.tr("Change"), self.tr("Element"), self.tr("What")], self._elements()),
        ):
            tree = self._tree(title, heads, list(rows))
            self.tabs.addTab(title if tree is self.trees[0] else f"{title} ({tree.topLevelItemCount():,})")
            column.addWidget(tree, 1)
        self.tabs.currentChanged.connect(self._turn)
        self._turn(0)
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(to_text(comparison, names)))
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _sentence(self) -> str:
        one, other = self._names
        found = self._comparison
        better, worse = (len(found.judged(verdict)) for verdict in (Verdict.BETTER, Verdict.WORSE))
        said = self.tr("{other} against {one}: {better} figures are better, {worse} worse; {before} points become "
                       "{after}; {gone} findings go, {new} come.").format(
            one=one, other=other, better=better, worse=worse, before=decimal(found.total.before, 1),
            after=decimal(found.total.after, 1), gone=len(found.findings_gone), new=len(found.findings_new))
        if found.other_settings:
            hint = self.tr("{other} states other settings; both are measured with those of {one}.")
            return f"{said} {hint.format(one=one, other=other)}"
        return said

    def _tree(self, title: str, heads: Sequence[str], rows: Sequence[QTreeWidgetItem]) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("sheet")
        tree.setAccessibleName(title)
        tree.setHeaderLabels(list(heads))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(len(heads) > 2)
        tree.setWordWrap(len(heads) == 2)
        tree.addTopLevelItems(list(rows))
        header = tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for section in range(len(heads) - 1):
            tree.resizeColumnToContents(section)
        self.trees.append(tree)
        return tree

    def _turn(self, shown: int) -> None:
        for number, tree in enumerate(self.trees):
            tree.setVisible(number == shown)

    def _figures(self) -> Iterable[QTreeWidgetItem]:
        for change in self._comparison.figures:
            yield self._figure_row(change)

    def _figure_row(self, change: FigureChange) -> QTreeWidgetItem:
        row = QTreeWidgetItem([tiles.said(change.title), tiles.shown(change.before), tiles.shown(change.after),
                               tiles.difference(change), self._verdict(change.verdict)])
        row.setToolTip(0, tiles.said(change.after.meaning))
        self._tint(row, change.verdict)
        return row

    def _costs(self) -> Iterable[QTreeWidgetItem]:
        names = {"link": self.tr("Direct links"), "spoke": self.tr("Spokes"), "channel": self.tr("Channels"),
                 "hub": self.tr("Hubs"), "total": self.tr("All")}
        for cost in self._comparison.costs:
            yield self._cost_row(cost, names[cost.kind])

    def _cost_row(self, cost: CostChange, name: str) -> QTreeWidgetItem:
        points = self.tr("{points} ({count})")
        sign = "+" if cost.change > 0 else "−"
        verdict = Verdict.BETTER if cost.change < 0 else Verdict.WORSE if cost.change > 0 else Verdict.SAME
        row = QTreeWidgetItem([
            name, points.format(points=decimal(cost.before, 1), count=count(cost.count_before)),
            points.format(points=decimal(cost.after, 1), count=count(cost.count_after)),
            f"{sign}{decimal(abs(cost.change), 1)}" if cost.change else "",
            self._verdict(verdict) if cost.kind == "total" else ""])
        if cost.kind == "total":
            self._tint(row, verdict)
        return row

    def _verdict(self, verdict: Verdict) -> str:
        return {Verdict.BETTER: self.tr("✓ better"), Verdict.WORSE: self.tr("! worse"),
                Verdict.OTHER: self.tr("changed"), Verdict.SAME: ""}[verdict]

    def _tint(self, row: QTreeWidgetItem, verdict: Verdict) -> None:
        color = {Verdict.BETTER: self._colors.good, Verdict.WORSE: self._colors.bad}.get(verdict)
        if color:
            for section in (3, 4):
                row.setForeground(section, QColor(color))

    def _findings(self) -> Iterable[QTreeWidgetItem]:
        found = self._comparison
        for finding in found.findings_new:
            yield self._finding_row(self.tr("! new"), finding)
        for finding in found.findings_gone:
            yield self._finding_row(self.tr("✓ gone"), finding)
        for pair in found.findings_kept:
            if pair.verdict is not Verdict.SAME:
                word = self._verdict(pair.verdict)
                yield self._finding_row(word, pair.after)

    def _finding_row(self, word: str, finding: Finding) -> QTreeWidgetItem:
        row = QTreeWidgetItem([word, finding.message])
        row.setForeground(0, QColor(severity_color(finding.severity, self._colors)))
        row.setToolTip(1, f"{finding.message}\n{finding.advice}")
        return row

    def _elements(self) -> Iterable[QTreeWidgetItem]:
        words = {Change.ADDED: self.tr("added"), Change.REMOVED: self.tr("removed"), Change.CHANGED: self.tr("changed")}
        kinds = {"system": self.tr("System"), "hub": self.tr("Hub"), "integration": self.tr("Integration")}
        for element in self._comparison.elements:
            row = QTreeWidgetItem([words[element.change], f"{kinds[element.kind]} {element.name}",
                                   "; ".join(element.details)])
            row.setToolTip(2, "\n".join(element.details))
            yield row
