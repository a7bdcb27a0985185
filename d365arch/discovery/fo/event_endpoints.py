"""Endpoints of business events: what a row of the endpoint table leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from d365arch.discovery.addresses import address_of, host_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.fo.event_rows import ENDPOINT, TYPE, Row, plain
from d365arch.discovery.known import connector, dataverse_environment, system_at
from d365arch.discovery.records import FoundEndpoint, FoundSystem, Identity
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Initiation, Operation, Timing

URLS = ("endpointurl", "httpsurl", "httpurl", "url", "uri", "endpointuri", "endpointaddress", "address", "webhookurl",
        "flowurl", "eventgridendpointurl", "eventgridurl", "topicurl", "topicendpoint", "endpoint", "targeturl",
        "target", "serviceurl", "callbackurl", "hosturl", "baseurl", "notificationurl", "destinationurl", "destination",
        "link", "businesseventsendpointurl", "businesseventendpointurl")
_FULL = re.compile(r"https?://", re.IGNORECASE)
_NAMESPACES = ("servicebusnamespace", "namespace", "namespacename", "servicebusnamespacename", "eventhubnamespace",
               "eventhubsnamespace", "host", "hostname")
_ACCOUNTS = ("storageaccount", "storageaccountname", "azureblobaccountname", "accountname", "blobaccount")


class _Kind(NamedTuple):
    words: tuple[str, ...]
    """Any of these in the type, written small without signs, means this kind."""
    targets: tuple[str, ...]
    """Columns that name the queue, topic, hub or container; a value means this kind where the type does not tell."""
    over: str
    """What the event goes over, for people."""
    key: str
    type: str
    connector: str = ""


_KINDS = (
    _Kind(("servicebusqueue",), ("servicebusqueuename", "queuename", "queue"), "Service Bus", "queue",
          "azure.service-bus-queue", "servicebus"),
    _Kind(("servicebus",), ("servicebustopicname", "topicname", "topic"), "Service Bus", "topic",
          "azure.service-bus-topic", "servicebus"),
    _Kind(("eventgrid",), ("eventgridendpointurl", "eventgridtopicname", "eventgridurl"), "Event Grid",
          "topic", "azure.event-grid-topic", "azureeventgridpublish"),
    _Kind(("eventhub",), ("eventhubname", "eventhub"), "Event Hubs", "hub", "azure.event-hub", "eventhubs"),
    _Kind(("blob", "storage"), ("azureblobcontainername", "blobcontainername", "containername"), "Blob Storage",
          "container", "azure.blob-sftp-container", "azureblob"),
    _Kind(("powerautomate", "flow", "dataverse", "commondataservice"), ("flowname", "flowurl"), "Power Automate",
          "flow", "pp.power-automate-flow"),
    _Kind(("http", "webhook"), ("endpointurl", "httpsurl", "httpurl", "webhookurl", "url"), "HTTPS",
          "webhook", "generic.webhook-receiver"),
)


@dataclass(frozen=True, slots=True)
class EventEndpoint:
    """Where business events are sent."""

    name: str
    system: FoundSystem
    endpoint: FoundEndpoint | None
    over: str
    """`Service Bus`, `HTTPS`, ...; empty where the export does not say."""
    vault: FoundSystem | None = None
    """Key vault that keeps its secret."""


def endpoint_name(row: Row) -> str:
    """The name of an endpoint in a row of the endpoint table."""
    return row.first(*ENDPOINT, "name")


def endpoint_of(row: Row, evidence: Evidence) -> EventEndpoint | None:
    """The endpoint of a row, None where it has no name."""
    name = cleaned(endpoint_name(row))
    if not name:
        return None
    kind = _kind_of(row)
    host = next((found for column in URLS if (found := _host(row.values.get(column, "")))), "") or _host_of_any(row)
    vault_host = _host(row.first("keyvaultdnsname", "keyvaulturl", "keyvaulturi", "keyvault"))
    vault = system_at(vault_host, (evidence,)) if vault_host.endswith(".vault.azure.net") else None
    if kind is None:
        somewhere = system_at(host, (evidence,)) if host else unknown_endpoint(name, (evidence,))
        return EventEndpoint(name, somewhere, None, "", vault)
    system = _system(kind, row, host, name, evidence)
    # An address may carry a secret in its path as well as in its query, so that the endpoint goes by its name.
    target = cleaned(row.first(*(one for one in kind.targets if "url" not in one)) or _bare_target(kind, row)) or name
    known_as = f" ({target})" if target != name else ""
    return EventEndpoint(name, system, FoundEndpoint(
        system=system.identity, key=f"{kind.key}/{target.lower()}", name=f"{name}{known_as}", type=kind.type,
        direction=Initiation.INBOUND, timing=(Timing.NEAR_REAL_TIME,), protocol=kind.over,
        operations=(Operation.EVENT,), details=("takes business events of Finance and Operations",),
        evidence=(evidence,)), kind.over, vault)


def unknown_endpoint(name: str, evidence: tuple[Evidence, ...]) -> FoundSystem:
    """The system behind an endpoint of which only the name is known."""
    return FoundSystem(identity=Identity("business-event-endpoint", name.lower()),
                       name=f"Business event endpoint {name}", type="other.custom-app", unresolved=True,
                       evidence=evidence)


def _kind_of(row: Row) -> _Kind | None:
    said = plain(row.first(*TYPE))
    for kind in _KINDS:
        if any(word in said for word in kind.words):
            return kind
    # The type may be the number of an enumeration: then the column that is filled in tells.
    return next((kind for kind in _KINDS if row.first(*kind.targets)), None)


def _system(kind: _Kind, row: Row, host: str, name: str, evidence: Evidence) -> FoundSystem:
    if kind.over == "Power Automate":
        return dataverse_environment((evidence,))
    if kind.connector:
        namespace = row.first(*(_ACCOUNTS if kind.connector == "azureblob" else _NAMESPACES))
        host = host or _host(namespace)
        if host and kind.over == "Event Grid":
            return system_at(host, (evidence,))
        # Event hubs and queues share the hosts of a namespace: only the type tells which of them it is.
        return connector(kind.connector).system((host or cleaned(namespace)).split(".", 1)[0], (evidence,))
    return system_at(host, (evidence,)) if host else unknown_endpoint(name, (evidence,))


def _bare_target(kind: _Kind, row: Row) -> str:
    """The queue, topic or hub that stands as the endpoint itself, beside the name of the endpoint."""
    bare = row.values.get("endpoint", "")
    return bare if kind.connector and bare != endpoint_name(row) and not set("./:=?&;") & set(bare) else ""


def _host_of_any(row: Row) -> str:
    """The host of the one address that a row holds under a heading nobody foresaw; empty where it holds several."""
    hosts = {_host(text) for column, text in row.values.items() if "vault" not in column and _FULL.match(text)} - {""}
    return hosts.pop() if len(hosts) == 1 else ""


def _host(text: str) -> str:
    """The host of an address, or of a bare host; empty for anything else."""
    address = address_of(text)
    return address.host if address is not None else (host_of(text) or "") if "." in text else ""
