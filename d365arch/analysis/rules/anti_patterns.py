"""Anti-patterns that show in the graph or in several facts together (A-).

Where a rule sees the same cause, it tells of the anti-pattern and there is no function here: `told_by` in the texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.limits.measure import percent
from d365arch.analysis.rules.batching import packed
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.fan_out import FanOut, fan_outs
from d365arch.analysis.rules.operation import REPORTING, changing, entities, keeps_stock, sets_of, stock
from d365arch.analysis.rules.protocol import IN_CODE, authentication
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.volume import PROTECTION, SIZES
from d365arch.catalog.records import HubStyle
from d365arch.model import Integration
from d365arch.model.vocabulary import (
    DataFlow,
    Delivery,
    Exposure,
    Hosting,
    Kind,
    Level,
    Operation,
    Platform,
    Purpose,
    Role,
    Severity,
    Trigger,
)

ROW_BY_ROW = ("fo.odata", "fo.connector", "fo.custom-service-json", "fo.custom-service-soap", "dataverse.web-api",
              "dataverse.org-service", "dataverse.connector", "dataverse.custom-api")
"""Endpoints at which one request writes one row, unless rows are packed."""

MADE_FOR_READING = ("fo.inventory-visibility", "fo.commerce-scale-unit")

ROW_EVENTS = ("dataverse.service-bus", "dataverse.event-hub", "dataverse.webhook", "dataverse.flow-trigger",
              "fo.data-events")
"""Events of rows; those of business steps are R-406's."""

WORKERS = frozenset({HubStyle.COMPUTE, HubStyle.ORCHESTRATION})
_WEB = "Commerce and marketing"
_BRIDGES = frozenset({"azure.onprem-gateway", "azure.relay", "azure.blob-sftp", "azure.fabric"})
"""Hubs that only carry across a border or keep data; passing one on the way to another hub is no detour."""


def _styles(context: RuleContext, system_id: str) -> frozenset[HubStyle]:
    kind = context.facts.type_of(context.landscape.system_by_id.get(system_id))
    return frozenset(kind.hub_styles) if kind else frozenset()


@rule("A-04")
def erp_as_read_database(context: RuleContext) -> Iterator[Verdict]:
    """Web pages or strangers read the ERP at a high rate."""
    busy = context.threshold("A-04", "reads_5min")
    for i in (i for erp in sorted(context.data.on(Platform.FINANCE_OPERATIONS)) for i in context.calls_on.get(erp, ())):
        if (not context.synchronous(i) or context.scheduled(i) or not context.data.only_reads(i)
                or context.uses(i, *MADE_FOR_READING)):
            continue
        reader, reads = context.system(i, called=False), context.load(i).messages
        kind = context.facts.type_of(reader)
        outside = reader is not None and (reader.exposure in {Exposure.PUBLIC, Exposure.PARTNER} or (
            kind is not None and kind.category == _WEB))
        if outside and reads and reads.value > busy:
            yield Verdict((i.id, i.to.system, i.from_.system), {
                "link": context.told(i), "reads": say.count(reads.value), "reader": context.label(i.from_.system),
                "called": context.label(i.to.system), "entity": entities(context, i), "busy": say.count(busy)},
                {"reads_5min": reads.value, "limit": busy})


@rule("A-05")
def row_by_row(context: RuleContext) -> Iterator[Verdict]:
    """Many rows are written one by one; once for each system that takes them."""
    rows, hourly = context.threshold("A-05", "rows"), context.threshold("R-701")
    found: dict[str, list[tuple[Integration, str]]] = {}
    for i in context.using(*ROW_BY_ROW):
        if packed(i) > 1 or context.data.only_reads(i) or i.kind is Kind.UI or _by_a_worker(context, i):
            continue
        load, volume = context.load(i), i.volume
        operations = load.hourly_operations
        stated = volume is not None and (volume.peak_per_hour or volume.per_hour or volume.per_day)
        if context.data.rows(i) > rows:
            found.setdefault(i.to.system, []).append((i, f"{say.count(context.data.rows(i))} rows a run"))
        elif operations and stated and operations.value > hourly:
            found.setdefault(i.to.system, []).append((i, f"{say.count(operations.value)} operations an hour"))
    for system, links in sorted(found.items()):
        erp = context.platform(system) is Platform.FINANCE_OPERATIONS
        instead = (f"{context.kind('fo.recurring-integration')} or the {context.kind('fo.dmf-package-api')}" if erp else
                   context.kind("dataverse.bulk-operations"))
        yield Verdict((system, *(i.id for i, _ in links)), {
            "system": context.label(system), "instead": instead,
            "links": say.listing([f"{context.name(i.id)} ({size})" for i, size in links])},
            {"integrations": len(links)})


