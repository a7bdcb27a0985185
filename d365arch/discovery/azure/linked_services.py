"""Systems behind the linked services of a data factory; addresses come only from the properties meant for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from d365arch.discovery import known
from d365arch.discovery.addresses import host_of
from d365arch.discovery.azure.connection_strings import ConnectionParts, parts_of
from d365arch.discovery.azure.factory_parts import Factory, Part, Values, filled, reference_name
from d365arch.discovery.data import known_data
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.values import object_in, text_in
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


class _Seen(NamedTuple):
    """A linked service while its system is looked for."""

    row: ServiceRow
    evidence: tuple[Evidence, ...]
    on_premises: bool


def row_of(kind: str) -> ServiceRow:
    """The row of a type of linked service; a type without one is a service named after itself, never dropped."""
    found = _rows().get(kind.lower())
    return found if found is not None else ServiceRow(kind, _spaced(kind) or "linked service", listed=False)


@lru_cache(maxsize=1_000)
def row_for_data(kind: str) -> ServiceRow | None:
    """The row whose datasets are of a type (`AzureSqlTable`, `AzureBlobStorageLocation`), where one fits best."""
    wanted = kind.lower()
    exact = _datasets().get(wanted)
    if exact is not None:
        return exact
    fits = [name for name in _rows() if wanted.startswith(name)]
    return _rows()[max(fits, key=len)] if fits else None


@cache
def _rows() -> Mapping[str, ServiceRow]:
    return {
        name.lower(): ServiceRow(
            name,
            row["name"],
            row.get("as", ""),
            tuple(row.get("address") or ()),
            row.get("type"),
            row.get("publisher"),
            bool(row.get("cloud")),
        )
        for name, row in _table().items()
    }


@cache
def _datasets() -> Mapping[str, ServiceRow]:
    return {data.lower(): _rows()[name.lower()] for name, row in _table().items() for data in row.get("data") or ()}


@cache
def _table() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = known_data("linked-services.yaml")["linked_services"]
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
    seen = _Seen(row, evidence, _is_on_premises(factory, part, row))
    found = _resolved(seen, stated) if stated else None
    return found if found is not None else _named_after(factory, seen, name, stated)


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


def _resolved(seen: _Seen, stated: ConnectionParts) -> FoundSystem | None:
    """The system at what is stated; None where that leaves open which one it is."""
    row = seen.row
    if row.like == "sql":
        return _sql(seen, stated)
    if row.like == "storage" and stated.account and "{" not in stated.account:
        return _named(seen, Identity("azure.storage", stated.account.lower()), stated.account)
    host = host_of(stated.server.lstrip("\\").replace("\\", "/"))
    if row.like in {"dataverse", "fo"}:
        return _environment(seen, host) if host is not None else None
    if host is not None and "{" not in stated.server:
        system = known.system_at(host, seen.evidence)
        if system.identity.kind != "host" or row.like in {"host", "supporting"}:
            own = seen.on_premises and system.identity.kind == "host"
            return replace(system, hosting=Hosting.ON_PREMISES if own else system.hosting,
                           type=system.type or row.system_type)
    part = stated.server.strip().rstrip("/") if not host or "\\" in stated.server else host
    open_part = not part or "{" in part or (row.like == "storage" and not host)
    return None if open_part else _at_part(seen, part, host)


def _sql(seen: _Seen, stated: ConnectionParts) -> FoundSystem | None:
    if not stated.server or "{" in stated.server:
        return None
    database = "" if "{" in stated.database else stated.database
    system = known.sql_server(stated.server, database, seen.evidence, seen.on_premises)
    if seen.row.system_type == "azure.synapse":
        return replace(system, name=system.name.replace("Azure SQL", seen.row.name, 1), type=seen.row.system_type)
    return system


def _environment(seen: _Seen, host: str) -> FoundSystem:
    system = known.system_at(host, seen.evidence)
    if system.identity.kind == seen.row.like:
        return system
    # A vanity or on-premises address: the linked service says what stands there.
    return _named(seen._replace(on_premises=False), Identity(seen.row.like, host), host)


def _at_part(seen: _Seen, part: str, host: str | None) -> FoundSystem:
    row = seen.row
    if row.like not in _NOT_CONNECTORS:
        connector = known.connector(row.like)
        values = dict.fromkeys(connector.part[:1], part)
        system = tenant_parts.system_of(connector, values, seen.evidence, on_premises=seen.on_premises)
        return replace(system, name=f"{row.name} {system.identity.part or part}", type=row.system_type or system.type)
    kind = "host" if host is not None and row.like else f"service.{row.type.lower()}"
    return _named(seen, Identity(kind, part.lower()), part)


def _named(seen: _Seen, identity: Identity, shown: str) -> FoundSystem:
    row = seen.row
    return FoundSystem(identity=identity, name=f"{row.name} {shown}".strip(), type=row.system_type,
                       zone=None if seen.on_premises else known.zone_of_publisher(row.publisher),
                       hosting=Hosting.ON_PREMISES if seen.on_premises else None,
                       supporting=row.like == "supporting", evidence=seen.evidence)


def _named_after(factory: Factory, seen: _Seen, name: str, stated: ConnectionParts) -> FoundSystem:
    """A system whose address only a deployment knows."""
    row, label = seen.row, f"(linked service {name})"
    if row.like in {"dataverse", "fo"} and _only_one(factory, row.like):
        make = known.dataverse_environment if row.like == "dataverse" else known.finance_operations
        return replace(make(seen.evidence), aliases=(f"{row.name} {label}",), unresolved=True)
    connector = known.connector(row.like) if row.like not in _NOT_CONNECTORS else None
    if connector is not None and not row.address:
        # A service that is one for everybody, such as Salesforce, has no address to resolve.
        return connector.system("", seen.evidence)
    if row.listed and not row.address and not row.like and row.cloud:
        return _named(seen._replace(on_premises=False), Identity(f"service.{row.type.lower()}"), "")
    host = host_of(stated.server.replace("{", "").replace("}", "")) if row.like == "host" else None
    hosted = known.system_at(host, seen.evidence) if host is not None else None
    if hosted is not None and hosted.identity.kind == "host":
        hosted = None
    kind = {"sql": "sql", "storage": "azure.storage", "dataverse": "dataverse", "fo": "fo"}.get(row.like, "")
    if hosted is not None:
        kind = hosted.identity.kind
    elif connector is not None:
        kind = connector.identity or f"connector.{connector.id}"
    part = f"{{{factory.identity.part.strip('{}')}/{name}}}".lower()
    system = _named(seen, Identity(kind or f"service.{row.type.lower() or 'linked'}", part), label)
    if hosted is not None:
        # The end of the address tells the service, as in https://{account}.blob.core.windows.net.
        service = hosted.name.replace(host or "", "").rsplit(" ", 1)[0] if hosted.identity.part else hosted.name
        system = replace(system, name=f"{service.strip()} {label}", type=hosted.type, zone=hosted.zone)
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
