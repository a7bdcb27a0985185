"""Functions that a template defines for itself, under a namespace of its own; Bicep's `func` compiles to them.

Source: Microsoft, "User-defined functions in ARM template"
(learn.microsoft.com/azure/azure-resource-manager/templates).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_MOST = 1_000
BICEP = "__bicep"
"""The namespace that the compiler of Bicep gives them."""


class OwnFunction(NamedTuple):
    """What a function is called with, and the expression that it gives."""

    parameters: tuple[str, ...]
    """In small letters."""
    value: Any


def functions_of(template: Mapping[str, Any]) -> dict[str, OwnFunction]:
    """The functions by the name they are called by, `namespace.name` in small letters; nothing of what is none."""
    found: dict[str, OwnFunction] = {}
    stated = template.get("functions")
    for space in stated if isinstance(stated, list) else ():
        members = space.get("members") if isinstance(space, dict) else None
        for name, member in members.items() if isinstance(members, dict) else ():
            output = member.get("output") if isinstance(member, dict) else None
            if not isinstance(output, dict) or len(found) >= _MOST:
                continue
            rows = member.get("parameters")
            parameters = tuple(str(row.get("name", "")).lower() if isinstance(row, dict) else ""
                               for row in (rows if isinstance(rows, list) else ()))
            found[f"{space.get('namespace', '')}.{name}".lower()] = OwnFunction(parameters, output.get("value"))
    return found
