"""Environment variables of solutions: their values resolve hosts and names of things, and go nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.desk import Desk
from d365arch.discovery.secrets import Seen, in_value
from d365arch.discovery.tree import Entry

_SECRET = "100000005"
_VALUES = "environmentvariablevalues.json"
_FOLDER = "environmentvariabledefinitions"


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A default value of an environment variable."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CurrentValue:
    """The value that an environment variable has in the environment a solution was exported from."""

    value: str = field(repr=False)


def value_of_variable(schema_name: str, desk: Desk) -> str:
    """The current value, else the default; empty where there is none, or it is a secret of a key vault."""
    current = desk.defined(CurrentValue, schema_name)
    if current is not None:
        return current.value
    default = desk.defined(EnvironmentVariable, schema_name)
    return default.value if default is not None else ""


def survey_variables(parts: Components, desk: Desk) -> None:
    """Give the values to flows of this and other solutions."""
    secrets = set()
    for component in parts.of("environmentvariabledefinition"):
        name = component.attribute("schemaname") or component.text("schemaname")
        if component.value("type") == _SECRET:
            secrets.add(name.lower())
            continue
        value = component.text("defaultvalue")
        if name and value:
            desk.define(name, EnvironmentVariable(value))
    for entry in parts.entries:
        if entry.name != _VALUES or _FOLDER not in entry.folder:
            continue
        name = entry.folder[-1]
        value = _current(entry, name, desk)
        if value and name not in secrets:
            desk.define(name, CurrentValue(value))


def _current(entry: Entry, name: str, desk: Desk) -> str:
    document = desk.json(entry)
    inner: Any = document.get("environmentvariablevalues") if isinstance(document, dict) else None
    listed = inner.get("environmentvariablevalue") if isinstance(inner, dict) else inner
    pointer = "/environmentvariablevalues/environmentvariablevalue"
    current = ""
    for number, one in enumerate(listed if isinstance(listed, list) else [listed]):
        value = one.get("value") if isinstance(one, dict) else None
        if isinstance(value, str) and value:
            place = f"{pointer}/{number}/value" if isinstance(listed, list) else f"{pointer}/value"
            # Its name is that of the folder, so only here is it known whether the value is a secret by its name.
            desk.note_secrets(entry.path, (Seen(place, kind, found) for kind, found in in_value(name, value)))
            current = current or value
    return current
