"""A comparison as JSON: stable, versioned; described in docs/consolidation.md and its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from d365arch.analysis.finding import Finding
from d365arch.whatif.compare import Comparison, CostChange, ElementChange, FigureChange, FindingChange

SCHEMA = 1
"""Version of the JSON; within a version keys may be added, none is removed or changes its meaning."""


def to_json(comparison: Comparison) -> str:
    """The JSON text of a comparison, with a line end."""
    return json.dumps(to_plain(comparison), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_plain(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; numbers are not rounded."""
    return {
        "schema": SCHEMA,
        "before": comparison.before.landscape,
        "after": comparison.after.landscape,
        "other_settings": comparison.other_settings,
        "metrics": {change.id: _figure(change) for change in comparison.figures},
        "costs": {change.kind: _cost(change) for change in comparison.costs},
        "findings": {"gone": [_finding(f) for f in comparison.findings_gone],
                     "new": [_finding(f) for f in comparison.findings_new],
                     "kept": [_kept(change) for change in comparison.findings_kept]},
        "elements": [_element(change) for change in comparison.elements],
    }


def _figure(change: FigureChange) -> dict[str, Any]:
    return {"before": change.before.value, "after": change.after.value, "change": change.change,
            "verdict": change.verdict.value}


def _cost(change: CostChange) -> dict[str, Any]:
    return {"count_before": change.count_before, "count_after": change.count_after, "before": change.before,
            "after": change.after, "change": change.change}


def _finding(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "severity": finding.severity.value, "message": finding.message,
            "elements": list(finding.elements)}


def _kept(change: FindingChange) -> dict[str, Any]:
    return {"before": _finding(change.before), "after": _finding(change.after), "verdict": change.verdict.value}


def _element(change: ElementChange) -> dict[str, Any]:
    return {"kind": change.kind, "id": change.id, "name": change.name, "change": change.change.value,
            "details": list(change.details)}
