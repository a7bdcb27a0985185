"""How long what holds messages for a receiver can do so: the tolerated outage of each asynchronous integration.

Recipe and figures: the product's page of limits, section 7.7; those of channels are the table of the outage analysis.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from d365arch.analysis.outage.facts import outage_facts
from d365arch.analysis.rules.context import RuleContext
from d365arch.model import End, Integration
from d365arch.model.vocabulary import DataFlow


class Buffer(NamedTuple):
    """What waits for a receiver: `seconds` until messages are lost, and why in words."""

    receiver: str
    seconds: float
    why: str


SENDERS: dict[str, tuple[float, str]] = {
    "dataverse.webhook": (60.0, "a webhook waits 60 s and is tried once more (L-DV-08)"),
    "fo.business-events": (3.0, "business events are tried three times, a second apart (L-FO-10)"),
    "fo.data-events": (3.0, "data events are tried three times, a second apart (L-FO-10)"),
}
"""What waits at a sender that calls the receiver itself, in seconds."""

KEEPERS: dict[str, tuple[float, str]] = {
    "fo.recurring-integration": (604_800.0, "a recurring export keeps its files for 7 days (L-FO-08)"),
    "dataverse.change-tracking": (604_800.0, "a change-tracking token is valid for 7 days (L-DV-13)"),
}
"""What waits at D365 for a consumer that fetches, in seconds."""


def buffers(context: RuleContext, integration: Integration) -> Iterator[Buffer]:
    """The buffers in front of the receiver of one integration; none where nothing is known to hold messages."""
    pulls = integration.data_flow is DataFlow.PULL
    taker, giver = (integration.from_, integration.to) if pulls else (integration.to, integration.from_)
    if context.facts.is_hub(taker.system):
        return
    table = KEEPERS if pulls else SENDERS
    for kind in context.endpoint_of[integration.id]:
        if kind.id in table:
            seconds, why = table[kind.id]
            yield Buffer(taker.system, seconds, why)
    if context.facts.is_hub(giver.system):
        yield from _channel(context, integration, giver, taker)


def _channel(context: RuleContext, integration: Integration, channel: End, taker: End) -> Iterator[Buffer]:
    hub, endpoint = context.landscape.system_by_id[channel.system], context.landscape.endpoint_at(channel)
    known = outage_facts()
    kept = endpoint.retention if endpoint else None
    if kept is None and hub.type and hub.type in known.retention:
        kept = known.retention[hub.type].of(hub.tier)[0]
    size = endpoint.size if endpoint else None
    if size is None and hub.type and hub.type in known.sizes:
        size = known.sizes[hub.type].of(hub.tier)[0]
    volume = integration.volume
    rate = (volume.rate_per_hour or volume.peak_per_hour) if volume else None
    place = context.label(str(channel))
    if kept is not None:
        yield Buffer(taker.system, kept, f"{place} keeps messages so long")
    if size is not None and rate and volume and volume.message_kb:
        yield Buffer(taker.system, size / (rate * volume.message_kb) * 3600, f"{place} is full then")
