"""API Management in templates: what it offers to callers nobody knows, and which backends its APIs lead to.

A service is a system. One API and one system behind it give one integration, started by the service when somebody calls
it. The callers are not in the artefacts: an API is an endpoint of the service and no integration of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from d365arch.discovery.azure.api_policies import Policies, policies_of
from d365arch.discovery.azure.api_service import Api, Backend, Service, Target, auth_of, targets_of
from d365arch.discovery.azure.api_specifications import specification_of
from d365arch.discovery.azure.arm_syntax import Call, Literal, Node, NotAnExpressionError, is_expression, tree_of
from d365arch.discovery.azure.arm_template import Resource, below
from d365arch.discovery.azure.services import first, service_system
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, FoundEndpoint, FoundIntegration, ReadArtefact
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger
from d365arch.model.vocabulary import Kind as IntegrationKind

_SERVICE = "microsoft.apimanagement/service"
_ENTRIES = {"GET": Operation.READ, "HEAD": Operation.READ, "POST": Operation.CREATE, "PUT": Operation.UPDATE,
            "PATCH": Operation.UPDATE, "DELETE": Operation.DELETE}
_MOST_TOLD = 60


class ApiManagementResources:
    """Collects services from all templates and notes each at the turn of the first."""

    kind: ArtefactKind = ArtefactKind.API_MANAGEMENT
    types: tuple[str, ...] = (_SERVICE,)

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Collect what each resource says."""
        for service, resource in _with_services(source, resources, desk):
            _collect(service, resource, source, desk)

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note the services of this file that were not noted yet."""
        for service, _ in _with_services(source, resources, desk):
            if not service.owner:
                service.owner = source.entry.path
                note_service(service, desk)


def _with_services(source: Source, resources: Sequence[Resource], desk: Desk) -> Iterator[tuple[Service, Resource]]:
    for resource in resources:
        place = (evidence(source.entry, resource.pointer),)
        system = service_system(_SERVICE, first(resource.name), place)
        if system is None or not system.identity.part:
            continue
        service = desk.defined(Service, system.identity.part)
        if service is None:
            service = Service(system)
            desk.define(system.identity.part, service)
        yield service, resource


def _collect(service: Service, resource: Resource, source: Source, desk: Desk) -> None:
    kind = resource.type.removeprefix(_SERVICE).strip("/").removeprefix("workspaces/")
    names = resource.name.text.split("/")
    place = evidence(source.entry, resource.pointer)
    if kind == "apis":
        _collect_api(service.api(names[-1]), resource, place, desk)
    elif kind == "apis/operations" and len(names) >= 3:
        api = service.api(names[-2])
        verb, template = resource.text("method").text.upper(), resource.text("urlTemplate").text
        api.operations.append(f"{verb} {template}".strip())
    elif kind in {"apis/policies", "apis/operations/policies"} and len(names) >= 3:
        api = service.api(names[1] if "workspaces" not in resource.type else names[2])
        api.policies.insert(0 if "operations" in kind else len(api.policies), _policies(resource))
        api.places.append(place)
    elif kind == "policies":
        service.policies.append(_policies(resource))
    elif kind == "policyfragments":
        service.fragments.setdefault(resource.own_name.lower(), _policies(resource))
    elif kind in {"namedvalues", "properties"}:
        _collect_value(service, resource)
    elif kind == "backends":
        url, pool = resource.text("url"), below(resource.properties, "pool", "services")
        members = tuple(resource.scope.text(below(one, "id")).text for one in (pool if isinstance(pool, list) else ()))
        service.backends.setdefault(resource.own_name.lower(), Backend(
            url.text if url.resolved or "{" in url.text else f"{{{url.text}}}" if url.text else "",
            parameter_of(below(resource.properties, "url")),
            resource.text("resourceId").text or _deployed(url.text, url.ids), members, place))


def _deployed(url: str, ids: tuple[str, ...]) -> str:
    """The resource that an address asks for its host name (`app.properties.defaultHostName`); else empty."""
    host = url.split("://", 1)[-1].split("/", 1)[0]
    return ids[0] if ids and (not host or host.startswith("{")) else ""


def _collect_api(api: Api, resource: Resource, place: Evidence, desk: Desk) -> None:
    title, path, url = resource.text("displayName"), resource.text("path"), resource.text("serviceUrl")
    api.title = api.title or (title.text if title.resolved else "")
    api.path = api.path or path.text.strip("/")
    if url.text and not api.url:
        api.url = url.text if url.resolved or "{" in url.text else f"{{{url.text}}}"
        api.url_from = parameter_of(below(resource.properties, "serviceUrl"))
    if resource.scope.value(below(resource.properties, "subscriptionRequired")) is False:
        api.subscription = False
    form = resource.text("format").text.lower()
    if "link" not in form:
        found = specification_of(resource.text("value").text or _long_text(resource), desk.limits)
        if found.operations and not api.specification.operations:
            api.specification = found
    api.places.append(place)


def _long_text(resource: Resource) -> str:
    value = resource.scope.value(below(resource.properties, "value"))
    return value if isinstance(value, str) else ""


def _policies(resource: Resource) -> Policies:
    value = resource.scope.value(below(resource.properties, "value") or below(resource.properties, "policyContent"))
    return policies_of(value) if isinstance(value, str) else Policies()


def _collect_value(service: Service, resource: Resource) -> None:
    """A named value. Of a secret only the name is kept, and the parameter that it comes from."""
    secret = resource.scope.value(below(resource.properties, "secret")) in {True, "true", "True"}
    value = resource.text("value")
    parameter = parameter_of(below(resource.properties, "value"))
    text = value.text if value.resolved and not secret and "://" in value.text else ""
    if not secret and not text and value.resolved and "." in value.text and len(value.text) < 254:
        text = value.text
    for name in {resource.own_name.lower(), resource.text("displayName").text.lower()} - {""}:
        service.values.setdefault(name, (text, parameter))


def parameter_of(value: Any) -> str:
    """The first parameter that an expression of a template refers to; its name may say what it is for."""
    if not isinstance(value, str) or not is_expression(value):
        return ""
    try:
        waiting: list[Node] = [tree_of(value)]
    except NotAnExpressionError:
        return ""
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Call):
            if node.name == "parameters" and node.arguments and isinstance(node.arguments[0], Literal):
                return str(node.arguments[0].value)
            waiting.extend(node.arguments)
        elif not isinstance(node, Literal):
            waiting.append(node.base)
    return ""


def note_service(service: Service, desk: Desk) -> None:
    """Note a service, its APIs as endpoints, and an integration for each API and system behind it."""
    book = desk.notebook
    book.system(service.system)
    book.artefact(ReadArtefact(service.owner, ArtefactKind.API_MANAGEMENT, service.system.name))
    for _, api in sorted(service.apis.items()):
        operations = tuple(dict.fromkeys((*api.operations, *api.specification.operations)))
        places = tuple(dict.fromkeys(api.places))
        key = book.endpoint(
            FoundEndpoint(
                system=service.system.identity,
                key=f"api/{api.name.lower()}",
                name=f"{api.title or api.name} /{api.path}",
                type="azure.api-management-api",
                direction=Initiation.INBOUND,
                timing=(Timing.SYNCHRONOUS,),
                protocol="HTTPS",
                operations=_verbs(operations),
                details=operations[:_MOST_TOLD],
                auth="api-key" if api.subscription else None,
                evidence=places,
            )
        )
        together: dict[Any, list[Target]] = {}
        for target in targets_of(service, api):
            if target.system.identity != service.system.identity:
                together.setdefault(target.system.identity, []).append(target)
        for targets in together.values():
            book.system(targets[0].system)
            if not targets[0].system.supporting:
                book.integration(_integration(service, api, key, targets, operations))


def _integration(service: Service, api: Api, key: str, targets: list[Target],
                 operations: tuple[str, ...]) -> FoundIntegration:
    system = targets[0].system
    besides = all(target.besides for target in targets)
    verbs = () if besides else _verbs(operations)
    reads, writes = Operation.READ in verbs, any(verb is not Operation.READ for verb in verbs)
    paths = tuple(dict.fromkeys(f"backend path {target.path}" for target in targets if target.path.strip("/")))
    likely = any(one.confidence is not Confidence.CERTAIN for one in system.evidence)
    places = tuple(dict.fromkeys(api.places))
    return FoundIntegration(
        automation=f"api-management/{service.system.identity.part}/{api.name.lower()}",
        name=f"{api.title or api.name} to {system.name}", from_=service.system.identity, to=system.identity,
        from_endpoint=key, timing=Timing.SYNCHRONOUS, trigger=Trigger.ON_DEMAND,
        data=DataFlow.BOTH if reads and writes else DataFlow.PULL if reads else DataFlow.PUSH if writes else None,
        kind=IntegrationKind.PROCESS, protocol="OData over HTTPS" if system.identity.kind == "fo" and any(
            "/data" in target.path for target in targets) else "HTTPS",
        operations=verbs, details=("called by a policy",) if besides else (*paths, *operations[:_MOST_TOLD]),
        auth=auth_of(service, api),
        evidence=tuple(evidence(one.file, one.place or "", Confidence.LIKELY) for one in places) if likely else places)


def _verbs(operations: Sequence[str]) -> tuple[Operation, ...]:
    return tuple(dict.fromkeys(_ENTRIES[verb] for one in operations if (verb := one.split(" ", 1)[0]) in _ENTRIES))
