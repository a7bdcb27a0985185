"""Edits of the notes on a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.edit.checks import check_element
from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, missing, updated, view_of, with_view
from d365arch.edit.values import fitted_record, tidy
from d365arch.model import Point, Size, View, ViewNote, Workspace
from d365arch.model.wording import counted


@dataclass(frozen=True, slots=True)
class AddViewNote(OneStep):
    """Write free text onto a drawing."""

    view_id: str | None
    note: ViewNote

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Add note"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the note; raises `EditError` where its id is taken or what it is about is missing."""
        view = view_of(before, self.view_id)
        checked_free(self.note.id, {n.id for n in view.notes}, "note", f'view "{view.id}"')
        check_element(before.landscape, self.note.on, drawn=True)
        note = fitted_record(before, self.note)
        return with_view(before, self.view_id, lambda v: updated(v, notes=(*v.notes, note)))


@dataclass(frozen=True, slots=True)
class RemoveViewNote(OneStep):
    """Take free text off a drawing."""

    view_id: str | None
    note_id: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Remove note"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the note; raises `EditError` where it is not there."""
        view = view_of(before, self.view_id)
        if self.note_id not in {n.id for n in view.notes}:
            raise missing("note", self.note_id, [n.id for n in view.notes], f'view "{view.id}"')
        return with_view(before, self.view_id,
                         lambda v: updated(v, notes=tuple(n for n in v.notes if n.id != self.note_id)))


@dataclass(frozen=True, slots=True)
class MoveNotes:
    """Put notes at places (top left corners, px); with `nudge`, steps of the same notes in a row are one undo step."""

    view_id: str | None
    places: Mapping[str, Point]
    nudge: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", immutabledict({n: tidy(at) for n, at in self.places.items()}))

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Move note" if len(self.places) == 1 else f"Move {counted(len(self.places), 'note')}"

    @property
    def merge_key(self) -> str | None:
        """Nudges of the same notes in a row are one."""
        return f"move-notes:{self.view_id or ''}:{' '.join(sorted(self.places))}" if self.nudge else None

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the notes there; raises `EditError` where one is missing."""
        view = view_of(before, self.view_id)
        for note_id in self.places:
            _check_note(view, note_id)
        return with_view(before, self.view_id, lambda v: updated(v, notes=tuple(
            updated(n, at=self.places.get(n.id, n.at)) for n in v.notes)))


@dataclass(frozen=True, slots=True)
class SizeNote(OneStep):
    """Give a note a place and a size, in px."""

    view_id: str | None
    note_id: str
    at: Point
    size: Size

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Resize note"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the note so; raises `EditError` where it is missing."""
        _check_note(view_of(before, self.view_id), self.note_id)
        size = Size(round(self.size.width), round(self.size.height))
        return with_view(before, self.view_id, lambda v: updated(v, notes=tuple(
            updated(n, at=tidy(self.at), size=size) if n.id == self.note_id else n for n in v.notes)))


@dataclass(frozen=True, slots=True)
class WriteNote(OneStep):
    """Change the text of a note; without a text the note goes."""

    view_id: str | None
    note_id: str
    text: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Edit note" if self.text.strip() else "Remove note"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that text; raises `EditError` where the note is missing."""
        _check_note(view_of(before, self.view_id), self.note_id)
        if not self.text.strip():
            return RemoveViewNote(self.view_id, self.note_id).apply(before)
        return with_view(before, self.view_id, lambda v: updated(v, notes=tuple(
            updated(n, text=self.text.strip()) if n.id == self.note_id else n for n in v.notes)))


def _check_note(view: View, note_id: str) -> None:
    known = [n.id for n in view.notes]
    if note_id not in known:
        raise missing("note", note_id, known, f'view "{view.id}"')
