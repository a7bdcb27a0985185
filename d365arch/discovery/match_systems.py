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

    The strongest reason comes first: what discovery knew it by when it was taken over, the same id with the same name
    or type, an integration of both that rests on the same evidence, the same id, the same name, the only one of its
    platform, the only one of its type. A drawn system may stand for several found ones only where it is known by
    several addresses or evidence says so, as after somebody made one of two. One that is known by an address is never
    taken for one at another because of evidence, platform or type: then the artefact leads elsewhere now.
    """
    matched = _known(drawn, found)
    taken = set(matched.values())
    matched.update((new.id, old.id) for new in found.systems
                   if new.id not in matched and (old := drawn.system_by_id.get(new.id)) is not None
                   and old.id not in taken and not is_elsewhere(old, new)
                   and (old.label == new.label or (old.type is not None and old.type == new.type)))
    _match_by_evidence(drawn, found, catalog, aliases, matched)
    for key in (_by_id, _by_name(aliases), _by_platform(catalog), _by_type(catalog)):
        _match_singles(drawn.systems, found.systems, key, catalog, matched)
    return matched


def _known(drawn: Landscape, found: Landscape) -> dict[str, str]:
    """Found systems whose identity a drawn one is known by."""
    by_identity: dict[str, str] = {}
    for system in drawn.systems:
        for identity in system.known_as:
            by_identity.setdefault(identity, system.id)
    return {system.id: by_identity[identity]
            for system in found.systems for identity in system.known_as if identity in by_identity}


def is_elsewhere(drawn: System, found: System) -> bool:
    """Whether both are known by addresses, of one kind, and by none in common."""
    mine = [one.partition(":") for one in drawn.known_as if ":" in one]
    theirs = [one.partition(":") for one in found.known_as if ":" in one]
    return bool(mine) and bool(theirs) and set(drawn.known_as).isdisjoint(found.known_as) and all(
        any(kind == other for other, _, _ in theirs) for kind, _, _ in mine)


def _match_by_evidence(drawn: Landscape, found: Landscape, catalog: Catalog, aliases: Aliases,
                       matched: dict[str, str]) -> None:
    """What integrations with common evidence say about their ends: the drawn system that most of them name.

    One flow with several systems gives several integrations with one file as evidence; these say only what those with
    the same id say. Where a person drew the other side as the initiator, the ends are taken crosswise.
    """
    old_systems, new_systems = drawn.system_by_id, found.system_by_id

    def likeness(old: str, new: str) -> int:
        return _likeness(old_systems[old], new_systems[new], catalog, aliases)

    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    old_by_mark, new_by_mark = _by_mark(drawn), _by_mark(found)
    for mark, news in new_by_mark.items():
        olds = old_by_mark.get(mark, [])
        pairs = [(olds[0], news[0])] if len(olds) == len(news) == 1 else [
            (old, new) for new in news for old in olds if old.id == new.id]
        for old, new in pairs:
            starts, called = old.from_.system, old.to.system
            straight = likeness(starts, new.from_.system) + likeness(called, new.to.system)
            if straight < likeness(called, new.from_.system) + likeness(starts, new.to.system):
                starts, called = called, starts
            votes[new.from_.system][starts] += 1
            votes[new.to.system][called] += 1
    for system in found.systems:
        if system.id in matched:
            continue
        fitting = sorted((-count, old) for old, count in votes[system.id].items()
                         if may_be_one(old_systems[old], system, catalog)
                         and not is_elsewhere(old_systems[old], system))
        if fitting and (len(fitting) == 1 or fitting[0][0] < fitting[1][0]):
            matched[system.id] = fitting[0][1]


def _likeness(drawn: System, found: System, catalog: Catalog, aliases: Aliases) -> int:
    """How much a drawn system looks like a found one: its name or id, its platform or type; below 0 for another's."""
    if not may_be_one(drawn, found, catalog):
        return -4
    names = {plain_name(found.label), *(plain_name(one) for one in aliases.get(found.id, ()))}
    one, other = catalog.system_types.get(drawn.type or ""), catalog.system_types.get(found.type or "")
    of_one_kind = one is not None and other is not None and (
        one is other or (one.platform.is_d365 and one.platform is other.platform))
    return 2 * (drawn.id == found.id or plain_name(drawn.label) in names) + of_one_kind


def _by_mark(landscape: Landscape) -> dict[str, list[Integration]]:
    by_mark: defaultdict[str, list[Integration]] = defaultdict(list)
    for integration in landscape.integrations:
        for mark in marks_of(integration):
            by_mark[mark].append(integration)
    return by_mark


def _match_singles(drawn: Iterable[System], found: Iterable[System], key: Callable[[System], Iterable[str]],
                   catalog: Catalog, matched: dict[str, str]) -> None:
    """Match what is alone under a key at both sides."""
    taken = set(matched.values())
    old = _grouped((system for system in drawn if system.id not in taken), key)
    new = _grouped((system for system in found if system.id not in matched), key)
    for name, news in new.items():
        olds = [one for one in old.get(name, ()) if may_be_one(one, news[0], catalog)
                and (key is _by_id or not is_elsewhere(one, news[0]))]
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
