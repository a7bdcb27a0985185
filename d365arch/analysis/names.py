"""What integrations are called in sentences: by name, and by their ends too where several share the name."""

from __future__ import annotations

from collections import Counter

from d365arch.model import Integration, Landscape


class LinkNames:
    """Names of the integrations of a landscape, so that a list of them never says the same name twice."""

    def __init__(self, landscape: Landscape) -> None:
        self._integrations = landscape.integration_by_id
        self._systems = landscape.system_by_id
        self._shared = Counter(i.label for i in landscape.integrations)

    def of(self, integration: Integration) -> str:
        """The name in quotes; where several share it, with its ends: "Orders" (Web shop to Finance)."""
        return self.with_ends(integration) if self._shared[integration.label] > 1 else f'"{integration.label}"'

    def with_ends(self, integration: Integration) -> str:
        """The name in quotes with the names of both systems."""
        ends = (end.system for end in (integration.from_, integration.to))
        one, other = (self._systems[s].label if s in self._systems else s for s in ends)
        return f'"{integration.label}" ({one} to {other})'

    def element(self, element: str) -> str:
        """What an element is called by its id: an integration, else a system, else the id itself."""
        if element in self._integrations:
            return self.of(self._integrations[element])
        return self._systems[element].label if element in self._systems else element
