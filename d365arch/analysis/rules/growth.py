"""Review of the fifth principle (P-5xx): built for growth."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.item import Item, refused
from d365arch.analysis.rules.records import LANDSCAPE, Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.requirements import systems
from d365arch.catalog.records import Status
from d365arch.model import Alm, Integration, Volume
from d365arch.model.quantities import DURATION_UNITS
from d365arch.model.vocabulary import Hosting, Operation, Role, Severity

_NO_VOLUME = Volume()
YEAR = DURATION_UNITS["y"]
HORIZON = 3 * YEAR
"""How far growth is looked ahead where no horizon is stated (convention; storage advice is 3 years or more)."""


@rule("P-501")
def room_to_grow(context: RuleContext) -> Iterator[Verdict]:
    """Limits that hold today and are passed within the horizon; growth that is not stated is asked for by R-708."""
    item = Item(context, "P-501")
    years = say.decimal((context.landscape.horizon or HORIZON) / YEAR, 1)
    drawn = context.landscape.integration_by_id
    shared = {(check.limit, link) for check in context.limits if check.on not in drawn
              and _outgrown(check, item.limit("warn")) for link in check.contributors}
    for check in context.limits:
        if _outgrown(check, item.limit("warn")) and (check.limit, check.on) not in shared:
            _tell_growth(context, item, check, years)
    for i in context.machines:
        if i.volume is not None:
            item.judge(i.id, {"volume.growth_per_year": i.volume.growth_per_year})
    yield from item.verdicts(tell_gaps="R-708" in context.settings.rules_off)


def _outgrown(check: LimitCheck, warn: float) -> bool:
    """Whether a limit that holds today is nearly used up then; what today's finding says is not said again."""
    if check.at_horizon is None or check.utilization > 1 or check.at_horizon <= warn:
        return False
    return check.verdict is None or check.at_horizon > 1


def _tell_growth(context: RuleContext, item: Item, check: LimitCheck, years: str) -> None:
    links = [c for c in dict.fromkeys((check.on, *check.contributors)) if c in context.landscape.integration_by_id]
    over = (check.at_horizon or 0.0) > item.limit("viol")
    item.violates(
        links[0] if links else LANDSCAPE,
        {"limit": _limit(context, check), "on": _on(context, check), "years": years,
         "now": say.percent(check.utilization), "then": say.percent(check.at_horizon or 0.0),
         "links": context.names(links)},
        elements=tuple(links), all_of=links, critical=True,
        figures={"utilization": check.utilization, "at_horizon": check.at_horizon or 0.0},
        severity=Severity.VIOLATION if over else Severity.WARNING)


def _limit(context: RuleContext, check: LimitCheck) -> str:
    fact = context.facts.catalog.limits.get(check.limit)
    return f"{fact.title} ({check.limit})" if fact else check.limit


def _on(context: RuleContext, check: LimitCheck) -> str:
    kind, _, name = check.on.partition(":")
    if check.on == "tenant":
        return "the tenant"
    if kind == "identity":
        return f'the identity "{name}"'
    return context.label(name) if kind == "environment" else context.name(check.on)


SCALED = frozenset({"azure.event-hubs", "azure.api-management"})
"""Hubs whose tier says little without the number of units; Service Bus in premium is another."""


@rule("P-502")
def scaling_unit(context: RuleContext) -> Iterator[Verdict]:
    """Tier and units of each hub that is in use."""
    item = Item(context, "P-502")
    for hub in context.used_hubs:
        system = context.landscape.system_by_id[hub]
        if not (system.type or "").startswith(("azure.", "ipaas.", "pp.")) or system.type == "azure.onprem-gateway":
            continue
        asked: dict[str, object] = {"tier": system.tier}
        premium_bus = system.type == "azure.service-bus" and (system.tier or "").lower() == "premium"
        if system.type in SCALED or premium_bus:
            asked["units"] = system.units
        item.judge(hub, asked)
    yield from item.verdicts()


