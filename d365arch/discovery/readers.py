"""The readers there are, in the order in which they claim files: structure first, single files by content last."""

from __future__ import annotations

from collections.abc import Sequence

from d365arch.discovery.artefacts import Reader
from d365arch.discovery.azure.bicep import BicepFiles
from d365arch.discovery.azure.factory_files import FactoryFolders
from d365arch.discovery.azure.logic_apps import LooseDefinitions
from d365arch.discovery.azure.parts import all_parts
from d365arch.discovery.azure.standard import StandardLogicApps
from d365arch.discovery.azure.templates import AzureTemplates
from d365arch.discovery.dataverse.canvas_files import CanvasApps
from d365arch.discovery.dataverse.connector_folders import ConnectorFolders
from d365arch.discovery.dataverse.flow_files import FlowFiles
from d365arch.discovery.dataverse.solutions import Solutions
from d365arch.discovery.drawings.reader import Drawings
from d365arch.discovery.fo.events import BusinessEventExports
from d365arch.discovery.fo.metadata import FinanceOperationsMetadata
from d365arch.discovery.fo.packages import DataPackages
from d365arch.discovery.lists.mapping import ColumnMapping
from d365arch.discovery.lists.reader import InterfaceLists
from d365arch.discovery.lists.unrecognized import TablesLeft


def all_readers(mappings: Sequence[ColumnMapping] = ()) -> tuple[Reader, ...]:
    """One of each; made anew for every run. `mappings` say what the columns of interface lists mean."""
    return (
        Solutions(),
        ConnectorFolders(),
        FlowFiles(),
        FinanceOperationsMetadata(),
        DataPackages(),
        InterfaceLists(mappings),
        BusinessEventExports(),
        FactoryFolders(),
        BicepFiles(all_parts()),
        StandardLogicApps(),
        AzureTemplates(all_parts()),
        LooseDefinitions(),
        CanvasApps(),
        Drawings(),
        TablesLeft(mappings),
    )
