"""What a call of a logic app is about, read out of its path and parameters: tables, queues, containers, procedures."""

from __future__ import annotations

import re
from typing import NamedTuple

from d365arch.discovery.known import Connector
from d365arch.discovery.workflows.definition import Call, file_path_of

_ID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_VERSION = re.compile(r"v?\d+(?:\.\d+)*", re.IGNORECASE)
_AFTER = frozenset({"tables", "queues", "topics", "containers", "shares", "filesystems", "eventhubs", "collections",
                    "colls", "entitysets", "subscribebusinessevent", "lists"})
"""Pieces of paths whose next piece is a name of something that people know."""
_NO_TABLES = frozenset({"subscribewebhooktrigger", "$batch", "businesseventstrigger"})
_FILES = frozenset({"files", "folders", "foldersv2", "filesv2"})
_NAMING = ("entityname", "tablename", "table", "queuename", "topicname", "topic", "eventhubname", "containername",
           "container", "sharename", "collectionname", "collectionid", "subscriptionrequest/entityname", "eventid",
           "businessevent", "objecttype", "recordtype")
_PATHS = ("folderpath", "folderid", "fileid", "filepath", "path", "blobname")
_FIRST = frozenset({"servicebus", "azurequeues", "eventhubs"})
_OPERATION_WORDS = ("get", "list", "create", "update", "delete", "execute", "run", "post", "put", "send", "search",
                    "find", "query", "set", "add", "remove", "upload", "download", "convert", "invoke", "call",
                    "trigger", "api", "rest", "odata", "services", "service", "soap", "items")


class Things(NamedTuple):
    """What a call names."""

    dataset: str = ""
    """Server, organisation, site or account as the path has it."""
    entities: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    share: str = ""
    """A UNC path."""


def things_of(call: Call, row: Connector) -> Things:
    """What a connector call is about."""
    dataset = share = ""
    entities: list[str] = []
    details: list[str] = []
    segments = call.segments
    for piece, following in zip(segments, (*segments[1:], ""), strict=False):
        word = piece.lower()
        if word in {"datasets", "storageaccounts"}:
            dataset = dataset or following
        elif word in _AFTER:
            entities.append(following)
        elif word == "procedures":
            details.append(f"stored procedure {following}" if _says(following) else "stored procedure")
        elif word in _FILES:
            path = file_path_of(following)
            share = share or (path if path.startswith(("//", "\\\\")) else "")
            entities.append("" if share else _container(path, row))
        elif word.startswith("v9.") or (word.startswith("v8.") and "api" in map(str.lower, segments[:2])):
            entities.append("" if following.lower() in _NO_TABLES else following.split("(", 1)[0])
    if row.id in _FIRST and segments and not _VERSION.fullmatch(segments[0]):
        entities.insert(0, segments[0])
    for stated in (call.parameters[name] for name in _PATHS if name in call.parameters):
        path = file_path_of(stated)
        share = share or (path if path.startswith(("//", "\\\\")) else "")
        entities.extend(() if share else (_container(path, row),))
    entities.extend(call.parameters[name] for name in _NAMING if name in call.parameters)
    details.extend(f"stored procedure {call.parameters[name]}" for name in ("procedure", "storedprocedurename")
                   if call.parameters.get(name))
    if row.kind in {"custom", "unknown"} and not any(entities):
        entities.extend(_nouns(segments))
    shown = _shown(call, row)
    return Things(dataset if _says(dataset) else "", tuple(dict.fromkeys(filter(_says, entities))),
                  tuple(dict.fromkeys(filter(None, (*details, shown if not details else "")))), share)


def _shown(call: Call, row: Connector) -> str:
    """The call for people: its operation, or method and path where the path is the API's own."""
    if call.operation:
        return call.operation
    if row.kind in {"custom", "unknown"} and call.path:
        return f"{call.method} {call.path}".strip()
    return call.name if row.identity is None else ""


def _says(text: str) -> bool:
    plain = text.strip()
    return bool(plain) and not plain.startswith("{") and plain.lower() not in {"default", "$metadata.json"} \
        and not _ID.fullmatch(plain)


def _container(path: str, row: Connector) -> str:
    """The container or share of a path in a storage account; paths elsewhere are too many to be told."""
    return path.strip("/").split("/", 1)[0] if row.identity == "azure.storage" and path.startswith("/") else ""


def _nouns(segments: tuple[str, ...]) -> list[str]:
    """The resource of a REST path such as `/api/v1/customer/{id}`: its first piece that names a thing."""
    for piece in segments:
        word = piece.lower()
        if _says(piece) and not _VERSION.fullmatch(piece) and not word.startswith(_OPERATION_WORDS) and word.isalpha():
            return [piece]
    return []
