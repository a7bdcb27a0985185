"""Advice as JSON: stable, sorted, versioned; described in docs/advisor.md and docs/advice.schema.json."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from d365arch.analysis.advisor.advise import Advice, Recommendation
from d365arch.analysis.advisor.need import stated
from d365arch.analysis.limits.records import LimitCheck
from d365arch.model import Frequency

SCHEMA = 1
"""Version of the JSON."""


def advice_json(advice: Advice) -> str:
    """The JSON text of advice, with a line end; numbers are not rounded."""
    return json.dumps(to_plain(advice), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_plain(advice: Advice) -> dict[str, Any]:
    """Advice as plain data."""
    at = advice.situation
    return {
        "schema": SCHEMA,
        "need": {key: _plain(value) for key, value in stated(advice.need).items()},
        "situation": {"row": at.row.id if at.row else None, "title": at.row.title if at.row else None,
                      "volume": at.band.value, "peak_per_hour": at.hourly, "answer_needed": at.answer, "data": at.flow},
        "assumptions": list(advice.assumptions),
        "note": advice.note or None,
        "recommendations": [_recommendation(r) for r in advice.recommendations],
        "drawn": _recommendation(advice.drawn) if advice.drawn else None,
        "questions": [{"id": q.id, "key": q.key, "title": q.title, "why": q.why} for q in advice.questions],
    }


def _recommendation(r: Recommendation) -> dict[str, Any]:
    return {
        "rank": r.rank, "endpoint": r.endpoint, "via": r.via, "name": r.name, "score": r.score,
        "status": r.status.value, "fits": list(r.fits), "against": list(r.against), "violates": list(r.violates),
        "limits": [_limit(check) for check in r.limits], "pros": list(r.pros), "cons": list(r.cons),
        "sources": list(r.sources), "builds": {key: _plain(value) for key, value in r.builds},
        "parts": [{"kind": p.kind.value, "points": p.points, "on": p.on, "text": p.text} for p in r.parts],
    }


def _limit(check: LimitCheck) -> dict[str, Any]:
    return {"limit": check.limit, "load": check.load, "allowed": check.allowed, "unit": check.unit,
            "utilization": check.utilization, "verdict": check.verdict.value if check.verdict else None,
            "assumptions": list(check.assumptions)}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Frequency):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
