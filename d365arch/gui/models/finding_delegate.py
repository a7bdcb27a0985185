"""How a row of the findings is painted: a heading with its count, or rule, element and up to three lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized
from d365arch.gui.icons import action_icon
from d365arch.gui.models.findings_model import ROW, Heading, Index, group_title, severity_color
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of
from d365arch.model.vocabulary import Severity

_ICONS = {
    Severity.VIOLATION: "x-circle", Severity.WARNING: "warning", Severity.INFO: "info",
    Severity.RECOMMENDATION: "lightbulb", Severity.UNSTATED: "question",
}

LINES = 3
"""A sentence takes so many lines at most; the details below the list have it whole."""


class FindingDelegate(QStyledItemDelegate):
    """Paints headings and findings; heights are kept, so that thousands of rows are measured once."""

    LEFT, TOP, GAP = 34, 7, 2

    def __init__(self, editor: Editor, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._editor = editor
        self._view = parent
        self._lines: dict[tuple[str, int, str], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the lines at the width of the list."""
        row = index.data(ROW)
        width = self._view.viewport().width() - 4
        font: QFont = option.font
        if isinstance(row, Heading):
            return QSize(width, QFontMetrics(font).height() + 14)
        lines = self._count(row.finding.message, width - self.LEFT - 8, font)
        small = QFontMetrics(resized(font, 0.9)).height()
        note = small + self.GAP if row.finding.waiver else 0
        return QSize(width, 2 * self.TOP + small + self.GAP + lines * QFontMetrics(font).lineSpacing() + note)

    def _count(self, text: str, width: int, font: QFont) -> int:
        key = text, width, font.key()
        if key not in self._lines:
            self._lines[key] = len(broken(text, font, width))
        return self._lines[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: Any = index.data(ROW)
        colors = colors_of(self._editor.theme)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            picked = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.picked if picked else colors.hover))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, rect.adjusted(1, 1, -1, -1), QColor(colors.accent), 6)
        if isinstance(row, Heading):
            self._paint_heading(painter, rect, option.font, row, colors)
        else:
            self._paint_finding(painter, rect, option.font, row, colors)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, font: QFont, row: Heading, colors: Colors) -> None:
        arrow = action_icon("caret-down" if row.is_open else "caret-right", colors.muted)
        middle = rect.center().y()
        arrow.paint(painter, QRect(rect.left() + 8, middle - 8, 16, 16))
        bold = resized(font, 1.0, QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(colors.ink))
        inside = rect.adjusted(self.LEFT, 0, -10, 0)
        title = group_title(row.group)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        count = f"{row.count:,}" if row.shown == row.count else self.tr("{shown} of {count}").format(
            shown=f"{row.shown:,}", count=f"{row.count:,}")
        painter.setFont(font)
        painter.setPen(QColor(colors.muted))
        inside.setLeft(inside.left() + QFontMetrics(bold).horizontalAdvance(title) + 9)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, count)

    def _paint_finding(self, painter: QPainter, rect: QRect, font: QFont, row: Any, colors: Colors) -> None:
        finding = row.finding
        icon = action_icon(_ICONS[finding.severity], severity_color(finding.severity, colors))
        icon.paint(painter, QRect(rect.left() + 7, rect.top() + self.TOP, 19, 19))
        small = resized(font, 0.9)
        metrics = QFontMetrics(small)
        left, top, width = rect.left() + self.LEFT, rect.top() + self.TOP, rect.width() - self.LEFT - 8
        painter.setFont(small)
        painter.setPen(QColor(colors.muted))
        line = QRect(left, top, width, metrics.height())
        text = metrics.elidedText(f"{finding.rule} · {row.where}", Qt.TextElideMode.ElideRight, width)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, text)
        top = line.bottom() + 1 + self.GAP
        painter.setFont(font)
        painter.setPen(QColor(colors.muted if finding.waiver else colors.ink))
        step = QFontMetrics(font).lineSpacing()
        for words in broken(finding.message, font, width):
            painter.drawText(QRect(left, top, width, step), Qt.AlignmentFlag.AlignLeft, words)
            top += step
        if finding.waiver:
            note = self.tr("Accepted by {owner}: {reason}").format(
                owner=finding.waiver.owner or self.tr("the strategy"), reason=finding.waiver.reason or "–")
            painter.setFont(small)
            painter.setPen(QColor(colors.faint))
            painter.drawText(QRect(left, top + self.GAP, width, metrics.height()), Qt.AlignmentFlag.AlignLeft,
                             metrics.elidedText(note, Qt.TextElideMode.ElideRight, width))


def broken(text: str, font: QFont, width: int) -> list[str]:
    """The text in at most `LINES` lines of a width in px, the last one cut off with dots where there is more."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) <= LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(max(60, width))
        line.setPosition(QPointF())
        starts.append(line.textStart())
    layout.endLayout()
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if len(parts) <= LINES:
        return parts
    rest = text[starts[LINES - 1]:]
    return [*parts[:LINES - 1], QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, max(60, width))]
