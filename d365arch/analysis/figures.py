"""The figures of a landscape in the order and the words in which people are told them."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.rulebook import coupling_rules
from d365arch.analysis.wording import figure
from d365arch.model.vocabulary import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: `value` as computed, `shown` as text, `meaning` for a manager, `severity` of a finding about it."""

    id: str
    title: str
    value: float | None
    shown: str
    meaning: str
    source: str
    unit: str
    severity: Severity | None = None


def values(result: AnalysisResult) -> dict[str, float | None]:
    """The figures by id, in the rulebook's order."""
    m = result.metrics
    found: dict[str, float | None] = {
        "systems": m.systems, "hubs": m.hubs, "direct_links": m.direct_links, "spokes": m.spokes,
        "point_to_point_ratio": m.point_to_point_ratio, "direct_density": m.direct_density,
        "propagation_cost": m.propagation_cost, "core": m.core, "cyclic_groups": len(m.cyclic_groups),
        "mutual_pairs": len(m.mutual_pairs), "cut_systems": len(m.cut_systems), "bridges": len(m.bridges),
        "sync_depth": m.sync_depth, "chain_latency_ms": m.chain_latency_ms,
        "chain_availability": m.chain_availability, "protocol_entropy": m.protocol_entropy,
        "duplicates": len(result.duplicates), "redundant": len(result.redundant), "implied": len(result.implied),
        "landscape_cost": m.landscape_cost,
    }
    return {key: found[key] for key in coupling_rules().metrics}


def figures(result: AnalysisResult) -> list[Figure]:
    """All figures with their texts; one that a default rule finds fault with carries the gravest severity."""
    book = coupling_rules()
    faults: dict[str, Severity] = {}
    for finding in result.findings:
        rule = book.rules.get(finding.rule)
        if rule and rule.metric:
            faults.setdefault(rule.metric, finding.severity)
    endless = {"sync_depth", "chain_latency_ms"} if result.metrics.sync_cycles else set()
    return [
        Figure(id=key, title=text.title, value=value,
               shown="circle" if key in endless else figure(value, text.unit), meaning=text.meaning,
               source=text.source, unit=text.unit, severity=faults.get(key))
        for (key, value), text in zip(values(result).items(), book.metrics.values(), strict=True)
    ]
