"""Compares a landscape with the catalog: unknown types, odd pairings, timings and directions that do not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, SystemType
from d365arch.model import End, Endpoint, Integration, Landscape, System
from d365arch.model.problems import Gravity, Hints, Path, Problem
from d365arch.model.vocabulary import Initiation

GENERIC = "generic."
"""Endpoint types that every system outside Dynamics 365 may have."""


_NO_HINT = '; "d365arch catalog" lists the known ones, and a pack can add it.'


def check_types(landscape: Landscape, catalog: Catalog) -> tuple[Problem, ...]:
    """Warnings on what the catalog does not know or does not support, in the order of the file.

    A file with such warnings opens all the same: the catalog may lag behind the world, and a pack can teach it.
    """
    facts = Facts(landscape, catalog)
    types = _Types(catalog)
    found: list[Problem] = []
    for number, system in enumerate(landscape.systems):
        found += types.of_system(system, ("systems", number))
    for number, integration in enumerate(landscape.integrations):
        found += _of_integration(facts, integration, ("integrations", number))
    return tuple(found)


def _warning(sentence: str, path: Path) -> Problem:
    return Problem(sentence, path, Gravity.WARNING)


@dataclass(frozen=True)
class _Types:
    """Compares stated types with the catalog."""

    catalog: Catalog
    hints: Hints = field(default_factory=Hints)

    def of_system(self, system: System, path: Path) -> Iterator[Problem]:
        kind = self.catalog.system_types.get(system.type or "")
        if system.type and kind is None:
            hint = self._hint("", system.type, (self.catalog.system_types,))
            yield _warning(f'system "{system.id}" has the unknown type "{system.type}"{hint}', (*path, "type"))
        for number, endpoint in enumerate(system.endpoints):
            yield from self._of_endpoint(system, kind, endpoint, (*path, "endpoints", number, "type"))

    def _of_endpoint(self, system: System, kind: SystemType | None, endpoint: Endpoint,
                     path: Path) -> Iterator[Problem]:
        if not endpoint.type:
            return
        what = f'endpoint "{endpoint.id}" of system "{system.id}"'
        if endpoint.type not in self.catalog.endpoint_types:
            # What the system offers is the likelier thing to have been meant.
            offered = kind.endpoints if kind else ()
            hint = self._hint(system.type or "", endpoint.type, (offered, self.catalog.endpoint_types))
            yield _warning(f'{what} has the unknown type "{endpoint.type}"{hint}', path)
        elif kind and kind.endpoints and endpoint.type not in kind.endpoints and not _anywhere(endpoint.type, kind):
            yield _warning(f'{what} is of type "{endpoint.type}", which {kind.name} ({kind.id}) does not offer', path)

    def _hint(self, context: str, word: str, known: Iterable[Collection[str]]) -> str:
        near = (self.hints.near(word, words, f"{context} {number}") for number, words in enumerate(known))
        return next((hint for hint in near if hint), _NO_HINT)


def _anywhere(endpoint_type: str, kind: SystemType) -> bool:
    return endpoint_type.startswith(GENERIC) and not kind.platform.is_d365


def _of_integration(facts: Facts, integration: Integration, path: Path) -> Iterator[Problem]:
    yield from _of_timing(facts, integration, path)
    yield from _of_direction(facts, integration, integration.from_, (*path, "from"))
    yield from _of_direction(facts, integration, integration.to, (*path, "to"))


def _of_timing(facts: Facts, integration: Integration, path: Path) -> Iterator[Problem]:
    """The stated timing against the endpoint that decides about it (rule R-109, anti-pattern A-28)."""
    if integration.timing is None:
        return
    for end in facts.deciding_ends(integration):
        endpoint = facts.landscape.endpoint_at(end)
        timings = facts.endpoint_timings(endpoint) if endpoint else ()
        if timings:
            if integration.timing not in timings:
                yield _warning(f'integration "{integration.id}" is {integration.timing}, but "{end}" works '
                               f"{' or '.join(timings)}; correct one of them or take another endpoint",
                               (*path, "timing"))
            return


def _of_direction(facts: Facts, integration: Integration, end: End, path: Path) -> Iterator[Problem]:
    """The end against who may start there, by the initiator rule; outside Dynamics 365 there is no such rule."""
    endpoint = facts.landscape.endpoint_at(end)
    if endpoint is None or not facts.platform(facts.landscape.system_by_id.get(end.system)).is_d365:
        return
    starts = path[-1] == "from"
    if facts.endpoint_initiation(endpoint) is not (Initiation.INBOUND if starts else Initiation.OUTBOUND):
        return
    kind = facts.endpoint_type(endpoint)
    name = kind.name if kind else f'"{endpoint.id}"'
    but = f"{name} is inbound: the other side contacts it" if starts else \
        f"{name} is outbound: it contacts the other side"
    yield _warning(f'integration "{integration.id}" {"starts at" if starts else "calls"} "{end}", but {but}; swap from '
                   "and to (data says which way the data goes) or take another endpoint", path)
