"""Turns a change in the inspector into the edit made for it, for one element or several at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from d365arch.edit import (
    AddEntity,
    AddNote,
    AddViewNote,
    AddWaiver,
    ChangeId,
    Edit,
    RemoveEntity,
    RemoveNote,
    RemoveViewNote,
    RemoveWaiver,
    SetField,
    Several,
    Target,
    TargetKind,
    record_at,
)
from d365arch.gui.docks.groups import words_of
from d365arch.model import Workspace
from d365arch.model.fields import specs_of

Path = tuple[str, ...]
_LISTS = {
    (TargetKind.LANDSCAPE, "waivers"): TargetKind.WAIVER,
    (TargetKind.LANDSCAPE, "notes"): TargetKind.NOTE,
    (TargetKind.LANDSCAPE, "entities"): TargetKind.ENTITY,
    (TargetKind.VIEW, "notes"): TargetKind.VIEW_NOTE,
}


def edit_of(workspace: Workspace, targets: Sequence[Target], path: Path, value: Any) -> Edit | None:
    """The edit that gives a field of these elements a value; none where nothing would change."""
    edits = [edit for target in targets for edit in _edits(workspace, target, path, value)]
    if len(edits) <= 1:
        return edits[0] if edits else None
    keys = {edit.merge_key for edit in edits}
    key = None if None in keys else "|".join(sorted(str(k) for k in keys))
    noun = targets[0].kind.value
    label = f"Change {words_of(path[-1]).lower()} of {len(targets)} {noun}s" if len(targets) > 1 else edits[0].label
    return Several(tuple(edits), label, key)


def _edits(workspace: Workspace, target: Target, path: Path, value: Any) -> Iterator[Edit]:
    if path == ("id",):
        yield ChangeId(target, value or "")
    elif (target.kind, path[0]) in _LISTS and len(path) == 1:
        before = getattr(record_at(workspace, target), path[0])
        yield from _list_edits(target, _LISTS[target.kind, path[0]], before, value)
    else:
        yield SetField(target, path, value)


def _list_edits(container: Target, kind: TargetKind, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Edit]:
    if len(after) > len(before):
        yield _add(container, kind, after[-1])
    elif len(after) < len(before):
        position = next((i for i, item in enumerate(after) if item is not before[i]), len(after))
        yield _remove(container, kind, before[position], position)
    else:
        for position, (old, new) in enumerate(zip(before, after, strict=True)):
            if old is not new:
                yield from _changes(container, kind, position, old, new)


def _changes(container: Target, kind: TargetKind, position: int, old: Any, new: Any) -> Iterator[Edit]:
    owner = container.id if kind is TargetKind.VIEW_NOTE else None
    target = Target(kind, str(position) if kind is TargetKind.WAIVER else old.id, owner)
    for attribute in specs_of(type(old)):
        if getattr(old, attribute) != getattr(new, attribute):
            if attribute == "id":
                yield ChangeId(target, new.id)
            else:
                yield SetField(target, (attribute,), getattr(new, attribute))


def _add(container: Target, kind: TargetKind, record: Any) -> Edit:
    match kind:
        case TargetKind.WAIVER:
            return AddWaiver(record)
        case TargetKind.NOTE:
            return AddNote(record)
        case TargetKind.ENTITY:
            return AddEntity(record)
    return AddViewNote(container.id or None, record)


def _remove(container: Target, kind: TargetKind, record: Any, position: int) -> Edit:
    match kind:
        case TargetKind.WAIVER:
            return RemoveWaiver(position)
        case TargetKind.NOTE:
            return RemoveNote(record.id)
        case TargetKind.ENTITY:
            return RemoveEntity(record.id)
    return RemoveViewNote(container.id or None, record.id)
