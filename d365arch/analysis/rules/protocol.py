"""Decisions about transport (R-8xx): protocols, security, order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext, unstated
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

CARRIED_BY_HUBS = frozenset({"SOAP", "messages", "EDI", "IDoc", "RFC"})
"""Families of protocols that hubs have adapters for (S06, S81)."""

UNORDERED = ("azure.event-grid-topic", "dataverse.flow-trigger", "fo.business-events", "fo.data-events",
             "dataverse.business-events", "both.events")
"""Transports that promise no order (S05, S47, L-EG-02)."""

SHARED_SECRETS = re.compile(r"\b(basic|api[- ]?key|shared[- ]?(secret|key)|secret|password|sas)\b", re.IGNORECASE)
IN_CODE = re.compile(r"\b(hard[- ]?coded|(in|inside) (the )?(code|configuration|config|script|flow|plug-in))\b",
                     re.IGNORECASE)
ADDRESS = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3}|localhost)\b(?!\.\d)", re.IGNORECASE)


@cache
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
        instead = " or ".join(context.kind(r) for r in kind.replacement if r in known) or "a current endpoint"
        yield Verdict((end.system, *(i.id for i in links)), {
            "endpoint": context.kind(kind.id), "system": context.label(end.system), "status": kind.status.value,
            "links": context.links(links), "use": "uses" if len(links) == 1 else "use", "instead": instead},
            {"status": kind.status.value, "integrations": len(links)}, severity,
            "planned" if planned else "default")


@rule("R-802")
def erp_on_premises(context: RuleContext) -> Iterator[Verdict]:
    """Finance and Operations on premises is called by anything but the package API."""
    erps = context.data.on(Platform.FINANCE_OPERATIONS)
    inside = [s for s in context.landscape.systems if s.hosting is Hosting.ON_PREMISES and s.id in erps]
    for system in sorted(inside, key=lambda s: s.id):
        for i in context.calls_on.get(system.id, ()):
            kind = context.facts.at(i.to).kind
            if kind is not None and kind.id not in {"fo.dmf-package-api", "fo.dmf-workspace"}:
                yield Verdict((i.id, system.id), {"link": context.told(i), "way": context.kind(kind.id),
                                                  "system": context.label(system.id),
                                                  "instead": context.kind("fo.dmf-package-api")})


@rule("R-803")
def old_tls(context: RuleContext) -> Iterator[Verdict]:
    """A called side that speaks less than TLS 1.2."""
    offered = {end: e.tls for end, e in context.landscape.endpoint_by_end.items() if e.tls}
    for i in context.active:
        stated = i.tls or offered.get(i.to)
        if not stated:
            continue
        version, ssl = re.search(r"\d+(\.\d+)?", stated), "ssl" in stated.casefold()
        if version and (ssl or float(version[0]) < 1.2):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "called": context.label(i.to.system),
                                                "tls": stated if ssl else f"TLS {version[0]}"})


def _foreign(context: RuleContext, integration: Integration) -> tuple[End, End] | None:
    """The D365 end and the other one of a direct integration between D365 and a system that is not; else none."""
    a, b = integration.from_, integration.to
    ours = context.data.d365
    if (a.system in ours) is (b.system in ours) or not context.direct(integration):
        return None
    return (a, b) if a.system in ours else (b, a)


def _spoken(context: RuleContext, integration: Integration, other: End) -> str | None:
    """What the other system speaks: its endpoint's protocol, else that stated for the integration."""
    return context.facts.at(other).protocol or integration.protocol


def _takes_no_files(context: RuleContext, integration: Integration) -> tuple[End, End] | None:
    """The two ends where the other side speaks files and the endpoint of Dynamics 365 does not; else none."""
    ends = _foreign(context, integration)
    if ends is None or family(_spoken(context, integration, ends[1])) != "files":
        return None
    kind = context.facts.at(ends[0]).kind
    return ends if kind is None or kind.id not in FILE_ABLE else None


