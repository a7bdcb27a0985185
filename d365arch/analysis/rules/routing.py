"""Decisions about routing (R-2xx): directly, through a hub, by publishing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.flows import Link
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.remedies import event_of
from d365arch.analysis.rules.ways import ways_through_hubs
from d365arch.catalog.records import HubStyle
from d365arch.model import Integration, System
from d365arch.model.vocabulary import (
    DataFlow,
    Delivery,
    Direction,
    Exposure,
    Hosting,
    Kind,
    Operation,
    Platform,
    Severity,
    Trigger,
    ZoneKind,
)

MESSAGING = frozenset({HubStyle.ASYNC_MESSAGING, HubStyle.EVENT_STREAMING, HubStyle.EVENT_ROUTING})
CONNECTORS = frozenset({"azure.relay", "azure.onprem-gateway", "azure.blob-sftp", "azure.fabric"})
"""Hubs that are a way in or a store and stand beside any middleware."""
BRIDGES = frozenset({"azure.relay", "azure.onprem-gateway"})
"""Hubs through which calls reach on premises without a hole in the firewall (S03)."""
BRIDGED = ("vpn", "expressroute", "express route", "gateway", "relay", "hybrid connection", "private link",
           "site-to-site")
"""Words by which a description says how a system on premises is reached."""
QUEUES = frozenset({"azure.service-bus-queue", "onprem.ibm-mq-queue", "ipaas.queue"})
CUSTOM = ("fo.external-web-service", "fo.custom-service-json", "fo.custom-service-soap", "dataverse.plugin-sync")
WRITES = frozenset({Operation.CREATE, Operation.UPDATE, Operation.DELETE, Operation.ACTION})


# --- Publishing instead of single links -----------------------------------------------------------------------------


def _published(context: RuleContext, link: Link) -> bool:
    """Whether a link brings data of its sender's own accord, which one message could bring to all."""
    i = context.landscape.integration_by_id[link.id]
    return (link.direct and not link.both_edges and link.kind is not Kind.UI and i.data_flow is DataFlow.PUSH
            and context.event_driven(i) and not i.answer_needed and not context.native(i)
            and Operation.FILE not in i.operations)


def _by_sender(links: Iterable[Link]) -> dict[tuple[str, str], list[Link]]:
    """Links by sender and entity, in the order of their ids."""
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        for entity in link.entities:
            found.setdefault((link.initiator.partition(".")[0], entity), []).append(link)
    return found


def _told_once_each(context: RuleContext) -> dict[str, list[tuple[str, list[Link]]]]:
    """By sender, the entities that it sends to several systems over single links."""
    links = [k for k in context.network.links if _published(context, k)]
    found: dict[str, list[tuple[str, list[Link]]]] = {}
    for (sender, entity), group in sorted(_by_sender(links).items()):
        if len({k.called for k in group} - {sender}) > 1:
            found.setdefault(sender, []).append((entity, group))
    return found


@rule("R-202")
def same_data_to_several(context: RuleContext) -> Iterator[Verdict]:
    """One system sends the same entity to several others, each over a link of its own."""
    for sender, groups in _told_once_each(context).items():
        links = sorted({k.id for _, group in groups for k in group})
        targets = sorted({k.called for _, group in groups for k in group})
        yield Verdict(
            (sender, *links),
            {"sender": context.label(sender), "entities": say.listing([entity for entity, _ in groups], 4),
             "targets": context.labels(targets), "count": len(links),
             "raise_an_event_into_a_topic": event_of(context, sender, "topic")},
            {"links": len(links), "targets": len(targets)})


@rule("R-203")
def same_data_in_several_shapes(context: RuleContext) -> Iterator[Verdict]:
    """One entity leaves one system on one trigger in several protocols, and no canonical message is agreed."""
    strategy = context.landscape.strategy
    if strategy and strategy.canonical_model:
        return
    told = {(sender, entity) for sender, groups in _told_once_each(context).items() for entity, _ in groups}
    mine = [k for k in context.network.connections
            if k.initiator_hub is None and k.data is not DataFlow.PULL and not k.both_edges and k.kind is not Kind.UI]
    for (sender, entity), group in sorted(_by_sender(mine).items()):
        if (sender, entity) in told:
            continue
        shapes: dict[Trigger, dict[str, list[Link]]] = {}
        for link in group:
            i = context.landscape.integration_by_id[link.id]
            # A file goes beside the message that carries its key (claim check), not in place of it.
            if i.trigger and link.protocol and not context.native(i) and Operation.FILE not in i.operations:
                shapes.setdefault(i.trigger, {}).setdefault(link.protocol, []).append(link)
        for trigger, by_protocol in shapes.items():
            if len(by_protocol) > 1:
                links = sorted(k.id for each in by_protocol.values() for k in each)
                yield Verdict((sender, *links), {
                    "sender": context.label(sender), "entity": entity, "trigger": trigger.value, "count": len(links),
                    "shapes": say.listing(sorted(by_protocol))}, {"links": len(links)})


