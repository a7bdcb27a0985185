"""Decisions about latency (R-1xx): who waits for whom, and whether that is needed."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.algorithms import strong_components
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.operation import AUTHORITIES, entities
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.remedies import without_waiting
from d365arch.analysis.rules.ways import answered_by
from d365arch.catalog.connecting import contradiction
from d365arch.model import Integration, Latency
from d365arch.model.vocabulary import (
    DataFlow,
    Direction,
    Kind,
    Level,
    Platform,
    Purpose,
    Severity,
    Timing,
    Trigger,
    ZoneKind,
)

PLUG_IN, CALL_OUT, WEBHOOK, VIRTUAL = ("dataverse.plugin-sync", "fo.external-web-service", "dataverse.webhook",
                                       "dataverse.virtual-table")
MADE_FOR_READING = frozenset({"fo.inventory-visibility", "fo.commerce-scale-unit"})
"""Endpoints made for many reads by machines; a read through them needs no copy (S60, S41)."""


def _seconds(value: float) -> str:
    return say.milliseconds(value * 1000)


def _unneeded_in_posting(context: RuleContext, integration: Integration) -> bool:
    """What R-104 tells."""
    return bool(integration.inside_transaction) and integration.answer_needed is False and context.uses(
        integration, CALL_OUT)


@rule("R-101")
def waits_for_nothing(context: RuleContext) -> Iterator[Verdict]:
    """A caller waits although nobody needs the answer.

    Timetables are other rules' business, who reads needs the answer, and a hub that waits keeps nobody.
    """
    open_ones: list[Integration] = []
    for i in context.active:
        if not context.synchronous(i) or context.scheduled(i) or i.kind is Kind.UI or context.native(i) or (
                context.facts.is_hub(i.from_.system)):
            continue
        if i.answer_needed is None and i.data_flow is DataFlow.PUSH:
            open_ones.append(i)
        elif i.answer_needed is False and not _unneeded_in_posting(context, i):
            yield Verdict(
                (i.id, i.from_.system, i.to.system),
                {"link": context.told(i), "caller": context.label(i.from_.system),
                 "called": context.label(i.to.system),
                 "send_an_event_or_put_a_queue_between": without_waiting(context, i)},
                severity=Severity.VIOLATION if i.criticality is Level.HIGH else None)
    yield from unstated(context, open_ones)


def _p95(integration: Integration) -> float | None:
    return integration.latency.p95 if integration.latency else None


@rule("R-102")
def slow_plug_in(context: RuleContext) -> Iterator[Verdict]:
    """A synchronous plug-in waits for a slow outside service."""
    limit = context.threshold("R-102", "seconds")
    calls = [i for i in context.using(PLUG_IN) if i.from_.system != i.to.system]
    for i in calls:
        p95 = _p95(i)
        if p95 is not None and p95 > limit:
            yield Verdict(
                (i.id, i.from_.system, i.to.system),
                {"link": context.told(i), "p95": _seconds(p95), "limit": _seconds(limit),
                 "called": context.label(i.to.system), "caller": context.label(i.from_.system)},
                {"p95_s": p95, "limit_s": limit}, variant="answer" if i.answer_needed else "default")
    yield from unstated(context, (i for i in calls if _p95(i) is None))


@rule("R-103")
def no_timeout(context: RuleContext) -> Iterator[Verdict]:
    """A call out of a transaction or form without a timeout, or with one that the platform never waits for."""
    cut = context.threshold("R-103", "cut_off")
    for i in context.using(PLUG_IN, CALL_OUT, VIRTUAL, WEBHOOK):
        if context.uses(i, WEBHOOK) and not context.synchronous(i):
            continue
        latency = i.latency
        words = {"link": context.told(i), "called": context.label(i.to.system), "cut": _seconds(cut)}
        if latency is None or latency.timeout is None:
            words["slightly_more_than_the_slowest_answer_still_wanted"] = _timeout_for(latency)
            cloud = context.uses(i, PLUG_IN, WEBHOOK, VIRTUAL)
            yield Verdict((i.id, i.from_.system, i.to.system), words, variant="default" if cloud else "erp")
        elif latency.timeout >= cut and context.uses(i, PLUG_IN):
            words["timeout"] = _seconds(latency.timeout)
            yield Verdict((i.id, i.from_.system, i.to.system), words, {"timeout_s": latency.timeout}, variant="late")


def _timeout_for(latency: Latency | None) -> str:
    if latency is None or (known := latency.p99 or latency.p95) is None:
        return "measure how long 99% of its answers take and set slightly more"
    if latency.p99 is None:
        return f"95% of its answers take up to {_seconds(known)}; find out how long 99% take and set slightly more"
    return f"99% of its answers take up to {_seconds(known)}, so set slightly more, or what its users can bear"


@rule("R-104")
def call_inside_posting(context: RuleContext) -> Iterator[Verdict]:
    """A posting of the ERP waits for a third party whose answer it does not need."""
    unknown: list[Integration] = []
    authorities = context.data.of_type(AUTHORITIES)
    for i in context.using(CALL_OUT):
        if i.inside_transaction is None and i.answer_needed is False:
            unknown.append(i)
        if not i.inside_transaction or i.answer_needed:
            continue
        document = i.to.system in authorities and i.data_flow is DataFlow.PUSH
        called, entity = context.label(i.to.system), entities(context, i)
        words = {"link": context.told(i), "called": called, "caller": context.label(i.from_.system), "entity": entity,
                 "instead": ("raise a business event (fo.business-events) after the posting" if not document else
                             f"let Electronic Reporting (fo.er-export) make the document ({entity}) after the posting")}
        ends = (i.id, i.from_.system, i.to.system)
        if i.answer_needed is None:
            if i.data_flow is DataFlow.PULL:        # who reads needs the answer
                continue
            yield Verdict(ends, words, severity=Severity.WARNING, variant="asked")
        else:
            yield Verdict(ends, words, variant="document" if document else "default")
    yield from unstated(context, unknown)


@rule("R-105")
def longer_than_its_timeout(context: RuleContext) -> Iterator[Verdict]:
    """What a call waits for takes longer, at p99, than its timeout; how deep chains go is told by the older rule."""
    graphs, network = context.graphs, context.network
    integrations = context.landscape.integration_by_id
    components = strong_components(graphs.sync_dependencies)
    below: dict[int, float] = {}
    for component in components:           # each after all that it reaches
        node = component[0]
        circle = len(component) > 1
        below[node] = 0.0 if circle else max(
            (_p99_of(context, (node, child)) + below[child] for child in graphs.sync_dependencies[node]), default=0.0)
        below.update(dict.fromkeys(component[1:], 0.0))
    for link in graphs.waiting:
        latency = integrations[link.id].latency
        edge = graphs.dependency(link)
        if latency is None or latency.timeout is None or not below[edge[1]]:
            continue
        total = _p99_of(context, edge) + below[edge[1]]
        if total > latency.timeout:
            yield Verdict(
                (link.id, link.initiator.partition(".")[0], link.called.partition(".")[0]),
                {"link": context.told(integrations[link.id]), "timeout": _seconds(latency.timeout),
                 "total": _seconds(total), "called": network.label(link.called)},
                {"timeout_s": latency.timeout, "p99_s": total})


def _p99_of(context: RuleContext, edge: tuple[int, int]) -> float:
    """Seconds of one call at p99 as far as stated; into a channel those of the hop."""
    graphs = context.graphs
    channel = graphs.network.channel_by_id.get(graphs.names[edge[1]])
    if channel:
        return context.settings.hop_ms[channel.cls.value] / 1000
    stated = [context.landscape.integration_by_id[k.id].latency for k in graphs.sync_links[edge]]
    return max((each.p99 for each in stated if each and each.p99 is not None), default=0.0)


@rule("R-106")
def later_than_required(context: RuleContext) -> Iterator[Verdict]:
    """An answer is required within seconds of an endpoint that gives none, or later."""
    limit = context.threshold("R-106", "seconds")
    for i in context.active:
        timing = context.exchange_of[i.id].timing
        required = i.latency.required if i.latency else None
        if required is None or required > limit or timing in {None, Timing.SYNCHRONOUS} or context.uses(i, *_FRESHEST):
            continue
        words = {"link": context.told(i), "required": _seconds(required), "timing": str(timing),
                 "a_synchronous_endpoint": _fast_ways(context, i)}
        yield Verdict((i.id, i.from_.system, i.to.system), words, {"required_s": required})


def _fast_ways(context: RuleContext, integration: Integration) -> str:
    """Endpoints that answer at once, by the platform that is called or starts."""
    called, start = context.platform(integration.to.system), context.platform(integration.from_.system)
    if Direction.INTERNAL is context.direction_of[integration.id]:
        return "dual-write (both.dual-write) for writing, virtual entities (both.virtual-entity) for reading"
    if called is Platform.DATAVERSE:
        return "the Web API (dataverse.web-api) or a custom API (dataverse.custom-api)"
    if called.is_d365:
        return "a custom service (fo.custom-service-json)"
    if start is Platform.DATAVERSE:
        return "a virtual table (dataverse.virtual-table) or a fast call-out (dataverse.plugin-sync)"
    if start.is_d365:
        return "a fast call-out with a timeout (fo.external-web-service)"
    return "a synchronous API"


_FRESHEST = {"both.fabric-link": "fabric", "both.synapse-link": "synapse"}


@rule("R-107")
def fresher_than_the_link(context: RuleContext) -> Iterator[Verdict]:
    """Data is required fresher than Fabric Link or Synapse Link delivers it."""
    for i in context.using(*_FRESHEST):
        for kind, name in _FRESHEST.items():
            if not context.uses(i, kind):
                continue
            best = context.threshold("R-107", name)
            required, run = i.latency.required if i.latency else None, context.interval(i)
            wanted = min((v for v in (required, run if required is None else None) if v is not None), default=None)
            if wanted is not None and wanted < best:
                yield Verdict((i.id, i.from_.system, i.to.system), {
                    "link": context.told(i), "wanted": say.hours(wanted), "best": say.hours(best),
                    "kind": context.kind(kind)}, {"required_s": wanted, "best_s": best}, variant=name)


@rule("R-108")
def busy_reading_of_the_core(context: RuleContext) -> Iterator[Verdict]:
    """People's pages read a value at a high rate out of the system that keeps it, where minutes of age would do."""
    busy = context.threshold("R-108", "reads_5min")
    for i in context.active:
        read_often = context.reads(i) and i.trigger is Trigger.ON_DEMAND and i.purpose is Purpose.VIEW
        if not read_often or not context.synchronous(i) or context.facts.is_hub(i.from_.system):
            continue
        reads = context.load(i).messages
        core = next((end for end in answered_by(context, i) if _is_core(context, end)), None)
        if reads is None or reads.value < busy or core is None:
            continue
        system, what = core.to.system, say.listing([e.lower() for e in context.entities(i)] or ["the value"])
        erp = context.platform(system) is Platform.FINANCE_OPERATIONS and "stock" in what
        yield Verdict(
            (i.id, i.from_.system, system),
            {"link": context.told(i), "reads": say.count(reads.value), "system": context.label(system), "what": what,
             "read_a_copy_or_a_service_made_for_it": f"ask the {context.kind('fo.inventory-visibility')}" if erp else
             f"keep a copy of {what} in a read store or cache that events refresh within minutes, and read that"},
            {"reads_5min": reads.value, "limit": busy})


