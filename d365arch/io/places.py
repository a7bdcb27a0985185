"""Where the elements of a file are defined, looked up once for many findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from d365arch.errors import Place
from d365arch.io.files import OpenedFile
from d365arch.model.problems import Path as KeyPath


class Places:
    """Places by the names that findings use: ids of integrations, systems and zones, `system.endpoint`, `entity:NAME`.

    Where an integration and a system have the same id, the integration is meant: rules are about connections first.
    """

    def __init__(self, opened: OpenedFile) -> None:
        self._opened = opened
        self._found: dict[str, Place | None] = {}

    def of(self, element: str) -> Place | None:
        """Where an element is defined; none where there is no such element."""
        if element not in self._found:
            path = self._paths.get(element)
            self._found[element] = None if path is None else self._opened.place_of(path)
        return self._found[element]

    def locate(self, kind: str, element: str) -> Place | None:
        """The same for callers that ask kind by kind, as of `OpenedFile.place_of_element`; the kind does not matter."""
        del kind
        return self.of(element)

    def first(self, elements: tuple[str, ...]) -> Place:
        """Where the first of these elements that has a place is defined, else the beginning of the file."""
        found = next((place for element in elements if (place := self.of(element))), None)
        return found or Place(str(self._opened.path), 1, 1)

    @cached_property
    def _paths(self) -> dict[str, KeyPath]:
        return dict(self._named())

    def _named(self) -> Iterator[tuple[str, KeyPath]]:
        """The weaker names first, because later ones win."""
        landscape = self._opened.workspace.landscape
        for position, zone in enumerate(landscape.zones):
            yield zone.id, ("zones", position)
        for entity in landscape.entities:
            yield f"entity:{entity.id}", ("entities", entity.id)
        for position, system in enumerate(landscape.systems):
            for index, endpoint in enumerate(system.endpoints):
                yield f"{system.id}.{endpoint.id}", ("systems", position, "endpoints", index)
            yield system.id, ("systems", position)
        for position, integration in enumerate(landscape.integrations):
            yield integration.id, ("integrations", position)
