"""What follows from a landscape and the catalog together: role, platform, timing, protocol and direction of elements.

A fact stated in the file wins over the catalog; what neither says is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from d365arch.catalog.records import Catalog, EndpointType, HubClass, SystemType
from d365arch.model import Endpoint, Integration, Landscape, System
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import Direction, Initiation, Platform, Role, Style, Timing


class AtEnd(NamedTuple):
    """What stands at one end of an integration: whether it is D365, and what its endpoint says first; none: nothing."""

    d365: bool
    kind: EndpointType | None
    timing: Timing | None
    protocol: str | None


class Exchange(NamedTuple):
    """How an integration exchanges data; none where nothing says."""

    timing: Timing | None
    style: Style | None
    protocol: str | None


@dataclass(frozen=True)
class Facts:
    """A landscape read in the light of a catalog."""

    landscape: Landscape
    catalog: Catalog

    def type_of(self, system: System | None) -> SystemType | None:
        """The catalog type of a system, or none where it is unstated or unknown."""
        return self.catalog.system_types.get(system.type or "") if system else None

    def endpoint_type(self, endpoint: Endpoint | None) -> EndpointType | None:
        """The catalog type of an endpoint, or none where it is unstated or unknown."""
        return self.catalog.endpoint_types.get(endpoint.type or "") if endpoint else None

    def endpoint_type_at(self, end: End) -> EndpointType | None:
        """The catalog type of the endpoint at an end, or none."""
        return self.endpoint_type(self.landscape.endpoint_at(end))

    def role(self, system: System | None) -> Role:
        """The stated role, else that of the type, else application."""
        if system and system.role:
            return system.role
        system_type = self.type_of(system)
        return system_type.role if system_type else Role.APPLICATION

    def platform(self, system: System | None) -> Platform:
        """Finance and Operations, Dataverse, both, or other."""
        system_type = self.type_of(system)
        return system_type.platform if system_type else Platform.OTHER

    def is_hub(self, system_id: str) -> bool:
        """Whether the system is middleware."""
        return system_id in self.hubs

    @cached_property
    def hubs(self) -> frozenset[str]:
        """Ids of all middleware systems."""
        return frozenset(s.id for s in self.landscape.systems if self.role(s) is Role.HUB)

    def hub_class(self, system_id: str) -> HubClass | None:
        """The class of integrations a hub consolidates; none for other middleware and for what is no hub."""
        system = self.landscape.system_by_id.get(system_id)
        system_type = self.type_of(system)
        return system_type.hub_class if system_type and self.is_hub(system_id) else None

    def direction(self, integration: Integration) -> Direction:
        """Who starts, seen from D365: the initiator rule, whichever way the data goes."""
        initiator, called = self._is_d365(integration.from_.system), self._is_d365(integration.to.system)
        if initiator and called:
            return Direction.INTERNAL
        if initiator:
            return Direction.OUTBOUND
        return Direction.INBOUND if called else Direction.EXTERNAL

    @cached_property
    def _d365(self) -> frozenset[str]:
        kinds = self.catalog.system_types
        return frozenset(s.id for s in self.landscape.systems
                         if s.type and (kind := kinds.get(s.type)) and kind.platform.is_d365)

    def _is_d365(self, system_id: str) -> bool:
        return system_id in self._d365

    def endpoint_timings(self, endpoint: Endpoint) -> tuple[Timing, ...]:
        """Timings an endpoint supports, default first: as stated, else by its type, else none."""
        if endpoint.timing:
            return endpoint.timing
        kind = self.endpoint_type(endpoint)
        return kind.timing if kind else ()

    def endpoint_initiation(self, endpoint: Endpoint) -> Initiation | None:
        """Which starts an endpoint is made for; none where neither file nor catalog says."""
        if endpoint.direction:
            return endpoint.direction
        kind = self.endpoint_type(endpoint)
        return kind.initiation if kind else None

    def protocol_of(self, endpoint: Endpoint) -> str | None:
        """The protocol stated on an endpoint, else that of its type."""
        kind = self.endpoint_type(endpoint)
        return endpoint.protocol or (kind.protocol if kind else None)

    def deciding_ends(self, integration: Integration) -> tuple[End, ...]:
        """The ends whose endpoints decide about timing, style and protocol, most telling first.

        The D365 end comes first, because its catalog entry knows the exchange; between two D365 ends or none it is
        the called side.
        """
        if self.direction(integration) is Direction.OUTBOUND:
            return (integration.from_, integration.to)
        return (integration.to, integration.from_)

    @cached_property
    def _at_ends(self) -> dict[End, AtEnd]:
        """What was asked about ends so far; most integrations share theirs with others."""
        return {}

    def at(self, end: End) -> AtEnd:
        """What stands at an end."""
        found = self._at_ends.get(end)
        if found is None:
            endpoint = self.landscape.endpoint_at(end)
            timings = self.endpoint_timings(endpoint) if endpoint else ()
            found = self._at_ends[end] = AtEnd(
                self._is_d365(end.system), self.endpoint_type(endpoint), timings[0] if timings else None,
                self.protocol_of(endpoint) if endpoint else None)
        return found

    def exchange(self, integration: Integration) -> Exchange:
        """Timing, style and protocol: as stated, else by the endpoints in the order of `deciding_ends`."""
        start, end = self.at(integration.from_), self.at(integration.to)
        first, second = (start, end) if start.d365 and not end.d365 else (end, start)
        kind = first.kind or second.kind
        return Exchange(
            integration.timing or first.timing or second.timing, integration.style or (kind.style if kind else None),
            integration.protocol or first.protocol or second.protocol)

    def timing(self, integration: Integration) -> Timing | None:
        """The stated timing, else the first timing of the endpoints; none where nothing says."""
        return integration.timing or self.exchange(integration).timing

    def style(self, integration: Integration) -> Style | None:
        """The stated style, else that of the endpoints' types; none where nothing says."""
        return integration.style or self.exchange(integration).style

    def protocol(self, integration: Integration) -> str | None:
        """The stated protocol, else that of the endpoints; none where nothing says."""
        return integration.protocol or self.exchange(integration).protocol

    def is_spoke(self, integration: Integration) -> bool:
        """Whether one end is on a hub; otherwise the integration is direct."""
        return self.is_hub(integration.from_.system) or self.is_hub(integration.to.system)
