"""Edits of zones: adding, removing and nesting them."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.checks import check_nesting
from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, in_a_line, system_of, updated, with_landscape, with_zone, zone_of
from d365arch.edit.system_edits import RemoveElements
from d365arch.edit.values import fitted_record
from d365arch.model import Workspace, Zone


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
