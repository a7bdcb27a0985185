"""The analysis as JSON: stable, sorted, versioned; described in docs/analysis-json.md and its JSON Schema."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from d365arch.analysis.chains import Chain
from d365arch.analysis.consolidation.records import Plan
from d365arch.analysis.figures import values
from d365arch.analysis.result import SCHEMA, AnalysisResult, SystemMetrics
from d365arch.analysis.rulebook import rule_title
from d365arch.analysis.sprawl import SameFlow
from d365arch.catalog.facts import Facts
from d365arch.edit.plain import to_plain as stated
from d365arch.model import Integration
from d365arch.whatif.plan_json import to_plain as plan_plain

REPORT = 1
"""Version of what a report adds to the JSON of the analysis."""


def to_json(result: AnalysisResult) -> str:
    """The JSON text of a result, with a line end."""
    return json.dumps(to_plain(result), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_report_json(result: AnalysisResult, facts: Facts, plan: Plan | None) -> str:
    """The JSON text of a report: the analysis with the plan and all integrations beside it, with a line end.

    `report` is the version of what is added here.
    """
    plain = to_plain(result) | {
        "report": REPORT,
        "plan": None if plan is None else plan_plain(plan, result.landscape),
        "integrations": [_integration(facts, i) for i in sorted(facts.landscape.integrations, key=lambda i: i.id)],
    }
    return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _integration(facts: Facts, i: Integration) -> dict[str, Any]:
    """What is stated, and what follows from it and the catalog."""
    timing = facts.timing(i)
    return {"id": i.id, "name": i.label, "from": str(i.from_), "to": str(i.to), "direction": facts.direction(i).value,
            "timing": timing.value if timing else None, "protocol": facts.protocol(i), "data": i.data_flow.value,
            "stated": {key: value for key, value in stated(i).items() if key not in {"id", "name", "from_", "to"}}}


def to_plain(result: AnalysisResult) -> dict[str, Any]:
    """The result as plain data; numbers are not rounded."""
    m = result.metrics
    return {
        "schema": SCHEMA,
        "landscape": result.landscape,
        "metrics": values(result),
        "structure": {
            "shape": m.shape,
            "channels": m.channels,
            "cyclic_groups": [list(g) for g in m.cyclic_groups],
            "mutual_pairs": [list(p) for p in m.mutual_pairs],
            "cuts": [{"node": c.node, "hub": c.hub, "parts": [list(p) for p in c.parts]} for c in m.cuts],
            "bridges": [list(b) for b in m.bridges],
            "sync_cycles": [list(c) for c in m.sync_cycles],
            "protocols": dict(m.protocols),
            "betweenness_estimated": m.betweenness_estimated,
        },
        "chains": {"deepest": _chain(result.deepest_chain), "slowest": _chain(result.slowest_chain),
                   "drawn": _chain(result.drawn_chain)},
        "systems": [_system(s) for s in result.systems],
        "duplicates": [_flow(f) for f in result.duplicates],
        "redundant": [_flow(f) for f in result.redundant],
        "implied": [_flow(f) for f in result.implied],
        "findings": [
            {
                "rule": f.rule, "title": rule_title(f.rule), "severity": f.severity.value, "message": f.message,
                "advice": f.advice, "elements": list(f.elements), "figures": dict(sorted(f.figures.items())),
                "source": f.source,
            }
            for f in result.findings
        ],
        "broken_rules": dict(sorted(result.broken_rules.items())),
        "assumptions": {f.name: list(getattr(result.assumptions, f.name)) for f in fields(result.assumptions)},
        "settings": _settings(result),
    }


def _chain(chain: Chain | None) -> dict[str, Any] | None:
    if chain is None:
        return None
    return {"nodes": list(chain.nodes), "links": list(chain.links), "calls": chain.calls,
            "latency_ms": chain.latency_ms, "unstated": chain.unstated, "availability": chain.availability}


def _system(system: SystemMetrics) -> dict[str, Any]:
    plain = {f.name: getattr(system, f.name) for f in fields(system)}
    return plain | {"neighbors": list(system.neighbors)}


def _flow(flow: SameFlow) -> dict[str, Any]:
    return {"source": flow.source, "target": flow.target, "entity": flow.entity, "links": list(flow.links),
            "class": flow.cls, "channel": flow.channel}


def _settings(result: AnalysisResult) -> dict[str, Any]:
    settings = result.settings
    return {
        "costs": {f.name: getattr(settings.costs, f.name) for f in fields(settings.costs)},
        "hop_ms": dict(settings.hop_ms),
        "capacities": dict(sorted(settings.capacities.items())),
        "system_availability": settings.system_availability,
        "hub_availability": settings.hub_availability,
        "stream_rate": settings.stream_rate,
        "exact_systems": settings.exact_systems,
        "pivots": settings.pivots,
        "thresholds": dict(sorted(settings.thresholds.items())),
    }
