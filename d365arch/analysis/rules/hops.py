"""Ways of data through hubs: what goes into and out of each place in a hub, and how many hops a flow takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from d365arch.analysis.flows import Link
from d365arch.model import End, Integration
from d365arch.model.vocabulary import DataFlow, Kind

MOST_HOPS = 12
"""Ways are followed so far; data that goes round in hubs for ever is told as this many hops."""


@dataclass(frozen=True)
class Flowing:
    """What ways are read from: active integrations, ids of hubs, and links by id."""

    active: Sequence[Integration]
    hubs: Collection[str]
    links: Mapping[str, Link]

    def entities(self, integration: Integration) -> tuple[str, ...]:
        """The entities that travel; one without a name where none is stated."""
        return self.links[integration.id].entities or ("",)


class Traffic(NamedTuple):
    """Integrations that bring data into a place of a hub, and those that take it out."""

    ins: tuple[str, ...]
    outs: tuple[str, ...]


def moves(integration: Integration) -> Iterator[tuple[End, End]]:
    """From where to where data moves; both ways where it does."""
    if integration.data_flow is not DataFlow.PULL:
        yield integration.from_, integration.to
    if integration.data_flow is not DataFlow.PUSH:
        yield integration.to, integration.from_


def hub_traffic(flowing: Flowing) -> Mapping[str, Traffic]:
    """Traffic per endpoint of a hub, or per hub where an integration names no endpoint of it."""
    unnamed = {end.system for i in flowing.active for end in (i.from_, i.to)
               if end.endpoint is None and end.system in flowing.hubs}
    found: dict[str, tuple[list[str], list[str]]] = {}
    for i in flowing.active:
        if i.kind is Kind.UI:
            continue
        for giver, taker in moves(i):
            for end, side in ((taker, 0), (giver, 1)):
                if end.system in flowing.hubs:
                    place = end.system if end.system in unnamed else str(end)
                    found.setdefault(place, ([], []))[side].append(i.id)
    return {place: Traffic(tuple(dict.fromkeys(ins)), tuple(dict.fromkeys(outs)))
            for place, (ins, outs) in found.items()}


Place = tuple[str, str]
"""An endpoint of a hub, or a hub and the entity that passes where no endpoint is named."""


def hops_of(flowing: Flowing) -> Mapping[str, int]:
    """Per integration, how many of them the longest flow takes that it is part of, from system to system."""
    edges = [(i.id, giver, taker) for i in flowing.active if i.kind is not Kind.UI
             for start, end in moves(i) for giver, taker in _places(flowing, i, start, end)]
    before = _longest([(giver, taker) for _, giver, taker in edges])
    after = _longest([(taker, giver) for _, giver, taker in edges])
    found: dict[str, int] = {}
    for link, giver, taker in edges:
        hops = (before.get(giver, 0) if giver else 0) + 1 + (after.get(taker, 0) if taker else 0)
        found[link] = max(found.get(link, 0), min(hops, MOST_HOPS))
    return found


def _places(flowing: Flowing, i: Integration, start: End, end: End) -> Iterator[tuple[Place | None, Place | None]]:
    for entity in flowing.entities(i):
        yield _place(flowing, start, entity), _place(flowing, end, entity)


def _place(flowing: Flowing, end: End, entity: str) -> Place | None:
    if end.system not in flowing.hubs:
        return None
    return (str(end), "" if end.endpoint else entity)


def _longest(edges: list[tuple[Place | None, Place | None]]) -> Mapping[Place, int]:
    """The longest way, in edges, that arrives at each place; a circle counts `MOST_HOPS`."""
    found: dict[Place, int] = {}
    onward: dict[Place, list[Place]] = {}
    for giver, taker in dict.fromkeys(edges):
        if taker is not None and giver is None:
            found[taker] = 1
        elif taker is not None and giver is not None:
            onward.setdefault(giver, []).append(taker)
    work = sorted(found)
    for _ in range(MOST_HOPS):
        grown: dict[Place, int] = {}
        for giver in work:
            for taker in onward.get(giver, ()):
                longer = found[giver] + 1
                if longer > grown.get(taker, found.get(taker, 0)):
                    grown[taker] = longer
        found.update(grown)
        work = sorted(grown)
        if not work:
            break
    return found


def joined_flows(flowing: Flowing) -> Mapping[str, str]:
    """Per integration the first id of those that it is joined with by places in hubs; itself where it is direct."""
    first: dict[Place, str] = {}
    parent: dict[str, str] = {}

    def root(link: str) -> str:
        while parent[link] != link:
            parent[link] = parent[parent[link]]
            link = parent[link]
        return link

    for i in flowing.active:
        parent[i.id] = i.id
        places = {p for entity in flowing.entities(i) for end in (i.from_, i.to)
                  if (p := _place(flowing, end, entity))}
        for place in sorted(places):
            one, other = sorted((root(first.setdefault(place, i.id)), root(i.id)))
            parent[other] = one
    return {link: root(link) for link in parent}
