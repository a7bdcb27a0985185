"""Which catalog type an end of a found integration has: as its artefact says, else as its words suggest, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from d365arch.catalog.check import GENERIC
from d365arch.catalog.records import Catalog, EndpointType, SystemType
from d365arch.discovery.records import FoundEndpoint, FoundIntegration
from d365arch.model.vocabulary import Initiation, Platform, Role, Timing, Trigger

Words = Sequence[tuple[tuple[str, ...], str]]

_DUAL_WRITE = ("dual-write", "dual write")
_VIRTUAL = ("virtual table", "virtual entit", "mserp_")

_DATAVERSE_STARTS: Words = (
    (_DUAL_WRITE, "both.dual-write"),
    (("mserp_", "f&o virtual", "finance and operations virtual"), "both.virtual-entity"),
    (("virtual table", "virtual entit"), "dataverse.virtual-table"),
    (("server-side sync",), "dataverse.server-side-sync"),
    (("synapse link",), "both.synapse-link"),
)
_STEP_STARTS: Words = (
    (("webhook",), "dataverse.webhook"),
    (("event hub",), "dataverse.event-hub"),
    (("relay",), "dataverse.relay"),
    (("service bus", "queue", "topic"), "dataverse.service-bus"),
    (("business event",), "dataverse.business-events"),
)
"""Only for what the platform sends by itself: a flow that posts to a queue is no service endpoint."""
_DATAVERSE_CALLED: Words = (
    (_DUAL_WRITE, "both.dual-write"),
    (("custom api",), "dataverse.custom-api"),
    (("legacy", "commondataservice "), "dataverse.connector-legacy"),
    (("organization service", "soap", "organisationservice"), "dataverse.org-service"),
    (("tds",), "dataverse.tds"),
    (("change tracking",), "dataverse.change-tracking"),
    (("excel", "file", "datei", "fichier", "csv"), "dataverse.file-import"),
)
_FO_STARTS: Words = (
    (_DUAL_WRITE, "both.dual-write"),
    (("business event", "businessevent"), "fo.business-events"),
    (("data event",), "fo.data-events"),
    (("electronic report",), "fo.er-export"),
    (("byod",), "fo.byod"),
)
_FO_CALLED: Words = (
    (_DUAL_WRITE, "both.dual-write"),
    (_VIRTUAL, "both.virtual-entity"),
    (("business event",), "fo.business-events"),
    (("recurring", "enqueue", "dequeue", "/api/connector/"), "fo.recurring-integration"),
    (("data package", "dmf", "datamanagementdefinitiongroups", "importfrompackage", "exporttopackage", "ftp", "file",
      "datei", "fichier", "csv"), "fo.dmf-package-api"),
    (("soap",), "fo.custom-service-soap"),
    (("/api/services", "custom service"), "fo.custom-service-json"),
)
_OTHERS: Words = (
    (("sftp", "ftp"), "generic.sftp"),
    (("soap",), "generic.soap"),
    (("odata",), "generic.odata"),
    (("idoc",), "generic.idoc"),
    (("bapi", "rfc"), "generic.bapi"),
    (("edi", "x12", "as2"), "generic.edi"),
    (("mcp",), "generic.mcp"),
    (("graphql",), "generic.graphql"),
    (("mqtt",), "generic.mqtt"),
    (("sms",), "generic.sms"),
    (("mail", "smtp", "outlook"), "generic.email"),
    (("table",), "generic.db"),
    (("queue", "service bus", "servicebus", "event hub", "kafka", "amqp", "jms", "rabbitmq", "msmq"),
     "generic.queue-consumer"),
    (("sql", "database", "stored procedure", "odbc"), "generic.db"),
    (("blob", "file", "csv", "folder", "data lake"), "generic.file-drop"),
    (("webhook",), "generic.webhook-receiver"),
    (("http", "rest", " api"), "generic.rest-api"),
)
_WEB = ("odata", "rest", "http", "api", "json", "xml", "web service", "webservice", "web-service", "connector")
_RARE = frozenset({"generic.graphql", "generic.rpc", "generic.odata", "generic.mcp", "generic.sign-in", "generic.ui"})
"""What stands first among the types of some systems, and is not how most of them are called."""


def allowed(catalog: Catalog, kind: SystemType | None, type_id: str | None) -> bool:
    """Whether a system of a type offers an endpoint type, as `d365arch check` sees it."""
    if type_id is None or type_id not in catalog.endpoint_types:
        return False
    if kind is None or not kind.endpoints or type_id in kind.endpoints:
        return True
    return type_id.startswith(GENERIC) and not kind.platform.is_d365


@dataclass(frozen=True, slots=True)
class _End:
    """What is known of one end when its type is sought."""

    kind: SystemType | None
    words: str
    """All that tells how the two talk, in small letters."""
    protocol: str
    """The part of it that names the protocol."""
    called: bool
    low_code: bool = False
    """Joined by connectors in a flow, app or logic app."""
    home: bool = False
    """What is called is a flow of the environment, not the environment's own interface."""
    event: bool = False

    @property
    def is_web(self) -> bool:
        """Whether it can be the web interface that a platform has for everything; a queue or EDI is none."""
        return any(sign in self.protocol for sign in _WEB)

    @property
    def platform(self) -> Platform:
        return self.kind.platform if self.kind else Platform.OTHER


