"""Decisions about triggers (R-4xx): what starts an exchange."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.rules.circles import circles
from d365arch.analysis.rules.context import RuleContext, unstated
from d365arch.analysis.rules.fan_out import FanOut, fan_outs
from d365arch.analysis.rules.records import Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow, Delivery, Direction, Platform, Purpose, Role, Severity, Trigger

ERP_EVENTS = ("fo.business-events", "fo.data-events", "both.events")
SERVED_ONLY = frozenset({"generic.rest-api", "generic.odata", "generic.soap", "generic.graphql", "generic.db"})
"""Endpoints that answer and send nothing by themselves."""


def _polls_erp(context: RuleContext, integration: Integration) -> bool:
    """Whether somebody reads Finance and Operations by OData every 5 min to an hour."""
    seconds = context.interval(integration)
    return (seconds is not None and context.reads(integration) and context.scheduled(integration)
            and context.threshold("R-303", "interval") <= seconds <= context.threshold("R-401", "interval"))


@rule("R-401")
def ask_for_a_business_step(context: RuleContext) -> Iterator[Verdict]:
    """The ERP is asked now and then whether a business step has happened, which it could tell."""
    for i in context.using("fo.odata", "fo.custom-service-json", "fo.custom-service-soap"):
        if i.purpose is Purpose.NOTIFICATION and _polls_erp(context, i):
            yield Verdict((i.id, i.to.system, i.from_.system), {
                "link": context.told(i), "called": context.label(i.to.system),
                "interval": say.hours(context.interval(i) or 0)})


@rule("R-402")
def rows_by_asking(context: RuleContext) -> Iterator[Verdict]:
    """Changed rows of few entities of the ERP are fetched by asking again and again."""
    most, few = context.threshold("R-402", "events_hour"), context.threshold("R-402", "entities")
    for i in context.using("fo.odata"):
        hourly = context.load(i).hourly
        fits = _polls_erp(context, i) and i.purpose in {Purpose.MASTER_DATA, Purpose.TRANSACTION}
        if fits and 0 < len(context.entities(i)) <= few and hourly is not None and hourly.value <= most:
            yield Verdict((i.id, i.to.system, i.from_.system), {
                "link": context.told(i), "called": context.label(i.to.system), "hourly": say.count(hourly.value),
                "entities": say.listing(list(context.entities(i))), "most": say.count(most),
                "interval": say.hours(context.interval(i) or 0)}, {"rows_hour": hourly.value, "limit": most})


@rule("R-403")
def changes_that_must_arrive(context: RuleContext) -> Iterator[Verdict]:
    """A change in Dataverse must reach others, and is called out without a queue."""
    for i in context.using("dataverse.plugin-async", "dataverse.plugin-sync", "dataverse.relay"):
        if i.delivery in {Delivery.AT_LEAST_ONCE, Delivery.EXACTLY_ONCE_EFFECT} and not i.answer_needed and (
                i.data_flow is DataFlow.PUSH and context.direct(i)):
            kind = next(t for t in context.endpoint_of[i.id] if t.platform is Platform.DATAVERSE)
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "called": context.label(i.to.system), "kind": f"{kind.name} ({kind.id})",
                "delivery": i.delivery.value})


@rule("R-404")
def webhook_that_must_arrive(context: RuleContext) -> Iterator[Verdict]:
    """A webhook carries what may not be lost."""
    hooks = list(context.using("dataverse.webhook"))
    for i in hooks:
        if i.delivery not in {None, Delivery.AT_MOST_ONCE}:
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "called": context.label(i.to.system),
                "delivery": i.delivery.value if i.delivery else ""})
    yield from unstated(context, (i for i in hooks if i.delivery is None))


@rule("R-405")
def event_straight_to_a_stranger(context: RuleContext) -> Iterator[Verdict]:
    """An event of the ERP goes straight to the HTTPS endpoint of another system."""
    for i in context.using(*ERP_EVENTS):
        if context.direction_of[i.id] is Direction.OUTBOUND and context.direct(i) and (
                context.platform(i.from_.system) is not Platform.DATAVERSE):
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "called": context.label(i.to.system), "caller": context.label(i.from_.system)})


@rule("R-406")
def events_as_freight(context: RuleContext) -> Iterator[Verdict]:
    """A business event carries the document, or a set of data."""
    heavy = context.threshold("R-406", "kb")
    for i in context.using("fo.business-events", "dataverse.business-events", "both.events"):
        size = context.load(i).payload_kb
        words = {"link": context.told(i), "size": say.decimal(size.value, 0) if size else ""}
        ends = (i.id, i.from_.system, i.to.system)
        if i.purpose in {Purpose.EXPORT, Purpose.REPORT}:
            yield Verdict(ends, {**words, "purpose": i.purpose.value}, variant="export")
        elif size is not None and size.value > heavy:
            yield Verdict(ends, words, {"payload_kb": size.value, "limit_kb": heavy})


@rule("R-407")
def events_in_a_circle(context: RuleContext) -> Iterator[Verdict]:
    """Systems tell each other of changes of one entity, and nothing keeps an echo from coming back (A-12)."""
    for circle in circles(context):
        words = {"entity": circle.entity, "hubs": context.labels(circle.hubs),
                 "systems": context.labels(circle.systems),
                 "links": context.links(context.landscape.integration_by_id[k] for k in circle.links)}
        variant = "circle"
        if len(circle.systems) == 2:
            words["one"], words["other"] = map(context.label, circle.systems)
            variant = "hub" if circle.hubs else "default"
        yield Verdict((*circle.systems, *circle.links), words, {"systems": len(circle.systems)},
                      Severity.WARNING if circle.hubs else None, variant)


@rule("R-408")
def load_that_sets_off_more(context: RuleContext) -> Iterator[Verdict]:
    """A bulk load writes rows that set off events or calls; what is over a limit is told by A-15."""
    silent: list[Integration] = []
    for found in fan_outs(context):
        if isinstance(found, FanOut):
            if found.over is None:
                yield Verdict((found.load.id, *(i.id for i in found.events), found.load.to.system), {
                    "load": context.told(found.load), "rows": say.count(found.rows), "entity": found.entity,
                    "events": context.links(found.events), "called": context.label(found.load.to.system)},
                    {"rows": found.rows, "extra": found.rows * len(found.events)})
        else:
            silent.append(found)
    yield from unstated(context, silent)


@rule("R-409")
def batch_in_disguise(context: RuleContext) -> Iterator[Verdict]:
    """Calls that people are said to make come faster than people work."""
    pace = context.threshold("R-409", "calls_hour")
    silent: list[Integration] = []
    for i in context.active:
        hourly = context.load(i).hourly
        if i.trigger is not Trigger.ON_DEMAND or not context.synchronous(i) or hourly is None or hourly.value <= pace:
            continue
        if i.users:
            each = hourly.value / i.users
            if each > pace:
                yield Verdict((i.id, i.from_.system, i.to.system), {
                    "link": context.told(i), "each": say.count(each), "users": say.plural(i.users, "user", "users"),
                    "pace": say.count(pace)}, {"calls_hour_user": each, "limit": pace})
        elif context.facts.role(context.landscape.system_by_id[i.from_.system]) is Role.PERSON:
            silent.append(i)
    yield from unstated(context, silent)


@rule("R-410")
def no_events_to_send(context: RuleContext) -> Iterator[Verdict]:
    """A system that only answers is drawn as if it sent events."""
    for i in context.active:
        endpoint = context.endpoint(i, called=False)
        if endpoint is None or endpoint.type not in SERVED_ONLY or not context.event_driven(i):
            continue
        if i.data_flow is DataFlow.PUSH and not context.synchronous(i) and not context.platform(i.from_.system).is_d365:
            kind = context.facts.endpoint_type(endpoint)
            yield Verdict((i.id, i.from_.system, i.to.system), {
                "link": context.told(i), "caller": context.label(i.from_.system),
                "kind": kind.name if kind else endpoint.id, "called": context.label(i.to.system)})
