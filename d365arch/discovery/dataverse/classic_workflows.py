"""Classic workflows: their own steps stay inside Dataverse, but activities written in code may call out."""

from __future__ import annotations

import re

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Component, Components, number
from d365arch.discovery.desk import Desk
from d365arch.discovery.tree import Entry, ReadingError

_CLASSIC = frozenset({0, 1, 3, 4})
"""Workflow, dialog, action, business process flow; business rules (2) cannot call code."""
_ACTIVITY = re.compile(r"AssemblyQualifiedName=\"([^\",]{1,300}),\s*([^\",]{1,200})")
_MICROSOFT = ("microsoft.crm.", "microsoft.xrm.", "system.", "mscorlib")
_MAIL = "Microsoft.Crm.Workflow.Activities.SendEmail"
_LONGEST = 8_000_000


def read_classic_workflows(parts: Components, desk: Desk) -> None:
    """Remark on classic workflows that use activities of somebody's own assembly, or send mail."""
    files = {entry.name: entry for entry in parts.entries if entry.suffix == ".xaml"}
    for workflow in parts.of("workflow"):
        if number(workflow.value("Category")) not in _CLASSIC:
            continue
        entry = files.get(workflow.value("XamlFileName").replace("\\", "/").rsplit("/", 1)[-1].strip().lower())
        text = _text(entry, desk) if entry is not None else ""
        if text:
            _remark(workflow, text, desk)


def _text(entry: Entry, desk: Desk) -> str:
    try:
        return desk.peek_text(entry)[:_LONGEST]
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return ""


def _remark(workflow: Component, text: str, desk: Desk) -> None:
    name = workflow.attribute("Name") or workflow.text("Name") or workflow.id
    off = ", which is switched off," if number(workflow.value("StateCode")) == 0 else ""
    own = sorted({cleaned(match[2], 80) for match in _ACTIVITY.finditer(text)
                  if not match[2].strip().lower().startswith(_MICROSOFT)})
    if own:
        desk.notebook.remark(
            workflow.entry.path, workflow.place(),
            f"The classic workflow {name}{off} uses activities of {', '.join(own[:8])}; contents unknown, since their "
            "code is not in the artefact and may call other systems.")
    if _MAIL in text:
        desk.notebook.remark(workflow.entry.path, workflow.place(),
                             f"The classic workflow {name}{off} sends mail through the environment's own mailboxes.")
