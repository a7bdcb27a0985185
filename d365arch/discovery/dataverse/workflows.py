"""Names and states of the processes of a solution, for flows that call each other and for their own records."""

from __future__ import annotations

import re
from dataclasses import dataclass

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Component, Components, number, plain_id
from d365arch.discovery.desk import Desk
from d365arch.discovery.tree import Entry

CLOUD_FLOW = 5
DESKTOP_FLOW = 6
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Workflow:
    """A process as its metadata tells it."""

    id: str
    name: str
    category: int
    state: int | None
    """0 draft or switched off, 1 on, 2 suspended; None where it is not said."""
    primary_entity: str
    file: str
    """Name of its definition file in small letters, without folders."""

    @property
    def active(self) -> bool | None:
        """Whether it runs."""
        return None if self.state is None else self.state == 1


def survey_workflows(parts: Components, desk: Desk) -> None:
    """Let flows of this and other solutions find each other by id."""
    for component in parts.of("workflow"):
        workflow = workflow_of(component)
        if workflow.id:
            desk.define(workflow.id, workflow)


def workflow_of(component: Component) -> Workflow:
    """The metadata of a process."""
    # White space around the name of the file occurs, in front of it and behind.
    file = (component.value("JsonFileName") or component.value("XamlFileName")).strip().replace("\\", "/")
    table = component.value("PrimaryEntity").lower()
    return Workflow(
        id=plain_id(component.attribute("WorkflowId") or component.text("WorkflowId")),
        name=cleaned(component.attribute("Name") or component.text("Name") or component.value("UniqueName")),
        category=number(component.value("Category")) or 0, state=number(component.value("StateCode")),
        primary_entity="" if table == "none" else table, file=file.rsplit("/", 1)[-1].lower())


def id_in_name(entry: Entry) -> str:
    """The id at the end of the name of a flow's file, `<Name>-<id>.json`; empty where there is none."""
    found = _ID.findall(entry.name)
    return found[-1] if found else ""


def name_in_file(entry: Entry) -> str:
    """The name of a flow as its file has it, without the id."""
    stem = entry.shown_name.rsplit(".", 1)[0]
    own = id_in_name(entry)
    end = stem.lower().rfind(own) if own else -1
    return cleaned(stem[:end].rstrip("-_ ") if end > 0 else stem) or cleaned(stem)
