"""Decisions about transport (R-8xx): protocols, security, order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.catalog.records import EndpointType, Status
from d365arch.model import End, Integration
from d365arch.model.vocabulary import DataFlow, Hosting, Kind, Level, Platform, Severity, State

OUTDATED = frozenset({Status.LEGACY, Status.DEPRECATED, Status.RETIRED})

FAMILIES = {
    "soap": "SOAP", "ws-trust": "SOAP", "rest": "REST", "json": "REST", "odata": "REST", "graphql": "REST",
    "http": "HTTP", "https": "HTTP", "amqp": "messages", "mq": "messages", "jms": "messages", "kafka": "messages",
    "mqtt": "messages", "sftp": "files", "ftp": "files", "ftps": "files", "file": "files", "csv": "files",
    "edi": "EDI", "edifact": "EDI", "x12": "EDI", "as2": "EDI", "idoc": "IDoc", "rfc": "RFC", "sql": "SQL",
    "tds": "SQL",
}
"""Protocols by what can talk to each other; what is not listed is not judged."""

FILE_ABLE = ("fo.recurring-integration", "fo.dmf-package-api", "fo.dmf-workspace", "fo.er-export", "fo.er-import",
             "fo.punchout", "fo.invoice-capture", "dataverse.file-import", "dataverse.dataflow", "both.synapse-link",
             "both.fabric-link")
"""Endpoints of Dynamics 365 that give or take files by themselves."""

OWN_CODE = ("fo.external-web-service", "dataverse.plugin-sync", "dataverse.plugin-async")
"""Call-outs that a developer writes in X++ or in a plug-in."""

UNORDERED = ("azure.event-grid-topic", "dataverse.flow-trigger", "fo.business-events", "fo.data-events",
             "dataverse.business-events", "both.events")
"""Transports that promise no order (S05, S47, L-EG-02)."""

SHARED_SECRETS = re.compile(r"\b(basic|api[- ]?key|shared[- ]?(secret|key)|secret|password|sas)\b", re.IGNORECASE)
IN_CODE = re.compile(r"\b(hard[- ]?coded|(in|inside) (the )?(code|configuration|config|script|flow|plug-in))\b",
                     re.IGNORECASE)
ADDRESS = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3}|localhost)\b(?!\.\d)", re.IGNORECASE)


def family(protocol: str | None) -> str | None:
    """What a protocol can talk to, none where it is not known: REST, SOAP, messages, files ..."""
    if not protocol:
        return None
    words = re.split(r"[^a-z0-9-]+", protocol.casefold())
    return next((FAMILIES[w] for w in words if w in FAMILIES), None)


@rule("R-801")
def outdated_endpoint(context: RuleContext) -> Iterator[Verdict]:
    """An endpoint in use that is legacy, deprecated or retired; once for each endpoint, gravest in a plan (A-24)."""
    used: dict[End, tuple[EndpointType, list[Integration]]] = {}
    for i in context.active:
        for end in (i.from_, i.to):
            kind = context.facts.at(end).kind
            if kind is not None and kind.status in OUTDATED:
                used.setdefault(end, (kind, []))[1].append(i)
    planned = context.landscape.state is State.TO_BE
    for end, (kind, links) in sorted(used.items(), key=lambda found: str(found[0])):
        severity = None
        if planned:
            severity = Severity.VIOLATION if kind.status is Status.RETIRED else Severity.WARNING
        known = context.facts.catalog.endpoint_types
        instead = say.listing([context.kind(r) for r in kind.replacement if r in known]) if kind.replacement else (
            "a current endpoint")
        yield Verdict((end.system, *(i.id for i in links)), {
            "endpoint": context.kind(kind.id), "system": context.label(end.system), "status": kind.status.value,
            "links": context.links(links), "use": "uses" if len(links) == 1 else "use", "instead": instead},
            {"status": kind.status.value, "integrations": len(links)}, severity,
            "planned" if planned else "default")


@rule("R-802")
def erp_on_premises(context: RuleContext) -> Iterator[Verdict]:
    """Finance and Operations on premises is called by anything but the package API."""
    for i in context.active:
        system, kind = context.system(i, called=True), context.facts.at(i.to).kind
        if (system is not None and system.hosting is Hosting.ON_PREMISES and kind is not None
                and context.platform(system.id) is Platform.FINANCE_OPERATIONS
                and kind.id not in {"fo.dmf-package-api", "fo.dmf-workspace"}):
            yield Verdict((i.id, system.id), {"link": context.told(i), "way": context.kind(kind.id),
                                              "system": context.label(system.id),
                                              "instead": context.kind("fo.dmf-package-api")})


@rule("R-803")
def old_tls(context: RuleContext) -> Iterator[Verdict]:
    """A called side that speaks less than TLS 1.2."""
    for i in context.active:
        called = context.endpoint(i, called=True)
        stated = i.tls or (called.tls if called else None)
        version = re.search(r"\d+(\.\d+)?", stated or "")
        ssl = bool(stated) and "ssl" in str(stated).casefold()
        if version and (ssl or float(version[0]) < 1.2):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "called": context.label(i.to.system),
                                                "tls": stated if ssl else f"TLS {version[0]}"})


def _foreign(context: RuleContext, integration: Integration) -> tuple[End, End] | None:
    """The D365 end and the other one of a direct integration between D365 and a system that is not; else none."""
    if not context.direct(integration):
        return None
    a, b = integration.from_, integration.to
    if context.platform(a.system).is_d365 == context.platform(b.system).is_d365:
        return None
    return (a, b) if context.platform(a.system).is_d365 else (b, a)


def _spoken(context: RuleContext, integration: Integration, other: End) -> str | None:
    """What the other system speaks: its endpoint's protocol, else that stated for the integration."""
    endpoint = context.landscape.endpoint_at(other)
    return (context.facts.protocol_of(endpoint) if endpoint else None) or integration.protocol