def type_of_offer(catalog: Catalog, kind: SystemType | None, found: FoundEndpoint) -> str | None:
    """The type of an endpoint that an artefact shows: its own where the system offers it, else by its words."""
    if allowed(catalog, kind, found.type):
        return found.type
    words = _words(found.protocol, found.key.replace("/", " "), found.type)
    return _chosen(catalog, _End(kind, words, words, called=found.direction is not Initiation.OUTBOUND))


def type_of_end(catalog: Catalog, kind: SystemType | None, found: FoundIntegration, called: bool,
                other: SystemType | None) -> str | None:
    """The type of the endpoint that an integration uses at one of its ends; none where the end is just the system.

    `other` is the type of the system at the other end.
    """
    if found.protocol is None and found.timing is None:
        return None    # a mere arrow: any endpoint would state a protocol and a timing that nobody told
    by_maker = found.automation.startswith(_BY_MAKERS)
    words = _words(found.protocol, *found.details[:20], *found.entities[:20], found.kind)
    return _chosen(catalog, _End(
        kind, words, _words(found.protocol), called,
        low_code=bool(found.low_code) or by_maker or found.automation.startswith("logic-app/"),
        home=called and by_maker and (other is None or other.platform is not Platform.DATAVERSE),
        event=found.trigger is Trigger.EVENT and found.timing is not Timing.SYNCHRONOUS))


_BY_MAKERS = ("flow/", "canvas-app/")


def _words(*texts: str | None) -> str:
    return " ".join(text for text in texts if text).lower() + " "


def _chosen(catalog: Catalog, end: _End) -> str | None:
    return next((one for one in _candidates(end)
                 if allowed(catalog, end.kind, one) and _may_stand(catalog, one, end)), None)


def _may_stand(catalog: Catalog, type_id: str, end: _End) -> bool:
    """Whether the initiator rule lets an endpoint of a D365 platform stand at that end."""
    wrong = Initiation.OUTBOUND if end.called else Initiation.INBOUND
    return not end.platform.is_d365 or catalog.endpoint_types[type_id].initiation is not wrong


def _candidates(end: _End) -> Sequence[str]:
    if end.platform is Platform.FINANCE_OPERATIONS:
        return _of_finance_operations(end)
    if end.platform.is_d365:
        return _of_dataverse(end)
    if end.kind is not None and end.kind.role is Role.HUB:
        return _channels(end.kind, end.words)
    if not end.called:
        return ()
    offered = end.kind.endpoints if end.kind else ()
    if not offered:
        return (*_matching(_OTHERS, end.protocol), "generic.rest-api")
    named = (one for one in _matching(_OTHERS, end.protocol) if one in offered)
    return (*named, "generic.rest-api" if offered[0] in _RARE and len(offered) > 1 else offered[0])


def _of_finance_operations(end: _End) -> Sequence[str]:
    if end.called:
        usual = ("fo.odata", "fo.commerce-scale-unit") if end.is_web else ()
        return (*_matching(_FO_CALLED, end.words), *usual)
    return _matching(_FO_STARTS, end.words)


def _of_dataverse(end: _End) -> Sequence[str]:
    if end.home:
        return ()
    if end.called:
        by_connector = end.low_code and not any(sign in end.protocol for sign in ("http", "odata", "rest"))
        usual = "dataverse.connector" if by_connector else "dataverse.web-api" if end.is_web else ""
        return (*_matching(_DATAVERSE_CALLED, end.words), usual)
    started = (*_matching(_DATAVERSE_STARTS, end.words), *(() if end.low_code else _matching(_STEP_STARTS, end.words)))
    return (*started, "dataverse.flow-trigger") if end.low_code and end.event else started


def _matching(table: Words, words: str) -> tuple[str, ...]:
    return tuple(type_id for signs, type_id in table if any(sign in words for sign in signs))


def _channels(kind: SystemType, words: str) -> Sequence[str]:
    """The channel types of a hub, the one that is named first."""
    named = [one for one in kind.endpoints if one.rpartition("-")[2] in words]
    return (*named, *kind.endpoints)


def makers_row(kind: SystemType | None, found: FoundIntegration, called: bool) -> tuple[str, Initiation] | None:
    """What the flows and apps of an environment are called that stand at an end without an endpoint of the catalog.

    One row for all of a kind: a flow is no endpoint that others would know.
    """
    what, _, _ = found.automation.partition("/")
    if kind is None or kind.platform is not Platform.DATAVERSE or f"{what}/" not in _BY_MAKERS:
        return None
    if called:
        return "Cloud flows started by others", Initiation.INBOUND
    if what != "flow":
        return "Canvas apps", Initiation.OUTBOUND
    return _FLOWS.get(found.trigger, "Cloud flows"), Initiation.OUTBOUND


_FLOWS: Mapping[Trigger | None, str] = {
    Trigger.SCHEDULED: "Scheduled cloud flows", Trigger.ON_DEMAND: "Cloud flows on demand",
    Trigger.EVENT: "Cloud flows on events"}


def type_name(catalog: Catalog, type_id: str | None) -> str:
    """What people call a type."""
    kind: EndpointType | None = catalog.endpoint_types.get(type_id or "")
    return kind.name if kind else "Endpoint"