# --- Hubs -----------------------------------------------------------------------------------------------------------


def _styles(context: RuleContext, hub: str) -> frozenset[HubStyle]:
    kind = context.facts.type_of(context.landscape.system_by_id.get(hub))
    return frozenset(kind.hub_styles) if kind else frozenset()


@rule("R-204")
def workflows_alone(context: RuleContext) -> Iterator[Verdict]:
    """Logic Apps are the only middleware although messages must not be lost."""
    system_by_id = context.landscape.system_by_id
    apps = [h for h in context.used_hubs if system_by_id[h].type == "azure.logic-apps"]
    if not apps or any(_styles(context, h) & MESSAGING for h in context.used_hubs):
        return
    through = [i for i in context.active if {i.from_.system, i.to.system} & set(apps) and not context.synchronous(i)]
    sure = [i for i in through if i.delivery not in {None, Delivery.AT_MOST_ONCE}]
    if sure:
        yield Verdict((*apps, *(i.id for i in sure)), {
            "hubs": context.labels(apps), "count": say.plural(len(sure), "exchange", "exchanges"),
            "links": context.links(sure)}, {"links": len(sure)})
    elif all(i.delivery is None for i in through):
        yield from unstated(context, through, hubs=context.labels(apps))


@rule("R-205")
def custom_call_across_the_border(context: RuleContext) -> Iterator[Verdict]:
    """A custom synchronous service joins the cloud and a system on premises directly."""
    for i in context.using(*CUSTOM):
        ends = (i.from_.system, i.to.system)
        inside = [s for s in ends if s in context.on_premises]
        if len(inside) == 1 and context.direct(i) and context.synchronous(i):
            kind = next(t for t in context.endpoint_of[i.id] if t.id in CUSTOM)
            yield Verdict((i.id, *ends), {
                "link": context.told(i), "kind": kind.name, "inside": context.label(inside[0]),
                "an_event_or_a_queue": _over_the_border(context, i, inside[0])})


def _over_the_border(context: RuleContext, integration: Integration, inside: str) -> str:
    """What to do instead, by who starts and which way the data goes; only calls into the premises need a way in."""
    name, reads = context.label(inside), integration.data_flow is DataFlow.PULL
    if integration.from_.system == inside:
        if reads:
            return (f"let {name} read from a copy that events keep up to date, or from an API at the cloud side (API "
                    "Management with a cache and a timeout); a call out of the premises needs no relay")
        if integration.answer_needed:
            return f"let {name} call an API at the cloud side (API Management) with a timeout, which needs no relay"
        return f"let {name} put messages into a Service Bus queue that a function works off"
    if reads:
        return (f"let {name} keep a copy in the cloud up to date by messages and read that, or, where it must be the "
                "latest, read through API Management and a relay or gateway with a timeout")
    if integration.answer_needed:
        return "call it through API Management and a relay or gateway, with a timeout, or answer from a copy"
    return event_of(context, integration.from_.system)


@rule("R-206")
def strangers_at_the_door(context: RuleContext) -> Iterator[Verdict]:
    """Partners or the public call Dynamics 365 directly; one finding for each system that is called."""
    for called in sorted(context.calls_on):
        links = [i for i in context.calls_on[called] if context.direction_of[i.id] is Direction.INBOUND
                 and context.direct(i) and context.synchronous(i) and i.kind is not Kind.UI
                 and _outside(context, i.from_.system)]
        if links:
            callers = sorted({i.from_.system for i in links})
            yield Verdict((called, *(i.id for i in links), *callers), {
                "called": context.label(called), "callers": context.labels(callers),
                "links": context.links(links)}, {"links": len(links), "callers": len(callers)})


def _outside(context: RuleContext, system_id: str) -> bool:
    system = context.landscape.system_by_id.get(system_id)
    return system is not None and (
        system.exposure in {Exposure.PARTNER, Exposure.PUBLIC} or system.hosting is Hosting.PARTNER)


