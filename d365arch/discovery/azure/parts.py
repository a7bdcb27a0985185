"""The parts that read the resources of ARM templates and resource bodies."""

from __future__ import annotations

from d365arch.discovery.azure.factory_files import FactoryResources
from d365arch.discovery.azure.templates import ResourcePart


def all_parts() -> tuple[ResourcePart, ...]:
    """One of each, in the order in which they read."""
    return (
        FactoryResources(),
    )
