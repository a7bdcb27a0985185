"""Where dual-write writes (its changes count among the calls to that platform, L-DW-09), and its initial sync."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.facts import Facts
from d365arch.catalog.limits import Band
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow, Platform

ONE_THREAD = ("taxcode", "custcustomerv3", "customersv3", "vendvendorv2", "vendorsv2", "warehouse", "productcategor",
              "employment")
"""Names, or their beginnings, of entities whose initial sync runs in one thread (L-DW-06, source S50)."""


def measures(stage: Stage) -> Iterator[Measure]:
    """L-DW-06: rows of an initial sync from Dataverse, where an entity runs in one thread."""
    fact = stage.limits["L-DW-06"]
    found = {i.id: i for end, _, _ in stage.ends("both.dual-write-initial-sync") for i in stage.at_end[end]}
    for integration in found.values():
        rows = stage.loads[integration.id].rows_per_run
        slow = [e for e in integration.entities if _in_one_thread(stage.facts, e)]
        if rows is not None and rows and slow and _to_finance_operations(stage.facts, integration):
            yield Measure(
                fact=fact, on=integration.id, who=f'"{integration.label}"', says="moves {load} in one run",
                parts=[Part(integration, rows)], load=rows.value, allowed=fact.numbers["rows"], unit="rows",
                band=Band.CAP, allows="the initial sync of an entity that runs in one thread takes {allowed}")


def _in_one_thread(facts: Facts, entity: str) -> bool:
    known = facts.landscape.entity_by_id.get(entity)
    names = (entity, *(known.tables.values() if known else ()))
    return any(n.lower().replace(" ", "").startswith(ONE_THREAD) for n in names)


def _to_finance_operations(facts: Facts, integration: Integration) -> bool:
    return integration.data_flow is not DataFlow.BOTH and _written(
        facts, integration, Platform.FINANCE_OPERATIONS) is not None


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
