"""Zones: named boundaries that systems stand in."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.fields import NO_EXTRA, Extra, Kind, required, spec
from d365arch.model.vocabulary import ZoneKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An environment, tenant, region, network, trust or residency boundary, or a plain group; zones nest."""

    id: str = required("id", Kind.ID, "Unique among zones.")
    name: str | None = spec("name", Kind.TEXT, "What people call the zone.", default="the id")
    kind: ZoneKind | None = spec("kind", Kind.WORD, "What the zone bounds.", words=ZoneKind, default="group")
    parent: str | None = spec("parent", Kind.ZONE, "The zone around this one.")
    description: str | None = spec("description", Kind.TEXT, "A sentence or two for readers.")
    extra: Extra = NO_EXTRA

    @property
    def label(self) -> str:
        """The name, or the id where no name is stated."""
        return self.name or self.id
