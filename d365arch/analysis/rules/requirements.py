"""Review of the first principle (P-1xx): requirements are stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.hops import hub_traffic
from d365arch.analysis.rules.item import Item, refused
from d365arch.analysis.rules.records import LANDSCAPE, Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.model import Integration, Latency, System, Volume
from d365arch.model.vocabulary import DataFlow, Hosting, Operation, Purpose, Role, Severity, Style, ZoneKind

_NO_LATENCY, _NO_VOLUME = Latency(), Volume()
ANALYTICS_LINKS = frozenset({"both.synapse-link", "both.fabric-link", "fo.byod"})
"""Endpoint types that copy whole tables for reports."""


def systems(context: RuleContext) -> Iterator[System]:
    """All systems but people and devices, by id."""
    for system in sorted(context.landscape.system_by_id.values(), key=lambda s: s.id):
        if context.facts.role(system) not in {Role.PERSON, Role.DEVICE}:
            yield system


def begins(context: RuleContext, integration: Integration) -> bool:
    """Whether data enters the landscape's flows here: it does not come out of a hub."""
    giver = integration.to if integration.data_flow is DataFlow.PULL else integration.from_
    return not context.facts.is_hub(giver.system)


@rule("P-101")
def goal(context: RuleContext) -> Iterator[Verdict]:
    """What the business gains, on each integration that begins a flow."""
    item = Item(context, "P-101")
    for i in context.machines:
        if begins(context, i):
            item.judge(i.id, {"goal": i.goal})
    yield from item.verdicts()


@rule("P-102")
def requirements(context: RuleContext) -> Iterator[Verdict]:
    """Required latency (where no timetable says it), peak, frequency, trigger and direction of data."""
    item = Item(context, "P-102")
    for i in context.machines:
        volume = i.volume or _NO_VOLUME
        peak = next((v for v in (volume.peak_5min, volume.peak_per_hour, volume.per_run) if v is not None), None)
        asked: dict[str, object] = {"volume.peak_5min": peak, "frequency": i.frequency, "trigger": i.trigger,
                                    "data": i.data}
        if not context.scheduled(i):
            asked = {"latency.required": (i.latency or _NO_LATENCY).required} | asked
        item.judge(i.id, asked)
    yield from item.verdicts()


@rule("P-103")
def owners(context: RuleContext) -> Iterator[Verdict]:
    """A business owner and a technical owner of each system and integration; "nobody" is an answer, and a bad one."""
    item = Item(context, "P-103")
    elements: list[System | Integration] = [*systems(context), *context.machines]
    for e in elements:
        if refused(e.owner) or refused(e.technical_owner):
            item.violates(e.id, {"name": context.name(e.id)})
        else:
            item.judge(e.id, {"owner": e.owner, "technical_owner": e.technical_owner})
    yield from item.verdicts()


_WRITES = frozenset({Operation.CREATE, Operation.UPDATE, Operation.DELETE})


@rule("P-104")
def system_of_record(context: RuleContext) -> Iterator[Verdict]:
    """One system of record per entity that is created, changed or deleted somewhere."""
    item = Item(context, "P-104")
    carried: dict[str, list[str]] = {}
    for i in context.machines:
        if _WRITES & set(i.operations):
            for entity in context.entities(i):
                carried.setdefault(entity, []).append(i.id)
    declared = context.landscape.entity_by_id
    for entity in sorted(carried):
        known = declared.get(entity)
        owned = known is not None and (known.system_of_record or known.attributes)
        item.lacks(f"entity:{entity}", () if owned else ("system_of_record",), name=f'the entity "{entity}"',
                   elements=tuple(carried[entity]))
    for table, owners_of in _owned_tables(context).items():
        if len(set(owners_of.values())) > 1:
            first, second = sorted(owners_of)[:2]
            item.violates(
                f"entity:{first}", {"first": first, "second": second, "table": table,
                                    "one": context.label(owners_of[first]), "other": context.label(owners_of[second])},
                elements=tuple(sorted(set(owners_of.values()))), critical=True, variant="two",
                all_of=[f"entity:{e}" for e in owners_of])
    yield from item.verdicts()


def _owned_tables(context: RuleContext) -> Mapping[str, dict[str, str]]:
    """Per table of a platform the entities that it holds, with their stated owner."""
    found: dict[str, dict[str, str]] = {}
    for entity in sorted(context.landscape.entity_by_id.values(), key=lambda e: e.id):
        for platform, table in sorted(entity.tables.items()):
            if entity.system_of_record and not entity.attributes:
                found.setdefault(f"{platform}: {table}", {})[entity.id] = entity.system_of_record
    return found


@rule("P-105")
def guarantee(context: RuleContext) -> Iterator[Verdict]:
    """Whether an answer is needed, or what delivery guarantee; and no haste where minutes suffice."""
    item = Item(context, "P-105")
    for i in context.machines:
        required = i.latency.required if i.latency else None
        if i.answer_needed is False and required is not None and required <= item.limit("seconds"):
            item.violates(i.id, {"name": context.name(i.id), "required": say.milliseconds(required * 1000)},
                          figures={"required_s": required})
        elif context.native(i):
            continue
        elif context.synchronous(i):
            item.judge(i.id, {"answer_needed": i.answer_needed})
        else:
            item.judge(i.id, {"delivery": i.delivery})
    yield from item.verdicts()