@rule("P-503")
def parallelism(context: RuleContext) -> Iterator[Verdict]:
    """Where a limit is nearly used up: how many threads, under which identity, and whether order must survive."""
    item = Item(context, "P-503")
    shared = (check for check in context.limits if check.on not in context.landscape.integration_by_id)
    pressed = {link for check in shared if check.utilization > item.limit("warn") for link in check.contributors}
    for i in context.machines:
        link = i.id
        if link not in pressed or context.native(i):
            continue
        if i.order_required and (i.parallelism or 0) > 1 and not _sessions(context, i):
            item.violates(link, {"name": context.name(link), "threads": i.parallelism},
                          figures={"parallelism": i.parallelism or 0})
        else:
            item.judge(link, {"parallelism": i.parallelism, "identity": i.identity,
                              "order_required": i.order_required})
    yield from item.verdicts()


def _sessions(context: RuleContext, i: Integration) -> bool:
    ends = (context.endpoint(i, called=True), context.endpoint(i, called=False))
    return any(e is not None and (e.sessions or e.type == "fo.message-processor") for e in ends)


@rule("P-504")
def environments(context: RuleContext) -> Iterator[Verdict]:
    """Environments beside production, for systems that the organisation configures and integrations that say so."""
    item = Item(context, "P-504")
    for s in systems(context):
        if s.hosting is not Hosting.PARTNER and context.facts.role(s) is not Role.DEVICE:
            _environments(context, item, s.id, s.environments)
    for i in context.machines:
        if i.environments:
            _environments(context, item, i.id, i.environments)
    yield from item.verdicts()


def _environments(context: RuleContext, item: Item, key: str, stated: tuple[str, ...]) -> None:
    if stated and all(e.strip().lower().startswith(("prod", "live")) for e in stated):
        item.violates(key, {"name": context.name(key)})
    else:
        item.judge(key, {"environments": stated})


APART = {"dataverse.ui-embed": "an embedded app", "fo.ui-embed": "an embedded app",
         "dataverse.cif": "a channel provider"}
"""Endpoint types that are released apart from the system they are seen in."""


@rule("P-505")
def released(context: RuleContext) -> Iterator[Verdict]:
    """A pipeline for hubs, D365 and critical integrations; by hand is an answer that does not do for critical ones."""
    item = Item(context, "P-505")
    for s in systems(context):
        if s.id in context.used_hubs or context.facts.platform(s).is_d365:
            _alm(item, s.id, s.alm, context.label(s.id))
    for i in context.active:
        if context.critical(i) or any(k.id in APART for k in context.endpoint_of[i.id]):
            part = next((APART[k.id] for k in context.endpoint_of[i.id] if k.id in APART), "the integration")
            alm = i.alm or _alm_of_hub(context, i)
            _alm(item, i.id, alm, f"{context.name(i.id)} ({part})")
    yield from item.verdicts()


def _alm_of_hub(context: RuleContext, i: Integration) -> Alm | None:
    """What stands in a hub is released with the hub."""
    return next((context.landscape.system_by_id[end.system].alm for end in (i.from_, i.to)
                 if context.facts.is_hub(end.system)), None)


def _alm(item: Item, key: str, alm: Alm | None, name: str) -> None:
    if alm is not None and refused(alm.pipeline):
        item.violates(key, {"name": name})
    else:
        item.judge(key, {"alm": alm})


@rule("P-506")
def contracts(context: RuleContext) -> Iterator[Verdict]:
    """No integration reaches into tables of another system or onto an API that goes away with an update."""
    item = Item(context, "P-506")
    exposed: dict[str, list[str]] = {}
    for i in context.machines:
        kinds = context.endpoint_of[i.id]
        risky = next((k for k in kinds if k.id == "generic.db" or k.status is Status.DEPRECATED), None)
        if risky is not None and not _private(context, i):
            exposed.setdefault(risky.id, []).append(i.id)
        elif kinds:
            item.met(i.id)
    for kind in sorted(exposed):
        links = exposed[kind]
        item.violates(links[0], {"kind": context.kind(kind), "links": context.names(links),
                                 "use": "uses" if len(links) == 1 else "use"},
                      elements=tuple(links), all_of=links, figures={"integrations": len(links)},
                      variant="tables" if kind == "generic.db" else "default")
    yield from item.verdicts()


