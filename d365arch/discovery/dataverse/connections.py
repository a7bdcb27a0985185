"""Connection references of a solution, and the systems behind them."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import connector
from d365arch.discovery.records import FoundSystem
from d365arch.model.integration import Evidence


@dataclass(frozen=True, slots=True)
class Reference:
    """A connection reference: the id of its connector, as written."""

    connector: str


def survey_connections(parts: Components, desk: Desk) -> None:
    """Let virtual tables and agents of this and other solutions find the connection references."""
    for component in parts.of("connectionreference"):
        custom = component.child("customconnectorid")
        own = next((below.text or "" for below in custom.iter() if (below.text or "").strip()), "") \
            if custom is not None else ""
        connector_id = component.text("connectorid") or own
        if connector_id.strip():
            desk.define(component.id, Reference(connector_id.strip()))


def connector_of_reference(name: str, desk: Desk) -> str:
    """The connector of a connection reference, where some artefact of the run has it; empty where none does."""
    known = desk.defined(Reference, name.strip())
    return known.connector if known else ""


def connected_system(api: str, dataset: str, desk: Desk, seen: tuple[Evidence, ...], *,
                     on_premises: bool = False) -> FoundSystem:
    """The system a connection leads to, with its data set: site, server and database, organisation."""
    return connector(api).system(dataset, seen, on_premises=on_premises)