@rule("P-106")
def needed_data(context: RuleContext) -> Iterator[Verdict]:
    """Why bulk data moves and which; whole tables that are only looked at need not move."""
    item = Item(context, "P-106")
    for i in context.machines:
        rows = i.volume.per_run if i.volume else None
        link = context.uses(i, *ANALYTICS_LINKS)
        large = rows is not None and rows >= item.limit("rows")
        if not large and not link:
            continue
        if large and i.purpose is Purpose.VIEW and context.exchange_of[i.id].style is Style.BATCH:
            item.violates(i.id, {"name": context.name(i.id), "rows": say.count(rows or 0.0)},
                          figures={"rows": rows or 0.0})
        else:
            item.judge(i.id, {"purpose": i.purpose} | ({} if link else {"entities": context.entities(i)}))
    yield from item.verdicts()


@rule("P-107")
def whole_chain(context: RuleContext) -> Iterator[Verdict]:
    """What is put into a hub is taken out again, and the other way round."""
    item = Item(context, "P-107")
    for place, traffic in sorted(hub_traffic(context.flowing).items()):
        links = traffic.ins or traffic.outs
        if traffic.ins and traffic.outs:
            for link in (*traffic.ins, *traffic.outs):
                item.met(link)
            continue
        item.violates(
            links[0],
            {"links": context.names(links), "s": "s" if len(links) == 1 else "", "place": context.label(place)},
            elements=links, all_of=links, variant="default" if traffic.ins else "no_source")
    yield from item.verdicts()


@rule("P-108")
def continuity(context: RuleContext) -> Iterator[Verdict]:
    """What people do during an outage of a critical integration."""
    item = Item(context, "P-108")
    for i in context.machines:
        if context.critical(i):
            outage = i.error_handling.outage if i.error_handling else None
            if refused(outage):
                item.violates(i.id, {"name": context.name(i.id)})
            else:
                item.judge(i.id, {"error_handling.outage": outage})
    yield from item.verdicts()


@rule("P-109")
def privacy(context: RuleContext) -> Iterator[Verdict]:
    """Whether data that crosses a region, a tenant or the company's border is personal, and where it must stay."""
    item = Item(context, "P-109")
    declared, sides = context.landscape.entity_by_id, _sides(context)
    nowhere: dict[tuple[str, str], list[Integration]] = {}
    for i in context.machines:
        for name in context.entities(i):
            entity = declared.get(name)
            if entity is not None and entity.personal and entity.residency and not context.zone(
                    _taker(i), ZoneKind.RESIDENCY):
                nowhere.setdefault((name, entity.residency), []).append(i)
        if sides[i.from_.system] == sides[i.to.system] or not context.entities(i):
            continue
        gaps: list[str] = []
        for name in context.entities(i):
            entity = declared.get(name)
            if entity is None or entity.personal is None:
                gaps.append("personal")
            elif entity.personal and entity.residency is None:
                gaps.append("residency")
            elif entity.personal and (place := _outside(context, i, entity.residency or "")):
                item.violates(i.id, {"name": context.name(i.id), "entity": name, "residency": entity.residency,
                                     "place": place})
        item.lacks(i.id, dict.fromkeys(gaps))
    for (name, residency), links in nowhere.items():
        takers = sorted({_taker(i) for i in links})
        told = Verdict(
            tuple(i.id for i in links),
            {"entity": name, "residency": residency, "places": context.labels(takers),
             "stand": "stands" if len(takers) == 1 else "stand"},
            {"unstated": len(links)}, Severity.UNSTATED, "nowhere")
        item.lacks_apart(told.elements, "zones.kind", told)
    yield from item.verdicts()


_PLACES = (ZoneKind.REGION, ZoneKind.TENANT, ZoneKind.RESIDENCY)


def _sides(context: RuleContext) -> Mapping[str, tuple[str | None, ...]]:
    """Per system the region, tenant and residency zone that it is in, and whether a partner runs it."""
    return {s.id: (*(context.zone(s.id, kind) for kind in _PLACES), "partner" if s.hosting is Hosting.PARTNER else None)
            for s in context.landscape.systems}


def _taker(integration: Integration) -> str:
    """The system that receives the data."""
    return (integration.from_ if integration.data_flow is DataFlow.PULL else integration.to).system


def _outside(context: RuleContext, integration: Integration, residency: str) -> str | None:
    """The residency zone at the receiving end, where it is another one than the entity's."""
    zone = context.landscape.zone_by_id.get(context.zone(_taker(integration), ZoneKind.RESIDENCY) or "")
    if zone is None or residency.lower() in {zone.id.lower(), zone.label.lower()}:
        return None
    return zone.label


@rule("P-110")
def success_criteria(context: RuleContext) -> Iterator[Verdict]:
    """The promised availability of critical systems, and the licenses that a cost estimate begins with."""
    item = Item(context, "P-110")
    for system in systems(context):
        if system.id in context.critical_systems:
            item.judge(system.id, {"availability": system.availability})
    if any(context.facts.platform(s).is_d365 for s in context.landscape.systems):
        licenses = context.landscape.tenant.licenses if context.landscape.tenant else None
        item.judge(LANDSCAPE, {"tenant.licenses": licenses or None})
    yield from item.verdicts()
