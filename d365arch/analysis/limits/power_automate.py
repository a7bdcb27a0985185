"""Limits of flows: requests by profile, content that passes, and what a recurrence can do."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.records import Quantity
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import Band
from d365arch.model import Endpoint, Integration
from d365arch.model.endpoint import End
from d365arch.model.vocabulary import Trigger

FLOW = "pp.power-automate-flow"
_TRIGGERS = ("dataverse.flow-trigger",)
_TOUCHES = 2.0
"""How often a content passes a flow, in and out (convention of this product)."""


def measures(stage: Stage) -> Iterator[Measure]:
    """Requests in five minutes and a day, content, and the shortest recurrence of each flow."""
    for end, endpoint, _ in stage.ends(FLOW, *_TRIGGERS):
        profile = endpoint.profile.value if endpoint.profile else "medium"
        assumed = () if endpoint.profile else ("The profile is not stated: medium is assumed.",)
        if endpoint.actions:
            yield from _requests(stage, end, endpoint.actions, profile, assumed)
            yield from _actions(stage, end, endpoint)
        yield from _content(stage, end, profile, assumed)
        yield from _recurrence(stage, end)


def runs_of(stage: Stage, end: End, *, daily: bool) -> list[Part]:
    """Runs of a flow or workflow, in a day or in the busiest five minutes, by the integrations that cause them.

    Each call causes a run. Without callers it starts by itself: by its schedule, else once for each message.
    """
    there = stage.at_end[end]
    called = [i for i in there if i.to == end]
    if called:
        return [Part(i, q) for i in called if (q := _messages(stage, i, daily)) is not None and q]
    started = [Part(i, q) for i in there if (q := _own_runs(stage, i, daily)) is not None and q]
    return [max(started, key=lambda p: (p.load.value, p.integration.id))] if started else []


def _messages(stage: Stage, integration: Integration, daily: bool) -> Quantity | None:
    load = stage.loads[integration.id]
    return load.daily if daily else load.messages


def _own_runs(stage: Stage, integration: Integration, daily: bool) -> Quantity | None:
    seconds = integration.frequency.seconds if integration.frequency else None
    if integration.trigger is Trigger.SCHEDULED and seconds:
        return Quantity(max(1.0, (86_400 if daily else 300) / seconds))
    return _messages(stage, integration, daily)


def _requests(
    stage: Stage, end: End, actions: int, profile: str, assumed: tuple[str, ...]
) -> Iterator[Measure]:
    who = stage.channel(end)
    for limit, daily, when in (("L-PA-01", False, "in the busiest 5 minutes"), ("L-PA-02", True, "a day")):
        runs, fact = runs_of(stage, end, daily=daily), stage.limits[limit]
        parts = [Part(p.integration, Quantity(p.load.value * actions, p.load.assumed)) for p in runs]
        allowed = fact.numbers.get(profile, fact.allowed) if daily else fact.allowed
        if parts:
            yield Measure(
                fact=fact, on=str(end), who=who, says=f"makes {{load}} {when}, {actions} a run", parts=parts,
                load=sum(p.load.value for p in parts), allowed=allowed, unit="requests", band=Band.RATE,
                assumptions=assumed if daily else ())


def _actions(stage: Stage, end: End, endpoint: Endpoint) -> Iterator[Measure]:
    fact, one = stage.limits["L-PA-10"], stage.at_end[end][0]
    most = fact.numbers["actions"]
    actions = float(endpoint.actions or 0)
    if actions > most:
        yield Measure(
            fact=fact, on=str(end), who=stage.channel(end), says="has {load}", load=actions, allowed=most,
            parts=[Part(one, Quantity(actions))], unit="actions", band=Band.CAP, allows="a flow has {allowed} at most")


def _content(stage: Stage, end: End, profile: str, assumed: tuple[str, ...]) -> Iterator[Measure]:
    fact = stage.limits["L-PA-05"]
    for daily, name, when in ((False, profile, "in the busiest 5 minutes"), (True, f"day_{profile}", "a day")):
        allowed = fact.numbers.get(name)
        parts = [
            Part(p.integration, Quantity(p.load.value * size.value * _TOUCHES, size.assumed or p.load.assumed))
            for p in runs_of(stage, end, daily=daily)
            if (size := stage.loads[p.integration.id].payload_kb) is not None]
        if allowed and parts:
            yield Measure(
                fact=fact, on=str(end), who=stage.channel(end), says=f"moves {{load}} {when}", parts=parts,
                load=sum(p.load.value for p in parts), allowed=allowed, unit="KB", band=Band.RATE,
                assumptions=("Contents are taken to pass the flow twice, in and out.", *assumed))


def _recurrence(stage: Stage, end: End) -> Iterator[Measure]:
    """What a flow polls cannot be fresher than its recurrence of 60 s (L-PA-10)."""
    fact = stage.limits["L-PA-10"]
    for integration in stage.at_end[end]:
        required = integration.latency.required if integration.latency else None
        if integration.from_ == end and integration.trigger is Trigger.SCHEDULED and required:
            yield Measure(
                fact=fact, on=integration.id, who=f'"{integration.label}"', says="is wanted within {load}",
                parts=[Part(integration, Quantity(fact.allowed))], load=fact.allowed, allowed=required, unit="s",
                band=Band.CAP, least=True)
