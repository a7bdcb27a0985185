"""Runs rules: turns their verdicts into findings, keeps broken ones apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.analysis.finding import Finding
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import RuleText
from d365arch.analysis.rules.registry import RuleFunction, own_rules
from d365arch.analysis.rules.render import finding
from d365arch.analysis.rules.texts import rule_texts
from d365arch.errors import printable


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
            what = f"{type(error).__name__}: {printable(str(error), 200)}"
            broken[key] = f"Rule {printable(key)} failed ({what}) and was left out; please report it."
    return RuleRun(findings=tuple(found), broken=immutabledict(broken))
