"""The network as planned channels make it, and its key figures read afresh: what the stages of a plan are held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from d365arch.analysis.consolidation.changes import Change, Changes
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.meter import Meter
from d365arch.analysis.consolidation.records import PlannedChannel, StepMetrics
from d365arch.analysis.flows import Network
from d365arch.analysis.settings import Settings


def step_metrics(network: Network, settings: Settings) -> StepMetrics:
    """The key figures of a network."""
    return Meter(network, settings).read()


def applied(
    network: Network, channels: Iterable[PlannedChannel], settings: Settings, hubs: Hubs
) -> Network:
    """The network with these channels, all of them at once."""
    changes = Changes(network, hubs, settings)
    return _with_changes(network, [changes.of(channel) for channel in channels])


def _with_changes(network: Network, changes: Sequence[Change]) -> Network:
    """The network with all of the changes."""
    gone = {link.id for change in changes for link in change.gone}
    come = [link for change in changes for link in change.come]
    channels = network.channel_by_id | {change.channel.id: change.channel for change in changes}
    hubs = {change.hub.id: change.hub for change in changes if change.hub}
    return Network(
        network.systems, tuple(sorted((*network.hubs, *hubs.values()))),
        tuple(sorted(channels.values(), key=lambda c: (c.hub, c.id))),
        tuple(link for link in network.links if link.id not in gone),
        tuple(sorted((*(spoke for spoke in network.spokes if spoke.id not in gone), *come))),
        tuple(flow for flow in network.flows if flow.link not in gone), network.switched_off,
    )
