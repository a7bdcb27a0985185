"""Edits of endpoints: adding, ordering and carrying them over to another system."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import checked_free, endpoint_of, in_a_line, system_of, updated, with_system
from d365arch.edit.values import fitted_record
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Workspace


@dataclass(frozen=True, slots=True)
class AddEndpoint(OneStep):
    """Add an endpoint to a system, at a position in its list or, with none, at the end."""

    system: str
    endpoint: Endpoint
    position: int | None = None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add endpoint {in_a_line(self.endpoint.name or self.endpoint.id)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the endpoint; raises `EditError` where the system is missing or the id is taken."""
        system = system_of(before, self.system)
        known = [e.id for e in system.endpoints]
        checked_free(self.endpoint.id, known, "endpoint", f'system "{system.label}"')
        endpoint = fitted_record(before, self.endpoint)
        where = len(known) if self.position is None else max(0, min(self.position, len(known)))
        endpoints = (*system.endpoints[:where], endpoint, *system.endpoints[where:])
        return with_system(before, system, updated(system, endpoints=endpoints))


@dataclass(frozen=True, slots=True)
class MoveEndpoint:
    """Give an endpoint another position in the list of its system, counted from 0."""

    end: End
    position: int

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Move endpoint {self.end}"

    @property
    def merge_key(self) -> str:
        """Steps of one endpoint in a row are one."""
        return f"move-endpoint:{self.end}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the endpoints in the new order; raises `EditError` where it is not there."""
        if self.end.endpoint is None:
            raise EditError(f'"{self.end}" names a system, not an endpoint; name it as system.endpoint.')
        system, endpoint = system_of(before, self.end.system), endpoint_of(before, self.end)
        others = [e for e in system.endpoints if e is not endpoint]
        others.insert(max(0, min(self.position, len(others))), endpoint)
        return with_system(before, system, updated(system, endpoints=tuple(others)))
