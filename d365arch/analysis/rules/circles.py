"""Circles of events: where a change of an entity comes back to the system that made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from d365arch.analysis.algorithms import strong_components
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.ways import Moves, Way, moves_of, ways_from

FEW = 6
"""In groups of so many systems each pair is looked at; in larger ones, whose pairs grow with the square, only pairs
that send each other events without a hub between."""

PAIRS = 20
"""So many pairs of one larger group are told one by one; where there are more, the whole group is told as well."""


class Circle(NamedTuple):
    """Systems between which events of an entity go round, with the hubs they pass and the integrations, sorted."""

    entity: str
    systems: tuple[str, ...]
    hubs: tuple[str, ...]
    links: tuple[str, ...]


def circles(context: RuleContext) -> Iterator[Circle]:
    """Circles without a loop guard: pairs that answer each other, else the whole group that events go round in.

    A guard on an integration stops what it carries; one on any integration of the entity at a system stops echoes
    there.
    """
    integrations = context.landscape.integration_by_id
    raised = [k for k in context.network.connections
              if not k.both_edges and not integrations[k.id].loop_guard and context.event_driven(integrations[k.id])
              and not integrations[k.id].answer_needed]
    guarded = _guarded(context)
    for entity, moves in sorted(moves_of(raised, raised=True).items()):
        for group in _groups(moves, guarded.get(entity, set())):
            systems = sorted(node for node in group if node.partition(".")[0] not in context.facts.hubs)
            if len(systems) > 1:
                inside = {node: [m for m in moves.get(node, ()) if m[0] in group] for node in sorted(group)}
                yield from _within(context, entity, systems, inside)


def _guarded(context: RuleContext) -> Mapping[str, set[str]]:
    """Per entity the systems at which a guard is stated for it."""
    found: dict[str, set[str]] = {}
    for i in context.active:
        if i.loop_guard:
            for entity in context.entities(i):
                found.setdefault(entity, set()).update({i.from_.system, i.to.system} - context.facts.hubs)
    return found


def _groups(moves: Moves, without: set[str]) -> Iterator[set[str]]:
    """Systems, hubs and channels each of which the entity reaches from each other."""
    names = sorted({*moves, *(target for onward in moves.values() for target, _ in onward)} - without)
    number = {name: position for position, name in enumerate(names)}
    graph = [sorted({number[target] for target, _ in moves.get(name, ()) if target in number}) for name in names]
    for component in strong_components(graph):
        if len(component) > 1:
            yield {names[n] for n in component}


def _within(context: RuleContext, entity: str, systems: list[str], moves: Moves) -> Iterator[Circle]:
    hubs = context.facts.hubs
    if few := len(systems) <= FEW:
        there = {(way.source, way.target): way for s in systems for way in ways_from(entity, s, moves, hubs)}
    else:
        there = _direct(entity, systems, moves)
    pairs = [(way, there[target, source]) for (source, target), way in sorted(there.items())
             if source < target and (target, source) in there]
    for pair in pairs[:PAIRS]:
        yield _circle(entity, (pair[0].source, pair[0].target), pair)
    paired = {system for way, _ in pairs for system in (way.source, way.target)}
    if few and not pairs:
        yield _circle(entity, systems, there.values())
    elif not few and (len(pairs) > PAIRS or len(paired) < len(systems)):
        on_way = sorted({node.partition(".")[0] for node in moves} & hubs)
        links = sorted({link for onward in moves.values() for _, link in onward})
        yield Circle(entity, tuple(systems), tuple(on_way), tuple(links))


def _direct(entity: str, systems: Iterable[str], moves: Moves) -> dict[tuple[str, str], Way]:
    found: dict[tuple[str, str], Way] = {}
    among = set(systems)
    for source in among:
        for target, link in moves[source]:
            if target in among:
                found.setdefault((source, target), Way(entity, source, target, (), (link,)))
    return found


def _circle(entity: str, systems: Iterable[str], on: Iterable[Way]) -> Circle:
    ways = list(on)
    return Circle(entity, tuple(systems), tuple(sorted({h for way in ways for h in way.hubs})),
                  tuple(dict.fromkeys(link for way in ways for link in way.links)))
