"""Single triggers and actions of a workflow definition read into records, in every form they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from d365arch.discovery.addresses import address_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.values import as_text, object_in
from d365arch.discovery.workflows.authentication import audience_of, auth_in_queries, auth_of, caller_auth
from d365arch.discovery.workflows.calls import PARAMETERS, Call, CallKind, Trigger, TriggerKind
from d365arch.discovery.workflows.names import Names
from d365arch.discovery.workflows.paths import file_path_of, segments_of, shown_path
from d365arch.discovery.workflows.recurrence import recurrence_of
from d365arch.discovery.workflows.targets import is_opaque, target_of
from d365arch.discovery.workflows.values import literal, name_of, shown

_CONNECTOR = {
    "openapiconnection",
    "openapiconnectionwebhook",
    "openapiconnectionnotification",
    "apiconnection",
    "apiconnectionwebhook",
    "apiconnectionnotification",
}
_HTTP = {"http", "httpwebhook", "appservice", "apiapp"}
_OTHERS = {
    "serviceprovider": CallKind.BUILT_IN,
    "function": CallKind.FUNCTION,
    "invokefunction": CallKind.LOCAL_FUNCTION,
    "apimanagement": CallKind.API_MANAGEMENT,
    "workflow": CallKind.WORKFLOW,
    "sendtobatch": CallKind.WORKFLOW,
    "invokeworkflow": CallKind.WORKFLOW,
}


def call_of(name: str, pointer: str, type_: str, node: Mapping[str, Any], names: Names) -> Call | None:
    """The call that an action makes, None where it contacts nobody. `type_` is in small letters."""
    inputs = object_in(node.get("inputs"))
    kind = _kind(type_, inputs)
    return None if kind is None else Call(**_facts(name, pointer, kind, node, names))


def _kind(type_: str, inputs: Mapping[str, Any]) -> CallKind | None:
    if type_ in _CONNECTOR:
        return CallKind.CONNECTOR
    if type_ in _HTTP:
        return CallKind.HTTP
    if type_ in _OTHERS:
        return _OTHERS[type_]
    # Types to come that go through a connection are connector calls too.
    host = object_in(inputs.get("host"))
    if any(key in host for key in ("connectionName", "connectionReferenceName", "connection")):
        return CallKind.CONNECTOR
    return CallKind.BUILT_IN if "serviceProviderConfiguration" in inputs else None


def trigger_of(name: str, pointer: str, node: Mapping[str, Any], names: Names) -> Trigger:
    """What starts a workflow."""
    type_ = as_text(node.get("type")).lower()
    inputs = object_in(node.get("inputs"))
    recurrence = recurrence_of(_resolved_recurrence(node.get("recurrence"), names))
    request_kind = as_text(node.get("kind")).lower()
    if type_ in {"recurrence", "slidingwindow"}:
        starts, kind = TriggerKind.SCHEDULE, CallKind.NONE
    elif type_ in {"request", "manual"}:
        starts, kind = TriggerKind.REQUEST, CallKind.CONNECTOR if "host" in inputs else CallKind.NONE
    elif type_ == "batch":
        starts, kind = TriggerKind.BATCH, CallKind.NONE
    else:
        found = _kind(type_, inputs)
        kind = found or CallKind.NONE
        pushed = type_.endswith(("webhook", "notification")) or (
            type_ == "serviceprovider" and "recurrence" not in node
        )
        starts = TriggerKind.OTHER if found is None else TriggerKind.PUSH if pushed else TriggerKind.POLL
    if starts is TriggerKind.OTHER and "recurrence" in node:
        starts = TriggerKind.SCHEDULE
    return Trigger(
        **_facts(name, pointer, kind, node, names),
        starts=starts,
        recurrence=recurrence,
        request_kind=request_kind,
        caller_auth=caller_auth(node, inputs) if starts is TriggerKind.REQUEST else "",
    )


def _resolved_recurrence(stated: Any, names: Names) -> Any:
    """Interval and frequency may be expressions over parameters."""
    if not isinstance(stated, dict):
        return None
    return {
        key: names.text(value) if isinstance(value, str) and "@" in value else value for key, value in stated.items()
    }


def _facts(name: str, pointer: str, kind: CallKind, node: Mapping[str, Any], names: Names) -> dict[str, Any]:
    inputs = object_in(node.get("inputs"))
    facts: dict[str, Any] = {
        "name": cleaned(name.replace("_", " "), 120),
        "pointer": pointer,
        "type": cleaned(as_text(node.get("type")), 60),
        "kind": kind,
    }
    if kind is CallKind.NONE:
        return facts
    if kind is CallKind.HTTP:
        facts.update(_http(node, inputs, names))
        return facts
    facts["method"] = _method(inputs, names)
    facts["waits"] = as_text(node.get("type")).lower().endswith("webhook")
    if kind is CallKind.CONNECTOR:
        facts.update(_connector(inputs, names))
        # Operations that send any request carry its authentication in their headers, which are not looked at.
    elif kind is CallKind.BUILT_IN:
        configuration = object_in(inputs.get("serviceProviderConfiguration"))
        facts.update(
            connection=as_text(configuration.get("connectionName")),
            api=as_text(configuration.get("serviceProviderId")),
            operation=cleaned(as_text(configuration.get("operationId")), 120),
        )
    elif kind is CallKind.API_MANAGEMENT:
        api = object_in(inputs.get("api")) or object_in(inputs.get("apiManagement"))
        template = object_in(inputs.get("pathTemplate")).get("template")
        facts.update(
            resource=_shown(api.get("id"), names),
            connection=as_text(api.get("connection")),
            target=target_of(names.value(f"https://api{template}")) if isinstance(template, str) else None,
            auth="api-key" if inputs.get("subscriptionKey") else auth_of(inputs, names),
        )
    else:
        facts.update(_other_resource(inputs, names))
    facts["parameters"], facts["open_parameters"] = _parameters(inputs, names)
    return facts


def _other_resource(inputs: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Functions and workflows by their ids, in any of the places where they stand."""
    function = object_in(inputs.get("function"))
    host = object_in(inputs.get("host"))
    workflow = object_in(host.get("workflow"))
    stated = next(
        (
            one
            for one in (
                function.get("id"),
                inputs.get("functionName"),
                workflow.get("id"),
                host.get("workflowReferenceName"),
                host.get("workflowName"),
                workflow.get("name"),
            )
            if one
        ),
        "",
    )
    return {
        "resource": _shown(stated, names),
        "connection": as_text(function.get("connectionName")),
        "auth": auth_of(inputs, names),
    }


