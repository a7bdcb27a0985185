"""Systems behind the linked services of a data factory: the address is taken from the properties that are meant for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from d365arch.discovery import known
from d365arch.discovery.addresses import host_of
from d365arch.discovery.azure.connection_strings import ConnectionParts, parts_of
from d365arch.discovery.azure.factory_parts import Factory, Part, Values, filled, reference_name, written
from d365arch.discovery.azure.values import object_in, text_in
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows import tenant_parts
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Hosting

_NOT_CONNECTORS = frozenset({"", "host", "storage", "supporting", "sql", "dataverse", "fo"})
_STRINGS = ("connectionString", "sasUri", "containerUri", "uri")
_AUTH = {
    "serviceprincipal": "oauth", "aadserviceprincipal": "oauth", "oauth2clientcredential": "oauth", "oauth2": "oauth",
    "managedserviceidentity": "managed-identity", "systemassignedmanagedidentity": "managed-identity",
    "userassignedmanagedidentity": "managed-identity", "managedidentity": "managed-identity", "msi": "managed-identity",
    "clientcertificate": "certificate", "aadserviceprincipalwithcert": "certificate", "sshpublickey": "certificate",
    "basic": "basic", "windows": "basic", "sql": "basic", "office365": "basic", "ifd": "basic", "password": "basic",
    "sqlauthentication": "basic", "sas": "sas", "sasuri": "sas", "accountkey": "api-key", "key": "api-key",
}


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What is known of a type of linked service."""

    type: str
    name: str
    like: str = ""
    """How the system is known elsewhere; see `resources/discovery/linked-services.yaml`."""
    address: tuple[str, ...] = ()
    system_type: str | None = None
    publisher: str | None = None
    cloud: bool = False
    listed: bool = True


def row_of(kind: str) -> ServiceRow:
    """The row of a type of linked service; a type without one is a service named after itself, never dropped."""
    found = _rows().get(kind.lower())
    return found if found is not None else ServiceRow(kind, _spaced(kind) or "linked service", listed=False)


def row_for_data(kind: str) -> ServiceRow | None:
    """The row whose datasets are of a type (`AzureSqlTable`, `AzureBlobStorageLocation`), where exactly one fits best."""
    wanted = kind.lower()
    exact = _datasets().get(wanted)
    if exact is not None:
        return exact
    fits = [name for name in _rows() if wanted.startswith(name)]
    return _rows()[max(fits, key=len)] if fits else None


@cache
def _rows() -> Mapping[str, ServiceRow]:
    return {name.lower(): ServiceRow(name, row["name"], row.get("as", ""), tuple(row.get("address") or ()), row.get("type"),
                                     row.get("publisher"), bool(row.get("cloud"))) for name, row in _table().items()}


@cache
def _datasets() -> Mapping[str, ServiceRow]:
    return {data.lower(): _rows()[name.lower()] for name, row in _table().items() for data in row.get("data") or ()}


