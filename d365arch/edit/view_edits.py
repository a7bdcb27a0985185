"""Edits of views: where things stand, how lines bend, and what a drawing shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.edit.checks import check_references
from d365arch.edit.edit import OneStep
from d365arch.edit.field_edits import SetField
from d365arch.edit.lookup import (
    checked_free,
    in_a_line,
    integration_of,
    missing,
    named,
    system_of,
    updated,
    view_of,
    with_view,
    zone_of,
)
from d365arch.edit.targets import Target, TargetKind
from d365arch.edit.values import fitted_record, tidy
from d365arch.model import Integration, Point, Show, View, ViewNote, Workspace


@dataclass(frozen=True, slots=True)
class SetPositions:
    """Put systems at places (top left corners, px); bends and labels between two that move alike move along.

    With `nudge`, steps of the same systems in a row are one undo step. Makes the main view where there is none.
    """

    view_id: str | None
    positions: Mapping[str, Point]
    nudge: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", immutabledict({s: tidy(at) for s, at in self.positions.items()}))

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Move {named(tuple(self.positions), 'system')}"

    @property
    def merge_key(self) -> str | None:
        """Nudges of the same systems in a row are one."""
        return f"move:{self.view_id or ''}:{' '.join(sorted(self.positions))}" if self.nudge else None

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the systems there; raises `EditError` where one of them is missing."""
        for system_id in self.positions:
            system_of(before, system_id)
        return with_view(before, self.view_id, lambda view: self._moved(before, view))

    def _moved(self, before: Workspace, view: View) -> View:
        shifts = {system: Point(to.x - view.positions[system].x, to.y - view.positions[system].y)
                  for system, to in self.positions.items() if system in view.positions}
        bends, labels = dict(view.bends), dict(view.labels)
        for integration_id in {**bends, **labels}:
            by = _common_shift(before.landscape.integration_by_id.get(integration_id), shifts)
            if by is None:
                continue
            if integration_id in bends:
                bends[integration_id] = tuple(p.moved(*by) for p in bends[integration_id])
            if integration_id in labels:
                labels[integration_id] = labels[integration_id].moved(*by)
        return updated(view, positions=view.positions.update(dict(self.positions)), bends=immutabledict(bends),
                       labels=immutabledict(labels))


def _common_shift(integration: Integration | None, shifts: Mapping[str, Point]) -> Point | None:
    """By how much both ends of an integration move, or none where they do not move alike."""
    if integration is None:
        return None
    source, target = shifts.get(integration.from_.system), shifts.get(integration.to.system)
    return source if source == target else None


@dataclass(frozen=True, slots=True)
class ClearPositions(OneStep):
    """Forget where systems stand, with none where all but the pinned stand, so that layout places them anew."""

    view_id: str | None
    systems: tuple[str, ...] | None = None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return "Clear positions" if self.systems is None else f"Clear position of {named(self.systems, 'system')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without those positions and without bends and labels of the lines that meet them."""
        return with_view(before, self.view_id, lambda view: self._cleared(before, view))

    def _cleared(self, before: Workspace, view: View) -> View:
        chosen = set(view.positions) - set(view.pinned) if self.systems is None else set(self.systems)
        for system_id in chosen - before.landscape.system_by_id.keys():
            raise missing("system", system_id, before.landscape.system_by_id)
        loose = {i.id for i in before.landscape.integrations if chosen & {i.from_.system, i.to.system}}
        return updated(
            view,
            positions=immutabledict({s: p for s, p in view.positions.items() if s not in chosen}),
            bends=immutabledict({i: b for i, b in view.bends.items() if i not in loose}),
            labels=immutabledict({i: p for i, p in view.labels.items() if i not in loose}),
            pinned=tuple(s for s in view.pinned if s not in chosen),
        )


