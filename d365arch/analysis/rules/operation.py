"""Decisions about operations (R-5xx): what is done at the called side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow, Exposure, Kind, Operation, Platform, Purpose, Severity, Trigger

QUERIES = ("fo.odata", "fo.connector", "dataverse.web-api", "dataverse.org-service", "dataverse.batch",
           "dataverse.connector", "dataverse.tds")
"""Endpoints at which rows are read by query, page after page."""

BATCH_WAYS = ("fo.dmf-package-api", "fo.recurring-integration", "fo.dmf-workspace", "fo.byod", "fo.er-export",
              "dataverse.change-tracking", "dataverse.tds", "both.synapse-link", "both.fabric-link")
"""Endpoints made for sets of rows, at which nobody should wait for one."""

ROW_WRITERS = ("fo.odata", "fo.odata-batch", "fo.connector", "dataverse.web-api", "dataverse.org-service",
               "dataverse.batch", "dataverse.connector")
"""Endpoints at which rows are written one by one, or several in a request."""

VIRTUAL = ("dataverse.virtual-table", "both.virtual-entity")

REPORTING = frozenset({"other.bi", "azure.power-bi", "other.data-warehouse", "other.data-lake", "azure.synapse",
                       "azure.fabric", "azure.data-lake"})
"""System types whose reading is reporting."""

AUTHORITIES = frozenset({"other.bank", "other.e-invoice", "other.tax-portal", "other.payments-hub", "other.treasury"})
"""System types that take documents in formats laid down by law or by banks."""

COMPUTED = re.compile(r"\b(stock|on[- ]hand|atp|availab\w*|promis\w*|pric(e|es|ing)|discounts?)\b", re.IGNORECASE)
"""Entities whose values Finance and Operations computes, by how people name them."""


@rule("R-501")
def large_reads(context: RuleContext) -> Iterator[Verdict]:
    """A run reads more rows by query than a query is made for."""
    warn, viol = context.threshold("R-501", "warn"), context.threshold("R-501", "viol")
    for i in context.using(*QUERIES):
        rows = context.data.rows(i)
        if rows > warn and context.data.only_reads(i):
            yield Verdict(
                (i.id, i.to.system), {"link": context.told(i), "rows": say.count(rows), "way": way(context, i),
                                      "warn": say.count(warn), "viol": say.count(viol), "instead": sets_of(context, i)},
                {"rows": rows}, Severity.VIOLATION if rows > viol else None)


def way(context: RuleContext, integration: Integration) -> str:
    """The deciding endpoint type in words."""
    types = context.endpoint_of[integration.id]
    return types[0].name if types else "a call"


def sets_of(context: RuleContext, integration: Integration) -> str:
    """Endpoints that hand out sets of rows, for the platform that is called."""
    if context.platform(integration.to.system) is Platform.FINANCE_OPERATIONS:
        return ", ".join((context.kind("both.fabric-link"), context.kind("both.synapse-link"))) + (
            f" or {context.kind('fo.dmf-package-api')} with change tracking")
    return ", ".join((context.kind("both.fabric-link"), context.kind("both.synapse-link"))) + (
        f" or {context.kind('dataverse.change-tracking')}")


@rule("R-502")
def reports_by_odata(context: RuleContext) -> Iterator[Verdict]:
    """A report or a reporting system reads Finance and Operations by OData."""
    for i in context.using("fo.odata", "fo.odata-batch", "fo.connector"):
        starter = context.facts.type_of(context.system(i, called=False))
        reporting = i.purpose is Purpose.REPORT or (starter is not None and starter.id in REPORTING)
        if reporting and context.data.only_reads(i):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "called": context.label(i.to.system),
                                                "reader": context.label(i.from_.system)})


@rule("R-503")
def waits_at_a_batch_way(context: RuleContext) -> Iterator[Verdict]:
    """Somebody waits for one record at an endpoint that is made for sets."""
    for i in context.using(*BATCH_WAYS):
        if (i.answer_needed and i.trigger is Trigger.ON_DEMAND and context.data.only_reads(i)
                and not context.data.rows(i) and i.purpose is not Purpose.REPORT):
            fits = "fo.odata" if context.platform(i.to.system) is Platform.FINANCE_OPERATIONS else "dataverse.web-api"
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "way": way(context, i),
                                                "instead": context.kind(fits)})


@rule("R-504")
def computed_by_odata(context: RuleContext) -> Iterator[Verdict]:
    """A value that the ERP computes is fetched as rows."""
    for i in context.using("fo.odata", "fo.odata-batch", "fo.connector"):
        computed = [e for e in context.entities(i) if COMPUTED.search(e)]
        if (computed and i.answer_needed and context.data.only_reads(i) and not context.data.rows(i)
                and not context.scheduled(i)):
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "entity": say.listing(computed),
                                                "called": context.label(i.to.system)})


@rule("R-505")
def process_by_fields(context: RuleContext) -> Iterator[Verdict]:
    """A step of a business process is made by writing fields."""
    for i in context.using(*ROW_WRITERS):
        if i.kind is Kind.PROCESS and Operation.UPDATE in i.operations and Operation.ACTION not in i.operations:
            erp = context.platform(i.to.system) is Platform.FINANCE_OPERATIONS
            instead = "fo.custom-service-json" if erp else "dataverse.custom-api"
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "called": context.label(i.to.system),
                                                "way": way(context, i), "instead": context.kind(instead)})


@rule("R-506")
def copied_to_be_looked_at(context: RuleContext) -> Iterator[Verdict]:
    """Data that people only look at is written into Dynamics 365, record by record; whole sets are R-710."""
    for i in context.active:
        if (i.purpose is Purpose.VIEW and context.data.writes(i) and not context.native(i)
                and not context.data.bulk(i) and context.data.into(i) in context.data.d365):
            into = context.data.into(i)
            erp = context.platform(into) is Platform.FINANCE_OPERATIONS
            shown = "fo.ui-embed" if erp else "dataverse.virtual-table"
            yield Verdict((i.id, into), {
                "link": context.told(i), "entity": entities(context, i), "into": context.label(into),
                "instead": context.kind(shown) + ("" if erp else f" or {context.kind('dataverse.ui-embed')}")})


def entities(context: RuleContext, integration: Integration) -> str:
    """What travels, in words."""
    named = context.entities(integration)
    return say.listing(named, 3) if named else "the data"


@rule("R-507")
def deletes_unseen(context: RuleContext) -> Iterator[Verdict]:
    """Polling by query cannot see what was deleted: a warning where deletes shall travel, a remark on copies."""
    for i in context.using(*(q for q in QUERIES if q != "dataverse.tds")):
        if i.data_flow is not DataFlow.PULL or not context.scheduled(i):
            continue
        told = Operation.DELETE in i.operations
        if told or i.purpose is Purpose.MASTER_DATA:
            erp = context.platform(i.to.system) is Platform.FINANCE_OPERATIONS
            instead = "fo.data-events" if erp else "dataverse.change-tracking"
            yield Verdict((i.id, i.to.system), {"link": context.told(i), "entity": entities(context, i),
                                                "way": way(context, i), "instead": context.kind(instead)},
                          severity=Severity.WARNING if told else None, variant="stated" if told else "default")


@rule("R-508")
def two_writers(context: RuleContext) -> Iterator[Verdict]:
    """Two systems write the same entity, into one place or into each other, and nothing says who owns it."""
    for entity, targets in context.data.writers.items():
        declared = context.landscape.entity_by_id.get(entity)
        if declared is not None and (declared.system_of_record or declared.attributes):
            continue
        updating = {target: by for target, writers in targets.items() if (by := changing(context, writers))}
        mutual = sorted({tuple(sorted((target, writer))) for target, by in updating.items() for writer in by
                         if target in updating.get(writer, {})})
        if mutual:
            one, other = mutual[0]
            links = sorted({*updating[one].get(other, ()), *updating[other].get(one, ())})
            if stock(entity) and keeps_stock(context, one) and keeps_stock(context, other):
                continue    # A-26 tells of it
            yield _disputed(context, entity, (one, other), "", links)
            continue
        for target, by in updating.items():
            if len(by) > 1:
                links = sorted({link for group in by.values() for link in group})
                yield _disputed(context, entity, tuple(by), target, links)


def changing(context: RuleContext, writers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Of the writers of an entity into a system those that change what is there."""
    found, integrations = {}, context.landscape.integration_by_id
    for writer, links in writers.items():
        mine = tuple(k for k in links if Operation.UPDATE in integrations[k].operations)
        if mine:
            found[writer] = mine
    return found


