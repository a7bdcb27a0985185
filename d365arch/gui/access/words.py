"""What is said of an element to somebody who cannot see the drawing: its facts, its neighbors, its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from d365arch.gui.editor import Editor
from d365arch.gui.language import amount, translate
from d365arch.model import End, Integration
from d365arch.scene.parts import Element

_MOST = 8
"""So many neighbors are named; of more only the number is told."""


def neighbors(editor: Editor, element: Element) -> str:
    """With what an element is connected, who starts, and how soon an answer is needed."""
    landscape, facts = editor.workspace.landscape, editor.facts
    match element.kind:
        case "system":
            lines = landscape.integrations_of.get(element.id, ())
            return _connections(editor, lines, element.id)
        case "endpoint":
            end = End.parse(element.id)
            lines = tuple(i for i in landscape.integrations_of.get(end.system, ()) if end in (i.from_, i.to))
            return _connections(editor, lines, end.system)
        case "integration":
            line = landscape.integration_by_id.get(element.id)
            if line is None:
                return ""
            return translate("Access", "From {initiator} to {called}, {timing}, {direction}.").format(
                initiator=_name(editor, line.from_.system), called=_name(editor, line.to.system),
                timing=facts.timing(line) or translate("Access", "timing not stated"), direction=facts.direction(line))
        case "zone":
            inside = [s.label for s in landscape.systems
                      if any(zone.id == element.id for zone in landscape.zone_path(s.zone))]
            return translate("Access", "Systems inside: {names}.").format(
                names=_some(inside) or translate("Access", "none"))
    return ""


def _connections(editor: Editor, lines: Sequence[Integration], system: str) -> str:
    if not lines:
        return translate("Access", "Not connected.")
    told = []
    for line in lines[:_MOST]:
        out = line.from_.system == system
        other = _name(editor, (line.to if out else line.from_).system)
        words = (translate("Access", "contacts {other} ({line})") if out else
                 translate("Access", "is contacted by {other} ({line})"))
        told.append(words.format(other=other, line=line.label))
    more = translate("Access", ", and {count} more").format(count=len(lines) - _MOST) if len(lines) > _MOST else ""
    return translate("Access", "Integrations: {list}{more}.").format(list="; ".join(told), more=more)


def _name(editor: Editor, system: str) -> str:
    found = editor.workspace.landscape.system_by_id.get(system)
    return found.label if found else system


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST]) + (", …" if len(names) > _MOST else "")


def findings(told: Mapping[str, Sequence[str]], element: Element) -> str:
    """What the rules say of an element, the gravest first; empty where nothing."""
    found = told.get(element.id, ())
    if not found:
        return ""
    return translate("Access", "Findings: {list}").format(list=" ".join(found[:_MOST]))


def named_along(count: int) -> str:
    """In how many findings about others an element is named; empty where in none."""
    if not count:
        return ""
    return translate("Access", "Named along in {findings}.").format(findings=amount(count, "finding"))
