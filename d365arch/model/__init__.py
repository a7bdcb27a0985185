"""The landscape as plain immutable values in the words of the field; knows no file, no drawing and no Qt."""

from d365arch.model.endpoint import End, Endpoint
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.integration import (
    Batch,
    ErrorHandling,
    Evidence,
    Integration,
    Latency,
    Monitoring,
    Volume,
)
from d365arch.model.landscape import (
    FORMAT_VERSION,
    Entity,
    Landscape,
    LandscapeNote,
    Strategy,
    StrategyException,
    Tenant,
    Waiver,
)
from d365arch.model.quantities import Frequency
from d365arch.model.system import Alm, Recovery, System
from d365arch.model.view import Page, Show, View, ViewNote
from d365arch.model.workspace import MAIN_VIEW, Workspace
from d365arch.model.zone import Zone

__all__ = [
    "FORMAT_VERSION",
    "MAIN_VIEW",
    "Alm",
    "Batch",
    "End",
    "Endpoint",
    "Entity",
    "ErrorHandling",
    "Evidence",
    "Frequency",
    "Integration",
    "Landscape",
    "LandscapeNote",
    "Latency",
    "Monitoring",
    "Page",
    "Point",
    "Recovery",
    "Rect",
    "Show",
    "Size",
    "Strategy",
    "StrategyException",
    "System",
    "Tenant",
    "View",
    "ViewNote",
    "Volume",
    "Waiver",
    "Workspace",
    "Zone",
]
