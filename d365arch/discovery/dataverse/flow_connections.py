"""Connections of flows, in any of the forms they are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from d365arch.discovery.dataverse.connection_references import ConnectionReference
from d365arch.discovery.desk import Desk


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection of a flow, by the key that its calls use."""

    api: str
    reference: str = ""


def connections_of(properties: Mapping[str, Any], desk: Desk) -> dict[str, Connection]:
    """The connections of a flow in any of the forms they are written in, by key."""
    stated = properties.get("connectionReferences")
    found: dict[str, Connection] = {}
    for key, one in (stated if isinstance(stated, dict) else {}).items():
        if not isinstance(one, dict):
            continue
        inner = [part for part in (one.get("api"), one.get("apiDefinition"), one) if isinstance(part, dict)]
        texts: list[Any] = [part.get(name) for part in inner for name in ("name", "apiName", "id", "apiId")]
        api: str = next((text for text in texts if isinstance(text, str) and text), "")
        connection = one.get("connection")
        reference = (connection if isinstance(connection, dict) else one).get("connectionReferenceLogicalName")
        reference = reference if isinstance(reference, str) else ""
        if not api and reference:
            known = desk.defined(ConnectionReference, reference)
            api = known.connector if known is not None else ""
        found[str(key)] = Connection(api, reference)
    return found
