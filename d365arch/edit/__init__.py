"""Every way a workspace may change, shared by window, command line and tests."""

from __future__ import annotations

from d365arch.edit.clipboard import Clip, Paste, copied
from d365arch.edit.compound import Several
from d365arch.edit.document import Document
from d365arch.edit.edit import Edit
from d365arch.edit.endpoint_edits import AddEndpoint, MoveEndpoint
from d365arch.edit.field_edits import SetField, field_at
from d365arch.edit.ids import fresh_id, slug
from d365arch.edit.integration_edits import AddIntegration, Reconnect, SetDataFlow, SetTiming, SwapEnds, Which
from d365arch.edit.landscape_edits import (
    AddEntity,
    AddNote,
    AddStrategyException,
    AddWaiver,
    RemoveEntity,
    RemoveNote,
    RemoveWaiver,
)
from d365arch.edit.naming_edits import ChangeId, RenameElement
from d365arch.edit.system_edits import AddSystem, RemoveElements, SetZone
from d365arch.edit.targets import Target, TargetKind, record_at, target_of
from d365arch.edit.view_edits import (
    AddView,
    AddViewNote,
    ClearPositions,
    Fold,
    Hide,
    Pin,
    RemoveView,
    RemoveViewNote,
    SetBends,
    SetLabelAt,
    SetPositions,
    SetShow,
    SetTheme,
)
from d365arch.edit.zone_edits import AddZone, NestZone, RemoveZone

__all__ = [
    "AddEndpoint",
    "AddEntity",
    "AddIntegration",
    "AddNote",
    "AddStrategyException",
    "AddSystem",
    "AddView",
    "AddViewNote",
    "AddWaiver",
    "AddZone",
    "ChangeId",
    "ClearPositions",
    "Clip",
    "Document",
    "Edit",
    "Fold",
    "Hide",
    "MoveEndpoint",
    "NestZone",
    "Paste",
    "Pin",
    "Reconnect",
    "RemoveElements",
    "RemoveEntity",
    "RemoveNote",
    "RemoveView",
    "RemoveViewNote",
    "RemoveWaiver",
    "RemoveZone",
    "RenameElement",
    "SetBends",
    "SetDataFlow",
    "SetField",
    "SetLabelAt",
    "SetPositions",
    "SetShow",
    "SetTheme",
    "SetTiming",
    "SetZone",
    "Several",
    "SwapEnds",
    "Target",
    "TargetKind",
    "Which",
    "copied",
    "field_at",
    "fresh_id",
    "record_at",
    "slug",
    "target_of",
]