@rule("R-804")
def only_files(context: RuleContext) -> Iterator[Verdict]:
    """A system that speaks only files is joined to an endpoint of Dynamics 365 that does not."""
    for i in context.active:
        ends = _foreign(context, i)
        if ends is None:
            continue
        mine, other = ends
        spoken, kind = _spoken(context, i, other), context.facts.at(mine).kind
        if family(spoken) == "files" and (kind is None or kind.id not in FILE_ABLE):
            erp = context.platform(mine.system) is Platform.FINANCE_OPERATIONS
            leaves = context.data.into(i) != mine.system
            variant = "default" if erp else "out" if leaves else "in"
            yield Verdict((i.id, other.system), {"link": context.told(i), "other": context.label(other.system),
                                                 "protocol": spoken}, variant=variant)


@rule("R-805")
def translated_in_code(context: RuleContext) -> Iterator[Verdict]:
    """A system that speaks SOAP, MQ, EDI, IDoc or RFC is called from X++ or a plug-in."""
    for i in context.using(*OWN_CODE):
        ends = _foreign(context, i)
        if ends is None:
            continue
        spoken = _spoken(context, i, ends[1])
        if family(spoken) in {"SOAP", "messages", "EDI", "IDoc", "RFC"}:
            code = "X++" if context.uses(i, OWN_CODE[0]) else "a plug-in"
            yield Verdict((i.id, ends[1].system), {"link": context.told(i), "protocol": spoken, "code": code,
                                                   "other": context.label(ends[1].system)})


def authentication(context: RuleContext, integration: Integration) -> str | None:
    """How the initiator signs in: as stated for the integration, else at the called endpoint."""
    called = context.endpoint(integration, called=True)
    return integration.auth or (called.auth if called else None)


@rule("R-806")
def shared_secret(context: RuleContext) -> Iterator[Verdict]:
    """A critical integration signs in with a secret that several know; secrets in code are A-23."""
    for i in context.active:
        auth = authentication(context, i)
        if auth and SHARED_SECRETS.search(auth) and not IN_CODE.search(auth) and context.critical(i):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "auth": auth},
                          {"auth": auth, "criticality": Level.HIGH.value})


