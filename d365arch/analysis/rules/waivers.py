"""Accepted findings: which waiver or recorded exception covers what, and what is wrong with them (W-1xx)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from immutabledict import immutabledict

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.names import LinkNames
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.render import finding
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.records import Source
from d365arch.errors import printable
from d365arch.model import Landscape, StrategyException, Waiver
from d365arch.model.problems import did_you_mean
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
        self._landscape = landscape
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

    def split(self, finding: Finding) -> Iterator[Finding]:
        """The finding with the waiver that covers it; where one covers only some of its elements, in parts.

        A waiver on the main element or the landscape covers the whole. Where a finding is about several integrations
        of one system, or tells what several elements do not state, one on some of them takes those out and the finding
        goes on for the others.
        """
        if not self.any_on(finding.rule):
            yield finding
            return
        main = finding.elements[0] if finding.elements else None
        parts = self._parts(finding)
        whole = self.on(finding.rule, None if main in parts else main)
        held = {part: waiver for part in parts if (waiver := self.on(finding.rule, part))}
        if whole or not held:
            yield replace(finding, waiver=whole) if whole else finding
            return
        groups: dict[Waiver, list[str]] = {}
        for part, waiver in held.items():
            groups.setdefault(waiver, []).append(part)
        if len(held) == len(parts) and len(groups) == 1:
            yield replace(finding, waiver=next(iter(groups)))
            return
        first = () if main is None or main in parts else (main,)
        if len(held) < len(parts):
            yield replace(
                finding, elements=tuple(e for e in finding.elements if e not in held),
                message=f"{finding.message} A waiver takes out {self._told(held)}, which is still counted here.")
        for waiver, named in groups.items():
            yield replace(finding, elements=(*first, *named), waiver=waiver,
                          message=f"{self._told(named)}, told apart: {finding.message}")

    def _parts(self, finding: Finding) -> tuple[str, ...]:
        """The elements of a finding that a waiver can take out: integrations beside a system that is the main element,
        or all where none is before the others."""
        kinds = {element in self._integrations for element in finding.elements}
        if finding.severity is Severity.UNSTATED and len(kinds) == 1:
            return finding.elements
        if finding.elements and finding.elements[0] not in self._integrations:
            return tuple(e for e in finding.elements[1:] if e in self._integrations)
        return ()

    def _told(self, elements: Iterable[str]) -> str:
        return say.listing([self._names.element(e) for e in elements], 4)

    @cached_property
    def _names(self) -> LinkNames:
        return LinkNames(self._landscape)


def as_waiver(exception: StrategyException) -> Waiver:
    """An exception as a waiver; without a rule it is one from all rules of alignment."""
    return Waiver(rule=exception.rule or ALIGNMENT, on=exception.integration, reason=exception.reason,
                  until=exception.until)


def missing(waiver: Waiver) -> tuple[str, ...]:
    """What a waiver must state and does not."""
    return tuple(key for key in ("owner", "reason", "until") if not getattr(waiver, key))


def apply_waivers(
    findings: Iterable[Finding], waivers: Waivers, *, off: Collection[str] = (),
    sources: Mapping[str, Source] = immutabledict(), known: Collection[str] = (),
) -> tuple[Finding, ...]:
    """The findings with their waivers, and a finding for each waiver that does not hold or covers nothing.

    `known` are the ids of all rules and limits; with none, no id is told to be unknown.
    """
    covered = [part for f in findings for part in waivers.split(f)]
    told = rule_texts()
    wrong = [finding(verdict, told[rule], sources) for rule, verdict in _wrong(covered, waivers, known)
             if rule not in off]
    return (*covered, *wrong)


def _wrong(
    findings: Collection[Finding], waivers: Waivers, known: Collection[str]
) -> Iterator[tuple[str, Verdict]]:
    if not waivers.waivers and not waivers.exceptions:
        return
    used = {f.waiver for f in findings if f.waiver}
    present = {(f.rule, element) for f in findings for element in (*f.elements, None)}
    for waiver in waivers.waivers:
        words = {"rule": waiver.rule, "on": f"on {waiver.on}" if waiver.on else "on the whole landscape",
                 "missing": " and ".join(missing(waiver)), "until": waiver.until, "owner": waiver.owner or "Nobody"}
        elements = (waiver.on,) if waiver.on else ()
        if known and waiver.rule not in known:
            yield "W-103", _unknown(waiver.rule, elements, known)
        elif missing(waiver):
            yield "W-102", Verdict(elements, words)
        elif waivers.over(waiver.until):
            yield "W-101", Verdict(elements, words)
        elif waiver not in used:
            words["also"] = ("; the rule speaks of it only beside others"
                             if (waiver.rule, waiver.on) in present else "")
            yield "W-103", Verdict(elements, words)
    for exception in waivers.exceptions:
        if known and exception.rule and exception.rule not in known:
            yield "W-103", _unknown(exception.rule, (exception.integration,) if exception.integration else (), known)
            continue
        what = exception.rule or "the strategy"
        words = {"rule": what, "on": f"for {exception.integration}" if exception.integration else "",
                 "until": exception.until, "missing": "reason", "owner": "The strategy"}
        elements = (exception.integration,) if exception.integration else ()
        if not exception.reason or not (exception.rule or exception.integration):
            words["missing"] = "reason" if not exception.reason else "rule or integration"
            yield "W-102", Verdict(elements, words, variant="exception")
        elif waivers.over(exception.until):
            yield "W-101", Verdict(elements, words, variant="exception")


def _unknown(rule: str, elements: tuple[str, ...], known: Collection[str]) -> Verdict:
    hint = did_you_mean(rule.upper(), sorted(known, key=str.lower))
    near = next((k for k in known if k.lower() == rule.lower()), None)
    hint = f'; did you mean "{near}"?' if near else hint
    words = {"rule": printable(rule), "hint": hint or "."}
    return Verdict(elements, words, severity=Severity.WARNING, variant="unknown")
