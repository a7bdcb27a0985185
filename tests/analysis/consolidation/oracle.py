"""A second reading of a landscape, from the contract's words alone: what is delivered, what it costs, what is best.

Shares nothing with `d365arch.analysis`; slow and plain on purpose. Every public function raises `AssertionError` with
the rule that is broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, combinations
from typing import Any

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.model import Integration, Landscape
from d365arch.model.vocabulary import DataFlow, Kind, Role, Style, Timing

Pair = tuple[str, str]
Key = tuple[str, str, tuple[str, ...], str]
"""Class, zone, entities, lane."""

LINK, SPOKE, CHANNEL, HUB = 2, 1, 2, 12
HOP_MS = {"sync": 20.0, "message": 100.0, "stream": 200.0, "batch": 60_000.0}


@dataclass
class Topic:
    """A channel that stands: its hub's class and zone, and per entity and lane who gives and who gets."""

    hub: str
    cls: str
    zone: str
    sides: dict[tuple[str, str], tuple[set[str], set[str]]] = field(default_factory=dict)

    def members(self) -> int:
        """Members counted per side, whatever the entity."""
        return sum(len(set().union(*(sides[side] for sides in self.sides.values()))) for side in (0, 1))

    def key(self) -> Key | None:
        """The group that it carries as a whole, if all of its entities go the same way."""
        if not self.sides or len({(lane, *map(frozenset, sides)) for (_, lane), sides in self.sides.items()}) > 1:
            return None
        entities = tuple(sorted(entity for entity, _ in self.sides))
        return None if "" in entities else (self.cls, self.zone, entities, next(iter(self.sides))[1])

    def delivers(self, entities: Iterable[str], lane: str, pair: Pair) -> bool:
        """Whether it brings any of the entities from the one to the other."""
        return any(pair[0] in sides[0] and pair[1] in sides[1] for entity in entities
                   if (sides := self.sides.get((entity, lane))))


@dataclass
class Reading:
    """What a landscape says."""

    zones: dict[str, str]
    flows: dict[Key, dict[Pair, list[str]]]
    reasons: dict[str, set[str]]
    topics: dict[str, Topic]
    direct: list[str]
    loose: int
    hubs: set[Any]
    delivered: Counter[tuple[str, str, str, str, str]]

    @property
    def cost(self) -> float:
        """Points of everything."""
        return (LINK * len(self.direct) + SPOKE * (self.loose + sum(t.members() for t in self.topics.values()))
                + CHANNEL * len(self.topics) + HUB * len(self.hubs))

    @property
    def open_hubs(self) -> set[tuple[str, str]]:
        """Classes and zones that have a hub."""
        return {hub for hub in self.hubs if isinstance(hub, tuple)}

    def routable(self, key: Key) -> dict[Pair, list[str]]:
        """Pairs of a group all of whose integrations may be rerouted."""
        return {pair: ids for pair, ids in self.flows.get(key, {}).items() if not any(self.reasons[i] for i in ids)}


def read(landscape: Landscape, catalog: Catalog, stream_rate: float = 100_000) -> Reading:
    """Read a landscape; integrations that are switched off are not there."""
    facts = Facts(landscape, catalog)
    parting = {z.id for z in landscape.zones if z.kind and z.kind.value in {"trust", "residency"}}
    zones = {s.id: next((z.id for z in landscape.zone_path(s.zone) if z.id in parting), "") for s in landscape.systems}
    hubs = {s.id: facts.hub_class(s.id) for s in landscape.systems if facts.role(s) is Role.HUB}
    found = Reading(zones, {}, {}, {}, [], 0, set(), Counter())
    for hub, cls in hubs.items():
        found.hubs.add((cls.value, zones[hub]) if cls else hub)
        for endpoint in landscape.system_by_id[hub].endpoints if cls else ():
            topic = found.topics[f"{hub}.{endpoint.id}"] = Topic(hub, cls.value if cls else "", zones[hub])
            if topic.cls != "sync":
                topic.sides = {(entity, ""): (set(), set()) for entity in endpoint.entities}
    for integration in landscape.integrations:
        if integration.active is False:
            continue
        if integration.from_.system in hubs or integration.to.system in hubs:
            _spoke(found, landscape, integration)
        else:
            _direct(found, facts, integration, stream_rate)
    for topic in found.topics.values():
        for (entity, lane), (producers, consumers) in topic.sides.items():
            found.delivered.update((topic.cls, entity, lane, p, c) for p in producers for c in consumers if p != c)
    return found


