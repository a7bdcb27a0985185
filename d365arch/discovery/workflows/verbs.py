"""What a call does at the other side, from its operation or HTTP method, and which way data goes with that."""

from __future__ import annotations

import re
from collections.abc import Iterable

from d365arch.discovery.workflows.calls import Call
from d365arch.model.vocabulary import DataFlow, Operation

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VERBS: dict[str, Operation] = {
    **dict.fromkeys(("get", "list", "query", "search", "find", "read", "lookup", "retrieve", "fetch", "download",
                     "check", "peek", "receive", "export", "browse", "select", "manager", "profile", "reports",
                     "direct", "my", "user"), Operation.READ),
    **dict.fromkeys(("create", "add", "insert", "post", "new", "publish", "send", "upload", "write", "invite",
                     "append", "reply", "forward", "put", "enqueue", "submit", "import", "schedule", "register",
                     "share", "copy"), Operation.CREATE),
    **dict.fromkeys(("update", "patch", "upsert", "set", "edit", "modify", "move", "rename", "replace",
                     "merge", "assign", "change", "flag", "mark", "complete", "renew", "enable",
                     "disable"), Operation.UPDATE),
    **dict.fromkeys(("delete", "remove", "unassign", "revoke", "cancel", "purge", "clear"), Operation.DELETE),
    **dict.fromkeys(("execute", "run", "perform", "invoke", "call", "http", "start", "stop", "convert",
                     "generate", "analyze", "translate", "predict", "calculate", "extract"), Operation.ACTION),
    **dict.fromkeys(("on", "when", "subscribe", "trigger"), Operation.EVENT),
}
_METHODS = {"GET": Operation.READ, "HEAD": Operation.READ, "POST": Operation.CREATE, "PUT": Operation.UPDATE,
            "PATCH": Operation.UPDATE, "MERGE": Operation.UPDATE, "DELETE": Operation.DELETE}
_READING_ENDS = ("query", "search", "get", "lookup", "find", "list", "read", "retrieve", "searchbyfields")
_READING_OPERATIONS = re.compile(r"^(run|execute)?_?(kusto|advanced|list)?_?quer(y|ies)|querydata|listquery",
                                 re.IGNORECASE)


def operation_words(call: Call) -> tuple[Operation, ...]:
    """What the call does: by the first verb of its operation, else by its method."""
    if call.operation:
        if _READING_OPERATIONS.search(call.operation):
            return (Operation.READ,)
        for word in _WORDS.findall(call.operation):
            known = _VERBS.get(word.lower())
            if known is not None:
                return (_method_of_request(call) if known is Operation.ACTION and word.lower() == "http" else known,)
        return (Operation.ACTION,)
    return (_by_method(call.method, call.target.path if call.target is not None else call.path),)


def _method_of_request(call: Call) -> Operation:
    """Operations such as `HttpRequest` carry the method as a parameter."""
    named = (call.parameters.get(name) for name in ("parameters/method", "request/method", "method"))
    return _by_method(next((method for method in named if method), ""), call.parameters.get("parameters/uri", ""))


def _by_method(method: str, path: str) -> Operation:
    if method.upper() == "POST":
        last = path.rstrip("/").rsplit("/", 1)[-1].split("(", 1)[0].lower()
        words = {word.lower() for word in _WORDS.findall(path.rstrip("/").rsplit("/", 1)[-1])}
        if last in _READING_ENDS or words & {"search", "query", "get", "lookup", "find"}:
            return Operation.READ
    return _METHODS.get(method.upper(), Operation.ACTION)


_OUT = {Operation.CREATE, Operation.UPDATE, Operation.DELETE, Operation.FILE}


def data_of(operations: Iterable[Operation], polled: bool = False) -> DataFlow | None:
    """Which way data goes, seen from whoever calls; None where only actions are called, which say nothing of it.

    Of an event the one who sends it pushes; where it is polled for, whoever polls pulls.
    """
    seen = set(operations)
    reads = Operation.READ in seen or (polled and Operation.EVENT in seen)
    writes = bool(seen & _OUT) or (not polled and Operation.EVENT in seen)
    if reads and writes:
        return DataFlow.BOTH
    if reads:
        return DataFlow.PULL
    return DataFlow.PUSH if writes else None
