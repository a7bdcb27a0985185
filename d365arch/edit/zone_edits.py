"""Edits of zones: adding, removing and nesting them, and the room that they take on a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.edit.checks import check_nesting
from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import (
    checked_free,
    in_a_line,
    named,
    system_of,
    updated,
    with_landscape,
    with_view,
    with_zone,
    zone_of,
)
from d365arch.edit.system_edits import RemoveElements
from d365arch.edit.values import fitted_record, tidy
from d365arch.model import Point, Rect, View, Workspace, Zone


@dataclass(frozen=True, slots=True)
class AddZone(OneStep):
    """Add a zone, and put systems and other zones into it."""

    zone: Zone
    systems: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add zone {in_a_line(self.zone.label)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the zone; raises `EditError` where its id is taken or a part is missing."""
        landscape = before.landscape
        checked_free(self.zone.id, landscape.zone_by_id, "zone")
        zone = fitted_record(before, self.zone)
        systems = {system_of(before, s).id for s in self.systems}
        after = with_landscape(before, zones=(*landscape.zones, zone),
                               systems=tuple(updated(s, zone=self.zone.id) if s.id in systems else s
                                             for s in landscape.systems))
        for inner in self.zones:
            after = NestZone(inner, self.zone.id).apply(after)
        return after


@dataclass(frozen=True, slots=True)
class RemoveZone(OneStep):
    """Remove a zone; what stands in it moves to the zone around it."""

    zone: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Remove zone {self.zone}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the zone; raises `EditError` where it is not there."""
        return RemoveElements(zones=(self.zone,)).apply(before)


@dataclass(frozen=True, slots=True)
class NestZone(OneStep):
    """Put a zone with its contents into another, or with none onto the sheet."""

    zone: str
    parent: str | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Move zone {self.zone} into {self.parent}" if self.parent else f"Move zone {self.zone} out"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the zone in its new place; raises `EditError` where it would stand within itself."""
        zone = zone_of(before, self.zone)
        check_nesting(before, zone, self.parent)
        return with_zone(before, zone, updated(zone, parent=self.parent))


@dataclass(frozen=True, slots=True)
class SetZoneRects:
    """Give zones a place and a least size on a drawing (px), or with none let them just surround their content.

    A zone with a rectangle is drawn even when it is empty. With `nudge`, steps of the same zones in a row are one.
    """

    view_id: str | None
    rects: Mapping[str, Rect | None]
    nudge: bool = False

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Resize {named(tuple(self.rects), 'zone')}"

    @property
    def merge_key(self) -> str | None:
        """Nudges of the same zones in a row are one."""
        return f"zones:{self.view_id or ''}:{' '.join(sorted(self.rects))}" if self.nudge else None

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with those rectangles; raises `EditError` where one of the zones is missing."""
        for zone_id in self.rects:
            zone_of(before, zone_id)

        def change(view: View) -> View:
            kept = {z: rect for z, rect in view.zones.items() if z not in self.rects}
            stated = {z: Rect(*tidy(Point(*rect[:2])), *tidy(Point(*rect[2:])))
                      for z, rect in self.rects.items() if rect}
            return updated(view, zones=immutabledict({**kept, **stated}))
        return with_view(before, self.view_id, change)