def _spoke(found: Reading, landscape: Landscape, integration: Integration) -> None:
    ends = [str(end) if str(end) in found.topics else end.system for end in (integration.from_, integration.to)]
    if not any(end in found.topics for end in ends):
        found.loose += 1
        return
    data = integration.data or DataFlow.PUSH
    for position, name in enumerate(ends):
        topic = found.topics.get(name)
        if topic is None or ends[0] == ends[1]:
            continue
        member, calls = ends[1 - position], position == 1
        own = {e for end in (integration.from_, integration.to) if end.system in landscape.system_by_id
               and str(end) in found.topics and (point := landscape.endpoint_at(end)) for e in point.entities}
        for entity in integration.entities or sorted(own) or ("",):
            ways = {DataFlow.PUSH: [True], DataFlow.PULL: [False], DataFlow.BOTH: [True, False]}[data]
            for push in ways:
                lane = ("source" if push else "target") if topic.cls == "sync" else ""
                sides = topic.sides.setdefault((entity, lane), (set(), set()))
                sides[0 if calls == push else 1].add(member)


def _direct(found: Reading, facts: Facts, integration: Integration, stream_rate: float) -> None:
    found.direct.append(integration.id)
    start, end = integration.from_.system, integration.to.system
    data, timing = integration.data or DataFlow.PUSH, facts.timing(integration)
    rate = (integration.volume.rate_per_hour if integration.volume else None) or 0
    if timing is Timing.SYNCHRONOUS:
        cls = "sync"
    elif facts.style(integration) is Style.BATCH:
        cls = "batch"
    else:
        cls = "stream" if timing is Timing.NEAR_REAL_TIME and rate >= stream_rate else "message"
    entities = tuple(sorted(set(integration.entities)))
    found.reasons[integration.id] = set(_reasons(found, facts, integration, cls))
    for push in {DataFlow.PUSH: [True], DataFlow.PULL: [False], DataFlow.BOTH: [True, False]}[data]:
        pair = (start, end) if push else (end, start)
        lane = ("source" if push else "target") if cls == "sync" else ""
        found.delivered.update((cls, entity, lane, *pair) for entity in entities if start != end)
        if entities and found.zones[start] == found.zones[end]:
            key = (cls, found.zones[start], entities, lane)
            found.flows.setdefault(key, {}).setdefault(pair, []).append(integration.id)


def _reasons(found: Reading, facts: Facts, integration: Integration, cls: str) -> Iterable[str]:
    start, end = integration.from_.system, integration.to.system
    types = {point.type for e in (integration.from_, integration.to)
             if (point := facts.landscape.endpoint_at(e)) and point.type}
    if integration.pinned or types & {
            "both.dual-write", "both.dual-write-async", "both.dual-write-initial-sync", "both.virtual-entity",
            "dataverse.virtual-table", "both.synapse-link", "both.fabric-link"}:
        yield "pinned"
    if found.zones[start] != found.zones[end]:
        yield "zone"
    if start == end:
        yield "self"
    if integration.data is DataFlow.BOTH:
        yield "both_ways"
    latency = integration.latency
    if latency and latency.required is not None:
        way = round((latency.p95 or 0) * 1_000_000) + HOP_MS[cls] * 1_000
        if way > round(latency.required * 1_000_000):
            yield "latency"
    if not integration.entities:
        yield "entity"
    roles = {facts.role(facts.landscape.system_by_id[s]) for s in (start, end)}
    if Role.PERSON in roles or integration.kind in {Kind.UI, Kind.PROCESS}:
        yield "kind"


# Brute force over all packings of blocks.

