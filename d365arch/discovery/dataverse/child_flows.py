"""Flows that run other flows: told of both, and no integration, since both are automations of one environment."""

from __future__ import annotations

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.connection_references import Parents
from d365arch.discovery.dataverse.workflows import Workflow
from d365arch.discovery.desk import Desk
from d365arch.discovery.tree import Entry
from d365arch.discovery.workflows.definition import CallKind, Definition
from d365arch.errors import printable


def parents_of(workflow: Workflow, desk: Desk) -> str:
    """Who runs a child flow, as a sentence; empty where nobody does."""
    known = desk.defined(Parents, workflow.id) if workflow.id else None
    if known is None:
        return ""
    names = sorted({_name_of(path, desk) for path in known.flows})
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"A child flow of {', '.join(names[:3])}{more}."


def _name_of(path: str, desk: Desk) -> str:
    file = path.replace("!", "/").rsplit("/", 1)[-1]
    found = desk.defined(Workflow, file.rsplit(".", 1)[0][-36:])
    return found.name if found is not None else cleaned(file.rsplit(".", 1)[0])


def remark_children(entry: Entry, workflow: Workflow, definition: Definition, desk: Desk) -> None:
    """The link to child flows, whose calls are their own and no integrations."""
    children: dict[str, str] = {}
    for call in definition.calls:
        if call.kind is CallKind.WORKFLOW and call.resource:
            children.setdefault(call.resource.lower(), call.pointer)
    if not children:
        return
    names = []
    for child in children:
        found = desk.defined(Workflow, child)
        names.append(f'"{printable(found.name)}"' if found is not None else "one that is not in these artefacts")
    listed = ", ".join(dict.fromkeys(names))
    desk.notebook.remark(
        entry.path,
        next(iter(children.values())),
        f'Flow "{printable(workflow.name)}" runs child flows: {listed}. What these call is shown as theirs.',
    )
