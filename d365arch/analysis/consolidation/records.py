"""The words of consolidation: groups of flows, channels, steps, plans, and what speaks against something.

Source of every definition: sections 3 and 4 of the product's analysis contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from d365arch.catalog.records import HubClass

Pair = tuple[str, str]
"""Producer and consumer: ids of two systems (of an existing channel also of hubs that are its members)."""


class Reason(StrEnum):
    """Why an integration may not be rerouted.

    The first five are the contract's; `entity` says that nothing states what is carried, so nobody could tell who would
    receive what; `kind` that it is no data at all (a screen shown in another one, a person at work).
    """

    PINNED = "pinned"
    ZONE = "zone"
    SELF = "self"
    BOTH_WAYS = "both_ways"
    LATENCY = "latency"
    ENTITY = "entity"
    KIND = "kind"


class GroupKey(NamedTuple):
    """What may share a channel: one class of hub, one zone, the same entities, and for synchronous calls one lane.

    `entities` is sorted; an integration with several is carried as a whole, by a channel for all of them. `lane` is
    `source` or `target` (who calls) for the class sync, else empty. Ties between groups are broken by this order.
    """

    cls: HubClass
    zone: str
    entities: tuple[str, ...]
    lane: str

    @property
    def entity(self) -> str:
        """The entities as one text: `Customer`, or `Customer, Order`."""
        return ", ".join(self.entities)


class HubKey(NamedTuple):
    """A hub instance: one class in one zone, however many systems of the class stand there."""

    cls: HubClass
    zone: str


class Blocked(NamedTuple):
    """An integration that stays direct, and the first reason why."""

    integration: str
    reason: Reason


class Standing(NamedTuple):
    """An existing channel that carries exactly the entities of a group and may be extended; members are node ids."""

    id: str
    hub: str
    producers: frozenset[str]
    consumers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of flows, with everything a solver needs and nothing of the landscape.

    `flows` are the routable pairs with their integrations (sorted ids); `blocked` the pairs that stay direct with the
    reasons; a pair of which one integration is blocked is blocked as a whole. `standing` are the existing channels that
    may be extended, by id. `delivered` tells for each pair that existing channels of this class, zone and lane already
    deliver for any of the entities, by which channels (all of them, extendable or not), as far as the pair is among
    `flows` or `blocked`: such a pair may only be covered by naming one of those that is in `standing`.
    """

    key: GroupKey
    flows: Mapping[Pair, tuple[str, ...]]
    blocked: Mapping[Pair, tuple[Blocked, ...]] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()
    delivered: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)


