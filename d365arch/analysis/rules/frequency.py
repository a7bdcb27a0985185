"""Decisions about frequency (R-3xx): events, polling, schedules."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.remedies import event_of
from d365arch.model import Integration
from d365arch.model.quantities import WEEKDAYS, Frequency
from d365arch.model.vocabulary import DataFlow, Direction, Level, Platform, Severity, Style

FLOWS = frozenset({"pp.power-automate"})
PROTECTION = frozenset({"L-DV-01", "L-DV-02", "L-DV-03"})
"""The limits of Dataverse that count windows of 5 min, against which spreading helps."""
DAY = 1_440
"""Minutes of a day."""


def _often(context: RuleContext, integration: Integration) -> bool:
    """Event by event, or more often than every 5 min (the class `high`)."""
    level = integration.frequency.level if integration.frequency else None
    seconds = context.interval(integration)
    return level is Level.HIGH or (seconds is not None and seconds < context.threshold("R-301", "interval"))


def _seldom(context: RuleContext, integration: Integration) -> bool:
    """Every 5 min or less often (the classes `medium` and `low`)."""
    level = integration.frequency.level if integration.frequency else None
    seconds = context.interval(integration)
    return level in {Level.MEDIUM, Level.LOW} or (
        seconds is not None and seconds >= context.threshold("R-301", "interval"))


@rule("R-301")
def files_for_messages(context: RuleContext) -> Iterator[Verdict]:
    """Few records come often, and travel by an endpoint that is made for batches."""
    few = context.threshold("R-301", "records_hour")
    for i in context.active:
        hourly = context.load(i).hourly
        if not _often(context, i) or hourly is None or hourly.value > few or not context.direct(i):
            continue
        kind = next((t for t in context.endpoint_of[i.id] if t.platform.is_d365), None)
        if kind is None or kind.style is not Style.BATCH or context.native(i) or context.synchronous(i):
            continue
        instead = (event_of(context, i.from_.system) if context.direction_of[i.id] is Direction.OUTBOUND
                   else "send single messages to OData (fo.odata) or a custom service (fo.custom-service-json)"
                   if context.platform(i.to.system) is Platform.FINANCE_OPERATIONS
                   else "send single messages to the Web API (dataverse.web-api)")
        yield Verdict((i.id, i.from_.system, i.to.system), {
            "link": context.told(i), "hourly": say.count(hourly.value), "kind": f"{kind.name} ({kind.id})",
            "an_event_or_single_messages": instead,
            "limit": say.count(few)}, {"records_hour": hourly.value, "limit": few})


@rule("R-302")
def rows_for_batches(context: RuleContext) -> Iterator[Verdict]:
    """A scheduled run sends row by row what could go at once; large runs are told by R-601, R-603 and A-05."""
    least, most = context.threshold("R-302", "rows"), context.threshold("R-302", "rows_most")
    for i in context.active:
        rows = i.volume.per_run if i.volume else None
        required = i.latency.required if i.latency else None
        if rows is None or not least <= rows <= most or not context.scheduled(i) or not _seldom(context, i):
            continue
        kind = next(iter(context.endpoint_of[i.id]), None)
        single = kind is not None and kind.style is Style.REQUEST_REPLY and (not i.batch or not i.batch.records)
        if kind is None or not single or (required or most) <= context.threshold("R-301", "interval") or (
                context.reads(i) and kind.protocol == "OData"):      # which reads in pages
            continue
        yield Verdict((i.id, i.from_.system, i.to.system), {
            "link": context.told(i), "rows": say.count(rows), "kind": f"{kind.name} ({kind.id})",
            "a_package_or_bulk_message": _in_bulk(context, i)}, {"rows": rows})


def _in_bulk(context: RuleContext, integration: Integration) -> str:
    platform = context.platform(integration.to.system)
    if platform is Platform.FINANCE_OPERATIONS:
        return "recurring integration (fo.recurring-integration) or a package (fo.dmf-package-api)"
    if platform is Platform.DATAVERSE:
        return "a bulk message (dataverse.bulk-operations)"
    return "a file or a bulk call"


@rule("R-303")
def polling_for_events(context: RuleContext) -> Iterator[Verdict]:
    """Somebody asks every few minutes what the other side could tell by an event."""
    limit = context.threshold("R-303", "interval")
    for i in context.active:
        seconds = context.interval(i)
        if seconds is None or seconds >= limit or i.data_flow is DataFlow.PUSH or context.facts.is_hub(i.to.system):
            continue
        event = _event_endpoint(context, i)
        if event:
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "interval": say.hours(seconds), "called": context.label(i.to.system),
                "polls": say.count(86_400 / seconds), "an_event": event}, {"interval_s": seconds, "limit_s": limit})


def _event_endpoint(context: RuleContext, integration: Integration) -> str:
    """How the polled side could tell of changes by itself; empty where nothing says that it can."""
    called = integration.to.system
    if context.platform(called).is_d365:
        return event_of(context, called)
    system = context.landscape.system_by_id[called]
    for endpoint in system.endpoints:
        kind = context.facts.endpoint_type(endpoint)
        if kind and kind.style is Style.EVENT and kind.id in {"generic.webhook-sender", "generic.queue-producer",
                                                              "generic.stream-producer", "generic.idoc"}:
            return f"let its {endpoint.name or kind.name} tell of each change, through a queue"
    return ""


@rule("R-304")
def flow_more_often_than_a_minute(context: RuleContext) -> Iterator[Verdict]:
    """A cloud flow is to run on a timetable of less than a minute."""
    least = context.threshold("R-304", "seconds")
    for i in context.active:
        system = context.landscape.system_by_id[i.from_.system]
        if system.type not in FLOWS or not context.scheduled(i):
            continue
        required = i.latency.required if i.latency else None
        wanted = min((s for s in (context.interval(i), required) if s is not None), default=None)
        if wanted is not None and wanted < least:
            yield Verdict((i.id, system.id, i.to.system), {
                "link": context.told(i), "wanted": say.hours(wanted), "least": say.hours(least)},
                {"wanted_s": wanted, "limit_s": least})


@rule("R-305")
def token_that_expires(context: RuleContext) -> Iterator[Verdict]:
    """Change tracking is asked more seldom than its token lives, or by somebody who may be off for longer."""
    life = context.threshold("R-305", "seconds")
    silent: list[Integration] = []
    for i in context.using("dataverse.change-tracking"):
        seconds = context.interval(i)
        caller = context.landscape.system_by_id[i.from_.system]
        rest = caller.recovery.rto if caller.recovery else None
        words = {"link": context.told(i), "caller": caller.label, "life": say.hours(life)}
        ends = (i.id, i.from_.system, i.to.system)
        if seconds is not None and seconds >= life:
            edge = seconds == life                       # the token of last week dies as it is used
            yield Verdict(ends, {**words, "interval": say.hours(seconds)}, {"interval_s": seconds, "limit_s": life},
                          Severity.WARNING if edge else None, "edge" if edge else "default")
        elif rest is not None and rest > life:
            yield Verdict(ends, {**words, "rest": say.hours(rest)}, {"rto_s": rest, "limit_s": life}, variant="outage")
        elif seconds is None and (i.frequency is None or i.frequency.level is Level.LOW):
            silent.append(i)
    yield from unstated(context, silent, life=say.hours(life))


@rule("R-306")
def jobs_at_the_same_time(context: RuleContext) -> Iterator[Verdict]:
    """Several scheduled jobs start on one platform within a quarter of an hour."""
    window, least = context.threshold("R-306", "minutes"), context.threshold("R-306", "jobs")
    small = context.threshold("R-306", "rows")
    jobs: dict[str, list[tuple[int, Integration]]] = {}
    for i in context.active:
        minutes = _minutes(i.frequency)
        rows = i.volume.per_run or i.volume.per_day if i.volume else None
        if not minutes or not context.scheduled(i) or (rows is not None and rows < small):
            continue
        for system in dict.fromkeys((i.from_.system, i.to.system)):
            if context.platform(system).is_d365:
                jobs.setdefault(system, []).extend((minute, i) for minute in minutes)
    for system in sorted(jobs):
        for group in _crowds(sorted(jobs[system], key=lambda job: (job[0], job[1].id)), window):
            if len(group) >= least:
                yield Verdict((system, *(i.id for _, i in group)), {
                    "system": context.label(system), "count": len(group), "links": context.links(i for _, i in group),
                    "start": f"{group[0][0] % DAY // 60:02d}:{group[0][0] % 60:02d}", "window": say.decimal(window)},
                    {"jobs": len(group)})


def _minutes(frequency: Frequency | None) -> list[int]:
    """The minutes of the week at which runs start; a monthly one may fall on any day."""
    if frequency is None or frequency.calendar not in {"daily", "weekly", "monthly"} or not frequency.at:
        return []
    *day, clock = frequency.at.split()
    if ":" not in clock:
        return []
    hour, minute = clock.split(":")
    days = [WEEKDAYS.index(day[0])] if day else range(len(WEEKDAYS))
    return [each * DAY + int(hour) * 60 + int(minute) for each in days]


def _crowds(jobs: list[tuple[int, Integration]], window: float) -> list[list[tuple[int, Integration]]]:
    """Jobs that start within the window after the first of them; of crowds on several days the largest, each once."""
    found: dict[frozenset[str], list[tuple[int, Integration]]] = {}
    first = 0
    for position, (minute, _) in enumerate(jobs):
        if minute - jobs[first][0] > window:
            found.setdefault(frozenset(i.id for _, i in jobs[first:position]), jobs[first:position])
            first = position
    found.setdefault(frozenset(i.id for _, i in jobs[first:]), jobs[first:])
    return [group for ids, group in found.items() if not any(ids < other for other in found)]


@rule("R-307")
def one_great_load(context: RuleContext) -> Iterator[Verdict]:
    """A nightly load into Dataverse is large and near a limit."""
    rows_least, share = context.threshold("R-307", "rows"), context.threshold("R-307", "use")
    for i in context.active:
        rows, seconds = (i.volume.per_run if i.volume else None), context.interval(i)
        near = (seconds or 0) >= 86_400 and rows is not None and rows >= rows_least and context.scheduled(i)
        if not near or context.reads(i) or context.platform(i.to.system) is not Platform.DATAVERSE:
            continue
        worst = _worst(context, i)
        if rows is not None and worst is not None and worst.utilization >= share:
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "rows": say.count(rows), "limit": worst.limit,
                "use": say.percent(worst.utilization)}, {"rows": rows, "utilization": worst.utilization})


def _worst(context: RuleContext, integration: Integration) -> LimitCheck | None:
    """The limit of Dataverse that the load of an integration uses most."""
    found = [c for c in context.limits_of.get(integration.id, ()) if c.limit in PROTECTION]
    return max(found, key=lambda c: (c.utilization, c.limit), default=None)


@rule("R-308")
def export_nobody_acknowledges(context: RuleContext) -> Iterator[Verdict]:
    """The taker of a recurring export does not acknowledge, or may be off for longer than files are kept."""
    kept = context.threshold("R-308", "kept")
    silent: list[Integration] = []
    for i in context.using("fo.recurring-integration"):
        leaves = context.direction_of[i.id] is Direction.OUTBOUND or i.data_flow is not DataFlow.PUSH
        if not leaves:
            continue
        taker = i.to.system if context.direction_of[i.id] is Direction.OUTBOUND else i.from_.system
        recovery = context.landscape.system_by_id[taker].recovery
        words = {"link": context.told(i), "taker": context.label(taker), "kept": say.hours(kept)}
        if i.acknowledged is False:
            yield Verdict((i.id, taker), words)
        elif recovery and recovery.rto is not None and recovery.rto > kept:
            yield Verdict((i.id, taker), {**words, "rest": say.hours(recovery.rto)}, {"rto_s": recovery.rto},
                          variant="outage")
        elif i.acknowledged is None:
            silent.append(i)
    yield from unstated(context, silent)
