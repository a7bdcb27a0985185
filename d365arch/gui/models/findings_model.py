"""Findings as a list with severity icons, and how a row is painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from d365arch.analysis.finding import Finding
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized
from d365arch.gui.icons import action_icon
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of
from d365arch.model.vocabulary import Severity

FINDING = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex

_ICONS = {
    Severity.VIOLATION: "x-circle", Severity.WARNING: "warning", Severity.INFO: "info",
    Severity.RECOMMENDATION: "lightbulb", Severity.UNSTATED: "question",
}


def severity_color(severity: Severity, colors: Colors) -> str:
    """The color of a verdict."""
    return {Severity.VIOLATION: colors.bad, Severity.WARNING: colors.warn, Severity.INFO: colors.note,
            Severity.RECOMMENDATION: colors.good}.get(severity, colors.faint)


class FindingsModel(QAbstractListModel):
    """The findings of the newest result, gravest first."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is listed."""
        return self._findings

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """List these."""
        if tuple(findings) != self._findings:
            self.beginResetModel()
            self._findings = tuple(findings)
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The sentence, the advice as tooltip, and the finding itself."""
        finding = self._findings[index.row()]
        if role == FINDING:
            return finding
        if role == Qt.ItemDataRole.DisplayRole:
            return finding.message
        if role == Qt.ItemDataRole.ToolTipRole:
            source = self.tr("Source: {source}").format(source=finding.source) if finding.source else ""
            return "\n\n".join(filter(None, (finding.advice, source)))
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return f"{finding.severity.value}: {finding.message} {finding.advice}"
        return None


class FindingDelegate(QStyledItemDelegate):
    """Paints icon, sentence and, fainter, what to do; as high as the words need."""

    LEFT, TOP, GAP = 34, 9, 3

    def __init__(self, editor: Editor, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._editor = editor
        self._view = parent
        self._heights: dict[tuple[str, str, int, str], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for all lines at the width of the list."""
        finding: Finding = index.data(FINDING)
        width = self._view.viewport().width() - 4
        font: QFont = option.font
        key = (finding.message, finding.advice, width, font.key())
        if key not in self._heights:
            message, advice, _ = self._rects(finding, QRect(0, 0, width, 0), font)
            self._heights[key] = (advice if advice.height() else message).bottom() + self.TOP
        return QSize(width, self._heights[key])

    def _rects(self, finding: Finding, rect: QRect, font: QFont) -> tuple[QRect, QRect, QFont]:
        small = resized(font, 0.92)
        width = max(80, rect.width() - self.LEFT - 8)
        wrap = Qt.TextFlag.TextWordWrap.value
        one = QFontMetrics(font).boundingRect(0, 0, width, 10_000, wrap, finding.message)
        two = QFontMetrics(small).boundingRect(0, 0, width, 10_000, wrap, finding.advice)
        left, top = rect.left() + self.LEFT, rect.top() + self.TOP
        message = QRect(left, top, width, one.height())
        advice = QRect(left, message.bottom() + self.GAP, width, two.height() if finding.advice else 0)
        return message, advice, small

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one finding."""
        finding: Finding = index.data(FINDING)
        colors = colors_of(self._editor.theme)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            picked = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.picked if picked else colors.hover))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, rect.adjusted(1, 1, -1, -1), QColor(colors.accent), 6)
        color = severity_color(finding.severity, colors)
        icon = action_icon(_ICONS[finding.severity], color)
        icon.paint(painter, QRect(rect.left() + 7, rect.top() + self.TOP - 1, 19, 19))
        message, advice, small = self._rects(finding, rect, font)
        wrap = Qt.TextFlag.TextWordWrap.value
        painter.setFont(font)
        painter.setPen(QColor(colors.ink))
        painter.drawText(message, wrap, finding.message)
        painter.setFont(small)
        painter.setPen(QColor(colors.muted))
        painter.drawText(advice, wrap, finding.advice)
        painter.restore()
