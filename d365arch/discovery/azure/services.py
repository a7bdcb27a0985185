"""Services of Azure as templates name them: one identity and one way to write the name, whoever comes across them."""

from __future__ import annotations

from typing import NamedTuple

from d365arch.discovery import known
from d365arch.discovery.azure.arm_text import Text
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind, FoundSystem, Identity, ReadArtefact
from d365arch.model.integration import Evidence


class Service(NamedTuple):
    """A kind of resource that is a system of its own."""

    identity: str
    name: str
    type: str
    supporting: bool = False


SERVICES = {
    "microsoft.servicebus/namespaces": Service("azure.service-bus", "Azure Service Bus", "azure.service-bus"),
    "microsoft.eventhub/namespaces": Service("azure.event-hubs", "Azure Event Hubs", "azure.event-hubs"),
    "microsoft.relay/namespaces": Service("azure.relay", "Azure Relay", "azure.relay"),
    "microsoft.eventgrid/topics": Service("azure.event-grid", "Azure Event Grid", "azure.event-grid"),
    "microsoft.eventgrid/domains": Service("azure.event-grid", "Azure Event Grid", "azure.event-grid"),
    "microsoft.eventgrid/namespaces": Service("azure.event-grid", "Azure Event Grid", "azure.event-grid"),
    "microsoft.storage/storageaccounts": Service("azure.storage", "Azure Storage", "azure.storage"),
    "microsoft.web/sites": Service("azure.functions", "Azure Functions app", "azure.functions"),
    "microsoft.apimanagement/service": Service("azure.api-management", "Azure API Management", "azure.api-management"),
    "microsoft.logic/workflows": Service("azure.logic-apps", "Azure Logic Apps", "azure.logic-apps"),
    "microsoft.datafactory/factories": Service("azure.data-factory", "Azure Data Factory", "azure.data-factory"),
    "microsoft.synapse/workspaces": Service("azure.synapse", "Azure Synapse", "azure.synapse"),
    "microsoft.documentdb/databaseaccounts": Service("azure.cosmos-db", "Azure Cosmos DB", "azure.cosmos-db"),
    "microsoft.keyvault/vaults": Service("azure.key-vault", "Azure Key Vault", "azure.key-vault", supporting=True),
    "microsoft.devices/iothubs": Service("azure.iot-hub", "Azure IoT Hub", "azure.iot-hub"),
    "microsoft.cache/redis": Service("azure.cache", "Azure Cache for Redis", "azure.cache", supporting=True),
    "microsoft.search/searchservices": Service("azure.ai-search", "Azure AI Search", "azure.ai-search"),
}
"""By resource type in small letters."""


def service_system(
    kind: str, name: Text | str, evidence: tuple[Evidence, ...], *, shown: str = ""
) -> FoundSystem | None:
    """The system that a resource is; None where its type is no system of its own.

    A name that only a deployment knows stays in braces, so that it can never be taken for a real one; the system is
    named after it and not resolved.
    """
    service = SERVICES.get(kind)
    text = name if isinstance(name, Text) else Text(name, "{" not in name)
    if service is None:
        return None
    part = text.text if text.resolved or "{" in text.text else f"{{{text.text}}}"
    return FoundSystem(
        identity=Identity(service.identity, part.lower()), type=service.type, supporting=service.supporting,
        name=f"{shown or service.name} {part if text.resolved else plain_placeholder(part)}".strip(),
        zone=known.zone_of_publisher("Azure"), unresolved=not text.resolved, evidence=evidence)


def plain_placeholder(part: str) -> str:
    """A name with parts that only a deployment knows, as people read it: `(storageName)` where that is all of it."""
    return f"({part[1:-1]})" if part.startswith("{") and part.endswith("}") and part.count("{") == 1 else part


def note_template(source: Source, desk: Desk) -> None:
    """Say that a template was read, once, whichever of its resources were of interest."""
    path = source.entry.path
    if all(one.file != path for one in desk.notebook.artefacts):
        desk.notebook.artefact(ReadArtefact(path, ArtefactKind.TEMPLATE, source.entry.shown_name))


def first(text: Text) -> Text:
    """The name of the outermost parent in the name of a resource."""
    name = text.text.split("/", 1)[0]
    return Text(name, text.resolved or ("{" not in name and "/" in text.text and bool(name)), text.ids)


def system_of_id(resource_id: str, evidence: tuple[Evidence, ...]) -> FoundSystem | None:
    """The system that a resource id leads to, as `.../providers/Microsoft.ServiceBus/namespaces/bus/queues/orders`."""
    kind, name, _ = id_parts(resource_id)
    return service_system(kind, name, evidence) if name else None


def id_parts(resource_id: str) -> tuple[str, str, tuple[str, ...]]:
    """Type of the outermost resource in small letters, its name, and the names below it; empty texts in anything else.

    An event subscription may stand below another resource (`.../storageAccounts/a/providers/Microsoft.EventGrid/...`):
    the first provider counts.
    """
    pieces = [piece for piece in resource_id[:4_000].split("/") if piece]
    lower = [piece.lower() for piece in pieces]
    at = next((index for index, piece in enumerate(lower) if piece == "providers" and lower[index + 1:index + 2] != [
        "microsoft.resources"]), len(pieces))
    if at + 3 >= len(pieces):
        return "", "", ()
    below = pieces[at + 4:]
    if "providers" in (piece.lower() for piece in below):
        below = below[:[piece.lower() for piece in below].index("providers")]
    return f"{lower[at + 1]}/{lower[at + 2]}", pieces[at + 3], tuple(below[1::2])
