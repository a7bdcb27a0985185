"""Accepting a finding: who, why and until when, as one undo step; and taking that back."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QDate, QObject
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from d365arch.analysis.finding import Finding
from d365arch.edit import AddWaiver, Edit, RemoveWaiver, Several
from d365arch.gui.fonts import with_text
from d365arch.gui.models.findings_model import name_of
from d365arch.gui.workbench import Workbench
from d365arch.model import Waiver
from d365arch.model.vocabulary import Severity

HALF_A_YEAR = 183
"""Days that a waiver is proposed to hold, so that somebody looks at it again."""


class WaiverDialog(QDialog):
    """Asks for owner, reason and last day; there is no waiver without one of them."""

    def __init__(self, finding: Finding, where: str, owner: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Waive a finding"))
        about = QLabel(self.tr("{rule} on {where}\n{message}").format(rule=finding.rule, where=where,
                                                                     message=finding.message), self)
        about.setWordWrap(True)
        about.setMinimumWidth(with_text(360))
        self.owner = QLineEdit(owner, self)
        self.reason = QPlainTextEdit(self)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(with_text(70))
        self.until = QDateEdit(QDate.currentDate().addDays(HALF_A_YEAR), self)
        self.until.setMinimumDate(QDate.currentDate())
        self.until.setDisplayFormat("yyyy-MM-dd")
        form = QFormLayout()
        for text, field in ((self.tr("Owner"), self.owner), (self.tr("Reason"), self.reason),
                            (self.tr("Until"), self.until)):
            field.setAccessibleName(text)
            form.addRow(text, field)
        self.missing = QLabel(self)
        self.missing.setObjectName("muted")
        self.missing.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.accept_ = self.buttons.addButton(self.tr("Waive"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.missing)
        column.addWidget(self.buttons)
        self.owner.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self._check()
        (self.reason if owner else self.owner).setFocus()

    def _check(self) -> None:
        complete = bool(self.owner.text().strip() and self.reason.toPlainText().strip())
        self.accept_.setEnabled(complete)
        self.missing.setText(self.tr("The finding stays in the list, under Waived, with its reason.") if complete else
                             self.tr("A waiver needs an owner and a reason."))

    def waiver(self, rule: str, on: str | None) -> Waiver:
        """What was entered, for a rule and an element."""
        until = self.until.date()
        return Waiver(rule=rule, on=on, owner=self.owner.text().strip(),
                      reason=" ".join(self.reason.toPlainText().split()),
                      until=datetime.date(until.year(), until.month(), until.day()))


class Waiving(QObject):
    """Asks, and makes the edit."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._owner = ""

    def waive(self, finding: Finding) -> None:
        """Accept a finding, or take back the waiver that it has."""
        if finding.waiver is not None:
            self._take_back(finding.waiver)
            return
        landscape = self._bench.editor.workspace.landscape
        covered = covered_by(finding)
        where = ", ".join(name_of(landscape, name) for name in covered if name) or self.tr("the whole landscape")
        dialog = WaiverDialog(finding, where, self._owner, self._bench.window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._owner = dialog.owner.text().strip()
            edits: list[Edit] = [AddWaiver(dialog.waiver(finding.rule, name)) for name in covered]
            self._bench.editor.perform(edits[0] if len(edits) == 1 else
                                       Several(tuple(edits), f"Waive {finding.rule} on {len(edits)} elements"))
        dialog.deleteLater()

    def _take_back(self, waiver: Waiver) -> None:
        held = self._bench.editor.workspace.landscape.waivers
        if waiver in held:
            self._bench.editor.perform(RemoveWaiver(held.index(waiver)))


def covered_by(finding: Finding) -> tuple[str | None, ...]:
    """The elements that a waiver has to name: the main one, or each that does not state what a rule needs."""
    if finding.severity is Severity.UNSTATED and finding.elements:
        return finding.elements
    return finding.elements[:1] or (None,)
