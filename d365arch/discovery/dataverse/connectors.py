"""Custom connectors, of solutions and of folders on their own: the system behind them and what it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from d365arch.discovery.addresses import address_of, host_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Components, plain_id
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.known import Connector, decoded_connector, plain_connector_id, system_at
from d365arch.discovery.records import FoundEndpoint, FoundSystem, Identity
from d365arch.discovery.secrets import pointer_part
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.discovery.workflows.targets import harmless_path
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Initiation, Timing

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_SHOWN = 60
_HASH = re.compile(r"_[0-9a-f]{8,40}$")
_TAIL = re.compile(r"_?[0-9a-f]{13,40}$")
"""A hash at the end of an id; a date has letters and digits too, but is shorter."""
_HASHES_WITHOUT_SOLUTION = 2
_LONGEST_HASH = 21
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_AUTHS = {"basic": "basic", "apikey": "api-key", "oauth2": "oauth", "openidconnect": "oauth"}
_DYNAMIC = "dynamichosturl"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation that a connector offers."""

    id: str
    method: str
    path: str
    is_trigger: bool

    @property
    def shown(self) -> str:
        """For people: method and path, and its id where it has one."""
        return f"{self.method} {self.path}" + (f" ({self.id})" if self.id else "")


@dataclass(frozen=True, slots=True)
class CustomConnector:
    """A connector that somebody defined."""

    key: str
    title: str
    host: str
    scheme: str
    host_left_open: bool
    """The connection says the host; the one here is an example."""
    operations: tuple[Operation, ...]
    auth: str
    entry: Entry
    guid: str = ""

    def system(self, seen: tuple[Evidence, ...] = ()) -> FoundSystem:
        """The system it leads to: that of its host, under the name the connector gives it."""
        own = (*seen, evidence(self.entry, "/host"))
        if not self.host:
            return FoundSystem(
                identity=Identity("custom-connector", self.key), name=self.title, unresolved=True, evidence=own
            )
        found = system_at(self.host, own)
        if found.identity.kind not in {"host", "azure.functions", "azure.front-door", "azure.container-apps"}:
            # Environments differ from one installation to the next; the host of a definition is an example of one.
            example = found.identity.kind in {"dataverse", "fo"}
            return replace(found, unresolved=self.host_left_open or example, aliases=(self.title,))
        # Nobody knows an application by its host; the connector says what it is.
        return replace(
            found, name=self.title, aliases=(found.name,), unresolved=self.host_left_open or "." not in self.host
        )

    def operation(self, name: str) -> Operation | None:
        """The operation of that id."""
        return next((one for one in self.operations if one.id.lower() == name.lower()), None)


def key_of(name: str) -> str:
    """The name of a connector as names are compared: escapes resolved, words joined by `_`."""
    plain = decoded_connector(plain_connector_id(name).replace("_5f", "_"))
    return _NOT_NAME.sub("_", plain).strip("_")


def custom_connector(api: str, desk: Desk) -> CustomConnector | None:
    """The definition of a custom connector from whatever solution or folder has it.

    Flows name it with a hash at the end, and with the prefix of its publisher, which a folder on its own lacks.
    """
    guid = desk.defined(CustomConnector, f"id/{plain_id(api)}")
    if guid is not None:
        return guid
    key = key_of(api)
    without_hash = _HASH.sub("", key)
    for tried in (key, without_hash, without_hash.partition("_")[2], _without_hashes(key)[0]):
        found = desk.defined(CustomConnector, tried) if tried else None
        if found is not None:
            return found
    return None


def undefined_connector(known: Connector, seen: tuple[Evidence, ...]) -> FoundSystem:
    """The system behind a custom connector that no artefact of the run defines, named as its id names it.

    The id of one of a solution holds the publisher's prefix, the name and a hash; that of another the name and two.
    """
    key, hashes = _without_hashes(key_of(known.id))
    words = key.replace("_", " ").strip()
    name = (words.partition(" ")[2] if hashes < _HASHES_WITHOUT_SOLUTION else "") or words or known.id
    return FoundSystem(
        identity=Identity("custom-connector", words.replace(" ", "_")),
        name=f"{name} (custom connector)",
        unresolved=True,
        evidence=seen,
    )


