"""Targets: naming any record of a workspace, finding it and putting another in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from d365arch.edit.lookup import (
    endpoint_of,
    entity_of,
    in_a_line,
    integration_of,
    missing,
    replaced,
    system_of,
    updated,
    view_of,
    with_endpoint,
    with_integration,
    with_landscape,
    with_system,
    with_view,
    with_zone,
    zone_of,
)
from d365arch.errors import EditError
from d365arch.model import End, LandscapeNote, Strategy, Tenant, View, ViewNote, Waiver, Workspace


class TargetKind(StrEnum):
    """What a target names; the value is the word for people."""

    SYSTEM = "system"
    ENDPOINT = "endpoint"
    INTEGRATION = "integration"
    ZONE = "zone"
    ENTITY = "entity"
    VIEW = "view"
    VIEW_NOTE = "drawing note"
    NOTE = "note"
    WAIVER = "waiver"
    LANDSCAPE = "landscape"
    STRATEGY = "strategy"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Target:
    """One record of a workspace.

    `owner` is the system of an endpoint and the view of a drawing note; landscape, strategy and tenant need no id; the
    id of a waiver is its position, counted from 0. `name` is only for what people read.
    """

    kind: TargetKind
    id: str = ""
    owner: str | None = None
    name: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return in_a_line(self.name or self.id or f"the {self.kind.value}")

    @property
    def key(self) -> str:
        """A text that no other target has."""
        return f"{self.kind.value}:{self.owner or ''}:{self.id}"


def target_of(workspace: Workspace, kind: TargetKind, element_id: str = "", owner: str | None = None) -> Target:
    """The target with the name that people know it by; raises `EditError` where there is no such element."""
    bare = Target(kind, element_id, owner)
    record = record_at(workspace, bare)
    name = getattr(record, "label", None) or getattr(record, "name", None) or getattr(record, "title", None)
    return Target(kind, element_id, owner, name)


def record_at(workspace: Workspace, target: Target) -> Any:
    """The record that a target names; raises `EditError` where there is none."""
    return _FIND[target.kind](workspace, target)


def with_record(before: Workspace, target: Target, old: Any, new: Any) -> Workspace:
    """The workspace with the record that a target names exchanged."""
    return before if new is old else _PUT[target.kind](before, target, old, new)


def _end(target: Target) -> End:
    if target.owner is None:
        raise EditError(f'Endpoint "{target.id}" is named without its system; name the system as its owner.')
    return End(target.owner, target.id)


def _note(workspace: Workspace, target: Target) -> LandscapeNote:
    known = {note.id: note for note in reversed(workspace.landscape.notes)}
    if target.id not in known:
        raise missing("note", target.id, known)
    return known[target.id]


def _waiver(workspace: Workspace, target: Target) -> Waiver:
    waivers = workspace.landscape.waivers
    if not target.id.isdecimal() or int(target.id) >= len(waivers):
        raise EditError(f"There is no waiver number {target.id} in this landscape; it has {len(waivers)}, counted "
                        "from 0.")
    return waivers[int(target.id)]


def _view_note(workspace: Workspace, target: Target) -> ViewNote:
    view = view_of(workspace, target.owner)
    known = {note.id: note for note in reversed(view.notes)}
    if target.id not in known:
        raise missing("note", target.id, known, f'view "{view.id}"')
    return known[target.id]


def _put_view_note(before: Workspace, target: Target, old: Any, new: Any) -> Workspace:
    def change(view: View) -> View:
        return updated(view, notes=replaced(view.notes, old, new))
    return with_view(before, target.owner, change)


def _put_waiver(before: Workspace, target: Target, new: Any) -> Workspace:
    waivers, where = before.landscape.waivers, int(target.id)
    return with_landscape(before, waivers=(*waivers[:where], new, *waivers[where + 1:]))


def _or_none(record: Any) -> Any:
    """A record that says nothing is not written."""
    return None if record == type(record)() else record


_FIND: dict[TargetKind, Callable[[Workspace, Target], Any]] = {
    TargetKind.SYSTEM: lambda w, t: system_of(w, t.id),
    TargetKind.ENDPOINT: lambda w, t: endpoint_of(w, _end(t)),
    TargetKind.INTEGRATION: lambda w, t: integration_of(w, t.id),
    TargetKind.ZONE: lambda w, t: zone_of(w, t.id),
    TargetKind.ENTITY: lambda w, t: entity_of(w, t.id),
    TargetKind.VIEW: lambda w, t: view_of(w, t.id or None),
    TargetKind.VIEW_NOTE: _view_note,
    TargetKind.NOTE: _note,
    TargetKind.WAIVER: _waiver,
    TargetKind.LANDSCAPE: lambda w, _: w.landscape,
    TargetKind.STRATEGY: lambda w, _: w.landscape.strategy or Strategy(),
    TargetKind.TENANT: lambda w, _: w.landscape.tenant or Tenant(),
}

_PUT: dict[TargetKind, Callable[[Workspace, Target, Any, Any], Workspace]] = {
    TargetKind.SYSTEM: lambda w, _, old, new: with_system(w, old, new),
    TargetKind.ENDPOINT: lambda w, t, _, new: with_endpoint(w, _end(t), new),
    TargetKind.INTEGRATION: lambda w, _, old, new: with_integration(w, old, new),
    TargetKind.ZONE: lambda w, _, old, new: with_zone(w, old, new),
    TargetKind.ENTITY: lambda w, _, old, new: with_landscape(w, entities=replaced(w.landscape.entities, old, new)),
    TargetKind.VIEW: lambda w, t, _, new: with_view(w, t.id or None, lambda _view: new),
    TargetKind.VIEW_NOTE: _put_view_note,
    TargetKind.NOTE: lambda w, _, old, new: with_landscape(w, notes=replaced(w.landscape.notes, old, new)),
    TargetKind.WAIVER: lambda w, t, _, new: _put_waiver(w, t, new),
    TargetKind.LANDSCAPE: lambda w, _, __, new: updated(w, landscape=new),
    TargetKind.STRATEGY: lambda w, _, __, new: with_landscape(w, strategy=_or_none(new)),
    TargetKind.TENANT: lambda w, _, __, new: with_landscape(w, tenant=_or_none(new)),
}
