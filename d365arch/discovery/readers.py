"""The readers there are, in the order in which they claim files: structure first, single files by content last."""

from __future__ import annotations

from d365arch.discovery.artefacts import Reader
from d365arch.discovery.azure.factory_files import FactoryFolders
from d365arch.discovery.azure.parts import all_parts
from d365arch.discovery.azure.templates import AzureTemplates
from d365arch.discovery.dataverse.canvas_files import CanvasApps
from d365arch.discovery.fo.events import BusinessEventExports
from d365arch.discovery.fo.metadata import FinanceOperationsMetadata
from d365arch.discovery.fo.packages import DataPackages


def all_readers() -> tuple[Reader, ...]:
    """One of each; made anew for every run."""
    return (
        FinanceOperationsMetadata(),
        DataPackages(),
        BusinessEventExports(),
        FactoryFolders(),
        AzureTemplates(all_parts()),
        CanvasApps(),
    )