@cache
def _table() -> Mapping[str, Any]:
    text = (resources.files("d365arch.resources") / "discovery" / "linked-services.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["linked_services"]
    return loaded


def _spaced(name: str) -> str:
    return "".join(f" {sign}" if sign.isupper() and index and not name[index - 1].isupper() else sign
                   for index, sign in enumerate(name[:80])).strip()


def auth_of(part: Part | None) -> str | None:
    """How a linked service signs in, by the names of its properties; their values are not looked at."""
    inside = object_in(part.properties, "typeProperties") if part is not None else {}
    stated = _AUTH.get(text_in(inside, "authenticationType", "authentication").lower())
    if stated is not None:
        return stated
    for names, way in ((("servicePrincipalId", "servicePrincipalKey"), "oauth"), (("sasUri", "sasToken"), "sas"),
                       (("accountKey", "functionKey"), "api-key"), (("credential",), "managed-identity")):
        if any(name in inside for name in names):
            return way
    return None


def system_of(factory: Factory, name: str, values: Values, kind: str, evidence: tuple[Evidence, ...]) -> FoundSystem:
    """The system behind a linked service; `kind` is the type to take where the service itself is not in the files.

    Where the address is a parameter without value or in a key vault, the system is named after the linked service and
    not resolved: two of one factory are two systems.
    """
    part = factory.part("linkedservices", name)
    kind = text_in(part.properties, "type") if part is not None and text_in(part.properties, "type") else kind
    row = row_of(kind)
    inside = object_in(part.properties, "typeProperties") if part is not None else {}
    stated = _stated(row, inside, values)
    on_premises = _is_on_premises(factory, part, row)
    found = _resolved(row, stated, evidence, on_premises) if stated else None
    return found if found is not None else _named_after(factory, row, name, stated, evidence, on_premises)


def _stated(row: ServiceRow, inside: Mapping[str, Any], values: Values) -> ConnectionParts:
    """Server, database and account that the properties state, as far as they are known."""
    if text_in(inside, "deploymentType").lower() == "onpremiseswithifd":
        inside = {"serviceUri": inside.get("hostName")}
    server = database = account = ""
    for key in row.address:
        text, resolved = filled(inside.get(key), values)
        if not resolved and not text and isinstance(inside.get(key), dict):
            text, resolved = filled(_plain(inside.get(key)), values)
        if text:
            server = text if resolved or "." in text else ""
            break
    text, resolved = filled(inside.get("database", inside.get("databaseName")), values)
    database = text if resolved else ""
    for key in _STRINGS:
        text, _ = filled(_plain(inside.get(key)), values)
        inner = parts_of(text) if text else ConnectionParts()
        server, database = server or inner.server, database or inner.database
        account = account or inner.account
    if row.like == "storage" and not account:
        text, resolved = filled(inside.get("accountName"), values)
        account = text if resolved else ""
    return ConnectionParts(server, database, account)


def _plain(value: Any) -> Any:
    """The text of a connection string, which may be wrapped as a `SecureString`; a key vault's stays there."""
    if isinstance(value, dict) and text_in(value, "type") == "SecureString":
        return value.get("value")
    return value


def _resolved(row: ServiceRow, stated: ConnectionParts, evidence: tuple[Evidence, ...],
              on_premises: bool) -> FoundSystem | None:
    """The system at what is stated; None where that leaves open which one it is."""
    if row.like == "sql":
        if not stated.server or "{" in stated.server:
            return None
        system = known.sql_server(stated.server, "" if "{" in stated.database else stated.database, evidence, on_premises)
        if row.system_type == "azure.synapse":
            return replace(system, name=system.name.replace("Azure SQL", row.name, 1), type=row.system_type)
        return system
    if row.like == "storage" and stated.account and "{" not in stated.account:
        return _named(row, Identity("azure.storage", stated.account.lower()), stated.account, evidence, on_premises)
    host = host_of(stated.server.lstrip("\\").replace("\\", "/"))
    if row.like in {"dataverse", "fo"}:
        if host is None:
            return None
        system = known.system_at(host, evidence)
        if system.identity.kind == row.like:
            return system
        # A vanity or on-premises address: the linked service says what stands there.
        return _named(row, Identity(row.like, host), host, evidence, on_premises=False)
    if host is not None and "{" not in stated.server:
        system = known.system_at(host, evidence)
        if system.identity.kind != "host" or row.like in {"host", "supporting"}:
            hosting = Hosting.ON_PREMISES if on_premises and system.identity.kind == "host" else system.hosting
            return replace(system, hosting=hosting,
                           type=system.type or row.system_type)
    part = stated.server.strip().rstrip("/") if not host or "\\" in stated.server else host
    if not part or "{" in part or (row.like == "storage" and not host):
        return None
    if row.like not in _NOT_CONNECTORS:
        connector = known.connector(row.like)
        system = tenant_parts.system_of(connector, dict.fromkeys(connector.part[:1], part), evidence, on_premises=on_premises)
        return replace(system, name=f"{row.name} {system.identity.part or part}", type=row.system_type or system.type)
    kind = "host" if host is not None and row.like else f"service.{row.type.lower()}"
    return _named(row, Identity(kind, part.lower()), part, evidence, on_premises)


def _named(row: ServiceRow, identity: Identity, shown: str, evidence: tuple[Evidence, ...], on_premises: bool) -> FoundSystem:
    return FoundSystem(identity=identity, name=f"{row.name} {shown}".strip(), type=row.system_type,
                       zone=None if on_premises else known.zone_of_publisher(row.publisher),
                       hosting=Hosting.ON_PREMISES if on_premises else None, supporting=row.like == "supporting",
                       evidence=evidence)


def _named_after(factory: Factory, row: ServiceRow, name: str, stated: ConnectionParts, evidence: tuple[Evidence, ...],
                 on_premises: bool) -> FoundSystem:
    """A system whose address only a deployment knows."""
    label = f"(linked service {name})"
    if row.like in {"dataverse", "fo"} and _only_one(factory, row.like):
        system = known.dataverse_environment(evidence) if row.like == "dataverse" else known.finance_operations(evidence)
        return replace(system, aliases=(f"{row.name} {label}",), unresolved=True)
    connector = known.connector(row.like) if row.like not in _NOT_CONNECTORS else None
    if connector is not None and not row.address:
        # A service that is one for everybody, such as Salesforce, has no address to resolve.
        return connector.system("", evidence)
    if row.listed and not row.address and not row.like and row.cloud:
        return _named(row, Identity(f"service.{row.type.lower()}"), "", evidence, on_premises=False)
    hosted = known.system_at(host, evidence) if (host := host_of(stated.server.replace("{", "").replace("}", ""))) else None
    told = hosted is not None and hosted.identity.kind != "host" and row.like == "host"
    kind = {"sql": "sql", "storage": "azure.storage", "dataverse": "dataverse", "fo": "fo"}.get(row.like, "")
    if told and hosted is not None:
        kind = hosted.identity.kind
    elif connector is not None:
        kind = connector.identity or f"connector.{connector.id}"
    part = f"{{{factory.identity.part.strip('{}')}/{name}}}".lower()
    system = _named(row, Identity(kind or f"service.{row.type.lower() or 'linked'}", part), label, evidence, on_premises)
    if told and hosted is not None:
        service = hosted.name.split(" {", 1)[0].replace(host or "", "").strip()
        system = replace(system, name=f"{service} {label}", type=hosted.type, zone=hosted.zone)
    return replace(system, unresolved=True)


def _only_one(factory: Factory, like: str) -> bool:
    count = sum(row_of(text_in(part.properties, "type")).like == like for part in factory.all("linkedservices"))
    return count + sum(row_of(kinds[0]).like == like for kinds in factory.wanted.values() if kinds) <= 1


def _is_on_premises(factory: Factory, part: Part | None, row: ServiceRow) -> bool:
    """Whether a self-hosted integration runtime connects to it, and it is nothing that runs in a cloud."""
    if part is None or row.cloud or row.publisher == "Azure":
        return False
    runtime = factory.part("integrationruntimes", reference_name(part.properties.get("connectVia")))
    return runtime is not None and text_in(runtime.properties, "type").lower() == "selfhosted"


def is_key_vault_reference(value: Any) -> bool:
    """Whether a value stands in a key vault."""
    return text_in(value, "type") == "AzureKeyVaultSecret" and not written(value)