@dataclass(frozen=True, slots=True)
class Pin(OneStep):
    """Keep systems where they stand even in a fresh layout, or with `pinned` false let them move again."""

    view_id: str | None
    systems: tuple[str, ...]
    pinned: bool = True

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"{'Pin' if self.pinned else 'Unpin'} {named(self.systems, 'system')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with them pinned; raises `EditError` where one is missing."""
        for system_id in self.systems:
            system_of(before, system_id)
        return with_view(before, self.view_id,
                         lambda view: updated(view, pinned=_switched(view.pinned, self.systems, self.pinned)))


def _switched(items: tuple[str, ...], chosen: tuple[str, ...], on: bool) -> tuple[str, ...]:
    """The list with the chosen ids in it, or without them."""
    if not on:
        return tuple(i for i in items if i not in chosen)
    return (*items, *(i for i in dict.fromkeys(chosen) if i not in items))


@dataclass(frozen=True, slots=True)
class Fold(OneStep):
    """Draw zones or hubs as one box, or with `folded` false open them again."""

    view_id: str | None
    ids: tuple[str, ...]
    folded: bool = True

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"{'Fold' if self.folded else 'Unfold'} {named(self.ids, 'element')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with them folded; raises `EditError` where one is neither zone nor system."""
        for element in self.ids:
            if element not in before.landscape.system_by_id:
                zone_of(before, element)
        return with_view(before, self.view_id,
                         lambda view: updated(view, folded=_switched(view.folded, self.ids, self.folded)))


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
                         lambda view: updated(view, hide=_switched(view.hide, self.ids, self.hidden)))


@dataclass(frozen=True, slots=True)
class SetBends(OneStep):
    """Lead a line through these points (px), or with no points leave it to the layout."""

    view_id: str | None
    integration: str
    bends: tuple[Point, ...]

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"{'Bend' if self.bends else 'Straighten'} line of {self.integration}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the line bent; raises `EditError` where the integration is missing."""
        integration_of(before, self.integration)
        points = tuple(tidy(point) for point in self.bends)

        def change(view: View) -> View:
            bends = view.bends.set(self.integration, points) if points else view.bends.discard(self.integration)
            return updated(view, bends=bends)
        return with_view(before, self.view_id, change)


@dataclass(frozen=True, slots=True)
class SetLabelAt(OneStep):
    """Put the middle of a line's label at a point (px), or with none leave it to the layout."""

    view_id: str | None
    integration: str
    at: Point | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Move label of {self.integration}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the label there; raises `EditError` where the integration is missing."""
        integration_of(before, self.integration)
        at = tidy(self.at) if self.at else None

        def change(view: View) -> View:
            labels = view.labels.set(self.integration, at) if at else view.labels.discard(self.integration)
            return updated(view, labels=labels)
        return with_view(before, self.view_id, change)


@dataclass(frozen=True, slots=True)
class AddView(OneStep):
    """Add a drawing of the landscape."""

    view: View

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add view {in_a_line(self.view.title or self.view.id)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the view at the end of the list; raises `EditError` where its id is taken."""
        checked_free(self.view.id, before.view_by_id, "view", "this file")
        view = fitted_record(before, self.view)
        check_references(before.landscape, view)
        return updated(before, views=(*before.views, view))


@dataclass(frozen=True, slots=True)
class RemoveView(OneStep):
    """Remove a drawing; the landscape stays as it is."""

    view_id: str

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Remove view {self.view_id}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace without the view; raises `EditError` where it is not there."""
        if self.view_id not in before.view_by_id:
            raise missing("view", self.view_id, before.view_by_id, "this file")
        return updated(before, views=tuple(v for v in before.views if v.id != self.view_id))


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
        """The workspace with the note; raises `EditError` where its id is taken."""
        view = view_of(before, self.view_id)
        checked_free(self.note.id, {n.id for n in view.notes}, "note", f'view "{view.id}"')
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
class SetTheme(OneStep):
    """Draw a view light, dark or for print, or with none as the default says."""

    view_id: str | None
    theme: str | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Use theme {self.theme}" if self.theme else "Use the default theme"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that theme; raises `EditError` where the view is missing."""
        return SetField(Target(TargetKind.VIEW, self.view_id or ""), ("theme",), self.theme).apply(before)


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
