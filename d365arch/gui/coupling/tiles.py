"""Key figures as small tiles: the value, what it is called, and how it has moved since the landscape was opened."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from d365arch.analysis.figures import Figure, figures
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.rulebook import coupling_rules
from d365arch.gui.editor import Editor
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.language import translate
from d365arch.gui.models.findings_model import severity_color
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of
from d365arch.whatif.compare import FigureChange, Verdict, figure_changes

SHOWN: tuple[str, ...] = (
    "point_to_point_ratio", "direct_links", "spokes", "propagation_cost", "core", "cyclic_groups", "cut_systems",
    "sync_depth", "chain_latency_ms", "chain_availability", "duplicates", "landscape_cost",
)
"""The figures with a tile, by their ids in the rulebook."""

SHORT: Mapping[str, str] = {
    "point_to_point_ratio": "Point to point", "sync_depth": "Sync depth", "chain_availability": "Availability",
    "landscape_cost": "Cost points",
}
"""Titles of tiles where that of the rulebook would need more room."""

_WIDTH, _HEIGHT = 100, 48
"""Least size of a tile in px, before letters are enlarged."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def figure_texts() -> Iterator[str]:
    """Titles and meanings of the figures, for those who translate."""
    for text in coupling_rules().metrics.values():
        yield from (text.title, text.meaning, text.formula)
    yield from SHORT.values()


def said(text: str) -> str:
    """A text about a figure in the language of the window."""
    return translate("Figures", text) if text else ""


class Tile(QAbstractButton):
    """One figure; pressed, it is the one that is explained."""

    def __init__(self, key: str, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._editor = editor
        self.figure: Figure | None = None
        self.trend: FigureChange | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Room for a value and its name."""
        return QSize(with_text(_WIDTH), with_text(_HEIGHT))

    def show_figure(self, now: Figure, trend: FigureChange | None) -> None:
        """Show a value, and how it has moved; none where it has not."""
        self.figure, self.trend = now, trend
        title, moved = said(now.title), trend_words(trend)
        self.setAccessibleName(self.tr("{title}: {value}. {trend}").format(title=title, value=shown(now), trend=moved))
        self.setToolTip("<br>".join(html.escape(text) for text in (
            self.tr("{title}: {value}").format(title=title, value=shown(now)), moved, said(now.meaning)) if text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The value, its name below, the way it went beside it."""
        if self.figure is None:
            return
        colors, painter = colors_of(self._editor.theme), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colors.accent if self.isChecked() else colors.line))
        ground = colors.picked if self.isChecked() else colors.hover if self.underMouse() else colors.field
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
        left, top, width = with_text(8), with_text(5), self.width() - with_text(14)
        self._paint_value(painter, colors, QRect(left, top, width, with_text(22)), self.figure)
        painter.setPen(QColor(colors.muted))
        title = said(SHORT.get(self.key, self.figure.title))
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, top + with_text(21), width, with_text(18)), _LEFT, title)
        if self.hasFocus():
            paint_ring(painter, self.rect(), QColor(colors.accent))
        painter.end()

    def _paint_value(self, painter: QPainter, colors: Colors, line: QRect, now: Figure) -> None:
        """The value in the color of its finding, and beside it the trend or, for a fault, a sign without color."""
        grave = severity_color(now.severity, colors) if now.severity else colors.ink
        painter.setFont(resized(self.font(), 1.3, self.font().Weight.DemiBold))
        painter.setPen(QColor(grave))
        painter.drawText(line, _LEFT, shown(now))
        used = painter.fontMetrics().horizontalAdvance(shown(now))
        painter.setFont(resized(self.font(), 0.86))
        beside, color = ("!", grave) if now.severity else ("", grave)
        if self.trend is not None:
            beside, color = trend_sign(self.trend), trend_color(self.trend, colors)
        painter.setPen(QColor(color))
        room = line.adjusted(used + 4, 0, 0, 0)
        if self.trend is not None and painter.fontMetrics().horizontalAdvance(beside) > room.width():
            # Which way and whether that is good are told before how much, which the tip tells.
            beside = trend_sign(self.trend, amount=False)
        painter.drawText(room, _RIGHT, painter.fontMetrics().elidedText(beside, Qt.TextElideMode.ElideRight,
                                                                         room.width()))


def shown(now: Figure) -> str:
    """The value as text."""
    return translate("Figures", "circle") if now.shown == "circle" else now.shown


