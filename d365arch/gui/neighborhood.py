"""What is near some elements, counted in hops along integrations."""

from __future__ import annotations

from collections.abc import Iterable

from d365arch.model import Integration, Landscape
from d365arch.scene.parts import Element


def near(landscape: Landscape, center: Iterable[Element], hops: int) -> frozenset[Element]:
    """The systems that are at most so many integrations away, and the integrations on the way.

    A zone stands for its systems; the first hop of an endpoint are its own integrations, that of an integration is
    itself. The way goes on from all that a hop reaches, whoever starts the exchange.
    """
    # Systems by the hop at which the way goes on from them.
    waiting: list[set[str]] = [set() for _ in range(hops + 1)]
    lines: set[str] = set()
    reached: set[str] = set()
    for element in center:
        if element.kind in ("system", "zone"):
            waiting[0] |= _systems(landscape, element)
            continue
        own = element.id.partition(".")[0]
        if own in landscape.system_by_id and element.kind == "endpoint":
            reached.add(own)
        for integration in _lines(landscape, element):
            lines.add(integration.id)
            waiting[1] |= {integration.from_.system, integration.to.system}
    gone_on: set[str] = set()
    for hop, systems in enumerate(waiting):
        reached |= systems
        if hop == hops:
            break
        for system in systems - gone_on:
            for integration in landscape.integrations_of.get(system, ()):
                lines.add(integration.id)
                waiting[hop + 1] |= {integration.from_.system, integration.to.system}
        gone_on |= systems
    return frozenset({*(Element(kind="system", id=system) for system in reached),
                      *(Element(kind="integration", id=line) for line in lines)})


def _systems(landscape: Landscape, element: Element) -> set[str]:
    if element.kind == "system":
        return {element.id}
    return {s.id for s in landscape.systems if any(z.id == element.id for z in landscape.zone_path(s.zone))}


def _lines(landscape: Landscape, element: Element) -> list[Integration]:
    if element.kind == "integration":
        found = landscape.integration_by_id.get(element.id)
        return [found] if found else []
    system = element.id.partition(".")[0]
    return [i for i in landscape.integrations_of.get(system, ()) if element.id in (str(i.from_), str(i.to))]
