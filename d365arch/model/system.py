"""Systems: applications, platforms, data stores and middleware."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.endpoint import Endpoint
from d365arch.model.fields import NO_EXTRA, Extra, Kind, many, required, spec
from d365arch.model.vocabulary import Exposure, Hosting, Level, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a system promises after a disaster; both in seconds."""

    rto: float | None = spec("rto", Kind.DURATION, "Recovery time objective, in seconds.")
    rpo: float | None = spec("rpo", Kind.DURATION, "Recovery point objective, in seconds.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Alm:
    """How something is versioned and released (P-505)."""

    pipeline: str | None = spec("pipeline", Kind.TEXT, "The pipeline or tool that releases it.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An application, platform, data store or middleware, with its endpoints; never its place on a drawing."""

    id: str = required("id", Kind.ID, "Unique among systems.")
    name: str | None = spec("name", Kind.TEXT, "What people call the system.", default="the id")
    type: str | None = spec("type", Kind.SYSTEM_TYPE, "Catalog system type.")
    role: Role | None = spec("role", Kind.WORD, "What the system is here.", words=Role, default="from the type")
    description: str | None = spec("description", Kind.TEXT, "A sentence or two for readers.")
    tags: tuple[str, ...] = many("tags", Kind.TEXT, "Free labels.")
    zone: str | None = spec("zone", Kind.ZONE, "The zone the system stands in.")
    owner: str | None = spec("owner", Kind.TEXT, "Who answers for it in the business (P-103).")
    technical_owner: str | None = spec("technical_owner", Kind.TEXT, "Who runs it (P-103).")
    criticality: Level | None = spec("criticality", Kind.WORD, "What an outage means.", words=Level)
    hosting: Hosting | None = spec("hosting", Kind.WORD, "Where it runs.", words=Hosting, default="cloud")
    exposure: Exposure | None = spec("exposure", Kind.WORD, "Who can reach it.", words=Exposure, default="internal")
    version: str | None = spec("version", Kind.TEXT, "Release, such as 10.0.40 (limit L-FO-01).")
    servers: int | None = spec("servers", Kind.COUNT, "Web servers behind the platform's limits.", default="1",
                               symbol="S")
    tier: str | None = spec("tier", Kind.TEXT, "Service tier, such as standard or premium.")
    units: int | None = spec("units", Kind.COUNT, "Scale units of the tier.")
    availability: float | None = spec("availability", Kind.SHARE, "Share of time it answers.",
                                      default="99.9%, hubs 99.95%")
    high_availability: bool | None = spec("high_availability", Kind.FLAG, "Survives the loss of one instance.")
    recovery: Recovery | None = spec("recovery", Kind.RECORD, "Recovery objectives.", record=Recovery)
    known_as: tuple[str, ...] = many("known_as", Kind.TEXT, "What discovery knows it by, whatever people call it: kind "
                                     "and address, such as host:shop.example.com.")
    environments: tuple[str, ...] = many("environments", Kind.TEXT, "Environments there are: dev, test, prod (P-504).")
    alm: Alm | None = spec("alm", Kind.TEXT_OR_RECORD, "How it is versioned and released (P-505).", record=Alm)
    endpoints: tuple[Endpoint, ...] = many("endpoints", Kind.RECORD, "Ways in and out.", record=Endpoint)
    extra: Extra = NO_EXTRA

    @property
    def label(self) -> str:
        """The name, or the id where no name is stated."""
        return self.name or self.id

    def endpoint(self, endpoint_id: str | None) -> Endpoint | None:
        """The endpoint of that id, or none."""
        if endpoint_id is not None:
            for each in self.endpoints:    # asked for every end of every integration: a generator takes twice as long
                if each.id == endpoint_id:
                    return each
        return None
