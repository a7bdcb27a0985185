"""Accepted findings: which waiver or recorded exception covers what, and what is wrong with them (W-1xx)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from immutabledict import immutabledict

from d365arch.analysis.finding import Finding
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.render import finding
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.records import Source
from d365arch.model import Landscape, StrategyException, Waiver
from d365arch.model.vocabulary import Severity

ALIGNMENT = "P-2"
"""How the ids of the rules begin that an exception without a rule is from: those of alignment with the strategy."""


class Waivers:
    """The waivers and exceptions of a landscape that hold on a day.

    A waiver holds with owner, reason and a last day that is not over; without a day of today none is over. An exception
    of the strategy is a standing decision: it holds with a reason, and until its last day where one is stated.
    """

    def __init__(self, landscape: Landscape, today: datetime.date | None = None) -> None:
        self.waivers = landscape.waivers
        self._today = today
        self._integrations = landscape.integration_by_id
        self.exceptions = landscape.strategy.exceptions if landscape.strategy else ()
        self._by_rule: dict[str, dict[str | None, Waiver]] = {}
        exceptions = [as_waiver(e) for e in self.exceptions if e.reason and (e.rule or e.integration)]
        for waiver in (*(w for w in self.waivers if not missing(w)), *exceptions):
            if not self.over(waiver.until):
                self._by_rule.setdefault(waiver.rule, {}).setdefault(waiver.on, waiver)

    def any_on(self, rule: str) -> bool:
        """Whether any waiver is about this rule."""
        return rule in self._by_rule or (rule.startswith(ALIGNMENT) and ALIGNMENT in self._by_rule)

    def over(self, until: datetime.date | None) -> bool:
        """Whether a last day has passed."""
        return until is not None and self._today is not None and until < self._today

    def on(self, rule: str, element: str | None) -> Waiver | None:
        """The waiver that covers this rule on an element; `None` is the whole landscape, whose waivers cover all."""
        for key in (rule, ALIGNMENT) if rule.startswith(ALIGNMENT) else (rule,):
            held = self._by_rule.get(key)
            if held and (found := held.get(element) or held.get(None)):
                return found
        return None

    def covering(self, finding: Finding) -> Waiver | None:
        """The waiver that covers a finding.

        It names the main element or, where that is a system, an integration that the finding is about. A finding on
        what several elements do not state is covered when all of them are.
        """
        if not self._by_rule:
            return None
        main, *others = finding.elements or (None,)
        if finding.severity is Severity.UNSTATED:
            each = [self.on(finding.rule, element) for element in finding.elements or (None,)]
            return each[0] if all(each) else None
        blamed = [e for e in others if e in self._integrations] if main not in self._integrations else []
        return next(filter(None, (self.on(finding.rule, element) for element in (main, *blamed))), None)


def as_waiver(exception: StrategyException) -> Waiver:
    """An exception as a waiver; without a rule it is one from all rules of alignment."""
    return Waiver(rule=exception.rule or ALIGNMENT, on=exception.integration, reason=exception.reason,
                  until=exception.until)


def missing(waiver: Waiver) -> tuple[str, ...]:
    """What a waiver must state and does not."""
    return tuple(key for key in ("owner", "reason", "until") if not getattr(waiver, key))


def apply_waivers(
    findings: Iterable[Finding], waivers: Waivers, *, off: Collection[str] = (),
    sources: Mapping[str, Source] = immutabledict(),
) -> tuple[Finding, ...]:
    """The findings with their waivers, and a finding for each waiver that does not hold or covers nothing."""
    covered = [replace(f, waiver=w) if (w := waivers.covering(f)) else f for f in findings]
    told = rule_texts()
    wrong = [finding(verdict, told[rule], sources) for rule, verdict in _wrong(covered, waivers) if rule not in off]
    return (*covered, *wrong)


def _wrong(findings: Collection[Finding], waivers: Waivers) -> Iterator[tuple[str, Verdict]]:
    if not waivers.waivers and not waivers.exceptions:
        return
    used = {f.waiver for f in findings if f.waiver}
    present = {(f.rule, element) for f in findings for element in (*f.elements, None)}
    for waiver in waivers.waivers:
        words = {"rule": waiver.rule, "on": f"on {waiver.on}" if waiver.on else "on the whole landscape",
                 "missing": " and ".join(missing(waiver)), "until": waiver.until, "owner": waiver.owner or "Nobody"}
        elements = (waiver.on,) if waiver.on else ()
        if missing(waiver):
            yield "W-102", Verdict(elements, words)
        elif waivers.over(waiver.until):
            yield "W-101", Verdict(elements, words)
        elif waiver not in used:
            words["also"] = ("; the rule speaks of it only beside others"
                             if (waiver.rule, waiver.on) in present else "")
            yield "W-103", Verdict(elements, words)
    for exception in waivers.exceptions:
        what = exception.rule or "the strategy"
        words = {"rule": what, "on": f"for {exception.integration}" if exception.integration else "",
                 "until": exception.until, "missing": "reason", "owner": "The strategy"}
        elements = (exception.integration,) if exception.integration else ()
        if not exception.reason or not (exception.rule or exception.integration):
            words["missing"] = "reason" if not exception.reason else "rule or integration"
            yield "W-102", Verdict(elements, words, variant="exception")
        elif waivers.over(exception.until):
            yield "W-101", Verdict(elements, words, variant="exception")
