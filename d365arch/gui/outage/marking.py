"""What the marks of an outage look like: a color, a pattern and a sign each, so that none hangs on color alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from d365arch.analysis.outage import Mark
from d365arch.gui.fonts import FAMILY
from d365arch.gui.language import translate
from d365arch.model.vocabulary import Severity
from d365arch.scene.theme import Theme


@dataclass(frozen=True, slots=True)
class Look:
    """`severity` gives the color (none: that of writing, or muted where `quiet`); `pattern` fills boxes, `dash` draws
    lines and outlines, in widths of the line."""

    title: str
    tip: str
    severity: Severity | None
    pattern: Qt.BrushStyle
    dash: tuple[float, ...] = ()
    quiet: bool = False


LOOKS: Mapping[Mark, Look] = {
    Mark.FAILED: Look("off", "Systems and hubs that are off", None, Qt.BrushStyle.NoBrush, (3.0, 2.5)),
    Mark.BLOCKED: Look("calls fail", "All calls that they wait for fail", Severity.VIOLATION,
                       Qt.BrushStyle.BDiagPattern),
    Mark.DEGRADED: Look("in part", "Some of the calls that they wait for fail", Severity.WARNING,
                        Qt.BrushStyle.FDiagPattern),
    Mark.LOSING: Look("losing", "What they send is lost or fails, and nothing keeps it", Severity.WARNING,
                      Qt.BrushStyle.VerPattern, (2.5, 2.0)),
    Mark.QUEUEING: Look("queueing", "Messages pile up here", Severity.INFO, Qt.BrushStyle.HorPattern),
    Mark.STALE: Look("stale", "Copies get no updates", None, Qt.BrushStyle.Dense6Pattern, (1.0, 2.5), quiet=True),
    Mark.AT_RISK: Look("at risk", "They call something that works in part", Severity.WARNING, Qt.BrushStyle.NoBrush,
                       (4.0, 3.0)),
}


def mark_texts() -> Iterator[str]:
    """Every text of the table, for those who translate."""
    for look in LOOKS.values():
        yield from (look.title, look.tip)


def said(text: str) -> str:
    """A text of the table in the language of the window."""
    return translate("Outage", text)


def color_of(mark: Mark, theme: Theme) -> QColor:
    """The color of a mark on a drawing."""
    look = LOOKS[mark]
    if look.severity is not None:
        return QColor(theme.severities[look.severity])
    return QColor(theme.muted if look.quiet else theme.ink)


def pen_of(mark: Mark, theme: Theme, width: float) -> QPen:
    """The pen for lines and outlines of a mark."""
    pen = QPen(color_of(mark, theme), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    dash = LOOKS[mark].dash
    if dash:
        pen.setDashPattern(dash)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    else:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def paint_sign(painter: QPainter, mark: Mark, at: QPointF, radius: float, theme: Theme) -> None:
    """The sign of a mark in a disk of a radius in px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(theme.ground)
    painter.setPen(QPen(ground, max(1.0, radius * 0.2)))
    painter.setBrush(color_of(mark, theme))
    painter.drawEllipse(at, radius, radius)
    pen = QPen(ground, max(1.2, radius * 0.24))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(at)
    _SIGNS[mark](painter, radius, ground)
    painter.restore()


def _cross(painter: QPainter, r: float, _ground: QColor) -> None:
    arm = r * 0.42
    painter.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
    painter.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))


def _bar(painter: QPainter, r: float, _ground: QColor) -> None:
    painter.drawLine(QPointF(-r * 0.5, 0), QPointF(r * 0.5, 0))


def _half(painter: QPainter, r: float, ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    size = r * 0.58
    painter.drawPie(QRectF(-size, -size, 2 * size, 2 * size), 90 * 16, 180 * 16)


def _bars(painter: QPainter, r: float, _ground: QColor) -> None:
    for y in (-0.4, 0.0, 0.4):
        painter.drawLine(QPointF(-r * 0.45, y * r), QPointF(r * 0.45, y * r))


def _clock(painter: QPainter, r: float, _ground: QColor) -> None:
    painter.drawLine(QPointF(0, -r * 0.52), QPointF(0, 0))
    painter.drawLine(QPointF(0, 0), QPointF(r * 0.4, r * 0.2))


def _letter(letter: str) -> Callable[[QPainter, float, QColor], None]:
    def paint(painter: QPainter, r: float, _ground: QColor) -> None:
        font = QFont(FAMILY)
        font.setPixelSize(max(6, round(r * 1.5)))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.drawText(QRectF(-r, -r, 2 * r, 2 * r), Qt.AlignmentFlag.AlignCenter, letter)

    return paint


_SIGNS: Mapping[Mark, Callable[[QPainter, float, QColor], None]] = {
    Mark.FAILED: _cross, Mark.BLOCKED: _bar, Mark.DEGRADED: _half, Mark.LOSING: _letter("!"),
    Mark.QUEUEING: _bars, Mark.STALE: _clock, Mark.AT_RISK: _letter("?"),
}
