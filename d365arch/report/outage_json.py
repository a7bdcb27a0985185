"""Outages as JSON: stable, sorted, versioned; described in docs/analysis.md and docs/outage.schema.json."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from d365arch.analysis.outage import Outage, OutageRank

SCHEMA = 1
"""Version of the JSON."""


def outage_json(landscape: str, outage: Outage) -> str:
    """The JSON text of one outage, with a line end; numbers are not rounded."""
    return _text({"schema": SCHEMA, "landscape": landscape, "outage": _plain(outage)
                  | {"counts": outage.counts, "blast_radius": outage.blast_radius}})


def ranking_json(landscape: str, ranks: tuple[OutageRank, ...]) -> str:
    """The JSON text of a ranking, with a line end."""
    return _text({"schema": SCHEMA, "landscape": landscape,
                  "ranking": [_plain(rank) | {"blast_radius": rank.blast_radius} for rank in ranks]})


def _text(plain: dict[str, Any]) -> str:
    return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(part) for name, part in value._asdict().items()}
        return [_plain(each) for each in value]
    return value

