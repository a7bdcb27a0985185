"""How a row of the review is painted: name and score above a bar of what is met, violated, waived and not stated."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from d365arch.analysis.review import Tally
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.knowledge.review_model import NODE, Index, Node, counts
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of

_BAR = 8
"""Height of the bar of a principle in px; that of an item is half of it."""

_PATTERNS = {"violated": Qt.BrushStyle.SolidPattern, "waived": Qt.BrushStyle.Dense4Pattern,
             "unstated": Qt.BrushStyle.BDiagPattern}


class ReviewDelegate(QStyledItemDelegate):
    """Paints principles with a wide bar, items with a slim one, elements with a mark."""

    def __init__(self, editor: Editor, view: QTreeView) -> None:
        super().__init__(view)
        self._editor = editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for a line, and for a bar and the counts where there are some."""
        node: Node = index.data(NODE)
        font: QFont = option.font
        line = QFontMetrics(font).height()
        if node.principle is not None:
            return QSize(160, 2 * line + _BAR + 18)
        return QSize(160, line + _BAR // 2 + 13 if node.item else line + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        node: Node = index.data(NODE)
        colors = colors_of(self._editor.theme)
        state: QStyle.StateFlag = option.state
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.picked if state & QStyle.StateFlag.State_Selected else colors.hover))
            painter.drawRoundedRect(rect.adjusted(0, 1, -1, -1), 5, 5)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, rect.adjusted(0, 1, -1, -1), QColor(colors.accent), 5)
        inside = rect.adjusted(4, 5, -8, -4)
        if node.principle is not None:
            self._principle(painter, inside, node, option.font, colors)
        elif node.item is not None:
            self._item(painter, inside, node, option.font, colors)
        else:
            self._element(painter, inside, node, option.font, colors)
        painter.restore()

    def _principle(self, painter: QPainter, rect: QRect, node: Node, font: QFont, colors: Colors) -> None:
        score = node.principle.score if node.principle else None
        bold = resized(font, 1.0, QFont.Weight.DemiBold)
        self._line(painter, rect, bold, text=node.text, figure="–" if score is None else str(round(score)),
                   ink=colors.ink, other=colors.ink)
        line = QFontMetrics(bold).height()
        bar = QRectF(rect.left(), rect.top() + line + 3, rect.width(), _BAR)
        paint_bar(painter, bar, node.tally, colors)
        small = resized(font, 0.9)
        below = QRect(rect.left(), round(bar.bottom()) + 2, rect.width(), QFontMetrics(small).height())
        painter.setFont(small)
        painter.setPen(QColor(colors.muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, QFontMetrics(small).elidedText(
            counts(node.tally), Qt.TextElideMode.ElideRight, below.width()))

    def _item(self, painter: QPainter, rect: QRect, node: Node, font: QFont, colors: Colors) -> None:
        item = node.item
        share = item.share if item else None
        faint = colors.faint if share is None else colors.ink
        self._line(painter, rect, font, text=node.text, figure="–" if share is None else f"{share:.0%}", ink=faint,
                   other=colors.muted)
        bar = QRectF(rect.left(), rect.top() + QFontMetrics(font).height() + 2, rect.width(), _BAR // 2)
        paint_bar(painter, bar, node.tally, colors)

    def _element(self, painter: QPainter, rect: QRect, node: Node, font: QFont, colors: Colors) -> None:
        size = with_text(8)
        painter.setPen(QPen(QColor(color_of(node.outcome, colors)), 1))
        painter.setBrush(brush_of(node.outcome, colors))
        painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - size / 2, size, size), 2, 2)
        self._line(painter, rect.adjusted(size + 6, -3, 0, 3), font, text=node.text, figure="", ink=colors.ink,
                   other=colors.ink)

    def _line(self, painter: QPainter, rect: QRect, font: QFont, *, text: str, figure: str, ink: str,
              other: str) -> None:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(other))
        line = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, figure)
        used = metrics.horizontalAdvance(figure) + 8 if figure else 0
        painter.setPen(QColor(ink))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, line.width() - used))


def color_of(outcome: str, colors: Colors) -> str:
    """The color of an outcome."""
    return {"met": colors.good, "violated": colors.bad, "waived": colors.warn}.get(outcome, colors.faint)


def brush_of(outcome: str, colors: Colors) -> QBrush:
    """Color and pattern of an outcome; the pattern tells them apart without color."""
    return QBrush(QColor(color_of(outcome, colors)), _PATTERNS.get(outcome, Qt.BrushStyle.SolidPattern))


def paint_bar(painter: QPainter, rect: QRectF, tally: Tally, colors: Colors) -> None:
    """A bar with a part for each outcome, as long as its share."""
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.setBrush(QColor(colors.field))
    painter.drawRect(rect)
    if not tally.applies:
        return
    left = rect.left()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for outcome in ("met", "violated", "waived", "unstated"):
        width = rect.width() * getattr(tally, outcome) / tally.applies
        if width > 0:
            # What is there is seen, however little it is.
            part = QRectF(left, rect.top(), max(width, 1.5), rect.height())
            painter.fillRect(part.intersected(rect), brush_of(outcome, colors))
        left += width
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
