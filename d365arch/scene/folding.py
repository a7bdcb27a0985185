"""Folded zones: one box for all that is inside; and the overview, in which zones fold and lines bundle by themselves."""

from __future__ import annotations

from dataclasses import replace

from immutabledict import immutabledict

from d365arch.catalog.facts import Facts
from d365arch.model.landscape import Landscape
from d365arch.model.view import View
from d365arch.model.vocabulary import Platform, Role
from d365arch.model.workspace import Workspace
from d365arch.scene.frame import counted
from d365arch.scene.looks import BoxLook, plain_box
from d365arch.scene.select import Selection


def zone_key(zone_id: str) -> str:
    """The key of the box of a folded zone; no system has such an id."""
    return f"zone.{zone_id}"


LEAST_BOXES = 3
"""With fewer boxes than this an overview opens the zones that hold others."""


def overview(workspace: Workspace, view_id: str | None) -> Workspace:
    """The workspace with the view as an overview."""
    view = replace(workspace.view(view_id), overview=True)
    views = tuple(view if v.id == view.id else v for v in workspace.views)
    return Workspace(workspace.landscape, views if view.id in workspace.view_by_id else (view, *workspace.views))


def as_drawn(landscape: Landscape, view: View) -> View:
    """The view that is drawn: as it is or, in an overview, with folded zones, bundled lines and no endpoints.

    An overview finds its own places; what people placed and bent stays in the view for when the overview ends.
    """
    if not view.overview:
        return view
    return replace(view, folded=tuple(dict.fromkeys((*view.folded, *overview_zones(landscape)))), bundle=True,
                   endpoints=False, positions=immutabledict(), sizes=immutabledict(), pinned=(),
                   bends=immutabledict(), labels=immutabledict(), notes=())


def overview_zones(landscape: Landscape) -> tuple[str, ...]:
    """The zones that an overview folds: the outermost or, where those are too few to show anything, the next ones."""
    zones = [z for z in landscape.zones if landscape.zone_by_id[z.id] is z]
    loose = sum(1 for s in landscape.systems if not landscape.zone_path(s.zone))
    level = [z.id for z in zones if len(landscape.zone_path(z.id)) == 1]
    while len(level) + loose < LEAST_BOXES:
        inner = [z.id for z in zones if z.parent in level]
        if not inner:
            break
        around = {z.parent for z in zones if z.id in inner}
        loose += sum(1 for s in landscape.systems if s.zone in around)
        level = [z for z in level if z not in around] + inner
    return tuple(level)


def folded_systems(facts: Facts, selection: Selection, view: View) -> dict[str, str]:
    """Systems inside folded zones, with the key of the box that stands for them: that of the outermost folded zone."""
    folded = set(view.folded) & facts.landscape.zone_by_id.keys()
    if not folded:
        return {}
    found = {}
    for system in selection.systems:
        around = [z.id for z in facts.landscape.zone_path(system.zone) if z.id in folded]
        if around:
            found[system.id] = zone_key(around[-1])
    return found


def hidden_zones(facts: Facts, view: View) -> set[str]:
    """Zones that are not drawn as containers: the folded ones and those inside them."""
    folded = set(view.folded)
    if not folded:
        return set()
    return {z.id for z in facts.landscape.zones if any(o.id in folded for o in facts.landscape.zone_path(z.id))}


def folded_boxes(facts: Facts, selection: Selection, inside: dict[str, str]) -> dict[str, BoxLook]:
    """The boxes of folded zones, by key."""
    zones = {zone_key(z.id): z for z in selection.zones}
    found = {}
    for key in dict.fromkeys(inside.values()):
        systems = [s for s in selection.systems if inside.get(s.id) == key]
        platforms = {facts.platform(s) for s in systems}
        roles = {facts.role(s) for s in systems}
        found[key] = plain_box(
            key, "zone", zones[key].label, [counted(len(systems), "system")],
            icon=facts.catalog.icons["application"].paths,
            platform=_common(platforms),
            role=Role.HUB if roles == {Role.HUB} else Role.APPLICATION,
            says=", ".join(s.label for s in systems),
        )
        found[key] = replace(found[key], holds=tuple(s.id for s in systems))
    return found


def _common(platforms: set[Platform]) -> Platform:
    """The platform of a folded zone: that of all its systems, or both where it holds D365 systems only."""
    if len(platforms) == 1:
        return next(iter(platforms))
    return Platform.BOTH if all(platform.is_d365 for platform in platforms) else Platform.OTHER
