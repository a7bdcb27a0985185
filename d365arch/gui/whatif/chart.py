"""The cost after each step of a plan as a small chart; what is chosen is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from d365arch.analysis.wording import decimal
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.style import colors_of


@dataclass(frozen=True, slots=True)
class Bar:
    """The cost after a step, in points, and whether the step is chosen or applied."""

    number: int
    cost: float
    chosen: bool


class SavingsChart(QWidget):
    """One bar for today and one after each step, with the lower bound as a dashed line; a click picks a step."""

    picked = Signal(int)

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today, self._bound = 0.0, 0.0
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Cost after each step"))

    def sizeHint(self) -> QSize:
        """As wide as there is room, and low."""
        return QSize(200, with_text(92))

    def set_theme(self, theme: str) -> None:
        """Use the colors of `light` or `dark`."""
        self._theme = theme
        self.update()

    def show_costs(self, today: float, bars: Sequence[Bar], bound: float) -> None:
        """Show these costs; `bound` is what no plan can go below."""
        self._today, self._bars, self._bound = today, tuple(bars), bound
        told = ", ".join(decimal(bar.cost, 1) for bar in bars)
        self.setAccessibleDescription(self.tr("{today} points today, then {costs}; no plan goes below {bound}").format(
            today=decimal(today, 1), costs=told, bound=decimal(bound, 1)))
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4, with_text(16), -6, -2)

    def _slots(self) -> list[QRectF]:
        """Where today's bar and those of the steps stand."""
        area, count = self._area(), len(self._bars) + 1
        width = min(34.0, area.width() / count)
        return [QRectF(area.left() + width * k, area.top(), width, area.height()) for k in range(count)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars from zero, so that lengths may be compared."""
        if not self._today:
            return
        colors = colors_of(self._theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, slots = self._area(), self._slots()
        for slot, cost, color in zip(slots, (self._today, *(bar.cost for bar in self._bars)), self._colors(),
                                     strict=True):
            high = area.height() * cost / self._today
            gap = min(4.0, slot.width() * 0.2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(slot.left() + gap / 2, area.bottom() - high, slot.width() - gap, high), 2, 2)
        level = area.bottom() - area.height() * min(1.0, self._bound / self._today)
        painter.setPen(QPen(QColor(colors.ink), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
        painter.setFont(resized(self.font(), 0.86))
        painter.setPen(QColor(colors.muted))
        top = QRectF(area.left(), 0, area.width(), area.top() - 2)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, decimal(self._today, 1))
        last = self._bars[-1].cost if self._bars else self._today
        painter.drawText(top, Qt.AlignmentFlag.AlignRight,
                         self.tr("{cost} after all, bound {bound}").format(cost=decimal(last, 1),
                                                                           bound=decimal(self._bound, 1)))
        painter.end()

    def _colors(self) -> list[str]:
        colors = colors_of(self._theme)
        return [colors.muted, *(colors.good if bar.chosen else colors.edge for bar in self._bars)]

    def _bar_at(self, at: QPoint) -> int | None:
        return next((k for k, slot in enumerate(self._slots()) if slot.left() <= at.x() < slot.right()), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the step of a bar."""
        number = self._bar_at(event.position().toPoint())
        if number:
            self.picked.emit(self._bars[number - 1].number)

    def event(self, event: QEvent) -> bool:
        """Tell the figure of a bar."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._bar_at(event.pos())
            text = ""
            if number is not None:
                cost = decimal(self._bars[number - 1].cost if number else self._today, 1)
                text = (self.tr("After step {number}: {cost} points").format(number=number, cost=cost) if number
                        else self.tr("Today: {cost} points").format(cost=cost))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
