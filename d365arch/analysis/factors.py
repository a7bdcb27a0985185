"""How completely an integration is described: the eight pattern factors, stated in the file, derived, or missing.

Source of the factors: section (a) of the product's page of patterns, after Microsoft's "Choose an integration pattern".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from immutabledict import immutabledict

from d365arch.model import Integration, Latency, Volume

if TYPE_CHECKING:
    from d365arch.analysis.rules.context import RuleContext


class Factor(StrEnum):
    """The eight factors by which a pattern is chosen."""

    LATENCY = "latency"
    ROUTING = "routing"
    FREQUENCY = "frequency"
    TRIGGER = "trigger"
    OPERATION = "operation"
    BATCHING = "batching"
    VOLUME = "volume"
    TRANSPORT = "transport"


class Known(StrEnum):
    """Where a factor is known from: the file, the catalog (or an average instead of a peak), or nowhere."""

    STATED = "stated"
    DERIVED = "derived"
    MISSING = "missing"


KEYS: Mapping[Factor, str] = {
    Factor.LATENCY: "latency.required", Factor.ROUTING: "to", Factor.FREQUENCY: "frequency", Factor.TRIGGER: "trigger",
    Factor.OPERATION: "operations", Factor.BATCHING: "batch.records", Factor.VOLUME: "volume.peak_5min",
    Factor.TRANSPORT: "protocol",
}
"""The key that states a factor best."""


class Completeness(NamedTuple):
    """The factors of one integration."""

    integration: str
    factors: Mapping[Factor, Known]

    @property
    def share(self) -> float:
        """Share of the factors that are stated or derived, 0..1."""
        return sum(known is not Known.MISSING for known in self.factors.values()) / len(Factor)

    @property
    def missing(self) -> tuple[Factor, ...]:
        """Factors that nothing tells."""
        return tuple(factor for factor, known in self.factors.items() if known is Known.MISSING)


_NO_LATENCY, _NO_VOLUME = Latency(), Volume()


def completeness(context: RuleContext, integration: Integration) -> Completeness:
    """What is known of one integration, factor by factor."""
    i, exchange = integration, context.exchange_of[integration.id]
    kinds = context.endpoint_of[i.id]
    volume, latency = i.volume or _NO_VOLUME, i.latency or _NO_LATENCY
    peak = volume.peak_5min is not None or volume.peak_per_hour is not None or volume.per_run is not None
    hubs_named = all(end.endpoint or not context.facts.is_hub(end.system) for end in (i.from_, i.to))
    one_trigger = any(len(k.triggers) == 1 for k in kinds)
    one_operation = any(len(k.operations) == 1 for k in kinds)
    packed = i.batch is not None or volume.operations_per_message is not None or volume.per_run is not None
    return Completeness(i.id, immutabledict({
        Factor.LATENCY: _known(latency.required is not None or i.timing is not None, exchange.timing is not None),
        Factor.ROUTING: _known(hubs_named, False),
        Factor.FREQUENCY: _known(i.frequency is not None, False),
        Factor.TRIGGER: _known(i.trigger is not None, one_trigger),
        Factor.OPERATION: _known(bool(i.operations), one_operation),
        Factor.BATCHING: _known(packed, i.style is not None or exchange.style is not None),
        Factor.VOLUME: _known(peak, volume.rate_per_hour is not None),
        Factor.TRANSPORT: _known(i.protocol is not None, exchange.protocol is not None),
    }))


def _known(stated: bool, derived: bool) -> Known:
    if stated:
        return Known.STATED
    return Known.DERIVED if derived else Known.MISSING
