"""Warnings for integrations that run against the catalog, which the drawing marks too, among the findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from d365arch.analysis.finding import Finding
from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.gui.language import translate
from d365arch.model.vocabulary import Severity

if TYPE_CHECKING:
    from d365arch.analysis.result import AnalysisResult

AGAINST = "against-catalog"
"""The rule behind the warnings for integrations that an endpoint is not made for."""


def with_contradictions(result: AnalysisResult, facts: Facts) -> AnalysisResult:
    """The result, with a warning for each integration that runs against the catalog."""
    advice = translate("Findings", "Let the other side start (Ctrl+Shift+X), or choose an "
                                   "endpoint that is made for it.")
    against = tuple(
        Finding(rule=AGAINST, severity=Severity.WARNING, advice=advice, elements=(integration.id,),
                message=translate("Findings", "{name} runs against the catalog: {sentence}").format(
                    name=integration.label, sentence=sentence))
        for integration in facts.landscape.integrations if (sentence := contradiction(facts, integration)))
    if not against:
        return result
    grave = [n for n, each in enumerate(result.findings) if each.severity in (Severity.VIOLATION, Severity.WARNING)]
    at = grave[-1] + 1 if grave else 0
    return replace(result, findings=(*result.findings[:at], *against, *result.findings[at:]))