def _by_a_worker(context: RuleContext, integration: Integration) -> bool:
    """Whether a function or workflow does in single calls what is a batch by nature (A-31); R-601 tells of OData."""
    return (context.data.rows(integration) > context.threshold("A-31", "rows") and packed(integration) == 1
            and context.scheduled(integration) and not context.data.only_reads(integration)
            and not WORKERS.isdisjoint(_styles(context, integration.from_.system))
            and not context.uses(integration, "fo.odata", "fo.connector")
            and context.uses(integration, *ROW_BY_ROW, "generic.rest-api", "generic.odata", "generic.soap"))


@rule("A-06")
def one_account_for_everything(context: RuleContext) -> Iterator[Verdict]:
    """Three or more integrations share an identity that is close to its limits or above."""
    least, high = context.threshold("A-06", "integrations"), context.threshold("A-06", "utilization")
    sharing: dict[str, list[Integration]] = {}
    for i in context.active:
        if i.identity:
            sharing.setdefault(i.identity, []).append(i)
    worst: dict[str, tuple[float, str]] = {}
    for check in context.limits:
        if check.on.startswith("identity:") and check.limit in PROTECTION:
            name = check.on.removeprefix("identity:").partition("@")[0]
            worst[name] = max(worst.get(name, (0.0, "")), (check.utilization, check.limit))
    for identity, links in sorted(sharing.items()):
        utilization, limit = worst.get(identity, (0.0, ""))
        if len(links) >= least and utilization >= high:
            yield Verdict(tuple(i.id for i in links), {
                "identity": identity, "links": context.links(links), "count": len(links), "limit": limit,
                "share": percent(utilization)}, {"integrations": len(links), "utilization": utilization},
                None if utilization > 1 else Severity.WARNING)
        else:
            yield from _mixed_account(context, identity, links)


def _mixed_account(context: RuleContext, identity: str, links: list[Integration]) -> Iterator[Verdict]:
    """One identity for strangers and colleagues, or for people who wait and runs at night, whatever the load.

    What a hub starts carries on what others began, under their identity, and is not counted.
    """
    links = [i for i in links if i.from_.system not in context.facts.hubs]
    if len(links) < context.threshold("A-06", "mixed"):
        return
    outside = [i for i in links if _with_outside(context, i)]
    runs = [i for i in links if context.scheduled(i) or (i.volume and i.volume.per_run)]
    waited = [i for i in links if i not in runs and (i.users or i.trigger is Trigger.ON_DEMAND or i.answer_needed)]
    words = {"identity": identity, "count": len(links)}
    figures: dict[str, float | int | str] = {"integrations": len(links)}
    every = tuple(i.id for i in links)
    if outside and len(outside) < len(links):
        yield Verdict(every, words | {"outside": context.links(outside)}, figures, Severity.WARNING, "faces")
    elif runs and waited:
        yield Verdict(every, words | {"runs": context.links(runs), "waited": context.links(waited)}, figures,
                      Severity.INFO, "kinds")


def _with_outside(context: RuleContext, integration: Integration) -> bool:
    """Whether one end is open to partners or the public, or run by a partner."""
    ends = (context.system(integration, called=called) for called in (False, True))
    return any(system is not None and (system.exposure in {Exposure.PARTNER, Exposure.PUBLIC}
                                       or system.hosting is Hosting.PARTNER) for system in ends)


@rule("A-09")
def reports_by_tds(context: RuleContext) -> Iterator[Verdict]:
    """A reporting system extracts data through the TDS endpoint; OData for reports is R-502."""
    warn, viol = context.threshold("R-501", "warn"), context.threshold("R-501", "viol")
    for i in context.using("dataverse.tds"):
        rows, reader = context.data.rows(i), context.facts.type_of(context.system(i, called=False))
        if rows > warn and (i.purpose is Purpose.REPORT or (reader is not None and reader.id in REPORTING)):
            yield Verdict((i.id, i.to.system), {
                "link": context.told(i), "rows": say.count(rows), "instead": sets_of(context, i)}, {"rows": rows},
                Severity.VIOLATION if rows > viol else None)


