"""Review of the fourth principle (P-4xx): as simple as it can be; P-401 and P-407 are rules on coupling."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.hops import MOST_HOPS, joined_flows, moves
from d365arch.analysis.rules.item import Item, refused
from d365arch.analysis.rules.records import LANDSCAPE, Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.model import Integration
from d365arch.model.vocabulary import Direction, Operation, Platform, Purpose, Severity, ZoneKind

_BOTH = {Platform.FINANCE_OPERATIONS, Platform.DATAVERSE}


@rule("P-402")
def standard_first(context: RuleContext) -> Iterator[Verdict]:
    """Between the two platforms of one tenant the native links come first."""
    item = Item(context, "P-402")
    for i in context.machines:
        ends = i.from_.system, i.to.system
        if {context.platform(end) for end in ends} != _BOTH:
            continue
        if context.zone(ends[0], ZoneKind.TENANT) != context.zone(ends[1], ZoneKind.TENANT):
            continue
        if context.native(i) or any(k.id.startswith("both.") for k in context.endpoint_of[i.id]):
            item.met(i.id)
        elif context.synchronous(i):
            reads = set(i.operations) == {Operation.READ} or i.purpose is Purpose.VIEW
            item.violates(i.id, {"told": context.told(i), "name": context.name(i.id),
                                 "native": context.kind("both.virtual-entity" if reads else "both.dual-write")})
        else:
            item.met(i.id)
    yield from item.verdicts()


@rule("P-403")
def low_code_considered(context: RuleContext) -> Iterator[Verdict]:
    """Small uncritical flows that need code, told once; silent where the strategy does not prefer low code."""
    item, strategy = Item(context, "P-403"), context.landscape.strategy
    if strategy is not None and strategy.low_code_preferred is False:
        yield from item.verdicts()
        return
    small: list[str] = []
    for i in context.machines:
        daily = context.load(i).daily
        if daily is None or daily.value > item.limit("per_day") or context.critical(i):
            continue
        kinds = context.endpoint_of[i.id]
        if i.low_code is None and kinds and kinds[0].code == "pro" and context.direction_of[i.id] is not (
                Direction.EXTERNAL) and not kinds[0].channel:
            small.append(i.id)
        else:
            item.met(i.id)
    if small:
        item.violates(small[0], {"names": context.names(small), "most": say.count(item.limit("per_day")),
                                 "carry": "carries" if len(small) == 1 else "carry",
                                 "count": say.count(len(small))},
                      elements=tuple(small), all_of=small, figures={"integrations": len(small)})
    yield from item.verdicts()


@rule("P-404")
def uniform(context: RuleContext) -> Iterator[Verdict]:
    """The same need is met by the same few kinds of endpoint."""
    item = Item(context, "P-404")
    needs: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for i in context.machines:
        kinds = context.endpoint_of[i.id]
        direction = context.direction_of[i.id]
        if not kinds or context.native(i) or direction not in {Direction.INBOUND, Direction.OUTBOUND}:
            continue
        link = context.network.link_by_id[i.id]
        kind = kinds[0]
        need = kind.platform.value, direction.value, ("read " if context.reads(i) else "") + link.cls.value
        needs.setdefault(need, {}).setdefault(kind.id, []).append(i.id)
    most = item.limit("types")
    for (platform, way, cls), used in sorted(needs.items()):
        links = [each for name in sorted(used) for each in used[name]]
        if len(used) <= most:
            for each in links:
                item.met(each)
            continue
        item.violates(
            links[0], {"count": len(used), "need": _NEEDS[cls].format(direction=way),
                       "platform": _PLATFORMS.get(platform, "either platform"),
                       "kinds": say.listing([context.kind(k) for k in sorted(used, key=lambda k: (-len(used[k]), k))]),
                       "most": say.count(most), "first": context.kind(min(used, key=lambda k: (-len(used[k]), k)))},
            elements=tuple(links), all_of=links, figures={"types": len(used)})
    yield from item.verdicts()


_NEEDS = {
    "sync": "{direction} calls that bring data", "message": "{direction} messages", "stream": "{direction} streams",
    "batch": "{direction} bulk data", "read sync": "{direction} calls that fetch data",
    "read message": "{direction} fetching of messages", "read stream": "{direction} fetching of events",
    "read batch": "{direction} fetching of bulk data",
}
_PLATFORMS = {"fo": "Finance and Operations", "dataverse": "Dataverse", "both": "both platforms"}


@rule("P-405")
def central_errors(context: RuleContext) -> Iterator[Verdict]:
    """Errors are handled and told in few ways, not in one of its own for each integration."""
    item = Item(context, "P-405")
    ways: dict[str, list[str]] = {}
    count = 0
    for i in context.machines:
        count += 1
        text = i.error_handling.reprocess if i.error_handling else None
        if isinstance(text, str) and not refused(text):
            ways.setdefault(" ".join(text.lower().split()), []).append(i.id)
    stated = sum(map(len, ways.values()))
    if count < item.limit("integrations"):
        yield from item.verdicts()
        return
    if len(ways) > item.limit("ways") and len(ways) * 2 > stated:
        links = tuple(sorted(link for found in ways.values() for link in found))
        item.violates(LANDSCAPE, {"ways": len(ways), "stated": stated, "names": context.names(links)}, elements=links,
                      figures={"ways": len(ways)})
    elif not any(_handled(i) for i in context.machines):
        item.lacks(LANDSCAPE, ["error_handling.reprocess", "monitoring.alert"])
    else:
        item.met(LANDSCAPE)
    yield from item.verdicts()


def _handled(i: Integration) -> bool:
    return bool(i.error_handling and i.error_handling.reprocess) or bool(i.monitoring and i.monitoring.alert)


@rule("P-406")
def few_hops(context: RuleContext) -> Iterator[Verdict]:
    """A flow takes few hops; told once for all integrations that hubs join."""
    item, hops, flows = Item(context, "P-406"), context.hops, joined_flows(context.flowing)
    most_hops = item.limit("hops")
    long: dict[str, list[str]] = {}
    for i in context.machines:
        if hops.get(i.id, 1) > most_hops:
            long.setdefault(flows[i.id], []).append(i.id)
        elif hops.get(i.id, 1) > 1:
            item.met(i.id)
    for flow in sorted(long):
        links = sorted(long[flow], key=lambda link: (-hops[link], link))
        most = hops[links[0]]
        item.violates(links[0], {"names": say.counted(map(context.name, links)),
                                 "hops": f"{most} or more" if most >= MOST_HOPS else most,
                                 "most": say.count(most_hops),
                                 "take": "takes a way" if len(links) == 1 else "take a way"},
                      elements=tuple(links), all_of=links, figures={"hops": most})
    yield from item.verdicts()


_KEEPS = frozenset({Operation.CREATE, Operation.UPDATE, Operation.FILE, Operation.EVENT})


@rule("P-408")
def few_copies(context: RuleContext) -> Iterator[Verdict]:
    """An entity has few copies: systems that it is sent to, beside the one that owns or first sends it."""
    item = Item(context, "P-408")
    takers: dict[str, set[str]] = {}
    givers: dict[str, set[str]] = {}
    links: dict[str, list[str]] = {}
    for i in context.machines:
        if not _KEEPS & set(i.operations) or i.purpose is Purpose.VIEW:
            continue
        for entity in context.entities(i):
            for giver, taker in moves(i):
                if not context.facts.is_hub(taker.system):
                    takers.setdefault(entity, set()).add(taker.system)
                    links.setdefault(entity, []).append(i.id)
                if not context.facts.is_hub(giver.system):
                    givers.setdefault(entity, set()).add(giver.system)
    for entity in sorted(takers):
        known = context.landscape.entity_by_id.get(entity)
        owner = known.system_of_record if known else None
        sources = givers.get(entity, set()) - takers[entity]
        copies = sorted(takers[entity] - {owner or ""}) if owner or sources else sorted(takers[entity])[1:]
        if len(copies) <= item.limit("copies"):
            item.met(f"entity:{entity}")
            continue
        item.violates(f"entity:{entity}", {"entity": entity, "copies": len(copies), "names": context.labels(copies),
                                           "most": say.count(item.limit("copies"))},
                      elements=tuple(dict.fromkeys((*copies, *links[entity]))), figures={"copies": len(copies)},
                      severity=Severity.INFO)
    yield from item.verdicts()
