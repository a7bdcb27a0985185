"""How a drawn landscape and the artefacts differ: drawn and not found, found and not drawn, stated otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from d365arch.catalog.records import Catalog
from d365arch.discovery.drift_facts import Facts
from d365arch.discovery.drift_records import Comparison, Difference, DifferenceKind, ElementKind, NotCompared, in_order
from d365arch.discovery.landscape import UNUSED, FoundLandscape, landscape_of
from d365arch.discovery.match_systems import is_elsewhere
from d365arch.discovery.matching import Matching, match
from d365arch.discovery.not_wanted import NotWanted
from d365arch.discovery.records import Discovery
from d365arch.discovery.scope import Scope
from d365arch.discovery.tree import INSIDE
from d365arch.errors import printable
from d365arch.model import End, Evidence, Integration, Landscape, System, Workspace
from d365arch.model.vocabulary import Role


def drift(workspace: Workspace, discovery: Discovery, catalog: Catalog,
          endpoints: bool = False) -> tuple[Difference, ...]:
    """Every difference, in the order in which they are told; see `compare`."""
    return compare(workspace, discovery, catalog, endpoints).differences


def compare(workspace: Workspace, discovery: Discovery, catalog: Catalog, endpoints: bool = False) -> Comparison:
    """Every difference, and what this run could not compare.

    With `endpoints`, what systems offer without a known use is compared, too. A drawn person, and a found system that
    takes part in nothing, is no difference.
    """
    found = landscape_of(discovery, catalog)
    matching = match(workspace.landscape, found.landscape, catalog, aliases_of(found))
    return Comparison(drift_between(workspace.landscape, found, matching, catalog, endpoints),
                      tuple(_not_compared(workspace.landscape, discovery, matching)))


def _not_compared(drawn: Landscape, discovery: Discovery, matching: Matching) -> Iterator[NotCompared]:
    known, scope = set(matching.integrations.values()), Scope(discovery)
    for old in drawn.integrations:
        if old.id in known or not old.evidence:
            continue
        is_covered = scope.covers(old)
        if not is_covered or not scope.read_whole(old):
            files = dict.fromkeys(one.file.partition(INSIDE)[0] for one in old.evidence)
            yield NotCompared(old.id, old.label, tuple(files), is_unreadable=is_covered)


def aliases_of(found: FoundLandscape) -> dict[str, tuple[str, ...]]:
    """Other names of found systems, by the id they have in the landscape."""
    return {found.ids.systems[one.identity]: one.aliases for one in found.discovery.systems if one.aliases}


def drift_between(drawn: Landscape, found: FoundLandscape, matching: Matching, catalog: Catalog,
                  endpoints: bool = False) -> tuple[Difference, ...]:
    """The differences of a landscape and a discovery that are matched already."""
    facts = Facts(drawn=drawn, found=found.landscape, matching=matching, catalog=catalog)
    sides = _Sides(drawn, found.landscape, matching, catalog, facts, Scope(found.discovery),
                   NotWanted(drawn, found.landscape))
    told = [*sides.integrations(), *sides.systems()]
    if endpoints:
        told += sides.endpoints()
    return in_order(told)


@dataclass(frozen=True, slots=True)
class _Sides:
    drawn: Landscape
    found: Landscape
    matching: Matching
    catalog: Catalog
    facts: Facts
    scope: Scope
    not_wanted: NotWanted

    def integrations(self) -> Iterator[Difference]:
        by_id = self.drawn.integration_by_id
        known = set(self.matching.integrations.values())
        for new in self.found.integrations:
            old_id = self.matching.integrations.get(new.id)
            if old_id is None and not self.not_wanted.has_integration(new):
                yield self._not_drawn(new)
            elif old_id is not None:
                yield from self._differing(by_id[old_id], new)
        for old in self.drawn.integrations:
            if old.id not in known and self._can_be_told(old):
                yield self._not_found(old)

    def _can_be_told(self, old: Integration) -> bool:
        """What rests on artefacts that this run did not read, it knows nothing of."""
        return not old.evidence or (self.scope.covers(old) and self.scope.read_whole(old))

    def _not_drawn(self, new: Integration) -> Difference:
        off = " (switched off)" if new.active is False else ""
        ends = f"{_name(self.found, new.from_.system)} to {_name(self.found, new.to.system)}"
        near = tuple(self.matching.systems[end] for end in (new.from_.system, new.to.system)
                     if end in self.matching.systems)
        return Difference(
            kind=DifferenceKind.NOT_DRAWN, element_kind=ElementKind.INTEGRATION, element_id=new.id, name=new.label,
            found=ends, evidence=new.evidence, near=near,
            sentence=f'"{printable(new.label)}"{off} from {ends} is in the artefacts and not in the landscape.')

    def _not_found(self, old: Integration) -> Difference:
        ends = f"{_name(self.drawn, old.from_.system)} to {_name(self.drawn, old.to.system)}"
        since = " It rested on artefacts before; ask whether it was removed." if old.evidence else ""
        return Difference(
            kind=DifferenceKind.NOT_FOUND, element_kind=ElementKind.INTEGRATION, element_id=old.id, name=old.label,
            drawn=ends, evidence=old.evidence, near=(old.from_.system, old.to.system),
            sentence=f'"{printable(old.label)}" from {ends} is in the landscape, and no artefact names it.{since}')

    def _differing(self, old: Integration, new: Integration) -> Iterator[Difference]:
        for fact in self.facts.of(old, new):
            yield Difference(
                kind=DifferenceKind.DIFFERS, element_kind=ElementKind.INTEGRATION, element_id=old.id, name=old.label,
                fact=fact.key, drawn=fact.drawn, found=fact.found, evidence=new.evidence,
                near=(old.from_.system, old.to.system),
                sentence=f'"{printable(old.label)}" is drawn with {fact.what} {fact.drawn}; the artefacts say '
                         f"{fact.found}.")

    def systems(self) -> Iterator[Difference]:
        evidence = _evidence_of_systems(self.found)
        for new in self.found.systems:
            if new.id not in self.matching.systems and UNUSED not in new.tags and not self.not_wanted.has(new):
                yield Difference(
                    kind=DifferenceKind.NOT_DRAWN, element_kind=ElementKind.SYSTEM, element_id=new.id, name=new.label,
                    evidence=evidence.get(new.id, ()),
                    sentence=f'The system "{printable(new.label)}" is in the artefacts and not in the landscape.')
        known = set(self.matching.systems.values())
        silent = self._systems_elsewhere()
        for old in self.drawn.systems:
            if old.id not in known and old.id not in silent and not self._is_person(old):
                yield Difference(
                    kind=DifferenceKind.NOT_FOUND, element_kind=ElementKind.SYSTEM, element_id=old.id, name=old.label,
                    near=(old.id,),
                    sentence=f'The system "{printable(old.label)}" is in the landscape, and no artefact names it.')

        yield from self._addresses()

    def _systems_elsewhere(self) -> set[str]:
        """Drawn systems all of whose integrations rest on artefacts that this run did not read."""
        told: set[str] = set()
        others: set[str] = set()
        for old in self.drawn.integrations:
            (told if self._can_be_told(old) else others).update((old.from_.system, old.to.system))
        return others - told

    def _addresses(self) -> Iterator[Difference]:
        """Systems of one id that are known by one address and found at another."""
        new_by_id, old_by_id = self.found.system_by_id, self.drawn.system_by_id
        for new_id, old_id in self.matching.systems.items():
            new, old = new_by_id[new_id], old_by_id[old_id]
            if is_elsewhere(old, new):
                mine, theirs = ", ".join(old.known_as), ", ".join(new.known_as)
                yield Difference(
                    kind=DifferenceKind.DIFFERS, element_kind=ElementKind.SYSTEM, element_id=old.id, name=old.label,
                    fact="known_as", drawn=mine, found=theirs, near=(old.id,),
                    sentence=f'"{printable(old.label)}" is known as {printable(mine, 200)}; the artefacts lead to '
                             f"{printable(theirs, 200)}.")

    def _is_person(self, system: System) -> bool:
        kind = self.catalog.system_types.get(system.type or "")
        return Role.PERSON in {system.role, kind.role if kind else None}

    def endpoints(self) -> Iterator[Difference]:
        for system in self.found.systems:
            old_id = self.matching.systems.get(system.id)
            if old_id is None:
                continue
            for endpoint in system.endpoints:
                end = End(system.id, endpoint.id)
                if end not in self.matching.endpoints:
                    name = endpoint.name or endpoint.id
                    yield Difference(
                        kind=DifferenceKind.NOT_DRAWN, element_kind=ElementKind.ENDPOINT, element_id=str(end),
                        name=name, near=(old_id,),
                        sentence=f'The endpoint "{printable(name)}" of {_name(self.drawn, old_id)} is in the artefacts '
                                 "and not in the landscape.")


def _name(landscape: Landscape, system_id: str) -> str:
    system = landscape.system_by_id.get(system_id)
    return f'"{printable(system.label if system else system_id)}"'


def _evidence_of_systems(found: Landscape) -> dict[str, tuple[Evidence, ...]]:
    """For each system the first evidence of an integration it takes part in; systems keep none in a landscape."""
    first: dict[str, tuple[Evidence, ...]] = {}
    for one in found.integrations:
        for system in (one.from_.system, one.to.system):
            first.setdefault(system, one.evidence[:1])
    return first


def gone(drawn: Landscape, found: FoundLandscape, matching: Matching) -> tuple[Integration, ...]:
    """Drawn integrations that rest on artefacts below what this run has read, and that were not found any more.

    Whether they were removed, a person must say: they may have been renamed beyond recognition.
    """
    known = set(matching.integrations.values())
    scope = Scope(found.discovery)
    return tuple(old for old in drawn.integrations
                 if old.id not in known and scope.covers(old) and scope.read_whole(old))
