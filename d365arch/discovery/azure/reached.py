"""Whom a trigger or an action of a logic app reaches: the system, what it is about, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from d365arch.discovery import known
from d365arch.discovery.azure.built_in import provider_of
from d365arch.discovery.azure.connections import ApiConnection, CustomApi, api_of, custom_system
from d365arch.discovery.azure.open_addresses import service_of_audience
from d365arch.discovery.azure.outputs import filled
from d365arch.discovery.azure.things import Things, things_of
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import Connector
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows.definition import Call, CallKind, Target, operation_words
from d365arch.discovery.workflows.paths import entity_sets_in
from d365arch.discovery.workflows.systems import behind
from d365arch.discovery.workflows.tenant_parts import system_of
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Operation

_VIRTUAL_TABLE = "mserp_"
"""Beginning of the names of tables whose rows come live from Finance and Operations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The other side of one call."""

    system: FoundSystem
    protocol: str
    entities: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    auth: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the keys in a definition stand for."""

    connections: Mapping[str, ApiConnection] = field(default_factory=dict)
    """By key in small letters: `$connections`, `managedApiConnections`, `serviceProviderConnections`."""
    functions: Mapping[str, str] = field(default_factory=dict)
    """Ids of functions by key, of standard logic apps."""
    apis: Mapping[str, str] = field(default_factory=dict)
    """Ids of APIs of API Management by key, of standard logic apps."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """What a deployment puts in for `{name}`."""


def reached(call: Call, around: Surroundings, desk: Desk, seen: tuple[Evidence, ...], *,
            audiences: tuple[str, ...] = (), scope: str = "") -> Reached | None:
    """The other side of a call; None where it is none: the workflow runtime, another logic app, own code.

    `audiences` are what the workflow asks tokens for, `scope` says the workflow for addresses that only it knows.
    """
    if call.kind in {CallKind.CONNECTOR, CallKind.BUILT_IN}:
        return _through_connector(call, around, desk, seen)
    if call.kind is CallKind.HTTP:
        return _http(call, audiences, scope, seen)
    if call.kind is CallKind.FUNCTION:
        return _function(call, around, seen)
    if call.kind is CallKind.API_MANAGEMENT:
        return _api(call, around, seen)
    return None


def _http(call: Call, audiences: tuple[str, ...], scope: str, seen: tuple[Evidence, ...]) -> Reached:
    target = call.target or Target(named=call.name)
    # A call that does not sign in, such as one to a webhook, is not for whom others get their tokens.
    asked = (call.audience,) if call.audience else audiences if call.auth else ()
    system = behind(target, scope, asked, seen).system
    told = service_of_audience(call.audience) if system.unresolved and system.identity.kind == "address" else None
    if told is not None:
        # The address is in a setting; the token says which service it is of.
        system = replace(system, name=f"{told.name} ({system.name})", type=told.type, zone=told.zone,
                         supporting=told.supporting)
    return Reached(system=system, protocol="HTTP" if target.scheme == "http" else "HTTPS",
                   entities=entity_sets_in(target.path) if system.identity.kind in {"fo", "dataverse"} else (),
                   details=(f"{call.method} {target.path}".strip(),), operations=operation_words(call), auth=call.auth)


def _through_connector(call: Call, around: Surroundings, desk: Desk, seen: tuple[Evidence, ...]) -> Reached | None:
    connection = around.connections.get(call.connection.lower())
    api = (connection.api if connection else "") or call.api or call.connection
    if not api:
        return None
    built_in = "/serviceproviders/" in f"/{api.lower()}" or call.kind is CallKind.BUILT_IN
    row = provider_of(call.api or api) if built_in else api_of(api)
    own = desk.defined(CustomApi, row.id) if row.kind in {"custom", "unknown"} else None
    if row.kind == "internal" and not row.is_dataverse:
        return None
    things = things_of(call, row)
    if row.kind == "custom" or own is not None:
        custom = own or CustomApi(name=row.id, title=row.name)
        system = custom_system(custom, seen, gateway=bool(connection and connection.gateway))
    else:
        system = _with_part(row, connection, call, things, seen)
    return Reached(system=system, protocol=_protocol(call, row, built_in=built_in), entities=things.entities,
                   details=things.details, operations=_operations(call),
                   auth=(connection.auth if connection else "") or call.auth)


def _with_part(row: Connector, connection: ApiConnection | None, call: Call, things: Things,
               seen: tuple[Evidence, ...]) -> FoundSystem:
    """The system with what the call itself says of it, else its connection."""
    if row.is_dataverse and any(entity.lower().startswith(_VIRTUAL_TABLE) for entity in things.entities):
        return known.finance_operations(seen)
    own = {name: text for name, text in call.parameters.items() if name in row.part}
    if row.identity == "sql" and things.dataset:
        own["dataset"] = things.dataset
    elif row.identity == "file-share" and things.share:
        own[row.part[0]] = things.share
    elif row.part and things.dataset:
        own.setdefault(row.part[0], things.dataset)
    on_premises = bool(connection and connection.gateway)
    found = system_of(row, own, seen, on_premises=on_premises)
    if not found.identity.part and connection is not None:
        found = system_of(row, connection.values, seen, on_premises=on_premises)
        if connection.unresolved and found.identity.part:
            found = replace(found, unresolved=True)
    named = next((call.open_parameters[name] for name in row.part if call.open_parameters.get(name)), "")
    if named and not found.identity.part and row.identity in {"dataverse", "fo"}:
        # Which environment it is, a parameter or setting says: another parameter may be another environment.
        return replace(found, identity=Identity(row.identity, f"{{{named}}}".lower()), name=f"{found.name} ({named})",
                       unresolved=True)
    return found


def _protocol(call: Call, row: Connector, *, built_in: bool) -> str:
    if any(piece.lower() == "subscribebusinessevent" for piece in call.segments):
        return "F&O business event"
    return f"built-in connector {row.id}" if built_in else f"connector {row.id}"


def _operations(call: Call) -> tuple[Operation, ...]:
    last = call.segments[-2].lower() if len(call.segments) > 1 else ""
    return (Operation.ACTION,) if last == "procedures" else operation_words(call)


def _function(call: Call, around: Surroundings, seen: tuple[Evidence, ...]) -> Reached | None:
    resource = call.resource or around.functions.get(call.connection.lower(), "")
    app, function = _named_in(resource, "sites"), _named_in(resource, "functions")
    app = filled(app, around.placeholders)
    if not app:
        return None
    open_ = "{" in app
    shown = app.strip("{}") if app.count("{") == 1 and app.startswith("{") and app.endswith("}") else app
    system = FoundSystem(identity=Identity("azure.functions", shown.lower()), name=f"Azure Functions app {shown}",
                         type="azure.functions", zone=known.zone_of_publisher("Azure"), unresolved=open_, evidence=seen)
    return Reached(system=system, protocol="Azure Functions", details=(f"function {function}",) if function else (),
                   operations=(Operation.ACTION,), auth=call.auth)


def _api(call: Call, around: Surroundings, seen: tuple[Evidence, ...]) -> Reached | None:
    resource = call.resource or around.apis.get(call.connection.lower(), "")
    service = filled(_named_in(resource, "service"), around.placeholders)
    if not service and not resource:
        return None
    system = FoundSystem(identity=Identity("azure.api-management", service.strip("{}").lower()),
                         name=f"Azure API Management {service.strip('{}')}".strip(), type="azure.api-management",
                         zone=known.zone_of_publisher("Azure"), unresolved="{" in service, evidence=seen)
    path = call.target.path if call.target is not None else ""
    return Reached(system=system, protocol="HTTPS through API Management", details=(f"{call.method} {path}".strip(),),
                   operations=operation_words(call), auth=call.auth)


def _named_in(resource_id: str, kind: str) -> str:
    """The name after a kind in a resource id: `.../sites/<name>/functions/<name>`."""
    pieces = [piece for piece in resource_id.split("/") if piece]
    at = next((index for index, piece in enumerate(pieces) if piece.lower() == kind), len(pieces))
    return pieces[at + 1] if at + 1 < len(pieces) else ""
