"""Asks how a pasted table is meant, and shows what would come of it before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import roomy
from d365arch.gui.language import amount
from d365arch.gui.pasting.table import Kind, Outcome, Plan, as_kind, fields, guess, outcome

_SHOWN = 8
_TOLD = 4
"""So many rows of the table, and so many sentences about its cells, are shown."""


class PasteTableDialog(QDialog):
    """What the rows become, what each column means, and what would be added."""

    def __init__(self, editor: Editor, rows: Sequence[Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._rows = rows
        self.plan: Plan = guess(rows)
        self.outcome: Outcome = outcome(editor, rows, self.plan)
        self.setWindowTitle(self.tr("Paste a table"))
        self.resize(roomy(760, 460))
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("What the rows become"))
        for kind, text in ((Kind.SYSTEMS, self.tr("Systems")), (Kind.INTEGRATIONS, self.tr("Integrations"))):
            self.kind.addItem(text, kind)
        self.heading = QCheckBox(self.tr("The first row holds headings"), self)
        self.table = QTableWidget(self)
        self.table.setObjectName("grid")
        self.table.setAccessibleName(self.tr("The table, with the meaning of each column above it"))
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.problems = QLabel(self)
        self.problems.setObjectName("warn")
        self.problems.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
                                        self)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Add"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._arrange()
        self._fill()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.heading.toggled.connect(self._heading_changed)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Each row is one of the"), self))
        row.addWidget(self.kind)
        row.addSpacing(16)
        row.addWidget(self.heading)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addWidget(self.problems)
        column.addWidget(self.buttons)

    def _fill(self) -> None:
        """Show the plan: a choice above each column, and the first rows."""
        self.kind.setCurrentIndex(self.kind.findData(self.plan.kind))
        self.heading.setChecked(self.plan.has_heading)
        width = len(self.plan.columns)
        shown = self._rows[:_SHOWN]
        self.table.setColumnCount(width)
        self.table.setRowCount(len(shown) + 1)
        for number in range(width):
            self.table.setCellWidget(0, number, self._chooser(number))
            self.table.setColumnWidth(number, 170)
        for down, row in enumerate(shown, 1):
            for across, text in enumerate(row):
                item = QTableWidgetItem(text)
                if down == 1 and self.plan.has_heading:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(down, across, item)
        self._tell()

    def _chooser(self, number: int) -> QComboBox:
        box = QuietCombo(self.table)
        box.setAccessibleName(self.tr("Meaning of column {number}").format(number=number + 1))
        box.addItem(self.tr("leave out"), None)
        for column in fields(self.plan.kind):
            box.addItem(column.title, column.key)
        box.setCurrentIndex(max(0, box.findData(self.plan.columns[number])))
        box.currentIndexChanged.connect(lambda _index: self._mean(number, box.currentData()))
        return box

    def _mean(self, number: int, key: str | None) -> None:
        # A field is meant by one column only; the one that had it before is left out.
        columns = [None if key and each == key else each for each in self.plan.columns]
        columns[number] = key
        self._become(replace(self.plan, columns=tuple(columns)))

    def _kind_changed(self, _index: int) -> None:
        self._become(as_kind(self.plan, Kind(self.kind.currentData()), self._rows))

    def _heading_changed(self, on: bool) -> None:
        self._become(replace(self.plan, has_heading=on))

    def _become(self, plan: Plan) -> None:
        if plan != self.plan:
            self.plan = plan
            self.outcome = outcome(self._editor, self._rows, plan)
            self._fill()

    def _tell(self) -> None:
        found = self.outcome
        says = [amount(len(ids), noun) for ids, noun in ((found.systems, "system"),
                                                         (found.integrations, "integration")) if ids]
        self.told.setText(self.tr("Adds {what}.").format(what=self.tr(" and ").join(says)) if says
                          else self.tr("Adds nothing: say above which column holds what."))
        more = len(found.problems) - _TOLD
        told = "\n".join(found.problems[:_TOLD])
        self.problems.setText(f"{told}\n{self.tr('… and {count} more').format(count=more)}" if more > 0 else told)
        self.problems.setVisible(bool(found.problems))
        self.problems.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(found.edit is not None)
