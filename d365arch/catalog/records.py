"""The records of the catalog: system types, endpoint types, hub services and the sources they were read from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from d365arch.catalog.limits import LimitFact
from d365arch.model.vocabulary import DataFlow, Hosting, Initiation, Operation, Platform, Role, Style, Timing, Trigger


class Status(StrEnum):
    """Where a service stands in its life."""

    CURRENT = "current"
    PREVIEW = "preview"
    LEGACY = "legacy"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class HubStyle(StrEnum):
    """What a middleware service does (endpoint-catalogue section 4)."""

    SYNC_MEDIATION = "sync-mediation"
    ASYNC_MESSAGING = "async-messaging"
    EVENT_STREAMING = "event-streaming"
    EVENT_ROUTING = "event-routing"
    BATCH = "batch"
    ORCHESTRATION = "orchestration"
    COMPUTE = "compute"


class HubClass(StrEnum):
    """Class of integrations that a hub consolidates (analysis-spec section 1); other middleware has none."""

    SYNC = "sync"
    MESSAGE = "message"
    STREAM = "stream"
    BATCH = "batch"


class VolumeClass(StrEnum):
    """Records per hour: V1 up to 1,000, V2 to 10,000, V3 to 200,000, V4 above (our convention)."""

    V1 = "V1"
    V2 = "V2"
    V3 = "V3"
    V4 = "V4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that facts were read from; `read` is the date of the version read, as the document states it."""

    id: str
    title: str
    location: str
    dated: str | None = None
    read: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """A line icon: SVG path data in a 24 x 24 square, stroked 1.6 wide with round caps, not filled."""

    id: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointType:
    """A kind of endpoint or, with `channel`, of channel on a hub.

    `timing` lists the default first. `initiation` is who opens the conversation, seen from D365. `data` says where
    payload can move relative to D365: `in`, `out` or both, and is never derived from the initiation. `systems` are the
    system types that offer it (empty: any). `unverified` names facts not found in a stored document.
    """

    id: str
    name: str
    platform: Platform
    timing: tuple[Timing, ...]
    initiation: Initiation
    data: tuple[str, ...] = ()
    style: Style = Style.REQUEST_REPLY
    default_data_flow: DataFlow | None = None
    operations: tuple[Operation, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    protocol: str | None = None
    protocols: tuple[str, ...] = ()
    auth: str | None = None
    unit: str | None = None
    volume: tuple[VolumeClass, ...] = ()
    code: str | None = None
    status: Status = Status.CURRENT
    replacement: tuple[str, ...] = ()
    latency: str | None = None
    use: str | None = None
    avoid: str | None = None
    limits: tuple[str, ...] = ()
    notes: str | None = None
    unverified: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    channel: bool = False
    short: str | None = None

    @property
    def low_code(self) -> bool:
        """Whether it is built with low code only."""
        return self.code == "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemType:
    """A kind of system: role, platform, icon, and the endpoint types it offers."""

    id: str
    name: str
    role: Role
    platform: Platform = Platform.OTHER
    icon: str = "application"
    category: str = "Other"
    hosting: Hosting | None = None
    endpoints: tuple[str, ...] = ()
    hub_styles: tuple[HubStyle, ...] = ()
    hub_class: HubClass | None = None
    hub_timing: tuple[Timing, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None
    facts: tuple[str, ...] = ()
    status: Status = Status.CURRENT
    replacement: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All types known to a session, by id; the product's own and those of user packs."""

    system_types: dict[str, SystemType]
    endpoint_types: dict[str, EndpointType]
    icons: dict[str, Icon]
    sources: dict[str, Source]
    limits: dict[str, LimitFact] = field(default_factory=dict)

    def icon_of(self, system_type: SystemType | None) -> Icon:
        """The icon of a system type; the plain application icon where there is none."""
        return self.icons.get(system_type.icon if system_type else "", self.icons["application"])
