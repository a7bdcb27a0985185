"""Where dual-write writes: its changes count among the calls of the platform that they are written to (L-DW-09)."""

from __future__ import annotations

from d365arch.catalog.facts import Facts
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow, Platform


def writes_dataverse(facts: Facts, integration: Integration) -> str | None:
    """The Dataverse system that a dual-write integration writes to, or none where it only writes the other way.

    Where the data goes both ways, the stated volume is counted in full on either side.
    """
    return _written(facts, integration, Platform.DATAVERSE)


def _written(facts: Facts, integration: Integration, platform: Platform) -> str | None:
    flow = integration.data_flow
    ends = {
        DataFlow.PUSH: (integration.to,), DataFlow.PULL: (integration.from_,),
        DataFlow.BOTH: (integration.to, integration.from_),
    }[flow]
    systems = facts.landscape.system_by_id
    return next((e.system for e in ends if facts.platform(systems.get(e.system)) in {platform, Platform.BOTH}), None)
