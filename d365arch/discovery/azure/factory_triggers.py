"""When the pipelines of a data factory run: their triggers, and those of the pipelines that start them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from d365arch.discovery.azure.factory_activities import called_pipelines
from d365arch.discovery.azure.factory_parts import Factory, Part, reference_name
from d365arch.discovery.values import object_in, objects_in, text_in
from d365arch.discovery.workflows.recurrence import recurrence_of
from d365arch.model.vocabulary import Trigger

_MOST_PIPELINES = 5_000


@dataclass(frozen=True, slots=True)
class Start:
    """A trigger as far as it says when."""

    part: Part
    trigger: Trigger
    frequency: str | None = None
    seconds: float = 0.0
    """Of one period, to tell the more frequent of two; 0 where no period is known."""
    stopped: bool = False
    source: str = ""
    """Id or expression of the resource whose events start it."""


def start_of(part: Part) -> Start:
    """What a trigger says; one of an unknown kind is an event, since only schedules have a recurrence."""
    kind = text_in(part.properties, "type").lower()
    inside = object_in(part.properties, "typeProperties")
    stopped = text_in(part.properties, "runtimeState").lower() in {"stopped", "disabled"}
    stated = object_in(inside, "recurrence") or (inside if "frequency" in inside else {})
    recurrence = recurrence_of(stated)
    if stated or kind.startswith(("schedule", "tumbling", "rerun")):
        return Start(part, Trigger.SCHEDULED, recurrence.frequency if recurrence else None,
                     recurrence.seconds if recurrence else 0.0, stopped)
    return Start(part, Trigger.EVENT, stopped=stopped, source=text_in(inside, "scope"))


def started_by(part: Part) -> list[str]:
    """Names of the pipelines that a trigger starts; a tumbling window has one, the others a list."""
    rows = [*objects_in(part.properties, "pipelines"), object_in(part.properties, "pipeline"),
            object_in(part.properties, "typeProperties", "pipeline")]
    names = [reference_name(object_in(row, "pipelineReference")) for row in rows]
    return [name for name in dict.fromkeys(names) if name]


def starts_of(factory: Factory) -> dict[str, list[Start]]:
    """The triggers of pipelines by their names in small letters; a called one has those of its callers."""
    direct: dict[str, list[Start]] = defaultdict(list)
    for part in factory.all("triggers"):
        for name in started_by(part):
            direct[name.lower()].append(start_of(part))
    calls = {part.name.lower(): [name.lower() for name in called_pipelines(part)]
             for part in factory.all("pipelines")[:_MOST_PIPELINES]}
    starts: dict[str, list[Start]] = defaultdict(list)
    for name in sorted(direct):
        waiting, reached = [name], {name}
        while waiting:
            here = waiting.pop()
            starts[here].extend(start for start in direct[name] if start not in starts[here])
            fresh = [called for called in calls.get(here, ()) if called not in reached]
            reached.update(fresh)
            waiting.extend(fresh)
    return dict(starts)
