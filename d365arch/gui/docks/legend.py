"""The legend beside the canvas: only what the drawing holds, with line, tab and words."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from d365arch.gui.editor import Editor
from d365arch.gui.scene_marks import line, paint_parts, tab
from d365arch.gui.style import Colors, colors_of
from d365arch.model import Point
from d365arch.model.vocabulary import DataFlow, Direction, Timing
from d365arch.scene import marks
from d365arch.scene.parts import Part

ROW = 24
TEXT = 78
COUNT = 46
"""Height of a row, where its words begin, and the room for its count at the right, in px."""


class Legend(QWidget):
    """Rows for the timings, starts and data marks that are present, each with how often it occurs."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._rows: list[tuple[str, str, str]] = []
        self.setAccessibleName("Legend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        editor.drawing_changed.connect(lambda _drawing: self.refresh())
        editor.theme_changed.connect(lambda _theme: self.update())
        self.refresh()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(220, max(2, len(self._rows)) * ROW + 20)

    def minimumSizeHint(self) -> QSize:
        """All rows show."""
        return QSize(180, self.sizeHint().height())

    @property
    def rows(self) -> list[str]:
        """The words of the rows."""
        return [words for _, words, _ in self._rows]

    def refresh(self) -> None:
        """Count what the drawing holds, which is what its view shows."""
        drawing = self._editor.drawing
        facts = drawing.facts if drawing else self._editor.facts
        integrations = drawing.looks.selection.integrations if drawing else ()
        timings = Counter(facts.timing(i) for i in integrations)
        starts = Counter(facts.direction(i) for i in integrations)
        flows = Counter(i.data_flow for i in integrations)
        rows = [(f"timing:{t.value}", t.value, str(timings[t])) for t in Timing if timings[t]]
        if timings[None]:
            rows.append(("timing:", "timing unstated", str(timings[None])))
        if starts[Direction.OUTBOUND]:
            rows.append(("outbound", "D365 starts", str(starts[Direction.OUTBOUND])))
        if starts[Direction.INBOUND]:
            rows.append(("inbound", "other side starts", str(starts[Direction.INBOUND])))
        against = flows[DataFlow.PULL] + flows[DataFlow.BOTH]
        if against:
            rows.append(("data", "data against arrow", str(against)))
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleDescription(", ".join(f"{words}: {count}" for _, words, count in rows))
            self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = colors_of(self._editor.theme)
        if not self._rows:
            painter.setPen(QColor(colors.muted))
            painter.drawText(self.rect().adjusted(16, 8, -12, -8), Qt.TextFlag.TextWordWrap,
                             "Shows what lines mean once there is an integration.")
        for number, (kind, words, count) in enumerate(self._rows):
            y = 8 + number * ROW + ROW / 2
            self._sample(painter, kind, 12, y, colors)
            painter.setPen(QColor(colors.ink))
            width = self.width() - TEXT - COUNT - 4
            text = QFontMetricsF(self.font()).elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(TEXT, y - ROW / 2, width, ROW), Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(QColor(colors.faint))
            painter.drawText(QRectF(self.width() - COUNT, y - ROW / 2, COUNT - 12, ROW),
                             Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        painter.end()

    @staticmethod
    def _sample(painter: QPainter, kind: str, x: float, y: float, colors: Colors) -> None:
        parts: list[Part] = []
        if kind.startswith("timing:"):
            word = kind.partition(":")[2]
            timing = Timing(word) if word else None
            parts += tab((timing,) if timing else (), x, y, colors.name)
            parts += line(timing, Point(x + 12, y), Point(x + 58, y), colors.name, colors.window)
        elif kind == "data":
            parts.append(marks.data_mark(Point(x + 29, y), -1, 0, colors.muted))
        else:
            up = kind == "outbound"
            parts.append(marks.arrow(up, x + 24, y, colors.outbound if up else colors.inbound))
        paint_parts(painter, parts)
