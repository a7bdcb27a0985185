"""Ways of data through hubs: what goes into and out of each place in a hub, and how many hops a flow takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from d365arch.model import End, Integration
from d365arch.model.vocabulary import DataFlow, Kind

if TYPE_CHECKING:
    from d365arch.analysis.rules.context import RuleContext

MOST_HOPS = 12
"""Ways are followed so far; data that goes round in hubs for ever is told as this many hops."""


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


def hub_traffic(context: RuleContext) -> Mapping[str, Traffic]:
    """Traffic per endpoint of a hub, or per hub where an integration names no endpoint of it."""
    unnamed = {end.system for i in context.active for end in (i.from_, i.to)
               if end.endpoint is None and context.facts.is_hub(end.system)}
    found: dict[str, tuple[list[str], list[str]]] = {}
    for i in context.active:
        if i.kind is Kind.UI:
            continue
        for giver, taker in moves(i):
            for end, side in ((taker, 0), (giver, 1)):
                if context.facts.is_hub(end.system):
                    place = end.system if end.system in unnamed else str(end)
                    found.setdefault(place, ([], []))[side].append(i.id)
    return {place: Traffic(tuple(dict.fromkeys(ins)), tuple(dict.fromkeys(outs)))
            for place, (ins, outs) in found.items()}


Place = tuple[str, str]
"""An endpoint of a hub, or a hub and the entity that passes where no endpoint is named."""


def hops_of(context: RuleContext) -> Mapping[str, int]:
    """Per integration, how many of them the longest flow takes that it is part of, from system to system."""
    edges = [(i.id, giver, taker) for i in context.active if i.kind is not Kind.UI
             for start, end in moves(i) for giver, taker in _places(context, i, start, end)]
    before = _longest([(giver, taker) for _, giver, taker in edges])
    after = _longest([(taker, giver) for _, giver, taker in edges])
    found: dict[str, int] = {}
    for link, giver, taker in edges:
        hops = (before.get(giver, 0) if giver else 0) + 1 + (after.get(taker, 0) if taker else 0)
        found[link] = max(found.get(link, 0), min(hops, MOST_HOPS))
    return found


def _places(context: RuleContext, i: Integration, start: End, end: End) -> Iterator[tuple[Place | None, Place | None]]:
    for entity in context.entities(i) or ("",):
        yield _place(context, start, entity), _place(context, end, entity)


def _place(context: RuleContext, end: End, entity: str) -> Place | None:
    if not context.facts.is_hub(end.system):
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


def joined_flows(context: RuleContext) -> Mapping[str, str]:
    """Per integration the first id of those that it is joined with by places in hubs; itself where it is direct."""
    first: dict[Place, str] = {}
    parent: dict[str, str] = {}

    def root(link: str) -> str:
        while parent[link] != link:
            parent[link] = parent[parent[link]]
            link = parent[link]
        return link

    for i in context.active:
        parent[i.id] = i.id
        places = {p for entity in context.entities(i) or ("",) for end in (i.from_, i.to)
                  if (p := _place(context, end, entity))}
        for place in sorted(places):
            one, other = sorted((root(first.setdefault(place, i.id)), root(i.id)))
            parent[other] = one
    return {link: root(link) for link in parent}