def _is_core(context: RuleContext, integration: Integration) -> bool:
    """Whether a call lands on a Dynamics 365 platform or a system on premises, on no endpoint made for such reads."""
    called = integration.to.system
    system_type = context.landscape.system_by_id[called].type
    if context.uses(integration, *MADE_FOR_READING) or system_type == "d365.inventory-visibility":
        return False
    return context.platform(called).is_d365 or called in context.on_premises


@rule("R-109")
def timing_against_the_endpoint(context: RuleContext) -> Iterator[Verdict]:
    """The drawing shows a timing, or an initiator, that the endpoint is not made for (A-28)."""
    for i in context.active:
        if wrong := contradiction(context.facts, i):
            yield Verdict((i.id, i.from_.system, i.to.system), {"link": context.told(i), "wrong": wrong},
                          variant="initiator")
            continue
        for end in context.facts.deciding_ends(i) if i.timing else ():
            endpoint = context.landscape.endpoint_at(end)
            offered = context.facts.endpoint_timings(endpoint) if endpoint else ()
            if endpoint is None or not offered:
                continue
            if i.timing not in offered:
                kind = context.facts.endpoint_type(endpoint)
                yield Verdict((i.id, end.system), {
                    "link": context.told(i), "drawn": i.timing, "offered": " or ".join(offered),
                    "endpoint": endpoint.name or (kind.name if kind else endpoint.id),
                    "system": context.label(end.system)})
            break


