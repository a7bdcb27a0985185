"""The bar over the canvas that says what the heat shows: the metric, its scale in figures, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from d365arch.gui.coupling.heat_metrics import STEPS, HeatMetric, Scale, color_of, ink_on, said
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.ring import paint_ring

_BOTTOM = 14
"""Room below the bar, in px."""


class Swatch(QAbstractButton):
    """One step of the scale with its figures; pressed, it selects what is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._color, self._text = "#888888", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(resized(self.font(), 0.9, self.font().Weight.DemiBold))

    def tell(self, color: str, text: str, name: str) -> None:
        """Show a color with figures in it."""
        self._color, self._text = color, text
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the figures."""
        return QSize(max(with_text(34), self.fontMetrics().horizontalAdvance(self._text) + 14), with_text(22))

    def minimumSizeHint(self) -> QSize:
        """The figures are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The color, and the figures on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._color))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), 4, 4)
        painter.setPen(QColor(ink_on(self._color)))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        if self.hasFocus():
            paint_ring(painter, self.rect(), self.palette().accent().color(), 4)
        painter.end()


class HeatBar(QFrame):
    """Stands in the middle of the canvas' lower border; `closed` ends the heat, `step_wanted` carries a step."""

    closed = Signal()
    step_wanted = Signal(int)

    def __init__(self, canvas: QWidget, menu: QMenu) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("focus-bar")
        self.setAccessibleName(self.tr("Heat"))
        self.chooser = QToolButton(self)
        self.chooser.setMenu(menu)
        self.chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.chooser.setToolTip(self.tr("Choose another figure"))
        self.chooser.setAccessibleName(self.tr("Figure of the heat"))
        self.swatches = [Swatch(self) for _ in range(STEPS)]
        self.note = QLabel(self)
        self.note.setObjectName("muted")
        self.close_ = QToolButton(self)
        self.close_.setText("×")
        self.close_.setAccessibleName(self.tr("End the heat"))
        self.close_.setToolTip(self.tr("Show the drawing in its own colors"))
        self.close_.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(3)
        row.addWidget(self.chooser)
        for step, swatch in enumerate(self.swatches):
            swatch.clicked.connect(lambda _checked=False, step=step: self.step_wanted.emit(step))
            row.addWidget(swatch)
        row.addWidget(self.note)
        row.addWidget(self.close_)
        self.hide()

    def tell(self, metric: HeatMetric, scale: Scale | None, ground: str, note: str | None) -> None:
        """Say what the colors mean; a note of none leaves that of before."""
        self.chooser.setText(said(metric.title))
        self.chooser.setAccessibleName(self.tr("Heat by {metric}").format(metric=said(metric.title)))
        if note is not None:
            self.note.setText(note)
        self.note.setVisible(bool(self.note.text()))
        for step, swatch in enumerate(self.swatches):
            known = scale is not None and step < scale.steps and bool(scale.members[step])
            swatch.setVisible(known)
            if known and scale is not None:
                span = scale.span(step)
                swatch.tell(color_of(step, scale.steps, ground), span,
                            self.tr("{metric} {span}: {count}; select them").format(
                                metric=said(metric.title), span=span, count=len(scale.members[step])))
        self.adjustSize()

    def place(self) -> None:
        """Stand in the middle of the canvas' lower border."""
        self.adjustSize()
        self.move(max(0, (self._canvas.width() - self.width()) // 2),
                  self._canvas.height() - self.height() - _BOTTOM)
        self.raise_()
