"""Service endpoints of Dataverse: the queues, topics, hubs, relays and webhooks that its steps send messages to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from d365arch.discovery.addresses import address_of, host_of
from d365arch.discovery.dataverse.components import Component, Components, number
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import system_at, zone_of_publisher
from d365arch.discovery.records import DATAVERSE, FoundEndpoint, FoundSystem, Identity
from d365arch.discovery.workflows.targets import harmless_path
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Initiation, Operation

WEBHOOK = 8


@dataclass(frozen=True, slots=True)
class _Contract:
    """What a contract number of a service endpoint means.

    Source: Microsoft, Dataverse table reference, column Contract of serviceendpoint; numbers read in exported
    solutions.
    """

    name: str
    kind: str
    service: str
    system_type: str | None
    key: str
    endpoint_type: str | None
    sender_type: str | None
    answers: bool = False
    """The receiver's answer comes back to the step."""


_BUS = ("azure.service-bus", "Azure Service Bus", "azure.service-bus")
_RELAY = ("azure.relay", "Azure Relay", "azure.relay")
_CONTRACTS = {
    1: _Contract("One-way relay", *_RELAY, "relay", "azure.relay-connection", "dataverse.relay"),
    2: _Contract("Service Bus queue", *_BUS, "queue", "azure.service-bus-queue", "dataverse.service-bus"),
    3: _Contract("REST relay", *_RELAY, "relay", "azure.relay-connection", "dataverse.relay", answers=True),
    4: _Contract("Two-way relay", *_RELAY, "relay", "azure.relay-connection", "dataverse.relay", answers=True),
    5: _Contract("Service Bus topic", *_BUS, "topic", "azure.service-bus-topic", "dataverse.service-bus"),
    6: _Contract("Service Bus queue", *_BUS, "queue", "azure.service-bus-queue", "dataverse.service-bus"),
    7: _Contract("Event hub", "azure.event-hubs", "Azure Event Hubs", "azure.event-hubs", "hub", "azure.event-hub",
                 "dataverse.event-hub"),
    WEBHOOK: _Contract("Webhook", "host", "Webhook receiver", None, "webhook", "generic.webhook-receiver",
                       "dataverse.webhook"),
    9: _Contract("Event Grid topic", "azure.event-grid", "Azure Event Grid", "azure.event-grid", "topic",
                 "azure.event-grid-topic", None),
    10: _Contract("Managed data lake", "azure.storage", "Azure Data Lake", "azure.data-lake", "container", None, None),
    11: _Contract("Container storage", "azure.storage", "Azure Storage", "azure.storage", "container", None, None),
}
_AUTH = {1: "acs", 2: "sas", 3: "sas", 4: "api-key", 5: "api-key", 6: "api-key", 7: "sas", 8: "api-key"}
_FORMATS = {1: "binary XML", 2: "JSON", 3: "XML"}


@dataclass(frozen=True, slots=True)
class ServiceEndpoint:
    """A service endpoint as steps refer to it, from whichever solution of the run."""

    name: str
    contract: int | None
    system: FoundSystem
    receiver: FoundEndpoint
    sender: FoundEndpoint
    protocol: str
    answers: bool


@dataclass(frozen=True, slots=True)
class UsedEndpoint:
    """Says on the desk that a step of the run sends to a service endpoint."""


def survey_service_endpoints(parts: Components, desk: Desk) -> None:
    """Let steps of this and other solutions find the service endpoints, and know which of them any step uses."""
    for component in parts.of("serviceendpoint"):
        desk.define(component.id, _endpoint(component))
    for step in parts.of("sdkmessageprocessingstep"):
        if handler := step.value("EventHandler"):
            desk.define(handler.strip().strip("{}"), UsedEndpoint())


def read_service_endpoints(parts: Components, desk: Desk) -> None:
    """Note the receivers; what sends to them are the steps. One that nothing uses is an endpoint all the same."""
    for component in parts.of("serviceendpoint"):
        found = _endpoint(component)
        desk.notebook.system(found.system)
        desk.notebook.endpoint(found.receiver)
        if desk.defined(UsedEndpoint, component.id) is None:
            desk.notebook.remark(component.entry.path, component.place(),
                                 f"No step sends to the service endpoint {found.name}.")
        if found.contract not in _CONTRACTS:
            desk.notebook.remark(component.entry.path, component.place("Contract"),
                                 f"The service endpoint {found.name} has a contract that d365arch does not know, so "
                                 "what kind of receiver it is stays open.")


