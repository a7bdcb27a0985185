"""Folded zones: one box for all that is inside, and one line for all lines between the same two sides."""

from __future__ import annotations

from dataclasses import replace

from immutabledict import immutabledict

from d365arch.catalog.facts import Facts
from d365arch.model.geometry import Size
from d365arch.model.view import View
from d365arch.model.vocabulary import Platform, Role
from d365arch.model.workspace import Workspace
from d365arch.scene.frame import counted
from d365arch.scene.looks import (
    LABEL_FONT,
    PILL_MARK,
    PILL_PAD,
    BoxLook,
    LineLook,
    plain_box,
)
from d365arch.scene.select import Selection
from d365arch.scene.text import measure


def zone_key(zone_id: str) -> str:
    """The key of the box of a folded zone; no system has such an id."""
    return f"zone.{zone_id}"


def overview(workspace: Workspace, view_id: str | None) -> Workspace:
    """The workspace with the view changed so that every outermost zone is one box."""
    view = workspace.view(view_id)
    outer = tuple(z.id for z in workspace.landscape.zones if len(workspace.landscape.zone_path(z.id)) == 1)
    folded = replace(view, folded=tuple(dict.fromkeys((*view.folded, *outer))), positions=immutabledict())
    views = tuple(folded if v.id == view.id else v for v in workspace.views)
    return Workspace(workspace.landscape, views if view.id in workspace.view_by_id else (folded, *workspace.views))


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
    return found


def _common(platforms: set[Platform]) -> Platform:
    """The platform of a folded zone: that of all its systems, or both where it holds D365 systems only."""
    if len(platforms) == 1:
        return next(iter(platforms))
    return Platform.BOTH if all(platform.is_d365 for platform in platforms) else Platform.OTHER


def bundled(lines: dict[str, LineLook], inside: dict[str, str]) -> dict[str, LineLook]:
    """The lines with their ends at folded boxes; those that run alike become one, those within one box none."""
    groups: dict[tuple[object, ...], list[LineLook]] = {}
    for line in lines.values():
        source, target = inside.get(line.source, line.source), inside.get(line.target, line.target)
        moved = replace(line, source=source, target=target,
                        source_row=None if line.source in inside else line.source_row,
                        target_row=None if line.target in inside else line.target_row)
        if source == target and line.source in inside:
            continue
        key: tuple[object, ...] = (line.id,)
        if line.source in inside or line.target in inside:
            key = (source, moved.source_row, target, moved.target_row, line.timing, line.data, line.mutual, line.active)
        groups.setdefault(key, []).append(moved)
    return {group[0].id: _bundle(group) for group in groups.values()}


def _bundle(group: list[LineLook]) -> LineLook:
    first = group[0]
    if len(group) == 1:
        return first
    label = counted(len(group), "integration")
    marks = (first.size.width - 2 * PILL_PAD - measure(first.label, LABEL_FONT)) // PILL_MARK
    width = -(-(measure(label, LABEL_FONT) + 2 * PILL_PAD + marks * PILL_MARK) // 1)
    return replace(first, label=label, size=Size(width, first.size.height), title=label,
                   count=len(group), says="; ".join(line.title for line in group),
                   parts=tuple(group))