@rule("A-10")
def events_as_pipes(context: RuleContext) -> Iterator[Verdict]:
    """Events of rows carry documents or whole sets; what does not even fit is R-705."""
    heavy = context.threshold("A-10", "kb")
    for i in context.using(*ROW_EVENTS):
        size = context.load(i).payload_kb
        too_large = any(c.limit in SIZES and c.verdict is Severity.VIOLATION for c in context.limits_of.get(i.id, ()))
        words = {"link": context.told(i), "size": say.decimal(size.value, 0) if size else "", "heavy": say.count(heavy)}
        if i.purpose is Purpose.EXPORT:
            yield Verdict((i.id, i.from_.system), words, variant="export")
        elif size and size.value > heavy and not too_large:
            yield Verdict((i.id, i.from_.system), words, {"kb": size.value, "limit_kb": heavy})


@rule("A-11")
def critical_webhook(context: RuleContext) -> Iterator[Verdict]:
    """A webhook carries critical data; where a guarantee is stated, R-404 tells."""
    for i in context.using("dataverse.webhook"):
        if i.criticality is Level.HIGH and i.delivery is None:
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "called": context.label(i.to.system)})


@rule("A-15")
def load_sets_off_too_much(context: RuleContext) -> Iterator[Verdict]:
    """What a bulk load sets off breaks a limit by itself; what stays below is R-408."""
    for found in fan_outs(context):
        if isinstance(found, FanOut) and found.over:
            into = context.data.into(found.load)
            yield Verdict((found.load.id, *(i.id for i in found.worst), into), {
                "load": context.told(found.load), "rows": say.count(found.rows), "unit": found.unit,
                "entity": found.entity, "into": context.label(into), "events": context.links(found.worst),
                "extra": say.count(found.rows * len(found.worst)), "over": found.over},
                {"rows": found.rows, "extra_calls": found.rows * len(found.worst)})


@rule("A-16")
def god_hub(context: RuleContext) -> Iterator[Verdict]:
    """A hub holds the logic of very many processes."""
    most = context.threshold("A-16", "processes")
    processes: dict[str, set[str]] = {}
    for i in context.active:
        for end in (i.from_, i.to):
            if end.endpoint is not None and context.facts.is_hub(end.system):
                processes.setdefault(end.system, set()).add(end.endpoint)
    for hub, mine in sorted(processes.items()):
        if len(mine) > most and HubStyle.ORCHESTRATION in _styles(context, hub):
            around = {end.system for i in (*context.starts.get(hub, ()), *context.calls_on.get(hub, ()))
                      for end in (i.from_, i.to)} - {hub}
            yield Verdict((hub,), {"hub": context.label(hub), "processes": len(mine), "systems": len(around),
                                   "most": say.count(most)}, {"processes": len(mine), "systems": len(around)})


@rule("A-18")
def two_hubs_in_a_row(context: RuleContext) -> Iterator[Verdict]:
    """Data passes two hubs that do the same, one after the other."""
    for i in context.active:
        one, other = i.from_.system, i.to.system
        if one == other or not (context.facts.is_hub(one) and context.facts.is_hub(other)):
            continue
        types = {context.landscape.system_by_id[s].type for s in (one, other)}
        same = (_styles(context, one) & _styles(context, other)) - {HubStyle.COMPUTE}
        if same and not types & _BRIDGES:
            yield Verdict((i.id, one, other), {
                "link": context.name(i.id), "one": context.label(one), "other": context.label(other),
                "style": say.listing(sorted(style.value.replace("-", " ") for style in same))})


@rule("A-20")
def twice_makes_two(context: RuleContext) -> Iterator[Verdict]:
    """What may come twice creates or posts, and nothing says that twice does no harm; "it does" is P-304's."""
    for i in context.active:
        if i.delivery in {None, Delivery.AT_MOST_ONCE}:
            continue
        doing = [o for o in (Operation.CREATE, Operation.ACTION) if o in i.operations]
        unsaid = i.error_handling is None or i.error_handling.idempotent is None
        if doing and unsaid and not context.facts.is_hub(i.to.system) and not context.native(i):
            yield Verdict((i.id, i.to.system), {
                "link": context.told(i), "called": context.label(i.to.system), "entity": entities(context, i),
                "twice": "created twice" if doing[0] is Operation.CREATE else "posted twice"})


@rule("A-21")
def chatty(context: RuleContext) -> Iterator[Verdict]:
    """One message takes many synchronous calls."""
    most = context.threshold("A-21", "operations")
    for i in context.active:
        per = (i.volume.operations_per_message if i.volume else None) or 1
        if per >= most and packed(i) == 1 and context.synchronous(i) and i.kind is not Kind.UI:
            erp = context.platform(i.to.system) is Platform.FINANCE_OPERATIONS
            coarse = context.kind("fo.custom-service-json" if erp else "dataverse.custom-api") if (
                context.platform(i.to.system).is_d365) else "one coarse service"
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "per": say.decimal(per), "coarse": coarse},
                          {"operations_per_message": per})