@rule("R-207")
def hub_between_the_platforms(context: RuleContext) -> Iterator[Verdict]:
    """Data goes between Finance and Operations and Dataverse through a general hub that serves nobody else with it."""
    sides = {Platform.FINANCE_OPERATIONS, Platform.DATAVERSE}
    reached: dict[tuple[str, str], list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
    sources = {s.id for s in context.network.systems if context.platform(s.id) in sides}
    # Two are enough to see that the hub serves others with it as well.
    for way in ways_through_hubs(context.network.connections, context.facts.hubs, sources, most=2):
        reached.setdefault((way.source, way.entity), []).append((way.target, way.hubs, way.links))
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
    for (source, entity), targets in reached.items():
        pair = {context.platform(source), *(context.platform(t) for t, _, _ in targets)}
        if pair == sides and len(targets) == 1 and not _other_tenant(context, source, targets[0][0]):
            found.setdefault((source, targets[0][0]), []).append((entity, targets[0][1], targets[0][2]))
    for (source, target), carried in sorted(found.items()):
        hubs = dict.fromkeys(h for _, on_way, _ in carried for h in on_way)
        links = dict.fromkeys(k for _, _, on_way in carried for k in on_way)
        yield Verdict((source, target, *hubs, *links), {
            "source": context.label(source), "target": context.label(target), "hubs": context.labels(hubs),
            "entities": say.listing([entity for entity, _, _ in carried], 4)}, {"entities": len(carried)})


def _other_tenant(context: RuleContext, one: str, other: str) -> bool:
    tenants = [context.zone(s, ZoneKind.TENANT) for s in (one, other)]
    return None not in tenants and tenants[0] != tenants[1]


@rule("R-208")
def two_hubs_of_a_style(context: RuleContext) -> Iterator[Verdict]:
    """Two hubs do the same kind of work; functions and connectors are no hubs in this sense."""
    told: set[tuple[str, ...]] = set()
    parting = (ZoneKind.REGION, ZoneKind.RESIDENCY, ZoneKind.TRUST, ZoneKind.TENANT)
    for style in HubStyle:
        if style is HubStyle.COMPUTE:
            continue
        hubs = tuple(h for h in context.used_hubs if style in _styles(context, h)
                     and context.landscape.system_by_id[h].type not in CONNECTORS)
        zones = {tuple(context.zone(h, kind) for kind in parting) for h in hubs}
        products = {context.landscape.system_by_id[h].type for h in hubs}
        apart = len(products) == 1 and len(zones) == len(hubs)
        if len(hubs) > 1 and hubs not in told and not apart:
            told.add(hubs)
            yield Verdict(hubs, {"hubs": context.labels(hubs), "count": len(hubs),
                                 "style": style.value.replace("-", " ")}, {"hubs": len(hubs)},
                          variant="product" if len(products) == 1 else "default")


@rule("R-209")
def into_the_building(context: RuleContext) -> Iterator[Verdict]:
    """Calls from the cloud reach a system on premises, and nothing says how they get in; a hub's are told together."""
    of_hubs: dict[str, list[Integration]] = {}
    for called in sorted(context.on_premises & context.calls_on.keys()):
        system = context.landscape.system_by_id[called]
        if system.type in BRIDGES or _says_how(context, called, ()):
            continue
        links = [i for i in context.calls_on[called] if i.from_.system not in context.on_premises
                 and i.kind is not Kind.UI and not _same_network(context, i) and not _bridge(context, i.from_.system)
                 and not _says_how(context, i.from_.system, _words_of(i))]
        for i in links:
            if i.from_.system in context.facts.hubs:
                of_hubs.setdefault(i.from_.system, []).append(i)
        links = [i for i in links if i.from_.system not in context.facts.hubs]
        if links:
            yield Verdict((called, *(i.id for i in links)), {
                "called": system.label, "links": context.links(links),
                "callers": context.labels(sorted({i.from_.system for i in links}))}, {"links": len(links)})
    for hub, links in sorted(of_hubs.items()):
        called_ones = sorted({i.to.system for i in links})
        yield Verdict((hub, *(i.id for i in links), *called_ones), {
            "hub": context.label(hub), "called": context.labels(called_ones), "links": context.links(links)},
            {"links": len(links), "called": len(called_ones)}, variant="hub")


def _bridge(context: RuleContext, system_id: str) -> bool:
    system = context.landscape.system_by_id.get(system_id)
    return system is not None and system.type in BRIDGES


def _same_network(context: RuleContext, integration: Integration) -> bool:
    networks = {context.zone(end.system, ZoneKind.NETWORK) for end in (integration.from_, integration.to)}
    return len(networks) == 1 and None not in networks


def _words_of(element: Integration | System) -> tuple[str, ...]:
    return (element.name or "", element.description or "", *element.tags)


def _says_how(context: RuleContext, system_id: str, more: tuple[str, ...]) -> bool:
    """Whether the words about a system, its zones or an integration tell of a VPN, a gateway or the like."""
    system = context.landscape.system_by_id[system_id]
    zones = context.landscape.zone_path(system.zone)
    words = [*_words_of(system), *more, *(z.description or "" for z in zones), *(z.label for z in zones)]
    text = " ".join(words).lower()
    return any(word in text for word in BRIDGED)


@rule("R-210")
def all_or_nothing(context: RuleContext) -> Iterator[Verdict]:
    """One process updates several systems by waiting calls and must do all of it or nothing."""
    for caller in sorted(context.starts):
        groups: dict[tuple[str, Trigger | None], list[Integration]] = {}
        for i in context.starts[caller]:
            if not context.synchronous(i) or context.native(i) or not WRITES & set(i.operations):
                continue
            for entity in i.entities:
                groups.setdefault((entity, i.trigger), []).append(i)
        for (entity, _), group in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1] or "")):
            bound = any(i.delivery is Delivery.EXACTLY_ONCE_EFFECT or i.kind is Kind.PROCESS or i.inside_transaction
                        for i in group)
            undone = any(i.error_handling and i.error_handling.compensation for i in group)
            targets = sorted({i.to.system for i in group} - {caller})
            if bound and not undone and len(targets) > 1:
                yield Verdict((caller, *(i.id for i in group), *targets), {
                    "caller": context.label(caller), "entity": entity, "targets": context.labels(targets),
                    "links": context.links(group)}, {"systems": len(targets)})


