"""Turns what a rule says of elements into a finding, in the words of its texts."""

from __future__ import annotations

from collections.abc import Mapping

from immutabledict import immutabledict

from d365arch.analysis.finding import Finding
from d365arch.analysis.rules.records import RuleText, Verdict
from d365arch.catalog.records import Source
from d365arch.model.vocabulary import Severity


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
        aspect="" if variant in {"default", "unstated"} else variant,
    )
