"""Data flows from end to end: what runs from system to system through the channels of some hubs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from d365arch.analysis.flows import Link, Network, read_network
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model.vocabulary import DataFlow, Timing


class Passage(NamedTuple):
    """One way through one or more channels.

    `start` and `end` are the nodes outside the hubs: who gives data into the first channel and who gets it out of the
    last; through a gateway, who calls and who is called, `data` then tells which way data goes. `entities` is empty
    where none is stated. `links` are the spokes in the order of the way.
    """

    start: str
    end: str
    data: DataFlow
    channels: tuple[str, ...]
    entities: tuple[str, ...]
    timing: Timing | None
    links: tuple[str, ...]


def passages(facts: Facts, hubs: Collection[str], settings: Settings, most: int | None = None) -> list[Passage]:
    """All ways through these hubs, sorted, or where there are more the first `most` that are found; a side that gets
    its own data back is left out.

    Two spokes belong together where they meet in a channel and carry a common entity, or one does not say which; in a
    pipeline or workflow of its own endpoint they always do, because it may turn one entity into another.
    """
    junctions = _junctions(facts, read_network(facts, settings), frozenset(hubs))
    found = (passage for entry in _entries(junctions) for passage in _follow(entry, junctions))
    return sorted(dict.fromkeys(islice(found, most)), key=lambda p: (p.channels, p.start, p.end, p.links))


class _Junction(NamedTuple):
    """A channel with what comes in and what goes out: the spoke, and the node at its other side.

    Through a gateway things go as calls do; what `converts` may turn one entity into another.
    """

    gateway: bool
    converts: bool
    ins: list[tuple[Link, str]]
    outs: list[tuple[Link, str]]


_Junctions = dict[str, _Junction]


def _junctions(facts: Facts, network: Network, hubs: frozenset[str]) -> _Junctions:
    found: _Junctions = {}
    for link in network.spokes:
        integration = facts.landscape.integration_by_id[link.id]
        ends = integration.from_, integration.to
        nodes = [str(end) if end.system in hubs else end.system for end in ends]
        for end, node, other in zip(ends, nodes, reversed(nodes), strict=True):
            if end.system not in hubs:
                continue
            called = end is ends[1]
            kind = network.node_by_id[end.system].hub_class
            gateway, converts = kind is HubClass.SYNC, kind in _CONVERTING and end.endpoint is not None
            junction = found.setdefault(node, _Junction(gateway, converts, [], []))
            if called if gateway else _brings(link, called):
                junction.ins.append((link, other))
            if not called if gateway else _brings(link, not called):
                junction.outs.append((link, other))
    return found


_CONVERTING = (HubClass.BATCH, None)
"""Middleware that does more than hand on: pipelines, and what has no channels in the strict sense."""


def _brings(link: Link, called: bool) -> bool:
    """Whether data comes into a channel over a spoke at which it is `called`, or which it starts."""
    return link.data is not (DataFlow.PULL if called else DataFlow.PUSH)


class _Way(NamedTuple):
    """How far a passage has come; `entities` is none as long as no spoke has named any."""

    start: str
    channels: tuple[str, ...]
    links: tuple[Link, ...]
    entities: frozenset[str] | None


def _entries(junctions: _Junctions) -> Iterator[_Way]:
    for channel in sorted(junctions):
        for link, other in junctions[channel].ins:
            if other not in junctions:
                yield _Way(other, (channel,), (link,), frozenset(link.entities) or None)


def _follow(way: _Way, junctions: _Junctions) -> Iterator[Passage]:
    for link, other in junctions[way.channels[-1]].outs:
        carried = frozenset(link.entities) or None
        if junctions[way.channels[-1]].converts:
            entities = carried or way.entities
        else:
            entities = way.entities & carried if way.entities and carried else way.entities or carried
        if link in way.links or (entities is not None and not entities):
            continue
        links = (*way.links, link)
        if other in junctions:
            if other not in way.channels:
                yield from _follow(_Way(way.start, (*way.channels, other), links, entities), junctions)
        elif other != way.start:
            data = way.links[0].data if junctions[way.channels[0]].gateway else DataFlow.PUSH
            yield Passage(way.start, other, data, way.channels, tuple(sorted(entities or ())),
                          slowest(each.timing for each in links), tuple(each.id for each in links))


_BY_PACE = (Timing.ASYNCHRONOUS, Timing.NEAR_REAL_TIME, Timing.SYNCHRONOUS)


def slowest(timings: Iterable[Timing | None]) -> Timing | None:
    """The timing of a way in several steps: that of its slowest step; none where a step does not say."""
    given = set(timings)
    return None if None in given else next((timing for timing in _BY_PACE if timing in given), None)