def optimum(reading: Reading) -> float:
    """The least cost of all plans, by trying every packing of complete blocks in every group."""
    saved: dict[tuple[str, str], float] = {}
    for key in reading.flows:
        hub = key[0], key[1]
        saved[hub] = saved.get(hub, 0) + best_saving(reading, key)
    return reading.cost - sum(s if hub in reading.open_hubs else max(0.0, s - HUB) for hub, s in saved.items())


def filtered_optimum(reading: Reading) -> float:
    """The least cost where subscribers filter by producer; for landscapes without channels."""
    saved: dict[tuple[str, str], float] = {}
    for key in reading.flows:
        routable = reading.routable(key)
        best = best_saving(reading, key) if key[0] == "stream" else max(
            LINK * sum(len(routable[pair]) for pair in some) - len({p for p, _ in some}) - len({c for _, c in some})
            - (CHANNEL if some else 0)
            for some in chain.from_iterable(combinations(sorted(routable), k) for k in range(len(routable) + 1)))
        saved[key[:2]] = saved.get(key[:2], 0) + best
    return reading.cost - sum(s if hub in reading.open_hubs else max(0.0, s - HUB) for hub, s in saved.items())


def best_saving(reading: Reading, key: Key) -> float:
    """The most that channels of one group save, the hub's fee aside."""
    routable = reading.routable(key)
    pairs = sorted(routable)
    bit = {pair: 1 << position for position, pair in enumerate(pairs)}
    blocks = [block for block in _blocks(reading, key, routable) if block[2] > 0]
    worth = [(sum(bit[p] for p in covered), extends, saving) for covered, extends, saving in blocks]
    by_first: dict[int, list[tuple[int, str | None, float]]] = {}
    for mask, extends, saving in worth:
        by_first.setdefault(mask & -mask, []).append((mask, extends, saving))

    @cache
    def most(left: int, used: frozenset[str]) -> float:
        if not left:
            return 0.0
        first = left & -left
        best = most(left ^ first, used)
        for mask, extends, saving in by_first.get(first, ()):
            if mask & left == mask and extends not in used:
                best = max(best, saving + most(left ^ mask, used | {extends} if extends else used))
        return best

    return most((1 << len(pairs)) - 1, frozenset())


def _blocks(
    reading: Reading, key: Key, routable: Mapping[Pair, list[str]]
) -> Iterable[tuple[list[Pair], str | None, float]]:
    """Every allowed block: the pairs that it takes over, the channel it extends, and what it saves."""
    standing: list[tuple[str | None, set[str], set[str]]] = [(None, set(), set())]
    for name, topic in sorted(reading.topics.items()):
        if topic.key() == key:
            producers, consumers = next(iter(topic.sides.values()))
            standing.append((name, producers, consumers))
    sources, targets = sorted({p for p, _ in routable}), sorted({c for _, c in routable})
    for name, own_producers, own_consumers in standing:
        for more_producers in _subsets(set(sources) - own_producers):
            for more_consumers in _subsets(set(targets) - own_consumers):
                producers, consumers = own_producers | more_producers, own_consumers | more_consumers
                covered = _covered(reading, key, routable, name, producers, consumers)
                if covered is None or not covered:
                    continue
                gone = sum(len(routable[pair]) for pair in covered)
                grown = len(more_producers) + len(more_consumers)
                yield covered, name, LINK * gone - SPOKE * grown - (0 if name else CHANNEL)


def _covered(
    reading: Reading, key: Key, routable: Mapping[Pair, list[str]], name: str | None, producers: set[str],
    consumers: set[str],
) -> list[Pair] | None:
    """The pairs that a channel takes over; none where somebody would get what is not theirs, or get it twice."""
    covered = []
    for pair in ((p, c) for p in producers for c in consumers if p != c):
        by = [other for other, topic in reading.topics.items() if (topic.cls, topic.zone) == key[:2]
              and topic.delivers(key[2], key[3], pair)]
        if name in by:
            if pair in routable:
                covered.append(pair)
        elif by or pair not in routable:
            return None
        else:
            covered.append(pair)
    return covered


