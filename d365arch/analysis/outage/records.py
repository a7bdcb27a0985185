"""The words of an outage: what is blocked, what piles up, what is lost and what grows old while something is off."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

HOURS: tuple[float, ...] = (1.0, 4.0, 24.0)
"""After so many hours of an outage a backlog is told."""


class Extent(StrEnum):
    """How much of a system stands still: all calls that it waits for, some of them (or only scheduled runs), or perhaps
    some, because what it calls works in part and nothing states which function needs what."""

    BLOCKED = "blocked"
    DEGRADED = "degraded"
    AT_RISK = "at-risk"


class Mark(StrEnum):
    """What an outage does to one element of a drawing, gravest first."""

    FAILED = "failed"
    BLOCKED = "blocked"
    DEGRADED = "degraded"
    LOSING = "losing"
    QUEUEING = "queueing"
    STALE = "stale"
    AT_RISK = "at-risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A system or hub with calls that fail.

    `chain` leads from it to what failed over `links`, one integration per call. `direct` says that no other system
    stands between. `failing` are its integrations that fail, `at_risk` those that may, because they call something that
    works in part, `working` all others it waits for.
    `runs_only` says that only scheduled runs fail. `plan` is what the landscape states for an outage.
    """

    system: str
    hub: bool
    extent: Extent
    direct: bool
    chain: tuple[str, ...]
    links: tuple[str, ...]
    failing: tuple[str, ...]
    at_risk: tuple[str, ...]
    working: tuple[str, ...]
    runs_only: bool
    plan: str = ""
    sentence: str = ""

    @property
    def calls(self) -> int:
        """How many calls away the failure is."""
        return len(self.links)


class Where(StrEnum):
    """Where messages wait: in a channel, with the sender that tries again, or at the source until they are fetched."""

    CHANNEL = "channel"
    SENDER = "sender"
    SOURCE = "source"


class Pile(NamedTuple):
    """What waits after some hours, and how many messages are gone by then; none where nothing states it."""

    hours: float
    messages: float | None
    megabytes: float | None
    lost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Messages that pile up at `place` (channel, endpoint or system), because `waiting_for` do not take them, or, being
    middleware, cannot pass them on without those in `because`.

    `rate_per_hour` is what arrives (`peak`: only a peak is stated, and taken), `kb_per_hour` its weight, `size_kb` what
    fits in and `retention_hours` how long a message is kept; none where neither file nor catalog says.
    `full_hours` is the time until it is full. `first` is `size` or `retention`, whichever ends it first.
    `needs` are sentences on what would have to be stated. `facts` are the catalog's facts that were used.
    """

    place: str
    where: Where
    links: tuple[str, ...]
    waiting_for: tuple[str, ...]
    because: tuple[str, ...]
    entities: tuple[str, ...]
    rate_per_hour: float | None
    peak: bool
    kb_per_hour: float | None
    size_kb: float | None
    retention_hours: float | None
    full_hours: float | None
    first: str | None
    piles: tuple[Pile, ...]
    needs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def ends_hours(self) -> float | None:
        """Hours until the first message is refused or gone; none where nothing tells."""
        return self.full_hours if self.first == "size" else self.retention_hours if self.first else None


class Loss(StrEnum):
    """How data fails to arrive: a message is gone, a call ends in an error, or a scheduled run is missed."""

    MESSAGE = "message"
    CALL = "call"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """An integration whose data does not arrive while nothing keeps it. Rates as in `Queue`, none of runs."""

    link: str
    giver: str
    taker: str
    loss: Loss
    entities: tuple[str, ...]
    rate_per_hour: float | None
    peak: bool
    fact: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A copy that gets no updates: of `entity` (empty: not stated) in `system`, along `path` over `links`.

    `after_hours` is when the first update can be missed, 0 for at once; `since` says it in words. `others` still
    deliver the same entity.
    """

    system: str
    entity: str
    path: tuple[str, ...]
    links: tuple[str, ...]
    after_hours: float
    since: str
    others: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What follows when `failed` are off; every list is sorted by gravity, then id.

    `affected` are the systems (no hubs) among the others that are blocked, degraded, lose what they send, or hold stale
    copies, `blast_radius` is their share of the other systems. `at_risk` are further ones, which call something that
    works in part. `down_links` have a failed end.
    """

    failed: tuple[str, ...]
    blocked: tuple[Blocked, ...]
    queueing: tuple[Queue, ...]
    failing: tuple[Failing, ...]
    stale: tuple[Stale, ...]
    down_links: tuple[str, ...]
    affected: tuple[str, ...]
    at_risk: tuple[str, ...]
    others: int
    assumptions: tuple[str, ...]
    summary: str

    @property
    def blast_radius(self) -> float:
        """Share of the other systems that notice, 0..1; 0 where there is no other."""
        return len(self.affected) / self.others if self.others else 0.0

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind; blocked and degraded count systems, stale counts systems once."""
        stopped = [b for b in self.blocked if not b.hub]
        return {
            "failed": len(self.failed),
            "blocked": sum(b.extent is Extent.BLOCKED for b in stopped),
            "degraded": sum(b.extent is Extent.DEGRADED for b in stopped),
            "queueing": len(self.queueing), "failing": len(self.failing),
            "stale": len({s.system for s in self.stale}), "stale_copies": len(self.stale),
            "affected": len(self.affected), "at_risk": len(self.at_risk), "down_links": len(self.down_links),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRank:
    """How much the outage of one system or hub alone hurts; counts are those of `Outage.counts`.

    `stopped` counts systems that are blocked or degraded, `at_risk` those that call something that works in part and
    are not affected otherwise. `fullest` is the place whose messages are refused or gone
    first, after `fullest_hours`; `largest` is the largest backlog after 24 hours, in messages.
    """

    id: str
    name: str
    hub: bool
    stopped: int
    failing: int
    queueing: int
    stale: int
    affected: int
    at_risk: int
    others: int
    fullest: str = ""
    fullest_hours: float | None = None
    largest: float | None = None

    @property
    def blast_radius(self) -> float:
        """Share of the other systems that notice, 0..1."""
        return self.affected / self.others if self.others else 0.0