def _shown(stated: Any, names: Names) -> str:
    return cleaned(shown(names.value(stated)), 400) if isinstance(stated, str) else ""


def _method(inputs: Mapping[str, Any], names: Names) -> str:
    method = names.text(inputs.get("method")) if isinstance(inputs.get("method"), str) else ""
    return method.upper() if method.isalpha() and len(method) < 12 else ""


def _http(node: Mapping[str, Any], inputs: Mapping[str, Any], names: Names) -> dict[str, Any]:
    request = object_in(inputs.get("subscribe")) or inputs
    uri = next((request[key] for key in ("uri", "url", "Uri") if isinstance(request.get(key), str)), "")
    target = target_of(names.value(uri))
    auth, audience = auth_of(request, names), audience_of(object_in(request.get("authentication")), names)
    return {
        "method": _method(request, names),
        "target": target,
        "audience": audience,
        "auth": auth or (target.query_auth if target else "") or auth_in_queries(request),
        "waits": as_text(node.get("type")).lower() == "httpwebhook",
    }


def _connector(inputs: Mapping[str, Any], names: Names) -> dict[str, Any]:
    host = object_in(inputs.get("host"))
    connection = object_in(host.get("connection"))
    key = (
        as_text(host.get("connectionName"))
        or as_text(host.get("connectionReferenceName"))
        or as_text(connection.get("referenceName"))
    )
    if not key:
        key = _connection_key(as_text(connection.get("name")) or as_text(connection.get("id")))
    api = as_text(host.get("apiId")) or as_text(object_in(host.get("api")).get("id"))
    if not api:
        # The oldest form names the connector by the address of the gateway: .../apim/<connector>.
        address = address_of(as_text(object_in(host.get("api")).get("runtimeUrl")))
        pieces = [piece for piece in address.path.split("/") if piece] if address else []
        api = pieces[pieces.index("apim") + 1] if "apim" in pieces[:-1] else ""
    facts: dict[str, Any] = {
        "connection": key,
        "api": api,
        "operation": cleaned(as_text(host.get("operationId")) or as_text(inputs.get("operationId")), 120),
    }
    if isinstance(inputs.get("path"), str):
        segments = segments_of(names.value(inputs["path"]))
        facts.update(path=shown_path(segments), segments=segments)
    return facts