def _subsets(items: Iterable[str]) -> list[set[str]]:
    ordered = sorted(items)
    return [set(c) for c in chain.from_iterable(combinations(ordered, k) for k in range(len(ordered) + 1))]


# Checks of a plan, as `d365arch plan --json` writes it.

def check_plan(landscape: Landscape, catalog: Catalog, plan: Mapping[str, Any]) -> None:
    """Everything that can be said against a plan without applying it; all steps must be in it."""
    reading = read(landscape, catalog)
    assert plan["cost_before"] == reading.cost, "cost before"
    assert plan["links_before"] == len(reading.direct), "links before"
    cost, open_hubs, gone = reading.cost, reading.open_hubs, set[str]()
    taken: set[tuple[Key, Pair]] = set()
    used: set[str] = set()
    savings: dict[tuple[str, str], list[float]] = {}
    for step in plan["steps"]:
        hub = step["hub"]["class"], step["hub"]["zone"]
        assert step["hub"]["new"] == (hub not in open_hubs), "a hub is opened once, by its first step"
        assert step["cost_before"] == cost, "costs of steps follow each other"
        removed, before = set[str](), cost
        cost += HUB if step["hub"]["new"] else 0
        open_hubs.add(hub)
        seats = Counter((s["channel"], s["system"], s["side"]) for s in step["added"])
        assert max(seats.values(), default=1) == 1, "a spoke is added once"
        for number, channel in enumerate(step["channels"]):
            assert (channel["class"], channel["zone"]) == hub, "a channel stands on its step's hub"
            ids, added = _check_channel(reading, plan, channel, taken, used)
            assert not removed & ids, "an integration is removed once"
            assert {(s, side) for n, s, side in seats if n == number} == added, "spokes are those of new members"
            removed |= ids
            saving = LINK * len(ids) - SPOKE * len(added) - (0 if channel["extends"] else CHANNEL)
            assert saving > 0, "every channel saves"
            savings.setdefault(hub, []).append(saving)
            cost -= saving
        assert sorted(step["removed"]) == sorted(removed), "links removed are those of the covered pairs"
        assert not gone & removed, "no integration is removed by two steps"
        gone |= removed
        assert step["cost_after"] == cost, "cost after a step"
        assert step["gain"] == before - cost > 0, "every step gains"
    assert plan["cost_after"] == cost, "cost after"
    assert plan["links_after"] == len(reading.direct) - len(gone), "links after"
    assert plan["lower_bound"] <= plan["cost_after"] <= plan["cost_before"], "bound <= after <= before"
    assert plan["proven"] == (plan["gap"] == 0), "proven only at gap 0"
    gap = (cost - plan["lower_bound"]) / plan["lower_bound"] if plan["lower_bound"] else float(cost > 0)
    assert abs(plan["gap"] - gap) < 1e-9 or not plan["lower_bound"], "gap"
    assert [s["gain"] for s in plan["steps"]] == _order(savings, reading.open_hubs), "the largest gain comes next"
    ineligible = {i["integration"]: i["reason"] for i in plan["ineligible"]}
    assert set(ineligible) == {i for i, reasons in reading.reasons.items() if reasons}, "who may not be rerouted"
    assert all(reason in reading.reasons[i] for i, reason in ineligible.items()), "reasons hold"
    for rejected in plan["rejected"]:
        assert (rejected["class"], rejected["zone"]) not in open_hubs, "a rejected hub is not open"
        assert 0 < rejected["saving"] <= rejected["fee"] == HUB, "a rejected hub does not pay"
        assert rejected["shortfall"] == rejected["fee"] - rejected["saving"], "shortfall"


