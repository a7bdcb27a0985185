"""All problems of a file that cannot be opened, each with its place."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
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
from d365arch.gui.language import amount
from d365arch.model.problems import Gravity, Problem


class ProblemsDialog(QDialog):
    """A table of line, column and sentence; copies the lot, or opens the file in the person's text editor."""

    def __init__(self, path: Path, problems: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._problems = tuple(problems)
        self.setWindowTitle(self.tr("The file cannot be opened"))
        self.resize(roomy(720, 420))
        errors = sum(problem.gravity is Gravity.ERROR for problem in problems)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        text = QLabel(self.tr("<b>{name}</b> has {problems}. Nothing was changed; correct the file in a text editor "
                              "and open it again.").format(name=html.escape(path.name),
                                                       problems=amount(errors, "problem")), self)
        text.setWordWrap(True)
        column.addWidget(text)
        self.table = QTreeWidget(self)
        self.table.setAccessibleName(self.tr("Problems"))
        self.table.setHeaderLabels([self.tr("Line"), self.tr("Column"), self.tr("Problem")])
        self.table.setRootIsDecorated(False)
        self.table.setWordWrap(True)
        for problem in self._problems:
            line, at = (problem.place.line, problem.place.column) if problem.place else ("", "")
            item = QTreeWidgetItem([str(line), str(at), problem.sentence])
            item.setToolTip(2, problem.sentence)
            self.table.addTopLevelItem(item)
        self.table.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for section in (0, 1):
            self.table.header().setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        column.addWidget(self.table, 1)
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        edit = buttons.addButton(self.tr("Open in text editor"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        copy.clicked.connect(self._copy)
        edit.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path))))
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(str(problem) for problem in self._problems))
