"""Logical names of tables behind the names of their sets, which calls of the Web API use."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.desk import Desk


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its set name."""

    logical_name: str


def survey_tables(parts: Components, desk: Desk) -> None:
    """Let calls find the tables of this and other solutions."""
    for component in parts.of("entity"):
        for element in component.element.iter():
            if element.tag.lower() == "entitysetname" and (element.text or "").strip():
                name = component.text("Name") or component.attribute("Name")
                if name:
                    desk.define((element.text or "").strip(), Table(name.lower()))
                break


def logical_name(set_name: str, desk: Desk) -> str:
    """The logical name of a table; the set name itself where no artefact has the table."""
    found = desk.defined(Table, set_name) if set_name else None
    return found.logical_name if found is not None else set_name
