"""Edits of the landscape itself: entities, waivers and notes; title block and strategy are fields (`SetField`)."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.checks import check_element, check_references
from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, entity_of, in_a_line, missing, updated, with_landscape
from d365arch.edit.targets import Target, TargetKind, record_at
from d365arch.edit.values import fitted_record
from d365arch.errors import EditError
from d365arch.model import Entity, LandscapeNote, StrategyException, Waiver, Workspace
from d365arch.model.landscape import Strategy


@dataclass(frozen=True, slots=True)
class AddEntity(OneStep):
    """Declare a business entity."""

    entity: Entity

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add entity {in_a_line(self.entity.id)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the entity; raises `EditError` where its name is empty or taken."""
        entities = before.landscape.entities
        if not self.entity.id.strip():
            raise EditError("An entity needs a name; write one, such as Sales order.")
        if any(e.id == self.entity.id for e in entities):
            raise EditError(f'There is already an entity "{self.entity.id}" in this landscape; choose another name.')
        return with_landscape(before, entities=(*entities, fitted_record(before, self.entity)))


@dataclass(frozen=True, slots=True)
class RemoveEntity(OneStep):
    """Take back the declaration of an entity; integrations go on naming it."""

    name: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Remove entity {in_a_line(self.name)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the declaration and what is about it; raises `EditError` where it is not there."""
        entity_of(before, self.name)
        landscape = before.landscape
        others = (landscape.system_by_id.keys() | landscape.integration_by_id.keys() | landscape.zone_by_id.keys())
        gone = {self.name} - others
        return with_landscape(
            before,
            entities=tuple(e for e in landscape.entities if e.id != self.name),
            waivers=tuple(w for w in landscape.waivers if w.on not in gone),
            notes=tuple(n for n in landscape.notes if n.on not in gone),
        )


@dataclass(frozen=True, slots=True)
class AddWaiver(OneStep):
    """Accept a finding, with owner, reason and expiry."""

    waiver: Waiver

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return in_a_line(f"Waive {self.waiver.rule}" + (f" on {self.waiver.on}" if self.waiver.on else ""))

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the waiver; raises `EditError` where its element is missing."""
        check_element(before.landscape, self.waiver.on)
        return with_landscape(before, waivers=(*before.landscape.waivers, fitted_record(before, self.waiver)))


@dataclass(frozen=True, slots=True)
class RemoveWaiver(OneStep):
    """Take back an accepted finding, by the waiver's position counted from 0."""

    position: int

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Remove waiver"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the waiver; raises `EditError` where there is none at that position."""
        waiver = record_at(before, Target(TargetKind.WAIVER, str(self.position)))
        return with_landscape(before, waivers=tuple(w for w in before.landscape.waivers if w is not waiver))


@dataclass(frozen=True, slots=True)
class AddNote(OneStep):
    """Write a remark on the landscape or on one of its elements."""

    note: LandscapeNote

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return in_a_line(f"Add note on {self.note.on}" if self.note.on else "Add note")

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the note; raises `EditError` where its id is taken or its element is missing."""
        notes = before.landscape.notes
        checked_free(self.note.id, {n.id for n in notes}, "note")
        check_element(before.landscape, self.note.on)
        return with_landscape(before, notes=(*notes, fitted_record(before, self.note)))


@dataclass(frozen=True, slots=True)
class RemoveNote(OneStep):
    """Take back a remark."""

    note_id: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Remove note"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the note; raises `EditError` where it is not there."""
        notes = before.landscape.notes
        if self.note_id not in {n.id for n in notes}:
            raise missing("note", self.note_id, [n.id for n in notes])
        return with_landscape(before, notes=tuple(n for n in notes if n.id != self.note_id))


@dataclass(frozen=True, slots=True)
class AddStrategyException(OneStep):
    """Record an exception from the strategy."""

    exception: StrategyException

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return in_a_line(f"Add exception for {self.exception.integration or self.exception.rule or 'the strategy'}")

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the exception; raises `EditError` where its integration is missing."""
        old = before.landscape.strategy or Strategy()
        new = updated(old, exceptions=(*old.exceptions, fitted_record(before, self.exception)))
        check_references(before.landscape, new, old)
        return with_landscape(before, strategy=new)
