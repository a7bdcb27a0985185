"""Ways through hubs: who answers a call in the end, and which systems an entity reaches without another between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from d365arch.analysis.flows import Link
from d365arch.analysis.rules.context import RuleContext
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow


def answered_by(context: RuleContext, integration: Integration) -> tuple[Integration, ...]:
    """The calls that end at a system and not at a hub: the integration itself, or what the hub calls on its behalf."""
    link = context.network.link_by_id[integration.id]
    found: list[Integration] = []
    seen: set[str] = set()
    work = [link]
    while work:
        each = work.pop()
        if each.called_hub is None:
            found.append(context.landscape.integration_by_id[each.id])
        elif each.called not in seen:
            seen.add(each.called)
            work.extend(k for k in _started_at(context, each.called) if k.synchronous and _shares(k, link))
    return tuple(sorted(found, key=lambda i: i.id))


def _started_at(context: RuleContext, node: str) -> list[Link]:
    return [context.network.link_by_id[i.id] for i in context.starts.get(node.partition(".")[0], ())
            if context.network.link_by_id[i.id].initiator == node]


def _shares(one: Link, other: Link) -> bool:
    return not one.entities or not other.entities or bool(set(one.entities) & set(other.entities))


class Way(NamedTuple):
    """An entity moving from one system to another, directly (`hubs` empty) or through hubs; `links` in order."""

    entity: str
    source: str
    target: str
    hubs: tuple[str, ...]
    links: tuple[str, ...]


def ways_through_hubs(
    links: Iterable[Link], hubs: frozenset[str], sources: Collection[str], *, most: int,
) -> Iterator[Way]:
    """For each entity and each of the `sources` the systems that it reaches through hubs and nothing else, by one
    shortest way each, `most` of them."""
    for entity, edges in sorted(moves_of(links).items()):
        for source in sorted(edges.keys() & sources):
            yield from islice((way for way in ways_from(entity, source, edges, hubs) if way.hubs), most)


Moves = dict[str, list[tuple[str, str]]]
"""Where one entity goes next from each system, hub and channel, and by which integration; sorted."""


def moves_of(links: Iterable[Link], *, raised: bool = False) -> dict[str, Moves]:
    """The moves of each entity.

    With `raised` only data that its sender brings of its own accord counts: what comes back to a caller does not,
    except out of a channel.
    """
    found: dict[str, Moves] = {}
    for link in links:
        for source, target in _moves(link, raised):
            if source != target:
                for entity in link.entities:
                    found.setdefault(entity, {}).setdefault(source, []).append((target, link.id))
    for edges in found.values():
        for onward in edges.values():
            onward.sort()
    return found


def _moves(link: Link, raised: bool) -> Iterator[tuple[str, str]]:
    if link.data is not DataFlow.PULL:
        yield link.initiator, link.called
    back = link.data is DataFlow.PULL or (link.data is DataFlow.BOTH and not raised)
    if back and (not raised or link.called_hub is not None):
        yield link.called, link.initiator


def ways_from(entity: str, source: str, edges: Moves, hubs: frozenset[str]) -> Iterator[Way]:
    """To each system that the entity reaches from a source without another system between, one shortest way."""
    reached: dict[str, tuple[str, ...]] = {source: ()}
    through: dict[str, tuple[str, ...]] = {source: ()}
    work = [source]
    for node in work:
        for target, link in edges.get(node, ()):
            if target in reached:
                continue
            reached[target] = (*reached[node], link)
            hub = target.partition(".")[0]
            if hub in hubs:
                through[target] = (*through[node], *(() if hub in through[node] else (hub,)))
                work.append(target)
            else:
                yield Way(entity, source, target, through[node], reached[target])
