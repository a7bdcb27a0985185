"""What a landscape leaves out on purpose, so that it is neither taken over again nor told as drift."""

from __future__ import annotations

from d365arch.discovery.names_alike import plain_name
from d365arch.model import Integration, Landscape, System


class NotWanted:
    """The finds that the key `not_wanted` of a landscape names: integrations and systems by name, systems by
    `known_as`, too. An integration of a system that is not wanted is not wanted either."""

    def __init__(self, drawn: Landscape, found: Landscape) -> None:
        self._texts = frozenset(drawn.not_wanted)
        self._names = frozenset(plain_name(text) for text in drawn.not_wanted)
        self._systems = frozenset(system.id for system in found.systems if self._is_named(system))

    def _is_named(self, system: System) -> bool:
        return plain_name(system.label) in self._names or not self._texts.isdisjoint(system.known_as)

    def has(self, system: System) -> bool:
        """Whether a found system is left out."""
        return system.id in self._systems

    def has_integration(self, integration: Integration) -> bool:
        """Whether a found integration is left out."""
        return (plain_name(integration.label) in self._names or integration.from_.system in self._systems
                or integration.to.system in self._systems)
