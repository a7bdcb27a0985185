"""What was found taken into a landscape that is there: what a person wrote or placed wins, what is gone is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.catalog.records import Catalog
from d365arch.discovery.drift import aliases_of, drift_between, gone
from d365arch.discovery.drift_records import Difference, DifferenceKind
from d365arch.discovery.evidence_marks import archive_of, mark_of, steps_of
from d365arch.discovery.into_edit import TakeFound, Values
from d365arch.discovery.landscape import UNUSED, FoundLandscape, landscape_of
from d365arch.discovery.match_systems import is_elsewhere
from d365arch.discovery.matching import Matching, match
from d365arch.discovery.names_alike import plain_name
from d365arch.discovery.not_wanted import NotWanted
from d365arch.discovery.records import Discovery
from d365arch.edit.ids import fresh_id
from d365arch.errors import printable
from d365arch.model import End, Endpoint, Evidence, Integration, System, Workspace, Zone
from d365arch.model.wording import counted

_FILLED = ("timing", "trigger", "frequency", "data", "kind", "protocol", "entities", "operations", "auth", "low_code",
           "active", "volume", "criticality")
"""Facts of an integration that are stated where the drawing leaves them open."""
_FILLED_OF_SYSTEMS = ("type", "hosting")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What of the found elements is wanted, by the ids of `landscape_of`; what an integration needs comes along."""

    integrations: Collection[str] = ()
    systems: Collection[str] = ()
    endpoints: Collection[End] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can decide."""

    integration: str
    """Id of a drawn integration that rests on artefacts which do not hold it any more."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a discovery into a landscape would do, before anybody does it."""

    edit: TakeFound
    filled: tuple[str, ...] = ()
    """Sentences on facts that get stated."""
    differences: tuple[Difference, ...] = ()
    """What both sides state, each in its way; the drawing keeps its own."""
    questions: tuple[Question, ...] = ()
    matching: Matching = field(default_factory=lambda: Matching({}, {}, {}))


def into(workspace: Workspace, discovery: Discovery, catalog: Catalog, accepted: Accepted | None = None,
         offers: bool = True) -> Taken:
    """What a discovery adds to a landscape.

    Elements that are drawn already are recognized (`matching.match`) and only get what they leave open, and the
    evidence; names, places, ends and stated facts stay. A second run over the same artefacts changes nothing. With
    `accepted`, only that is taken; without `offers`, no endpoints that nobody is known to use.
    """
    found = landscape_of(discovery, catalog, offers=offers)
    matching = match(workspace.landscape, found.landscape, catalog, aliases_of(found))
    taker = _Taker(workspace, found, matching, accepted)
    differences = tuple(one for one in drift_between(workspace.landscape, found, matching, catalog)
                        if one.kind is DifferenceKind.DIFFERS)
    questions = tuple(Question(one.id, f'"{printable(one.label)}" rests on artefacts that were read and do not hold it '
                                       "any more; was it removed?")
                      for one in gone(workspace.landscape, found, matching))
    edit = taker.edit()
    return Taken(edit, tuple(taker.filled), differences, questions, matching)


