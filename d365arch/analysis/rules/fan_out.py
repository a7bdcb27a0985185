"""What a bulk load sets off: row by row, everything that a platform starts when a row changes (A-15, R-408)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from d365arch.analysis import wording as say
from d365arch.model import Integration
from d365arch.model.vocabulary import Platform

if TYPE_CHECKING:
    from d365arch.analysis.rules.context import RuleContext

ON_CHANGE = ("dataverse.plugin-sync", "dataverse.plugin-async", "dataverse.webhook", "dataverse.service-bus",
             "dataverse.event-hub", "dataverse.flow-trigger", "dataverse.business-events", "fo.data-events",
             "both.events")
"""Endpoints that start for each row that changes."""

MOST_JUDGED = 32
"""So many events of a load are looked at; a table with more has troubles that no figure is needed for."""

PLUG_IN, DATA_EVENTS, FLOW = "dataverse.plugin-sync", "fo.data-events", "dataverse.flow-trigger"


class FanOut(NamedTuple):
    """A bulk load and the integrations that it sets off; `entity` tells which entities they share.

    `rows` are those of a run, or where none are stated of an hour (`unit` says which); each is an extra call of every
    event. `over` tells what that breaks by itself and `worst` who does; none where nothing that can be computed breaks.
    """

    load: Integration
    events: tuple[Integration, ...]
    entity: str
    rows: float
    unit: str
    over: str | None
    worst: tuple[Integration, ...]


def fan_outs(context: RuleContext) -> Sequence[FanOut | Integration]:
    """Bulk loads that set something off, by id; bare integrations are loads into Dataverse of which nothing says what
    plug-ins make of their rows. Linear in the integrations of each system."""
    starters: dict[tuple[str, str], list[Integration]] = {}
    for i in context.using(*ON_CHANGE):
        kind = context.facts.at(i.from_).kind
        if kind is not None and kind.id in ON_CHANGE:
            for entity in context.data.carried[i.id]:
                starters.setdefault((i.from_.system, entity), []).append(i)
    known: dict[tuple[str, ...], tuple[Integration, ...]] = {}
    return [found for load in context.active if (found := _fan_out(context, load, starters, known)) is not None]


def _fan_out(
    context: RuleContext, load: Integration, starters: Mapping[tuple[str, str], Sequence[Integration]],
    known: dict[tuple[str, ...], tuple[Integration, ...]],
) -> FanOut | Integration | None:
    data = context.data
    into = data.into(load)
    if not data.writes(load) or context.native(load) or into not in data.d365 or not data.bulk(load):
        return None
    shared = [e for e in sorted(data.carried[load.id]) if (into, e) in starters]
    key = (into, *shared)
    if key not in known:
        events = {i.id: i for e in shared for i in starters[into, e]}
        known[key] = tuple(events[each] for each in sorted(events))
    started = known[key]
    if not started:
        silent = load.volume is None or load.volume.rows_changed_by_plugins is None
        return load if silent and into in data.on(Platform.DATAVERSE) else None
    broken = {i.id: (i, told) for i in started[:MOST_JUDGED] if (told := _over(context, load, i))}
    rows = data.rows(load)
    return FanOut(load, started, say.listing(shared), rows or data.hourly_rows(load), "a run" if rows else "an hour",
                  " ".join(dict.fromkeys(told for _, told in broken.values())) or None,
                  tuple(i for i, _ in broken.values()))


def _over(context: RuleContext, load: Integration, started: Integration) -> str:
    """What the extra calls break by themselves."""
    kind = context.facts.at(started.from_).kind
    if kind is None:
        return ""
    if kind.id == PLUG_IN:
        return _plug_in(context, load, started)
    if kind.id == DATA_EVENTS:
        return _data_events(context, load)
    return _flow(context, load, started) if kind.id == FLOW else ""


def _plug_in(context: RuleContext, load: Integration, started: Integration) -> str:
    """Each request waits for the plug-ins of all its rows, and all of it is execution time of the loader."""
    wait = started.latency.p95 if started.latency else None
    if not wait:
        return ""
    packed = (load.batch.records if load.batch else None) or 1
    limit = _number(context, "L-DV-06", "seconds")
    if limit and packed > 1 and packed * wait > limit:
        return (f"A request of {say.count(packed)} rows would wait {say.hours(packed * wait)} for the plug-in, and "
                f"after {say.hours(limit)} it is ended (L-DV-06).")
    messages, allowed = context.load(load).messages, _number(context, "L-DV-02", "seconds")
    if messages and allowed and messages.value * wait > allowed:
        return (f"In the busiest 5 minutes {say.count(messages.value)} rows add {say.count(messages.value * wait)} s "
                f"of execution time, where an identity has {say.count(allowed)} s a server (L-DV-02).")
    return ""


def _data_events(context: RuleContext, load: Integration) -> str:
    burst, hourly = context.load(load).messages, context.data.hourly_rows(load)
    most, most_hourly = _number(context, "L-FO-11", "burst"), _number(context, "L-FO-11", "hour")
    if most and burst and burst.value > most:
        return (f"That is {say.count(burst.value)} data events in the busiest 5 minutes, where an environment has "
                f"{say.count(most)} (L-FO-11).")
    if most_hourly and hourly > most_hourly:
        return (f"That is {say.count(hourly)} data events in the busiest hour, where an environment has "
                f"{say.count(most_hourly)} (L-FO-11).")
    return ""


def _flow(context: RuleContext, load: Integration, started: Integration) -> str:
    """Runs of a day times actions against the profile of the flow."""
    flow = context.endpoint(started, called=True)
    if flow is None or not flow.actions:
        flow = context.endpoint(started, called=False)
    daily = context.load(load).daily
    if flow is None or not flow.actions or daily is None:
        return ""
    profile = flow.profile.value if flow.profile else "medium"
    allowed = _number(context, "L-PA-02", profile)
    if not allowed or daily.value * flow.actions <= allowed:
        return ""
    return (f"With {flow.actions} actions a run that is {say.count(daily.value * flow.actions)} requests a day, where "
            f"the profile {profile} allows {say.count(allowed)} (L-PA-02).")


def _number(context: RuleContext, limit: str, name: str) -> float | None:
    fact = context.facts.catalog.limits.get(limit)
    return fact.numbers.get(name) if fact else None
