"""What was seen several times becomes one thing with all its evidence, in an order that depends on the finds alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from d365arch.discovery.joining import Found, Tell, joined
from d365arch.discovery.notebook import Notebook, Noted
from d365arch.discovery.offers import all_offers
from d365arch.discovery.records import (
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    Offer,
    Remark,
)
from d365arch.discovery.specific import (
    Substitution,
    identities_of,
    specific_for_unspecific,
    substituted,
    systems_for_names,
)

Kept = TypeVar("Kept", bound=Hashable)


def merged(notebook: Notebook, passed_over: tuple[tuple[str, int], ...] = ()) -> Discovery:
    """The outcome of a run: one record per thing, texts fit for people.

    First, what does not say whom it means is given the system that it must mean; then sightings of one identity are
    joined; what only may be one is offered. The rules are told in `docs/discovery.md`.
    """
    remarks = list(notebook.remarks)
    noted = _with_all_systems(notebook.noted)
    noted, offers = _substituted(noted, notebook.offers, specific_for_unspecific(noted), remarks)
    noted, offers = _substituted(noted, offers, systems_for_names(_systems(noted)), remarks)
    systems = _together(_systems(noted), lambda found: found.identity, remarks.append)
    endpoints = _together(_of(noted, FoundEndpoint), lambda found: (found.system, found.key), remarks.append)
    integrations = _together(_between_two(_of(noted, FoundIntegration), remarks.append),
                             lambda found: (found.automation, found.from_, found.to), remarks.append)
    apart = frozenset(frozenset((one.from_, one.to)) for one in integrations)
    fit = notebook.fit_for_people
    return Discovery(
        systems=tuple(map(fit, systems)), endpoints=tuple(map(fit, endpoints)),
        integrations=tuple(map(fit, integrations)), offers=tuple(map(fit, all_offers(systems, offers, apart))),
        remarks=tuple(map(fit, _ordered(remarks))), not_read=tuple(map(fit, _ordered(notebook.refused))),
        secrets=tuple(map(fit, _ordered(notebook.secrets.values()))),
        read=tuple(map(fit, _ordered(notebook.artefacts))), passed_over=passed_over)


def _of(noted: Iterable[Noted], kind: type[Found]) -> list[Found]:
    return [found for _, found in noted if isinstance(found, kind)]


def _systems(noted: Iterable[Noted]) -> list[FoundSystem]:
    return _of(noted, FoundSystem)


def _with_all_systems(noted: Sequence[Noted]) -> list[Noted]:
    """The notes, and a system for every identity that is referred to and that nobody noted."""
    known = {system.identity for system in _systems(noted)}
    missing: dict[Identity, Noted] = {}
    for artefact, found in noted:
        for identity in identities_of(found):
            if identity not in known:
                name = identity.part or identity.kind
                missing.setdefault(identity, Noted(artefact, FoundSystem(identity=identity, name=name,
                                                                         evidence=found.evidence[:1])))
    return [*noted, *missing.values()]


def _substituted(noted: list[Noted], offers: Sequence[Offer], by: Substitution,
                 remarks: list[Remark]) -> tuple[list[Noted], list[Offer]]:
    if not by:
        return noted, list(offers)
    remarks += by.remarks
    names: dict[Identity, str] = {}
    for system in _systems(noted):
        names.setdefault(system.identity, system.name)
    everywhere = {one: by.of("", one) for offer in offers for one in offer.systems}
    return (substituted(noted, by, names),
            [Offer(tuple(dict.fromkeys(everywhere[one] for one in offer.systems)), offer.reason) for offer in offers])


def _between_two(integrations: Iterable[FoundIntegration], tell: Tell) -> list[FoundIntegration]:
    """Those between two systems; where both ends turned out to be one, nothing is integrated."""
    kept = []
    for one in integrations:
        if one.from_ != one.to:
            kept.append(one)
        elif one.evidence:
            tell(Remark(one.evidence[0].file, one.evidence[0].place or "",
                        f'"{one.name}" joins a system with itself and is no integration.'))
    return kept


def _together(found: Iterable[Found], key: Callable[[Found], Hashable], tell: Tell) -> list[Found]:
    groups: dict[Hashable, list[Found]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return sorted((joined(group, tell) for group in groups.values()),
                  key=lambda one: (one.name.casefold(), repr(key(one))))


def _ordered(some: Iterable[Kept]) -> list[Kept]:
    return sorted(dict.fromkeys(some))  # type: ignore[type-var]
