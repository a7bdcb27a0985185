"""The figures before and after, beside each other, with a mark for better or worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from d365arch.analysis.consolidation.records import StepMetrics
from d365arch.analysis.wording import availability, count, decimal, milliseconds, percent
from d365arch.gui.fonts import resized

_DASH = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its name, its meaning, both values as text, and whether it got better (1), worse (-1) or neither."""

    name: str
    tip: str
    before: str
    after: str
    trend: int


def _trend(before: float | None, after: float | None, *, less_is_better: bool = True) -> int:
    if before is None or after is None or before == after:
        return 0
    return 1 if (after < before) is less_is_better else -1


class Figures(QWidget):
    """A small table; the words of a screen reader tell the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Figures before and after"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 0, 6, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self._cells: list[tuple[QLabel, QLabel, QLabel, QLabel]] = []
        for column, text in enumerate((self.tr("Figure"), self.tr("now"), self.tr("then"))):
            self._grid.addWidget(self._label(text, "faint", right=column > 0), 0, column)
        self.rows: tuple[Row, ...] = ()

    def _label(self, text: str, kind: str = "", *, right: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(kind)
        label.setAlignment((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
                           | Qt.AlignmentFlag.AlignVCenter)
        return label

    def show_figures(self, cost: tuple[float, float], before: StepMetrics, after: StepMetrics) -> None:
        """Show both sides."""
        self._show(self._rows(cost, before, after))

    def _rows(self, cost: tuple[float, float], before: StepMetrics, after: StepMetrics) -> tuple[Row, ...]:
        def row(name: str, tip: str, value: tuple[float | None, float | None], said: tuple[str, str],
                *, less_is_better: bool = True) -> Row:
            return Row(name, tip, *said, _trend(*value, less_is_better=less_is_better))

        def texts(values: tuple[float | None, float | None], say: Callable[[float], str], none: str = _DASH,
                  ) -> tuple[str, str]:
            before, after = values
            return none if before is None else say(before), none if after is None else say(after)

        links = float(before.direct_links), float(after.direct_links)
        ratio = before.point_to_point_ratio, after.point_to_point_ratio
        spread = before.propagation_cost, after.propagation_cost
        circle = float(before.largest_cyclic_group), float(after.largest_cyclic_group)
        depth = before.sync_depth, after.sync_depth
        latency = before.chain_latency_ms, after.chain_latency_ms
        uptime = before.chain_availability, after.chain_availability
        return (
            row(self.tr("Cost"), self.tr("Points for building and keeping all connections; for comparing, not money"),
                cost, texts(cost, lambda v: decimal(v, 1))),
            row(self.tr("Direct links"), self.tr("Integrations with no hub at either end"), links,
                texts(links, count)),
            Row(self.tr("Spokes"), self.tr("Connections of systems to hubs"), count(before.spokes),
                count(after.spokes), 0),
            row(self.tr("Point to point"), self.tr("Share of direct links among all connections"), ratio,
                texts(ratio, percent)),
            row(self.tr("Propagation cost"),
                self.tr("Share of the landscape on which a system depends on average, itself included"), spread,
                texts(spread, lambda v: percent(v, 1))),
            row(self.tr("Largest circle"),
                self.tr("Systems in the largest group that depend on each other in a circle"), circle,
                texts(circle, count)),
            row(self.tr("Sync depth"), self.tr("Longest chain of synchronous calls; none while they run in a circle"),
                depth, texts(depth, count, none=self.tr("circle"))),
            row(self.tr("Chain latency"), self.tr("Longest waiting time along calls; none while they run in a circle"),
                latency, texts(latency, milliseconds, none=self.tr("circle"))),
            row(self.tr("Chain availability"),
                self.tr("Lowest share of time that a system works together with all it waits for"), uptime,
                texts(uptime, availability), less_is_better=False),
        )

    def _show(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        while len(self._cells) < len(rows):
            self._add_row()
        strong = resized(self.font(), 1.0, QFont.Weight.DemiBold)
        for row, (name, before, after, mark) in zip(rows, self._cells, strict=True):
            name.setText(row.name)
            before.setText(row.before)
            after.setText(row.after)
            after.setFont(strong if row.before != row.after else self.font())
            mark.setText({1: "▲", -1: "▼"}.get(row.trend, ""))
            mark.setObjectName({1: "better", -1: "worse"}.get(row.trend, "faint"))
            mark.style().polish(mark)
            says = {1: self.tr("better"), -1: self.tr("worse")}.get(row.trend, self.tr("as before"))
            mark.setToolTip(says)
            for label in (name, before, after):
                label.setToolTip(row.tip)
            after.setAccessibleName(self.tr("{name}: {before} now, {after} then, {trend}").format(
                name=row.name, before=row.before, after=row.after, trend=says))
        self.setAccessibleDescription("; ".join(cells[2].accessibleName() for cells in self._cells))

    def _add_row(self) -> None:
        number = len(self._cells) + 1
        cells = (self._label("", "muted"), self._label("", "muted", right=True), self._label("", right=True),
                 self._label(""))
        for column, label in enumerate(cells):
            self._grid.addWidget(label, number, column)
        self._cells.append(cells)
