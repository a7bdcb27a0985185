"""Service Bus, Event Hubs and Event Grid in templates: what can be sent to, and events that are sent on to somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from d365arch.discovery import known
from d365arch.discovery.addresses import address_of
from d365arch.discovery.azure.arm_template import Resource, below, mapping
from d365arch.discovery.azure.arm_text import Text
from d365arch.discovery.azure.services import (
    SERVICES,
    first,
    id_parts,
    note_template,
    plain_placeholder,
    service_system,
    system_of_id,
)
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, FoundEndpoint, FoundIntegration, FoundSystem, Identity
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing, Trigger
from d365arch.model.vocabulary import Kind as IntegrationKind

_BUS, _HUBS = "microsoft.servicebus/namespaces", "microsoft.eventhub/namespaces"
_ENDPOINTS = {
    f"{_BUS}/queues": ("queue", "Queue", "azure.service-bus-queue"),
    f"{_BUS}/topics": ("topic", "Topic", "azure.service-bus-topic"),
    f"{_HUBS}/eventhubs": ("hub", "Event hub", "azure.event-hub"),
    "microsoft.eventgrid/topics": ("topic", "Event Grid topic", "azure.event-grid-topic"),
    "microsoft.eventgrid/domains/topics": ("topic", "Event Grid topic", "azure.event-grid-topic"),
    "microsoft.eventgrid/namespaces/topics": ("topic", "Event Grid topic", "azure.event-grid-topic"),
}
_DESTINATIONS = {
    "azurefunction": "microsoft.web/sites", "servicebusqueue": _BUS, "servicebustopic": _BUS, "eventhub": _HUBS,
    "storagequeue": "microsoft.storage/storageaccounts", "hybridconnection": "microsoft.relay/namespaces",
    "namespacetopic": "microsoft.eventgrid/namespaces",
}
"""Kinds of destination of an event subscription and the resource that each leads to."""


class MessagingResources:
    """Notes namespaces and topics with what they offer, event subscriptions, and captures to storage."""

    kind: ArtefactKind = ArtefactKind.TEMPLATE
    types: tuple[str, ...] = (
        _BUS,
        _HUBS,
        "microsoft.eventgrid",
        "microsoft.storage/storageaccounts/providers",
        "microsoft.keyvault/vaults/providers",
        "microsoft.devices/iothubs/providers",
        "microsoft.resources/subscriptions/providers",
    )

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Nothing: nobody refers to what these say."""

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note what the resources say."""
        note_template(source, desk)
        for resource in resources:
            if resource.type.endswith("/eventsubscriptions"):
                _note_subscription(resource, resources, source, desk)
            elif not resource.existing:
                _note_resource(resource, source, desk)


def _note_resource(resource: Resource, source: Source, desk: Desk) -> None:
    where = (evidence(source.entry, resource.pointer),)
    kind = "/".join(resource.type.split("/")[:2])
    if kind not in SERVICES:
        return
    system = service_system(kind, first(resource.name), where)
    if system is None:
        return
    desk.notebook.system(system)
    if resource.type in _ENDPOINTS:
        word, shown, endpoint_type = _ENDPOINTS[resource.type]
        forwarded = resource.text("forwardTo")
        desk.notebook.endpoint(
            FoundEndpoint(
                system=system.identity,
                key=f"{word}/{resource.own_name.lower()}",
                name=f"{shown} {plain_placeholder(resource.own_name)}",
                type=endpoint_type,
                direction=Initiation.BOTH,
                protocol="AMQP" if kind in {_BUS, _HUBS} else "HTTPS",
                details=(f"forwards to {forwarded.last}",) if forwarded.resolved and forwarded.text else (),
                evidence=where,
            )
        )
    elif resource.type == f"{_BUS}/topics/subscriptions":
        topic = resource.name.text.split("/")[1] if resource.name.text.count("/") >= 2 else ""
        forwarded = resource.text("forwardTo")
        told = f", forwards to {forwarded.last}" if forwarded.resolved and forwarded.text else ""
        desk.notebook.endpoint(
            FoundEndpoint(
                system=system.identity,
                key=f"topic/{topic.lower()}",
                name=f"Topic {topic}",
                type="azure.service-bus-topic",
                direction=Initiation.BOTH,
                protocol="AMQP",
                details=(f"subscription {resource.own_name}{told}",),
                evidence=where,
            )
        )
    if resource.type == f"{_HUBS}/eventhubs":
        _note_capture(resource, system, source, desk)


def _note_capture(resource: Resource, hubs: FoundSystem, source: Source, desk: Desk) -> None:
    """A hub that writes its events to storage by itself."""
    capture = mapping(below(resource.properties, "captureDescription"))
    target = resource.scope.text(below(capture, "destination", "properties", "storageAccountResourceId"))
    if not capture or below(capture, "enabled") is False:
        return
    where = (evidence(source.entry, f"{resource.pointer}/properties/captureDescription"),)
    system = system_of_id(target.text, where)
    if system is None:
        return
    desk.notebook.system(system)
    desk.notebook.integration(FoundIntegration(
        automation=f"event-hub/{hubs.identity.part}/{resource.own_name.lower()}/capture",
        name=f"{resource.own_name} to {system.name}", from_=hubs.identity, to=system.identity,
        from_endpoint=f"hub/{resource.own_name.lower()}", timing=Timing.ASYNCHRONOUS, trigger=Trigger.EVENT,
        data=DataFlow.PUSH, kind=IntegrationKind.DATA, protocol="Event Hubs Capture", entities=(resource.own_name,),
        operations=(Operation.FILE,), evidence=where))


def _note_subscription(resource: Resource, resources: Sequence[Resource], source: Source, desk: Desk) -> None:
    """Events that are pushed from a source to a destination, where the artefact names both."""
    where = (evidence(source.entry, resource.pointer),)
    sender = _source_of(resource, resources, where)
    receiver = _destination_of(resource, where)
    if sender is not None:
        desk.notebook.system(sender)
    if receiver is None or sender is None or receiver.identity == sender.identity:
        if receiver is None:
            desk.notebook.remark(source.entry.path, resource.pointer,
                                 "An event subscription whose destination the artefact does not name.")
        return
    desk.notebook.system(receiver)
    filters = mapping(below(resource.properties, "filter"))
    events = below(filters, "includedEventTypes")
    kinds = [kind.text.rsplit(".", 1)[-1] for one in (events if isinstance(events, list) else ())
             if isinstance(one, str) and (kind := resource.scope.text(one)).resolved and kind.text.lower() != "all"]
    subject = resource.scope.text(below(filters, "subjectBeginsWith"))
    desk.notebook.integration(
        FoundIntegration(
            automation=f"event-subscription/{sender.identity.part}/{resource.own_name.lower()}",
            name=f"{sender.name} to {receiver.name}",
            from_=sender.identity,
            to=receiver.identity,
            timing=Timing.NEAR_REAL_TIME,
            trigger=Trigger.EVENT,
            data=DataFlow.PUSH,
            kind=IntegrationKind.DATA,
            protocol="Event Grid",
            entities=tuple(dict.fromkeys(kinds)),
            operations=(Operation.EVENT,),
            details=(f"events of {subject.text}",) if subject.resolved and subject.text else (),
            evidence=where,
        )
    )


def _source_of(resource: Resource, resources: Sequence[Resource], where: tuple[Evidence, ...]) -> FoundSystem | None:
    """Whose events a subscription is about: what it stands below, its scope, or the source of its system topic."""
    kind = "/".join(resource.type.split("/")[:2])
    if kind == "microsoft.eventgrid/systemtopics":
        topic = next((one for one in resources if one.type == kind and one.first_name == resource.first_name), None)
        return _of_system_topic(topic, where) if topic is not None else service_system(
            "microsoft.eventgrid/topics", first(resource.name), where)
    if kind == "microsoft.eventgrid/partnertopics":
        return service_system("microsoft.eventgrid/topics", first(resource.name), where)
    if resource.type != "microsoft.eventgrid/eventsubscriptions":
        return service_system(kind, first(resource.name), where)
    scope = resource.scope.text(resource.body.get("scope"))
    known_source = system_of_id(
        scope.text if "/providers/" in scope.text.lower() else f"/providers/{scope.text}", where
    )
    if known_source is not None:
        return known_source
    topic_id = resource.text("topic").text
    return system_of_id(topic_id, where) if topic_id else None


def _of_system_topic(topic: Resource, where: tuple[Evidence, ...]) -> FoundSystem | None:
    source = topic.text("source")
    found = system_of_id(source.text, where)
    if found is not None:
        return found
    kind = {"microsoft.storage.storageaccounts": "microsoft.storage/storageaccounts",
            "microsoft.servicebus.namespaces": _BUS, "microsoft.eventhub.namespaces": _HUBS,
            "microsoft.keyvault.vaults": "microsoft.keyvault/vaults",
            "microsoft.devices.iothubs": "microsoft.devices/iothubs"}.get(topic.text("topicType").text.lower())
    if kind is not None and source.text:
        return service_system(kind, source, where)
    return service_system("microsoft.eventgrid/topics", topic.name, where)


def _destination_of(resource: Resource, where: tuple[Evidence, ...]) -> FoundSystem | None:
    destination = mapping(below(resource.properties, "destination")) or mapping(
        below(resource.properties, "deliveryWithResourceIdentity", "destination"))
    kind = resource.scope.text(below(destination, "endpointType")).text.lower()
    inside: Mapping[str, Any] = mapping(below(destination, "properties"))
    if kind == "webhook":
        return _webhook(resource, below(inside, "endpointUrl") or below(inside, "endpointBaseUrl"), where)
    target = resource.scope.text(below(inside, "resourceId"))
    found = system_of_id(target.text, where) if target.text else None
    if found is None:
        found = next((one for named in target.ids if (one := system_of_id(named, where)) is not None), None)
    if found is None and kind in _DESTINATIONS and target.text:
        found = service_system(_DESTINATIONS[kind], Text(target.last, resolved=False), where)
    return found


def _webhook(resource: Resource, stated: Any, where: tuple[Evidence, ...]) -> FoundSystem | None:
    url = resource.scope.text(stated)
    for named in url.ids:
        # listCallbackUrl of a logic app, listKeys of a function.
        kind, _, _ = id_parts(named)
        found = system_of_id(named, where) if kind in {"microsoft.logic/workflows", "microsoft.web/sites"} else None
        if found is not None:
            return found
    address = address_of(url.text)
    if address is not None:
        return known.system_at(address.host, where)
    if not url.text:
        return None
    hosted = address_of(url.text.replace("{", "").replace("}", ""))
    likely = tuple(evidence(one.file, one.place or "", Confidence.LIKELY) for one in where)
    if hosted is not None:
        service = known.system_at(hosted.host)
        if service.identity.kind == "azure.functions":
            label = url.text.split("://", 1)[-1].split(".", 1)[0]
            return service_system("microsoft.web/sites", Text(label, resolved=False), likely)
    return FoundSystem(
        identity=Identity("host", f"{{{url.text.strip('{}').lower()[:120]}}}"),
        name=f"Webhook ({url.text.strip('{}')[:80]})",
        type="other.custom-app",
        unresolved=True,
        evidence=likely,
    )