def _disputed(
    context: RuleContext, entity: str, writers: tuple[str, ...], target: str, links: Sequence[str]
) -> Verdict:
    """Writers of an entity into `target`, or where that is empty into each other."""
    systems = (*writers, target) if target else writers
    return Verdict(
        (*systems, *links), {"entity": entity, "writers": context.labels(writers), "links": context.names(links, 4),
                             "target": context.label(target)},
        {"writers": len(writers), "entity": entity}, variant="default" if target else "mutual")


def stock(entity: str) -> bool:
    """Whether an entity is about how much there is, by how people name it."""
    return re.search(r"\b(stock|inventory|on[- ]hand)\b", entity, re.IGNORECASE) is not None


def keeps_stock(context: RuleContext, system_id: str) -> bool:
    """Whether a system counts stock by itself: an ERP or a warehouse system."""
    kind = context.facts.type_of(context.landscape.system_by_id.get(system_id))
    return context.platform(system_id) is Platform.FINANCE_OPERATIONS or (
        kind is not None and kind.id in {"other.wms", "other.erp", "other.sap"})


@rule("R-509")
def upsert_without_key(context: RuleContext) -> Iterator[Verdict]:
    """Rows are created or updated in Dataverse and nothing says that doing it twice does no harm; once per system."""
    ways = ("dataverse.web-api", "dataverse.org-service", "dataverse.batch", "dataverse.bulk-operations",
            "dataverse.connector", "dataverse.elastic-table")
    found: dict[str, list[Integration]] = {}
    for i in context.using(*ways):
        safe = i.error_handling is not None and i.error_handling.idempotent
        if {Operation.CREATE, Operation.UPDATE} <= set(i.operations) and not safe and i.data_flow is DataFlow.PUSH:
            found.setdefault(i.to.system, []).append(i)
    for system, links in sorted(found.items()):
        yield Verdict((system, *(i.id for i in links)),
                      {"links": context.links(links), "called": context.label(system),
                       "do": say.do(len(links)),
                       "write": "creates or updates" if len(links) == 1 else "create or update"},
                      {"integrations": len(links)})