class Block(NamedTuple):
    """A solver's channel: all producers and consumers (members of the extended channel included).

    `extends` is the id of the existing channel, none for a new one. In filtered mode `flows` are the pairs that are
    let through; else it is none and everything in `producers` x `consumers` is.
    """

    producers: frozenset[str]
    consumers: frozenset[str]
    extends: str | None = None
    flows: frozenset[Pair] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What a solver found for one group: disjoint blocks with a saving each, and an upper bound of any saving.

    `proven` says that no solution saves more (then `most` equals the saving). `parts` counts connected components,
    `open_parts` those that were not proven.
    """

    key: GroupKey
    blocks: tuple[Block, ...]
    saving: float
    most: float
    proven: bool
    parts: int = 1
    open_parts: int = 0


class PlannedChannel(NamedTuple):
    """A channel of a plan; producers and consumers are sorted and contain the members of the one it extends.

    `covers` are the pairs that it takes over from direct integrations, `filters` (filtered mode only) the pairs that
    subscriptions let through.
    """

    key: GroupKey
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    extends: str | None = None
    covers: tuple[Pair, ...] = ()
    filters: tuple[Pair, ...] = ()


class PlannedHub(NamedTuple):
    """The hub of a step: an existing system, or a new one with the id it will get.

    `kind` is what people call it (`API Management`, `Service Bus topic`, `Event Hubs`, `Data Factory`), `type` the
    catalog's system type of a new one.
    """

    id: str
    name: str
    kind: str
    type: str
    new: bool
    zone: str
    cls: HubClass


class PlannedSpoke(NamedTuple):
    """A spoke to come: a system becomes a member of a channel of the step (`channel` is its position there)."""

    channel: int
    system: str
    side: str
    """`producer` or `consumer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMetrics:
    """Key figures before or after a step; none where a figure has no value (see `LandscapeMetrics`)."""

    direct_links: int
    spokes: int
    point_to_point_ratio: float | None
    direct_density: float
    propagation_cost: float | None
    largest_cyclic_group: int
    sync_depth: int | None
    chain_latency_ms: float | None
    chain_availability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What a step may bring, in a sentence with its figures.

    `kind` is one of `dependency` (systems that newly depend on the hub), `cut` (the hub becomes a cut node),
    `latency` (new latency of a synchronous flow and the margin left), `availability`, `load` (of the hub against its
    capacity), `echo` (a system gets its own data back), `sibling` (blocked links of the same data stay direct) and
    `filter` (no leak only as long as the filters are right).
    `severity` is `info`, `warning` or `violation`.
    """

    kind: str
    severity: str
    sentence: str
    elements: tuple[str, ...] = ()
    figures: Mapping[str, float | int | str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan: a hub (opened by it where new) and the channels it puts there. Costs and gain are points.

    `before` and `after` are none where a plan on a very large landscape left the metrics of later steps out.
    """

    hub: PlannedHub
    channels: tuple[PlannedChannel, ...]
    removed: tuple[str, ...]
    added: tuple[PlannedSpoke, ...]
    cost_before: float
    cost_after: float
    gain: float
    before: StepMetrics | None
    after: StepMetrics | None
    risks: tuple[Risk, ...]
    why: str


class Rejected(NamedTuple):
    """A hub that is not opened: its channels would save less than it costs."""

    cls: HubClass
    zone: str
    kind: str
    saving: float
    fee: float
    shortfall: float
    channels: tuple[PlannedChannel, ...]
    why: str


class NearMiss(NamedTuple):
    """A block that would pay if some pairs more existed or were not blocked; a question, never a saving counted."""

    key: GroupKey
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    missing: tuple[Pair, ...]
    blocked: tuple[Blocked, ...]
    saving: float
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How a plan is made. `seconds` is the longest time for improving (> 0); `steps` at most so many; none: all.

    `exact` asks for exact solving of larger parts than by default; `filtered` lets subscribers filter by producer.
    `seed` starts the search.
    """

    seconds: float = 30.0
    steps: int | None = None
    exact: bool = False
    filtered: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Ordered steps with what they cost and gain, a lower bound, and what was left out and why.

    `gap` is (cost_after - lower_bound) / lower_bound, 0 where the bound is 0 and reached; `proven` only at gap 0. All
    of `cost_after`, `links_after`, bound and gap are of the whole plan, also where `options.steps` shows fewer steps;
    then `steps_left` counts the rest. `groups` counts all groups, `idle_groups` those without a saving. `ineligible`
    are all integrations that may not be rerouted. `open_parts` are the groups that were not proven. `cut_short` says
    that the time ran out or somebody stopped the search, so that another run may find another plan.
    """

    steps: tuple[Step, ...]
    steps_left: int = 0
    cost_before: float
    cost_after: float
    lower_bound: float
    gap: float
    proven: bool
    links_before: int
    links_after: int
    rejected: tuple[Rejected, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    ineligible: tuple[Blocked, ...] = ()
    groups: int = 0
    idle_groups: int = 0
    open_parts: tuple[GroupKey, ...] = ()
    overlaps: tuple[str, ...] = ()
    """Sentences about pairs that existing channels deliver twice; reported, not repaired."""
    cut_short: bool = False
    solver: str = ""
    """How it was found, for people: `HiGHS 1.15` or `greedy and search`."""
    options: PlanOptions = PlanOptions()


class Violation(NamedTuple):
    """Why a channel that somebody wishes is not allowed.

    `rule` is `leak` (somebody would receive what it does not receive today), `twice` (a pair would be delivered by two
    channels), `blocked` (an integration may not be rerouted), `zone`, `class` or `unknown`.
    """

    rule: str
    sentence: str
    pair: Pair | None = None
    integrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What some channels, applied together to a landscape, would amount to. Where there are violations, the figures
    are those of the landscape with what is allowed of them."""

    channels: tuple[PlannedChannel, ...]
    removed: tuple[str, ...]
    cost_before: float
    cost_after: float
    before: StepMetrics
    after: StepMetrics
    violations: tuple[Violation, ...]
    risks: tuple[Risk, ...]
