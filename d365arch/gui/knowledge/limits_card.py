"""The limits of what is selected, in the inspector: a bar each with today and the horizon, and what it is made of."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.result import AnalysisResult
from d365arch.gui.cards import link, safe
from d365arch.gui.coupling.inspector_card import InspectorCard
from d365arch.gui.coupling.picking import pick
from d365arch.gui.editor import Editor
from d365arch.gui.explained import explains
from d365arch.gui.fonts import resized, with_text
from d365arch.gui.knowledge.gauging import LANDSCAPE, band_color, checks_by_element, percent, whose
from d365arch.gui.language import translate
from d365arch.gui.ring import paint_ring
from d365arch.gui.style import Colors, colors_of
from d365arch.gui.workbench import Workbench

MOST = 8
"""So many limits of one element are shown, those that are used most."""

MOST_NAMES = 8
"""So many contributors are named."""

_SCALE = 1.5
"""A bar is so many times its limit long; what is beyond fills it."""


class LimitGauge(QAbstractButton):
    """One limit: its title, the percentage, and a bar; pressed, it tells the rest."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor
        self.check: LimitCheck | None = None
        self._title = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        explains(self, lambda: self.check.limit if self.check else "", editor)

    def sizeHint(self) -> QSize:
        """A line of text above a bar."""
        return QSize(160, QFontMetrics(self.font()).height() + with_text(18))

    def show_check(self, check: LimitCheck, title: str) -> None:
        """Show a check."""
        self.check, self._title = check, title
        words = self.tr("{title}: {percent}, {sentence}").format(
            title=title, percent=percent(check.utilization), sentence=check.sentence)
        self.setAccessibleName(words)
        self.update()

    def figures(self) -> str:
        """The utilization of today, and that at the horizon where growth is stated."""
        if self.check is None:
            return ""
        today, later = percent(self.check.utilization), self.check.at_horizon
        return today if later is None else f"{today} → {percent(later)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title and figures, below them the bar with a line where the limit is."""
        if self.check is None:
            return
        colors, painter = colors_of(self._editor.theme), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.hover))
            painter.drawRoundedRect(self.rect(), 5, 5)
        inside = self.rect().adjusted(6, 3, -6, -3)
        bold = resized(self.font(), 1.0, QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        figures = self.figures()
        painter.setFont(bold)
        painter.setPen(QColor(colors.ink))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, figures)
        painter.setFont(self.font())
        room = inside.width() - metrics.horizontalAdvance(figures) - 8
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
                         QFontMetrics(self.font()).elidedText(self._title, Qt.TextElideMode.ElideRight, room))
        top = inside.top() + QFontMetrics(self.font()).height() + 3
        self._paint_bar(painter, QRectF(inside.left(), top, inside.width(), with_text(7)), self.check, colors)
        if self.hasFocus():
            paint_ring(painter, self.rect(), QColor(colors.accent), 5)
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: QRectF, check: LimitCheck, colors: Colors) -> None:
        painter.setPen(QPen(QColor(colors.edge), 1))
        painter.setBrush(QColor(colors.field))
        painter.drawRoundedRect(bar, 2, 2)
        color = QColor(band_color(check, colors))
        unit = bar.width() / _SCALE
        if check.at_horizon is not None:
            later = QColor(color)
            later.setAlpha(90)
            painter.fillRect(QRectF(bar.left(), bar.top(), min(bar.width(), unit * check.at_horizon), bar.height()),
                             later)
        painter.fillRect(QRectF(bar.left(), bar.top(), min(bar.width(), unit * check.utilization), bar.height()), color)
        painter.setPen(QPen(QColor(colors.ink), 2))
        at = bar.left() + unit
        painter.drawLine(round(at), round(bar.top() - 2), round(at), round(bar.bottom() + 2))


