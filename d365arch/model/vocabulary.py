"""The closed words of a landscape file, as enumerations whose values are what people write."""

from __future__ import annotations

from enum import StrEnum


class Timing(StrEnum):
    """How the initiator experiences an exchange.

    Source: Microsoft, Dynamics 365 implementation guide, "Choose an integration pattern" (01/2024).
    """

    SYNCHRONOUS = "synchronous"
    ASYNCHRONOUS = "asynchronous"
    NEAR_REAL_TIME = "near-real-time"


class Direction(StrEnum):
    """Who starts, seen from Dataverse or Finance and Operations, whichever way the data goes."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"
    INTERNAL = "internal"
    EXTERNAL = "external"


class Initiation(StrEnum):
    """Which starts an endpoint is made for: outbound (D365 starts), inbound (the other side does) or both."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH = "both"


class DataFlow(StrEnum):
    """Where data moves, relative to the initiator: push (to the called side), pull (from it) or both."""

    PUSH = "push"
    PULL = "pull"
    BOTH = "both"


class Kind(StrEnum):
    """What an integration joins. Source: Microsoft, "Choose an integration design" (01/2024)."""

    DATA = "data"
    PROCESS = "process"
    UI = "ui"


class Style(StrEnum):
    """Shape of the exchange."""

    REQUEST_REPLY = "request-reply"
    EVENT = "event"
    BATCH = "batch"


class Trigger(StrEnum):
    """What makes the exchange happen."""

    ON_DEMAND = "on-demand"
    EVENT = "event"
    SCHEDULED = "scheduled"


class Level(StrEnum):
    """Three steps, for criticality, priority and frequency."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Operation(StrEnum):
    """What is done with the entity at the called side."""

    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    ACTION = "action"
    EVENT = "event"
    FILE = "file"


class Purpose(StrEnum):
    """Why the data moves."""

    TRANSACTION = "transaction"
    VIEW = "view"
    REPORT = "report"
    EXPORT = "export"
    MASTER_DATA = "master-data"
    NOTIFICATION = "notification"


class Delivery(StrEnum):
    """Delivery guarantee that the exchange needs."""

    AT_MOST_ONCE = "at-most-once"
    AT_LEAST_ONCE = "at-least-once"
    EXACTLY_ONCE_EFFECT = "exactly-once-effect"


class Role(StrEnum):
    """What a system is in the landscape."""

    APPLICATION = "application"
    HUB = "hub"
    DATA_STORE = "data-store"
    PERSON = "person"
    DEVICE = "device"


class Platform(StrEnum):
    """Which of the two D365 platforms a type belongs to; decides what inbound and outbound mean."""

    FINANCE_OPERATIONS = "fo"
    DATAVERSE = "dataverse"
    BOTH = "both"
    OTHER = "other"

    @property
    def is_d365(self) -> bool:
        """Whether a system on this platform is a Dynamics 365 side in the sense of inbound and outbound."""
        return self is not Platform.OTHER


class ZoneKind(StrEnum):
    """What a zone bounds; only trust and residency keep integrations from being consolidated."""

    ENVIRONMENT = "environment"
    TENANT = "tenant"
    REGION = "region"
    NETWORK = "network"
    TRUST = "trust"
    RESIDENCY = "residency"
    GROUP = "group"


class Hosting(StrEnum):
    """Where a system runs."""

    CLOUD = "cloud"
    SAAS = "saas"
    ON_PREMISES = "on-premises"
    PARTNER = "partner"


class Exposure(StrEnum):
    """Who can reach a system."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PUBLIC = "public"


class State(StrEnum):
    """What a landscape describes: how it is, how it shall be, or a step between."""

    AS_IS = "as-is"
    TO_BE = "to-be"
    TRANSITION = "transition"


class FlowProfile(StrEnum):
    """Power Automate performance profile (limit L-PA-02)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNLIMITED = "unlimited"


class VirtualTableNeed(StrEnum):
    """A feature needed of a virtual table that it may not have (rule R-510)."""

    AUDIT = "audit"
    SEARCH = "search"
    CHARTS = "charts"
    ROW_SECURITY = "row-security"


class BatchFormat(StrEnum):
    """How recurring data is packed (rule R-607)."""

    PACKAGE = "package"
    FILE = "file"


class Confidence(StrEnum):
    """How sure discovery is of what it found."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HINT = "hint"


class Flow(StrEnum):
    """Reading direction of a drawing."""

    RIGHT = "right"
    DOWN = "down"


class Fit(StrEnum):
    """How a drawing is set on paper: whole on one sheet, as wide as the sheet, or at its scale over several."""

    PAGE = "page"
    WIDTH = "width"
    TILES = "tiles"


class Orientation(StrEnum):
    """How a page lies."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class Severity(StrEnum):
    """Verdict of a rule, gravest first; unstated is kept apart from violated."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"
    RECOMMENDATION = "recommendation"
    UNSTATED = "unstated"


class Perspective(StrEnum):
    """What the colors of a drawing tell."""

    TIMING = "timing"
    DIRECTION = "direction"
    OWNER = "owner"
    CRITICALITY = "criticality"
    PROTOCOL = "protocol"
    HUB = "hub"                  # through a hub, or direct
    VOLUME = "volume"
    SEVERITY = "severity"        # of the gravest finding
    ZONE = "zone"


class LineWidth(StrEnum):
    """What the width of lines tells."""

    PLAIN = "plain"
    VOLUME = "volume"


class Match(StrEnum):
    """How many of several conditions must be met."""

    ANY = "any"
    ALL = "all"


class Way(StrEnum):
    """Whether an integration has one end on a hub or joins two systems directly."""

    HUB = "hub"
    DIRECT = "direct"


class NoteStyle(StrEnum):
    """How free text on a drawing looks."""

    PAPER = "paper"
    PLAIN = "plain"
