"""Which systems may be one and the same, for a person to decide: never merged, because only names or kinds say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from d365arch.discovery.names import NAMED, platform_of, service_of
from d365arch.discovery.names_alike import plain_name, shortened, without_environment
from d365arch.discovery.records import FoundSystem, Identity, Offer
from d365arch.discovery.specific import UNKNOWN_CALLER

_MOST = 12
"""Systems of one offer; where more might be meant, nobody can decide from a list."""


def all_offers(systems: Sequence[FoundSystem], noted: Iterable[Offer],
               apart: frozenset[frozenset[Identity]]) -> tuple[Offer, ...]:
    """What readers offered and what the systems suggest; each set of systems once, none whose systems are joined.

    `apart` are pairs of systems that an integration joins, which are two for certain.
    """
    there = {system.identity for system in systems}
    offers: dict[frozenset[Identity], Offer] = {}
    for offer in (*noted, *_unspecific(systems), *_same_product(systems), *_alike(systems), *_environments(systems)):
        members = frozenset(offer.systems) & there
        if 2 <= len(members) <= _MOST and members not in apart:
            offers.setdefault(members, Offer(tuple(sorted(members)), offer.reason))
    with_one: dict[Identity, list[frozenset[Identity]]] = defaultdict(list)
    for members in offers:
        for one in members:
            with_one[one].append(members)
    return tuple(sorted(offer for members, offer in offers.items()
                        if not any(members < other for other in with_one[offer.systems[0]])))


def _unspecific(systems: Sequence[FoundSystem]) -> Iterator[Offer]:
    """An identity without a tenant's part beside those of its kind that have one."""
    specific: dict[str, list[Identity]] = defaultdict(list)
    for system in systems:
        if system.identity.part:
            specific[system.identity.kind].append(system.identity)
    for system in systems:
        others = specific.get(system.identity.kind, ())
        if not system.identity.part and others:
            which = "this" if len(others) == 1 else "one of these"
            yield Offer((system.identity, *others),
                        f"No artefact says which system of its kind the first is; it may be {which}.")


def _same_product(systems: Sequence[FoundSystem]) -> Iterator[Offer]:
    """Names in lists and drawings of apps of one platform, and the environments that they may live in."""
    of_platform: dict[str, list[Identity]] = defaultdict(list)
    of_kind: dict[str, list[Identity]] = defaultdict(list)
    for system in systems:
        of_kind[system.identity.kind].append(system.identity)
        platform = platform_of(system.identity)
        if platform:
            of_platform[platform].append(system.identity)
    for platform, members in sorted(of_platform.items()):
        if len(members) > 1 and any(one.kind == NAMED for one in members):
            yield Offer(tuple(members), f"They are, by their names, apps or environments of "
                                        f"{_PLATFORMS.get(platform, platform)}.")
    for system in systems:
        service = service_of(system.identity)
        if service and service != NAMED and of_kind.get(service):
            yield Offer((system.identity, *of_kind[service]),
                        "By its name, the one of a list or drawing may be one that other artefacts show.")


_PLATFORMS = {"dataverse": "Dataverse", "fo": "Finance and Operations"}


def _alike(systems: Sequence[FoundSystem]) -> Iterator[Offer]:
    """Names that one of them shortens, and equal names of several real systems."""
    named = [system for system in systems if system.identity.kind == NAMED]
    known = [system for system in systems if system.identity.kind != UNKNOWN_CALLER]
    for short, long in shortened([system.name for system in known]):
        one, other = known[short].identity, known[long].identity
        if NAMED in {one.kind, other.kind}:
            yield Offer((one, other), "One name looks like the other, shortened.")
    yield from _groups(named, lambda system: plain_name(system.name), systems,
                       "They have the same name.")


def _groups(some: Iterable[FoundSystem], key: Callable[[FoundSystem], str], systems: Sequence[FoundSystem],
            reason: str) -> Iterator[Offer]:
    wanted = {key(one) for one in some}
    groups: dict[str, list[Identity]] = defaultdict(list)
    for system in systems:
        if system.identity.kind != UNKNOWN_CALLER and key(system) in wanted:
            groups[key(system)].append(system.identity)
    for _, members in sorted(groups.items()):
        if len(members) > 1:
            yield Offer(tuple(members), reason)


def _environments(systems: Sequence[FoundSystem]) -> Iterator[Offer]:
    """Systems of one kind whose hosts or names differ only in the word for an environment."""
    groups: dict[tuple[str, str], dict[Identity, str]] = defaultdict(dict)
    for system in systems:
        kind, part = system.identity
        if kind in {NAMED, UNKNOWN_CALLER} or not part:
            continue
        found = without_environment(part)
        groups[kind, found[0] if found else part].setdefault(system.identity, found[1] if found else "")
    for _, members in sorted(groups.items()):
        words = sorted({word for word in members.values() if word})
        if len(members) > 1 and words:
            yield Offer(tuple(members), f"Their addresses differ only in the word for an environment "
                                        f"({', '.join(words)}); they may be copies of one system.")
