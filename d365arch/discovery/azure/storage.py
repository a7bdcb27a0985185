"""Storage accounts, Cosmos DB, key vaults and their like in templates: systems that wait for others to contact them."""

from __future__ import annotations

from collections.abc import Sequence

from d365arch.discovery.azure.arm_template import Resource
from d365arch.discovery.azure.services import SERVICES, first, note_template, plain_placeholder, service_system
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, FoundEndpoint
from d365arch.model.vocabulary import Initiation

_PARTS = {
    "microsoft.storage/storageaccounts/blobservices/containers": ("container", "Blob container"),
    "microsoft.storage/storageaccounts/queueservices/queues": ("queue", "Storage queue"),
    "microsoft.storage/storageaccounts/tableservices/tables": ("table", "Storage table"),
    "microsoft.storage/storageaccounts/fileservices/shares": ("share", "File share"),
}


class StorageResources:
    """Notes accounts and what they hold. Nothing here is an integration: a resource alone says nobody who uses it."""

    kind: ArtefactKind = ArtefactKind.TEMPLATE
    types: tuple[str, ...] = ("microsoft.storage/storageaccounts", "microsoft.documentdb/databaseaccounts",
                              "microsoft.keyvault/vaults", "microsoft.devices/iothubs", "microsoft.cache/redis",
                              "microsoft.search/searchservices", "microsoft.relay/namespaces")

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Nothing: nobody refers to what these say."""

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note the systems, and containers, queues, tables and shares as places that others may use."""
        note_template(source, desk)
        for resource in resources:
            where = (evidence(source.entry, resource.pointer),)
            kind = "/".join(resource.type.split("/")[:2])
            if resource.existing or kind not in SERVICES:
                continue
            system = service_system(kind, first(resource.name), where)
            if system is None:
                continue
            if resource.type == kind:
                desk.notebook.system(system)
            elif resource.type in _PARTS:
                word, shown = _PARTS[resource.type]
                desk.notebook.system(system)
                desk.notebook.endpoint(
                    FoundEndpoint(
                        system=system.identity,
                        key=f"{word}/{resource.own_name.lower()}",
                        name=f"{shown} {plain_placeholder(resource.own_name)}",
                        direction=Initiation.BOTH,
                        evidence=where,
                    )
                )
