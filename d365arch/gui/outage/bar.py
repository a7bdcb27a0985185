"""The legend of an outage over the canvas: each mark with its sign and count, and a way to end it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from d365arch.analysis.outage import Mark
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.fonts import with_text
from d365arch.gui.outage.marking import LOOKS, paint_sign, said
from d365arch.gui.ring import paint_ring

_BOTTOM = 14
"""Room below the bar, in px."""


class Entry(QAbstractButton):
    """A sign with its meaning and count; pressed, it selects what carries it."""

    def __init__(self, mark: Mark, canvas: Canvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark, self._canvas = mark, canvas
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def tell(self, count: int, tip: str) -> None:
        """Show a count."""
        self.setText(f"{count:,} {said(LOOKS[self._mark].title)}")
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the sign and its words."""
        return QSize(with_text(24) + self.fontMetrics().horizontalAdvance(self.text()) + 8, with_text(24))

    def minimumSizeHint(self) -> QSize:
        """The words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, then the words."""
        painter = QPainter(self)
        middle = self.height() / 2
        paint_sign(painter, self._mark, QPointF(with_text(12), middle), with_text(15) / 2, self._canvas.theme)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(QRectF(with_text(23), 0, self.width() - with_text(23), self.height()),
                         Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_ring(painter, self.rect(), self.palette().accent().color(), 4)
        painter.end()


class OutageBar(QFrame):
    """Stands in the middle of the canvas' lower border; `closed` ends the outage, `wanted` carries a mark."""

    closed = Signal()
    wanted = Signal(object)

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("focus-bar")
        self.setAccessibleName(self.tr("Outage"))
        self.title = QLabel(self.tr("Outage"), self)
        self.entries = {mark: Entry(mark, canvas, self) for mark in Mark}
        self.close_ = QToolButton(self)
        self.close_.setText("×")
        self.close_.setAccessibleName(self.tr("End the outage"))
        self.close_.setToolTip(self.tr("Everything works again"))
        self.close_.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.setSpacing(3)
        row.addWidget(self.title)
        for mark, entry in self.entries.items():
            entry.clicked.connect(lambda _checked=False, mark=mark: self.wanted.emit(mark))
            row.addWidget(entry)
        row.addWidget(self.close_)
        self.hide()

    def tell(self, counts: Mapping[Mark, int]) -> None:
        """Show how many carry each mark; marks without any are left out."""
        for mark, entry in self.entries.items():
            count = counts.get(mark, 0)
            entry.setVisible(count > 0)
            if count:
                entry.tell(count, self.tr("{count} {mark}: {meaning}; select them").format(
                    count=f"{count:,}", mark=said(LOOKS[mark].title), meaning=said(LOOKS[mark].tip)))
        self.setAccessibleDescription(", ".join(e.text() for m, e in self.entries.items() if counts.get(m)))

    def place(self) -> None:
        """Stand in the middle of the canvas' lower border."""
        self.title.setVisible(self._canvas.width() > self.sizeHint().width())
        self.adjustSize()
        self.move(max(0, (self._canvas.width() - self.width()) // 2),
                  self._canvas.height() - self.height() - _BOTTOM)
        self.raise_()
