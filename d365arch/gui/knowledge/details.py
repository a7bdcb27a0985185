"""What a finding says in full: advice, why, figures, limits, source, who accepted it; and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from d365arch.analysis.finding import Finding
from d365arch.analysis.help_records import HelpCard, Row
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.wording import decimal
from d365arch.gui.cards import (
    LINK,
    card_link,
    card_of,
    heading,
    link,
    paragraph,
    safe,
    sources_html,
    table,
)
from d365arch.gui.coupling.following import follower_of
from d365arch.gui.coupling.picking import pick
from d365arch.gui.language import translate
from d365arch.gui.models.findings_model import name_of, severity_color
from d365arch.gui.style import Colors, colors_of
from d365arch.gui.workbench import Workbench

MOST = 12
"""So many elements or checks are listed at most."""


class FindingDetails(QWidget):
    """Shown below the list while it is on a finding; `explain_wanted` carries the id of a card."""

    explain_wanted = Signal(str)
    waive_wanted = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.findings)
        self._bench = bench
        self._finding: Finding | None = None
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("Details of the finding"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.waive = QPushButton(self.tr("Waive …"), self)
        self.waive.clicked.connect(lambda: self.waive_wanted.emit(self._finding))
        self.explain = QPushButton(self.tr("Explain"), self)
        self.explain.setToolTip(self.tr("Show the help card of the rule"))
        self.explain.clicked.connect(self._explain)
        self.improve = QPushButton(self.tr("Improve …"), self)
        self.improve.setToolTip(self.tr("See what would make this finding go away"))
        self.improve.clicked.connect(lambda: bench.signals.improve_wanted.emit(self._finding))
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self.improve)
        self.buttons.addWidget(self.waive)
        self.buttons.addWidget(self.explain)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.text, 1)
        column.addLayout(self.buttons)
        bench.findings.current_changed.connect(self.show_finding)
        bench.editor.theme_changed.connect(lambda _theme: self.show_finding(self._finding))
        self.hide()

    def sizeHint(self) -> QSize:
        """Room for a sentence and its advice."""
        return QSize(300, 210)

    @property
    def finding(self) -> Finding | None:
        """What is shown."""
        return self._finding

    def show_finding(self, finding: Finding | None) -> None:
        """Show a finding, or hide."""
        self._finding = finding
        self.setVisible(finding is not None)
        if finding is None:
            return
        accepted = finding.waiver in self._bench.editor.workspace.landscape.waivers
        self.waive.setText(self.tr("Take back waiver") if accepted else self.tr("Waive …"))
        known = self._bench.editor.workspace.landscape.integration_by_id
        self.improve.setEnabled(any(element in known for element in finding.elements))
        # An exception of the strategy is taken back where it stands.
        self.waive.setEnabled(finding.waiver is None or accepted)
        self.text.setHtml(details_html(self._bench, finding, follower_of(self._bench).result,
                                       colors_of(self._bench.editor.theme)))

    def _explain(self) -> None:
        if self._finding is not None:
            self.explain_wanted.emit(self._finding.rule)

    def _follow(self, url: QUrl) -> None:
        name = url.toString()
        if name.startswith(LINK):
            self.explain_wanted.emit(name.removeprefix(LINK))
        else:
            pick(self._bench, (name,), show=True)


def details_html(bench: Workbench, finding: Finding, result: AnalysisResult | None, colors: Colors) -> str:
    """Everything that is known of a finding, as rich text."""
    card = card_of(bench.editor, finding.rule)    # a rule, or the limit that speaks for itself
    return "".join(_parts(bench, finding, result, card, colors))


def _parts(bench: Workbench, finding: Finding, result: AnalysisResult | None, card: HelpCard | None,
           colors: Colors) -> Iterable[str]:
    title = f"{finding.rule} {card.title}" if card else finding.rule
    yield (f'<p style="margin:0 0 4px 0"><span style="color:{severity_color(finding.severity, colors)}">'
           f"<b>{safe(finding.severity.value.capitalize())}</b></span> · "
           f"{card_link(finding.rule, title, colors) if card else safe(title)}</p>")
    if finding.waiver:
        yield _waiver(finding, colors)
    yield paragraph(finding.message)
    if finding.advice:
        yield heading(translate("Details", "What to do"), colors) + paragraph(finding.advice)
    yield _elements(bench, finding, colors)
    if card is not None and card.why:
        yield heading(translate("Details", "Why"), colors) + paragraph(card.why)
    figures = (Row(name.replace("_", " "), value if isinstance(value, str) else decimal(value, 3))
               for name, value in finding.figures.items())
    yield table(translate("Details", "Figures"), figures, colors)
    if result is not None and card is not None:
        yield _limits(finding, result, card, colors)
    if card is not None and card.sources:
        yield sources_html(card.sources, colors)
    elif finding.source:
        yield heading(translate("Details", "Source"), colors) + paragraph(finding.source)
    for mark in card.marks if card else ():
        yield f'<p style="margin:0 0 6px 0; color:{colors.warn}"><b>⚠</b> {safe(mark)}</p>'


def _waiver(finding: Finding, colors: Colors) -> str:
    waiver = finding.waiver
    if waiver is None:
        return ""
    until = translate("Details", " until {day}").format(day=waiver.until) if waiver.until else ""
    said = translate("Details", "Accepted by {owner}{until}: {reason}").format(
        owner=waiver.owner or translate("Details", "the strategy"), until=until, reason=waiver.reason or "–")
    return f'<p style="margin:0 0 6px 0; color:{colors.good}">{safe(said)}</p>'


def _elements(bench: Workbench, finding: Finding, colors: Colors) -> str:
    if not finding.elements:
        return ""
    landscape = bench.editor.workspace.landscape
    names = [link(name, name_of(landscape, name), colors) for name in finding.elements[:MOST]]
    more = len(finding.elements) - MOST
    rest = translate("Details", " and {count} more").format(count=more) if more > 0 else ""
    return heading(translate("Details", "About"), colors) + \
        f'<p style="margin:0 0 6px 0">{", ".join(names)}{safe(rest)}</p>'


def _limits(finding: Finding, result: AnalysisResult, card: HelpCard, colors: Colors) -> str:
    """The checks of the rule's limits that these elements are part of, the most used first."""
    about, own = frozenset(card.see), frozenset(finding.elements)
    found = [check for check in result.limits if check.limit in about
             and (check.on in own or own.intersection(check.contributors))]
    lines = "".join(
        f'<p style="margin:0 0 4px 0">{card_link(check.limit, check.limit, colors)} {safe(check.sentence)}</p>'
        for check in sorted(found, key=lambda c: (-c.utilization, c.limit, c.on))[:MOST])
    return heading(translate("Details", "Limits"), colors) + lines if lines else ""
