"""Decisions about batching (R-6xx): rows and packages."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.data import DUAL_WRITE
from d365arch.analysis.rules.operation import way
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.catalog.records import HubClass
from d365arch.model import Integration
from d365arch.model.vocabulary import BatchFormat, DataFlow, Platform, Severity

RECURRING, PACKAGES = "fo.recurring-integration", "fo.dmf-package-api"
SEVERAL_A_REQUEST = ("dataverse.batch", "dataverse.web-api", "dataverse.org-service", "dataverse.connector")
"""Endpoints whose requests hold at most 1,000 operations, one after the other."""

PLUG_INS = ("dataverse.plugin-sync", "dataverse.plugin-async")


def packed(integration: Integration) -> int:
    """Operations in a request: b, 1 where none is stated."""
    return (integration.batch.records if integration.batch else None) or 1


@rule("R-601")
def rows_by_odata(context: RuleContext) -> Iterator[Verdict]:
    """A run moves rows into or out of Finance and Operations one by one."""
    warn, viol = context.threshold("R-601", "warn"), context.threshold("R-601", "viol")
    for i in context.using("fo.odata", "fo.connector"):
        rows = context.data.rows(i)
        if rows > warn and context.scheduled(i):
            yield Verdict((i.id, i.to.system), {
                "link": context.told(i), "rows": say.count(rows), "warn": say.count(warn), "viol": say.count(viol),
                "packages": context.kind(PACKAGES), "recurring": context.kind(RECURRING)},
                {"rows": rows}, Severity.VIOLATION if rows > viol else None)


@rule("R-602")
def other_package_way(context: RuleContext) -> Iterator[Verdict]:
    """The timetable is owned outside and packages go in as recurring files, or plain files through the package API."""
    for i in context.using(RECURRING):
        if i.batch and i.batch.format is BatchFormat.PACKAGE and (
                context.facts.hub_class(i.from_.system) is HubClass.BATCH):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "caller": context.label(i.from_.system),
                                                "instead": context.kind(PACKAGES)})
    for i in context.using(PACKAGES):
        if i.batch and i.batch.format is BatchFormat.FILE:
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "caller": context.label(i.from_.system),
                                                "instead": context.kind(RECURRING)}, variant="file")


@rule("R-603")
def bulk_messages_fit(context: RuleContext) -> Iterator[Verdict]:
    """Many rows of one table are written to Dataverse in batches of single operations."""
    limit = context.threshold("R-603", "rows")
    for i in context.using(*SEVERAL_A_REQUEST):
        rows = context.data.rows(i)
        if rows > limit and packed(i) > 1 and context.data.writes(i) and len(context.entities(i)) == 1:
            yield Verdict((i.id, i.to.system), {
                "link": context.told(i), "rows": say.count(rows), "entity": context.entities(i)[0],
                "way": way(context, i), "instead": context.kind("dataverse.bulk-operations")}, {"rows": rows})


@rule("R-604")
def batches_hide_nothing(context: RuleContext) -> Iterator[Verdict]:
    """Large batches keep few requests, but their execution time alone is above what an identity has (A-07)."""
    least = context.threshold("R-604", "records")
    for i in context.using(*SEVERAL_A_REQUEST, "dataverse.bulk-operations"):
        load = context.load(i)
        checks = {c.limit: c for c in context.limits_on.get(i.id, ())}
        time, requests = checks.get("L-DV-02"), checks.get("L-DV-01")
        if packed(i) < least or time is None or time.utilization <= 1 or load.requests is None:
            continue
        if requests is None or requests.utilization <= 1:
            yield Verdict((i.id, i.to.system), {
                "link": context.told(i), "records": say.count(packed(i)), "requests": say.count(load.requests.value),
                "time": say.percent(time.utilization), "busy": say.count(time.load),
                "allowed": say.count(time.allowed)},
                {"records": packed(i), "utilization": time.utilization})


@rule("R-605")
def too_many_in_a_request(context: RuleContext) -> Iterator[Verdict]:
    """More operations in a request than the platform takes."""
    for limit, name, types in ((context.threshold("R-605", "dataverse"), "Dataverse", SEVERAL_A_REQUEST),
                               (context.threshold("R-605", "fo"), "Finance and Operations",
                                ("fo.odata-batch", "fo.odata", "fo.connector"))):
        for i in context.using(*types):
            if packed(i) > limit and not context.data.only_reads(i):
                yield Verdict((i.id, i.to.system), {"link": context.told(i), "records": say.count(packed(i)),
                                                    "platform": name, "limit": say.count(limit)},
                              {"records": packed(i), "limit": limit})


@rule("R-606")
def packages_in_parallel(context: RuleContext) -> Iterator[Verdict]:
    """Packages are imported from several threads."""
    for i in context.using(PACKAGES):
        if (i.parallelism or 1) > 1 and i.data_flow is not DataFlow.PULL:
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "threads": i.parallelism},
                          {"threads": i.parallelism or 1})


@rule("R-607")
def order_of_packages(context: RuleContext) -> Iterator[Verdict]:
    """Order matters, and packages go through recurring integration, which keeps it for files only."""
    recurring = list(context.using(RECURRING))
    for i in recurring:
        if i.order_required and i.batch and i.batch.format is BatchFormat.PACKAGE:
            yield Verdict((i.id, i.to.system), {"link": context.told(i)})
    yield from unstated(context, (i for i in recurring if i.order_required and (i.batch is None or
                                                                              i.batch.format is None)))


@rule("R-608")
def bulk_into_mapped_table(context: RuleContext) -> Iterator[Verdict]:
    """A bulk load writes a table that live dual-write maps (A-14)."""
    data = context.data
    undeclared: list[Integration] = []
    for i in context.active if data.mapped else ():
        if not data.writes(i) or context.native(i):
            continue
        into = data.into(i)
        hit = sorted(e for e in data.carried[i.id] if (into, e) in data.mapped)
        if not hit or not data.bulk(i):
            continue
        sure = [e for e in hit if data.has_tables(e)]
        if not sure:
            undeclared.append(i)
            continue
        link = data.mapped[into, sure[0]]
        rows = data.rows(i) or data.hourly_rows(i)
        yield Verdict((i.id, into, link.id), {
            "link": context.told(i), "rows": say.count(rows), "unit": "a run" if data.rows(i) else "an hour",
            "entity": say.listing(sure), "into": context.label(into), "map": context.name(link.id),
            "sync": say.count(context.threshold("R-608", "initial_sync"))}, {"rows": rows})
    yield from unstated(context, undeclared)


@rule("R-609")
def large_transaction(context: RuleContext) -> Iterator[Verdict]:
    """More records than dual-write takes in one transaction of Finance and Operations."""
    limit = context.threshold("R-609", "records")
    for i in context.active if context.data.mapped else ():
        if packed(i) <= limit:
            continue
        into = context.data.into(i)
        dual = context.uses(i, *DUAL_WRITE) and not context.uses(i, "both.dual-write-initial-sync")
        mapped = any((into, e) in context.data.mapped for e in context.data.carried[i.id])
        if dual or (i.inside_transaction and mapped and context.platform(into) is Platform.FINANCE_OPERATIONS):
            yield Verdict((i.id, into), {"link": context.told(i), "records": say.count(packed(i)),
                                         "limit": say.count(limit)}, {"records": packed(i), "limit": limit})


@rule("R-610")
def large_elastic_batch(context: RuleContext) -> Iterator[Verdict]:
    """Elastic tables do best with smaller batches."""
    limit = context.threshold("R-610", "records")
    for i in context.using("dataverse.elastic-table"):
        if packed(i) > limit and context.data.writes(i):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "records": say.count(packed(i)),
                                                "limit": say.count(limit)}, {"records": packed(i), "limit": limit})


@rule("R-611")
def batch_in_plug_in(context: RuleContext) -> Iterator[Verdict]:
    """A plug-in sends batches or bulk messages to Dataverse."""
    for i in context.using(*PLUG_INS):
        called = context.facts.at(i.to).kind
        batch = called is not None and called.id in {"dataverse.batch", "dataverse.bulk-operations"}
        to_dataverse = context.platform(i.to.system) is Platform.DATAVERSE
        if batch or (packed(i) > 1 and to_dataverse):
            yield Verdict((i.id, i.from_.system), {"link": context.told(i), "system": context.label(i.from_.system)})
