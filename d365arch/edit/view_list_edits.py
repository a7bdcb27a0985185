"""Edits of the list of views: adding, removing and ordering drawings of the landscape."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.checks import check_references
from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, in_a_line, missing, updated
from d365arch.edit.values import fitted_record
from d365arch.model import MAIN_VIEW, View, Workspace


@dataclass(frozen=True, slots=True)
class AddView(OneStep):
    """Add a drawing of the landscape, behind another one or as the last; the implicit main view stays beside it."""

    view: View
    after: str | None = None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add view {in_a_line(self.view.title or self.view.id)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the view in its list; raises `EditError` where its id is taken."""
        views = before.views or ((View(id=MAIN_VIEW),) if self.view.id != MAIN_VIEW else ())
        checked_free(self.view.id, {v.id for v in views}, "view", "this file")
        view = fitted_record(before, self.view)
        check_references(before.landscape, view)
        where = next((n for n, v in enumerate(views, 1) if v.id == self.after), len(views))
        return updated(before, views=(*views[:where], view, *views[where:]))


@dataclass(frozen=True, slots=True)
class RemoveView(OneStep):
    """Remove a drawing; the landscape stays as it is."""

    view_id: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Delete view {self.view_id}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the view; raises `EditError` where it is not there."""
        if self.view_id not in before.view_by_id:
            raise missing("view", self.view_id, before.view_by_id, "this file")
        return updated(before, views=tuple(v for v in before.views if v.id != self.view_id))


@dataclass(frozen=True, slots=True)
class MoveView(OneStep):
    """Put a view at another position of the list, counted from 0."""

    view_id: str
    position: int

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Move view {self.view_id}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the views in that order; raises `EditError` where the view is not there."""
        if self.view_id not in before.view_by_id:
            raise missing("view", self.view_id, before.view_by_id, "this file")
        others = [v for v in before.views if v.id != self.view_id]
        others.insert(max(0, self.position), before.view_by_id[self.view_id])
        return updated(before, views=tuple(others))