@rule("R-211")
def shared_queue(context: RuleContext) -> Iterator[Verdict]:
    """One queue serves two partners, or both directions."""
    for channel in context.network.channels:
        hub, _, endpoint_id = channel.id.partition(".")
        endpoint = context.landscape.system_by_id[hub].endpoint(endpoint_id)
        if endpoint is None or endpoint.type not in QUEUES:
            continue
        both = sorted((set(channel.producers) & set(channel.consumers)) - context.facts.hubs)
        partners = [p for p in channel.producers if _outside(context, p)]
        variant, shared = next(((v, s) for v, s in (
            ("both", both), ("consumers", list(channel.consumers) if len(channel.consumers) > 1 else []),
            ("producers", partners if len(partners) > 1 else [])) if s), ("", []))
        if shared:
            links = sorted(k.id for k in context.network.spokes if channel.id in {k.initiator, k.called})
            yield Verdict((hub, *shared, *links), {
                "queue": endpoint.name or endpoint.id, "hub": context.label(hub),
                "systems": context.labels([s.partition(".")[0] for s in shared])}, {"systems": len(shared)},
                variant=variant)


@rule("R-212")
def hub_that_all_hang_on(context: RuleContext) -> Iterator[Verdict]:
    """Critical flows pass a hub that does not survive the loss of its instance, or does not say so."""
    limit = context.threshold("R-212", "flows")
    unsure: list[tuple[str, int]] = []
    for hub in context.used_hubs:
        system = context.landscape.system_by_id[hub]
        flows = [i for i in (*context.starts.get(hub, ()), *context.calls_on.get(hub, ())) if context.critical(i)]
        if len(flows) < limit or system.high_availability or system.type in CONNECTORS:
            continue
        if system.high_availability is False and system.recovery is None:
            yield Verdict((hub, *sorted(i.id for i in flows)), {
                "hub": context.label(hub), "count": len(flows)}, {"flows": len(flows), "limit": limit})
        elif system.high_availability is None and system.recovery is None:
            unsure.append((hub, len(flows)))
    if unsure:
        yield Verdict(tuple(hub for hub, _ in unsure), {
            "hubs": say.listing([f"{context.label(hub)} ({count})" for hub, count in unsure]),
            "do": say.do(len(unsure))}, {"hubs": len(unsure), "limit": limit}, Severity.INFO, "unstated")
