"""Decisions about volume (R-7xx): loads against what platforms carry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.limits.measure import percent
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.operation import entities
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.model import Integration
from d365arch.model.vocabulary import Kind, Platform, Purpose, Role, Severity, Trigger

THROTTLED = ("fo.odata", "fo.custom-service-json", "fo.custom-service-soap")
"""Endpoints of Finance and Operations that share its web servers and are throttled first (L-FO-02, L-FO-06)."""

PROTECTION = ("L-DV-01", "L-DV-02", "L-DV-03")
SIZES = ("L-DV-09", "L-DV-10", "L-SB-01", "L-EH-02", "L-EG-02", "L-PA-07", "L-LA-02", "L-AP-01")
"""Limits of what one message may be on its way."""

TELEMETRY = re.compile(
    r"\b(telemetr\w*|logs?|sensor\w*|readings?|signals?|metrics?|traces?|clicks?\w*|machine states?)\b", re.IGNORECASE)
"""Entities that are records of what machines did, by how people name them."""


@rule("R-701")
def too_much_for_single_calls(context: RuleContext) -> Iterator[Verdict]:
    """More operations an hour than OData and custom services of Finance and Operations are made for.

    Runs whose length nobody states are left to R-501 and R-601, which count their rows.
    """
    warn, viol = context.threshold("R-701", "warn"), context.threshold("R-701", "viol")
    for i in context.using(*THROTTLED):
        load, volume = context.load(i), i.volume
        if volume is None or not (volume.peak_per_hour or volume.peak_5min or volume.per_hour or (
                volume.per_day and not volume.per_run)):
            continue
        operations, messages = load.hourly_operations, load.hourly
        if operations is None or messages is None or operations.value <= warn:
            continue
        per = load.operations_per_message.value
        each = f", {say.decimal(per)} operations each," if per > 1 else ""
        yield Verdict((i.id, i.to.system), {
            "link": context.told(i), "operations": say.count(operations.value), "messages": say.count(messages.value),
            "each": each, "warn": say.count(warn), "viol": say.count(viol), "instead": _instead(context, i),
            "assumed": f" {operations.assumed}" if operations.assumed else "", "called": context.label(i.to.system)},
            {"operations_per_hour": operations.value}, Severity.VIOLATION if operations.value > viol else None)


def _instead(context: RuleContext, integration: Integration) -> str:
    if context.data.only_reads(integration) and integration.trigger is not Trigger.SCHEDULED:
        return (f"a copy that is kept up to date by events, or {context.kind('fo.inventory-visibility')} for stock")
    if integration.trigger is Trigger.SCHEDULED:
        return context.kind("fo.dmf-package-api")
    return f"{context.kind('fo.recurring-integration')} with files every 5 to 15 minutes"


@rule("R-702")
def service_protection(context: RuleContext) -> Iterator[Verdict]:
    """What an identity asks of Dataverse against its three limits; one verdict per identity, by the binding one."""
    told: set[str] = set()
    for on, checks in sorted(context.limits_on.items()):
        if not on.startswith("identity:"):
            continue
        mine = [c for c in checks if c.limit in PROTECTION]
        bad = [c for c in mine if c.verdict in {Severity.VIOLATION, Severity.WARNING}]
        if bad:
            told.update(k for c in bad for k in c.contributors)
            yield _protection(on.removeprefix("identity:"), mine, bad)
    for i in context.active:
        mine = [c for c in context.limits_on.get(i.id, ()) if c.limit in PROTECTION]
        bad = [c for c in mine if c.verdict in {Severity.VIOLATION, Severity.WARNING}]
        if bad and i.id not in told and not i.identity:
            yield _protection(i.id, mine, bad)
    yield from unstated(context, _nameless(context))


def _nameless(context: RuleContext) -> Iterator[Integration]:
    """Calls on a Dataverse system that do not say under which identity, where several might share one."""
    for system in sorted(context.data.on(Platform.DATAVERSE)):
        calls = [i for i in context.calls_on.get(system, ()) if i.kind is not Kind.UI and not i.users
                 and not context.native(i) and any(c.limit in PROTECTION for c in context.limits_on.get(i.id, ()))]
        if len(calls) > 1:
            yield from (i for i in calls if not i.identity)


def _protection(who: str, all_three: Iterable[LimitCheck], bad: Collection[LimitCheck]) -> Verdict:
    binding = max(bad, key=lambda c: (c.utilization, c.limit))
    others = [f"{c.limit} {percent(c.utilization)}" for c in all_three if c.limit != binding.limit]
    contributors = dict.fromkeys(k for c in (binding, *bad) for k in c.contributors)
    return Verdict(
        tuple(contributors),
        {"who": who, "sentence": binding.sentence, "limit": binding.limit,
         "others": f" Besides: {', '.join(others)}." if others else "", "cure": _CURES[binding.limit],
         "assumed": " ".join(["", *binding.assumptions])},
        {"limit": binding.limit, "on": binding.on} | {f"utilization_{c.limit}": c.utilization for c in all_three},
        Severity.VIOLATION if any(c.verdict is Severity.VIOLATION for c in bad) else Severity.WARNING)


_CURES = {
    "L-DV-01": "pack rows into bulk messages (dataverse.bulk-operations), spread them over time through a queue, and "
               "give each integration an application user of its own",
    "L-DV-02": "execution time binds, so more rows in a request change nothing: spread the load over time through a "
               "queue, take work off synchronous plug-ins, use bulk messages (dataverse.bulk-operations) and give each "
               "integration an application user of its own",
    "L-DV-03": "lower the degree of parallelism to what x-ms-dop-hint says, and put a queue before the writer",
}


def _exceeded(context: RuleContext, *limits: str) -> Iterator[LimitCheck]:
    """Checks of these limits that have a verdict, in the order of what they are on."""
    wanted = set(limits)
    for check in context.limits:
        if check.limit in wanted and check.verdict in {Severity.VIOLATION, Severity.WARNING}:
            yield check


def _elements(context: RuleContext, check: LimitCheck) -> tuple[str, ...]:
    """The system or hub that the check is on as a whole, contributors, and the system of a single endpoint."""
    on = check.on.partition(":")[2] or check.on
    system, _, endpoint = on.partition(".")
    where = (system,) if system in context.landscape.system_by_id and system not in check.contributors else ()
    return (*check.contributors, *where) if endpoint else (*where, *check.contributors)


def _figures(check: LimitCheck) -> dict[str, float | int | str]:
    return {"limit": check.limit, "load": check.load, "allowed": check.allowed, "utilization": check.utilization}


def _words(context: RuleContext, check: LimitCheck) -> dict[str, str]:
    return {"sentence": check.sentence, "limit": check.limit, "links": context.names(check.contributors, 4),
            "assumed": " ".join(["", *check.assumptions])}


@rule("R-703")
def licensed_requests(context: RuleContext) -> Iterator[Verdict]:
    """Requests of a day of all application users above what the licenses entitle to."""
    for check in _exceeded(context, "L-PP-02"):
        yield Verdict(_elements(context, check), _words(context, check), _figures(check))


@rule("R-704")
def too_many_data_events(context: RuleContext) -> Iterator[Verdict]:
    """Data events of an environment above one of its two windows; one verdict by the one that is used most."""
    worst: dict[str, LimitCheck] = {}
    for check in _exceeded(context, "L-FO-11"):
        if check.on not in worst or check.utilization > worst[check.on].utilization:
            worst[check.on] = check
    for check in worst.values():
        yield Verdict(_elements(context, check), _words(context, check), _figures(check), check.verdict)


@rule("R-705")
def too_large(context: RuleContext) -> Iterator[Verdict]:
    """A message larger than the tightest hop of its way takes; one verdict per integration."""
    worst: dict[str, LimitCheck] = {}
    for check in _exceeded(context, *SIZES):
        if check.verdict is not Severity.VIOLATION or check.unit != "KB":
            continue
        for link in check.contributors or (check.on,):
            if link not in worst or check.allowed < worst[link].allowed:
                worst[link] = check
    for link, check in sorted(worst.items()):
        integration = context.landscape.integration_by_id[link]
        yield Verdict((link, integration.to.system), _words(context, check), _figures(check))
    posts = context.using("dataverse.service-bus", "dataverse.event-hub", "dataverse.webhook")
    yield from unstated(context, (i for i in posts if not context.load(i).payload_kb))


@rule("R-706")
def flow_over_profile(context: RuleContext) -> Iterator[Verdict]:
    """Requests of a flow in a day above what its performance profile allows."""
    for check in _exceeded(context, "L-PA-02"):
        if check.utilization > 1:
            yield Verdict(_elements(context, check), _words(context, check), _figures(check), check.verdict)
    ends = context.landscape.endpoint_by_end
    runs = (i for i in context.using("pp.power-automate-flow") if i.to in ends and context.load(i).daily)
    yield from unstated(context, (i for i in runs if ends[i.to].type == "pp.power-automate-flow"
                                  and not ends[i.to].actions))


@rule("R-707")
def no_peak(context: RuleContext) -> Iterator[Verdict]:
    """Only averages are stated where limits count the busiest five minutes; once for each system of Dynamics 365."""
    least, ours = context.threshold("R-707", "per_hour"), context.data.d365
    found: dict[str, list[tuple[float, Integration]]] = {}
    for i in context.active:
        volume = i.volume
        if volume is None or volume.peak_per_hour or volume.peak_5min or volume.per_run or context.native(i):
            continue
        system = next((e.system for e in (i.to, i.from_) if e.system in ours), None)
        average = volume.rate_per_hour or 0
        if system is not None and average >= least and i.kind is not Kind.UI:
            found.setdefault(system, []).append((-average, i))
    for system, links in sorted(found.items()):
        ordered = [i for _, i in sorted(links, key=lambda found: (found[0], found[1].id))]
        yield Verdict((system, *(i.id for i in ordered)), {
            "links": context.links(ordered), "system": context.label(system),
            "state": "states" if len(links) == 1 else "state",
            "count": say.plural(len(links), "integration", "integrations")}, {"integrations": len(links)})


@rule("R-708")
def no_growth(context: RuleContext) -> Iterator[Verdict]:
    """No growth is stated for any volume, or not for some whose use of a limit is high; once for the landscape."""
    stated = [i for i in context.active if i.volume is not None]
    open_ones = [i for i in stated if i.volume is not None and i.volume.growth_per_year is None]
    if len(stated) < context.threshold("R-708", "integrations") or not open_ones:
        return
    high = context.threshold("R-708", "utilization")
    if len(open_ones) < len(stated):
        used = {i.id: max((c.utilization for c in context.limits_of.get(i.id, ())), default=0.0) for i in open_ones}
        open_ones = [i for i in open_ones if used[i.id] >= high]
        if not open_ones:
            return
        variant = "some"
    else:
        variant = "default"
    years = say.decimal((context.landscape.horizon or 3 * 31_536_000.0) / 31_536_000.0, 1)
    yield Verdict(tuple(i.id for i in open_ones) if variant == "some" else (), {
        "links": context.links(open_ones), "count": say.count(len(stated)), "years": years, "high": say.percent(high)},
        {"integrations": len(open_ones)}, variant=variant)


@rule("R-709")
def telemetry_in_tables(context: RuleContext) -> Iterator[Verdict]:
    """Logs or telemetry by the million go into standard tables of Dataverse."""
    limit = context.threshold("R-709", "rows")
    dataverse = context.data.on(Platform.DATAVERSE)
    for i in context.active:
        into = context.data.into(i)
        if into not in dataverse or context.uses(i, "dataverse.elastic-table"):
            continue
        daily = context.load(i).daily
        device = context.facts.role(context.system(i, called=False)) is Role.DEVICE
        if daily and daily.value > limit and (device or any(TELEMETRY.search(e) for e in context.entities(i))):
            yield Verdict((i.id, into), {
                "link": context.told(i), "rows": say.count(daily.value), "entity": entities(context, i),
                "into": context.label(into), "limit": say.count(limit), "elastic":
                context.kind("dataverse.elastic-table"), "hubs": context.kind("azure.event-hub")},
                {"rows_per_day": daily.value})


@rule("R-710")
def replicated_for_viewing(context: RuleContext) -> Iterator[Verdict]:
    """A whole data set is copied into Dynamics 365 only to be looked at or reported on (A-08)."""
    for i in context.active:
        if i.purpose not in {Purpose.VIEW, Purpose.REPORT}:
            continue
        into = context.data.into(i)
        if (into in context.data.d365 and not context.native(i)
                and context.data.bulk(i) and not context.data.only_reads(i)):
            rows = context.data.rows(i) or context.data.hourly_rows(i)
            yield Verdict((i.id, into), {
                "link": context.told(i), "rows": say.count(rows), "entity": entities(context, i),
                "unit": "a run" if context.data.rows(i) else "an hour", "into": context.label(into),
                "purpose": "looked at" if i.purpose is Purpose.VIEW else "reported on",
                "virtual": context.kind("dataverse.virtual-table"), "fabric": context.kind("both.fabric-link")},
                {"rows": rows})


@rule("R-711")
def bus_credits(context: RuleContext) -> Iterator[Verdict]:
    """Credits a second of a Service Bus namespace of the standard tier."""
    for check in _exceeded(context, "L-SB-02"):
        if "." in check.on:
            continue    # one topic or queue; its namespace is told as a whole
        yield Verdict(_elements(context, check), _words(context, check), _figures(check), check.verdict)


@rule("R-712")
def no_priority(context: RuleContext) -> Iterator[Verdict]:
    """Synchronous calls into Finance and Operations without a priority; a warning where they add up to much."""
    limit = context.threshold("R-712", "calls")
    called: dict[str, list[Integration]] = {}
    for i in context.using(*THROTTLED, "fo.odata-batch"):
        called.setdefault(i.to.system, []).append(i)
    for system, links in sorted(called.items()):
        without = [i for i in links if i.priority is None]
        if not without:
            continue
        calls = 12 * sum(q.value for i in links if (q := context.load(i).requests))
        words = {"links": context.links(without), "called": context.label(system), "do": say.do(len(without)),
                 "calls": say.count(calls), "count": say.plural(len(links), "integration", "integrations")}
        heavy = len(links) > 1 and calls > limit
        yield Verdict((system, *(i.id for i in without)), words, {"calls_per_hour": calls},
                      None if heavy else Severity.UNSTATED)
