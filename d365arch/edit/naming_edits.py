"""Edits of names and ids; an id changes everywhere it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from d365arch.edit.edit import OneStep
from d365arch.edit.field_edits import SetField
from d365arch.edit.lookup import checked_free, in_a_line, updated, view_of
from d365arch.edit.references import Changes, rewritten
from d365arch.edit.targets import Target, TargetKind, record_at, with_record
from d365arch.errors import EditError
from d365arch.model import End, Workspace

_NAME_FIELDS: Mapping[TargetKind, str] = {
    TargetKind.VIEW: "title", TargetKind.VIEW_NOTE: "text", TargetKind.NOTE: "text", TargetKind.SYSTEM: "name",
    TargetKind.ENDPOINT: "name", TargetKind.INTEGRATION: "name", TargetKind.ZONE: "name",
    TargetKind.LANDSCAPE: "name",
}


@dataclass(frozen=True, slots=True)
class RenameElement:
    """Change the name that people read (a view's title, a note's text), or with none fall back to the id."""

    target: Target
    name: str | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Rename {self.target}"

    @property
    def merge_key(self) -> str:
        """Renamings of the same element in a row are one."""
        return f"rename:{self.target.key}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that name; raises `EditError` where the element is missing or has no name."""
        if self.target.kind not in _NAME_FIELDS:
            raise EditError(f"A {self.target.kind.value} has no name of its own; change its id or its fields.")
        name = self.name.strip() if self.name else None
        return SetField(self.target, (_NAME_FIELDS[self.target.kind],), name).apply(before)


@dataclass(frozen=True, slots=True)
class ChangeId(OneStep):
    """Change the id of an element, or the name of an entity, everywhere it is named."""

    target: Target
    new_id: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Change id of {in_a_line(self.target.id)} to {in_a_line(self.new_id)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the new id; raises `EditError` where it is taken or none."""
        old = record_at(before, self.target)
        if getattr(old, "id", None) is None:
            raise EditError(f"A {self.target.kind.value} has no id to change.")
        if self.new_id == old.id:
            return before
        new_id = self._checked(before)
        after = with_record(before, self.target, old, updated(old, id=new_id))
        changes = _changes(self.target, old.id, new_id)
        return rewritten(after, changes, before.landscape) if changes else after

    def _checked(self, before: Workspace) -> str:
        if self.target.kind is not TargetKind.ENTITY:
            place = f'"{self.target.owner}"' if self.target.owner else "this landscape"
            return checked_free(self.new_id, self._taken(before), self.target.kind.value, place)
        name = self.new_id.strip()
        if not name or name in self._taken(before):
            raise EditError(f'"{self.new_id}" cannot be the new name of entity "{self.target.id}": it is empty or '
                            "taken; choose another.")
        return name

    def _taken(self, before: Workspace) -> set[str]:
        landscape, kind = before.landscape, self.target.kind
        if kind is TargetKind.ENDPOINT:
            return {e.id for e in landscape.system_by_id[self.target.owner or ""].endpoints}
        if kind is TargetKind.VIEW_NOTE:
            return {n.id for n in view_of(before, self.target.owner).notes}
        elements: tuple[Any, ...] = {
            TargetKind.SYSTEM: landscape.systems, TargetKind.INTEGRATION: landscape.integrations,
            TargetKind.ZONE: landscape.zones, TargetKind.ENTITY: landscape.entities, TargetKind.NOTE: landscape.notes,
            TargetKind.VIEW: before.views,
        }[kind]
        return {e.id for e in elements}


def _changes(target: Target, old: str, new: str) -> Changes | None:
    ids = {old: new}
    if target.kind is TargetKind.ENDPOINT:
        owner = target.owner or ""
        return Changes(endpoints={End(owner, old): End(owner, new)})
    if target.kind is TargetKind.SYSTEM:
        return Changes(systems=ids)
    if target.kind is TargetKind.INTEGRATION:
        return Changes(integrations=ids)
    if target.kind is TargetKind.ZONE:
        return Changes(zones=ids)
    return Changes(entities=ids) if target.kind is TargetKind.ENTITY else None
