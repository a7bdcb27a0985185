"""What a review accepts of a discovery: the finds that were chosen, with the systems that were said to be one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration, FoundSystem, Identity, Offer
from d365arch.gui.discovery.candidates import Key, key_of


def chosen(discovery: Discovery, keys: Iterable[Key], same: Sequence[Offer] = ()) -> Discovery:
    """The part of a discovery that was accepted: its integrations and endpoints, and the systems that these need.

    Systems of the offers in `same` become one. What would lead from a system to itself then is left out.
    """
    wanted = frozenset(keys)
    one = _representatives(discovery, same)

    def now(identity: Identity) -> Identity:
        return one.get(identity, identity)

    integrations = tuple(
        i if now(i.from_) == i.from_ and now(i.to) == i.to else replace(i, from_=now(i.from_), to=now(i.to))
        for i in discovery.integrations if key_of(i) in wanted and now(i.from_) != now(i.to))
    used = {end for i in integrations for end in ((i.from_, i.from_endpoint), (i.to, i.to_endpoint)) if end[1]}
    endpoints = tuple(_endpoints(discovery.endpoints, used, wanted, one))
    needed = {end for i in integrations for end in (i.from_, i.to)} | {endpoint.system for endpoint in endpoints}
    systems = tuple(system for system in _systems(discovery.systems, one) if system.identity in needed)
    return replace(discovery, systems=systems, endpoints=endpoints, integrations=_distinct(integrations), offers=())


def _endpoints(endpoints: Iterable[FoundEndpoint], used: set[tuple[Identity, str | None]], wanted: frozenset[Key],
               one: dict[Identity, Identity]) -> list[FoundEndpoint]:
    found: dict[tuple[Identity, str], FoundEndpoint] = {}
    for endpoint in endpoints:
        system = one.get(endpoint.system, endpoint.system)
        if (system, endpoint.key) in used or key_of(endpoint) in wanted:
            found.setdefault((system, endpoint.key),
                             endpoint if system == endpoint.system else replace(endpoint, system=system))
    return list(found.values())


def _systems(systems: Sequence[FoundSystem], one: dict[Identity, Identity]) -> list[FoundSystem]:
    """Each system once; one that stands for several has their names as aliases, and their evidence."""
    found = {system.identity: system for system in systems if system.identity not in one}
    for system in systems:
        kept = found.get(one.get(system.identity, system.identity))
        if kept is None or kept.identity == system.identity:
            continue
        aliases = dict.fromkeys((*kept.aliases, system.name, *system.aliases))
        aliases.pop(kept.name, None)
        found[kept.identity] = replace(
            kept, type=kept.type or system.type, zone=kept.zone or system.zone, hosting=kept.hosting or system.hosting,
            description=kept.description or system.description, aliases=tuple(aliases),
            evidence=tuple(dict.fromkeys((*kept.evidence, *system.evidence))))
    return list(found.values())


def _representatives(discovery: Discovery, same: Sequence[Offer]) -> dict[Identity, Identity]:
    """For each system that gives way the one that stays: the one that says most of itself."""
    known = {system.identity: place for place, system in enumerate(discovery.systems)}
    by_identity = {system.identity: system for system in discovery.systems}
    group: dict[Identity, set[Identity]] = {}
    for offer in same:
        members = {identity for identity in offer.systems if identity in known}
        for identity in tuple(members):
            members |= group.get(identity, set())
        for identity in members:
            group[identity] = members
    found: dict[Identity, Identity] = {}
    for identity, members in group.items():
        stays = min(members, key=lambda each: (not by_identity[each].type, each.kind == "named", not each.part,
                                               known[each]))
        if stays != identity:
            found[identity] = stays
    return found


def _distinct(integrations: Iterable[FoundIntegration]) -> tuple[FoundIntegration, ...]:
    """Each automation and pair of systems once; the evidence of those that became the same is kept."""
    found: dict[Key, FoundIntegration] = {}
    for each in integrations:
        known = found.get(key_of(each))
        found[key_of(each)] = each if known is None else replace(
            known, evidence=tuple(dict.fromkeys((*known.evidence, *each.evidence))))
    return tuple(found.values())