def trend_sign(trend: FigureChange, *, amount: bool = True) -> str:
    """An arrow, the difference where it is asked for, and a sign for better or worse, which needs no color."""
    verdict = _SIGNS.get(trend.verdict, "")
    arrow = "" if trend.change is None else "▲ " if trend.change > 0 else "▼ "
    by = _number(trend).lstrip("+−") if amount or not arrow else ""
    return f"{arrow.strip() if not by else arrow}{by} {verdict}".strip()


def difference(trend: FigureChange) -> str:
    """By how much a figure has moved, with its sign, without a unit where that is the one of the figure."""
    return trend.shown.removesuffix(" points")


def _number(trend: FigureChange) -> str:
    """By how much, with its sign and without any unit: a tile has no room for it, and words spell it out."""
    return difference(trend).removesuffix(" pp")


def trend_color(trend: FigureChange, colors: Colors) -> str:
    """Green for better, red for worse, grey where neither is."""
    return {Verdict.BETTER: colors.good, Verdict.WORSE: colors.bad}.get(trend.verdict, colors.muted)


def trend_words(trend: FigureChange | None) -> str:
    """How a figure has moved, in words; empty where it has not."""
    if trend is None:
        return ""
    by = _number(trend)
    if trend.after.unit in {"share", "availability"} and trend.change is not None:
        by = translate("Figures", "{difference} percentage points").format(difference=by)
    if trend.verdict is Verdict.BETTER:
        return translate("Figures", "{difference} since opening, which is better.").format(difference=by)
    if trend.verdict is Verdict.WORSE:
        return translate("Figures", "{difference} since opening, which is worse.").format(difference=by)
    return translate("Figures", "{difference} since opening.").format(difference=by)


_SIGNS = {Verdict.BETTER: "✓", Verdict.WORSE: "!"}


class Tiles(QWidget):
    """The tiles in as many columns as there is room for, and below them what the pressed one means."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._columns = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column.addLayout(self._grid)
        self.tiles = {key: Tile(key, editor, self) for key in SHOWN}
        for tile in self.tiles.values():
            tile.clicked.connect(lambda checked, key=tile.key: self.explain(key if checked else ""))
        self.words = QLabel(self)
        self.words.setObjectName("advice")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.hide()
        column.addWidget(self.words)
        self._arrange(3)
        editor.theme_changed.connect(lambda _theme: self.explain(self.explained))

    @property
    def explained(self) -> str:
        """The figure that is explained, by id; empty where none is."""
        return next((key for key, tile in self.tiles.items() if tile.isChecked()), "")

    def show_result(self, result: AnalysisResult, opening: AnalysisResult | None) -> None:
        """Show the figures of a result, with the way they went since the opening."""
        moved = {change.id: change for change in figure_changes(opening or result, result) if change.shown}
        for now in figures(result):
            if tile := self.tiles.get(now.id):
                tile.show_figure(now, moved.get(now.id))
        self.explain(self.explained)

    def explain(self, key: str) -> None:
        """Tell what a figure means, how it is computed and where that is from; empty for none."""
        for each, tile in self.tiles.items():
            tile.setChecked(each == key)
        now = self.tiles[key].figure if key else None
        self.words.setVisible(now is not None)
        if now is not None:
            self.words.setText(self._explanation(now, self.tiles[key].trend))

    def _explanation(self, now: Figure, trend: FigureChange | None) -> str:
        colors = colors_of(self._editor.theme)
        lines = [f"<b>{_safe(said(now.title))}: {_safe(shown(now))}</b>"]
        if trend is not None:
            opened = self.tr("{value} at opening.").format(value=shown(trend.before))
            lines.append(f'<span style="color:{trend_color(trend, colors)}">{_safe(trend_sign(trend))}</span> '
                         f"{_safe(trend_words(trend))} {_safe(opened)}")
        lines.append(_safe(said(now.meaning)))
        formula = coupling_rules().metrics[now.id].formula
        lines.append(_safe(self.tr("Formula: {formula}").format(formula=said(formula))))
        source = self.tr("Source: {source}").format(source=now.source)
        lines.append(f'<span style="color:{colors.faint}">{_safe(source)}</span>')
        return "".join(f'<p style="margin:0 0 5px 0">{line}</p>' for line in lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange(min(6, max(2, (self.width() + 4) // (with_text(_WIDTH) - 8))))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for number in range(max(columns, self._columns)):
            self._grid.setColumnStretch(number, int(number < columns))
        self._columns = columns
        for number, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, number // columns, number % columns)

    def minimumSizeHint(self) -> QSize:
        """Room for two tiles beside each other, whatever the columns are now."""
        return QSize(2 * with_text(_WIDTH) - 8, self.sizeHint().height())


def _safe(text: str) -> str:
    return html.escape(text)
