"""API connections, custom APIs and gateways of Azure: where the connectors of logic apps lead to.

A `Microsoft.Web/connections` says which connector it is for and, among values that may be secret, the server, account
or site it is made for: only the names that a connector's row lists are taken, from connection strings only server and
account. A gateway makes the other side on-premises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.discovery import known
from d365arch.discovery.addresses import address_of
from d365arch.discovery.azure.arm_template import Resource, below, mapping
from d365arch.discovery.azure.arm_text import Scope, Text
from d365arch.discovery.azure.connection_strings import parts_of
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.known import Connector, connector
from d365arch.discovery.records import (
    ArtefactKind,
    FoundEndpoint,
    FoundSystem,
    Identity,
    ReadArtefact,
)
from d365arch.discovery.tree import Entry
from d365arch.discovery.workflows.tenant_parts import system_of
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Hosting, Initiation, Timing

_CONNECTIONS = "microsoft.web/connections"
_CUSTOM = "microsoft.web/customapis"
_GATEWAYS = "microsoft.web/connectiongateways"
_VALUES = ("customParameterValues", "nonSecretParameterValues", "alternativeParameterValues", "parameterValues")
_AUTHS = {
    **dict.fromkeys(("sqlauthentication", "basic", "windows"), "basic"),
    **dict.fromkeys(("accesskey", "keybasedauth"), "api-key"),
    **dict.fromkeys(("oauth", "oauthsp", "oauthdefault", "serviceprincipal", "client_credentials", "code"), "oauth"),
    **dict.fromkeys(("managedidentityauth", "managedidentity", "oauthmi"), "managed-identity"),
    **dict.fromkeys(("certoauth", "certificate"), "certificate"),
    "connectionstring": "sas",
}
"""Ways to sign in by the names of parameter sets and of kinds of grant."""
_PARENTS = {"azure.service-bus": "namespaces", "azure.event-hubs": "namespaces", "azure.storage": "storageaccounts",
            "azure.event-grid": "topics", "azure.key-vault": "vaults", "azure.cosmos-db": "databaseaccounts",
            "connector.documentdb": "databaseaccounts", "azure.data-factory": "factories"}
"""The resource whose keys or id tell which namespace or account a connection is for."""
_MOST_OPERATIONS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConnection:
    """What a connection tells about the other side."""

    name: str
    file: str
    folder: tuple[str, ...]
    id: str = ""
    """Its whole resource id in small letters, where the artefact has it."""
    api: str = ""
    """Id or name of its connector, or of a custom API."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values that name the other side, by the names of the connector's parameters in small letters."""
    unresolved: bool = False
    """What it names is known at deployment only."""
    gateway: bool = False
    auth: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomApi:
    """A custom connector of logic apps."""

    name: str
    title: str
    host: str = ""
    gateway: bool = False


@dataclass(slots=True)
class Connections:
    """Every connection of a run, to be looked up as logic apps refer to them."""

    by_name: dict[str, list[ApiConnection]] = field(default_factory=dict)

    def find(self, reference: str, name: str, file: str, folder: tuple[str, ...]) -> ApiConnection | None:
        """The connection of an id or a name: the very one, else one of the same file or folder, else the only one.

        An id with a subscription of its own never stands for a connection elsewhere that merely has the same name.
        """
        reference = reference.lower()
        last = (name or reference.rstrip("/").rsplit("/", 1)[-1]).lower()
        rows = self.by_name.get(last, [])
        exact = [row for row in rows if reference and row.id == reference]
        near = [row for row in rows if row.file == file] or [row for row in rows if row.folder == folder]
        whole = reference.startswith("/subscriptions/") and "{" not in reference and "@" not in reference
        chosen = exact or near or ([] if whole and any(row.id for row in rows) else rows)
        alike = {(row.api, tuple(sorted(row.values.items()))) for row in chosen}
        return chosen[0] if len(alike) == 1 else exact[0] if exact else None


def connections_of(desk: Desk) -> Connections:
    """The connections that artefacts of this run have given so far."""
    found = desk.defined(Connections, "")
    if found is None:
        found = Connections()
        desk.define("", found)
    return found


