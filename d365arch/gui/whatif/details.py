"""Sentences with marks for their gravity, under headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from d365arch.gui.icons import action_icon
from d365arch.gui.style import colors_of

MOST = 40
"""More sentences than this are counted and not shown."""


class Said(NamedTuple):
    """A sentence; `mark` is a severity, `question`, or `heading`."""

    mark: str
    sentence: str


class Details(QWidget):
    """A column of sentences."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 2, 6, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []
        self._meanings = {"violation": self.tr("Violation"), "warning": self.tr("Warning"), "info": self.tr("Remark"),
                          "question": self.tr("Question")}
        self._said: tuple[Said, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        """The sentences that are shown."""
        return self._said

    def set_theme(self, theme: str) -> None:
        """Use the colors of `light` or `dark`."""
        self._theme = theme
        self._fill()

    def show_sentences(self, said: Sequence[Said]) -> None:
        """Show these."""
        shown = tuple(said[:MOST])
        if len(said) > MOST:
            shown += (Said("", self.tr("And {count} more.").format(count=len(said) - MOST)),)
        if shown != self._said:
            self._said = shown
            self._fill()

    def _fill(self) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row, (mark, sentence) in enumerate(self._said):
            text = QLabel(sentence, self)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._labels.append(text)
            if mark == "heading":
                text.setObjectName("caption")
                self._grid.addWidget(text, row, 0, 1, 2)
                continue
            icon = QLabel(self)
            icon.setPixmap(self._icon(mark))
            icon.setAlignment(Qt.AlignmentFlag.AlignTop)
            means = self._meanings.get(mark, "")
            icon.setAccessibleName(means)
            text.setAccessibleDescription(means)
            self._labels.append(icon)
            self._grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)

    def _icon(self, mark: str) -> QPixmap:
        colors = colors_of(self._theme)
        icon, color = {
            "violation": ("x-circle", colors.bad), "warning": ("warning", colors.warn), "info": ("info", colors.note),
            "question": ("question", colors.accent),
        }.get(mark, ("dot-outline", colors.faint))
        return action_icon(icon, color).pixmap(16, 16)
