"""Copying systems with the integrations between them, and notes, and pasting them under fresh ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from immutabledict import immutabledict

from d365arch.edit.edit import OneStep
from d365arch.edit.ids import fresh_id
from d365arch.edit.lookup import in_a_line, system_of, updated, view_of, with_landscape, with_view
from d365arch.edit.plain import from_plain, to_plain
from d365arch.edit.system_edits import checked_system, showing
from d365arch.edit.values import fitted_record, tidy
from d365arch.errors import EditError
from d365arch.model import End, Integration, Point, System, View, ViewNote, Workspace
from d365arch.model.wording import counted

FORMAT = "d365arch-clip"
"""Marks plain data as a copied part of a landscape."""

NEXT_TO = 48.0
"""How far right and down a copy stands from what it was copied from, in px."""


@dataclass(frozen=True)
class Clip:
    """A copied part of a landscape: systems, the integrations that have both ends among them, their places, notes."""

    systems: tuple[System, ...]
    integrations: tuple[Integration, ...] = ()
    positions: Mapping[str, Point] = immutabledict()
    bends: Mapping[str, tuple[Point, ...]] = immutabledict()
    labels: Mapping[str, Point] = immutabledict()
    notes: tuple[ViewNote, ...] = ()

    @cached_property
    def corner(self) -> Point:
        """Top left corner of the smallest rectangle around all places."""
        places = (*self.positions.values(), *(n.at for n in self.notes if n.at)) or (Point(0, 0),)
        return Point(min(p.x for p in places), min(p.y for p in places))

    def to_plain(self) -> dict[str, Any]:
        """Data that JSON can hold, for the system clipboard."""
        return {
            "format": FORMAT,
            "systems": [to_plain(s) for s in self.systems],
            "integrations": [to_plain(i) for i in self.integrations],
            "positions": {key: list(at) for key, at in self.positions.items()},
            "bends": {key: [list(p) for p in points] for key, points in self.bends.items()},
            "labels": {key: list(at) for key, at in self.labels.items()},
            "notes": [to_plain(n) for n in self.notes],
        }

    @staticmethod
    def from_plain(data: Any) -> Clip:
        """The clip that such data holds; raises `EditError` where it is something else."""
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise EditError("The clipboard does not hold a part of a landscape; copy systems first.")
        try:
            return Clip(
                tuple(from_plain(System, s) for s in data["systems"]),
                tuple(from_plain(Integration, i) for i in data["integrations"]),
                immutabledict({key: Point(*at) for key, at in data["positions"].items()}),
                immutabledict({key: tuple(Point(*p) for p in points) for key, points in data["bends"].items()}),
                immutabledict({key: Point(*at) for key, at in data["labels"].items()}),
                tuple(from_plain(ViewNote, n) for n in data.get("notes", ())),
            )
        except (KeyError, TypeError, AttributeError):
            raise EditError("The clipboard holds a part of a landscape that is cut short; copy it again.") from None


def copied(workspace: Workspace, systems: tuple[str, ...], view_id: str | None = None,
           notes: tuple[str, ...] = ()) -> Clip:
    """What copying these systems and notes of a view takes along, with their places there; raises `EditError` where a
    system is missing."""
    chosen = {system_of(workspace, s).id for s in systems}
    landscape, view = workspace.landscape, view_of(workspace, view_id)
    between = tuple(i for i in landscape.integrations if i.from_.system in chosen and i.to.system in chosen)
    ids = {i.id for i in between}
    return Clip(
        tuple(s for s in landscape.systems if s.id in chosen),
        between,
        immutabledict({s: p for s, p in view.positions.items() if s in chosen}),
        immutabledict({i: b for i, b in view.bends.items() if i in ids}),
        immutabledict({i: p for i, p in view.labels.items() if i in ids}),
        tuple(n for n in view.notes if n.id in notes),
    )


@dataclass(frozen=True)
class Paste(OneStep):
    """Put a clip into the landscape under fresh ids and onto a view.

    `at` is the top left corner (px); with none it stands a little right and below of where it was copied from. Zones
    that are not in the landscape are left out. Systems in `refer` are not copied: the one of the same id in the
    landscape stands for them, and gets the endpoints that pasted integrations need.
    """

    clip: Clip
    view_id: str | None = None
    at: Point | None = None
    refer: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        systems, notes = self.clip.systems, self.clip.notes
        if not systems and notes:
            return "Paste note" if len(notes) == 1 else f"Paste {counted(len(notes), 'note')}"
        return f"Paste {in_a_line(systems[0].label) if len(systems) == 1 else counted(len(systems), 'system')}"

    def new_ids(self, before: Workspace) -> tuple[dict[str, str], dict[str, str]]:
        """Which ids the systems and the integrations of the clip get in this workspace."""
        landscape = before.landscape
        same = {s.id: s.id for s in self.clip.systems if s.id in self.refer and s.id in landscape.system_by_id}
        systems = {**same, **_fresh([s.id for s in self.clip.systems if s.id not in same],
                                    set(landscape.system_by_id))}
        there = {(i.id, i.from_, i.to) for i in landscape.integrations} if same else set()
        coming = [i.id for i in self.clip.integrations
                  if not (i.from_.system in same and i.to.system in same and (i.id, i.from_, i.to) in there)]
        return systems, _fresh(coming, set(landscape.integration_by_id))

    def new_notes(self, before: Workspace) -> dict[str, str]:
        """Which ids the notes of the clip get in this view."""
        return _fresh([n.id for n in self.clip.notes], {n.id for n in view_of(before, self.view_id).notes})

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the copy; raises `EditError` where the clip is broken or the view is missing."""
        systems, integrations = self.new_ids(before)
        landscape = before.landscape
        if len(systems) < len(self.clip.systems) or len({i.id for i in self.clip.integrations}) < len(
                self.clip.integrations):
            raise EditError("The clipboard holds two elements of the same id; copy it again.")
        for integration in self.clip.integrations:
            if integration.from_.system not in systems or integration.to.system not in systems:
                raise EditError(f'The clipboard holds the integration "{integration.label}" without its systems; copy '
                                "it again.")
        stays = self._stay(before)
        coming = [i for i in self.clip.integrations if i.id in integrations]
        new_systems = tuple(checked_system(before, updated(
            s, id=systems[s.id], zone=s.zone if s.zone in landscape.zone_by_id else None))
            for s in self.clip.systems if s.id not in stays)
        grown = tuple(self._with_endpoints(s, coming) if s.id in stays else s for s in landscape.systems)
        after = with_landscape(before, systems=(*grown, *new_systems))
        new_integrations = tuple(fitted_record(after, updated(
            i, id=integrations[i.id], from_=End(systems[i.from_.system], i.from_.endpoint),
            to=End(systems[i.to.system], i.to.endpoint))) for i in coming)
        after = with_landscape(after, integrations=(*landscape.integrations, *new_integrations))
        notes = self._notes(after, {**systems, **integrations})
        return with_view(after, self.view_id, lambda view: self._placed(view, systems, integrations, notes))

    @property
    def _shift(self) -> tuple[float, float]:
        """How far the copy stands from what it was copied from."""
        corner = self.clip.corner
        return (self.at.x - corner.x, self.at.y - corner.y) if self.at else (NEXT_TO, NEXT_TO)

    def _notes(self, after: Workspace, ids: dict[str, str]) -> tuple[ViewNote, ...]:
        """The notes as they are pasted: about the copies of what they were about, else about what is there."""
        new, shift, known = self.new_notes(after), self._shift, after.landscape.element_ids
        if len(new) < len(self.clip.notes):
            raise EditError("The clipboard holds two notes of the same id; copy it again.")
        found = []
        for note in self.clip.notes:
            system, dot, endpoint = (note.on or "").partition(".")
            on = f"{ids.get(system, system)}{dot}{endpoint}"
            found.append(fitted_record(after, updated(note, id=new[note.id], on=on if on in known else None,
                                                      at=tidy(note.at.moved(*shift)) if note.at else None)))
        return tuple(found)

    def _stay(self, before: Workspace) -> frozenset[str]:
        return frozenset(s.id for s in self.clip.systems
                         if s.id in self.refer and s.id in before.landscape.system_by_id)

    def _with_endpoints(self, system: System, coming: list[Integration]) -> System:
        """A system that stays, with the endpoints of its namesake in the clip that coming integrations end at."""
        namesake = next(s for s in self.clip.systems if s.id == system.id)
        needed = {end.endpoint for i in coming for end in (i.from_, i.to) if end.system == system.id}
        new = tuple(e for e in namesake.endpoints if e.id in needed and system.endpoint(e.id) is None)
        return updated(system, endpoints=(*system.endpoints, *new)) if new else system

    def _placed(self, view: View, systems: dict[str, str], integrations: dict[str, str],
                notes: tuple[ViewNote, ...]) -> View:
        clip, (dx, dy), show = self.clip, self._shift, view.show
        for system_id in systems.values():
            show = showing(show, system_id)
        return updated(
            view,
            show=show,
            hide=tuple(h for h in view.hide if h not in set(systems.values())),
            positions=view.positions.update({systems[s]: tidy(p.moved(dx, dy)) for s, p in clip.positions.items()
                                             if s not in self.refer or systems[s] not in view.positions}),
            bends=view.bends.update({integrations[i]: tuple(tidy(p.moved(dx, dy)) for p in points)
                                     for i, points in clip.bends.items() if i in integrations}),
            labels=view.labels.update({integrations[i]: tidy(p.moved(dx, dy)) for i, p in clip.labels.items()
                                       if i in integrations}),
            notes=(*view.notes, *notes),
        )


def _fresh(ids: list[str], taken: set[str]) -> dict[str, str]:
    new: dict[str, str] = {}
    for old in ids:
        new[old] = fresh_id(old, taken)
        taken.add(new[old])
    return new
