"""Runs rules: turns their verdicts into findings, keeps broken ones apart, and applies what was waived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.analysis.finding import Finding
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import RuleFunction, RuleText, Verdict
from d365arch.analysis.rules.registry import own_rules
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.records import Source
from d365arch.model.vocabulary import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRun:
    """What the rules said; `broken` tells of each rule that failed, in a sentence."""

    findings: tuple[Finding, ...]
    broken: Mapping[str, str]


def run_rules(
    context: RuleContext, *, only: Collection[str] = (), off: Collection[str] = (),
    more: Mapping[str, tuple[RuleFunction, RuleText]] = immutabledict(),
) -> RuleRun:
    """All rules, or `only` some, without those that are `off`; `more` are rules of packs and entry points."""
    texts = rule_texts()
    listed = {key: (function, texts.get(key)) for key, function in own_rules().items()} | dict(more)
    found: list[Finding] = []
    broken: dict[str, str] = {}
    for key, (function, text) in listed.items():
        if (only and key not in only) or key in off:
            continue
        if text is None:
            broken[key] = f"Rule {key} has no texts in resources/rules and was left out; please report it."
            continue
        try:
            # A list, so that of a rule that fails half-way nothing is told.
            found.extend([finding(verdict, text, context.facts.catalog.sources) for verdict in function(context)])
        except Exception as error:  # a rule that fails must not keep the others from being told
            broken[key] = f"Rule {key} failed ({type(error).__name__}: {error}) and was left out; please report it."
    return RuleRun(findings=tuple(found), broken=immutabledict(broken))


def finding(verdict: Verdict, text: RuleText, sources: Mapping[str, Source] = immutabledict()) -> Finding:
    """The finding that a verdict amounts to; of its `sources` those that are known are told by title, too."""
    severity = verdict.severity or text.severity
    variant = "unstated" if severity is Severity.UNSTATED and verdict.variant == "default" else verdict.variant
    message = text.messages.get(variant, text.messages["default"])
    advice = text.advice.get(variant, text.advice["default"])
    return Finding(
        rule=text.id, severity=severity, message=message.format(**verdict.words),
        advice=advice.format(**verdict.words), elements=tuple(dict.fromkeys(verdict.elements)),
        source="; ".join(f"{key} {sources[key].title}" if key in sources else key for key in text.sources) or None,
        figures=immutabledict(verdict.figures),
    )
