"""Makes landscapes to consolidate: blocks of flows that a hub could carry, and everything that makes finding them hard.

    python tests/analysis/consolidation/generate_landscapes.py 200 -o out/blocks.yaml --flavor mixed --seed 3

The same arguments always give the same landscape. Nothing in it is real.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

if __name__ == "__main__":  # run as a file: the project is three folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from d365arch.model import End, Endpoint, Integration, Landscape, Latency, System, View, Volume, Workspace, Zone
from d365arch.model.vocabulary import DataFlow, Style, Timing, ZoneKind

HUB_TYPES = {"sync": "azure.api-management", "message": "azure.service-bus", "stream": "azure.event-hubs",
             "batch": "azure.data-factory"}
HOP = {"sync": 0.02, "message": 0.1, "stream": 0.2, "batch": 60.0}
"""Seconds that a way through a hub adds by default; budgets are drawn around them."""

FLAVORS = ("mixed", "apart", "dense", "overlapping", "meshes", "channels", "near", "tree")


class Topic(NamedTuple):
    """What may share a channel: class of hub, zone, entities, and for synchronous calls who calls."""

    cls: str
    zone: str | None
    entities: tuple[str, ...]
    lane: str = ""


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How much of what a landscape holds.

    `blocks`, `near`, `meshes` and `fans` count structures; `noise` counts single flows on the topics of the structures
    (on topics of their own where `apart`); `tree` counts flows of a tree with at most three children each. `overlap`
    is the share of blocks that share their topic and some members with the block before. The other shares are of
    integrations: pinned, with a budget too tight or just met, doubled, two-way, with a second entity, switched off.
    `channels` is the share of topics that have an existing channel already. `open_hubs` is the share of hubs that
    stand empty.
    """

    systems: int
    seed: int = 1
    zones: int = 1
    blocks: int = 0
    sides: tuple[int, int] = (2, 7)
    overlap: float = 0.0
    near: int = 0
    meshes: int = 0
    fans: int = 0
    noise: int = 0
    apart: bool = False
    tree: int = 0
    pinned: float = 0.0
    budgets: float = 0.0
    doubled: float = 0.0
    two_way: float = 0.0
    second_entity: float = 0.0
    off: float = 0.0
    channels: float = 0.0
    open_hubs: float = 0.0
    classes: tuple[str, ...] = ("message", "message", "sync", "stream", "batch")