def _without_hashes(key: str) -> tuple[str, int]:
    """A key without the hashes at its end, and how many of these tell an environment or a connector.

    Such are of at most 20 digits; the id of an operation, which agents write behind, is longer.
    """
    count = 0
    while (found := _TAIL.search(key)) is not None and found.start():
        count += len(found[0]) <= _LONGEST_HASH
        key = key[: found.start()]
    return key, count


def survey_connectors(parts: Components, desk: Desk) -> None:
    """Let flows of this and other solutions find the connectors."""
    for found in _of_solution(parts, desk):
        define_connector(found, desk)


def read_connectors(parts: Components, desk: Desk) -> None:
    """Note the system and the endpoint of every connector."""
    for found in _of_solution(parts, desk):
        note_connector(found, desk)


def define_connector(found: CustomConnector, desk: Desk) -> None:
    """Let flows find a connector by its name, its title and its id."""
    desk.define(found.key, found)
    if found.guid:
        desk.define(f"id/{found.guid}", found)
    title = _NOT_NAME.sub("_", found.title.lower()).strip("_")
    if title and title != "default_title":
        desk.define(title, found)


def _of_solution(parts: Components, desk: Desk) -> Iterator[CustomConnector]:
    documents = {
        entry.name: entry
        for entry in parts.entries
        if entry.suffix == ".json" and not {"connector", "connectors"}.isdisjoint(entry.folder)
    }
    described = set()
    for component in parts.of("connector"):
        named = component.text("openapidefinition").replace("\\", "/").rsplit("/", 1)[-1].lower()
        name = component.text("name") or component.attribute("name")
        entry = documents.get(named) or documents.get(f"{name.lower()}_openapidefinition.json")
        if entry is None or not name:
            continue
        described.add(entry.path)
        document = desk.json_object(entry)
        if document is not None:
            title = component.text("displayname") or component.attribute("displayname")
            policies = documents.get(entry.name.replace("_openapidefinition", "_policytemplateinstances"))
            yield connector_of(
                document,
                entry,
                name,
                title=title,
                host_left_open=host_is_dynamic(policies, desk),
                guid=plain_id(component.text("connectorid")),
            )
    for name, entry in documents.items():
        if entry.path not in described and name.endswith(("_openapidefinition.json", "swagger.json", "openapi.json")):
            document = desk.json_object(entry)
            if document is not None and is_openapi(document):
                own = name.split("_openapidefinition", maxsplit=1)[0] if "_openapi" in name else entry.folder[-1]
                yield connector_of(document, entry, own)


def host_is_dynamic(entry: Entry | None, desk: Desk) -> bool:
    """Whether policies of a connector take the host from the connection."""
    if entry is None or not 0 < entry.size < 1_000_000:
        return False
    try:
        return _DYNAMIC in desk.peek_text(entry).lower()
    except ReadingError:
        return False


def is_openapi(document: Any) -> bool:
    """Whether a JSON value is an OpenAPI document, of version 2 (Swagger) or 3."""
    return (
        isinstance(document, dict)
        and ("swagger" in document or "openapi" in document)
        and isinstance(document.get("paths"), dict)
    )


def connector_of(
    document: Mapping[str, Any],
    entry: Entry,
    name: str,
    *,
    title: str = "",
    host_left_open: bool = False,
    guid: str = "",
) -> CustomConnector:
    """A connector from its OpenAPI document. `title` is what people call it, else the document's own title is."""
    info = document.get("info")
    own = info.get("title") if isinstance(info, dict) else None
    key = key_of(name)
    stated = (
        title
        or (own if isinstance(own, str) and own.strip().lower() != "default title" else "")
        or key.replace("_", " ")
    )
    scheme, host, base = _server(document)
    return CustomConnector(
        key,
        cleaned(stated, 100),
        host,
        scheme,
        host_left_open or "{" in host,
        tuple(_operations(document, base)),
        _auth(document),
        entry,
        guid,
    )


