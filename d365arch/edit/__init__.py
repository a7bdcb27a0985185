"""Every way a workspace may change, shared by window, command line and tests.

Each name is imported from its module when it is first used: most commands need one or two of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from d365arch.edit.clipboard import Clip, Paste, copied
    from d365arch.edit.compound import Several
    from d365arch.edit.document import Document
    from d365arch.edit.edit import Edit
    from d365arch.edit.endpoint_edits import AddEndpoint, MoveEndpoint
    from d365arch.edit.field_edits import SetField, field_at
    from d365arch.edit.hub_edits import RouteThroughHub, Spoke, SpokeFacts
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
    from d365arch.edit.view_content_edits import AddToView, Hide, SetShow, ShowAll, TakeOut
    from d365arch.edit.view_edits import (
        ClearPositions,
        Fold,
        Pin,
        SetBends,
        SetLabelAt,
        SetPositions,
        SetSizes,
        SetTheme,
    )
    from d365arch.edit.view_list_edits import AddView, MoveView, RemoveView
    from d365arch.edit.view_note_edits import AddViewNote, MoveNotes, RemoveViewNote, SizeNote, WriteNote
    from d365arch.edit.zone_edits import AddZone, NestZone, RemoveZone, SetZoneRects

__all__ = [
    "AddEndpoint",
    "AddEntity",
    "AddIntegration",
    "AddNote",
    "AddStrategyException",
    "AddSystem",
    "AddToView",
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
    "MoveNotes",
    "MoveView",
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
    "RouteThroughHub",
    "SetBends",
    "SetDataFlow",
    "SetField",
    "SetLabelAt",
    "SetPositions",
    "SetShow",
    "SetSizes",
    "SetTheme",
    "SetTiming",
    "SetZone",
    "SetZoneRects",
    "Several",
    "ShowAll",
    "SizeNote",
    "Spoke",
    "SpokeFacts",
    "SwapEnds",
    "TakeOut",
    "Target",
    "TargetKind",
    "Which",
    "WriteNote",
    "copied",
    "field_at",
    "fresh_id",
    "record_at",
    "slug",
    "target_of",
]

_HOME = {
    "clipboard": ("Clip", "Paste", "copied"),
    "compound": ("Several",),
    "document": ("Document",),
    "edit": ("Edit",),
    "endpoint_edits": ("AddEndpoint", "MoveEndpoint"),
    "field_edits": ("SetField", "field_at"),
    "hub_edits": ("RouteThroughHub", "Spoke", "SpokeFacts"),
    "ids": ("fresh_id", "slug"),
    "integration_edits": ("AddIntegration", "Reconnect", "SetDataFlow", "SetTiming", "SwapEnds", "Which"),
    "landscape_edits": (
        "AddEntity", "AddNote", "AddStrategyException", "AddWaiver", "RemoveEntity", "RemoveNote", "RemoveWaiver"
    ),
    "naming_edits": ("ChangeId", "RenameElement"),
    "system_edits": ("AddSystem", "RemoveElements", "SetZone"),
    "targets": ("Target", "TargetKind", "record_at", "target_of"),
    "view_content_edits": ("AddToView", "Hide", "SetShow", "ShowAll", "TakeOut"),
    "view_edits": ("ClearPositions", "Fold", "Pin", "SetBends", "SetLabelAt", "SetPositions", "SetSizes", "SetTheme"),
    "view_list_edits": ("AddView", "MoveView", "RemoveView"),
    "view_note_edits": ("AddViewNote", "MoveNotes", "RemoveViewNote", "SizeNote", "WriteNote"),
    "zone_edits": ("AddZone", "NestZone", "RemoveZone", "SetZoneRects"),
}
"""Which module each name lives in."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
