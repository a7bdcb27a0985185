"""What a limit of a platform is: numbers, scope, consequence, source, and how it is checked where data can say it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from immutabledict import immutabledict


class LimitKind(StrEnum):
    """What happens beyond a limit: rejected, slowed down, advised against, a matter of licences; or it is no more."""

    HARD = "hard"
    THROTTLE = "throttle"
    SOFT = "soft"
    ENTITLEMENT = "entitle"
    HISTORIC = "historic"
    INFO = "info"


class LimitConfidence(StrEnum):
    """How sure a number is: read in the maker's document, read in an old copy of it, or not verified."""

    VERIFIED = "verified"
    OLD = "old"
    UNVERIFIED = "unverified"


class Band(StrEnum):
    """How the use of a limit is judged.

    A rate or pool warns from 70 %, a cap is fine up to the cap, beyond 100 % both are violations; guidance (`advice`)
    and entitlements warn beyond 100 %.
    """

    RATE = "rate"
    CAP = "cap"
    ADVICE = "advice"
    ENTITLEMENT = "entitlement"


class Measured(StrEnum):
    """What of an integration is compared with the limit; times are in seconds, sizes in kilobytes."""

    MESSAGES = "messages"                      # N, in the busiest 300 s
    REQUESTS = "requests"                      # R, in the busiest 300 s
    PER_REQUEST = "per_request"                # b
    CONCURRENCY = "concurrency"
    PARALLELISM = "parallelism"
    HOURLY_OPERATIONS = "hourly_operations"
    DAILY = "daily"
    DAILY_OPERATIONS = "daily_operations"      # D
    ROWS_PER_RUN = "rows_per_run"
    PAYLOAD_KB = "payload_kb"
    REQUEST_KB = "request_kb"                  # b rows of row_bytes
    RUN_KB = "run_kb"                          # rows of a run x row_bytes
    P95 = "p95"
    P99 = "p99"
    TIMEOUT = "timeout"
    INTERVAL = "interval"                      # between two runs
    RUNS_PER_HOUR = "runs_per_hour"
    FRESHNESS = "freshness"                    # what is required; the number is the least that can be had
    INTEGRATIONS = "integrations"              # how many share the endpoint


class Per(StrEnum):
    """Over what the measure is summed."""

    INTEGRATION = "integration"
    ENDPOINT = "endpoint"
    SYSTEM = "system"


class When(StrEnum):
    """Which of the integrations at an endpoint are meant."""

    SYNCHRONOUS = "synchronous"
    BRINGS = "brings"                          # data goes to the endpoint
    TAKES = "takes"                            # data comes from the endpoint
    WRITES = "writes"                          # more than reading is done
    CALLED = "called"                          # the endpoint is the called side
    STARTS = "starts"                          # the endpoint is the initiator


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitTest:
    """A check that data can state: `measure` of the integrations at endpoints of the types `at` against a number.

    `number` names one of the limit's numbers; with `by` (tier or profile) it is looked up by what the system or
    endpoint states, and `otherwise` is taken, and told, where nothing is stated. What is stated and has no number there
    is not checked. `allows` replaces the clause of the limit.
    """

    measure: Measured
    at: tuple[str, ...]
    number: str | None = None
    by: str | None = None
    otherwise: str | None = None
    per: Per = Per.INTEGRATION
    band: Band = Band.CAP
    when: tuple[When, ...] = ()
    allows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFact:
    """One limit as its maker states it.

    `number` is what people read, `numbers` what checks compute with, in `unit`, over a `window` in seconds. `formula`
    says in words what is compared, from the keys of the file named in `inputs`. `allows` is the clause of a sentence
    that tells the limit, with `{allowed}`. `read` is the date of the version read: its own, else that of its first
    dated source. `advice` says what to do when it is reached.
    """

    id: str
    title: str
    kind: LimitKind
    number: str
    scope: str = ""
    numbers: Mapping[str, float] = immutabledict()
    unit: str = ""
    window: float | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()
    consequence: str = ""
    confidence: LimitConfidence = LimitConfidence.VERIFIED
    sources: tuple[str, ...] = ()
    read: datetime.date | None = None
    advice: str = ""
    allows: str = ""
    notes: str = ""
    tests: tuple[LimitTest, ...] = ()

    @property
    def allowed(self) -> float:
        """The first of its numbers; most limits have one."""
        return next(iter(self.numbers.values()))
