"""Folded zones, one box for all that is inside, and in an overview one for the many systems that stand in none."""

from __future__ import annotations

from dataclasses import replace

from d365arch.catalog.facts import Facts
from d365arch.model import System
from d365arch.model.view import View
from d365arch.model.vocabulary import Platform, Role
from d365arch.scene.frame import counted
from d365arch.scene.looks import BoxLook, plain_box
from d365arch.scene.select import Selection


def zone_key(zone_id: str) -> str:
    """The key of the box of a folded zone; no system has such an id."""
    return f"zone.{zone_id}"


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


MOST_LOOSE = 12
"""With more systems of a role beside the zones than this, an overview draws them as one box."""

_OTHERS = {Role.APPLICATION: "Other applications", Role.HUB: "Other middleware", Role.DATA_STORE: "Other data stores",
           Role.PERSON: "Other people", Role.DEVICE: "Other devices"}


def grouped_systems(facts: Facts, selection: Selection, inside: dict[str, str]) -> dict[str, str]:
    """Systems in no folded zone of which an overview shows too many, with the key of the box for all of their role.

    Without a folded zone there is nothing that they would be the others of.
    """
    loose: dict[Role, list[str]] = {}
    for system in selection.systems if inside else ():
        if system.id not in inside and not facts.landscape.zone_path(system.zone):
            loose.setdefault(facts.role(system), []).append(system.id)
    return {system: f"group.{role}" for role, systems in loose.items() if len(systems) > MOST_LOOSE
            for system in systems}


def hidden_zones(facts: Facts, view: View) -> set[str]:
    """Zones that are not drawn as containers: the folded ones and those inside them."""
    folded = set(view.folded)
    if not folded:
        return set()
    return {z.id for z in facts.landscape.zones if any(o.id in folded for o in facts.landscape.zone_path(z.id))}


def folded_boxes(facts: Facts, selection: Selection, inside: dict[str, str]) -> dict[str, BoxLook]:
    """The boxes of folded zones and of groups, by key."""
    names = {f"group.{role}": name for role, name in _OTHERS.items()}
    names |= {zone_key(z.id): z.label for z in selection.zones}
    held: dict[str, list[System]] = {}
    for system in selection.systems:
        if system.id in inside:
            held.setdefault(inside[system.id], []).append(system)
    found = {}
    for key, systems in held.items():
        platforms = {facts.platform(s) for s in systems}
        roles = {facts.role(s) for s in systems}
        found[key] = plain_box(
            key, key.partition(".")[0], names[key], [counted(len(systems), "system")],
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
