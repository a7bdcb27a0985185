"""The pages of Improve: what is being tried, and the cards of what helps, each with before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from d365arch.analysis.finding import Finding
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rulebook import rule_title
from d365arch.gui.cards import card_link, heading, paragraph, safe
from d365arch.gui.docks.choice_editors import QuietCombo
from d365arch.gui.guide.cards_page import CardsPage
from d365arch.gui.guide.panel import Page
from d365arch.gui.guide.tiles import Tile
from d365arch.gui.language import amount, translate
from d365arch.gui.style import Colors
from d365arch.whatif.improve import Improvement

MOST = 5
"""So many limits are told."""


class TryingPage(Page):
    """How far it is; Escape or Leave stops it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(translate("Guide", "Improve: {rule}").format(rule=finding.rule), finding.message)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Ways tried out"))
        self.column.addWidget(self.bar)
        self.what = self.say(self.tr("Trying other ways; each is analyzed before it is offered."))
        self.column.addStretch(1)

    def tell(self, share: float, what: str) -> None:
        """How far it is, and what is tried."""
        self.bar.setValue(round(100 * share))
        self.what.setText(what)


class ImprovePage(CardsPage):
    """Up to three cards; `another` carries another finding on the same integration that is to be looked at."""

    another = Signal(object)

    def __init__(self, finding: Finding, offered: tuple[Improvement, ...], told: Callable[[object], str],
                 findings: tuple[Finding, ...]) -> None:
        super().__init__(translate("Guide", "Improve: {rule}").format(rule=finding.rule), finding.message,
                         self.tr("Apply"), told)
        if len(findings) > 1:
            self._add_findings(finding, findings)
        for each in offered:
            gone, new = changed_rules(each)
            note = self.tr("{count} fewer").format(count=amount(len(gone), "finding")) if gone else ""
            more = self.tr("new: {rules}").format(rules=", ".join(new)) if new else ""
            self.add_card(each, each.title, ", ".join(filter(None, (note, more))))
        if not offered:
            self.say(self.tr("Nothing better is known for this finding: no other endpoint, hub or fact makes it go "
                             "away without bringing something graver."))
            self.say(finding.advice, "")
        self.column.addStretch(1)

    def _add_findings(self, finding: Finding, findings: tuple[Finding, ...]) -> None:
        self.findings = QuietCombo(self)
        self.findings.setAccessibleName(self.tr("Finding to improve"))
        for each in findings:
            self.findings.addItem(f"{each.rule} {rule_title(each.rule)}")
        self.findings.setCurrentIndex(next((n for n, each in enumerate(findings) if each.key == finding.key), 0))
        self.findings.activated.connect(lambda number: self.another.emit(findings[number]))
        self.column.addWidget(self.findings)


class AskAgainPage(Page):
    """After an edit what was offered may not fit any more."""

    again = Signal()

    def __init__(self, finding: Finding) -> None:
        super().__init__(translate("Guide", "Improve: {rule}").format(rule=finding.rule),
                         self.tr("The landscape was edited since."))
        tile = Tile("1", self.tr("Look again"), "", self)
        tile.clicked.connect(self.again)
        self.tiles.append(tile)
        self.column.addWidget(tile)
        self.column.addStretch(1)


def changed_rules(improvement: Improvement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rules whose findings are gone, and rules that are told only afterwards."""
    before = dict.fromkeys(finding.rule for finding in improvement.before.findings)
    after = dict.fromkeys(finding.rule for finding in improvement.after.findings)
    return tuple(r for r in before if r not in after), tuple(r for r in after if r not in before)


def improvement_html(improvement: Improvement, colors: Colors) -> str:
    """Why, what goes, what comes, and the limits before and after."""
    gone, new = changed_rules(improvement)
    stays = [r for r in dict.fromkeys(f.rule for f in improvement.after.findings) if r not in new]
    return "".join((
        paragraph(improvement.why),
        _rules(translate("Guide", "Gone"), gone, colors, colors.good),
        _rules(translate("Guide", "New"), new, colors, colors.bad),
        _rules(translate("Guide", "Still told"), stays, colors, colors.muted),
        _limits(translate("Guide", "Limits before"), improvement.before.limits, colors),
        _limits(translate("Guide", "Limits after"), improvement.after.limits, colors)))


def _rules(title: str, rules: Iterable[str], colors: Colors, color: str) -> str:
    lines = "".join(f'<p style="margin:0 0 3px 0"><span style="color:{color}">{card_link(rule, rule, colors)} '
                    f"{safe(rule_title(rule))}</span></p>" for rule in rules)
    return heading(title, colors) + lines if lines else ""


def _limits(title: str, checks: Iterable[LimitCheck], colors: Colors) -> str:
    most = sorted(checks, key=lambda c: (-c.utilization, c.limit, c.on))[:MOST]
    lines = "".join(f'<p style="margin:0 0 3px 0">{card_link(check.limit, check.limit, colors)} '
                    f"{safe(check.sentence)}</p>" for check in most)
    return heading(title, colors) + lines if lines else ""
