"""Contoso's own rules; `rules` is what the entry point names."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import RuleText, Verdict
from d365arch.analysis.rules.registry import RuleFunction
from d365arch.analysis.rules.texts import text_of

BASKETS = text_of("X-101", {
    "title": "Prices asked line by line",
    "severity": "warning",
    "condition": "The price API is called several times for each message.",
    "why": "It prices whole baskets in one call; line by line, discounts are missed and its limit is reached.",
    "message": "{name} calls the price API {calls} times a message; the handbook allows {limit}.",
    "advice": "Let {caller} send the whole basket in one call.",
    "sources": ["C01"],
    "thresholds": {"warn": {"value": 1, "unit": "calls", "convention": True, "anchor": "Contoso handbook, chapter 4"}},
    "limits": ["C-PRICE"],
    "factor": "operation",
    "needs": ["volume.operations_per_message"],
})


def whole_baskets(context: RuleContext) -> Iterator[Verdict]:
    """X-101: more calls of the price API a message than allowed."""
    limit = context.threshold("X-101")
    for integration in context.active:
        calls = integration.volume and integration.volume.operations_per_message
        if calls and calls > limit and context.uses(integration, "contoso.price-api"):
            yield Verdict(
                (integration.id, integration.from_.system),
                {"name": context.name(integration.id), "calls": f"{calls:g}", "limit": f"{limit:g}",
                 "caller": context.name(integration.from_.system)},
                {"calls": calls, "allowed": limit})


def rules() -> list[tuple[RuleFunction, RuleText]]:
    """The rules with their texts."""
    return [(whole_baskets, BASKETS)]