@rule("R-804")
def only_files(context: RuleContext) -> Iterator[Verdict]:
    """A system that speaks only files is joined to an endpoint of Dynamics 365 that does not."""
    for i in context.active:
        ends = _takes_no_files(context, i)
        if ends is not None:
            mine, other = ends
            leaves = context.data.into(i) != mine.system
            variant = "default" if context.platform(mine.system) is Platform.FINANCE_OPERATIONS else (
                "out" if leaves else "in")
            yield Verdict((i.id, other.system), {"link": context.told(i), "other": context.label(other.system),
                                                 "protocol": _spoken(context, i, other)}, variant=variant)


def _translated(context: RuleContext, integration: Integration) -> End | None:
    """The other end, where X++ or a plug-in speaks something else than HTTP with it; else none."""
    ends = _foreign(context, integration) if context.uses(integration, *OWN_CODE) else None
    if ends is None or family(_spoken(context, integration, ends[1])) not in CARRIED_BY_HUBS:
        return None
    return ends[1]


@rule("R-805")
def translated_in_code(context: RuleContext) -> Iterator[Verdict]:
    """A system that speaks SOAP, MQ, EDI, IDoc or RFC is called from X++ or a plug-in."""
    for i in context.using(*OWN_CODE):
        other = _translated(context, i)
        if other is not None:
            code = "X++" if context.uses(i, OWN_CODE[0]) else "a plug-in"
            yield Verdict((i.id, other.system), {"link": context.told(i), "protocol": _spoken(context, i, other),
                                                 "code": code, "other": context.label(other.system)})


def authentication(context: RuleContext) -> Iterator[tuple[Integration, str]]:
    """How initiators sign in, where it is stated: for the integration, else at the called endpoint."""
    asked = {end: e.auth for end, e in context.landscape.endpoint_by_end.items() if e.auth}
    return ((i, auth) for i in context.active if (auth := i.auth or asked.get(i.to)))


@rule("R-806")
def shared_secret(context: RuleContext) -> Iterator[Verdict]:
    """A critical integration signs in with a secret that several know; secrets in code are A-23."""
    for i, auth in authentication(context):
        if SHARED_SECRETS.search(auth) and not IN_CODE.search(auth) and context.critical(i):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "auth": auth},
                          {"auth": auth, "criticality": Level.HIGH.value})
    stated = {i.id for i, _ in authentication(context)}
    yield from unstated(context, (i for i in context.active if i.criticality is Level.HIGH and i.id not in stated
                                  and not _known_sign_in(context, i)))


def _known_sign_in(context: RuleContext, integration: Integration) -> bool:
    """Whether the called endpoint's type says how callers sign in, or no sign-in is up to the landscape."""
    kind = context.facts.at(integration.to).kind
    return (kind is not None and kind.auth is not None) or context.native(integration) or integration.kind is Kind.UI


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
    """The two ends of a direct integration speak differently and nothing between them translates.

    Files at an endpoint that takes none are R-804's, other protocols in X++ and plug-ins R-805's.
    """
    for i in context.active:
        if i.kind is Kind.UI or not context.direct(i) or context.native(i):
            continue
        one, other = _languages(context, i.from_), _languages(context, i.to)
        stated = family(i.protocol)
        if stated and not one:
            one = frozenset({stated})
        if one and other and _strangers(one, other) and not (
                _takes_no_files(context, i) or _translated(context, i)):
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "caller": context.label(i.from_.system),
                "called": context.label(i.to.system), "one": say.listing(sorted(one)),
                "other": say.listing(sorted(other))})


def _languages(context: RuleContext, end: End) -> frozenset[str]:
    """What an endpoint speaks; empty where nothing says, or where something is said that is not judged."""
    kind, protocol = context.facts.at(end).kind, context.facts.at(end).protocol
    if kind is not None and protocol == kind.protocol and kind.protocols:
        return _families(kind.protocols)
    return _families((protocol,)) if protocol else frozenset()


@cache
def _families(protocols: tuple[str | None, ...]) -> frozenset[str]:
    known = [family(p) for p in protocols]
    return frozenset(filter(None, known)) if all(known) else frozenset()


@cache
def _strangers(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether they have nothing in common; over HTTP goes REST and SOAP alike."""
    wide = [{*spoken, *({"REST", "SOAP"} if "HTTP" in spoken else set())} for spoken in (one, other)]
    return wide[0].isdisjoint(wide[1])


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
