"""Compares a landscape with the catalog: unknown types and odd pairings; how they are used is for the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from d365arch.catalog.records import Catalog, SystemType
from d365arch.model import Endpoint, Landscape, System
from d365arch.model.problems import Gravity, Hints, Path, Problem

GENERIC = "generic."
"""Endpoint types that every system outside Dynamics 365 may have."""


_NO_HINT = '; "d365arch catalog" lists the known ones, and a pack can add it.'


def check_types(landscape: Landscape, catalog: Catalog) -> tuple[Problem, ...]:
    """Warnings on what the catalog does not know or does not support, in the order of the file.

    A file with such warnings opens all the same: the catalog may lag behind the world, and a pack can teach it.
    """
    types = _Types(catalog)
    found: list[Problem] = []
    for number, system in enumerate(landscape.systems):
        found += types.of_system(system, ("systems", number))
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