class LimitsCard(InspectorCard):
    """Shown while one element is selected that a limit was checked for; nothing selected is the tenant."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._known: tuple[AnalysisResult, dict[str, tuple[LimitCheck, ...]]] | None = None
        self._element: str | None = None
        self.rows: list[tuple[LimitGauge, QLabel]] = []
        self.more = QLabel()
        self.put_section(self.tr("Limits"))

    def build(self, body: QWidget) -> None:
        """Room for the rows, and how many limits are not shown."""
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 0, 0, 6)
        self._body.setSpacing(2)
        self.more.setParent(body)
        self.more.setObjectName("faint")
        self.more.setContentsMargins(6, 0, 0, 0)
        self._body.addWidget(self.more)

    def _checks(self) -> tuple[LimitCheck, ...]:
        result = self._follower.result
        chosen = self._bench.editor.selection.elements
        if result is None or len(chosen) > 1:
            return ()
        if self._known is None or self._known[0] is not result:
            self._known = result, dict(checks_by_element(result))
        return self._known[1].get(chosen[0].id if chosen else LANDSCAPE, ())

    def refresh(self) -> None:
        """Show the limits of what is selected, or hide."""
        result, checks = self._follower.result, self._checks()
        self.setVisible(bool(checks))
        if not checks or result is None:
            self._element = None
            return
        chosen = self._bench.editor.selection.elements
        element = chosen[0].id if chosen else LANDSCAPE
        other, self._element = element != self._element, element
        self.section.set_note(self.tr("· {percent}").format(percent=percent(checks[0].utilization)))
        shown = checks[:MOST]
        while len(self.rows) < len(shown):
            self._add_row()
        for number, (gauge, words) in enumerate(self.rows):
            gauge.setVisible(number < len(shown))
            if number < len(shown):
                self._show_row(gauge, words, shown[number], result, element)
                if other:
                    gauge.setChecked(number == 0)
            words.setVisible(number < len(shown) and gauge.isChecked())
        rest = len(checks) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(self.tr("and {count} more, used less").format(count=rest))

    def _add_row(self) -> None:
        gauge, words = LimitGauge(self._bench.editor, self), QLabel(self)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setContentsMargins(6, 0, 4, 4)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse
                                      | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        words.linkActivated.connect(lambda name: pick(self._bench, (name,), show=True))
        gauge.toggled.connect(words.setVisible)
        at = 2 * len(self.rows)
        self._body.insertWidget(at, gauge)
        self._body.insertWidget(at + 1, words)
        self.rows.append((gauge, words))

    def _show_row(self, gauge: LimitGauge, words: QLabel, check: LimitCheck, result: AnalysisResult,
                  element: str) -> None:
        fact = self._bench.editor.catalog.limits.get(check.limit)
        title = fact.title if fact else check.limit
        gauge.show_check(check, title if check.on == element else f"{title} · {whose(result, check.on)}")
        words.setAccessibleName(self.tr("About the limit {title}").format(title=title))
        words.setText(check_html(check, result, colors_of(self._bench.editor.theme)))


def check_html(check: LimitCheck, result: AnalysisResult, colors: Colors) -> str:
    """The sentence of a check, the horizon, what was assumed, and who contributes, each a link."""
    lines = [f"<span>{safe(check.limit)}</span> <span>{safe(check.sentence)}</span>"]
    if check.at_horizon is not None:
        lines.append(safe(translate("Limits", "At the horizon, with the stated growth: {percent}.").format(
            percent=percent(check.at_horizon))))
    if check.assumptions:
        told = " ".join(f"<span>{safe(text)}</span>" for text in check.assumptions)
        lines.append(f'<span style="color:{colors.muted}">{safe(translate("Limits", "Assumed:"))}</span> {told}')
    if check.contributors and check.contributors != (check.on,):
        names = ", ".join(link(name, result.link_names.get(name, name), colors)
                          for name in check.contributors[:MOST_NAMES])
        rest = len(check.contributors) - MOST_NAMES
        more = safe(translate("Limits", " and {count} more").format(count=rest)) if rest > 0 else ""
        lines.append(f'<span style="color:{colors.muted}">{safe(translate("Limits", "Most by"))}</span> {names}{more}')
    return "".join(f'<p style="margin:0 0 4px 0">{line}</p>' for line in lines)