@rule("A-22")
def small_calls_across_the_border(context: RuleContext) -> Iterator[Verdict]:
    """Many small calls wait for each other between the cloud and own premises; once for each system inside.

    Runs are left to A-05 and R-601.
    """
    often, very = context.threshold("A-22", "calls_5min"), context.threshold("A-22", "high")
    found: dict[str, list[tuple[Integration, float]]] = {}
    for i in context.active:
        if (i.from_.system in context.on_premises) is (i.to.system in context.on_premises):
            continue
        inside = i.from_.system if i.from_.system in context.on_premises else i.to.system
        calls = context.load(i).messages
        if (context.synchronous(i) and packed(i) == 1 and i.kind is not Kind.UI
                and not context.data.rows(i) and calls and calls.value > often):
            found.setdefault(inside, []).append((i, calls.value))
    for system, links in sorted(found.items()):
        reads = all(context.data.only_reads(i) for i, _ in links)
        most = max(calls for _, calls in links)
        yield Verdict((system, *(i.id for i, _ in links)), {
            "links": context.links((i for i, _ in links), 4), "calls": say.count(sum(calls for _, calls in links)),
            "inside": context.label(system), "cross": "crosses" if len(links) == 1 else "cross"},
            {"calls_5min": sum(calls for _, calls in links), "limit": often},
            Severity.VIOLATION if most > very else None, "reads" if reads else "default")


@rule("A-23")
def secrets_in_code(context: RuleContext) -> Iterator[Verdict]:
    """Credentials stand in code or configuration."""
    for i, auth in authentication(context):
        if IN_CODE.search(auth):
            yield Verdict((i.id, i.from_.system), {"link": context.told(i), "auth": auth})


@rule("A-25")
def polling_storm(context: RuleContext) -> Iterator[Verdict]:
    """Many ask the same system every few minutes; each for itself is R-303."""
    least, interval = context.threshold("A-25", "integrations"), context.threshold("A-25", "interval")
    polls: dict[str, list[Integration]] = {}
    for i in context.active:
        seconds = context.interval(i)
        if (seconds is not None and seconds < interval and i.data_flow is not DataFlow.PUSH and context.scheduled(i)
                and not context.facts.is_hub(i.to.system)):
            polls.setdefault(i.to.system, []).append(i)
    for system, links in sorted(polls.items()):
        if len(links) >= least:
            calls = sum(86_400 / (context.interval(i) or interval) for i in links)
            yield Verdict((system, *(i.id for i in links)), {
                "system": context.label(system), "links": context.links(links), "count": len(links),
                "calls": say.count(calls)}, {"integrations": len(links), "calls_per_day": calls})


@rule("A-26")
def balanced_by_machines(context: RuleContext) -> Iterator[Verdict]:
    """Stock is evened out between warehouse and ERP in both directions without a person."""
    for entity, targets in context.data.writers.items():
        if not stock(entity):
            continue
        both = {target: changing(context, writers) for target, writers in targets.items()}
        for one, by in both.items():
            for other in by:
                if one < other and one in both.get(other, {}) and keeps_stock(context, one) and (
                        keeps_stock(context, other)):
                    links = sorted({*by[other], *both[other][one]})
                    yield Verdict((*links, one, other), {
                        "links": context.names(links, 4), "one": context.label(one), "other": context.label(other),
                        "entity": entity, "change": "changes" if len(links) == 1 else "change"})


@rule("A-27")
def orphans(context: RuleContext) -> Iterator[Verdict]:
    """Systems that nothing joins, in a landscape that has integrations; half a flow is P-107.

    What is switched off joins as well: it is drawn, and may be switched on again.
    """
    if not context.active:
        return
    joined = {end.system for i in context.landscape.integrations for end in (i.from_, i.to)}
    alone = [s for s in context.landscape.systems if s.id not in joined and context.facts.role(s) is not Role.PERSON]
    if alone:
        ids = sorted(s.id for s in alone)
        yield Verdict(tuple(ids), {"names": context.labels(ids), "have": "has" if len(ids) == 1 else "have"},
                      {"systems": len(ids)})


@rule("A-31")
def services_for_a_batch(context: RuleContext) -> Iterator[Verdict]:
    """A function or workflow serves a batch need by a call for each record."""
    for i in context.active:
        if _by_a_worker(context, i):
            rows = context.data.rows(i)
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "rows": say.count(rows), "caller": context.label(i.from_.system)},
                {"rows": rows})
