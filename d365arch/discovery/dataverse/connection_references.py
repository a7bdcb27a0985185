"""Connection references of solutions: what connector they stand for, and those that nothing uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from d365arch.discovery.dataverse.components import Components, plain_id
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import connector
from d365arch.discovery.text import text_of
from d365arch.discovery.tree import Entry, ReadingError
from d365arch.errors import printable

_USED = re.compile(r'"(?:xrm)?connectionReferenceLogicalName"\s{0,20}:\s{0,20}"([^"\\]{1,200})"', re.IGNORECASE)
_CALLED = re.compile(r'"workflowReferenceName"\s{0,20}:\s{0,20}"([0-9A-Fa-f-]{36})"')


@dataclass(frozen=True, slots=True)
class ConnectionReference:
    """A connection reference."""

    name: str
    connector: str
    """Id of its connector, as written; of a custom connector its GUID where nothing better is said."""


@dataclass(frozen=True, slots=True)
class Use:
    """Something uses a connection reference."""


@dataclass(frozen=True, slots=True)
class Parents:
    """Names of files of the flows that call a flow."""

    flows: list[str]


def survey_references(parts: Components, desk: Desk) -> None:
    """Let flows of this and other solutions find the references, and note which are used."""
    for component in parts.of("connectionreference"):
        name = component.attribute("connectionreferencelogicalname") or component.text("connectionreferencelogicalname")
        custom = component.child("customconnectorid")
        own = ""
        if custom is not None:
            own = next((text for below in custom.iter() if (text := (below.text or "").strip())), "")
        used = component.text("connectorid") or component.text("connectorinternalid") or plain_id(own)
        if name:
            desk.define(name, ConnectionReference(name, used))
    for component in parts.of("canvasapp"):
        _note_uses(unescape(component.text("ConnectionReferences")), desk)
    for entry in parts.entries:
        if is_in_workflows(entry):
            survey_uses(entry, desk)


def is_in_workflows(entry: Entry) -> bool:
    """Whether a file of a solution may be the definition of a flow."""
    return entry.suffix == ".json" and not {"workflows", "modernflows", "processes"}.isdisjoint(entry.folder)


def survey_uses(entry: Entry, desk: Desk) -> None:
    """Note which references and child flows a flow uses, from its text alone: it is read as a flow later."""
    try:
        text = text_of(entry.load())
    except ReadingError:
        return
    _note_uses(text, desk)
    for child in _CALLED.findall(text):
        key = child.lower()
        known = desk.defined(Parents, key)
        if known is None:
            desk.define(key, Parents([entry.path]))
        elif entry.path not in known.flows:
            known.flows.append(entry.path)


def _note_uses(text: str, desk: Desk) -> None:
    for name in _USED.findall(text):
        desk.define(name, Use())


def remark_unused(parts: Components, desk: Desk) -> None:
    """A remark for every reference that no flow or app of the run uses: a connection without evidence of use."""
    for component in parts.of("connectionreference"):
        name = component.attribute("connectionreferencelogicalname")
        found = desk.defined(ConnectionReference, name)
        if not name or found is None or desk.defined(Use, name) is not None:
            continue
        known = connector(found.connector)
        if known.kind == "internal" or ".shared_" in name:
            continue  # those of agents are named `<agent>.shared_<connector>. ...` and told with the agent
        desk.notebook.remark(
            component.entry.path,
            component.place(),
            f'Connection reference "{printable(name)}" to {printable(known.name)} is used by no flow or '
            "app that was read, so it is no evidence of an integration.",
        )
