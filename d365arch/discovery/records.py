"""What a discovery finds: systems, endpoints and integrations with their evidence, and what it could not read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from d365arch.model.geometry import Point
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import (
    Confidence,
    DataFlow,
    Hosting,
    Initiation,
    Level,
    Operation,
    Timing,
    Trigger,
    ZoneKind,
)
from d365arch.model.vocabulary import Kind as IntegrationKind


class Identity(NamedTuple):
    """What makes a system the same system wherever it is seen: what it is, and the part that belongs to this tenant.

    `kind` is a word of ours (`dataverse`, `fo`, `azure.service-bus`, `connector.office365`, `named`, ...); `part`
    is the host, site, namespace, server or name in small letters, empty where the artefact does not say. Display names
    are never an identity, except of kind `named`, for what lists and drawings know by name only.
    """

    kind: str
    part: str = ""

    @property
    def known_as(self) -> str:
        """The identity as a landscape file keeps it: `host:shop.example.com`, `dataverse`."""
        return f"{self.kind}:{self.part}" if self.part else self.kind


DATAVERSE = Identity("dataverse")
"""The environment an artefact of the Power Platform belongs to, where it does not say which."""
FINANCE_OPERATIONS = Identity("fo")
"""The Finance and Operations environment, where an artefact does not say which."""


class ZoneHint(NamedTuple):
    """The boundary a found system stands in: an environment, a network, the publisher of a service."""

    kind: ZoneKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSystem:
    """A system that an artefact names or implies."""

    identity: Identity
    name: str
    type: str | None = None
    """Catalog system type."""
    zone: ZoneHint | None = None
    hosting: Hosting | None = None
    description: str | None = None
    aliases: tuple[str, ...] = ()
    """Other names it goes by in the artefacts."""
    unresolved: bool = False
    """Its address is an expression or a parameter without value: it is named after that."""
    supporting: bool = False
    """Helps others and takes part in no business data flow: monitoring, key vaults, storage of a middleware."""
    at: Point | None = None
    """Where a drawing has it, in the drawing's own pixels."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEndpoint:
    """A way in or out that a system offers, whether or not anybody is known to use it."""

    system: Identity
    key: str
    """Unique within the system and the same wherever the endpoint is seen: `odata/customersv3`, `queue/orders`."""
    name: str
    type: str | None = None
    """Catalog endpoint or channel type."""
    direction: Initiation | None = None
    timing: tuple[Timing, ...] = ()
    protocol: str | None = None
    entities: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    details: tuple[str, ...] = ()
    """Names of operations or paths offered, for people."""
    auth: str | None = None
    """As in the file: `oauth`, `api-key`, `basic`, `certificate`, `sas`, `managed-identity`."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIntegration:
    """One automation and one other system: who contacts whom, when, with what."""

    automation: str
    """What makes the automation the same wherever it is seen: `flow/<workflow id>`, `logic-app/<name>`, ..."""
    name: str
    from_: Identity
    to: Identity
    from_endpoint: str | None = None
    """Key of a `FoundEndpoint` of the initiator, where one was noted."""
    to_endpoint: str | None = None
    both: bool = False
    """Either side may start, as with dual-write."""
    timing: Timing | None = None
    trigger: Trigger | None = None
    frequency: str | None = None
    """As the file writes it: `every 5 min`, `daily 02:00`, `weekly`."""
    data: DataFlow | None = None
    """Which way data goes, seen from the initiator."""
    kind: IntegrationKind | None = None
    protocol: str | None = None
    entities: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    details: tuple[str, ...] = ()
    """What is called, for people: operation ids, `POST /api/orders`, names of procedures or pipelines."""
    notes: tuple[str, ...] = ()
    """What else the artefact states and no field is for: `via MuleSoft`, `list id: INT-07`, `in DE01`."""
    auth: str | None = None
    low_code: bool | None = None
    per_day: float | None = None
    """Messages or records a day, where an artefact such as a list states them."""
    per_hour: float | None = None
    """Messages in an average hour."""
    owner: str | None = None
    """The team that answers for it; names of persons are left out."""
    criticality: Level | None = None
    """What a failure means."""
    active: bool | None = None
    """False: switched off, which is still architecture."""
    tags: tuple[str, ...] = ()
    description: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def confidence(self) -> Confidence:
        """The best that any of its evidence gives."""
        return best_confidence(self.evidence)


ORDER_OF_CONFIDENCE = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.HINT)


def best_confidence(evidence: tuple[Evidence, ...]) -> Confidence:
    """The strongest of several pieces of evidence; a hint where none says."""
    stated = [ORDER_OF_CONFIDENCE.index(one.confidence) for one in evidence if one.confidence]
    return ORDER_OF_CONFIDENCE[min(stated)] if stated else Confidence.HINT


class NotRead(NamedTuple):
    """A file, or a part of one, that could not be read, with the reason as a sentence."""

    file: str
    reason: str


class Secret(NamedTuple):
    """A secret that stands in plain text in an artefact. Its value is kept nowhere."""

    file: str
    place: str
    kind: str
    """`access key`, `password`, `client secret`, `token`, `SAS signature`, `connection string`, `private key`."""


class Remark(NamedTuple):
    """Something worth knowing that is no integration, such as a plug-in whose code may call out."""

    file: str
    place: str
    sentence: str


class Offer(NamedTuple):
    """Systems that may be one and the same, for a person to decide."""

    systems: tuple[Identity, ...]
    reason: str


class ArtefactKind(StrEnum):
    """The kinds of artefact that are read."""

    SOLUTION = "Dataverse solution"
    CONNECTOR = "custom connector"
    CANVAS_APP = "canvas app"
    CLOUD_FLOW = "cloud flow"
    FO_METADATA = "Finance and Operations metadata"
    FO_PACKAGE = "Finance and Operations data package"
    FO_EVENTS = "business event export"
    LOGIC_APP = "logic app"
    API_CONNECTION = "API connection"
    DATA_FACTORY = "data factory"
    API_MANAGEMENT = "API Management"
    TEMPLATE = "Azure template"
    INTERFACE_LIST = "interface list"
    DRAWING = "drawing"


class ReadArtefact(NamedTuple):
    """An artefact that was recognized and read."""

    file: str
    kind: ArtefactKind
    name: str
    """What it calls itself: the unique name of a solution, the name of a logic app."""


class Root(NamedTuple):
    """A file or folder that the run was asked to read."""

    name: str
    """What it is called itself, without the way to it; of `.` the name of that folder."""
    shown: str
    """How the paths of its files begin in evidence: as it was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The outcome: what was found, merged and in a stable order, and what was not."""

    systems: tuple[FoundSystem, ...] = ()
    endpoints: tuple[FoundEndpoint, ...] = ()
    integrations: tuple[FoundIntegration, ...] = ()
    offers: tuple[Offer, ...] = ()
    remarks: tuple[Remark, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    secrets: tuple[Secret, ...] = ()
    read: tuple[ReadArtefact, ...] = ()
    roots: tuple[Root, ...] = ()
    """What the run was asked to read."""
    passed_over: tuple[tuple[str, int], ...] = ()
    """Endings of files that were seen and hold nothing that discovery knows, with their number."""
