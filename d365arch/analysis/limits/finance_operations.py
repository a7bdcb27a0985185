"""Limits of Finance and Operations: data events in two windows, business events, tasks, exports.

There is no check of requests: the limit of 6,000 for each user was withdrawn (L-FO-01), and throttling by the use of
resources has no number (L-FO-02).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.limits.loads import is_read
from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.records import Quantity
from d365arch.analysis.limits.scenes import busiest
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import Band
from d365arch.model import Integration
from d365arch.model.vocabulary import DataFlow, Platform, Style


def measures(stage: Stage) -> Iterator[Measure]:
    """Checks by environment and endpoint."""
    yield from _data_events(stage)
    yield from _business_events(stage)
    yield from _tasks(stage)
    yield from _export_jobs(stage)


def _data_events(stage: Stage) -> Iterator[Measure]:
    """L-FO-11, both windows: events as stated, or what bulk imports of the same entities raise, where that is more."""
    events: dict[str, list[Integration]] = {}
    for end, _, system in stage.ends("fo.data-events"):
        there = [i for i in stage.at_end[end] if i.from_ == end]
        events.setdefault(stage.environment(system.id, Platform.FINANCE_OPERATIONS), []).extend(there)
    fact = stage.limits["L-FO-11"]
    for environment, senders in sorted(events.items()):
        imports = _imports(stage, environment, senders)
        for number, name, when in (("burst", "messages", "in the busiest 5 minutes"), ("hour", "hourly", "an hour")):
            stated, raised = _parts(stage, senders, name), busiest(
                _parts(stage, imports, name), stage.assumed)
            more = _sum(raised) > _sum(stated)
            parts = raised if more else stated
            if not parts:
                continue
            writing = say.listing([f'"{p.integration.label}"' for p in raised], 4)
            notes = (f"Every row that is written by {writing} is taken to raise an event.",) if more else ()
            yield Measure(
                fact=fact, on=f"environment:{environment}", who=stage.label(environment), parts=parts,
                says=f"raises {{load}} {when} at peak" if name == "hourly" else f"raises {{load}} {when}",
                load=_sum(parts), allowed=fact.numbers[number], unit="data events", band=Band.RATE, assumptions=notes)


def _imports(stage: Stage, environment: str, senders: list[Integration]) -> list[Integration]:
    """Batch integrations that write an entity with active data events into the environment."""
    entities = {e for i in senders for e in i.entities}
    sending = {i.id for i in senders}
    found = []
    for integration in stage.active:
        if entities.isdisjoint(integration.entities) or integration.id in sending or is_read(integration):
            continue
        target = integration.to if integration.data_flow is not DataFlow.PULL else integration.from_
        if (stage.facts.at(target).d365 and stage.facts.style(integration) is Style.BATCH
                and stage.environment(target.system, Platform.FINANCE_OPERATIONS) == environment):
            found.append(integration)
    return found


def _parts(stage: Stage, integrations: list[Integration], name: str) -> list[Part]:
    return [Part(i, q) for i in integrations if (q := getattr(stage.loads[i.id], name)) is not None and q]


def _sum(parts: list[Part]) -> float:
    return sum(p.load.value for p in parts)


def _business_events(stage: Stage) -> Iterator[Measure]:
    """L-FO-10: endpoints of one event, taken as integrations that leave with the same entity."""
    fact = stage.limits["L-FO-10"]
    for end, _, _ in stage.ends("fo.business-events"):
        leaving = [i for i in stage.at_end[end] if i.from_ == end]
        count = Counter((e, i.to.system) for i in leaving for e in set(i.entities))
        busiest = Counter(entity for entity, _ in count).most_common(1)
        if busiest and busiest[0][1] > 1:
            entity, number = busiest[0]
            parts = [Part(i, Quantity(1.0)) for i in leaving if entity in i.entities]
            yield Measure(
                fact=fact, on=str(end), who=f'Events of "{entity}" in {stage.label(end.system)}', says="go to {load}",
                parts=parts, load=float(number), allowed=fact.allowed, unit="endpoints", band=Band.ADVICE)


def _tasks(stage: Stage) -> Iterator[Measure]:
    """L-FO-09: parallel import tasks against the batch threads of the servers."""
    fact = stage.limits["L-FO-09"]
    for end, _, system in stage.ends("fo.dmf-workspace", "fo.recurring-integration"):
        servers = stage.servers(stage.environment(system.id, Platform.FINANCE_OPERATIONS), Platform.FINANCE_OPERATIONS)
        for integration in stage.at_end[end]:
            if integration.parallelism:
                tasks = Quantity(float(integration.parallelism))
                yield Measure(
                    fact=fact, on=integration.id, who=f'"{integration.label}"', says="runs in {load}",
                    parts=[Part(integration, tasks)], load=tasks.value, allowed=fact.allowed * (servers or 1),
                    unit="tasks", band=Band.ADVICE,
                    assumptions=() if servers else (f"One batch server of {system.label} is assumed.",))


def _export_jobs(stage: Stage) -> Iterator[Measure]:
    """L-FO-12: entities of one export to an own database."""
    fact = stage.limits["L-FO-12"]
    for end, _, _ in stage.ends("fo.byod"):
        for integration in stage.at_end[end]:
            if len(integration.entities) > 1:
                entities = Quantity(float(len(integration.entities)))
                yield Measure(
                    fact=fact, on=integration.id, who=f'"{integration.label}"', says="exports {load} in one job",
                    parts=[Part(integration, entities)], load=entities.value, allowed=fact.numbers["entities"],
                    unit="entities", band=Band.ADVICE)
