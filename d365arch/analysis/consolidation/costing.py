"""Counts what a landscape costs, step by step."""

from __future__ import annotations

from typing import NamedTuple

from d365arch.analysis.consolidation.ordering import Bundle
from d365arch.analysis.flows import Network
from d365arch.analysis.settings import Costs
from d365arch.analysis.sprawl import hub_instances


class Tally(NamedTuple):
    """How many direct links, spokes, channels and hub instances there are."""

    links: int
    spokes: int
    channels: int
    hubs: int

    @classmethod
    def of(cls, network: Network) -> Tally:
        """The counts of a network."""
        return cls(len(network.links), network.spoke_count, len(network.channels), hub_instances(network))

    def after(self, bundle: Bundle) -> Tally:
        """The counts with one step more."""
        worths = bundle.worths
        return Tally(
            self.links - sum(len(w.removed) for w in worths), self.spokes + sum(len(w.joins) for w in worths),
            self.channels + sum(w.channel.extends is None for w in worths), self.hubs + bundle.opens,
        )

    def cost(self, costs: Costs) -> float:
        """Points of it all, as `sprawl.landscape_cost`."""
        return (costs.link * self.links + costs.spoke * self.spokes + costs.channel * self.channels
                + costs.hub * self.hubs)