def _check_channel(
    reading: Reading, plan: Mapping[str, Any], channel: Mapping[str, Any], taken: set[tuple[Key, Pair]],
    used: set[str],
) -> tuple[set[str], set[tuple[str, str]]]:
    """The integrations that a channel takes over, and the seats that are new in it."""
    key = channel["class"], channel["zone"], tuple(channel["entities"]), channel["lane"]
    routable = reading.routable(key)
    producers, consumers, extends = set(channel["producers"]), set(channel["consumers"]), channel["extends"]
    own: tuple[set[str], set[str]] = (set(), set())
    if extends:
        assert extends not in used, "a channel is extended once"
        used.add(extends)
        assert reading.topics[extends].key() == key, "a channel carries one class, zone, entity and lane"
        own = next(iter(reading.topics[extends].sides.values()))
        assert own[0] <= producers and own[1] <= consumers, "an extended channel keeps its members"
    if plan["options"]["filtered"] and channel["filters"]:
        covered = [tuple(pair) for pair in channel["covers"]]
        assert key[0] != "stream", "a stream has no filters"
        assert all(p in producers and c in consumers and (p, c) in routable for p, c in covered), "no leak"
    else:
        covered = _covered(reading, key, routable, extends, producers, consumers)
        assert covered is not None, f"no leak and no second delivery: {channel}"
    assert sorted(covered) == sorted(tuple(pair) for pair in channel["covers"]), "what a channel covers"
    assert not any((key, pair) in taken for pair in covered), "each flow has one route"
    taken.update((key, pair) for pair in covered)
    added = {(s, "producer") for s in producers - own[0]} | {(s, "consumer") for s in consumers - own[1]}
    return {i for pair in covered for i in routable[pair]}, added


def _order(savings: Mapping[tuple[str, str], list[float]], open_hubs: set[tuple[str, str]]) -> list[float]:
    """The gains of the steps in the order that the contract asks for, by the savings of all channels."""
    waiting = {hub: sorted(found, reverse=True) for hub, found in savings.items()}
    opened, gains = set(open_hubs), []
    while any(waiting.values()):
        offers = []
        for hub, found in waiting.items():
            if found and hub in opened:
                offers.append((found[0], 1, hub))
            elif found:
                count = next(k for k in range(1, len(found) + 1) if sum(found[:k]) > HUB)
                offers.append((sum(found[:count]) - HUB, count, hub))
        gain, count, hub = max(offers, key=lambda offer: offer[0])
        gains.append(gain)
        del waiting[hub][:count]
        opened.add(hub)
    return gains


# Checks of a landscape that steps were applied to.

def check_applied(before: Landscape, after: Landscape, catalog: Catalog, removed: Iterable[str], cost: float) -> None:
    """Nobody gets more or less, nobody twice what came once, nothing else was touched, the cost is right."""
    one, two, gone = read(before, catalog), read(after, catalog), set(removed)
    assert set(two.delivered) == set(one.delivered), "what is delivered stays the same"
    rerouted = {(cls, entity, lane, *pair) for (cls, _, entities, lane), pairs in one.flows.items()
                for pair, ids in pairs.items() if set(ids) & gone for entity in entities}
    for what in rerouted:
        by_channels = two.delivered[what] - _apart(one, gone, what)
        as_before = one.delivered[what] - _apart(one, set(), what)
        assert by_channels <= max(1, as_before), f"one route each: {what}"
    kept = {i.id: i for i in after.integrations}
    for integration in before.integrations:
        if integration.id in gone:
            assert integration.id not in kept, "what was replaced is gone"
        elif integration.from_.system not in _hub_ids(one) and integration.to.system not in _hub_ids(one):
            assert kept.get(integration.id) == integration, "what stays is untouched"
    assert two.cost == cost, f"promised cost {cost}, found {two.cost}"


def _apart(reading: Reading, gone: set[str], what: tuple[str, str, str, str, str]) -> int:
    """How often the same is delivered by links of other groups or entity sets that stay."""
    cls, entity, lane, p, c = what
    return sum(len(set(ids) - gone) for (k_cls, _, entities, k_lane), pairs in reading.flows.items()
               for ids in [pairs.get((p, c), [])] if (k_cls, k_lane) == (cls, lane) and entity in entities)


def _hub_ids(reading: Reading) -> set[str]:
    return {topic.hub for topic in reading.topics.values()} | {h for h in reading.hubs if isinstance(h, str)}
