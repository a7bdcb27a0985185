"""Edits of what a drawing shows: the query, what is listed by hand, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.edit import OneStep
from d365arch.edit.field_edits import SetField
from d365arch.edit.lookup import integration_of, named, system_of, updated, with_view
from d365arch.edit.system_edits import showing
from d365arch.edit.targets import Target, TargetKind
from d365arch.edit.view_edits import switched
from d365arch.model import Landscape, Show, View, Workspace


@dataclass(frozen=True, slots=True)
class SetShow(OneStep):
    """Choose what a view shows; none shows everything."""

    view_id: str | None
    show: Show | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Change what the view shows"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that choice; raises `EditError` where it names a system or zone that is missing."""
        return SetField(Target(TargetKind.VIEW, self.view_id or ""), ("show",), self.show).apply(before)


@dataclass(frozen=True, slots=True)
class Hide(OneStep):
    """Leave elements out of a drawing, or with `hidden` false show them again."""

    view_id: str | None
    ids: tuple[str, ...]
    hidden: bool = True

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"{'Hide' if self.hidden else 'Show'} {named(self.ids, 'element')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with them hidden; raises `EditError` where one is no element."""
        landscape = before.landscape
        for element in self.ids:
            if element not in landscape.system_by_id and element not in landscape.zone_by_id:
                integration_of(before, element)
        return with_view(before, self.view_id,
                         lambda view: updated(view, hide=switched(view.hide, self.ids, self.hidden)))


@dataclass(frozen=True, slots=True)
class ShowAll(OneStep):
    """Show everything that is hidden in a drawing."""

    view_id: str | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Show all that is hidden"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with nothing hidden in the view; raises `EditError` where the view is missing."""
        return with_view(before, self.view_id, lambda view: updated(view, hide=()))


@dataclass(frozen=True, slots=True)
class AddToView(OneStep):
    """Show systems of the landscape in a drawing that leaves them out, whether they are hidden or not asked for."""

    view_id: str | None
    systems: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Show {named(self.systems, 'system')} in the view"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace whose view names them, and hides neither them nor the zones they stand in.

        What else stands in a zone that was hidden stays hidden. Raises `EditError` where a system is missing.
        """
        for system_id in self.systems:
            system_of(before, system_id)
        return with_view(before, self.view_id, lambda view: self._added(before.landscape, view))

    def _added(self, landscape: Landscape, view: View) -> View:
        around = {z.id for s in self.systems for z in landscape.zone_path(landscape.system_by_id[s].zone)}
        opened = around & set(view.hide)
        beside = [s.id for s in landscape.systems if any(z.id in opened for z in landscape.zone_path(s.zone))]
        hide = tuple(i for i in view.hide if i not in opened)
        show = view.show
        for system_id in self.systems:
            if show is None or system_id not in (*show.ids, *show.systems):
                show = showing(show, system_id)
        return updated(view, show=show, hide=switched(switched(hide, tuple(beside), True), self.systems, False))


@dataclass(frozen=True, slots=True)
class TakeOut(OneStep):
    """Leave elements out of a drawing and keep them in the landscape.

    Systems and zones that the view lists by hand leave the list; what it shows for another reason is hidden.
    """

    view_id: str | None
    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Take {named(self.ids, 'element')} out of the view"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace whose view leaves them out; raises `EditError` where one is not there."""
        show = before.view(self.view_id).show
        if show is None or not show.by_hand:
            return Hide(self.view_id, self.ids).apply(before)
        landscape = before.landscape
        zones = {z.id for z in landscape.zones if any(o.id in self.ids for o in landscape.zone_path(z.id))}
        gone = {*self.ids, *zones, *(s.id for s in landscape.systems if s.zone in zones)}
        after = with_view(before, self.view_id, lambda view: updated(view, show=_listing_no(show, gone)))
        # A line, and a system of a zone that is listed as a whole, can only be hidden.
        left = tuple(i for i in self.ids if i in landscape.integration_by_id or (
            i in landscape.system_by_id and any(z.id in show.ids and z.id not in zones
                                                for z in landscape.zone_path(landscape.system_by_id[i].zone))))
        return Hide(self.view_id, left).apply(after) if left else after


def _listing_no(show: Show, gone: set[str]) -> Show:
    """The list without these; where nothing is left it shows nothing, not everything."""
    left = updated(show, ids=tuple(i for i in show.ids if i not in gone),
                   systems=tuple(s for s in show.systems if s not in gone))
    return Show(neighbors=0) if left.everything else left
