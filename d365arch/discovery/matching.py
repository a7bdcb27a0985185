"""Which drawn element is which found one: what merging into a landscape and telling its drift both begin with."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from d365arch.catalog.records import Catalog
from d365arch.discovery.evidence_marks import marks_of
from d365arch.discovery.match_systems import Aliases, match_systems
from d365arch.discovery.names_alike import plain_name
from d365arch.model import End, Endpoint, Integration, Landscape, System
from d365arch.model.memory import no_collector

_NUMBER = re.compile(r"-\d+$")
"""What an id got that was taken."""
_ENOUGH = 6.0
"""Weight of reasons from which an integration is the same whatever else stands between its ends."""
_ENOUGH_ALONE = 3.5
"""The same where there is one drawn and one found between two systems."""
_FEW = 40
"""Integrations between two systems that are all compared; among more, only those that share a name, id or evidence."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Found elements by id with the drawn ones they are."""

    systems: Mapping[str, str]
    endpoints: Mapping[End, End]
    """Ends with an endpoint; of systems that are matched."""
    integrations: Mapping[str, str]

    def end(self, found: End) -> End:
        """A found end in the words of the drawing; unchanged where the system is new."""
        if found in self.endpoints:
            return self.endpoints[found]
        return End(self.systems.get(found.system, found.system), found.endpoint)


def match(drawn: Landscape, found: Landscape, catalog: Catalog, aliases: Aliases | None = None) -> Matching:
    """Match what was found with what is drawn; the same for the same two landscapes."""
    with no_collector():
        systems = match_systems(drawn, found, catalog, aliases or {})
        integrations = _match_integrations(drawn, found, systems)
        return Matching(systems, _match_endpoints(drawn, found, systems, integrations), integrations)


def _match_integrations(drawn: Landscape, found: Landscape, systems: Mapping[str, str]) -> dict[str, str]:
    between: defaultdict[frozenset[str], list[Integration]] = defaultdict(list)
    by_mark: defaultdict[str, list[Integration]] = defaultdict(list)
    by_name: defaultdict[str, list[Integration]] = defaultdict(list)
    by_id = drawn.integration_by_id
    for old in drawn.integrations:
        between[_pair(old.from_.system, old.to.system)].append(old)
        by_name[plain_name(old.label)].append(old)
        for mark in marks_of(old):
            by_mark[mark].append(old)
    news: defaultdict[frozenset[str], int] = defaultdict(int)
    for new in found.integrations:
        news[_pair(systems.get(new.from_.system, ""), systems.get(new.to.system, ""))] += 1
    times = Counter(mark for new in found.integrations for mark in marks_of(new))
    ranked: list[tuple[float, str, str]] = []
    for new in found.integrations:
        ends = systems.get(new.from_.system, ""), systems.get(new.to.system, "")
        pair = _pair(*ends)
        candidates = {old.id: old for mark in marks_of(new) for old in by_mark.get(mark, ())}
        candidates.update((old.id, old) for old in by_name.get(plain_name(new.label), ()))
        if len(between.get(pair, ())) <= _FEW:
            candidates.update((old.id, old) for old in between.get(pair, ()))
        if new.id in by_id:
            candidates[new.id] = by_id[new.id]
        alone = news[pair] == 1 and len(between.get(pair, ())) == 1
        for old in candidates.values():
            # One file and place that only these two rest on is as good as an id.
            only = any(len(by_mark[mark]) == times[mark] == 1 for mark in marks_of(old) if mark in marks_of(new))
            weight = _weight(old, new, ends)
            if weight and only:
                weight += 3.0
            if weight >= (_ENOUGH_ALONE if alone else _ENOUGH):
                ranked.append((-weight, old.id, new.id))
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for _, old_id, new_id in sorted(ranked):
        if old_id not in taken and new_id not in matched:
            matched[new_id] = old_id
            taken.add(old_id)
    return matched


def _pair(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def _weight(old: Integration, new: Integration, ends: tuple[str, str]) -> float:
    """How much speaks for two integrations being one; 0 where an end is known to be another and not led elsewhere."""
    here = old.from_.system, old.to.system
    shared = not set(marks_of(old)).isdisjoint(marks_of(new))
    same_id = old.id == new.id
    weight = 0.0
    if here == ends:
        weight += 4.0
    elif here == ends[::-1]:
        weight += 3.5
    elif shared and same_id:
        # Somebody let it lead elsewhere; adding it a second time would undo that.
        weight += 1.5
    elif not shared or all(ends) or any(end and end not in here for end in ends):
        # Its ends are drawn, and this one joins others: the same file, and another call of it.
        return 0.0
    weight += 3.0 * shared + 2.0 * same_id
    weight += 2.0 * (plain_name(old.label) == plain_name(new.label))
    mine, theirs = {plain_name(one) for one in old.entities}, {plain_name(one) for one in new.entities}
    if mine and theirs:
        weight += 2.0 * len(mine & theirs) / len(mine | theirs)
    weight += 0.2 * (old.timing is not None and old.timing == new.timing)
    weight += 0.2 * (old.trigger is not None and old.trigger == new.trigger)
    return weight


def _match_endpoints(drawn: Landscape, found: Landscape, systems: Mapping[str, str],
                     integrations: Mapping[str, str]) -> dict[End, End]:
    old_systems, new_integrations, old_integrations = (
        drawn.system_by_id, found.integration_by_id, drawn.integration_by_id)
    matched: dict[End, End] = {}
    taken: set[End] = set()

    def take(new: End, old: End) -> None:
        if new not in matched and old not in taken:
            matched[new] = old
            taken.add(old)

    for system in found.systems:
        old_system = old_systems.get(systems.get(system.id, ""))
        if old_system is not None:
            for new, old in _alike_endpoints(system, old_system):
                take(End(system.id, new.id), End(old_system.id, old.id))
    # Where an integration is known to be the same, so are the endpoints it uses, if their types allow it.
    for new_id, old_id in integrations.items():
        one, other = new_integrations[new_id], old_integrations[old_id]
        for mine, theirs in ((one.from_, other.from_), (one.to, other.to)):
            if mine.endpoint and theirs.endpoint and systems.get(mine.system) == theirs.system and _types_fit(
                    found.endpoint_at(mine), drawn.endpoint_at(theirs)):
                take(mine, theirs)
    return matched


def _alike_endpoints(system: System, old_system: System) -> Iterable[tuple[Endpoint, Endpoint]]:
    """Pairs that may be one, the best first; where two systems were made one, each gets its own of several alike."""
    by_id = {one.id: one for one in old_system.endpoints}
    by_name: defaultdict[str, list[Endpoint]] = defaultdict(list)
    by_stem: defaultdict[str, list[Endpoint]] = defaultdict(list)
    for old in old_system.endpoints:
        if old.name:
            by_name[plain_name(old.name)].append(old)
        else:
            by_stem[_NUMBER.sub("", old.id)].append(old)
    for new in system.endpoints:
        if new.id in by_id and _types_fit(new, by_id[new.id]):
            yield new, by_id[new.id]
    for new in system.endpoints:
        alike = by_name.get(plain_name(new.name), ()) if new.name else by_stem.get(new.id, ())
        yield from ((new, old) for old in alike if _types_fit(new, old))
    for new in system.endpoints:
        olds = [one for one in old_system.endpoints if one.type and one.type == new.type]
        if len(olds) == 1 and sum(1 for one in system.endpoints if one.type == new.type) == 1:
            yield new, olds[0]


def _types_fit(one: Endpoint | None, other: Endpoint | None) -> bool:
    return one is not None and other is not None and (one.type is None or other.type is None or one.type == other.type)
