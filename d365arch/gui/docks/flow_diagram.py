"""Two facts of an integration, drawn apart: who starts the contact, and which way the data goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from d365arch.gui.fonts import with_text
from d365arch.gui.scene_marks import line, paint_parts
from d365arch.gui.style import Colors
from d365arch.model import Point
from d365arch.model.vocabulary import DataFlow, Timing


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """What the picture says; data is none where several integrations differ."""

    initiator: str
    called: str
    timing: Timing | None
    data: DataFlow | None


class FlowDiagram(QWidget):
    """A line as on the canvas from initiator to called side, and below it an arrow for the data."""

    def __init__(self, colors: Colors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._facts: FlowFacts | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for two names."""
        return QSize(240, with_text(76))

    def set_colors(self, colors: Colors) -> None:
        """Paint in the colors of another theme."""
        self._colors = colors
        self.update()

    def show_facts(self, facts: FlowFacts) -> None:
        """Show another integration."""
        self._facts = facts
        words = {
            DataFlow.PUSH: self.tr("{initiator} starts and contacts {called}. Data goes from {initiator} to {called}."),
            DataFlow.PULL: self.tr("{initiator} starts and contacts {called}. Data goes from {called} to {initiator}."),
            DataFlow.BOTH: self.tr("{initiator} starts and contacts {called}. Data goes both ways."),
            None: self.tr("{initiator} starts and contacts {called}. Data goes differently."),
        }[facts.data].format(initiator=facts.initiator, called=facts.called)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the two boxes, the line and the data arrow."""
        if self._facts is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = float(self.width())
        box, high = min(float(with_text(112)), (width - 84) / 2), with_text(34)
        left, right = QRectF(1, 6, box, high), QRectF(width - box - 1, 6, box, high)
        self._box(painter, left, self._facts.initiator)
        self._box(painter, right, self._facts.called)
        self._contact(painter, left.right(), right.left(), left.center().y())
        self._data(painter, left.center().x(), right.center().x(), with_text(60))
        painter.end()

    def _box(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setPen(QPen(QColor(self._colors.edge), 1))
        painter.setBrush(QColor(self._colors.field))
        painter.drawRoundedRect(rect, 6, 6)
        painter.setPen(QColor(self._colors.ink))
        inner = rect.adjusted(7, 0, -7, 0)
        short = QFontMetricsF(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, short)

    def _contact(self, painter: QPainter, start: float, end: float, y: float) -> None:
        timing = self._facts.timing if self._facts else None
        paint_parts(painter, line(timing, Point(start, y), Point(end, y), self._colors.name, self._colors.window))

    def _data(self, painter: QPainter, start: float, end: float, y: float) -> None:
        """A broad grey arrow, so that nobody takes it for the line above."""
        color = QColor(self._colors.muted)
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(color)
        flow = self._facts.data if self._facts else None
        painter.drawLine(QPointF(start, y), QPointF(end, y))
        if flow in {DataFlow.PUSH, DataFlow.BOTH}:
            painter.drawPolygon(QPolygonF([QPointF(end + 1, y), QPointF(end - 8, y - 4.5), QPointF(end - 8, y + 4.5)]))
        if flow in {DataFlow.PULL, DataFlow.BOTH}:
            painter.drawPolygon(QPolygonF([QPointF(start - 1, y), QPointF(start + 8, y - 4.5),
                                           QPointF(start + 8, y + 4.5)]))
        text = {DataFlow.PUSH: self.tr("data pushed"), DataFlow.PULL: self.tr("data pulled"),
                DataFlow.BOTH: self.tr("data both ways"), None: self.tr("data differs")}[flow]
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(text) + 12
        pill = QRectF((start + end - width) / 2, y - metrics.height() / 2, width, metrics.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colors.window))
        painter.drawRect(pill)
        painter.setPen(color)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