class ConnectionsPart:
    """Reads connections, custom APIs and gateways."""

    kind = ArtefactKind.API_CONNECTION
    types = (_CONNECTIONS, _CUSTOM, _GATEWAYS)

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Let logic apps find connections and custom APIs."""
        for resource in resources:
            if resource.type == _CONNECTIONS:
                found = connection_of(resource, source.entry)
                connections_of(desk).by_name.setdefault(found.name.lower(), []).append(found)
            elif resource.type == _CUSTOM:
                desk.define(resource.own_name, custom_api_of(resource))

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note the systems that connections name for certain; whether anybody uses them, logic apps tell."""
        for resource in resources:
            seen = (evidence(source.entry, resource.pointer),)
            if resource.type == _CONNECTIONS:
                found = connection_of(resource, source.entry)
                system = connected_system(found, desk, seen)
                if system.identity.part or system.identity.kind.startswith("custom-api"):
                    desk.notebook.system(system)
                desk.notebook.artefact(ReadArtefact(source.entry.path, self.kind, found.name))
            elif resource.type == _CUSTOM:
                _note_custom_api(resource, desk, seen)
                desk.notebook.artefact(ReadArtefact(source.entry.path, self.kind, resource.own_name))
            elif resource.type == _GATEWAYS:
                desk.notebook.remark(
                    source.entry.path, resource.pointer,
                    f"The on-premises data gateway {resource.own_name} leads from Azure into the own network.")


def connection_of(resource: Resource, entry: Entry) -> ApiConnection:
    """What a resource `Microsoft.Web/connections` tells."""
    scope, properties = resource.scope, resource.properties
    api_id = scope.text(below(properties, "api", "id")).text
    api = api_id if api_id and not api_id.endswith("}") else scope.text(below(properties, "api", "name")).text or api_id
    values, unresolved = _values(api_of(api), properties, scope)
    identity = resource.body.get("id")
    sets = mapping(below(properties, "parameterValueSet"))
    return ApiConnection(
        name=resource.own_name, file=entry.path, folder=entry.folder,
        id=identity.lower() if isinstance(identity, str) else "", api=api, values=values, unresolved=unresolved,
        gateway=any(bool(below(group, "gateway")) for group in _groups(properties)),
        auth=_auth(properties, sets, scope))


def api_of(api: str) -> Connector:
    """The connector of an api id; custom APIs are told by their place in the id."""
    found = connector(api)
    if "/customapis/" in api.lower():
        return Connector(found.id, api.rstrip("/").rsplit("/", 1)[-1], kind="custom")
    return found


def connected_system(connection: ApiConnection, desk: Desk, seen: tuple[Evidence, ...]) -> FoundSystem:
    """The system that a connection leads to."""
    row = api_of(connection.api or connection.name)
    own = desk.defined(CustomApi, row.id) if row.kind in {"custom", "unknown"} else None
    if row.kind == "custom" or own is not None:
        return custom_system(own or CustomApi(name=row.id, title=row.name), seen, gateway=connection.gateway)
    found = system_of(row, connection.values, seen, on_premises=connection.gateway)
    return replace(found, unresolved=True) if connection.unresolved and found.identity.part else found


def custom_system(api: CustomApi, seen: tuple[Evidence, ...], *, gateway: bool = False) -> FoundSystem:
    """The system behind a custom connector: the one at its host, where the definition says it; else named after it."""
    on_premises = Hosting.ON_PREMISES if gateway or api.gateway else None
    if api.host:
        at_host = known.system_at(api.host, seen)
        if known.is_known_host(api.host):
            return at_host
        return replace(at_host, name=api.title or at_host.name, aliases=(api.host,), hosting=on_premises)
    return FoundSystem(identity=Identity(f"connector.{api.name.lower()}"), name=api.title or api.name,
                       type="other.custom-app", hosting=on_premises, evidence=seen)


def custom_api_of(resource: Resource) -> CustomApi:
    """What a resource `Microsoft.Web/customApis` tells; addresses are kept without their signatures."""
    title = resource.text("displayName")
    gateway = "gateway" in {str(one).lower() for one in _list(below(resource.properties, "capabilities"))}
    return CustomApi(name=resource.own_name, title=title.text if title.resolved and title.text else resource.own_name,
                     host=_host_of(resource), gateway=gateway)


