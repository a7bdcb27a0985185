"""Virtual tables: rows that Dataverse fetches from another system each time somebody looks at them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from d365arch.discovery.addresses import Address, address_of
from d365arch.discovery.dataverse.components import Component, Components, plain_id
from d365arch.discovery.dataverse.connections import connected_system, connector_of_reference
from d365arch.discovery.dataverse.embedded import decoded, embedded_json
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment, finance_operations, is_known_host, system_at
from d365arch.discovery.records import DATAVERSE, FoundEndpoint, FoundIntegration, FoundSystem, Identity
from d365arch.discovery.values import as_text, object_in
from d365arch.discovery.workflows.targets import harmless_path
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger

ODATA = "a17be158-e9dd-e611-80d3-00155da29216"
CONNECTOR = "b581d5dc-72e1-ea11-a81e-000d3af5fff1"
_OWN = frozenset({
    "1d9bde74-9ebd-4da9-8ff5-aa74945b9f74",  # elastic tables, which Dataverse keeps itself
    "b2112a7e-b26c-42f7-9b63-9a809a9d716f",  # tables of data sources, not of data
})
_NO_ID = frozenset({"", "00000000-0000-0000-0000-000000000000"})
FO_TABLE = "mserp_"
"""Tables that Finance and Operations offers to Dataverse begin so, in every environment."""
FO_ENDPOINT = "virtual-entity"
"""Begins the keys of endpoints of Finance and Operations that are virtual tables in Dataverse."""


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data source as virtual tables refer to it, from whichever solution of the run; nothing of it is secret."""

    name: str
    provider: str
    address: Address | None
    reference: str
    """Logical name of a connection reference."""
    dataset: str
    """Site, or server and database, that the connection reference leads to."""
    evidence: Evidence


class _Table(NamedTuple):
    component: Component
    name: str
    provider: str
    source: str


def survey_data_sources(parts: Components, desk: Desk) -> None:
    """Let virtual tables of this and other solutions find the data sources."""
    for component in parts.of("entitydatasource"):
        values = _flat(object_in(embedded_json(component, "ConnectionDefinition", desk)))
        reference = next((text for key, text in values.items() if "connectionreference" in key), "")
        desk.define(component.id, DataSource(
            name=component.text("Name") or component.attribute("Name") or values.get("name", ""),
            provider=plain_id(component.value("EntityDataProviderId")), address=_address(values), reference=reference,
            dataset=decoded_value(next((text for key, text in values.items() if key.startswith("dataset")), "")),
            evidence=component.evidence("ConnectionDefinition")))


def read_virtual_tables(parts: Components, desk: Desk) -> None:
    """Note one integration for each data source with the virtual tables that use it."""
    tables: dict[str, list[_Table]] = defaultdict(list)
    for table in filter(None, map(_table, parts.of("entity"))):
        if table.name.startswith(FO_TABLE):
            _note_fo_table(table, desk)
        if table.source or (table.provider and table.name.startswith(FO_TABLE)):
            tables[table.source].append(table)
        elif table.provider:
            desk.notebook.remark(
                table.component.entry.path, table.component.place(),
                f"The virtual table {table.name} does not say where its rows come from: its data provider is code or "
                "set up elsewhere.")
    for source, using in tables.items():
        _note_source(source, using, desk)
    used = {plain_id(source) for source in tables}
    for component in parts.of("entitydatasource"):
        known = desk.defined(DataSource, component.id)
        if component.id not in used and known is not None:
            _system_and_endpoint(component.id, known, (), desk, (component.evidence(),))


def decoded_value(text: str) -> str:
    """A value that is URL-encoded once more than the JSON around it."""
    return decoded(f"%20{text}").strip() if "%" in text else text


def _table(component: Component) -> _Table | None:
    """A table with an external source, or one of Finance and Operations; None for the tables of Dataverse itself."""
    whole = component.element
    inner = next((one for one in whole.iter() if one.tag.lower() == "entity" and one is not whole), whole)
    name = next((value for key, value in inner.attrib.items() if key.lower() == "name"), "") or component.text("Name")
    provider, source = (_id(inner, tag) for tag in ("dataproviderid", "datasourceid"))
    if provider in _OWN:
        return None
    if not (provider or source or name.lower().startswith(FO_TABLE)):
        return None
    return _Table(component, name.strip().lower(), provider, source)


def _id(element: Element, tag: str) -> str:
    text = next((plain_id(one.text or "") for one in element if one.tag.lower() == tag), "")
    return "" if text in _NO_ID else text


