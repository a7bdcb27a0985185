"""Removing what is selected, and telling what went with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtGui import QKeySequence

from d365arch.edit import (
    Edit,
    RemoveElements,
    RemoveViewNote,
    SetField,
    SetZoneRects,
    Several,
    TakeOut,
    Target,
    TargetKind,
)
from d365arch.gui.editor import Editor
from d365arch.gui.language import amount, translate
from d365arch.model import End, Landscape
from d365arch.scene.parts import Element


class _Named(Protocol):
    @property
    def label(self) -> str:
        """What people call it."""


def removal(elements: Sequence[Element]) -> RemoveElements | None:
    """The edit that removes the elements; none where nothing among them can be removed."""
    by_kind = {kind: tuple(e.id for e in elements if e.kind == kind)
               for kind in ("system", "endpoint", "integration", "zone")}
    systems = set(by_kind["system"])
    endpoints = tuple(end for e in by_kind["endpoint"] if (end := End.parse(e)).system not in systems)
    if not any(by_kind.values()):
        return None
    return RemoveElements(systems=by_kind["system"], endpoints=endpoints, integrations=by_kind["integration"],
                          zones=by_kind["zone"])


def listed_by_hand(editor: Editor) -> bool:
    """Whether the shown view is a list, which an element can leave without leaving the landscape."""
    show = editor.view.show
    return show is not None and show.by_hand


def remove(editor: Editor, elements: Sequence[Element]) -> bool:
    """What Del does: in a view that is a list, elements leave the view; in all others they leave the landscape."""
    if [e.kind for e in elements] == ["legend"]:
        hidden = SetField(Target(TargetKind.VIEW, editor.view_id), ("legend", "show"), False)
        editor.selection.clear()
        return editor.perform(Several((hidden,), "Hide the legend"))
    if listed_by_hand(editor):
        return take_out(editor, elements)
    return remove_everywhere(editor, elements)


def remove_everywhere(editor: Editor, elements: Sequence[Element]) -> bool:
    """Remove the elements and say what is gone; false where nothing could be removed."""
    edit, notes = removal(elements), _notes(editor, elements)
    before = editor.workspace.landscape
    if not _perform(editor, edit, (*notes, *_kept_zones(editor, edit)), _names(before, elements)):
        return False
    _tell_gone(editor, _gone(before, editor.workspace.landscape, len(edit.endpoints) if edit else 0, len(notes)))
    return True


def take_out(editor: Editor, elements: Sequence[Element]) -> bool:
    """Leave the elements out of the view and say that the landscape keeps them; notes, which only the view has, go."""
    ids = tuple(e.id for e in elements if e.kind in ("system", "integration", "zone"))
    notes = _notes(editor, elements)
    if not ids and not notes and any(e.kind == "endpoint" for e in elements):
        editor.message.emit(translate("Removing", "An endpoint belongs to its system in every view; Shift+Del deletes "
                                                  "it from the landscape."))
        return True
    labels = {e.id: e.id for e in elements}
    landscape = editor.workspace.landscape
    for known in (landscape.zone_by_id, landscape.integration_by_id, landscape.system_by_id):
        labels |= {i: known[i].label for i in ids if i in known}
    if not _perform(editor, TakeOut(editor.view_id, ids) if ids else None, notes):
        return False
    editor.selection.set(e for e in editor.selection.elements if e.id not in ids)
    if ids:
        what = labels[ids[0]] if len(ids) == 1 else amount(len(ids), "element")
        editor.message.emit(translate("Removing", "Took {what} out of this view only; Shift+Del deletes from the "
                                                  "landscape.").format(what=what))
    else:
        _tell_gone(editor, amount(len(notes), "note"))
    return True


def _notes(editor: Editor, elements: Sequence[Element]) -> tuple[Edit, ...]:
    return tuple(RemoveViewNote(editor.view_id, e.id) for e in elements if e.kind == "note")


def _kept_zones(editor: Editor, edit: RemoveElements | None) -> tuple[Edit, ...]:
    """Zones that lose their last system keep their place on the drawing, from which they would vanish."""
    drawing, landscape = editor.drawing, editor.workspace.landscape
    if drawing is None or edit is None or not edit.systems:
        return ()
    gone = set(edit.systems)
    homes = {z.id for s in landscape.systems if s.id in gone for z in landscape.zone_path(s.zone)}
    homes -= {z.id for s in landscape.systems if s.id not in gone for z in landscape.zone_path(s.zone)}
    homes -= {*edit.zones, *editor.view.zones}
    rects = {zone: drawing.placement.zones[zone] for zone in sorted(homes) if zone in drawing.placement.zones}
    return (SetZoneRects(editor.view_id, rects),) if rects else ()


def _names(landscape: Landscape, elements: Sequence[Element]) -> str:
    """What one element is called, or how many there are."""
    if len(elements) != 1:
        return amount(len(elements), "element")
    known: Mapping[str, Mapping[str, _Named]] = {
        "system": landscape.system_by_id, "zone": landscape.zone_by_id, "integration": landscape.integration_by_id}
    found = known.get(elements[0].kind, {}).get(elements[0].id)
    return found.label if found else elements[0].id


def _perform(editor: Editor, edit: Edit | None, notes: tuple[Edit, ...], names: str = "") -> bool:
    edits = (*((edit,) if edit else ()), *notes)
    if not edits:
        return False
    if edit and names:
        label = translate("Removing", "Remove {what}").format(what=names)
    else:
        label = edit.label if edit else translate("Removing", "Remove {what}").format(what=amount(len(notes), "note"))
    return editor.perform(Several(edits, label))


def _tell_gone(editor: Editor, gone: str) -> None:
    if gone:
        undo = QKeySequence(QKeySequence.StandardKey.Undo).toString(QKeySequence.SequenceFormat.NativeText)
        editor.message.emit(translate("Removing", "Removed {gone}; undo with {undo}.").format(gone=gone, undo=undo))


def _gone(before: Landscape, after: Landscape, endpoints: int, notes: int) -> str:
    told = [_named(before.system_by_id, after.system_by_id, "system"),
            _named(before.zone_by_id, after.zone_by_id, "zone"),
            amount(endpoints, "endpoint") if endpoints else "", amount(notes, "note") if notes else ""]
    lines = set(before.integration_by_id) - set(after.integration_by_id)
    if lines:
        chosen = any(told)
        told.append(amount(len(lines), "integration") if chosen else
                    _named(before.integration_by_id, after.integration_by_id, "integration"))
    words = [text for text in told if text]
    return translate("Removing", " and ").join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _named(before: Mapping[str, _Named], after: Mapping[str, _Named], noun: str) -> str:
    gone = [item.label for name, item in before.items() if name not in after]
    return gone[0] if len(gone) == 1 else amount(len(gone), noun) if gone else ""
