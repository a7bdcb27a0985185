"""Endpoints: named ways into or out of a system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from immutabledict import immutabledict

from d365arch.model.fields import NO_EXTRA, Extra, Kind, many, mapping, required, spec
from d365arch.model.vocabulary import FlowProfile, Initiation, Operation, Timing, VirtualTableNeed


class End(NamedTuple):
    """One end of an integration: a system, or one endpoint of it; written `system` or `system.endpoint`."""

    system: str
    endpoint: str | None = None

    def __str__(self) -> str:
        return f"{self.system}.{self.endpoint}" if self.endpoint else self.system

    @staticmethod
    def parse(text: str) -> End:
        """The end that `system` or `system.endpoint` names."""
        system, _, endpoint = text.partition(".")
        return End(system, endpoint or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A named way into or out of a system, of a catalog type; on a hub it is a channel."""

    id: str = required("id", Kind.ID, "Unique within its system.")
    name: str | None = spec("name", Kind.TEXT, "What people call the endpoint.", default="the name of its type")
    type: str | None = spec("type", Kind.ENDPOINT_TYPE, "Catalog endpoint or channel type.")
    timing: tuple[Timing, ...] = many("timing", Kind.WORD, "One timing or a list.", words=Timing,
                                      default="from the type")
    direction: Initiation | None = spec("direction", Kind.WORD, "Which side starts, seen from D365.", words=Initiation,
                                        default="from the type")
    protocol: str | None = spec("protocol", Kind.TEXT, "Transport protocol, such as REST, OData, AMQP, SFTP.",
                                default="from the type")
    auth: str | None = spec("auth", Kind.TEXT, "How callers authenticate: oauth, managed-identity, api-key, basic, "
                                               "certificate, sas.")
    tls: str | None = spec("tls", Kind.TEXT, "Lowest TLS version offered, such as 1.2.")
    entities: tuple[str, ...] = many("entities", Kind.TEXT, "Business entities that pass.")
    operations: tuple[Operation, ...] = many("operations", Kind.WORD, "What callers may do.", words=Operation)
    owner: str | None = spec("owner", Kind.TEXT, "Who answers for the endpoint.")
    description: str | None = spec("description", Kind.TEXT, "A sentence or two for readers.")
    sessions: bool | None = spec("sessions", Kind.FLAG, "Channel: messages of a session stay in order.")
    filters: immutabledict[str, int] = mapping("filters", Kind.COUNT, "Channel: filters by kind (sql, correlation) per "
                                                                      "subscription (limit L-SB-02).")
    retention: float | None = spec("retention", Kind.DURATION, "Channel: how long messages are kept, in seconds.")
    size: float | None = spec("size", Kind.KILOBYTES, "Channel: how much fits in, in kilobytes.")
    dead_letter: bool | None = spec("dead_letter", Kind.FLAG, "Channel: undeliverable messages go to a dead-letter "
                                                              "queue.")
    profile: FlowProfile | None = spec("profile", Kind.WORD, "Flow: performance profile.", words=FlowProfile)
    actions: int | None = spec("actions", Kind.COUNT, "Flow: actions per run.")
    needs: tuple[VirtualTableNeed, ...] = many("needs", Kind.WORD, "Virtual table: features it must have (R-510).",
                                               words=VirtualTableNeed)
    extra: Extra = NO_EXTRA


