"""The parts that read the resources of ARM templates and resource bodies."""

from __future__ import annotations

from d365arch.discovery.azure.api_management import ApiManagementResources
from d365arch.discovery.azure.connections import ConnectionsPart
from d365arch.discovery.azure.factory_files import FactoryResources
from d365arch.discovery.azure.logic_apps import LogicAppsPart
from d365arch.discovery.azure.messaging import MessagingResources
from d365arch.discovery.azure.sites import SiteResources
from d365arch.discovery.azure.storage import StorageResources
from d365arch.discovery.azure.templates import ResourcePart


def all_parts() -> tuple[ResourcePart, ...]:
    """One of each, in the order in which they read."""
    return (
        FactoryResources(),
        ConnectionsPart(),
        LogicAppsPart(),
        ApiManagementResources(),
        MessagingResources(),
        SiteResources(),
        StorageResources(),
    )
