"""Data factories of the first version, whose parts name each other by plain texts and run by time slices.

They are put into the form of today: references are objects, and the slices of a pipeline are a trigger on a schedule.
Source: Microsoft, "Azure Data Factory version 1: pipelines and activities, JSON reference" (archived pages of
learn.microsoft.com/azure/data-factory/v1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from d365arch.discovery.values import list_in, object_in, objects_in, text_in

_MOST_ACTIVITIES = 2_000


def in_todays_form(kind: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of a part with its references as objects; as they are where they already have that form."""
    if kind == "datasets" and isinstance(properties.get("linkedServiceName"), str):
        return {**properties, "linkedServiceName": _to_service(properties["linkedServiceName"])}
    if kind != "pipelines" or not any(_is_old(row) for row in objects_in(properties, "activities")[:_MOST_ACTIVITIES]):
        return properties
    activities = list_in(properties, "activities")
    return {**properties, "activities": [_activity(row) if isinstance(row, dict) else row for row in activities]}


def slices_of(name: str, properties: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The properties of a trigger that does what the slices of a pipeline do; None where it has none."""
    rows = objects_in(properties, "activities")[:_MOST_ACTIVITIES]
    scheduler = next((found for row in rows if (found := object_in(row, "scheduler"))), {})
    if not scheduler or "start" not in properties:
        return None
    recurrence = {key: scheduler[key] for key in ("frequency", "interval") if key in scheduler}
    return {"type": "ScheduleTrigger", "typeProperties": {"recurrence": recurrence},
            "runtimeState": "Stopped" if properties.get("isPaused") is True else "Started",
            "pipelines": [{"pipelineReference": {"referenceName": name, "type": "PipelineReference"}}]}


def _is_old(activity: Mapping[str, Any]) -> bool:
    ends = [*objects_in(activity, "inputs"), *objects_in(activity, "outputs")]
    return any("name" in one and "referenceName" not in one for one in ends) or isinstance(
        activity.get("linkedServiceName"), str)


def _activity(row: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(row)
    for end in ("inputs", "outputs"):
        if end in row:
            changed[end] = [_to_data(one) for one in objects_in(row, end)]
    if isinstance(row.get("linkedServiceName"), str):
        changed["linkedServiceName"] = _to_service(row["linkedServiceName"])
    return changed


def _to_data(end: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"referenceName": text_in(end, "name"), "type": "DatasetReference"} if "name" in end else end


def _to_service(name: str) -> dict[str, str]:
    return {"referenceName": name, "type": "LinkedServiceReference"}
