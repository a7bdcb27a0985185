"""What the badges of a comparison look like, and how many differences each element of the drawing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from d365arch.discovery.drift_records import Difference, DifferenceKind, ElementKind
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model.vocabulary import Severity
from d365arch.scene.theme import Theme

SIGNS = {DifferenceKind.NOT_DRAWN: "+", DifferenceKind.NOT_FOUND: "?", DifferenceKind.DIFFERS: "≠"}
"""Each kind has a sign of its own, so that none hangs on color alone."""


def kind_title(kind: DifferenceKind) -> str:
    """A kind of difference in a few words."""
    return {DifferenceKind.NOT_DRAWN: translate("Drift", "found, not drawn"),
            DifferenceKind.NOT_FOUND: translate("Drift", "drawn, not found"),
            DifferenceKind.DIFFERS: translate("Drift", "differs")}[kind]


def color_of(kind: DifferenceKind, theme: Theme) -> QColor:
    """The color of a kind on a drawing."""
    severity = {DifferenceKind.NOT_DRAWN: Severity.INFO, DifferenceKind.NOT_FOUND: Severity.VIOLATION,
                DifferenceKind.DIFFERS: Severity.WARNING}[kind]
    return QColor(theme.severities[severity])


@dataclass(frozen=True)
class Badges:
    """How many differences of each kind the boxes have by system, the lines by integration; `between` has what is
    not drawn between two drawn systems."""

    boxes: Mapping[str, Mapping[DifferenceKind, int]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[DifferenceKind, int]] = field(default_factory=dict)
    between: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.boxes or self.lines or self.between)


def badges_of(differences: Iterable[Difference]) -> Badges:
    """The badges of some differences."""
    boxes: defaultdict[str, defaultdict[DifferenceKind, int]] = defaultdict(lambda: defaultdict(int))
    lines: defaultdict[str, defaultdict[DifferenceKind, int]] = defaultdict(lambda: defaultdict(int))
    between: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in differences:
        if each.kind is DifferenceKind.NOT_DRAWN:
            if len(each.near) == 2 and each.near[0] != each.near[1]:
                between[min(each.near), max(each.near)] += 1
            for name in dict.fromkeys(each.near):
                boxes[name][each.kind] += 1
        elif each.element_kind is ElementKind.INTEGRATION:
            lines[each.element_id][each.kind] += 1
        else:
            boxes[each.element_id.partition(".")[0]][each.kind] += 1
    return Badges(boxes, lines, between)


def paint_badge(painter: QPainter, at: QPointF, mark: tuple[DifferenceKind, int], size: float, theme: Theme) -> QRectF:
    """A pill with the sign of a kind and a count from two on, its left end at a point; gives where it stands."""
    kind, count = mark
    font = QFont(FAMILY)
    font.setPixelSize(max(7, round(size)))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    text = SIGNS[kind] if count < 2 else f"{SIGNS[kind]}{count:,}"
    height = size * 1.45
    width = max(height, painter.fontMetrics().horizontalAdvance(text) + size * 0.9)
    pill = QRectF(at.x(), at.y() - height / 2, width, height)
    painter.setPen(QPen(QColor(theme.ground), max(1.0, size * 0.14)))
    painter.setBrush(color_of(kind, theme))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(QColor(theme.ground))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return pill
