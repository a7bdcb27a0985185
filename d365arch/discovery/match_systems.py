"""Which drawn system is which found one: by evidence, id, name and, where there is only one of each, by product."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from d365arch.catalog.records import Catalog
from d365arch.discovery.evidence_marks import marks_of
from d365arch.discovery.names_alike import plain_name
from d365arch.model import Integration, Landscape, System
from d365arch.model.vocabulary import Platform

Aliases = Mapping[str, Sequence[str]]
"""Other names of found systems, by id."""


def match_systems(drawn: Landscape, found: Landscape, catalog: Catalog, aliases: Aliases) -> dict[str, str]:
    """Ids of found systems with the id of the drawn system each of them is.

    The strongest reason comes first: an integration of both that rests on the same evidence, the same id, the same
    name, the only one of its platform, the only one of its type. A drawn system may stand for several found ones only
    where evidence says so, as after somebody made one of two.
    """
    matched = _by_evidence(drawn, found, catalog)
    for key in (_by_id, _by_name(aliases), _by_platform(catalog), _by_type(catalog)):
        _match_singles(drawn.systems, found.systems, key, catalog, matched)
    return matched


def _by_evidence(drawn: Landscape, found: Landscape, catalog: Catalog) -> dict[str, str]:
    """What integrations with common evidence say about their ends; the drawn system that most of them name."""
    known: defaultdict[str, list[Integration]] = defaultdict(list)
    for integration in drawn.integrations:
        for mark in marks_of(integration):
            known[mark].append(integration)
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for integration in found.integrations:
        for mark in marks_of(integration):
            for old in known.get(mark, ()):
                weight = 1 + (old.id == integration.id) + (old.name == integration.name)
                votes[integration.from_.system][old.from_.system] += weight
                votes[integration.to.system][old.to.system] += weight
    systems = drawn.system_by_id
    matched: dict[str, str] = {}
    for system in found.systems:
        named = votes.get(system.id)
        if not named:
            continue
        fitting = [(count, system.id == old, old) for old, count in named.items()
                   if may_be_one(systems[old], system, catalog)]
        if fitting:
            best = max(fitting)
            # One flow with many systems has one file as evidence: without a clear winner it says nothing.
            if sum(1 for one in fitting if one[0] == best[0]) == 1 or best[1]:
                matched[system.id] = best[2]
    return matched


def _match_singles(drawn: Iterable[System], found: Iterable[System], key: Callable[[System], Iterable[str]],
                   catalog: Catalog, matched: dict[str, str]) -> None:
    """Match what is alone under a key at both sides."""
    taken = set(matched.values())
    old = _grouped((system for system in drawn if system.id not in taken), key)
    new = _grouped((system for system in found if system.id not in matched), key)
    for name, news in new.items():
        olds = [one for one in old.get(name, ()) if may_be_one(one, news[0], catalog)]
        if len(news) == 1 and len(olds) == 1 and news[0].id not in matched and olds[0].id not in taken:
            matched[news[0].id] = olds[0].id
            taken.add(olds[0].id)


def _grouped(systems: Iterable[System], key: Callable[[System], Iterable[str]]) -> dict[str, list[System]]:
    groups: defaultdict[str, list[System]] = defaultdict(list)
    for system in systems:
        for name in dict.fromkeys(key(system)):
            if name:
                groups[name].append(system)
    return groups


def _by_id(system: System) -> Iterable[str]:
    return (system.id,)


def _by_name(aliases: Aliases) -> Callable[[System], Iterable[str]]:
    def names(system: System) -> Iterable[str]:
        return (plain_name(system.label), *(plain_name(one) for one in aliases.get(system.id, ())))

    return names


def _by_platform(catalog: Catalog) -> Callable[[System], Iterable[str]]:
    """A drawn Sales and a found Dataverse environment are one where there is no other of either."""
    def platform(system: System) -> Iterable[str]:
        kind = catalog.system_types.get(system.type or "")
        return (kind.platform.value,) if kind is not None and kind.platform.is_d365 else ()

    return platform


def _by_type(catalog: Catalog) -> Callable[[System], Iterable[str]]:
    """Services that an organization has once, such as its only Service Bus; never what is of a general type."""
    def type_of(system: System) -> Iterable[str]:
        kind = system.type or ""
        return (kind,) if kind in catalog.system_types and not kind.startswith(("other.", "person.")) else ()

    return type_of


def may_be_one(drawn: System, found: System, catalog: Catalog) -> bool:
    """Whether the types of two systems allow that they are one: equal, general, unstated, or of one platform."""
    one, other = catalog.system_types.get(drawn.type or ""), catalog.system_types.get(found.type or "")
    if one is None or other is None or one is other:
        return True
    if one.platform is other.platform:
        return one.platform.is_d365 or drawn.id == found.id or plain_name(drawn.label) == plain_name(found.label)
    if Platform.BOTH in {one.platform, other.platform}:
        return True
    return not one.platform.is_d365 and not other.platform.is_d365