def unknown_endpoint(id_: str, name: str, evidence: Evidence) -> ServiceEndpoint:
    """What a step sends to where no artefact of the run has the service endpoint."""
    system = FoundSystem(identity=Identity("service-endpoint", id_), name=f"Service endpoint of {name}",
                         unresolved=True, evidence=(evidence,))
    receiver = FoundEndpoint(system=system.identity, key="messages", name="Messages of Dataverse",
                             direction=Initiation.INBOUND, evidence=(evidence,))
    sender = FoundEndpoint(system=DATAVERSE, key=f"service-endpoint/{id_}", name=system.name,
                           direction=Initiation.OUTBOUND, evidence=(evidence,))
    return ServiceEndpoint(name, None, system, receiver, sender, "service endpoint", answers=False)


def _endpoint(component: Component) -> ServiceEndpoint:
    contract = number(component.value("Contract"))
    means = _CONTRACTS.get(contract or 0) or _by_host(component)
    name = component.attribute("Name") or component.text("Name") or component.id or "without a name"
    seen = (component.evidence(),)
    system = _system(component, means, name, seen)
    path = _path(component)
    auth = _AUTH.get(number(component.value("AuthType")) or 0)
    format_ = _FORMATS.get(number(component.value("MessageFormat")) or 0)
    protocol = "HTTPS" if contract == WEBHOOK else means.name
    protocol = f"{protocol}, {format_}" if format_ else protocol
    receiver = FoundEndpoint(
        system=system.identity, key=f"{means.key}/{path.lower()}" if path else means.key,
        name=f"{means.name} {path}".strip(), type=means.endpoint_type, direction=Initiation.INBOUND,
        protocol=protocol, auth=auth, details=(path,) if path else (), evidence=seen)
    sender = FoundEndpoint(
        system=DATAVERSE, key=f"service-endpoint/{component.id}", name=name, type=means.sender_type,
        direction=Initiation.OUTBOUND, protocol=protocol, auth=auth, operations=(Operation.EVENT,), evidence=seen)
    return ServiceEndpoint(name, contract, system, receiver, sender, protocol, means.answers)


def _by_host(component: Component) -> _Contract:
    """A contract number nobody knows: the address still tells a bus from a web address."""
    bus = "servicebus." in component.value("NamespaceAddress").lower()
    return _CONTRACTS[6] if bus else _Contract("Endpoint", "host", "Receiver", None, "endpoint", None, None)


def _host(component: Component) -> str:
    return next((host for name in ("NamespaceAddress", "Url") if (host := host_of(component.value(name)))), "")


def _system(component: Component, means: _Contract, name: str, seen: tuple[Evidence, ...]) -> FoundSystem:
    host = _host(component)
    if means.kind == "host":
        if host:
            return system_at(host, seen)
        return FoundSystem(identity=Identity("service-endpoint", component.id), name=f"{means.service} {name}",
                           unresolved=True, evidence=seen)
    part = host.split(".", 1)[0] if host else _namespace(component)
    if means.kind in {"azure.event-grid", "azure.storage"} and host:
        known = system_at(host, seen)
        if known.identity.kind == means.kind:
            return replace(known, type=means.system_type)
    return FoundSystem(
        identity=Identity(means.kind, part), name=f"{means.service} {part}".strip(), type=means.system_type,
        zone=zone_of_publisher("Azure"), unresolved=not part, evidence=seen)


def _namespace(component: Component) -> str:
    """The namespace by its name. It may be written as an address without a scheme, or not be there at all."""
    name = component.value("SolutionNamespace").lower()
    return name.split(".", 1)[0] if name.replace("-", "").replace(".", "").isalnum() else ""


def _path(component: Component) -> str:
    """Queue, topic or hub, or the path of a webhook's address; never its query, which may hold a key."""
    address = address_of(component.value("Url"))
    return harmless_path(component.value("Path") or (address.path if address else "")).strip("/ ")
