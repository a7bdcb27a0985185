"""What the inspector is about: the selected elements of one kind with their records and edit targets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from d365arch.edit import Target, TargetKind
from d365arch.gui.editor import Editor
from d365arch.gui.language import amount
from d365arch.scene.parts import Element

_KINDS = {
    "system": TargetKind.SYSTEM, "endpoint": TargetKind.ENDPOINT, "integration": TargetKind.INTEGRATION,
    "zone": TargetKind.ZONE, "note": TargetKind.VIEW_NOTE,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Records of one class with their targets; `others` says what else is selected, in words."""

    kind: str
    records: tuple[Any, ...]
    targets: tuple[Target, ...]
    others: str = ""


def subject_of(editor: Editor) -> Subject:
    """The selected elements of the kind picked first; the landscape where nothing is selected."""
    found: dict[str, list[tuple[Any, Target]]] = {}
    for element in editor.selection.elements:
        pair = _record(editor, element)
        if pair is not None:
            found.setdefault(element.kind, []).append(pair)
    if not found:
        landscape = editor.workspace.landscape
        return Subject("landscape", (landscape,), (Target(TargetKind.LANDSCAPE, name=landscape.name),))
    kind, pairs = next(iter(found.items()))
    rest = Counter({other: len(items) for other, items in found.items() if other != kind})
    others = ", ".join(amount(count, other) for other, count in rest.items())
    return Subject(kind, tuple(r for r, _ in pairs), tuple(t for _, t in pairs), others)


def _record(editor: Editor, element: Element) -> tuple[Any, Target] | None:
    landscape = editor.workspace.landscape
    record: Any = None
    owner, name = None, element.id
    match element.kind:
        case "system":
            record = landscape.system_by_id.get(element.id)
        case "endpoint":
            owner, _, name = element.id.partition(".")
            system = landscape.system_by_id.get(owner)
            record = system.endpoint(name) if system else None
        case "integration":
            record = landscape.integration_by_id.get(element.id)
        case "zone":
            record = landscape.zone_by_id.get(element.id)
        case "note":
            owner, note = editor.view_id, element.id.rpartition(".")[2]
            record = next((n for n in editor.view.notes if note in {n.id, element.id}), None)
            name = record.id if record else name
    if record is None:
        return None
    label = getattr(record, "label", None) or getattr(record, "name", None)
    return record, Target(_KINDS[element.kind], name, owner, label)
