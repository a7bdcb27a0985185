"""The direction of an integration seen from Dynamics 365: who starts, whichever way the data goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from d365arch.catalog.records import Catalog
from d365arch.discovery.records import FoundIntegration, FoundSystem, Identity

OUTBOUND, INBOUND, BOTH, NEITHER = "outbound", "inbound", "both", "n/a"


@dataclass(frozen=True, slots=True)
class FoundDirection:
    """`outbound`, `inbound`, `both` or `n/a`; with two D365 ends it is that of the initiator, and `ends` says both."""

    word: str
    between_d365: bool = False


def d365_of(systems: tuple[FoundSystem, ...], catalog: Catalog) -> dict[Identity, bool]:
    """Which of the systems are Dynamics 365: Dataverse, Finance and Operations and what is built on them."""
    kinds = catalog.system_types
    return {system.identity: bool(system.type and (kind := kinds.get(system.type)) and kind.platform.is_d365)
            for system in systems}


def direction_of(found: FoundIntegration, d365: Mapping[Identity, bool]) -> FoundDirection:
    """The direction by the initiator rule; both where either side may start, as with dual-write."""
    starts, called = d365.get(found.from_, False), d365.get(found.to, False)
    if not starts and not called:
        return FoundDirection(NEITHER)
    if found.both:
        return FoundDirection(BOTH, starts and called)
    return FoundDirection(OUTBOUND if starts else INBOUND, starts and called)
