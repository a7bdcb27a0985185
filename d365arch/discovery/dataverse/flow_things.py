"""What calls of flows name: tables, queues and folders, procedures, and the tenant's own part of a connection."""

from __future__ import annotations

from itertools import pairwise

from d365arch.discovery.known import Connector
from d365arch.discovery.workflows.definition import Call, file_path_of

_ENTITIES = (
    "table", "tablename", "entityname", "entity", "listname", "tabletype", "objecttype", "object", "entitytype",
    "recordtype", "collectionname", "collectionid", "queuename", "topicname", "topic", "eventhubname", "containername",
    "container", "sharename", "businessevent", "eventid", "indexname",
)
"""Parameters that name what data is about."""
_IN_PATH = ("tables", "entities", "queues", "topics", "subscribebusinessevent", "lists")
"""The same before a piece of a path."""
_MORE = (
    "procedure", "storedprocedurename", "pipelinename", "actionname", "functionname", "runbookname", "folderpath",
    "parameters/uri", "feedurl", "resourcename", "workspacename",
)
"""Parameters that name what is called, for people."""


def values_of(known: Connector, call: Call) -> dict[str, str]:
    """What a call says of the tenant's own part: its parameters, and for the form with a path the data set in it."""
    values = dict(call.parameters)
    dataset = piece_after(call.segments, "datasets")
    if dataset and not dataset.startswith("{"):
        values.setdefault("dataset", dataset)
    if known.identity == "host":
        values.setdefault("url", call.parameters.get("request/url", ""))
    return values


def piece_after(segments: tuple[str, ...], word: str) -> str:
    """The piece of a path after a word; empty where there is none."""
    for before, after in pairwise(segments):
        if before.lower() == word:
            return after
    return ""


def table_of(call: Call) -> str:
    """The table that a call to Dataverse names; empty where it names none, or a run decides."""
    named = (
        call.parameters.get("subscriptionrequest/entityname")
        or call.parameters.get("entityname")
        or call.parameters.get("table")
        or piece_after(call.segments, "tables")
    )
    return "" if named.lower() in {"none", ""} or named.startswith("{") else named


def entities_of(call: Call) -> tuple[str, ...]:
    """What the data of a call is about: tables, queues, folders, each once."""
    named = [call.parameters[name] for name in _ENTITIES if call.parameters.get(name)]
    if call.segments:
        after = [piece_after(call.segments, word) for word in _IN_PATH]
        named += [one for one in after if one and not one.startswith("{")]
    return tuple(dict.fromkeys(file_path_of(one) for one in named if "://" not in one))


def called_things(call: Call) -> list[str]:
    """What a call runs or opens, for people: procedures, pipelines, folders."""
    return [call.parameters[name] for name in _MORE if call.parameters.get(name)]