def _server(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """Scheme, host and base path of the first server."""
    servers = document.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], dict):
        url = servers[0].get("url")
        variables = servers[0].get("variables")
        text = url if isinstance(url, str) else ""
        for name, variable in (variables if isinstance(variables, dict) else {}).items():
            default = variable.get("default") if isinstance(variable, dict) else None
            text = text.replace(f"{{{name}}}", default if isinstance(default, str) else name)
        address = address_of(text)
        return (
            (address.scheme, address.host, address.path.rstrip("/"))
            if address
            else ("https", "", text.rstrip("/")[:100])
        )
    schemes = document.get("schemes")
    stated = document.get("host")
    host = (
        (host_of(stated) or (stated.lower() if stated.replace("-", "").isalnum() else ""))
        if isinstance(stated, str)
        else ""
    )
    base = document.get("basePath")
    scheme = schemes[0] if isinstance(schemes, list) and schemes and isinstance(schemes[0], str) else "https"
    return scheme, host, base.rstrip("/") if isinstance(base, str) else ""


def _operations(document: Mapping[str, Any], base: str) -> Iterator[Operation]:
    paths = document.get("paths")
    for path, item in (paths if isinstance(paths, dict) else {}).items():
        for method in _METHODS:
            operation = item.get(method) if isinstance(item, dict) else None
            if isinstance(operation, dict):
                own = operation.get("operationId")
                yield Operation(
                    cleaned(own, 100) if isinstance(own, str) else "",
                    method.upper(),
                    harmless_path(f"{base}/{str(path).lstrip('/')}"),
                    "x-ms-trigger" in operation,
                )


def _auth(document: Mapping[str, Any]) -> str:
    components = document.get("components")
    schemes = document.get("securityDefinitions") or (
        components.get("securitySchemes") if isinstance(components, dict) else None
    )
    for scheme in (schemes if isinstance(schemes, dict) else {}).values():
        if isinstance(scheme, dict):
            kind = str(scheme.get("type", "")).lower()
            if kind == "http":
                return "basic" if str(scheme.get("scheme", "")).lower() == "basic" else "oauth"
            if kind in _AUTHS:
                return _AUTHS[kind]
    return ""


def note_connector(found: CustomConnector, desk: Desk) -> None:
    """Note the system behind a connector, and the endpoint that it offers there."""
    system = found.system()
    desk.notebook.system(system)
    triggers = [one for one in found.operations if one.is_trigger]
    at_platform = system.identity.kind in {"dataverse", "fo"}
    # Called by flows and apps; an API of Dataverse or Finance and Operations is called from outside of these.
    direction = Initiation.INBOUND if at_platform else Initiation.BOTH if triggers else Initiation.OUTBOUND
    name = (
        found.operations[0].shown
        if len(found.operations) == 1
        else f"{found.title} ({len(found.operations)} operations)"
    )
    desk.notebook.endpoint(
        FoundEndpoint(
            system=system.identity,
            key=f"connector/{found.key}",
            name=name,
            direction=direction,
            timing=(Timing.SYNCHRONOUS,),
            protocol=f"{'HTTP' if found.scheme == 'http' else 'HTTPS'} REST (custom connector)",
            details=tuple(one.shown for one in found.operations[:_SHOWN]),
            auth=found.auth or None,
            evidence=(evidence(found.entry, _first_place(found)),),
        )
    )


def _first_place(found: CustomConnector) -> str:
    return f"/paths/{pointer_part(found.operations[0].path)}" if len(found.operations) == 1 else "/paths"
