"""Where systems stand in a view: the places that a drawing found, and workspaces with them or without."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from immutabledict import immutabledict

from d365arch.edit import Edit, SetBends, SetLabelAt, SetPositions, SetZoneRects, Several
from d365arch.gui.language import amount, translate
from d365arch.model import Point, Rect, View, Workspace
from d365arch.scene.build import Drawing


def placing(workspace: Workspace, drawing: Drawing, systems: Sequence[str]) -> Edit:
    """The edit that stores what a layout found for these systems or, with none, for all but the pinned ones."""
    view, landscape = workspace.view(drawing.view_id), workspace.landscape
    places = {s: Point(round(p.x), round(p.y)) for s, p in places_of(drawing).items()
              if s not in view.pinned and (not systems or s in systems)}
    touched = {each.id for s in systems for each in landscape.integrations_of.get(s, ())}
    # Bends and label places were made for the old places.
    old: list[Edit] = [*(SetBends(view.id, i, ()) for i in view.bends if not systems or i in touched),
                       *(SetLabelAt(view.id, i, None) for i in view.labels if not systems or i in touched)]
    old += [SetZoneRects(view.id, _empty_zones(drawing, view))] if view.zones and not systems else []
    return Several((*old, SetPositions(view.id, places)), _label(workspace, systems))


def _label(workspace: Workspace, systems: Sequence[str]) -> str:
    if not systems:
        return translate("Places", "Lay out everything")
    name = workspace.landscape.system_by_id[systems[0]].label if len(systems) == 1 else amount(len(systems), "system")
    return translate("Places", "Lay out {name}").format(name=name)


def _empty_zones(drawing: Drawing, view: View) -> dict[str, Rect | None]:
    """Where a fresh layout puts the zones that have a place of their own: only empty ones still need one."""
    held = {box.zone for box in drawing.request.boxes} | {zone.parent for zone in drawing.request.zones}
    return {zone: None if zone in held else drawing.placement.zones.get(zone) for zone in view.zones}


def places_of(drawing: Drawing) -> dict[str, Point]:
    """Top left corner of every system in a drawing."""
    return dict(drawing.places)


def without_places(workspace: Workspace, view_id: str, systems: Sequence[str]) -> Workspace:
    """The workspace whose view has no places for these systems."""
    view = workspace.view(view_id)
    kept = immutabledict({system: at for system, at in view.positions.items() if system not in systems})
    changed = dataclasses.replace(view, positions=kept)
    return dataclasses.replace(workspace, views=tuple(changed if v.id == view_id else v for v in workspace.views))


def with_places(workspace: Workspace, view_id: str, places: Mapping[str, Point]) -> Workspace:
    """The workspace whose view also has these places, for systems that it has and that have no place yet."""
    view = workspace.view(view_id)
    systems = workspace.landscape.system_by_id
    missing = {s: p for s, p in places.items() if s in systems and s not in view.positions}
    if not missing:
        return workspace
    placed = dataclasses.replace(view, positions=immutabledict({**view.positions, **missing}))
    if view_id in workspace.view_by_id:
        views = tuple(placed if v.id == view_id else v for v in workspace.views)
    else:
        views = (*workspace.views, placed)
    return dataclasses.replace(workspace, views=views)
