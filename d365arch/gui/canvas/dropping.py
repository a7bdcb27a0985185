"""What a drop makes of what was dragged: one edit that moves it, or one that clones it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from d365arch.edit.clipboard import Paste, copied
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.ids import fresh_id
from d365arch.edit.system_edits import SetZone
from d365arch.edit.zone_edits import AddZone, NestZone, SetZoneRects
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.taken import Taken, moved_edits
from d365arch.gui.language import translate
from d365arch.model import Workspace
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element


def moved(view: Canvas, taken: Taken, shift: Point, target: str | None, *, home: str | None,
          emptied: Mapping[str, Rect]) -> bool:
    """Put what was dragged elsewhere, and into the target zone where that is another than its home.

    Zones that are `emptied` so keep their place: they would vanish from the drawing.
    """
    editor = view.editor
    workspace, stored = editor.workspace, editor.view.zones
    edits = moved_edits(editor.view_id, stored, [(taken, shift)])
    label = translate("Canvas", "Move {what}").format(what=taken.named(workspace))
    if target != home:
        zones = workspace.landscape.zone_by_id
        systems = tuple(s for s in taken.loose if workspace.landscape.system_by_id[s].zone != target)
        edits += [SetZone(systems, target)] if systems else []
        edits += [NestZone(z, target) for z in taken.tops if zones[z].parent != target]
        kept = {zone: rect for zone, rect in emptied.items() if zone not in stored}
        edits += [SetZoneRects(editor.view_id, kept)] if kept else []
        into = (translate("Canvas", "Move {what} into {zone}") if target else
                translate("Canvas", "Move {what} out of its zone"))
        label = into.format(what=taken.named(workspace), zone=zones[target].label if target else "")
    return editor.perform(Several(tuple(edits), label))


def cloned(view: Canvas, taken: Taken, shift: Point, target: str | None) -> bool:
    """Add a copy of what was dragged, with the integrations within it, in the target zone, and select it."""
    editor = view.editor
    before = editor.workspace_as_drawn()
    systems = tuple(taken.places)
    if not systems:
        return False
    clip = copied(before, systems, editor.view_id)
    corner = clip.corner
    paste = Paste(clip, editor.view_id, Point(round(corner.x + shift.x), round(corner.y + shift.y)))
    ids, _ = paste.new_ids(before)
    edits: list[Edit] = [paste]
    if taken.loose:
        edits.append(SetZone(tuple(ids[s] for s in taken.loose), target))
    zones, more = _cloned_zones(before, taken, ids, target)
    stored = editor.view.zones
    rects = {zones[z]: stored[z].moved(*shift) for z in zones if z in stored}
    if rects:
        more.append(SetZoneRects(editor.view_id, rects))
    chosen = [Element(kind="system", id=ids[s]) for s in taken.loose]
    chosen += [Element(kind="zone", id=zones[z]) for z in taken.tops]
    label = translate("Canvas", "Clone {what}").format(what=taken.named(before))
    if not editor.perform(Several((*edits, *more), label)):
        return False
    editor.selection.set(chosen)
    return True


def _cloned_zones(before: Workspace, taken: Taken, ids: Mapping[str, str],
                  target: str | None) -> tuple[dict[str, str], list[Edit]]:
    """New ids for the zones that were taken, and the edits that add them, outer ones first, with the cloned systems."""
    landscape = before.landscape
    known = set(landscape.zone_by_id)
    new: dict[str, str] = {}
    edits: list[Edit] = []
    for zone in sorted((landscape.zone_by_id[z] for z in taken.zones), key=lambda z: len(landscape.zone_path(z.id))):
        new[zone.id] = fresh_id(zone.id, known)
        known.add(new[zone.id])
        parent = target if zone.id in taken.tops else new.get(zone.parent or "", target)
        inside = tuple(ids[s.id] for s in landscape.systems if s.zone == zone.id and s.id in ids)
        edits.append(AddZone(replace(zone, id=new[zone.id], parent=parent), inside))
    return new, edits