@rule("R-510")
def virtual_table_asked_too_much(context: RuleContext) -> Iterator[Verdict]:
    """A virtual table needs what virtual tables do not have; shown to strangers, a remark on who may see what."""
    seen: set[tuple[str, str]] = set()
    for i in context.using(*VIRTUAL):
        for end in (i.from_, i.to):
            endpoint, kind = context.landscape.endpoint_at(end), context.facts.at(end).kind
            if endpoint is None or kind is None or kind.id not in VIRTUAL or (end.system, endpoint.id) in seen:
                continue
            seen.add((end.system, endpoint.id))
            words = {"table": endpoint.name or endpoint.id, "system": context.label(end.system)}
            if not endpoint.needs:
                if context.landscape.system_by_id[end.system].exposure in {Exposure.PUBLIC, Exposure.PARTNER}:
                    yield Verdict((i.id, end.system), words, severity=Severity.INFO, variant="outside")
                continue
            needs = say.listing([need.value.replace("-", " ") for need in endpoint.needs])
            yield Verdict((i.id, end.system), {**words, "needs": needs}, {"needs": len(endpoint.needs)})


@rule("R-511")
def legal_document(context: RuleContext) -> Iterator[Verdict]:
    """A document for a bank or an authority leaves or enters Finance and Operations another way than by ER."""
    reporting = {"fo.er-export", "fo.er-import"}
    erps, authorities = context.data.on(Platform.FINANCE_OPERATIONS), context.data.of_type(AUTHORITIES)
    for i in context.active if authorities else ():
        erp, other = (i.from_, i.to) if i.from_.system in erps else (i.to, i.from_)
        if erp.system not in erps or other.system not in authorities:
            continue
        kind = context.facts.at(erp).kind
        in_posting = i.inside_transaction and context.uses(i, "fo.external-web-service")      # R-104 tells
        if kind is not None and kind.id not in reporting and not (
                in_posting or i.answer_needed or context.data.only_reads(i)):
            instead = "fo.er-export" if context.data.into(i) != erp.system else "fo.er-import"
            yield Verdict((i.id, erp.system, other.system), {
                "link": context.told(i), "entity": entities(context, i), "way": kind.name,
                "partner": context.label(other.system), "instead": context.kind(instead)})
