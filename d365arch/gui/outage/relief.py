"""What one call less would buy: figures before and after side by side, and what it costs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from d365arch.analysis import wording as say
from d365arch.analysis.inspect_chain import Ease, Inspection, Relief
from d365arch.gui.fonts import resized
from d365arch.gui.language import translate

_EASE = {
    Ease.FREE: "Easy: the answer is not needed.",
    Ease.UNSTATED: "Open: whether the answer is needed is not stated.",
    Ease.NEEDED: "Costly: the answer is needed.",
    Ease.FIXED: "Not possible: the call is fixed.",
}


def relief_texts() -> list[str]:
    """The texts of the table, for those who translate."""
    return list(_EASE.values())


class ReliefView(QWidget):
    """Shows one relief of a chain; `best_wanted` asks for the best one."""

    best_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What if this call were asynchronous"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        self.title = QLabel(self)
        self.title.setFont(resized(self.font(), 1.0, self.font().Weight.DemiBold))
        self.title.setWordWrap(True)
        column.addWidget(self.title)
        self.figures = QWidget(self)
        grid = QGridLayout(self.figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self._cells: list[tuple[QLabel, QLabel]] = []
        for row, text in enumerate((self.tr("waiting for"), self.tr("time"), self.tr("works"))):
            caption, before, after = QLabel(text, self), QLabel(self), QLabel(self)
            caption.setObjectName("muted")
            after.setFont(resized(self.font(), 1.0, self.font().Weight.DemiBold))
            arrow = QLabel("→", self)
            arrow.setObjectName("faint")
            for place, widget in enumerate((caption, before, arrow, after)):
                grid.addWidget(widget, row, place)
            self._cells.append((before, after))
        grid.setColumnStretch(3, 1)
        column.addWidget(self.figures)
        self.cost = QLabel(self)
        self.cost.setWordWrap(True)
        self.cost.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.cost)
        self.best = QPushButton(self.tr("Try the best call"), self)
        self.best.setToolTip(self.tr("The call that is easiest to make asynchronous and buys most"))
        self.best.clicked.connect(self.best_wanted)
        column.addWidget(self.best, 0, Qt.AlignmentFlag.AlignLeft)

    def show_relief(self, chain: Inspection | None, relief: Relief | None) -> None:
        """Show what a relief of a chain would change; without one, how to see it."""
        self.setVisible(chain is not None)
        self.figures.setVisible(relief is not None)
        if chain is None:
            return
        self.best.setVisible(bool(chain.reliefs) and relief is not chain.reliefs[0])
        if relief is None:
            self.title.setText(self.tr("What if one call were asynchronous?"))
            self.cost.setText(self.tr("Choose a call above to see what waiting for it costs."))
            return
        self.title.setText(self.tr("If call {number} left a message instead").format(number=relief.hop + 1))
        shown = (
            (self._calls(chain.calls), self._calls(relief.calls)),
            (say.milliseconds(chain.latency_ms), say.milliseconds(relief.latency_ms)),
            (say.availability(chain.availability), say.availability(relief.availability)),
        )
        for (before, after), (was, will) in zip(self._cells, shown, strict=True):
            before.setText(was)
            after.setText(will)
        self.cost.setText(f"{translate('Relief', _EASE[relief.ease])} {relief.costs}")

    def _calls(self, count: int) -> str:
        if count == 0:
            return self.tr("nobody")
        return self.tr("1 call") if count == 1 else self.tr("{count} calls").format(count=count)
