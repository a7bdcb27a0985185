"""The words of the limit checks: quantities with their assumptions, loads of integrations, checks against limits.

Formulas and symbols: the product's page of limits (section 0: N, c, b, R, t, S, D).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from d365arch.model.vocabulary import Severity


class Quantity(NamedTuple):
    """A number and the sentence that says what was assumed for it; the sentence is empty where it is stated."""

    value: float
    assumed: str = ""

    def __bool__(self) -> bool:
        return bool(self.value)


MOST = 1e15
"""No load is larger: what a slip of the pen states beyond that is cut, so that every figure stays a number."""


def quantity(value: float, assumed: str = "") -> Quantity:
    """A quantity within bounds."""
    return Quantity(min(value, MOST), assumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one integration puts on the side it contacts (and, for events, on the side that sends).

    None means that nothing is stated from which it could be computed. `messages` is N, of the busiest 300 s;
    `operations_per_message` c; `per_request` b; `requests` R of the busiest 300 s; `request_seconds` t;
    `busy_seconds` R x t; `concurrency` the requests under way at the same time at peak; `hourly` business messages or
    rows of the peak hour; `hourly_operations` the same times c; `daily` messages a day; `daily_operations` D, with what
    plug-ins make of it; `rows_per_run`; `payload_kb` the largest message. `busy_seconds` uses the mean of the requests,
    not rounded up, because whole requests of a long run fall into different windows.
    """

    integration: str
    messages: Quantity | None = None
    operations_per_message: Quantity = Quantity(1.0)
    per_request: Quantity = Quantity(1.0)
    requests: Quantity | None = None
    request_seconds: Quantity | None = None
    busy_seconds: Quantity | None = None
    concurrency: Quantity | None = None
    hourly: Quantity | None = None
    hourly_operations: Quantity | None = None
    daily: Quantity | None = None
    daily_operations: Quantity | None = None
    rows_per_run: Quantity | None = None
    payload_kb: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCheck:
    """How much of one limit is used by whom.

    `on` names what is measured: an integration, `identity:NAME` (with `@SYSTEM` where the name calls several
    environments), `identity:unstated:SYSTEM` (all that state none, as if they shared one), `environment:SYSTEM`,
    `tenant`, a hub's id or a channel (`hub.channel`). Service protection on an integration is told as if it had its
    identity to itself. `unit` is a plural noun, or `s` and `KB` for times and sizes.
    `utilization` is load / allowed; `verdict` follows the bands (below 70 % fine, to 100 % a warning, above a
    violation; caps are fine up to the cap; entitlements warn above 100 %). `binding` marks the limit that is used most
    among those of the same `on`. `at_horizon` is the utilization after the landscape's growth over its horizon, none
    where no growth is stated. `contributors` are integrations by falling share. `verdict` is none where it is fine.
    """

    limit: str
    on: str
    load: float
    allowed: float
    unit: str
    utilization: float
    verdict: Severity | None
    binding: bool = False
    assumptions: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    at_horizon: float | None = None
    sentence: str = ""