def _connection_key(text: str) -> str:
    """The key in `@parameters('$connections')['<key>']['connectionId']`, else the last piece of an id."""
    if "$connections" in text:
        quoted = text.replace('"', "'").split("'")[1::2]
        after = quoted[quoted.index("$connections") + 1 :] if "$connections" in quoted else []
        return after[0] if after else ""
    return "" if text.startswith("@") else text.rsplit("/", 1)[-1]


def _parameters(inputs: Mapping[str, Any], names: Names) -> tuple[dict[str, str], dict[str, str]]:
    known: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for name, stated in _listed(inputs):
        value = names.value(stated)
        text = literal(value)
        if text is None:
            unknown.setdefault(name, name_of(value))
            # Of an address with open ends the beginning may stand there.
            target = target_of(value) if name.endswith(("uri", "url")) else None
            if target is not None and target.host and target.scheme:
                known.setdefault(name, cleaned(f"{target.scheme}://{target.host}{target.path}", 300))
        elif fit := _fit(text, name):
            known.setdefault(name, fit)
    return known, unknown


@lru_cache(maxsize=4_096)
def _fit(text: str, name: str) -> str:
    """What may be kept of a value, without query and mail addresses; nothing of what is an id or a key."""
    fit = _without_query(text, name)
    return "" if any(map(is_opaque, fit.split("/"))) else fit


def _without_query(text: str, name: str) -> str:
    address = address_of(text)
    if address is not None:
        return cleaned(f"{address.scheme}://{address.host}{address.path}", 300)
    if name in {"folderid", "fileid"}:
        return file_path_of(text)
    return cleaned(text.split("?", 1)[0] if name.endswith(("uri", "url", "path")) else text, 300)


@lru_cache(maxsize=4_096)
def _small(name: str) -> str:
    return name.lower()


def _listed(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    # The environment of a Dataverse action of a logic app stands in a header.
    organization = object_in(inputs.get("headers")).get("organization")
    if isinstance(organization, str):
        yield "organization", organization
    body = inputs.get("body")
    if isinstance(body, dict) and as_text(inputs.get("path")).lower().endswith("subscribewebhooktrigger"):
        # What a logic app subscribes to at Dataverse; flows have the same as parameters.
        for name in ("entityname", "message", "scope"):
            if isinstance(body.get(name), str | int):
                yield f"subscriptionrequest/{name}", str(body[name])
    for group in ("parameters", "queries"):
        for key, value in object_in(inputs.get(group)).items():
            name = _small(str(key))
            if isinstance(value, str):
                if name in PARAMETERS:
                    yield name, value
            elif isinstance(value, int) and name in PARAMETERS and not isinstance(value, bool):
                yield name, str(value)
            elif isinstance(value, dict):
                for inner, one in value.items():
                    both = f"{name}/{str(inner).lower()}"
                    if both in PARAMETERS and isinstance(one, str | int) and not isinstance(one, bool):
                        yield both, str(one)
