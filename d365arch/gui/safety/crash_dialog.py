"""Says that something went wrong that should not, what was done about it and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from d365arch.errors import D365ArchError
from d365arch.gui.dialogs import questions
from d365arch.gui.fonts import roomy


class Copied(Protocol):
    """Work that can be written to another file."""

    @property
    def name(self) -> str:
        """What the landscape is called."""

    def save_copy(self, path: Path) -> None:
        """Write it; raises `FileError`."""


class CrashDialog(QDialog):
    """Offers to save a copy and to copy the details; the window behind stays as it is."""

    def __init__(self, details: str, kept: bool, works: Sequence[Copied], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = details
        self._works = works
        self.setWindowTitle("d365arch")
        self.resize(roomy(640, 400))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        title = QLabel(self.tr("Something went wrong that should not."), self)
        title.setObjectName("bad")
        column.addWidget(title)
        if not works:
            state = self.tr("Everything you did is saved.")
        elif kept:
            state = self.tr("Your landscape is still open, and what is not saved was written to a recovery file.")
        else:
            state = self.tr("Your landscape is still open, but what is not saved could not be written to a recovery "
                            "file: save a copy now.")
        advice = self.tr("Save a copy under another name, then start the program again.") if works else self.tr(
            "It is best to start the program again.")
        self.text = QLabel(self.tr("{state} {advice} If it happens again, the details help to find the cause; they "
                                   "hold no more of your landscape than you see here.").format(state=state,
                                                                                               advice=advice), self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        column.addWidget(self.text)
        self.details = QPlainTextEdit(details, self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        column.addWidget(self.details, 1)
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton(self.tr("Save a copy …"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy = buttons.addButton(self.tr("Copy the details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.go_on = buttons.addButton(self.tr("Go on"), QDialogButtonBox.ButtonRole.RejectRole)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        buttons.rejected.connect(self.reject)
        self.save.setVisible(bool(works))
        (self.save if works else self.go_on).setDefault(True)
        column.addWidget(buttons)

    def _save(self) -> None:
        for work in self._works:
            title = self.tr("Save a copy of {name}").format(name=work.name)
            name = self.tr("{name} copy.yaml").format(name=Path(work.name).stem)
            text, _ = QFileDialog.getSaveFileName(self, title, name)
            if not text:
                continue
            path = Path(text)
            try:
                work.save_copy(path if path.suffix else path.with_suffix(".yaml"))
            except D365ArchError as error:
                questions.tell_error(self, self.tr("The copy was not saved"), str(error))