def mix_of(systems: int, flavor: str = "mixed", seed: int = 1, integrations: int | None = None) -> Mix:
    """A mix for so many systems; `integrations` (about, default five per system) is made up by noise."""
    n = systems
    troubles: dict[str, Any] = {"pinned": 0.03, "budgets": 0.05, "doubled": 0.03, "two_way": 0.02,
                                "second_entity": 0.04, "off": 0.02}
    zones = max(1, min(8, n // 40))
    mixes = {
        "mixed": Mix(systems=n, zones=zones, blocks=max(1, n // 9), overlap=0.3, near=n // 25, meshes=n // 60,
                     fans=n // 30, noise=n, channels=0.25, open_hubs=0.3, **troubles),
        "apart": Mix(systems=n, zones=zones, blocks=max(1, n // 6), noise=n, apart=True, open_hubs=1.0),
        "dense": Mix(systems=n, zones=1, blocks=max(2, n // 6), overlap=0.8, sides=(3, 9), noise=n, open_hubs=1.0,
                     classes=("message",)),
        "overlapping": Mix(systems=n, zones=zones, blocks=max(2, n // 5), overlap=0.9, noise=n // 2, doubled=0.05,
                           open_hubs=0.5),
        "meshes": Mix(systems=n, zones=zones, meshes=max(1, n // 8), fans=n // 20, noise=n, open_hubs=0.5, **troubles),
        "channels": Mix(systems=n, zones=zones, blocks=max(1, n // 7), overlap=0.4, noise=n, channels=0.9, **troubles),
        "near": Mix(systems=n, zones=zones, near=max(1, n // 6), noise=n, open_hubs=0.5, **troubles),
        "tree": Mix(systems=n, zones=1, tree=n - 1, classes=("message",)),
    }
    mix = replace(mixes[flavor], seed=seed)
    if integrations is not None:
        made = len(landscape(replace(mix, noise=0)).workspace.landscape.integrations)
        mix = replace(mix, noise=max(0, integrations - made))
    return mix


def tiny(seed: int) -> Workspace:
    """A landscape of three to five systems with a bit of everything, small enough to try all plans."""
    dice = random.Random(f"tiny {seed}")
    pick = dice.choice
    return landscape(Mix(
        systems=dice.randint(3, 5), seed=seed, zones=pick((1, 1, 1, 2)), blocks=dice.randint(0, 3), sides=(1, 3),
        overlap=pick((0.0, 0.5, 1.0)), near=pick((0, 0, 1)), meshes=pick((0, 0, 1)), noise=dice.randint(0, 6),
        pinned=pick((0.0, 0.1)), budgets=pick((0.0, 0.2)), doubled=pick((0.0, 0.1, 0.6)), two_way=pick((0.0, 0.1)),
        second_entity=pick((0.0, 0.2)), off=pick((0.0, 0.1)), channels=pick((0.0, 0.5, 1.0)),
        open_hubs=pick((0.0, 1.0, 1.0)),
        classes=pick((("message",), ("sync", "message"), ("message", "sync", "stream", "batch"))),
    )).workspace


class Planted(NamedTuple):
    """A block that was put in, complete when it was: topic, producers and consumers."""

    topic: Topic
    producers: tuple[str, ...]
    consumers: tuple[str, ...]


class Made(NamedTuple):
    """A landscape and the blocks that were put in."""

    workspace: Workspace
    planted: tuple[Planted, ...]


def landscape(mix: Mix) -> Made:
    """The landscape of a mix."""
    return _Maker(mix).made()


class _Maker:
    """Draws one landscape."""

    def __init__(self, mix: Mix) -> None:
        self.mix = mix
        self.dice = random.Random(f"consolidation {mix.seed}")
        self.zones = [Zone(id=f"z{k}", kind=(ZoneKind.TRUST, ZoneKind.RESIDENCY)[k % 2]) for k in range(mix.zones)]
        width = len(str(mix.systems))
        places = [None, *(z.id for z in self.zones[1:])]
        self.systems = [System(id=f"s{k:0{width}}", name=f"System {k}", zone=places[k % len(places)])
                        for k in range(mix.systems)]
        self.by_zone: dict[str | None, list[str]] = {}
        for system in self.systems:
            self.by_zone.setdefault(system.zone, []).append(system.id)
        self.topics: list[Topic] = []
        self.planted: list[Planted] = []
        self.flows: dict[tuple[Topic, str, str], None] = {}
        self.integrations: list[Integration] = []
        self.hubs: dict[tuple[str, str | None], list[Endpoint]] = {}

    def made(self) -> Made:
        mix = self.mix
        for number in range(mix.blocks):
            self._block(number)
        for _ in range(mix.near):
            self._near_block()
        for _ in range(mix.meshes):
            topic, members = self._topic(), self._pick(3, 6)
            self._plant(topic, members, members)
        for _ in range(mix.fans):
            sides = self._members(1, 1, 3, 9)
            self._plant(self._topic(), *(sides if self.dice.random() < 0.6 else sides[::-1]))
        self._tree()
        self._noise()
        for topic in list(dict.fromkeys(self.topics)):
            self._channel(topic)
        self._open_hubs()
        for topic, source, target in self.flows:
            self._integration(topic, source, target)
        hubs = [System(id=f"hub-{cls}-{zone or 'main'}", name=f"{cls} hub {zone or ''}".strip(), type=HUB_TYPES[cls],
                       zone=zone, endpoints=tuple(endpoints)) for (cls, zone), endpoints in sorted(
                           self.hubs.items(), key=lambda item: (item[0][0], item[0][1] or ""))]
        made = Landscape(format=1, name=f"Blocks {mix.systems} x {len(self.integrations)}, seed {mix.seed}",
                         zones=tuple(self.zones), systems=(*self.systems, *hubs), integrations=tuple(self.integrations))
        return Made(Workspace(made, (View(id="main", title="All"),)), tuple(self.planted))

    def _topic(self, zone: str | None = None) -> Topic:
        cls = self.dice.choice(self.mix.classes)
        zone = zone or self.dice.choice([z for z in self.by_zone if len(self.by_zone[z]) > 1] or [None])
        entities = [f"Entity {len(self.topics)}"]
        if self.dice.random() < self.mix.second_entity:
            entities.append(f"Entity {len(self.topics)}b")
        topic = Topic(cls, zone, tuple(entities), self.dice.choice(("source", "target")) if cls == "sync" else "")
        self.topics.append(topic)
        return topic

    def _pick(self, least: int, most: int) -> tuple[str, ...]:
        """Some systems of the zone of the latest topic."""
        there = self.by_zone[self.topics[-1].zone]
        return tuple(self.dice.sample(there, min(self.dice.randint(least, most), len(there))))

    def _members(self, p_least: int, p_most: int, c_least: int, c_most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if not self.topics:
            self._topic()
        return self._pick(p_least, p_most), self._pick(c_least, c_most)

    def _plant(self, topic: Topic, producers: Sequence[str], consumers: Sequence[str]) -> None:
        there = set(self.by_zone[topic.zone])
        sides = tuple(sorted(there & set(producers))), tuple(sorted(there & set(consumers)))
        self.planted.append(Planted(topic, *sides))
        self._flows(topic, product(*sides))

    def _flows(self, topic: Topic, pairs: Iterable[tuple[str, str]]) -> None:
        self.flows.update(((topic, p, c), None) for p, c in pairs if p != c)

    def _block(self, number: int) -> None:
        least, most = self.mix.sides
        before = self.planted[-1] if self.planted else None
        if before and self.dice.random() < self.mix.overlap:
            topic = before.topic
            there = self.by_zone[topic.zone]
            sides = []
            for members in before[1:]:
                kept = self.dice.sample(members, self.dice.randint(0, len(members)))
                new = self.dice.sample(there, min(self.dice.randint(1, most), len(there)))
                sides.append([*kept, *new][:most + 2])
            self._plant(topic, *sides)
        else:
            topic = self._topic()
            self._plant(topic, self._pick(least, most), self._pick(least, most))

    def _near_block(self) -> None:
        topic = self._topic()
        producers, consumers = self._pick(3, 5), self._pick(3, 6)
        pairs = sorted((p, c) for p, c in product(producers, consumers) if p != c)
        missing = self.dice.sample(pairs, min(len(pairs), self.dice.randint(1, 2)))
        self._flows(topic, (pair for pair in pairs if pair not in missing))

    def _tree(self) -> None:
        if not self.mix.tree:
            return
        topic = Topic(self.mix.classes[0], None, ("Tree",), "")
        names = [s.id for s in self.systems]
        children = dict.fromkeys(names, 0)
        for number in range(1, min(self.mix.tree + 1, len(names))):
            free = [n for n in names[max(0, number - 40):number] if children[n] < 3]
            parent = self.dice.choice(free)
            children[parent] += 1
            self._flows(topic, [(parent, names[number])])

    def _noise(self) -> None:
        names = [s.id for s in self.systems]
        own = [Topic("message", z, (f"Noise {k}",)) for z in self.by_zone for k in range(max(1, len(names) // 10))]
        topics = own if self.mix.apart or not self.topics else self.topics
        if len(names) < 2:
            return
        for _ in range(self.mix.noise):
            topic = self.dice.choice(topics)
            there = self.by_zone[topic.zone] if self.dice.random() < 0.95 else names
            if len(there) > 1:
                source, target = self.dice.sample(there, 2)
                self.flows[topic, source, target] = None

    def _channel(self, topic: Topic) -> None:
        """Now and then a channel that carries part of a topic already, sometimes twice, sometimes to others, too."""
        if self.dice.random() >= self.mix.channels:
            return
        blocks = [b for b in self.planted if b.topic == topic]
        if not blocks:
            return
        for block in self.dice.sample(blocks, min(len(blocks), self.dice.choice((1, 1, 1, 2)))):
            producers = self.dice.sample(block.producers, self.dice.randint(min(1, len(block.producers)),
                                                                            len(block.producers)))
            consumers = self.dice.sample(block.consumers, self.dice.randint(min(1, len(block.consumers)),
                                                                            len(block.consumers)))
            if self.dice.random() < 0.2:
                consumers.append(self.dice.choice(self.by_zone[topic.zone]))
            if self.dice.random() < 0.1:
                producers, consumers = [], []
            self._standing(topic, sorted(set(producers)), sorted(set(consumers)))

    def _standing(self, topic: Topic, producers: list[str], consumers: list[str]) -> None:
        endpoints = self.hubs.setdefault((topic.cls, topic.zone), [])
        endpoint = Endpoint(id=f"c{len(endpoints)}", name=topic.entities[0], entities=topic.entities)
        endpoints.append(endpoint)
        node = f"hub-{topic.cls}-{topic.zone or 'main'}.{endpoint.id}"
        for system in producers:
            self._spoke(topic, system, node, topic.lane != "target", into=True)
        for system in consumers:
            self._spoke(topic, system, node, topic.lane == "target", into=False)
        for pair in product(producers, consumers):
            if self.dice.random() < 0.9:
                self.flows.pop((topic, *pair), None)

    def _spoke(self, topic: Topic, system: str, node: str, calls: bool, *, into: bool) -> None:
        ends = (system, node) if calls else (node, system)
        self.integrations.append(Integration(
            id=f"spoke-{len(self.integrations)}", from_=End.parse(ends[0]), to=End.parse(ends[1]),
            entities=topic.entities, data=DataFlow.PUSH if calls == into else DataFlow.PULL, **_facts(topic.cls)))

    def _open_hubs(self) -> None:
        wanted = sorted({(t.cls, t.zone or "") for t in self.topics})
        for cls, zone in wanted:
            if self.dice.random() < self.mix.open_hubs:
                self.hubs.setdefault((cls, zone or None), [])

    def _integration(self, topic: Topic, source: str, target: str) -> None:
        dice, mix = self.dice, self.mix
        calls = topic.lane != "target" if topic.lane else dice.random() < 0.8
        more: dict[str, Any] = {}
        if dice.random() < mix.pinned:
            more["pinned"] = True
        if dice.random() < mix.budgets:
            late = dice.choice((-0.001, 0.0, 0.0, 1.0))
            more["latency"] = Latency(p95=0.25, required=0.25 + HOP[topic.cls] + late)
        elif topic.cls == "sync":
            more["latency"] = Latency(p95=dice.choice((0.1, 0.2, 0.4)))
        if dice.random() < mix.off:
            more["active"] = False
        two_way = dice.random() < mix.two_way
        for _ in range(2 if dice.random() < mix.doubled else 1):
            self.integrations.append(Integration(
                id=f"i{len(self.integrations)}",
                from_=End.parse(source if calls else target), to=End.parse(target if calls else source),
                entities=topic.entities,
                data=DataFlow.BOTH if two_way else DataFlow.PUSH if calls else DataFlow.PULL,
                **(_facts(topic.cls) | more)))


def _facts(cls: str) -> dict[str, Any]:
    """What puts an integration into a class."""
    return {
        "sync": {"timing": Timing.SYNCHRONOUS, "style": Style.REQUEST_REPLY, "protocol": "OData"},
        "message": {"timing": Timing.ASYNCHRONOUS, "style": Style.EVENT, "protocol": "AMQP",
                    "volume": Volume(per_hour=100)},
        "stream": {"timing": Timing.NEAR_REAL_TIME, "style": Style.EVENT, "protocol": "AMQP",
                   "volume": Volume(per_hour=200_000)},
        "batch": {"timing": Timing.ASYNCHRONOUS, "style": Style.BATCH, "protocol": "SFTP"},
    }[cls]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a landscape to a file."""
    from d365arch.io.encode import to_text

    parser = argparse.ArgumentParser(description="Write a landscape with blocks to consolidate.")
    parser.add_argument("systems", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write; overwritten if it is there")
    parser.add_argument("--flavor", choices=FLAVORS, default="mixed")
    parser.add_argument("--integrations", type=int, help="about how many in all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    made = landscape(mix_of(given.systems, given.flavor, given.seed, given.integrations))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(to_text(made.workspace), encoding="utf-8", newline="\n")
    print(f"{given.output}: {len(made.workspace.landscape.systems):,} systems, "
          f"{len(made.workspace.landscape.integrations):,} integrations, {len(made.planted):,} blocks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
