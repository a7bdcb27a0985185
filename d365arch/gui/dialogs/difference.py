"""The look at the difference: what each side changed, element by element, with what both changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.fonts import roomy
from d365arch.gui.language import translate
from d365arch.io.differences import Difference, differences, met_twice, summary
from d365arch.model import Workspace

MOST = 2000
"""So many differences are listed; the rest is counted."""

SHARES = (0.34, 0.2, 0.22)
"""Shares of the width of all columns but the last."""


class Side(NamedTuple):
    """One list of differences under a heading."""

    heading: str
    found: tuple[Difference, ...]


class DifferenceTree(QTreeWidget):
    """Differences by element: its name, the key, the value before and the value after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Differences"))
        self.setHeaderLabels([self.tr("Element"), self.tr("What"), self.tr("Before"), self.tr("After")])
        self.setUniformRowHeights(True)
        self.setObjectName("sheet")
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every column its share of the width."""
        super().resizeEvent(event)
        for section, share in enumerate(SHARES):
            self.header().resizeSection(section, round(share * self.viewport().width()))

    def show_sides(self, sides: Sequence[Side], clashing: frozenset[tuple[str, ...]] = frozenset()) -> None:
        """List the differences, with a heading for each side where there are several."""
        self.clear()
        self.setRootIsDecorated(len(sides) > 1)
        for side in sides:
            root: QTreeWidget | QTreeWidgetItem = self
            if len(sides) > 1:
                root = QTreeWidgetItem(self, [f"{side.heading}: {summary(side.found)}"])
                root.setFirstColumnSpanned(True)
                bold = root.font(0)
                bold.setBold(True)
                root.setFont(0, bold)
            for difference in side.found[:MOST]:
                _add_row(root, difference, difference.path in clashing)
            if len(side.found) > MOST:
                more = self.tr("and {count} more").format(count=len(side.found) - MOST)
                QTreeWidgetItem(root, [more]).setFirstColumnSpanned(True)
        self.expandAll()


class DifferenceDialog(QDialog):
    """A sentence, the differences, and a way to copy them."""

    def __init__(self, sentence: str, sides: Sequence[Side], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = tuple(sides)
        self.setWindowTitle(self.tr("Differences"))
        self.resize(roomy(860, 480))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        clashing = met_twice(*(side.found for side in sides)) if len(sides) == 2 else frozenset()
        if clashing:
            sentence = self.tr("{sentence} What both changed is marked with ⚠.").format(sentence=sentence)
        text = QLabel(sentence, self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(text)
        self.tree = DifferenceTree(self)
        self.tree.show_sides(sides, clashing)
        column.addWidget(self.tree, 1)
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @staticmethod
    def between(base: Workspace, theirs: Workspace, mine: Workspace, name: str,
                parent: QWidget | None = None) -> DifferenceDialog:
        """What the file of that name has become since it was read, beside what was not saved here."""
        sides = [Side(translate("DifferenceDialog", "In the file"), differences(base, theirs))]
        unsaved = differences(base, mine)
        if unsaved:
            sides.append(Side(translate("DifferenceDialog", "Yours, not saved"), unsaved))
            sentence = translate("DifferenceDialog", "What changed in {name} since you opened it, and what you "
                                 "changed.").format(name=name)
        elif sides[0].found:
            sentence = translate("DifferenceDialog", "What changed in {name} since you opened it. {summary}").format(
                name=name, summary=summary(sides[0].found))
        else:
            sentence = translate("DifferenceDialog", "{name} states the same as before; only its wording differs, "
                                 "such as comments or the order of keys.").format(name=name)
        return DifferenceDialog(sentence, sides, parent)

    def _copy(self) -> None:
        lines = [line for side in self._sides for line in (f"{side.heading}:", *map(str, side.found), "")]
        QGuiApplication.clipboard().setText("\n".join(lines).strip() + "\n")


def _add_row(root: QTreeWidget | QTreeWidgetItem, difference: Difference, clashes: bool) -> None:
    what = difference.key.replace("_", " ") or str(difference.change)
    if difference.key and difference.before == difference.after:
        what = difference.what
    row = QTreeWidgetItem(root, [f"⚠ {difference.element}" if clashes else difference.element, what,
                                 difference.before, difference.after])
    for section in range(4):
        row.setToolTip(section, str(difference))
