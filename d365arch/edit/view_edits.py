"""Edits of one drawing: where things stand, how lines bend, what is folded, and its colors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.edit.edit import OneStep
from d365arch.edit.field_edits import SetField
from d365arch.edit.lookup import (
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
from d365arch.edit.values import tidy
from d365arch.errors import EditError
from d365arch.model import Integration, Point, Size, View, Workspace


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
        """The workspace with the systems there; raises `EditError` where one is missing, and in an overview."""
        if view_of(before, self.view_id).overview:
            raise EditError("An overview finds its places by itself; end it to move systems, or fold zones by hand.")
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
class SetSizes(OneStep):
    """Make systems at least this wide and high (px), or with none let them be as large as their content."""

    view_id: str | None
    sizes: Mapping[str, Size | None]

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Resize {named(tuple(self.sizes), 'system')}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with those sizes; raises `EditError` where one of the systems is missing."""
        for system_id in self.sizes:
            system_of(before, system_id)

        def change(view: View) -> View:
            kept = {s: size for s, size in view.sizes.items() if s not in self.sizes}
            stated = {s: Size(*tidy(Point(*size))) for s, size in self.sizes.items() if size}
            return updated(view, sizes=immutabledict({**kept, **stated}))
        return with_view(before, self.view_id, change)


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
                         lambda view: updated(view, pinned=switched(view.pinned, self.systems, self.pinned)))


def switched(items: tuple[str, ...], chosen: tuple[str, ...], on: bool) -> tuple[str, ...]:
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
                         lambda view: updated(view, folded=switched(view.folded, self.ids, self.folded)))


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
