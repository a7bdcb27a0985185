"""Connection references of apps and virtual tables, and the systems behind them."""

from __future__ import annotations

from dataclasses import replace

from d365arch.discovery.dataverse.connection_references import ConnectionReference
from d365arch.discovery.dataverse.connectors import custom_connector, undefined_connector
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import connector
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows.tenant_parts import system_of
from d365arch.model.integration import Evidence


def connector_of_reference(name: str, desk: Desk) -> str:
    """The connector of a connection reference, where some artefact of the run has it; empty where none does."""
    known = desk.defined(ConnectionReference, name.strip())
    return known.connector if known else ""


def connected_system(api: str, dataset: str, desk: Desk, seen: tuple[Evidence, ...], *,
                     on_premises: bool = False) -> FoundSystem:
    """The system a connection leads to, with its data set: site, server and database, organisation.

    That of a custom connector is the host in its definition, where an artefact of the run has one.
    """
    known = connector(api)
    if known.kind in {"custom", "unknown"} and (own := custom_connector(api, desk)) is not None:
        return own.system(seen)
    if known.kind == "custom":
        return undefined_connector(known, seen)
    found = system_of(known, {"dataset": dataset}, seen, on_premises=on_premises)
    if known.identity == "host" and not found.identity.part:
        return replace(found, identity=Identity(f"connector.{known.id}"), unresolved=True)
    return found
