"""Limits that are near or exceeded and that no rule speaks of, as findings called after the limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from immutabledict import immutabledict

from d365arch.analysis.finding import Finding
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.records import Catalog
from d365arch.model.vocabulary import Severity

_USUAL_ADVICE = "Lower the load or spread it over time."


def of_limits(
    checks: Iterable[LimitCheck], findings: Iterable[Finding], catalog: Catalog, *, off: Collection[str] = ()
) -> Iterator[Finding]:
    """A finding for each check with a verdict, except where a rule about that limit speaks of one of its elements; then
    the rule's verdict counts."""
    texts = rule_texts()
    told = {(limit, element) for f in findings if f.severity is not Severity.UNSTATED and f.rule in texts
            for limit in texts[f.rule].limits for element in f.elements}
    for check in checks:
        elements = _elements(check)
        if check.verdict is None or check.limit in off or any((check.limit, e) in told for e in elements):
            continue
        fact = catalog.limits[check.limit]
        yield Finding(
            rule=check.limit, severity=check.verdict, message=" ".join((check.sentence, *check.assumptions)),
            advice=fact.advice or _USUAL_ADVICE, elements=elements,
            source="; ".join(f"{key} {catalog.sources[key].title}" for key in fact.sources) or None,
            aspect=f"{check.on}/{check.unit}",
            figures=immutabledict({"load": check.load, "allowed": check.allowed, "utilization": check.utilization}),
        )


def _elements(check: LimitCheck) -> tuple[str, ...]:
    """What is measured, where that is an element, and the integrations that contribute."""
    kind, _, name = check.on.rpartition(":")
    of = () if kind == "identity" or check.on == "tenant" else (name,)
    return tuple(dict.fromkeys((*of, *check.contributors)))
