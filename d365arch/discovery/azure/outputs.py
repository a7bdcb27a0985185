"""Outputs of templates, for files that a deployment script fills with them: `{functionAppName}` in a definition."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.discovery.azure.arm_template import mapping
from d365arch.discovery.azure.arm_text import Scope
from d365arch.discovery.desk import Desk

_MOST = 200
_MARKS = (("#{", "}#"), ("${", "}"), ("{", "}"), ("__", "__"), ("$(", ")"))
"""How scripts write placeholders."""


class Outputs:
    """What the templates of a folder give, by name in small letters."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}


def outputs_of(folder: tuple[str, ...], desk: Desk) -> Outputs:
    """The outputs of the templates of a folder that were surveyed so far."""
    key = "/".join(folder)
    found = desk.defined(Outputs, key)
    if found is None:
        found = Outputs()
        desk.define(key, found)
    return found


def keep_outputs(template: Mapping[str, object], scope: Scope, folder: tuple[str, ...], desk: Desk) -> None:
    """Let files of the same folder find the outputs of a template; of two with one name the first is kept."""
    outputs = mapping(template.get("outputs"))
    if not outputs:
        return
    kept = outputs_of(folder, desk).values
    for name in list(outputs)[:_MOST]:
        text = scope.output(outputs, str(name)).text
        if text:
            kept.setdefault(str(name).lower(), text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """What stands for a text that is one placeholder, where it is known; else the text."""
    name = text.strip()
    for begin, end in _MARKS:
        if name.startswith(begin) and name.endswith(end) and len(name) > len(begin) + len(end):
            return values.get(name[len(begin):-len(end)].strip().lower()) or text
    return text