class _Taker:
    """Works out one edit."""

    def __init__(self, workspace: Workspace, found: FoundLandscape, matching: Matching,
                 accepted: Accepted | None) -> None:
        self._drawn = workspace.landscape
        self._found = found.landscape
        self._discovery = found.discovery
        self._matching = matching
        self._accepted = accepted
        self._not_wanted = NotWanted(self._drawn, self._found)
        self.filled: list[str] = []

    def edit(self) -> TakeFound:
        wanted = [one for one in self._found.integrations if self._is_wanted(one)]
        new = [one for one in wanted if one.id not in self._matching.integrations]
        used, needed = _systems_of(wanted), _systems_of(new)
        used_ends = {end for one in wanted for end in (one.from_, one.to) if end.endpoint}
        new_systems = [one for one in self._found.systems if one.id not in self._matching.systems and (
            one.id in needed or self._is_wanted_system(one, one.id in used))]
        zones, zone_ids = self._zones(new_systems)
        system_ids = self._fresh([one.id for one in new_systems], self._drawn.system_by_id)
        systems = tuple(
            replace(one, id=system_ids[one.id], zone=zone_ids.get(one.zone or ""),
                    endpoints=tuple(e for e in one.endpoints if self._is_wanted_end(End(one.id, e.id), used_ends)))
            for one in new_systems)
        endpoints, ends = self._endpoints(used_ends)
        ids = self._fresh([one.id for one in new], self._drawn.integration_by_id)
        integrations = tuple(replace(one, id=ids[one.id], from_=self._end(one.from_, system_ids, ends),
                                     to=self._end(one.to, system_ids, ends)) for one in new)
        facts = tuple(self._facts(one, ends) for one in wanted if one.id in self._matching.integrations)
        facts_of_systems = tuple(self._facts_of_system(one) for one in self._found.systems
                                 if one.id in self._matching.systems and one.id in used)
        return TakeFound(
            label=f"Add {counted(len(integrations), 'discovered integration')}", zones=zones, systems=systems,
            endpoints=endpoints, integrations=integrations, facts=tuple(one for one in facts if one[1]),
            facts_of_systems=tuple(one for one in facts_of_systems if one[1]))

    def _is_wanted(self, integration: Integration) -> bool:
        if self._accepted is not None:
            return integration.id in self._accepted.integrations
        return not self._not_wanted.has_integration(integration)

    def _is_wanted_system(self, system: System, used: bool) -> bool:
        """Whether a system that no new integration needs is wanted.

        One that is `used` by drawn integrations only is where a person let these lead elsewhere: it stays away.
        """
        if self._accepted is not None:
            return system.id in self._accepted.systems
        return not used and not self._not_wanted.has(system) and (
            UNUSED not in system.tags or bool(system.endpoints))

    def _is_wanted_end(self, end: End, used: Container[End]) -> bool:
        return end in used or self._accepted is None or end in self._accepted.endpoints

    @staticmethod
    def _fresh(wanted: list[str], drawn: Collection[str]) -> dict[str, str]:
        """Ids in the landscape by found id; an id that something else has gets a number."""
        used = set(drawn)
        ids: dict[str, str] = {}
        for one in wanted:
            ids[one] = fresh_id(one, used)
            used.add(ids[one])
        return ids

    def _zones(self, systems: list[System]) -> tuple[tuple[Zone, ...], dict[str, str]]:
        """Zones the new systems need, and the ids of all by found id.

        Zones of one name and kind are one. A zone that somebody renamed is the one in which all its drawn systems
        stand; one that somebody took away, so that they stand in none, does not come back.
        """
        known = {(plain_name(zone.label), zone.kind): zone.id for zone in self._drawn.zones}
        used = set(self._drawn.zone_by_id)
        wanted = {system.zone for system in systems if system.zone}
        new: list[Zone] = []
        ids: dict[str, str] = {}
        standing: defaultdict[str | None, set[str | None]] = defaultdict(set)
        for system in self._found.systems:
            if system.id in self._matching.systems:
                standing[system.zone].add(self._drawn.system_by_id[self._matching.systems[system.id]].zone)
        for zone in self._found.zones:
            if zone.id not in wanted:
                continue
            there = known.get((plain_name(zone.label), zone.kind))
            if there is None and len(standing[zone.id]) == 1:
                there = standing[zone.id].pop()
                if there is None:
                    continue
            if there is None:
                there = fresh_id(zone.id, used)
                used.add(there)
                new.append(replace(zone, id=there, parent=None))
            ids[zone.id] = there
        return tuple(new), ids

    def _endpoints(self, used: Collection[End]) -> tuple[tuple[tuple[str, Endpoint], ...], dict[End, End]]:
        """Endpoints that drawn systems get, and where each found end of a drawn system is."""
        added: list[tuple[str, Endpoint]] = []
        ends: dict[End, End] = {}
        taken = {system.id: {one.id for one in system.endpoints} for system in self._drawn.systems}
        for system in self._found.systems:
            drawn_id = self._matching.systems.get(system.id)
            if drawn_id is None:
                continue
            for endpoint in system.endpoints:
                end = End(system.id, endpoint.id)
                if end in self._matching.endpoints:
                    ends[end] = self._matching.endpoints[end]
                elif self._is_wanted_end(end, used):
                    new_id = fresh_id(endpoint.id, taken[drawn_id])
                    taken[drawn_id].add(new_id)
                    ends[end] = End(drawn_id, new_id)
                    added.append((drawn_id, replace(endpoint, id=new_id)))
        return tuple(added), ends

    def _end(self, found: End, new_systems: dict[str, str], ends: dict[End, End]) -> End:
        if found in ends:
            return ends[found]
        if found.system in new_systems:
            return End(new_systems[found.system], found.endpoint)
        return End(self._matching.systems[found.system])

    def _facts(self, new: Integration, ends: dict[End, End]) -> tuple[str, Values]:
        """What a drawn integration leaves open and the artefacts state."""
        old = self._drawn.integration_by_id[self._matching.integrations[new.id]]
        values: dict[str, Any] = {}
        unfit = self._not_to_fill(old, new)
        for name in _FILLED:
            mine, theirs = getattr(old, name), getattr(new, name)
            if mine in (None, ()) and theirs not in (None, ()) and name not in unfit:
                values[name] = theirs
        for name, mine_end, theirs_end in (("from_", old.from_, new.from_), ("to", old.to, new.to)):
            place = ends.get(theirs_end)
            if mine_end.endpoint is None and place is not None and place.system == mine_end.system:
                values[name] = place
        if values:
            stated = ", ".join(name.rstrip("_").replace("_", " ") for name in values)
            self.filled.append(f'"{printable(old.label)}" now states {stated}.')
        evidence = self._evidence(old, new)
        if evidence != old.evidence:
            values["evidence"] = evidence
        return old.id, tuple(values.items())

    def _not_to_fill(self, old: Integration, new: Integration) -> frozenset[str]:
        """Facts of the artefacts that would say something else beside what a person stated."""
        drawn_ends = old.from_.system, old.to.system
        found_ends = self._matching.systems.get(new.from_.system), self._matching.systems.get(new.to.system)
        return frozenset(name for name, unfit in (
            ("data", drawn_ends != found_ends),
            ("frequency", old.trigger not in {None, new.trigger}),
            ("trigger", old.frequency not in {None, new.frequency}),
        ) if unfit)

    def _evidence(self, old: Integration, new: Integration) -> tuple[Evidence, ...]:
        """What this run found, in the words of the file where it says the same, then what other artefacts said."""
        known = {mark_of(one): one for one in old.evidence}
        fresh = [mine if (mine := known.get(mark_of(one))) is not None and mine.confidence == one.confidence
                 and archive_of(mine.file) == archive_of(one.file) else one for one in new.evidence]
        marks = {mark_of(one) for one in new.evidence}
        roots = {root.name.lower() for root in self._discovery.roots}
        kept = [one for one in old.evidence if mark_of(one) not in marks and roots.isdisjoint(steps_of(one.file))]
        merged = (*fresh, *kept)
        return old.evidence if set(merged) == set(old.evidence) else merged

    def _facts_of_system(self, new: System) -> tuple[str, Values]:
        old = self._drawn.system_by_id[self._matching.systems[new.id]]
        values = tuple((name, getattr(new, name)) for name in _FILLED_OF_SYSTEMS
                       if getattr(old, name) is None and getattr(new, name) is not None)
        if values:
            self.filled.append(f'"{printable(old.label)}" now states {", ".join(name for name, _ in values)}.')
        known_as = _known_as(old, new)
        return old.id, values if known_as == old.known_as else (*values, ("known_as", known_as))


def _known_as(old: System, new: System) -> tuple[str, ...]:
    """What a drawn system is known by from now on: the find's identity, too, and none without address beside one."""
    if is_elsewhere(old, new):
        return old.known_as
    every = tuple(dict.fromkeys((*old.known_as, *new.known_as)))
    addressed = {one.partition(":")[0] for one in every if ":" in one}
    return tuple(one for one in every if ":" in one or one not in addressed)


def _systems_of(integrations: Iterable[Integration]) -> set[str]:
    return {end.system for one in integrations for end in (one.from_, one.to)}
