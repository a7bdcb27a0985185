"""A discovery as JSON for scripts; `docs/discovery.md` describes every key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from d365arch.catalog.records import Catalog
from d365arch.discovery.directions import INBOUND, OUTBOUND, d365_of, direction_of
from d365arch.discovery.ids import Ids, ids_of
from d365arch.discovery.records import (
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    best_confidence,
)
from d365arch.discovery.zones import zone_hint
from d365arch.model.integration import Evidence

FORMAT = 1
"""Version of this output; a key is never given another meaning without a new number."""


def to_json(discovery: Discovery, catalog: Catalog) -> str:
    """The text, with a line end; the same for the same finds, whatever the order they were read in."""
    return json.dumps(as_data(discovery, catalog), indent=2, ensure_ascii=False) + "\n"


def as_data(discovery: Discovery, catalog: Catalog) -> dict[str, Any]:
    """The same as plain data."""
    ids = ids_of(discovery)
    d365 = d365_of(discovery.systems, catalog)
    return {
        "schema": FORMAT,
        "systems": [_system(one, ids) for one in discovery.systems],
        "endpoints": [_endpoint(one, ids) for one in discovery.endpoints],
        "integrations": [_integration(one, integration_id, ids, d365)
                         for one, integration_id in zip(discovery.integrations, ids.integrations, strict=True)],
        "offers": [{"systems": [ids.systems[one] for one in offer.systems], "reason": offer.reason}
                   for offer in discovery.offers],
        "remarks": [one._asdict() for one in discovery.remarks],
        "read": [{"file": one.file, "kind": one.kind.value, "name": one.name} for one in discovery.read],
        "not_read": [one._asdict() for one in discovery.not_read],
        "passed_over": dict(discovery.passed_over),
        "secrets": [one._asdict() for one in discovery.secrets],
    }


def _system(one: FoundSystem, ids: Ids) -> dict[str, Any]:
    zone = zone_hint(one)
    return {
        "id": ids.systems[one.identity], "name": one.name, "type": one.type,
        "zone": zone.name if zone else None, "zone_kind": zone.kind.value if zone else None,
        "hosting": one.hosting, "description": one.description, "aliases": list(one.aliases),
        "unresolved": one.unresolved, "supporting": one.supporting,
        "confidence": best_confidence(one.evidence).value, "evidence": _evidence(one.evidence),
    }


def _endpoint(one: FoundEndpoint, ids: Ids) -> dict[str, Any]:
    return {
        "id": _endpoint_id(one.system, one.key, ids), "system": ids.systems[one.system], "name": one.name,
        "type": one.type, "direction": one.direction, "timing": [timing.value for timing in one.timing],
        "protocol": one.protocol, "entities": list(one.entities), "operations": _words(one.operations),
        "details": list(one.details), "auth": one.auth, "confidence": best_confidence(one.evidence).value,
        "evidence": _evidence(one.evidence),
    }


def _integration(one: FoundIntegration, integration_id: str, ids: Ids, d365: dict[Identity, bool]) -> dict[str, Any]:
    direction = direction_of(one, d365)
    at_ends = {"direction_at": {"from": OUTBOUND, "to": INBOUND}} if direction.between_d365 and not one.both else {}
    return {
        "id": integration_id, "name": one.name, "from": ids.systems[one.from_], "to": ids.systems[one.to],
        "from_endpoint": _endpoint_id(one.from_, one.from_endpoint, ids),
        "to_endpoint": _endpoint_id(one.to, one.to_endpoint, ids),
        "direction": direction.word, **at_ends, "timing": one.timing, "trigger": one.trigger,
        "frequency": one.frequency, "data": one.data, "kind": one.kind, "protocol": one.protocol,
        "entities": list(one.entities), "operations": _words(one.operations), "details": list(one.details),
        "notes": list(one.notes), "auth": one.auth, "low_code": one.low_code, "active": one.active is not False,
        "tags": list(one.tags),
        "per_day": one.per_day, "per_hour": one.per_hour, "owner": one.owner, "criticality": one.criticality,
        "description": one.description, "automation": one.automation,
        "confidence": one.confidence.value, "evidence": _evidence(one.evidence),
    }


def _endpoint_id(system: Identity, key: str | None, ids: Ids) -> str | None:
    endpoint = ids.endpoints.get((system, key)) if key else None
    return f"{ids.systems[system]}.{endpoint}" if endpoint else None


def _words(operations: Iterable[Any]) -> list[str]:
    return [operation.value for operation in operations]


def _evidence(pieces: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"file": piece.file, "place": piece.place, "confidence": piece.confidence} for piece in pieces]