def _host_of(resource: Resource) -> str:
    stated = resource.text("backendService", "serviceUrl").text or resource.text("wsdlDefinition", "url").text
    address = address_of(stated)
    if address is not None and "{" not in address.host:
        return address.host
    host = resource.text("swagger", "host")
    found = address_of(f"https://{host.text}") if host.resolved and host.text else None
    return found.host if found else ""


def _note_custom_api(resource: Resource, desk: Desk, seen: tuple[Evidence, ...]) -> None:
    api = custom_api_of(resource)
    system = custom_system(api, seen)
    desk.notebook.system(system)
    paths = mapping(below(resource.properties, "swagger", "paths"))
    details = [f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in mapping(verbs)
               if verb.lower() in {"get", "post", "put", "patch", "delete", "head"}]
    if details:
        desk.notebook.endpoint(FoundEndpoint(
            system=system.identity, key=f"custom-connector/{api.name.lower()}", name=api.title,
            direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="HTTPS",
            details=tuple(details[:_MOST_OPERATIONS]), evidence=seen))


def _groups(properties: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    groups = [mapping(below(properties, name)) for name in _VALUES]
    values = mapping(below(properties, "parameterValueSet", "values"))
    groups.append({name: below(value, "value") if isinstance(value, dict) else value for name, value in values.items()})
    return groups


def _values(row: Connector, properties: Mapping[str, Any], scope: Scope) -> tuple[dict[str, str], bool]:
    """The values that name the other side, and whether any of them is known at deployment only."""
    values: dict[str, str] = {}
    unresolved = False
    texts: list[Text] = []
    for group in _groups(properties):
        for name, stated in group.items():
            key = str(name).lower()
            text = scope.text(stated) if isinstance(stated, str) else Text("")
            texts.append(text)
            if key in row.part and text.text:
                values.setdefault(key, text.text)
                unresolved = unresolved or not text.resolved
            elif key in {"connectionstring", "sqlconnectionstring"} and text.text:
                _from_connection_string(row, text.text, values)
    if not values and row.part:
        named = _named_in_ids(row, texts)
        if named:
            values[row.part[0]] = named
            unresolved = "{" in named
    return values, unresolved


def _from_connection_string(row: Connector, text: str, values: dict[str, str]) -> None:
    parts = parts_of(text)
    if row.identity == "sql":
        values.update({name: part for name, part in (("server", parts.server), ("database", parts.database)) if part})
    elif row.part and (parts.account or parts.server) and "{" not in (parts.account or parts.server):
        values.setdefault(row.part[0], parts.account or parts.server)


def _named_in_ids(row: Connector, texts: Sequence[Text]) -> str:
    """The namespace or account whose keys are asked for, as in `listKeys(resourceId(...))`."""
    parent = _PARENTS.get(row.identity or f"connector.{row.id}", "")
    for one in (one for text in texts for one in text.ids) if parent else ():
        pieces = one.split("/")
        at = next((index for index, piece in enumerate(pieces) if piece.lower() == parent), len(pieces))
        if at + 1 < len(pieces) and pieces[at + 1]:
            return pieces[at + 1]
    return ""


def _auth(properties: Mapping[str, Any], sets: Mapping[str, Any], scope: Scope) -> str:
    stated = [scope.text(sets.get("name")).text]
    names: set[str] = set()
    for group in _groups(properties):
        names |= {str(name).lower() for name in group}
        stated.extend(scope.text(below(group, name)).text for name in ("authType", "token:grantType", "authentication"))
    found = next((_AUTHS[one.lower()] for one in stated if one.lower() in _AUTHS), "")
    if found:
        return found
    if below(properties, "parameterValueType") == "Alternative":
        return "managed-identity"
    by_name = ((("connectionstring",), "sas"), (("accesskey", "sharedkey", "api_key", "apikey", "key"), "api-key"),
               (("password", "username"), "basic"), (("token:clientid", "token:clientsecret"), "oauth"))
    return next((auth for keys, auth in by_name if names & set(keys)), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