def _note_fo_table(table: _Table, desk: Desk) -> None:
    """A table of Finance and Operations that a solution carries is an offer; who uses it, flows and apps say."""
    seen = (table.component.evidence(),)
    desk.notebook.system(finance_operations(seen))
    desk.notebook.endpoint(FoundEndpoint(
        system=finance_operations().identity, key=f"{FO_ENDPOINT}/{table.name}", name=f"Virtual table {table.name}",
        type="both.virtual-entity", direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="OData",
        entities=(table.name,), evidence=seen))


def _note_source(source: str, tables: list[_Table], desk: Desk) -> None:
    known = desk.defined(DataSource, source) if source else None
    names = tuple(dict.fromkeys(table.name for table in tables))
    sure = Confidence.CERTAIN if known is not None else Confidence.LIKELY
    seen = tuple(table.component.evidence(confidence=sure) for table in tables)
    if known is not None:
        seen = (known.evidence, *seen)
    system, endpoint = _system_and_endpoint(source, known, names, desk, seen)
    notebook = desk.notebook
    notebook.system(dataverse_environment(seen))
    label = (known.name if known else "") or ", ".join(names[:3])
    key = source or f"{system.identity.kind}/{system.identity.part}"
    start = notebook.endpoint(FoundEndpoint(
        system=DATAVERSE, key=f"virtual-table/{key}", name=f"Virtual tables of {label}", type="dataverse.virtual-table",
        direction=Initiation.OUTBOUND, timing=(Timing.SYNCHRONOUS,), entities=names, evidence=seen))
    notebook.integration(FoundIntegration(
        automation=f"virtual-tables/{key}", name=f"Virtual tables of {label} (to {system.name})", from_=DATAVERSE,
        to=system.identity, from_endpoint=start, to_endpoint=endpoint, timing=Timing.SYNCHRONOUS,
        trigger=Trigger.ON_DEMAND, data=DataFlow.PULL, protocol=_protocol(known, system), entities=names,
        operations=(Operation.READ,), low_code=True, evidence=seen))


def _system_and_endpoint(source: str, known: DataSource | None, tables: tuple[str, ...], desk: Desk,
                         seen: tuple[Evidence, ...]) -> tuple[FoundSystem, str | None]:
    """Note the system behind a data source, and the way into it where the artefact names one."""
    system = _system(source, known, tables, desk, seen)
    desk.notebook.system(system)
    if known is None or known.address is None or system.identity.kind == "fo":
        return system, None
    path = harmless_path(known.address.path)
    odata = known.provider == ODATA
    return system, desk.notebook.endpoint(FoundEndpoint(
        system=system.identity, key=f"{'odata' if odata else 'api'}{path.lower()}",
        name=f"{'OData service' if odata else 'Service'} {path}".strip(),
        type="generic.odata" if odata else None, direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,),
        protocol="OData v4" if odata else None, evidence=seen))


def _system(source: str, known: DataSource | None, tables: tuple[str, ...], desk: Desk,
            seen: tuple[Evidence, ...]) -> FoundSystem:
    if known is not None and known.address is not None:
        return system_at(known.address.host, seen)
    if any(table.startswith(FO_TABLE) for table in tables):
        return finance_operations(seen)
    if known is not None and known.reference:
        connector = connector_of_reference(known.reference, desk)
        if connector:
            return connected_system(connector, known.dataset, desk, seen)
    name = (known.name if known else "") or (f"virtual table {tables[0]}" if tables else source)
    return FoundSystem(identity=Identity("data-source", source), name=f"Data source of {name}", unresolved=True,
                       evidence=seen)


def _protocol(known: DataSource | None, system: FoundSystem) -> str | None:
    if system.identity.kind == "fo" or (known is not None and known.provider == ODATA):
        return "OData v4"
    return "connector" if known is not None and known.reference else None


def _flat(definition: dict[str, Any]) -> dict[str, str]:
    """The texts of a connection definition by key in small letters; a reference may be an object with one text."""
    texts: dict[str, str] = {}
    for key, value in definition.items():
        inner = _name_in(value) if isinstance(value, dict) else as_text(value)
        if inner:
            texts.setdefault(key.lower(), inner)
    return texts


def _name_in(reference: dict[str, Any]) -> str:
    named = sorted(reference.items(), key=lambda item: "name" not in item[0].lower())
    return next((text for _, value in named if (text := as_text(value))), "")


def _address(values: dict[str, str]) -> Address | None:
    """The address in a connection definition: `Uri` of OData, `TargetURL` of Finance and Operations, others by name.

    A known service wins, since providers may name documentation or sign-in pages, too.
    """
    named = [address for key, text in values.items()
             if any(word in key for word in ("uri", "url", "endpoint", "address"))
             and (address := address_of(decoded_value(text))) is not None and address.scheme in {"http", "https"}]
    return next((address for address in named if is_known_host(address.host)), named[0] if named else None)
