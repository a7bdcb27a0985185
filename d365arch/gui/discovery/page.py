"""The page that fills the window while artefacts are read and reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from d365arch.gui.discovery.pick_dialog import told
from d365arch.gui.discovery.review_page import ReviewPage
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.workbench import Workbench


class ReadingPage(QWidget):
    """What is being read, how far it is, and a way to stop it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self)
        self.title.setFont(resized(self.font(), 1.3, QFont.Weight.DemiBold))
        self.title.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.what = QLabel(self)
        self.what.setObjectName("muted")
        self.what.setTextFormat(Qt.TextFormat.PlainText)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.cancelled)
        inside = QVBoxLayout()
        inside.setSpacing(12)
        foot = QHBoxLayout()
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        for widget in (self.title, self.bar, self.what):
            inside.addWidget(widget)
        inside.addLayout(foot)
        box = QWidget(self)
        box.setLayout(inside)
        box.setFixedWidth(with_text(460))
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def begin(self, paths: Sequence[Path]) -> None:
        """Nothing is known yet of how long it takes."""
        self.title.setText(self.tr("Reading {names}").format(names=told(paths)))
        self.bar.setRange(0, 0)
        self.what.setText("")
        self.cancel.setFocus()

    def tell(self, share: float, what: str) -> None:
        """How far it is."""
        self.bar.setRange(0, 100 if share else 0)
        self.bar.setValue(round(share * 100))
        letters = self.what.fontMetrics()
        self.what.setText(letters.elidedText(what, Qt.TextElideMode.ElideMiddle, with_text(450)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops it."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class DiscoveryPage(QStackedWidget):
    """Either the progress or the review."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self.reading = ReadingPage(self)
        self.review = ReviewPage(bench)
        self.addWidget(self.reading)
        self.addWidget(self.review)
        self.setCurrentWidget(self.review)

    def show_reading(self, paths: Sequence[Path]) -> None:
        """Bring the progress to the front."""
        self.setCurrentWidget(self.reading)
        self.reading.begin(paths)

    def show_review(self) -> None:
        """Bring the review to the front, with the keyboard in the list."""
        self.setCurrentWidget(self.review)
        self.review.catch_up()
        self.review.tree.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """The landscape may be another one by now."""
        super().showEvent(event)
        if self.currentWidget() is self.review:
            self.review.catch_up()
