"""A plan as JSON: stable, sorted, versioned; described in docs/consolidation.md and its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from d365arch.analysis.consolidation.records import (
    Blocked,
    GroupKey,
    NearMiss,
    Pair,
    Plan,
    PlannedChannel,
    Rejected,
    Risk,
    Step,
)

SCHEMA = 1
"""Version of the JSON; within a version keys may be added, none is removed or changes its meaning."""


def to_json(plan: Plan, landscape: str) -> str:
    """The JSON text of a plan for the landscape of that name, with a line end."""
    return json.dumps(to_plain(plan, landscape), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_plain(plan: Plan, landscape: str) -> dict[str, Any]:
    """The plan as plain data; numbers are not rounded, and nothing tells when or how fast it was made."""
    options = plan.options
    return {
        "schema": SCHEMA,
        "landscape": landscape,
        "cost_before": plan.cost_before,
        "cost_after": plan.cost_after,
        "lower_bound": plan.lower_bound,
        "gap": plan.gap,
        "proven": plan.proven,
        "links_before": plan.links_before,
        "links_after": plan.links_after,
        "steps": [_step(step) for step in plan.steps],
        "steps_left": plan.steps_left,
        "rejected": [_rejected(rejected) for rejected in plan.rejected],
        "near_misses": [_near_miss(miss) for miss in plan.near_misses],
        "ineligible": _blocked(plan.ineligible),
        "overlaps": list(plan.overlaps),
        "groups": plan.groups,
        "idle_groups": plan.idle_groups,
        "open_parts": [_key(key) for key in plan.open_parts],
        "cut_short": plan.cut_short,
        "solver": plan.solver,
        "options": {"time_limit": options.seconds, "steps": options.steps, "exact": options.exact,
                    "filtered": options.filtered, "seed": options.seed},
    }


def _step(step: Step) -> dict[str, Any]:
    hub = step.hub
    return {
        "hub": {"id": hub.id, "name": hub.name, "kind": hub.kind, "type": hub.type, "new": hub.new, "zone": hub.zone,
                "class": hub.cls.value},
        "channels": [_channel(channel) for channel in step.channels],
        "removed": list(step.removed),
        "added": [{"channel": spoke.channel, "system": spoke.system, "side": spoke.side} for spoke in step.added],
        "cost_before": step.cost_before,
        "cost_after": step.cost_after,
        "gain": step.gain,
        "metrics_before": asdict(step.before) if step.before else None,
        "metrics_after": asdict(step.after) if step.after else None,
        "risks": [_risk(risk) for risk in step.risks],
        "why": step.why,
    }


def _key(key: GroupKey) -> dict[str, Any]:
    return {"entity": key.entity, "entities": list(key.entities), "class": key.cls.value, "zone": key.zone,
            "lane": key.lane}


def _channel(channel: PlannedChannel) -> dict[str, Any]:
    return _key(channel.key) | {
        "producers": list(channel.producers), "consumers": list(channel.consumers), "extends": channel.extends,
        "covers": _pairs(channel.covers), "filters": _pairs(channel.filters),
    }


def _pairs(pairs: Iterable[Pair]) -> list[list[str]]:
    return [list(pair) for pair in pairs]


def _risk(risk: Risk) -> dict[str, Any]:
    return {"kind": risk.kind, "severity": risk.severity, "sentence": risk.sentence, "elements": list(risk.elements),
            "figures": dict(sorted(risk.figures.items()))}


def _rejected(rejected: Rejected) -> dict[str, Any]:
    return {"class": rejected.cls.value, "zone": rejected.zone, "kind": rejected.kind, "saving": rejected.saving,
            "fee": rejected.fee, "shortfall": rejected.shortfall,
            "channels": [_channel(channel) for channel in rejected.channels], "why": rejected.why}


def _near_miss(miss: NearMiss) -> dict[str, Any]:
    return _key(miss.key) | {
        "producers": list(miss.producers), "consumers": list(miss.consumers), "missing": _pairs(miss.missing),
        "blocked": _blocked(miss.blocked), "saving": miss.saving, "question": miss.question,
    }


def _blocked(items: Iterable[Blocked]) -> list[dict[str, str]]:
    return [{"integration": each.integration, "reason": each.reason.value} for each in items]