@rule("R-807")
def outside_the_sandbox(context: RuleContext) -> Iterator[Verdict]:
    """A plug-in calls an address, a port of its own server, or another protocol than HTTP."""
    for i in context.using("dataverse.plugin-sync", "dataverse.plugin-async"):
        called, system = context.endpoint(i, called=True), context.system(i, called=True)
        told = " ".join(filter(None, (i.description, *i.docs, called.name if called else None,
                                      called.description if called else None, system.description if system else None)))
        address = ADDRESS.search(told)
        spoken = (called.protocol if called else None) or i.protocol
        other = family(spoken) not in {None, "HTTP", "REST", "SOAP"}
        if address or other:
            yield Verdict((i.id, i.from_.system), {
                "link": context.told(i), "what": f"the address {address[1]}" if address else f"{spoken}",
                "called": context.label(i.to.system)}, {"target": address[1] if address else str(spoken)})


@rule("R-808")
def nobody_translates(context: RuleContext) -> Iterator[Verdict]:
    """The two ends of a direct integration speak differently and nothing between them translates."""
    for i in context.active:
        if not context.direct(i) or i.kind is Kind.UI or context.native(i):
            continue
        one, other = _languages(context, i.from_), _languages(context, i.to)
        if i.protocol and family(i.protocol):
            one = one or {str(family(i.protocol))}
        if not one or not other or not _strangers(one, other):
            continue
        yield Verdict((i.id, i.from_.system, i.to.system), {
            "link": context.told(i), "caller": context.label(i.from_.system), "called": context.label(i.to.system),
            "one": say.listing(sorted(one)), "other": say.listing(sorted(other))})


def _languages(context: RuleContext, end: End) -> frozenset[str] | set[str]:
    """What an endpoint speaks; empty where nothing says, or where something is said that is not judged."""
    endpoint = context.landscape.endpoint_at(end)
    if endpoint is None:
        return frozenset()
    kind = context.facts.endpoint_type(endpoint)
    named = (endpoint.protocol,) if endpoint.protocol else (kind.protocols or (kind.protocol,)) if kind else ()
    known = [family(p) for p in named]
    return frozenset(filter(None, known)) if known and all(known) else frozenset()


def _strangers(one: frozenset[str] | set[str], other: frozenset[str] | set[str]) -> bool:
    """Whether they have nothing in common; over HTTP goes REST and SOAP alike."""
    def wide(spoken: frozenset[str] | set[str]) -> set[str]:
        return {*spoken, *({"REST", "SOAP"} if "HTTP" in spoken else set())}

    return wide(one).isdisjoint(wide(other))


@rule("R-809")
def large_synchronous_message(context: RuleContext) -> Iterator[Verdict]:
    """Somebody waits while a large message travels by REST."""
    limit = context.threshold("R-809", "kb")
    for i in context.active:
        size = i.volume.message_kb if i.volume else None
        if (size and size > limit and i.kind is not Kind.UI and context.synchronous(i)
                and family(context.exchange_of[i.id].protocol) in {"REST", "HTTP"}):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "size": say.count(size),
                                                "limit": say.count(limit)}, {"kb": size, "limit_kb": limit})


@rule("R-810")
def order_not_kept(context: RuleContext) -> Iterator[Verdict]:
    """Order is required on a transport that does not keep it."""
    for i in context.active:
        if not i.order_required:
            continue
        for end in (i.to, i.from_):
            endpoint, kind = context.landscape.endpoint_at(end), context.facts.at(end).kind
            if endpoint is None or kind is None:
                continue
            topic = kind.id == "azure.service-bus-topic" and not endpoint.sessions
            competing = (kind.id == "azure.service-bus-queue" and not endpoint.sessions
                         and i.data_flow is DataFlow.PULL and (i.parallelism or 1) > 1)
            if topic or competing or kind.id in UNORDERED:
                variant = "sessions" if topic or competing else "default"
                yield Verdict((i.id, end.system), {
                    "link": context.told(i), "way": context.kind(kind.id), "on": context.label(end.system),
                    "channel": endpoint.name or endpoint.id}, variant=variant)
                break