def _private(context: RuleContext, i: Integration) -> bool:
    """Whether one side is a data store, whose tables are its contract."""
    return any(context.facts.role(s) is Role.DATA_STORE for s in (
        context.system(i, called=True), context.system(i, called=False)))


@rule("P-507")
def tested(context: RuleContext) -> Iterator[Verdict]:
    """A test at peak for critical and for large integrations."""
    item = Item(context, "P-507")
    for i in context.machines:
        hourly = context.load(i).hourly
        large = hourly is not None and hourly.value >= item.limit("per_hour")
        if not large and not context.critical(i):
            continue
        if i.tested_at_peak is False:
            item.violates(i.id, {"name": context.name(i.id),
                                 "load": f", {say.count(hourly.value)} an hour at peak" if hourly else ""})
        else:
            item.judge(i.id, {"tested_at_peak": i.tested_at_peak})
    yield from item.verdicts()


@rule("P-508")
def next_system(context: RuleContext) -> Iterator[Verdict]:
    """How many systems would have to change for one more that is linked as those here are, on average."""
    item = Item(context, "P-508")
    pairs: set[frozenset[str]] = set()
    for link in context.network.links:
        if link.initiator != link.called and not context.native(context.landscape.integration_by_id[link.id]):
            pairs.add(frozenset((link.initiator, link.called)))
    count = len({s for pair in pairs for s in pair})
    if not count:
        yield from item.verdicts()
        return
    changes = 2 * len(pairs) / count
    if changes > item.limit("changes"):
        hubs = [context.label(h) for h in context.used_hubs]
        item.violates(LANDSCAPE, {"changes": say.decimal(changes, 1), "pairs": say.count(len(pairs)),
                                  "systems": say.count(count), "most": say.count(item.limit("changes")),
                                  "hub": say.listing(hubs[:3]) if hubs else "a hub"}, figures={"changes": changes})
    else:
        item.met(LANDSCAPE)
    yield from item.verdicts()


@rule("P-509")
def no_previews(context: RuleContext) -> Iterator[Verdict]:
    """No preview feature carries what matters."""
    item = Item(context, "P-509")
    for i in context.active:
        previews = [k for k in context.endpoint_of[i.id] if k.status is Status.PREVIEW]
        if previews:
            item.violates(i.id, {"name": context.name(i.id), "kind": context.kind(previews[0].id),
                                 "other": say.listing([context.kind(k) for k in previews[0].replacement])
                                 if previews[0].replacement else "a feature that is generally available"})
        elif context.endpoint_of[i.id]:
            item.met(i.id)
    yield from item.verdicts()


@rule("P-510")
def storage(context: RuleContext) -> Iterator[Verdict]:
    """What is needed to tell how the storage of D365 grows: rows, their size, growth, and a horizon of three years."""
    item = Item(context, "P-510")
    horizon = context.landscape.horizon
    d365 = {s.id for s in context.landscape.systems if context.facts.platform(s).is_d365}
    if horizon is not None and horizon < HORIZON and d365:
        item.violates(LANDSCAPE, {"horizon": say.decimal(horizon / YEAR, 1)})
    for i in context.machines:
        if i.to.system not in d365 or Operation.CREATE not in i.operations or context.native(i):
            continue
        volume = i.volume or _NO_VOLUME
        size = volume.row_bytes if volume.row_bytes is not None else volume.message_kb
        item.judge(i.id, {"volume.row_bytes": size, "volume.growth_per_year": volume.growth_per_year})
    yield from item.verdicts()