@rule("R-110")
def waits_across_regions(context: RuleContext) -> Iterator[Verdict]:
    """A caller waits for a system in another region."""
    homeless: list[Integration] = []
    for i in context.active:
        if not context.synchronous(i) or i.from_.system == i.to.system:
            continue
        regions = [context.zone(end.system, ZoneKind.REGION) for end in (i.from_, i.to)]
        if None not in regions and regions[0] != regions[1]:
            zones = context.landscape.zone_by_id
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "here": zones[regions[0] or ""].label, "there": zones[regions[1] or ""].label,
                "caller": context.label(i.from_.system), "called": context.label(i.to.system)})
        elif None in regions and regions != [None, None]:
            homeless.append(i)
    if len({z.id for z in context.landscape.zones if z.kind is ZoneKind.REGION}) > 1:
        yield from unstated(context, homeless)


@rule("R-111")
def same_object_on_both_sides(context: RuleContext) -> Iterator[Verdict]:
    """Finance and Operations and Dataverse call each other for one object that both need at once."""
    sides = {Platform.FINANCE_OPERATIONS, Platform.DATAVERSE}
    at_once = context.threshold("R-106", "seconds")
    for i in context.active:
        if {context.platform(i.from_.system), context.platform(i.to.system)} != sides or context.native(i):
            continue
        required = i.latency.required if i.latency else None
        soon = (context.synchronous(i) and i.answer_needed is not False) or (required or at_once + 1) <= at_once
        if soon and not context.scheduled(i) and context.entities(i):
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "entities": say.listing(list(context.entities(i)))},
                variant="read" if context.reads(i) else "default")


@rule("R-112")
def slow_call_out(context: RuleContext) -> Iterator[Verdict]:
    """A user or a batch task of the ERP waits long for a third party."""
    limit = context.threshold("R-112", "seconds")
    calls = [i for i in context.using(CALL_OUT) if not _unneeded_in_posting(context, i)]
    for i in calls:
        p95 = _p95(i)
        if p95 is not None and p95 > limit:
            posting = bool(i.inside_transaction)
            yield Verdict(
                (i.id, i.from_.system, i.to.system),
                {"link": context.told(i), "p95": _seconds(p95), "limit": _seconds(limit),
                 "called": context.label(i.to.system)}, {"p95_s": p95, "limit_s": limit},
                Severity.VIOLATION if posting else None, "posting" if posting else "default")
    yield from unstated(context, (i for i in calls if _p95(i) is None))
