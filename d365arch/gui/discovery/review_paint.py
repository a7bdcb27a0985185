"""How cells of a review are painted: timings and states as chips, confidence as three dots, headings across the row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from d365arch.gui.discovery.candidates import Candidate, State, confidence_word, state_word
from d365arch.gui.discovery.review_model import ROW, Column, Index
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.gui.style import Colors, colors_of
from d365arch.model.vocabulary import Confidence

_DOTS = {Confidence.CERTAIN: 3, Confidence.LIKELY: 2, Confidence.HINT: 1}


class ReviewDelegate(QStyledItemDelegate):
    """Paints what needs more than a text; all else is the style's."""

    def __init__(self, editor: Editor, view: QTreeView) -> None:
        super().__init__(view)
        self._editor = editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as any other, so that thousands need no measuring."""
        return QSize(40, QFontMetrics(option.font).height() + 10)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Headings are bold, what is switched off is faint."""
        super().initStyleOption(option, index)
        row: Candidate | None = index.data(ROW)
        if row is None:
            option.font = resized(option.font, 1.0, QFont.Weight.DemiBold)
        elif not row.active:
            colors = colors_of(self._editor.theme)
            option.palette.setColor(option.palette.ColorRole.Text, QColor(colors.faint))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        super().paint(painter, option, index)
        row: Candidate | None = index.data(ROW)
        column = Column(index.column())
        if row is None or column not in _OWN:
            return
        colors = colors_of(self._editor.theme)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        picked, over = (bool(state & flag) for flag in (QStyle.StateFlag.State_Selected,
                                                        QStyle.StateFlag.State_MouseOver))
        rect: QRect = option.rect
        # The style has painted the text of the cell already; what stands for it takes its place.
        painter.fillRect(rect, QColor(colors.picked if picked else colors.hover if over else colors.field))
        inside = rect.adjusted(4, 0, -4, 0)
        ink = QColor(colors.ink if row.active else colors.faint)
        match column:
            case Column.TIMING:
                self._timing(painter, inside, row, option.font, ink)
            case Column.CONFIDENCE:
                self._confidence(painter, inside, row, option.font, colors)
            case Column.STATE:
                self._state(painter, inside, row, option.font, colors)
        painter.restore()

    def _timing(self, painter: QPainter, rect: QRect, row: Candidate, font: QFont, ink: QColor) -> None:
        size = 16
        timings = (row.timing,) if row.timing else ()
        chip = timing_pixmap(timings, self._editor.theme, size)
        painter.drawPixmap(QPointF(rect.left(), rect.center().y() - size / 2 + 1), chip)
        _write(painter, rect.adjusted(size + 3, 0, 0, 0), font, row.timing.value if row.timing else "–", ink)

    def _confidence(self, painter: QPainter, rect: QRect, row: Candidate, font: QFont, colors: Colors) -> None:
        radius, step = with_text(3), with_text(9)
        color = QColor(confidence_color(row.confidence, colors))
        for place in range(3):
            painter.setPen(QPen(color, 1.2))
            painter.setBrush(color if place < _DOTS[row.confidence] else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(rect.left() + radius + 1 + place * step, rect.center().y() + 1), radius, radius)
        _write(painter, rect.adjusted(3 * step + 5, 0, 0, 0), font, confidence_word(row.confidence),
               QColor(colors.ink))

    def _state(self, painter: QPainter, rect: QRect, row: Candidate, font: QFont, colors: Colors) -> None:
        text = state_word(row.state)
        if row.state in (State.THERE, State.UNWANTED):
            _write(painter, rect, font, text, QColor(colors.faint))
            return
        small = resized(font, 0.92)
        color = QColor(colors.good if row.state is State.NEW else colors.warn)
        width = min(rect.width(), QFontMetrics(small).horizontalAdvance(text) + 16)
        height = QFontMetrics(small).height() + 2
        chip = QRectF(rect.left(), rect.center().y() - height / 2 + 1, width, height)
        ground = QColor(color)
        ground.setAlpha(34)
        painter.setPen(QPen(color, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setFont(small)
        painter.setPen(QColor(colors.ink))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


_OWN = frozenset((Column.TIMING, Column.CONFIDENCE, Column.STATE))


def confidence_color(confidence: Confidence, colors: Colors) -> str:
    """The color of a confidence; the number of dots says the same."""
    return {Confidence.CERTAIN: colors.good, Confidence.LIKELY: colors.note, Confidence.HINT: colors.warn}[confidence]


def _write(painter: QPainter, rect: QRect, font: QFont, text: str, ink: QColor) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, QFontMetrics(font).elidedText(
        text, Qt.TextElideMode.ElideRight, rect.width()))
